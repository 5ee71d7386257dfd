//! A member's months as whole-time amounts, before any rounding: what a paybill multiplies by hours and head counts.
//!
//! A month of one component is linear in the member's FTE, so members who differ only in their hours share one walk. What is
//! rounded, and where, is the same as for one member: the month's amount for the hours worked, once.

use super::month::{PaidMonth, in_force, segments};
use super::pay::DuePayment;
use super::post::{KnownPosts, PostKey};
use super::walk::{OneOffPayment, PayHistory, Stage, Walk, Walked};
use super::{Assumption, MemberFault, PayScope, check};
use crate::calendar::{Date, Month, MonthDay, Period, Weekdays};
use crate::money::Exact;
use crate::scale::Component;
use crate::settlement::History;
use crate::workforce::Member;

/// What a member would be due at full time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FullTime {
    /// Months in order; neighbours that are alike are together.
    pub runs: Vec<Run>,
    /// What was assumed.
    pub assumptions: Vec<Assumption>,
}

/// Months that are due the same.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Run {
    /// The first of them.
    pub first: Month,
    /// How many, all in one pay year.
    pub months: u32,
    /// What each is due, by component.
    pub parts: Vec<Part>,
    /// What a whole month at the rates of the last day would be due, where that is something else: of a last month of a pay year that is
    /// not paid whole, or at several rates.
    pub closing: Option<Vec<Part>>,
}

/// One component of a month: `by_hours` × FTE + `whatever_the_hours`, to be rounded once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// Which.
    pub component: Component,
    /// What goes by hours, at full time.
    pub by_hours: Exact,
    /// What does not.
    pub whatever_the_hours: Exact,
    /// Whether it counts for the pension.
    pub pensionable: bool,
}

impl Part {
    /// The same component with nothing due.
    fn none(&self) -> Part {
        Part { by_hours: Exact::zero(), whatever_the_hours: Exact::zero(), ..self.clone() }
    }
}

/// The months of a period, and which of them begin a pay year; the year of a month is that of its first day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PayMonths {
    period: Period,
    list: Vec<PayMonth>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct PayMonth {
    month: Month,
    paid: Period,
    is_whole: bool,
    begins_a_year: bool,
    /// The place of the month after the last of its pay year.
    year_end: usize,
}

impl PayMonth {
    /// What is paid of it to somebody who is in post on these days alone.
    fn within(self, days: Period) -> PayMonth {
        let paid = self.paid.intersection(days);
        PayMonth { paid, is_whole: self.is_whole && paid == self.paid, ..self }
    }
}

impl PayMonths {
    /// The months that a period touches, in pay years that begin on this day.
    pub fn of(period: Period, year_start: MonthDay) -> PayMonths {
        let mut next_year = Date::MIN;
        let month = |month: Month| {
            let whole = month.period();
            let paid = whole.intersection(period);
            let begins_a_year = whole.start >= next_year;
            if begins_a_year {
                next_year = year_start.first_after(whole.start);
            }
            PayMonth { month, paid, is_whole: paid == whole, begins_a_year, year_end: 0 }
        };
        let mut list: Vec<PayMonth> = Month::touched_by(period).map(month).collect();
        let mut year_end = list.len();
        for (place, month) in list.iter_mut().enumerate().rev() {
            month.year_end = year_end;
            if month.begins_a_year {
                year_end = place;
            }
        }
        PayMonths { period, list }
    }

    /// How many months there are from a whole one on that are whole, of one pay year and before a day.
    fn until(&self, first: usize, day: Date) -> usize {
        let of_year = &self.list[first..self.list[first].year_end];
        of_year.partition_point(|month| month.is_whole && month.paid.end <= day)
    }
}

/// What each month of a period would be due at full time. The member's own hours and absences do not count.
///
/// A payment that only a share of staff get counts at its share, unless the member's field of its name says yes or no.
///
/// ```
/// use payspine::calendar::{Date, Period};
/// use payspine::money::{Fte, Money};
/// use payspine::{entitlement, scale_file, settlement::History, workforce};
///
/// let history = History::new(scale_file::shipped("home-office-2006").unwrap(), None).unwrap();
/// let start = Date::constant(2006, 7, 1);
/// let member = workforce::Member::new("EO".into(), Some("london".into()), workforce::Position::Point("55".into()), start);
/// let year = Period::new(start, Date::constant(2007, 7, 1));
/// let months = entitlement::PayMonths::of(year, history.scale().conventions.year_start);
/// let months = entitlement::full_time(&history, &member, &months).unwrap();
/// // July with the appraisal bonus in it, August to March, and April to June of the next pay year.
/// assert_eq!(months.runs.iter().map(|run| run.months).collect::<Vec<_>>(), [1, 8, 3]);
/// assert_eq!(months.runs[0].parts[0].by_hours, Money::from(19_632).exact().over(12));
/// ```
///
/// # Errors
///
/// Everything about the member that does not fit the pay system, each with the field it is in.
pub fn full_time(history: &History, member: &Member, months: &PayMonths) -> Result<FullTime, Vec<MemberFault>> {
    AtFullTime::new(history, months, &PayScope::WHOLE).member(member)
}

