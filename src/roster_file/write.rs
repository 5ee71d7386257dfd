//! The way back: a roster as CSV, one row per group with its head count.

use super::wanted::HEADCOUNT;
use crate::workforce::Roster;

/// The roster as a file that reads back as it is, in an order that depends on what is in it and on nothing else.
///
/// ```
/// use payspine::workforce::{Column, Origin, Roster, Subject, Value};
/// let grades = Column::new(Subject::Grade, vec![Value::Text("EO".into()), Value::Text("AO".into())]);
/// let mut roster = Roster::new(vec![grades]);
/// roster.push(&[0], 120, Origin { line: 2, rows: 1 });
/// roster.push(&[1], 80, Origin { line: 3, rows: 1 });
/// assert_eq!(payspine::roster_file::written(&roster), "grade,headcount\nAO,80\nEO,120\n");
/// ```
pub fn written(roster: &Roster) -> String {
    let header = roster.columns().iter().map(|column| column.subject.name().to_owned()).chain([HEADCOUNT.to_owned()]);
    let values: Vec<Vec<String>> =
        roster.columns().iter().map(|column| column.values.iter().map(ToString::to_string).collect()).collect();
    let row = |indices: &[u32], headcount: u64| -> Vec<String> {
        let cells = values.iter().zip(indices).map(|(values, index)| values[*index as usize].clone());
        cells.chain([headcount.to_string()]).collect()
    };
    let mut rows: Vec<Vec<String>> = roster.cells().map(|cell| row(cell.indices(), cell.headcount())).collect();
    rows.sort_unstable();
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in std::iter::once(header.collect()).chain(rows) {
        writer.write_record(&row).expect("memory takes rows that have as many cells");
    }
    let bytes = writer.into_inner().expect("memory takes what is left");
    String::from_utf8(bytes).expect("cells are text")
}
