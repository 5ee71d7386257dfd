//! The payslips of one member, held against what was due, or would have been due.

use super::lines::{Element, PaidLine, TotalLines, Uncounted, add, add_total};
use super::terms::{DueMonth, DuePart};
use crate::calendar::{Month, Period};
use crate::money::Money;
use crate::scale::{Component, is_gross_name};

/// The payslips of one member, month by month.
#[derive(Clone, Debug)]
pub(super) struct Slips<'a> {
    first: Option<Month>,
    /// For each month that is asked about what was paid by element; `None` where there is no payslip.
    months: Vec<Option<Vec<(&'a Component, Money)>>>,
    /// What is not compared.
    left_out: Vec<(Month, Component)>,
}

/// Lines that are held against nothing.
#[derive(Default)]
pub(super) struct Uncompared {
    /// Of elements that the pay system does not know.
    pub(super) unknown: Vec<Uncounted>,
    /// Of months that are not asked about.
    pub(super) outside: Vec<Uncounted>,
    /// Lines that sum up others.
    pub(super) totals: Vec<TotalLines>,
}

impl<'a> Slips<'a> {
    /// Lines by month, and those that cannot be compared.
    pub(super) fn of(asked: Period, paid: &'a [PaidLine]) -> (Slips<'a>, Uncompared) {
        let mut uncompared = Uncompared::default();
        let first = Month::touched_by(asked).next();
        let mut months: Vec<Option<Vec<(&Component, Money)>>> = vec![None; Month::touched_by(asked).count()];
        let mut totals = Vec::new();
        for line in paid {
            let place = first.and_then(|first| usize::try_from(line.month.months_after(first)).ok());
            let Some(slip) = place.and_then(|place| months.get_mut(place)) else {
                add(&mut uncompared.outside, &line.uncounted());
                continue;
            };
            if line.element.is_total() {
                totals.push(line);
                continue;
            }
            let slip = slip.get_or_insert_default();
            let Element::Known(component) = &line.element else {
                add(&mut uncompared.unknown, &line.uncounted());
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
            add_total(&mut uncompared.totals, &TotalLines { lines: total.uncounted(), off: u64::from(is_off) });
        }
        (Slips { first, months, left_out: Vec::new() }, uncompared)
    }

    /// The payslip of a month.
    pub(super) fn slip(&self, month: Month) -> Option<&[(&'a Component, Money)]> {
        let place = usize::try_from(month.months_after(self.first?)).ok()?;
        self.months.get(place)?.as_deref()
    }

    /// Leaves some elements of some months out of what is compared.
    pub(super) fn leave_out(&mut self, elements: impl Iterator<Item = (Month, Component)>) {
        self.left_out = elements.collect();
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
        let slip = self.slip(month)?;
        Some(slip.iter().filter(|(known, _)| *known == element).map(|(_, amount)| *amount).sum())
    }

    /// What was paid beyond this, by month; the months in which it was the same are left out.
    pub(super) fn left(&self, due: &[DueMonth]) -> Vec<(Month, Money)> {
        let mut months = self.differences(due).months;
        let sum = |due: &DueMonth| {
            let paid: Money = self.slip(due.month).into_iter().flatten().map(|(_, amount)| *amount).sum();
            (due.month, paid - due.total())
        };
        months.sort_unstable();
        due.iter().filter(|due| months.binary_search(&due.month).is_ok()).map(sum).collect()
    }

    /// Where something else was paid than this.
    pub(super) fn differences(&self, due: &[DueMonth]) -> Differences {
        let mut found = Differences::default();
        let mut first_net = None;
        for due in due {
            let Some(slip) = self.slip(due.month) else { continue };
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
                if paid != part.total() {
                    differs(&part.element, paid > part.total());
                }
            }
            for (element, amount) in slip {
                if !amount.is_zero() && due.parts.iter().all(|part| part.element != **element) {
                    differs(element, *amount > Money::ZERO);
                }
            }
            if found.count > before {
                let net = slip.iter().map(|(_, amount)| *amount).sum::<Money>() - due.total();
                let opposite =
                    |first: Money| (first < Money::ZERO && net > Money::ZERO) || (first > Money::ZERO && net < Money::ZERO);
                let first = *first_net.get_or_insert(net);
                if opposite(first) {
                    found.made_good.get_or_insert((due.month, first > Money::ZERO));
                }
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

/// What was paid against what was due.
pub(super) struct PaidAgainstDue<'a> {
    pub(super) asked: Period,
    pub(super) slips: &'a Slips<'a>,
    pub(super) due: &'a [DueMonth],
}

impl PaidAgainstDue<'_> {
    /// What was due of an element in a month, and what was paid of it; `None` without a payslip.
    pub(super) fn amounts(&self, month: Month, element: &Component) -> Option<(Money, Money)> {
        let paid = self.slips.paid(month, element)?;
        let due = self.due.iter().filter(|due| due.month == month).flat_map(|due| &due.parts);
        let due = due.filter(|part| part.element == *element).map(DuePart::total).sum();
        Some((due, paid))
    }
}

/// Months in which something else was paid than a version says.
#[derive(Clone, Debug, Default)]
pub(super) struct Differences {
    /// In how many elements of how many months.
    pub(super) count: usize,
    /// The months, in order.
    pub(super) months: Vec<Month>,
    /// The first month after them that has a payslip.
    pub(super) right_from: Option<Month>,
    /// The first month without a difference that comes after the first with one: back pay can bring differences back.
    pub(super) first_right: Option<Month>,
    /// The first month after the first in which more was paid than was due: back pay may have been in it.
    pub(super) over: Option<Month>,
    /// The first month in which in all less was paid than was due, if in the first it was more, or the other way round: what had been paid
    /// too much or too little may have been made good in it. With whether it is less.
    pub(super) made_good: Option<(Month, bool)>,
    /// The elements.
    pub(super) elements: Vec<Component>,
}
