//! The ledger: month by month and element by element what was due, what was paid, and the balance.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::DueMonth;
use super::diagnosis::Differences;
use super::outcome::{add, add_total};
use crate::calendar::{Month, Period};
use crate::entitlement::{BASIC, LUMP_SUM, MARK_TIME, statutory_component};
use crate::money::Money;
use crate::scale::{AbsenceKind, Scale};

/// One line of a payslip.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaidLine {
    /// The month it is for.
    pub month: Month,
    /// What it pays.
    pub element: Arc<str>,
    /// How much; below zero where it was taken back.
    pub amount: Money,
}

impl PaidLine {
    /// As one that is not compared.
    pub fn uncounted(&self) -> Uncounted {
        Uncounted { element: self.element.to_string(), lines: 1, amount: self.amount }
    }
}

/// One element of one month.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The month.
    pub month: Month,
    /// The element.
    pub element: String,
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

/// Lines that are not in the ledger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Uncounted {
    /// The element, as the payslips call it.
    pub element: String,
    /// How many lines.
    pub lines: u64,
    /// Their sum.
    pub amount: Money,
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

/// Lines of a payslip that sum up others.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TotalLines {
    /// The lines.
    pub lines: Uncounted,
    /// In how many of them it is not the sum of the month's other lines; of net pay that is not asked.
    pub off: u64,
}

/// What payslips call the sum of their lines.
const SUMS: [&str; 9] =
    ["gross", "gross pay", "total gross", "total gross pay", "gross total", "total", "total pay", "total payments", "sum"];
/// What they call it after deductions.
const NET_SUMS: [&str; 5] = ["net", "net pay", "total net", "total net pay", "take home pay"];

/// The most that twelve rounded months miss of a year: half a penny each.
const OF_A_YEAR: Decimal = Decimal::from_parts(6, 0, 0, false, 2);

/// The elements that a pay system knows: basic pay, every payment it ever states, lump sums, statutory pay.
pub fn known_elements(scale: &Scale) -> Vec<String> {
    let mut known = vec![BASIC.to_owned()];
    for (id, _) in scale.settlements.iter().flat_map(|settlement| &settlement.payments) {
        if !known.iter().any(|element| element == id.as_str()) {
            known.push(id.to_string());
        }
    }
    known.push(LUMP_SUM.to_owned());
    known.extend(scale.protection.as_ref().map(|_| MARK_TIME.to_owned()));
    let by_law = AbsenceKind::WORDS.iter().map(|(_, kind)| statutory_component(*kind)).filter(|component| !component.is_empty());
    known.extend(by_law.map(str::to_owned));
    known
}

/// The payslips of one member, month by month.
#[derive(Clone, Debug)]
pub(super) struct Slips<'a> {
    first: Option<Month>,
    /// For each month that is asked about what was paid by element; `None` where there is no payslip.
    months: Vec<Option<Vec<(&'a str, Money)>>>,
    /// What is not compared.
    left_out: Vec<(Month, String)>,
}

