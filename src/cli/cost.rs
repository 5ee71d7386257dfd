//! `payspine cost`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{ArgAction, Args, ValueEnum};

use super::question::{Asked, QuestionArgs, percent};
use super::roster::{Staff, grouped_by};
use super::{Failure, FormatArg, Output, When, desk, input, warn};
use crate::costing::{self, Answer, Plan, Question, Reconciled, Turnover, Unpriced};
use crate::money::Percent;
use crate::report::{self, CostView, Employer, Input, Remake};
use crate::settlement::History;
use crate::workforce::{Roster, Subject};

/// Cost claims and offers against a workforce, year by year, to the penny
#[derive(Args, Debug)]
pub(super) struct CostArgs {
    #[command(flatten)]
    question: QuestionArgs,
    /// A claim or an offer, shipped or your own; can be given more than once
    #[arg(long, value_name = "ID|FILE", action = ArgAction::Append)]
    proposal: Vec<PathBuf>,
    /// Sums by one or more columns of the roster, as grade,area; can be given more than once
    #[arg(long, value_name = "COLUMNS", action = ArgAction::Append)]
    group_by: Vec<String>,
    /// So many leave at the turn of each pay year, as 8%
    #[arg(long, value_name = "PERCENT", value_parser = percent, help_heading = "Assumptions")]
    leavers: Option<Percent>,
    /// Where those begin who replace them
    #[arg(long, value_enum, default_value_t = Replaced::Minimum, requires = "leavers", help_heading = "Assumptions")]
    replaced_at: Replaced,
    /// So many posts stand empty, as 30%
    #[arg(long, value_name = "PERCENT", value_parser = percent, help_heading = "Assumptions")]
    vacancy: Option<Percent>,
    /// Leave out groups of fewer staff, and others from which they could be worked out, as for publication
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=1000))]
    suppress_below: Option<u64>,
    /// Hold the cost against a pay remit of so many per cent
    #[arg(long, value_name = "PERCENT", value_parser = percent, requires = "proposal", help_heading = "Employer")]
    remit: Option<Percent>,
    /// Check the sums against every member's own timeline; exit code 1 if they differ
    #[arg(long)]
    reconcile: bool,
    /// Of awards that are the higher of two things: the pay at which one overtakes the other, and how many stand on each side
    #[arg(long, requires = "proposal")]
    break_even: bool,
    #[command(flatten)]
    output: Output,
}

/// Who takes the place of those who leave.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum Replaced {
    /// Somebody on the minimum of the range
    Minimum,
    /// Nobody
    Nobody,
}

