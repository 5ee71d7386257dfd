//! Workbooks: which of their sheets is the roster, and its rows as CSV.

use std::io::Read;
use std::sync::Arc;

use super::BLOCK;
use crate::answer::Failure;
use crate::diagnostic::{Code, Diagnostic, Help, suggestion};
use crate::roster_file::{Complaint, Layout, Mapping, Rows, SheetEntry, SheetRead, Wanted, Workbook, WorkbookError, said};

/// The packed bytes of a workbook are held while it is read, twice where the page holds what was dropped.
const LARGEST: u64 = 128 * 1024 * 1024;
/// How a workbook begins: as an archive.
const ARCHIVE: &[u8] = b"PK\x03\x04";
/// How workbooks of the years before 2007 begin, and those that a password locks.
const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

/// So many bytes tell a workbook from text.
pub(super) const TELLING: u64 = 4;

/// Whether a file that begins so is a workbook.
pub(super) fn is_workbook(start: &[u8]) -> bool {
    start.starts_with(ARCHIVE) || start.starts_with(COMPOUND)
}

/// What is read from a workbook.
pub(super) struct Asked<'a> {
    pub(super) name: &'a str,
    /// The sheet that the command line names.
    pub(super) sheet: Option<&'a str>,
    pub(super) wanted: &'a Wanted,
    pub(super) mapping: &'a [Mapping],
    /// Lines of all files before.
    pub(super) before: u64,
}

/// A sheet that has been read.
pub(super) struct Sheet {
    /// What messages call it.
    pub(super) name: String,
    pub(super) layout: Arc<Layout>,
    pub(super) lines: u64,
    pub(super) complaints: Vec<Complaint>,
    pub(super) bad_rows: u64,
}

/// Somewhere for blocks of rows to go, with the lines before each.
type Taker<'a> = &'a mut dyn FnMut(&Arc<Layout>, Vec<u8>, u64) -> Result<(), Failure>;

/// All bytes of a workbook, unless they are too many; a file that says its size is then not read.
pub(super) fn bytes(name: &str, input: impl Read, size: Option<u64>) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let failed = |error| Failure::Message(format!("cannot read {name}: {error}"));
    let too_large = |size: u64| size > LARGEST;
    if !size.is_some_and(too_large) {
        input.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
    }
    if too_large(size.unwrap_or(bytes.len() as u64)) {
        let title = format!("{name} is larger than {} MiB, the most that a workbook may have", LARGEST / 1024 / 1024);
        return Err(Diagnostic::new(Code::TooLarge, title).help("save the sheet as CSV, which may be of any size").into());
    }
    if bytes.starts_with(COMPOUND) {
        return Err(compound(name, &bytes).into());
    }
    Ok(bytes)
}

/// Refuses what is not an archive: a locked workbook, or one of the old sort.
fn compound(name: &str, bytes: &[u8]) -> Diagnostic {
    let entry: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if memchr::memmem::find(bytes, &entry).is_some() {
        let title = format!("{name} is locked with a password");
        return Diagnostic::new(Code::NotCsv, title).help("save it without the password, or its sheet as CSV");
    }
    let title = format!("{name} is a workbook of the old sort (.xls), and XLSX and CSV are read here");
    Diagnostic::new(Code::NotCsv, title).help("save it as XLSX, or its sheet as CSV")
}

/// Reads the sheet of a workbook that is the roster.
pub(super) fn read(asked: &Asked<'_>, bytes: &[u8], send: Taker<'_>) -> Result<Sheet, Failure> {
    let workbook = Workbook::open(bytes).map_err(|error| broken(asked.name, &error))?;
    let (sheet, several) = chosen(asked, &workbook)?;
    let name = asked.name;
    let name = if several { format!("{name} (sheet {})", sheet.name) } else { name.to_owned() };
    rows(asked, &workbook, sheet, name, send)
}

fn damaged(name: &str, why: &str) -> Diagnostic {
    let title = format!("{name} cannot be read as an XLSX workbook: {why}");
    Diagnostic::new(Code::NotCsv, title).help("save it as XLSX again in a spreadsheet program, or its sheet as CSV")
}

