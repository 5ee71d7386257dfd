//! `payspine audit`.

use std::path::{Path, PathBuf};

use clap::{ArgAction, Args};
use rust_decimal::Decimal;

use super::line::Line;
use super::roster::{RosterArgs, put_reading};
use super::{Ask, Output, Save};
use crate::answer::typed::{date, month, pair, weekly};
use crate::answer::{Question, audit};
use crate::audit::Payday;
use crate::calendar::{Date, Month};

/// Hold payslips against what was due, and say which mistake explains the difference
///
/// For one member (a member's file) or for everybody in a roster with a column `id`. Payslips have a line for each element of a month:
/// id,month,element,amount.
#[derive(Args, Debug)]
#[command(after_help = concat!(
    "Examples:\n",
    "  payspine audit overpaid.toml --payslips payslips.csv\n",
    "  payspine audit team.csv --payslips team-payslips.csv --scale home-office-2011 --from 2012-04 --to 2013-03",
))]
pub(super) struct AuditArgs {
    #[command(flatten)]
    paid: PaidArgs,
    /// Show every month of everybody, and not only those that differ
    #[arg(long, help_heading = "Output")]
    every_month: bool,
    /// Exit with 1 where there are differences, or months without a payslip
    #[arg(long, help_heading = "Output")]
    strict: bool,
    #[command(flatten)]
    output: Output,
}

/// Whose pay, and what was paid.
#[derive(Args, Debug)]
pub(super) struct PaidArgs {
    #[command(flatten)]
    pub(super) whose: WhoseArgs,
    /// What was paid, in CSV or XLSX: id, month, element, amount; can be given more than once
    #[arg(long, value_name = "FILE", required = true, action = ArgAction::Append)]
    pub(super) payslips: Vec<PathBuf>,
    /// The day of the month on which pay is paid: last, or its number, such as 15. Back pay falls due on the first payday on or after
    /// the day on which an award was agreed
    #[arg(long, value_name = "last|DAY", value_parser = payday, default_value = "last")]
    payday: Payday,
    /// Which element a name in the payslips means, as "Basic Salary"=basic; can be given more than once
    #[arg(long, value_name = "NAME=ID", value_parser = pair, action = ArgAction::Append, help_heading = "Payslips")]
    element: Vec<(String, String)>,
    /// Which column of the payslips holds what, as month="Pay period"; can be given more than once
    #[arg(long, value_name = "NAME=HEADING", value_parser = pair, action = ArgAction::Append, help_heading = "Payslips")]
    payslip_column: Vec<(String, String)>,
    /// Which sheet of a workbook the payslips are on
    #[arg(long, value_name = "NAME", help_heading = "Payslips")]
    payslip_sheet: Option<String>,
}

/// Whose pay, when, and what happened to them.
#[derive(Args, Debug)]
pub(super) struct WhoseArgs {
    #[command(flatten)]
    pub(super) roster: RosterArgs,
    /// What changed for members of a roster: id, on, field, value
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,
    /// When members of a roster were away: id, kind, from, to
    #[arg(long, value_name = "FILE")]
    absences: Option<PathBuf>,
    /// What members of a roster worked that is paid by the hour or session: id, month, payment, hours
    #[arg(long, value_name = "FILE")]
    worked: Option<PathBuf>,
    /// The pay system: a shipped id, or the path of your own; that of the member's file unless given
    #[arg(long, value_name = "ID|FILE")]
    scale: Option<String>,
    /// The first month that is asked about; that of the member's file unless given
    #[arg(long, value_name = "MONTH", value_parser = month)]
    from: Option<Month>,
    /// The last month that is asked about
    #[arg(long, value_name = "MONTH", value_parser = month)]
    to: Option<Month>,
    /// The day on which staff stand where the roster has them; the first of --from unless given
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_at: Option<Date>,
    /// Only this person: of a roster, or whose lines of the payslips a member's file is about, where they have several ids
    #[arg(long, value_name = "ID")]
    pub(super) id: Option<String>,
    /// Full-time hours a week, where the pay system states none or yours are others
    #[arg(long, value_name = "HOURS", value_parser = weekly)]
    full_time_hours: Option<Decimal>,
    /// Leave out what settlements promise on withdrawing a payment: it ends on their date
    #[arg(long)]
    pub(super) without_promises: bool,
    /// Only what was known on this day: what was agreed later is left out
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) as_known: Option<Date>,
}

