//! The smallest table that a union should ask an employer for.

use std::path::PathBuf;

use super::roster::{Mapped, grouped_by};
use super::workforce::system_and_proposals;
use super::{Answer, Failure, Session};
use crate::calendar::Date;
use crate::costing;
use crate::report;
use crate::settlement::History;

/// What is to be costed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// The pay system: a shipped id, or the path of your own; that of the first proposal unless given.
    pub scale: Option<String>,
    /// A claim or an offer to be costed; can be given more than once.
    pub proposal: Vec<PathBuf>,
    /// From which day; that of the first proposal unless given, or of the last settlement.
    pub from: Option<Date>,
    /// Columns that results are to be grouped by, as sex,unit; can be given more than once.
    pub group_by: Vec<String>,
}

pub(super) fn answer(question: &Question, session: &Session<'_>) -> Result<Answer, Failure> {
    let (system, proposals) = system_and_proposals(session, question.scale.as_deref(), &question.proposal, &Mapped::default())?;
    let first = proposals.iter().filter_map(|proposal| proposal.loaded.value.settlements.first()).map(|first| first.from).min();
    let from = question.from.or(first).or(system.history.steps().last()).expect("a pay system has a settlement");
    let histories: Vec<&History> =
        std::iter::once(&system.history).chain(proposals.iter().map(|proposal| &proposal.history)).collect();
    let group_by: Vec<String> = grouped_by(&question.group_by).into_iter().flatten().collect();
    let titles: Vec<&str> = proposals.iter().map(|proposal| proposal.loaded.value.title.as_str()).collect();
    let title = if titles.is_empty() { system.loaded.value.title.clone() } else { titles.join(", ") };
    session.warn(&system.loaded.warnings);
    let needs = costing::needs(&histories, from, &group_by);
    let inputs = std::iter::once(&system.input).chain(proposals.iter().map(|proposal| &proposal.input));
    Ok(report::data_request(&title, &needs, inputs.cloned().collect()).into())
}
