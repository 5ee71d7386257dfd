//! What is worth raising about an overpayment and its recovery: never a verdict, each with the clause or page it comes from.

use super::schedule::{Debt, ExpectedPay};
use crate::calendar::{Date, Length, Month, day_before};
use crate::money::Money;

/// Whose law of limitation applies.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Jurisdiction {
    /// England and Wales: six years.
    #[default]
    EnglandAndWales,
    /// Scotland: five years.
    Scotland,
    /// Northern Ireland: six years.
    NorthernIreland,
}

impl Jurisdiction {
    /// How long a claim can be brought.
    pub fn limitation(self) -> Length {
        Length::months(if self == Jurisdiction::Scotland { 60 } else { 72 })
    }
}

/// How far back a claim reaches that is made on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CutOffs {
    /// What is older is beyond the limitation period.
    pub limitation: Date,
    /// A tribunal hears of deductions back to here; none in Northern Ireland, whose law has no such limit in our sources.
    pub tribunal: Option<Date>,
}

/// How far back a claim reaches that is made on a day: the limitation period of the jurisdiction, and two years before an employment
/// tribunal for a series of deductions.
///
/// ```
/// use payspine::calendar::Date;
/// use payspine::recovery::{Jurisdiction, cut_offs};
/// let claim = Date::constant(2025, 4, 15);
/// assert_eq!(cut_offs(claim, Jurisdiction::EnglandAndWales).limitation, Date::constant(2019, 4, 15));
/// assert_eq!(cut_offs(claim, Jurisdiction::Scotland).limitation, Date::constant(2020, 4, 15));
/// assert_eq!(cut_offs(claim, Jurisdiction::Scotland).tribunal, Some(Date::constant(2023, 4, 15)));
/// ```
pub fn cut_offs(claim: Date, jurisdiction: Jurisdiction) -> CutOffs {
    let tribunal = (jurisdiction != Jurisdiction::NorthernIreland).then(|| Length::months(24).before(claim));
    CutOffs { limitation: jurisdiction.limitation().before(claim), tribunal }
}

/// What is known of the member and of the claim.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Circumstances {
    /// Whose law.
    pub jurisdiction: Jurisdiction,
    /// The day on which the employer went to court, or would.
    pub claimed: Option<Date>,
    /// The last day of service, if the member leaves.
    pub leaves: Option<Date>,
    /// Whether the member draws a pension from the employer's scheme.
    pub pensioner: bool,
    /// Whether the member had asked about the pay at the time.
    pub queried: bool,
}

/// What is raised.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Raised {
    /// Months that are older than the limitation period, and what arose in them where that is known.
    Old {
        /// What is older than this.
        cut_off: Date,
        /// The period.
        period: Length,
        /// Which months.
        months: Vec<Month>,
        /// What arose in them.
        amount: Option<Money>,
    },
    /// How far back an employment tribunal looks.
    Tribunal(Date),
    /// The member leaves.
    Leaver(Date),
    /// The member draws a pension.
    Pensioner,
    /// Each deduction must be named on the payslip.
    Payslip,
    /// The member had asked about it.
    Queried,
    /// The debt is more than a month's pay.
    MoreThanAMonth {
        /// That pay, gross.
        month: Money,
    },
    /// The deduction does not lower pay for the minimum wage.
    MinimumWage,
}

/// One thing worth raising.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Flag {
    /// What.
    pub raised: Raised,
    /// The clause, case or page it comes from, where one was found.
    pub source: Option<&'static str>,
    /// What in it was not found in a source.
    pub not_verified: Option<&'static str>,
}

/// What is worth raising. Whether a defence holds, or a debt is barred, is for others to say.
///
/// ```
/// use payspine::calendar::{Date, Month};
/// use payspine::money::Money;
/// use payspine::recovery::{Circumstances, Debt, Raised, flags};
/// let month = |year| Month::of(Date::constant(year, 3, 1));
/// let debt = Debt { balance: Money::from(900), arose: vec![(month(2018), None), (month(2024), None)], told: Date::constant(2025, 4, 15) };
/// let found = flags(&debt, None, &Circumstances::default());
/// assert!(matches!(&found[0].raised, Raised::Old { months, .. } if months == &[month(2018)]));
/// ```
pub fn flags(debt: &Debt, next_pay: Option<&ExpectedPay>, known: &Circumstances) -> Vec<Flag> {
    let mut found = Vec::new();
    let mut raise = |raised, source: &'static str, not_verified| {
        found.push(Flag { raised, source: Some(source).filter(|source| !source.is_empty()), not_verified });
    };
    // Where nobody has gone to court, the claim is as if made on the day the member was told.
    let claim = known.claimed.unwrap_or(debt.told);
    let cut_offs = cut_offs(claim, known.jurisdiction);
    let old: Vec<&(Month, Option<Money>)> =
        debt.arose.iter().filter(|(month, _)| day_before(month.period().end) < cut_offs.limitation).collect();
    if !old.is_empty() {
        let (source, not_verified) = limitation(known.jurisdiction);
        let months = old.iter().map(|(month, _)| *month).collect();
        let amount = old.iter().map(|(_, amount)| *amount).sum::<Option<Money>>();
        let period = known.jurisdiction.limitation();
        raise(Raised::Old { cut_off: cut_offs.limitation, period, months, amount }, source, Some(not_verified));
    }
    if let Some(day) = known.claimed.and(cut_offs.tribunal) {
        raise(
            Raised::Tribunal(day),
            "LRD, on unlawful deductions: two years back, in claims since 1 July 2015, but for statutory pay",
            None,
        );
    }
    if let Some(pay) = next_pay.filter(|pay| debt.balance > pay.gross) {
        raise(Raised::MoreThanAMonth { month: pay.gross }, "Acas, handling overpayments", None);
    }
    if known.queried {
        raise(Raised::Queried, "Avon County Council v Howlett [1983] (CA)", Some("how far later cases soften it"));
    }
    if let Some(day) = known.leaves {
        raise(Raised::Leaver(day), "so Lincolnshire County Council and DWP", None);
    }
    if known.pensioner {
        raise(Raised::Pensioner, "", Some("the whole of it"));
    }
    raise(Raised::Payslip, "Employment Rights Act 1996, section 8; Ridge v HM Land Registry UKEAT/0098/10", None);
    let not_verified = Some("which of regulations 9 to 15 of 2015 it rests on");
    raise(Raised::MinimumWage, "HMRC National Minimum Wage Manual NMWM11030", not_verified);
    found
}

/// Where the limitation period comes from, and what of it is not verified.
fn limitation(jurisdiction: Jurisdiction) -> (&'static str, &'static str) {
    match jurisdiction {
        Jurisdiction::EnglandAndWales => (
            "POA circular 117 of 2010: six years in the county court",
            "that it runs from each payment; that it may start later for a mistake (section 32); that a deduction from pay may still be made",
        ),
        Jurisdiction::Scotland => (
            "Prescription (Scotland) Act 2018, explanatory notes: five years, after which the obligation ends",
            "that it covers what was paid without being due",
        ),
        Jurisdiction::NorthernIreland => {
            ("the same six years as in England and Wales", "the period, and that it runs from each payment")
        }
    }
}
