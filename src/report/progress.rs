//! A member's progression: rows with reasons, years, what comes next; proposals beside the baseline.

mod absences;
mod json;

use std::collections::BTreeSet;

use super::words;
use super::{Assumption, Block, ColumnKind, Grid, Input, Report, Series};
use crate::calendar::{Date, Period, written, written_short};
use crate::entitlement::{Career, Place, Row};
use crate::money::{Exact, Money};
use crate::scale::{Component, Scale};
use crate::settlement::{History, Range};
use crate::workforce::Member;

/// One career under one set of settlements.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// `None` for what is agreed; else the proposal's id.
    pub id: Option<&'a str>,
    /// What people call it.
    pub title: &'a str,
    /// The history it was computed on.
    pub history: &'a History,
    /// What came out.
    pub career: &'a Career,
    /// What it assumes.
    pub assumptions: &'a [Assumption],
}

/// What `progress` shows.
#[derive(Clone, Debug)]
pub struct ProgressView<'a> {
    /// The member.
    pub member: &'a Member,
    /// The first day no longer asked about.
    pub until: Date,
    /// The day whose rates were held, if one was.
    pub rates_of: Option<Date>,
    /// The baseline, then each proposal.
    pub cases: Vec<Case<'a>>,
    /// What it was computed from.
    pub inputs: Vec<Input>,
    /// Whether each value is to be derived.
    pub explain: bool,
}

/// The report.
pub fn progress(view: &ProgressView<'_>) -> Report {
    let Some(baseline) = view.cases.first() else { return Report::default() };
    let scale = baseline.history.scale();
    let mut blocks = vec![Block::Heading(heading(view, scale))];
    if let Some(day) = view.rates_of {
        blocks.push(Block::Text(format!("At the rates of {}.", written(day))));
    }
    let several = view.cases.len() > 1;
    if several {
        blocks.push(Block::Table(side_by_side(view)));
    }
    for case in &view.cases {
        if several {
            blocks.push(Block::Heading(case.title.to_owned()));
        }
        blocks.push(Block::Table(rows_table(case)));
        blocks.push(Block::Text(words::outlook(&case.career.outlook, scale, view.member.from)));
    }
    for case in &view.cases {
        let title = |what: &str| if several { format!("{what}: {}", case.title) } else { what.to_owned() };
        let (once, absences) = (paid_once(case), absences::lines(case));
        if !once.is_empty() {
            blocks.push(Block::List { title: title("Paid once"), items: once });
        }
        if !absences.is_empty() {
            blocks.push(Block::List { title: title("Absences"), items: absences });
        }
        blocks.extend(absences::months(case).map(Block::Table));
    }
    blocks.push(Block::Chart(series(view)));
    blocks.push(Block::Table(years_table(view)));
    if view.explain {
        for case in &view.cases {
            let title = if several {
                format!("How each value came about: {}", case.title)
            } else {
                "How each value came about".to_owned()
            };
            blocks.push(Block::List { title, items: explained(case) });
        }
    }
    let assumptions = assumptions(view);
    if !assumptions.is_empty() {
        blocks.push(Block::List { title: "Assumed".into(), items: assumptions.clone() });
    }
    blocks.push(Block::List { title: "Sources".into(), items: sources(view) });
    Report { blocks, grid: grid(view), json: json::json(view, &assumptions), ..Report::default() }
}

fn heading(view: &ProgressView<'_>, scale: &Scale) -> String {
    let member = view.member;
    let area = member.area.as_ref().map(|area| {
        let title = scale.areas.iter().find(|(id, _)| id == area).map_or(area.as_str(), |(_, title)| title);
        format!(", {title}")
    });
    let hours = if member.fte.is_full_time() && member.hours.is_none() {
        ", full time".to_owned()
    } else {
        member.hours.map_or_else(|| format!(", {} FTE", member.fte), |hours| format!(", {hours} hours a week"))
    };
    format!("{}: {}{}{hours}", scale.title, member.grade, area.unwrap_or_else(String::new))
}

/// Annual amounts of a row as shown: to the unit of monthly rounding.
struct Shown {
    basic: Money,
    payments: Vec<(Component, Money)>,
}

