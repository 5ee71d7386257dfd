//! Why a question has no answer.

use crate::diagnostic::{Diagnostic, Setting};

/// Why a question has no answer.
#[derive(Clone, Debug)]
#[non_exhaustive]
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
    /// Something is missing in what was asked, or cannot be.
    Asks {
        /// What would have to be said otherwise, or at all.
        settings: Vec<Setting>,
        /// What is wrong, in a sentence.
        sentence: String,
    },
    /// Anything else, in a sentence.
    Message(String),
}

impl Failure {
    /// What was asked lacks something, or cannot be.
    pub(crate) fn asks<const N: usize>(settings: [Setting; N], sentence: impl Into<String>) -> Failure {
        Failure::Asks { settings: settings.into(), sentence: sentence.into() }
    }
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
