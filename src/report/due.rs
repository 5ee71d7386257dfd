//! What is due, month by month and element by element: to one member, in several posts, or to a whole roster. How a figure came about is in
//! `derived`.

mod derived;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

pub use self::derived::explain_lines;
use super::frame::{self, Frame};
use super::text::text;
use super::{
    Assumed, Assumption, Cell, ColumnKind, Derivation, Extent, Input, LeftOut, Report, RestsOn, Role, Section, Table, Text, csv,
    members, whole_json, words,
};
use crate::audit::DueMonth;
use crate::calendar::{Month, Period, day_before};
use crate::entitlement::Record;
use crate::money::Money;
use crate::scale::{Component, Scale};

/// What is due to a member or to everybody in a roster, with what it rests on.
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
    /// What they would be due without what settlements promise on withdrawing a payment, where that is another sum.
    pub without_promises: Option<Money>,
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

/// Which pay a line of what is due is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DueKind {
    /// That of its own month.
    Month,
    /// For earlier months, because an award was agreed later than it begins.
    BackPay,
    /// Taken back of earlier months, because an agreement withdrew it from a day that was over already.
    TakenBack,
}

impl DueKind {
    /// In words; none for a month's own pay.
    fn words(self) -> Option<&'static str> {
        match self {
            DueKind::Month => None,
            DueKind::BackPay => Some("back pay"),
            DueKind::TakenBack => Some("taken back"),
        }
    }
}

/// What one element of a month is due to one member.
#[derive(Clone, PartialEq, Debug)]
pub struct DueLine {
    /// Whose.
    pub id: String,
    /// Which month.
    pub month: Month,
    /// Of what.
    pub element: Component,
    /// Whether it is the month's own.
    pub kind: DueKind,
    /// How much; below zero where it is taken back.
    pub amount: Money,
    /// What changed in the month; none where nobody asked why.
    pub why: Option<String>,
    /// How it came about; of one member alone, as [`explain_lines`] has it.
    pub derivation: Option<Derivation>,
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
            let own = (!part.due.is_zero() || part.agreed.is_zero()).then_some((DueKind::Month, part.due));
            let kind = if part.agreed < Money::ZERO { DueKind::TakenBack } else { DueKind::BackPay };
            let earlier = (!part.agreed.is_zero()).then_some((kind, part.agreed));
            for (kind, amount) in own.into_iter().chain(earlier) {
                let said = kind.words().map_or_else(|| why.clone(), |words| format!("{words} for earlier months"));
                lines.push(DueLine {
                    id: id.to_owned(),
                    month: month.month,
                    element: part.element.clone(),
                    kind,
                    amount,
                    why: explain.then_some(said),
                    derivation: None,
                });
            }
        }
    }
    lines
}

/// What changed in a month, and which absences it has days of.
fn why(scale: &Scale, record: &Record, month: Month) -> String {
    let days = month.period();
    let changes = record.places.iter().filter(|placed| days.contains(placed.from.max(record.paid.start)));
    let changes = changes.map(|placed| words::reasons(&placed.reasons, scale)).filter(|reasons| !reasons.is_empty());
    let away = absences_in(record, month);
    let leaves = record.member.last_day.filter(|last| days.contains(*last)).map(|_| "last day of service".to_owned());
    changes.chain(away).chain(leaves).collect::<Vec<_>>().join("; ")
}

/// The absences that a month has days of, in words.
fn absences_in(record: &Record, month: Month) -> impl Iterator<Item = String> {
    let away = record.member.absences.iter().filter(move |absence| !absence.period.intersection(month.period()).is_empty());
    away.map(|absence| format!("absence ({})", absence.kind.word()))
}

impl DueLine {
    /// The amount, with how it came about.
    fn amount(&self, scale: &Scale) -> Cell {
        let amount = Cell::pence(&scale.currency, self.amount);
        match &self.derivation {
            Some(derivation) => amount.because(derivation.clone()),
            None => amount,
        }
    }

    /// As a row for programs.
    fn row(&self, scale: &Scale) -> Vec<Cell> {
        self.row_with(Cell::text(self.element.id()), scale)
    }

    /// As a row in which the element is named in this way.
    fn row_with(&self, element: Cell, scale: &Scale) -> Vec<Cell> {
        let mut row = vec![Cell::text(&self.id), Cell::month(self.month), element, self.amount(scale)];
        row.extend(self.why.as_ref().map(Cell::text));
        row
    }

    /// As an object for programs.
    fn json(&self) -> Value {
        let (month, amount) = (self.month.to_string(), self.amount.to_string());
        let mut line = json!({ "id": self.id, "month": month, "element": self.element.id(), "amount": amount });
        if let (Some(kind), Some(line)) = (self.kind.words(), line.as_object_mut()) {
            line.insert("kind".to_owned(), json!(kind));
        }
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
        extent: Extent::Short.all_or(view.explain),
        ..RestsOn::default()
    }
}

