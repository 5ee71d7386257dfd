//! How long a wait takes: by the calendar, and later by the time away that does not count.

use super::Walk;
use crate::calendar::{Date, Length, Period};
use crate::entitlement::assumption::{Assumption, ProgressionAssumption};
use crate::scale::{AbsenceKind, CountedFrom, Origin, Pace, Progression, TimeAway, When};

impl Walk<'_> {
    /// The day on which so much time since a day is complete, without time away that delays steps. A month that lacks the day counts to
    /// its last.
    pub(super) fn served(&self, start: Date, length: Length) -> Date {
        let over = length.after(start);
        if self.history.scale().absence.progression.is_none() {
            return over;
        }
        let mut away: Vec<Period> = self.away(TimeAway::Delays).collect();
        away.sort_unstable_by_key(|period| period.start);
        away.into_iter().fold(over, |over, period| {
            let missed = Period::new(period.start.max(start), period.end);
            if missed.start < over { Length::days(missed.days()).after(over) } else { over }
        })
    }

    /// The first day after another that is a whole number of waits after the day in the grade.
    pub(super) fn first_anniversary_after(&self, wait: Length, day: Date) -> Option<Date> {
        if wait.is_none() {
            return None;
        }
        // No month is longer than 31 days, so this many waits have passed at least; the rest is counted. Time away makes them fewer.
        let delayed = self.away(TimeAway::Delays).next().is_some();
        let passed = if delayed { 1 } else { Period::new(self.since, day).days() / wait.most_days() };
        (passed.max(1)..=100_000)
            .map(|count| self.served(self.since, wait.times(count)))
            .find(|date| *date > day || *date == Date::MAX)
            .filter(|date| *date > day)
    }

    /// The member's absences of kinds of which the system says so much.
    fn away(&self, time: TimeAway) -> impl Iterator<Item = Period> {
        let rule = self.history.scale().absence.progression.as_ref();
        let of_kind = move |kind: AbsenceKind| rule.and_then(|rule| rule.of(kind)) == Some(time);
        self.member.absences.iter().filter(move |absence| of_kind(absence.kind)).map(|absence| absence.period)
    }

    /// Notes what today's step rests on of the calendar and of time away in the wait for it.
    pub(super) fn note_wait(&mut self, rule: &Progression) {
        let began = match rule.pace {
            Pace::Waits { counted_from: CountedFrom::Point, .. } => self.point_since,
            Pace::Waits { counted_from: CountedFrom::Grade, .. } | Pace::Step { .. } => self.since,
        };
        let wait = Period::new(self.point_since.max(self.since), self.day);
        let scale = self.history.scale();
        let member = self.member;
        // Whoever is on annual leave is in post.
        let within = |kind: AbsenceKind, period: Period| kind != AbsenceKind::Leave && !period.intersection(wait).is_empty();
        for absence in member.absences.iter().filter(|absence| within(absence.kind, absence.period)) {
            let said = scale.absence.progression.as_ref().filter(|rule| rule.of(absence.kind).is_some());
            let assumption = match said.map(|rule| &rule.origin) {
                None => ProgressionAssumption::AbsenceCounts(absence.kind),
                Some(Origin { assumed: Some(why), .. }) => ProgressionAssumption::TimeAway(Some(why.clone())),
                Some(Origin { source: None, .. }) => ProgressionAssumption::TimeAway(None),
                Some(_) => continue,
            };
            self.assumptions.note(|| Assumption::Progression(assumption));
        }
        let last_of_month = self.day.day() == self.day.days_in_month();
        if rule.on == When::Anniversary && last_of_month && began.day() > self.day.day() && self.asked_why {
            let over = self.day;
            self.assumptions.note(|| Assumption::Progression(ProgressionAssumption::ShortMonth { began, over }));
        }
    }
}
