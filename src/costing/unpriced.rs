//! Why a roster cannot be priced.

use super::on_costs::NoRate;
use crate::entitlement::MemberFault;
use crate::money::TooLarge;
use crate::workforce::Subject;

/// Cells that do not fit the pay system, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Misfit {
    /// Which cells.
    pub cells: Vec<usize>,
    /// What is wrong, with the field.
    pub fault: MemberFault,
}

/// Why a roster cannot be priced.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Unpriced {
    /// Cells that do not fit, each problem once.
    Misfits(Vec<Misfit>),
    /// A sum is beyond what the engine holds.
    TooLarge(TooLarge),
    /// A part of a proposal, by its title, needs basic pay, and the pay system has no ranges.
    NoBasicPay(String),
    /// A lump sum is for some grades or areas alone, and a row does not say its own.
    NotSaid {
        /// What the sum is called.
        title: String,
        /// The column that would say it.
        column: Subject,
    },
    /// A statutory rate is not known.
    NoRate(NoRate),
    /// So many groups, of each of which so many years are summed in all cases, come to more figures than
    /// [`MOST_FIGURES`](super::MOST_FIGURES).
    TooManyGroups {
        /// How many groups there are in all groupings.
        groups: usize,
        /// How many years.
        years: usize,
    },
}
