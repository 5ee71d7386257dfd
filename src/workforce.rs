//! Members of a workforce and what happens to them.

use crate::calendar::{Date, Period};
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
    /// In the grade since.
    pub since: Date,
    /// The day on which they stand there: what falls on that day has happened.
    pub from: Date,
    /// On the point since, where that is known and later than `since`.
    pub point_since: Option<Date>,
    /// Whether they may stand above the target, with pay protected.
    pub protected: bool,
    /// Whatever else rules ask for: rating, county.
    pub fields: Fields,
    /// What happens to them later.
    pub events: Vec<Event>,
    /// When they are away without pay.
    pub absences: Vec<Absence>,
}

/// Where a member stands in the range.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Position {
    /// On a point of the spine.
    Point(PointId),
    /// At an annual salary of their own, at full time, in a range by pay.
    Salary(Money),
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
    /// To another area.
    Area(AreaId),
    /// To another place in the range.
    Position(Position),
    /// To other hours.
    Fte(Fte),
    /// Any other field: its name and new value.
    Field(String, String),
}

/// Days away without pay.
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
}

impl AbsenceKind {
    /// By the words the files use.
    pub const WORDS: [(&'static str, AbsenceKind); 2] = [("unpaid", AbsenceKind::Unpaid), ("strike", AbsenceKind::Strike)];
}
