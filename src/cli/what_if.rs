//! `payspine what-if`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::line::Line;
use super::member::{DescribedArgs, put_member};
use super::{Ask, Output};
use crate::answer::typed::date;
use crate::answer::{Question, progress, what_if};
use crate::calendar::Date;
use crate::statutory::LoanPlan;

/// Show what a change of a member's post would mean: pay before and after, a year, a month and about what is left of it
///
/// The member comes from a file or from flags; what changes is said by name: hours=30, fte=0.8, grade=EO, area=london, point=14, or any
/// field that rules ask for. Deductions are estimated: tax code by the allowance, National Insurance category A, student loans as said.
#[derive(Args, Debug)]
#[command(after_help = concat!(
    "Examples:\n",
    "  payspine what-if member.toml fte=0.8 --from 2009-04-01\n",
    "  payspine what-if --scale njc --grade local --point 12 --target 17 --hours 37 --on today hours=30 --pension lgps --student-loan plan-1",
))]
pub(super) struct WhatIfArgs {
    /// A member's file, and what changes
    #[arg(value_name = "MEMBER.toml|NAME=VALUE", value_parser = word)]
    words: Vec<Word>,
    /// The pay system: a shipped id, or the path of your own
    #[arg(long, value_name = "ID|FILE")]
    scale: Option<String>,
    #[command(flatten)]
    who: DescribedArgs,
    /// The day of the change; today unless given
    #[arg(long, value_name = "DATE|today", value_parser = date)]
    from: Option<Date>,
    /// A claim or an offer that takes effect, too
    #[arg(long, value_name = "ID|FILE")]
    proposal: Option<PathBuf>,
    /// What the member pays into a pension: a scheme of `payspine scale show pension-member`, or a rate such as 5.8%
    #[arg(long, value_name = "SCHEME|PERCENT")]
    pension: Option<String>,
    /// Income tax is Scotland's
    #[arg(long)]
    scottish_tax: bool,
    /// A student loan that is repaid from pay; a postgraduate loan can be beside another
    #[arg(long, value_name = "PLAN")]
    student_loan: Vec<LoanPlanArg>,
    #[command(flatten)]
    output: Output,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum LoanPlanArg {
    #[value(name = "plan-1")]
    Plan1,
    #[value(name = "plan-2")]
    Plan2,
    #[value(name = "plan-4")]
    Plan4,
    #[value(name = "plan-5")]
    Plan5,
    Postgraduate,
}

impl From<LoanPlanArg> for LoanPlan {
    fn from(given: LoanPlanArg) -> LoanPlan {
        match given {
            LoanPlanArg::Plan1 => LoanPlan::Plan1,
            LoanPlanArg::Plan2 => LoanPlan::Plan2,
            LoanPlanArg::Plan4 => LoanPlan::Plan4,
            LoanPlanArg::Plan5 => LoanPlan::Plan5,
            LoanPlanArg::Postgraduate => LoanPlan::Postgraduate,
        }
    }
}

/// A word without a name: what changes, or the member's file.
#[derive(Clone, Debug)]
enum Word {
    /// A name and its new value.
    Change(String, String),
    /// The file.
    Member(PathBuf),
}

fn word(text: &str) -> Result<Word, String> {
    match text.split_once('=') {
        None => Ok(Word::Member(PathBuf::from(text))),
        Some((name, value)) if name.trim().is_empty() || value.trim().is_empty() => {
            Err("expected a name and its new value, such as hours=30".to_owned())
        }
        Some((name, value)) => Ok(Word::Change(name.trim().to_lowercase(), value.trim().to_owned())),
    }
}

impl WhatIfArgs {
    /// What changes, and the member's file.
    fn said(&self) -> (Vec<(String, String)>, Option<PathBuf>) {
        let (mut changes, mut member) = (Vec::new(), None);
        for word in &self.words {
            match word {
                Word::Change(name, value) => changes.push((name.clone(), value.clone())),
                Word::Member(path) if member.is_none() => member = Some(path.clone()),
                // One member changes: a second file is no change, and is told so.
                Word::Member(path) => changes.push((path.display().to_string(), String::new())),
            }
        }
        (changes, member)
    }
}

/// The question as a command line.
pub(super) fn line(question: &what_if::Question) -> Line {
    let what_if::Question { of, changes, on, pension, scottish_tax, student_loan } = question;
    let progress::Question { member, scale, who, proposal, explain, .. } = of;
    let mut line = Line::new("what-if");
    line.files(member);
    line.files(changes.iter().map(|(name, value)| PathBuf::from(format!("{name}={value}"))).collect::<Vec<_>>());
    line.each("scale", scale);
    put_member(who, &mut line);
    line.each("from", on);
    line.paths("proposal", proposal);
    line.each("pension", pension);
    line.tick("scottish-tax", *scottish_tax);
    line.each("student-loan", student_loan.iter().map(|plan| plan.word()));
    line.tick("explain", *explain);
    line
}

impl Ask for WhatIfArgs {
    fn question(&self) -> Question {
        let (changes, member) = self.said();
        let of = progress::Question {
            member,
            scale: self.scale.clone(),
            who: self.who.described(),
            proposal: self.proposal.iter().cloned().collect(),
            explain: self.output.explain,
            ..progress::Question::default()
        };
        let (pension, scottish_tax) = (self.pension.clone(), self.scottish_tax);
        let student_loan = self.student_loan.iter().copied().map(LoanPlan::from).collect();
        Question::WhatIf(Box::new(what_if::Question { of, changes, on: self.from, pension, scottish_tax, student_loan }))
    }

    fn output(&self) -> Option<&Output> {
        Some(&self.output)
    }

    fn reads(&self) -> Vec<&Path> {
        let members = self.words.iter().filter_map(|word| match word {
            Word::Member(path) => Some(path.as_path()),
            Word::Change(..) => None,
        });
        members.chain(self.proposal.as_deref()).chain(self.scale.as_deref().map(Path::new)).collect()
    }
}
