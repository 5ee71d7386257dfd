//! How an employer recovers an overpayment: the terms of a policy. No share or limit is built in; a policy states what binds.

mod check;
mod flags;
mod schedule;

use rust_decimal::Decimal;

pub use self::check::{Breach, Held, Rule, check};
pub use self::flags::{Circumstances, CutOffs, Flag, Jurisdiction, Raised, cut_offs, flags};
pub use self::schedule::{Debt, ExpectedPay, Instalment, Limit, Outcome, Schedule, Shortfall, limits, schedule};

use crate::calendar::{Date, Length};
use crate::money::{Money, Percent};

/// A recovery policy. What it leaves out does not limit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecoveryPolicy {
    /// What commands call it.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// Where its terms were read.
    pub source: Option<String>,
    /// When that was last checked.
    pub verified: Option<Date>,
    /// What in it is assumed.
    pub assumed: Option<String>,
    /// At most this share of a month's net pay.
    pub share_of_net: Option<Percent>,
    /// At most this share of a month's gross pay.
    pub share_of_gross: Option<Percent>,
    /// At most so many days' gross pay a month.
    pub days_of_gross: Option<Decimal>,
    /// At least this much net pay is left.
    pub least_net: Option<Money>,
    /// At least this share of net pay is left after all deductions together.
    pub protected_share: Option<Percent>,
    /// Whether recovery takes at least as many months as the overpayment arose over.
    pub match_period: bool,
    /// The longest time, with approval.
    pub longest: Option<Length>,
    /// The longest time without anyone's approval.
    pub longest_without_approval: Option<Length>,
    /// How long before the first deduction the member is told.
    pub notice: Option<Length>,
    /// Below this, taken from the next pay.
    pub de_minimis: Option<Money>,
    /// A sum below that of which the member is told so long after it arose is not pursued.
    pub not_pursued_after: Option<Length>,
    /// What pauses recovery.
    pub pause_on: Vec<Pause>,
    /// Which instalment is the odd one.
    pub odd_instalment: OddInstalment,
    /// What is recovered.
    pub basis: Option<Basis>,
    /// Whether all that is left is taken from a leaver's final pay.
    pub from_final_pay: bool,
}

/// Pay on which recovery pauses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Pause {
    /// Half pay, in sickness or parental leave.
    HalfPay,
    /// Statutory pay only.
    StatutoryPay,
    /// No pay.
    NilPay,
}

impl Pause {
    /// By the words the files use.
    pub const WORDS: [(&'static str, Pause); 3] =
        [("half-pay", Pause::HalfPay), ("statutory-pay", Pause::StatutoryPay), ("nil-pay", Pause::NilPay)];
}

/// Which instalment carries what does not divide.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum OddInstalment {
    /// The last: it is smaller.
    #[default]
    Last,
    /// The first.
    First,
}

impl OddInstalment {
    /// By the words the files use.
    pub const WORDS: [(&'static str, OddInstalment); 2] = [("last", OddInstalment::Last), ("first", OddInstalment::First)];
}

/// What is recovered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Basis {
    /// The gross sum.
    Gross,
    /// The net sum: what the member had in hand.
    Net,
    /// Gross for the tax year in which it is recovered, net for earlier ones (HMRC PAYE72085).
    NetForEarlierYears,
}

impl Basis {
    /// By the words the files use.
    pub const WORDS: [(&'static str, Basis); 3] =
        [("gross", Basis::Gross), ("net", Basis::Net), ("net-for-earlier-years", Basis::NetForEarlierYears)];
}