fn payday(text: &str) -> Result<Payday, String> {
    let day = || text.parse().ok().filter(|day| (1..=31).contains(day)).map(Payday::Day);
    if text == "last" { Some(Payday::Last) } else { day() }.ok_or_else(|| "neither `last` nor a day of the month, 1 to 31".into())
}

impl PaidArgs {
    pub(super) fn asked(&self) -> audit::Paid {
        audit::Paid {
            whose: self.whose.asked(),
            payslips: self.payslips.clone(),
            payday: self.payday,
            element: self.element.clone(),
            payslip_column: self.payslip_column.clone(),
            payslip_sheet: self.payslip_sheet.clone(),
        }
    }

    /// The files that are read.
    pub(super) fn reads(&self) -> Vec<&Path> {
        self.whose.reads().into_iter().chain(self.payslips.iter().map(PathBuf::as_path)).collect()
    }

    /// The files that are written beside the result.
    pub(super) fn saves(&self) -> Vec<Save<'_>> {
        self.whose.roster.reading.saves()
    }
}

impl WhoseArgs {
    pub(super) fn asked(&self) -> audit::Whose {
        audit::Whose {
            roster: self.roster.asked(),
            events: self.events.clone(),
            absences: self.absences.clone(),
            worked: self.worked.clone(),
            scale: self.scale.clone(),
            from: self.from,
            to: self.to,
            as_at: self.as_at,
            id: self.id.clone(),
            full_time_hours: self.full_time_hours,
            without_promises: self.without_promises,
            as_known: self.as_known,
        }
    }

    /// The files that are read.
    pub(super) fn reads(&self) -> Vec<&Path> {
        let beside = self.events.iter().chain(&self.absences).chain(&self.worked);
        let paths = self.roster.roster.iter().chain(beside).map(PathBuf::as_path);
        paths.chain(self.scale.as_deref().map(Path::new)).chain(self.roster.reading.mapping.as_deref()).collect()
    }
}

/// The question as a command line; its format is added where the answer is written.
pub(super) fn line(question: &audit::Question) -> Line {
    let audit::Question { paid, every_month, strict, format: _ } = question;
    let mut line = Line::new("audit");
    put_paid(paid, &mut line);
    line.tick("every-month", *every_month);
    line.tick("strict", *strict);
    line
}

/// Whose pay, and what was paid, on a command line.
pub(super) fn put_paid(paid: &audit::Paid, line: &mut Line) {
    let audit::Paid { whose, payslips, payday, element, payslip_column, payslip_sheet } = paid;
    line.paths("payslips", payslips);
    put_whose(whose, line);
    match payday {
        Payday::Last => {}
        Payday::Day(day) => line.each("payday", [day]),
    }
    line.each("payslip-sheet", payslip_sheet);
    line.pairs("payslip-column", payslip_column);
    line.pairs("element", element);
}

/// Whose pay, and when, on a command line.
pub(super) fn put_whose(whose: &audit::Whose, line: &mut Line) {
    let audit::Whose {
        roster,
        events,
        absences,
        worked,
        scale,
        from,
        to,
        as_at,
        id,
        full_time_hours,
        without_promises,
        as_known,
    } = whose;
    line.files(&roster.roster);
    line.each("scale", scale);
    line.paths("events", events);
    line.paths("absences", absences);
    line.paths("worked", worked);
    line.each("from", from);
    line.each("to", to);
    line.each("as-at", as_at);
    line.each("id", id);
    line.each("as-known", as_known);
    line.each("full-time-hours", full_time_hours);
    line.tick("without-promises", *without_promises);
    put_reading(&roster.reading, line);
}

impl Ask for AuditArgs {
    fn question(&self) -> Question {
        Question::Audit(Box::new(audit::Question {
            paid: self.paid.asked(),
            every_month: self.every_month,
            strict: self.strict,
            format: self.output.format(),
        }))
    }

    fn output(&self) -> Option<&Output> {
        Some(&self.output)
    }

    fn reads(&self) -> Vec<&Path> {
        self.paid.reads()
    }

    fn saves(&self) -> Vec<Save<'_>> {
        self.paid.saves()
    }
}