impl Shown {
    fn of(scale: &Scale, row: &Row) -> Shown {
        let rounding = scale.conventions.monthly_rounding;
        let round = |amount: &Exact| rounding.round(amount).expect("a row whose pay a year is too large to hold is refused");
        Shown {
            basic: round(&row.pay.basic),
            payments: row.pay.payments.iter().map(|payment| (payment.component.clone(), round(&payment.annual))).collect(),
        }
    }

    fn payment(&self, component: &Component) -> Option<Money> {
        self.payments.iter().find(|(known, _)| known == component).map(|(_, amount)| *amount)
    }

    fn total(&self) -> Money {
        self.payments.iter().fold(self.basic, |sum, (_, amount)| sum + *amount)
    }
}

/// Payments due in any row, in the order of the pay system, with their titles.
fn payments_of(case: &Case<'_>) -> Vec<(Component, String)> {
    let mut found: Vec<(Component, String)> = Vec::new();
    for row in &case.career.rows {
        for payment in &row.pay.payments {
            if found.iter().all(|(known, _)| *known != payment.component) {
                found.push((payment.component.clone(), title(case, &payment.component, row.from).to_owned()));
            }
        }
    }
    found
}

/// What people call a component on a day.
fn title<'a>(case: &'a Case<'_>, component: &'a Component, on: Date) -> &'a str {
    words::component(component, |id| {
        let tables = case.history.tables_at(on).ok()?;
        tables.payment(id).map(|payment| payment.fact.title.as_str())
    })
}

fn point(place: &Place) -> String {
    place.point().map_or_else(|| "–".to_owned(), ToString::to_string)
}

/// Where a member stands from each day on, and why.
pub(super) fn rows_table(case: &Case<'_>) -> Grid {
    let scale = case.history.scale();
    let rows = &case.career.rows;
    let changes = |of: &dyn Fn(&Row) -> String| rows.iter().map(of).collect::<BTreeSet<_>>().len() > 1;
    let grades = changes(&|row| row.standing.grade.to_string());
    let areas = changes(&|row| row.standing.area.as_ref().map_or_else(String::new, ToString::to_string));
    let hours = changes(&|row| row.standing.fte.to_string());
    let points = rows.iter().any(|row| row.standing.place.point().is_some());
    let payments = payments_of(case);
    let word = words::capitalised(&scale.point_word);
    let mut columns = vec![("From", ColumnKind::Name)];
    columns.extend(grades.then_some(("Grade", ColumnKind::Name)));
    columns.extend(areas.then_some(("Area", ColumnKind::Name)));
    columns.extend(hours.then_some(("FTE", ColumnKind::Number)));
    columns.extend(points.then_some((word.as_str(), ColumnKind::Number)));
    columns.push(("Basic", ColumnKind::Number));
    columns.extend(payments.iter().map(|(_, title)| (title.as_str(), ColumnKind::Number)));
    columns.extend((!payments.is_empty()).then_some(("Total", ColumnKind::Number)));
    columns.push(("Why", ColumnKind::Text));
    let mut grid = Grid::new(&columns);
    for row in rows {
        let shown = Shown::of(scale, row);
        let mut cells = vec![written_short(row.from)];
        cells.extend(grades.then(|| row.standing.grade.to_string()));
        cells.extend(areas.then(|| row.standing.area.as_ref().map_or_else(String::new, ToString::to_string)));
        cells.extend(hours.then(|| row.standing.fte.to_string()));
        cells.extend(points.then(|| point(&row.standing.place)));
        cells.push(scale.currency.written(shown.basic));
        cells.extend(
            payments.iter().map(|(id, _)| shown.payment(id).map_or("–".to_owned(), |amount| scale.currency.written(amount))),
        );
        cells.extend((!payments.is_empty()).then(|| scale.currency.written(shown.total())));
        cells.push(words::reasons(&row.reasons, scale));
        grid.rows.push(cells);
    }
    grid
}

/// The row in force on a day.
fn row_on(career: &Career, day: Date) -> Option<&Row> {
    career.rows.iter().rev().find(|row| row.from <= day)
}

