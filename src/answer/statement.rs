//! One person's page: what was due and paid, what explains it, what is owed, and how it is recovered.

use super::audit::{self, Paid};
use super::recover::{Owed, Planned, RecoveryTerms};
use super::{Answer, Failure, Session};
use crate::money::Money;
use crate::report::{self, StatementView};

/// Whose page, and whether with a plan of recovery.
#[derive(Clone, PartialEq, Eq, Debug)]
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
