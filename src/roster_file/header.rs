//! First step: the header, which says which column holds what.

use std::sync::Arc;

use csv::ByteRecord;

use super::cell_text::decoded;
use super::complaint::Complaint;
use super::fast::AlikeValues;
use super::wanted::{HEADCOUNT, NamedBy, Wanted};
use crate::delimited::{BYTE_ORDER_MARK, Fault, FaultKind, Rows, is_blank, separator};
use crate::diagnostic::{Code, Diagnostic, Help, Setting, suggestion};
use crate::workforce::Subject;

/// Columns of a table, as many as spreadsheet programs have.
const MOST_COLUMNS: usize = 16_384;

/// A name of ours and the heading that a file has for it.
pub type Mapping = (String, String);

/// Other names that columns go by.
const OTHER_NAMES: [(&str, &[&str]); 16] = [
    ("grade", &["band", "pay band", "grade name"]),
    ("point", &["scp", "milestone", "step", "pay point", "spine point", "spinal column point"]),
    ("salary", &["annual salary", "basic salary", "full time salary"]),
    ("fte", &["wte"]),
    ("hours", &["weekly hours", "hours per week", "hours a week", "contracted hours", "contract hours"]),
    ("full-time-hours", &["full time hours a week", "full time hours per week", "standard hours"]),
    ("weeks", &["weeks per year", "weeks a year", "weeks worked"]),
    ("service-since", &["continuous service", "continuous service since", "continuous service date", "service start date"]),
    ("since", &["in grade since", "grade since"]),
    ("point-since", &["on point since"]),
    ("headcount", &["head count"]),
    ("posts", &["number of posts in fte"]),
    ("id", &["employee number", "employee id", "staff number", "payroll number", "person number"]),
    ("month", &["pay month", "period", "pay period", "pay date"]),
    ("element", &["pay element", "element name", "pay code", "description"]),
    ("amount", &["value", "paid"]),
];

/// What to do about rows with more or fewer cells than the header.
pub(crate) const RAGGED: &str = "an amount with thousands separators, or a name with a comma, needs quotes around it";
const NUL: &str = "this row has a NUL byte";
const NUL_HELP: &str = "the file is damaged, or not text: save it as CSV again";

/// Where a file has what matters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Layout {
    /// The file.
    pub name: String,
    pub(super) separator: u8,
    pub(super) header: ByteRecord,
    /// For each of the subjects wanted, its column.
    pub(super) columns: Vec<Option<usize>>,
    pub(super) headcount: Option<usize>,
    /// For each of the subjects wanted, how its values are told apart.
    pub(super) alike: Vec<Option<Arc<AlikeValues>>>,
}

impl Layout {
    /// Reads the header, with which a file begins; gives the bytes and the lines that it takes up.
    ///
    /// # Errors
    ///
    /// No header, no grade, a column that a mapping names and the file lacks, two columns for one thing.
    pub fn read(name: &str, start: &[u8], wanted: &Wanted, mapping: &[Mapping]) -> Result<(Layout, usize, u64), Vec<Diagnostic>> {
        let refuse = |code, title: String, help: &str| Err(vec![Diagnostic::new(code, title).help(help)]);
        if is_no_text(start) {
            return refuse(Code::NotCsv, format!("{name} is in UTF-16, or is no text"), "save it as CSV in UTF-8");
        }
        let begins = if start.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        let text = &start[begins..];
        let separator = separator(text);
        // Notes may stand before the header, and empty rows.
        let mut rows = Rows::new(text, separator).with_comments();
        let mut header = ByteRecord::new();
        loop {
            match rows.read(&mut header) {
                Ok(Some(start)) if header.as_slice().contains(&0) => {
                    return refuse(Code::RaggedRow, format!("{name}:{}: {NUL}", start.line), NUL_HELP);
                }
                Ok(Some(_)) if is_blank(&header) => {}
                Ok(Some(_)) => break,
                Ok(None) => return Err(vec![wanted.without_header(name, "such as grade,area,point,fte")]),
                Err(fault) => {
                    let title = format!("{name}:{}: cell {} of the header: {}", fault.line, fault.column, fault.says());
                    return refuse(Code::RaggedRow, title, Fault::HELP);
                }
            }
        }
        let (bytes, lines) = rows.position();
        Layout::with(name, separator, header, wanted, mapping).map(|layout| (layout, begins + bytes, lines))
    }

