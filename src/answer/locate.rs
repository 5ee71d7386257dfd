//! Which grades, areas and points pay an amount.

use rust_decimal::Decimal;

use super::Amount;
use super::pay_files;
use super::{Answer, Failure, Session};
use crate::calendar::Date;
use crate::diagnostic::{Diagnostic, Setting};
use crate::locate::{Located, Per, Sought, locate};
use crate::money::Fte;
use crate::report::{self, Assumption, LocateView, words};
use crate::scale::{Scale, Settlement};
use crate::scale_file;
use crate::settlement::History;

/// An amount on a payslip, and what is known beside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// The pay system: a shipped id, or the path of your own.
    pub scale: String,
    /// The amount before deductions.
    pub amount: Amount,
    /// The day on which it was due; that of the question unless given.
    pub on: Option<Date>,
    /// What the amount is for; any of these unless given.
    pub per: Option<Per>,
    /// Hours as a share of full time.
    pub fte: Option<Fte>,
    /// Hours a week, instead of a share of full time.
    pub hours: Option<Decimal>,
    /// Full-time hours a week, where the pay system states none or others hold.
    pub full_time_hours: Option<Decimal>,
    /// How far off an amount may be; 2.00 a year or a month unless given, and nothing a week or an hour.
    pub within: Option<Amount>,
    /// Only this grade.
    pub grade: Option<String>,
    /// Only this area.
    pub area: Option<String>,
    /// A field that payments ask for, such as county=Kent; can be given more than once.
    pub field: Vec<(String, String)>,
}

pub(super) fn answer(question: &Question, session: &Session<'_>) -> Result<Answer, Failure> {
    let system = pay_files::system(session, &question.scale, None)?;
    let scale = system.history.scale();
    let on = question.on.unwrap_or(session.today);
    let mut line = session.description("locate");
    for (key, value) in [("grade", &question.grade), ("area", &question.area)] {
        if let Some(value) = value {
            line.text(key, value);
        }
    }
    question.field.iter().for_each(|(name, value)| line.field(name, value));
    let used = scale_file::used_fields(scale, std::iter::empty());
    let mut found = line.search_problems(scale, &used);
    found.extend(system.loaded.warnings.iter().cloned());
    if found.iter().any(Diagnostic::is_error) {
        return Err(found.into());
    }
    let sought = Sought {
        amount: question.amount.in_currency(&scale.currency)?,
        per: question.per,
        fte: hours(question, &system.history, on)?,
        within: question.within.as_ref().map(|within| within.in_currency(&scale.currency)).transpose()?,
        // What means nothing was found wrong above.
        grade: question.grade.as_deref().and_then(|text| scale_file::grade_of(scale, text).ok()),
        area: question.area.as_deref().and_then(|text| scale_file::area_of(scale, text).ok()),
        fields: question.field.iter().map(|(name, value)| (name.clone(), scale_file::read_value(&used, name, value))).collect(),
    };
    let located = locate(&system.history, on, &sought).map_err(|early| pay_files::not_in_force(scale, &early))?;
    let mut remarks = scale_file::ValueRemarks::default();
    question.field.iter().for_each(|(name, value)| remarks.note(&used, name, value));
    let assumed = located.assumptions.iter().cloned().map(Assumption::from);
    let assumptions = assumed.chain(words::by_sentence(remarks.understood())).collect();
    let later = known_later(scale, on);
    let titles: Vec<String> = later.iter().map(|settlement| settlement.title.clone()).collect();
    let then = if titles.is_empty() { None } else { as_known_then(scale, on, &sought) };
    let view = LocateView {
        history: &system.history,
        then: then.as_ref().map(|then| (titles, then)),
        on,
        sought: &sought,
        located: &located,
        assumptions,
        inputs: vec![system.input.clone()],
    };
    session.warn(&found);
    let report = report::locate(&view);
    let nothing = located.is_empty() && then.is_none_or(|then| then.is_empty());
    Ok(Answer::from(report).finding(nothing))
}

/// The share of full time that is asked about.
fn hours(question: &Question, history: &History, on: Date) -> Result<Option<Fte>, Failure> {
    let Some(hours) = question.hours else { return Ok(question.fte) };
    let of_system = || history.tables_at(on).ok().and_then(|tables| tables.hours_per_week);
    let Some(full_time) = question.full_time_hours.or_else(of_system) else {
        let why = format!("{hours} hours a week are a share of how many? The pay system states no full-time hours");
        return Err(Failure::asks([Setting::FullTimeHours], why));
    };
    let why = || Failure::Message(format!("{hours} hours a week are not above 0 and up to the full time of {full_time}"));
    Fte::of_hours(hours, full_time).map(Some).ok_or_else(why)
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
