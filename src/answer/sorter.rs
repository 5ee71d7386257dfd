//! Sorting more rows than memory holds: sorted runs on disk, then one merge of all runs.
//!
//! The runs hold ids and pay, and are in room that nobody else can read and that goes with the question ([`Scratch`]).

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::io::{self, BufReader, BufWriter, Read, SeekFrom, Write};
use std::rc::Rc;

use super::{MakeScratch, Scratch};
use crate::threads;

/// Bytes of rows in memory before they are written as a run: of all threads together, and the most for one.
const ROOM: usize = 24 * 1024 * 1024;
const ROOM_OF_ONE: usize = 12 * 1024 * 1024;
/// Read buffers of all runs together while they are merged, and the most and the least for one.
const BUFFERS: usize = 8 * 1024 * 1024;
const MOST_BUFFER: usize = 256 * 1024;
const LEAST_BUFFER: usize = 4 * 1024;

/// A row in memory.
struct Entry {
    start: usize,
    key: usize,
    text: usize,
    line: u64,
}

/// A sorted stretch of a sorter's file.
struct Run {
    start: u64,
    end: u64,
}

/// Takes rows in any order. Each thread fills a sorter of its own; [`Merge`] returns the rows of all of them in order.
pub(super) struct Sorter {
    room: usize,
    bytes: Vec<u8>,
    entries: Vec<Entry>,
    make: MakeScratch,
    file: Option<BufWriter<Box<dyn Scratch>>>,
    written: u64,
    runs: Vec<Run>,
    /// Rows taken in.
    rows: u64,
    /// The first error of the disk. [`Merge::new`] returns it.
    failed: Option<io::Error>,
}

impl Sorter {
    /// A sorter that makes room for its runs so.
    pub(super) fn new(make: MakeScratch) -> Sorter {
        let threads = threads::available().min(8);
        Sorter {
            room: (ROOM / threads).min(ROOM_OF_ONE),
            bytes: Vec::new(),
            entries: Vec::new(),
            make,
            file: None,
            written: 0,
            runs: Vec::new(),
            rows: 0,
            failed: None,
        }
    }

    /// Takes in a row. Rows are sorted by key, then by line.
    pub(super) fn add(&mut self, key: &[u8], line: u64, text: &[u8]) {
        if self.failed.is_some() {
            return;
        }
        self.rows += 1;
        self.entries.push(Entry { start: self.bytes.len(), key: key.len(), text: text.len(), line });
        self.bytes.extend_from_slice(key);
        self.bytes.extend_from_slice(text);
        if self.bytes.len() + self.entries.len() * size_of::<Entry>() >= self.room {
            self.failed = self.write_run().err();
        }
    }

    /// Writes what is in memory as one more run.
    fn write_run(&mut self) -> io::Result<()> {
        if self.entries.is_empty() {
            return Ok(());
        }
        let bytes = &self.bytes;
        let key = |entry: &Entry| &bytes[entry.start..entry.start + entry.key];
        self.entries.sort_unstable_by(|one, other| key(one).cmp(key(other)).then(one.line.cmp(&other.line)));
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(BufWriter::with_capacity(MOST_BUFFER, (self.make)()?)),
        };
        let start = self.written;
        for entry in &self.entries {
            let text = &bytes[entry.start..entry.start + entry.key + entry.text];
            for number in [entry.key as u64, entry.text as u64, entry.line] {
                file.write_all(&number.to_le_bytes())?;
            }
            file.write_all(text)?;
            self.written += HEAD as u64 + text.len() as u64;
        }
        self.runs.push(Run { start, end: self.written });
        self.entries.clear();
        self.bytes.clear();
        Ok(())
    }
}

/// A row on disk begins with three numbers: the lengths of key and text, and the line.
const HEAD: usize = 24;

/// The rows of some sorters, in order.
pub(super) struct Merge {
    /// The next row of each run, the first of them on top.
    runs: BinaryHeap<Reading>,
    /// Rows that went in, and that came out.
    rows: u64,
    given: u64,
    /// The row on top was given, and is to be replaced by the next of its run.
    is_given: bool,
}

/// A row in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row<'a> {
    pub(super) key: &'a [u8],
    pub(super) line: u64,
    pub(super) text: &'a [u8],
}