    /// True if the header that a file begins with is whole in these bytes, with something after it. What may go on in bytes that are
    /// still to come is not.
    ///
    /// ```
    /// use payspine::roster_file::Layout;
    /// assert!(Layout::header_ends(b"# a note\ngrade,point\nEO,30"));
    /// assert!(!Layout::header_ends(b"# a note\ngrade,po"));
    /// ```
    pub fn header_ends(start: &[u8]) -> bool {
        let text = start.strip_prefix(BYTE_ORDER_MARK).unwrap_or(start);
        let (mut rows, mut row) = (Rows::new(text, separator(text)).with_comments(), ByteRecord::new());
        loop {
            match rows.read(&mut row) {
                Ok(Some(_)) if is_blank(&row) => {}
                Ok(Some(_)) => return rows.position().0 < text.len(),
                Ok(None) => return false,
                Err(fault) => return fault.kind != FaultKind::NeverClosed,
            }
        }
    }

    /// The layout of rows that are separated by commas, from the cells of their header.
    ///
    /// # Errors
    ///
    /// As [`Layout::read`].
    pub(super) fn of_cells(
        name: &str,
        header: &[String],
        wanted: &Wanted,
        mapping: &[Mapping],
    ) -> Result<Layout, Vec<Diagnostic>> {
        Layout::with(name, b',', header.to_vec().into(), wanted, mapping)
    }

    fn with(
        name: &str,
        separator: u8,
        header: ByteRecord,
        wanted: &Wanted,
        mapping: &[Mapping],
    ) -> Result<Layout, Vec<Diagnostic>> {
        if header.len() > MOST_COLUMNS {
            let title = format!("{name} has {} columns, and at most {MOST_COLUMNS} are read", header.len());
            return Err(vec![Diagnostic::new(Code::TooLarge, title).help("is this a table, with a header in its first row?")]);
        }
        let titles: Vec<String> = header.iter().map(|cell| decoded(cell).trim().to_owned()).collect();
        let mut problems = Vec::new();
        let mut find = |word: &str| find((name, wanted.named_by), word, &titles, mapping, &mut problems);
        let columns: Vec<Option<usize>> = wanted.subjects().iter().map(|subject| find(subject.name())).collect();
        let headcount = find(HEADCOUNT);
        let columns = without_hours_beside_fte(wanted, columns, mapping);
        let known = |word: &str| word == HEADCOUNT || wanted.subjects().iter().any(|subject| subject.name() == word);
        for (word, _) in mapping.iter().filter(|(word, _)| !known(word)) {
            let title = format!("a column is named for `{word}`, which nothing here asks for");
            let names = wanted.subjects().iter().map(Subject::name).chain([HEADCOUNT]);
            problems.push(Diagnostic::new(Code::UnknownColumn, title).maybe_help(suggestion(word, names.collect::<Vec<_>>())));
        }
        if wanted.grade_needed && columns.first().is_some_and(Option::is_none) && problems.is_empty() {
            let title = format!("{name} has no column `grade`; it has {}", titles.join(", "));
            let help = Help::asking(Setting::Column("grade".to_owned()), "say which it is");
            problems.push(Diagnostic::new(Code::UnknownColumn, title).help(help));
        }
        let alike = wanted.alike.clone();
        let layout = Layout { name: name.to_owned(), separator, header, columns, headcount, alike };
        if problems.is_empty() { Ok(layout) } else { Err(problems) }
    }

    /// How many columns there are.
    pub fn width(&self) -> usize {
        self.header.len()
    }

    /// Whether anything is read from a column.
    pub(super) fn reads(&self, column: usize) -> bool {
        self.columns.contains(&Some(column)) || self.headcount == Some(column)
    }

    /// The column of one of the subjects wanted.
    pub fn column(&self, subject: usize) -> Option<usize> {
        self.columns.get(subject).copied().flatten()
    }

    /// What separates cells.
    pub fn separator(&self) -> u8 {
        self.separator
    }

    /// What keeps a row from being read, whatever its cells say: a NUL byte, the header again, more or fewer cells than the header.
    /// More cells are no harm where they are blank.
    pub fn misfit(&self, row: &ByteRecord, line: u64) -> Option<Complaint> {
        let complaint = |problem: String, help: &str| Some(Complaint::of_row(Code::RaggedRow, line, problem, help));
        if row.as_slice().contains(&0) {
            return complaint(NUL.to_owned(), NUL_HELP);
        }
        if *row == self.header {
            let help = "files that were put together: give each on its own instead, or take the line out";
            return complaint("this is the header again".to_owned(), help);
        }
        let width = self.width();
        if row.len() < width || row.iter().skip(width).any(|cell| !cell.trim_ascii().is_empty()) {
            return complaint(format!("this row has {} cells, and the header {width}", row.len()), RAGGED);
        }
        None
    }

