//! What was paid against what was due, and which mistake explains the difference.
//!
//! ```
//! use payspine::answer::audit::{self, Paid, Whose};
//! use payspine::answer::roster::RosterFiles;
//! use payspine::answer::{InMemory, Question, Session, answer};
//! use payspine::calendar::Date;
//!
//! let member = r#"
//! format = 1
//! scale  = "home-office-2006"
//! grade  = "EO"
//! area   = "london"
//! point  = 55
//! since  = 2006-07-01
//! rating = "B"
//! "#;
//! let payslips = "\
//! id,month,element,amount
//! 40017,2007-06,basic,1636.00
//! 40017,2007-06,london,250.00
//! 40017,2007-07,basic,1738.67
//! 40017,2007-07,london,250.00
//! ";
//! let files = InMemory::new("example").with("member.toml", member.as_bytes()).with("payslips.csv", payslips.as_bytes());
//! let session = Session::new(&files, Date::constant(2026, 1, 1), &[]);
//! let whose = Whose {
//!     roster: RosterFiles { roster: vec!["member.toml".into()], ..RosterFiles::default() },
//!     from: "2007-06".parse().ok(),
//!     to: "2007-07".parse().ok(),
//!     ..Whose::default()
//! };
//! let paid = Paid { whose, payslips: vec!["payslips.csv".into()], ..Paid::default() };
//! let question = audit::Question { paid, ..audit::Question::default() };
//! let report = answer(&Question::Audit(question.into()), &session).unwrap().into_report().unwrap();
//! let text = report.markdown();
//! assert!(text.contains("Overpaid £52.09 in 1 month.") && text.contains("Payroll moved to milestone 61 a year early"), "{text}");
//! ```

mod facts;
mod one;
mod people;
mod rows;
mod share;
mod sorted;
mod spool;

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rust_decimal::Decimal;

pub(super) use self::facts::{happenings, has_columns, keep, keep_first, left_out, refuse};
pub(super) use self::one::{Alone, alone, described};
use self::people::People;
pub(super) use self::rows::{
    ID, alike_in_roster, id_of, member as member_of, misfits, plan, strangers, twice, wanted as columns_of_people,
};
pub(super) use self::share::keep_new;
use self::spool::Spools;
use super::pay_files::{self, Extract, System};
use super::roster::{Mapped, RosterFiles};
use super::session::Text;
use super::{Answer, Body, Failure, Format, Session};
use crate::audit::{Audited, Ledger, PaidLine, Payday, Terms, Version, WrongTerms, due, known_elements};
use crate::calendar::{Date, Month, Period};
use crate::diagnostic::{Code, Diagnostic, Setting, suggestion};
use crate::entitlement::{Assumption, MemberFault, MemberProblem};
use crate::payslip_file::ElementNames;
use crate::report::{self, AskAssumption, AuditView, Parts};
use crate::scale::Component;
use crate::scale_file::{self, FileKind, LARGEST_FILE};
use crate::workforce::Member;

/// Payslips to be held against what was due.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Question {
    /// Whose pay, and what was paid.
    pub paid: Paid,
    /// Show every month of everybody, and not only those that differ.
    pub every_month: bool,
    /// Exit with 1 where there are differences, or months without a payslip.
    pub strict: bool,
    /// In which format the result is wanted.
    pub format: Format,
}

/// Whose pay, and what was paid.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Paid {
    /// Whose.
    pub whose: Whose,
    /// What was paid, in CSV or XLSX: id, month, element, amount; can be given more than once.
    pub payslips: Vec<PathBuf>,
    /// The day of the month on which pay is paid: last, or its number, such as 15. Back pay falls due on the first payday on or after
    /// the day on which an award was agreed.
    pub payday: Payday,
    /// Which element a name in the payslips means, as "Basic Salary"=basic; can be given more than once.
    pub element: Vec<(String, String)>,
    /// Which column of the payslips holds what, as month="Pay period"; can be given more than once.
    pub payslip_column: Vec<(String, String)>,
    /// Which sheet of a workbook the payslips are on.
    pub payslip_sheet: Option<String>,
}

