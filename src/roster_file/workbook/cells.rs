//! The cells of a sheet, one after another, and which of them are merged.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};

use super::archive::{Archive, reason, skip_to};
use super::number::shortest;
use super::strings::{string, unescaped};
use super::styles::NumberKind;
use super::xml::{Xml, attribute};
use super::{MOST_MERGED, SheetEntry, Workbook, WorkbookError, counted, damaged, too_much};

/// Errors that the formula of a cell may come to.
const ERRORS: [&str; 8] = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"];

/// A number of days that a format shows as a day or a time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Serial {
    /// Days since the workbook's first, in decimal digits.
    pub days: String,
    /// Whether it is shown as hours, minutes or seconds gone by.
    pub duration: bool,
    /// Whether days are counted from 1904, and not from 1900.
    pub from_1904: bool,
}

/// What a cell holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CellValue<'a> {
    /// Nothing, or a formula whose value is not kept.
    Empty,
    /// A text.
    Text(Cow<'a, str>),
    /// True or false.
    Flag(bool),
    /// A number in decimal digits, the fewest that are the same to a spreadsheet.
    Number(String),
    /// A number that is shown as a day or a time.
    Serial(Serial),
    /// A day in the words of ISO 8601.
    IsoDay(String),
    /// An error such as `#N/A`.
    Error(String),
}

/// A cell of a sheet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cell<'a> {
    /// Its row and column, counted from 0.
    pub at: (u32, u32),
    /// What it holds, which for a formula is the value kept with it.
    pub value: CellValue<'a>,
    /// Whether it has a formula.
    pub formula: bool,
}

/// Cells from one corner to another, both included; rows and columns counted from 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Area {
    /// The row and column of the first.
    pub start: (u32, u32),
    /// The row and column of the last.
    pub end: (u32, u32),
}

/// The cells of a sheet as they come.
#[derive(Debug)]
pub struct SheetCells<'a> {
    workbook: &'a Workbook<'a>,
    xml: Xml<'a>,
    row: u32,
    column: u32,
    scratch: String,
}

/// What the tag of a cell says.
struct CellTag {
    kind: Kind,
    style: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    NumberOrText,
    Shared,
    Flag,
    IsoDay,
    Error,
    Text,
    Inline,
}

impl<'a> SheetCells<'a> {
    pub(super) fn read(workbook: &'a Workbook<'a>, sheet: &SheetEntry) -> Result<SheetCells<'a>, WorkbookError> {
        let Some(mut xml) = Xml::of(&workbook.archive, &sheet.part)? else { return not_there(sheet) };
        loop {
            match xml.next()? {
                Event::Start(tag) if tag.local_name().as_ref() == "sheetData" => break,
                Event::Start(tag) if tag.local_name().as_ref() == "dimension" => {
                    if let Some(extent) = attribute(&tag, "ref")? {
                        area(&extent)?;
                    }
                }
                Event::Eof => return damaged(format!("its sheet `{}` is none", sheet.name)),
                _ => {}
            }
        }
        Ok(SheetCells { workbook, xml, row: 0, column: 0, scratch: String::new() })
    }

    /// The next cell; `None` after the last.
    ///
    /// # Errors
    ///
    /// The sheet is damaged or goes beyond a limit.
    pub fn next_cell(&mut self) -> Result<Option<Cell<'a>>, WorkbookError> {
        loop {
            match self.xml.next()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "c" => {
                        let (at, tag) = cell_tag(&tag, (self.row, self.column))?;
                        return self.cell(at, &tag).map(Some);
                    }
                    "row" => {
                        if let Some(row) = attribute(&tag, "r")? {
                            let Some(row) = row.parse::<u32>().ok().and_then(|row| row.checked_sub(1)) else {
                                return damaged(format!("`{}` is not the number of a row", shortened(&row)));
                            };
                            self.row = row;
                        }
                    }
                    _ => {}
                },
                Event::End(tag) => match tag.local_name().as_ref() {
                    "row" => {
                        self.row = self.row.saturating_add(1);
                        self.column = 0;
                    }
                    "sheetData" => return Ok(None),
                    _ => {}
                },
                Event::Eof => return damaged("a sheet of it ends too early"),
                _ => {}
            }
        }
    }

    fn cell(&mut self, at: (u32, u32), tag: &CellTag) -> Result<Cell<'a>, WorkbookError> {
        self.column = at.1.saturating_add(1);
        let inside = self.xml.depth();
        let mut cell = Cell { at, value: CellValue::Empty, formula: false };
        while self.xml.depth() >= inside {
            let Event::Start(part) = self.xml.next()? else { continue };
            match part.local_name().as_ref() {
                "f" => {
                    cell.formula = true;
                    self.xml.skip()?;
                }
                "is" => {
                    self.scratch.clear();
                    string(&mut self.xml, &mut self.scratch)?;
                    cell.value = CellValue::Text(Cow::Owned(self.scratch.clone()));
                }
                // The text is in `is`.
                "v" if tag.kind == Kind::Inline => self.xml.skip()?,
                "v" => {
                    self.scratch.clear();
                    self.xml.text(&mut self.scratch, 0)?;
                    cell.value = self.value(tag)?;
                }
                "extLst" => self.xml.skip()?,
                _ => return damaged("a cell of it has something other than a value or a formula in it"),
            }
        }
        Ok(cell)
    }

    /// What the text of a value says.
    fn value(&self, tag: &CellTag) -> Result<CellValue<'a>, WorkbookError> {
        let text = self.scratch.as_str();
        if text.is_empty() && !matches!(tag.kind, Kind::Error | Kind::IsoDay) {
            return Ok(CellValue::Empty);
        }
        match tag.kind {
            Kind::Shared => {
                let index = text.trim().parse().ok();
                let Some(found) = index.and_then(|index| self.workbook.strings.get(index)) else {
                    return damaged(format!("it has no shared string {}", shortened(text)));
                };
                Ok(CellValue::Text(Cow::Borrowed(found)))
            }
            Kind::Flag => match text.trim().to_ascii_lowercase().as_str() {
                "" => Ok(CellValue::Empty),
                "0" | "false" => Ok(CellValue::Flag(false)),
                "1" | "true" => Ok(CellValue::Flag(true)),
                _ => damaged(format!("`{}` is neither true nor false", shortened(text))),
            },
            Kind::IsoDay => Ok(CellValue::IsoDay(text.to_owned())),
            Kind::Error if ERRORS.contains(&text) => Ok(CellValue::Error(text.to_owned())),
            Kind::Error => Err(WorkbookError::UnknownError(shortened(text))),
            Kind::Text | Kind::Inline => Ok(CellValue::Text(Cow::Owned(unescaped(text).into_owned()))),
            Kind::Number | Kind::NumberOrText => match shortest(text) {
                Some(number) => Ok(self.number(number, tag)),
                None if tag.kind == Kind::NumberOrText => Ok(CellValue::Text(Cow::Owned(text.to_owned()))),
                None => damaged(format!("`{}` is not a number", shortened(text))),
            },
        }
    }

    fn number(&self, days: String, tag: &CellTag) -> CellValue<'a> {
        let kind = tag.style.and_then(|style| self.workbook.numbers.get(style)).copied();
        let duration = match kind {
            Some(NumberKind::Moment) => false,
            Some(NumberKind::Duration) => true,
            Some(NumberKind::Number) | None => return CellValue::Number(days),
        };
        CellValue::Serial(Serial { days, duration, from_1904: self.workbook.from_1904 })
    }
}