impl<'a> Slips<'a> {
    /// Lines by month; those that cannot be compared go to the ledger's lists.
    fn new(asked: Period, known: &[String], paid: &'a [PaidLine], ledger: &mut Ledger) -> Slips<'a> {
        let first = Month::touched_by(asked).next();
        let mut months: Vec<Option<Vec<(&str, Money)>>> = vec![None; Month::touched_by(asked).count()];
        let mut totals = Vec::new();
        for line in paid {
            let place = first.and_then(|first| usize::try_from(line.month.months_after(first)).ok());
            let Some(slip) = place.and_then(|place| months.get_mut(place)) else {
                add(&mut ledger.outside, &line.uncounted());
                continue;
            };
            if is_any_total(&line.element, known) {
                totals.push(line);
                continue;
            }
            let slip = slip.get_or_insert_default();
            if known.iter().all(|element| **element != *line.element) {
                add(&mut ledger.unknown, &line.uncounted());
                continue;
            }
            match slip.iter_mut().find(|(element, _)| **element == *line.element) {
                Some((_, sum)) => *sum += line.amount,
                None => slip.push((&line.element, line.amount)),
            }
        }
        for total in totals {
            let others = paid.iter().filter(|line| line.month == total.month && !is_any_total(&line.element, known));
            let is_off = is_total(&total.element, &SUMS) && others.map(|line| line.amount).sum::<Money>() != total.amount;
            add_total(&mut ledger.totals, &TotalLines { lines: total.uncounted(), off: u64::from(is_off) });
        }
        Slips { first, months, left_out: Vec::new() }
    }

    /// The payslip of a month.
    fn of(&self, month: Month) -> Option<&[(&'a str, Money)]> {
        let place = usize::try_from(month.months_after(self.first?)).ok()?;
        self.months.get(place)?.as_deref()
    }

    /// Leaves some entries out of what is compared.
    pub(super) fn leave_out<'e>(&mut self, entries: impl Iterator<Item = &'e Entry>) {
        self.left_out = entries.map(|entry| (entry.month, entry.element.clone())).collect();
    }

    /// Leaves a month out of what is compared.
    pub(super) fn leave_out_month(&mut self, month: Month) {
        let place = self.first.and_then(|first| usize::try_from(month.months_after(first)).ok());
        if let Some(slip) = place.and_then(|place| self.months.get_mut(place)) {
            *slip = None;
        }
    }

    /// What was paid of an element in a month; `None` without a payslip.
    pub(super) fn paid(&self, month: Month, element: &str) -> Option<Money> {
        let slip = self.of(month)?;
        Some(slip.iter().filter(|(known, _)| *known == element).map(|(_, amount)| *amount).sum())
    }

    /// What was paid beyond this, by month; the months in which it was the same are left out.
    pub(super) fn left(&self, due: &[DueMonth]) -> Vec<(Month, Money)> {
        let mut months = self.differences(due).months;
        let sum = |due: &DueMonth| {
            let paid: Money = self.of(due.month).into_iter().flatten().map(|(_, amount)| *amount).sum();
            (due.month, paid - due.parts.iter().map(|part| part.due + part.agreed).sum())
        };
        months.sort_unstable();
        due.iter().filter(|due| months.binary_search(&due.month).is_ok()).map(sum).collect()
    }

    /// Where something else was paid than this.
    pub(super) fn differences(&self, due: &[DueMonth]) -> Differences {
        let mut found = Differences::default();
        for due in due {
            let Some(slip) = self.of(due.month) else { continue };
            let before = found.count;
            let mut differs = |element: &str, over: bool| {
                if self.left_out.iter().any(|(month, known)| *month == due.month && known == element) {
                    return;
                }
                found.count += 1;
                if over && found.months.first().is_some_and(|first| *first < due.month) {
                    found.over.get_or_insert(due.month);
                }
                if !found.elements.iter().any(|known| known == element) {
                    found.elements.push(element.to_owned());
                }
            };
            for part in &due.parts {
                let paid = slip.iter().find(|(known, _)| *known == part.element).map_or(Money::ZERO, |(_, amount)| *amount);
                if paid != part.due + part.agreed {
                    differs(&part.element, paid > part.due + part.agreed);
                }
            }
            for (element, amount) in slip {
                if !amount.is_zero() && due.parts.iter().all(|part| part.element != *element) {
                    differs(element, *amount > Money::ZERO);
                }
            }
            if found.count > before {
                found.months.push(due.month);
                found.right_from = None;
            } else if !found.months.is_empty() {
                found.right_from.get_or_insert(due.month);
                found.first_right.get_or_insert(due.month);
            }
        }
        found
    }
}

impl Ledger {
    /// Holds payslips against what was due in the months that are asked about. `known` are the elements that the pay system knows.
    pub fn new(asked: Period, scale: &Scale, known: &[String], due: &[DueMonth], paid: &[PaidLine]) -> Ledger {
        let mut ledger = Ledger::default();
        let slips = Slips::new(asked, known, paid, &mut ledger);
        let mut balance = Money::ZERO;
        for due in due {
            let Some(slip) = slips.of(due.month) else {
                let sum: Money = due.parts.iter().map(|part| part.due + part.agreed).sum();
                if !sum.is_zero() {
                    ledger.no_payslip.push((due.month, sum));
                    if due.parts.iter().all(|part| part.due.is_zero()) {
                        ledger.back_pay_owed.push((due.month, sum));
                    }
                }
                continue;
            };
            let is_due = |element: &str| due.parts.iter().find(|part| part.element == element);
            let elements = due.parts.iter().map(|part| part.element.as_str());
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
                let (month, element) = (due.month, element.to_owned());
                ledger.entries.push(Entry { month, element, due: of_month, agreed, paid, difference, is_residue, balance });
            }
        }
        ledger
    }

    /// The payslips alone, to be held against what else might have been paid.
    pub(super) fn slips<'a>(asked: Period, known: &[String], paid: &'a [PaidLine]) -> Slips<'a> {
        Slips::new(asked, known, paid, &mut Ledger::default())
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
    ///
    /// let month = |number| Month::of(Date::constant(2024, number, 1));
    /// let entry = |number, difference: i64| Entry {
    ///     month: month(number),
    ///     element: "basic".into(),
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

/// Whether an element that the pay system does not know is a sum of others.
fn is_any_total(element: &str, known: &[String]) -> bool {
    known.iter().all(|known| known != element) && (is_total(element, &SUMS) || is_total(element, &NET_SUMS))
}

/// Whether an element is one of these sums.
fn is_total(element: &str, sums: &[&str]) -> bool {
    let plain = element.trim().to_lowercase().replace(['_', '-'], " ");
    sums.contains(&plain.as_str())
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
