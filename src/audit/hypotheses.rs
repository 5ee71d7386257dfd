//! Hypotheses: every mistake that could have begun in the first month with a difference, with the facts as they would be if it was made.
//! `diagnosis` keeps those under which exactly what was paid would be due.

mod absences;
mod figures;
mod payments;
mod returns;

use std::sync::Arc;

use super::mistake::{Mistake, PartMonthCause};
use super::slips::{Differences, PaidAgainstDue};
use super::version::{Edit, PutRight, Version};
use super::wrong_terms::WrongTerms;
use crate::calendar::{Date, Length, Month, Period};
use crate::entitlement::{Placed, Reason, Record};
use crate::scale::{Component, PointId};
use crate::workforce::{AbsenceKind, Event, FieldChange, Position, Weeks};

/// The most points up or down that are tried.
const MOST_POINTS: i64 = 40;
/// The most months that a change is taken to be late.
const MOST_MONTHS_LATE: usize = 36;

/// A mistake, and the facts with it.
pub(super) struct Hypothesis {
    pub(super) mistake: Mistake,
    pub(super) version: Version,
}

/// Every hypothesis. With `right_terms` false the pay system is wrong already, and no second mistake in it is tried.
pub(super) fn all(
    wrong_terms: &WrongTerms,
    compared: &PaidAgainstDue<'_>,
    facts: &Version,
    record: &Record,
    differences: &Differences,
    right_terms: bool,
) -> Vec<Hypothesis> {
    let asked = compared.asked;
    let (Some(first), Some(last)) = (differences.months.first(), differences.months.last()) else { return Vec::new() };
    // Some time past the months asked about, so that a point given early is known for the step that it is.
    let later = Length::months(24).after(asked.end);
    let ahead = Record::of(facts.terms.now(), &facts.member, later).map_or_else(|_| record.places.clone(), |ahead| ahead.places);
    let mut search = Search {
        ahead: &ahead,
        wrong_terms,
        compared,
        right_terms,
        asked,
        facts,
        record,
        first: *first,
        last: *last,
        right_from: differences.right_from,
        first_right: differences.first_right,
        over: differences.over,
        made_good: differences.made_good,
        months: &differences.months,
        elements: &differences.elements,
        found: Vec::new(),
    };
    search.leaving();
    search.starting();
    search.absences();
    search.statutory_pay();
    search.changes();
    search.returns();
    search.points();
    search.hours();
    search.back_pay();
    search.awards();
    search.payments();
    search.groups();
    search.mark_time();
    search.not_raised();
    search.payment_hours();
    search.paid_as_well();
    search.numbers();
    search.months_otherwise();
    search.conventions();
    search.found
}

/// How many of one person's changes are tried, each in so many ways. Every try copies the whole list, so this bounds what is held.
fn most_of(changes: usize, ways: usize) -> usize {
    const MOST_HELD: usize = 400_000;
    (MOST_HELD / (changes * ways).max(1)).max(1)
}

struct Search<'a> {
    wrong_terms: &'a WrongTerms,
    compared: &'a PaidAgainstDue<'a>,
    /// Whether nothing is wrong with the pay system yet.
    right_terms: bool,
    asked: Period,
    facts: &'a Version,
    record: &'a Record,
    /// Where they stand from each day on, some time after the months that are asked about included.
    ahead: &'a [Placed],
    /// The first month with a difference, and the last.
    first: Month,
    last: Month,
    /// The first month after them that is right.
    right_from: Option<Month>,
    /// The first right month after the first that differs: back pay can bring differences back.
    first_right: Option<Month>,
    /// The first month after the first in which more was paid than was due.
    over: Option<Month>,
    /// The month in which it may have been made good, and whether by taking something back.
    made_good: Option<(Month, bool)>,
    /// The months with a difference.
    months: &'a [Month],
    elements: &'a [Component],
    found: Vec<Hypothesis>,
}

