//! Mark time: what a change not of the member's choosing takes off pay is paid on, less what later rises make good.
//!
//! The loss is counted on the day of the change at full time, so a change of hours alone is none; what is paid goes by the hours of the
//! day. An award of that day is a later rise. A rise counts once: mark time that it has eaten does not come back when what rose falls
//! again. Within a month rises beyond what is left set off the days before them, as in the worked example of Oracle's UK payroll
//! documentation ("Mark Time Use Case"). A second loss takes in the mark time that is running, and its time begins anew.

use super::Standing;
use super::assumption::Assumptions;
use super::pay::{DuePayment, Pay, Shares, pay};
use super::post::Post;
use crate::calendar::{Date, Period, day_before};
use crate::money::{Exact, Fte, Money, Rounding, TooLarge};
use crate::scale::{Component, PayPart, PaymentId, Protection};
use crate::settlement::History;
use crate::workforce::{FieldChange, Member};

/// Mark time so far.
#[derive(Clone, Default)]
pub(super) struct MarkTime {
    running: Option<Running>,
}

/// Mark time that is paid.
#[derive(Clone)]
struct Running {
    /// The first day without it.
    until: Option<Date>,
    lost: Amount,
    /// What the parts that reduce it paid to begin with.
    before_rises: Amount,
    /// The least that was left of it so far; below zero where rises came to more.
    left: Amount,
}

/// An amount by the year at full time.
#[derive(Clone)]
struct Amount {
    by_hours: Exact,
    whatever_the_hours: Exact,
}

impl Amount {
    fn zero() -> Amount {
        Amount { by_hours: Exact::zero(), whatever_the_hours: Exact::zero() }
    }

    fn add(&mut self, pro_rata: bool, amount: &Exact) {
        let sum = if pro_rata { &mut self.by_hours } else { &mut self.whatever_the_hours };
        *sum = sum.plus(amount);
    }

    fn minus(&self, other: &Amount) -> Amount {
        let (by_hours, whatever) = (&other.by_hours, &other.whatever_the_hours);
        Amount { by_hours: self.by_hours.minus(by_hours), whatever_the_hours: self.whatever_the_hours.minus(whatever) }
    }

    fn total(&self) -> Exact {
        self.by_hours.plus(&self.whatever_the_hours)
    }

    fn for_hours(&self, fte: Fte) -> Exact {
        self.by_hours.times(&fte.share()).plus(&self.whatever_the_hours)
    }
}

/// Basic pay (`None`) and every payment of every month, with whether it goes by hours and its annual amount at full time.
fn parts(pay: &Pay) -> impl Iterator<Item = (Option<&PaymentId>, bool, Exact)> {
    let payments = pay.payments.iter().filter_map(|payment| Some((payment.component.payment()?, payment)));
    let payments = payments.map(|(id, payment)| (Some(id), payment.pro_rata, payment.full_time.clone()));
    std::iter::once((None, true, pay.full_time_basic.exact())).chain(payments)
}

/// What some parts pay.
fn of(wanted: &[PayPart], pay: &Pay) -> Amount {
    let mut sum = Amount::zero();
    for (_, pro_rata, amount) in parts(pay).filter(|(id, ..)| Protection::takes(wanted, *id)) {
        sum.add(pro_rata, &amount);
    }
    sum
}

/// Whether a loss on a day is to be protected.
pub(super) fn is_protected(member: &Member, day: Date) -> bool {
    member.events.iter().any(|event| event.on == day && event.changes.contains(&FieldChange::Protect))
}

/// The days on which mark time runs out, whether or not any is left.
pub(super) fn ends(history: &History, member: &Member) -> Vec<Date> {
    let Some(lasts) = history.scale().protection.as_ref().and_then(|rule| rule.lasts) else { return Vec::new() };
    let begins = member.events.iter().filter(|event| event.changes.contains(&FieldChange::Protect));
    begins.map(|event| lasts.after(event.on)).collect()
}

/// A day from which a member's pay changes.
#[derive(Clone, Copy)]
pub(super) struct PayChange<'c> {
    pub(super) on: Date,
    /// Where they stand from it on.
    pub(super) standing: &'c Standing,
    /// What was paid up to it.
    pub(super) before: Option<&'c Pay>,
}

impl MarkTime {
    /// True if some is paid for these hours up to a day, and not on it. What is nothing at full time may be something part-time: an
    /// amount that does not go by hours may outweigh a rise that does.
    pub(super) fn ends_on(&self, day: Date, fte: Fte) -> bool {
        let is_paid = |running: &Running| {
            let annual = running.left.for_hours(fte);
            !annual.is_negative() && !annual.is_zero()
        };
        self.running.as_ref().is_some_and(|running| running.until == Some(day) && is_paid(running))
    }

