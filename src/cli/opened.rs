//! Opening the machine's files, each of them once.
//!
//! What comes through a pipe is gone when it was read, and a file can be replaced between two reads. So nothing is opened to see what it
//! is and then opened again: [`peek`] keeps what it opened for [`open`], pay files stay in memory for as long as the command runs
//! ([`super::input::read`]), and payslips that are needed a second time are read from the same open file ([`Kept`]).

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::{File, Metadata};
use std::io::{self, Cursor, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Failure;

/// Standard input, as an argument.
pub(super) const STDIN: &str = "-";

/// Something open to be read.
pub(super) enum Opened {
    /// A file in memory.
    Bytes(Cursor<Arc<[u8]>>),
    /// A file on disk, at its start, with its size.
    File(File, u64),
    /// A pipe, a device or standard input: it can be read once.
    Stream(Box<dyn Read>),
}

impl Opened {
    /// How many bytes it has, if that is known before it is read.
    pub(super) fn size(&self) -> Option<u64> {
        match self {
            Opened::Bytes(bytes) => Some(bytes.get_ref().len() as u64),
            Opened::File(_, size) => Some(*size),
            Opened::Stream(_) => None,
        }
    }
}

impl Read for Opened {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Opened::Bytes(bytes) => bytes.read(into),
            Opened::File(file, _) => file.read(into),
            Opened::Stream(stream) => stream.read(into),
        }
    }
}

/// What the command on this thread has opened.
#[derive(Default)]
struct Record {
    /// Opened by [`peek`], and not yet read.
    waiting: HashMap<PathBuf, Opened>,
    /// What [`peek`] saw.
    starts: HashMap<PathBuf, Vec<u8>>,
    /// Everything that was opened.
    all: Vec<Place>,
    /// Whether standard input was, as `-`.
    stdin: bool,
}

thread_local! {
    static RECORD: RefCell<Record> = RefCell::default();
}

/// Forgets what an earlier command opened.
pub(super) fn begin() {
    RECORD.take();
}

/// Whether a file is among those that were opened.
pub(super) fn was_opened(place: &Place) -> bool {
    RECORD.with_borrow(|record| record.all.iter().any(|known| known.is(place)))
}

/// Whether there is something of this name that is no folder.
pub(super) fn is_there(path: &Path) -> bool {
    path == Path::new(STDIN) || std::fs::metadata(path).is_ok_and(|about| !about.is_dir())
}

/// Whether a path leads to a file that will be there tomorrow, and not to a pipe or a device.
pub(super) fn is_regular(path: &Path) -> bool {
    path.is_file()
}

/// What is said of a pay system that came through a pipe, where a file that is to be kept would have to name it.
pub(super) fn not_to_be_named(what: &str, path: &Path) -> Failure {
    let name = path.display();
    Failure::Message(format!(
        "the {what} that is to be kept names its pay system by its file, and {name} is none: give the pay system as a file"
    ))
}

/// Opens a file or a pipe.
///
/// # Errors
///
/// There is none, or it is a pipe that was opened before: what was in it is gone, and to wait for more would be to wait for ever.
pub(super) fn open(path: &Path) -> io::Result<Opened> {
    if let Some(waiting) = RECORD.with_borrow_mut(|record| record.waiting.remove(path)) {
        return Ok(waiting);
    }
    let place = Place::of(path);
    let is_stdin = path == Path::new(STDIN);
    let is_gone = if is_stdin { RECORD.with_borrow(|record| record.stdin) } else { false };
    if is_gone || (place.is_pipe && was_opened(&place)) {
        return Err(io::Error::other("it is named twice, and what comes through a pipe can be read once: name a file"));
    }
    let opened = if is_stdin {
        Opened::Stream(Box::new(io::stdin().lock()))
    } else {
        let file = File::open(path)?;
        let about = file.metadata()?;
        if about.is_file() { Opened::File(file, about.len()) } else { Opened::Stream(Box::new(file)) }
    };
    RECORD.with_borrow_mut(|record| {
        record.all.push(place);
        record.stdin |= is_stdin;
    });
    Ok(opened)
}

