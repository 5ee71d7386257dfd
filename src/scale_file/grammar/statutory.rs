//! The keys of statutory tables and recovery policies.

use super::common::{ASSUMED, ASSUMED_DOC, FORMAT};
use super::forms::{ID, LENGTH};
use super::{Bounds, Key, Keys, Shape, may, must, words};
use crate::recovery::{Basis, OddInstalment, Pause};
use crate::statutory::{LoanPlan, StatutoryKind};

static KINDS: [&str; 11] = words(&StatutoryKind::WORDS);
static PLANS: [&str; 5] = words(&LoanPlan::WORDS);
static BASES: [&str; 3] = words(&Basis::WORDS);
static PAUSES: [&str; 3] = words(&Pause::WORDS);
static ODD: [&str; 2] = words(&OddInstalment::WORDS);

const MONEY: Shape = Shape::Number(Bounds::NotNegative);
const PERCENT: Shape = Shape::Number(Bounds::Percent(100));
const FROM: Key = must("from", Shape::Date, "the first day");
const UNTIL: Key = may("until", Shape::Date, "the first day on which it no longer holds, where no later row says so");
const SOURCE: Key = may("source", Shape::Text, "where it was read");
const ROW_ASSUMED: Key = may("assumed", ASSUMED, ASSUMED_DOC);

static AGE_BAND: Keys = Keys {
    name: "band",
    keys: &[
        must("from-age", Shape::Number(Bounds::Whole(0, 120)), "from this age on"),
        must("hourly", Shape::Number(Bounds::Positive), "an hour"),
    ],
    others: None,
};
static PERCENT_BAND: Keys = Keys {
    name: "band",
    keys: &[may("up-to", MONEY, "up to this a year, included; the last band has none"), must("percent", PERCENT, "per cent")],
    others: None,
};
static THRESHOLD: Keys = Keys {
    name: "threshold",
    keys: &[must("week", MONEY, "a week"), must("month", MONEY, "a month"), must("year", MONEY, "a year")],
    others: None,
};
const PERCENT_BANDS: Shape = Shape::List(&Shape::Table(&PERCENT_BAND));

