//! What to ask an employer for.

use serde_json::json;

use super::{Block, ColumnKind, Grid, Report};
use crate::costing::Need;

/// The smallest table that a costing needs: its header, an example of a row, and why each column is asked for.
pub fn data_request(title: &str, needs: &[Need]) -> Report {
    let mut table = Grid::new(&[("Column", ColumnKind::Name), ("Such as", ColumnKind::Name), ("Why", ColumnKind::Text)]);
    for need in needs {
        let without = need.without.as_ref().map_or_else(String::new, |without| format!(". Without it {without}"));
        let why = need.why.join("; ");
        table.rows.push(vec![
            need.column.clone(),
            need.example.clone(),
            format!("{}{without}.", super::words::capitalised(&why)),
        ]);
    }
    let columns: Vec<&str> = needs.iter().map(|need| need.column.as_str()).collect();
    let mut grid = Grid::new(&columns.iter().map(|column| (*column, ColumnKind::Text)).collect::<Vec<_>>());
    grid.rows.push(needs.iter().map(|need| need.example.clone()).collect());
    let blocks = vec![
        Block::Heading(format!("What to ask for: {title}")),
        Block::Text(
            "One row for all who are alike in every column, with how many they are. It names nobody. As CSV it is the header and the \
             example; payspine condense makes such a table of a list of staff."
                .to_owned(),
        ),
        Block::Table(table),
    ];
    let json = json!({
        "columns": needs.iter().map(|need| json!({
            "column": need.column, "example": need.example, "why": need.why, "without": need.without,
        })).collect::<Vec<_>>(),
    });
    Report { blocks, grid, json, ..Report::default() }
}
