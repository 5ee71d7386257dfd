//! The member's own events but moves between grades: hours, fields, area, another point.

use super::{Reasons, Walk};
use crate::calendar::day_before;
use crate::entitlement::assumption::Assumption;
use crate::entitlement::check::{MemberFault, MemberProblem, check_place, fault, tables_on};
use crate::entitlement::post::{Post, PostKey, Posts};
use crate::entitlement::{Place, Reason, Standing};
use crate::money::Money;
use crate::scale::PointId;
use crate::settlement::{Range, Tables};
use crate::workforce::{Event, FieldChange, Position, Weeks};

impl Walk<'_> {
    /// Applies what today's events change but the grade. They come before today's settlement, so they lead to a place in yesterday's
    /// ranges; the settlement then moves the member as it moves everyone.
    pub(super) fn events(&mut self, reasons: &mut Reasons) -> Result<(), Vec<MemberFault>> {
        let member = self.member;
        let today: Vec<(usize, &Event)> = member.events.iter().enumerate().filter(|(_, event)| event.on == self.day).collect();
        for (index, event) in today {
            let before = self.standing.clone();
            let mut placed = false;
            let in_own_grade = self.in_own_grade;
            for change in event.changes.iter().filter(|change| is_made_at_once(event, change, in_own_grade)) {
                placed |= matches!(change, FieldChange::Position(_));
                self.change(change, reasons);
            }
            let moved = before.area != self.standing.area;
            if moved || placed {
                let index = index.to_string();
                self.posts = Posts::of(self.history, self.standing.post(), self.posts.scope());
                let on = ["event", index.as_str(), "on"];
                let tables = tables_on(self.history, day_before(self.day), &on).map_err(|fault| vec![fault])?;
                if !placed {
                    self.keep_place_in_new_area(tables, &before);
                }
                let protected = self.member.protected || !placed;
                self.check_new_place(tables, protected).map_err(|(field, problem)| {
                    let named = event.changes.iter().any(|change| field_name(change) == field);
                    vec![fault(&["event", &index, if named { field } else { "on" }], problem)]
                })?;
            }
            if placed {
                self.point_since = self.day;
                self.target_since = None;
            }
            if !event.is_a_move() && !self.in_own_grade {
                self.set_clocks(event);
            }
        }
        Ok(())
    }

    /// From when waits count, where an event says so.
    pub(super) fn set_clocks(&mut self, event: &Event) {
        let since = event.changes.iter().find_map(|change| match change {
            FieldChange::Since(since) => Some(*since),
            _ => None,
        });
        let of_point = event.changes.iter().find_map(|change| match change {
            FieldChange::PointSince(since) => Some(*since),
            _ => None,
        });
        self.since = since.unwrap_or(self.since);
        self.point_since = of_point.or(since).unwrap_or(self.point_since);
    }

    /// The place that an event leads to lies in yesterday's range, or in today's: a point may be new today.
    pub(super) fn check_new_place(&self, yesterday: &Tables, protected: bool) -> Result<(), (&'static str, MemberProblem)> {
        let position = match &self.standing.place {
            Place::Point(point) => Position::Point(point.clone()),
            Place::Salary(value) => Position::Salary(value.published),
        };
        self.check_position(yesterday, &position, self.standing.target.as_ref(), protected)
    }

    /// Whether a place lies in yesterday's range or in today's.
    pub(super) fn check_position(
        &self,
        yesterday: &Tables,
        position: &Position,
        own: Option<&PointId>,
        protected: bool,
    ) -> Result<(), (&'static str, MemberProblem)> {
        let key = PostKey { target: own, ..self.standing.post() };
        let check = |tables: &Tables| {
            let post = Post::of(self.history, tables, key);
            check_place(self.history, &post, key, position, protected, self.day)
        };
        match (check(yesterday), self.tables()) {
            (Err(problem), Some(today)) => check(today).map_err(|_| problem),
            (checked, _) => checked,
        }
    }

    pub(super) fn change(&mut self, change: &FieldChange, reasons: &mut Reasons) {
        let (field, to) = match change {
            FieldChange::Area(area) => {
                self.standing.area = Some(area.clone());
                ("area".to_owned(), area.to_string())
            }
            FieldChange::Position(Position::Point(point)) => {
                self.standing.place = Place::Point(point.clone());
                ("point".to_owned(), point.to_string())
            }
            FieldChange::Position(Position::Salary(salary)) => {
                self.standing.place = Place::Salary((*salary).into());
                ("salary".to_owned(), salary.to_string())
            }
            // A loss of the day's other changes is protected; a roster's place is no change; a grade changes with the day's moves.
            FieldChange::Protect
            | FieldChange::Position(Position::Nowhere)
            | FieldChange::Grade(_)
            | FieldChange::Kind(_)
            | FieldChange::Temporary(_)
            | FieldChange::Since(_)
            | FieldChange::PointSince(_) => return,
            FieldChange::Target(target) => {
                self.standing.target = Some(target.clone());
                ("target".to_owned(), target.to_string())
            }
            FieldChange::Hours(hours) => {
                self.hours = *hours;
                (hours.key().to_owned(), hours.to_string())
            }
            FieldChange::Weeks(weeks) => {
                self.weeks = *weeks;
                let written = weeks.map_or_else(|| Weeks::ALL_YEAR.to_owned(), |weeks| weeks.to_string());
                (weeks.map_or("weeks", Weeks::key).to_owned(), written)
            }
            FieldChange::Field(name, value) => {
                self.standing.fields.insert(name.clone(), value.clone());
                (name.clone(), value.clone())
            }
        };
        reasons.push(|| Reason::Changed { field, to });
    }

    /// Basic pay at full time just before today's events.
    pub(super) fn pay_before(&self) -> Money {
        self.stages.last().expect("a walk begins with a stage").pay.full_time_basic
    }

    /// Without a rule, whoever moves to another area keeps the point, and is at least on the minimum there.
    pub(super) fn keep_place_in_new_area(&mut self, tables: &Tables, before: &Standing) {
        let post = Post::of(self.history, tables, self.standing.post());
        if let (Some(Range::Pay { minimum, .. }), Place::Salary(salary)) = (post.range.as_deref(), &self.standing.place) {
            let below = salary.published < minimum.published;
            let lifted = if below { minimum.clone() } else { salary.clone() };
            self.standing.place = Place::Salary(lifted);
        }
        let (Some(Range::Points { minimum, .. }), Some(spine), Place::Point(point)) =
            (post.range.as_deref(), post.spine, &self.standing.place)
        else {
            return;
        };
        self.assumptions.note(|| Assumption::Move { from: before.area.clone(), to: self.standing.area.clone() });
        if spine.rank(point) < spine.rank(minimum) {
            self.standing.place = Place::Point(minimum.clone());
        }
    }
}

