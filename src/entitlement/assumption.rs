//! What is assumed of a member's pay, with what it is about and which figures it touches. `report::words` has the sentences.
//!
//! Titles and reasons (`why`) are texts of the pay file.

use std::collections::BTreeMap;
use std::fmt;

use rust_decimal::Decimal;

use super::Place;
use crate::calendar::{Date, Month, Period};
use crate::money::{Money, Percent};
use crate::scale::{AbsenceKind, AreaId, Basis, Component, GradeId, Order, PaymentId, PointId, SpineId};
use crate::settlement::RangeKey;

/// Something that was assumed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Assumption {
    /// Of a settlement.
    Settlement {
        /// Its title.
        title: String,
        /// What.
        what: SettlementAssumption,
    },
    /// The last settlement's rates are held for more than a year.
    RatesHeld {
        /// Its first day.
        since: Date,
    },
    /// What the ends of a range assume.
    Range {
        /// The grade, in an area or in all.
        range: RangeKey,
        /// What, in the file's words.
        why: String,
    },
    /// What the value of a point assumes.
    Values {
        /// The spine.
        spine: SpineId,
        /// What, in the file's words.
        why: String,
    },
    /// A grade that employers cut up themselves, of a member without a target.
    NoOwnTarget {
        /// The grade.
        grade: GradeId,
    },
    /// A move to another area, for which there is no rule.
    Move {
        /// From this area.
        from: Option<AreaId>,
        /// To this one.
        to: Option<AreaId>,
    },
    /// Of steps up the range.
    Progression(ProgressionAssumption),
    /// What the rule of mark time assumes, in the file's words; `None` where it has no source.
    MarkTime(Option<String>),
    /// Of a payment.
    Payment {
        /// Which.
        payment: PaymentId,
        /// Its title.
        title: String,
        /// What.
        what: PaymentAssumption,
    },
    /// Of hours or sessions worked.
    Worked {
        /// Their payment.
        payment: PaymentId,
        /// When.
        month: Month,
        /// What.
        what: WorkAssumption,
    },
    /// Of absences of a kind.
    Absences {
        /// Why away.
        kind: AbsenceKind,
        /// What.
        what: AbsenceAssumption,
    },
    /// Of one absence.
    Absence {
        /// Why away.
        kind: AbsenceKind,
        /// The first day.
        from: Date,
        /// What.
        what: OneAbsenceAssumption,
    },
}

/// What is assumed of a settlement.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SettlementAssumption {
    /// What it assumes itself, such as its date.
    Assumed {
        /// What, in the file's words.
        why: String,
        /// Whether it is only proposed.
        proposed: bool,
    },
    /// Its figures have no source in the file.
    NoSource,
    /// It does not say whether progression or assimilation comes first.
    NoOrder {
        /// The day of both.
        on: Date,
        /// The order that was taken.
        taken: Order,
        /// Where the other order leads.
        other: OtherOrder,
    },
}

/// What is assumed of steps up the range.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ProgressionAssumption {
    /// What the rule assumes, in the file's words.
    Rule(String),
    /// Since when the member has been on the point, where that is not given.
    TimeOnPoint {
        /// The day in the grade; `None` for a workforce, whose members have one each.
        since: Option<Date>,
    },
    /// Time in the grade that would have led to another point.
    OtherService {
        /// The day in the grade; `None` for a workforce.
        since: Option<Date>,
        /// The day on which the member stands elsewhere.
        on: Date,
        /// What the file calls a point.
        point_word: String,
    },
    /// A field that the gate asks for and nobody gave.
    GateOpen {
        /// The field.
        field: String,
        /// The values that open the gate.
        wanted: String,
    },
    /// A long absence that counts for a step.
    AbsenceCounts {
        /// Its days.
        away: Period,
    },
}

/// What is assumed of a payment.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PaymentAssumption {
    /// What it, a tier or a rate of it assumes, in the file's words.
    Assumed(String),
    /// It goes by what is worked, and nothing worked is given.
    NothingWorked(Basis),
    /// It is withdrawn from a day before that was agreed.
    WithdrawnBackTo {
        /// The day from which it is not due.
        from: Date,
        /// The day on which that was agreed.
        agreed: Date,
    },
    /// Only a share of staff get it, and it counts at that share.
    ShareCounted(Percent),
    /// Only a share of staff get it, and it does not count.
    ShareNotCounted(Percent),
    /// It is withdrawn and promised for longer.
    PromisedUntil(Date),
    /// It is not due beside another of its group.
    NotBeside {
        /// The title of the one that is due.
        first: String,
        /// The group.
        group: String,
    },
    /// It asks for these fields, which nobody gave.
    FieldsNotGiven(Vec<String>),
    /// It does not say whether it counts in leave pay.
    NotInLeavePay,
    /// It does not say whether it goes on in an absence.
    Away {
        /// Why away.
        kind: AbsenceKind,
        /// Whether it is taken to go on.
        goes_on: bool,
    },
}

