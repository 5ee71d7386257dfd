//! What a change of one person's post would mean: before and after, a year and a month, and about what is left after deductions.

use serde_json::{Value, json};

use super::progress::Shown;
use super::text::text;
use super::{
    Assumed, Assumption, Cell, ColumnKind, Extent, Input, Report, RestsOn, Role, Section, Table, Text, members, sources, words,
};
use crate::calendar::Date;
use crate::entitlement::{Career, Row, WholeMonth};
use crate::money::Money;
use crate::net_pay::{LoanDeduction, NetPay};
use crate::scale::{Component, Scale};
use crate::settlement::History;
use crate::statutory::LoanPlan;
use crate::workforce::{Member, Weeks};

/// Pay without the change, or with it.
#[derive(Clone, Debug)]
pub struct WhatIfSide<'a> {
    /// The history that holds.
    pub history: &'a History,
    /// What comes of it.
    pub career: &'a Career,
    /// What holds on the day of the change.
    pub row: &'a Row,
    /// A month of it.
    pub month: WholeMonth,
    /// What is left of it, about; none where no rates are known.
    pub left: Option<Left>,
}

/// What is left of a month after deductions, about.
#[derive(Clone, Debug)]
pub struct Left {
    /// Before student loans.
    pub net: NetPay,
    /// What student loans take.
    pub loans: Vec<LoanDeduction>,
    /// The pension that a year of it earns, in a scheme.
    pub pension_earned: Option<Money>,
    /// What all that takes for granted.
    pub assumptions: Vec<Assumption>,
}

impl Left {
    /// What is left in the end.
    fn amount(&self) -> Money {
        self.loans.iter().fold(self.net.net, |left, loan| left - loan.amount)
    }

    /// What a loan takes.
    fn loan(&self, plan: LoanPlan) -> Option<Money> {
        self.loans.iter().find(|loan| loan.plan == plan).map(|loan| loan.amount)
    }
}

/// What `what-if` shows.
#[derive(Clone, Debug)]
pub struct WhatIfView<'a> {
    /// The member.
    pub member: &'a Member,
    /// The day of the change.
    pub on: Date,
    /// What changes, as it was said.
    pub changes: &'a [(String, String)],
    /// A proposal that takes effect, by its title.
    pub proposal: Option<&'a str>,
    /// Without it.
    pub before: WhatIfSide<'a>,
    /// With it.
    pub after: WhatIfSide<'a>,
    /// What is assumed.
    pub assumptions: Vec<Assumption>,
    /// What was read.
    pub inputs: Vec<Input>,
    /// Whether everything that was assumed is shown.
    pub explain: bool,
}

/// The report.
pub fn what_if(view: &WhatIfView<'_>) -> Report {
    let scale = view.before.history.scale();
    Report {
        title: format!("What if: {}", said(view)),
        headline: headline(view, scale),
        sections: vec![answer(view, scale)],
        rests_on: RestsOn {
            assumed: Assumed::all(&view.assumptions),
            sources: sources([view.before.history, view.after.history].into_iter(), view.on),
            inputs: view.inputs.clone(),
            extent: Extent::Short.all_or(view.explain),
            ..RestsOn::default()
        },
        table: for_programs(view),
        json: members(json!({
            "scale": scale.id.as_str(),
            "currency": scale.currency.code(),
            "on": view.on.to_string(),
            "changes": view.changes.iter().map(|(key, value)| (key.clone(), json!(value))).collect::<serde_json::Map<_, _>>(),
            "proposal": view.proposal,
            "before": side_json(&view.before),
            "after": side_json(&view.after),
            "a_year": (annual(&view.after) - annual(&view.before)).to_string(),
            "a_month": (view.after.month.total - view.before.month.total).to_string(),
        })),
        ..Report::default()
    }
}

/// Before and after, and what comes next; the next step alone, which every change is asked about, is said in a sentence.
fn answer(view: &WhatIfView<'_>, scale: &Scale) -> Section {
    let section = Section::new(Role::Answer).with(months(view, scale));
    let comes = what_comes(view, scale);
    let is_said = comes.rows.len() == 1;
    let next = is_said.then(|| next_step(view, scale));
    let estimate = "Left after deductions is an estimate: your payslip knows better.";
    let estimate = view.before.left.is_some().then(|| estimate.to_owned());
    let sentences: Vec<String> = next.into_iter().chain(estimate).collect();
    let section = if is_said { section } else { section.with(comes) };
    if sentences.is_empty() { section } else { section.with(Text::from(sentences.join(" "))) }
}

