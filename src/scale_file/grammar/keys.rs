//! The tables of a pay system and of a proposal.

use super::absence::ABSENCE_RULES;
use super::common::{ASSUMED, ASSUMED_DOC, FORMAT, MODES, POINT, ROUNDING};
use super::forms::{CURRENCY, ID, LENGTH, MONTH, MONTH_DAY, MONTH_DAY_OR_ANNIVERSARY, POINT_RANGE, SHARE, WEEKS};
use super::moves::{MOVE_ORDERS, MOVE_RULE, PROMOTION};
use super::protection::PROTECTION;
use super::term_time::TERM_TIME;
use super::{Bounds, Key, Keys, Shape, may, must, words};
use crate::calendar::PartMonth;
use crate::scale::{Assimilation, Basis, BetweenMeasures, Carry, CountedFrom, CountsIn, Kind, Order, ShortService, Status};

static BETWEEN_MEASURES: [&str; 2] = words(&BetweenMeasures::WORDS);
static CARRIES: [&str; 2] = words(&Carry::WORDS);
static PART_MONTHS: [&str; 8] = words(&PartMonth::WORDS);
static STATUSES: [&str; 4] = words(&Status::WORDS);
static ORDERS: [&str; 2] = words(&Order::WORDS);
static KINDS: [&str; 4] = words(&Kind::WORDS);
static BASES: [&str; 4] = words(&Basis::WORDS);
static COUNTS_IN: [&str; 3] = words(&CountsIn::WORDS);
static ASSIMILATIONS: [&str; 2] = words(&Assimilation::WORDS);
static COUNTED_FROM: [&str; 2] = words(&CountedFrom::WORDS);
static SHORT_SERVICE: [&str; 2] = words(&ShortService::WORDS);

const POINTS: Shape =
    Shape::Either(&[Shape::Number(Bounds::Whole(0, u16::MAX)), Shape::Syntax(&POINT_RANGE), Shape::List(&POINT)]);
const VALUE: Shape = Shape::Either(&[Shape::Text, Shape::Number(Bounds::Any)]);
const CONDITION: Shape = Shape::Names(&Shape::Either(&[Shape::Text, Shape::Number(Bounds::Any), Shape::List(&VALUE)]));

