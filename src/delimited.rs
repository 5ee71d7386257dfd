//! Delimited text (CSV): the one rule by which every table is taken apart into rows and cells.
//!
//! - Cells are separated by one byte: a comma, a semicolon or a tab ([`separator`]).
//! - A row ends at a line feed, at a carriage return, or at both together. The last row may end with the file.
//! - An empty line is no row. A row of which every cell is blank has nothing in it ([`is_blank`]).
//! - A cell whose first byte is a double quote is quoted: it may hold separators and line breaks, and two quotes in it are one quote.
//!   It ends at its closing quote. What follows that is a separator or the end of the row; anything else, even a blank, is a [`Fault`].
//! - A quoted cell that is never closed is a fault.
//! - Blanks and then a quote (`a, "b, c"`) are a fault: read with the quote the row has two cells, read as text it has three.
//! - A quote anywhere else in a cell is text: `24" rack`.
//! - A byte order mark is skipped where the file begins, and is text anywhere else.
//!
//! After a fault nobody can tell where the row ends, so there is no reading on past it: two quotes that were never closed would take
//! the rows between them into one cell. The csv crate does that without a word, which is why it is not used to read.
//!
//! ```
//! use csv::ByteRecord;
//! use payspine::delimited::{FaultKind, Rows};
//!
//! let mut rows = Rows::new(b"1,\"Smith, Ted\",24\" rack\n\n2,\"Jo \"\"J\"\" Fox\",\n", b',');
//! let mut row = ByteRecord::new();
//! let start = rows.read(&mut row).unwrap().unwrap();
//! assert_eq!((start.line, row.iter().collect::<Vec<_>>()), (1, vec![&b"1"[..], b"Smith, Ted", b"24\" rack"]));
//! let start = rows.read(&mut row).unwrap().unwrap();
//! assert_eq!((start.line, row.iter().collect::<Vec<_>>()), (3, vec![&b"2"[..], b"Jo \"J\" Fox", b""]));
//! assert_eq!(rows.read(&mut row).unwrap(), None);
//!
//! let fault = Rows::new(b"3,\"Ted,AO\n4,\"Bo,AO\n", b',').read(&mut row).unwrap_err();
//! assert_eq!((fault.line, fault.column), (1, 2));
//! assert_eq!(fault.kind, FaultKind::TextAfterQuote { lines_below: 1, follows: "Bo".to_owned() });
//! ```

use csv::ByteRecord;

use crate::diagnostic::{Code, Diagnostic};

/// The mark with which some programs begin a file in UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = &[0xef, 0xbb, 0xbf];

/// So many bytes of what follows a quote are shown.
const MOST_SHOWN: usize = 24;

/// Text that breaks the rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The line on which the cell begins, from 1.
    pub line: u64,
    /// The cell's place in its row, from 1.
    pub column: usize,
    /// The byte with which the cell begins, from 0.
    pub byte: usize,
    /// What is wrong.
    pub kind: FaultKind,
}

/// How text breaks the rule.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum FaultKind {
    /// Something stands between the quote that closes a cell and the next separator.
    TextAfterQuote {
        /// How many lines below the start of the cell its closing quote is.
        lines_below: u64,
        /// The beginning of what follows.
        follows: String,
    },
    /// Blanks stand before a quote with which a cell would begin.
    BlankBeforeQuote,
    /// The closing quote is missing.
    NeverClosed,
}

impl Fault {
    /// What to do about any of them.
    pub const HELP: &'static str =
        "quotes stand around a whole cell, and a quote inside is written twice; nothing is read past a cell that breaks this";

    /// What is wrong, without the place.
    pub fn says(&self) -> String {
        match &self.kind {
            FaultKind::TextAfterQuote { lines_below: 0, follows } => {
                format!("`{follows}` follows the quote that closes this cell")
            }
            FaultKind::TextAfterQuote { lines_below, follows } => {
                let lines = if *lines_below == 1 { "line" } else { "lines" };
                format!("the quote that opens here is closed {lines_below} {lines} further down, where `{follows}` follows it")
            }
            FaultKind::BlankBeforeQuote => "a blank stands before the quote of this cell".to_owned(),
            FaultKind::NeverClosed => "the quote that opens here is never closed".to_owned(),
        }
    }

    /// Whether the next line most likely begins a row.
    fn is_within_a_line(&self) -> bool {
        matches!(&self.kind, FaultKind::TextAfterQuote { lines_below: 0, .. } | FaultKind::BlankBeforeQuote)
    }
}

