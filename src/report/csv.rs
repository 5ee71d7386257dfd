//! CSV: for a spreadsheet, where a text that it would run as a formula is defused, or as it is, to be read by this program again.

use super::{Cell, Table, Value};

pub(super) fn write(table: &Table) -> String {
    let header = table.columns.iter().map(|column| defused(&column.title)).collect();
    written(std::iter::once(header).chain(table.rows.iter().map(|row| row.iter().map(defused_cell).collect())))
}

/// The same with every cell as it is.
pub(super) fn as_it_is(table: &Table) -> String {
    let header = table.columns.iter().map(|column| column.title.clone()).collect();
    written(std::iter::once(header).chain(table.rows.iter().map(|row| plain(row))))
}

/// Rows alone.
pub(super) fn rows(rows: &[Vec<Cell>]) -> String {
    written(rows.iter().map(|row| row.iter().map(defused_cell).collect()))
}

/// Rows alone, with every cell as it is.
pub(super) fn rows_as_they_are(rows: &[Vec<Cell>]) -> String {
    written(rows.iter().map(|row| plain(row)))
}

fn plain(row: &[Cell]) -> Vec<String> {
    row.iter().map(Cell::plain).collect()
}

fn written(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for cells in rows {
        writer.write_record(&cells).expect("memory takes rows of any length");
    }
    let bytes = writer.into_inner().expect("memory takes what is left");
    String::from_utf8(bytes).expect("cells are text")
}

/// Only words can be taken for a formula: a number below zero begins with a minus and is a number.
fn defused_cell(cell: &Cell) -> String {
    match &cell.value {
        Value::Text(text) => defused(text),
        value => value.plain(),
    }
}

/// Text that a spreadsheet would run as a formula stays text.
fn defused(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}
