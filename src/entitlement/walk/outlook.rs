//! What comes after the period that is asked about.

use super::Walk;
use crate::calendar::{Date, Length, Period, day_after};
use crate::entitlement::assumption::{Assumption, Touches};
use crate::entitlement::post::Post;
use crate::entitlement::{Outlook, Place, Reason};
use crate::settlement::Range;

/// Steps after the period that the outlook looks at, at most.
const OUTLOOK_STEPS: usize = 200;

impl Walk<'_> {
    /// What comes after the period, on what is known, and what that rests on beside what the period does.
    pub(in crate::entitlement) fn outlook(&self, until: Date) -> (Outlook, Vec<Assumption>) {
        let mut ahead = self.clone();
        let before = ahead.accounts.len();
        let (mut next_step, mut gap) = (None, None);
        for _ in 0..OUTLOOK_STEPS {
            if ahead.target_since.is_some() && next_step.is_some() {
                break;
            }
            let Some(day) = ahead.next_day().filter(|day| *day < Date::MAX) else { break };
            // Nobody can say what comes after days of which nothing is known.
            gap = self.history.gap_in(Period::new(until, day_after(day)));
            if gap.is_some() {
                break;
            }
            if ahead.go_to(day).is_err() {
                break;
            }
            let new = ahead.accounts[before..].last().zip(ahead.stages.last());
            let step = new.and_then(|(account, stage)| {
                account.reasons.iter().find_map(|reason| match reason {
                    Reason::Step { to, .. } => Some((stage.from, to.clone(), stage.pay.full_time_basic)),
                    _ => None,
                })
            });
            next_step = next_step.or(step.filter(|(on, ..)| *on >= until));
        }
        // The target as it is on the day it is reached, and not as later awards make it.
        let on = ahead.target_since.unwrap_or(ahead.day);
        let on = self.history.gap_on(on).map_or(on, |gap| gap.last);
        let tables = self.history.tables_at(on).ok();
        let standing = ahead.stages.iter().zip(&ahead.accounts).rev().find(|(stage, _)| stage.from <= on);
        let standing = standing.map_or(&ahead.standing, |(_, account)| &account.standing);
        let target = tables.and_then(|tables| {
            let post = Post::of(self.history, tables, standing.post());
            let place = match post.range.as_deref()? {
                Range::Points { target, .. } => Place::Point(target.clone()),
                Range::Pay { target, .. } => Place::Salary(target.clone()),
            };
            Some((place, post.target_pay()?))
        });
        let first = self.stages.first();
        let above = first.zip(target.as_ref()).is_some_and(|(stage, (_, pay))| stage.pay.full_time_basic > *pay);
        let from_the_start = ahead.target_since == Some(self.member.from);
        let (reached, next) = (ahead.target_since, next_step.as_ref().map(|(on, ..)| *on));
        let assumed = self.assumed_ahead(&ahead, reached.into_iter().chain(next).max());
        let above = above && from_the_start;
        (Outlook { target, gap, reached, next_step, from_the_start, above, left: None, assumptions: Vec::new() }, assumed)
    }

    /// What the steps up to a day rest on: how members move, what points pay, where ranges end, and that rates are held.
    fn assumed_ahead(&self, ahead: &Walk<'_>, up_to: Option<Date>) -> Vec<Assumption> {
        let is_of_steps = |assumption: &Assumption| {
            matches!(assumption.touches(), Touches::Progression | Touches::Points(_) | Touches::Range(_))
        };
        let mut assumed: Vec<Assumption> = ahead.assumptions.clone().into_list().into_iter().filter(is_of_steps).collect();
        let last = self.history.steps().last().filter(|last| *last > Date::MIN);
        if let (Some(since), Some(day)) = (last, up_to)
            && Length::months(12).after(since) < day
            && self.history.gap_on(day).is_none()
        {
            assumed.push(Assumption::RatesHeld { since });
        }
        assumed
    }
}
