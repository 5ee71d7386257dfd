//! Questions as command lines: the inverse of parsing.

use super::{audit, condense, cost, data_request, due, locate, progress, recover, scale, solve, statement, verify, what_if};
use crate::answer::Kept;
use crate::answer::{Format, Question};

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
    let (line, format) = match question {
        Question::Progress(question) => (progress::line(question), Format::Table),
        Question::WhatIf(question) => (what_if::line(question), Format::Table),
        Question::Locate(question) => (locate::line(question), Format::Table),
        Question::Cost(question) => (cost::line(question), question.format),
        Question::Solve(question) => (solve::line(question), Format::Table),
        Question::Condense(question) => (condense::line(question), Format::Table),
        Question::Recover(question) => (recover::line(question), Format::Table),
        Question::DataRequest(question) => (data_request::line(question), Format::Table),
        Question::Audit(question) => (audit::line(question), question.format),
        Question::Due(question) => (due::line(question), question.format),
        Question::Statement(question) => (statement::line(question), Format::Table),
        Question::List(question) => (scale::line(question), Format::Table),
        Question::Export(question) => (scale::export::line(question), Format::Table),
        Question::Show(question) => (scale::show::line(question), Format::Table),
        Question::Check(question) => (scale::check::line(question), question.format),
        Question::Diff(question) => (scale::diff::line(question), Format::Table),
        Question::Verify(question) => (verify::line(question), Format::Table),
    };
    line.words(kept.map_or(format, |kept| kept.format), kept.map(|kept| kept.name))
}
