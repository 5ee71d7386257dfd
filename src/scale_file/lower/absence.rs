//! Rules of absence.

use super::super::document::{Entry, Node, View};
use super::super::shipped_statutory::statutory_pay;
use super::Lower;
use crate::calendar::Length;
use crate::diagnostic::{Code, Diagnostic};
use crate::money::Currency;
use crate::scale::{
    AbsenceKind, AbsenceRules, AverageBy, LeavePayRule, LeaveRule, LeaveStage, Origin, PayShare, SickCeiling, SickEntitlement,
    SickRule, StagePay, TimeAway, TimeAwayRule, WindowFrom, WithStatutory,
};

impl Lower<'_> {
    /// The rules, with the statutory tables where amounts are in pounds.
    pub(super) fn absence_rules(&mut self, root: View<'_>, currency: Currency) -> AbsenceRules {
        let Some(view) = root.table("absence") else { return AbsenceRules::default() };
        for entry in view.entries.iter().filter(|entry| entry.node.view().is_some_and(|rule| !has_origin(rule))) {
            let title = format!("the rule of absence `{}` names no source", entry.key);
            let problem =
                Diagnostic::new(Code::MissingSource, title).at(self.source, entry.key_span.clone(), "where does it come from?");
            self.found.push(problem.help("add: source = \"…\"; until then every result that uses it says so"));
        }
        let mut rules = AbsenceRules {
            sick: view.table("sick").and_then(|rule| self.sick_rule(rule)),
            maternity: view.table("maternity").and_then(|rule| self.leave_rule(rule)),
            adoption: view.table("adoption").and_then(|rule| self.leave_rule(rule)),
            shared_parental: view.table("shared-parental").and_then(|rule| self.leave_rule(rule)),
            annual_leave: view.table("leave").and_then(|rule| self.leave_pay_rule(rule)),
            progression: view.table("progression").map(time_away),
            statutory: None,
        };
        if !rules.is_empty() && currency.code() == "GBP" {
            rules.statutory = statutory_pay();
        }
        rules
    }

    fn sick_rule(&mut self, view: View<'_>) -> Option<SickRule> {
        let mut entitlements: Vec<SickEntitlement> = Vec::new();
        for node in view.list("entitlement") {
            let inner = node.view()?;
            let length = |key: &str| inner.parsed::<Length>(key);
            let next = SickEntitlement { service: length("service")?, full: length("full")?, half: length("half")? };
            if let Some(last) = entitlements.last().filter(|last| last.service.most_days() >= next.service.most_days()) {
                let title = format!("service of {} does not come after {}", next.service, last.service);
                self.report(
                    Code::OutOfOrder,
                    place(inner, "service"),
                    title,
                    "not longer than the one before",
                    Some("write entitlements shortest service first, one for each length"),
                );
            }
            entitlements.push(next);
        }
        let half_pay = view.one_of("half-pay", &WithStatutory::WORDS).unwrap_or(WithStatutory::OnTop);
        if half_pay == WithStatutory::Alone {
            let title = "statutory pay is not alone beside half pay";
            self.report(
                Code::ConflictingKeys,
                place(view, "half-pay"),
                title,
                "not with half pay",
                Some("inside, on-top or none"),
            );
        }
        let ceiling = match view.table("ceiling") {
            Some(inner) => Some(SickCeiling { paid: inner.parsed("paid")?, window: inner.parsed("window")? }),
            None => None,
        };
        let window: Length = view.parsed("window")?;
        for (length, place) in [
            (Some(window), place(view, "window")),
            (ceiling.map(|ceiling| ceiling.window), view.table("ceiling").map_or(0..0, |inner| place(inner, "window"))),
        ] {
            if length.is_some_and(Length::is_none) {
                self.report(Code::BadText, place, "a window of no time holds no day", "expected some time", None);
            }
        }
        let after = match view.table("after") {
            Some(inner) => self.stage_pay(inner)?,
            None => StagePay::STATUTORY,
        };
        let window_from = view.one_of("window-from", &WindowFrom::WORDS).unwrap_or(WindowFrom::FirstDay);
        Some(SickRule { entitlements, window, window_from, ceiling, half_pay, after, origin: origin(view) })
    }

    fn leave_rule(&mut self, view: View<'_>) -> Option<LeaveRule> {
        let stages: Vec<Option<LeaveStage>> =
            view.list("stage").iter().map(|node| node.view().and_then(|inner| self.leave_stage(inner))).collect();
        Some(LeaveRule { stages: stages.into_iter().collect::<Option<_>>()?, origin: origin(view) })
    }

    fn leave_pay_rule(&mut self, view: View<'_>) -> Option<LeavePayRule> {
        let average_over: Length = view.parsed("average-over")?;
        if average_over.is_none() {
            let title = "an average over no time is of nothing";
            self.report(Code::BadText, place(view, "average-over"), title, "expected some time", Some("such as \"3 months\""));
        }
        let average_by = view.one_of("average-by", &AverageBy::WORDS)?;
        Some(LeavePayRule { average_over, average_by, origin: origin(view) })
    }

    fn leave_stage(&mut self, view: View<'_>) -> Option<LeaveStage> {
        let pay = self.stage_pay(view);
        Some(LeaveStage { weeks: u16::try_from(view.number("weeks")?.0).ok()?, pay: pay? })
    }

    fn stage_pay(&mut self, view: View<'_>) -> Option<StagePay> {
        let share = view.parsed::<PayShare>("pay")?;
        let usual = match share {
            PayShare::Full => WithStatutory::Inside,
            PayShare::Part(_) => WithStatutory::OnTop,
            PayShare::Nil => WithStatutory::Alone,
        };
        let statutory = view.one_of("statutory", &WithStatutory::WORDS).unwrap_or(usual);
        let wrong = match (share, statutory) {
            (PayShare::Full, WithStatutory::OnTop | WithStatutory::Alone) => Some("statutory pay is inside full pay"),
            (PayShare::Part(_), WithStatutory::Alone) => Some("statutory pay is not alone beside a part of pay"),
            (PayShare::Nil, WithStatutory::Inside) => Some("statutory pay cannot be inside nil pay"),
            _ => None,
        };
        if let Some(title) = wrong {
            let help = "inside or none with full pay; inside, on-top or none with a part; on-top, alone or none with nil";
            self.report(Code::ConflictingKeys, place(view, "statutory"), title, "not with this share", Some(help));
        }
        Some(StagePay { share, statutory })
    }
}

/// What time away does to the wait for a step.
fn time_away(view: View<'_>) -> TimeAwayRule {
    let kinds = AbsenceKind::WORDS.iter().filter_map(|(word, kind)| Some((*kind, view.one_of(word, &TimeAway::WORDS)?)));
    TimeAwayRule { kinds: kinds.collect(), origin: origin(view) }
}

fn has_origin(rule: View<'_>) -> bool {
    rule.has("source") || rule.has("assumed")
}

pub(super) fn origin(view: View<'_>) -> Origin {
    Origin { source: view.text("source").map(|(source, _)| source.to_owned()), assumed: view.assumed() }
}

fn place(view: View<'_>, key: &str) -> std::ops::Range<usize> {
    let entry = view.entries.iter().find(|entry| entry.key == key);
    entry.map_or(0..0, |Entry { node: Node { span, .. }, .. }| span.clone())
}
