//! The keys of a pay system's rules of absence.

use super::common::{ASSUMED, ASSUMED_DOC};
use super::forms::{LENGTH, SHARE_OF_PAY};
use super::{Bounds, Key, Keys, Shape, may, must, words};
use crate::scale::{AverageBy, TimeAway, WindowFrom, WithStatutory};

static WINDOW_FROM: [&str; 2] = words(&WindowFrom::WORDS);
static AVERAGE_BY: [&str; 2] = words(&AverageBy::WORDS);
static TIME_AWAY: [&str; 2] = words(&TimeAway::WORDS);
static WITH_STATUTORY: [&str; 4] = words(&WithStatutory::WORDS);

const PAY: Key = must("pay", Shape::Syntax(&SHARE_OF_PAY), "the share of pay: full, half, nil, or 9/10");
const STATUTORY: Key = may(
    "statutory",
    Shape::Word(&WITH_STATUTORY),
    "how statutory pay goes with it: inside (the higher of the two), on top up to full pay, alone, or none; inside full pay, on top of a part, alone beside nil unless said",
);
const SOURCE: Key = may("source", Shape::Text, "where the rule was read");

static ENTITLEMENT: Keys = Keys {
    name: "entitlement",
    keys: &[
        must("service", Shape::Syntax(&LENGTH), "continuous service on the first day of the absence, at least"),
        must("full", Shape::Syntax(&LENGTH), "full pay for so long"),
        must("half", Shape::Syntax(&LENGTH), "then half pay for so long"),
    ],
    others: None,
};
static CEILING: Keys = Keys {
    name: "ceiling",
    keys: &[
        must("paid", Shape::Syntax(&LENGTH), "full and half pay together for so long"),
        must("window", Shape::Syntax(&LENGTH), "within so long"),
    ],
    others: None,
};
static AFTER: Keys = Keys { name: "after", keys: &[PAY, STATUTORY], others: None };
static SICK: Keys = Keys {
    name: "rule of sick pay",
    keys: &[
        must("window", Shape::Syntax(&LENGTH), "days of sick pay so long before are taken off"),
        may(
            "window-from",
            Shape::Word(&WINDOW_FROM),
            "the window counts back from the first day of the absence, or rolls on day by day; first-day unless said",
        ),
        must("entitlement", Shape::List(&Shape::Table(&ENTITLEMENT)), "full and half pay by service, shortest service first"),
        may("ceiling", Shape::Table(&CEILING), "the most sick pay in a longer window"),
        may(
            "half-pay",
            Shape::Word(&WITH_STATUTORY),
            "how statutory sick pay goes with half pay; on-top, up to full pay, unless said",
        ),
        may("after", Shape::Table(&AFTER), "what is due after; nil and statutory pay alone unless said"),
        SOURCE,
        may("assumed", ASSUMED, ASSUMED_DOC),
    ],
    others: None,
};
static STAGE: Keys = Keys {
    name: "stage",
    keys: &[must("weeks", Shape::Number(Bounds::Whole(1, 260)), "for so many weeks"), PAY, STATUTORY],
    others: None,
};
static LEAVE: Keys = Keys {
    name: "rule of leave",
    keys: &[
        must("stage", Shape::List(&Shape::Table(&STAGE)), "stages of so many weeks on the same pay, one after another"),
        SOURCE,
        may("assumed", ASSUMED, ASSUMED_DOC),
    ],
    others: None,
};
static ANNUAL_LEAVE: Keys = Keys {
    name: "rule of leave pay",
    keys: &[
        must(
            "average-over",
            Shape::Syntax(&LENGTH),
            "so long before the month of the leave, in whole months: what was due for hours and sessions then is averaged",
        ),
        must(
            "average-by",
            Shape::Word(&AVERAGE_BY),
            "the days of which the average is made and for which it is due: the member's working days, or calendar days",
        ),
        SOURCE,
        may("assumed", ASSUMED, ASSUMED_DOC),
    ],
    others: None,
};
/// Of a kind of absence: what it does to the wait for a step.
const fn away(kind: &'static str) -> Key {
    may(
        kind,
        Shape::Word(&TIME_AWAY),
        "it counts for a step, or delays it by as long; a kind that is not named counts, as assumed",
    )
}
static TIME_AWAY_RULE: Keys = Keys {
    name: "rule of time away",
    keys: &[
        away("sick"),
        away("maternity"),
        away("adoption"),
        away("shared-parental"),
        away("leave"),
        away("unpaid"),
        away("career-break"),
        away("strike"),
        SOURCE,
        may("assumed", ASSUMED, ASSUMED_DOC),
    ],
    others: None,
};
pub(super) static ABSENCE_RULES: Keys = Keys {
    name: "absence",
    keys: &[
        may("sick", Shape::Table(&SICK), "sick pay"),
        may("maternity", Shape::Table(&LEAVE), "pay during maternity leave"),
        may("adoption", Shape::Table(&LEAVE), "pay during adoption leave"),
        may("shared-parental", Shape::Table(&LEAVE), "pay during shared parental leave"),
        may("leave", Shape::Table(&ANNUAL_LEAVE), "pay during annual leave"),
        may("progression", Shape::Table(&TIME_AWAY_RULE), "whether time away counts for steps, by kind of absence"),
    ],
    others: None,
};
