//! What is due to everybody in a roster.

use serde_json::{Map, Value, json};

use super::frame::{self, Frame};
use super::text::text;
use super::{
    Assumed, Assumption, Cell, ColumnKind, Input, LeftOut, Report, RestsOn, Role, Section, Table, Text, csv, members, whole_json,
    words,
};
use crate::audit::DueMonth;
use crate::calendar::{Month, Period, day_before};
use crate::entitlement::Record;
use crate::money::Money;
use crate::scale::{Component, Scale};

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
    pub assumptions: Vec<Assumption>,
    /// Where figures come from.
    pub sources: Vec<String>,
    /// How many rows the roster has, if it is of one.
    pub rows: Option<u64>,
    /// The files that were read.
    pub inputs: Vec<Input>,
}

/// The columns of the lines: those of payslips.
const COLUMNS: [&str; 5] = ["id", "month", "element", "amount", "why"];

/// What one element of a month is due to one member, with back pay that falls due in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DueLine {
    /// Whose.
    pub id: String,
    /// Which month.
    pub month: Month,
    /// Of what.
    pub element: Component,
    /// How much.
    pub amount: Money,
    /// What changed in the month; none where nobody asked why.
    pub why: Option<String>,
}

/// The forms in which a list is written line by line, so that it need not be in memory whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DueParts {
    /// A row for each line.
    Csv,
    /// An object for each line.
    Json,
}

/// What each month of one member is due, by element.
pub fn due_lines(scale: &Scale, id: &str, record: &Record, due: &[DueMonth], explain: bool) -> Vec<DueLine> {
    let mut lines = Vec::new();
    for month in due {
        let why = if explain { why(scale, record, month.month) } else { String::new() };
        for part in &month.parts {
            let back = (!part.agreed.is_zero())
                .then(|| format!("{} of it is back pay", scale.currency.written_to_the_penny(part.agreed)));
            let parts = (!why.is_empty()).then(|| why.clone()).into_iter().chain(back);
            lines.push(DueLine {
                id: id.to_owned(),
                month: month.month,
                element: part.element.clone(),
                amount: part.due + part.agreed,
                why: explain.then(|| parts.collect::<Vec<_>>().join("; ")),
            });
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

impl DueLine {
    /// As a row for programs.
    fn row(&self, scale: &Scale) -> Vec<Cell> {
        let amount = Cell::pence(&scale.currency, self.amount);
        let mut row = vec![Cell::text(&self.id), Cell::month(self.month), Cell::text(self.element.id()), amount];
        row.extend(self.why.as_ref().map(Cell::text));
        row
    }

    /// As an object for programs.
    fn json(&self) -> Value {
        let (month, amount) = (self.month.to_string(), self.amount.to_string());
        let mut line = json!({ "id": self.id, "month": month, "element": self.element.id(), "amount": amount });
        if let (Some(why), Some(line)) = (&self.why, line.as_object_mut()) {
            line.insert("why".to_owned(), json!(why));
        }
        line
    }
}

impl DueParts {
    /// What is written of some lines; an object begins with the comma that parts it from the one before.
    pub fn lines(self, scale: &Scale, lines: &[DueLine]) -> String {
        match self {
            DueParts::Csv => csv::rows_as_they_are(&lines.iter().map(|line| line.row(scale)).collect::<Vec<_>>()),
            DueParts::Json => {
                let mut text = String::new();
                for line in lines {
                    text.push(',');
                    text.push_str(&frame::item(&line.json()));
                }
                text
            }
        }
    }

    /// What is written around them.
    pub fn frame(self, view: &DueView<'_>) -> Frame {
        match self {
            DueParts::Csv => Frame { before: csv::as_it_is(&table(view)), ..Frame::default() },
            DueParts::Json => {
                let figures = figures(view, &[]);
                Frame::around(&whole_json(&headline(view), figures, &rests_on(view)), "lines")
            }
        }
    }
}

/// The columns of the list.
fn table(view: &DueView<'_>) -> Table {
    let kinds = [ColumnKind::Name, ColumnKind::Name, ColumnKind::Name, ColumnKind::Number, ColumnKind::Text];
    let columns = COLUMNS.into_iter().zip(kinds).take(if view.explain { 5 } else { 4 });
    Table::new("Due", &columns.collect::<Vec<_>>())
}

impl DueView<'_> {
    /// The first and the last month.
    fn months(&self) -> (Month, Month) {
        (Month::of(self.asked.start), Month::of(day_before(self.asked.end)))
    }
}

/// Everything for programs.
fn figures(view: &DueView<'_>, lines: &[Value]) -> Map<String, Value> {
    let (from, to) = view.months();
    members(json!({
        "scale": view.scale.id.as_str(),
        "currency": view.scale.currency.code(),
        "from": from.to_string(),
        "to": to.to_string(),
        "members": view.members,
        "total": view.total.to_string(),
        "lines": lines,
        "left_out": view.left_out.iter().map(|left_out| json!({ "problem": left_out.problem, "rows": left_out.rows })).collect::<Vec<_>>(),
    }))
}

fn rests_on(view: &DueView<'_>) -> RestsOn {
    RestsOn {
        assumed: Assumed::all(&view.assumptions),
        sources: view.sources.clone(),
        inputs: view.inputs.clone(),
        shows_all: view.explain,
        ..RestsOn::default()
    }
}

/// How much is due to how many.
fn headline(view: &DueView<'_>) -> Vec<Text> {
    let rows = view.rows.map_or_else(String::new, |rows| format!("{}, ", words::counted(rows, "row")));
    let members = words::counted(view.members, "member");
    vec![text![rows, members, ", ", Cell::pence(&view.scale.currency, view.total), " in all."]]
}

/// The list with its lines.
pub fn due(view: &DueView<'_>, lines: &[DueLine]) -> Report {
    let (from, to) = view.months();
    let months = if from == to { from.written() } else { format!("{} to {}", from.written(), to.written()) };
    let mut table = table(view);
    table.rows = lines.iter().map(|line| line.row(view.scale)).collect();
    let mut shown = table.clone();
    for column in &mut shown.columns {
        column.title = if column.title == "id" { "Member".to_owned() } else { words::capitalised(&column.title) };
    }
    let left_out = view.left_out.iter().map(|left_out| format!("{}: {}", left_out.problem, left_out.counted()));
    let sections = [Some(Section::new(Role::Answer).with(shown)), Section::list(Role::LeftOut, "Left out", left_out)];
    Report {
        title: format!("{}: due, {months}", view.scale.title),
        headline: headline(view),
        sections: sections.into_iter().flatten().collect(),
        rests_on: rests_on(view),
        json: figures(view, &lines.iter().map(DueLine::json).collect::<Vec<_>>()),
        table,
        is_read_again: true,
        #[cfg(feature = "workbook")]
        sheets: super::Sheets::default(),
    }
}
