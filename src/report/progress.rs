//! A member's progression: rows with reasons, years, what comes next; proposals beside the baseline.

mod absences;
mod derived;
mod headline;
mod json;
mod once;
mod posts;
mod proposals;
mod working;

use std::collections::BTreeSet;

pub use self::posts::posts;
use self::proposals::{side_by_side, years_over, years_table};
use super::text::text;
use super::{
    Assumed, Assumption, Block, Cell, ColumnKind, DueLine, Extent, Input, Report, RestsOn, Role, Section, Series, Table, words,
};
use crate::calendar::{Date, Period, day_before, written};
use crate::entitlement::{Career, Row};
use crate::money::{Exact, Money};
use crate::scale::{Component, PointId, Scale};
use crate::settlement::{Gap, History, Range};
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
    /// The day that is today.
    pub today: Date,
    /// The day whose rates were held, if one was.
    pub rates_of: Option<Date>,
    /// The baseline, then each proposal.
    pub cases: Vec<Case<'a>>,
    /// What is agreed for earlier months, or taken back of them, by the month in which it falls due.
    pub back_pay: Vec<DueLine>,
    /// What it was computed from.
    pub inputs: Vec<Input>,
    /// Whether each value is to be derived.
    pub explain: bool,
}

impl ProgressView<'_> {
    /// Whether a day is asked about.
    fn is_about(&self, day: Date) -> bool {
        (self.member.from..self.until).contains(&day)
    }

    /// Today, where it is asked about and something is known of it.
    fn now(&self) -> Option<Date> {
        let known = |today: &Date| self.cases.iter().all(|case| case.history.gap_on(*today).is_none());
        Some(self.today).filter(|today| self.is_about(*today) && known(today))
    }
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
            let until = day_before(view.until);
            let ahead = words::ahead(case.career, scale, words::first_step(scale, case.career, until), view.member.from);
            let table = rows_table(case, case.title, view.now());
            sections.push(Section::titled(Role::Detail, case.title).with(table).with(ahead));
        }
    } else {
        sections.push(
            answer
                .with(rows_table(baseline, "Pay from each day", view.now()))
                .and(headline::after_that(view, baseline).map(Block::Text)),
        );
    }
    let mut further = Section::new(Role::Answer);
    for case in &view.cases {
        let title = |what: &str| if several { format!("{what}: {}", case.title) } else { what.to_owned() };
        further = further
            .and(once::paid_once(case, &title("Paid once")).map(Block::Table))
            .and(Block::list(&title("Absences"), absences::lines(case)))
            .and(absences::months(case, title("Months with absence")).map(Block::Table));
    }
    let (over, first) = years_over(view);
    let mut years = years_table(view);
    let coming = years.rows.split_off(over);
    let past = (over > 0).then(|| Table { name: "Due in pay years before".to_owned(), ..years.clone() });
    let (earlier, later): (Vec<DueLine>, Vec<DueLine>) =
        view.back_pay.iter().cloned().partition(|line| first.is_some_and(|first| line.month < first));
    let late = |lines: &[DueLine]| Block::list("Back pay, by the month in which it falls due", once::late(lines, scale));
    further = further.and(late(&later)).with(Block::Chart(series(view)));
    sections.push(further.with(Table { rows: coming, ..years }));
    let past: Vec<Block> = past.map(Block::Table).into_iter().chain(late(&earlier)).collect();
    sections.extend((!past.is_empty()).then(|| Section::titled(Role::Detail, "Pay years before this one").and(past)));
    if view.explain {
        for case in &view.cases {
            let titled = |what: &str| if several { format!("{what}: {}", case.title) } else { what.to_owned() };
            let (values, months) = (working::explained(case), working::broken_months(case));
            sections.extend(Section::list(Role::Working, &titled("How each value came about"), values));
            sections.extend(Section::list(Role::Working, &titled("Months in which something changed"), months));
        }
    }
    let rests_on = RestsOn {
        assumed: assumed(view),
        sources: sources(view),
        inputs: view.inputs.clone(),
        extent: Extent::Short.all_or(view.explain),
        ..RestsOn::default()
    };
    Report {
        title: heading(view, scale),
        headline: headline::headline(view, baseline),
        sections,
        rests_on,
        table: table(view),
        json: json::json(view),
        ..Report::default()
    }
}

