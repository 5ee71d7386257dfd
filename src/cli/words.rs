//! Questions as command lines: the inverse of parsing.

use super::{audit, condense, cost, data_request, due, locate, progress, recover, scale, solve, statement, verify, what_if};
use crate::answer::Kept;
use crate::answer::{Form, Question};

/// The words of the command line that asks a question, without the program's name, and that keeps the answer in a file if one is given.
///
/// ```
/// use payspine::answer::{Question, verify};
/// use payspine::cli::{question_of, words};
///
/// let question = Question::Verify(verify::Question { file: "report.html".into(), roster: vec!["staff.csv".into()] });
/// assert_eq!(words(&question, None), ["verify", "report.html", "staff.csv"]);
/// assert_eq!(question_of(&words(&question, None)), Ok(question));
/// ```
pub fn words(question: &Question, kept: Option<Kept<'_>>) -> Vec<String> {
    let (line, form) = match question {
        Question::Progress(question) => (progress::line(question), Form::Table),
        Question::WhatIf(question) => (what_if::line(question), Form::Table),
        Question::Locate(question) => (locate::line(question), Form::Table),
        Question::Cost(question) => (cost::line(question), question.form),
        Question::Solve(question) => (solve::line(question), Form::Table),
        Question::Condense(question) => (condense::line(question), Form::Table),
        Question::Recover(question) => (recover::line(question), Form::Table),
        Question::DataRequest(question) => (data_request::line(question), Form::Table),
        Question::Audit(question) => (audit::line(question), question.form),
        Question::Due(question) => (due::line(question), question.form),
        Question::Statement(question) => (statement::line(question), Form::Table),
        Question::List(question) => (scale::line(question), Form::Table),
        Question::Export(question) => (scale::export::line(question), Form::Table),
        Question::Show(question) => (scale::show::line(question), Form::Table),
        Question::Check(question) => (scale::check::line(question), question.form),
        Question::Diff(question) => (scale::diff::line(question), Form::Table),
        Question::Verify(question) => (verify::line(question), Form::Table),
    };
    line.words(kept.map_or(form, |kept| kept.form), kept.map(|kept| kept.name))
}
