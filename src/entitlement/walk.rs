//! The walk: from one day on which something can happen to the next.

mod events;
mod hours;
mod moves;
mod outlook;
mod progression;
mod record;
mod settlements;
mod temporary;
mod waiting;

pub(super) use self::settlements::one_offs_of;

use rust_decimal::Decimal;

use super::assumption::{Assumption, Assumptions, OtherOrder, SettlementAssumption};
use super::check::{MemberFault, MemberProblem, check_place, check_target, fault, tables_on};
use super::mark_time::{self, MarkTime};
use super::pay::{Pay, Shares};
use super::post::{Post, PostKey, Posts};
use super::{PayScope, Place, Reason, Standing};
use crate::calendar::Date;
use crate::money::{Exact, Fte, Money};
use crate::scale::{Component, GradeId, MoveOrder, Order};
use crate::settlement::{AppliedSettlement, Document, History, Tables};
use crate::workforce::{Hours, Member, Position, Weeks};

/// A member on the way.
#[derive(Clone)]
pub(super) struct Walk<'a> {
    history: &'a History,
    member: &'a Member,
    day: Date,
    standing: Standing,
    /// What decides the FTE: hours, and the part of the year that is worked.
    hours: Hours,
    weeks: Option<Weeks>,
    /// The weeks of leave that paid weeks were counted with.
    leave: Option<Decimal>,
    /// In the grade since.
    since: Date,
    /// On the point since, by progression; assimilation keeps it.
    point_since: Date,
    /// Whether a step was made in the grade.
    stepped: bool,
    /// On or above the target since.
    target_since: Option<Date>,
    stages: Vec<Stage<'a>>,
    /// For each stage how it came about, where that is asked.
    accounts: Vec<Account>,
    asked_why: bool,
    one_offs: Vec<OneOffPayment>,
    mark_time: MarkTime,
    shares: Shares,
    assumptions: Assumptions,
    /// What all tables hold for the member's grade, area and target.
    posts: Posts<'a>,
    /// The grades that a bare change led up from, and when.
    promoted_from: Vec<(GradeId, Date)>,
    /// The temporary promotion that is running.
    acting: Option<Box<Acting<'a>>>,
    /// Whether this is the life that goes on meanwhile in the member's own grade.
    in_own_grade: bool,
}

/// A temporary promotion.
#[derive(Clone)]
struct Acting<'a> {
    /// The same member without it.
    own: Walk<'a>,
    /// The first day on which it is over.
    until: Date,
}

/// What holds from a day up to the next stage.
#[derive(Clone)]
pub(super) struct Stage<'a> {
    pub(super) from: Date,
    pub(super) pay: Pay,
    pub(super) step: &'a AppliedSettlement,
}

/// How a stage came about.
#[derive(Clone)]
pub(super) struct Account {
    pub(super) standing: Standing,
    pub(super) reasons: Vec<Reason>,
}

/// Why something changed today; in words only where that is asked.
struct Reasons {
    asked: bool,
    any: bool,
    list: Vec<Reason>,
}

impl Reasons {
    fn push(&mut self, reason: impl FnOnce() -> Reason) {
        self.any = true;
        if self.asked {
            self.list.push(reason());
        }
    }

    fn append(&mut self, others: Reasons) {
        self.any |= others.any;
        self.list.extend(others.list);
    }
}

/// A sum that is due once: a settlement's lump sum, or what a month's hours come to.
#[derive(Clone)]
pub(super) struct OneOffPayment {
    /// What the month lists it as.
    pub(super) component: Component,
    pub(super) on: Date,
    pub(super) full_time: Money,
    /// For the member's hours.
    pub(super) due: Exact,
    pub(super) pro_rata: bool,
    pub(super) pensionable: bool,
}

/// What a member is paid from each day on, and what they are paid once.
#[derive(Clone, Copy)]
pub(super) struct PayHistory<'p> {
    pub(super) stages: &'p [Stage<'p>],
    pub(super) one_offs: &'p [OneOffPayment],
}

/// What a walk leaves behind.
pub(super) struct Walked<'a> {
    pub(super) stages: Vec<Stage<'a>>,
    /// For each stage.
    pub(super) accounts: Vec<Account>,
    pub(super) one_offs: Vec<OneOffPayment>,
    pub(super) assumptions: Assumptions,
}