/// Whose pay, when, and what happened to them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Whose {
    /// The member's file, or the roster.
    pub roster: RosterFiles,
    /// What changed for members of a roster: id, on, field, value.
    pub events: Option<PathBuf>,
    /// When members of a roster were away: id, kind, from, to.
    pub absences: Option<PathBuf>,
    /// What members of a roster worked that is paid by the hour or session: id, month, payment, hours.
    pub worked: Option<PathBuf>,
    /// The pay system: a shipped id, or the path of your own; that of the member's file unless given.
    pub scale: Option<String>,
    /// The first month that is asked about; that of the member's file unless given.
    pub from: Option<Month>,
    /// The last month that is asked about.
    pub to: Option<Month>,
    /// The day on which staff stand where the roster has them; the first that is asked about unless given.
    pub as_at: Option<Date>,
    /// Only this person: of a roster, or whose lines of the payslips a member's file is about, where they have several ids.
    pub id: Option<String>,
    /// Full-time hours a week that weekly hours are a share of, where they are not those of the pay system or of the member's file.
    pub full_time_hours: Option<Decimal>,
    /// Leave out what settlements promise on withdrawing a payment: it ends on their date.
    pub without_promises: bool,
    /// Only what was known on this day.
    pub as_known: Option<Date>,
}

/// So many changes of one person are looked through, and as many absences: mistakes in each are tried against all of them.
const MOST_LOOKED_THROUGH: usize = 600;

/// Refuses a member to whom too much happened.
fn not_too_many(member: &Member) -> Result<(), Vec<MemberFault>> {
    let lists = [("event", "changes", member.events.len()), ("absence", "absences", member.absences.len())];
    match lists.into_iter().find(|(_, _, count)| *count > MOST_LOOKED_THROUGH) {
        Some((key, what, count)) => {
            let problem = MemberProblem::TooMany { what, count, most: MOST_LOOKED_THROUGH };
            Err(vec![MemberFault { path: vec![key.to_owned(), MOST_LOOKED_THROUGH.to_string()], problem }])
        }
        None => Ok(()),
    }
}

/// What everybody's audit goes by.
pub(super) struct Audit<'a> {
    system: &'a System,
    terms: Arc<Terms>,
    known: Vec<Component>,
    asked: Period,
    payday: Payday,
    /// Worked out when the first difference comes up.
    wrong_terms: OnceLock<WrongTerms>,
}

