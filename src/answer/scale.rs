//! Pay files: what is shipped, what one says, what is wrong with one, what changes between two.

pub mod check;
pub mod diff;
pub mod export;
pub mod show;

use std::path::Path;

use super::{Answer, Failure, Session, pay_files};
use crate::calendar::Date;
use crate::report::{self, Listed, Other};
use crate::scale_file;

/// What is shipped, listed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listing {
    /// Whether it says why.
    pub explain: bool,
}

/// What comes with payspine.
///
/// # Errors
///
/// A shipped file cannot be read, which the tests rule out.
pub(super) fn list(question: &Listing, session: &Session<'_>) -> Result<Answer, Failure> {
    let systems: Vec<_> = scale_file::shipped_ids().map(|id| pay_files::system(session, id, None)).collect::<Result<_, _>>()?;
    let listed: Vec<Listed<'_>> = systems.iter().map(|system| Listed { scale: system.loaded.value.as_ref() }).collect();
    let mut report = report::scale_list(&listed, &others(session)?);
    if question.explain {
        report.rests_on.sources = report::sources(systems.iter().map(|system| &system.history), Date::MAX);
    }
    Ok(report.into())
}

/// The shipped files beside pay systems.
fn others(session: &Session<'_>) -> Result<Vec<Other>, Failure> {
    let mut others = Vec::new();
    for id in scale_file::shipped_proposal_ids() {
        let path = Path::new(id);
        let base = pay_files::system_named_in(session, &pay_files::proposal_text(session, path)?, path)?;
        let proposed = pay_files::proposal(session, path, &base)?;
        others.push(Other::proposal(&proposed.loaded.value));
    }
    others.extend(scale_file::statutory_ids().filter_map(scale_file::statutory).map(|table| Other::statutory(&table)));
    for id in scale_file::policy_ids() {
        let text = pay_files::shipped_text(id, scale_file::policy_text(id))?;
        others.push(Other::policy(&scale_file::read_policy(&text.source)?.value));
    }
    for id in scale_file::mapping_ids() {
        let text = pay_files::shipped_text(id, scale_file::mapping_text(id))?;
        others.push(Other::mapping(&scale_file::read_mapping(&text.source)?.value));
    }
    Ok(others)
}
