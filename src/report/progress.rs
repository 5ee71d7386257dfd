//! A member's progression: rows with reasons, years, what comes next; proposals beside the baseline.

mod absences;
mod derived;
mod json;
mod proposals;

use std::collections::BTreeSet;

use self::proposals::{side_by_side, years_table};
use super::text::text;
use super::{Assumed, Assumption, Block, Cell, ColumnKind, Input, Report, RestsOn, Role, Section, Series, Table, Text, words};
use crate::calendar::{Date, Period, written};
use crate::entitlement::{Career, Reason, Row};
use crate::money::{Exact, Money};
use crate::scale::{Component, PointId, Scale};
use crate::settlement::{History, Range};
use crate::workforce::{Hours, Member};

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
    let several = view.cases.len() > 1;
    let mut answer = Section::new(Role::Answer);
    if let Some(day) = view.rates_of {
        answer = answer.with(text!["At the rates of ", Cell::long_date(day), "."]);
    }
    let mut sections = Vec::new();
    if several {
        sections.push(answer.with(side_by_side(view)));
        for case in &view.cases {
            // What is agreed stands in the headline.
            let ahead = match case.id {
                None => after_that(case),
                Some(_) => Some(words::outlook(&case.career.outlook, scale, view.member.from)),
            };
            let table = rows_table(case, case.title);
            sections.push(Section::titled(Role::Answer, case.title).with(table).and(ahead.map(Block::Text)));
        }
    } else {
        sections.push(answer.with(rows_table(baseline, "Pay from each day")).and(after_that(baseline).map(Block::Text)));
    }
    let mut further = Section::new(Role::Answer);
    for case in &view.cases {
        let title = |what: &str| if several { format!("{what}: {}", case.title) } else { what.to_owned() };
        further = further
            .and(paid_once(case, &title("Paid once")).map(Block::Table))
            .and(Block::list(&title("Absences"), absences::lines(case)))
            .and(absences::months(case, title("Months with absence")).map(Block::Table));
    }
    sections.push(further.with(Block::Chart(series(view))).with(years_table(view)));
    if view.explain {
        sections.extend(view.cases.iter().filter_map(|case| {
            let what = "How each value came about";
            let title = if several { format!("{what}: {}", case.title) } else { what.to_owned() };
            Section::list(Role::Working, &title, explained(case))
        }));
    }
    let rests_on = RestsOn {
        assumed: assumed(view),
        sources: sources(view),
        inputs: view.inputs.clone(),
        shows_all: view.explain,
        ..RestsOn::default()
    };
    Report {
        title: heading(view, scale),
        headline: headline(view, baseline),
        sections,
        rests_on,
        table: table(view),
        json: json::json(view),
        ..Report::default()
    }
}

/// Where the member stands, what comes next, and what each proposal makes over the time that is asked about.
fn headline(view: &ProgressView<'_>, baseline: &Case<'_>) -> Vec<Text> {
    let scale = baseline.history.scale();
    let Some(first) = baseline.career.rows.first() else { return Vec::new() };
    let shown = Shown::of(scale, first);
    let pay = |amount: Money| Cell::money(&scale.currency, amount);
    let at = first.standing.place.point();
    let at = at.map_or_else(Text::default, |point| text![" at ", &scale.point_word, " ", Cell::point(point)]);
    let said = text![Cell::long_date(first.from), ": ", pay(shown.basic), " basic pay a year"];
    let with = if shown.payments.is_empty() { Text::default() } else { text![", ", pay(shown.total()), " with payments"] };
    let mut sentences = vec![said.and(at).and(with).and(".")];
    let next = first_step(baseline).map_or_else(Text::default, |step| words::next_step(scale, step).and(" "));
    sentences.push(next.and(words::target(&baseline.career.outlook, scale, view.member.from)));
    let total = |case: &Case<'_>| case.career.years.iter().map(|year| year.due).sum::<Money>();
    let whole = |case: &Case<'_>| {
        let more = total(case) - total(baseline);
        let (word, amount) = if more < Money::ZERO { ("less", -more) } else { ("more", more) };
        if amount.is_zero() {
            return text!["the same with ", case.title];
        }
        text![Cell::pence(&scale.currency, amount), " ", word, " with ", case.title]
    };
    let proposals = view.cases.iter().skip(1).map(whole);
    let proposals = Text::joined(proposals, ", ");
    if !proposals.0.is_empty() {
        sentences.push(text!["Up to ", Cell::long_date(crate::calendar::day_before(view.until)), ": "].and(proposals).and("."));
    }
    sentences
}

/// The first step up after the first day, in the period that is asked about or after it.
fn first_step<'a>(case: &Case<'a>) -> Option<(Date, &'a PointId, Money)> {
    let career = case.career;
    let is_step = |row: &&Row| row.reasons.iter().any(|reason| matches!(reason, Reason::Step { .. }));
    let step = career.rows.iter().skip(1).find(is_step);
    let step = step.and_then(|row| Some((row.from, row.standing.place.point()?, row.pay.full_time_basic)));
    let after = career.outlook.next_step.as_ref().filter(|_| career.outlook.left.is_none());
    step.or(after.map(|(on, point, annual)| (*on, point, *annual)))
}

/// The first step after the period, where the headline has another.
fn after_that(case: &Case<'_>) -> Option<Text> {
    let (on, point, annual) = case.career.outlook.next_step.as_ref().filter(|_| case.career.outlook.left.is_none())?;
    let scale = case.history.scale();
    let said =
        text!["After that: ", &scale.point_word, " ", Cell::point(point), " (", Cell::money(&scale.currency, *annual), ") on "];
    (first_step(case)?.0 != *on).then(|| said.and(text![Cell::long_date(*on), "."]))
}