impl Search<'_> {
    /// Adds a mistake as one that lasts; and, where pay became right again, as one that was put right from that month.
    fn add(&mut self, version: Version, mistake: impl Fn(Option<Month>) -> Mistake) {
        if let Some(month) = self.right_from {
            let put_right = Some(self.right(month, None));
            self.found.push(Hypothesis { mistake: mistake(Some(month)), version: Version { put_right, ..version.clone() } });
        }
        self.add_made_good(&version, |month| mistake(Some(month)));
        self.found.push(Hypothesis { mistake: mistake(None), version });
    }

    /// From a month on as the facts have it.
    fn right(&self, from: Month, made_good: Option<Month>) -> PutRight {
        PutRight { from, version: Arc::new(self.facts.clone()), made_good }
    }

    /// A mistake that was put right and made good, where a month looks like that: in that month, or put right in one before it.
    fn add_made_good(&mut self, version: &Version, mistake: impl Fn(Month) -> Mistake) {
        let Some((in_month, taken_back)) = self.made_good else { return };
        let earlier = self.first_right.filter(|month| *month < in_month);
        for month in earlier.into_iter().chain([in_month]) {
            let put_right = Some(self.right(month, Some(in_month)));
            let mistake = Mistake::MadeGood { mistake: Box::new(mistake(month)), in_month, taken_back };
            self.found.push(Hypothesis { mistake, version: Version { put_right, ..version.clone() } });
        }
    }

    /// As `add`, for a mistake that begins only in the first month that differs: until then pay goes by the facts.
    fn add_from_now(&mut self, version: Version, mistake: impl Fn(Option<Month>) -> Mistake) {
        let before = self.found.len();
        self.add(version, mistake);
        for hypothesis in &mut self.found[before..] {
            let wrong = std::mem::replace(&mut hypothesis.version, self.facts.clone());
            hypothesis.version.put_right = Some(PutRight { from: self.first, version: Arc::new(wrong), made_good: None });
        }
    }

    fn leaving(&mut self) {
        let Some(last_day) = self.facts.member.last_day.filter(|last_day| Month::of(*last_day) <= self.first) else { return };
        let mut version = self.facts.clone();
        version.member.last_day = None;
        self.add(version, |right_from| Mistake::LeavingMissed { last_day, right_from });
    }

    fn changes(&mut self) {
        let events = &self.facts.member.events;
        let before = events.partition_point(|event| Month::of(event.on) <= self.first);
        // Of very many changes those nearest to the first difference are looked at.
        let earliest = before.saturating_sub(most_of(events.len(), 2 + MOST_MONTHS_LATE));
        let latest = before + most_of(events.len(), 2);
        for (index, event) in events.iter().enumerate().take(latest).skip(earliest) {
            let (on, fields) = (event.on, fields(&event.changes));
            if Month::of(on) <= self.first {
                let mut version = self.facts.clone();
                version.member.events.remove(index);
                self.add(version, |right_from| Mistake::ChangeMissed { on, fields: fields.clone(), right_from });
                // Made late: back pay goes by what was known when.
                let late = std::iter::successors(Some(Month::of(on).next()), |month| Some(month.next()));
                for month in late.take_while(|month| *month <= self.last.next()).take(MOST_MONTHS_LATE) {
                    let mut version = self.facts.clone();
                    version.member.events[index].on = month.period().start;
                    version.member.events.sort_by_key(|event| event.on);
                    let mistake = Mistake::ChangeMissed { on, fields: fields.clone(), right_from: Some(month) };
                    self.found.push(Hypothesis { mistake, version });
                }
            }
            let begins = Month::of(on).period().start;
            if Month::of(on) == self.first && begins > self.facts.member.from && begins < on {
                let mut version = self.facts.clone();
                version.member.events[index].on = begins;
                version.member.events.sort_by_key(|event| event.on);
                let mistake = Mistake::ChangeEarly { on, fields: fields.clone(), made_on: begins };
                self.found.push(Hypothesis { mistake, version });
            }
            if Month::of(on) > self.first {
                for made_on in self.days_like(on).into_iter().filter(|day| *day > self.facts.member.from) {
                    let mut version = self.facts.clone();
                    version.member.events[index].on = made_on;
                    version.member.events.sort_by_key(|event| event.on);
                    let mistake = Mistake::ChangeEarly { on, fields: fields.clone(), made_on };
                    self.found.push(Hypothesis { mistake, version });
                }
            }
        }
    }

    /// The first of the first month with a difference, and the day in it that has the number of another day.
    fn days_like(&self, day: Date) -> Vec<Date> {
        let month = self.first.period();
        let same = month.start.checked_add(jiff::Span::new().days(i32::from(day.day()) - 1)).ok();
        let mut days = vec![month.start.max(self.record.paid.start)];
        days.extend(same.filter(|same| month.contains(*same) && *same > days[0]));
        days
    }

    /// Another point, for any time that begins in the first month.
    fn points(&mut self) {
        if !self.elements.contains(&Component::Basic) {
            return;
        }
        let record = self.record;
        let here =
            |month: Month| record.places.iter().map(|placed| placed.from).filter(move |from| month.period().contains(*from));
        let mut froms = self.days_like(self.first.period().start);
        froms.extend(here(self.first));
        for step in record.places.iter().filter(|placed| step_of(placed).is_some()) {
            froms.extend(self.days_like(step.from));
        }
        let mut untils = vec![self.asked.end];
        untils.extend(self.right_from.into_iter().chain(self.first_right).map(|month| month.period().start));
        let over = record.places.iter().map(|placed| placed.from).filter(|from| Month::of(*from) <= self.last.next());
        untils.extend(over.filter(|_| self.right_from.is_some()));
        for days in [&mut froms, &mut untils] {
            days.sort_unstable();
            days.dedup();
        }
        for from in froms {
            for until in untils.iter().copied().filter(|until| *until > from) {
                for sign in [1, -1] {
                    self.points_beside(from, until, sign);
                }
            }
        }
    }

    /// The points above or below the right one, as far as the end of the range.
    fn points_beside(&mut self, from: Date, until: Date, sign: i64) {
        let standing_on = |record: &Record| record.place_on(from).and_then(|placed| placed.standing.place.point().cloned());
        let Some(due) = standing_on(self.record) else { return };
        let mut last = self.record.places.clone();
        for by in (1..=MOST_POINTS).map(|by| sign * by) {
            let edit = Edit::Shift { from, until, by };
            let mut record = self.record.clone();
            let moved = edit.apply(self.facts.terms.now(), &mut record).and_then(|()| standing_on(&record));
            // Beyond the ends of the ranges further points are the same.
            let Some(point) = moved.filter(|_| record.places != last) else { return };
            last = record.places;
            let mut version = self.facts.clone();
            version.edits.push(edit);
            let until = Some(until).filter(|until| *until < self.asked.end);
            if until.is_none() {
                self.goes_on(from, &point, &due);
            }
            // Right from the first of a month on, and made good in it or later.
            if until.is_none() && self.made_good.is_some() {
                let (ahead, point, due) = (self.ahead, point.clone(), due.clone());
                let named = |month: Month| named(ahead, from, Some(month.period().start), point.clone(), due.clone());
                self.add_made_good(&version, named);
            }
            let mistake = named(self.ahead, from, until, point, due.clone());
            self.found.push(Hypothesis { mistake, version });
        }
    }

    /// The wrong point from a day on, with later steps counted from it.
    fn goes_on(&mut self, from: Date, point: &PointId, due: &PointId) {
        let mut version = self.facts.clone();
        let position = Position::Point(point.clone());
        if from <= version.member.from {
            version.member.position = position;
        } else if self.record.places.iter().any(|placed| placed.from == from && step_of(placed).is_some()) {
            // The step of the day itself would come on top.
            return;
        } else {
            version.member.events.push(Event { on: from, changes: vec![FieldChange::Position(position)] });
            version.member.events.sort_by_key(|event| event.on);
        }
        let (point, due) = (point.clone(), due.clone());
        self.found.push(Hypothesis { mistake: Mistake::OtherPoint { point, due, from, until: None, went_on: true }, version });
    }

    /// Back pay that fell due in the first month.
    fn back_pay(&mut self) {
        let in_month = self.first;
        for times in [0, 2] {
            let mut version = self.facts.clone();
            version.edits.push(Edit::BackPay { in_month, times });
            self.found.push(Hypothesis { mistake: Mistake::BackPay { times, in_month }, version });
        }
    }

    fn awards(&mut self) {
        let wrong_terms = self.wrong_terms;
        for award in &wrong_terms.awards {
            let agreed = award
                .begins
                .last()
                .copied()
                .filter(|agreed| award.from < self.first.next().period().start && *agreed > award.from);
            let early = agreed.filter(|agreed| self.right_terms && Month::of(*agreed) > self.first);
            let early = early.and_then(|agreed| Some((agreed, wrong_terms.agreed_on(award.index, self.first.period().start)?)));
            if let Some((agreed, terms)) = early {
                let (title, from, in_month) = (award.title.clone(), award.from, self.first);
                let mistake = Mistake::AwardEarly { title, from, agreed, in_month };
                self.found.push(Hypothesis { mistake, version: Version { terms, ..self.facts.clone() } });
            }
            if !award.begins.iter().any(|day| Month::of(*day) == self.first) {
                continue;
            }
            let (title, from) = (award.title.clone(), award.from);
            if let Some(terms) = &award.missed {
                let version = Version { terms: Arc::clone(terms), ..self.facts.clone() };
                self.add(version, |right_from| Mistake::AwardMissed { title: title.clone(), from, right_from });
            }
            let late = self.over.and_then(|month| Some((month, wrong_terms.agreed_on(award.index, month.period().start)?)));
            if let Some((in_month, terms)) = late.filter(|_| self.right_terms) {
                let mistake = Mistake::AwardLate { title: title.clone(), from, in_month };
                self.found.push(Hypothesis { mistake, version: Version { terms, ..self.facts.clone() } });
            }
            if let Some(terms) = &award.twice {
                let version = Version { terms: Arc::clone(terms), ..self.facts.clone() };
                self.add(version, |right_from| Mistake::AwardTwice { title: title.clone(), from, right_from });
            }
        }
    }

    fn conventions(&mut self) {
        let wrong_terms = self.wrong_terms;
        for (convention, of, terms) in &wrong_terms.conventions {
            let kind = match of {
                PartMonthCause::ByChange => None,
                PartMonthCause::ByUnpaidLeave => Some(AbsenceKind::Unpaid),
                PartMonthCause::ByStrike => Some(AbsenceKind::Strike),
            };
            let can_be = kind.is_none_or(|kind| self.facts.member.absences.iter().any(|absence| absence.kind == kind));
            if can_be && self.right_terms {
                let version = Version { terms: Arc::clone(terms), ..self.facts.clone() };
                let mistake = Mistake::OtherConvention { convention: *convention, of: *of };
                self.found.push(Hypothesis { mistake, version });
            }
        }
    }
}

