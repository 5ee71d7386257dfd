//! `payspine cost`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{ArgAction, Args};
use rust_decimal::Decimal;

use super::input::{self, Proposed, System};
use super::roster::{Mapped, RosterArgs, Staff, grouped_by};
use super::{Failure, Output, When, warn};
use crate::calendar::{Date, Length, Period};
use crate::costing::{self, EmployersPension, OnCosts, Plan, Question, Unpriced};
use crate::diagnostic::{Code, Diagnostic, suggestion};
use crate::money::{Percent, parse_decimal};
use crate::report::{self, CostView, Employer};
use crate::scale_file;
use crate::settlement::History;
use crate::workforce::Roster;

/// Cost claims and offers against a workforce, year by year, to the penny
#[derive(Args, Debug)]
pub(super) struct CostArgs {
    #[command(flatten)]
    roster: RosterArgs,
    /// The pay system: a shipped id, or the path of your own; that of the first proposal, or of the mapping, unless given
    #[arg(long, value_name = "ID|FILE")]
    scale: Option<String>,
    /// A claim or an offer, shipped or your own; can be given more than once
    #[arg(long, value_name = "ID|FILE", action = ArgAction::Append)]
    proposal: Vec<PathBuf>,
    /// The first day; that of the pay year in which the first proposal begins unless given
    #[arg(long, value_name = "DATE", value_parser = crate::cli::progress::date)]
    from: Option<Date>,
    /// How many years
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=50))]
    years: u32,
    /// The day on which staff stand where the roster has them; --from unless given
    #[arg(long, value_name = "DATE", value_parser = crate::cli::progress::date)]
    as_at: Option<Date>,
    /// Sums by one or more columns of the roster, as grade,area; can be given more than once
    #[arg(long, value_name = "COLUMNS", action = ArgAction::Append)]
    group_by: Vec<String>,
    /// Employer's National Insurance and apprenticeship levy on top, and the pension with --pension
    #[arg(long, help_heading = "Employer")]
    on_costs: bool,
    /// What the employer pays into the pension: a scheme of payspine scale show pension-employer, or a rate such as 21.1%
    #[arg(long, value_name = "SCHEME|RATE", requires = "on_costs", help_heading = "Employer")]
    pension: Option<String>,
    /// Hold the cost against a pay remit of so many per cent
    #[arg(long, value_name = "PERCENT", value_parser = percent, requires = "proposal", help_heading = "Employer")]
    remit: Option<Percent>,
    #[command(flatten)]
    output: Output,
}

pub(super) fn run(arguments: &CostArgs) -> Result<ExitCode, Failure> {
    let mut files: Vec<&Path> = arguments.roster.roster.iter().chain(&arguments.proposal).map(PathBuf::as_path).collect();
    files.extend(arguments.scale.as_deref().map(Path::new));
    arguments.output.not_over(&files)?;
    let mapped = Mapped::read(&arguments.roster)?;
    let (system, proposals) = system_and_proposals(arguments.scale.as_deref(), &arguments.proposal, &mapped)?;
    let on_costs = on_costs(arguments, &system)?;
    let plan = plan(arguments, &system, &proposals)?;
    let group_by = grouped_by(&arguments.group_by);
    let used = scale_file::used_fields(&system.loaded.value, proposals.iter().map(|proposal| proposal.loaded.value.as_ref()));
    let mut staff = Staff::read(&arguments.roster, &mapped, &system, &used, &group_by)?;
    let groupings = staff.groupings(&group_by)?;
    let histories: Vec<&History> = proposals.iter().map(|proposal| &proposal.history).collect();
    let ask = |roster: &Roster| {
        costing::cost(&Question {
            roster,
            plan,
            baseline: &system.history,
            proposals: &histories,
            groupings: &groupings,
            on_costs: on_costs.as_ref(),
        })
    };
    let answer = match ask(&staff.roster) {
        Err(Unpriced::Misfits(misfits)) if arguments.roster.skip_bad_rows => {
            staff.leave_out(&misfits);
            staff.not_empty()?;
            ask(&staff.roster)
        }
        other => other,
    };
    let answer = answer.map_err(|unpriced| staff.unpriced(unpriced))?;
    let employer = on_costs.as_ref().map(|on_costs| Employer::new(on_costs, &answer.paybills, proposals.len())).transpose();
    let employer = employer.map_err(|missing| staff.unpriced(Unpriced::NoRate(missing)))?;
    let view = CostView {
        roster: &staff.roster,
        baseline: &system.history,
        proposals: proposals.iter().map(|proposal| (proposal.loaded.value.as_ref(), &proposal.history)).collect(),
        answer: &answer,
        as_at: plan.as_at,
        group_by,
        left_out: staff.left_out(),
        assumed: staff.assumed.clone(),
        inputs: std::iter::once(&system.input)
            .chain(proposals.iter().map(|proposal| &proposal.input))
            .chain(&mapped.input)
            .chain(&staff.counted.inputs)
            .cloned()
            .collect(),
        employer,
        remit: arguments.remit,
        explain: arguments.output.explain,
    };
    warn(&system.loaded.warnings);
    arguments.output.write(&report::cost(&view), When::Never)?;
    Ok(ExitCode::SUCCESS)
}

