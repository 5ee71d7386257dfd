//! What members are due, in scopes each of which can be worked out on its own.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::scale::{Change, Condition, PaymentId, Settlement};
use crate::settlement::{AppliedSettlement, History, Moves, Payment, Rate, Tables};

/// A scope of what members are due: everything, or what goes with the place in the range, or the payments that are the same on every
/// place.
///
/// Each component is in one scope and is rounded on its own, so the scopes add up to the whole.
///
/// ```
/// use payspine::entitlement::PayScope;
/// use payspine::{scale_file, settlement::History};
///
/// let history = History::new(scale_file::shipped("home-office-2006").unwrap(), None).unwrap();
/// let (of_place, of_post) = PayScope::of(&history);
/// let of_post = of_post.unwrap();
/// let london = "london".into();
/// assert!(of_place.has_basic() && !of_place.has(&london));
/// assert!(of_post.has(&london) && !of_post.has_basic());
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PayScope {
    has_basic: bool,
    /// `None` is all.
    payments: Option<Arc<BTreeSet<PaymentId>>>,
}

impl PayScope {
    /// Everything.
    pub const WHOLE: PayScope = PayScope { has_basic: true, payments: None };

    /// The scopes of a history: what goes with the place, and the payments that are the same on every place, if there are any.
    ///
    /// A payment is that if all its tiers are amounts and none of them, nor it, asks for the point; and if that is so of every payment
    /// with which it shares a group of which one is due at a time.
    pub fn of(history: &History) -> (PayScope, Option<PayScope>) {
        let tables = || history.steps().iter().map(|(_, step)| step.tables.as_ref());
        let payments = || tables().flat_map(|tables| &tables.payments);
        let mut of_place: BTreeSet<&PaymentId> =
            payments().filter(|(_, payment)| goes_by_place(payment)).map(|(id, _)| id).collect();
        loop {
            let groups: BTreeSet<&str> =
                payments().filter(|(id, _)| of_place.contains(id)).filter_map(|(_, payment)| group(payment)).collect();
            let before = of_place.len();
            of_place.extend(
                payments().filter(|(_, payment)| group(payment).is_some_and(|group| groups.contains(group))).map(|(id, _)| id),
            );
            if of_place.len() == before {
                break;
            }
        }
        let of_post: BTreeSet<PaymentId> = payments().map(|(id, _)| id).filter(|id| !of_place.contains(id)).cloned().collect();
        if of_post.is_empty() {
            return (PayScope::WHOLE, None);
        }
        let of_place: BTreeSet<PaymentId> = of_place.into_iter().cloned().collect();
        let scope = |has_basic: bool, payments: BTreeSet<PaymentId>| PayScope { has_basic, payments: Some(payments.into()) };
        (scope(true, of_place), Some(scope(false, of_post)))
    }

    /// Whether basic pay is in it, and sums paid once.
    pub fn has_basic(&self) -> bool {
        self.has_basic
    }

    /// Whether a payment is in it.
    pub fn has(&self, id: &PaymentId) -> bool {
        self.payments.as_ref().is_none_or(|payments| payments.contains(id))
    }

    /// Whether two histories are alike in all that it rests on, so that everybody is due the same of it under both.
    pub fn is_alike(&self, one: &History, other: &History) -> bool {
        let of_settlement = |history: &History, step: &AppliedSettlement| {
            let Settlement { title, order, measures, .. } = history.settlement(step);
            let one_offs = measures.iter().filter(|measure| matches!(measure.change, Change::LumpSum { .. }));
            (title.clone(), *order, one_offs.cloned().collect::<Vec<_>>())
        };
        std::ptr::eq(one.scale(), other.scale())
            && one.promise_ends() == other.promise_ends()
            && one.gaps() == other.gaps()
            && one.steps().iter().count() == other.steps().iter().count()
            && one.steps().iter().zip(other.steps().iter()).all(|((from, step), (other_from, other_step))| {
                (from, step.document) == (other_from, other_step.document)
                    && of_settlement(one, step) == of_settlement(other, other_step)
                    && self.is_alike_in_moves(&step.moves, &other_step.moves)
                    && self.is_alike_in(&step.tables, &other_step.tables)
                    && self.is_alike_in(&step.agreed, &other_step.agreed)
            })
    }

    fn is_alike_in_moves(&self, one: &Moves, other: &Moves) -> bool {
        let Moves { before, deleted, kept_steps, salaries } = one;
        let before = match (before, &other.before) {
            (Some(one), Some(other)) => self.is_alike_in(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        before && *deleted == other.deleted && *kept_steps == other.kept_steps && *salaries == other.salaries
    }

    fn is_alike_in(&self, one: &Tables, other: &Tables) -> bool {
        let Tables { spines, ranges, progression, waits, payments, hours_per_week } = one;
        let has = |(id, _): &&(PaymentId, Payment)| self.has(id);
        std::ptr::eq(one, other)
            || (*ranges == other.ranges
                && *progression == other.progression
                && *waits == other.waits
                && *hours_per_week == other.hours_per_week
                && payments.iter().filter(has).eq(other.payments.iter().filter(has))
                && *spines == other.spines)
    }
}

/// Whether what a payment comes to can differ between places in a range.
fn goes_by_place(payment: &Payment) -> bool {
    let conditions = std::iter::once(&payment.fact.condition).chain(payment.tiers.iter().map(|tier| &tier.condition));
    let asks_for_point = conditions.flat_map(Condition::iter).any(|(field, _)| field == "point");
    asks_for_point || payment.tiers.iter().any(|tier| !matches!(tier.rate, Rate::Amount(_)))
}

fn group(payment: &Payment) -> Option<&str> {
    payment.fact.exclusive_group.as_deref()
}