static MINIMUM_WAGE: Keys = Keys {
    name: "row",
    keys: &[
        FROM,
        UNTIL,
        must("bands", Shape::List(&Shape::Table(&AGE_BAND)), "the least an hour, youngest first"),
        may("apprentice", Shape::Number(Bounds::Positive), "the least an hour for apprentices"),
        SOURCE,
        ROW_ASSUMED,
    ],
    others: None,
};
static NATIONAL_INSURANCE: Keys = Keys {
    name: "row",
    keys: &[
        FROM,
        UNTIL,
        must("lower-earnings-limit", Shape::Table(&THRESHOLD), "from here on earnings count for benefits"),
        must("primary-threshold", Shape::Table(&THRESHOLD), "employees pay above it"),
        must("secondary-threshold", Shape::Table(&THRESHOLD), "employers pay above it"),
        must("upper-earnings-limit", Shape::Table(&THRESHOLD), "employees pay the lower rate above it"),
        must("employee", PERCENT, "per cent between the primary threshold and the upper limit, category A"),
        must("employee-above", PERCENT, "per cent above the upper limit"),
        must("employer", PERCENT, "per cent above the secondary threshold, without limit"),
        SOURCE,
        ROW_ASSUMED,
    ],
    others: None,
};
static INCOME_TAX: Keys = Keys {
    name: "row",
    keys: &[
        FROM,
        UNTIL,
        must("personal-allowance", MONEY, "a year free of tax"),
        must("taper-from", MONEY, "the allowance falls by 1 for each 2 above this"),
        must("bands", PERCENT_BANDS, "per cent of what is above the allowance"),
        SOURCE,
        ROW_ASSUMED,
    ],
    others: None,
};
static SICK_PAY: Keys = Keys {
    name: "row",
    keys: &[
        FROM,
        UNTIL,
        must("weekly", Shape::Number(Bounds::Positive), "a week"),
        may("percent-of-earnings", PERCENT, "no more than this per cent of average weekly earnings"),
        may("lower-earnings-limit", MONEY, "average weekly earnings needed; none unless said"),
        must("waiting-days", Shape::Number(Bounds::Whole(0, 31)), "qualifying days without pay at the start"),
        must("least-days", Shape::Number(Bounds::Whole(1, 31)), "days of sickness in a row that make a period"),
        must("weeks", Shape::Number(Bounds::Whole(1, 104)), "at most so many weeks a period"),
        must("link-weeks", Shape::Number(Bounds::Whole(0, 104)), "periods this close count as one"),
        SOURCE,
        ROW_ASSUMED,
    ],
    others: None,
};
static PARENTAL_PAY: Keys = Keys {
    name: "row",
    keys: &[
        FROM,
        UNTIL,
        must("weekly", Shape::Number(Bounds::Positive), "the standard rate a week"),
        must("first-weeks", Shape::Number(Bounds::Whole(0, 52)), "so many weeks at the share of earnings"),
        must("percent-of-earnings", PERCENT, "that share; and the standard rate is never more than it"),
        must("weeks", Shape::Number(Bounds::Whole(0, 52)), "so many weeks after them"),
        SOURCE,
        ROW_ASSUMED,
    ],
    others: None,
};
const SCHEME: Key = must("scheme", Shape::Text, "the pension scheme");
static PENSION_EMPLOYER: Keys = Keys {
    name: "row",
    keys: &[
        SCHEME,
        FROM,
        UNTIL,
        may("percent", PERCENT, "per cent of pensionable pay"),
        may("basis", Shape::Word(&["actual", "full-time"]), "the pay that decides the band"),
        may("bands", PERCENT_BANDS, "instead: per cent of all pensionable pay, by band"),
        SOURCE,
        ROW_ASSUMED,
    ],
    others: None,
};
static PENSION_MEMBER: Keys = Keys {
    name: "row",
    keys: &[
        SCHEME,
        FROM,
        UNTIL,
        must("basis", Shape::Word(&["actual", "full-time"]), "the pay that decides the band"),
        must("bands", PERCENT_BANDS, "per cent of all pensionable pay"),
        may(
            "arrears",
            Shape::Word(&["counted", "apart"]),
            "whether back pay counts in the pay that decides the band; apart unless said",
        ),
        SOURCE,
        ROW_ASSUMED,
    ],
    others: None,
};
static PENSION_ACCRUAL: Keys = Keys {
    name: "row",
    keys: &[
        SCHEME,
        FROM,
        UNTIL,
        may("divisor", Shape::Number(Bounds::Positive), "a year earns pensionable pay over this: 49 for 1/49"),
        may("percent", PERCENT, "instead: a year earns this per cent of pensionable pay"),
        SOURCE,
        ROW_ASSUMED,
    ],
    others: None,
};
static STUDENT_LOAN: Keys = Keys {
    name: "row",
    keys: &[
        must("plan", Shape::Word(&PLANS), "whose loans"),
        FROM,
        UNTIL,
        must("threshold", MONEY, "pay a year above which it is repaid"),
        must("percent", PERCENT, "per cent of pay above it"),
        SOURCE,
        ROW_ASSUMED,
    ],
    others: None,
};
static APPRENTICESHIP_LEVY: Keys = Keys {
    name: "row",
    keys: &[
        FROM,
        UNTIL,
        must("percent", PERCENT, "per cent of the pay bill"),
        must("allowance", MONEY, "a year, taken off the levy"),
        SOURCE,
        ROW_ASSUMED,
    ],
    others: None,
};
static INFLATION: Keys = Keys {
    name: "row",
    keys: &[
        must(
            "series",
            Shape::Word(&["cpi-12-months", "rpi-12-months", "cpi-year", "rpi-year", "cpi-index", "rpi-index"]),
            "which index, and whether its 12-month rate, its average over a calendar year, or itself",
        ),
        FROM,
        must("value", Shape::Number(Bounds::Any), "per cent, or the index"),
        SOURCE,
        ROW_ASSUMED,
    ],
    others: None,
};