/// The row in force today, or on the first day where today is not asked about, and that day.
fn standing_row<'a>(view: &ProgressView<'_>, case: &Case<'a>) -> Option<(Date, &'a Row)> {
    let on = view.now().unwrap_or(view.member.from);
    row_on(case.career, on).map(|row| (on, row))
}

fn heading(view: &ProgressView<'_>, scale: &Scale) -> String {
    let member = view.member;
    let area = member.area.as_ref().map(|area| format!(", {}", scale.area_title(area)));
    let hours = words::hours_and_weeks(member.hours, member.weeks).unwrap_or_else(|| "full time".to_owned());
    format!("{}: {}{}, {hours}", scale.title, scale.grade_shown(&member.grade), area.unwrap_or_else(String::new))
}

/// Annual amounts of a row as shown: to the unit of monthly rounding.
pub(super) struct Shown {
    basic: Money,
    payments: Vec<(Component, Money)>,
}

impl Shown {
    pub(super) fn of(scale: &Scale, row: &Row) -> Shown {
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

    pub(super) fn total(&self) -> Money {
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
pub(super) fn rows_table(case: &Case<'_>, name: &str, now: Option<Date>) -> Table {
    let now = now.and_then(|day| row_on(case.career, day)).map(|row| row.from);
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
    // Steps that are denied year after year are told once.
    let mut table = Table { joins_equal_rows: true, ..Table::new(name, &columns) };
    let mut gaps = case.career.gaps.iter().peekable();
    for row in rows {
        while let Some(gap) = gaps.next_if(|gap| gap.last < row.from) {
            table.rows.push(not_known(*gap, table.columns.len()));
        }
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
        let why = words::reasons(&row.reasons, scale);
        cells.push(Cell::text(if now == Some(row.from) { format!("{why} (now)") } else { why }));
        table.rows.push(cells);
    }
    let columns = table.columns.len();
    table.rows.extend(gaps.map(|gap| not_known(*gap, columns)));
    table
}

/// The row of days on which nothing is known: when they begin, and until when.
fn not_known(gap: Gap, columns: usize) -> Vec<Cell> {
    let mut cells = vec![Cell::date(gap.days().start)];
    cells.extend((2..columns).map(|_| Cell::or_dash(None::<()>, |()| Cell::nothing())));
    let until = gap.next.map_or_else(String::new, |next| format!(" up to {}", written(day_before(next))));
    cells.push(Cell::text(format!("nothing is known{until}")));
    cells
}

/// The row in force on a day.
fn row_on(career: &Career, day: Date) -> Option<&Row> {
    career.rows.iter().rev().find(|row| row.from <= day)
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
                gaps: case.career.gaps.iter().map(|gap| gap.days()).collect(),
                steps,
                labels,
            }
        })
        .collect()
}

/// Whether one stands on the target of the range.
fn is_on_target(history: &History, row: &Row) -> bool {
    target_of(history, row).is_some_and(|(target, _)| target.is_some() && target.as_ref() == row.standing.place.point())
}

/// The target of a row's range, a point where it has points, and its pay a year at full time.
fn target_of(history: &History, row: &Row) -> Option<(Option<PointId>, Money)> {
    let tables = history.tables_at(row.from).ok()?;
    let standing = &row.standing;
    let (grade, area) = (&standing.grade, standing.area.as_ref());
    match tables.range(grade, area)?.1 {
        Range::Points { target, .. } => {
            let target = standing.target.as_ref().unwrap_or(target);
            let spine = history.scale().grade(grade)?.spine.as_ref()?;
            Some((Some(target.clone()), tables.annual(grade, area, spine, target)?))
        }
        Range::Pay { target, .. } => Some((None, target.published)),
    }
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
        let of_case = || if several { vec![Cell::text(case.id.unwrap_or("baseline"))] } else { Vec::new() };
        let empty = columns.len() - usize::from(several) - 3;
        let of_gap = |gap: &Gap| {
            let mut cells = of_case();
            cells.push(Cell::date(gap.days().start));
            cells.extend((0..empty).map(|_| Cell::nothing()));
            cells.push(Cell::text(format!("nothing is known {gap}")));
            cells.push(Cell::nothing());
            cells
        };
        let mut gaps = case.career.gaps.iter().peekable();
        for absences::Day { from, row, shown, reason, source } in absences::days(case) {
            while let Some(gap) = gaps.next_if(|gap| gap.last < from) {
                table.rows.push(of_gap(gap));
            }
            let mut cells = of_case();
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
        table.rows.extend(gaps.map(of_gap));
    }
    table
}
