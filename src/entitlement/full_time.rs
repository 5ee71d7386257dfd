//! A member's months as whole-time amounts, before any rounding: what a paybill multiplies by hours and head counts.
//!
//! A month of one component is linear in the member's FTE, so members who differ only in their hours share one walk. What is
//! rounded, and where, is the same as for one member: the month's amount for the hours worked, once.

use super::month::{BASIC, LUMP_SUM, PaidMonth, in_force, segments};
use super::pay::DuePayment;
use super::walk::{LumpSum, Walk, Walked};
use super::{MemberFault, Row, check, pay};
use crate::calendar::{Date, Month, Period};
use crate::money::{Exact, Fte};
use crate::scale::PaymentId;
use crate::settlement::History;
use crate::workforce::Member;

/// What a member would be due at full time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FullTime {
    /// Months in order; neighbours that are alike are together.
    pub runs: Vec<Run>,
    /// What was assumed.
    pub assumptions: Vec<String>,
}

/// Months that are due the same.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Run {
    /// The first of them.
    pub first: Month,
    /// How many, all in one pay year.
    pub months: u32,
    /// What each is due, by component.
    pub parts: Vec<Part>,
}

/// What a part of pay is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Component {
    /// Basic pay.
    Basic,
    /// A payment.
    Payment(PaymentId),
    /// A sum paid once, on a settlement's date.
    LumpSum,
}

impl Component {
    /// `basic`, a payment's id, or `lump-sum`.
    pub fn name(&self) -> &str {
        match self {
            Component::Basic => BASIC,
            Component::Payment(id) => id.as_str(),
            Component::LumpSum => LUMP_SUM,
        }
    }
}

/// One component of a month: `by_hours` × FTE + `whatever_the_hours`, to be rounded once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// Which.
    pub component: Component,
    /// What goes by hours, at full time.
    pub by_hours: Exact,
    /// What does not.
    pub whatever_the_hours: Exact,
    /// Whether it counts for the pension.
    pub pensionable: bool,
}

/// What each month of a period would be due at full time. The member's own hours and absences do not count.
///
/// A payment that only a share of staff get counts at its share, unless the member's field of its name says yes or no.
///
/// ```
/// use payspine::calendar::{Date, Period};
/// use payspine::money::{Fte, Money};
/// use payspine::{entitlement, scale_file, settlement::History, workforce};
///
/// let history = History::new(scale_file::shipped("home-office-2006").unwrap(), None).unwrap();
/// let start = Date::constant(2006, 7, 1);
/// let member = workforce::Member::new("EO".into(), Some("london".into()), workforce::Position::Point("55".into()), start);
/// let months = entitlement::full_time(&history, &member, Period::new(start, Date::constant(2007, 7, 1))).unwrap();
/// // July with the appraisal bonus in it, August to March, and April to June of the next pay year.
/// assert_eq!(months.runs.iter().map(|run| run.months).collect::<Vec<_>>(), [1, 8, 3]);
/// assert_eq!(months.runs[0].parts[0].by_hours, Money::from(19_632).exact().over(12));
/// ```
///
/// # Errors
///
/// Everything about the member that does not fit the pay system, each with the field it is in.
pub fn full_time(history: &History, member: &Member, period: Period) -> Result<FullTime, Vec<MemberFault>> {
    let member = &Member { fte: Fte::FULL_TIME, hours: None, absences: Vec::new(), ..member.clone() };
    check::check(history, member, period.end)?;
    let mut walk = Walk::start(history, member, pay::Shares::Expected)?;
    walk.run_until(period.end)?;
    let Walked { rows, lump_sums, assumptions } = walk.finish();
    let mut runs: Vec<Run> = Vec::new();
    let (mut last_row, mut next_year) = (None, Date::MIN);
    let year_start = history.scale().conventions.year_start;
    for month in Month::touched_by(period) {
        let whole = month.period();
        let paid = whole.intersection(period);
        let alone = only_row(&rows, &lump_sums, month, whole, paid);
        // A whole month at one rate is like the one before it at the same, within a pay year; that of a month is its first day's.
        let same_year = whole.start < next_year;
        if !same_year {
            next_year = year_start.first_after(whole.start);
        }
        if let (Some(_), true, Some(run)) = (alone, alone == last_row && same_year, runs.last_mut()) {
            run.months += 1;
            continue;
        }
        last_row = alone;
        runs.push(Run { first: month, months: 1, parts: parts(history, member, &rows, &lump_sums, month, paid) });
    }
    Ok(FullTime { runs, assumptions: assumptions.into_lines() })
}

