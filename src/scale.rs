//! The pay system as its agreements state it: settlements with their facts and measures, and where each came from.
//!
//! | word | meaning |
//! |---|---|
//! | [`Scale`] | a pay system: conventions, grades, areas, and dated settlements |
//! | [`Settlement`] | what was agreed, imposed, offered or claimed from a date on |
//! | [`Measure`] | one change of what stands: an uplift, a raised minimum |
//! | [`SpineFact`], [`RangeFact`], [`Progression`], [`PaymentFact`] | what a settlement states outright |
//! | point | a place on a spine: a *milestone* in one system, an *SCP* in another |
//! | target | the top of a range, the rate for the job |
//! | [`Proposal`] | settlements that nobody has agreed yet: a claim or an offer |
//!
//! The types say what was written and nothing more; what follows from it is worked out in [`crate::settlement`].

mod absence;
mod component;
mod condition;
mod facts;
mod ids;
mod measure;
mod moves;
mod names;
mod points;
mod protection;
mod share;
mod weeks;

use rust_decimal::Decimal;

pub use self::absence::{
    AbsenceKind, AbsenceRules, AverageBy, CountsIn, LeavePay, LeavePayRule, LeaveRule, LeaveStage, Origin, PayShare, SickCeiling,
    SickEntitlement, SickRule, StagePay, TimeAway, TimeAwayRule, WindowFrom, WithStatutory,
};
pub use self::component::{Component, StatutoryKind, is_gross_name, is_net_name, meaning_of_name, payslip_name};
pub use self::condition::{Condition, Fields};
pub use self::facts::{
    Basis, CountedFrom, Formula, Kind, Law, Pace, PaymentFact, PaymentRate, PaymentTier, PointTable, Progression, RangeBounds,
    RangeFact, ShortService, SpineFact, Unrounded, When,
};
pub use self::ids::{AreaId, GradeId, PaymentId, PointId, ProposalId, ScaleId, SpineId};
pub use self::measure::{Assimilation, Change, Measure, Selector, Shift, Uplift};
pub use self::moves::{Gain, MoveKind, MoveOrder, MoveRule, MoveRules, Promotion};
pub use self::names::{Named, find_name, folded_name, name_meant, names_with};
pub(crate) use self::names::{told_apart, with_blanks_named};
pub use self::points::{PointPart, Points};
pub use self::protection::{PayPart, Protection};
pub use self::share::{NotAShare, Share};
pub use self::weeks::{LeaveWeeks, NotWeeks, PaidWeeks, TermTime, WeeksPerYear, paid_of};
use crate::calendar::{Date, MonthDay, PartMonth};
use crate::money::{Currency, Rounding};

/// A pay system.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scale {
    /// What files and commands call it.
    pub id: ScaleId,
    /// What people call it.
    pub title: String,
    /// The currency of every amount.
    pub currency: Currency,
    /// What this system calls a point: "milestone", "SCP".
    pub point_word: String,
    /// Rounding, part months, hours, years.
    pub conventions: Conventions,
    /// Areas with their titles, in the order written.
    pub areas: Vec<(AreaId, String)>,
    /// Grades, in the order written.
    pub grades: Vec<(GradeId, Grade)>,
    /// Where moves between grades lead, where the system says.
    pub moves: MoveRules,
    /// How a loss of pay that is not of the member's choosing is made good, where the system says.
    pub protection: Option<Protection>,
    /// What is due in sickness and on leave, where the system says.
    pub absence: AbsenceRules,
    /// Dated settlements, oldest first.
    pub settlements: Vec<Settlement>,
}

/// A level of work.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grade {
    /// What people call it.
    pub title: String,
    /// The spine that its range lies on; `None` when its ranges are by pay.
    pub spine: Option<SpineId>,
    /// Whether employers set grades of their own within its range, so that a member's own target may be lower.
    pub local: bool,
}

