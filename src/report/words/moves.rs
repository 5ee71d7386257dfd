//! Moves between grades, in words.

use super::counted;
use crate::calendar::{Date, day_before, written};
use crate::entitlement::{MoveAssumption, OtherOrder};
use crate::scale::{Gain, GradeId, MoveKind, MoveOrder, MoveRule, Promotion, Scale};

/// A move to another grade for good.
pub(super) fn moved(kind: MoveKind, from: &GradeId, to: &GradeId) -> String {
    format!("{} from {from} to {to}", done(kind))
}

/// The way up for a time.
pub(super) fn temporarily_promoted(from: &GradeId, to: &GradeId, until: Date) -> String {
    let last = written(day_before(until));
    // Within one grade of the system the employer's own grades have no names.
    if from == to {
        format!("temporarily promoted, to {last}")
    } else {
        format!("temporarily promoted from {from} to {to}, to {last}")
    }
}

/// The way back.
pub(super) fn returned(from: &GradeId, to: &GradeId) -> String {
    if from == to { "back from temporary promotion".to_owned() } else { format!("back from {from} to {to}") }
}

fn done(kind: MoveKind) -> &'static str {
    match kind {
        MoveKind::Promotion => "promoted",
        MoveKind::Demotion => "demoted",
        MoveKind::Redeployment => "redeployed",
        MoveKind::Regrading => "regraded",
        MoveKind::Transfer => "moved",
    }
}

/// Where moves lead: what sort, and where to.
pub fn moves(scale: &Scale) -> Vec<(&'static str, String)> {
    let rules = scale.moves;
    let promotion = rules.promotion.map(|rule| ("Promotion", promotion(scale, rule)));
    let others = [("Demotion", rules.demotion), ("Redeployment", rules.redeployment)];
    let others = others.into_iter().filter_map(|(name, rule)| Some((name, leads(scale, rule?))));
    promotion.into_iter().chain(others).collect()
}

fn promotion(scale: &Scale, Promotion { to, at_least: Gain { percent, points } }: Promotion) -> String {
    let percent = (!percent.is_zero()).then(|| format!("{}% of present pay", percent.normalize()));
    let points = (points > 0).then(|| counted(u64::from(points), &scale.point_word));
    let gains: Vec<String> = percent.into_iter().chain(points).collect();
    let least = if gains.is_empty() { String::new() } else { format!(", and worth at least {}", gains.join(" and ")) };
    format!("{}{least}", leads(scale, to))
}

fn leads(scale: &Scale, rule: MoveRule) -> String {
    let word = &scale.point_word;
    match rule {
        MoveRule::MinimumNotBelowPay => "to the minimum of the new range, or the nearest point not below present pay".to_owned(),
        MoveRule::Minimum => "to the minimum of the new range".to_owned(),
        MoveRule::NearestAbove { plus_percent, plus_points } => {
            let percent =
                if plus_percent.is_zero() { String::new() } else { format!(" raised by {}%", plus_percent.normalize()) };
            let points =
                if plus_points == 0 { String::new() } else { format!(", and {} more", counted(u64::from(plus_points), word)) };
            format!("to the nearest {word} above present pay{percent}{points}")
        }
        MoveRule::NearestNotAbove => format!("to the nearest {word} that does not pay more than now, or the minimum"),
        MoveRule::SameStep => "as many steps above the minimum as before".to_owned(),
        MoveRule::OwnPoint => format!("to the {word} that is agreed for it, which has to be given"),
    }
}

/// An order of moves and what else falls on their day, in words.
fn order(order: MoveOrder) -> &'static str {
    match order {
        MoveOrder::Last => "the award and the step first, then the move at the new rates",
        MoveOrder::First => "the move first, by the pay of the day before",
    }
}

/// The convention, where the system states it.
pub(super) fn order_of_moves(scale: &Scale) -> Option<String> {
    scale.conventions.moves.map(|moves| format!("on the day of a move {}", order(moves)))
}

/// What is assumed, as a sentence.
pub(super) fn assumed(what: &MoveAssumption) -> String {
    match what {
        MoveAssumption::Order { on, taken, other } => {
            let elsewhere = match other {
                OtherOrder::Same => String::new(),
                OtherOrder::Elsewhere { to, not, point_word } => {
                    format!("; the other order leads to {point_word} {to}, not {not}")
                }
                OtherOrder::ForSome { point_word } => format!("; the other order leads some to another {point_word}"),
            };
            let on = written(*on);
            format!("The file does not say what comes first on {on}, the day of a move: {} was used{elsewhere}.", order(*taken))
        }
        MoveAssumption::Temporary { placed } => {
            let leads = if *placed { "" } else { "it leads where a promotion leads, " };
            format!(
                "Temporary promotion: the file has no terms of its own for it, so {leads}steps in the own grade go on meanwhile, and the \
                 return is to where they lead."
            )
        }
    }
}
