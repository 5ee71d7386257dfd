//! `payspine scale show`.

use std::path::{Path, PathBuf};

use clap::{ArgAction, Args};

use crate::answer::typed::date;
use crate::answer::{Question, scale};
use crate::calendar::Date;
use crate::cli::line::Line;
use crate::cli::{Ask, Output};
use crate::diagnostic::suggestion;
use crate::published_file;

/// Show a pay system on a day: points, ranges, progression, payments, sources; or a proposal, a table or a policy
#[derive(Args, Debug)]
#[command(after_help = concat!(
    "Examples:\n",
    "  payspine scale show nhs-afc-england --grade band-5\n",
    "  payspine scale show nhs-afc-england --on 2022-04-01 --check circular.csv",
))]
pub(in crate::cli) struct ShowArgs {
    /// A shipped id, or the path of your own: a pay system, a proposal, a statutory table or a recovery policy
    #[arg(value_name = "ID|FILE")]
    scale: String,
    /// The day; the date of the last settlement unless given
    #[arg(long, value_name = "DATE", value_parser = date)]
    on: Option<Date>,
    /// Only this grade, by its id or title
    #[arg(long)]
    grade: Option<String>,
    /// Only this area, by its id or title
    #[arg(long)]
    area: Option<String>,
    /// Only this point
    #[arg(long)]
    point: Option<String>,
    /// With this claim or offer, shipped or your own
    #[arg(long, value_name = "ID|FILE")]
    proposal: Option<PathBuf>,
    /// Hold the values against a CSV of published ones: date, spine, grade, area, point, annual
    #[arg(long, value_name = "PUBLISHED.csv", conflicts_with_all = ["grade", "area", "point"])]
    check: Option<PathBuf>,
    /// Which column of that file holds what, such as point="Spinal point"; can be given more than once
    #[arg(long, value_name = "NAME=HEADER", value_parser = column, requires = "check", action = ArgAction::Append)]
    column: Vec<(String, String)>,
    #[command(flatten)]
    output: Output,
}

/// A mapping of a column.
fn column(text: &str) -> Result<(String, String), String> {
    let known: Vec<&str> = published_file::columns().collect();
    let (name, header) = text.split_once('=').ok_or("a mapping is NAME=HEADER, such as point=\"Spinal point\"")?;
    if known.contains(&name) && !header.is_empty() {
        return Ok((name.to_owned(), header.to_owned()));
    }
    let help = suggestion(name, known.iter().copied()).map_or_else(String::new, |help| format!("; {help}"));
    Err(format!("a mapping is NAME=HEADER, and NAME one of {}{help}", known.join(", ")))
}

/// The question as a command line.
pub(in crate::cli) fn line(question: &scale::show::Question) -> Line {
    let scale::show::Question { scale, on, grade, area, point, proposal, check, column, explain } = question;
    let mut line = Line::new("scale show");
    line.files([scale]);
    line.each("on", on);
    line.each("grade", grade);
    line.each("area", area);
    line.each("point", point);
    line.paths("proposal", proposal);
    line.paths("check", check);
    line.fields("column", column);
    line.tick("explain", *explain);
    line
}

impl Ask for ShowArgs {
    fn question(&self) -> Question {
        Question::Show(scale::show::Question {
            scale: self.scale.clone(),
            on: self.on,
            grade: self.grade.clone(),
            area: self.area.clone(),
            point: self.point.clone(),
            proposal: self.proposal.clone(),
            check: self.check.clone(),
            column: self.column.clone(),
            explain: self.output.explain,
        })
    }

    fn output(&self) -> Option<&Output> {
        Some(&self.output)
    }

    fn reads(&self) -> Vec<&Path> {
        self.check.as_deref().into_iter().chain(self.proposal.as_deref()).collect()
    }
}
