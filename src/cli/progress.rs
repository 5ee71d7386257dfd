//! `payspine progress`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{ArgAction, Args};

use super::input::{self, Proposed, System, Text};
use super::{Failure, Output, When, warn};
use crate::calendar::{Date, Length};
use crate::diagnostic::Diagnostic;
use crate::entitlement::{self, Career};
use crate::report::{self, Case, ProgressView};
use crate::scale_file::{self, CommandLine, FileKind, MemberFile};
use crate::settlement::History;

/// Show a member's points and pay on each date, why, and what comes next
///
/// The member comes from flags or from a file. A proposal is shown beside what is agreed; --proposal can be given more than once.
#[derive(Args, Debug)]
pub(super) struct ProgressArgs {
    /// A member's file, instead of flags
    #[arg(value_name = "MEMBER.toml")]
    member: Option<PathBuf>,
    /// The pay system: a shipped id, or the path of your own
    #[arg(long, value_name = "ID|FILE")]
    scale: Option<String>,
    /// The grade
    #[arg(long, conflicts_with = "member", required_unless_present = "member")]
    grade: Option<String>,
    /// The area
    #[arg(long, conflicts_with = "member")]
    area: Option<String>,
    /// The point on the first day
    #[arg(long, conflicts_with_all = ["member", "salary"], required_unless_present_any = ["member", "salary"])]
    point: Option<String>,
    /// The annual salary at full time on the first day, for a range by pay
    #[arg(long, conflicts_with = "member")]
    salary: Option<String>,
    /// Hours as a share of full time
    #[arg(long, conflicts_with = "member", allow_negative_numbers = true)]
    fte: Option<String>,
    /// Hours a week, instead of --fte
    #[arg(long, conflicts_with_all = ["member", "fte"])]
    hours: Option<String>,
    /// In the grade since this day
    #[arg(long, value_name = "DATE", value_parser = date, conflicts_with = "member", required_unless_present = "member")]
    since: Option<Date>,
    /// The day on which the member stands on the point; --since unless given
    #[arg(long, value_name = "DATE", value_parser = date, conflicts_with = "member")]
    from: Option<Date>,
    /// On the point since this day
    #[arg(long, value_name = "DATE", value_parser = date, conflicts_with = "member")]
    point_since: Option<Date>,
    /// The top point of the member's own grade, where employers set grades on a national spine
    #[arg(long, value_name = "POINT", conflicts_with = "member")]
    target: Option<String>,
    /// Pay above the target is protected
    #[arg(long, conflicts_with = "member")]
    protected: bool,
    /// A field that rules ask for, such as rating=B; can be given more than once
    #[arg(long, value_name = "NAME=VALUE", value_parser = field, conflicts_with = "member", action = ArgAction::Append)]
    field: Vec<(String, String)>,
    /// Up to this day, which is not included; ten years unless given
    #[arg(long, value_name = "DATE", value_parser = date)]
    until: Option<Date>,
    /// A claim or an offer to show beside what is agreed, shipped or your own; can be given more than once
    #[arg(long, value_name = "ID|FILE", action = ArgAction::Append)]
    proposal: Vec<PathBuf>,
    /// Hold the rates of this day throughout
    #[arg(long, value_name = "DATE", value_parser = date)]
    rates_of: Option<Date>,
    /// Leave out what settlements promise on withdrawing a payment: it ends on their date
    #[arg(long)]
    without_promises: bool,
    /// Draw pay over time: in a terminal, always or never
    #[arg(long, value_enum, default_value_t = When::Auto, help_heading = "Output")]
    chart: When,
    #[command(flatten)]
    output: Output,
}

/// A date of the command line.
pub(super) fn date(text: &str) -> Result<Date, String> {
    let parsed = text.parse::<Date>().ok().filter(|_| text.len() == 10);
    parsed.ok_or_else(|| "not a date of the calendar: year-month-day, such as 2012-07-01".to_owned())
}

/// A field of the command line.
pub(super) fn field(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("a field is NAME=VALUE, such as rating=B")?;
    if name.is_empty() || value.is_empty() {
        Err("a field is NAME=VALUE, such as rating=B".to_owned())
    } else {
        Ok((name.to_owned(), value.to_owned()))
    }
}

