//! Questions and their answers: for each command what is asked, and what comes of it.
//!
//! A question is answered from its [`Session`] alone: the files that it names, wherever they are kept, and the day. The command line
//! gives it the files of the disk, the page those that were dropped into it, and `verify` those that a report carries; so all of them get
//! the same figures. Nothing here prints, and nothing is written: an answer says what is to be shown and kept, and its face does it.
//!
//! Whoever has files in memory asks so:
//!
//! ```
//! use payspine::answer::{InMemory, Question, Session, answer, progress};
//! use payspine::calendar::Date;
//!
//! let member = "format = 1\nscale = \"njc\"\ngrade = \"local\"\npoint = 12\ntarget = 17\nsince = 2022-12-05\n";
//! let files = InMemory::new("example").with("member.toml", member.as_bytes());
//! let session = Session::new(&files, Date::constant(2026, 1, 1), &[]);
//! let question = progress::Question { member: Some("member.toml".into()), ..progress::Question::default() };
//! let report = answer(&Question::Progress(question), &session).unwrap().into_report().unwrap();
//! assert!(report.markdown().contains("step up"));
//! ```

mod amount;
pub mod audit;
pub mod condense;
pub mod cost;
pub mod data_request;
mod described;
pub mod due;
mod failure;
mod files;
mod items;
pub mod locate;
mod pay_files;
mod posts;
pub mod progress;
pub mod recover;
pub mod roster;
pub mod scale;
mod session;
pub mod solve;
mod sorter;
pub mod statement;
#[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "only faces read what people type"))]
pub(crate) mod typed;
pub mod verify;
pub mod what_if;
pub mod workforce;

use std::fmt::{self, Debug, Formatter};
use std::io::{self, Write};

pub use self::amount::Amount;
pub use self::described::{Described, Wanted};
pub use self::failure::Failure;
pub use self::files::{Files, InMemory, MakeScratch, Opened, Scratch};
pub use self::roster::{Preview, preview};
pub use self::session::{Memory, Said, Session};
use crate::diagnostic::Diagnostic;
pub use crate::report::Format;
use crate::report::{Remake, Report};

/// A question of any kind.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "a question is made once")]
pub enum Question {
    /// One person's points and pay over time.
    Progress(progress::Question),
    /// What a change of one person's post would mean.
    WhatIf(Box<what_if::Question>),
    /// Which places pay an amount.
    Locate(locate::Question),
    /// What claims and offers cost.
    Cost(Box<cost::Question>),
    /// What a budget funds.
    Solve(Box<solve::Question>),
    /// A workforce as head counts of those who are alike.
    Condense(Box<condense::Question>),
    /// How an overpayment is recovered.
    Recover(Box<recover::Question>),
    /// Which table to ask an employer for.
    DataRequest(data_request::Question),
    /// What was paid against what was due.
    Audit(Box<audit::Question>),
    /// What is due, month by month.
    Due(Box<due::Question>),
    /// One person's page.
    Statement(Box<statement::Question>),
    /// What is shipped.
    List(scale::Listing),
    /// A shipped file, to build on.
    Export(scale::export::Question),
    /// A pay file, shown.
    Show(scale::show::Question),
    /// What is wrong with pay files.
    Check(scale::check::Question),
    /// What two systems or proposals change.
    Diff(Box<scale::diff::Question>),
    /// A report that somebody sent, made again.
    Verify(verify::Question),
}

impl Question {
    /// The same question, if its answer is wanted in this format.
    #[must_use]
    pub fn in_format(mut self, format: Format) -> Question {
        match &mut self {
            Question::Cost(question) => question.format = format,
            Question::Audit(question) => question.format = format,
            Question::Due(question) => question.format = format,
            Question::Check(question) => question.format = format,
            _ => {}
        }
        self
    }
}

/// A file in which somebody keeps an answer.
#[derive(Clone, Copy, Debug)]
pub struct Kept<'a> {
    /// The format that it is in.
    pub format: Format,
    /// Its name.
    pub name: &'a str,
}

/// What comes of a question.
#[derive(Debug)]
#[non_exhaustive]
pub struct Answer {
    /// The result.
    pub body: Body,
    /// What is needed to make it again, for forms that carry it.
    pub remake: Option<Remake>,
    /// Whether the answer is that something is wrong: values that differ, a plan that does not fit.
    pub problems_found: bool,
}

/// A result.
#[non_exhaustive]
pub enum Body {
    /// One for every form.
    Report(Box<Report>),
    /// One that is written item by item in the form that was asked for, and need not be in memory whole.
    Items(Items),
    /// Text, in one form.
    Text(String),
    /// What is wrong with files.
    Problems {
        /// Problems, each with its place.
        problems: Vec<Diagnostic>,
        /// Lines about files without any, and about what codes mean.
        lines: Vec<String>,
        /// Why others could not be read.
        unread: Option<Failure>,
    },
}

/// Writes a result piece by piece.
pub type Items = Box<dyn FnOnce(&mut dyn Write) -> io::Result<()>>;

impl Debug for Body {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Body::Report(report) => f.debug_tuple("Report").field(report).finish(),
            Body::Items(_) => f.write_str("Items"),
            Body::Text(text) => f.debug_tuple("Text").field(text).finish(),
            Body::Problems { problems, lines, unread } => {
                f.debug_tuple("Problems").field(problems).field(lines).field(unread).finish()
            }
        }
    }
}

impl From<Report> for Answer {
    fn from(report: Report) -> Answer {
        Answer { body: Body::Report(Box::new(report)), remake: None, problems_found: false }
    }
}

impl Answer {
    /// The report, if the answer is one.
    pub fn into_report(self) -> Option<Report> {
        match self.body {
            Body::Report(report) => Some(*report),
            Body::Items(_) | Body::Text(_) | Body::Problems { .. } => None,
        }
    }

    fn of(body: Body) -> Answer {
        Answer { body, remake: None, problems_found: false }
    }

    /// The same, where the answer may be that something is wrong.
    fn finding(self, problems_found: bool) -> Answer {
        Answer { problems_found, ..self }
    }
}

/// The answer to a question.
///
/// # Errors
///
/// What is wrong with the question or its files; nothing is half answered.
pub fn answer(question: &Question, session: &Session<'_>) -> Result<Answer, Failure> {
    match question {
        Question::Progress(question) => progress::answer(question, session),
        Question::WhatIf(question) => what_if::answer(question, session),
        Question::Locate(question) => locate::answer(question, session),
        Question::Cost(question) => cost::answer(question, session),
        Question::Solve(question) => solve::answer(question, session),
        Question::Condense(question) => condense::answer(question, session),
        Question::Recover(question) => recover::answer(question, session),
        Question::DataRequest(question) => data_request::answer(question, session),
        Question::Audit(question) => audit::answer(question, session),
        Question::Due(question) => due::answer(question, session),
        Question::Statement(question) => statement::answer(question, session),
        Question::List(question) => scale::list(question, session),
        Question::Export(question) => scale::export::answer(question, session),
        Question::Show(question) => scale::show::answer(question, session),
        Question::Check(question) => scale::check::answer(question, session),
        Question::Diff(question) => scale::diff::answer(question, session),
        Question::Verify(question) => verify::answer(question, session),
    }
}
