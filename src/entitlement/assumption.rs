//! What is assumed of a member's pay, with what it is about and which figures it touches. `report::words` has the sentences.
//!
//! Titles and reasons (`why`) are texts of the pay file.

mod details;

use std::collections::BTreeMap;

pub use self::details::{
    AbsenceAssumption, Carried, EarningsOf, HoursAssumption, MoveAssumption, OneAbsenceAssumption, OtherOrder, PaymentAssumption,
    ProgressionAssumption, SettlementAssumption, Spot, WorkAssumption,
};
use crate::calendar::{Date, Month};
use crate::scale::{AbsenceKind, AreaId, Component, GradeId, PaymentId, SpineId};
use crate::settlement::{Gap, RangeKey};

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
    /// Days on which nothing is known.
    NotKnown {
        /// The days.
        gap: Gap,
        /// Where the member stands after them, if that is asked.
        carried: Option<Carried>,
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
    /// A salary of a member's own in a grade with points, or in a pay system without any: it stays until another is stated.
    OffTheScale {
        /// The grade.
        grade: GradeId,
        /// Whether it has points.
        has_points: bool,
    },
    /// A move to another area, for which there is no rule.
    Move {
        /// From this area.
        from: Option<AreaId>,
        /// To this one.
        to: Option<AreaId>,
    },
    /// Of moves between grades.
    Moves(MoveAssumption),
    /// Of hours and weeks.
    Hours(HoursAssumption),
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
            | Assumption::NotKnown { .. }
            | Assumption::Range { .. }
            | Assumption::Values { .. }
            | Assumption::Move { .. }
            | Assumption::Moves(_)
            | Assumption::MarkTime(_) => About::System,
            Assumption::NoOwnTarget { .. } | Assumption::OffTheScale { .. } | Assumption::Worked { .. } => About::Member,
            Assumption::Hours(what) => match what {
                HoursAssumption::PaidWeeks { .. } | HoursAssumption::Rule(_) | HoursAssumption::NoSource => About::System,
                HoursAssumption::Service { .. } | HoursAssumption::OfAYear { .. } => About::Member,
            },
            Assumption::Progression(what) => match what {
                ProgressionAssumption::Rule(_)
                | ProgressionAssumption::AbsenceCounts(_)
                | ProgressionAssumption::TimeAway(_)
                | ProgressionAssumption::ShortMonth { .. } => About::System,
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
                OneAbsenceAssumption::StatutoryLeftOut { .. }
                | OneAbsenceAssumption::SickPayLimit { .. }
                | OneAbsenceAssumption::LeavePayLimit => About::Law,
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
            Assumption::RatesHeld { .. } | Assumption::NotKnown { .. } | Assumption::Move { .. } | Assumption::Moves(_) | Assumption::Hours(_) => {
                Touches::Everything
            }
            Assumption::Range { range, .. } => Touches::Range(range.clone()),
            Assumption::Values { spine, .. } => Touches::Points(spine.clone()),
            Assumption::NoOwnTarget { grade } => Touches::Range((grade.clone(), None)),
            Assumption::OffTheScale { .. } => Touches::Component(Component::Basic),
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

impl Noted {
    /// As [`Noted::from`], but what a payment's own amount assumes touches an answer only if it is paid there.
    pub(crate) fn of_paid(assumption: Assumption, is_paid: impl Fn(&PaymentId) -> bool) -> Noted {
        let touches_answer = match &assumption {
            Assumption::Payment { payment, what: PaymentAssumption::Assumed(_), .. } => is_paid(payment),
            _ => true,
        };
        Noted { assumption, touches_answer }
    }
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
