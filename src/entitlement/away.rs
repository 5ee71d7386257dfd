//! Days away: what an absence is due, stage by stage, and what goes on in it.

use crate::calendar::{Date, Length, Period, Weekdays};
use crate::money::{Exact, Money, TooLarge};
use crate::scale::{AbsenceKind, Component, Kind, PayShare, StagePay};
use crate::settlement::Tables;
use crate::statutory;
use crate::workforce::{Absence, Member};

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
#[non_exhaustive]
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
    pub(super) statutory: Vec<(Period, Exact)>,
}

/// Days of an absence on the same share of pay.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
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
pub(super) fn sunday_by(day: Date) -> Date {
    let back = u32::try_from(day.weekday().to_sunday_zero_offset()).expect("days of the week count from 0");
    Length::days(back).before(day)
}

/// A member's working days and absences, and what those with a rule are due.
#[derive(Clone)]
pub(super) struct Away<'a> {
    pub(super) working: Weekdays,
    pub(super) unpaid: &'a [Absence],
    pub(super) due: Vec<&'a AbsenceDue>,
}

impl<'a> Away<'a> {
    /// A member's absences; of those with a rule only the ones that are worked out.
    pub(super) fn new(member: &'a Member, due: &'a [AbsenceDue]) -> Away<'a> {
        Away::first(member, member.absences.len(), due)
    }

    /// So many of a member's absences, from the first on.
    pub(super) fn first(member: &'a Member, count: usize, due: &'a [AbsenceDue]) -> Away<'a> {
        let absences = &member.absences[..count];
        let listed = |due: &&AbsenceDue| absences.iter().any(|absence| absence.period == due.absence.period);
        Away { working: member.counted_days(), unpaid: absences, due: due.iter().filter(listed).collect() }
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