fn heading(view: &ProgressView<'_>, scale: &Scale) -> String {
    let member = view.member;
    let area = member.area.as_ref().map(|area| {
        let title = scale.areas.iter().find(|(id, _)| id == area).map_or(area.as_str(), |(_, title)| title);
        format!(", {title}")
    });
    let hours = match member.hours {
        Hours::Fte(fte) if fte.is_full_time() => ", full time".to_owned(),
        Hours::Fte(fte) => format!(", {fte} FTE"),
        Hours::Weekly(hours) => format!(", {hours} hours a week"),
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

/// Where a member stands from each day on, and why.
pub(super) fn rows_table(case: &Case<'_>, name: &str) -> Table {
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
    let mut table = Table::new(name, &columns);
    for row in rows {
        let shown = Shown::of(scale, row);
        let money = |amount: Money| Cell::money(&scale.currency, amount);
        let mut cells = vec![Cell::date(row.from)];
        cells.extend(grades.then(|| Cell::text(row.standing.grade.as_str())));
        cells.extend(areas.then(|| Cell::or_empty(row.standing.area.as_ref(), |area| Cell::text(area.as_str()))));
        cells.extend(hours.then(|| Cell::fte(row.standing.fte)));
        cells.extend(points.then(|| Cell::or_dash(row.standing.place.point(), Cell::point)));
        cells.push(money(shown.basic).because(derived::basic(case, row)));
        cells.extend(payments.iter().map(|(component, _)| {
            Cell::or_dash(shown.payment(component), |amount| match derived::payment(case, row, component) {
                Some(derivation) => money(amount).because(derivation),
                None => money(amount),
            })
        }));
        cells.extend((!payments.is_empty()).then(|| money(shown.total()).because(derived::total(&shown, &payments, scale))));
        cells.push(Cell::text(words::reasons(&row.reasons, scale)));
        table.rows.push(cells);
    }
    table
}

/// The row in force on a day.
fn row_on(career: &Career, day: Date) -> Option<&Row> {
    career.rows.iter().rev().find(|row| row.from <= day)
}

/// Lump sums and bonuses, by the month in which they are due.
fn paid_once(case: &Case<'_>, name: &str) -> Option<Table> {
    let currency = &case.history.scale().currency;
    let every_month: Vec<Component> = payments_of(case).into_iter().map(|(id, _)| id).collect();
    let columns = [(name, ColumnKind::Text), ("Month", ColumnKind::Name), ("Amount", ColumnKind::Number)];
    let mut table = Table::new(name, &columns);
    for month in &case.career.months {
        let once = month
            .components
            .iter()
            .filter(|(component, amount)| !amount.is_zero() && matches!(component, Component::Payment(_) | Component::LumpSum))
            .filter(|(component, _)| !every_month.contains(component));
        for (component, amount) in once {
            let title = title(case, component, month.month.period().start);
            table.rows.push(vec![Cell::text(title), Cell::named_month(month.month), Cell::pence(currency, *amount)]);
        }
    }
    (!table.rows.is_empty()).then_some(table)
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
            let point = |row: &Row| row.standing.place.point().map_or_else(String::new, ToString::to_string);
            Series {
                title: format!("Pay a year: {}", case.title),
                period: Period::new(view.member.from, view.until),
                marks: case.career.rows.iter().map(point).collect(),
                target: on_target.map(|row| Shown::of(scale, row).total()),
                currency: scale.currency,
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
        let stepped = row.reasons.iter().any(|reason| matches!(reason, Reason::Step { .. }));
        let rule =
            rule.filter(|_| stepped).map_or_else(String::new, |rule| format!(" Rule: {}.", words::progression(scale, rule)));
        let why = words::reasons(&row.reasons, scale);
        derivation.retain(|part| !part.is_empty());
        let how = if derivation.is_empty() { String::new() } else { format!(" {}.", words::capitalised(&derivation.join(". "))) };
        lines.push(format!("{}: {why}.{how}{rule}", written(row.from)));
    }
    lines
}

fn assumed(view: &ProgressView<'_>) -> Vec<Assumed> {
    let mut all: Vec<Assumed> = Vec::new();
    for case in &view.cases {
        Assumed::add(&mut all, case.id.map(|_| case.title), case.assumptions);
    }
    all
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

/// Every day on which something changes, for programs.
fn table(view: &ProgressView<'_>) -> Table {
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
    let mut table = Table::plain(&columns);
    for case in &view.cases {
        let pence = |amount: Money| Cell::pence(&case.history.scale().currency, amount);
        for absences::Day { from, row, shown, reason, source } in absences::days(case) {
            let mut cells = if several { vec![Cell::text(case.id.unwrap_or("baseline"))] } else { Vec::new() };
            cells.push(Cell::date(from));
            cells.push(Cell::text(row.standing.grade.as_str()));
            cells.push(Cell::or_empty(row.standing.area.as_ref(), |area| Cell::text(area.as_str())));
            cells.push(Cell::or_empty(row.standing.place.point(), Cell::point));
            cells.push(Cell::fte(row.standing.fte));
            cells.push(pence(shown.basic));
            cells.extend(payments.iter().map(|component| pence(shown.payment(component).unwrap_or(Money::ZERO))));
            cells.push(pence(shown.total()));
            cells.push(Cell::text(reason));
            let as_proposed = if row.proposed { "as proposed" } else { "" };
            cells.push(Cell::text(source.unwrap_or_else(|| as_proposed.to_owned())));
            table.rows.push(cells);
        }
    }
    table
}
