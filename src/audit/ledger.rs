//! The ledger: month by month and element by element what was due, what was paid, and the balance.

use std::fmt;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::DueMonth;
use super::diagnosis::Differences;
use super::outcome::{add, add_total};
use crate::calendar::{Month, Period};
use crate::money::Money;
use crate::scale::{Component, Scale, StatutoryKind, is_gross_name, is_net_name};

/// What a line of a payslip pays.
///
/// What the pay system knows is told from what it does not where the line is read, by [`Element::named`] or by the names of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Element {
    /// A component that the pay system can pay.
    Known(Component),
    /// Anything else, as the payslips call it: overtime that no file states, or a total.
    Other(Arc<str>),
}

impl Element {
    /// The one of some known components that has this id; otherwise the name as it is.
    ///
    /// ```
    /// use payspine::audit::Element;
    /// use payspine::scale::Component;
    /// assert_eq!(Element::named("basic", &[Component::Basic]), Element::Known(Component::Basic));
    /// assert_eq!(Element::named("basic", &[]).to_string(), "basic");
    /// ```
    pub fn named(name: &str, known: &[Component]) -> Element {
        let component = known.iter().find(|component| component.id() == name);
        component.map_or_else(|| Element::Other(name.into()), |component| Element::Known(component.clone()))
    }

    /// The component, if it is known.
    pub fn component(&self) -> Option<&Component> {
        match self {
            Element::Known(component) => Some(component),
            Element::Other(_) => None,
        }
    }

    /// Whether it is the sum of other lines, before or after deductions.
    fn is_total(&self) -> bool {
        matches!(self, Element::Other(name) if is_gross_name(name) || is_net_name(name))
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Element::Known(component) => component.fmt(f),
            Element::Other(name) => f.pad(name),
        }
    }
}

/// One line of a payslip.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaidLine {
    /// The month it is for.
    pub month: Month,
    /// What it pays.
    pub element: Element,
    /// How much; below zero where it was taken back.
    pub amount: Money,
}

impl PaidLine {
    /// As one that is not compared.
    pub fn uncounted(&self) -> Uncounted {
        Uncounted { element: self.element.clone(), lines: 1, amount: self.amount }
    }
}

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

/// Lines that are not in the ledger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Uncounted {
    /// The element.
    pub element: Element,
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

/// The most that twelve rounded months miss of a year: half a penny each.
const OF_A_YEAR: Decimal = Decimal::from_parts(6, 0, 0, false, 2);

/// The elements that a pay system knows: basic pay, every payment it ever states, lump sums, statutory pay.
pub fn known_elements(scale: &Scale) -> Vec<Component> {
    let mut known = vec![Component::Basic];
    for (id, _) in scale.settlements.iter().flat_map(|settlement| &settlement.payments) {
        let payment = Component::from(id);
        if !known.contains(&payment) {
            known.push(payment);
        }
    }
    known.push(Component::LumpSum);
    known.extend(scale.protection.as_ref().map(|_| Component::MarkTime));
    known.extend(StatutoryKind::ALL.map(Component::Statutory));
    known
}

/// The payslips of one member, month by month.
#[derive(Clone, Debug)]
pub(super) struct Slips<'a> {
    first: Option<Month>,
    /// For each month that is asked about what was paid by element; `None` where there is no payslip.
    months: Vec<Option<Vec<(&'a Component, Money)>>>,
    /// What is not compared.
    left_out: Vec<(Month, Component)>,
}

impl<'a> Slips<'a> {
    /// Lines by month; those that cannot be compared go to the ledger's lists.
    fn new(asked: Period, paid: &'a [PaidLine], ledger: &mut Ledger) -> Slips<'a> {
        let first = Month::touched_by(asked).next();
        let mut months: Vec<Option<Vec<(&Component, Money)>>> = vec![None; Month::touched_by(asked).count()];
        let mut totals = Vec::new();
        for line in paid {
            let place = first.and_then(|first| usize::try_from(line.month.months_after(first)).ok());
            let Some(slip) = place.and_then(|place| months.get_mut(place)) else {
                add(&mut ledger.outside, &line.uncounted());
                continue;
            };
            if line.element.is_total() {
                totals.push(line);
                continue;
            }
            let slip = slip.get_or_insert_default();
            let Element::Known(component) = &line.element else {
                add(&mut ledger.unknown, &line.uncounted());
                continue;
            };
            match slip.iter_mut().find(|(known, _)| *known == component) {
                Some((_, sum)) => *sum += line.amount,
                None => slip.push((component, line.amount)),
            }
        }
        for total in totals {
            let others = paid.iter().filter(|line| line.month == total.month && !line.element.is_total());
            let is_gross = matches!(&total.element, Element::Other(name) if is_gross_name(name));
            let is_off = is_gross && others.map(|line| line.amount).sum::<Money>() != total.amount;
            add_total(&mut ledger.totals, &TotalLines { lines: total.uncounted(), off: u64::from(is_off) });
        }
        Slips { first, months, left_out: Vec::new() }
    }

    /// The payslip of a month.
    fn of(&self, month: Month) -> Option<&[(&'a Component, Money)]> {
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
    pub(super) fn paid(&self, month: Month, element: &Component) -> Option<Money> {
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
            let mut differs = |element: &Component, over: bool| {
                if self.left_out.iter().any(|(month, known)| *month == due.month && known == element) {
                    return;
                }
                found.count += 1;
                if over && found.months.first().is_some_and(|first| *first < due.month) {
                    found.over.get_or_insert(due.month);
                }
                if !found.elements.contains(element) {
                    found.elements.push(element.clone());
                }
            };
            for part in &due.parts {
                let paid = slip.iter().find(|(known, _)| **known == part.element).map_or(Money::ZERO, |(_, amount)| *amount);
                if paid != part.due + part.agreed {
                    differs(&part.element, paid > part.due + part.agreed);
                }
            }
            for (element, amount) in slip {
                if !amount.is_zero() && due.parts.iter().all(|part| part.element != **element) {
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
    /// Holds payslips against what was due in the months that are asked about.
    pub fn new(asked: Period, scale: &Scale, due: &[DueMonth], paid: &[PaidLine]) -> Ledger {
        let mut ledger = Ledger::default();
        let slips = Slips::new(asked, paid, &mut ledger);
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

    /// The payslips alone, to be held against what else might have been paid.
    pub(super) fn slips(asked: Period, paid: &[PaidLine]) -> Slips<'_> {
        Slips::new(asked, paid, &mut Ledger::default())
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
