//! One member through time: where they stand on each day and why, and what each month is due.
//!
//! On one date things happen in this order:
//!
//! 1. the member's own events: hours, area, rating;
//! 2. revaluation: the settlement's new values hold;
//! 3. progression, on the ranges as they were, in the grade held the day before;
//! 4. assimilation: whoever stands below a new minimum moves up to it;
//! 5. moves between grades, at the day's rates and without a second step.
//!
//! A settlement's `order` may swap 3 and 4; progression then runs on the new ranges. A system's `moves` may put moves first, by the pay and
//! the ranges of the day before. Nobody above the target moves, and nobody loses a point.

mod absence;
mod assumption;
mod away;
mod check;
mod full_time;
mod hourly;
mod leave;
mod mark_time;
mod month;
mod pay;
mod pay_scope;
mod post;
mod record;
mod share;
mod sources;
mod unknown_since;
mod walk;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use self::assumption::Assumptions;
pub use self::assumption::{
    About, AbsenceAssumption, Assumption, Carried, EarningsOf, HoursAssumption, MoveAssumption, Noted, OneAbsenceAssumption, OtherOrder,
    PaymentAssumption, ProgressionAssumption, SettlementAssumption, Spot, Touches, WorkAssumption,
};
pub use self::away::{AbsenceDue, AbsenceStage, goes_on};
pub use self::check::{MemberFault, MemberProblem};
pub use self::full_time::{AtFullTime, FullTime, Part, PayMonths, Run, full_time};
pub use self::month::{MonthDue, YearDue};
pub use self::pay::{DuePayment, Pay, WholeMonth, WorkedRate, pay_on};
pub use self::pay_scope::PayScope;
pub use self::record::{ComponentRates, NotPayable, Placed, Record};
pub(crate) use self::share::shares_otherwise;
pub use self::share::{ShareOfFullTime, share_of_full_time};
pub use self::sources::assumed_of_sources;
pub(crate) use self::sources::{assumed_of_places, assumed_of_staff};
pub use self::unknown_since::next_step_between;
use crate::calendar::{Date, Period};
use crate::money::{Fte, Money};
use crate::scale::{AreaId, Fields, GradeId, MoveKind, Order, PaymentId, PointId};
use crate::settlement::{Document, Gap, History, Range, Spine, Value};
use crate::workforce::{Absence, Member};

/// What a member is due from a day up to, and without, another.
///
/// ```
/// use payspine::calendar::Date;
/// use payspine::{entitlement, scale_file, settlement::History, workforce};
///
/// let history = History::new(scale_file::shipped("home-office-2006").unwrap(), None).unwrap();
/// let start = Date::constant(2006, 7, 1);
/// let place = workforce::Position::Point("55".into());
/// let member = workforce::Member::new("EO".into(), Some("london".into()), place, start).field("rating", "B");
/// let career = entitlement::progress(&history, &member, Date::constant(2013, 7, 1)).unwrap();
/// let last = career.rows.last().unwrap();
/// assert_eq!((last.from, last.pay.full_time_basic.to_string()), (Date::constant(2012, 7, 1), "23566.00".to_owned()));
/// ```
///
/// # Errors
///
/// Everything about the member that does not fit the pay system, each with the field it is in.
pub fn progress(history: &History, member: &Member, until: Date) -> Result<Career, Vec<MemberFault>> {
    timeline(history, member, until, pay::Shares::OnlyIfGiven)
}

/// What a member counts for in a paybill, month by month: as [`progress`], but a payment that only a share of staff get counts at that
/// share unless the member's field of its name says yes or no.
///
/// # Errors
///
/// As [`progress`].
pub fn progress_in_paybill(history: &History, member: &Member, until: Date) -> Result<Career, Vec<MemberFault>> {
    timeline(history, member, until, pay::Shares::Expected)
}

