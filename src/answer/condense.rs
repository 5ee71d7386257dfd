//! A workforce as head counts of those who are alike: a roster without names that costs the same.

use std::path::PathBuf;

use super::roster::{Mapped, RosterFiles, Staff, grouped_by, wanted};
use super::workforce::system_and_proposals;
use super::{Answer, Body, Failure, Session};
use crate::report::words;
use crate::workforce::Cell;
use crate::{roster_file, scale_file};

/// A roster, and what its counts are for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// The roster.
    pub roster: RosterFiles,
    /// The pay system: a shipped id, or the path of your own; that of the first proposal, or of the mapping, unless given.
    pub scale: Option<String>,
    /// A claim or an offer that is to be costed later; can be given more than once.
    pub proposal: Vec<PathBuf>,
    /// Columns to be grouped by later, as sex,unit; can be given more than once.
    pub group_by: Vec<String>,
}

pub(super) fn answer(question: &Question, session: &Session<'_>) -> Result<Answer, Failure> {
    let mapped = Mapped::read(session, &question.roster.reading)?;
    let (system, proposals) = system_and_proposals(session, question.scale.as_deref(), &question.proposal, &mapped)?;
    let used = scale_file::used_fields(&system.loaded.value, proposals.iter().map(|proposal| proposal.loaded.value.as_ref()));
    let group_by = grouped_by(&question.group_by);
    let staff = Staff::read(session, &question.roster, &mapped, &system, &used, wanted(&system, &used, &group_by))?;
    staff.in_order()?;
    staff.has_columns(group_by.iter().flatten().map(String::as_str), "to group by")?;
    session.warn(&system.loaded.warnings);
    staff.warn(session);
    staff.say_understood(session);
    staff.say_left_out(session);
    let heads = staff.roster.cells().map(Cell::headcount).sum();
    let (read, cells) = (words::counted(staff.counted.files.rows(), "row"), staff.roster.cells().len() as u64);
    session.say(format!("{read}, {} heads: {} written", words::number(heads), words::counted(cells, "row")));
    Ok(Answer::of(Body::Text(roster_file::written(&staff.roster))))
}