/// The columns of the proposals: one and its difference, or, of several, each with its difference below.
fn proposal_columns(proposals: &[Case<'_>]) -> Vec<(String, ColumnKind)> {
    match proposals {
        [only] => vec![(only.title.to_owned(), ColumnKind::Number), ("Difference".to_owned(), ColumnKind::Number)],
        several => several.iter().map(|case| (case.title.to_owned(), ColumnKind::Number)).collect(),
    }
}

/// The cells of a proposal, to go with its columns.
fn proposal_cells(several: bool, amount: String, difference: Money, difference_written: &str) -> Vec<String> {
    let sign = if difference > Money::ZERO { "+" } else { "" };
    if several { vec![format!("{amount}\n{sign}{difference_written}")] } else { vec![amount, difference_written.to_owned()] }
}

fn side_by_side(view: &ProgressView<'_>) -> Grid {
    let Some((baseline, proposals)) = view.cases.split_first() else { return Grid::default() };
    let scale = baseline.history.scale();
    let several = proposals.len() > 1;
    let mut columns = vec![("From".to_owned(), ColumnKind::Name), ("Agreed".to_owned(), ColumnKind::Number)];
    columns.extend(proposal_columns(proposals));
    let days: BTreeSet<Date> = view.cases.iter().flat_map(|case| case.career.rows.iter().map(|row| row.from)).collect();
    let mut rows = Vec::new();
    for day in days {
        let cell = |row: &Row| {
            let at = row.standing.place.point().map_or_else(String::new, |point| format!(" ({point})"));
            format!("{}{at}", scale.currency.written(Shown::of(scale, row).total()))
        };
        let Some(agreed) = row_on(baseline.career, day) else { continue };
        let mut cells = vec![written_short(day), cell(agreed)];
        for row in proposals.iter().filter_map(|case| row_on(case.career, day)) {
            let difference = Shown::of(scale, row).total() - Shown::of(scale, agreed).total();
            cells.extend(proposal_cells(several, cell(row), difference, &scale.currency.written(difference)));
        }
        rows.push(cells);
    }
    Grid { columns, rows, keys: 0 }
}

fn years_table(view: &ProgressView<'_>) -> Grid {
    let Some((baseline, proposals)) = view.cases.split_first() else { return Grid::default() };
    let scale = baseline.history.scale();
    let several = proposals.len() > 1;
    let to_the_penny = |amount: Money| scale.currency.written_to_the_penny(amount);
    let mut columns = vec![
        ("Pay year".to_owned(), ColumnKind::Name),
        ("Months".to_owned(), ColumnKind::Number),
        ("Due".to_owned(), ColumnKind::Number),
    ];
    columns.extend(proposal_columns(proposals));
    let rows = baseline.career.years.iter().map(|year| {
        let mut cells = vec![year.year.clone(), year.months.to_string(), to_the_penny(year.due)];
        for case in proposals {
            let same = case.career.years.iter().find(|other| other.year == year.year);
            let due = same.expect("every case is worked out for the same days").due;
            cells.extend(proposal_cells(several, to_the_penny(due), due - year.due, &to_the_penny(due - year.due)));
        }
        cells
    });
    Grid { rows: rows.collect(), columns, keys: 0 }
}

/// Lump sums and bonuses, by the month in which they are due.
fn paid_once(case: &Case<'_>) -> Vec<String> {
    let currency = &case.history.scale().currency;
    let every_month: Vec<Component> = payments_of(case).into_iter().map(|(id, _)| id).collect();
    let mut lines = Vec::new();
    for month in &case.career.months {
        let once = month
            .components
            .iter()
            .filter(|(component, amount)| !amount.is_zero() && matches!(component, Component::Payment(_) | Component::LumpSum))
            .filter(|(component, _)| !every_month.contains(component));
        for (component, amount) in once {
            let title = title(case, component, month.month.period().start);
            // Within a line only names of the file keep their capitals.
            let title = if component.payment().is_some() { title.to_owned() } else { title.to_lowercase() };
            lines.push(format!("{}: {title}, {}", month.month.written(), currency.written_to_the_penny(*amount)));
        }
    }
    lines
}

fn series(view: &ProgressView<'_>) -> Vec<Series> {
    view.cases
        .iter()
        .map(|case| {
            let scale = case.history.scale();
            let steps: Vec<(Date, Money)> =
                case.career.rows.iter().map(|row| (row.from, Shown::of(scale, row).total())).collect();
            let labels = steps.iter().map(|(_, amount)| (*amount, scale.currency.written(*amount))).collect();
            let on_target = case.career.rows.iter().find(|row| is_on_target(case.history, row));
            let place = |row: &Row| row.standing.place.point().map_or_else(String::new, ToString::to_string);
            Series {
                title: format!("Pay a year: {}", case.title),
                period: Period::new(view.member.from, view.until),
                marks: case.career.rows.iter().map(place).collect(),
                target: on_target.map(|row| Shown::of(scale, row).total()),
                currency: scale.currency.clone(),
                steps,
                labels,
            }
        })
        .collect()
}

/// Whether one stands on the target of the range.
fn is_on_target(history: &History, row: &Row) -> bool {
    let tables = history.tables_at(row.from).ok();
    let range = tables.and_then(|tables| tables.range(&row.standing.grade, row.standing.area.as_ref()));
    match range {
        Some((_, Range::Points { target, .. })) => {
            row.standing.place.point() == Some(row.standing.target.as_ref().unwrap_or(target))
        }
        _ => false,
    }
}

fn explained(case: &Case<'_>) -> Vec<String> {
    let scale = case.history.scale();
    let mut lines = Vec::new();
    for row in &case.career.rows {
        let mut derivation = vec![words::derivation(case.history, &row.standing, row.from).join("; then ")];
        derivation.extend(words::payments_due(case.history, &row.pay, row.from));
        let rule = case.history.tables_at(row.from).ok().and_then(|tables| tables.progression_of(&row.standing.grade));
        let stepped = row.reasons.iter().any(|reason| matches!(reason, crate::entitlement::Reason::Step { .. }));
        let rule =
            rule.filter(|_| stepped).map_or_else(String::new, |rule| format!(" Rule: {}.", words::progression(scale, rule)));
        let why = words::reasons(&row.reasons, scale);
        derivation.retain(|part| !part.is_empty());
        let how = if derivation.is_empty() { String::new() } else { format!(" {}.", words::capitalised(&derivation.join(". "))) };
        lines.push(format!("{}: {why}.{how}{rule}", written(row.from)));
    }
    lines
}

fn assumptions(view: &ProgressView<'_>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (index, case) in view.cases.iter().enumerate() {
        for line in &words::assumptions(case.assumptions) {
            let named = if index == 0 { line.clone() } else { format!("{}: {line}", case.title) };
            if !lines.contains(line) && !lines.contains(&named) {
                lines.push(named);
            }
        }
    }
    lines
}

