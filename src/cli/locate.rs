//! `payspine locate`.

use std::path::Path;
use std::process::ExitCode;

use clap::{ArgAction, Args, ValueEnum};

use super::amount::{Amount, amount};
use super::input;
use super::progress::{date, field};
use super::{Failure, Output, When, warn};
use crate::calendar::Date;
use crate::diagnostic::Diagnostic;
use crate::locate::{Located, Per, Sought, locate};
use crate::money::{Fte, parse_decimal};
use crate::report::{self, LocateView};
use crate::scale::{Scale, Settlement};
use crate::scale_file::{self, CommandLine};
use crate::settlement::History;

/// Find which grades, areas and points pay an amount, for whoever has only a payslip
///
/// Each point in force on the day is held against the amount: basic pay alone, and with the payments that are due there every month.
/// Without --fte, full time, and apart from it the hours that people commonly work part time. Exit code 1 where nothing pays it.
#[derive(Args, Debug)]
pub(super) struct LocateArgs {
    /// The pay system: a shipped id, or the path of your own
    #[arg(long, value_name = "ID|FILE")]
    scale: String,
    /// The amount before deductions
    #[arg(long, value_name = "AMOUNT", value_parser = amount)]
    amount: Amount,
    /// The day on which it was due
    #[arg(long, value_name = "DATE", value_parser = date)]
    on: Date,
    /// What the amount is for; any of these unless given
    #[arg(long, value_enum)]
    per: Option<PerArg>,
    /// Hours as a share of full time
    #[arg(long, value_parser = fte)]
    fte: Option<Fte>,
    /// How far off an amount may be; 2.00 a year or a month unless given, and nothing a week or an hour
    #[arg(long, value_name = "AMOUNT", value_parser = amount)]
    within: Option<Amount>,
    /// Only this grade
    #[arg(long)]
    grade: Option<String>,
    /// Only this area
    #[arg(long)]
    area: Option<String>,
    /// A field that payments ask for, such as county=Kent; can be given more than once
    #[arg(long, value_name = "NAME=VALUE", value_parser = field, action = ArgAction::Append)]
    field: Vec<(String, String)>,
    #[command(flatten)]
    output: Output,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum PerArg {
    Year,
    Month,
    Week,
    Hour,
}

impl From<PerArg> for Per {
    fn from(given: PerArg) -> Per {
        match given {
            PerArg::Year => Per::Year,
            PerArg::Month => Per::Month,
            PerArg::Week => Per::Week,
            PerArg::Hour => Per::Hour,
        }
    }
}

fn fte(text: &str) -> Result<Fte, String> {
    let number = parse_decimal(text.trim()).ok_or("expected a share of full time, such as 0.6")?;
    Fte::new(number).map_err(|why| why.to_string())
}

pub(super) fn run(arguments: &LocateArgs) -> Result<ExitCode, Failure> {
    arguments.output.not_over(&[Path::new(&arguments.scale)])?;
    let system = input::system(&arguments.scale, None)?;
    let scale = system.history.scale();
    let mut line = CommandLine::new("payspine locate");
    for (key, value) in [("grade", &arguments.grade), ("area", &arguments.area)] {
        if let Some(value) = value {
            line.text(key, value);
        }
    }
    arguments.field.iter().for_each(|(name, value)| line.field(name, value));
    let used = scale_file::used_fields(scale, std::iter::empty());
    let mut found = line.place_problems(scale, &used);
    found.extend(system.loaded.warnings.iter().cloned());
    if found.iter().any(Diagnostic::is_error) {
        return Err(found.into());
    }
    let sought = Sought {
        amount: arguments.amount.in_currency(&scale.currency)?,
        per: arguments.per.map(Per::from),
        fte: arguments.fte,
        within: arguments.within.as_ref().map(|within| within.in_currency(&scale.currency)).transpose()?,
        grade: arguments.grade.as_deref().map(Into::into),
        area: arguments.area.as_deref().map(Into::into),
        fields: arguments.field.iter().map(|(name, value)| (name.clone(), scale_file::read_value(&used, name, value))).collect(),
    };
    let mut located = locate(&system.history, arguments.on, &sought).map_err(|early| input::not_in_force(scale, &early))?;
    let mut remarks = scale_file::ValueRemarks::default();
    arguments.field.iter().for_each(|(name, value)| remarks.note(&used, name, value));
    located.assumptions.extend(remarks.understood());
    let later = known_later(scale, arguments.on);
    let titles: Vec<String> = later.iter().map(|settlement| settlement.title.clone()).collect();
    let then = if titles.is_empty() { None } else { as_known_then(scale, arguments.on, &sought) };
    let view = LocateView {
        history: &system.history,
        then: then.as_ref().map(|then| (titles, then)),
        on: arguments.on,
        sought: &sought,
        located: &located,
        inputs: vec![system.input.clone()],
    };
    warn(&found);
    arguments.output.write(&report::locate(&view), When::Never)?;
    let nothing = located.is_empty() && then.is_none_or(|then| then.is_empty());
    Ok(if nothing { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Settlements that count for a day and were agreed after it.
fn known_later(scale: &Scale, on: Date) -> Vec<&Settlement> {
    let later = |settlement: &&Settlement| settlement.from <= on && settlement.agreed.is_some_and(|agreed| agreed > on);
    scale.settlements.iter().filter(later).collect()
}

/// What pays the amount without those; `None` where a system without them does not stand on its own.
fn as_known_then(scale: &Scale, on: Date, sought: &Sought) -> Option<Located> {
    let mut then = scale.clone();
    then.settlements.retain(|settlement| settlement.agreed.is_none_or(|agreed| agreed <= on));
    locate(&History::new(then, None).ok()?, on, sought).ok()
}
