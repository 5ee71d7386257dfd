//! Rosters from files and pipes: read in blocks, hashed on the way, counted on as many threads as there are.

use std::io::{self, Read};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use super::{BLOCK, RosterFiles, sheet};
use crate::answer::pay_files::hex;
use crate::answer::{Failure, Files, Opened, Session};
use crate::delimited::{Fault, cut_off_at, line_breaks, whole_rows};
use crate::diagnostic::{Code, Diagnostic, Help, Setting};
use crate::report::{Assumption, Input};
use crate::roster_file::{Complaint, Layout, Lines, Mapping, RowCounts, Wanted};
use crate::scale_file::{self, FileKind};
use crate::threads::handed_out;

/// The most that is read of a header and of what stands before it.
const LONGEST_HEADER: usize = 1024 * 1024;
/// A longer row is none, and nobody has so many lines.
const LONGEST_ROW: usize = 16 * 1024 * 1024;

/// What was counted, and in which files.
#[derive(Clone)]
pub(in crate::answer) struct Counted {
    pub(super) counts: RowCounts,
    pub(in crate::answer) files: FilesRead,
}

/// Files that were read.
#[derive(Clone)]
pub(in crate::answer) struct FilesRead {
    /// What is wrong with cells of sheets; nothing else is known of their rows.
    pub(in crate::answer) complaints: Vec<Complaint>,
    /// How many rows of sheets those are in.
    pub(in crate::answer) bad_rows: u64,
    /// That of the first file, for its headings.
    pub(in crate::answer) layout: Layout,
    pub(in crate::answer) lines: Lines,
    pub(in crate::answer) inputs: Vec<Input>,
    /// Files that may have been cut.
    cut_off: Vec<Diagnostic>,
}

impl FilesRead {
    /// How many rows they have.
    pub(in crate::answer) fn rows(&self) -> u64 {
        self.inputs.iter().filter_map(|input| input.rows).sum()
    }

    /// What a reader of the result should know of the files: those that are the same, and those that may have been cut.
    pub(in crate::answer) fn warnings(&self) -> Vec<Diagnostic> {
        let pairs = self.inputs.iter().enumerate().filter_map(|(index, input)| {
            let same = self.inputs[..index].iter().find(|other| other.sha256 == input.sha256)?;
            let title = format!("{} and {} are the same to the byte, and both are counted.", same.path, input.path);
            Some(Diagnostic::new(Code::GivenTwice, title))
        });
        pairs.chain(self.cut_off.iter().cloned()).collect()
    }

    /// The warnings as what a result assumes.
    pub(in crate::answer) fn notes(&self) -> Vec<Assumption> {
        self.warnings().iter().map(Assumption::from).collect()
    }
}

/// A block of whole rows.
pub(in crate::answer) struct Block {
    pub(in crate::answer) layout: Arc<Layout>,
    pub(in crate::answer) bytes: Bytes,
    /// How many blocks are before it.
    pub(in crate::answer) number: u64,
    /// Which of the files it is from.
    file: usize,
    /// Lines before it.
    pub(in crate::answer) lines: u64,
}

/// Which files are read, and how.
pub(in crate::answer) struct Reading<'a> {
    pub(in crate::answer) paths: &'a [PathBuf],
    /// The sheet of a workbook that the command line names.
    pub(in crate::answer) sheet: Option<&'a str>,
    pub(in crate::answer) wanted: &'a Wanted,
    pub(in crate::answer) mapping: &'a [Mapping],
    /// How many bytes of whole rows can be sent off as a block while more may follow.
    pub(in crate::answer) cut: fn(&Layout, &[u8]) -> usize,
    /// Opens the file of this number.
    pub(in crate::answer) open: &'a dyn Fn(usize, &Path) -> io::Result<Opened>,
}

/// A block may end after any row.
pub(in crate::answer) fn after_any_row(_: &Layout, rows: &[u8]) -> usize {
    rows.len()
}

/// Opens files that are read once.
pub(in crate::answer) fn once<'s>(session: &'s Session<'_>) -> impl Fn(usize, &Path) -> io::Result<Opened> + 's {
    |_, path| session.files.open(path)
}

