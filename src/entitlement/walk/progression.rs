//! Steps up the range: when one is due, for whom, and where it leads.

use super::{Reasons, Walk};
use crate::calendar::{Date, Length, day_after, day_before};
use crate::entitlement::assumption::{Assumption, ProgressionAssumption};
use crate::entitlement::{Place, Reason};
use crate::scale::{CountedFrom, Pace, PointId, Progression, ShortService, When};
use crate::settlement::Tables;

impl<'a> Walk<'a> {
    /// The rule for the member's grade, as the tables in force today state it.
    pub(super) fn rule(&self, tables: &Tables) -> Option<&'a Progression> {
        self.post(tables)?.rule
    }

    /// Where the member would step to on the structure given; `None` at the target or above it.
    pub(super) fn next_point(&self, tables: &Tables, pace: &Pace) -> Option<(PointId, PointId, bool)> {
        let Place::Point(point) = &self.standing.place else { return None };
        let post = self.post(tables)?;
        let (spine, top) = (post.spine?, post.target?);
        let here = spine.rank(point)?;
        let places = match pace {
            Pace::Step { points, .. } => usize::from(*points),
            Pace::Waits { .. } => 1,
        };
        let to = (here + places).min(top);
        (to > here).then(|| (point.clone(), spine.points[to].clone(), to == top))
    }

    /// When the wait at the member's point is over.
    fn wait_over(&self, tables: &Tables, pace: &Pace, wait: Length) -> Date {
        match pace {
            Pace::Waits { counted_from: CountedFrom::Grade, .. } => {
                let earlier = self.earlier_waits(tables).unwrap_or_else(Vec::new);
                self.served(self.since, earlier.iter().fold(wait, |sum, earlier| sum.plus(*earlier)))
            }
            _ => self.served(self.point_since, wait),
        }
    }

    /// The waits of the points from the minimum up to the member's.
    pub(super) fn earlier_waits(&self, tables: &Tables) -> Option<Vec<Length>> {
        let Place::Point(point) = &self.standing.place else { return None };
        let post = self.post(tables)?;
        let (spine, waits, low) = (post.spine?, post.waits?, post.minimum?);
        let here = spine.rank(point)?;
        Some(spine.points.get(low..here)?.iter().filter_map(|below| waits.get(below).copied()).collect())
    }

    /// How long from the member's point to the next step.
    pub(super) fn wait(&self, tables: &Tables, pace: &Pace) -> Option<Length> {
        match (pace, &self.standing.place) {
            (Pace::Step { every, .. }, _) => Some(*every),
            (Pace::Waits { .. }, Place::Point(point)) => self.post(tables)?.waits?.get(point).copied(),
            (Pace::Waits { .. }, Place::Salary(_)) => None,
        }
    }

    /// The next day after today on which the rule in force today could move the member.
    pub(super) fn next_progression(&self) -> Option<Date> {
        let tables = self.tables()?;
        let rule = self.rule(tables)?;
        self.next_point(tables, &rule.pace)?;
        let wait = self.wait(tables, &rule.pace)?;
        match (rule.on, &rule.pace) {
            (When::CommonDate(date), _) => {
                let common = date.first_after(self.day);
                let own = self.completion(rule).filter(|own| *own > self.day && *own < common);
                Some(own.unwrap_or(common))
            }
            (When::Anniversary, Pace::Step { .. }) => self.first_anniversary_after(wait, self.day),
            (When::Anniversary, Pace::Waits { .. }) => {
                let due = self.wait_over(tables, &rule.pace, wait).max(self.served(self.since, rule.qualifying));
                let shut = rule.requires.fits(|field| self.standing.field(field)) == Some(false);
                // Whoever is overdue on the first day moves on the next one; behind a shut gate, when something opens it.
                if due > self.day { Some(due) } else { (!shut).then(|| day_after(self.day)) }
            }
        }
    }

    /// Whether today is a day on which the rule moves the member, the gate aside. Waits are those of the structure that the step
    /// is made on, where a point may still stand that is gone afterwards.
    ///
    /// A common date moves whoever came into the grade before it and has the qualifying time. Steps of more than a year count
    /// from the common date on or before the day the member came to the point, so that a part of a first year counts as one.
    /// Waits are served in full.
    pub(super) fn is_due(&self, structure: &Tables) -> bool {
        let Some(tables) = self.tables() else { return false };
        let Some(rule) = self.rule(tables) else { return false };
        let Some(wait) = self.wait(structure, &rule.pace) else { return false };
        if self.served(self.since, rule.qualifying) > self.day || self.since >= self.day {
            return false;
        }
        if self.completion(rule) == Some(self.day) {
            return true;
        }
        match (rule.on, &rule.pace) {
            (When::CommonDate(date), Pace::Step { .. }) => {
                date.last_by(self.day) == self.day && self.served(date.last_by(self.point_since), wait) <= self.day
            }
            (When::CommonDate(date), Pace::Waits { .. }) => {
                date.last_by(self.day) == self.day && self.wait_over(structure, &rule.pace, wait) <= self.day
            }
            (When::Anniversary, Pace::Step { .. }) => self.first_anniversary_after(wait, day_before(self.day)) == Some(self.day),
            (When::Anniversary, Pace::Waits { .. }) => self.wait_over(structure, &rule.pace, wait) <= self.day,
        }
    }

    /// The day on which a member who had too little time in the grade on their first common date has it, where the rule moves
    /// them on that day.
    fn completion(&self, rule: &Progression) -> Option<Date> {
        let (When::CommonDate(date), Pace::Step { every, .. }) = (rule.on, &rule.pace) else { return None };
        // Whoever has made a step has had that one.
        if rule.short_service != ShortService::WhenComplete || self.stepped {
            return None;
        }
        let complete = self.served(self.since, rule.qualifying);
        let first = date.first_after(self.since);
        (first < complete && every.after(date.last_by(self.since)) <= first).then_some(complete)
    }

    /// Whether today is a common date on which only the qualifying time is missing.
    fn qualifies_later(&self, rule: &Progression) -> bool {
        let When::CommonDate(date) = rule.on else { return false };
        date.last_by(self.day) == self.day && self.since < self.day && self.served(self.since, rule.qualifying) > self.day
    }

    /// Moves the member if today is the day, on the structure given. Says whether a step was made.
    pub(super) fn progress(&mut self, structure: &Tables, reasons: &mut Reasons) -> bool {
        let Some(tables) = self.tables() else { return false };
        let Some(rule) = self.rule(tables) else { return false };
        let Some((from, to, reaches_target)) = self.next_point(structure, &rule.pace) else { return false };
        if !self.is_due(structure) {
            if self.qualifies_later(rule) {
                reasons.push(|| Reason::NoStep { needs: format!("{} in the grade are not complete", rule.qualifying) });
            }
            return false;
        }
        let fits = rule.requires.fits(|field| self.standing.field(field));
        if fits == Some(false) {
            reasons.push(|| Reason::NoStep { needs: self.missing(rule) });
            return false;
        }
        if fits.is_none() {
            for (field, _) in rule.requires.iter().filter(|(field, _)| self.standing.field(field).is_none()) {
                let wanted = || rule.requires.wanted(field);
                self.assumptions.note(|| {
                    Assumption::Progression(ProgressionAssumption::GateOpen { field: field.to_owned(), wanted: wanted() })
                });
            }
        }
        if let Some(why) = &rule.assumed {
            self.assumptions.note(|| Assumption::Progression(ProgressionAssumption::Rule(why.clone())));
        }
        self.note_wait(rule);
        self.standing.place = Place::Point(to.clone());
        self.point_since = self.day;
        self.stepped = true;
        reasons.push(|| Reason::Step { from, to, reaches_target });
        true
    }

    /// What the gate asks for and the member has not, in words.
    pub(super) fn missing(&self, rule: &Progression) -> String {
        let shut = rule.requires.iter().filter_map(|(field, _)| {
            let value = self.standing.field(field)?;
            let wanted = || rule.requires.wanted(field);
            (!rule.requires.takes(field, &value)).then(|| format!("{field} is {value}, not {}", wanted()))
        });
        shut.collect::<Vec<_>>().join("; ")
    }
}