/// Whether a change comes before the award and the step of its day: of a move between grades what leads to the new grade does not,
/// and a point given during a temporary promotion is one of the higher grade.
fn is_made_at_once(event: &Event, change: &FieldChange, in_own_grade: bool) -> bool {
    let moves = matches!(change, FieldChange::Area(_) | FieldChange::Position(_));
    match change {
        FieldChange::Grade(_) | FieldChange::Target(_) => false,
        FieldChange::Position(_) if in_own_grade => false,
        _ if event.is_a_move() => !moves,
        _ => true,
    }
}

/// The key of a change in a member's file.
pub(super) fn field_name(change: &FieldChange) -> &str {
    match change {
        FieldChange::Kind(_) => "kind",
        FieldChange::Temporary(_) => "temporary",
        FieldChange::Since(_) => "since",
        FieldChange::PointSince(_) => "point-since",
        FieldChange::Grade(_) => "grade",
        FieldChange::Area(_) => "area",
        FieldChange::Position(Position::Point(_) | Position::Nowhere) => "point",
        FieldChange::Position(Position::Salary(_)) => "salary",
        FieldChange::Target(_) => "target",
        FieldChange::Hours(hours) => hours.key(),
        FieldChange::Weeks(weeks) => weeks.map_or("weeks", Weeks::key),
        FieldChange::Protect => "protect",
        FieldChange::Field(name, _) => name,
    }
}