impl Merge {
    /// Puts together what all sorters have taken in.
    ///
    /// # Errors
    ///
    /// The first error of the disk that any of them met.
    pub(super) fn new(sorters: impl IntoIterator<Item = Sorter>) -> io::Result<Merge> {
        let (mut rows, mut files) = (0, Vec::new());
        for mut sorter in sorters {
            if let Some(error) = sorter.failed.take() {
                return Err(error);
            }
            sorter.write_run()?;
            rows += sorter.rows;
            if let Some(file) = sorter.file {
                let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
                files.push((Rc::new(RefCell::new(file)), sorter.runs));
            }
        }
        let count = files.iter().map(|(_, runs)| runs.len()).sum::<usize>().max(1);
        let buffer = (BUFFERS / count).clamp(LEAST_BUFFER, MOST_BUFFER);
        let mut merge = Merge { runs: BinaryHeap::new(), rows, given: 0, is_given: false };
        for (file, runs) in files {
            for run in runs {
                let stretch = Stretch { file: Rc::clone(&file), at: run.start, end: run.end };
                let mut reading = Reading { from: BufReader::with_capacity(buffer, stretch), bytes: Vec::new(), key: 0, line: 0 };
                if reading.advance()? {
                    merge.runs.push(reading);
                }
            }
        }
        Ok(merge)
    }

    /// The next row; `None` after the last.
    ///
    /// # Errors
    ///
    /// The disk cannot be read, or other rows came out than went in.
    pub(super) fn next(&mut self) -> io::Result<Option<Row<'_>>> {
        if std::mem::take(&mut self.is_given)
            && let Some(mut top) = self.runs.peek_mut()
            && !top.advance()?
        {
            PeekMut::pop(top);
        }
        let Some(top) = self.runs.peek() else {
            let lost = || io::Error::other(format!("{} rows went in, and {} came out", self.rows, self.given));
            return if self.given == self.rows { Ok(None) } else { Err(lost()) };
        };
        self.is_given = true;
        self.given += 1;
        Ok(Some(top.row()))
    }
}

/// One run, and the row that it has come to.
struct Reading {
    from: BufReader<Stretch>,
    /// Key and text of the row.
    bytes: Vec<u8>,
    key: usize,
    line: u64,
}

impl Reading {
    /// Reads the next row; false after the last.
    fn advance(&mut self) -> io::Result<bool> {
        if self.from.buffer().is_empty() && self.from.get_ref().is_at_end() {
            return Ok(false);
        }
        let mut number = || {
            let mut bytes = [0; 8];
            self.from.read_exact(&mut bytes).map(|()| u64::from_le_bytes(bytes))
        };
        let (key, text, line) = (number()?, number()?, number()?);
        let length = |length: u64| usize::try_from(length).map_err(|_| io::Error::from(io::ErrorKind::InvalidData));
        let (key, text) = (length(key)?, length(text)?);
        self.bytes.resize(key + text, 0);
        self.from.read_exact(&mut self.bytes)?;
        (self.key, self.line) = (key, line);
        Ok(true)
    }

    fn row(&self) -> Row<'_> {
        let (key, text) = self.bytes.split_at(self.key);
        Row { key, line: self.line, text }
    }
}

/// The first row is the greatest, so that a heap has it on top.
impl Ord for Reading {
    fn cmp(&self, other: &Reading) -> Ordering {
        let (one, other) = (self.row(), other.row());
        other.key.cmp(one.key).then(other.line.cmp(&one.line))
    }
}

impl PartialOrd for Reading {
    fn partial_cmp(&self, other: &Reading) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Reading {
    fn eq(&self, other: &Reading) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Reading {}

/// Reads a stretch of a file that others read too: it goes to its place before each read.
struct Stretch {
    file: Rc<RefCell<Box<dyn Scratch>>>,
    at: u64,
    end: u64,
}

impl Stretch {
    fn is_at_end(&self) -> bool {
        self.at == self.end
    }
}

impl Read for Stretch {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.borrow_mut();
        file.seek(SeekFrom::Start(self.at))?;
        let got = Read::take(&mut **file, self.end - self.at).read(into)?;
        self.at += got as u64;
        Ok(got)
    }
}
