//! Members of a workforce and what happens to them.

mod ids;
mod mapping;
mod roster;

use rust_decimal::Decimal;

pub use self::ids::{alike_ids, counterparts, folded_id};
pub use self::mapping::{Pairs, RosterMapping};
pub use self::roster::{Cell, Column, Origin, Roster, Subject, Value};

/// So many changes of one member are read, and as many absences: each is held against each.
pub const MOST_OF_ONE_MEMBER: usize = 2_000;

pub use crate::calendar::Weekdays;
use crate::calendar::{Date, Month, Period, day_after};
use crate::money::{Fte, Money};
pub use crate::scale::AbsenceKind;
use crate::scale::{AreaId, Fields, GradeId, MoveKind, PaymentId, PointId};

/// One member, as they stand on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// Their grade.
    pub grade: GradeId,
    /// Their area, where the system has areas.
    pub area: Option<AreaId>,
    /// Where they stand in the range on `from`.
    pub position: Position,
    /// How much they work.
    pub hours: Hours,
    /// How much of the year, where they do not work all of it.
    pub weeks: Option<Weeks>,
    /// Full-time hours a week that weekly hours are a share of, where they are not those of the pay system.
    pub full_time_hours: Option<Decimal>,
    /// In the grade since.
    pub since: Date,
    /// The day on which they stand there: what falls on that day has happened.
    pub from: Date,
    /// On the point since, where that is known and later than `since`.
    pub point_since: Option<Date>,
    /// In continuous service since, where that is known and earlier than `since`: what sick pay and the leave of term-time work go by.
    pub service_since: Option<Date>,
    /// The days of the week on which they work, where those are known: what a part of a month is counted in where it is paid by the
    /// working day, and what statutory sick pay is due for unless the absence says otherwise.
    pub working_days: Option<Weekdays>,
    /// The top of their own grade, where employers set grades within the range of the system's.
    pub target: Option<PointId>,
    /// Whether they may stand above the target, with pay protected.
    pub protected: bool,
    /// Whatever else rules ask for: rating, county.
    pub fields: Fields,
    /// What happens to them later.
    pub events: Vec<Event>,
    /// When they are away.
    pub absences: Vec<Absence>,
    /// What they worked that is paid by the hour or session.
    pub worked: Vec<Worked>,
    /// The last day of service, where they leave.
    pub last_day: Option<Date>,
}

impl Member {
    /// A full-time member who has just come to a place in a grade, and of whom nothing else is known.
    ///
    /// ```
    /// use payspine::calendar::Date;
    /// use payspine::money::Fte;
    /// use payspine::workforce::{FieldChange, Hours, Member, Position};
    ///
    /// let member = Member::new("EO".into(), Some("london".into()), Position::Point("55".into()), Date::constant(2006, 7, 1))
    ///     .hours(Hours::Fte(Fte::new("0.5".parse().unwrap()).unwrap()))
    ///     .field("rating", "B")
    ///     .event(Date::constant(2008, 1, 1), vec![FieldChange::Grade("HEO".into())]);
    /// assert_eq!(member.events.len(), 1);
    /// ```
    pub fn new(grade: GradeId, area: Option<AreaId>, position: Position, since: Date) -> Member {
        Member {
            grade,
            area,
            position,
            hours: Hours::FULL_TIME,
            weeks: None,
            full_time_hours: None,
            since,
            from: since,
            point_since: None,
            service_since: None,
            working_days: None,
            target: None,
            protected: false,
            fields: Fields::default(),
            events: Vec::new(),
            absences: Vec::new(),
            worked: Vec::new(),
            last_day: None,
        }
    }

    /// The same at other hours.
    #[must_use]
    pub fn hours(mut self, hours: Hours) -> Member {
        self.hours = hours;
        self
    }

    /// The same in so much of the year.
    #[must_use]
    pub fn weeks(mut self, weeks: Weeks) -> Member {
        self.weeks = Some(weeks);
        self
    }

    /// The same with a value that rules ask for.
    #[must_use]
    pub fn field(mut self, name: &str, value: &str) -> Member {
        self.fields.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The same with changes from a day on.
    #[must_use]
    pub fn event(mut self, on: Date, changes: Vec<FieldChange>) -> Member {
        self.events.push(Event { on, changes });
        self
    }

    /// The same with days away.
    #[must_use]
    pub fn absence(mut self, absence: Absence) -> Member {
        self.absences.push(absence);
        self
    }

    /// The days that are counted of a part of a month where it is paid by the working day: the member's own, or Monday to Friday.
    pub fn counted_days(&self) -> Weekdays {
        self.working_days.unwrap_or(Weekdays::MONDAY_TO_FRIDAY)
    }

    /// The first day that is no longer paid: a day that is asked about up to, or the one after the last day of service if that is
    /// earlier.
    pub fn paid_until(&self, until: Date) -> Date {
        self.last_day.map_or(until, |last| day_after(last).min(until))
    }
}

/// Hours or sessions worked in a month in the circumstances that a payment is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Worked {
    /// The month in which they were worked, and are taken to be paid.
    pub month: Month,
    /// The payment.
    pub payment: PaymentId,
    /// How many.
    pub number: Decimal,
}