static ANNUAL_ROUNDING: Keys = Keys {
    name: "annual-rounding",
    keys: &[
        must("to", Shape::Number(Bounds::Positive), "the unit: 1, 3, 0.01"),
        must("mode", Shape::Word(&MODES), "which way"),
        must("carry", Shape::Word(&CARRIES), "whether the next award starts from the published or the unrounded value"),
    ],
    others: None,
};
static PART_MONTH_KINDS: Keys = Keys {
    name: "part-month",
    keys: &[
        must("default", Shape::Word(&PART_MONTHS), "for starting, leaving and changes within a month"),
        may("unpaid", Shape::Word(&PART_MONTHS), "for unpaid absence"),
        may("strike", Shape::Word(&PART_MONTHS), "for strike days"),
    ],
    others: None,
};
static CONVENTIONS: Keys = Keys {
    name: "conventions",
    keys: &[
        must("annual-rounding", Shape::Table(&ANNUAL_ROUNDING), "how annual values are rounded"),
        may(
            "moves",
            Shape::Word(&MOVE_ORDERS),
            "where a move between grades falls on the day of an award or a step: the move last, or first; last unless said, as assumed",
        ),
        must("monthly-rounding", Shape::Table(&ROUNDING), "how a month's pay of one component is rounded"),
        may(
            "between-measures",
            Shape::Word(&BETWEEN_MEASURES),
            "whether values are rounded between two measures of one settlement; rounded unless said, and never where carry = \"unrounded\"",
        ),
        must(
            "part-month",
            Shape::Either(&[Shape::Word(&PART_MONTHS), Shape::Table(&PART_MONTH_KINDS)]),
            "how parts of a month are paid; one word, or one for each kind of event",
        ),
        may("hours-per-week", Shape::Number(Bounds::Positive), "full-time hours a week"),
        may(
            "weeks-per-year",
            Shape::Either(&[Shape::Number(Bounds::Positive), Shape::Syntax(&WEEKS)]),
            "52.143, or exactly as a fraction: \"365/7\", \"365.25/7\", \"2087/40\"",
        ),
        must("year-start", Shape::Syntax(&MONTH_DAY), "the first day of the pay year"),
        may(
            "term-time",
            Shape::Table(&TERM_TIME),
            "for A weeks at work a year, A + A × leave ÷ (weeks-per-year − leave) weeks are paid, in equal months",
        ),
    ],
    others: None,
};
static GRADE: Keys = Keys {
    name: "grade",
    keys: &[
        must("title", Shape::Text, "what people call it"),
        may("spine", Shape::Text, "the spine its ranges lie on; none when they are by pay"),
        may(
            "local",
            Shape::Bool,
            "true: employers set grades of their own within its range, and a member says where theirs ends",
        ),
    ],
    others: None,
};
static GEOMETRIC: Keys = Keys {
    name: "geometric",
    keys: &[
        must("at", Shape::Number(Bounds::Whole(0, 1000)), "the point at which `value` holds"),
        must("value", Shape::Number(Bounds::Positive), "the annual value there, before rounding"),
        must("ratio", Shape::Number(Bounds::Positive), "from one point to the next"),
    ],
    others: None,
};
static ARITHMETIC: Keys = Keys {
    name: "arithmetic",
    keys: &[
        must("value", Shape::Number(Bounds::Positive), "the annual value of the first point"),
        must("step", Shape::Syntax(&SHARE), "from one point to the next, as a share of it, rounded by annual-rounding"),
    ],
    others: None,
};
const POINTS_TABLE: Key = may(
    "points",
    Shape::Names(&Shape::Number(Bounds::NotNegative)),
    "annual values as published; they override a formula, and what an award of the same settlement makes of them",
);
const UNROUNDED: Key = may(
    "unrounded",
    Shape::Names(&Shape::Number(Bounds::NotNegative)),
    "the values behind published ones, from which awards start where they are carried unrounded; inferred, and said so",
);
const SPINE_ASSUMED: Key = may("assumed", ASSUMED, ASSUMED_DOC);
const ASSUMED_POINTS: Key = may("assumed-points", POINTS, "the points that `assumed` is about; all unless said");
const EXCEPTION: Key =
    may("exception", Shape::Text, "why these values, and not what measures of the same settlement would make, are its result");
const BEFORE_MEASURES: Key =
    may("before-measures", Shape::Bool, "true: the measures of the same settlement start from these values");
static AREA_TABLE: Keys =
    Keys { name: "table of an area", keys: &[POINTS_TABLE, UNROUNDED, SPINE_ASSUMED, ASSUMED_POINTS, EXCEPTION], others: None };