/// Works out a scope of what members would be due at full time, one after another: what their grades have is looked up once.
pub struct AtFullTime<'a> {
    history: &'a History,
    months: &'a PayMonths,
    scope: &'a PayScope,
    posts: KnownPosts<'a>,
}

impl<'a> AtFullTime<'a> {
    /// Under this history, for each of these months. What is protected as mark time rests on all of pay: of a member with such an event
    /// only the whole says what it is.
    pub fn new(history: &'a History, months: &'a PayMonths, scope: &'a PayScope) -> AtFullTime<'a> {
        AtFullTime { history, months, scope, posts: KnownPosts::new(history, scope) }
    }

    /// The months of a member, as far as the scope goes: see [`full_time`].
    ///
    /// # Errors
    ///
    /// Everything about the member that does not fit the pay system, each with the field it is in.
    pub fn member(&mut self, member: &Member) -> Result<FullTime, Vec<MemberFault>> {
        let end = self.months.period.end;
        check::check(self.history, member, end)?;
        let posts = self.posts.of(PostKey::of(member));
        let mut walk = Walk::at_full_time(self.history, member, posts)?;
        let in_post = Period::new(member.from, member.paid_until(end));
        check::check_known(self.history, in_post)?;
        walk.run_until(in_post.end)?;
        let Walked { stages, one_offs, assumptions, .. } = walk.finish();
        let runs = self.runs(member.counted_days(), in_post, PayHistory { stages: &stages, one_offs: &one_offs });
        Ok(FullTime { runs, assumptions: assumptions.into_list() })
    }

    /// The months of somebody who is in post on no day of them.
    pub fn nothing(&self) -> FullTime {
        let never = Period::new(self.months.period.start, self.months.period.start);
        let runs = self.runs(Weekdays::MONDAY_TO_FRIDAY, never, PayHistory { stages: &[], one_offs: &[] });
        FullTime { runs, assumptions: Vec::new() }
    }

    /// The months of somebody who is in post on these days.
    fn runs(&self, working: Weekdays, in_post: Period, pay: PayHistory<'_>) -> Vec<Run> {
        let PayHistory { stages, one_offs } = pay;
        let mut runs: Vec<Run> = Vec::new();
        let (mut at, mut last_stage, mut place) = (0, None, 0);
        while let Some(of_all) = self.months.list.get(place) {
            let month = &of_all.within(in_post);
            while stages.get(at + 1).is_some_and(|next| next.from <= month.paid.start) {
                at += 1;
            }
            let alone = stages.get(at).filter(|stage| is_alone(stage, stages.get(at + 1), one_offs, month)).map(|_| at);
            // Where nothing is paid once, all that come before the next stage are alike.
            let count = match alone.and_then(|at| stages.get(at)) {
                Some(stage) if stage.pay.once_a_year.is_empty() && one_offs.is_empty() => {
                    let next = stages.get(at + 1).map_or(in_post.end, |next| next.from.min(in_post.end));
                    self.months.until(place, next).max(1)
                }
                _ => 1,
            };
            place += count;
            let months = u32::try_from(count).expect("months of the calendar");
            // A whole month at one rate is like the one before it at the same, within a pay year.
            if let (Some(_), true, Some(run)) = (alone, alone == last_stage && !month.begins_a_year, runs.last_mut()) {
                run.months += months;
                continue;
            }
            let before = runs.last().filter(|_| alone.is_some() && alone == last_stage);
            last_stage = alone;
            let mut parts = match (before, alone) {
                (Some(before), _) => before.parts.clone(),
                (None, Some(at)) => parts_of_month_at(&stages[at]),
                (None, None) => parts_of_odd_month(self.history, working, pay, month),
            };
            self.keep_in_scope(&mut parts);
            match runs.last_mut().filter(|run| !month.begins_a_year && run.parts == parts) {
                Some(run) => run.months += months,
                None => runs.push(Run { first: month.month, months, parts, closing: None }),
            }
            if alone.is_none()
                && place == month.year_end
                && let Some(run) = runs.last_mut()
            {
                // Whoever has left by the last day is due nothing at its rates.
                let left = || run.parts.iter().map(Part::none).collect();
                let closing = if month.paid.end == of_all.paid.end { self.closing(stages, month) } else { Some(left()) };
                run.closing = closing.filter(|closing| *closing != run.parts);
            }
        }
        runs
    }

    fn keep_in_scope(&self, parts: &mut Vec<Part>) {
        parts.retain(|part| self.scope.has_basic() || !matches!(part.component, Component::Basic | Component::LumpSum));
    }

    /// A whole month at the rates of a month's last day.
    fn closing(&self, stages: &[Stage<'_>], month: &PayMonth) -> Option<Vec<Part>> {
        let (_, stage) = in_force(stages, month.paid).last()?;
        let mut parts = parts_of_month_at(stage);
        self.keep_in_scope(&mut parts);
        Some(parts)
    }
}

/// What an amount is paid as.
#[derive(Clone, Copy, PartialEq, Eq)]
struct PaidAs<'c> {
    component: &'c Component,
    pro_rata: bool,
    pensionable: bool,
}

impl<'c> PaidAs<'c> {
    const BASIC: PaidAs<'static> = PaidAs { component: &Component::Basic, pro_rata: true, pensionable: true };

