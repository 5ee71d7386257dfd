//! The ledger: month by month and element by element what was due, what was paid, and the balance.

use rust_decimal::Decimal;

use super::lines::{PaidLine, TotalLines, Uncounted};
use super::slips::{Slips, Uncompared};
use super::terms::DueMonth;
use crate::calendar::{Month, Period};
use crate::money::Money;
use crate::scale::{Component, Scale};

/// One element of one month.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The month.
    pub month: Month,
    /// The element.
    pub element: Component,
    /// What the month is due on what its payday knew.
    pub due: Money,
    /// Back pay that fell due on its payday, because a settlement was agreed.
    pub agreed: Money,
    /// What was paid.
    pub paid: Money,
    /// What was paid beyond what was due, back pay included; below zero where less was.
    pub difference: Money,
    /// Whether the difference is one of rounding: a penny for each rate of the month, or what twelve rounded months miss of a year.
    pub is_residue: bool,
    /// The differences up to here, residues left out.
    pub balance: Money,
}

/// What was due and paid to one member.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ledger {
    /// Every element of every month with a payslip, in order.
    pub entries: Vec<Entry>,
    /// Differences above zero, residues left out.
    pub overpaid: Money,
    /// Differences below zero, as a sum above zero.
    pub underpaid: Money,
    /// Differences of rounding.
    pub residue: Money,
    /// Months without a payslip for which something was due, and how much: they are not counted as underpaid.
    pub no_payslip: Vec<(Month, Money)>,
    /// Lines of elements that the pay system does not know.
    pub unknown: Vec<Uncounted>,
    /// Lines of months that are not asked about, by element.
    pub outside: Vec<Uncounted>,
    /// Lines that sum up others: no element of pay, and not counted a second time.
    pub totals: Vec<TotalLines>,
    /// Months without a payslip for which only back pay was due, and how much: of somebody who has left. They are among the others.
    pub back_pay_owed: Vec<(Month, Money)>,
    /// Months of which a line was left out because it could not be read. What differs in them may be that line.
    pub skipped: Vec<Month>,
}

/// The most that twelve rounded months miss of a year: half a penny each.
const OF_A_YEAR: Decimal = Decimal::from_parts(6, 0, 0, false, 2);

impl Ledger {
    /// Holds payslips against what was due in the months that are asked about.
    pub fn new(asked: Period, scale: &Scale, due: &[DueMonth], paid: &[PaidLine]) -> Ledger {
        let (slips, Uncompared { unknown, outside, totals }) = Slips::of(asked, paid);
        let mut ledger = Ledger { unknown, outside, totals, ..Ledger::default() };
        let mut balance = Money::ZERO;
        for due in due {
            let Some(slip) = slips.slip(due.month) else {
                let sum: Money = due.total();
                if !sum.is_zero() {
                    ledger.no_payslip.push((due.month, sum));
                    if due.parts.iter().all(|part| part.due.is_zero()) {
                        ledger.back_pay_owed.push((due.month, sum));
                    }
                }
                continue;
            };
            let is_due = |element: &Component| due.parts.iter().find(|part| part.element == *element);
            let elements = due.parts.iter().map(|part| &part.element);
            for element in elements.chain(slip.iter().map(|(element, _)| *element).filter(|element| is_due(element).is_none())) {
                let part = is_due(element);
                let (of_month, agreed) = part.map_or((Money::ZERO, Money::ZERO), |part| (part.due, part.agreed));
                let paid = slip.iter().find(|(known, _)| *known == element).map_or(Money::ZERO, |(_, amount)| *amount);
                if of_month.is_zero() && agreed.is_zero() && paid.is_zero() {
                    continue;
                }
                let difference = paid - of_month - agreed;
                let ends_a_year = || ends_a_year(scale, due.month);
                let is_residue = !difference.is_zero() && part.is_some() && is_residue(difference, due.segments, ends_a_year);
                if is_residue {
                    ledger.residue += difference;
                } else {
                    balance += difference;
                    if difference > Money::ZERO {
                        ledger.overpaid += difference;
                    } else {
                        ledger.underpaid += -difference;
                    }
                }
                let (month, element) = (due.month, element.clone());
                ledger.entries.push(Entry { month, element, due: of_month, agreed, paid, difference, is_residue, balance });
            }
        }
        ledger
    }

    /// Overpayments with underpayments set against them; below zero where less was paid than due.
    pub fn net(&self) -> Money {
        self.overpaid - self.underpaid
    }

    /// The entries with a difference that is none of rounding.
    pub fn differences(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.difference.is_zero() && !entry.is_residue)
    }

    /// What is left of the overpayment of each month in which more was paid than due, once underpayments are set against the oldest of
    /// them. The amounts sum to what was overpaid on balance; there are none where nothing was. A month that is wholly set off stays,
    /// with nothing: the overpayment arose over it too.
    ///
    /// ```
    /// use payspine::audit::{Entry, Ledger};
    /// use payspine::calendar::{Date, Month};
    /// use payspine::money::Money;
    /// use payspine::scale::Component;
    ///
    /// let month = |number| Month::of(Date::constant(2024, number, 1));
    /// let entry = |number, difference: i64| Entry {
    ///     month: month(number),
    ///     element: Component::Basic,
    ///     due: Money::from(2_000),
    ///     agreed: Money::ZERO,
    ///     paid: Money::from(2_000 + difference),
    ///     difference: difference.into(),
    ///     is_residue: false,
    ///     balance: Money::ZERO,
    /// };
    /// let entries = vec![entry(4, 50), entry(5, -70), entry(6, 50)];
    /// let ledger = Ledger { entries, overpaid: 100.into(), underpaid: 70.into(), ..Ledger::default() };
    /// assert_eq!(ledger.overpaid_by_month(), [(month(4), Money::ZERO), (month(6), Money::from(30))]);
    /// ```
    pub fn overpaid_by_month(&self) -> Vec<(Month, Money)> {
        let mut months: Vec<(Month, Money)> = Vec::new();
        for entry in self.differences() {
            match months.last_mut() {
                Some((month, sum)) if *month == entry.month => *sum += entry.difference,
                _ => months.push((entry.month, entry.difference)),
            }
        }
        let mut under: Money = months.iter().map(|(_, sum)| (-*sum).max(Money::ZERO)).sum();
        months.retain(|(_, sum)| *sum > Money::ZERO);
        for (_, sum) in &mut months {
            let set_off = under.min(*sum);
            (*sum, under) = (*sum - set_off, under - set_off);
        }
        if self.net() > Money::ZERO { months } else { Vec::new() }
    }

    /// The months with such a difference, in order.
    pub fn months_that_differ(&self) -> Vec<Month> {
        let mut months: Vec<Month> = self.differences().map(|entry| entry.month).collect();
        months.dedup();
        months
    }
}

/// A penny for each rate at which the month is paid; at the end of a pay year what rounding its months missed.
fn is_residue(difference: Money, segments: u32, ends_a_year: impl FnOnce() -> bool) -> bool {
    let difference = difference.amount().abs();
    difference <= Decimal::new(i64::from(segments), 2) || (difference <= OF_A_YEAR && ends_a_year())
}

/// Whether a month is the last of a pay year.
fn ends_a_year(scale: &Scale, month: Month) -> bool {
    let year_start = scale.conventions.year_start;
    year_start.year_label(month.period().start) != year_start.year_label(month.period().end)
}
