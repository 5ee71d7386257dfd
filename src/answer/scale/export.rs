//! A shipped file as it is shipped, to build on.

use std::path::Path;

use crate::answer::{Answer, Body, Failure, Session, pay_files};

/// Which file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// Its id: a pay system, a proposal, a statutory table, a recovery policy or a roster mapping.
    pub id: String,
}

pub(in crate::answer) fn answer(question: &Question, session: &Session<'_>) -> Result<Answer, Failure> {
    let id = pay_files::shipped_id(&question.id).unwrap_or(&question.id);
    if !pay_files::shipped_ids().any(|known| known == id) {
        pay_files::exists(session, id)?;
        return Err(Failure::Message(format!("{id} is a file already: what is exported comes with payspine")));
    }
    let text = pay_files::any_text(session, Path::new(id))?;
    Ok(Answer::of(Body::Text(text.source.text.clone())))
}
