//! Where a command finds its files and leaves its answer.
//!
//! On a command line that is the machine: its disk, its standard output and standard error. For the page it is a desk: the files that
//! somebody has put on it, and nothing else. A command that runs at a desk reads no disk, writes none and prints nothing, so it gives the
//! page the figures that it gives a terminal.

use std::any::Any;
use std::cell::RefCell;
use std::io::{self, Cursor, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::opened::{self, Opened};
use crate::report::{Remake, Report};
use crate::web::Files;

/// So many rosters stay counted.
const COUNTED: usize = 4;

/// What a command leaves at a desk.
#[derive(Default)]
pub(super) struct Left {
    /// The result.
    pub(super) report: Option<Report>,
    /// What is needed to make it again.
    pub(super) remake: Option<Remake>,
    /// Results that are text and nothing else.
    pub(super) text: String,
    /// What would have gone to standard error.
    pub(super) said: String,
}

struct Desk {
    files: Arc<Files>,
    counted: Arc<Memory>,
    /// The command line.
    words: Vec<String>,
    left: Left,
}

thread_local! {
    /// The desk at which this thread works, if it does.
    static DESK: RefCell<Option<Desk>> = const { RefCell::new(None) };
}

/// Whether this thread works at a desk.
pub(super) fn is_in_use() -> bool {
    DESK.with_borrow(Option::is_some)
}

/// Works at a desk, and gives what was left there. The desk is cleared whatever happens, and work at another one goes on there: `verify`
/// runs a command at a desk of its own.
pub(super) fn at<T>(files: &Arc<Files>, counted: &Arc<Memory>, words: &[String], work: impl FnOnce() -> T) -> (T, Left) {
    /// Goes back to the desk of before, after a panic too.
    struct Back(Option<Desk>);
    impl Drop for Back {
        fn drop(&mut self) {
            DESK.set(self.0.take());
        }
    }
    let desk = Desk { files: Arc::clone(files), counted: Arc::clone(counted), words: words.to_vec(), left: Left::default() };
    let _back = Back(DESK.replace(Some(desk)));
    let done = work();
    (done, DESK.take().map_or_else(Left::default, |desk| desk.left))
}

/// The command line that is answered at the desk.
pub(super) fn words() -> Option<Vec<String>> {
    DESK.with_borrow(|desk| desk.as_ref().map(|desk| desk.words.clone()))
}

/// Leaves something at the desk; false if there is none.
pub(super) fn leave(put: impl FnOnce(&mut Left)) -> bool {
    DESK.with_borrow_mut(|desk| desk.as_mut().map(|desk| put(&mut desk.left)).is_some())
}

/// Whether there is something of this name that can be read: a file, a pipe, a device, standard input.
pub(super) fn is_there(path: &Path) -> bool {
    if is_in_use() { on_the_desk(path).is_some() } else { opened::is_there(path) }
}

/// Opens a file, once: see [`opened`].
pub(super) fn open(path: &Path) -> io::Result<Opened> {
    if is_in_use() {
        let bytes = on_the_desk(path).ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such file was dropped"))?;
        return Ok(Opened::Bytes(Cursor::new(bytes)));
    }
    opened::open(path)
}

/// The first bytes of a file, up to so many. What was read for it is not lost to [`open`].
pub(super) fn peek(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    if is_in_use() {
        let mut start = Vec::new();
        return open(path)?.take(most).read_to_end(&mut start).map(|_| start);
    }
    opened::peek(path, most)
}

/// The file on the desk, if it lies there.
fn on_the_desk(path: &Path) -> Option<Arc<[u8]>> {
    DESK.with_borrow(|desk| lying_there(&desk.as_ref()?.files, path))
}

/// A file by its name; its folders are those of another machine.
fn lying_there(files: &Files, path: &Path) -> Option<Arc<[u8]>> {
    let name = |path: &Path| path.to_str().and_then(|name| files.get(name));
    name(path).or_else(|| name(Path::new(path.file_name()?)))
}

/// What was worked out of files before, so that the next question about them need not read them again.
#[derive(Default)]
pub(super) struct Memory(Mutex<Vec<(String, Arc<dyn Any + Send + Sync>)>>);

impl Memory {
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<(String, Arc<dyn Any + Send + Sync>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets what was worked out of files of this desk.
    pub(super) fn forget(&self, desk: &str) {
        self.lock().retain(|(key, _)| !key.starts_with(desk));
    }
}

/// What `work` makes, or made before of the same files with the same `key`. Without a desk nothing is kept.
pub(super) fn remembered<T, E>(key: impl FnOnce() -> String, work: impl FnOnce() -> Result<T, E>) -> Result<Arc<T>, E>
where
    T: Send + Sync + 'static,
{
    let Some((desk, memory)) =
        DESK.with_borrow(|desk| desk.as_ref().map(|desk| (desk.files.id.clone(), Arc::clone(&desk.counted))))
    else {
        return work().map(Arc::new);
    };
    let key = format!("{desk} {}", key());
    let known = memory.lock().iter().find(|(known, _)| *known == key).map(|(_, made)| Arc::clone(made));
    if let Some(made) = known.and_then(|made| made.downcast::<T>().ok()) {
        return Ok(made);
    }
    let made = Arc::new(work()?);
    let mut all = memory.lock();
    all.retain(|(known, _)| *known != key);
    all.insert(0, (key, Arc::clone(&made) as Arc<dyn Any + Send + Sync>));
    all.truncate(COUNTED);
    Ok(made)
}