/// How a pay system counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conventions {
    /// How annual values are rounded.
    pub annual_rounding: Rounding,
    /// What the next award starts from.
    pub carry: Carry,
    /// What the second measure of a settlement starts from: the result of the first as published, or before rounding.
    pub between_measures: BetweenMeasures,
    /// What comes first where a move between grades falls on the day of an award or a step; `None` when the system is silent.
    pub moves: Option<MoveOrder>,
    /// How a month's pay of one component is rounded.
    pub monthly_rounding: Rounding,
    /// How parts of a month are paid.
    pub part_month: PartMonths,
    /// Full-time hours a week, where hourly rates are wanted.
    pub hours_per_week: Option<Decimal>,
    /// Weeks in a year for hourly rates.
    pub weeks_per_year: Option<WeeksPerYear>,
    /// The first day of the pay year.
    pub year_start: MonthDay,
    /// How many weeks are paid of a year of term-time work, where the system says.
    pub term_time: Option<TermTime>,
}

/// What the next award starts from: the value as published, or the one before it was rounded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Carry {
    /// The rounded, published value (National Joint Council, teachers in England).
    Published,
    /// The value behind it (Agenda for Change).
    Unrounded,
}

impl Carry {
    /// By the words the files use.
    pub const WORDS: [(&'static str, Carry); 2] = [("published", Carry::Published), ("unrounded", Carry::Unrounded)];
}

/// Whether a value is rounded between two measures of one settlement. 0.5% and then 1.5% on 27,900 are 28,461 if it is (28,040 in
/// between) and 28,460 if it is not (28,039.50 in between).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BetweenMeasures {
    /// Each measure rounds to the published unit. The default, unless awards start from unrounded values.
    Rounded,
    /// Only the result of the last measure is rounded. Always so if awards start from unrounded values.
    Unrounded,
}

impl BetweenMeasures {
    /// By the words the files use.
    pub const WORDS: [(&'static str, BetweenMeasures); 2] =
        [("rounded", BetweenMeasures::Rounded), ("unrounded", BetweenMeasures::Unrounded)];

    /// What holds if the file does not say.
    pub fn by_default(carry: Carry) -> BetweenMeasures {
        match carry {
            Carry::Published => BetweenMeasures::Rounded,
            Carry::Unrounded => BetweenMeasures::Unrounded,
        }
    }
}

/// The convention for a part of a month by the kind of event that breaks it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PartMonths {
    /// Starting, leaving, and changes of rate within a month.
    pub default: PartMonth,
    /// Unpaid absence; the default when `None`.
    pub unpaid: Option<PartMonth>,
    /// Strike; the default when `None`.
    pub strike: Option<PartMonth>,
}

/// What is in force from a date on, in the words of an agreement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settlement {
    /// The first day.
    pub from: Date,
    /// The last day on which it is known to be in force: after it nothing is known until the next settlement. `None` when it is in
    /// force until the next.
    pub known_until: Option<Date>,
    /// What people call it.
    pub title: String,
    /// How far it is agreed.
    pub status: Status,
    /// When it was agreed, if later than `from`.
    pub agreed: Option<Date>,
    /// Where its figures come from.
    pub source: Option<String>,
    /// When that was last checked.
    pub verified: Option<Date>,
    /// What in it, such as its date, is assumed.
    pub assumed: Option<String>,
    /// What comes first when progression and assimilation fall on its date; `None` when the agreement is silent.
    pub order: Option<Order>,
    /// Changes, applied in this order.
    pub measures: Vec<Measure>,
    /// Spines stated: the result of the settlement, or what its measures start from.
    pub spines: Vec<(SpineId, SpineFact)>,
    /// Ranges stated, likewise.
    pub ranges: Vec<RangeFact>,
    /// Progression stated, for all grades (`None`) or one.
    pub progression: Vec<(Option<GradeId>, Progression)>,
    /// Payments stated, likewise.
    pub payments: Vec<(PaymentId, PaymentFact)>,
}

/// How far a settlement is agreed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// By both sides.
    Agreed,
    /// By the employer without agreement.
    Imposed,
    /// The employer's, not accepted.
    Offer,
    /// The union's, not accepted.
    Claim,
}

