//! Moves between grades: of which sort each is, and where it leads.

use super::{Reasons, Walk};
use crate::calendar::{Date, day_before};
use crate::entitlement::assumption::{Assumption, MoveAssumption, OtherOrder};
use crate::entitlement::check::{MemberFault, MemberProblem, check_target, fault, tables_on};
use crate::entitlement::post::{Post, Posts};
use crate::entitlement::{Place, Reason, Standing};
use crate::money::{Exact, Mode, Money, Rounding};
use crate::scale::{Gain, MoveKind, MoveOrder, MoveRule, Promotion};
use crate::settlement::{Range, Tables};
use crate::workforce::{Event, FieldChange, Position};

/// Which of two ranges is the higher, by what their ends pay.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Up,
    Down,
    /// Both ends pay the same.
    Level,
    /// One range lies within the other, or there is none.
    Unclear,
}

/// What a move starts from.
struct Before {
    standing: Standing,
    /// Basic pay a year at full time.
    pay: Money,
}

impl<'a> Walk<'a> {
    /// Today's moves between grades, each with its place among the events.
    fn moves_on(&self, day: Date) -> impl Iterator<Item = (usize, &'a Event)> + use<'a> {
        let in_own_grade = self.in_own_grade;
        let events = self.member.events.iter().enumerate();
        events.filter(move |(_, event)| {
            event.on == day && event.is_a_move() && !(in_own_grade && event.temporary_until().is_some())
        })
    }

    /// Whether a move for good falls on a day.
    pub(super) fn leaves_own_grade_on(&self, day: Date) -> bool {
        self.moves_on(day).any(|(_, event)| event.temporary_until().is_none())
    }

    /// The end of a temporary promotion that begins on a day.
    pub(super) fn temporary_from(&self, day: Date) -> Option<Date> {
        self.moves_on(day).find_map(|(_, event)| event.temporary_until())
    }

    /// Makes today's moves. Last they lead by today's pay into today's ranges; first by yesterday's, and a settlement of today then
    /// moves the member as it moves everyone.
    pub(super) fn moves(&mut self, order: MoveOrder, reasons: &mut Reasons) -> Result<(), Vec<MemberFault>> {
        for (index, event) in self.moves_on(self.day) {
            let index = index.to_string();
            let made = self.make(event, order, reasons);
            made.map_err(|(field, problem)| {
                let named = field == "grade" || event.changes.iter().any(|change| super::events::field_name(change) == field);
                vec![fault(&["event", &index, if named { field } else { "on" }], problem)]
            })?;
        }
        Ok(())
    }

    fn make(&mut self, event: &Event, order: MoveOrder, reasons: &mut Reasons) -> Result<(), (&'static str, MemberProblem)> {
        let today = tables_on(self.history, self.day, &[]).map_err(|fault| ("on", fault.problem))?;
        let mut tables = match order {
            MoveOrder::Last => today,
            MoveOrder::First => tables_on(self.history, day_before(self.day), &[]).map_err(|fault| ("on", fault.problem))?,
        };
        // Of the own grade: whoever is promoted for good while they act up is not promoted from the pay of the higher grade.
        let pay = Post::of(self.history, tables, self.standing.post()).annual(&self.standing.place);
        let before = Before { pay: pay.unwrap_or_else(|| self.pay_before()), standing: self.standing.clone() };
        let mut others = self.no_reasons();
        let mut placed = false;
        if let Some(grade) = event.grade() {
            self.standing.grade = grade.clone();
            // The top of the old grade is not that of the new.
            self.standing.target = None;
        }
        for change in &event.changes {
            if let FieldChange::Target(_) | FieldChange::Area(_) | FieldChange::Position(_) = change {
                placed |= matches!(change, FieldChange::Position(_));
                self.change(change, &mut others);
            }
        }
        self.posts = Posts::of(self.history, self.standing.post(), self.posts.scope());
        check_target(self.history, &self.standing.grade, self.standing.target.as_ref()).map_err(|problem| ("target", problem))?;
        if Post::of(self.history, tables, self.standing.post()).range.is_none() {
            // A grade may begin today.
            tables = today;
        }
        let graded = before.standing.grade != self.standing.grade;
        if graded {
            self.change_grade(event, tables, &before, placed, reasons)?;
        } else if let Some(until) = event.temporary_until() {
            self.act_up_within(until, placed, reasons)?;
        } else if before.standing.area != self.standing.area && !placed {
            self.keep_place_in_new_area(tables, &before.standing);
        }
        reasons.append(others);
        if let Some(own) = self.standing.target.clone() {
            let checked = self.check_position(tables, &Position::Point(own), None, false);
            checked.map_err(|(_, problem)| ("target", problem))?;
        }
        self.check_new_place(tables, self.member.protected || !placed)?;
        // In a grade that employers cut up themselves, another grade of theirs is another target.
        let local = || self.history.scale().grade(&self.standing.grade).is_some_and(|grade| grade.local);
        let regraded = graded || self.standing.target != before.standing.target || local();
        if regraded {
            self.since = self.day;
            self.stepped = false;
        }
        if regraded || placed {
            self.point_since = self.day;
            self.target_since = None;
        }
        self.set_clocks(event);
        Ok(())
    }

    /// To another grade that the employer sets within the system's, for a time: no rule knows where it starts.
    fn act_up_within(&mut self, until: Date, placed: bool, reasons: &mut Reasons) -> Result<(), (&'static str, MemberProblem)> {
        let grade = self.standing.grade.clone();
        if !placed {
            return Err(("target", MemberProblem::NoMoveRule { kind: MoveKind::Promotion, grade, own_point: false }));
        }
        self.assumptions.note(|| Assumption::Moves(MoveAssumption::Temporary { placed }));
        reasons.push(|| Reason::TemporarilyPromoted { from: grade.clone(), to: grade, until });
        Ok(())
    }

    /// From the old grade to the new: says of which sort that is, and finds the place that it leads to.
    fn change_grade(
        &mut self,
        event: &Event,
        tables: &Tables,
        before: &Before,
        placed: bool,
        reasons: &mut Reasons,
    ) -> Result<(), (&'static str, MemberProblem)> {
        let post = Post::of(self.history, tables, self.standing.post());
        if post.range.is_none() && self.history.scale().has_ranges() {
            return self.check_new_place(tables, true);
        }
        let old = Post::of(self.history, tables, before.standing.post());
        let (from, to) = (before.standing.grade.clone(), self.standing.grade.clone());
        let direction = direction(&old, &post);
        let kind = self.kind(event, direction, placed, before).map_err(|problem| ("grade", problem))?;
        if let Some(until) = event.temporary_until() {
            self.assumptions.note(|| Assumption::Moves(MoveAssumption::Temporary { placed }));
            reasons.push(|| Reason::TemporarilyPromoted { from, to, until });
        } else {
            if kind == MoveKind::Promotion && event.kind().is_none() {
                self.promoted_from.push((from.clone(), self.day));
            }
            reasons.push(|| Reason::Moved { kind, from, to });
        }
        if !placed && self.history.scale().has_ranges() {
            let place = self.led_to(kind, direction, (&old, &post), before);
            self.standing.place = place.ok_or_else(|| {
                let own_point = self.rule_of(kind, direction).is_some_and(|rule| rule.to == MoveRule::OwnPoint);
                ("grade", MemberProblem::NoMoveRule { kind, grade: self.standing.grade.clone(), own_point })
            })?;
        }
        Ok(())
    }

    /// Of which sort a move is: as it says, or by the ranges.
    fn kind(&self, event: &Event, direction: Direction, placed: bool, before: &Before) -> Result<MoveKind, MemberProblem> {
        let (from, to) = (before.standing.grade.clone(), self.standing.grade.clone());
        let temporary = event.temporary_until().is_some();
        let protect = event.changes.contains(&FieldChange::Protect);
        let said = event.kind().or(temporary.then_some(MoveKind::Promotion));
        let back = self.promoted_from.iter().find(|(grade, _)| *grade == to);
        match (said, direction) {
            (Some(kind @ MoveKind::Promotion), Direction::Down) | (Some(kind @ MoveKind::Demotion), Direction::Up) => {
                Err(MemberProblem::OtherWay { kind, temporary, from, to })
            }
            (Some(kind), _) => Ok(kind),
            (None, Direction::Up) => Ok(MoveKind::Promotion),
            (None, Direction::Down) if protect => Ok(MoveKind::Redeployment),
            (None, _) if let Some((_, up)) = back => {
                Err(MemberProblem::WasItTemporary { higher: from, from: *up, until: self.day, own: to })
            }
            (None, Direction::Down) => Ok(MoveKind::Demotion),
            (None, Direction::Level) => Ok(MoveKind::Transfer),
            (None, Direction::Unclear) if placed || !self.history.scale().has_ranges() => Ok(MoveKind::Transfer),
            (None, Direction::Unclear) => Err(MemberProblem::UpOrDown { from, to }),
        }
    }

    /// The rule of the system for a sort of move.
    fn rule_of(&self, kind: MoveKind, direction: Direction) -> Option<Promotion> {
        let rules = self.history.scale().moves;
        match (kind, direction) {
            (MoveKind::Promotion, _) | (MoveKind::Regrading, Direction::Up) => rules.promotion,
            (MoveKind::Demotion, _) => rules.demotion.map(Promotion::from),
            (MoveKind::Redeployment, _) | (MoveKind::Regrading, Direction::Down) => rules.redeployment.map(Promotion::from),
            (MoveKind::Regrading | MoveKind::Transfer, _) => None,
        }
    }

    /// Where the system's rule leads, if it has one; between ranges that pay the same to where pay stays.
    fn led_to(
        &self,
        kind: MoveKind,
        direction: Direction,
        (old, post): (&Post<'_>, &Post<'_>),
        before: &Before,
    ) -> Option<Place> {
        let level = direction == Direction::Level && matches!(kind, MoveKind::Transfer | MoveKind::Regrading);
        if level {
            return same_pay(post, before);
        }
        let rule = self.rule_of(kind, direction)?;
        let least = self.least(rule.at_least, old, before);
        match post.range.as_deref()? {
            Range::Pay { minimum, target, .. } => {
                let (minimum, target) = (minimum.published, target.published);
                let led = match rule.to {
                    MoveRule::Minimum => minimum,
                    MoveRule::MinimumNotBelowPay => before.pay.max(minimum),
                    MoveRule::NearestAbove { plus_percent, .. } => {
                        let rounding = self.history.scale().conventions.annual_rounding;
                        rounding.round(&raised(before.pay, plus_percent)).ok()?.max(minimum)
                    }
                    MoveRule::NearestNotAbove => before.pay.min(target).max(minimum),
                    MoveRule::SameStep | MoveRule::OwnPoint => return None,
                };
                Some(Place::Salary(least.map_or(led, |least| led.max(least)).into()))
            }
            Range::Points { .. } => {
                let (spine, low, top) = (post.spine?, post.minimum?, post.target?);
                let values = |rank: usize| post.values.get(rank).map(|value| value.published);
                let lowest = |pays_enough: &dyn Fn(Money) -> bool| {
                    (low..=top).find(|rank| values(*rank).is_some_and(pays_enough)).unwrap_or(top)
                };
                let led = match rule.to {
                    MoveRule::Minimum => low,
                    MoveRule::MinimumNotBelowPay => lowest(&|value| value >= before.pay),
                    MoveRule::NearestAbove { plus_percent, plus_points } => {
                        let floor = raised(before.pay, plus_percent);
                        lowest(&|value| value.exact() > floor) + usize::try_from(plus_points).ok()?
                    }
                    MoveRule::NearestNotAbove => {
                        (low..=top).rev().find(|rank| values(*rank).is_some_and(|value| value <= before.pay)).unwrap_or(low)
                    }
                    MoveRule::SameStep => low + rank_of(old, before)?.checked_sub(old.minimum?)?,
                    MoveRule::OwnPoint => return None,
                };
                let led = least.map_or(led, |least| led.max(lowest(&|value| value >= least)));
                Some(Place::Point(spine.points[led.min(top)].clone()))
            }
        }
    }

    /// The least that a promotion must pay, where a rule says how much it must be worth.
    fn least(&self, gain: Gain, old: &Post<'_>, before: &Before) -> Option<Money> {
        let unit = self.history.scale().conventions.annual_rounding;
        let by_percent = (!gain.percent.is_zero()).then(|| raised(before.pay, gain.percent));
        // At least so much: to the next unit up.
        let by_percent = by_percent.and_then(|least| Rounding::new(unit.to(), Mode::Up)?.round(&least).ok());
        let by_points = (gain.points > 0).then(|| rank_of(old, before)).flatten().and_then(|here| {
            let further = old.values.get(here + usize::try_from(gain.points).ok()?).or(old.values.last())?;
            Some(further.published)
        });
        by_percent.into_iter().chain(by_points).max()
    }

    /// Notes that nothing says whether a move or what else falls on its day comes first, where that moved money.
    pub(super) fn note_order_of_moves(&mut self, taken: MoveOrder, other: &Place) {
        if self.standing.place == *other {
            return;
        }
        let point_word = self.history.scale().point_word.clone();
        let other = OtherOrder::Elsewhere { to: other.into(), not: (&self.standing.place).into(), point_word };
        self.assumptions.note(|| Assumption::Moves(MoveAssumption::Order { on: self.day, taken, other }));
    }

    /// Whether something beside a move falls on today that comes before it or after it.
    pub(super) fn order_of_moves_matters(&self) -> bool {
        let tables_change = self.history.steps().starting_on(self.day).next().is_some();
        let is_due = || self.tables().is_some_and(|tables| self.is_due(tables));
        self.moves_on(self.day).next().is_some() && (tables_change || is_due())
    }
}

/// Present pay and so many per cent.
fn raised(pay: Money, percent: rust_decimal::Decimal) -> Exact {
    pay.exact().times(&Exact::from(percent).over(100).plus(&Exact::from(1)))
}

/// The rank on the old spine.
fn rank_of(old: &Post<'_>, before: &Before) -> Option<usize> {
    old.spine?.rank(before.standing.place.point()?)
}

/// The place that pays what the old one does.
fn same_pay(post: &Post<'_>, before: &Before) -> Option<Place> {
    match post.range.as_deref()? {
        Range::Pay { .. } => Some(Place::Salary(before.pay.into())),
        Range::Points { .. } => {
            let (spine, low, top) = (post.spine?, post.minimum?, post.target?);
            let same = |rank: &usize| post.values.get(*rank).is_some_and(|value| value.published == before.pay);
            (low..=top).find(same).map(|rank| Place::Point(spine.points[rank].clone()))
        }
    }
}

/// Which way a move leads, by what the ends of both ranges pay.
fn direction(old: &Post<'_>, new: &Post<'_>) -> Direction {
    let ends = |post: &Post<'_>| match post.range.as_deref()? {
        Range::Pay { minimum, target, .. } => Some((minimum.published, target.published)),
        Range::Points { minimum, target, .. } => Some((post.value(minimum)?.published, post.value(target)?.published)),
    };
    let (Some((low, high)), Some((new_low, new_high))) = (ends(old), ends(new)) else { return Direction::Unclear };
    match (new_low.cmp(&low), new_high.cmp(&high)) {
        (std::cmp::Ordering::Equal, std::cmp::Ordering::Equal) => Direction::Level,
        (at_low, at_high) if at_low.is_ge() && at_high.is_ge() => Direction::Up,
        (at_low, at_high) if at_low.is_le() && at_high.is_le() => Direction::Down,
        _ => Direction::Unclear,
    }
}