/// What is assumed of hours or sessions worked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum WorkAssumption {
    /// Their payment is not due then.
    NotDue,
    /// So many are after the last day of service, and are not counted.
    AfterService(Decimal),
    /// So many are before the first day of which pay is known, and are not counted.
    BeforeService(Decimal),
    /// So many are given twice, and both are counted.
    GivenTwice(Decimal),
}

/// What is assumed of all absences of a kind.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum AbsenceAssumption {
    /// What their rule assumes, in the file's words.
    Rule(String),
    /// Their rule has no source.
    NoSource,
    /// Statutory pay is not counted, since it is known in pounds only.
    NoStatutoryPay,
    /// The conditions of statutory pay are met.
    ConditionsMet,
    /// Service, where the day is not given.
    Service {
        /// The day in the grade.
        since: Date,
    },
    /// Qualifying days that are not given.
    QualifyingDays,
    /// What a row of a statutory table assumes.
    StatutoryRow {
        /// The table's title.
        table: String,
        /// The first day of the row.
        from: Date,
        /// What, in the table's words.
        why: String,
    },
}

/// What is assumed of one absence.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum OneAbsenceAssumption {
    /// The pay system has no rules for its kind.
    NoRule,
    /// No pay for hours worked is known before leave.
    NoAverage,
    /// Leave is paid at an average.
    Average {
        /// How many days at work the average is of.
        days: u32,
        /// The days that it is taken from.
        window: Period,
    },
    /// A part of what the average should take in is not known.
    AverageCut {
        /// The first day that is known.
        known_from: Date,
    },
    /// Earnings are too low for statutory sick pay.
    SickPayLimit {
        /// The first day from which the law knows no such limit, where the absence reaches it.
        until: Option<Date>,
    },
    /// Earnings are too low for other statutory pay.
    LeavePayLimit,
    /// The day of the match of an adoption is not given.
    NoMatch,
    /// The week of the birth is not given.
    NoBirth,
    /// So many weeks of statutory pay are taken to be left to shared parental leave.
    WeeksLeft(u16),
    /// Average weekly earnings before it.
    Earnings {
        /// How much, in pounds.
        weekly: Money,
        /// What they are the pay of.
        of: EarningsOf,
    },
}

/// Where a member stands, as assumptions name it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Spot {
    /// On a point.
    Point(PointId),
    /// On a salary of their own.
    Salary(Money),
}

impl From<&Place> for Spot {
    fn from(place: &Place) -> Spot {
        match place {
            Place::Point(point) => Spot::Point(point.clone()),
            Place::Salary(salary) => Spot::Salary(salary.published),
        }
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Spot::Point(point) => point.fmt(f),
            Spot::Salary(salary) => salary.fmt(f),
        }
    }
}

/// Where the order of progression and assimilation leads that was not taken.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum OtherOrder {
    /// To the same place.
    Same,
    /// To another.
    Elsewhere {
        /// There.
        to: Spot,
        /// The place that was taken.
        not: Spot,
        /// What the file calls a point.
        point_word: String,
    },
    /// Of a workforce some to another.
    ForSome {
        /// What the file calls a point.
        point_word: String,
    },
}

/// What average weekly earnings are the pay of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum EarningsOf {
    /// Of one day, since the months before are not known.
    Day(Date),
    /// Of two months, each paid on its last day.
    Months(Month, Month),
}

/// What an assumption is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum About {
    /// The member.
    Member,
    /// The pay system.
    System,
    /// A claim or an offer.
    Proposal,
    /// The roster or other files.
    Roster,
    /// The law.
    Law,
    /// How the employer pays.
    Employer,
    /// The recovery of an overpayment.
    Recovery,
}

/// Which figures an assumption touches.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Touches {
    /// All of them.
    Everything,
    /// Those that come from a settlement, by its title.
    Settlement(String),
    /// Basic pay on the points of a spine.
    Points(SpineId),
    /// What follows from the ends of a range.
    Range(RangeKey),
    /// A component of pay.
    Component(Component),
    /// Steps up the range.
    Progression,
    /// Pay in absences of a kind.
    Absences(AbsenceKind),
    /// What rules make of a field.
    Field(String),
    /// Estimates of net pay.
    NetPay,
    /// A plan of recovery.
    Recovery,
}