/// What changes, in a few words.
fn said(view: &WhatIfView<'_>) -> String {
    let changes = view.changes.iter().map(|(key, value)| match key.as_str() {
        "hours" => format!("{value} hours a week"),
        "annual-hours" => format!("{value} hours a year"),
        "weeks" if Weeks::is_all_year(value) => "all the year".to_owned(),
        "weeks" => format!("{value} weeks a year"),
        "paid-weeks" => format!("{value} paid weeks a year"),
        "fte" => format!("{value} of full time"),
        "point" => {
            let word = &view.before.history.scale().point_word;
            let point = view.after.row.standing.place.point();
            format!("{word} {}", point.map_or_else(|| value.clone(), ToString::to_string))
        }
        key => format!("{key} {value}"),
    });
    changes.chain(view.proposal.map(str::to_owned)).collect::<Vec<_>>().join(", ")
}

/// Pay a year on the day, as `progress` shows it.
fn annual(side: &WhatIfSide<'_>) -> Money {
    Shown::of(side.history.scale(), side.row).total()
}

/// How much more or less.
fn headline(view: &WhatIfView<'_>, scale: &Scale) -> Vec<Text> {
    let money = |amount: Money| Cell::money(&scale.currency, amount);
    let pence = |amount: Money| Cell::pence(&scale.currency, amount);
    let (before, after) = (annual(&view.before), annual(&view.after));
    let opening = text!["From ", Cell::long_date(view.on), ", with ", said(view), ": ", money(after), " a year"];
    let a_year = after - before;
    let month = view.after.month.total - view.before.month.total;
    if a_year.is_zero() && month.is_zero() {
        return vec![opening.and(", the same as without.")];
    }
    let more = |amount: Money| if amount < Money::ZERO { "less" } else { "more" };
    let first = opening.and(text![" instead of ", money(before), ", ", pence(positive(a_year)), " ", more(a_year), "."]);
    let mut second = text!["That is ", pence(positive(month)), " ", more(month), " a month before deductions"];
    if let Some((before, after)) = view.before.left.as_ref().zip(view.after.left.as_ref()) {
        let hand = after.amount() - before.amount();
        second = second.and(text![", about ", pence(positive(hand)), " ", more(hand), " in your hand"]);
        let earned = before.pension_earned.zip(after.pension_earned).map(|(before, after)| after - before);
        if let Some(earned) = earned.filter(|earned| !earned.is_zero()) {
            let earned = text![", and about ", pence(positive(earned)), " a year ", more(earned), " of pension is earned"];
            second = second.and(earned);
        }
    }
    vec![first, second.and(".")]
}

fn positive(amount: Money) -> Money {
    if amount < Money::ZERO { -amount } else { amount }
}

/// Before, after and the difference, line by line.
fn months(view: &WhatIfView<'_>, scale: &Scale) -> Table {
    let columns =
        [("", ColumnKind::Text), ("Now", ColumnKind::Number), ("Then", ColumnKind::Number), ("Difference", ColumnKind::Number)];
    let mut table = Table::new("Before and after", &columns);
    let pence = |amount: Money| Cell::pence(&scale.currency, amount);
    let (before, after) = (&view.before, &view.after);
    let mut line = |what: &str, before: Option<Money>, after: Option<Money>| {
        let difference = before.zip(after).map(|(before, after)| after - before);
        let cells = [before, after, difference].map(|amount| Cell::or_dash(amount, pence));
        table.rows.push([vec![Cell::text(what)], cells.to_vec()].concat());
    };
    line("Pay a year", Some(annual(before)), Some(annual(after)));
    let month = |side: &WhatIfSide<'_>, of: &Component| {
        side.month.payments.iter().find(|(known, _)| known == of).map(|(_, amount)| *amount)
    };
    let mut payments: Vec<&Component> = Vec::new();
    for (component, _) in before.month.payments.iter().chain(&after.month.payments) {
        if !payments.contains(&component) {
            payments.push(component);
        }
    }
    if !payments.is_empty() {
        line("Basic pay a month", Some(before.month.basic), Some(after.month.basic));
        for payment in payments {
            let [before, after] = [before, after].map(|side| month(side, payment).unwrap_or(Money::ZERO));
            // One that only a proposal has is in its tables alone.
            let title = words::component(payment, |id| {
                let sides = [&view.after, &view.before].into_iter();
                let mut tables = sides.filter_map(|side| side.history.tables_at(view.on).ok());
                tables.find_map(|tables| tables.payment(id)).map(|payment| payment.fact.title.as_str())
            });
            line(&format!("{title} a month"), Some(before), Some(after));
        }
    }
    line("Pay a month before deductions", Some(before.month.total), Some(after.month.total));
    let mut estimated = |what: &str, of: &dyn Fn(&Left) -> Option<Money>, shows_nothing: bool| {
        let (before, after) = (before.left.as_ref().and_then(of), after.left.as_ref().and_then(of));
        let is_some = |amount: Option<Money>| amount.is_some_and(|amount| shows_nothing || !amount.is_zero());
        if is_some(before) || is_some(after) {
            line(what, before, after);
        }
    };
    estimated("Pension, estimated", &|left| Some(-left.net.pension), false);
    estimated("Income tax, estimated", &|left| Some(-left.net.tax), false);
    estimated("National Insurance, estimated", &|left| Some(-left.net.national_insurance), false);
    for (word, plan) in LoanPlan::WORDS {
        let what = match plan {
            LoanPlan::Postgraduate => "Postgraduate loan, estimated".to_owned(),
            _ => format!("Student loan, {}, estimated", word.replace('-', " ")),
        };
        // One that is asked for and takes nothing is worth a line.
        estimated(&what, &|left| left.loan(plan).map(|amount| -amount), true);
    }
    estimated("Left a month, estimated", &|left| Some(left.amount()), false);
    estimated("Pension earned a year, estimated", &|left| left.pension_earned, false);
    table
}