/// Where a row begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Start {
    /// The byte, from 0.
    pub byte: usize,
    /// The line, from 1.
    pub line: u64,
}

/// The rows of a text, one after another.
#[derive(Clone, Debug)]
pub struct Rows<'a> {
    text: &'a [u8],
    separator: u8,
    /// Whether a line that begins with `#` is no row.
    comments: bool,
    at: usize,
    /// Line breaks before that.
    lines: u64,
    /// A cell with doubled quotes as it reads.
    cell: Vec<u8>,
}

impl<'a> Rows<'a> {
    /// The rows of a text that begins with one.
    pub fn new(text: &'a [u8], separator: u8) -> Rows<'a> {
        Rows { text, separator, comments: false, at: 0, lines: 0, cell: Vec::new() }
    }

    /// The same where lines that begin with `#` are comments.
    #[must_use]
    pub fn with_comments(mut self) -> Rows<'a> {
        self.comments = true;
        self
    }

    /// Reads the next row into `row` and returns where it begins; `None` at the end.
    ///
    /// # Errors
    ///
    /// The text breaks the rule.
    pub fn read(&mut self, row: &mut ByteRecord) -> Result<Option<Start>, Fault> {
        row.clear();
        self.skip_what_is_no_row();
        if self.at >= self.text.len() {
            return Ok(None);
        }
        let start = Start { byte: self.at, line: self.lines + 1 };
        let rest = &self.text[self.at..];
        match memchr::memchr3(b'"', b'\n', b'\r', rest) {
            Some(found) if rest[found] == b'"' => self.cells(row)?,
            found => {
                let end = found.unwrap_or(rest.len());
                let line = &rest[..end];
                let mut from = 0;
                for at in memchr::memchr_iter(self.separator, line) {
                    row.push_field(&line[from..at]);
                    from = at + 1;
                }
                row.push_field(&line[from..]);
                self.at += end;
            }
        }
        self.pass_line_break();
        Ok(Some(start))
    }

    /// How many bytes and how many line breaks are read.
    pub fn position(&self) -> (usize, u64) {
        (self.at, self.lines)
    }

