//! CSV: for a spreadsheet, where a text that it would run as a formula is defused, or as it is, to be read by this program again.

use super::Grid;

pub(super) fn write(grid: &Grid) -> String {
    let header: Vec<String> = grid.columns.iter().map(|(title, _)| title.clone()).collect();
    rows(std::iter::once(&header).chain(&grid.rows))
}

/// The same with every cell as it is.
pub(super) fn as_it_is(grid: &Grid) -> String {
    let header: Vec<String> = grid.columns.iter().map(|(title, _)| title.clone()).collect();
    rows_as_they_are(std::iter::once(&header).chain(&grid.rows))
}

/// Rows alone.
pub(super) fn rows<'r>(rows: impl IntoIterator<Item = &'r Vec<String>>) -> String {
    written(rows, defused)
}

/// Rows alone, with every cell as it is.
pub(super) fn rows_as_they_are<'r>(rows: impl IntoIterator<Item = &'r Vec<String>>) -> String {
    written(rows, str::to_owned)
}

fn written<'r>(rows: impl IntoIterator<Item = &'r Vec<String>>, cell: impl Fn(&str) -> String) -> String {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for cells in rows {
        writer.write_record(cells.iter().map(|text| cell(text))).expect("memory takes rows of any length");
    }
    let bytes = writer.into_inner().expect("memory takes what is left");
    String::from_utf8(bytes).expect("cells are text")
}

/// Text that a spreadsheet would run as a formula stays text. A negative number is a number.
fn defused(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula && crate::money::parse_decimal(cell).is_none() { format!("'{cell}") } else { cell.to_owned() }
}
