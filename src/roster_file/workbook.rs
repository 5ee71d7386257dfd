//! Before `sheet`: XLSX workbooks, read as a stream under limits: nothing that a file states (a size, a count, a dimension) is believed, and nothing
//! grows with the file except what is counted here. A workbook is an archive of XML parts; only the parts that hold cells are unpacked.
//!
//! The reader is the project's own because the crates at hand keep whole parts, reserve what a file declares, and panic on some damage.

mod archive;
mod cells;
mod number;
mod strings;
mod styles;
mod xml;

use quick_xml::events::Event;
use thiserror::Error;

use self::archive::Archive;
pub use self::cells::{Area, Cell, CellValue, Serial, SheetCells};
use self::strings::SharedStrings;
use self::styles::{NumberKind, number_kinds};
use self::xml::{Xml, attribute};

/// Bytes that are unpacked from all parts together. A sheet is unpacked twice: once for its merged cells, once for its rows.
const MOST_UNPACKED: u64 = 2 * 1024 * 1024 * 1024;
/// Bytes of one part, unpacked. A sheet of 700,000 rows with eleven columns has some 400 MiB.
const MOST_OF_A_PART: u64 = 1024 * 1024 * 1024;
const MOST_PARTS: usize = 10_000;
/// Tags, texts and entities of all parts together: a cell has five or seven. More take longer than anybody waits.
const MOST_MARKUP: u64 = 50_000_000;
/// Bytes of one tag, text or comment. The text of a cell has at most 32,767 characters, and each may be written with ten bytes.
const LONGEST_MARKUP: usize = 1024 * 1024;
const DEEPEST: u32 = 100;
const MOST_SHEETS: usize = 1_000;
/// Characters of a name: a spreadsheet program allows 31 for a sheet and 255 for the path of a part.
const LONGEST_NAME: usize = 255;
const MOST_STYLES: usize = 65_536;
const MOST_STRINGS: usize = 8 * 1024 * 1024;
/// Bytes of all shared strings together.
const MOST_STRING_BYTES: usize = 128 * 1024 * 1024;
const MOST_MERGED: usize = 100_000;
/// Characters in one cell: what spreadsheet programs allow.
const LONGEST_CELL: usize = 32_767;

/// Why a workbook cannot be read.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[non_exhaustive]
pub enum WorkbookError {
    /// It contradicts itself, or is no workbook.
    #[error("{0}")]
    Damaged(String),
    /// It goes beyond one of the limits.
    #[error("has more than {0}, the most that is read")]
    TooMuch(String),
    /// A cell has an error value that is not known.
    #[error("has a cell with the error `{0}`, which is not known here")]
    UnknownError(String),
}

fn damaged<T>(why: impl Into<String>) -> Result<T, WorkbookError> {
    Err(WorkbookError::Damaged(why.into()))
}

fn too_much<T>(what: impl Into<String>) -> Result<T, WorkbookError> {
    Err(WorkbookError::TooMuch(what.into()))
}

/// A number with commas between thousands, and what it counts.
fn counted(count: usize, what: &str) -> String {
    let digits = count.to_string();
    let first = digits.len() % 3;
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && index % 3 == first {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text} {what}")
}

/// A sheet by its name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SheetEntry {
    /// As its tab has it.
    pub name: String,
    /// Whether a spreadsheet program does not show it.
    pub hidden: bool,
    part: String,
}

/// An opened workbook: its sheets are known, their cells are read on demand.
///
/// ```
/// use payspine::roster_file::{Workbook, WorkbookError};
///
/// assert!(matches!(Workbook::open(b"PK\x03\x04 and no more"), Err(WorkbookError::Damaged(_))));
/// ```
#[derive(Debug)]
pub struct Workbook<'a> {
    archive: Archive<'a>,
    sheets: Vec<SheetEntry>,
    strings: SharedStrings,
    numbers: Vec<NumberKind>,
    from_1904: bool,
}

