//! How much of a file is worked out: an absurd one is refused by name before it takes minutes and gigabytes.

use super::fault::Problem;
use super::tables::{Range, Rate, Spine, Tables, Value};
use crate::scale::{Condition, Scale, SpineFact, SpineId};

/// Values that all settlements and measures of a file may come to together. The largest shipped system comes to a few thousand.
const MOST_VALUES: usize = 20_000_000;
/// A value that a settlement keeps counts as this many that a measure changes.
pub(super) const KEPT: usize = 8;

/// Payments in force at once: each is worked out for every month of every member.
pub(super) const MOST_PAYMENTS: usize = 100;

/// The problem of having more payments.
pub(super) fn too_many_payments() -> Problem {
    Problem::TooMuch { what: format!("more than {MOST_PAYMENTS} payments are in force at once"), most: MOST_PAYMENTS }
}

/// What may still be worked out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Budget {
    values: usize,
}

impl Budget {
    /// Counts values; false once there are too many.
    pub(super) fn spend(&mut self, values: usize) -> bool {
        self.values = self.values.saturating_add(values);
        self.values <= MOST_VALUES
    }

    /// The problem of having too many.
    pub(super) fn spent(self) -> Problem {
        let what = format!("up to here the tables of all settlements and measures have {} values", self.values);
        Problem::TooMuch { what, most: MOST_VALUES }
    }
}

impl Value {
    /// 1, and more for a value that is carried with very many digits.
    fn size(&self) -> usize {
        1 + self.carried.bits() / 64
    }
}

impl Spine {
    pub(super) fn size(&self) -> usize {
        self.points.len() + self.columns().flatten().map(Value::size).sum::<usize>()
    }
}

/// The values that a spine will have when what a settlement states of it is in: every area has values for every grade on the spine.
pub(super) fn stated(scale: &Scale, tables: &Tables, id: &SpineId, fact: &SpineFact) -> usize {
    let grades = scale.grades.iter().filter(|(_, grade)| grade.spine.as_ref() == Some(id)).count();
    let standing = tables.spines.get(id).map_or(0, |spine| spine.points.len());
    let formula = fact.formula.as_ref().map_or(0, |formula| usize::from(formula.last.saturating_sub(formula.first)) + 1);
    let of_areas = fact.areas.iter().map(|(_, table)| table.points.len()).max().unwrap_or(0);
    let points = [standing, formula, fact.table.points.len(), of_areas].into_iter().max().unwrap_or(0);
    fact.areas.len().saturating_mul(grades).saturating_add(1).saturating_mul(points)
}

/// A text counts for a value if it is long.
fn length(text: Option<&String>) -> usize {
    text.map_or(0, |text| text.len() / 64)
}

fn condition(condition: &Condition) -> usize {
    condition.iter().map(|(_, values)| 1 + values.len()).sum()
}

impl Tables {
    /// How many values there are to keep and to look through. Each range is looked up among the grades.
    pub(super) fn size(&self, scale: &Scale) -> usize {
        let spines = self.spines.values().map(Spine::size).sum::<usize>();
        let range = |range: &Range| match range {
            Range::Points { assumed, .. } => 2 + length(assumed.as_ref()),
            Range::Pay { minimum, target, assumed } => minimum.size() + target.size() + length(assumed.as_ref()),
        };
        let ranges = self.ranges.values().map(range).sum::<usize>() + self.ranges.len() * (scale.grades.len() / 16);
        let waits = self.waits.values().map(|waits| 1 + waits.len()).sum::<usize>();
        let progression = self.progression.values().map(|rule| 1 + condition(&rule.requires)).sum::<usize>();
        let rate = |rate: &Rate| match rate {
            Rate::Amount(value) => value.size(),
            Rate::PercentOfBasic { at_least, at_most, total_at_most, .. } => {
                1 + [at_least, at_most, total_at_most].into_iter().flatten().map(Value::size).sum::<usize>()
            }
            Rate::PercentOfTarget(_) => 1,
        };
        let payments = self.payments.iter().map(|(_, payment)| {
            let fact = &payment.fact;
            let tiers = payment
                .tiers
                .iter()
                .map(|tier| rate(&tier.rate) + 2 * condition(&tier.condition) + length(tier.assumed.as_ref()));
            let texts = [Some(&fact.title), fact.exclusive_group.as_ref(), fact.assumed.as_ref()].map(length);
            4 + tiers.sum::<usize>() + condition(&fact.condition) + texts.iter().sum::<usize>()
        });
        spines + ranges + waits + progression + payments.sum::<usize>()
    }
}
