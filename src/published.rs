//! Published values held against what a pay system gives.
//!
//! A circular, a union's table or a payroll extract states what a point is worth from a day on. [`compare`] works out what the
//! system's rules give for the same point on the same day, so that either the file or the circular can be corrected.

use std::collections::BTreeSet;

use crate::calendar::Date;
use crate::money::Money;
use crate::scale::{AreaId, GradeId, Named, PointId, SpineId, name_meant, told_apart};
use crate::settlement::{History, Range, Tables};

/// A value as published.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublishedValue {
    /// From when on, or on which day.
    pub on: Date,
    /// The spine, as people name it; not needed where the point or the grade says it.
    pub spine: Option<String>,
    /// The grade.
    pub grade: Option<GradeId>,
    /// The area.
    pub area: Option<AreaId>,
    /// The point; `minimum` and `target` are the ends of the grade's range.
    pub point: PointId,
    /// A year, at full time.
    pub annual: Money,
}

/// What came of one value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The system gives the same.
    Matched,
    /// The system gives another value.
    Differs(Money),
    /// The system has no such value, and why.
    NotThere(String),
}

/// A published value beside what the system gives.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Compared {
    /// As published.
    pub published: PublishedValue,
    /// What came of it.
    pub outcome: Outcome,
}

/// All of them.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Comparison {
    /// Each value, in the order given.
    pub values: Vec<Compared>,
    /// Values that the system has on one of the days and nobody published: day, spine with area, point.
    pub unpublished: Vec<(Date, String, PointId)>,
}

impl Comparison {
    /// How many values match.
    pub fn matched(&self) -> usize {
        self.values.iter().filter(|value| value.outcome == Outcome::Matched).count()
    }

    /// Whether every value matches.
    pub fn agrees(&self) -> bool {
        self.matched() == self.values.len()
    }
}

/// Where a value is: a column of a spine, or an end of a range by pay.
type Place = (SpineId, Option<AreaId>, PointId);

/// Holds published values against a pay system.
///
/// ```
/// use payspine::published::{Outcome, PublishedValue, compare};
/// let scale = payspine::scale_file::shipped("njc").unwrap();
/// let history = payspine::settlement::History::new(scale, None).unwrap();
/// let on = "2025-04-01".parse().unwrap();
/// let value = |annual: i64| PublishedValue { on, spine: None, grade: None, area: None, point: "6".into(), annual: annual.into() };
/// let compared = compare(&history, vec![value(25_989), value(25_898)]);
/// assert_eq!(compared.matched(), 1);
/// assert_eq!(compared.values[1].outcome, Outcome::Differs(25_989.into()));
/// ```
pub fn compare(history: &History, values: Vec<PublishedValue>) -> Comparison {
    let mut seen: BTreeSet<(Date, Place)> = BTreeSet::new();
    let mut compared = Vec::new();
    for published in values {
        let found = match history.tables_at(published.on) {
            Ok(tables) => find(history, tables, &published),
            Err(_) => Err("nothing is in force on that day".to_owned()),
        };
        let outcome = match found {
            Err(why) => Outcome::NotThere(why),
            Ok((place, annual)) => {
                seen.extend(place.map(|place| (published.on, place)));
                if annual == published.annual { Outcome::Matched } else { Outcome::Differs(annual) }
            }
        };
        compared.push(Compared { published, outcome });
    }
    let days: BTreeSet<Date> = compared.iter().map(|value| value.published.on).collect();
    let mut unpublished = Vec::new();
    for day in days {
        let Ok(tables) = history.tables_at(day) else { continue };
        for (spine, area, point) in places(history, tables) {
            if !seen.contains(&(day, (spine.clone(), area.clone(), point.clone()))) {
                let name = area.map_or_else(|| spine.to_string(), |area| format!("{spine} ({area})"));
                unpublished.push((day, name, point));
            }
        }
    }
    Comparison { values: compared, unpublished }
}

/// Every value of every spine.
fn places(history: &History, tables: &Tables) -> Vec<Place> {
    let mut places = Vec::new();
    for (id, spine) in &tables.spines {
        let areas =
            history.scale().areas.iter().map(|(area, _)| area).filter(|area| column_of(history, tables, id, area).is_some());
        let mut areas: Vec<Option<AreaId>> = areas.cloned().map(Some).collect();
        if !spine.common.is_empty() {
            areas.insert(0, None);
        }
        for area in areas {
            places.extend(spine.points.iter().map(|point| (id.clone(), area.clone(), point.clone())));
        }
    }
    places
}

