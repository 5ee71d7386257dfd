//! What an answer assumes, from whichever layer it comes; `words::assumption` has the sentences.

use crate::calendar::{Date, Period};
use crate::costing::{ComeAndGo, Heads, HeldRates, Turnover};
use crate::diagnostic::Diagnostic;
use crate::entitlement::{self, About, Noted, Touches};
use crate::money::Money;
use crate::net_pay::{self, NoEstimate};
use crate::scale_file::Understood;

/// Something that an answer assumes.
#[derive(Clone, PartialEq, Debug)]
pub enum Assumption {
    /// Of a member's pay, or of the pay system.
    Pay(Noted),
    /// Of an estimate of net pay.
    NetPay(net_pay::Assumption),
    /// What the value of a field was taken as.
    Value(Understood),
    /// Of how files were read.
    Reading(ReadAssumption),
    /// What was asked for, or is taken to be where it was not.
    Asked(AskAssumption),
    /// Of a plan of recovery.
    Plan(PlanAssumption),
    /// Of the price of a roster.
    Cost(CostAssumption),
    /// What a pay file says that it assumes.
    Stated(Stated),
}

/// What a pay file says that it assumes, in its words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stated {
    /// Of what it says so; none where it is the file as a whole.
    pub of: Option<String>,
    /// What.
    pub why: String,
}

/// Of the price of a roster.
#[derive(Clone, PartialEq, Debug)]
pub enum CostAssumption {
    /// An award that is agreed for later comes on top of a proposal.
    OnTop {
        /// The proposal.
        proposal: String,
        /// The award.
        agreed: String,
        /// Its day.
        from: Date,
    },
    /// The system has no ranges, so basic pay is not counted.
    NoRanges {
        /// The system.
        system: String,
    },
    /// Some leave, and some posts stand empty.
    Turnover(Turnover),
    /// Staff of whom the roster does not say how much they work.
    FullTime {
        /// How many.
        staff: Heads,
    },
    /// The roster does not say since when staff are in their grades.
    NoSince,
    /// Staff in term-time work whose service earns more leave within the months, which is not followed.
    LeaveHeld {
        /// How many.
        staff: Heads,
        /// The day whose leave is held.
        day: Date,
    },
    /// Staff of whom the roster does not say it.
    SinceAYear {
        /// How many.
        staff: Heads,
    },
    /// Some staff of the roster come or leave within the days that are priced, or are in post on none of them.
    ComeAndGo {
        /// How many.
        staff: ComeAndGo,
        /// The days.
        days: Period,
    },
    /// It is not known where some stand: their cost lies between two ends.
    Ends,
    /// It is not known where some stand: they are spread over their ranges.
    Spread,
    /// On-costs of a system without basic pay.
    OnCostsOfPayments,
    /// On-costs by the monthly threshold.
    OnCosts,
    /// One allowance of the apprenticeship levy.
    LevyAllowance,
    /// Statutory rates are held after the last day of which they are known.
    StatutoryHeld(HeldRates),
    /// What a row of a statutory table assumes.
    Row {
        /// The table.
        table: String,
        /// Since when the row holds.
        from: Date,
        /// What it assumes, in the file's words.
        why: String,
    },
    /// No pension scheme was named.
    NoPension,
    /// Payments that do not say whether they are pensionable.
    Pensionable {
        /// Their titles.
        payments: Vec<String>,
    },
}

/// Of how files were read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReadAssumption {
    /// What a mapping assumes.
    Mapping {
        /// Its title.
        title: String,
        /// What, in the file's words.
        why: String,
    },
    /// What holds where the roster has no such column, or nothing in it.
    Default {
        /// The column.
        column: String,
        /// What is taken.
        value: String,
    },
    /// Lines of payslips are read as back pay of an element.
    BackPay {
        /// What the payslips call them.
        name: String,
        /// What people call the element.
        of: String,
    },
    /// What a reader was warned of, by the warning's title.
    Warned(String),
}

/// What was asked for, or is taken to be where it was not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AskAssumption {
    /// What settlements promise is left out.
    WithoutPromises,
    /// What was agreed after this day is left out.
    AsKnown(Date),
    /// Each month is paid on its last day.
    PaidOnLastDay,
    /// Each month is paid on this day of it.
    PaidOn(i8),
    /// The member stands on the point today, as no day was given.
    StandsToday(Date),
    /// It is not known since when the member is in the grade.
    SinceUnknown {
        /// The day that is counted from, the latest that it can be.
        counted_from: Date,
        /// The earliest and the latest day of the next step, where there is one.
        between: Option<(Date, Date)>,
    },
}

/// Of a plan of recovery.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PlanAssumption {
    /// What the policy assumes.
    Policy {
        /// What, in the file's words.
        why: String,
    },
    /// The salary of a year is not given.
    SalaryOfTwelveMonths,
    /// Underpayments are set against overpayments.
    SetOff {
        /// What was underpaid.
        underpaid: Money,
    },
    /// A net balance under a policy that recovers a gross sum.
    NetAsItStands,
    /// How much of the balance arose in each month is not given.
    EqualShares {
        /// Over so many months.
        months: usize,
    },
    /// The pay that was due in the months of the overpayment is not given.
    DueAsComing,
    /// The final month's pay is not given.
    FinalMonthAsOthers,
    /// The day of payment is not given.
    PaidOnLastDay,
    /// No rates are known after a day.
    RatesHeld {
        /// The day.
        after: Date,
        /// Why there is no estimate for a later one.
        why: NoEstimate,
    },
    /// Gross instalments under limits on net pay.
    GrossUnderNetLimits,
}

