//! Rules of absence, as TOML.

use super::{Toml, inline, text, word};
use crate::scale::{AbsenceKind, AbsenceRules, AverageBy, LeaveRule, Origin, SickRule, StagePay, WindowFrom, WithStatutory};

/// The rules; the statutory tables that go with them are not part of the file.
pub(super) fn absence_rules(out: &mut Toml, rules: &AbsenceRules) {
    if let Some(rule) = &rules.sick {
        sick(out, rule);
    }
    for kind in [AbsenceKind::Maternity, AbsenceKind::Adoption, AbsenceKind::SharedParental] {
        if let Some(rule) = rules.leave(kind) {
            leave(out, kind, rule);
        }
    }
    if let Some(rule) = &rules.progression {
        out.table("absence.progression");
        for (kind, time) in &rule.kinds {
            out.line(kind.word(), &text(time.word()));
        }
        origin(out, &rule.origin);
    }
    if let Some(rule) = &rules.annual_leave {
        out.table("absence.leave");
        out.line("average-over", &text(&rule.average_over.to_string()));
        out.line("average-by", &word(&AverageBy::WORDS, &rule.average_by));
        origin(out, &rule.origin);
    }
}

fn sick(out: &mut Toml, rule: &SickRule) {
    let length = |length: crate::calendar::Length| text(&length.to_string());
    out.table("absence.sick");
    out.line("window", &length(rule.window));
    out.line("window-from", &word(&WindowFrom::WORDS, &rule.window_from));
    out.maybe(
        "ceiling",
        rule.ceiling.map(|ceiling| inline(&[("paid", Some(length(ceiling.paid))), ("window", Some(length(ceiling.window)))])),
    );
    out.line("half-pay", &word(&WithStatutory::WORDS, &rule.half_pay));
    let [share, statutory] = stage_pay(rule.after);
    out.line("after", &inline(&[("pay", Some(share)), ("statutory", Some(statutory))]));
    origin(out, &rule.origin);
    for entitlement in &rule.entitlements {
        out.item("absence.sick.entitlement");
        out.line("service", &length(entitlement.service));
        out.line("full", &length(entitlement.full));
        out.line("half", &length(entitlement.half));
    }
}

fn leave(out: &mut Toml, kind: AbsenceKind, rule: &LeaveRule) {
    out.table(&format!("absence.{}", kind.word()));
    origin(out, &rule.origin);
    for stage in &rule.stages {
        out.item(&format!("absence.{}.stage", kind.word()));
        let [share, statutory] = stage_pay(stage.pay);
        out.line("weeks", &stage.weeks.to_string());
        out.line("pay", &share);
        out.line("statutory", &statutory);
    }
}

fn stage_pay(pay: StagePay) -> [String; 2] {
    [text(&pay.share.to_string()), word(&WithStatutory::WORDS, &pay.statutory)]
}

pub(super) fn origin(out: &mut Toml, origin: &Origin) {
    out.maybe("source", origin.source.as_deref().map(text));
    out.maybe("assumed", origin.assumed.as_deref().map(text));
}