impl Assumption {
    /// What it is about.
    pub fn about(&self) -> About {
        match self {
            Assumption::Settlement { what: SettlementAssumption::Assumed { proposed: true, .. }, .. } => About::Proposal,
            Assumption::Settlement { .. }
            | Assumption::RatesHeld { .. }
            | Assumption::Range { .. }
            | Assumption::Values { .. }
            | Assumption::Move { .. }
            | Assumption::MarkTime(_) => About::System,
            Assumption::NoOwnTarget { .. } | Assumption::Worked { .. } => About::Member,
            Assumption::Progression(what) => match what {
                ProgressionAssumption::Rule(_) | ProgressionAssumption::AbsenceCounts { .. } => About::System,
                ProgressionAssumption::TimeOnPoint { .. }
                | ProgressionAssumption::OtherService { .. }
                | ProgressionAssumption::GateOpen { .. } => About::Member,
            },
            Assumption::Payment { what, .. } => match what {
                PaymentAssumption::NothingWorked(_) | PaymentAssumption::FieldsNotGiven(_) => About::Member,
                PaymentAssumption::Assumed(_)
                | PaymentAssumption::WithdrawnBackTo { .. }
                | PaymentAssumption::ShareCounted(_)
                | PaymentAssumption::ShareNotCounted(_)
                | PaymentAssumption::PromisedUntil(_)
                | PaymentAssumption::NotBeside { .. }
                | PaymentAssumption::NotInLeavePay
                | PaymentAssumption::Away { .. } => About::System,
            },
            Assumption::Absences { what, .. } => match what {
                AbsenceAssumption::Rule(_) | AbsenceAssumption::NoSource | AbsenceAssumption::NoStatutoryPay => About::System,
                AbsenceAssumption::ConditionsMet | AbsenceAssumption::Service { .. } | AbsenceAssumption::QualifyingDays => {
                    About::Member
                }
                AbsenceAssumption::StatutoryRow { .. } => About::Law,
            },
            Assumption::Absence { what, .. } => match what {
                OneAbsenceAssumption::NoRule => About::System,
                OneAbsenceAssumption::SickPayLimit { .. } | OneAbsenceAssumption::LeavePayLimit => About::Law,
                OneAbsenceAssumption::NoAverage
                | OneAbsenceAssumption::Average { .. }
                | OneAbsenceAssumption::AverageCut { .. }
                | OneAbsenceAssumption::NoMatch
                | OneAbsenceAssumption::NoBirth
                | OneAbsenceAssumption::WeeksLeft(_)
                | OneAbsenceAssumption::Earnings { .. } => About::Member,
            },
        }
    }

    /// Which figures it touches.
    pub fn touches(&self) -> Touches {
        match self {
            Assumption::Settlement { title, .. } => Touches::Settlement(title.clone()),
            Assumption::RatesHeld { .. } | Assumption::Move { .. } => Touches::Everything,
            Assumption::Range { range, .. } => Touches::Range(range.clone()),
            Assumption::Values { spine, .. } => Touches::Points(spine.clone()),
            Assumption::NoOwnTarget { grade } => Touches::Range((grade.clone(), None)),
            Assumption::Progression(_) => Touches::Progression,
            Assumption::MarkTime(_) => Touches::Component(Component::MarkTime),
            Assumption::Payment { payment, .. } | Assumption::Worked { payment, .. } => Touches::Component(payment.into()),
            Assumption::Absences { kind, .. } | Assumption::Absence { kind, .. } => Touches::Absences(*kind),
        }
    }
}

/// An assumption that is listed with an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Noted {
    /// What was assumed.
    pub assumption: Assumption,
    /// Whether a figure of the answer rests on it.
    pub touches_answer: bool,
}

impl From<Assumption> for Noted {
    /// What came up on the way to an answer touches it.
    fn from(assumption: Assumption) -> Noted {
        Noted { assumption, touches_answer: true }
    }
}

/// What was assumed: each once, in the order it came up.
#[derive(Clone, Debug, Default)]
pub(super) struct Assumptions {
    /// With its place.
    known: BTreeMap<Assumption, usize>,
    ignored: bool,
}

impl Assumptions {
    /// For figures whose assumptions are known already: nothing is kept.
    pub(super) fn ignored() -> Assumptions {
        Assumptions { known: BTreeMap::new(), ignored: true }
    }

    pub(super) fn note(&mut self, assumption: impl FnOnce() -> Assumption) {
        if !self.ignored {
            let place = self.known.len();
            self.known.entry(assumption()).or_insert(place);
        }
    }

    pub(super) fn into_list(self) -> Vec<Assumption> {
        let mut list: Vec<(Assumption, usize)> = self.known.into_iter().collect();
        list.sort_unstable_by_key(|(_, place)| *place);
        list.into_iter().map(|(assumption, _)| assumption).collect()
    }
}