pub(super) fn run(arguments: &ProgressArgs) -> Result<ExitCode, Failure> {
    let mut files: Vec<&Path> = arguments.member.iter().chain(&arguments.proposal).map(PathBuf::as_path).collect();
    files.extend(arguments.scale.as_deref().map(Path::new));
    arguments.output.not_over(&files)?;
    let text = arguments.member.as_deref().map(|path| input::read_as(path, FileKind::Member)).transpose()?;
    let system = match (&arguments.scale, &text, arguments.proposal.first()) {
        (Some(reference), _, _) => input::system(reference, None)?,
        (None, Some(text), _) => input::system_named_in(text, arguments.member.as_deref().unwrap_or(Path::new("")))?,
        (None, None, Some(path)) => input::system_named_in(&input::proposal_text(path)?, path)?,
        (None, None, None) => {
            return Err(Failure::Message(
                "which pay system? Give --scale ID, or a member's file; payspine scale list shows those that are shipped".into(),
            ));
        }
    };
    let system = if arguments.without_promises { system.without_promises()? } else { system };
    let (member, mut found) = match &text {
        Some(text) => scale_file::read_member(&text.source),
        None => from_flags(arguments, &system),
    };
    let Some(mut member) = member else { return Err(found.into()) };
    let proposals = arguments.proposal.iter().map(|path| input::proposal(path, &system)).collect::<Result<Vec<_>, _>>()?;
    distinct(&proposals, &system)?;
    let used = scale_file::used_fields(&system.loaded.value, proposals.iter().map(|proposal| proposal.loaded.value.as_ref()));
    found.extend(system.loaded.warnings.iter().cloned());
    found.extend(member.read_fields(&used));
    found.extend(member.check_absences(&system.loaded.value));
    found.extend(member.check_worked(&system.loaded.value));
    let from = member.member.from;
    let until = arguments.until.or(member.until).or_else(|| Length::months(120).checked_after(from));
    let Some(until) = until.filter(|_| from < Date::MAX) else {
        let why = format!(
            "ten years from {from} would end after {}, the last day of the calendar; an earlier --until says how far",
            Date::MAX
        );
        return Err(Failure::Message(why));
    };
    let held = |history: &History| arguments.rates_of.map_or_else(|| Ok(history.clone()), |day| hold(history, day));
    let baseline = held(&system.history)?;
    let mut agreed = career(&baseline, &member, until, &mut found)?;
    agreed.assumptions.extend(arguments.without_promises.then(|| input::WITHOUT_PROMISES.to_owned()));
    let mut proposed: Vec<(&Proposed, History, Career)> = Vec::new();
    for proposal in &proposals {
        let history = held(&proposal.history)?;
        let career = career(&history, &member, until, &mut found)?;
        proposed.push((proposal, history, career));
    }
    let mut cases = vec![Case { id: None, title: "As agreed", history: &baseline, career: &agreed }];
    cases.extend(proposed.iter().map(|(proposal, history, career)| Case {
        id: Some(proposal.loaded.value.id.as_str()),
        title: &proposal.loaded.value.title,
        history,
        career,
    }));
    let inputs = std::iter::once(&system.input)
        .chain(text.as_ref().map(|text| &text.input))
        .chain(proposals.iter().map(|proposal| &proposal.input));
    let inputs = inputs.cloned().collect();
    let view = ProgressView {
        member: &member.member,
        until,
        rates_of: arguments.rates_of,
        cases,
        inputs,
        explain: arguments.output.explain,
    };
    warn(&found);
    arguments.output.write(&report::progress(&view), arguments.chart)?;
    Ok(ExitCode::SUCCESS)
}

/// The member that the flags describe, read as a file is.
fn from_flags(arguments: &ProgressArgs, system: &System) -> (Option<MemberFile>, Vec<Diagnostic>) {
    let mut line = CommandLine::new("payspine progress");
    match &arguments.scale {
        Some(scale) => line.text("scale", scale),
        None => line.given("scale", system.loaded.value.id.as_str()),
    }
    let texts = [
        ("grade", &arguments.grade),
        ("area", &arguments.area),
        ("point", &arguments.point),
        ("salary", &arguments.salary),
        ("fte", &arguments.fte),
        ("hours", &arguments.hours),
        ("target", &arguments.target),
    ];
    for (key, value) in texts {
        if let Some(value) = value {
            line.text(key, value);
        }
    }
    for (key, value) in
        [("since", arguments.since), ("from", arguments.from), ("point-since", arguments.point_since), ("until", arguments.until)]
    {
        if let Some(value) = value {
            line.date(key, value);
        }
    }
    if arguments.protected {
        line.flag("protected");
    }
    for (name, value) in &arguments.field {
        line.field(name, value);
    }
    line.member()
}

/// The career, unless the engine finds something wrong or something wrong was found before.
fn career(history: &History, member: &MemberFile, until: Date, found: &mut Vec<Diagnostic>) -> Result<Career, Failure> {
    match entitlement::progress(history, &member.member, until) {
        Ok(mut career) if !found.iter().any(Diagnostic::is_error) => {
            career.assumptions.extend(member.understood.iter().cloned());
            Ok(career)
        }
        Ok(_) => Err(std::mem::take(found).into()),
        Err(faults) => {
            found.extend(faults.iter().map(|fault| member.labelled(fault)));
            Err(std::mem::take(found).into())
        }
    }
}

fn hold(history: &History, day: Date) -> Result<History, Failure> {
    history.held_at(day).map_err(|early| {
        let first = early.first.map_or_else(String::new, |first| format!(": the first settlement is from {first}"));
        Failure::Message(format!("nothing is in force on {day}, whose rates were to be held{first}"))
    })
}

/// Proposals of one id could not be told apart in the results.
pub(super) fn distinct(proposals: &[Proposed], system: &System) -> Result<(), Failure> {
    for (index, proposal) in proposals.iter().enumerate() {
        let id = &proposal.loaded.value.id;
        let twin = proposals[..index].iter().any(|earlier| earlier.loaded.value.id == *id)
            || id.as_str() == system.loaded.value.id.as_str();
        if twin {
            let title = format!("the id `{id}` is taken: results name each proposal by its id");
            let problem =
                proposal.loaded.document.labelled(crate::diagnostic::Code::DuplicateId, title, &["id"], "the second of this id");
            return Err(problem.into());
        }
    }
    Ok(())
}

/// Everything that is wrong with a member's file on the pay system that it names.
pub(super) fn check_member(text: &Text, path: &Path) -> Result<Vec<Diagnostic>, Failure> {
    let (member, mut found) = scale_file::read_member(&text.source);
    let Some(mut member) = member else { return Ok(found) };
    let system = input::system_named_in(text, path)?;
    let used = scale_file::used_fields(&system.loaded.value, std::iter::empty());
    found.extend(member.read_fields(&used));
    found.extend(member.check_absences(&system.loaded.value));
    found.extend(member.check_worked(&system.loaded.value));
    let until = member.until.unwrap_or_else(|| Length::months(120).after(member.member.from));
    if let Err(faults) = entitlement::progress(&system.history, &member.member, until) {
        found.extend(faults.iter().map(|fault| member.labelled(fault)));
    }
    Ok(found)
}
