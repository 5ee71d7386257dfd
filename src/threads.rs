//! Work shared among as many threads as there are; this one does its share. Without the feature `threads` this one does all of it. Either
//! way the results are the same.

#[cfg(feature = "threads")]
pub(crate) use self::shared::{available, both, handed_out, in_turns, map_in_order};
#[cfg(not(feature = "threads"))]
pub(crate) use self::single::{available, both, handed_out, in_turns, map_in_order};

#[cfg(feature = "threads")]
mod shared {
    use std::num::NonZero;
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
    use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
    use std::sync::{Arc, Mutex, PoisonError};
    use std::thread::{self, ScopedJoinHandle};

    /// Items that wait for each of the other threads: this one takes one only when they have enough to do.
    const WAITING: usize = 4;

    /// The number of threads that run at once.
    pub(crate) fn available() -> usize {
        thread::available_parallelism().map_or(1, NonZero::get)
    }

    /// Threads that as many items are worth.
    fn threads_for(items: usize) -> usize {
        available().min(items.div_ceil(64)).clamp(1, 16)
    }

    /// Does two things at once.
    pub(crate) fn both<A, B: Send>(one: impl FnOnce() -> A, other: impl FnOnce() -> B + Send) -> (A, B) {
        thread::scope(|scope| {
            let other = scope.spawn(other);
            (one(), joined(other))
        })
    }

    /// Splits work among threads, each of which takes a few items more when it has done those it took before.
    pub(crate) fn in_turns<'t, T: Sync, R: Send>(
        items: &'t [T],
        work: impl Fn(&mut dyn Iterator<Item = &'t T>) -> R + Sync,
    ) -> Vec<R> {
        const AT_ONCE: usize = 8;
        let next = AtomicUsize::new(0);
        let take = || items.chunks(AT_ONCE).nth(next.fetch_add(1, Relaxed));
        let work = || work(&mut std::iter::from_fn(take).flatten());
        thread::scope(|scope| {
            let running: Vec<_> = (1..threads_for(items.len())).map(|_| scope.spawn(work)).collect();
            let own = work();
            std::iter::once(own).chain(running.into_iter().map(joined)).collect()
        })
    }

    /// Maps items. The results keep their order.
    pub(crate) fn map_in_order<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
        let share = items.len().div_ceil(threads_for(items.len())).max(1);
        let of_share = |items: &[T]| items.iter().map(&work).collect::<Vec<R>>();
        let (first, others) = items.split_at(share.min(items.len()));
        thread::scope(|scope| {
            let running: Vec<_> = others.chunks(share).map(|items| scope.spawn(|| of_share(items))).collect();
            let mut all = of_share(first);
            all.extend(running.into_iter().flat_map(joined));
            all
        })
    }

    /// Runs `feed` on this thread and hands what it delivers to the others in order; this thread takes an item when they have enough
    /// waiting. Each thread begins with `start` and takes in one item after another, which leaves room to be used again. Returns what
    /// each thread took in, and the result of `feed`.
    pub(crate) fn handed_out<I: Send, B: Send + Default, T: Send, R>(
        start: impl Fn() -> T + Sync,
        take_in: impl Fn(&mut T, I) -> B + Sync,
        feed: impl FnOnce(&mut dyn FnMut(I) -> B) -> R,
    ) -> (Vec<T>, R) {
        let others = (available() - 1).min(7);
        let (send, receive) = sync_channel::<I>(others * WAITING);
        let (give_back, empties) = sync_channel::<B>(others * (WAITING + 2));
        let receive = Arc::new(Mutex::new(receive));
        thread::scope(|scope| {
            let running: Vec<_> = (0..others)
                .map(|_| {
                    let (receive, give_back) = (Arc::clone(&receive), give_back.clone());
                    let (start, take_in) = (&start, &take_in);
                    scope.spawn(move || {
                        let mut taken = start();
                        until_none_are_left(&receive, &give_back, |item| take_in(&mut taken, item));
                        taken
                    })
                })
                .collect();
            drop((receive, give_back));
            let mut own = start();
            let result = feed(&mut |item| match send.try_send(item) {
                Ok(()) => empties.try_recv().unwrap_or_default(),
                Err(TrySendError::Full(item) | TrySendError::Disconnected(item)) => take_in(&mut own, item),
            });
            drop(send);
            (std::iter::once(own).chain(running.into_iter().map(joined)).collect(), result)
        })
    }

    /// Takes up items until there are no more.
    fn until_none_are_left<I, B>(receive: &Mutex<Receiver<I>>, give_back: &SyncSender<B>, mut take_in: impl FnMut(I) -> B) {
        loop {
            let next = receive.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(item) = next else { return };
            // Nobody takes it back at the end.
            let _ = give_back.try_send(take_in(item));
        }
    }

    fn joined<R>(thread: ScopedJoinHandle<'_, R>) -> R {
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

/// The same, one after the other.
#[cfg(not(feature = "threads"))]
mod single {
    pub(crate) fn available() -> usize {
        1
    }

    pub(crate) fn both<A, B>(one: impl FnOnce() -> A, other: impl FnOnce() -> B) -> (A, B) {
        (one(), other())
    }

    pub(crate) fn in_turns<'t, T, R>(items: &'t [T], work: impl Fn(&mut dyn Iterator<Item = &'t T>) -> R) -> Vec<R> {
        vec![work(&mut items.iter())]
    }

    pub(crate) fn map_in_order<T, R>(items: &[T], work: impl Fn(&T) -> R) -> Vec<R> {
        items.iter().map(work).collect()
    }

    pub(crate) fn handed_out<I, B, T, R>(
        start: impl Fn() -> T,
        take_in: impl Fn(&mut T, I) -> B,
        feed: impl FnOnce(&mut dyn FnMut(I) -> B) -> R,
    ) -> (Vec<T>, R) {
        let mut own = start();
        let result = feed(&mut |item| take_in(&mut own, item));
        (vec![own], result)
    }
}