/// A step given early or missed, if that is what another point is.
fn named(ahead: &[Placed], from: Date, until: Option<Date>, point: PointId, due: PointId) -> Mistake {
    let step_to = |wanted: &PointId, days: &dyn Fn(Date) -> bool| {
        let mut steps = ahead.iter().filter(|placed| days(placed.from));
        steps.find_map(|placed| step_of(placed).filter(|(_, to)| *to == wanted).map(|(from, _)| (placed.from, from.clone())))
    };
    let early = step_to(&point, &|day| day > from && until.is_none_or(|until| until <= day));
    if let Some((day, before)) = early
        && before == due
    {
        return Mistake::StepEarly { to: point, on: from, due: day, until: until.filter(|until| *until < day) };
    }
    if let Some((day, before)) = step_to(&due, &|day| day == from)
        && before == point
    {
        return Mistake::StepMissed { to: due, due: day, given_on: until };
    }
    Mistake::OtherPoint { point, due, from, until, went_on: false }
}

/// The points of a step up that is among the reasons of a day.
fn step_of(placed: &Placed) -> Option<(&PointId, &PointId)> {
    placed.reasons.iter().find_map(|reason| match reason {
        Reason::Step { from, to, .. } => Some((from, to)),
        _ => None,
    })
}

/// The names of what an event changes.
fn fields(changes: &[FieldChange]) -> Vec<String> {
    let name = |change: &FieldChange| {
        match change {
            FieldChange::Grade(_) => "grade",
            FieldChange::Target(_) => "target",
            FieldChange::Area(_) => "area",
            FieldChange::Position(Position::Salary(_)) => "salary",
            FieldChange::Position(_) => "point",
            FieldChange::Hours(hours) => hours.key(),
            FieldChange::Weeks(weeks) => weeks.map_or("weeks", Weeks::key),
            FieldChange::Protect => "protect",
            FieldChange::Kind(_) => "kind",
            FieldChange::Temporary(_) => "temporary",
            FieldChange::Since(_) => "since",
            FieldChange::PointSince(_) => "point-since",
            FieldChange::Field(name, _) => return name.clone(),
        }
        .to_owned()
    };
    changes.iter().map(name).collect()
}
