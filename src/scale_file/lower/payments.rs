//! Payments and their rates.

use rust_decimal::Decimal;

use super::super::document::{Node, View};
use super::{Lower, rounding};
use crate::calendar::{Date, day_after};
use crate::diagnostic::Code;
use crate::money::{Money, Percent};
use crate::scale::{Basis, Condition, CountsIn, Kind, LeavePay, PaymentFact, PaymentId, PaymentRate, PaymentTier, Unrounded};

/// Keys of payments by the year; the first is for hours too.
const A_YEAR: [&str; 8] =
    ["percent-of-basic", "percent-of-target", "at-least", "at-most", "total-at-most", "unrounded", "paid", "share"];

impl Lower<'_> {
    pub(super) fn payments(&mut self, settlement: View<'_>) -> Vec<(PaymentId, PaymentFact)> {
        let entries = settlement.table("payment").map_or(&[][..], |view| view.entries);
        self.no_twins(entries, "payment");
        let from = settlement.date("from");
        entries
            .iter()
            .filter_map(|entry| Some((entry.key.as_str().into(), self.payment(entry.node.view()?, &entry.key, from)?)))
            .collect()
    }

    fn payment(&mut self, view: View<'_>, id: &str, from: Option<Date>) -> Option<PaymentFact> {
        let one = self.just_one(view, "a payment", &["amount", "percent-of-basic", "percent-of-target", "tier", "withdrawn"])?;
        self.payment_keys(view, one);
        let tiers = match one {
            "withdrawn" => Vec::new(),
            "tier" => {
                let read = view.list("tier").iter().map(|node| node.view().and_then(|tier| self.tier(tier)));
                let tiers = read.collect::<Option<Vec<_>>>()?;
                if let Some(first) =
                    tiers.iter().position(|tier| tier.condition.is_empty()).filter(|first| first + 1 < tiers.len())
                {
                    let span = view.list("tier").get(first + 1).map_or(0..0, |node| node.span.clone());
                    let title = "this rate is for nobody: the one before it is for everyone";
                    self.report(
                        Code::SelectsNothing,
                        span,
                        title,
                        "never reached",
                        Some("the first that fits counts; put the one without `where` last"),
                    );
                }
                tiers
            }
            _ => {
                let (rate, unrounded) = (self.rate(view, one)?, self.unrounded(view, one));
                vec![PaymentTier { rate, unrounded, assumed: None, condition: Condition::default() }]
            }
        };
        let basis = self.basis(view);
        Some(PaymentFact {
            title: view.text("title").map_or(id, |(title, _)| title).to_owned(),
            kind: view.one_of("kind", &Kind::WORDS).unwrap_or(Kind::Allowance),
            tiers,
            condition: self.condition(view.table("where")),
            basis,
            pensionable: view.flag("pensionable"),
            consolidated: view.flag("consolidated").unwrap_or(true),
            paid: view.parsed("paid"),
            share: view.number("share").map(|(share, _)| Percent::new(share)),
            rounding: view.table("rounding").and_then(rounding),
            counts_in: counts_in(view),
            leave_pay: self.leave_pay(view),
            exclusive_group: view.text("exclusive-group").map(|(group, _)| group.to_owned()),
            before_measures: self.before_measures(view),
            exception: view.text("exception").map(|(why, _)| why.to_owned()),
            protect_until: self.protect_until(view, from),
            assumed: view.assumed(),
        })
    }

    /// How the payment takes care of leave; an average beside it would pay leave twice.
    fn leave_pay(&mut self, view: View<'_>) -> Option<LeavePay> {
        let node = view.get("leave-pay")?;
        if counts_in(view).is_some_and(|counted| counted.contains(&CountsIn::Leave)) {
            let title = "with `leave-pay` beside `counts-in` \"leave\" leave would be paid twice";
            let help = "`counts-in` \"leave\" adds an average to leave; `leave-pay` says that the payment has it already";
            self.report(Code::ConflictingKeys, node.span.clone(), title, "paid twice", Some(help));
        }
        Some(node.number().map_or(LeavePay::Inside, |percent| LeavePay::Added(Percent::new(percent))))
    }

    /// The first day on which a payment that ends is no longer due by a promise.
    fn protect_until(&mut self, view: View<'_>, from: Option<Date>) -> Option<Date> {
        if view.has("protect-to") && view.has("protect-until") {
            self.just_one(view, "a payment", &["protect-to", "protect-until"]);
        }
        let key = if view.has("protect-to") { "protect-to" } else { "protect-until" };
        let (day, span) = (view.date(key)?, view.get(key).map_or(0..0, |node| node.span.clone()));
        let until = if key == "protect-to" { day_after(day) } else { day };
        if !view.has("withdrawn") {
            let title = format!("`{key}` goes with `withdrawn`: only what ends is promised up to a day");
            self.report(Code::ConflictingKeys, span, title, "nothing ends", None);
        } else if from.is_some_and(|from| until <= from) {
            let title = "the payment is promised up to a day that is not after the settlement";
            self.report(Code::DatesOutOfOrder, span, title, "too early", Some("without a promise leave the key out"));
        }
        Some(until)
    }

    /// What the payment goes by. Of one for what is worked, keys of an amount a year are refused.
    fn basis(&mut self, view: View<'_>) -> Basis {
        if view.has("basis") && view.has("pro-rata") {
            self.just_one(view, "a payment", &["basis", "pro-rata"]);
        }
        let flat = view.flag("pro-rata") == Some(false);
        let basis = view.one_of("basis", &Basis::WORDS).unwrap_or(if flat { Basis::Flat } else { Basis::Fte });
        let stray: &[&str] = match basis {
            Basis::Fte | Basis::Flat => &[],
            Basis::Hour => &A_YEAR[1..],
            Basis::Session => &A_YEAR,
        };
        let tiers = view.list("tier").iter().filter_map(Node::view).flat_map(|tier| tier.entries);
        for entry in view.entries.iter().chain(tiers).filter(|entry| stray.contains(&entry.key.as_str())) {
            let title = format!("`{}` means nothing of a payment for each {}", entry.key, basis.word());
            self.report(Code::ConflictingKeys, entry.key_span.clone(), title, "no use here", None);
        }
        basis
    }

    /// Keys that mean nothing for this payment would be silently ignored; so they are refused.
    fn payment_keys(&mut self, view: View<'_>, one: &str) {
        if one == "withdrawn" && view.flag("withdrawn") == Some(false) {
            let span = view.get("withdrawn").map_or(0..0, |node| node.span.clone());
            self.report(
                Code::BadText,
                span,
                "a payment that goes on is not `withdrawn = false`",
                "expected true",
                Some("leave the key out"),
            );
        }
        let stray: &[&str] = match one {
            "withdrawn" => &[
                "where",
                "pro-rata",
                "basis",
                "pensionable",
                "consolidated",
                "paid",
                "share",
                "rounding",
                "counts-in",
                "leave-pay",
                "exclusive-group",
                "at-least",
                "at-most",
                "total-at-most",
                "unrounded",
                "exception",
                "before-measures",
                "assumed",
            ],
            "tier" => &["at-least", "at-most", "total-at-most", "unrounded"],
            _ => &[],
        };
        for entry in view.entries.iter().filter(|entry| stray.contains(&entry.key.as_str())) {
            let title = format!("`{}` means nothing beside `{one}`", entry.key);
            self.report(Code::ConflictingKeys, entry.key_span.clone(), title, "no use here", None);
        }
    }

    fn tier(&mut self, view: View<'_>) -> Option<PaymentTier> {
        let one = self.just_one(view, "a tier", &["amount", "percent-of-basic", "percent-of-target"])?;
        let condition = self.condition(view.table("where"));
        let (rate, unrounded) = (self.rate(view, one)?, self.unrounded(view, one));
        Some(PaymentTier { rate, unrounded, assumed: view.assumed(), condition })
    }

    /// The amounts behind those of a rate; one behind an amount that is not there is refused.
    fn unrounded(&mut self, view: View<'_>, key: &str) -> Unrounded {
        let Some(behind) = view.table("unrounded") else { return Unrounded::default() };
        for entry in behind.entries.iter().filter(|entry| !view.has(&entry.key) && entry.key != key) {
            let title = format!("`{}` is not stated, so nothing lies behind it", entry.key);
            self.report(Code::ConflictingKeys, entry.key_span.clone(), title, "behind nothing", None);
        }
        let amount = |key: &str| behind.number(key).and_then(|(number, _)| Money::new(number));
        Unrounded { amount: amount("amount"), at_least: amount("at-least"), at_most: amount("at-most") }
    }

    fn rate(&mut self, view: View<'_>, key: &str) -> Option<PaymentRate> {
        let number = view.number(key)?.0;
        let bound = |key: &str| view.number(key).and_then(|(number, _)| Money::new(number));
        let (at_least, at_most) = (bound("at-least"), bound("at-most"));
        if key != "percent-of-basic" {
            for bound in ["at-least", "at-most", "total-at-most"] {
                if let Some(entry) = view.entries.iter().find(|entry| entry.key == bound) {
                    let title = format!("`{bound}` goes with percent-of-basic");
                    self.report(Code::ConflictingKeys, entry.key_span.clone(), title, "bounds nothing here", None);
                }
            }
        }
        self.bounds_in_order(view, at_least.map(Money::amount), at_most.map(Money::amount));
        Some(match key {
            "amount" => PaymentRate::Amount(Money::new(number)?),
            "percent-of-target" => PaymentRate::PercentOfTarget(Percent::new(number)),
            _ => {
                let total_at_most = bound("total-at-most");
                PaymentRate::PercentOfBasic { percent: Percent::new(number), at_least, at_most, total_at_most }
            }
        })
    }

    pub(super) fn bounds_in_order(&mut self, view: View<'_>, at_least: Option<Decimal>, at_most: Option<Decimal>) {
        if let (Some(floor), Some(cap)) = (at_least, at_most)
            && floor > cap
        {
            let span = view.get("at-most").map_or(0..0, |node| node.span.clone());
            let title = format!("at most {cap} is below at least {floor}");
            self.report(Code::ConflictingKeys, span, title, "nothing lies between", None);
        }
    }
}

/// What a payment goes on in, where the file says.
fn counts_in(view: View<'_>) -> Option<Vec<CountsIn>> {
    let words = view.get("counts-in")?;
    let known = |node: &Node| CountsIn::WORDS.iter().find(|(word, _)| node.word() == Some(word)).map(|(_, counts)| *counts);
    Some(words.items().iter().filter_map(known).collect())
}