impl Status {
    /// By the words the files use.
    pub const WORDS: [(&'static str, Status); 4] =
        [("agreed", Status::Agreed), ("imposed", Status::Imposed), ("offer", Status::Offer), ("claim", Status::Claim)];

    /// In a sentence: this is only …
    pub fn written(self) -> &'static str {
        match self {
            Status::Agreed => "agreed",
            Status::Imposed => "imposed",
            Status::Offer => "an offer",
            Status::Claim => "a claim",
        }
    }

    /// The word.
    pub fn word(self) -> &'static str {
        Status::WORDS.iter().find(|(_, status)| *status == self).map_or("", |(word, _)| word)
    }
}

/// What happens first when progression and assimilation fall on one date. Agreements are often silent, and it moves money.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Order {
    /// Everyone takes their step on the old ranges; then whoever is below a new minimum moves up to it.
    ProgressionFirst,
    /// Whoever is below a new minimum moves up to it; then everyone takes their step on the new ranges.
    AssimilationFirst,
}

impl Order {
    /// By the words the files use.
    pub const WORDS: [(&'static str, Order); 2] =
        [("progression-first", Order::ProgressionFirst), ("assimilation-first", Order::AssimilationFirst)];

    /// In words.
    pub fn written(self) -> &'static str {
        match self {
            Order::ProgressionFirst => "progression first, then assimilation",
            Order::AssimilationFirst => "assimilation first, then progression",
        }
    }
}

/// Settlements that nobody has agreed yet: a union's claim or an employer's offer, on one pay system.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposal {
    /// What commands and results call it.
    pub id: ProposalId,
    /// What people call it.
    pub title: String,
    /// The pay system it changes: an id that is shipped, or a path.
    pub scale: String,
    /// Dated settlements, oldest first.
    pub settlements: Vec<Settlement>,
}

impl Scale {
    /// The grade with this id.
    pub fn grade(&self, id: &GradeId) -> Option<&Grade> {
        self.grades.iter().find(|(known, _)| known == id).map(|(_, grade)| grade)
    }

    /// Whether any grade has a range. Without one nobody's basic pay is known, and only payments can be priced.
    pub fn has_ranges(&self) -> bool {
        self.settlements.iter().any(|settlement| !settlement.ranges.is_empty())
    }

    /// The same pay system without the promises of its settlements: a payment that one withdraws ends on its date.
    ///
    /// ```
    /// let scale = payspine::scale_file::shipped("home-office-2006").unwrap();
    /// assert_eq!(scale.without_promises(), scale, "none of its settlements promises anything");
    /// ```
    #[must_use]
    pub fn without_promises(&self) -> Scale {
        let mut scale = self.clone();
        for (_, fact) in scale.settlements.iter_mut().flat_map(|settlement| &mut settlement.payments) {
            fact.protect_until = None;
        }
        scale
    }

    /// The pay system as it was known on a day: without settlements that were agreed, or where that is not stated began, later.
    ///
    /// ```
    /// let scale = payspine::scale_file::shipped("njc").unwrap();
    /// let known = scale.as_known("2024-09-30".parse().unwrap());
    /// assert_eq!(known.settlements.last().unwrap().title, "2023 award", "that of 2024 was agreed in October");
    /// ```
    #[must_use]
    pub fn as_known(&self, on: Date) -> Scale {
        let mut scale = self.clone();
        scale.settlements.retain(|settlement| settlement.agreed.unwrap_or(settlement.from) <= on);
        scale
    }

    /// Payments for each hour or session worked, as often as they are stated.
    pub fn worked_payments(&self) -> impl Iterator<Item = &PaymentId> {
        let stated = self.settlements.iter().flat_map(|settlement| &settlement.payments);
        stated.filter(|(_, fact)| fact.basis.is_worked()).map(|(id, _)| id)
    }

    /// Whether there is an area with this id.
    pub fn has_area(&self, id: &AreaId) -> bool {
        self.areas.iter().any(|(known, _)| known == id)
    }
}