/// The row that alone decides a month that is paid whole and has nothing paid once in it.
fn only_row(rows: &[Row], lump_sums: &[LumpSum], month: Month, whole: Period, paid: Period) -> Option<usize> {
    if paid != whole || lump_sums.iter().any(|lump_sum| paid.contains(lump_sum.on)) {
        return None;
    }
    let at = rows.partition_point(|row| row.from <= paid.start).checked_sub(1)?;
    let until = rows.get(at + 1).is_none_or(|next| next.from >= paid.end);
    let once = rows.get(at)?.pay.once_a_year.iter().any(|(number, _)| *number == month.number());
    (until && !once).then_some(at)
}

fn parts(history: &History, member: &Member, rows: &[Row], lump_sums: &[LumpSum], month: Month, paid: Period) -> Vec<Part> {
    let paid_month = PaidMonth { history, member, month, paid };
    let mut parts = vec![Part {
        component: Component::Basic,
        by_hours: paid_month.due(&segments(rows, paid, |row| row.pay.basic.clone())),
        whatever_the_hours: Exact::zero(),
        pensionable: true,
    }];
    let mut ids: Vec<(&PaymentId, bool, bool)> = Vec::new();
    for (_, row) in in_force(rows, paid) {
        let due = row.pay.payments.iter().map(|payment| (&payment.id, payment.pro_rata, payment.pensionable));
        ids.extend(due.filter(|due| !ids.contains(due)).collect::<Vec<_>>());
    }
    for (id, pro_rata, pensionable) in ids {
        let annual = |row: &Row| {
            let same =
                |payment: &&DuePayment| (&payment.id, payment.pro_rata, payment.pensionable) == (id, pro_rata, pensionable);
            let found = row.pay.payments.iter().find(same);
            found.map_or_else(Exact::zero, |payment| payment.annual.clone())
        };
        add(&mut parts, (id, pensionable), pro_rata, &paid_month.due(&segments(rows, paid, annual)));
    }
    if let Some((_, row)) = in_force(rows, paid).last() {
        for (_, payment) in row.pay.once_a_year.iter().filter(|(number, _)| *number == month.number()) {
            let what = (Component::Payment(payment.id.clone()), payment.pensionable);
            separate(&mut parts, what, payment.pro_rata, payment.annual.clone());
        }
    }
    for lump_sum in lump_sums.iter().filter(|lump_sum| paid.contains(lump_sum.on)) {
        separate(&mut parts, (Component::LumpSum, lump_sum.pensionable), lump_sum.pro_rata, lump_sum.due.clone());
    }
    parts
}

/// Adds to a payment's part, which is rounded once.
fn add(parts: &mut Vec<Part>, (id, pensionable): (&PaymentId, bool), pro_rata: bool, amount: &Exact) {
    let of_payment = |part: &Part| matches!(&part.component, Component::Payment(known) if known == id);
    if !parts.iter().any(of_payment) {
        separate(parts, (Component::Payment(id.clone()), pensionable), pro_rata, Exact::zero());
    }
    if let Some(part) = parts.iter_mut().find(|part| of_payment(part)) {
        let sum = if pro_rata { &mut part.by_hours } else { &mut part.whatever_the_hours };
        *sum = sum.plus(amount);
    }
}

/// Adds a part that is rounded on its own, as each sum paid once is.
fn separate(parts: &mut Vec<Part>, (component, pensionable): (Component, bool), pro_rata: bool, amount: Exact) {
    let (by_hours, whatever_the_hours) = if pro_rata { (amount, Exact::zero()) } else { (Exact::zero(), amount) };
    parts.push(Part { component, by_hours, whatever_the_hours, pensionable });
}
