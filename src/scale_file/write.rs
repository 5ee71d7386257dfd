//! The model as a file of format 1. What is written and read again is equal.

mod absence;
mod facts;

use std::fmt::Write as _;

use self::absence::{absence_rules, origin};
use self::facts::{payment, progression, range, spine};

use crate::calendar::Date;
use crate::money::{Money, Rounding};
use crate::scale::{
    Assimilation, BetweenMeasures, Carry, Change, Conventions, Measure, MoveRule, MoveRules, Order, PayPart, PointId, PointPart,
    Points, Promotion, Proposal, Protection, Scale, Selector, Settlement, Shift, Uplift,
};

/// A pay system as TOML.
///
/// ```
/// use payspine::scale_file::{read_scale, shipped, source, write_scale};
/// let scale = shipped("home-office-2006").unwrap();
/// let written = source("again.toml", write_scale(&scale).as_bytes()).unwrap();
/// assert_eq!(*read_scale(&written).unwrap().0.value, scale);
/// ```
pub fn write_scale(scale: &Scale) -> String {
    let mut out = Toml::default();
    out.line("format", "1");
    out.line("id", &text(scale.id.as_str()));
    out.line("title", &text(&scale.title));
    out.line("currency", &text(scale.currency.code()));
    out.line("point-word", &text(&scale.point_word));
    conventions(&mut out, &scale.conventions);
    if !scale.areas.is_empty() {
        out.table("area");
        for (id, title) in &scale.areas {
            out.line(&key(id.as_str()), &text(title));
        }
    }
    for (id, grade) in &scale.grades {
        out.table(&format!("grade.{}", key(id.as_str())));
        out.line("title", &text(&grade.title));
        out.maybe("spine", grade.spine.as_ref().map(|spine| text(spine.as_str())));
        out.maybe("local", grade.local.then(|| "true".to_owned()));
    }
    moves(&mut out, scale.moves);
    if let Some(rule) = &scale.protection {
        protection(&mut out, rule);
    }
    absence_rules(&mut out, &scale.absence);
    settlements(&mut out, &scale.settlements);
    out.0
}

/// A proposal as TOML.
pub fn write_proposal(proposal: &Proposal) -> String {
    let mut out = Toml::default();
    out.line("format", "1");
    out.line("id", &text(proposal.id.as_str()));
    out.line("title", &text(&proposal.title));
    out.line("scale", &text(&proposal.scale));
    settlements(&mut out, &proposal.settlements);
    out.0
}

fn protection(out: &mut Toml, rule: &Protection) {
    let parts = |parts: &[PayPart]| match parts {
        [] => text("none"),
        parts => list(parts.iter().map(|part| text(&part.to_string()))),
    };
    out.table("protection");
    out.line("protects", &parts(&rule.protects));
    out.line("reduced-by", &parts(&rule.reduced_by));
    out.maybe("for", rule.lasts.map(|lasts| text(&lasts.to_string())));
    origin(out, &rule.origin);
}

/// A file as it is written.
#[derive(Default)]
pub(super) struct Toml(String);

impl Toml {
    pub(super) fn into_text(self) -> String {
        self.0
    }

    pub(super) fn line(&mut self, key: &str, value: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.0, "{key} = {value}");
    }

    pub(super) fn maybe(&mut self, key: &str, value: Option<String>) {
        if let Some(value) = value {
            self.line(key, &value);
        }
    }

    pub(super) fn table(&mut self, path: &str) {
        let _ = writeln!(self.0, "\n[{path}]");
    }

    fn item(&mut self, path: &str) {
        let _ = writeln!(self.0, "\n[[{path}]]");
    }
}

/// A quoted text.
pub(super) fn text(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            control if control.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// A key, quoted where it must be.
pub(super) fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if bare { name.to_owned() } else { text(name) }
}