/// How much is due, for which months, and to how many.
fn headline(view: &DueView<'_>) -> Vec<Text> {
    let (from, to) = view.months();
    let total = Cell::pence(&view.scale.currency, view.total);
    let months = if from == to { text![" for ", from.written()] } else { text![" from ", from.written(), " to ", to.written()] };
    let whom = match (view.members, view.rows) {
        (1, None) => Text::default(),
        (posts, None) => text![" to one person in ", words::counted(posts, "post")],
        (members, rows) => {
            let rows = rows.map_or_else(String::new, |rows| format!(" ({} read)", words::counted(rows, "row")));
            text![" to ", words::counted(members, "member"), rows]
        }
    };
    let mut said = vec![text![total, " is due"].and(whom).and(months).and(".")];
    said.extend(view.without_promises.map(|without| {
        let less = Cell::pence(&view.scale.currency, view.total - without);
        let without = Cell::pence(&view.scale.currency, without);
        text!["Without the promise to go on paying what was withdrawn it would be ", without, ", ", less, " less."]
    }));
    said
}

/// The list for a person: of one member a row for each month and a column for each element; of several, and with reasons, line by line.
fn shown(view: &DueView<'_>, lines: &[DueLine]) -> Table {
    let title = |line: &DueLine| {
        let element = words::element(view.scale, &line.element);
        line.kind.words().map_or_else(|| element.to_owned(), |words| format!("{element}, {words}"))
    };
    let pence = |amount: Money| Cell::pence(&view.scale.currency, amount);
    if view.members != 1 || view.explain {
        let mut shown = table(view);
        for column in &mut shown.columns {
            column.title = if column.title == "id" { "Member".to_owned() } else { words::capitalised(&column.title) };
        }
        shown.rows = lines.iter().map(|line| line.row_with(Cell::text(title(line)), view.scale)).collect();
        return shown;
    }
    let mut titles: Vec<String> = Vec::new();
    for line in lines {
        let title = title(line);
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    let with_total = titles.len() > 1;
    let mut columns = vec![("Month", ColumnKind::Name)];
    columns.extend(titles.iter().map(|title| (title.as_str(), ColumnKind::Number)));
    columns.extend(with_total.then_some(("Total", ColumnKind::Number)));
    let mut shown = Table { keys: 1, ..Table::new("Due", &columns) };
    for month in lines.chunk_by(|one, next| one.month == next.month) {
        let mut row = vec![Cell::named_month(month[0].month)];
        row.extend(titles.iter().map(|of| {
            let of: Vec<&DueLine> = month.iter().filter(|line| title(line) == *of).collect();
            match of[..] {
                [] => Cell::not_given(),
                [line] => line.amount(view.scale),
                _ => pence(of.iter().map(|line| line.amount).sum()),
            }
        }));
        row.extend(with_total.then(|| pence(month.iter().map(|line| line.amount).sum::<Money>())));
        shown.rows.push(row);
    }
    shown
}

/// What each month comes to in every post of one person, and in all of them.
fn by_post(view: &DueView<'_>, lines: &[DueLine]) -> Table {
    let mut posts: Vec<&str> = Vec::new();
    let mut months: BTreeMap<Month, BTreeMap<&str, Money>> = BTreeMap::new();
    for line in lines {
        if !posts.contains(&line.id.as_str()) {
            posts.push(&line.id);
        }
        *months.entry(line.month).or_default().entry(&line.id).or_insert(Money::ZERO) += line.amount;
    }
    let mut columns = vec![("Month", ColumnKind::Name)];
    columns.extend(posts.iter().map(|post| (*post, ColumnKind::Number)));
    columns.push(("Sum", ColumnKind::Number));
    let mut table = Table { keys: 1, ..Table::new("By post", &columns) };
    let pence = |amount: Money| Cell::pence(&view.scale.currency, amount);
    for (month, of_posts) in months {
        let mut row = vec![Cell::named_month(month)];
        row.extend(posts.iter().map(|post| Cell::or_dash(of_posts.get(post), |amount| pence(*amount))));
        row.push(pence(of_posts.values().copied().sum()));
        table.rows.push(row);
    }
    table
}

/// The list with its lines.
pub fn due(view: &DueView<'_>, lines: &[DueLine]) -> Report {
    let (from, to) = view.months();
    let months = if from == to { from.written() } else { format!("{} to {}", from.written(), to.written()) };
    let mut table = table(view);
    table.rows = lines.iter().map(|line| line.row(view.scale)).collect();
    let shown = shown(view, lines);
    let left_out = view.left_out.iter().map(|left_out| format!("{}: {}", left_out.problem, left_out.counted()));
    let by_post = (view.members > 1 && view.rows.is_none()).then(|| Section::new(Role::Answer).with(by_post(view, lines)));
    let sections = [by_post, Some(Section::new(Role::Answer).with(shown)), Section::list(Role::LeftOut, "Left out", left_out)];
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