/// Counts the rows of files.
pub(super) fn count(
    session: &Session<'_>,
    question: &RosterFiles,
    wanted: &Wanted,
    mapping: &[Mapping],
) -> Result<Counted, Failure> {
    let sheet = question.reading.sheet.as_deref();
    let open = once(session);
    let reading = Reading { paths: &question.roster, sheet, wanted, mapping, cut: after_any_row, open: &open };
    let (counts_of_threads, files) = in_blocks(session, &reading, RowCounts::default, |counts, block| {
        let before = counts.rows;
        counts.count(&block.layout, &block.bytes, block.lines);
        counts.rows - before
    })?;
    let counts = counts_of_threads.into_iter().fold(RowCounts::default(), RowCounts::and);
    if let Some(excess) = counts.excess() {
        let title = format!("{} has more than {excess} in columns that are read, the most that is counted", files.layout.name);
        let help = "leave out columns that no rule asks for, or give fewer files at once";
        return Err(Diagnostic::new(Code::TooLarge, title).help(help).into());
    }
    Ok(Counted { counts, files })
}

/// Reads files in blocks of whole rows, which are taken up by as many threads as there are: each begins with `start` and takes in one
/// block after another, and says how many rows it has. This thread reads, and takes in what comes while the others are busy.
pub(in crate::answer) fn in_blocks<T: Send>(
    session: &Session<'_>,
    reading: &Reading<'_>,
    start: impl Fn() -> T + Sync,
    take_in: impl Fn(&mut T, &Block) -> u64 + Sync,
) -> Result<(Vec<T>, FilesRead), Failure> {
    let rows: Vec<AtomicU64> = reading.paths.iter().map(|_| AtomicU64::new(0)).collect();
    let take_in = |taken: &mut T, block: Block| {
        rows[block.file].fetch_add(take_in(taken, &block), Ordering::Relaxed);
        block.bytes
    };
    let (taken, files) = handed_out(start, take_in, |deliver| -> Result<FilesRead, Failure> {
        let mut reader = Reader {
            files: session.files,
            deliver,
            reading,
            lines: Lines::default(),
            sent: 0,
            before: 0,
            layout: None,
            complaints: Vec::new(),
            bad_rows: 0,
            file: 0,
            cut_off: Vec::new(),
        };
        let inputs = reading.paths.iter().enumerate().map(|(file, path)| {
            reader.file = file;
            reader.read(file, path)
        });
        let inputs = inputs.collect::<Result<Vec<Input>, Failure>>()?;
        let Reader { lines, layout, complaints, bad_rows, cut_off, .. } = reader;
        let layout = layout.ok_or_else(|| Failure::Message("no roster was given".into()))?;
        Ok(FilesRead { complaints, bad_rows, layout: Layout::clone(&layout), lines, inputs, cut_off })
    });
    let mut files = files?;
    for (input, rows) in files.inputs.iter_mut().zip(&rows) {
        // Rows of a sheet that were refused before there were blocks are there already.
        input.rows = Some(input.rows.unwrap_or(0) + rows.load(Ordering::Relaxed));
    }
    Ok((taken, files))
}

