//! Members of a workforce and what happens to them.

mod mapping;
mod roster;

use rust_decimal::Decimal;

pub use self::mapping::{Pairs, RosterMapping};
pub use self::roster::{Cell, Column, Origin, Roster, Subject, Value};

use crate::calendar::{Date, Period, day_after};
use crate::money::{Fte, Money};
use crate::scale::{AreaId, Fields, GradeId, PointId};

/// One member, as they stand on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// Their grade.
    pub grade: GradeId,
    /// Their area, where the system has areas.
    pub area: Option<AreaId>,
    /// Where they stand in the range on `from`.
    pub position: Position,
    /// Their hours as a share of full time.
    pub fte: Fte,
    /// Their hours a week, where those are what is known: they decide the share, by the full-time hours in force.
    pub hours: Option<Decimal>,
    /// In the grade since.
    pub since: Date,
    /// The day on which they stand there: what falls on that day has happened.
    pub from: Date,
    /// On the point since, where that is known and later than `since`.
    pub point_since: Option<Date>,
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
    /// The last day of service, where they leave.
    pub last_day: Option<Date>,
}

impl Member {
    /// A full-time member who has just come to a place in a grade, and of whom nothing else is known.
    pub fn new(grade: GradeId, area: Option<AreaId>, position: Position, since: Date) -> Member {
        Member {
            grade,
            area,
            position,
            fte: Fte::FULL_TIME,
            hours: None,
            since,
            from: since,
            point_since: None,
            target: None,
            protected: false,
            fields: Fields::new(),
            events: Vec::new(),
            absences: Vec::new(),
            last_day: None,
        }
    }

    /// The first day that is no longer paid: a day that is asked about up to, or the one after the last day of service if that is
    /// earlier.
    pub fn paid_until(&self, until: Date) -> Date {
        self.last_day.map_or(until, |last| day_after(last).min(until))
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

/// Changes on a date. A change of grade is a promotion.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// The first day of the new state.
    pub on: Date,
    /// What changes.
    pub changes: Vec<FieldChange>,
}

/// One change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FieldChange {
    /// To another grade.
    Grade(GradeId),
    /// Another top of the member's own grade, where employers set grades: a regrading.
    Target(PointId),
    /// To another area.
    Area(AreaId),
    /// To another place in the range.
    Position(Position),
    /// To other hours, as a share of full time.
    Fte(Fte),
    /// To other hours a week.
    Hours(Decimal),
    /// Any other field: its name and new value.
    Field(String, String),
}

/// Days away.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Absence {
    /// Why, which decides the convention for the day's pay.
    pub kind: AbsenceKind,
    /// The days.
    pub period: Period,
}

/// Kinds of absence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AbsenceKind {
    /// Leave without pay.
    Unpaid,
    /// On strike.
    Strike,
    /// Off sick. What is due then hangs on rules that no pay system states yet.
    Sick,
    /// On maternity leave; as above.
    Maternity,
}

impl AbsenceKind {
    /// By the words the files use.
    pub const WORDS: [(&'static str, AbsenceKind); 4] = [
        ("sick", AbsenceKind::Sick),
        ("maternity", AbsenceKind::Maternity),
        ("unpaid", AbsenceKind::Unpaid),
        ("strike", AbsenceKind::Strike),
    ];

    /// Whether the engine knows what such days are worth.
    pub fn has_rules(self) -> bool {
        matches!(self, AbsenceKind::Unpaid | AbsenceKind::Strike)
    }

    /// The word.
    pub fn word(self) -> &'static str {
        AbsenceKind::WORDS.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }
}