fn broken(name: &str, error: &WorkbookError) -> Failure {
    let problem = match error {
        WorkbookError::Damaged(why) => damaged(name, why),
        WorkbookError::TooMuch(_) => {
            Diagnostic::new(Code::TooLarge, format!("{name} {error}")).help("save the sheet as CSV, which may be of any size")
        }
        WorkbookError::UnknownError(_) => {
            Diagnostic::new(Code::BadText, format!("{name} {error}")).help("clear such cells, or save the sheet as CSV")
        }
    };
    problem.into()
}

/// The sheet that is the roster, and whether others have cells too.
fn chosen<'w>(asked: &Asked<'_>, workbook: &'w Workbook<'_>) -> Result<(&'w SheetEntry, bool), Failure> {
    let sheets = workbook.sheets();
    let mut filled = Vec::new();
    for sheet in sheets {
        if has_cells(workbook, sheet).map_err(|error| broken(asked.name, &error))? {
            filled.push(sheet);
        }
    }
    let name = asked.name;
    let refuse =
        |title: String, help: Option<Help>| Err(Failure::from(Diagnostic::new(Code::UnknownSheet, title).maybe_help(help)));
    let Some(wanted) = asked.sheet else {
        return match filled.as_slice() {
            [] => Err(Diagnostic::new(Code::NotCsv, format!("{name} has no sheet with anything in it")).into()),
            [sheet] => Ok((sheet, false)),
            several => {
                let shown = several.iter().map(|sheet| format!("{}{}", sheet.name, if sheet.hidden { " (hidden)" } else { "" }));
                let title = format!("{name} has several sheets: {}", shown.collect::<Vec<_>>().join(", "));
                refuse(
                    title,
                    Some(match asked.wanted.sheet() {
                        Some(setting) => Help::asking(setting, "say which is meant"),
                        None => Help::from("save the one that is meant as CSV"),
                    }),
                )
            }
        };
    };
    let same = |sheet: &&SheetEntry| sheet.name.to_lowercase() == wanted.trim().to_lowercase();
    match sheets.iter().find(same) {
        None => {
            let help = suggestion(wanted, sheets.iter().map(|sheet| sheet.name.as_str()));
            refuse(format!("{name} has no sheet `{wanted}`"), help.map(Help::from))
        }
        Some(sheet) if !filled.contains(&sheet) => {
            let help = suggestion("", filled.iter().map(|sheet| sheet.name.as_str()));
            refuse(format!("the sheet `{}` of {name} has nothing in it", sheet.name), help.map(Help::from))
        }
        Some(sheet) => Ok((sheet, filled.len() > 1)),
    }
}

/// Whether anything is in a sheet.
fn has_cells(workbook: &Workbook<'_>, sheet: &SheetEntry) -> Result<bool, WorkbookError> {
    let mut cells = workbook.cells(sheet)?;
    while let Some(cell) = cells.next_cell()? {
        if said(cell.value, cell.formula).map_or(true, |text| !text.trim().is_empty()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Sends the rows of a sheet on.
fn rows(asked: &Asked<'_>, workbook: &Workbook<'_>, sheet: &SheetEntry, name: String, send: Taker<'_>) -> Result<Sheet, Failure> {
    let failed = |error: WorkbookError| broken(asked.name, &error);
    let merged = workbook.merged(sheet).map_err(failed)?;
    let mut rows = Rows::new(&name, asked.wanted, asked.mapping, asked.before, merged);
    let mut cells = workbook.cells(sheet).map_err(failed)?;
    let mut known: Option<Arc<Layout>> = None;
    while let Some(cell) = cells.next_cell().map_err(failed)? {
        rows.cell(cell.at, said(cell.value, cell.formula))?;
        if rows.waiting() > BLOCK
            && let Some(layout) = rows.layout()
        {
            let layout = Arc::clone(known.get_or_insert_with(|| Arc::new(layout.clone())));
            let (csv, first) = rows.take();
            send(&layout, csv, asked.before + first)?;
        }
    }
    let SheetRead { layout, lines, complaints, bad_rows } = rows.end()?;
    let layout = known.unwrap_or_else(|| Arc::new(layout));
    let (csv, first) = rows.take();
    send(&layout, csv, asked.before + first)?;
    Ok(Sheet { name, layout, lines, complaints, bad_rows })
}
