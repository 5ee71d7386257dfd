//! Whether a member fits the pay system, before anything is computed.

mod dates;

use self::dates::check_dates_of_moves;
use super::post::{Post, PostKey};
use crate::calendar::{Date, day_after, written};
use crate::money::{Money, TooLarge};
use crate::scale::{AreaId, GradeId, MoveKind, PointId};
use crate::settlement::{History, Range, Tables};
use crate::statutory::NoRate;
use crate::workforce::{FieldChange, Member, Position};

/// A problem with a member and the field it is in.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct MemberFault {
    /// The keys to the value in the words of a member's file: `grade`; `event`, `0`, `fte`.
    pub path: Vec<String>,
    /// What is wrong.
    pub problem: MemberProblem,
}

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

/// An amount due that is too large to hold, on account of the grade.
pub(super) fn too_large(amount: TooLarge) -> Vec<MemberFault> {
    vec![fault(&["grade"], MemberProblem::TooLarge(amount))]
}

/// Ids and titles to keep.
fn pairs<'a>(names: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<(String, String)> {
    names.map(|(id, title)| (id.to_owned(), title.to_owned())).collect()
}

/// The most years that are answered.
const LONGEST: i16 = 100;

pub(super) fn fault(path: &[&str], problem: MemberProblem) -> MemberFault {
    MemberFault { path: path.iter().map(ToString::to_string).collect(), problem }
}

/// Finds everything that can be seen before the walk.
pub(super) fn check(history: &History, member: &Member, until: Date) -> Result<(), Vec<MemberFault>> {
    let mut faults = Vec::new();
    let scale = history.scale();
    let known_grade = |grade: &GradeId, path: &[&str], faults: &mut Vec<MemberFault>| {
        if scale.grade(grade).is_none() {
            let known = pairs(scale.grade_names());
            faults.push(fault(path, MemberProblem::Unknown { what: "grade", name: grade.to_string(), known }));
        }
    };
    let known_area = |area: &AreaId, path: &[&str], faults: &mut Vec<MemberFault>| {
        if !scale.has_area(area) {
            let known = pairs(scale.area_names());
            faults.push(fault(path, MemberProblem::Unknown { what: "area", name: area.to_string(), known }));
        }
    };
    // Without ranges nobody needs a grade.
    if member.position != Position::Nowhere || !member.grade.as_str().is_empty() {
        known_grade(&member.grade, &["grade"], &mut faults);
    }
    if let Some(area) = &member.area {
        known_area(area, &["area"], &mut faults);
    }
    let mut must_follow = |path: &[&str], day: Date, later: &str, first: Date, earlier: &str| {
        if day < first {
            let problem = MemberProblem::Before { later: later.into(), earlier: earlier.into(), day: first };
            faults.push(fault(path, problem));
        }
    };
    must_follow(&["from"], member.from, "the day of the position", member.since, "the day in the grade");
    if let Some(point_since) = member.point_since {
        must_follow(&["point-since"], point_since, "the day on the point", member.since, "the day in the grade");
    }
    if let Some(service) = member.service_since {
        must_follow(&["service-since"], member.since, "the day in the grade", service, "the first day of service");
    }
    must_follow(&["until"], until, "the end", day_after(member.from), "the day after the start");
    if let Some(last) = member.last_day {
        must_follow(&["last-day"], last, "the last day of service", member.from, "the day of the position");
    }
    // Earlier sickness counts in the window of a later one, and leave goes on from where it stands.
    for (index, absence) in member.absences.iter().enumerate().filter(|(_, absence)| absence.kind.is_unpaid()) {
        let index = index.to_string();
        must_follow(&["absence", &index, "from"], absence.period.start, "an absence", member.from, "the day of the position");
    }
    for (index, event) in member.events.iter().enumerate() {
        let index = index.to_string();
        must_follow(&["event", &index, "on"], event.on, "an event", day_after(member.from), "the day after that of the position");
    }
    for (index, event) in member.events.iter().enumerate() {
        let index = index.to_string();
        for change in &event.changes {
            match change {
                FieldChange::Grade(grade) => known_grade(grade, &["event", &index, "grade"], &mut faults),
                FieldChange::Area(area) => known_area(area, &["event", &index, "area"], &mut faults),
                FieldChange::Protect if scale.protection.is_none() => {
                    faults.push(fault(&["event", &index, "protect"], MemberProblem::NoProtection));
                }
                _ => {}
            }
        }
    }
    check_dates_of_moves(member, &mut faults);
    for (index, absence) in member.absences.iter().enumerate() {
        let overlaps = member.absences[..index].iter().any(|other| !other.period.intersection(absence.period).is_empty());
        if overlaps {
            faults.push(fault(&["absence", &index.to_string(), "from"], MemberProblem::Overlap));
        }
    }
    let years = until.year() - member.from.year();
    if years > LONGEST {
        faults.push(fault(&["until"], MemberProblem::TooLong { years, most: LONGEST }));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// Whether a member of a grade may have a target of their own.
pub(super) fn check_target(history: &History, grade: &GradeId, target: Option<&PointId>) -> Result<(), MemberProblem> {
    let local = history.scale().grade(grade).is_some_and(|grade| grade.local);
    if target.is_some() && !local { Err(MemberProblem::NotLocal { grade: grade.clone() }) } else { Ok(()) }
}

/// The tables on a day, or a fault at the field that gave the day.
pub(super) fn tables_on<'a>(history: &'a History, day: Date, path: &[&str]) -> Result<&'a Tables, MemberFault> {
    history
        .tables_at(day)
        .map_err(|early| fault(path, MemberProblem::NotYetInForce { asked: day, first: early.first.unwrap_or(day) }))
}

