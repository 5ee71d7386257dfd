//! Days between settlements on which nothing is known.

use std::fmt;
use std::sync::Arc;

use crate::calendar::{Date, Period, day_after, day_before, written};
use crate::scale::{Proposal, Scale, Settlement};

/// Days on which nothing is known: after the `known-until` of a settlement, and before the next one.
///
/// ```
/// use payspine::{calendar::Date, settlement::Gap};
/// let gap = Gap { last: Date::constant(2007, 6, 30), next: Some(Date::constant(2011, 3, 31)) };
/// assert!(gap.days().contains(Date::constant(2007, 7, 1)) && !gap.days().contains(Date::constant(2011, 3, 31)));
/// assert_eq!(gap.to_string(), "from 1 July 2007 to 30 March 2011");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Gap {
    /// The last day before it on which something is known.
    pub last: Date,
    /// The first day after it on which something is known; `None` if nothing is known after it.
    pub next: Option<Date>,
}

impl Gap {
    /// Its days.
    pub fn days(self) -> Period {
        Period::new(day_after(self.last), self.next.unwrap_or(Date::MAX))
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = written(day_after(self.last));
        match self.next {
            Some(next) => write!(f, "from {first} to {}", written(day_before(next))),
            None => write!(f, "from {first} on"),
        }
    }
}

/// The gaps of a pay system and a proposal. What one document says nothing of begins and ends with its own settlements.
pub(super) fn gaps(scale: &Scale, proposal: Option<&Proposal>) -> Arc<[Gap]> {
    let mut gaps: Vec<Gap> = of(&scale.settlements).collect();
    gaps.extend(proposal.iter().flat_map(|proposal| of(&proposal.settlements)));
    gaps.sort_unstable();
    gaps.into()
}

/// The gaps of a document.
pub(super) fn of(settlements: &[Settlement]) -> impl Iterator<Item = Gap> {
    settlements.iter().enumerate().filter_map(|(index, settlement)| {
        let gap = Gap { last: settlement.known_until?, next: settlements.get(index + 1).map(|next| next.from) };
        (!gap.days().is_empty()).then_some(gap)
    })
}