fn sources(view: &ProgressView<'_>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for row in view.cases.iter().flat_map(|case| &case.career.rows) {
        let line = match (&row.source, row.proposed) {
            (Some(source), _) => format!("{}: {source}", row.settlement),
            (None, true) => format!("{}: as proposed", row.settlement),
            (None, false) => format!("{}: no source given", row.settlement),
        };
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    for line in view.cases.iter().flat_map(|case| &case.career.away).flat_map(|due| &due.sources) {
        if !lines.contains(line) {
            lines.push(line.clone());
        }
    }
    lines
}

fn grid(view: &ProgressView<'_>) -> Grid {
    let several = view.cases.len() > 1;
    let mut payments: Vec<Component> = Vec::new();
    for (component, _) in view.cases.iter().flat_map(payments_of) {
        if !payments.contains(&component) {
            payments.push(component);
        }
    }
    let mut columns: Vec<&str> = if several { vec!["case"] } else { Vec::new() };
    columns.extend(["date", "grade", "area", "point", "fte", "basic"]);
    columns.extend(payments.iter().map(Component::id));
    columns.extend(["total", "reason", "source"]);
    let mut grid = Grid::new(&columns.iter().map(|column| (*column, ColumnKind::Text)).collect::<Vec<_>>());
    for case in &view.cases {
        for absences::Day { from, row, shown, reason, source } in absences::days(case) {
            let mut cells: Vec<String> = if several { vec![case.id.unwrap_or("baseline").to_owned()] } else { Vec::new() };
            cells.push(from.to_string());
            cells.push(row.standing.grade.to_string());
            cells.push(row.standing.area.as_ref().map_or_else(String::new, ToString::to_string));
            cells.push(row.standing.place.point().map_or_else(String::new, ToString::to_string));
            cells.push(row.standing.fte.to_string());
            cells.push(shown.basic.to_string());
            cells.extend(payments.iter().map(|component| shown.payment(component).unwrap_or(Money::ZERO).to_string()));
            cells.push(shown.total().to_string());
            cells.push(reason);
            let as_proposed = if row.proposed { "as proposed" } else { "" };
            cells.push(source.unwrap_or_else(|| as_proposed.to_owned()));
            grid.rows.push(cells);
        }
    }
    grid
}
