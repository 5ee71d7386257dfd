//! Keys and shapes of values that tables of several kinds of file share.

use super::{Bounds, Key, Keys, Shape, must, words};
use crate::money::Mode;

pub(super) const FORMAT: Key = must("format", Shape::Number(Bounds::Whole(1, u16::MAX)), "the version of the format, 1");
/// The value of a key `assumed`, with its description.
pub(super) const ASSUMED: Shape = Shape::Either(&[Shape::Bool, Shape::Text]);
pub(super) const ASSUMED_DOC: &str = "true, or why: nothing published gives it. Every result that uses it says so";
/// A point of a spine: ids are mostly numbers.
pub(super) const POINT: Shape = Shape::Either(&[Shape::Number(Bounds::Whole(0, u16::MAX)), Shape::Text]);

pub(super) static MODES: [&str; 5] = words(&Mode::WORDS);
pub(super) static ROUNDING: Keys = Keys {
    name: "rounding",
    keys: &[must("to", Shape::Number(Bounds::Positive), "the unit: 1, 3, 0.01"), must("mode", Shape::Word(&MODES), "which way")],
    others: None,
};
