//! A member's record as a payroll keeps it: where they stand from each day on, when they are away, from when until when they are paid.
//!
//! [`progress`](super::progress) works the record out from what happened to the member. Here it stands on its own, so that what a
//! record with a mistake in it pays can be worked out by the same rules.

use std::sync::Arc;

use super::assumption::{Assumption, Assumptions, Noted};
use super::away::Away;
use super::mark_time::{self, MarkTime, PayChange};
use super::month::{self, MonthDue};
use super::pay::{self, Shares};
use super::post::Post;
use super::sources::{Held, assumed_of_member};
use super::walk::{OneOffPayment, PayHistory, Stage, Walk, one_offs_of};
use super::{AbsenceDue, MemberFault, MemberProblem, Reason, Standing, absence, check, hourly};
use crate::calendar::{Date, Month, Period};
use crate::money::{Exact, TooLarge};
use crate::scale::Component;
use crate::settlement::History;
use crate::statutory::NoRate;
use crate::workforce::Member;

/// Where someone stands, and when they are paid.
///
/// ```
/// use payspine::calendar::Date;
/// use payspine::{entitlement, scale_file, settlement::History, workforce};
///
/// let history = History::new(scale_file::shipped("home-office-2006").unwrap(), None).unwrap();
/// let start = Date::constant(2006, 7, 1);
/// let member = workforce::Member::new("EO".into(), Some("london".into()), workforce::Position::Point("55".into()), start);
/// let mut record = entitlement::Record::of(&history, &member, Date::constant(2008, 7, 1)).unwrap();
/// let july = |record: &entitlement::Record| record.months(&history).unwrap()[12].component("basic").to_string();
/// assert_eq!(july(&record), "1686.58");
/// // A payroll that missed the step of July 2007 pays what the year before paid.
/// record.places.truncate(1);
/// assert_eq!(july(&record), "1636.00");
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Record {
    /// Where they stand, from each day on which that changed.
    pub places: Vec<Placed>,
    /// Who they are: with their service and when they are away.
    pub member: Arc<Member>,
    /// The days for which they are paid.
    pub paid: Period,
    /// What was assumed of them.
    pub assumptions: Arc<[Assumption]>,
}

/// Why a record's months cannot be worked out under a pay system.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotPayable {
    /// The place on a day is not in it, as one that only a later settlement makes.
    #[error("what is held on {0} is not in the pay system")]
    Nowhere(Date),
    /// An amount beyond what the engine holds.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// A day for which statutory pay is due and no rate is known.
    #[error("{0}")]
    NoRate(NoRate),
}

impl From<NotPayable> for MemberFault {
    fn from(problem: NotPayable) -> MemberFault {
        match problem {
            NotPayable::Nowhere(on) => check::fault(&["grade"], MemberProblem::NotThen { on }),
            NotPayable::TooLarge(amount) => check::fault(&["grade"], MemberProblem::TooLarge(amount)),
            NotPayable::NoRate(rate) => check::fault(&["absence"], MemberProblem::NoStatutoryRate(rate)),
        }
    }
}

/// Where someone stands from a day on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Placed {
    /// The first day.
    pub from: Date,
    /// Where.
    pub standing: Standing,
    /// Why something changed on that day.
    pub reasons: Vec<Reason>,
}

/// The components of a month, each with the yearly rates at which it is paid and the days of each.
pub type ComponentRates = Vec<(Component, Vec<(Period, Exact)>)>;

impl Record {
    /// The record of a member up to, and without, a day.
    ///
    /// # Errors
    ///
    /// Everything about the member that does not fit the pay system, each with the field it is in.
    pub fn of(history: &History, member: &Member, until: Date) -> Result<Record, Vec<MemberFault>> {
        check::check(history, member, until)?;
        let until = member.paid_until(until);
        let mut walk = Walk::start(history, member, Shares::OnlyIfGiven)?;
        check::check_known(history, Period::new(member.from, until))?;
        walk.run_until(until)?;
        let walked = walk.finish();
        let places = walked.stages.into_iter().zip(walked.accounts);
        let places =
            places.map(|(stage, account)| Placed { from: stage.from, standing: account.standing, reasons: account.reasons });
        Ok(Record {
            places: places.collect(),
            member: Arc::new(member.clone()),
            paid: Period::new(member.from, until),
            assumptions: walked.assumptions.into_list().into(),
        })
    }

    /// Where they stand on a day.
    pub fn place_on(&self, day: Date) -> Option<&Placed> {
        self.places.iter().rfind(|placed| placed.from <= day)
    }

    /// What the settlements assume that these places rest on.
    pub fn assumed_of_sources(&self, history: &History, period: Period) -> Vec<Noted> {
        let ends = self.places.iter().skip(1).map(|next| next.from).chain([self.paid.end]);
        let held = self.places.iter().zip(ends).filter_map(|(placed, end)| {
            let days = Period::new(placed.from, end).intersection(period);
            (!days.is_empty()).then_some(Held { days, standing: &placed.standing, reasons: &placed.reasons, is_of_staff: false })
        });
        assumed_of_member(history, period, &held.collect::<Vec<_>>())
    }

    /// What each month is due under a pay system.
    ///
    /// # Errors
    ///
    /// A place that is not in it, an amount beyond what the engine holds, a statutory rate that is not known.
    pub fn months(&self, history: &History) -> Result<Vec<MonthDue>, NotPayable> {
        let (stages, one_offs) = self.stages(history)?;
        let pay = PayHistory { stages: &stages, one_offs: &one_offs };
        let away = self.away(history, pay)?;
        Ok(month::months(history, &Away::new(&self.member, &away), pay, self.paid)?)
    }

