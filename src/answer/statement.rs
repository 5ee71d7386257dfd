//! One person's page: what was due and paid, what explains it, what is owed, and how it is recovered.
//!
//! ```
//! use payspine::answer::audit::{Paid, Whose};
//! use payspine::answer::roster::RosterFiles;
//! use payspine::answer::{InMemory, Question, Session, answer, statement};
//! use payspine::calendar::Date;
//!
//! let member = r#"
//! format = 1
//! scale  = "home-office-2006"
//! grade  = "EO"
//! area   = "london"
//! point  = 55
//! since  = 2006-07-01
//! rating = "B"
//! "#;
//! let payslips = "\
//! id,month,element,amount
//! 40017,2007-06,basic,1636.00
//! 40017,2007-06,london,250.00
//! 40017,2007-07,basic,1738.67
//! 40017,2007-07,london,250.00
//! ";
//! let files = InMemory::new("example").with("member.toml", member.as_bytes()).with("payslips.csv", payslips.as_bytes());
//! let session = Session::new(&files, Date::constant(2026, 1, 1), &[]);
//! let whose = Whose {
//!     roster: RosterFiles { roster: vec!["member.toml".into()], ..RosterFiles::default() },
//!     from: "2007-06".parse().ok(),
//!     to: "2007-07".parse().ok(),
//!     ..Whose::default()
//! };
//! let paid = Paid { whose, payslips: vec!["payslips.csv".into()], ..Paid::default() };
//! let question = statement::Question { paid, ..statement::Question::default() };
//! let report = answer(&Question::Statement(question.into()), &session).unwrap().into_report().unwrap();
//! let page = report.markdown();
//! assert!(page.contains("Statement of 40017") && page.contains("£52.09 was overpaid on balance."), "{page}");
//! ```

use super::audit::{self, Paid};
use super::recover::{Owed, Planned, RecoveryTerms};
use super::{Answer, Failure, Session};
use crate::money::Money;
use crate::report::{self, StatementView};

/// Whose page, and whether with a plan of recovery.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Question {
    /// Whose pay, and what was paid.
    pub paid: Paid,
    /// How it is recovered, where that is asked.
    pub terms: RecoveryTerms,
    /// Whether it says why.
    pub explain: bool,
}

pub(super) fn answer(question: &Question, session: &Session<'_>) -> Result<Answer, Failure> {
    let audit = audit::of_one(session, &question.paid)?;
    let overpaid = audit.members.first().is_some_and(|member| member.ledger.net() > Money::ZERO);
    let planned = match &question.terms.policy {
        Some(_) if overpaid => Some(Planned::new(session, &question.terms, &Owed::audited(&audit)?)?),
        _ => None,
    };
    let recovery = planned.as_ref().map(|planned| planned.view(None, question.explain));
    session.warn(planned.as_ref().map_or(&[], Planned::warnings));
    let report = report::statement(&StatementView { audit: &audit, recovery });
    Ok(Answer::from(report).finding(planned.is_some_and(|planned| planned.is_refused())))
}
