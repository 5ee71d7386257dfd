//! `payspine audit`.

mod facts;
mod one;
mod people;
mod rows;
mod share;
mod sorted;
mod spool;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use clap::{ArgAction, Args};

pub(super) use self::facts::{happenings, has_columns, keep, keep_first, left_out, refuse};
pub(super) use self::one::{Alone, alone};
use self::people::People;
pub(super) use self::rows::{ID, id_of, member as member_of, misfits, plan, strangers, twice, wanted as columns_of_people};
use self::spool::Spools;
use super::input::{self, System};
use super::roster::{Mapped, RosterArgs, pair};
use super::{Failure, FormatArg, Output, When, desk, warn};
use crate::audit::{Audited, Ledger, PaidLine, Payday, Suspects, Terms, Version, due, known_elements};
use crate::calendar::{Date, Month, Period};
use crate::diagnostic::{Code, Diagnostic, suggestion};
use crate::entitlement::MemberFault;
use crate::payslip_file::{self, ElementNames};
use crate::report::{self, AuditView, Parts};
use crate::scale::Component;
use crate::scale_file::{self, FileKind, LARGEST_FILE};
use crate::workforce::Member;

/// Hold payslips against what was due, and say which mistake explains the difference
///
/// For one member (a member's file) or for everybody in a roster with a column `id`. Payslips have a line for each element of a month:
/// id,month,element,amount.
#[derive(Args, Debug)]
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
    #[arg(long, value_name = "DATE", value_parser = super::progress::date)]
    as_at: Option<Date>,
    /// Only this person: of a roster, or whose lines of the payslips a member's file is about, where they have several ids
    #[arg(long, value_name = "ID")]
    pub(super) id: Option<String>,
    /// Leave out what settlements promise on withdrawing a payment: it ends on their date
    #[arg(long)]
    pub(super) without_promises: bool,
}

fn payday(text: &str) -> Result<Payday, String> {
    let day = || text.parse().ok().filter(|day| (1..=31).contains(day)).map(Payday::Day);
    if text == "last" { Some(Payday::Last) } else { day() }.ok_or_else(|| "neither `last` nor a day of the month, 1 to 31".into())
}

fn month(text: &str) -> Result<Month, String> {
    payslip_file::read_month(text).ok_or_else(|| "not a month: year and month, such as 2012-07".to_owned())
}

/// What everybody's audit goes by.
pub(super) struct Audit<'a> {
    system: &'a System,
    terms: Arc<Terms>,
    known: Vec<Component>,
    asked: Period,
    payday: Payday,
    /// Worked out when the first difference comes up.
    suspects: OnceLock<Suspects>,
}

