//! What to ask an employer for.

use serde_json::json;

use super::{Cell, ColumnKind, Input, Report, RestsOn, Role, Section, Table, members};
use crate::costing::Need;

/// The smallest table that a costing needs: its header, an example of a row, and why each column is asked for.
pub fn data_request(title: &str, needs: &[Need], inputs: Vec<Input>) -> Report {
    let columns = [("Column", ColumnKind::Name), ("Such as", ColumnKind::Name), ("Why", ColumnKind::Text)];
    let mut asked = Table::new("What to ask for", &columns);
    for need in needs {
        let without = need.without.as_ref().map_or_else(String::new, |without| format!(". Without it {without}"));
        let why = format!("{}{without}.", super::words::capitalised(&need.why.join("; ")));
        asked.rows.push(vec![Cell::text(&need.column), Cell::text(&need.example), Cell::text(why)]);
    }
    let mut table = Table::plain(&needs.iter().map(|need| need.column.as_str()).collect::<Vec<_>>());
    table.rows.push(needs.iter().map(|need| Cell::text(&need.example)).collect());
    let json = json!({
        "columns": needs.iter().map(|need| json!({
            "column": need.column, "example": need.example, "why": need.why, "without": need.without,
        })).collect::<Vec<_>>(),
    });
    Report {
        title: format!("What to ask for: {title}"),
        headline: vec![
            "One row for all who are alike in every column, with how many they are. It names nobody.".into(),
            "As CSV it is the header and the example; payspine condense makes such a table of a list of staff.".into(),
        ],
        sections: vec![Section::new(Role::Answer).with(asked)],
        table,
        json: members(json),
        rests_on: RestsOn { inputs, ..RestsOn::default() },
        ..Report::default()
    }
}
