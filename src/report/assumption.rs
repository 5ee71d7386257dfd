//! What an answer assumes, from whichever layer it comes; `words::assumption` has the sentences.

use crate::calendar::Date;
use crate::diagnostic::Diagnostic;
use crate::entitlement::{self, About, Noted, Touches};
use crate::money::Money;
use crate::net_pay::{self, NoEstimate};
use crate::scale_file::Understood;

/// Something that an answer assumes.
#[derive(Clone, PartialEq, Eq, Debug)]
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
    /// What a reader was warned of, by the warning's title.
    Warned(String),
}

/// What was asked for, or is taken to be where it was not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AskAssumption {
    /// What settlements promise is left out.
    WithoutPromises,
    /// Each month is paid on its last day.
    PaidOnLastDay,
    /// Each month is paid on this day of it.
    PaidOn(i8),
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
            Assumption::NetPay(net_pay::Assumption::NoPension) | Assumption::Value(_) => About::Member,
            Assumption::NetPay(_) => About::Law,
            Assumption::Reading(_) => About::Roster,
            Assumption::Asked(AskAssumption::WithoutPromises) => About::System,
            Assumption::Asked(AskAssumption::PaidOnLastDay | AskAssumption::PaidOn(_)) => About::Employer,
            Assumption::Plan(_) => About::Recovery,
        }
    }

    /// Which figures it touches.
    pub fn touches(&self) -> Touches {
        match self {
            Assumption::Pay(noted) => noted.assumption.touches(),
            Assumption::NetPay(_) => Touches::NetPay,
            Assumption::Value(understood) => Touches::Field(understood.field.clone()),
            Assumption::Reading(ReadAssumption::Default { column, .. }) => Touches::Field(column.clone()),
            Assumption::Reading(ReadAssumption::Mapping { .. } | ReadAssumption::Warned(_)) | Assumption::Asked(_) => {
                Touches::Everything
            }
            Assumption::Plan(_) => Touches::Recovery,
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
            | Assumption::Plan(_) => true,
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

impl From<&Diagnostic> for Assumption {
    fn from(warning: &Diagnostic) -> Assumption {
        ReadAssumption::Warned(warning.title.clone()).into()
    }
}
