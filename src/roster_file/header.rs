//! The header: which column holds what.

use std::sync::Arc;

use csv::ByteRecord;

use super::alike::AlikeValues;
use super::{HEADCOUNT, Wanted};
use crate::diagnostic::{Code, Diagnostic, suggestion};
use crate::published_file::separator;
use crate::workforce::Subject;

/// A name of ours and the heading that a file has for it.
pub type Mapping = (String, String);

/// Other names that columns go by.
const OTHER_NAMES: [(&str, &[&str]); 12] = [
    ("grade", &["band", "pay band", "grade name"]),
    ("point", &["scp", "milestone", "step", "pay point", "spine point", "spinal column point"]),
    ("salary", &["annual salary", "basic salary", "full time salary"]),
    ("fte", &["wte"]),
    ("since", &["in grade since", "grade since"]),
    ("point-since", &["on point since"]),
    ("headcount", &["head count"]),
    ("posts", &["number of posts in fte"]),
    ("id", &["employee number", "employee id", "staff number", "payroll number", "person number"]),
    ("month", &["pay month", "period", "pay period", "pay date"]),
    ("element", &["pay element", "element name", "pay code", "description"]),
    ("amount", &["value", "paid"]),
];

/// Where a file has what matters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Layout {
    /// The file.
    pub name: String,
    pub(super) separator: u8,
    pub(super) header: ByteRecord,
    /// For each of the subjects wanted, its column.
    pub(super) places: Vec<Option<usize>>,
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
        if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) || start.iter().take(64).any(|byte| *byte == 0) {
            return refuse(Code::NotCsv, format!("{name} is in UTF-16, or is no text"), "save it as CSV in UTF-8");
        }
        let bom = if start.starts_with(&[0xef, 0xbb, 0xbf]) { 3 } else { 0 };
        // Notes may stand before the header.
        let note = |text: &[u8]| text.starts_with(b"#").then(|| memchr::memchr(b'\n', text).map_or(text.len(), |end| end + 1));
        let (mut begins, mut notes) = (bom, 0);
        while let Some(length) = note(&start[begins..]) {
            begins += length;
            notes += 1;
        }
        let text = &start[begins..];
        let separator = separator(&String::from_utf8_lossy(&text[..text.len().min(64 * 1024)]));
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text);
        let mut header = ByteRecord::new();
        let found = reader.read_byte_record(&mut header).unwrap_or(false);
        if !found || header.iter().all(|cell| cell.trim_ascii().is_empty()) {
            return Err(vec![wanted.without_header(name, "such as grade,area,point,fte")]);
        }
        let at = reader.position();
        let (bytes, lines) = (begins + usize::try_from(at.byte()).unwrap_or(0), notes + at.line().saturating_sub(1));
        Layout::with(name, separator, header, wanted, mapping).map(|layout| (layout, bytes, lines))
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
        let titles: Vec<String> = header.iter().map(|cell| decoded(cell).trim().to_owned()).collect();
        let mut problems = Vec::new();
        let mut find = |word: &str| find((name, wanted.option), word, &titles, mapping, &mut problems);
        let places: Vec<Option<usize>> = wanted.subjects().iter().map(|subject| find(subject.name())).collect();
        let headcount = find(HEADCOUNT);
        let known = |word: &str| word == HEADCOUNT || wanted.subjects().iter().any(|subject| subject.name() == word);
        for (word, _) in mapping.iter().filter(|(word, _)| !known(word)) {
            let option = wanted.option.unwrap_or("--column");
            let title = format!("{option} names `{word}`, which nothing here asks for");
            let names = wanted.subjects().iter().map(Subject::name).chain([HEADCOUNT]);
            problems.push(Diagnostic::new(Code::UnknownColumn, title).maybe_help(suggestion(word, names.collect::<Vec<_>>())));
        }
        if wanted.grade_needed && places.first().is_some_and(Option::is_none) && problems.is_empty() {
            let title = format!("{name} has no column `grade`; it has {}", titles.join(", "));
            let help = "say which with --column grade=\"…\"";
            problems.push(Diagnostic::new(Code::UnknownColumn, title).help(help));
        }
        let alike = wanted.alike.clone();
        let layout = Layout { name: name.to_owned(), separator, header, places, headcount, alike };
        if problems.is_empty() { Ok(layout) } else { Err(problems) }
    }

    /// How many columns there are.
    pub fn width(&self) -> usize {
        self.header.len()
    }

    /// Whether anything is read from a column.
    pub(super) fn reads(&self, column: usize) -> bool {
        self.places.contains(&Some(column)) || self.headcount == Some(column)
    }

    /// The column of one of the subjects wanted.
    pub fn column(&self, subject: usize) -> Option<usize> {
        self.places.get(subject).copied().flatten()
    }

    /// What separates cells.
    pub fn separator(&self) -> u8 {
        self.separator
    }

    /// Whether a row is the header again.
    pub fn is_header(&self, row: &ByteRecord) -> bool {
        self.header == *row
    }

    /// The headings of all columns.
    pub fn headings(&self) -> Vec<String> {
        self.header.iter().map(|cell| decoded(cell).trim().to_owned()).collect()
    }

    /// The heading of one of the subjects wanted.
    pub fn heading(&self, index: usize) -> Option<String> {
        self.places
            .get(index)
            .copied()
            .flatten()
            .and_then(|place| self.header.get(place))
            .map(|cell| decoded(cell).trim().to_owned())
    }
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

/// The column for a word: the one that a mapping names, or one that goes by the word.
fn find(
    (name, option): (&str, Option<&str>),
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
    let found: Vec<usize> = titles.iter().enumerate().filter(|(_, title)| fits(title)).map(|(place, _)| place).collect();
    let mut problem = |title: String, help: Option<String>| {
        problems.push(Diagnostic::new(Code::UnknownColumn, title).maybe_help(help));
    };
    if mapped.len() > 1 {
        problem(format!("{} says twice which column holds `{word}`", option.unwrap_or("--column")), None);
    }
    match (found.as_slice(), mapped.first()) {
        ([], Some((_, wanted))) => {
            let help = suggestion(wanted, titles.iter().map(String::as_str));
            problem(format!("{name} has no column `{wanted}`"), help);
            None
        }
        ([], None) => None,
        ([place], _) => Some(*place),
        (several, _) => {
            let both: Vec<&str> = several.iter().map(|place| titles[*place].as_str()).collect();
            let help = match option {
                Some(option) => format!("say which with {option} {word}=\"…\", or give one of them another heading"),
                None => "give one of them another heading".to_owned(),
            };
            problem(format!("{name} has more than one column for `{word}`: {}", both.join(", ")), Some(help));
            None
        }
    }
}

/// What a cell says: its text without the blanks around it, or where there is none the value that then holds.
pub(super) fn said_or<'t>(text: &'t str, default: Option<&'t str>) -> &'t str {
    let text = text.trim_matches(|letter: char| letter.is_whitespace() || letter == '\u{a0}');
    if text.is_empty() { default.unwrap_or_default() } else { text }
}

/// Text as written: UTF-8, or where it is not that Windows-1252, as older spreadsheets save it.
pub fn decoded(cell: &[u8]) -> String {
    match std::str::from_utf8(cell) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(cell).0.into_owned(),
    }
}