pub(super) static SPINE: Keys = Keys {
    name: "spine",
    keys: &[
        may("first", Shape::Number(Bounds::Whole(0, 1000)), "the first point of the formula"),
        may("last", Shape::Number(Bounds::Whole(0, 1000)), "the last point of the formula"),
        may("geometric", Shape::Table(&GEOMETRIC), "value × ratio^(point − at), rounded once"),
        may("arithmetic", Shape::Table(&ARITHMETIC), "value + (point − first) × step"),
        POINTS_TABLE,
        UNROUNDED,
        may("replace", Shape::Bool, "the table takes the place of the spine that stood, points and all"),
        SPINE_ASSUMED,
        ASSUMED_POINTS,
        EXCEPTION,
        BEFORE_MEASURES,
    ],
    others: Some(&Shape::Table(&AREA_TABLE)),
};
pub(super) static RANGE: Keys = Keys {
    name: "range",
    keys: &[
        may("minimum", POINT, "the point where people start"),
        may("target", POINT, "the point that is the rate for the job"),
        may("minimum-pay", Shape::Number(Bounds::NotNegative), "the salary where people start, for a range without points"),
        may("target-pay", Shape::Number(Bounds::NotNegative), "the salary that is the rate for the job"),
        EXCEPTION,
        BEFORE_MEASURES,
        may("assumed", ASSUMED, ASSUMED_DOC),
    ],
    others: None,
};
static GRADE_RANGE: Keys = Keys { name: "range", keys: RANGE.keys, others: Some(&Shape::Table(&RANGE)) };
pub(super) static PROGRESSION: Keys = Keys {
    name: "progression",
    keys: &[
        may("step", Shape::Number(Bounds::Whole(1, 1000)), "points at a time, never past the target"),
        may("every", Shape::Syntax(&LENGTH), "time between steps"),
        may(
            "waits",
            Shape::List(&Shape::Syntax(&LENGTH)),
            "instead of step and every: the wait at each point, from the minimum up",
        ),
        may(
            "counted-from",
            Shape::Word(&COUNTED_FROM),
            "waits: each from the day on the point, or all from the day in the grade",
        ),
        may("on", Shape::Syntax(&MONTH_DAY_OR_ANNIVERSARY), "the day on which people move: a common date or \"anniversary\""),
        may("qualifying", Shape::Syntax(&LENGTH), "least time in the grade on that day"),
        may(
            "short-service",
            Shape::Word(&SHORT_SERVICE),
            "qualifying: who lacks it on the first common date moves on the next, or when the time is complete",
        ),
        may("requires", CONDITION, "a gate: fields and the values that pass it"),
        may("assumed", ASSUMED, ASSUMED_DOC),
    ],
    others: None,
};
static PROGRESSION_BY_GRADE: Keys =
    Keys { name: "progression", keys: PROGRESSION.keys, others: Some(&Shape::Table(&PROGRESSION)) };

const AMOUNT: Key = may("amount", Shape::Number(Bounds::NotNegative), "a sum a year, for full time; or for each hour or session");
const PERCENT_OF_BASIC: Key = may("percent-of-basic", Shape::Number(Bounds::Percent(1000)), "per cent of annual basic pay");
const AT_LEAST: Key = may("at-least", Shape::Number(Bounds::NotNegative), "percent-of-basic: at least this a year");
const AT_MOST: Key = may("at-most", Shape::Number(Bounds::NotNegative), "percent-of-basic: at most this a year");
const TOTAL_AT_MOST: Key =
    may("total-at-most", Shape::Number(Bounds::NotNegative), "percent-of-basic: with basic pay at most this a year");
static UNROUNDED_AMOUNTS: Keys = Keys {
    name: "unrounded",
    keys: &[
        may("amount", Shape::Number(Bounds::NotNegative), "behind `amount`"),
        may("at-least", Shape::Number(Bounds::NotNegative), "behind `at-least`"),
        may("at-most", Shape::Number(Bounds::NotNegative), "behind `at-most`"),
    ],
    others: None,
};
const AMOUNTS_BEHIND: Key = may(
    "unrounded",
    Shape::Table(&UNROUNDED_AMOUNTS),
    "the amounts behind published ones, from which awards start where they are carried unrounded",
);
const PERCENT_OF_TARGET: Key =
    may("percent-of-target", Shape::Number(Bounds::Percent(1000)), "per cent of the target rate of the member's range");