const NEXT_STEP: &str = "Next step";

fn step_after(side: &WhatIfSide<'_>, view: &WhatIfView<'_>, scale: &Scale) -> Text {
    words::step_after(scale, side.career, view.on).unwrap_or_else(|| "none that is known".into())
}

/// The next step without the change and with it.
fn next_step(view: &WhatIfView<'_>, scale: &Scale) -> String {
    let [now, then] = [&view.before, &view.after].map(|side| step_after(side, view, scale).to_string());
    let then = if now == then { " as well".to_owned() } else { format!(": {then}") };
    format!("Next step now: {now}; then{then}.")
}

/// What the change does to where the member stands, and what comes next.
fn what_comes(view: &WhatIfView<'_>, scale: &Scale) -> Table {
    let columns = [("", ColumnKind::Text), ("Now", ColumnKind::Text), ("Then", ColumnKind::Text)];
    let mut table = Table::new("What comes next", &columns);
    let sides = [&view.before, &view.after];
    let mut line = |what: &str, of: &dyn Fn(&WhatIfSide<'_>) -> Text| {
        let cells: Vec<Cell> = sides.iter().map(|side| Cell::text(of(side).to_string())).collect();
        if cells[0] != cells[1] || what == NEXT_STEP {
            table.rows.push([vec![Cell::text(what)], cells].concat());
        }
    };
    line("Grade and area", &|side| {
        let area = side.row.standing.area.as_ref().map_or_else(String::new, |id| format!(", {}", scale.area_title(id)));
        format!("{}{area}", scale.grade_shown(&side.row.standing.grade)).into()
    });
    line(&words::capitalised(&scale.point_word), &|side| {
        side.row.standing.place.point().map_or_else(Text::default, |point| point.to_string().into())
    });
    line(NEXT_STEP, &|side| step_after(side, view, scale));
    line("Mark time a year", &|side| {
        let left = side.row.pay.payments.iter().find(|payment| payment.component == Component::MarkTime);
        let left = left.and_then(|payment| scale.conventions.monthly_rounding.round(&payment.annual).ok());
        left.map_or_else(Text::default, |amount| text![Cell::money(&scale.currency, amount)])
    });
    table
}

fn side_json(side: &WhatIfSide<'_>) -> Value {
    let net = side.left.as_ref().map(|left| {
        let loans = left.loans.iter().map(|loan| (loan.plan.word().to_owned(), json!(loan.amount.to_string())));
        json!({
            "pension": left.net.pension.to_string(),
            "income_tax": left.net.tax.to_string(),
            "national_insurance": left.net.national_insurance.to_string(),
            "student_loans": loans.collect::<serde_json::Map<_, _>>(),
            "net": left.amount().to_string(),
            "pension_earned_a_year": left.pension_earned.map(|earned| earned.to_string()),
        })
    });
    let payments = side.month.payments.iter().map(|(component, amount)| (component.to_string(), json!(amount.to_string())));
    json!({
        "grade": side.row.standing.grade.as_str(),
        "area": side.row.standing.area.as_ref().map(ToString::to_string),
        "point": side.row.standing.place.point().map(ToString::to_string),
        "fte": side.row.standing.fte.to_string(),
        "annual": annual(side).to_string(),
        "month": {
            "basic": side.month.basic.to_string(),
            "payments": payments.collect::<serde_json::Map<_, _>>(),
            "total": side.month.total.to_string(),
        },
        "estimated": net,
    })
}

/// The same for a spreadsheet.
fn for_programs(view: &WhatIfView<'_>) -> Table {
    let mut table = Table::plain(&["", "now", "then", "difference"]);
    table.rows = months(view, view.before.history.scale()).rows;
    table
}
