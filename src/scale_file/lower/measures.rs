//! Measures.

use super::super::document::{Node, Value, View};
use super::{Lower, point};
use crate::diagnostic::Code;
use crate::money::{Money, Percent};
use crate::scale::{Assimilation, Change, Measure, PointId, Points, Selector, Shift, Uplift};

/// The keys that say what a measure changes.
const CHANGES: [&str; 10] = [
    "uplift",
    "raise-to",
    "equal-steps",
    "delete-points",
    "insert-point",
    "raise-minimum",
    "lower-target",
    "target-within",
    "lump-sum",
    "hours-per-week",
];

impl Lower<'_> {
    /// Measures; one that was reported is left out.
    pub(super) fn measures(&mut self, settlement: View<'_>) -> Vec<Measure> {
        let read: Vec<Option<Measure>> =
            settlement.list("measure").iter().map(|node| node.view().and_then(|view| self.measure(view))).collect();
        if read.iter().any(Option::is_none) {
            self.leave_out();
        }
        read.into_iter().flatten().collect()
    }

    fn measure(&mut self, view: View<'_>) -> Option<Measure> {
        let one = self.just_one(view, "a measure", &CHANGES)?;
        self.no_stray_keys(view, one);
        let assimilation = view.one_of("assimilate", &Assimilation::WORDS).unwrap_or(Assimilation::ToMinimum);
        let change = match one {
            "uplift" => {
                let payments = view.list("payments").iter().filter_map(Node::word).map(Into::into).collect();
                Change::Uplift { uplift: self.uplift(view.table("uplift")?)?, payments }
            }
            "raise-to" => Change::RaiseTo(point(view.get("raise-to")?)?),
            "equal-steps" => Change::EqualSteps(view.parsed("equal-steps")?),
            "delete-points" => Change::DeletePoints(view.list("delete-points").iter().map(point).collect::<Option<Vec<_>>>()?),
            "insert-point" => self.insert(view.table("insert-point")?)?,
            "raise-minimum" => Change::RaiseMinimum { shift: self.shift(view.table("raise-minimum")?)?, assimilation },
            "lower-target" => Change::LowerTarget(self.shift(view.table("lower-target")?)?),
            "target-within" => Change::TargetWithin { within: view.parsed("target-within")?, assimilation },
            "hours-per-week" => Change::HoursPerWeek(view.number("hours-per-week")?.0),
            _ => {
                let sum = view.table("lump-sum")?;
                Change::LumpSum {
                    amount: Money::new(sum.number("amount")?.0)?,
                    pro_rata: sum.flag("pro-rata").unwrap_or(true),
                    pensionable: sum.flag("pensionable").unwrap_or(false),
                }
            }
        };
        let names = |key: &str| view.list(key).iter().filter_map(Node::word).collect::<Vec<_>>();
        if view.get("points").is_some_and(|node| selected_points(node).is_none()) {
            return None;
        }
        let selector = Selector {
            spines: view.get("spine").map_or_else(Vec::new, |node| match &node.value {
                Value::List(spines) => spines.iter().filter_map(Node::word).map(Into::into).collect(),
                _ => node.word().into_iter().map(Into::into).collect(),
            }),
            points: view.get("points").and_then(selected_points),
            grades: names("grades").into_iter().map(Into::into).collect(),
            areas: names("areas").into_iter().map(Into::into).collect(),
        };
        let title = view.text("title").map(|(title, _)| title.to_owned());
        Some(Measure { title, change, selector, assumed: view.assumed() })
    }

    /// Keys that mean nothing for this change would be silently ignored; so they are refused.
    fn no_stray_keys(&mut self, view: View<'_>, change: &str) {
        let uses: &[&str] = match change {
            "uplift" if view.has("payments") => &["payments", "areas", "assumed"],
            "raise-to" => &["spine", "points", "assumed"],
            "uplift" => &["spine", "points", "grades", "areas", "assumed"],
            "delete-points" => &["spine"],
            "insert-point" | "equal-steps" => &["spine", "assumed"],
            "raise-minimum" | "target-within" => &["assimilate", "spine", "grades", "areas"],
            "lower-target" => &["spine", "grades", "areas"],
            "lump-sum" => &["grades", "areas"],
            _ => &[],
        };
        let selectors = ["assimilate", "payments", "spine", "points", "grades", "areas", "assumed"];
        for entry in
            view.entries.iter().filter(|entry| selectors.contains(&entry.key.as_str()) && !uses.contains(&entry.key.as_str()))
        {
            let title = format!("`{}` means nothing with `{change}`", entry.key);
            let help =
                if uses.is_empty() { "leave it out".to_owned() } else { format!("`{change}` goes with {}", uses.join(", ")) };
            self.report(Code::ConflictingKeys, entry.key_span.clone(), title, "no use here", Some(&help));
        }
    }

    fn uplift(&mut self, view: View<'_>) -> Option<Uplift> {
        if view.entries.is_empty() {
            let title = "an uplift needs one or more of percent, flat, at-least, at-most";
            self.report(Code::ConflictingKeys, view.span.clone(), title, "no rise here", None);
            return None;
        }
        // A key that is there and cannot be read has been reported; it must not count as absent.
        let number = |key: &str| if view.has(key) { view.number(key).map(|(number, _)| Some(number)) } else { Some(None) };
        let (percent, flat) =
            (number("percent")?.unwrap_or(rust_decimal::Decimal::ZERO), number("flat")?.unwrap_or(rust_decimal::Decimal::ZERO));
        let (at_least, at_most) = (number("at-least")?, number("at-most")?);
        self.bounds_in_order(view, at_least, at_most);
        if ["percent", "flat", "at-least"].iter().all(|key| !view.has(key)) {
            self.report(
                Code::ConflictingKeys,
                view.span.clone(),
                "an uplift by nothing, at most something, is no rise",
                "no rise here",
                None,
            );
        }
        Some(Uplift {
            percent: Percent::new(percent),
            flat: Money::new(flat)?,
            at_least: at_least.and_then(Money::new),
            at_most: at_most.and_then(Money::new),
        })
    }

    fn insert(&mut self, view: View<'_>) -> Option<Change> {
        let between: Vec<PointId> = view.list("between").iter().filter_map(point).collect();
        let [low, high] = between.as_slice() else {
            if let Some(node) = view.get("between") {
                self.report(
                    Code::WrongType,
                    node.span.clone(),
                    "`between` names two neighbours, lower first",
                    "expected two points",
                    None,
                );
            }
            return None;
        };
        Some(Change::InsertPoint {
            point: point(view.get("point")?)?,
            between: (low.clone(), high.clone()),
            at: view.number("at")?.0,
        })
    }

    fn shift(&mut self, view: View<'_>) -> Option<Shift> {
        match self.just_one(view, "the end of a range", &["by", "to"])? {
            "by" => Some(Shift::By(view.number("by")?.0)),
            _ => Some(Shift::To(point(view.get("to")?)?)),
        }
    }
}

pub(super) fn selected_points(node: &Node) -> Option<Points> {
    match &node.value {
        Value::List(items) => items.iter().map(Node::word).collect(),
        _ => Some([node.word()?].into_iter().collect()),
    }
}