static TIER: Keys = Keys {
    name: "tier",
    keys: &[
        AMOUNT,
        PERCENT_OF_BASIC,
        AT_LEAST,
        AT_MOST,
        TOTAL_AT_MOST,
        PERCENT_OF_TARGET,
        AMOUNTS_BEHIND,
        may("where", CONDITION, "whom this rate is for"),
        may("assumed", ASSUMED, ASSUMED_DOC),
    ],
    others: None,
};
static PAYMENT: Keys = Keys {
    name: "payment",
    keys: &[
        may("title", Shape::Text, "what people call it"),
        may("kind", Shape::Word(&KINDS), "what sort of payment it is"),
        AMOUNT,
        PERCENT_OF_BASIC,
        AT_LEAST,
        AT_MOST,
        TOTAL_AT_MOST,
        PERCENT_OF_TARGET,
        AMOUNTS_BEHIND,
        may("tier", Shape::List(&Shape::Table(&TIER)), "instead of one rate: the first tier that fits"),
        may("where", CONDITION, "whom it is for: fields and the values that fit"),
        may("pro-rata", Shape::Bool, "false is short for basis = \"flat\""),
        may(
            "basis",
            Shape::Word(&BASES),
            "what it goes by: a year by FTE, a year whatever the hours (flat), or each hour or session worked; fte unless said",
        ),
        may("pensionable", Shape::Bool, "whether it counts for the pension"),
        may("consolidated", Shape::Bool, "whether it carries into later years; true unless said"),
        may("paid", Shape::Syntax(&MONTH), "a bonus: paid once, in this month"),
        may("share", Shape::Number(Bounds::Percent(100)), "a bonus: per cent of the staff it fits who get it"),
        may(
            "rounding",
            Shape::Table(&ROUNDING),
            "rounding of the annual amount of a percentage, or of the rate for an hour or session",
        ),
        may(
            "counts-in",
            Shape::Either(&[Shape::Word(&["none"]), Shape::List(&Shape::Word(&COUNTS_IN))]),
            "the pay it goes on in: sick pay, maternity (adoption and shared parental) pay, pay for annual leave; or none",
        ),
        may(
            "leave-pay",
            Shape::Either(&[Shape::Number(Bounds::Percent(100)), Shape::Word(&["inside"])]),
            "inside: the rate contains leave pay; or so much per cent is added to every payment instead. No average is due beside it",
        ),
        may("exclusive-group", Shape::Text, "of the payments of a group only the first stated that fits is due"),
        EXCEPTION,
        BEFORE_MEASURES,
        may("withdrawn", Shape::Bool, "true: the payment ends"),
        may("protect-to", Shape::Date, "withdrawn: the last day on which it is due to whoever had it, by a promise"),
        may("protect-until", Shape::Date, "withdrawn: the first day on which it is not due, instead of `protect-to`"),
        may("assumed", ASSUMED, ASSUMED_DOC),
    ],
    others: None,
};
static UPLIFT: Keys = Keys {
    name: "uplift",
    keys: &[
        may("percent", Shape::Number(Bounds::Any), "per cent of the old value"),
        may("flat", Shape::Number(Bounds::Any), "a sum on top"),
        may("at-least", Shape::Number(Bounds::Any), "the rise is at least this"),
        may("at-most", Shape::Number(Bounds::Any), "the rise is at most this"),
    ],
    others: None,
};
static INSERT: Keys = Keys {
    name: "insert-point",
    keys: &[
        must("point", POINT, "its name"),
        must("between", Shape::List(&POINT), "its two neighbours, lower first"),
        must("at", Shape::Number(Bounds::Share), "its place between their values: 0 the lower, 1 the higher"),
    ],
    others: None,
};
static SHIFT: Keys = Keys {
    name: "raise-minimum or lower-target",
    keys: &[
        may("by", Shape::Number(Bounds::NotNegative), "so many points, or so much pay in a range by pay"),
        may(
            "to",
            Shape::Either(&[Shape::Number(Bounds::NotNegative), Shape::Text]),
            "to a point, or to a salary in a range by pay",
        ),
    ],
    others: None,
};
static LUMP_SUM: Keys = Keys {
    name: "lump-sum",
    keys: &[
        must("amount", Shape::Number(Bounds::Positive), "for full time"),
        may("pro-rata", Shape::Bool, "by FTE; true unless said"),
        may("pensionable", Shape::Bool, "false unless said"),
    ],
    others: None,
};
static MEASURE: Keys = Keys {
    name: "measure",
    keys: &[
        may("title", Shape::Text, "as the agreement words it"),
        may("uplift", Shape::Table(&UPLIFT), "rise = per cent + flat, held between at-least and at-most"),
        may("payments", Shape::List(&Shape::Text), "the uplift raises these payments' amounts and bounds instead of basic pay"),
        may("raise-to", POINT, "the points selected rise to the value of this one"),
        may("equal-steps", Shape::Syntax(&SHARE), "each point this share of the lowest above the one before, rounded"),
        may("delete-points", Shape::List(&POINT), "whoever stands there moves to the next point that remains"),
        may("insert-point", Shape::Table(&INSERT), "a point between two neighbours"),
        may("raise-minimum", Shape::Table(&SHIFT), "ranges start higher"),
        may("lower-target", Shape::Table(&SHIFT), "ranges end lower; nobody loses a point"),
        may("target-within", Shape::Syntax(&LENGTH), "minima rise until minimum to target takes at most this long"),
        may(
            "assimilate",
            Shape::Word(&ASSIMILATIONS),
            "raise-minimum, target-within: up to the minimum, or everyone as many points",
        ),
        may("lump-sum", Shape::Table(&LUMP_SUM), "paid once, not consolidated"),
        may("hours-per-week", Shape::Number(Bounds::Positive), "a shorter full-time week for the same pay"),
        may("spine", Shape::Either(&[Shape::Text, Shape::List(&Shape::Text)]), "only on this spine, or these"),
        may("points", POINTS, "only these points: \"1..43\", or a list"),
        may("grades", Shape::List(&Shape::Text), "only these grades"),
        may("areas", Shape::List(&Shape::Text), "only these areas"),
        may("assumed", ASSUMED, "true, or why: every value that it makes or changes is assumed from then on"),
    ],
    others: None,
};
static SETTLEMENT: Keys = Keys {
    name: "settlement",
    keys: &[
        must("from", Shape::Date, "the first day"),
        may(
            "known-until",
            Shape::Date,
            "the last day on which it is known to be in force: after it nothing is known until the next settlement",
        ),
        may("title", Shape::Text, "what people call it"),
        must("status", Shape::Word(&STATUSES), "how far it is agreed"),
        may("agreed", Shape::Date, "when it was agreed, if later"),
        may("source", Shape::Text, "where its figures come from"),
        may("verified", Shape::Date, "when that was last checked"),
        may("assumed", Shape::Text, "what in it, such as its date, is assumed"),
        may("order", Shape::Word(&ORDERS), "what happens first when progression and assimilation fall on its date"),
        may("measure", Shape::List(&Shape::Table(&MEASURE)), "changes of what stands, in this order"),
        may("spine", Shape::Names(&Shape::Table(&SPINE)), "values of spines, by name"),
        may("range", Shape::Names(&Shape::Table(&GRADE_RANGE)), "ranges, by grade and area"),
        may("progression", Shape::Table(&PROGRESSION_BY_GRADE), "how people move up, for all grades or by grade"),
        may("payment", Shape::Names(&Shape::Table(&PAYMENT)), "payments beside basic pay, by name"),
    ],
    others: None,
};

