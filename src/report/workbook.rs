//! A report as a workbook (XLSX): numbers as numbers, formulas with their values, charts, and pages that can be printed.
//!
//! Whatever a file or a name says is text, also where it begins as a formula does. Values stay decimal up to the writer of the file.

mod blocks;
mod sheet;
mod write;

use rust_xlsxwriter::XlsxError;
use thiserror::Error;

pub(super) use self::blocks::stacked;
pub(super) use self::sheet::{Area, Cell, Chart, ChartKind, MONEY, Names, Sheet, reference, with_decimals};
use super::{Report, made_from};

/// The sheets of a workbook that says more than the blocks of its report; none where it is made from those.
#[derive(Clone, Debug, Default)]
pub struct Sheets(pub(super) Vec<Sheet>);

/// Why a report does not fit a workbook.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum NoWorkbook {
    /// A sheet has 1,048,576 rows and 16,384 columns.
    #[error(
        "the sheet \"{name}\" would have {rows} rows and {columns} columns, and a workbook holds 1,048,576 and 16,384; CSV holds them all"
    )]
    TooLarge {
        /// Which.
        name: String,
        /// Its rows.
        rows: usize,
        /// Its columns.
        columns: usize,
    },
    /// Anything else that stands in its way.
    #[error("the workbook cannot be made: {0}")]
    Refused(#[from] XlsxError),
}

/// The bytes of a report's workbook.
pub(super) fn write(report: &Report, command: &[String]) -> Result<Vec<u8>, NoWorkbook> {
    let Sheets(own) = &report.sheets;
    let sheets = if own.is_empty() { blocks::sheets(report) } else { own.clone() };
    let mut names = Names::default();
    for sheet in &sheets {
        names.keep(&sheet.name);
    }
    let mut sheets: Vec<Sheet> = sheets.into_iter().flat_map(|sheet| with_charts_apart(sheet, &mut names)).collect();
    sheets.push(made_with(report, command, names.legal("Inputs")));
    write::bytes(&sheets)
}

/// A sheet, and another of its charts where they would not be printed on one page with it: they would be cut.
fn with_charts_apart(mut sheet: Sheet, names: &mut Names) -> Vec<Sheet> {
    let apart = (!sheet.charts.is_empty() && !sheet.fits_a_page()).then(|| {
        let mut charts = Sheet::new(names.legal(&format!("{} (chart)", sheet.name)), sheet.title.as_str());
        charts.charts = std::mem::take(&mut sheet.charts);
        charts
    });
    std::iter::once(sheet).chain(apart).collect()
}

/// The command line, the version and the files with their hashes.
fn made_with(report: &Report, command: &[String], name: String) -> Sheet {
    let mut sheet = Sheet::new(name, "What this was made with and from");
    sheet.wide(2);
    sheet.note(format!("payspine {}: {}", env!("CARGO_PKG_VERSION"), made_from::command_line(command)));
    sheet.blank();
    sheet.head(vec![Cell::head("File"), Cell::head("SHA-256"), Cell::head_of_numbers("Rows")]);
    for input in made_from::inputs(&report.rests_on.inputs) {
        let rows = input.rows.map_or_else(Cell::nothing, |rows| Cell::count(rows.into()));
        sheet.push(vec![Cell::text(input.path), Cell::text(input.sha256), rows]);
    }
    sheet
}
