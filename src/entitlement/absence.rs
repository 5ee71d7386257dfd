//! What an absence is due: its stages of pay by the system's rule, and the statutory pay that goes with them.
//!
//! Absences are taken in the order of their days, because each rests on those before it: sick pay is less what was paid in a window
//! before, statutory sick pay links absences that are close together, and average weekly earnings are those of months in which an
//! earlier absence may have cost pay.

mod earnings;
mod parental;
mod resolve;
mod sick;
mod sick_pay;

pub(super) use self::resolve::due;
use crate::calendar::{Date, Length, Period, day_before};
use crate::money::{Exact, Money, TooLarge};
use crate::scale::{AbsenceKind, Component, Kind, PayShare, StagePay};
use crate::settlement::Tables;
use crate::statutory::{self, NoRate};
use crate::workforce::Absence;

/// What an absence is due, stage by stage.
///
/// ```
/// use payspine::calendar::{Date, Period};
/// use payspine::workforce::{Absence, AbsenceKind, Member, Position};
/// use payspine::{entitlement, scale_file, settlement::History};
///
/// let history = History::new(scale_file::shipped("njc").unwrap(), None).unwrap();
/// let place = Position::Point("12".into());
/// let mut officer = Member::new("local".into(), None, place, Date::constant(2023, 6, 1));
/// let sick = Period::new(Date::constant(2025, 3, 15), Date::constant(2025, 9, 1));
/// officer.service_since = Some(Date::constant(2022, 8, 1));
/// officer.absences = vec![Absence::new(AbsenceKind::Sick, sick)];
/// let until = Date::constant(2025, 10, 1);
/// let career = entitlement::progress(&history, &officer, until).unwrap();
/// let stages = |career: &entitlement::Career| -> Vec<String> {
///     career.away[0].stages.iter().map(|stage| format!("{} from {}", stage.pay.share, stage.period.start)).collect()
/// };
/// assert_eq!(stages(&career), ["full from 2025-03-15", "half from 2025-07-15"]);
/// // A week of statutory sick pay, which comes on top of half pay.
/// let week = Period::new(Date::constant(2025, 7, 20), Date::constant(2025, 7, 27));
/// assert_eq!(career.away[0].statutory_pay(week).unwrap().to_string(), "118.75");
/// // What a payroll would pay that never went down to half pay.
/// officer.absences[0].facts.goes_on = Some(Period::new(Date::constant(2025, 7, 15), until));
/// assert_eq!(stages(&entitlement::progress(&history, &officer, until).unwrap()), ["full from 2025-03-15"]);
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AbsenceDue {
    /// The absence.
    pub absence: Absence,
    /// Its stages in order; together they are its days.
    pub stages: Vec<AbsenceStage>,
    /// Average weekly earnings, where statutory pay depends on them.
    pub earnings: Option<Money>,
    /// Where the rule and the statutory rates come from.
    pub sources: Vec<String>,
    /// Statutory pay a day, by days at one rate; sick pay by weeks, each in one of its own.
    statutory: Vec<(Period, Exact)>,
}

/// Days of an absence on the same share of pay.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AbsenceStage {
    /// The days.
    pub period: Period,
    /// What is due.
    pub pay: StagePay,
}

impl AbsenceDue {
    /// The component of statutory pay for such an absence; `None` if the law sets none.
    pub fn component(&self) -> Option<Component> {
        Component::statutory(self.absence.kind)
    }

    /// Statutory pay for the days of a period, whether or not contractual pay takes it in, as one payment: sick pay by weeks from
    /// Sunday, each rounded up to the penny; other pay rounded up once.
    ///
    /// # Errors
    ///
    /// An amount beyond what the engine holds.
    pub fn statutory_pay(&self, period: Period) -> Result<Money, TooLarge> {
        let here = self.statutory.iter().map(|(days, daily)| (days.intersection(period), daily));
        let here = here.filter(|(days, _)| !days.is_empty()).map(|(days, daily)| (days, daily.times(&days_of(days))));
        if self.absence.kind != AbsenceKind::Sick {
            return statutory::payment(&here.fold(Exact::zero(), |sum, (_, amount)| sum.plus(&amount)));
        }
        let mut weeks: Vec<(Date, Exact)> = Vec::new();
        for (days, amount) in here {
            let sunday = sunday_by(days.start);
            match weeks.last_mut() {
                Some((week, sum)) if *week == sunday => *sum = sum.plus(&amount),
                _ => weeks.push((sunday, amount)),
            }
        }
        weeks.iter().map(|(_, amount)| statutory::payment(amount)).sum::<Result<Money, TooLarge>>()
    }
}

