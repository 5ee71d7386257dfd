//! Files by their names, wherever they are kept.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where the files of a question are kept. Each is opened once: what comes through a pipe is gone when it was read, and a file can be
/// replaced between two reads.
pub trait Files {
    /// Opens a file from its start.
    ///
    /// # Errors
    ///
    /// There is none, or it cannot be read (again).
    fn open(&self, path: &Path) -> io::Result<Opened>;

    /// The first bytes of a file, up to so many. What was read for it is not lost to [`Files::open`].
    ///
    /// # Errors
    ///
    /// As [`Files::open`].
    fn peek(&self, path: &Path, most: u64) -> io::Result<Vec<u8>>;

    /// Opens the file of this number to be read a second time with [`Files::again`].
    ///
    /// # Errors
    ///
    /// As [`Files::open`]; or there is no room for a copy.
    fn open_to_read_twice(&self, number: usize, path: &Path) -> io::Result<Opened>;

    /// The file that was opened as the one of this number with [`Files::open_to_read_twice`], from its start, as it was then.
    ///
    /// # Errors
    ///
    /// It cannot be read again.
    fn again(&self, number: usize, path: &Path) -> io::Result<Opened>;

    /// Whether there is something of this name that can be read.
    fn is_there(&self, path: &Path) -> bool;

    /// Whether it will be there tomorrow, and is no pipe or device.
    fn lasts(&self, path: &Path) -> bool;

    /// The one path of a file that can be spelt in several ways.
    fn real(&self, path: &Path) -> PathBuf;

    /// What messages call it.
    fn name_of(&self, path: &Path) -> String;

    /// The folder that paths in a file count from, if that is not where the program runs.
    fn folder_of<'p>(&self, path: &'p Path) -> Option<&'p Path>;

    /// What a file is read through, to show somebody who waits how far it has come.
    fn watched(&self, _name: &str, opened: Opened) -> Box<dyn Read> {
        Box::new(opened)
    }

    /// Says why it will take a while.
    fn notice(&self, _text: &str) {}
}

/// Room for what is too much for memory while a question is answered: nobody else can read it, and it goes with the question.
pub trait Scratch: Read + Write + Seek + Send {}

impl<T: Read + Write + Seek + Send> Scratch for T {}

/// Makes such room.
pub type MakeScratch = fn() -> io::Result<Box<dyn Scratch>>;

/// Room in memory, where there is no disk.
#[allow(clippy::unnecessary_wraps, reason = "as where there is one")]
pub(super) fn in_memory() -> io::Result<Box<dyn Scratch>> {
    Ok(Box::new(Cursor::new(Vec::new())))
}

/// Something open to be read.
pub enum Opened {
    /// A file in memory.
    Bytes(Cursor<Arc<[u8]>>),
    /// Anything else, with its size if that is known before it is read.
    Stream(Box<dyn Read>, Option<u64>),
}

impl Opened {
    /// How many bytes it has, if that is known before it is read.
    pub fn size(&self) -> Option<u64> {
        match self {
            Opened::Bytes(bytes) => Some(bytes.get_ref().len() as u64),
            Opened::Stream(_, size) => *size,
        }
    }
}

impl Read for Opened {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Opened::Bytes(bytes) => bytes.read(into),
            Opened::Stream(stream, _) => stream.read(into),
        }
    }
}

/// Files in memory, by name.
///
/// ```
/// use std::path::Path;
/// use payspine::answer::{Files, InMemory};
///
/// let files = InMemory::new("example").with("staff.csv", &b"grade,point\n"[..]);
/// assert!(files.is_there(Path::new("staff.csv")) && !files.is_there(Path::new("other.csv")));
/// // The folders of a path are those of another machine.
/// assert!(files.is_there(Path::new("/home/somebody/staff.csv")));
/// ```
#[derive(Clone, Debug, Default)]
pub struct InMemory {
    /// What tells them from other files of the same names: a word that nobody can guess.
    pub id: String,
    by_name: BTreeMap<String, Arc<[u8]>>,
}

impl InMemory {
    /// None yet, under this id.
    pub fn new(id: impl Into<String>) -> InMemory {
        InMemory { id: id.into(), by_name: BTreeMap::new() }
    }

    /// The bytes of a file.
    pub fn get(&self, name: &str) -> Option<Arc<[u8]>> {
        self.by_name.get(name).map(Arc::clone)
    }

    /// The same with one more file, or with another in its place.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> InMemory {
        self.by_name.insert(name.into(), bytes.into());
        self
    }

    /// The names of the files.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// How many bytes they take up.
    pub fn size(&self) -> usize {
        self.by_name.values().map(|bytes| bytes.len()).sum()
    }

    /// A file by its path, or by the last part of it.
    fn at(&self, path: &Path) -> Option<Arc<[u8]>> {
        let name = |path: &Path| path.to_str().and_then(|name| self.get(name));
        name(path).or_else(|| name(Path::new(path.file_name()?)))
    }
}

impl Files for InMemory {
    fn open(&self, path: &Path) -> io::Result<Opened> {
        let bytes = self.at(path).ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such file was dropped"))?;
        Ok(Opened::Bytes(Cursor::new(bytes)))
    }

    fn peek(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        let mut start = Vec::new();
        self.open(path)?.take(most).read_to_end(&mut start).map(|_| start)
    }

    fn open_to_read_twice(&self, _: usize, path: &Path) -> io::Result<Opened> {
        self.open(path)
    }

    fn again(&self, _: usize, path: &Path) -> io::Result<Opened> {
        self.open(path)
    }

    fn is_there(&self, path: &Path) -> bool {
        self.at(path).is_some()
    }

    fn lasts(&self, path: &Path) -> bool {
        self.is_there(path)
    }

    fn real(&self, path: &Path) -> PathBuf {
        path.to_owned()
    }

    fn name_of(&self, path: &Path) -> String {
        path.display().to_string()
    }

    fn folder_of<'p>(&self, path: &'p Path) -> Option<&'p Path> {
        path.parent()
    }
}
