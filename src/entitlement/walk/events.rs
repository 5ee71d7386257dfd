//! The member's own events: hours, fields, moves, promotion.

use super::{Reasons, Walk};
use crate::calendar::day_before;
use crate::entitlement::assumption::Assumption;
use crate::entitlement::check::{MemberFault, MemberProblem, check_place, check_target, fault, tables_on};
use crate::entitlement::post::{Post, PostKey, Posts};
use crate::entitlement::{Place, Reason, Standing};
use crate::money::{Exact, Money};
use crate::scale::{PointId, Promotion};
use crate::settlement::{Range, Tables};
use crate::workforce::{Event, FieldChange, Hours, Position};

impl Walk<'_> {
    /// Applies the member's events of today. They come before today's settlement, so they lead to a place in yesterday's ranges, by
    /// yesterday's pay; the settlement then moves the member as it moves everyone.
    pub(super) fn events(&mut self, reasons: &mut Reasons) -> Result<(), Vec<MemberFault>> {
        let member = self.member;
        let today: Vec<(usize, &Event)> = member.events.iter().enumerate().filter(|(_, event)| event.on == self.day).collect();
        for (index, event) in today {
            let before = (self.standing.clone(), self.pay_before());
            let mut placed = false;
            if event.changes.iter().any(|change| matches!(change, FieldChange::Grade(_))) {
                // The top of the old grade is not that of the new.
                self.standing.target = None;
            }
            for change in &event.changes {
                placed |= matches!(change, FieldChange::Position(_));
                self.change(change, reasons);
            }
            self.posts = Posts::of(self.history, self.standing.post(), self.posts.scope());
            let graded = before.0.grade != self.standing.grade;
            // In a grade that employers cut up themselves, another grade of theirs is another target.
            let regraded = graded
                || event.changes.iter().any(|change| match change {
                    FieldChange::Target(_) => true,
                    FieldChange::Grade(grade) => self.history.scale().grade(grade).is_some_and(|grade| grade.local),
                    _ => false,
                });
            let moved = before.0.area != self.standing.area;
            let index = index.to_string();
            check_target(self.history, &self.standing.grade, self.standing.target.as_ref())
                .map_err(|problem| vec![fault(&["event", &index, "target"], problem)])?;
            let on = ["event", index.as_str(), "on"];
            let tables = tables_on(self.history, day_before(self.day), &on).map_err(|fault| vec![fault])?;
            if graded && !placed {
                self.standing.place = self.promoted_to(tables, before.1).ok_or_else(|| {
                    let problem = MemberProblem::NoPromotionRule { grade: self.standing.grade.clone() };
                    vec![fault(&["event", &index, "grade"], problem)]
                })?;
            } else if moved && !placed {
                self.keep_place_in_new_area(tables, &before.0);
            }
            if let Some(own) = self.standing.target.clone().filter(|_| regraded) {
                let top = Position::Point(own);
                let checked = self.check_position(tables, &top, None, false);
                checked.map_err(|(_, problem)| vec![fault(&["event", &index, "target"], problem)])?;
            }
            if regraded || placed || moved {
                let protected = self.member.protected || !placed;
                self.check_new_place(tables, protected).map_err(|(field, problem)| {
                    let named = event.changes.iter().any(|change| field_name(change) == field);
                    vec![fault(&["event", &index, if named { field } else { "on" }], problem)]
                })?;
            }
            if regraded {
                self.since = self.day;
                self.stepped = false;
            }
            if regraded || placed {
                self.point_since = self.day;
                self.target_since = None;
            }
        }
        Ok(())
    }

    /// The place that an event leads to lies in yesterday's range, or in today's: a point may be new today.
    fn check_new_place(&self, yesterday: &Tables, protected: bool) -> Result<(), (&'static str, MemberProblem)> {
        let position = match &self.standing.place {
            Place::Point(point) => Position::Point(point.clone()),
            Place::Salary(value) => Position::Salary(value.published),
        };
        self.check_position(yesterday, &position, self.standing.target.as_ref(), protected)
    }

    /// Whether a place lies in yesterday's range or in today's.
    fn check_position(
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
            FieldChange::Grade(grade) if *grade == self.standing.grade => return,
            FieldChange::Grade(grade) => {
                reasons.push(|| Reason::Promoted { from: self.standing.grade.clone(), to: grade.clone() });
                self.standing.grade = grade.clone();
                return;
            }
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
            // A loss of the day's other changes is protected; a roster's place is no change.
            FieldChange::Protect | FieldChange::Position(Position::Nowhere) => return,
            FieldChange::Target(target) => {
                self.standing.target = Some(target.clone());
                ("target".to_owned(), target.to_string())
            }
            FieldChange::Hours(hours) => {
                self.hours = *hours;
                if let Hours::Fte(fte) = hours {
                    self.standing.fte = *fte;
                }
                (hours.key().to_owned(), hours.to_string())
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

    /// Where the system's promotion rule leads, from the pay before.
    pub(super) fn promoted_to(&self, tables: &Tables, pay: Money) -> Option<Place> {
        let rule = self.history.scale().promotion?;
        let post = Post::of(self.history, tables, self.standing.post());
        let (floor, plus_points) = match rule {
            Promotion::Minimum => (pay.exact(), 0),
            Promotion::NearestAbove { plus_percent, plus_points } => {
                let share = Exact::from(plus_percent).over(100).plus(&Exact::from(1));
                (pay.exact().times(&share), plus_points)
            }
        };
        let strictly = matches!(rule, Promotion::NearestAbove { .. });
        let enough = |value: Money| if strictly { value.exact() > floor } else { value.exact() >= floor };
        match post.range.as_deref()? {
            Range::Pay { minimum, .. } => {
                let rounding = self.history.scale().conventions.annual_rounding;
                let above = rounding.round(&floor).ok()?.max(minimum.published);
                Some(Place::Salary(above.into()))
            }
            Range::Points { .. } => {
                let (spine, low, top) = (post.spine?, post.minimum?, post.target?);
                let pays_enough = |rank: &usize| post.values.get(*rank).is_some_and(|value| enough(value.published));
                let found = (low..=top).find(pays_enough).unwrap_or(top);
                let rank = (found + usize::try_from(plus_points).ok()?).min(top);
                Some(Place::Point(spine.points[rank].clone()))
            }
        }
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

/// The key of a change in a member's file.
fn field_name(change: &FieldChange) -> &str {
    match change {
        FieldChange::Grade(_) => "grade",
        FieldChange::Area(_) => "area",
        FieldChange::Position(Position::Point(_) | Position::Nowhere) => "point",
        FieldChange::Position(Position::Salary(_)) => "salary",
        FieldChange::Target(_) => "target",
        FieldChange::Hours(hours) => hours.key(),
        FieldChange::Protect => "protect",
        FieldChange::Field(name, _) => name,
    }
}
