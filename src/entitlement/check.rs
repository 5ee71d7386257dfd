//! Whether a member fits the pay system, before anything is computed.

mod dates;
mod problem;

use self::dates::check_dates_of_moves;
pub use self::problem::MemberProblem;
use super::post::{Post, PostKey};
use crate::calendar::{Date, Period, day_after};
use crate::money::{Money, TooLarge};
use crate::scale::{AreaId, GradeId, PointId};
use crate::settlement::{Gap, History, Range, Tables};
use crate::timeline::NotInForce;
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
    history.tables_at(day).map_err(|none| fault(path, not_in_force(&none)))
}

/// What is said of a day on which nothing is in force.
pub(super) fn not_in_force(NotInForce { asked, last, first }: &NotInForce) -> MemberProblem {
    match *last {
        Some(last) => MemberProblem::NotKnown { asked: *asked, gap: Gap { last, next: *first } },
        None => MemberProblem::NotYetInForce { asked: *asked, first: first.unwrap_or(*asked) },
    }
}

/// Refuses days on which nothing is known: what they are due cannot be worked out.
pub(super) fn check_known(history: &History, days: Period) -> Result<(), Vec<MemberFault>> {
    match history.gap_in(days) {
        Some(gap) => Err(vec![fault(&["from"], MemberProblem::IntoGap { gap })]),
        None => Ok(()),
    }
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
    // Where no pay is known, there is the salary that is given, if any.
    if matches!(position, Position::Nowhere | Position::Salary(_)) && !history.scale().has_ranges() {
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
