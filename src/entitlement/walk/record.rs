//! What the walk writes down: rows, when the target was reached, what was assumed.

use super::{Account, Reasons, Stage, Walk};
use crate::calendar::{Date, Length};
use crate::entitlement::assumption::{Assumption, Carried, PaymentAssumption, ProgressionAssumption};
use crate::entitlement::check::{MemberFault, MemberProblem, fault, not_in_force, too_large};
use crate::entitlement::mark_time::PayChange;
use crate::entitlement::{Pay, Place, Reason, pay};
use crate::scale::{CountedFrom, Origin, Pace};
use crate::settlement::{Range, Tables};

impl Walk<'_> {
    /// Waits count from the day on the point; noted where that day was not given.
    pub(super) fn note_unknown_clock(&mut self, tables: &Tables) {
        let Some(rule) = self.rule(tables) else { return };
        let Pace::Waits { counted_from, .. } = rule.pace else { return };
        if counted_from == CountedFrom::Grade {
            return self.note_other_service(tables);
        }
        let minimum = match self.post(tables).and_then(|post| post.range.as_deref()) {
            Some(Range::Points { minimum, .. }) => Some(minimum),
            _ => None,
        };
        let at_minimum = self.standing.place.point() == minimum;
        if self.member.point_since.is_none() && !(at_minimum && self.member.from == self.member.since) {
            let since = self.known_since();
            self.assumptions.note(|| Assumption::Progression(ProgressionAssumption::TimeOnPoint { since }));
        }
    }

    /// Where waits count from the day in the grade, a member who stands elsewhere than that time says is noted.
    fn note_other_service(&mut self, tables: &Tables) {
        // Outside the range there is no wait before the place.
        let here = self.earlier_waits(tables).unwrap_or_else(Vec::new);
        let reached = here.iter().fold(Length::NONE, |sum, wait| sum.plus(*wait)).after(self.since);
        let due_here =
            self.rule(tables).and_then(|rule| Some((self.wait(tables, &rule.pace)?, self.next_point(tables, &rule.pace)?)));
        let overdue = due_here
            .is_some_and(|(wait, _)| here.iter().fold(wait, |sum, earlier| sum.plus(*earlier)).after(self.since) <= self.day);
        if reached > self.day || overdue {
            let (since, point_word) = (self.known_since(), self.history.scale().point_word.clone());
            self.assumptions
                .note(|| Assumption::Progression(ProgressionAssumption::OtherService { since, on: self.day, point_word }));
        }
    }

    /// The day in the grade; `None` for a workforce, so that all such days are one.
    fn known_since(&self) -> Option<Date> {
        self.asked_why.then_some(self.since)
    }

    /// Notes, on the first day after a gap, to which place the rules of before have carried the member across it.
    pub(super) fn note_gap_before(&mut self, day: Date) {
        let Some(gap) = self.history.gaps().iter().find(|gap| gap.next == Some(day)).copied() else { return };
        let Some(before) = self.accounts.last() else { return };
        let (from, to) = ((&before.standing.place).into(), (&self.standing.place).into());
        let point_word = self.history.scale().point_word.clone();
        self.assumptions.note(|| Assumption::NotKnown { gap, carried: Some(Carried { from, to, point_word }) });
    }

    pub(super) fn note_target(&mut self) {
        if self.history.gap_on(self.day).is_some() {
            return;
        }
        let Some(tables) = self.tables() else { return };
        let Some(post) = self.post(tables) else { return };
        let at_target = match (&self.standing.place, post.spine, post.range.as_deref()) {
            (Place::Point(point), Some(spine), Some(Range::Points { .. })) => spine.rank(point) >= post.target,
            (Place::Salary(salary), _, Some(Range::Pay { target, .. })) => salary.published >= target.published,
            _ => false,
        };
        self.target_since = if at_target { self.target_since.or(Some(self.day)) } else { None };
    }

    pub(super) fn record(&mut self, mut reasons: Reasons) -> Result<(), Vec<MemberFault>> {
        // Pay of days of which nothing is known is not worked out.
        if self.history.gap_on(self.day).is_some() {
            return Ok(());
        }
        let step = self.history.step_at(self.day).map_err(|none| vec![fault(&["from"], not_in_force(&none))])?;
        let tables = step.tables.as_ref();
        let posts = self.posts.clone();
        let post = posts.under(tables).expect("a post is looked up under all tables of its history");
        let annual =
            pay::pay(self.history, post, &self.standing, self.day, self.shares, &mut self.assumptions).map_err(too_large)?;
        let mut pay = annual.ok_or_else(|| {
            let point = self.standing.place.point().expect("a salary is its own value").clone();
            vec![fault(&["point"], MemberProblem::NotOnSpine { point, on: self.day, known: Vec::new() })]
        })?;
        pay::note_assumed(post, &self.standing.place, &mut self.assumptions);
        if self.is_off_the_scale(tables) {
            let (grade, has_points) = (self.standing.grade.clone(), self.history.scale().has_ranges());
            self.assumptions.note(|| Assumption::OffTheScale { grade, has_points });
        }
        self.note_unworked(tables, &pay);
        let before = self.stages.last().map(|stage| &stage.pay);
        let change = PayChange { on: self.day, standing: &self.standing, before };
        if let Some(lost) = self.mark_time.add(self.history, self.member, change, &mut pay).map_err(too_large)? {
            let rounding = self.history.scale().conventions.monthly_rounding;
            let lost = rounding.round(&lost).map_err(too_large)?;
            reasons.push(|| Reason::MarkTime(lost));
            self.note_protection();
        }
        if self.asked_why {
            // What is shown by the year is rounded as a month is.
            pay.check(self.history.scale().conventions.monthly_rounding).map_err(too_large)?;
        }
        self.stages.push(Stage { from: self.day, pay, step });
        if self.asked_why {
            self.accounts.push(Account { standing: self.standing.clone(), reasons: reasons.list });
        }
        Ok(())
    }

    /// Payments for what is worked of which nothing is given.
    fn note_unworked(&mut self, tables: &Tables, pay: &Pay) {
        for rate in pay.worked.iter().filter(|rate| self.member.worked.iter().all(|worked| worked.payment != rate.id)) {
            let Some(payment) = tables.payment(&rate.id) else { continue };
            let fact = &payment.fact;
            self.assumptions.note(|| Assumption::Payment {
                payment: rate.id.clone(),
                title: fact.title.clone(),
                what: PaymentAssumption::NothingWorked(fact.basis),
            });
        }
    }

    /// What is assumed of mark time.
    fn note_protection(&mut self) {
        let Some(rule) = &self.history.scale().protection else { return };
        match &rule.origin {
            Origin { assumed: Some(why), .. } => self.assumptions.note(|| Assumption::MarkTime(Some(why.clone()))),
            Origin { source: None, .. } => self.assumptions.note(|| Assumption::MarkTime(None)),
            Origin { .. } => {}
        }
    }
}
