//! Which mistake, or which two, would have paid what was paid.
//!
//! Every mistake of [`Mistake`] that could begin in the first month with a difference is made in the member's facts; the same engine
//! says what those pay; and what pays the same as the payslips, to the penny in every month and element, explains them. Where no single
//! mistake does, those that come nearest are taken together with a second.

use std::sync::Arc;

use super::hypotheses::{Hypothesis, all};
use super::ledger::Ledger;
use super::lines::PaidLine;
use super::mistake::Mistake;
use super::slips::{PaidAgainstDue, Slips};
use super::version::Version;
use super::wrong_terms::WrongTerms;
use crate::calendar::{Month, Period};
use crate::money::Money;

/// So many of the nearest single mistakes are taken together with a second.
const MOST_PAIRED: usize = 6;
/// So many explanations are kept.
const MOST_KEPT: usize = 6;

/// What explains a member's payslips.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Diagnosis {
    /// What would have paid the same, the likeliest first; nothing where no single mistake and no pair does.
    pub explanations: Vec<Explanation>,
    /// Where there is none: what would have paid the same in most of the months.
    pub partial: Option<Partial>,
    /// How many months differ from what was due.
    pub months: usize,
}

/// A mistake, or two together, that pay what was paid.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Explanation {
    /// One or two, by date.
    pub mistakes: Vec<Mistake>,
}

/// A mistake that pays what was paid in more than half of the months that differ.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Partial {
    /// The mistake.
    pub mistake: Mistake,
    /// The months that it leaves, with what was paid in each beyond what it would have paid.
    pub left: Vec<(Month, Money)>,
}

impl WrongTerms {
    /// What explains the differences of a ledger.
    pub fn explain(&self, asked: Period, facts: &Version, paid: &[PaidLine], ledger: &Ledger) -> Diagnosis {
        let months = ledger.months_that_differ();
        let (mut slips, _) = Slips::of(asked, paid);
        let residues = ledger.entries.iter().filter(|entry| entry.is_residue);
        slips.leave_out(residues.map(|entry| (entry.month, entry.element.clone())));
        let mut found: Vec<Explanation> = Vec::new();
        let Nearest { fit, near } = self.nearest(asked, facts, &slips, true);
        found.extend(fit.into_iter().map(|mistake| Explanation { mistakes: vec![mistake] }));
        if found.is_empty() {
            for Near { mistake: first, version, .. } in &near {
                let right_terms = Arc::ptr_eq(&version.terms, &facts.terms);
                for second in self.nearest(asked, version, &slips, right_terms).fit {
                    let swapped = |known: &Explanation| known.mistakes.contains(first) && known.mistakes.contains(&second);
                    if !found.iter().any(swapped) {
                        found.push(Explanation { mistakes: vec![first.clone(), second] });
                    }
                }
            }
            found.sort_by_key(|explanation| {
                let ends = explanation.mistakes.iter().filter(|mistake| mistake.is_put_right()).count();
                (explanation.mistakes.iter().map(Mistake::rank).sum::<u8>(), ends)
            });
        }
        found.truncate(MOST_KEPT);
        let partial = if found.is_empty() { self.partial(asked, facts, &slips, &months, near) } else { None };
        Diagnosis { explanations: found, partial, months: months.len() }
    }

    /// The mistake that leaves the fewest months, if it explains most of them: one of those that come nearest, or one that begins after
    /// the first month.
    fn partial(
        &self,
        asked: Period,
        facts: &Version,
        slips: &Slips<'_>,
        months: &[Month],
        mut near: Vec<Near>,
    ) -> Option<Partial> {
        let first = months.first()?;
        let mut later = slips.clone();
        later.leave_out_month(*first);
        // Whatever is found to begin later goes by the facts in the first month.
        let begun_later = self.later(asked, facts, &later);
        near.extend(begun_later.into_iter().map(|(mistake, version)| Near { left: 1, months: 1, mistake, version }));
        near.retain(|near| near.months * 2 < months.len());
        let best = near.into_iter().min_by_key(|near| (near.months, near.left, near.mistake.rank()))?;
        let due = best.version.due(asked).ok()?;
        Some(Partial { mistake: best.mistake, left: slips.left(&due) })
    }

    /// What explains everything but a month that is left out.
    fn later(&self, asked: Period, facts: &Version, slips: &Slips<'_>) -> Option<(Mistake, Version)> {
        let (records, due) = facts.worked_out(asked)?;
        let differences = slips.differences(&due);
        let record = records.last().filter(|_| !differences.months.is_empty())?;
        let compared = PaidAgainstDue { asked, slips, due: &due };
        let all = all(self, &compared, facts, record, &differences, true);
        let fits = |version: &Version| version.due(asked).is_ok_and(|paid| slips.differences(&paid).count == 0);
        let fit = all.into_iter().filter(|hypothesis| fits(&hypothesis.version));
        fit.min_by_key(|hypothesis| hypothesis.mistake.rank()).map(|hypothesis| (hypothesis.mistake, hypothesis.version))
    }

    /// The mistakes that explain everything, the likeliest first, and those that come nearest.
    fn nearest(&self, asked: Period, facts: &Version, slips: &Slips<'_>, right_terms: bool) -> Nearest {
        let Some((records, due)) = facts.worked_out(asked) else { return Nearest::default() };
        let differences = slips.differences(&due);
        let Some(record) = records.last().filter(|_| !differences.months.is_empty()) else { return Nearest::default() };
        let mut fit: Vec<Mistake> = Vec::new();
        let mut near: Vec<Near> = Vec::new();
        let compared = PaidAgainstDue { asked, slips, due: &due };
        for Hypothesis { mistake, version } in all(self, &compared, facts, record, &differences, right_terms) {
            let same = Arc::ptr_eq(&version.terms, &facts.terms) && version.member == facts.member;
            let paid = if same { version.due_with(&records, asked) } else { version.due(asked).ok() };
            let Some(paid) = paid else { continue };
            let left = slips.differences(&paid);
            if left.count == 0 {
                if !fit.contains(&mistake) {
                    fit.push(mistake);
                }
            } else if left.count < differences.count {
                near.push(Near { left: left.count, months: left.months.len(), mistake, version });
            }
        }
        fit.sort_by_key(Mistake::rank);
        let named: Vec<Mistake> = fit.iter().filter(|mistake| !mistake.is_said_by(&fit)).cloned().collect();
        near.sort_by_key(|near| (near.left, near.mistake.rank()));
        near.truncate(MOST_PAIRED);
        Nearest { fit: named, near }
    }
}

/// What pays the same, and what comes near.
#[derive(Default)]
struct Nearest {
    fit: Vec<Mistake>,
    near: Vec<Near>,
}

/// A mistake that explains something.
struct Near {
    /// In how many elements of how many months something is left, and in how many months.
    left: usize,
    months: usize,
    mistake: Mistake,
    version: Version,
}