fn percent(text: &str) -> Result<Percent, String> {
    let number = parse_decimal(text.trim().trim_end_matches('%').trim_end());
    let fits = |number: &Decimal| *number >= Decimal::ZERO && *number <= Decimal::ONE_HUNDRED && number.scale() <= 6;
    number.filter(fits).map(Percent::new).ok_or_else(|| "expected a percentage from 0 to 100, such as 3.25".to_owned())
}

/// The on-costs asked for, from the statutory tables that are shipped.
fn on_costs(arguments: &CostArgs, system: &System) -> Result<Option<OnCosts>, Failure> {
    if !arguments.on_costs {
        return Ok(None);
    }
    let currency = &system.loaded.value.currency;
    if currency.code() != "GBP" {
        let why = format!("--on-costs knows the United Kingdom's law, and this pay system is in {}", currency.code());
        return Err(Failure::Message(why));
    }
    let on_top_of_basic = !system.loaded.value.has_ranges();
    let table =
        |id: &str| scale_file::statutory(id).ok_or_else(|| Failure::Message(format!("the statutory table {id} cannot be read")));
    let pension = match arguments.pension.as_deref() {
        None => None,
        Some(rate) if rate.trim_end().ends_with('%') => Some(EmployersPension::Rate(percent(rate).map_err(Failure::Message)?)),
        Some(scheme) => {
            let table = table("pension-employer")?;
            let known: BTreeSet<&str> = table.rows.iter().filter_map(|row| row.series.as_deref()).collect();
            if !known.contains(scheme) {
                let title = format!("--pension: no scheme `{scheme}` is known");
                let problem = Diagnostic::new(Code::UnknownScale, title);
                return Err(problem.maybe_help(suggestion(scheme, known.into_iter().collect::<Vec<_>>())).into());
            }
            Some(EmployersPension::Scheme { table: table.clone(), scheme: scheme.to_owned() })
        }
    };
    Ok(Some(OnCosts {
        national_insurance: table("national-insurance")?,
        levy: table("apprenticeship-levy")?,
        pension,
        on_top_of_basic,
    }))
}

/// The pay system and what is proposed on it.
pub(super) fn system_and_proposals(
    scale: Option<&str>,
    paths: &[PathBuf],
    mapped: &Mapped,
) -> Result<(System, Vec<Proposed>), Failure> {
    let system = match (scale, paths.first()) {
        (Some(reference), _) => input::system(reference, None)?,
        (None, Some(path)) => input::system_named_in(&input::proposal_text(path)?, path)?,
        (None, None) => mapped.system().unwrap_or_else(|| {
            let why = "which pay system? Give --scale ID, or a --proposal; payspine scale list shows those that are shipped";
            Err(Failure::Message(why.into()))
        })?,
    };
    let proposals = paths.iter().map(|path| input::proposal(path, &system)).collect::<Result<Vec<_>, _>>()?;
    super::progress::distinct(&proposals, &system)?;
    Ok((system, proposals))
}

fn plan(arguments: &CostArgs, system: &System, proposals: &[Proposed]) -> Result<Plan, Failure> {
    let year_start = system.loaded.value.conventions.year_start;
    let first = proposals.iter().filter_map(|proposal| proposal.loaded.value.settlements.first()).map(|first| first.from).min();
    let from = arguments
        .from
        .or_else(|| first.map(|first| year_start.last_by(first)))
        .ok_or_else(|| Failure::Message("from which day? Give --from DATE, the first of the years to be priced".into()))?;
    let until = Length::months(12).times(arguments.years).after(from);
    let as_at = arguments.as_at.unwrap_or(from);
    if as_at > from {
        return Err(Failure::Message(format!(
            "the roster is of {as_at}, and pay is asked about from {from}: where staff stood before is not known; --from {as_at} or later"
        )));
    }
    Ok(Plan { period: Period::new(from, until), as_at })
}