pub(super) fn run(arguments: &CostArgs) -> Result<ExitCode, Failure> {
    arguments.output.apart(&arguments.question.saves(), &arguments.question.files(&arguments.proposal))?;
    let asked = arguments.question.read(&arguments.proposal)?;
    let mut group_by = grouped_by(&arguments.group_by);
    let mut staff = asked.staff(&arguments.question, &group_by)?;
    let workbook = arguments.output.format() == FormatArg::Xlsx;
    if workbook {
        // A workbook has these without being asked, where the roster does.
        for (name, subject) in [("grade", Subject::Grade), ("area", Subject::Area)] {
            let by = vec![name.to_owned()];
            if staff.roster.column(&subject).is_some() && !group_by.contains(&by) {
                group_by.push(by);
            }
        }
    }
    let groupings = staff.groupings(&group_by)?;
    let Asked { system, proposals, plan, on_costs, .. } = &asked;
    let histories: Vec<&History> = proposals.iter().map(|proposal| &proposal.history).collect();
    let ask = |roster: &Roster| {
        costing::cost(&Question {
            roster,
            plan: *plan,
            baseline: &system.history,
            proposals: &histories,
            groupings: &groupings,
            on_costs: on_costs.as_ref(),
        })
    };
    let answer = staff.priced(ask)?;
    let employer = on_costs.as_ref().map(|on_costs| Employer::new(on_costs, &answer.paybills, proposals.len())).transpose();
    let cases: Vec<&History> = std::iter::once(&system.history).chain(histories.iter().copied()).collect();
    let reconciled = if arguments.reconcile { Some(reconciled(&staff, *plan, &cases, &answer)?) } else { None };
    let break_even = arguments.break_even.then(|| costing::break_even(&staff.roster, *plan, &system.history, &histories));
    let turnover = match (arguments.leavers, arguments.vacancy) {
        (None, None) => None,
        (leavers, vacancy) => {
            let turnover = Turnover {
                leavers: leavers.unwrap_or(Percent::ZERO),
                replaced: arguments.replaced_at == Replaced::Minimum,
                vacancy: vacancy.unwrap_or(Percent::ZERO),
            };
            let sums = costing::turnover(&staff.roster, *plan, &cases, &answer.paybills, turnover);
            Some((turnover, sums.map_err(|unpriced| staff.unpriced(unpriced))?))
        }
    };
    // Whoever is sent a report wants its definitions.
    let is_report = arguments.output.format() == FormatArg::Html;
    let view = CostView {
        roster: &staff.roster,
        baseline: &system.history,
        proposals: proposals.iter().map(|proposal| (proposal.loaded.value.as_ref(), &proposal.history)).collect(),
        answer: &answer,
        as_at: plan.as_at,
        group_by,
        left_out: staff.left_out(),
        assumed: staff.assumed.clone(),
        rows: staff.counted.files.rows(),
        inputs: asked.inputs(&staff),
        employer: employer.map_err(|missing| staff.unpriced(Unpriced::NoRate(missing)))?,
        remit: arguments.remit,
        turnover: turnover.as_ref().map(|(turnover, sums)| (*turnover, sums.as_slice())),
        suppress_below: arguments.suppress_below,
        reconciled: reconciled.as_ref(),
        break_even: break_even.as_deref(),
        explain: arguments.output.explain || is_report,
        pictures: is_report || desk::is_in_use(),
        workbook,
    };
    warn(&system.loaded.warnings);
    let carried = is_report || desk::is_in_use();
    let remake = carried.then(|| remake(arguments, &view.inputs));
    arguments.output.write_to_be_made_again(&report::cost(&view), When::Never, remake.as_ref())?;
    let differs = reconciled.is_some_and(|reconciled| !reconciled.differences.is_empty());
    Ok(if differs { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// What whoever gets the result needs to make it again, beside the roster.
fn remake(arguments: &CostArgs, inputs: &[Input]) -> Remake {
    let rosters: Vec<String> = arguments.question.roster.roster.iter().map(|path| path.display().to_string()).collect();
    let own = inputs.iter().filter(|input| !rosters.contains(&input.path));
    let text = |input: &Input| Some((file_name(&input.path), input::known(Path::new(&input.path))?.source.text.clone()));
    let files = own.filter_map(text).collect();
    let paths: Vec<&String> = rosters.iter().chain(inputs.iter().map(|input| &input.path)).collect();
    Remake {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        words: super::words().iter().map(|word| without_folder(word, &paths)).collect(),
        rosters: rosters.iter().map(|path| file_name(path)).collect(),
        files,
    }
}

/// A word of the command line that is one of these paths, or a flag with it, by the file's name alone.
fn without_folder(word: &str, paths: &[&String]) -> String {
    let (flag, value) = match word.split_once('=') {
        Some((flag, value)) if flag.starts_with("--") => (Some(flag), value),
        _ => (None, word),
    };
    let plain = if paths.iter().any(|path| *path == value) { file_name(value) } else { value.to_owned() };
    flag.map_or_else(|| plain.clone(), |flag| format!("{flag}={plain}"))
}

fn file_name(path: &str) -> String {
    Path::new(path).file_name().map_or_else(|| path.to_owned(), |name| name.display().to_string())
}

fn reconciled(staff: &Staff, plan: Plan, cases: &[&History], answer: &Answer) -> Result<Reconciled, Failure> {
    if plan.period.start != plan.as_at && plan.period.start.day() != 1 {
        let why = "--reconcile needs years that begin on the first of a month, or on the roster's day";
        return Err(Failure::Message(why.into()));
    }
    costing::reconcile(&staff.roster, plan, cases, &answer.paybills).map_err(|unpriced| staff.unpriced(unpriced))
}
