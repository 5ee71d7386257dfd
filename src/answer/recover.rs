//! How an overpayment is recovered by an employer's policy, or whether an employer's plan keeps to it.
//!
//! ```
//! use payspine::answer::recover::{self, ComingPay, RecoveryTerms, StatedBalance};
//! use payspine::answer::{InMemory, Question, Session, answer};
//! use payspine::calendar::Date;
//!
//! let files = InMemory::new("example");
//! let session = Session::new(&files, Date::constant(2026, 1, 1), &[]);
//! let stated = StatedBalance {
//!     balance: "900.00".parse().ok(),
//!     overpaid_from: "2025-04".parse().ok(),
//!     ..StatedBalance::default()
//! };
//! let terms = RecoveryTerms {
//!     policy: Some("lincolnshire-county-council".to_owned()),
//!     told: Some(Date::constant(2025, 8, 20)),
//!     over: Some(3),
//!     pay: ComingPay { pay: "2500.00".parse().ok(), ..ComingPay::default() },
//!     ..RecoveryTerms::default()
//! };
//! let question = recover::Question { stated, terms, ..recover::Question::default() };
//! let report = answer(&Question::Recover(question.into()), &session).unwrap().into_report().unwrap();
//! let taken: Vec<&str> = report.json["schedule"]["instalments"].as_array().unwrap().iter().filter_map(|one| one["taken"].as_str()).collect();
//! assert_eq!(taken, ["300.00", "300.00", "300.00"]);
//! ```

mod owed;
mod pays;
mod plan;

pub(super) use self::pays::net_tables;

pub(super) use self::owed::Owed;
pub(super) use self::plan::Planned;
use super::audit::{self, Paid};
use super::{Answer, Failure, Session};
use crate::calendar::{Date, Month};
use crate::money::Money;
use crate::recovery::Jurisdiction;
use crate::report;
use std::path::PathBuf;

/// What is owed, by whose policy, out of which pay.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Question {
    /// A balance that somebody has stated, unless payslips give it.
    pub stated: StatedBalance,
    /// How it is recovered.
    pub terms: RecoveryTerms,
    /// Whose payslips the balance is taken from; none where it is stated.
    pub paid: Paid,
    /// Whether it says why.
    pub explain: bool,
}

/// A balance that somebody has stated.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct StatedBalance {
    /// What is to be recovered.
    pub balance: Option<Money>,
    /// The balance is gross; where the policy recovers the net sum, that is estimated.
    pub gross: bool,
    /// The balance is net; where nobody says, it is taken as what the policy recovers.
    pub net: bool,
    /// The first month in which it arose, as 2025-07.
    pub overpaid_from: Option<Month>,
    /// The last; the first unless given.
    pub overpaid_until: Option<Month>,
    /// The gross pay that was due in each of those months, to estimate the net sum; that of coming months unless given.
    pub due: Option<Money>,
}

/// How it is recovered. A statement needs none of it, so what is required is said where it is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RecoveryTerms {
    /// The recovery policy: a shipped id, or the path of your own.
    pub policy: Option<String>,
    /// The day on which the member was told.
    pub told: Option<Date>,
    /// Spread it evenly over so many months, where the policy does not ask for more.
    pub over: Option<u32>,
    /// An employer's plan to check: CSV with month and amount.
    pub plan: Option<PathBuf>,
    /// The pay of coming months.
    pub pay: ComingPay,
    /// What is known of the member and the claim.
    pub member: MemberFacts,
}

/// The pay of coming months.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ComingPay {
    /// Gross pay a month.
    pub pay: Option<Money>,
    /// Net pay a month as a payslip prints it, before any recovery; estimated unless given.
    pub net_pay: Option<Money>,
    /// The part of it that is pensionable; all of it unless given.
    pub pensionable: Option<Money>,
    /// What the member pays into the pension: a scheme of payspine scale show pension-member, alpha for short, or a rate such as 4.6%.
    pub pension: Option<String>,
    /// Income tax by the Scottish bands.
    pub scottish_tax: bool,
    /// The salary of a year, for days of gross pay; twelve times the month's unless given.
    pub salary: Option<Money>,
    /// Other deductions a month that come first, such as an attachment of earnings.
    pub other_deductions: Money,
    /// Months that differ: CSV with month and any of pay, net-pay, pensionable, other-deductions, salary, state.
    pub pay_file: Option<PathBuf>,
    /// The day of the month on which pay is paid; the last unless given.
    pub pay_day: Option<i8>,
}

/// What is known of the member and the claim.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MemberFacts {
    /// The last day of service, if the member leaves: pay of that month is the final pay.
    pub leaver: Option<Date>,
    /// The member draws a pension from the employer's scheme.
    pub pensioner: bool,
    /// The member had asked about the pay at the time.
    pub queried: bool,
    /// Whose law of limitation.
    pub jurisdiction: Jurisdiction,
    /// The day of a claim in court, from which limitation counts back; that of being told unless given.
    pub claim_date: Option<Date>,
}

pub(super) fn answer(question: &Question, session: &Session<'_>) -> Result<Answer, Failure> {
    let audited = if question.paid.payslips.is_empty() { None } else { Some(audit::of_one(session, &question.paid)?) };
    let owed = match &audited {
        Some(view) => Owed::audited(view)?,
        None => Owed::stated(&question.stated)?,
    };
    let planned = Planned::new(session, &question.terms, &owed)?;
    let view = planned.view(audited.as_ref(), question.explain);
    session.warn(planned.warnings());
    Ok(Answer::from(report::recover(&view)).finding(planned.is_refused()))
}
