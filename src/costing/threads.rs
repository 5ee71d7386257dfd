//! Work shared among as many threads as there are; this one does its share.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread::{self, ScopedJoinHandle};

/// Threads that as many items are worth.
fn threads_for(items: usize) -> usize {
    thread::available_parallelism().map_or(1, NonZero::get).min(items.div_ceil(64)).clamp(1, 16)
}

/// Does two things at once.
pub(super) fn both<A, B: Send>(one: impl FnOnce() -> A, other: impl FnOnce() -> B + Send) -> (A, B) {
    thread::scope(|scope| {
        let other = scope.spawn(other);
        (one(), joined(other))
    })
}

/// Splits work among threads, each of which takes a few items more when it has done those it took before.
pub(super) fn in_turns<'t, T: Sync, R: Send>(
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

/// What comes of each item, in their order.
pub(super) fn map_in_order<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
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

fn joined<R>(thread: ScopedJoinHandle<'_, R>) -> R {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