/// Reads files into blocks.
struct Reader<'a> {
    files: &'a dyn Files,
    /// Takes a block, and gives room for another.
    deliver: &'a mut dyn FnMut(Block) -> Bytes,
    reading: &'a Reading<'a>,
    lines: Lines,
    /// Blocks of all files so far.
    sent: u64,
    /// Lines of all files so far.
    before: u64,
    layout: Option<Arc<Layout>>,
    complaints: Vec<Complaint>,
    bad_rows: u64,
    /// The place of the file among those that are read.
    file: usize,
    cut_off: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn read(&mut self, number: usize, path: &Path) -> Result<Input, Failure> {
        let name = self.files.name_of(path);
        let failed = |error: io::Error| Failure::Message(format!("cannot read {name}: {error}"));
        let input = (self.reading.open)(number, path).map_err(failed)?;
        let size = input.size();
        let mut input = self.files.watched(&name, input);
        let mut start = Vec::new();
        input.by_ref().take(sheet::TELLING).read_to_end(&mut start).map_err(failed)?;
        let is_workbook = sheet::is_workbook(&start);
        let input = io::Cursor::new(start).chain(input);
        if is_workbook {
            let bytes = sheet::bytes(&name, input, size)?;
            not_changed(&name, size, bytes.len() as u64)?;
            return self.workbook(name, &bytes);
        }
        if self.reading.sheet.is_some() {
            let title = format!("{name} is no workbook, and a sheet of one is named");
            let help = Help::asking(Setting::Sheet, "leave the sheet out");
            return Err(Diagnostic::new(Code::UnknownSheet, title).help(help).into());
        }
        self.lines.add(&name, self.before);
        self.text(name, input, size)
    }

    /// The sheet of a workbook.
    fn workbook(&mut self, name: String, bytes: &[u8]) -> Result<Input, Failure> {
        let Reading { sheet, wanted, mapping, .. } = *self.reading;
        let asked = sheet::Asked { name: &name, sheet, wanted, mapping, before: self.before };
        let read = sheet::read(&asked, bytes, &mut |layout, rows, lines| {
            self.send(layout, rows.into(), lines);
            Ok(())
        })?;
        self.lines.add(&read.name, self.before);
        self.before += read.lines;
        self.complaints.extend(read.complaints);
        self.bad_rows += read.bad_rows;
        self.layout.get_or_insert(read.layout);
        Ok(Input { path: name, sha256: hex(&Sha256::digest(bytes)), rows: Some(read.bad_rows) })
    }

    /// Rows of text, in blocks.
    fn text(&mut self, name: String, mut input: impl Read, size: Option<u64>) -> Result<Input, Failure> {
        let failed = |error: io::Error| Failure::Message(format!("cannot read {name}: {error}"));
        let mut hash = Sha256::new();
        let (mut pending, mut spare) = (Bytes::default(), Bytes::default());
        let (mut layout, mut total, mut done) = (None, 0_u64, false);
        let mut ends = None;
        while !done {
            let got = pending.read(&mut input, BLOCK).map_err(failed)?;
            done = got < BLOCK;
            hash.update(&pending[pending.len() - got..]);
            total += got as u64;
            ends = pending.last().copied().or(ends);
            let layout: &Arc<Layout> = if let Some(layout) = &layout {
                layout
            } else {
                if !done && !Layout::header_ends(&pending) {
                    if pending.len() > LONGEST_HEADER {
                        return Err(header_too_long(&name));
                    }
                    continue;
                }
                not_toml(&name, &pending)?;
                let (found, bytes, lines) = Layout::read(&name, &pending, self.reading.wanted, self.reading.mapping)?;
                pending.remove_first(bytes);
                self.before += lines;
                layout.insert(Arc::new(found))
            };
            self.layout.get_or_insert_with(|| Arc::clone(layout));
            let whole = whole_rows(&pending, layout.separator(), done).map_err(|faults| self.broken(layout, &faults))?;
            let end = if done { whole } else { (self.reading.cut)(layout, &pending[..whole]) };
            let (rows, rest) = pending.split_at(end);
            let lines = self.before;
            self.before += line_breaks(rows);
            if rest.len() > LONGEST_ROW {
                return Err(self.too_long(whole > end));
            }
            spare.set(rest);
            pending.truncate(end);
            std::mem::swap(&mut pending, &mut spare);
            spare = self.send(layout, spare, lines);
        }
        not_changed(&name, size, total)?;
        if ends.is_some_and(|last| !b"\r\n".contains(&last)) {
            self.before += 1;
            let line = self.lines.line_in_file(self.before);
            self.cut_off.extend((line > 1).then(|| cut_off_at(&name, line)));
        }
        Ok(Input { path: name, sha256: hex(&hash.finalize()), rows: None })
    }

    /// Sends a block off; gives room for another.
    fn send(&mut self, layout: &Arc<Layout>, bytes: Bytes, lines: u64) -> Bytes {
        if bytes.is_empty() {
            return bytes;
        }
        let number = self.sent;
        self.sent += 1;
        (self.deliver)(Block { layout: Arc::clone(layout), bytes, number, file: self.file, lines })
    }

    /// Refuses cells that break the rule of delimited text. Leaving out the rows that they are in is no remedy: where those end is not
    /// known.
    fn broken(&self, layout: &Layout, faults: &[Fault]) -> Failure {
        let problems: Vec<Diagnostic> =
            faults.iter().map(|fault| layout.broken(fault, self.before).diagnostic(&self.lines)).collect();
        problems.into()
    }

    /// Refuses a row that does not end, or rows of one member that do not.
    fn too_long(&self, has_rows: bool) -> Failure {
        let (place, most) = (self.lines.location(self.before + 1), LONGEST_ROW / 1024 / 1024);
        let (title, help) = if has_rows {
            (format!("{place}: the lines of one id go on for more than {most} MiB"), "whose lines are these?")
        } else {
            let help = "is a quote in it never closed, or is this no table?";
            (format!("{place}: this row does not end within {most} MiB"), help)
        };
        Diagnostic::new(Code::RaggedRow, title).help(help).into()
    }
}