/// A pay system.
pub static SCALE: Keys = Keys {
    name: "pay system",
    keys: &[
        FORMAT,
        must("id", Shape::Syntax(&ID), "what files and commands call it"),
        must("title", Shape::Text, "what people call it"),
        must("currency", Shape::Syntax(&CURRENCY), "the currency of every amount"),
        may("point-word", Shape::Text, "what this system calls a point: milestone, SCP"),
        must("conventions", Shape::Table(&CONVENTIONS), "rounding, part months, hours, years"),
        may("area", Shape::Names(&Shape::Text), "areas with their titles"),
        must("grade", Shape::Names(&Shape::Table(&GRADE)), "grades"),
        may("promotion", Shape::Table(&PROMOTION), "where a promotion leads, for good or for a time"),
        may("demotion", Shape::Table(&MOVE_RULE), "where a demotion leads"),
        may("redeployment", Shape::Table(&MOVE_RULE), "where a move leads that is not of the member's choosing"),
        may("protection", Shape::Table(&PROTECTION), "how a loss of pay that is not of the member's choosing is made good"),
        may("absence", Shape::Table(&ABSENCE_RULES), "what is due in sickness and on leave"),
        may("settlement", Shape::List(&Shape::Table(&SETTLEMENT)), "dated settlements, oldest first"),
    ],
    others: None,
};

/// A claim or an offer.
pub static PROPOSAL: Keys = Keys {
    name: "proposal",
    keys: &[
        FORMAT,
        must("id", Shape::Syntax(&ID), "what commands and results call it"),
        must("title", Shape::Text, "what people call it"),
        must("scale", Shape::Text, "the pay system: an id that is shipped, or a path from this file"),
        may("settlement", Shape::List(&Shape::Table(&SETTLEMENT)), "dated settlements, oldest first"),
    ],
    others: None,
};