fn timeline(history: &History, member: &Member, until: Date, shares: pay::Shares) -> Result<Career, Vec<MemberFault>> {
    check::check(history, member, until)?;
    if shares == pay::Shares::Expected {
        check::check_known(history, Period::new(member.from, member.paid_until(until)))?;
    }
    let mut walk = walk::Walk::start(history, member, shares)?;
    let left = member.last_day.filter(|last| *last < until);
    let until = member.paid_until(until);
    walk.run_until(until)?;
    let (outlook, ahead) = walk.outlook(until);
    // Nothing comes after the last day of service.
    let assumptions_ahead = if left.is_none() { ahead } else { Vec::new() };
    let outlook = Outlook { left, assumptions: assumptions_ahead, ..outlook };
    let walk::Walked { stages, accounts, mut one_offs, assumptions: mut noted } = walk.finish();
    let period = Period::new(member.from, until);
    let mut of_absences = Assumptions::default();
    one_offs.extend(hourly::due(history, member, &stages, period, &mut noted).map_err(check::too_large)?);
    let pay = walk::PayHistory { stages: &stages, one_offs: &one_offs };
    let away = absence::due(history, member, pay, period, &mut of_absences)?;
    let all = away::Away::new(member, &away);
    let known = period.without(history.gaps().iter().map(|gap| gap.days()));
    let months = month::known_months(history, &all, pay, &known).map_err(check::too_large)?;
    let absences = month::absences(history, member, &away, pay, &known).map_err(check::too_large)?;
    let mut assumptions = Assumptions::default();
    let gaps: Vec<Gap> = history.gaps().iter().filter(|gap| !gap.days().intersection(period).is_empty()).copied().collect();
    // Those that the walk has crossed it has noted.
    for gap in gaps.iter().filter(|gap| gap.next.is_none_or(|next| next >= until)) {
        assumptions.note(|| Assumption::NotKnown { gap: *gap, carried: None });
    }
    for absence in member.absences.iter().filter(|absence| !absence.period.intersection(period).is_empty()) {
        if history.scale().absence.cover(absence.kind) {
            continue;
        }
        let (kind, from) = (absence.kind, absence.period.start);
        assumptions.note(|| Assumption::Absence { kind, from, what: OneAbsenceAssumption::NoRule });
    }
    of_absences.into_list().into_iter().for_each(|assumption| assumptions.note(|| assumption));
    if member.target.is_none() && history.scale().grade(&member.grade).is_some_and(|grade| grade.local) {
        assumptions.note(|| Assumption::NoOwnTarget { grade: member.grade.clone() });
    }
    noted.into_list().into_iter().for_each(|assumption| assumptions.note(|| assumption));
    let years = month::years(history, &months);
    let rows = stages.into_iter().zip(accounts).map(|(stage, account)| {
        let settlement = history.settlement(stage.step);
        Row {
            from: stage.from,
            standing: account.standing,
            pay: stage.pay,
            reasons: account.reasons,
            settlement: settlement.title.clone(),
            source: settlement.source.clone(),
            proposed: stage.step.document == Document::Proposal,
        }
    });
    let rows: Vec<Row> = rows.collect();
    let mut noted = match shares {
        pay::Shares::OnlyIfGiven => sources::assumed_of_member(history, period, &held(&rows, until)),
        // Of a workforce nobody asks it of each member.
        pay::Shares::Expected => assumed_of_sources(history, period),
    };
    let paid: BTreeSet<&PaymentId> = months
        .iter()
        .flat_map(|month| &month.components)
        .filter(|(_, amount)| !amount.is_zero())
        .filter_map(|(component, _)| component.payment())
        .chain(rows.iter().flat_map(|row| &row.pay.payments).filter_map(|due| due.component.payment()))
        .collect();
    // Whoever stands at the top from the first day on takes no step.
    let moves = rows.iter().flat_map(|row| &row.reasons).any(|why| matches!(why, Reason::Step { .. } | Reason::NoStep { .. }))
        || outlook.next_step.is_some()
        || (outlook.reached.is_some() && !outlook.from_the_start);
    noted.extend(assumptions.into_list().into_iter().map(|assumption| {
        let noted = Noted::of_paid(assumption, |payment| paid.contains(payment));
        let is_of_steps = noted.assumption.touches() == Touches::Progression;
        Noted { touches_answer: noted.touches_answer && (moves || !is_of_steps), ..noted }
    }));
    Ok(Career { rows, gaps, months, years, absences, away, outlook, assumptions: noted })
}

/// The places of these rows, the last up to a day.
fn held(rows: &[Row], until: Date) -> Vec<sources::Held<'_>> {
    let ends = rows.iter().skip(1).map(|next| next.from).chain([until]);
    let places = rows.iter().zip(ends).map(|(row, end)| {
        let days = Period::new(row.from, end);
        sources::Held { days, standing: &row.standing, reasons: &row.reasons, is_of_staff: false }
    });
    places.collect()
}

/// A member's pay over a period.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Career {
    /// What holds from each day on which something changed.
    pub rows: Vec<Row>,
    /// Days of the period on which nothing is known: no row holds on them, and months are due for their other days alone.
    pub gaps: Vec<Gap>,
    /// What each month is due.
    pub months: Vec<MonthDue>,
    /// The same by pay year.
    pub years: Vec<YearDue>,
    /// Each absence in the period that costs pay, and how much: with the ones before it taken off already.
    pub absences: Vec<(Absence, Money)>,
    /// Sickness and leave that the system has a rule for, in the order of their days: stages, statutory pay, sources.
    pub away: Vec<AbsenceDue>,
    /// What comes next.
    pub outlook: Outlook,
    /// What was assumed, each once, in the order it came up.
    pub assumptions: Vec<Noted>,
}

/// What holds from a day on, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Row {
    /// The first day.
    pub from: Date,
    /// Where the member stands.
    pub standing: Standing,
    /// What that pays.
    pub pay: Pay,
    /// Why something changed on that day.
    pub reasons: Vec<Reason>,
    /// The settlement in force: its title.
    pub settlement: String,
    /// Where its figures come from.
    pub source: Option<String>,
    /// Whether the settlement in force is a proposal's.
    pub proposed: bool,
}