/// Refuses a header, or notes before one, that do not end.
fn header_too_long(name: &str) -> Failure {
    let most = LONGEST_HEADER / 1024 / 1024;
    let title = format!("{name} has no header that ends within {most} MiB, the most that is read of one and of notes before it");
    Diagnostic::new(Code::TooLarge, title).help("is this a table, with a header in its first row?").into()
}

/// Bytes at the start of room that is made once: no more of it is taken than blocks are on the way.
#[derive(Default)]
pub(in crate::answer) struct Bytes {
    room: Vec<u8>,
    held: usize,
}

impl Bytes {
    /// Adds so many bytes at most, and fewer only where there are no more; says how many.
    fn read(&mut self, input: &mut impl Read, most: usize) -> io::Result<usize> {
        let (before, end) = (self.held, self.held + most);
        if self.room.len() < end {
            self.room.resize(end, 0);
        }
        while self.held < end {
            match input.read(&mut self.room[self.held..end]) {
                Ok(0) => break,
                Ok(got) => self.held += got,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(self.held - before)
    }

    fn set(&mut self, bytes: &[u8]) {
        if self.room.len() < bytes.len() {
            self.room.resize(bytes.len(), 0);
        }
        self.held = bytes.len();
        self.room[..self.held].copy_from_slice(bytes);
    }

    fn remove_first(&mut self, count: usize) {
        self.room.copy_within(count..self.held, 0);
        self.held -= count;
    }

    fn truncate(&mut self, length: usize) {
        self.held = self.held.min(length);
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.room[..self.held]
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Bytes {
        Bytes { held: bytes.len(), room: bytes }
    }
}

/// Refuses a file of ours in the place of a table, and says where it goes.
fn not_toml(name: &str, start: &[u8]) -> Result<(), Failure> {
    let is_toml = Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
    if !is_toml || !scale_file::begins_as_toml(start) {
        return Ok(());
    }
    let kind = scale_file::source(name, start).map_or(FileKind::Scale, |source| scale_file::kind_of(&source));
    let title = format!("{name} is a {} in TOML, and a table in CSV or XLSX is wanted here", kind.written());
    let setting = match kind {
        FileKind::Proposal => Some(Setting::Proposal),
        FileKind::Scale => Some(Setting::Scale),
        FileKind::Mapping => Some(Setting::Mapping),
        FileKind::Policy => Some(Setting::Policy),
        FileKind::Member | FileKind::Statutory => None,
    };
    let help = setting.map(|setting| Help::asking(setting, format!("it goes where a {} is asked for", kind.written())));
    Err(Diagnostic::new(Code::NotCsv, title).maybe_help(help).into())
}

/// Refuses a file that had another size before it was read.
fn not_changed(name: &str, size: Option<u64>, total: u64) -> Result<(), Failure> {
    match size.filter(|size| *size != total) {
        Some(size) => Err(Failure::Message(format!("{name} changed while it was read: it had {size} bytes, and {total} came"))),
        None => Ok(()),
    }
}