/// The first bytes of a file or a pipe, up to so many; [`open`] returns the whole of it all the same.
pub(super) fn peek(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    if let Some(start) = RECORD.with_borrow(|record| record.starts.get(path).cloned()) {
        return Ok(start);
    }
    let (mut opened, mut start) = (open(path)?, Vec::new());
    opened.by_ref().take(most).read_to_end(&mut start)?;
    let whole = match opened {
        Opened::File(mut file, size) => {
            file.rewind()?;
            Opened::File(file, size)
        }
        other => Opened::Stream(Box::new(Cursor::new(start.clone()).chain(other))),
    };
    RECORD.with_borrow_mut(|record| {
        record.waiting.insert(path.to_owned(), whole);
        record.starts.insert(path.to_owned(), start.clone());
    });
    Ok(start)
}

/// Which file a path leads to, however it is spelt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Place {
    /// Without links, `.` and `..`.
    path: PathBuf,
    /// Device and number of the file, where the system has these: links to one file have one number.
    number: Option<Number>,
    is_pipe: bool,
    /// A device such as `/dev/null`: to write to it takes nothing away.
    is_device: bool,
}

impl Place {
    /// The place that a path leads to, whether or not there is a file yet.
    pub(super) fn of(path: &Path) -> Place {
        let is_stdin = path == Path::new(STDIN);
        let path = if is_stdin { Path::new("/dev/stdin") } else { path };
        let about = std::fs::metadata(path).ok();
        Place {
            path: leads_to(path),
            number: number(path),
            is_pipe: about.as_ref().is_some_and(is_pipe),
            is_device: about.as_ref().is_some_and(|about| !about.is_file() && !about.is_dir() && !is_pipe(about)),
        }
    }

    /// Whether both are one file, which to write would take from whoever reads the other.
    pub(super) fn is(&self, other: &Place) -> bool {
        let same = self.path == other.path || (self.number.is_some() && self.number == other.number);
        same && !self.is_device
    }

    /// The path without links.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// Device and number of a file.
#[cfg(unix)]
type Number = (u64, u64);

/// No number is the same as another.
#[cfg(not(unix))]
type Number = std::convert::Infallible;

#[cfg(unix)]
fn number(path: &Path) -> Option<Number> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|about| (about.dev(), about.ino()))
}

#[cfg(not(unix))]
fn number(_: &Path) -> Option<Number> {
    None
}

#[cfg(unix)]
fn is_pipe(about: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    about.file_type().is_fifo() || about.file_type().is_socket()
}

#[cfg(not(unix))]
fn is_pipe(_: &Metadata) -> bool {
    false
}

/// So many links are followed, one after another.
const MOST_LINKS: usize = 40;

/// A path without links. A link to a file that is not there yet leads to where that file would be.
fn leads_to(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        if let Ok(real) = std::fs::canonicalize(&path) {
            return real;
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        let here = path.file_name().map_or_else(|| folder.clone(), |name| folder.join(name));
        match std::fs::read_link(&here) {
            // An absolute target takes the folder's place.
            Ok(target) => path = folder.join(target),
            Err(_) => return here,
        }
    }
    path
}

/// Files that can be read a second time without being opened a second time.
///
/// A file on disk is read from its start again. What comes through a pipe is copied to a file that has no name.
#[derive(Default)]
pub(super) struct Kept(RefCell<Vec<Option<File>>>);

impl Kept {
    /// Opens the next file, for the first time.
    pub(super) fn open(&self, path: &Path) -> io::Result<Opened> {
        let (kept, opened) = match super::desk::open(path)? {
            Opened::Bytes(bytes) => (None, Opened::Bytes(bytes)),
            Opened::File(file, size) => (Some(file.try_clone()?), Opened::File(file, size)),
            Opened::Stream(from) => {
                let copy = tempfile::tempfile()?;
                (Some(copy.try_clone()?), Opened::Stream(Box::new(Copied { from, copy })))
            }
        };
        self.0.borrow_mut().push(kept);
        Ok(opened)
    }

    /// The file that was opened as the one of this number, from its start.
    pub(super) fn again(&self, number: usize, path: &Path) -> io::Result<Opened> {
        match self.0.borrow().get(number) {
            Some(Some(file)) => {
                let mut file = file.try_clone()?;
                file.rewind()?;
                let size = file.metadata()?.len();
                Ok(Opened::File(file, size))
            }
            // On a desk: its files stay as they are.
            _ => super::desk::open(path),
        }
    }
}

/// Copies what is read.
struct Copied {
    from: Box<dyn Read>,
    copy: File,
}

impl Read for Copied {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let got = self.from.read(into)?;
        let kept = self.copy.write_all(&into[..got]);
        kept.map_err(|error| io::Error::other(format!("no copy can be kept on disk: {error}")))?;
        Ok(got)
    }
}