    /// A cell that breaks the rule of delimited text; `before` lines are before the text.
    pub fn broken(&self, fault: &Fault, before: u64) -> Complaint {
        let heading = fault.column.checked_sub(1).and_then(|index| self.header.get(index));
        let column = heading.map(|cell| decoded(cell).trim().to_owned());
        Complaint { column, ..Complaint::of_row(Code::RaggedRow, before + fault.line, fault.says(), Fault::HELP) }
    }

    /// The headings of all columns.
    pub fn headings(&self) -> Vec<String> {
        self.header.iter().map(|cell| decoded(cell).trim().to_owned()).collect()
    }

    /// The heading of one of the subjects wanted.
    pub fn heading(&self, index: usize) -> Option<String> {
        self.columns
            .get(index)
            .copied()
            .flatten()
            .and_then(|column| self.header.get(column))
            .map(|cell| decoded(cell).trim().to_owned())
    }
}

/// Whether a file is in UTF-16, or no text at all: marked as such, or with NUL bytes beside many letters or beside other bytes that no
/// text has. A single NUL byte is damage to a text.
fn is_no_text(start: &[u8]) -> bool {
    let first = &start[..start.len().min(64)];
    let nul_bytes = memchr::memchr_iter(0, first).count();
    let has_controls = first.iter().any(|byte| (1..b' ').contains(byte) && !byte.is_ascii_whitespace());
    start.starts_with(&[0xff, 0xfe])
        || start.starts_with(&[0xfe, 0xff])
        || (nul_bytes > 0 && (has_controls || nul_bytes * 4 >= first.len()))
}

/// Whether a column with this heading is read as what a word stands for, without being told to.
///
/// ```
/// assert!(payspine::roster_file::goes_by("grade", "Pay band"));
/// assert!(!payspine::roster_file::goes_by("grade", "Band since"));
/// ```
pub fn goes_by(word: &str, heading: &str) -> bool {
    let plain = |title: &str| title.trim().to_lowercase().replace(['_', '-'], " ");
    let others = OTHER_NAMES.iter().find(|(known, _)| *known == word).map_or(&[][..], |(_, names)| names);
    plain(heading) == plain(word) || others.contains(&plain(heading).as_str())
}

/// Columns of subjects, without hours where there is a share of full time, which says the same; unless a mapping names them.
fn without_hours_beside_fte(wanted: &Wanted, mut columns: Vec<Option<usize>>, mapping: &[Mapping]) -> Vec<Option<usize>> {
    let place = |subject: &Subject| wanted.subjects().iter().position(|known| known == subject);
    let has_fte = place(&Subject::Fte).is_some_and(|fte| columns[fte].is_some());
    let is_named = |hours: &Subject| mapping.iter().any(|(word, _)| word == hours.name());
    for hours in [Subject::Hours, Subject::AnnualHours].iter().filter(|hours| has_fte && !is_named(hours)) {
        if let Some(place) = place(hours) {
            columns[place] = None;
        }
    }
    columns
}

/// The column for a word: the one that a mapping names, or one that goes by the word.
fn find(
    (name, named_by): (&str, Option<NamedBy>),
    word: &str,
    titles: &[String],
    mapping: &[Mapping],
    problems: &mut Vec<Diagnostic>,
) -> Option<usize> {
    let mapped = mapping.iter().filter(|(known, _)| known == word).collect::<Vec<_>>();
    let fits = |title: &String| {
        if let Some((_, wanted)) = mapped.first() {
            return title == wanted.trim();
        }
        let taken = mapping.iter().any(|(_, wanted)| title == wanted.trim());
        !taken && goes_by(word, title)
    };
    let found: Vec<usize> = titles.iter().enumerate().filter(|(_, title)| fits(title)).map(|(index, _)| index).collect();
    let mut problem = |title: String, help: Option<Help>| {
        problems.push(Diagnostic::new(Code::UnknownColumn, title).maybe_help(help));
    };
    if mapped.len() > 1 {
        problem(
            format!("it is said twice which column holds `{word}`"),
            named_by.map(|by| Help::asking(by.setting(word), "say it once")),
        );
    }
    match (found.as_slice(), mapped.first()) {
        ([], Some((_, wanted))) => {
            let help = suggestion(wanted, titles.iter().map(String::as_str));
            problem(format!("{name} has no column `{wanted}`"), help.map(Help::from));
            None
        }
        ([], None) => None,
        ([index], _) => Some(*index),
        (several, _) => {
            let both: Vec<&str> = several.iter().map(|index| titles[*index].as_str()).collect();
            let help = match named_by {
                Some(by) => Help::asking(by.setting(word), "give one of them another heading, or say which it is"),
                None => Help::from("give one of them another heading"),
            };
            problem(format!("{name} has more than one column for `{word}`: {}", both.join(", ")), Some(help));
            None
        }
    }
}