/// A number of days.
fn days_of(period: Period) -> Exact {
    Exact::from(i64::from(period.days()))
}

/// The Sunday on which a day's week begins.
fn sunday_by(day: Date) -> Date {
    let back = u32::try_from(day.weekday().to_sunday_zero_offset()).expect("days of the week count from 0");
    Length::days(back).before(day)
}

/// The stages of an absence in which the stage before a day goes on for some days.
fn gone_on(stages: &[AbsenceStage], on: Period) -> Vec<AbsenceStage> {
    let Some(held) = stages.iter().find(|stage| stage.period.contains(day_before(on.start))) else { return stages.to_vec() };
    let end = stages.last().map_or(on.end, |last| last.period.end.min(on.end));
    let before = stages.iter().map(|stage| (stage.pay, Period::new(stage.period.start, stage.period.end.min(on.start))));
    let after = stages.iter().map(|stage| (stage.pay, Period::new(stage.period.start.max(end), stage.period.end)));
    let mut all: Vec<AbsenceStage> = Vec::new();
    for (pay, period) in before.chain([(held.pay, Period::new(on.start, end))]).chain(after) {
        push(&mut all, pay, period);
    }
    all
}

/// Adds days on some pay; neighbours on the same are one stage.
fn push(stages: &mut Vec<AbsenceStage>, pay: StagePay, period: Period) {
    match stages.last_mut() {
        _ if period.is_empty() => {}
        Some(last) if last.pay == pay && last.period.end == period.start => last.period.end = period.end,
        _ => stages.push(AbsenceStage { period, pay }),
    }
}

/// Whether a payment by the year, or mark time, goes on in absences of a kind, at the share of pay that is due. Where the file is silent,
/// all but an enhancement is taken to. Annual leave takes nothing off.
///
/// ```
/// use payspine::{entitlement, scale_file, settlement::History, workforce::AbsenceKind};
/// let history = History::new(scale_file::shipped("nhs-afc-england").unwrap(), None).unwrap();
/// let tables = history.tables_at("2025-04-01".parse().unwrap()).unwrap();
/// assert!(entitlement::goes_on(tables, &"high-cost-area".into(), AbsenceKind::Sick));
/// ```
pub fn goes_on(tables: &Tables, component: &Component, kind: AbsenceKind) -> bool {
    if kind == AbsenceKind::Leave {
        return true;
    }
    let Some(counts) = kind.counts_as() else { return false };
    component.payment().and_then(|id| tables.payment(id)).is_none_or(|payment| {
        let silent = payment.fact.kind != Kind::Enhancement;
        payment.fact.counts_in.as_ref().map_or(silent, |counted| counted.contains(&counts))
    })
}

/// The share of pay and the kind of absence on the days of a period, in order, each with its days; `None` where there is none.
pub(super) fn split(found: &[&AbsenceDue], period: Period) -> Vec<(Period, Option<(AbsenceKind, PayShare)>)> {
    let mut parts = Vec::new();
    let mut day = period.start;
    for due in found {
        for stage in &due.stages {
            let here = stage.period.intersection(Period::new(day, period.end));
            if here.is_empty() {
                continue;
            }
            if day < here.start {
                parts.push((Period::new(day, here.start), None));
            }
            parts.push((here, Some((due.absence.kind, stage.pay.share))));
            day = here.end;
        }
    }
    if day < period.end {
        parts.push((Period::new(day, period.end), None));
    }
    parts
}

/// Why an absence cannot be worked out.
enum Trouble {
    NoRate(NoRate),
    TooLarge(TooLarge),
}

impl From<NoRate> for Trouble {
    fn from(rate: NoRate) -> Trouble {
        Trouble::NoRate(rate)
    }
}

impl From<TooLarge> for Trouble {
    fn from(amount: TooLarge) -> Trouble {
        Trouble::TooLarge(amount)
    }
}