impl Audit<'_> {
    fn new(system: &System, asked: Period, payday: Payday) -> Result<Audit<'_>, Failure> {
        let terms = Terms::new(Arc::clone(&system.loaded.value))
            .map_err(|_| Failure::Message("the pay system as it was known earlier contradicts itself".into()))?;
        let known = known_elements(&system.loaded.value);
        Ok(Audit { system, terms: Arc::new(terms.paid_on(payday)), known, asked, payday, suspects: OnceLock::new() })
    }

    /// The audit of one member, and what it assumed. Lines of some months may have been left out.
    fn of(
        &self,
        id: &str,
        member: Member,
        paid: &[PaidLine],
        skipped: &[Month],
    ) -> Result<(Audited, Arc<[String]>), Vec<MemberFault>> {
        let scale = &self.system.loaded.value;
        let facts = Version::new(Arc::clone(&self.terms), member);
        let records = facts.records(self.asked)?;
        let assumptions = Arc::clone(&records.last().expect("there is a record of what is known now").assumptions);
        let due = due(&self.terms, &records, self.asked).map_err(|problem| vec![problem.into()])?;
        let mut ledger = Ledger::new(self.asked, scale, &due, paid);
        ledger.skipped = Month::touched_by(self.asked).filter(|month| skipped.contains(month)).collect();
        let differs = ledger.differences().next().is_some();
        let diagnosis = differs.then(|| {
            let suspects = self.suspects.get_or_init(|| Suspects::paid_on(scale, self.payday));
            suspects.explain(self.asked, &facts, paid, &ledger)
        });
        Ok((Audited { id: id.to_owned(), ledger, diagnosis }, assumptions))
    }

    /// What elements of payslips are called: by id, by title, and as the command line and the mapping say.
    fn names(&self, arguments: &PaidArgs, mapped: &Mapped) -> Result<ElementNames, Failure> {
        let scale = &self.system.loaded.value;
        let given: Vec<&(String, String)> = arguments.element.iter().chain(&mapped.mapping.elements).collect();
        // What is said last of a name holds.
        let mut named = Vec::new();
        for (name, id) in given.into_iter().rev() {
            let component = self.known.iter().find(|component| component.id() == id).ok_or_else(|| self.unknown(name, id))?;
            named.push((name.as_str(), component.clone()));
        }
        let titles = scale.settlements.iter().flat_map(|settlement| &settlement.payments);
        let titles = titles.map(|(id, fact)| (fact.title.as_str(), id.into())).collect();
        let ours = Component::other_names().map(|(name, component): (&str, _)| (name, component));
        let ours = ours.filter(|(_, component)| self.known.contains(component)).collect();
        let ids = self.known.iter().map(|component| (component.id(), component.clone())).collect();
        let named = named.into_iter().map(|one| vec![one]);
        Ok(ElementNames::new([ours, titles, ids].into_iter().chain(named)))
    }

    fn unknown(&self, name: &str, id: &str) -> Failure {
        let title = format!("element \"{name}\" = {id}: the pay system has no element `{id}`");
        let help = suggestion(id, self.known.iter().map(Component::id).collect::<Vec<_>>());
        Diagnostic::new(Code::UnknownPayment, title).maybe_help(help).into()
    }
}