macro_rules! tables {
    ($($(#[$doc:meta])* $visible:vis $name:ident $row:expr;)*) => { $(
        $(#[$doc])*
        $visible static $name: Keys = Keys {
            name: "statutory table",
            keys: &[
                FORMAT,
                must("id", Shape::Syntax(&ID), "what commands call it"),
                must("title", Shape::Text, "what people call it"),
                must("statutory", Shape::Word(&KINDS), "what it is about"),
                may("note", Shape::Text, "how it is applied"),
                may("verified", Shape::Date, "when its sources were last checked"),
                must("row", Shape::List(&$row), "dated rows, oldest first within each series"),
            ],
            others: None,
        };
    )* };
}
tables! {
    /// What a table has whatever it is about: to look at one that does not say.
    pub STATUTORY Shape::Names(&ANYTHING);
    MINIMUM_WAGE_TABLE Shape::Table(&MINIMUM_WAGE);
    NATIONAL_INSURANCE_TABLE Shape::Table(&NATIONAL_INSURANCE);
    INCOME_TAX_TABLE Shape::Table(&INCOME_TAX);
    SICK_PAY_TABLE Shape::Table(&SICK_PAY);
    PARENTAL_PAY_TABLE Shape::Table(&PARENTAL_PAY);
    PENSION_EMPLOYER_TABLE Shape::Table(&PENSION_EMPLOYER);
    PENSION_MEMBER_TABLE Shape::Table(&PENSION_MEMBER);
    PENSION_ACCRUAL_TABLE Shape::Table(&PENSION_ACCRUAL);
    STUDENT_LOAN_TABLE Shape::Table(&STUDENT_LOAN);
    APPRENTICESHIP_LEVY_TABLE Shape::Table(&APPRENTICESHIP_LEVY);
    INFLATION_TABLE Shape::Table(&INFLATION);
}

const VALUE_OF_BAND: Shape = Shape::Either(&[Shape::Text, Shape::Number(Bounds::Any), Shape::Bool, Shape::Date]);
const ANYTHING: Shape = Shape::Either(&[
    Shape::Text,
    Shape::Number(Bounds::Any),
    Shape::Bool,
    Shape::Date,
    Shape::List(&Shape::Names(&VALUE_OF_BAND)),
    Shape::Names(&VALUE_OF_BAND),
]);

/// The keys of a statutory table of a kind.
pub fn statutory(kind: StatutoryKind) -> &'static Keys {
    match kind {
        StatutoryKind::MinimumWage => &MINIMUM_WAGE_TABLE,
        StatutoryKind::NationalInsurance => &NATIONAL_INSURANCE_TABLE,
        StatutoryKind::IncomeTax => &INCOME_TAX_TABLE,
        StatutoryKind::SickPay => &SICK_PAY_TABLE,
        StatutoryKind::ParentalPay => &PARENTAL_PAY_TABLE,
        StatutoryKind::PensionEmployer => &PENSION_EMPLOYER_TABLE,
        StatutoryKind::PensionMember => &PENSION_MEMBER_TABLE,
        StatutoryKind::PensionAccrual => &PENSION_ACCRUAL_TABLE,
        StatutoryKind::StudentLoan => &STUDENT_LOAN_TABLE,
        StatutoryKind::ApprenticeshipLevy => &APPRENTICESHIP_LEVY_TABLE,
        StatutoryKind::Inflation => &INFLATION_TABLE,
    }
}

pub(super) static RECOVERY: Keys = Keys {
    name: "recovery",
    keys: &[
        may("share-of-net", PERCENT, "at most this per cent of a month's net pay"),
        may("share-of-gross", PERCENT, "at most this per cent of a month's gross pay"),
        may(
            "days-of-gross",
            Shape::Number(Bounds::Positive),
            "at most so many days' gross pay a month, a day being a 365th of a year",
        ),
        may("least-net", MONEY, "at least this much net pay is left"),
        may("protected-share", PERCENT, "at least this per cent of net pay is left after all deductions together"),
        may("match-period", Shape::Bool, "true: over at least as many months as the overpayment arose over"),
        may("longest", Shape::Syntax(&LENGTH), "the longest time, with approval"),
        may("longest-without-approval", Shape::Syntax(&LENGTH), "the longest time without approval"),
        may("notice", Shape::Syntax(&LENGTH), "from telling the member to the first deduction"),
        may("de-minimis", MONEY, "a smaller sum is taken from the next pay"),
        may(
            "not-pursued-after",
            Shape::Syntax(&LENGTH),
            "a sum below de-minimis of which the member is told so long after it arose is not pursued",
        ),
        may("pause-on", Shape::List(&Shape::Word(&PAUSES)), "pay on which recovery pauses"),
        may("odd-instalment", Shape::Word(&ODD), "which instalment carries the rest; the last unless said"),
        may("basis", Shape::Word(&BASES), "what is recovered"),
        may("from-final-pay", Shape::Bool, "true: what is left is taken from a leaver's final pay"),
    ],
    others: None,
};

/// A recovery policy.
pub static POLICY: Keys = Keys {
    name: "recovery policy",
    keys: &[
        FORMAT,
        must("id", Shape::Syntax(&ID), "what commands call it"),
        must("title", Shape::Text, "what people call it"),
        SOURCE,
        may("verified", Shape::Date, "when that was last checked"),
        ROW_ASSUMED,
        must("recovery", Shape::Table(&RECOVERY), "its terms; what is left out does not limit"),
    ],
    others: None,
};
