//! Why a question has no answer.

use crate::diagnostic::Diagnostic;

/// Why a question has no answer.
#[derive(Clone, Debug)]
pub enum Failure {
    /// Problems with files or with what was asked.
    Problems(Vec<Diagnostic>),
    /// Problems with the rows of a table.
    Rows {
        /// Those that are shown.
        problems: Vec<Diagnostic>,
        /// How many more there are.
        more: u64,
        /// In how many rows.
        rows: u64,
        /// Whether such rows were to be left out, and none is left.
        skipped: bool,
    },
    /// Anything else, in a sentence.
    Message(String),
}

impl From<Diagnostic> for Failure {
    fn from(problem: Diagnostic) -> Failure {
        Failure::Problems(vec![problem])
    }
}

impl From<Vec<Diagnostic>> for Failure {
    fn from(problems: Vec<Diagnostic>) -> Failure {
        Failure::Problems(problems)
    }
}