impl<'a> Workbook<'a> {
    /// Reads the list of sheets, the shared strings and the number formats.
    ///
    /// # Errors
    ///
    /// The bytes are not an XLSX workbook, are damaged, or go beyond a limit.
    pub fn open(bytes: &'a [u8]) -> Result<Workbook<'a>, WorkbookError> {
        let archive = Archive::open(bytes)?;
        let package = relations(&archive, "_rels/.rels", "")?;
        let main = package.iter().find(|relation| relation.is("officeDocument")).map_or("xl/workbook.xml", |found| &found.part);
        let (folder, file) = main.rsplit_once('/').unwrap_or(("", main));
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let relations = relations(&archive, &format!("{folder}_rels/{file}.rels"), &folder)?;
        let (sheets, from_1904) = sheets(&archive, main, &relations)?;
        let part = |kind: &str, usual: &str| {
            let found = relations.iter().find(|relation| relation.is(kind));
            found.map_or_else(|| format!("{folder}{usual}"), |found| found.part.clone())
        };
        let strings = SharedStrings::read(&archive, &part("sharedStrings", "sharedStrings.xml"))?;
        let numbers = number_kinds(&archive, &part("styles", "styles.xml"))?;
        Ok(Workbook { archive, sheets, strings, numbers, from_1904 })
    }

    /// The sheets with cells, in the order of their tabs: those that are charts or dialogues are left out.
    pub fn sheets(&self) -> &[SheetEntry] {
        &self.sheets
    }

    /// The cells of a sheet, one after another.
    ///
    /// # Errors
    ///
    /// The sheet is not in the file, or does not begin as one.
    pub fn cells(&self, sheet: &SheetEntry) -> Result<SheetCells<'_>, WorkbookError> {
        SheetCells::read(self, sheet)
    }

    /// The merged cells of a sheet.
    ///
    /// # Errors
    ///
    /// The sheet is not in the file or damaged, or has too many of them.
    pub fn merged(&self, sheet: &SheetEntry) -> Result<Vec<Area>, WorkbookError> {
        cells::merged(&self.archive, sheet)
    }
}

/// What a part says of another that it needs.
struct Relation {
    id: String,
    kind: String,
    part: String,
}

impl Relation {
    /// Whether it is of a kind; the kind is an address, and what it ends with matters.
    fn is(&self, kind: &str) -> bool {
        self.kind.rsplit('/').next() == Some(kind)
    }
}

/// What the relations of a part say, with places relative to a folder.
fn relations(archive: &Archive<'_>, part: &str, folder: &str) -> Result<Vec<Relation>, WorkbookError> {
    let mut relations = Vec::new();
    let Some(mut xml) = Xml::of(archive, part)? else { return Ok(relations) };
    loop {
        match xml.next()? {
            Event::Start(tag) if tag.local_name().as_ref() == "Relationship" => {
                let (id, kind, target) = (attribute(&tag, "Id")?, attribute(&tag, "Type")?, attribute(&tag, "Target")?);
                let (Some(id), Some(kind), Some(target)) = (id, kind, target) else { continue };
                // Links from cells to the web are relations of a sheet, not of the workbook; here a longer one leads to no part.
                if [&id, &kind, &target].iter().any(|text| text.len() > LONGEST_NAME) {
                    continue;
                }
                if relations.len() >= MOST_PARTS {
                    return too_much(counted(MOST_PARTS, "relations between parts"));
                }
                let part = target.strip_prefix('/').map_or_else(|| format!("{folder}{target}"), str::to_owned);
                relations.push(Relation { id: id.into_owned(), kind: kind.into_owned(), part });
            }
            Event::Eof => return Ok(relations),
            _ => {}
        }
    }
}

/// The sheets that the workbook's own part lists, and whether its days are counted from 1904.
fn sheets(archive: &Archive<'_>, part: &str, relations: &[Relation]) -> Result<(Vec<SheetEntry>, bool), WorkbookError> {
    let Some(mut xml) = Xml::of(archive, part)? else { return damaged("it has no list of sheets") };
    let (mut sheets, mut listed, mut from_1904) = (Vec::new(), 0, false);
    loop {
        match xml.next()? {
            Event::Start(tag) if tag.local_name().as_ref() == "sheet" => {
                listed += 1;
                if listed > MOST_SHEETS {
                    return too_much(counted(MOST_SHEETS, "sheets"));
                }
                let (name, state, id) = (attribute(&tag, "name")?, attribute(&tag, "state")?, attribute(&tag, "id")?);
                let name = name.unwrap_or_default();
                if name.chars().count() > LONGEST_NAME {
                    return too_much(counted(LONGEST_NAME, "characters in the name of a sheet"));
                }
                let Some(relation) = relations.iter().find(|relation| Some(relation.id.as_str()) == id.as_deref()) else {
                    return damaged(format!("nothing says where its sheet `{name}` is"));
                };
                if relation.is("worksheet") {
                    let hidden = state.is_some_and(|state| state != "visible");
                    sheets.push(SheetEntry { name: name.into_owned(), hidden, part: relation.part.clone() });
                }
            }
            Event::Start(tag) if tag.local_name().as_ref() == "workbookPr" => {
                if let Some(flag) = attribute(&tag, "date1904")? {
                    from_1904 = flag == "1" || flag == "true";
                }
            }
            Event::Eof => return Ok((sheets, from_1904)),
            _ => {}
        }
    }
}