    /// The yearly rates at which each component of a month is paid, each with its days and with what absences on reduced pay leave of it.
    /// What is paid once, and statutory pay, have none.
    ///
    /// # Errors
    ///
    /// As [`Record::months`].
    ///
    /// ```
    /// use payspine::calendar::{Date, Month};
    /// use payspine::{entitlement, scale_file, settlement::History, workforce};
    ///
    /// let history = History::new(scale_file::shipped("home-office-2006").unwrap(), None).unwrap();
    /// let start = Date::constant(2006, 7, 11);
    /// let member = workforce::Member::new("EO".into(), Some("london".into()), workforce::Position::Point("55".into()), start);
    /// let record = entitlement::Record::of(&history, &member, Date::constant(2007, 7, 1)).unwrap();
    /// let july = &record.rates(&history, &[Month::of(start)]).unwrap()[0];
    /// let (basic, rates) = &july[0];
    /// assert_eq!((basic.id(), rates.len()), ("basic", 1));
    /// // 21 of the 31 days.
    /// assert_eq!(rates[0].0.days(), 21);
    /// ```
    pub fn rates(&self, history: &History, months: &[Month]) -> Result<Vec<ComponentRates>, NotPayable> {
        let (stages, one_offs) = self.stages(history)?;
        let away = self.away(history, PayHistory { stages: &stages, one_offs: &one_offs })?;
        let away = Away::new(&self.member, &away);
        Ok(months.iter().map(|month| month::rates(&away, &stages, month.period().intersection(self.paid))).collect())
    }

    fn away(&self, history: &History, pay: PayHistory<'_>) -> Result<Vec<AbsenceDue>, NotPayable> {
        let found = absence::due(history, &self.member, pay, self.paid, &mut Assumptions::ignored());
        found.map_err(|faults| {
            let problem = faults.into_iter().map(|fault| fault.problem).find_map(|problem| match problem {
                MemberProblem::NoStatutoryRate(rate) => Some(NotPayable::NoRate(rate)),
                MemberProblem::TooLarge(amount) => Some(NotPayable::TooLarge(amount)),
                _ => None,
            });
            problem.expect("absences want for a rate or come to too much, and for nothing else")
        })
    }

    /// Begins a place on a day within the record, if none begins on it.
    pub fn split(&mut self, day: Date) {
        let Some(before) = self.places.iter().rposition(|placed| placed.from <= day) else { return };
        if self.places[before].from < day {
            let standing = self.places[before].standing.clone();
            self.places.insert(before + 1, Placed { from: day, standing, reasons: Vec::new() });
        }
    }

    /// At how many rates a month may be paid: one, and one more for each day in it on which a place or a settlement begins.
    pub fn segments(&self, history: &History, month: Month) -> u32 {
        let inside = |day: &Date| month.period().contains(*day) && *day > month.period().start;
        let settled = history.steps().iter().map(|(from, _)| from);
        let days = self.places.iter().map(|placed| placed.from).chain(settled).filter(inside);
        1 + u32::try_from(days.count()).expect("a month has few days")
    }

    /// Their absences, stage by stage, as far as the pay system has rules for them.
    ///
    /// # Errors
    ///
    /// As [`Record::months`].
    pub fn absences(&self, history: &History) -> Result<Vec<AbsenceDue>, NotPayable> {
        let (stages, one_offs) = self.stages(history)?;
        self.away(history, PayHistory { stages: &stages, one_offs: &one_offs })
    }

    /// What they are paid a year from each day on which that changes.
    fn stages<'h>(&self, history: &'h History) -> Result<(Vec<Stage<'h>>, Vec<OneOffPayment>), NotPayable> {
        let settled = history.steps().iter().map(|(from, _)| from);
        let protected = mark_time::ends(history, &self.member).into_iter().chain(history.promise_ends().iter().copied());
        let mut days: Vec<Date> = self.places.iter().map(|placed| placed.from).chain(settled).chain(protected).collect();
        days.retain(|day| *day < self.paid.end);
        days.sort_unstable();
        days.dedup();
        // What holds on the first day came about before it.
        let first = days.partition_point(|day| *day <= self.paid.start).max(1) - 1;
        let (mut assumptions, mut mark_time) = (Assumptions::ignored(), MarkTime::default());
        let (mut stages, mut one_offs): (Vec<Stage<'h>>, Vec<OneOffPayment>) = (Vec::new(), Vec::new());
        for day in days.into_iter().skip(first) {
            let day = day.max(self.paid.start);
            let nowhere = || NotPayable::Nowhere(day);
            let standing = &self.place_on(day).ok_or_else(nowhere)?.standing;
            let step = history.step_at(day).map_err(|_| nowhere())?;
            let post = Post::of(history, &step.tables, standing.post());
            let pay = pay::pay(history, &post, standing, day, Shares::OnlyIfGiven, &mut assumptions)?;
            let mut pay = pay.ok_or_else(nowhere)?;
            let before = stages.last().map(|stage| &stage.pay);
            mark_time.add(history, &self.member, PayChange { on: day, standing, before }, &mut pay)?;
            stages.push(Stage { from: day, pay, step });
            if day > self.paid.start {
                for step in history.steps().starting_on(day) {
                    one_offs.extend(one_offs_of(history, step, standing, day));
                }
            }
        }
        one_offs.extend(hourly::due(history, &self.member, &stages, self.paid, &mut assumptions)?);
        Ok((stages, one_offs))
    }
}
