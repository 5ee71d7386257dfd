//! A workforce priced: paybills with and without a proposal, who gains and who loses, and what causes what.
//!
//! A roster is grouped into those whom a pay system treats alike whatever their hours; each group walks once through the engine
//! ([`crate::entitlement::full_time`]), and its months are multiplied by hours and head counts in whole numbers. What goes with the
//! place in the range is walked apart from payments that are the same on every place ([`crate::entitlement::PayScope`]), for whoever
//! those treat alike; cases that are alike in one share it. A month of one component is rounded once for each member, as it is paid, so
//! every grouping adds up and the sum of all members' own timelines is the paybill.

mod answer;
mod break_even;
mod class_totals;
mod compare;
mod heads;
mod month_runs;
mod months;
mod needs;
mod on_costs;
mod partition;
mod paybill;
mod place;
mod price;
mod reconcile;
mod rises;
mod run;
mod shared_walks;
mod solve;
mod split;
mod tally;
mod turnover;
mod units;
mod work;

pub use self::answer::{Answer, Question, cost};
pub use self::break_even::{Arms, BreakEven, break_even};
pub use self::heads::Heads;
pub use self::needs::{Need, needs};
pub use self::on_costs::{BY_MEMBER, EmployersPension, NoRate, OnCosts, levied, levy, paid_on};
pub use self::paybill::{MOST_FIGURES, Misfit, Plan, Unpriced, paybills};
pub use self::reconcile::{Reconciled, reconcile};
pub use self::solve::{Solved, Trial, Tried, largest};
pub use self::split::{Item, ItemPart, items};
pub use self::tally::{AssumedPoint, Loss, Monthly, PayYear, Paybills, Sums};
pub use self::turnover::{Turnover, turnover};