fn point(point: &PointId) -> String {
    match point {
        PointId::Number(number) => number.to_string(),
        PointId::Name(name) => text(name),
    }
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

fn inline(pairs: &[(&str, Option<String>)]) -> String {
    let parts: Vec<String> = pairs.iter().filter_map(|(key, value)| Some(format!("{key} = {}", value.as_ref()?))).collect();
    format!("{{ {} }}", parts.join(", "))
}

fn money(amount: Money) -> String {
    amount.digits()
}

fn rounding(rounding: Rounding) -> String {
    format!("{{ to = {}, mode = \"{}\" }}", rounding.to(), rounding.mode())
}

fn word<T: PartialEq>(words: &[(&str, T)], value: &T) -> String {
    text(words.iter().find(|(_, known)| known == value).map_or("", |(word, _)| word))
}

fn moves(out: &mut Toml, rules: MoveRules) {
    if let Some(Promotion { to, at_least }) = rules.promotion {
        out.table("promotion");
        out.line("to", &text(to.word()));
        if let MoveRule::NearestAbove { plus_percent, plus_points } = to {
            out.line("plus-percent", &plus_percent.to_string());
            out.line("plus-points", &plus_points.to_string());
        }
        out.maybe("at-least-percent", (!at_least.percent.is_zero()).then(|| at_least.percent.to_string()));
        out.maybe("at-least-points", (at_least.points > 0).then(|| at_least.points.to_string()));
    }
    for (name, rule) in [("demotion", rules.demotion), ("redeployment", rules.redeployment)] {
        if let Some(rule) = rule {
            out.table(name);
            out.line("to", &text(rule.word()));
        }
    }
}

fn conventions(out: &mut Toml, conventions: &Conventions) {
    out.table("conventions");
    let annual = conventions.annual_rounding;
    let carry = word(&Carry::WORDS, &conventions.carry);
    out.line("annual-rounding", &format!("{{ to = {}, mode = \"{}\", carry = {carry} }}", annual.to(), annual.mode()));
    if conventions.between_measures != BetweenMeasures::by_default(conventions.carry) {
        out.line("between-measures", &word(&BetweenMeasures::WORDS, &conventions.between_measures));
    }
    out.maybe("moves", conventions.moves.map(|order| text(order.word())));
    out.line("monthly-rounding", &rounding(conventions.monthly_rounding));
    let parts = conventions.part_month;
    let named = |convention: crate::calendar::PartMonth| text(&convention.to_string());
    out.line(
        "part-month",
        &inline(&[
            ("default", Some(named(parts.default))),
            ("unpaid", parts.unpaid.map(named)),
            ("strike", parts.strike.map(named)),
        ]),
    );
    out.maybe("hours-per-week", conventions.hours_per_week.map(|hours| hours.to_string()));
    out.maybe("weeks-per-year", conventions.weeks_per_year.as_ref().map(|weeks| text(&weeks.to_string())));
    out.line("year-start", &text(&conventions.year_start.to_string()));
    if let Some(rule) = &conventions.term_time {
        out.table("conventions.term-time");
        out.maybe("from", rule.from.map(|from| from.to_string()));
        let leave = rule.leave.iter().map(|leave| {
            inline(&[("service", Some(text(&leave.service.to_string()))), ("weeks", Some(leave.weeks.to_string()))])
        });
        out.line("leave", &list(leave));
        out.maybe("rounding", rule.rounding.map(rounding));
        origin(out, &rule.origin);
    }
}

fn settlements(out: &mut Toml, settlements: &[Settlement]) {
    for settlement in settlements {
        out.item("settlement");
        let date = |date: Option<Date>| date.map(|date| date.to_string());
        out.line("from", &settlement.from.to_string());
        out.maybe("known-until", date(settlement.known_until));
        out.line("title", &text(&settlement.title));
        out.line("status", &text(settlement.status.word()));
        out.maybe("agreed", date(settlement.agreed));
        out.maybe("source", settlement.source.as_deref().map(text));
        out.maybe("verified", date(settlement.verified));
        out.maybe("assumed", settlement.assumed.as_deref().map(text));
        out.maybe("order", settlement.order.map(|order| word(&Order::WORDS, &order)));
        settlement.measures.iter().for_each(|entry| measure(out, entry));
        for (id, fact) in &settlement.spines {
            spine(out, &format!("settlement.spine.{}", key(id.as_str())), fact);
        }
        settlement.ranges.iter().for_each(|fact| range(out, fact));
        for (grade, rule) in &settlement.progression {
            let of = grade.as_ref().map_or_else(String::new, |grade| format!(".{}", key(grade.as_str())));
            progression(out, &format!("settlement.progression{of}"), rule);
        }
        for (id, fact) in &settlement.payments {
            payment(out, &format!("settlement.payment.{}", key(id.as_str())), fact);
        }
    }
}

fn measure(out: &mut Toml, measure: &Measure) {
    out.item("settlement.measure");
    out.maybe("title", measure.title.as_deref().map(text));
    let shifted = |shift: &Shift| match shift {
        Shift::By(by) => format!("{{ by = {by} }}"),
        Shift::To(to) => format!("{{ to = {} }}", point(to)),
    };
    match &measure.change {
        Change::Uplift { uplift, payments } => {
            out.line("uplift", &uplifted(uplift));
            if !payments.is_empty() {
                out.line("payments", &list(payments.iter().map(|id| text(id.as_str()))));
            }
        }
        Change::RaiseTo(to) => out.line("raise-to", &point(to)),
        Change::EqualSteps(share) => out.line("equal-steps", &text(&share.to_string())),
        Change::DeletePoints(points) => out.line("delete-points", &list(points.iter().map(point))),
        Change::InsertPoint { point: new, between: (low, high), at } => {
            out.line(
                "insert-point",
                &format!("{{ point = {}, between = [{}, {}], at = {at} }}", point(new), point(low), point(high)),
            );
        }
        Change::RaiseMinimum { shift, assimilation } => {
            out.line("raise-minimum", &shifted(shift));
            out.line("assimilate", &word(&Assimilation::WORDS, assimilation));
        }
        Change::LowerTarget(shift) => out.line("lower-target", &shifted(shift)),
        Change::TargetWithin { within, assimilation } => {
            out.line("target-within", &text(&within.to_string()));
            out.line("assimilate", &word(&Assimilation::WORDS, assimilation));
        }
        Change::LumpSum { amount, pro_rata, pensionable } => {
            out.line(
                "lump-sum",
                &format!("{{ amount = {}, pro-rata = {pro_rata}, pensionable = {pensionable} }}", money(*amount)),
            );
        }
        Change::HoursPerWeek(hours) => out.line("hours-per-week", &hours.to_string()),
    }
    selector(out, &measure.selector);
    out.maybe("assumed", measure.assumed.as_deref().map(text));
}

fn uplifted(uplift: &Uplift) -> String {
    inline(&[
        ("percent", Some(uplift.percent.number().to_string())),
        ("flat", Some(money(uplift.flat))),
        ("at-least", uplift.at_least.map(money)),
        ("at-most", uplift.at_most.map(money)),
    ])
}

fn selector(out: &mut Toml, selector: &Selector) {
    match selector.spines.as_slice() {
        [] => {}
        [only] => out.line("spine", &text(only.as_str())),
        spines => out.line("spine", &list(spines.iter().map(|spine| text(spine.as_str())))),
    }
    out.maybe("points", selector.points.as_ref().map(points));
    if !selector.grades.is_empty() {
        out.line("grades", &list(selector.grades.iter().map(|grade| text(grade.as_str()))));
    }
    if !selector.areas.is_empty() {
        out.line("areas", &list(selector.areas.iter().map(|area| text(area.as_str()))));
    }
}

fn points(points: &Points) -> String {
    let part = |part: &PointPart| match part {
        PointPart::One(one) => point(one),
        PointPart::Range(..) => text(&part.to_string()),
    };
    match points.0.as_slice() {
        [range @ PointPart::Range(..)] => part(range),
        parts => list(parts.iter().map(part)),
    }
}
