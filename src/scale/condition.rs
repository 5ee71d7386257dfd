//! Whom a payment or a gate fits: conditions on the fields of a member.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::{PointId, PointPart, Points};

/// What is known of a member beside grade, area and point: rating, county, and whatever else a rule asks for. Copies are one until one
/// of them changes.
///
/// ```
/// use payspine::scale::Fields;
/// let first: Fields = [("rating".to_owned(), "B".to_owned())].into();
/// let mut second = first.clone();
/// second.insert("rating".to_owned(), "A".to_owned());
/// assert_eq!((first["rating"].as_str(), second["rating"].as_str()), ("B", "A"));
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fields(Arc<BTreeMap<String, String>>);

impl Deref for Fields {
    type Target = BTreeMap<String, String>;

    fn deref(&self) -> &BTreeMap<String, String> {
        &self.0
    }
}

impl DerefMut for Fields {
    fn deref_mut(&mut self) -> &mut BTreeMap<String, String> {
        Arc::make_mut(&mut self.0)
    }
}

impl<const N: usize> From<[(String, String); N]> for Fields {
    fn from(fields: [(String, String); N]) -> Fields {
        fields.into_iter().collect()
    }
}

impl FromIterator<(String, String)> for Fields {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(fields: I) -> Fields {
        Fields(Arc::new(fields.into_iter().collect()))
    }
}

/// Each field named must have one of the values listed. No field named: it fits everyone.
///
/// The field `point` takes points and ranges of them, as measures do: `5`, `30..34`.
///
/// ```
/// use payspine::scale::{Condition, Fields};
/// let rated: Condition = [("rating", &["A", "B"][..])].into_iter().collect();
/// let member: Fields = [("rating".to_owned(), "B".to_owned())].into();
/// assert_eq!(rated.fits(|field| member.get(field).map(|value| value.into())), Some(true));
/// assert_eq!(rated.fits(|_| None), None, "nobody gave the rating");
/// let placed: Condition = [("point", &["30..34", "40"][..])].into_iter().collect();
/// assert_eq!(placed.fits(|_| Some("33".into())), Some(true));
/// assert_eq!(placed.written(), "point 30 to 34 or 40");
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Condition {
    fields: BTreeMap<String, Vec<String>>,
    /// What the field `point` asks for.
    points: Points,
    /// Points that lie in a range by their place on a spine, and not by their number: 3a in 1..5.
    between: BTreeSet<PointId>,
}

/// The field of a condition that asks for points.
const POINT: &str = "point";

impl Condition {
    /// Whether it fits a member whose fields the function gives: `None` when it hangs on a field that nobody gave.
    pub fn fits<'a>(&self, field: impl Fn(&str) -> Option<Cow<'a, str>>) -> Option<bool> {
        let mut unknown = false;
        for name in self.fields.keys() {
            match field(name) {
                Some(value) if self.takes(name, &value) => {}
                Some(_) => return Some(false),
                None => unknown = true,
            }
        }
        if unknown { None } else { Some(true) }
    }

    /// Whether a value of a field is one of those that fit. True of a field that it does not ask for.
    pub fn takes(&self, field: &str, value: &str) -> bool {
        let Some(values) = self.fields.get(field) else { return true };
        if field == POINT {
            let point = PointId::from(value);
            return self.points.has_number(&point) || self.between.contains(&point);
        }
        values.iter().any(|wanted| wanted == value)
    }

    /// The fields it asks for, with the values that fit.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.fields.iter().map(|(name, values)| (name.as_str(), values.as_slice()))
    }

    /// The points it asks for; none when it does not ask for the point.
    pub fn points(&self) -> &Points {
        &self.points
    }

    /// Whether it fits everyone.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// In words: `rating A or B, county Norfolk`.
    pub fn written(&self) -> String {
        let parts: Vec<String> = self.iter().map(|(name, _)| format!("{name} {}", self.wanted(name))).collect();
        parts.join(", ")
    }

    /// The values of a field that fit, in words: `A or B`, `2 to 33`.
    pub fn wanted(&self, field: &str) -> String {
        if field == POINT {
            return self.points.0.iter().map(|part| Points(vec![part.clone()]).to_string()).collect::<Vec<_>>().join(" or ");
        }
        self.fields.get(field).map_or_else(String::new, |values| values.join(" or "))
    }

    /// Finds the points that lie in its ranges by their order on spines. A range of which an end is gone from every spine keeps the
    /// points that it had.
    pub(crate) fn find_points_on<'a>(&mut self, spines: &(impl Iterator<Item = &'a [PointId]> + Clone)) {
        let mut between = BTreeSet::new();
        let mut is_complete = true;
        for part in self.points.0.iter().filter(|part| matches!(part, PointPart::Range(..))) {
            let part = Points(vec![part.clone()]);
            let on_spines = spines.clone().filter_map(|spine| {
                let indices = part.indices(|point| spine.iter().position(|known| known == point))?;
                Some(indices.into_iter().map(|index| &spine[index]).collect::<Vec<_>>())
            });
            let mut found = on_spines.peekable();
            is_complete &= found.peek().is_some();
            between.extend(found.flatten().filter(|point| !self.points.has_number(point)).cloned());
        }
        if !is_complete {
            between.append(&mut self.between);
        }
        self.between = between;
    }
}

impl<'a> FromIterator<(&'a str, &'a [&'a str])> for Condition {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a [&'a str])>>(fields: I) -> Condition {
        let owned = |values: &[&str]| values.iter().map(|&value| value.to_owned()).collect();
        fields.into_iter().map(|(name, values)| (name.to_owned(), owned(values))).collect()
    }
}

impl FromIterator<(String, Vec<String>)> for Condition {
    fn from_iter<I: IntoIterator<Item = (String, Vec<String>)>>(fields: I) -> Condition {
        let mut fields: BTreeMap<String, Vec<String>> = fields.into_iter().collect();
        let mut points = Points::default();
        if let Some(words) = fields.get_mut(POINT) {
            points = words.iter().map(String::as_str).collect();
            // One spelling of each.
            *words = points.0.iter().map(ToString::to_string).collect();
        }
        Condition { fields, points, between: BTreeSet::new() }
    }
}
