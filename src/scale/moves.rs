//! Moves between grades: what sorts there are, and where each leads.

use rust_decimal::Decimal;

/// What sort of move between grades it is. Each has terms of its own, so no sort goes by the rule of another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum MoveKind {
    /// To a higher grade for good.
    Promotion,
    /// To a lower grade for good, by choice or for conduct or capability.
    Demotion,
    /// To other work not of the member's choosing.
    Redeployment,
    /// The same work in another grade, as after a job evaluation.
    Regrading,
    /// To a grade whose range pays the same, or one of which nothing is known but the point.
    Transfer,
}

impl MoveKind {
    /// By the words the files use. Nobody has to say that a move is a transfer.
    pub const WORDS: [(&'static str, MoveKind); 4] = [
        ("promotion", MoveKind::Promotion),
        ("demotion", MoveKind::Demotion),
        ("redeployment", MoveKind::Redeployment),
        ("regrading", MoveKind::Regrading),
    ];

    /// The word.
    pub fn word(self) -> &'static str {
        MoveKind::WORDS.iter().find(|(_, kind)| *kind == self).map_or("move", |(word, _)| word)
    }
}

/// Where a move leads in the new range, unless the event names the point.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MoveRule {
    /// To the minimum of the new range, or to the nearest point not below present pay if that is higher.
    MinimumNotBelowPay,
    /// To the minimum of the new range, whatever present pay is.
    Minimum,
    /// To the nearest point above present pay raised by so many per cent, then so many points on, never past the target.
    NearestAbove {
        /// Per cent added to present pay before looking.
        plus_percent: Decimal,
        /// Points added after.
        plus_points: u32,
    },
    /// To the nearest point that does not pay more than now, or to the minimum where all do.
    NearestNotAbove,
    /// As many points above the minimum as now, never past the target.
    SameStep,
    /// Nowhere by itself: the event must name the point.
    OwnPoint,
}

impl MoveRule {
    /// The words that promotions lead by.
    pub const UP: [&'static str; 4] = ["minimum", "nearest-above", "same-step", "own-point"];
    /// The words that other moves lead by.
    pub const OTHERWISE: [&'static str; 4] = ["minimum", "nearest-not-above", "same-step", "own-point"];

    /// The word that files use.
    pub fn word(self) -> &'static str {
        match self {
            MoveRule::MinimumNotBelowPay | MoveRule::Minimum => "minimum",
            MoveRule::NearestAbove { .. } => "nearest-above",
            MoveRule::NearestNotAbove => "nearest-not-above",
            MoveRule::SameStep => "same-step",
            MoveRule::OwnPoint => "own-point",
        }
    }
}

/// Where a promotion leads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Promotion {
    /// The rule.
    pub to: MoveRule,
    /// The least that it must be worth: a point that is worth less gives way to the lowest that is worth it.
    pub at_least: Gain,
}

impl From<MoveRule> for Promotion {
    /// With no least gain.
    fn from(to: MoveRule) -> Promotion {
        Promotion { to, at_least: Gain::default() }
    }
}

/// What a promotion must be worth: the higher of the two.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Gain {
    /// Per cent of present pay.
    pub percent: Decimal,
    /// Points of the present spine above the present one.
    pub points: u32,
}

/// Where each sort of move leads, where the system says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct MoveRules {
    /// A promotion, for good or for a time, and a regrading to a higher grade.
    pub promotion: Option<Promotion>,
    /// A demotion.
    pub demotion: Option<MoveRule>,
    /// A redeployment, and a regrading to a lower grade.
    pub redeployment: Option<MoveRule>,
}

/// What comes first where a move between grades falls on the day of an award or a step.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum MoveOrder {
    /// The award and the step in the grade held the day before; then the move, at the day's rates and without a second step.
    Last,
    /// The move, by the pay and the ranges of the day before; then the award, and no step.
    First,
}

impl MoveOrder {
    /// By the words the files use.
    pub const WORDS: [(&'static str, MoveOrder); 2] = [("last", MoveOrder::Last), ("first", MoveOrder::First)];

    /// The word.
    pub fn word(self) -> &'static str {
        MoveOrder::WORDS.iter().find(|(_, order)| *order == self).map_or("", |(word, _)| word)
    }

    /// The other one.
    #[must_use]
    pub fn other(self) -> MoveOrder {
        match self {
            MoveOrder::Last => MoveOrder::First,
            MoveOrder::First => MoveOrder::Last,
        }
    }
}