impl Assumption {
    /// What it is about.
    pub fn about(&self) -> About {
        match self {
            Assumption::Pay(noted) => noted.assumption.about(),
            Assumption::NetPay(net_pay::Assumption::NoPension)
            | Assumption::Value(_)
            | Assumption::Asked(AskAssumption::StandsToday(_) | AskAssumption::SinceUnknown { .. }) => About::Member,
            Assumption::NetPay(_) => About::Law,
            Assumption::Reading(_) => About::Roster,
            Assumption::Asked(AskAssumption::WithoutPromises | AskAssumption::AsKnown(_)) | Assumption::Stated(_) => {
                About::System
            }
            Assumption::Asked(AskAssumption::PaidOnLastDay | AskAssumption::PaidOn(_)) => About::Employer,
            Assumption::Plan(_) => About::Recovery,
            Assumption::Cost(cost) => cost.about(),
        }
    }

    /// Which figures it touches.
    pub fn touches(&self) -> Touches {
        match self {
            Assumption::Pay(noted) => noted.assumption.touches(),
            Assumption::NetPay(_) => Touches::NetPay,
            Assumption::Value(understood) => Touches::Field(understood.field.clone()),
            Assumption::Reading(ReadAssumption::Default { column, .. }) => Touches::Field(column.clone()),
            Assumption::Asked(AskAssumption::SinceUnknown { .. })
            | Assumption::Cost(CostAssumption::NoSince | CostAssumption::SinceAYear { .. }) => Touches::Progression,
            Assumption::Plan(_) => Touches::Recovery,
            Assumption::Cost(CostAssumption::FullTime { .. }) => Touches::Field("fte".to_owned()),
            Assumption::Reading(ReadAssumption::Mapping { .. } | ReadAssumption::BackPay { .. } | ReadAssumption::Warned(_))
            | Assumption::Asked(_)
            | Assumption::Cost(_)
            | Assumption::Stated(_) => Touches::Everything,
        }
    }

    /// Whether a figure of the answer rests on it.
    pub fn touches_answer(&self) -> bool {
        match self {
            Assumption::Pay(noted) => noted.touches_answer,
            // Nobody notes these of an answer that they do not touch.
            Assumption::NetPay(_)
            | Assumption::Value(_)
            | Assumption::Reading(_)
            | Assumption::Asked(_)
            | Assumption::Plan(_)
            | Assumption::Cost(_)
            | Assumption::Stated(_) => true,
        }
    }

    /// That of the engine, if it is one.
    pub fn of_pay(&self) -> Option<&entitlement::Assumption> {
        match self {
            Assumption::Pay(noted) => Some(&noted.assumption),
            _ => None,
        }
    }
}

impl CostAssumption {
    /// What it is about.
    pub fn about(&self) -> About {
        match self {
            CostAssumption::OnTop { .. } => About::Proposal,
            CostAssumption::NoRanges { .. } | CostAssumption::Pensionable { .. } | CostAssumption::OnCostsOfPayments => {
                About::System
            }
            CostAssumption::Turnover(_) | CostAssumption::NoPension => About::Employer,
            CostAssumption::FullTime { .. }
            | CostAssumption::LeaveHeld { .. }
            | CostAssumption::NoSince
            | CostAssumption::SinceAYear { .. }
            | CostAssumption::ComeAndGo { .. }
            | CostAssumption::Ends
            | CostAssumption::Spread => About::Roster,
            CostAssumption::OnCosts
            | CostAssumption::LevyAllowance
            | CostAssumption::StatutoryHeld(_)
            | CostAssumption::Row { .. } => About::Law,
        }
    }
}

impl From<Noted> for Assumption {
    fn from(noted: Noted) -> Assumption {
        Assumption::Pay(noted)
    }
}

impl From<entitlement::Assumption> for Assumption {
    fn from(assumption: entitlement::Assumption) -> Assumption {
        Assumption::Pay(assumption.into())
    }
}

impl From<net_pay::Assumption> for Assumption {
    fn from(assumption: net_pay::Assumption) -> Assumption {
        Assumption::NetPay(assumption)
    }
}

impl From<Understood> for Assumption {
    fn from(understood: Understood) -> Assumption {
        Assumption::Value(understood)
    }
}

impl From<ReadAssumption> for Assumption {
    fn from(reading: ReadAssumption) -> Assumption {
        Assumption::Reading(reading)
    }
}

impl From<AskAssumption> for Assumption {
    fn from(asked: AskAssumption) -> Assumption {
        Assumption::Asked(asked)
    }
}

impl From<PlanAssumption> for Assumption {
    fn from(plan: PlanAssumption) -> Assumption {
        Assumption::Plan(plan)
    }
}

impl From<CostAssumption> for Assumption {
    fn from(cost: CostAssumption) -> Assumption {
        Assumption::Cost(cost)
    }
}

impl From<Stated> for Assumption {
    fn from(stated: Stated) -> Assumption {
        Assumption::Stated(stated)
    }
}

impl From<&Diagnostic> for Assumption {
    fn from(warning: &Diagnostic) -> Assumption {
        ReadAssumption::Warned(warning.title.clone()).into()
    }
}
