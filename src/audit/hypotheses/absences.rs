//! Mistakes in starting, in absences and in statutory pay.

use std::sync::Arc;

use jiff::Span;

use super::{Hypothesis, Search};
use crate::audit::mistake::{Mistake, OtherStatutory};
use crate::audit::version::{Edit, Version};
use crate::calendar::{Month, Period};
use crate::scale::Component;
use crate::workforce::{AbsenceKind, Weekdays};

/// An absence is treated as so many days shorter or longer at most.
const MOST_DAYS: i64 = 31;

impl Search<'_> {
    /// A first month that was paid whole.
    pub(super) fn starting(&mut self) {
        let (from, begins) = (self.facts.member.from, self.first.period().start);
        if Month::of(from) == self.first && from > begins && from > self.asked.start {
            let mut version = self.facts.clone();
            version.member.from = begins;
            version.member.since = version.member.since.min(begins);
            self.found.push(Hypothesis { mistake: Mistake::WholeMonth { from }, version });
        }
    }

    /// Absences that were not acted on, went on, or were treated as longer or shorter.
    pub(super) fn absences(&mut self) {
        // The facts were worked out before they were held against the payslips.
        let of_facts = self.record.absences(self.facts.terms.now()).expect("the facts can be worked out");
        for (index, absence) in self.facts.member.absences.iter().enumerate() {
            let (kind, period) = (absence.kind, absence.period);
            if Month::of(period.start) <= self.first && self.first.period().start < period.end {
                let mut version = self.facts.clone();
                version.member.absences.remove(index);
                self.add(version, |right_from| Mistake::AbsenceMissed { kind, from: period.start, right_from });
            }
            let stages = of_facts.iter().filter(|due| due.absence == *absence).flat_map(|due| &due.stages);
            for on in stages.map(|stage| stage.period.start).filter(|on| *on > period.start) {
                if Month::of(on) <= self.first {
                    let mut version = self.facts.clone();
                    version.member.absences[index].facts.goes_on = Some(Period::new(on, period.end));
                    self.add(version, |right_from| Mistake::StageMissed { kind, on, right_from });
                }
            }
            if Month::of(period.end) <= self.first || self.first.period().contains(period.end) {
                let mut version = self.facts.clone();
                let next =
                    self.facts.member.absences.iter().map(|other| other.period.start).filter(|start| *start >= period.end).min();
                version.member.absences[index].period.end = next.unwrap_or(self.asked.end);
                self.add(version, |right_from| Mistake::ReturnMissed { kind, back_on: period.end, right_from });
            }
            self.other_days(index);
        }
    }

    /// An absence that was treated as so many days longer or shorter, at its beginning or its end.
    fn other_days(&mut self, index: usize) {
        let (kind, period) = (self.facts.member.absences[index].kind, self.facts.member.absences[index].period);
        let by_rule = self.facts.terms.now().scale().absence.cover(kind);
        let others = self.facts.member.absences.iter().enumerate().filter(|(other, _)| *other != index);
        let others: Vec<Period> = others.map(|(_, absence)| absence.period).collect();
        for days in (1..=MOST_DAYS).flat_map(|days| [days, -days]) {
            let moved = |day: crate::calendar::Date| day.checked_add(Span::new().days(days)).ok();
            let ends = moved(period.end).map(|end| (period.end.min(end), Period::new(period.start, end)));
            let starts = moved(period.start).map(|start| (period.start.min(start), Period::new(start, period.end)));
            for (begins, treated) in ends.into_iter().chain(starts) {
                // By a rule the stages that follow begin on other days, so what differs may come later.
                let can_be = if by_rule { Month::of(begins) <= self.first } else { Month::of(begins) == self.first };
                let meets = others.iter().any(|other| !other.intersection(treated).is_empty());
                if !can_be || meets || treated.is_empty() || treated.start < self.facts.member.from {
                    continue;
                }
                let mut version = self.facts.clone();
                version.member.absences[index].period = treated;
                self.found.push(Hypothesis { mistake: Mistake::AbsenceOther { kind, period, treated }, version });
            }
        }
    }

    /// Statutory pay by other terms, or on top of full pay.
    pub(super) fn statutory_pay(&mut self) {
        let differs = |element: &Component| matches!(element, Component::Statutory(_));
        if !self.elements.iter().any(differs) {
            return;
        }
        let wrong_terms = self.wrong_terms;
        for (index, absence) in self.facts.member.absences.iter().enumerate() {
            let (kind, from) = (absence.kind, absence.period.start);
            if Month::of(from) > self.first {
                continue;
            }
            let mistake = |otherwise| Mistake::StatutoryOther { kind, from, otherwise };
            let mut on_top = self.facts.clone();
            on_top.edits.push(Edit::StatutoryOnTop { from });
            self.found.push(Hypothesis { mistake: mistake(OtherStatutory::OnTop), version: on_top });
            if kind != AbsenceKind::Sick {
                continue;
            }
            for days in 1..=7 {
                let mut version = self.facts.clone();
                version.member.absences[index].facts.qualifying_days = Some(Weekdays::first(days));
                self.found.push(Hypothesis { mistake: mistake(OtherStatutory::QualifyingDays(days.into())), version });
            }
            for (otherwise, terms) in wrong_terms.statutory().iter().filter(|_| self.right_terms) {
                let version = Version { terms: Arc::clone(terms), ..self.facts.clone() };
                self.found.push(Hypothesis { mistake: mistake(*otherwise), version });
            }
        }
    }
}