    fn byte(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn skip_what_is_no_row(&mut self) {
        while let Some(byte) = self.byte() {
            match byte {
                b'\n' | b'\r' => self.pass_line_break(),
                b'#' if self.comments => self.skip_line(),
                _ => return,
            }
        }
    }

    /// Goes to the next line, whatever is on this one.
    fn skip_line(&mut self) {
        let rest = &self.text[self.at..];
        self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        self.pass_line_break();
    }

    fn pass_line_break(&mut self) {
        let rest = &self.text[self.at..];
        let length = match rest {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => return,
        };
        self.at += length;
        self.lines += 1;
    }

    /// Reads the cells of a row in which there may be quotes, up to its line break.
    fn cells(&mut self, row: &mut ByteRecord) -> Result<(), Fault> {
        loop {
            if self.byte() == Some(b'"') {
                self.quoted(row)?;
            } else {
                let rest = &self.text[self.at..];
                let end = memchr::memchr3(self.separator, b'\n', b'\r', rest).unwrap_or(rest.len());
                let cell = &rest[..end];
                let blanks = cell.iter().take_while(|byte| is_blank_byte(**byte)).count();
                if blanks > 0 && cell.get(blanks) == Some(&b'"') {
                    return Err(self.fault(row, FaultKind::BlankBeforeQuote));
                }
                row.push_field(cell);
                self.at += end;
            }
            if self.byte() != Some(self.separator) {
                return Ok(());
            }
            self.at += 1;
        }
    }

    /// Reads a quoted cell.
    fn quoted(&mut self, row: &mut ByteRecord) -> Result<(), Fault> {
        let opened = self.at;
        self.cell.clear();
        let mut from = opened + 1;
        let close = loop {
            let Some(offset) = memchr::memchr(b'"', &self.text[from..]) else {
                return Err(self.fault(row, FaultKind::NeverClosed));
            };
            let quote = from + offset;
            if self.text.get(quote + 1) != Some(&b'"') {
                break quote;
            }
            self.cell.extend_from_slice(&self.text[from..=quote]);
            from = quote + 2;
        };
        let inside = &self.text[opened + 1..close];
        let lines_below = if memchr::memchr2(b'\n', b'\r', inside).is_some() { line_breaks(inside) } else { 0 };
        if self.text.get(close + 1).is_some_and(|byte| *byte != self.separator && !b"\r\n".contains(byte)) {
            let follows = self.shown_from(close + 1);
            return Err(self.fault(row, FaultKind::TextAfterQuote { lines_below, follows }));
        }
        if self.cell.is_empty() {
            row.push_field(inside);
        } else {
            self.cell.extend_from_slice(&self.text[from..close]);
            row.push_field(&self.cell);
        }
        self.at = close + 1;
        self.lines += lines_below;
        Ok(())
    }

    /// The text from a byte to the end of its cell, or the beginning of it.
    #[cold]
    fn shown_from(&self, at: usize) -> String {
        let rest = &self.text[at..];
        let length = memchr::memchr3(self.separator, b'\n', b'\r', rest).unwrap_or(rest.len());
        let shown = String::from_utf8_lossy(&rest[..length.min(MOST_SHOWN)]);
        shown.trim_end_matches('\u{fffd}').to_owned() + if length > MOST_SHOWN { "…" } else { "" }
    }

    #[cold]
    fn fault(&self, row: &ByteRecord, kind: FaultKind) -> Fault {
        Fault { line: self.lines + 1, column: row.len() + 1, byte: self.at, kind }
    }
}

/// Whether nothing stands in any cell of a row.
pub fn is_blank(row: &ByteRecord) -> bool {
    row.iter().all(|cell| cell.trim_ascii().is_empty())
}

/// What separates the cells of a table: of its header a comma that is not in quotes, or where there is none a semicolon or a tab, as
/// some spreadsheets write. Lines that begin with `#` and empty ones may stand before the header.
///
/// ```
/// use payspine::delimited::separator;
/// assert_eq!(separator(b"# a, b\ngrade;point\n"), b';');
/// assert_eq!(separator(b"\"Pay, a year\"\tpoint\n"), b'\t');
/// ```
pub fn separator(text: &[u8]) -> u8 {
    let mut lines = text.split(|byte| b"\r\n".contains(byte));
    let header = lines.find(|line| !line.starts_with(b"#") && !line.trim_ascii().is_empty()).unwrap_or_default();
    let outside = |wanted: u8| header.split(|byte| *byte == b'"').step_by(2).any(|part| part.contains(&wanted));
    [b',', b';', b'\t'].into_iter().find(|known| outside(*known)).unwrap_or(b',')
}

/// How many bytes of a text that begins with a row are whole rows: up to the last line break that is in no cell, or all of them where
/// the text `ends` there. Only the quotes are looked at, so it costs little; rows without any are not looked at at all.
///
/// ```
/// use payspine::delimited::whole_rows;
/// assert_eq!(whole_rows(b"1,EO\n2,\"A\nO\",na", b',', false), Ok(5));
/// assert_eq!(whole_rows(b"1,\"E\nO", b',', false), Ok(0));
/// assert!(whole_rows(b"1,\"E\nO", b',', true).is_err());
/// ```
///
/// # Errors
///
/// The text breaks the rule: every fault from which it is clear where the next row begins, and the first from which it is not.
pub fn whole_rows(text: &[u8], separator: u8, ends: bool) -> Result<usize, Vec<Fault>> {
    let (mut from, mut whole) = (0, 0);
    loop {
        // After a quoted cell there is often another.
        if text.get(from) != Some(&b'"') {
            let Some(offset) = memchr::memchr(b'"', &text[from..]) else { break };
            whole = last_row_end(text, from, from + offset).unwrap_or(whole);
            from += offset;
        }
        let quote = from;
        if !begins_a_cell(text, quote, separator) {
            let blanks = text[..quote].iter().rev().take_while(|byte| is_blank_byte(**byte) && **byte != separator).count();
            if blanks > 0 && begins_a_cell(text, quote - blanks, separator) {
                return Err(faults(text, separator));
            }
            from = quote + 1;
            continue;
        }
        match closing_quote(text, quote, ends) {
            None if ends => return Err(faults(text, separator)),
            None => return Ok(whole),
            Some(close) => match text.get(close + 1) {
                Some(b'\n') => {
                    from = close + 2;
                    whole = from;
                }
                Some(byte) if *byte == separator => from = close + 2,
                None | Some(b'\r') => from = close + 1,
                Some(_) => return Err(faults(text, separator)),
            },
        }
    }
    Ok(if ends { text.len() } else { last_row_end(text, from, text.len()).unwrap_or(whole) })
}

/// Whether a cell begins at a byte that is in no quoted cell.
fn begins_a_cell(text: &[u8], at: usize, separator: u8) -> bool {
    at.checked_sub(1).is_none_or(|before| text[before] == separator || b"\r\n".contains(&text[before]))
}

/// The quote that closes a cell. One that ends a text which goes on may be the first of two.
fn closing_quote(text: &[u8], opened: usize, ends: bool) -> Option<usize> {
    let mut from = opened + 1;
    loop {
        let quote = from + memchr::memchr(b'"', text.get(from..)?)?;
        match text.get(quote + 1) {
            Some(b'"') => from = quote + 2,
            None if !ends => return None,
            _ => return Some(quote),
        }
    }
}

/// After the last line break between two bytes. A carriage return that ends the text may be the first half of one.
fn last_row_end(text: &[u8], from: usize, to: usize) -> Option<usize> {
    let mut to = to;
    loop {
        let at = from + memchr::memrchr2(b'\n', b'\r', &text[from..to])?;
        if text[at] == b'\n' || at + 1 < text.len() {
            return Some(at + 1);
        }
        to = at;
    }
}

/// Every fault up to the first after which it is not clear where a row begins.
#[cold]
fn faults(text: &[u8], separator: u8) -> Vec<Fault> {
    let (mut rows, mut row, mut found) = (Rows::new(text, separator), ByteRecord::new(), Vec::new());
    loop {
        match rows.read(&mut row) {
            Ok(Some(_)) => {}
            Ok(None) => return found,
            Err(fault) => {
                let goes_on = fault.is_within_a_line();
                // A cell that is open where a text ends that goes on may be closed there.
                if fault.kind != FaultKind::NeverClosed || found.is_empty() {
                    found.push(fault);
                }
                if !goes_on {
                    return found;
                }
                rows.skip_line();
            }
        }
    }
}

fn is_blank_byte(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

/// How many line breaks there are. The text does not end between a carriage return and its line feed.
///
/// ```
/// assert_eq!(payspine::delimited::line_breaks(b"a\r\nb\nc\rd"), 3);
/// ```
pub fn line_breaks(text: &[u8]) -> u64 {
    // As many at once as a byte can count, which is done by vectors.
    let few = |bytes: &[u8]| bytes.iter().fold(0_u8, |sum, byte| sum.wrapping_add((*byte == b'\n').into()));
    let feeds: u64 = text.chunks(u8::MAX.into()).map(|bytes| u64::from(few(bytes))).sum();
    feeds + lone_returns(text)
}

/// Whether a row may end with a carriage return alone.
pub(crate) fn has_lone_return(text: &[u8]) -> bool {
    lone_returns(text) > 0
}

/// How many carriage returns there are without a line feed after them.
fn lone_returns(text: &[u8]) -> u64 {
    let Some(first) = memchr::memchr(b'\r', text) else { return 0 };
    let text = &text[first..];
    let few = |bytes: &[u8], next: &[u8]| {
        bytes
            .iter()
            .zip(next)
            .fold(0_u8, |sum, (byte, next)| sum.wrapping_add(u8::from(*byte == b'\r') & u8::from(*next != b'\n')))
    };
    let chunks = text.chunks(u8::MAX.into()).zip(text[1..].chunks(u8::MAX.into()));
    let inside: u64 = chunks.map(|(bytes, next)| u64::from(few(bytes, next))).sum();
    inside + u64::from(text.ends_with(b"\r"))
}

/// What is said of a text of several lines that does not end with a line break: it may have been cut.
///
/// ```
/// use payspine::delimited::cut_off;
/// assert!(cut_off("staff.csv", b"id,point\n7,3").unwrap().title.starts_with("staff.csv:2: "));
/// assert_eq!(cut_off("staff.csv", b"id,point\n7,3\n"), None);
/// ```
pub fn cut_off(name: &str, text: &[u8]) -> Option<Diagnostic> {
    let breaks = line_breaks(text);
    let last_line = text.split(|byte| b"\r\n".contains(byte)).next_back().unwrap_or_default();
    (breaks > 0 && !last_line.trim_ascii().is_empty()).then(|| cut_off_at(name, breaks + 1))
}

/// The same of a file whose last line is known.
pub(crate) fn cut_off_at(name: &str, line: u64) -> Diagnostic {
    let title =
        format!("{name}:{line}: the last line has no line break at its end, as the others have: the file may have been cut");
    Diagnostic::new(Code::CutOff, title)
}