impl<'a> Walk<'a> {
    /// Puts the member where they stand on the first day. What the agreed settlements do on that day has happened; what a
    /// proposal has changed by then has not, and is applied here.
    pub(super) fn start(history: &'a History, member: &'a Member, shares: Shares) -> Result<Walk<'a>, Vec<MemberFault>> {
        let posts = Posts::of(history, PostKey::of(member), &PayScope::WHOLE);
        Walk::begin(history, member, posts, shares, (member.hours, member.weeks), true)
    }

    /// The same for a member of a workforce, whatever their hours, and without an account of why.
    pub(super) fn at_full_time(history: &'a History, member: &'a Member, posts: Posts<'a>) -> Result<Walk<'a>, Vec<MemberFault>> {
        Walk::begin(history, member, posts, Shares::Expected, (Hours::FULL_TIME, None), false)
    }

    fn begin(
        history: &'a History,
        member: &'a Member,
        posts: Posts<'a>,
        shares: Shares,
        (hours, weeks): (Hours, Option<Weeks>),
        asked_why: bool,
    ) -> Result<Walk<'a>, Vec<MemberFault>> {
        let day = member.from;
        let place = match &member.position {
            Position::Point(point) => Place::Point(point.clone()),
            Position::Salary(salary) => Place::Salary((*salary).into()),
            Position::Nowhere => Place::Salary(Money::ZERO.into()),
        };
        let standing = Standing {
            grade: member.grade.clone(),
            area: member.area.clone(),
            place,
            target: member.target.clone(),
            // `count_hours` below finds the share.
            fte: Fte::FULL_TIME,
            fields: member.fields.clone(),
        };
        let mut walk = Walk {
            history,
            member,
            day,
            standing,
            hours,
            weeks,
            leave: None,
            since: member.since,
            point_since: member.point_since.unwrap_or(member.since),
            stepped: member.point_since.is_some_and(|point_since| point_since > member.since),
            target_since: None,
            stages: Vec::new(),
            accounts: Vec::new(),
            asked_why,
            one_offs: Vec::new(),
            mark_time: MarkTime::default(),
            shares,
            assumptions: Assumptions::default(),
            posts,
            promoted_from: Vec::new(),
            acting: None,
            in_own_grade: false,
        };
        let tables = tables_on(history, day, &["from"]).map_err(|fault| vec![fault])?;
        let before = history.steps().iter().filter(|(from, _)| *from <= day).last();
        let tables = before.map_or(tables, |(_, step)| step.agreed.as_ref());
        let own = member.target.as_ref();
        check_target(history, &member.grade, own).map_err(|problem| vec![fault(&["target"], problem)])?;
        let key = PostKey::of(member);
        if let Some(own) = own {
            let post = Post::of(history, tables, PostKey { target: None, ..key });
            let checked = check_place(history, &post, key, &Position::Point(own.clone()), false, day);
            checked.map_err(|(field, problem)| vec![fault(&[if field == "point" { "target" } else { field }], problem)])?;
        }
        let not_in_force = || vec![fault(&["from"], MemberProblem::NotYetInForce { asked: day, first: day })];
        let post = walk.post(tables).ok_or_else(not_in_force)?;
        check_place(history, post, key, &member.position, member.protected, day)
            .map_err(|(field, problem)| vec![fault(&[field], problem)])?;
        // A roster gives points where ranges are by points; a salary there is a mistake.
        if !asked_why && walk.is_off_the_scale(tables) && history.scale().has_ranges() {
            let grade = member.grade.clone();
            return Err(vec![fault(&["salary"], MemberProblem::WrongSort { grade, range: "points", needs: "a point" })]);
        }
        walk.count_hours(None)?;
        let mut reasons = walk.no_reasons();
        reasons.push(|| Reason::Start);
        let until_now = history.steps().iter().filter(|(from, _)| *from <= day);
        for (from, step) in until_now.skip_while(|(_, step)| step.document == Document::Scale) {
            if step.document == Document::Scale {
                // It moved the member from where the proposal had not been; what the proposal did to them must hold in it.
                walk.stay(step);
                continue;
            }
            walk.revalue_salary(step)?;
            reasons.push(|| walk.settlement_reason(step));
            walk.assimilate(step, None, &mut reasons);
            if from == day {
                walk.one_off(step, &mut reasons);
            }
        }
        walk.note_unknown_clock(tables);
        walk.note_target();
        walk.record(reasons)?;
        Ok(walk)
    }

    /// Goes through every day before `until` on which something can happen.
    pub(super) fn run_until(&mut self, until: Date) -> Result<(), Vec<MemberFault>> {
        while let Some(day) = self.next_day().filter(|day| *day < until) {
            self.go_to(day)?;
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Walked<'a> {
        let Walk { stages, accounts, one_offs, assumptions, .. } = self;
        Walked { stages, accounts, one_offs, assumptions }
    }

    fn no_reasons(&self) -> Reasons {
        Reasons { asked: self.asked_why, any: false, list: Vec::new() }
    }

    /// The tables in force today. On a day of which nothing is known those before it hold, so that the place is carried on.
    fn tables(&self) -> Option<&'a Tables> {
        self.history.tables_held_at(self.day).ok()
    }

    /// What tables hold for the member's grade and area.
    fn post(&self, tables: &Tables) -> Option<&Post<'a>> {
        self.posts.under(tables)
    }

    /// The next day after the present one on which anything can happen.
    fn next_day(&self) -> Option<Date> {
        let settlement = self.history.steps().next_change_after(self.day);
        let event = self.member.events.iter().map(|event| event.on).filter(|on| *on > self.day).min();
        let protected = mark_time::ends(self.history, self.member).into_iter().filter(|end| *end > self.day).min();
        let promised = self.history.promise_ends().iter().copied().filter(|end| *end > self.day).min();
        let back = self.acting.as_ref().map(|acting| acting.until).filter(|until| *until > self.day);
        let leave = self.next_leave();
        [settlement, event, protected, promised, back, leave, self.next_progression()].into_iter().flatten().min()
    }

    fn go_to(&mut self, day: Date) -> Result<(), Vec<MemberFault>> {
        let mut reasons = self.no_reasons();
        self.note_gap_before(day);
        self.end_temporary(day, &mut reasons)?;
        let own = self.temporary_from(day).map(|until| (until, self.clone()));
        self.day = day;
        let order = self.history.scale().conventions.moves;
        let taken = order.unwrap_or(MoveOrder::Last);
        let other = (order.is_none() && self.order_of_moves_matters()).then(|| {
            let mut other = self.clone();
            let mut unsaid = Reasons { asked: false, any: false, list: Vec::new() };
            other.happen(taken.other(), &mut unsaid).is_ok().then_some(other.standing.place)
        });
        self.happen(taken, &mut reasons)?;
        if let Some(other) = other.flatten() {
            self.note_order_of_moves(taken, &other);
        }
        if let Some((until, own)) = own {
            self.begin_temporary(until, own)?;
        }
        self.note_target();
        self.promises_end(&mut reasons);
        if self.mark_time.ends_on(day, self.standing.fte) {
            reasons.push(|| Reason::MarkTimeEnds);
        }
        if reasons.any { self.record(reasons) } else { Ok(()) }
    }

    /// What happens today but the end of payments: the member's own events, today's settlements and a step, and moves between grades
    /// last, or first.
    fn happen(&mut self, moves: MoveOrder, reasons: &mut Reasons) -> Result<(), Vec<MemberFault>> {
        let day = self.day;
        self.events(reasons)?;
        let leave = self.leave;
        self.count_hours(self.member.events.iter().position(|event| event.on == day))?;
        self.note_longer_service(leave, reasons);
        if moves == MoveOrder::First {
            self.moves(moves, reasons)?;
        }
        let history = self.history;
        let steps = || history.steps().starting_on(day);
        for step in steps() {
            self.revalue_salary(step)?;
            reasons.push(|| self.settlement_reason(step));
            self.one_off(step, reasons);
            self.note_withdrawn(step);
        }
        self.progress_and_assimilate(reasons);
        if moves == MoveOrder::Last { self.moves(moves, reasons) } else { Ok(()) }
    }

    /// A step, if one is due today, and the moves of today's settlements, in the order that these state. The answer says which order
    /// was taken if they state none.
    fn progress_and_assimilate(&mut self, reasons: &mut Reasons) {
        let (history, day) = (self.history, self.day);
        let changing = || history.steps().starting_on(day).filter(|step| step.moves.assimilates());
        // The old structure is the one before the first settlement of the day that changes it.
        let Some(old) = changing().next().and_then(|step| step.moves.before.as_deref()) else {
            return self.progress_now(reasons);
        };
        let order = changing().filter_map(|step| history.settlement(step).order).last();
        let due = self.is_due(old);
        let other = (due && order.is_none()).then(|| {
            let mut other = self.clone();
            let mut unsaid = Reasons { asked: false, any: false, list: Vec::new() };
            changing().for_each(|step| other.assimilate(step, None, &mut unsaid));
            other.progress_now(&mut unsaid);
            other.standing.place
        });
        let taken = order.unwrap_or(Order::ProgressionFirst);
        let with_progression = match taken {
            Order::ProgressionFirst => self.progress(old, reasons),
            Order::AssimilationFirst => due,
        };
        for step in changing() {
            self.assimilate(step, with_progression.then_some(taken), reasons);
        }
        if taken == Order::AssimilationFirst {
            self.progress_now(reasons);
        }
        let other = other.filter(|other| *other != self.standing.place);
        if let Some(other) = &other {
            reasons.push(|| Reason::OtherOrder { taken, leads_to: other.to_string() });
        }
        if order.is_none() && (with_progression || other.is_some()) {
            changing().for_each(|step| self.note_order(step, taken, other.as_ref()));
        }
    }

    /// Notes which order was taken, and where the other one leads if that is elsewhere.
    fn note_order(&mut self, step: &AppliedSettlement, taken: Order, other: Option<&Place>) {
        let point_word = || self.history.scale().point_word.clone();
        let other = match other {
            None => OtherOrder::Same,
            Some(other) if self.asked_why => {
                OtherOrder::Elsewhere { to: other.into(), not: (&self.standing.place).into(), point_word: point_word() }
            }
            // Of a workforce all that differ are noted as one.
            Some(_) => OtherOrder::ForSome { point_word: point_word() },
        };
        let title = &self.history.settlement(step).title;
        self.assumptions.note(|| Assumption::Settlement {
            title: title.clone(),
            what: SettlementAssumption::NoOrder { on: self.day, taken, other },
        });
    }

    fn progress_now(&mut self, reasons: &mut Reasons) {
        if let Some(tables) = self.tables() {
            self.progress(tables, reasons);
        }
    }
}