    fn of(payment: &'c DuePayment) -> PaidAs<'c> {
        PaidAs { component: &payment.component, pro_rata: payment.pro_rata, pensionable: payment.pensionable }
    }
}

/// Whether a stage alone decides a month, which is paid whole and has nothing paid once in it.
fn is_alone(stage: &Stage<'_>, next: Option<&Stage<'_>>, one_offs: &[OneOffPayment], month: &PayMonth) -> bool {
    month.is_whole
        && stage.from <= month.paid.start
        && next.is_none_or(|next| next.from >= month.paid.end)
        && stage.pay.once_a_year.iter().all(|(number, _)| *number != month.month.number())
        && one_offs.iter().all(|one_off| !month.paid.contains(one_off.on))
}

/// A whole month at one rate, which has nothing paid once in it.
fn parts_of_month_at(stage: &Stage<'_>) -> Vec<Part> {
    let mut parts = Vec::with_capacity(1 + stage.pay.payments.len());
    separate(&mut parts, PaidAs::BASIC, stage.pay.basic.over(12));
    for payment in &stage.pay.payments {
        add(&mut parts, PaidAs::of(payment), &payment.annual.over(12));
    }
    parts
}

/// A month that is not paid whole, or at more than one rate, or with something paid once in it.
fn parts_of_odd_month(
    history: &History,
    working: Weekdays,
    PayHistory { stages, one_offs }: PayHistory<'_>,
    month: &PayMonth,
) -> Vec<Part> {
    let PayMonth { month, paid, .. } = *month;
    if paid.is_empty() {
        return Vec::new();
    }
    let paid_month = PaidMonth { history, working, absences: &[], month, paid };
    let here: Vec<&Stage<'_>> = in_force(stages, paid).map(|(_, stage)| stage).collect();
    let mut parts = parts(&here, |annual| paid_month.due(&segments(stages, paid, annual)));
    if let Some(stage) = here.last() {
        for (_, payment) in stage.pay.once_a_year.iter().filter(|(number, _)| *number == month.number()) {
            separate(&mut parts, PaidAs::of(payment), payment.annual.clone());
        }
    }
    for one_off in one_offs.iter().filter(|one_off| paid.contains(one_off.on)) {
        let OneOffPayment { component, pro_rata, pensionable, .. } = one_off;
        separate(&mut parts, PaidAs { component, pro_rata: *pro_rata, pensionable: *pensionable }, one_off.due.clone());
    }
    parts
}

/// Basic pay and every payment due in some of these stages; the function gives what a month is due of something that is so much a year
/// in each stage.
fn parts(stages: &[&Stage<'_>], due: impl Fn(&dyn Fn(&Stage<'_>) -> Exact) -> Exact) -> Vec<Part> {
    let mut parts = vec![Part {
        component: Component::Basic,
        by_hours: due(&|stage| stage.pay.basic.clone()),
        whatever_the_hours: Exact::zero(),
        pensionable: true,
    }];
    let mut known: Vec<PaidAs<'_>> = Vec::new();
    for paid_as in stages.iter().flat_map(|stage| &stage.pay.payments).map(PaidAs::of) {
        if !known.contains(&paid_as) {
            known.push(paid_as);
        }
    }
    for paid_as in known {
        let annual = |stage: &Stage<'_>| {
            let found = stage.pay.payments.iter().find(|payment| PaidAs::of(payment) == paid_as);
            found.map_or_else(Exact::zero, |payment| payment.annual.clone())
        };
        add(&mut parts, paid_as, &due(&annual));
    }
    parts
}

/// Adds to the part of a payment, which is rounded once.
fn add(parts: &mut Vec<Part>, paid_as: PaidAs<'_>, amount: &Exact) {
    let Some(part) = parts.iter_mut().find(|part| part.component == *paid_as.component) else {
        return separate(parts, paid_as, amount.clone());
    };
    let sum = if paid_as.pro_rata { &mut part.by_hours } else { &mut part.whatever_the_hours };
    *sum = sum.plus(amount);
}

/// Adds a part that is rounded on its own, as each sum paid once is.
fn separate(parts: &mut Vec<Part>, paid_as: PaidAs<'_>, amount: Exact) {
    let (by_hours, whatever_the_hours) = if paid_as.pro_rata { (amount, Exact::zero()) } else { (Exact::zero(), amount) };
    parts.push(Part { component: paid_as.component.clone(), by_hours, whatever_the_hours, pensionable: paid_as.pensionable });
}