/// Whether a place lies within the range of a grade in an area; above the target only where pay is protected.
pub(super) fn check_place(
    history: &History,
    post: &Post<'_>,
    PostKey { grade, area, .. }: PostKey<'_>,
    position: &Position,
    protected: bool,
    on: Date,
) -> Result<(), (&'static str, MemberProblem)> {
    if *position == Position::Nowhere && !history.scale().has_ranges() {
        return Ok(());
    }
    let Some(range) = post.range.as_deref() else {
        let by_area: Vec<String> = post
            .tables
            .ranges
            .keys()
            .filter(|(known, _)| known == grade)
            .filter_map(|(_, area)| area.as_ref().map(ToString::to_string))
            .collect();
        return Err(match area {
            None if !by_area.is_empty() => ("area", MemberProblem::AreaNeeded { grade: grade.clone(), known: by_area }),
            _ => {
                let area = area.map_or_else(String::new, |area| format!(" in {area}"));
                let field = if by_area.is_empty() { "grade" } else { "area" };
                (field, MemberProblem::NoRange { grade: grade.clone(), area, on, known: by_area })
            }
        });
    };
    let off = |place: String, side, minimum: String, target: String| {
        let name = area.map_or_else(|| grade.to_string(), |area| format!("{grade} ({area})"));
        let range = format!("{minimum} to {target}");
        MemberProblem::OffRange { place, side, grade: name, on, range }
    };
    match (position, range) {
        (Position::Point(point), Range::Points { minimum, target, .. }) => {
            let Some(here) = post.spine.and_then(|spine| spine.rank(point)) else {
                let known = post.spine.map_or_else(Vec::new, |spine| spine.points.iter().map(ToString::to_string).collect());
                return Err(("point", MemberProblem::NotOnSpine { point: point.clone(), on, known }));
            };
            let off = |side| off(format!("point {point}"), side, minimum.to_string(), target.to_string());
            if Some(here) < post.minimum {
                return Err(("point", off("below")));
            }
            if Some(here) > post.target && !protected {
                return Err(("point", off("above")));
            }
            Ok(())
        }
        (Position::Salary(salary), Range::Pay { minimum, target, .. }) => {
            let off =
                |side| off(format!("a salary of {salary}"), side, minimum.published.to_string(), target.published.to_string());
            if *salary < minimum.published {
                return Err(("salary", off("below")));
            }
            if *salary > target.published.max(Money::ZERO) && !protected {
                return Err(("salary", off("above")));
            }
            Ok(())
        }
        (Position::Point(_) | Position::Nowhere, Range::Pay { .. }) => {
            Err(("point", MemberProblem::WrongSort { grade: grade.clone(), range: "pay", needs: "a salary" }))
        }
        // A salary off the scale, unless it is that of a point.
        (Position::Salary(salary), Range::Points { .. }) => {
            let (Some(spine), Some(low), Some(top)) = (post.spine, post.minimum, post.target) else { return Ok(()) };
            let pays = |rank: &usize| post.values.get(*rank).is_some_and(|value| value.published == *salary);
            let point = (low..=top).find(pays).and_then(|rank| spine.points.get(rank));
            let problem = |point: &PointId| MemberProblem::SalaryOfPoint { salary: *salary, point: point.clone(), on };
            point.map_or(Ok(()), |point| Err(("salary", problem(point))))
        }
        (Position::Nowhere, Range::Points { .. }) => {
            Err(("salary", MemberProblem::WrongSort { grade: grade.clone(), range: "points", needs: "a point" }))
        }
    }
}
