//! `payspine locate`.

use std::path::Path;

use clap::{ArgAction, Args, ValueEnum};

use super::progress::{date, field};
use super::{Ask, Output};
use crate::answer::{Amount, Question, locate};
use crate::calendar::Date;
use crate::locate::Per;
use crate::money::{Fte, parse_decimal};

/// Find which grades, areas and points pay an amount, for whoever has only a payslip
///
/// Each point in force on the day is held against the amount: basic pay alone, and with the payments that are due there every month.
/// Without --fte, full time, and apart from it the hours that people commonly work part time. Exit code 1 where nothing pays it.
#[derive(Args, Debug)]
#[command(after_help = concat!(
    "Examples:\n",
    "  payspine locate --scale home-office-2006 --amount 1988.67 --on 2007-07-31\n",
    "  payspine locate --scale njc --amount 15.56 --per hour --on 2025-04-01",
))]
pub(super) struct LocateArgs {
    /// The pay system: a shipped id, or the path of your own
    #[arg(long, value_name = "ID|FILE")]
    scale: String,
    /// The amount before deductions
    #[arg(long, value_name = "AMOUNT", value_parser = Amount::read)]
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
    #[arg(long, value_name = "AMOUNT", value_parser = Amount::read)]
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

impl Ask for LocateArgs {
    fn question(&self) -> Question {
        Question::Locate(locate::Question {
            scale: self.scale.clone(),
            amount: self.amount.clone(),
            on: self.on,
            per: self.per.map(Per::from),
            fte: self.fte,
            within: self.within.clone(),
            grade: self.grade.clone(),
            area: self.area.clone(),
            field: self.field.clone(),
        })
    }

    fn output(&self) -> Option<&Output> {
        Some(&self.output)
    }

    fn reads(&self) -> Vec<&Path> {
        vec![Path::new(&self.scale)]
    }
}
