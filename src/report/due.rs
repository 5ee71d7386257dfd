//! What is due to everybody in a roster.

use serde_json::{Value, json};

use super::frame::{self, Frame};
use super::{Block, ColumnKind, Grid, Input, LeftOut, Report, csv, words};
use crate::audit::DueMonth;
use crate::calendar::{Month, Period, day_before};
use crate::entitlement::Record;
use crate::money::Money;
use crate::scale::Scale;

/// What is due to everybody in a roster, with what it rests on.
#[derive(Clone, Debug)]
pub struct DueView<'a> {
    /// The pay system.
    pub scale: &'a Scale,
    /// The days that were asked about.
    pub asked: Period,
    /// How many members there are.
    pub members: u64,
    /// What they are due in all.
    pub total: Money,
    /// Whether lines say why.
    pub explain: bool,
    /// Rows that were left out.
    pub left_out: Vec<LeftOut>,
    /// What was assumed.
    pub assumptions: Vec<String>,
    /// Where figures come from.
    pub sources: Block,
    /// How many rows the roster has, if it is of one.
    pub rows: Option<u64>,
    /// The files that were read.
    pub inputs: Vec<Input>,
}

/// The columns of the lines: those of payslips.
const COLUMNS: [&str; 5] = ["id", "month", "element", "amount", "why"];

/// What each month of one member is due, by element, with back pay that falls due in it: a line of id, month, element, amount, and why.
pub fn due_lines(scale: &Scale, id: &str, record: &Record, due: &[DueMonth], explain: bool) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    for month in due {
        let why = if explain { why(scale, record, month.month) } else { String::new() };
        for part in &month.parts {
            let mut line =
                vec![id.to_owned(), month.month.to_string(), part.element.to_string(), (part.due + part.agreed).to_string()];
            if explain {
                let back = (!part.agreed.is_zero())
                    .then(|| format!("{} of it is back pay", scale.currency.written_to_the_penny(part.agreed)));
                let parts = (!why.is_empty()).then(|| why.clone()).into_iter().chain(back);
                line.push(parts.collect::<Vec<_>>().join("; "));
            }
            lines.push(line);
        }
    }
    lines
}

/// What changed in a month, and which absences it has days of.
fn why(scale: &Scale, record: &Record, month: Month) -> String {
    let days = month.period();
    let changes = record.places.iter().filter(|placed| days.contains(placed.from.max(record.paid.start)));
    let changes = changes.map(|placed| words::reasons(&placed.reasons, scale)).filter(|reasons| !reasons.is_empty());
    let away = record.member.absences.iter().filter(|absence| !absence.period.intersection(days).is_empty());
    let away = away.map(|absence| format!("absence ({})", absence.kind.word()));
    let leaves = record.member.last_day.filter(|last| days.contains(*last)).map(|_| "last day of service".to_owned());
    changes.chain(away).chain(leaves).collect::<Vec<_>>().join("; ")
}

/// Lines as CSV; the header where there are none.
pub fn due_csv(lines: Option<&[Vec<String>]>, explain: bool) -> String {
    match lines {
        Some(lines) => csv::rows_as_they_are(lines),
        None => csv::as_it_is(&grid(explain)),
    }
}

fn grid(explain: bool) -> Grid {
    let sorts = [ColumnKind::Name, ColumnKind::Name, ColumnKind::Name, ColumnKind::Number, ColumnKind::Text];
    let columns = COLUMNS.into_iter().zip(sorts).take(if explain { 5 } else { 4 });
    Grid::new(&columns.collect::<Vec<_>>())
}

impl DueView<'_> {
    /// The first and the last month.
    fn months(&self) -> (Month, Month) {
        (Month::of(self.asked.start), Month::of(day_before(self.asked.end)))
    }
}

/// Everything for programs, without the lines.
fn of_all(view: &DueView<'_>) -> Value {
    let (from, to) = view.months();
    json!({
        "scale": view.scale.id.as_str(),
        "currency": view.scale.currency.code(),
        "from": from.to_string(),
        "to": to.to_string(),
        "members": view.members,
        "total": view.total.to_string(),
        "lines": [],
        "left_out": view.left_out.iter().map(|left_out| json!({ "problem": left_out.problem, "rows": left_out.rows })).collect::<Vec<_>>(),
        "assumptions": view.assumptions,
        "inputs": view.inputs,
    })
}

/// A line for programs.
fn of_line(line: &[String]) -> Value {
    let cells = COLUMNS.into_iter().zip(line).map(|(name, cell)| (name.to_owned(), json!(cell)));
    Value::Object(cells.collect())
}

/// A line of the list in JSON, as it stands in it: the list of a payroll need not be in memory whole.
pub fn due_line_json(line: &[String]) -> String {
    frame::item(&of_line(line))
}

/// What stands around the lines in JSON.
pub fn due_json(view: &DueView<'_>) -> Frame {
    Frame::around(&of_all(view), "lines")
}

/// The list with its lines.
pub fn due(view: &DueView<'_>, lines: Vec<Vec<String>>) -> Report {
    let (from, to) = view.months();
    let months = if from == to { from.written() } else { format!("{} to {}", from.written(), to.written()) };
    let mut grid = grid(view.explain);
    let mut json = of_all(view);
    if let Some(object) = json.as_object_mut() {
        object.insert("lines".to_owned(), lines.iter().map(|line| of_line(line)).collect());
    }
    grid.rows = lines;
    let mut shown = grid.clone();
    for (column, _) in &mut shown.columns {
        *column = if column == "id" { "Member".to_owned() } else { words::capitalised(column) };
    }
    let currency = &view.scale.currency;
    for amount in shown.rows.iter_mut().filter_map(|row| row.get_mut(3)) {
        let written = amount.parse().map(|amount| currency.written_to_the_penny(amount));
        *amount = written.unwrap_or_else(|_| amount.clone());
    }
    let rows = view.rows.map_or_else(String::new, |rows| format!("{}, ", words::counted(rows, "row")));
    let members = format!("{rows}{}", words::counted(view.members, "member"));
    let mut blocks = vec![
        Block::Heading(format!("{}: due, {months}", view.scale.title)),
        Block::Table(shown),
        Block::Text(format!("{members}, {} in all.", currency.written_to_the_penny(view.total))),
    ];
    if !view.left_out.is_empty() {
        let items = view.left_out.iter().map(|left_out| format!("{}: {}", left_out.problem, left_out.counted())).collect();
        blocks.push(Block::List { title: "Left out".to_owned(), items });
    }
    if !view.assumptions.is_empty() {
        blocks.push(Block::List { title: "Assumed".to_owned(), items: view.assumptions.clone() });
    }
    blocks.push(view.sources.clone());
    let mut report = Report { blocks, grid, json, ..Report::default() };
    report.is_read_again = true;
    report
}