    /// Adds mark time to the pay of a day from which something changes. Says how much was lost where mark time begins.
    pub(super) fn add(
        &mut self,
        history: &History,
        member: &Member,
        PayChange { on: day, standing, before }: PayChange<'_>,
        now: &mut Pay,
    ) -> Result<Option<Exact>, TooLarge> {
        let Some(rule) = &history.scale().protection else { return Ok(None) };
        self.running.take_if(|running| running.until.is_some_and(|until| until <= day));
        let began = match before.filter(|_| is_protected(member, day)) {
            Some(before) => {
                // What a settlement of the day raises is a later rise, and what it ends is lost.
                let settled = history.steps().starting_on(day).next().is_some();
                let yesterday = history.tables_at(day_before(day)).ok().filter(|_| settled);
                let post = yesterday.map(|tables| Post::of(history, tables, standing.post()));
                let unsettled =
                    post.map(|post| pay(history, &post, standing, day, Shares::OnlyIfGiven, &mut Assumptions::ignored()));
                // A place that only the settlement makes is paid as it makes it.
                let unsettled = unsettled.transpose()?.flatten();
                self.begin(rule, day, before, unsettled.as_ref().unwrap_or(now), now)
            }
            None => None,
        };
        let Some(running) = &mut self.running else { return Ok(None) };
        let here = running.lost.minus(&of(&rule.reduced_by, now).minus(&running.before_rises));
        if here.total() < running.left.total() {
            running.left = here;
        }
        let annual = running.left.for_hours(standing.fte);
        let full_time = running.left.total();
        now.mark_time = Some(annual.clone());
        if !annual.is_negative() && !annual.is_zero() {
            now.payments.push(DuePayment {
                component: Component::MarkTime,
                annual,
                full_time,
                pro_rata: true,
                pensionable: true,
            });
        }
        Ok(began)
    }

    /// Counts a loss; the two states of pay after it are without and with what a settlement of the day does.
    fn begin(&mut self, rule: &Protection, day: Date, before: &Pay, unsettled: &Pay, now: &Pay) -> Option<Exact> {
        let mut after = Amount::zero();
        let mut before_rises = Amount::zero();
        for (id, pro_rata, amount) in parts(unsettled).filter(|(id, ..)| Protection::takes(&rule.protects, *id)) {
            let settled = parts(now).find(|(known, ..)| *known == id).map_or_else(Exact::zero, |(_, _, amount)| amount);
            let least = amount.min(settled);
            after.add(pro_rata, &least);
            if Protection::takes(&rule.reduced_by, id) {
                before_rises.add(pro_rata, &least);
            }
        }
        let unprotected = parts(before).filter(|(id, ..)| !Protection::takes(&rule.protects, *id));
        for (_, pro_rata, amount) in unprotected.filter(|(id, ..)| Protection::takes(&rule.reduced_by, *id)) {
            before_rises.add(pro_rata, &amount);
        }
        let mut lost = of(&rule.protects, before).minus(&after);
        if let Some(running) = self.running.as_ref().filter(|running| !running.left.total().is_negative()) {
            lost.add(true, &running.left.by_hours);
            lost.add(false, &running.left.whatever_the_hours);
        }
        let total = lost.total();
        if total.is_negative() || total.is_zero() {
            return None;
        }
        let until = rule.lasts.map(|lasts| lasts.after(day));
        self.running = Some(Running { until, left: lost.clone(), lost, before_rises });
        Some(total)
    }
}

/// Of a month's mark time, rises beyond it count only from where it begins.
pub(super) fn from_where_it_begins(rates: &mut [(Period, Exact)]) {
    rates.iter_mut().take_while(|(_, rate)| rate.is_negative()).for_each(|(_, rate)| *rate = Exact::zero());
}

/// Rounds a month with mark time so that all that is protected, or reduces it, comes to the month's protected pay: the penny that
/// rounding the components one by one makes comes off the payment that changes within the month, or else off mark time.
///
/// `exact` are the components before rounding, each with whether its rate changes within the month.
pub(super) fn to_the_penny(
    rule: &Protection,
    rounding: Rounding,
    components: &mut [(Component, Money)],
    exact: &[(Exact, bool)],
) -> Result<(), TooLarge> {
    let takes = |parts: &[PayPart], component: &Component| match component {
        Component::Basic => Protection::takes(parts, None),
        Component::Payment(id) => Protection::takes(parts, Some(id)),
        Component::MarkTime | Component::Statutory(_) | Component::LumpSum => false,
    };
    let is_paid = |(component, amount): &(Component, Money)| *component == Component::MarkTime && !amount.is_zero();
    let Some(mark_time) = components.iter().position(is_paid) else { return Ok(()) };
    let counted = |component: &Component| {
        *component == Component::MarkTime || takes(&rule.protects, component) || takes(&rule.reduced_by, component)
    };
    let (mut rounded, mut sum) = (Money::ZERO, Exact::zero());
    for ((_, amount), (exact, _)) in components.iter().zip(exact).filter(|((component, _), _)| counted(component)) {
        rounded += *amount;
        sum = sum.plus(exact);
    }
    let whole = rounding.round(&sum)?;
    let changes = |((component, _), (_, changes)): (&(Component, Money), &(Exact, bool))| {
        *changes && component.payment().is_some() && takes(&rule.protects, component)
    };
    let bears = components.iter().zip(exact).position(changes).unwrap_or(mark_time);
    components[bears].1 += whole - rounded;
    Ok(())
}
