//! `payspine scale diff`.

use std::path::{Path, PathBuf};

use clap::{ArgAction, Args};

use crate::answer::{Question, scale};
use crate::cli::line::Line;
use crate::cli::roster::{ReadingArgs, put_reading};
use crate::cli::workforce::{PlanArgs, put_years};
use crate::cli::{Ask, Output, Save};

/// Say in words what the settlements of two systems or proposals change
#[derive(Args, Debug)]
#[command(after_help = concat!(
    "Examples:\n",
    "  payspine scale diff claim-2012.toml offer-2012.toml\n",
    "  payspine scale diff claim-2012.toml offer-2012.toml --roster staff.csv --column grade=\"Pay band\" --years 2",
))]
pub(in crate::cli) struct DiffArgs {
    /// A shipped id, a pay system's file or a proposal's
    #[arg(value_name = "A")]
    first: String,
    /// Another
    #[arg(value_name = "B")]
    second: String,
    /// Of two proposals: price both against this workforce, and say how far apart they are, by measure, and who is better off under which
    #[arg(long, value_name = "ROSTER", action = ArgAction::Append)]
    roster: Vec<PathBuf>,
    #[command(flatten)]
    years: PlanArgs,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    output: Output,
}

/// The question as a command line.
pub(in crate::cli) fn line(question: &scale::diff::Question) -> Line {
    let scale::diff::Question { first, second, roster, years, reading, explain } = question;
    let mut line = Line::new("scale diff");
    line.files([first, second]);
    line.paths("roster", roster);
    put_years(years, &mut line);
    put_reading(reading, &mut line);
    line.tick("explain", *explain);
    line
}

impl Ask for DiffArgs {
    fn question(&self) -> Question {
        Question::Diff(Box::new(scale::diff::Question {
            first: self.first.clone(),
            second: self.second.clone(),
            roster: self.roster.clone(),
            years: self.years.asked(),
            reading: self.reading.asked(),
            explain: self.output.explain,
        }))
    }

    fn output(&self) -> Option<&Output> {
        Some(&self.output)
    }

    fn reads(&self) -> Vec<&Path> {
        let named = [self.first.as_str(), self.second.as_str()].map(Path::new);
        named.into_iter().chain(self.roster.iter().map(PathBuf::as_path)).chain(self.reading.mapping.as_deref()).collect()
    }

    fn saves(&self) -> Vec<Save<'_>> {
        self.reading.saves()
    }
}