fn not_there<T>(sheet: &SheetEntry) -> Result<T, WorkbookError> {
    damaged(format!("its sheet `{}` is not in it", sheet.name))
}

/// The start of a text, for messages.
fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

/// Where a cell is and what its tag says, in one pass over its attributes.
fn cell_tag(tag: &BytesStart<'_>, next: (u32, u32)) -> Result<((u32, u32), CellTag), WorkbookError> {
    let (mut at, mut cell) = (next, CellTag { kind: Kind::NumberOrText, style: None });
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| WorkbookError::Damaged(error.to_string()))?;
        match attribute.key.as_ref() {
            "r" => at = address(&attribute.value)?,
            "s" => match attribute.value.trim().parse() {
                Ok(style) => cell.style = Some(style),
                Err(_) => return damaged(format!("`{}` is not the number of a style", shortened(&attribute.value))),
            },
            "t" => {
                cell.kind = match &*attribute.value {
                    "n" => Kind::Number,
                    "s" => Kind::Shared,
                    "b" => Kind::Flag,
                    "d" => Kind::IsoDay,
                    "e" => Kind::Error,
                    "str" => Kind::Text,
                    "inlineStr" | "is" => Kind::Inline,
                    other => return damaged(format!("it has a cell of the type `{}`", shortened(other))),
                }
            }
            _ => {}
        }
    }
    Ok((at, cell))
}

/// The row and column of an address such as `B2`, counted from 0.
fn address(text: &str) -> Result<(u32, u32), WorkbookError> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = text.split_at(letters);
    let letter = |column: u32, letter: u8| column.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    let column = letters.bytes().try_fold(0, letter).and_then(|column| column.checked_sub(1));
    let row = digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse::<u32>().ok()?.checked_sub(1)).flatten();
    match (row, column) {
        (Some(row), Some(column)) => Ok((row, column)),
        _ => damaged(format!("`{}` is not the address of a cell", shortened(text))),
    }
}

/// An area such as `A1:B2`.
fn area(text: &str) -> Result<Area, WorkbookError> {
    let (start, end) = text.split_once(':').unwrap_or((text, text));
    let (start, end) = (address(start)?, address(end)?);
    if start.0 > end.0 || start.1 > end.1 {
        return damaged(format!("`{}` ends before it begins", shortened(text)));
    }
    Ok(Area { start, end })
}

/// The merged cells of a sheet, which come after its rows: those are skipped without a look.
pub(super) fn merged(archive: &Archive<'_>, sheet: &SheetEntry) -> Result<Vec<Area>, WorkbookError> {
    let Some(mut input) = archive.part(&sheet.part)? else { return not_there(sheet) };
    skip_to(&mut input, [b"/sheetData", b":sheetData"]).map_err(|error| reason(&error))?;
    let mut xml = Xml::from(archive, input).beginning_inside();
    let mut merged = Vec::new();
    loop {
        match xml.next()? {
            Event::Start(tag) if tag.local_name().as_ref() == "mergeCell" => {
                if merged.len() >= MOST_MERGED {
                    return too_much(counted(MOST_MERGED, "merged cells"));
                }
                if let Some(cells) = attribute(&tag, "ref")? {
                    merged.push(area(&cells)?);
                }
            }
            // Rows of a second place would be passed over.
            Event::Start(tag) if tag.local_name().as_ref() == "sheetData" => {
                return damaged("a sheet of it has rows in two places");
            }
            Event::Eof => return Ok(merged),
            _ => {}
        }
    }
}