pub(super) fn run(arguments: &AuditArgs) -> Result<ExitCode, Failure> {
    arguments.output.apart(&arguments.paid.saves(), &arguments.paid.files())?;
    let parts = match arguments.output.format() {
        FormatArg::Json => Some(Parts::Json),
        FormatArg::Csv => Some(Parts::Csv),
        FormatArg::Table | FormatArg::Markdown | FormatArg::Html | FormatArg::Xlsx => None,
    };
    let (view, members) = audit(&arguments.paid, arguments.every_month, parts)?;
    match parts.filter(|_| !view.one) {
        Some(parts) => arguments.output.write_with(|out| members.write(&parts.frame(&view), out))?,
        None => arguments.output.write(&report::audit(&view), When::Never)?,
    }
    let differs = view.totals.differ > 0 || view.totals.months_without_payslip > 0 || !view.without_payslips.is_empty();
    Ok(if arguments.strict && differs { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

impl PaidArgs {
    /// The files that are written beside the result, each with its option.
    pub(super) fn saves(&self) -> [(&'static str, Option<&Path>); 1] {
        self.whose.roster.reading.saves()
    }

    /// The files that are read.
    pub(super) fn files(&self) -> Vec<&Path> {
        self.whose.files().into_iter().chain(self.payslips.iter().map(PathBuf::as_path)).collect()
    }
}

impl WhoseArgs {
    /// The files that are read.
    pub(super) fn files(&self) -> Vec<&Path> {
        let beside = self.events.iter().chain(&self.absences).chain(&self.worked);
        let paths = self.roster.roster.iter().chain(beside).map(PathBuf::as_path);
        paths.chain(self.scale.as_deref().map(Path::new)).chain(self.roster.reading.mapping.as_deref()).collect()
    }

    /// The one member's file, where it is that: by its name, and by how it begins where the name says nothing, as that of a pipe.
    pub(super) fn member(&self) -> Option<&Path> {
        let is_member = |path: &Path| match path.extension() {
            Some(extension) => extension == "toml",
            None => desk::peek(path, LARGEST_FILE as u64).is_ok_and(|start| scale_file::begins_as_toml(&start)),
        };
        match self.roster.roster.as_slice() {
            [path] if is_member(path) => Some(path),
            _ => None,
        }
    }

    /// The pay system of a roster, with what its reader is told of.
    pub(super) fn system(&self, mapped: &Mapped) -> Result<System, Failure> {
        let system = match &self.scale {
            Some(reference) => input::system(reference, None)?,
            None => mapped.system().unwrap_or_else(|| {
                let why = "which pay system? Give --scale ID; payspine scale list shows those that are shipped";
                Err(Failure::Message(why.into()))
            })?,
        };
        let system = if self.without_promises { system.without_promises()? } else { system };
        warn(&system.loaded.warnings);
        Ok(system)
    }
}

/// The audit of one person, by a member's file or of a roster with `--id`.
pub(super) fn of_one(arguments: &PaidArgs) -> Result<AuditView, Failure> {
    if arguments.whose.member().is_none() && arguments.whose.id.is_none() {
        return Err(Failure::Message("whose? A roster is about many people: say who with --id".into()));
    }
    audit(arguments, false, None).map(|(view, _)| view)
}

/// What the command line asks about, audited; of many with what is written of each, in a form for programs.
fn audit(arguments: &PaidArgs, every_month: bool, parts: Option<Parts>) -> Result<(AuditView, Spools), Failure> {
    let (mut view, members) = if let Some(path) = arguments.whose.member() {
        (one::audit(arguments, path)?, Spools::default())
    } else {
        let mapped = Mapped::read(&arguments.whose.roster.reading)?;
        let system = arguments.whose.system(&mapped)?;
        let wanted = Shown { every_month, parts };
        People::read(&arguments.whose, &mapped, &system)?.audit(arguments, wanted, &mapped, &system)?
    };
    view.every_month = every_month;
    if view.totals.back_pay {
        view.assumptions.push(match arguments.payday {
            Payday::Last => "Each month is taken to be paid on its last day, by which back pay falls due.".to_owned(),
            Payday::Day(day) => format!("Each month is paid on day {day} of it, by which back pay falls due, as --payday says."),
        });
    }
    view.assumptions.extend(arguments.whose.without_promises.then(|| input::WITHOUT_PROMISES.to_owned()));
    Ok((view, members))
}

/// What is shown of many.
#[derive(Clone, Copy)]
struct Shown {
    /// Whether months without a difference are shown, of those too who do not differ.
    every_month: bool,
    /// The form for programs in which everybody is written; those who differ by most, for people, where it is `None`.
    parts: Option<Parts>,
}

/// The months that are asked about, as days.
fn asked(from: Month, to: Month) -> Result<Period, Failure> {
    let period = Period::new(from.period().start, to.period().end);
    if to < from {
        return Err(Failure::Message(format!("--to {to} comes before --from {from}")));
    }
    let last = Month::of(Date::MAX);
    if to == last {
        return Err(Failure::Message(format!(
            "{to} is asked about, and the calendar ends within it: {} is the last month",
            last.before()
        )));
    }
    Ok(period)
}

/// A member's file, read as `progress` reads it.
fn member_text(path: &Path) -> Result<input::Text, Failure> {
    input::read_as(path, FileKind::Member)
}

/// What the result is written from.
fn view(audit: &Audit<'_>, one: bool) -> AuditView {
    AuditView {
        scale: Arc::clone(&audit.system.loaded.value),
        asked: audit.asked,
        one,
        every_month: false,
        members: Vec::new(),
        no_payslip: Vec::new(),
        stood: Vec::new(),
        totals: crate::audit::Totals::default(),
        left_out: Vec::new(),
        left_out_amount: crate::money::Money::ZERO,
        strangers: Vec::new(),
        other_strangers: None,
        without_payslips: Vec::new(),
        others_without_payslips: None,
        assumptions: Vec::new(),
        sources: report::sources(std::iter::once(audit.terms.now()), audit.asked.end),
        rows: None,
        inputs: Vec::new(),
    }
}