/// How much a member works.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hours {
    /// A share of full time.
    Fte(Fte),
    /// Hours a week: their share of full time follows from the full-time hours in force.
    Weekly(Decimal),
    /// Hours a year with paid leave in them, however they fall: a share of the full-time hours in force times the weeks of a year.
    Annual(Decimal),
}

impl Hours {
    /// Full time.
    pub const FULL_TIME: Hours = Hours::Fte(Fte::FULL_TIME);

    /// The key that states them in a file.
    pub fn key(self) -> &'static str {
        match self {
            Hours::Fte(_) => "fte",
            Hours::Weekly(_) => "hours",
            Hours::Annual(_) => "annual-hours",
        }
    }
}

impl std::fmt::Display for Hours {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Hours::Fte(fte) => fte.fmt(f),
            Hours::Weekly(hours) | Hours::Annual(hours) => hours.fmt(f),
        }
    }
}

/// How much of the year a member works who does not work all of it. Pay is the same in every month.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weeks {
    /// Weeks at work, such as 39 of a school's terms and training days: how many are paid follows from the system's rule.
    AtWork(Decimal),
    /// Weeks that are paid, leave included, as a contract states them.
    Paid(Decimal),
}

impl Weeks {
    /// The word of those who work all the year.
    pub const ALL_YEAR: &'static str = "all-year";

    /// Whether a text says that all the year is worked.
    pub fn is_all_year(text: &str) -> bool {
        text.trim().to_lowercase().replace([' ', '_'], "-") == Weeks::ALL_YEAR
    }

    /// The key that states them in a file.
    pub fn key(self) -> &'static str {
        match self {
            Weeks::AtWork(_) => "weeks",
            Weeks::Paid(_) => "paid-weeks",
        }
    }

    /// How many.
    pub fn number(self) -> Decimal {
        let (Weeks::AtWork(weeks) | Weeks::Paid(weeks)) = self;
        weeks
    }
}

impl std::fmt::Display for Weeks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.number().fmt(f)
    }
}

/// Where a member stands in the range.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Position {
    /// On a point of the spine.
    Point(PointId),
    /// At an annual salary of their own, at full time, in a range by pay.
    Salary(Money),
    /// In no range, where the pay system has none: only payments are due.
    Nowhere,
}

/// Changes on a date. What sort of move a change of grade is, it says, or the ranges do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// The first day of the new state.
    pub on: Date,
    /// What changes.
    pub changes: Vec<FieldChange>,
}

impl Event {
    /// The grade that it leads to, where it is a move between grades.
    pub fn grade(&self) -> Option<&GradeId> {
        self.changes.iter().find_map(|change| match change {
            FieldChange::Grade(grade) => Some(grade),
            _ => None,
        })
    }

    /// What sort of move it says that it is.
    pub fn kind(&self) -> Option<MoveKind> {
        self.changes.iter().find_map(|change| match change {
            FieldChange::Kind(kind) => Some(*kind),
            _ => None,
        })
    }

    /// The day on which a temporary promotion is over.
    pub fn temporary_until(&self) -> Option<Date> {
        self.changes.iter().find_map(|change| match change {
            FieldChange::Temporary(until) => Some(*until),
            _ => None,
        })
    }

    /// Whether it leads to another grade, or to another one that the employer sets within it.
    pub fn is_a_move(&self) -> bool {
        self.changes.iter().any(|change| matches!(change, FieldChange::Grade(_) | FieldChange::Target(_)))
    }
}

/// One change.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum FieldChange {
    /// To another grade.
    Grade(GradeId),
    /// Another top of the member's own grade, where employers set grades: a regrading.
    Target(PointId),
    /// To another area.
    Area(AreaId),
    /// To another place in the range.
    Position(Position),
    /// To other hours.
    Hours(Hours),
    /// To another part of the year; `None` is all of it.
    Weeks(Option<Weeks>),
    /// What the other changes of the day take off pay is protected: they are not of the member's choosing.
    Protect,
    /// What sort of move to another grade it is.
    Kind(MoveKind),
    /// The move to another grade is for a time; on this day the member is back where they would have been without it.
    Temporary(Date),
    /// In the grade since, for what waits count from; the day of the event unless said.
    Since(Date),
    /// On the point since, likewise.
    PointSince(Date),
    /// Any other field: its name and new value.
    Field(String, String),
}

/// Days away.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Absence {
    /// Why, which decides what is due.
    pub kind: AbsenceKind,
    /// The days.
    pub period: Period,
    /// What else is known of it.
    pub facts: AbsenceFacts,
}

impl Absence {
    /// An absence of which nothing else is known.
    pub fn new(kind: AbsenceKind, period: Period) -> Absence {
        Absence { kind, period, facts: AbsenceFacts::default() }
    }
}

/// What is known of an absence beside its days.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AbsenceFacts {
    /// A day of the week in which the birth is expected.
    pub expected: Option<Date>,
    /// The day on which an adopter was told of the match.
    pub matched: Option<Date>,
    /// Average weekly earnings as the payroll states them.
    pub earnings: Option<Money>,
    /// The days of the week for which statutory sick pay is due, where they are not the member's working days.
    pub qualifying_days: Option<Weekdays>,
    /// Weeks of statutory pay that shared parental leave has left.
    pub statutory_weeks: Option<u16>,
    /// For whatever a payroll did: from the first of these days up to the end the stage before goes on.
    pub goes_on: Option<Period>,
}
