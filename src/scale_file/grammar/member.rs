//! The keys of a member's file.

use super::common::{FORMAT, POINT};
use super::forms::{FRACTION, YEAR_MONTH};
use super::{Bounds, Keys, Shape, may, must, words};
use crate::scale::MoveKind;
use crate::workforce::{AbsenceKind, Weekdays, Weeks};

/// What a member's field may be.
const FIELD: Shape = Shape::Either(&[Shape::Text, Shape::Number(Bounds::Any), Shape::Bool]);

static MOVES: [&str; 4] = words(&MoveKind::WORDS);
static ABSENCES: [&str; 8] = words(&AbsenceKind::WORDS);
static WEEKDAYS: [&str; 7] = words(&Weekdays::WORDS);

const FTE: Shape = Shape::Either(&[Shape::Number(Bounds::Any), Shape::Syntax(&FRACTION)]);
static ALL_YEAR: [&str; 1] = [Weeks::ALL_YEAR];
const WEEKS_AT_WORK: Shape = Shape::Either(&[Shape::Number(Bounds::Positive), Shape::Word(&ALL_YEAR)]);

/// So many days from Monday on, or a list.
const DAYS_OF_THE_WEEK: Shape = Shape::Either(&[Shape::Number(Bounds::Whole(1, 7)), Shape::List(&Shape::Word(&WEEKDAYS))]);

static ABSENCE: Keys = Keys {
    name: "absence",
    keys: &[
        must("kind", Shape::Word(&ABSENCES), "why"),
        must("from", Shape::Date, "the first day"),
        must("to", Shape::Date, "the last day"),
        may("expected", Shape::Date, "maternity, shared-parental: a day of the week in which the birth is expected"),
        may("matched", Shape::Date, "adoption, shared-parental: the day on which the adopter was told of the match"),
        may("earnings", Shape::Number(Bounds::Positive), "average weekly earnings as the payroll states them"),
        may(
            "qualifying-days",
            DAYS_OF_THE_WEEK,
            "sick: the days of the week that statutory sick pay is due for, as working-days; those unless said",
        ),
        may(
            "statutory-weeks",
            Shape::Number(Bounds::Whole(0, 52)),
            "shared-parental: the weeks of statutory pay that are left; 37 unless said",
        ),
    ],
    others: None,
};
static EVENT: Keys = Keys {
    name: "event",
    keys: &[
        must("on", Shape::Date, "the first day of the new state"),
        may(
            "grade",
            Shape::Text,
            "a move to another grade: a promotion or a demotion by the ranges, unless `kind` says otherwise",
        ),
        may("kind", Shape::Word(&MOVES), "what sort of move it is, for which the system has its own rule"),
        may(
            "temporary",
            Shape::Bool,
            "true: a promotion for a time; the member goes on in their own grade meanwhile and returns to it",
        ),
        may("to", Shape::Date, "temporary: the last day"),
        may("until", Shape::Date, "temporary: the first day that is no longer in it, instead of `to`"),
        may("since", Shape::Date, "in the grade since, where that is not the day of the event"),
        may("point-since", Shape::Date, "on the point since, likewise"),
        may("area", Shape::Text, "a move"),
        may("point", POINT, "another point"),
        may("salary", Shape::Number(Bounds::Positive), "another salary, in a range by pay; or off the scale"),
        may("target", POINT, "another top of the member's own grade, where employers set grades"),
        may("fte", FTE, "other hours, as a share of full time"),
        may("hours", Shape::Number(Bounds::Positive), "other hours a week"),
        may("annual-hours", Shape::Number(Bounds::Positive), "other hours a year, paid leave in them"),
        may("weeks", WEEKS_AT_WORK, "other weeks at work a year, or \"all-year\""),
        may("paid-weeks", Shape::Number(Bounds::Positive), "other weeks that are paid of a year, instead of weeks"),
        may("protect", Shape::Bool, "true: not of the member's choosing, so what it takes off pay is paid as mark time"),
    ],
    others: Some(&FIELD),
};

static WORKED: Keys = Keys {
    name: "what was worked",
    keys: &[
        must("month", Shape::Syntax(&YEAR_MONTH), "the month in which it was worked"),
        must("payment", Shape::Text, "a payment by the hour or session"),
        may("hours", Shape::Number(Bounds::NotNegative), "how many hours"),
        may("sessions", Shape::Number(Bounds::NotNegative), "how many sessions"),
    ],
    others: None,
};

/// A member and what happens to them.
pub static MEMBER: Keys = Keys {
    name: "member",
    keys: &[
        FORMAT,
        must("scale", Shape::Text, "the pay system: an id that is shipped, or a path from this file"),
        must("grade", Shape::Text, "the grade"),
        may("area", Shape::Text, "the area"),
        may("point", POINT, "the point on `from`"),
        may(
            "salary",
            Shape::Number(Bounds::Positive),
            "the annual salary at full time on `from`, in a range by pay; or off the scale of a grade with points",
        ),
        may("fte", FTE, "hours as a share of full time, 0.6 or exactly \"22.2/37\"; 1 unless said"),
        may("hours", Shape::Number(Bounds::Positive), "hours a week, instead of fte"),
        may("annual-hours", Shape::Number(Bounds::Positive), "hours a year with paid leave in them, instead of fte"),
        may(
            "weeks",
            WEEKS_AT_WORK,
            "weeks at work a year, of term-time work: the system's rule says how many are paid; \"all-year\" unless said",
        ),
        may("paid-weeks", Shape::Number(Bounds::Positive), "weeks that are paid of a year, leave included, instead of weeks"),
        may(
            "full-time-hours",
            Shape::Number(Bounds::Positive),
            "full-time hours a week that hours are a share of; those of the pay system unless said",
        ),
        may("since", Shape::Date, "in the grade since; left out where nobody knows it, and then `from` is needed"),
        may("from", Shape::Date, "the day of the position; `since` unless said"),
        may("to", Shape::Date, "the last day asked about"),
        may("until", Shape::Date, "the first day no longer asked about, instead of `to`"),
        may("point-since", Shape::Date, "on the point since"),
        may(
            "service-since",
            Shape::Date,
            "in continuous service with the employer since, for sick pay and the leave of term-time work; `since` unless said",
        ),
        may("working-days", DAYS_OF_THE_WEEK, "the days of the week they work: so many from Monday on, or a list; 5 unless said"),
        may("target", POINT, "the top of the member's own grade, where employers set grades on a national spine"),
        may("protected", Shape::Bool, "true: pay above the target is protected"),
        may("last-day", Shape::Date, "the last day of service, which is paid"),
        may("event", Shape::List(&Shape::Table(&EVENT)), "what happens later; any field can change on a date"),
        may("absence", Shape::List(&Shape::Table(&ABSENCE)), "days away"),
        may("worked", Shape::List(&Shape::Table(&WORKED)), "hours and sessions that are paid for each"),
    ],
    others: Some(&FIELD),
};
