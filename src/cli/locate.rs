//! `payspine locate`.

use std::path::Path;

use clap::{ArgAction, Args, ValueEnum};
use rust_decimal::Decimal;

use super::line::Line;
use super::{Ask, Output};
use crate::answer::typed::{date, field, weekly};
use crate::answer::{Amount, Question, locate};
use crate::calendar::Date;
use crate::locate::Per;
use crate::money::{Fte, NotAnFte, parse_decimal};

/// Find which grades, areas and points pay an amount, for whoever has only a payslip
///
/// Each point in force on the day is held against the amount: basic pay alone, and with the payments that are due there every month.
/// Without --fte or --hours, full time, and apart from it the hours that people commonly work part time. Exit code 1 where nothing pays it.
#[derive(Args, Debug)]
#[command(after_help = concat!(
    "Examples:\n",
    "  payspine locate --scale home-office-2006 --amount 1988.67 --on 2007-07-31\n",
    "  payspine locate --scale njc --amount 1932.30 --per month --hours 30 --on 2025-04-01",
))]
pub(super) struct LocateArgs {
    /// The pay system: a shipped id, or the path of your own
    #[arg(long, value_name = "ID|FILE")]
    scale: String,
    /// The amount before deductions
    #[arg(long, value_name = "AMOUNT", value_parser = Amount::read)]
    amount: Amount,
    /// The day on which it was due; today unless given
    #[arg(long, value_name = "DATE|today", value_parser = date)]
    on: Option<Date>,
    /// What the amount is for; any of these unless given
    #[arg(long, value_enum)]
    per: Option<PerArg>,
    /// Hours as a share of full time
    #[arg(long, value_parser = fte)]
    fte: Option<Fte>,
    /// Hours a week, instead of --fte
    #[arg(long, value_parser = weekly, conflicts_with = "fte")]
    hours: Option<Decimal>,
    /// Full-time hours a week, where the pay system states none or yours are others
    #[arg(long, value_name = "HOURS", value_parser = weekly)]
    full_time_hours: Option<Decimal>,
    /// How far off an amount may be; 2.00 a year or a month unless given, and nothing a week or an hour
    #[arg(long, value_name = "AMOUNT", value_parser = Amount::read)]
    within: Option<Amount>,
    /// Only this grade, by its id or title
    #[arg(long)]
    grade: Option<String>,
    /// Only this area, by its id or title
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
    let is_number = text.contains('/') || parse_decimal(text.trim()).is_some();
    let read = text.trim().parse().map_err(|why: NotAnFte| why.to_string());
    if is_number { read } else { Err("expected a share of full time, such as 0.6".to_owned()) }
}

/// The question as a command line.
pub(super) fn line(question: &locate::Question) -> Line {
    let locate::Question { scale, amount, on, per, fte, hours, full_time_hours, within, grade, area, field } = question;
    let per = per.map(|per| match per {
        Per::Year => "year",
        Per::Month => "month",
        Per::Week => "week",
        Per::Hour => "hour",
    });
    let mut line = Line::new("locate");
    line.each("scale", [scale]);
    line.each("amount", [amount.written()]);
    line.each("on", on);
    line.each("per", per);
    line.each("fte", fte);
    line.each("hours", hours);
    line.each("full-time-hours", full_time_hours);
    line.each("within", within.as_ref().map(Amount::written));
    line.each("grade", grade);
    line.each("area", area);
    line.fields("field", field);
    line
}

impl Ask for LocateArgs {
    fn question(&self) -> Question {
        Question::Locate(locate::Question {
            scale: self.scale.clone(),
            amount: self.amount.clone(),
            on: self.on,
            per: self.per.map(Per::from),
            fte: self.fte,
            hours: self.hours,
            full_time_hours: self.full_time_hours,
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
