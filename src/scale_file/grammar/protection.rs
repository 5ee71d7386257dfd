//! The keys of `[protection]`.

use super::common::{ASSUMED, ASSUMED_DOC};
use super::forms::LENGTH;
use super::{Keys, Shape, may, must};

const PARTS: Shape = Shape::List(&Shape::Text);

pub(super) static PROTECTION: Keys = Keys {
    name: "protection",
    keys: &[
        must(
            "protects",
            PARTS,
            "the parts of pay whose loss is paid on as mark time: \"basic\", \"payments\" (all), or a payment",
        ),
        must(
            "reduced-by",
            Shape::Either(&[Shape::Word(&["none"]), PARTS]),
            "the parts of pay whose later rises reduce mark time; or none",
        ),
        may("for", Shape::Syntax(&LENGTH), "at most this long; without limit unless said"),
        may("source", Shape::Text, "where the rule comes from"),
        may("assumed", ASSUMED, ASSUMED_DOC),
    ],
    others: None,
};
