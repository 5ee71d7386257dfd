//! The machine's files, each opened once.
//!
//! What comes through a pipe is gone when it was read, and a file can be replaced between two reads. So nothing is opened to see what it
//! is and then opened again: what was opened for a peek waits to be read, pay files stay in memory for as long as a question is answered,
//! and payslips that are needed a second time are read from the same open file.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::{File, Metadata};
use std::io::{self, Cursor, IsTerminal, Read, Seek, Write};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};

use crate::answer::{Files, Opened};

/// Standard input, as an argument.
pub(super) const STDIN: &str = "-";
/// A file of fewer bytes is read before anybody wonders how far it has come.
const LONG: u64 = 32 * 1024 * 1024;

/// The files of this machine, for one question.
#[derive(Default)]
pub(super) struct Disk {
    opened: RefCell<Record>,
    /// Files that are read a second time, by number: files on disk, and copies without a name of what comes through pipes.
    kept: RefCell<HashMap<usize, File>>,
}

/// What was opened.
#[derive(Default)]
struct Record {
    /// Opened for a peek, and not yet read.
    waiting: HashMap<PathBuf, Handle>,
    /// What a peek saw.
    starts: HashMap<PathBuf, Vec<u8>>,
    /// Everything that was opened.
    all: Vec<FileIdentity>,
    /// Whether standard input was, as `-`.
    stdin: bool,
}

/// Something open.
enum Handle {
    /// A file, at its start, with its size.
    File(File, u64),
    /// A pipe, a device or standard input: it can be read once.
    Stream(Box<dyn Read>),
}

impl From<Handle> for Opened {
    fn from(handle: Handle) -> Opened {
        match handle {
            Handle::File(file, size) => Opened::Stream(Box::new(file), Some(size)),
            Handle::Stream(stream) => Opened::Stream(stream, None),
        }
    }
}

impl Disk {
    /// Whether a file is among those that were opened.
    pub(super) fn was_opened(&self, identity: &FileIdentity) -> bool {
        self.opened.borrow().all.iter().any(|known| known.is(identity))
    }

    fn handle(&self, path: &Path) -> io::Result<Handle> {
        if let Some(waiting) = self.opened.borrow_mut().waiting.remove(path) {
            return Ok(waiting);
        }
        let identity = FileIdentity::of(path);
        let is_stdin = path == Path::new(STDIN);
        let is_gone = is_stdin && self.opened.borrow().stdin;
        if is_gone || (identity.is_pipe && self.was_opened(&identity)) {
            return Err(io::Error::other("it is named twice, and what comes through a pipe can be read once: name a file"));
        }
        let handle = if is_stdin {
            Handle::Stream(Box::new(io::stdin().lock()))
        } else {
            let file = File::open(path)?;
            let about = file.metadata()?;
            if about.is_file() { Handle::File(file, about.len()) } else { Handle::Stream(Box::new(file)) }
        };
        let mut opened = self.opened.borrow_mut();
        opened.all.push(identity);
        opened.stdin |= is_stdin;
        Ok(handle)
    }
}

impl Files for Disk {
    /// A pipe that was opened before is refused: what was in it is gone, and to wait for more would be to wait for ever.
    fn open(&self, path: &Path) -> io::Result<Opened> {
        self.handle(path).map(Opened::from)
    }

    fn peek(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        if let Some(start) = self.opened.borrow().starts.get(path) {
            return Ok(start.clone());
        }
        let mut start = Vec::new();
        let whole = match self.handle(path)? {
            Handle::File(mut file, size) => {
                Read::by_ref(&mut file).take(most).read_to_end(&mut start)?;
                file.rewind()?;
                Handle::File(file, size)
            }
            Handle::Stream(mut stream) => {
                stream.by_ref().take(most).read_to_end(&mut start)?;
                Handle::Stream(Box::new(Cursor::new(start.clone()).chain(stream)))
            }
        };
        let mut opened = self.opened.borrow_mut();
        opened.waiting.insert(path.to_owned(), whole);
        opened.starts.insert(path.to_owned(), start.clone());
        Ok(start)
    }

    fn open_to_read_twice(&self, number: usize, path: &Path) -> io::Result<Opened> {
        let (kept, opened) = match self.handle(path)? {
            Handle::File(file, size) => (file.try_clone()?, Opened::Stream(Box::new(file), Some(size))),
            Handle::Stream(from) => {
                let copy = tempfile::tempfile()?;
                (copy.try_clone()?, Opened::Stream(Box::new(Copied { from, copy }), None))
            }
        };
        self.kept.borrow_mut().insert(number, kept);
        Ok(opened)
    }

    fn again(&self, number: usize, _: &Path) -> io::Result<Opened> {
        let kept = self.kept.borrow();
        let mut file = kept.get(&number).ok_or_else(|| io::Error::other("it was not opened to be read twice"))?.try_clone()?;
        file.rewind()?;
        let size = file.metadata()?.len();
        Ok(Opened::Stream(Box::new(file), Some(size)))
    }

    fn is_there(&self, path: &Path) -> bool {
        is_there(path)
    }

    fn lasts(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn real(&self, path: &Path) -> PathBuf {
        std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
    }

    fn name_of(&self, path: &Path) -> String {
        if path == Path::new(STDIN) { "standard input".to_owned() } else { path.display().to_string() }
    }

    /// That of a file; of what comes through a pipe, where the program runs.
    fn folder_of<'p>(&self, path: &'p Path) -> Option<&'p Path> {
        path.parent().filter(|_| path.is_file())
    }

    /// A bar on standard error that goes when the reading ends; none where the file is short or of unknown length, or nobody is looking.
    fn watched(&self, name: &str, opened: Opened) -> Box<dyn Read> {
        let Some(size) = opened.size().filter(|size| *size >= LONG && io::stderr().is_terminal()) else {
            return Box::new(opened);
        };
        let bar = ProgressBar::with_draw_target(Some(size), ProgressDrawTarget::stderr_with_hz(5));
        let style = ProgressStyle::with_template("reading {msg}: {bar:30} {percent} % of {total_bytes}");
        let bar = style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style));
        Box::new(bar.with_message(name.to_owned()).with_finish(ProgressFinish::AndClear).wrap_read(opened))
    }

    fn notice(&self, text: &str) {
        super::say(text);
    }
}

/// Whether there is something of this name that is no folder.
pub(super) fn is_there(path: &Path) -> bool {
    path == Path::new(STDIN) || std::fs::metadata(path).is_ok_and(|about| !about.is_dir())
}

/// Which file a path leads to, however it is spelt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct FileIdentity {
    /// Without links, `.` and `..`.
    path: PathBuf,
    /// Device and number of the file, where the system has these: links to one file have one number.
    number: Option<Number>,
    is_pipe: bool,
    /// A device such as `/dev/null`: to write to it takes nothing away.
    is_device: bool,
}

impl FileIdentity {
    /// The file that a path leads to, whether or not there is a file yet.
    pub(super) fn of(path: &Path) -> FileIdentity {
        let is_stdin = path == Path::new(STDIN);
        let path = if is_stdin { Path::new("/dev/stdin") } else { path };
        let about = std::fs::metadata(path).ok();
        FileIdentity {
            path: leads_to(path),
            number: number(path),
            is_pipe: about.as_ref().is_some_and(is_pipe),
            is_device: about.as_ref().is_some_and(|about| !about.is_file() && !about.is_dir() && !is_pipe(about)),
        }
    }

    /// Whether both are one file, which to write would take from whoever reads the other.
    pub(super) fn is(&self, other: &FileIdentity) -> bool {
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
