//! What can be wrong with a member.

use crate::calendar::{Date, written};
use crate::money::{Money, TooLarge};
use crate::scale::{GradeId, MoveKind, PointId};
use crate::settlement::Gap;
use crate::statutory::NoRate;

/// What is wrong.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MemberProblem {
    /// A grade or an area that the system lacks.
    #[error("no {what} `{name}`")]
    Unknown {
        /// Grade or area.
        what: &'static str,
        /// What was found.
        name: String,
        /// What there is: ids and titles.
        known: Vec<(String, String)>,
    },
    /// Nothing is in force on the day.
    #[error("nothing is in force on {asked}: the first settlement is from {first}")]
    NotYetInForce {
        /// The day.
        asked: Date,
        /// The first with an answer.
        first: Date,
    },
    /// Nothing is known on the day, which lies between two settlements or after the last.
    #[error("nothing is known on {asked}: {}", ends_of(gap))]
    NotKnown {
        /// The day.
        asked: Date,
        /// The days on which nothing is known.
        gap: Gap,
    },
    /// Pay is asked for over days on which nothing is known.
    #[error("nothing is known {gap}, and the pay asked for goes into it: {}", ends_of(gap))]
    IntoGap {
        /// The days on which nothing is known.
        gap: Gap,
    },
    /// The grade has ranges by area, and none was given.
    #[error("grade {grade} has a range for each area, and no area is given")]
    AreaNeeded {
        /// The grade.
        grade: GradeId,
        /// The areas.
        known: Vec<String>,
    },
    /// The grade has no range there.
    #[error("grade {grade} has no range{area} on {on}")]
    NoRange {
        /// The grade.
        grade: GradeId,
        /// " in london", or nothing.
        area: String,
        /// The day.
        on: Date,
        /// The areas in which it has one.
        known: Vec<String>,
    },
    /// The point is not on the spine on that day.
    #[error("point {point} is not on the spine on {on}")]
    NotOnSpine {
        /// The point.
        point: PointId,
        /// The day.
        on: Date,
        /// The points there are.
        known: Vec<String>,
    },
    /// The place is outside the range.
    #[error("{place} is {side} the range of {grade} on {on}, {range}")]
    OffRange {
        /// The point or salary.
        place: String,
        /// "below" or "above".
        side: &'static str,
        /// The grade, with area.
        grade: String,
        /// The day.
        on: Date,
        /// Its ends.
        range: String,
    },
    /// A point where the range is by pay, or a salary where it is by points.
    #[error("the range of {grade} is by {range}, so the member needs {needs}")]
    WrongSort {
        /// The grade.
        grade: GradeId,
        /// "points" or "pay".
        range: &'static str,
        /// "a point" or "a salary".
        needs: &'static str,
    },
    /// A date that comes before the one it must follow.
    #[error("{later} must not come before {day}, {earlier}")]
    Before {
        /// What the date is.
        later: String,
        /// What it must follow.
        earlier: String,
        /// That day.
        day: Date,
    },
    /// The system does not say where a move leads, or leaves it to whoever makes it.
    #[error("the pay system {} where a {} to {grade} leads", if *own_point { "leaves open" } else { "does not say" }, kind.word())]
    NoMoveRule {
        /// Of which sort it is.
        kind: MoveKind,
        /// The new grade.
        grade: GradeId,
        /// Whether its rule is that the event must name the point.
        own_point: bool,
    },
    /// Up, and back again: the two may be a temporary promotion, which pays otherwise.
    #[error("{higher} from {from} and {own} again from {until}: was that a temporary promotion?")]
    WasItTemporary {
        /// The higher grade.
        higher: GradeId,
        /// The first day in it.
        from: Date,
        /// The day of the return.
        until: Date,
        /// The grade before and after.
        own: GradeId,
    },
    /// Of two ranges neither is the higher.
    #[error("is {to} above {from} or below it? One of the two ranges lies within the other")]
    UpOrDown {
        /// The old grade.
        from: GradeId,
        /// The new one.
        to: GradeId,
    },
    /// A move up that leads down, or the other way round.
    #[error("a {}{} leads {}, and the range of {to} is {} than that of {from}", if *temporary { "temporary " } else { "" }, kind.word(), way(*kind).0, way(*kind).1)]
    OtherWay {
        /// Of which sort the move says that it is.
        kind: MoveKind,
        /// Whether it is for a time.
        temporary: bool,
        /// The old grade.
        from: GradeId,
        /// The new one.
        to: GradeId,
    },
    /// Something is said of a move to another grade, and the day has none.
    #[error("nothing changes the grade on {on}, and its {what} is given")]
    NoMove {
        /// The day.
        on: Date,
        /// What is given of it.
        what: &'static str,
    },
    /// Two temporary promotions at a time.
    #[error("a temporary promotion runs up to {until} already")]
    TwoAtOnce {
        /// The day on which the first is over.
        until: Date,
    },
    /// A loss is to be protected, and the system has no rule for it.
    #[error("the pay system does not say how a loss of pay is protected")]
    NoProtection,
    /// More years than any career has.
    #[error("{years} years are asked about; nobody has a career of more than {most}")]
    TooLong {
        /// The years asked about.
        years: i16,
        /// The most that are answered.
        most: i16,
    },
    /// What the member holds on a day is not in the pay system, or was not before a later agreement.
    #[error("what is held on {on} is not in the pay system as it was known then")]
    NotThen {
        /// The day.
        on: Date,
    },
    /// An amount beyond what the engine holds.
    #[error("an amount due is beyond what is held: {0}")]
    TooLarge(TooLarge),
    /// More of something than an audit looks through for a mistake in it.
    #[error("{count} {what}: an audit looks through {most} of one person at most; ask about fewer years")]
    TooMany {
        /// Changes or absences.
        what: &'static str,
        /// How many there are.
        count: usize,
        /// How many may be.
        most: usize,
    },
    /// A salary where there is a point that pays it.
    #[error("a salary of {salary} is that of point {point} on {on}, and awards and steps move whoever is on a point")]
    SalaryOfPoint {
        /// The salary.
        salary: Money,
        /// The point of the range.
        point: PointId,
        /// The day.
        on: Date,
    },
    /// Hours that are none, or more than full time.
    #[error("{hours} hours a {per} {why}")]
    Hours {
        /// The hours, or the share of full time.
        hours: String,
        /// Of a week or a year.
        per: &'static str,
        /// What is wrong with them.
        why: String,
    },
    /// Hours where nothing states how many are full time.
    #[error("{hours} hours a {per} are a share of how many? The pay system states no full-time hours")]
    NoFullTime {
        /// The hours.
        hours: rust_decimal::Decimal,
        /// Of a week or a year.
        per: &'static str,
    },
    /// Weeks of a year that are none, or more than there are.
    #[error("{weeks} weeks a year are not above 0 and up to {most}")]
    Weeks {
        /// The weeks.
        weeks: rust_decimal::Decimal,
        /// The most, in words.
        most: String,
    },
    /// A part of a year where the pay system does not say how many weeks a year has.
    #[error("the pay system states no weeks of a year, so nothing is a share of them")]
    NoWeeksPerYear,
    /// Weeks at work where it is not known how many weeks are paid for them.
    #[error("how many weeks of the year are paid for {weeks} weeks at work? The pay system states no rule{}", until_known(*.known_from))]
    NoPaidWeeks {
        /// The weeks at work.
        weeks: rust_decimal::Decimal,
        /// The first day for which it states one, where it does.
        known_from: Option<Date>,
    },
    /// Weeks beside hours of a year, which have them in them.
    #[error("hours of a year are those of all its weeks, and weeks beside them would count twice")]
    WeeksOfAnnualHours,
    /// A target of one's own in a grade that has one for all.
    #[error("grade {grade} has one range for all, so a member has no target of their own in it")]
    NotLocal {
        /// The grade.
        grade: GradeId,
    },
    /// A day for which statutory pay is due and no rate is known.
    #[error("{0}")]
    NoStatutoryRate(NoRate),
    /// Two absences share a day.
    #[error("this absence overlaps another")]
    Overlap,
}

/// " before 1 April 2023", or nothing where nothing is known later either.
fn until_known(from: Option<Date>) -> String {
    from.map_or_else(String::new, |from| format!(" before {}", written(from)))
}

/// Where a move should lead, and how its range lies instead.
fn way(kind: MoveKind) -> (&'static str, &'static str) {
    if kind == MoveKind::Promotion { ("up", "lower") } else { ("down", "higher") }
}

/// Both ends of days on which nothing is known.
fn ends_of(gap: &Gap) -> String {
    let again = gap.next.map_or_else(String::new, |next| format!(" and begins again on {next}"));
    format!("what is known ends on {}{again}", gap.last)
}