/// Where a member stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    /// Their grade.
    pub grade: GradeId,
    /// Their area.
    pub area: Option<AreaId>,
    /// Their place in the range.
    pub place: Place,
    /// The top of their own grade, where employers set grades within the range of the system's.
    pub target: Option<PointId>,
    /// Their hours.
    pub fte: Fte,
    /// Everything else that rules ask for.
    pub fields: Fields,
}

impl Standing {
    fn post(&self) -> post::PostKey<'_> {
        post::PostKey { grade: &self.grade, area: self.area.as_ref(), target: self.target.as_ref() }
    }

    /// The value of a field that a condition names: grade, area, point, or any other.
    pub fn field(&self, name: &str) -> Option<Cow<'_, str>> {
        match name {
            "grade" => Some(self.grade.as_str().into()),
            "area" => self.area.as_ref().map(|area| area.as_str().into()),
            "point" => self.place.point().map(|point| point.to_string().into()),
            _ => self.fields.get(name).map(|value| value.as_str().into()),
        }
    }
}

/// A place in a range.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// A point of the spine.
    Point(PointId),
    /// A salary of one's own.
    Salary(Value),
}

impl Place {
    /// The point, if it is one.
    pub fn point(&self) -> Option<&PointId> {
        match self {
            Place::Point(point) => Some(point),
            Place::Salary(_) => None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Point(point) => point.fmt(f),
            Place::Salary(salary) => salary.published.fmt(f),
        }
    }
}

/// Why something changed on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Reason {
    /// The first day asked about.
    Start,
    /// A settlement takes effect.
    Settlement {
        /// Its title.
        title: String,
        /// Whether it is only proposed.
        proposed: bool,
    },
    /// A step up the range.
    Step {
        /// From this point.
        from: PointId,
        /// To this one.
        to: PointId,
        /// Whether that is the target.
        reaches_target: bool,
    },
    /// A step was due by date, and the gate was shut.
    NoStep {
        /// The gate's conditions that the member does not meet, in words.
        needs: String,
    },
    /// Moved by a change of ranges or points.
    Assimilated {
        /// From this point, or salary.
        from: String,
        /// To this one.
        to: String,
        /// Whether progression fell on the same day, and in which order the two were done.
        order: Option<Order>,
    },
    /// Progression and a change of ranges fell on this day, no settlement says which comes first, and the other order leads elsewhere.
    OtherOrder {
        /// The order that was taken.
        taken: Order,
        /// The point, or salary, to which the other order leads.
        leads_to: String,
    },
    /// A lump sum is due.
    LumpSum(Money),
    /// Pay fell by so much a year at full time, which is paid as mark time.
    MarkTime(Money),
    /// The time for which mark time is paid is over.
    MarkTimeEnds,
    /// A payment, by its title, ends that was withdrawn and promised up to now.
    PaymentEnds(String),
    /// Service with the employer has earned so many weeks of leave a year, so more weeks of a year of term-time work are paid.
    LongerService {
        /// The weeks.
        leave: rust_decimal::Decimal,
    },
    /// A field changed.
    Changed {
        /// Its name.
        field: String,
        /// Its new value.
        to: String,
    },
    /// Moved to another grade for good.
    Moved {
        /// Of which sort that is.
        kind: MoveKind,
        /// From this grade.
        from: GradeId,
        /// To this one.
        to: GradeId,
    },
    /// Promoted for a time.
    TemporarilyPromoted {
        /// From this grade.
        from: GradeId,
        /// To this one.
        to: GradeId,
        /// The first day on which that is over.
        until: Date,
    },
    /// Back where they would have been without a temporary promotion.
    Returned {
        /// From this grade.
        from: GradeId,
        /// To their own.
        to: GradeId,
    },
}

/// What comes next for a member after the period.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Outlook {
    /// The target of the range and what it pays on its date, in full time.
    pub target: Option<(Place, Money)>,
    /// Days of which nothing is known, at which this stops.
    pub gap: Option<Gap>,
    /// When the target is, or was, reached; `None` when it never is on what is known.
    pub reached: Option<Date>,
    /// The first step after the period.
    pub next_step: Option<(Date, PointId, Money)>,
    /// Whether the member stood at or above the target on the first day.
    pub from_the_start: bool,
    /// Whether the member stood above it then.
    pub above: bool,
    /// The last day of service, where the member leaves within the period: then nothing comes next.
    pub left: Option<Date>,
    /// What all of this rests on that is assumed.
    pub assumptions: Vec<Assumption>,
}

/// The spine and the range of a member on a day, up to the top of their own grade where they have one, under what is agreed.
///
/// `None` where the grade has no range there. A roster that does not say where its staff stand is priced at the range's ends.
pub fn range_on(history: &History, member: &Member, on: Date) -> Option<(Option<Spine>, Range)> {
    let tables = &history.step_at(on).ok()?.agreed;
    let spine = history.scale().grade(&member.grade)?.spine.as_ref().and_then(|id| tables.spines.get(id));
    let (_, range) = tables.range(&member.grade, member.area.as_ref())?;
    let own = member.target.as_ref().zip(spine).map(|(own, spine)| range.ending_at(spine, own));
    Some((spine.cloned(), own.unwrap_or_else(|| range.clone())))
}