impl Audit<'_> {
    fn new(system: &System, asked: Period, payday: Payday) -> Result<Audit<'_>, Failure> {
        let terms = Terms::new(Arc::clone(&system.loaded.value))
            .map_err(|_| Failure::Message("the pay system as it was known earlier contradicts itself".into()))?;
        let known = known_elements(&system.loaded.value);
        Ok(Audit { system, terms: Arc::new(terms.paid_on(payday)), known, asked, payday, wrong_terms: OnceLock::new() })
    }

    /// The audit of one member, and what it assumed. Lines of some months may have been left out.
    fn of(
        &self,
        id: &str,
        member: Member,
        paid: &[PaidLine],
        skipped: &[Month],
    ) -> Result<(Audited, Arc<[Assumption]>), Vec<MemberFault>> {
        let scale = &self.system.loaded.value;
        not_too_many(&member)?;
        let facts = Version::new(Arc::clone(&self.terms), member);
        let records = facts.records(self.asked)?;
        let assumptions = Arc::clone(&records.last().expect("there is a record of what is known now").assumptions);
        let due = due(&self.terms, &records, self.asked).map_err(|problem| vec![problem.into()])?;
        let mut ledger = Ledger::new(self.asked, scale, &due, paid);
        ledger.skipped = Month::touched_by(self.asked).filter(|month| skipped.contains(month)).collect();
        let differs = ledger.differences().next().is_some();
        let diagnosis = differs.then(|| {
            let wrong_terms = self.wrong_terms.get_or_init(|| WrongTerms::paid_on(scale, self.payday));
            wrong_terms.explain(self.asked, &facts, paid, &ledger)
        });
        Ok((Audited { id: id.to_owned(), ledger, diagnosis }, assumptions))
    }

    /// What elements of payslips are called: by id, by title, and as the command line and the mapping say.
    fn names(&self, question: &Paid, mapped: &Mapped) -> Result<ElementNames, Failure> {
        let scale = &self.system.loaded.value;
        let given: Vec<&(String, String)> = question.element.iter().chain(&mapped.mapping.elements).collect();
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

pub(super) fn answer(question: &Question, session: &Session<'_>) -> Result<Answer, Failure> {
    let parts = match question.format {
        Format::Json => Some(Parts::Json),
        Format::Csv => Some(Parts::Csv),
        Format::Table | Format::Markdown | Format::Html | Format::Xlsx => None,
    };
    let (view, members) = audit(session, &question.paid, question.every_month, parts)?;
    session.say_order(question.format, view.assumptions.iter().filter_map(report::Assumption::of_pay));
    let differs = view.totals.differ > 0 || view.totals.months_without_payslip > 0 || !view.without_payslips.is_empty();
    let body = match parts.filter(|_| !view.one) {
        Some(parts) => {
            let frame = parts.frame(&view);
            Body::Items(Box::new(move |out| members.write(&frame, out)))
        }
        None => Body::Report(Box::new(report::audit(&view))),
    };
    Ok(Answer::of(body).finding(question.strict && differs))
}

impl Whose {
    /// The one member's file, where it is that: by its name, and by how it begins where the name says nothing, as that of a pipe.
    pub(super) fn member(&self, session: &Session<'_>) -> Option<&Path> {
        let is_member = |path: &Path| match path.extension() {
            Some(extension) => extension == "toml",
            None => session.files.peek(path, LARGEST_FILE as u64).is_ok_and(|start| scale_file::begins_as_toml(&start)),
        };
        match self.roster.roster.as_slice() {
            [path] if is_member(path) => Some(path),
            _ => None,
        }
    }

    /// The files of one person's posts, where there are several and each is a member's file.
    pub(super) fn posts(&self) -> Option<&[PathBuf]> {
        let files = self.roster.roster.as_slice();
        let all = files.iter().all(|path| path.extension().is_some_and(|extension| extension == "toml"));
        (files.len() > 1 && all).then_some(files)
    }

    /// How much of the pay system is asked for.
    pub(super) fn extract(&self) -> Extract {
        Extract { without_promises: self.without_promises, as_known: self.as_known }
    }

    /// The pay system of a roster, with what its reader is told of.
    pub(super) fn system(&self, session: &Session<'_>, mapped: &Mapped) -> Result<System, Failure> {
        let system = match &self.scale {
            Some(reference) => pay_files::system(session, reference, None)?,
            None => mapped.system(session).unwrap_or_else(|| Err(pay_files::which_system("or in a mapping")))?,
        };
        let system = self.extract().of(system)?;
        session.warn(&system.loaded.warnings);
        Ok(system)
    }
}

/// The audit of one person, by a member's file or by a roster and an id.
pub(super) fn of_one(session: &Session<'_>, question: &Paid) -> Result<AuditView, Failure> {
    if question.whose.member(session).is_none() && question.whose.id.is_none() {
        return Err(Failure::asks([Setting::Id], "whose? A roster is about many people: say who"));
    }
    audit(session, question, false, None).map(|(view, _)| view)
}

/// What the command line asks about, audited; of many with what is written of each, in a format for programs.
fn audit(
    session: &Session<'_>,
    question: &Paid,
    every_month: bool,
    parts: Option<Parts>,
) -> Result<(AuditView, Spools), Failure> {
    let (mut view, members) = if let Some(path) = question.whose.member(session) {
        (one::audit(session, question, path)?, Spools::default())
    } else {
        let mapped = Mapped::read(session, &question.whose.roster.reading)?;
        let system = question.whose.system(session, &mapped)?;
        let wanted = Shown { every_month, parts };
        People::read(session, &question.whose, &mapped, &system)?.audit(session, question, wanted, &mapped, &system)?
    };
    view.every_month = every_month;
    if view.totals.back_pay {
        let paid = match question.payday {
            Payday::Last => AskAssumption::PaidOnLastDay,
            Payday::Day(day) => AskAssumption::PaidOn(day),
        };
        view.assumptions.push(paid.into());
    }
    view.assumptions.extend(question.whose.extract().assumptions());
    Ok((view, members))
}

/// What is shown of many.
#[derive(Clone, Copy)]
struct Shown {
    /// Whether months without a difference are shown, of those too who do not differ.
    every_month: bool,
    /// The format for programs in which everybody is written; those who differ by most, for people, where it is `None`.
    parts: Option<Parts>,
}

/// The months that are asked about, as days.
fn asked(from: Month, to: Month) -> Result<Period, Failure> {
    let period = Period::new(from.period().start, to.period().end);
    if to < from {
        return Err(Failure::asks([Setting::To], format!("the last month, {to}, comes before the first, {from}")));
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
fn member_text(session: &Session<'_>, path: &Path) -> Result<Text, Failure> {
    pay_files::read_as(session, path, FileKind::Member)
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
        stood: None,
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