/// The grade whose column holds the values of a spine in an area.
fn column_of<'a>(history: &'a History, tables: &Tables, id: &SpineId, area: &AreaId) -> Option<&'a GradeId> {
    let spine = tables.spines.get(id)?;
    let grades = history.scale().grades.iter().filter(|(_, grade)| grade.spine.as_ref() == Some(id)).map(|(grade, _)| grade);
    grades.into_iter().find(|grade| spine.own.contains_key(&((*grade).clone(), Some(area.clone()))))
}

/// The id that a name means, by id and then by title.
fn id_of<'a>(what: &str, name: &str, known: &[(&'a str, &'a str)]) -> Result<Option<&'a str>, String> {
    match name_meant(name, known.iter().copied()) {
        Named::Nothing => Ok(None),
        Named::One(id) => Ok(Some(id)),
        Named::Several(several) => Err(format!("`{name}` names more than one {what}: {}", told_apart(&several))),
    }
}

fn find(history: &History, tables: &Tables, published: &PublishedValue) -> Result<(Option<Place>, Money), String> {
    let scale = history.scale();
    let mut wanted = published.clone();
    // By id, or as people call it.
    if let Some(area) = &wanted.area {
        let areas: Vec<(&str, &str)> = scale.areas.iter().map(|(id, title)| (id.as_str(), title.as_str())).collect();
        wanted.area = id_of("area", area.as_str(), &areas)?.map(Into::into).or(wanted.area);
    }
    if let Some(grade) = &wanted.grade {
        let grades: Vec<(&str, &str)> = scale.grades.iter().map(|(id, grade)| (id.as_str(), grade.title.as_str())).collect();
        wanted.grade = id_of("grade", grade.as_str(), &grades)?.map(Into::into).or(wanted.grade);
    }
    if let Some(area) = wanted.area.as_ref().filter(|area| !scale.has_area(area)) {
        return Err(format!("no area `{area}`"));
    }
    if let Some(name) = wanted.spine.take() {
        wanted.spine = read_spine(history, &name, &mut wanted)?;
    }
    if let Some(grade) = &wanted.grade {
        let Some(known) = scale.grade(grade) else { return Err(format!("no grade `{grade}`")) };
        let ends = [PointId::from("minimum"), PointId::from("target")];
        let end = ends.iter().position(|end| *end == wanted.point);
        let range = tables.range(grade, wanted.area.as_ref()).map(|(_, range)| range);
        let point = match (end, range) {
            (Some(end), Some(Range::Pay { minimum, target, .. })) => {
                return Ok((None, if end == 0 { minimum } else { target }.published));
            }
            (Some(end), Some(Range::Points { minimum, target, .. })) => if end == 0 { minimum } else { target }.clone(),
            (Some(_), None) => return Err(format!("{grade} has no range there")),
            (None, _) => wanted.point.clone(),
        };
        let id = known.spine.as_ref().ok_or_else(|| format!("{grade} has no spine"))?;
        let spine = tables.spines.get(id).ok_or_else(|| not_on(&point))?;
        if spine.rank(&point).is_some() && spine.column(grade, wanted.area.as_ref()).is_empty() {
            return Err(AREA_NEEDED.to_owned());
        }
        if let Some(named) = wanted.spine.as_deref().filter(|named| *named != id.as_str()) {
            return Err(format!("{grade} is on spine {id}, and not on {named}"));
        }
        // A grade that the column of grades names has the points of its ranges only.
        let of_grade = tables
            .ranges
            .iter()
            .filter(|((known, area), _)| known == grade && (wanted.area.is_none() || area.is_none() || *area == wanted.area));
        let ends: Vec<(&PointId, &PointId)> = of_grade
            .filter_map(|(_, range)| match range {
                Range::Points { minimum, target, .. } => Some((minimum, target)),
                Range::Pay { .. } => None,
            })
            .collect();
        let here = spine.rank(&point);
        let inside = |(low, high): &(&PointId, &PointId)| spine.rank(low) <= here && here <= spine.rank(high);
        if published.grade.is_some() && here.is_some() && !ends.is_empty() && !ends.iter().any(inside) {
            let ranges: Vec<String> = ends.iter().map(|(low, high)| format!("{low} to {high}")).collect();
            return Err(format!("{point} is not in the range of {grade}, {}", ranges.join(" or ")));
        }
        let area = wanted.area.clone().filter(|area| column_of(history, tables, id, area).is_some());
        let annual = tables.annual(grade, wanted.area.as_ref(), id, &point);
        return annual.map(|annual| (Some((id.clone(), area, point)), annual)).ok_or_else(|| not_on(&wanted.point));
    }
    let named = wanted.spine.as_deref().map(SpineId::from);
    let mut found: Vec<(Place, Money)> = Vec::new();
    for (id, spine) in tables.spines.iter().filter(|(id, _)| named.as_ref().is_none_or(|named| named == *id)) {
        let Some(rank) = spine.rank(&wanted.point) else { continue };
        let grade = wanted.area.as_ref().and_then(|area| column_of(history, tables, id, area));
        let column = grade.map_or(spine.common.as_slice(), |grade| spine.column(grade, wanted.area.as_ref()));
        if let Some(value) = column.get(rank) {
            let area = wanted.area.clone().filter(|_| grade.is_some());
            found.push(((id.clone(), area, wanted.point.clone()), value.published));
        }
    }
    match found.as_slice() {
        [] if wanted.area.is_none() && !scale.areas.is_empty() && tables.spines.values().all(|spine| spine.common.is_empty()) => {
            Err(AREA_NEEDED.to_owned())
        }
        [] => Err(not_on(&wanted.point)),
        [(place, annual)] => Ok((Some(place.clone()), *annual)),
        _ => Err(format!("{} is on several spines; a column `spine` or `grade` says which", wanted.point)),
    }
}

