//! Where moves between grades lead.

use rust_decimal::Decimal;

use super::super::document::View;
use super::Lower;
use crate::diagnostic::Code;
use crate::scale::{Gain, MoveRule, MoveRules, Promotion};

impl Lower<'_> {
    /// The rules of a pay system.
    pub(super) fn moves(&mut self, root: View<'_>) -> MoveRules {
        MoveRules {
            promotion: root.table("promotion").and_then(|view| self.promotion(view)),
            demotion: root.table("demotion").and_then(other_move),
            redeployment: root.table("redeployment").and_then(other_move),
        }
    }

    fn promotion(&mut self, view: View<'_>) -> Option<Promotion> {
        let to = view.text("to")?.0;
        for key in ["plus-percent", "plus-points"] {
            if let (true, Some(entry)) = (to != "nearest-above", view.entries.iter().find(|entry| entry.key == key)) {
                let title = format!("`{key}` goes with to = \"nearest-above\"");
                self.report(Code::ConflictingKeys, entry.key_span.clone(), title, &format!("not with \"{to}\""), None);
            }
        }
        let points = |key: &str| {
            let points = view.number(key).map_or(Ok(0), |(number, _)| u32::try_from(number));
            points.expect("the grammar takes few whole points")
        };
        let percent = |key: &str| view.number(key).map_or(Decimal::ZERO, |(number, _)| number);
        let to = match to {
            "nearest-above" => {
                MoveRule::NearestAbove { plus_percent: percent("plus-percent"), plus_points: points("plus-points") }
            }
            "same-step" => MoveRule::SameStep,
            "own-point" => MoveRule::OwnPoint,
            _ => MoveRule::MinimumNotBelowPay,
        };
        Some(Promotion { to, at_least: Gain { percent: percent("at-least-percent"), points: points("at-least-points") } })
    }
}

/// Where a move leads that may be downwards.
fn other_move(view: View<'_>) -> Option<MoveRule> {
    Some(match view.text("to")?.0 {
        "nearest-not-above" => MoveRule::NearestNotAbove,
        "same-step" => MoveRule::SameStep,
        "own-point" => MoveRule::OwnPoint,
        _ => MoveRule::Minimum,
    })
}
