//! The keys of `[promotion]`, `[demotion]` and `[redeployment]`.

use super::{Bounds, Keys, Shape, may, must, words};
use crate::scale::{MoveOrder, MoveRule};

pub(super) static MOVE_ORDERS: [&str; 2] = words(&MoveOrder::WORDS);

pub(super) static PROMOTION: Keys = Keys {
    name: "promotion",
    keys: &[
        must(
            "to",
            Shape::Word(&MoveRule::UP),
            "the minimum of the new range, or the nearest point not below present pay if that is higher; the nearest point above present pay; as many points above the minimum as now; or the event must name the point",
        ),
        may("plus-percent", Shape::Number(Bounds::Percent(1000)), "nearest-above: per cent added to present pay before looking"),
        may("plus-points", Shape::Number(Bounds::Whole(0, 1000)), "nearest-above: points added after"),
        may("at-least-percent", Shape::Number(Bounds::Percent(1000)), "it is worth at least so many per cent of present pay"),
        may("at-least-points", Shape::Number(Bounds::Whole(0, 1000)), "it is worth at least so many points of the present spine"),
    ],
    others: None,
};

pub(super) static MOVE_RULE: Keys = Keys {
    name: "demotion or redeployment",
    keys: &[must(
        "to",
        Shape::Word(&MoveRule::OTHERWISE),
        "the minimum of the new range; the nearest point not above present pay; as many points above the minimum as now; or the event must name the point",
    )],
    others: None,
};