/// What is said of a value without an area where each has its own.
const AREA_NEEDED: &str = "values differ by area, and no area is given";

fn not_on(point: &PointId) -> String {
    format!("no point {point} on that day")
}

/// A spine as `scale show` names it: `classroom`, `classroom (england)`, or a grade with its area where it is paid by salary.
fn read_spine(history: &History, name: &str, wanted: &mut PublishedValue) -> Result<Option<String>, String> {
    let scale = history.scale();
    let grades = || scale.grades.iter().map(|(grade, _)| grade);
    let areas = || scale.areas.iter().map(|(area, _)| area);
    // What a name in brackets, or a range by pay, can be: an area, a grade, or a grade in an area.
    let read = |of: &str| {
        let alone = areas().find(|area| area.as_str() == of).map(|area| (None, Some(area.clone())));
        let grade = || grades().find(|grade| grade.as_str() == of).map(|grade| (Some(grade.clone()), None));
        let both = || {
            let pairs = grades().flat_map(|grade| areas().map(move |area| (grade, area)));
            let found = pairs.into_iter().find(|(grade, area)| format!("{grade} {area}") == of);
            found.map(|(grade, area)| (Some(grade.clone()), Some(area.clone())))
        };
        alone.or_else(grade).or_else(both)
    };
    let mut ids = scale.grades.iter().filter_map(|(_, grade)| grade.spine.as_ref());
    let found = ids.find_map(|id| {
        let rest = name.strip_prefix(id.as_str())?;
        if rest.is_empty() {
            return Some((id.as_str(), None));
        }
        Some((id.as_str(), Some(rest.strip_prefix(" (")?.strip_suffix(')')?)))
    });
    let (id, of) = match found {
        Some((id, of)) => (Some(id.to_owned()), of),
        None => (None, Some(name)),
    };
    if let Some(of) = of {
        let first = of.split(", ").next().unwrap_or(of);
        let (grade, area) = read(first)
            .ok_or_else(|| if id.is_some() { format!("no area or grade `{first}`") } else { format!("no spine `{name}`") })?;
        if let (Some(given), Some(said)) = (&wanted.grade, &grade)
            && given != said
        {
            return Err(format!("`{name}` is of {said}, and the grade here is {given}"));
        }
        wanted.grade = wanted.grade.take().or(grade);
        wanted.area = area.or(wanted.area.take());
    }
    Ok(id)
}
