//! The keys of what a year of term-time work is paid for.

use super::common::{ASSUMED, ASSUMED_DOC, ROUNDING};
use super::forms::LENGTH;
use super::{Bounds, Keys, Shape, may, must};

static LEAVE_WEEKS: Keys = Keys {
    name: "leave",
    keys: &[
        must("service", Shape::Syntax(&LENGTH), "service with the employer, at least: \"0 years\", \"5 years\""),
        must("weeks", Shape::Number(Bounds::Positive), "leave and bank holidays of a whole year, in weeks"),
    ],
    others: None,
};
pub(super) static TERM_TIME: Keys = Keys {
    name: "term-time",
    keys: &[
        may("from", Shape::Date, "the first day for which the leave is known; every day unless said"),
        must("leave", Shape::List(&Shape::Table(&LEAVE_WEEKS)), "leave by service, shortest first"),
        may("rounding", Shape::Table(&ROUNDING), "how paid weeks are rounded; not rounded unless said"),
        may("source", Shape::Text, "where it was read"),
        may("assumed", ASSUMED, ASSUMED_DOC),
    ],
    others: None,
};
