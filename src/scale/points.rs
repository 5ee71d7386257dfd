//! Which points of a spine a file names: one, a range, or several of either.

use std::collections::BTreeSet;
use std::fmt;

use super::PointId;

/// Points of a spine.
///
/// ```
/// use payspine::scale::{PointId, Points};
/// let spine: Vec<PointId> = ["1", "2", "2a", "3", "4"].map(PointId::from).into();
/// let places = |words: &[&str]| {
///     let points: Points = words.iter().copied().collect();
///     points.indices(|point| spine.iter().position(|known| known == point)).map(Vec::from_iter)
/// };
/// assert_eq!(places(&["02..3"]), Some(vec![1, 2, 3]), "a range follows the order of the spine");
/// assert_eq!(places(&["1", "3..4"]), Some(vec![0, 3, 4]));
/// assert_eq!(places(&["1..9"]), None, "the spine has no point 9");
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Points(pub Vec<PointPart>);

/// One entry of a selection of points.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PointPart {
    /// A point.
    One(PointId),
    /// From one point to another, both included, in the order of the spine.
    Range(PointId, PointId),
}

impl Points {
    /// From one point to another, both included.
    pub fn between(first: PointId, last: PointId) -> Points {
        Points(vec![PointPart::Range(first, last)])
    }

    /// These points.
    pub fn listed(points: impl IntoIterator<Item = PointId>) -> Points {
        Points(points.into_iter().map(PointPart::One).collect())
    }

    /// Every point that is named: single ones and ends of ranges, with its index in the list.
    pub fn named(&self) -> impl Iterator<Item = (usize, &PointId)> {
        self.0.iter().enumerate().flat_map(|(index, part)| part.ends().map(move |point| (index, point)))
    }

    /// The indices of the points on a spine, by a function that returns the index of one. `None` if one that is named is not there.
    pub fn indices(&self, index: impl Fn(&PointId) -> Option<usize>) -> Option<BTreeSet<usize>> {
        let mut indices = BTreeSet::new();
        for part in &self.0 {
            match part {
                PointPart::One(point) => indices.extend([index(point)?]),
                PointPart::Range(first, last) => indices.extend(index(first)?..=index(last)?),
            }
        }
        Some(indices)
    }

    /// Whether a point is among them where the order of a spine is not known: it is named, or lies in a range by its number.
    pub fn has_number(&self, point: &PointId) -> bool {
        self.0.iter().any(|part| match (part, point) {
            (PointPart::One(one), _) => one == point,
            (PointPart::Range(PointId::Number(first), PointId::Number(last)), PointId::Number(number)) => {
                (first..=last).contains(&number)
            }
            (PointPart::Range(first, last), _) => [first, last].contains(&point),
        })
    }
}

impl PointPart {
    /// The points that it names.
    pub fn ends(&self) -> impl Iterator<Item = &PointId> {
        let (first, last) = match self {
            PointPart::One(point) => (point, None),
            PointPart::Range(first, last) => (first, Some(last)),
        };
        std::iter::once(first).chain(last)
    }
}

/// A point, or a range: `5`, `1..43`.
impl From<&str> for PointPart {
    fn from(word: &str) -> PointPart {
        match word.split_once("..") {
            Some((first, last)) if !first.trim().is_empty() && !last.trim().is_empty() && !last.contains("..") => {
                PointPart::Range(first.into(), last.into())
            }
            _ => PointPart::One(word.into()),
        }
    }
}

/// As files write it.
impl fmt::Display for PointPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PointPart::One(point) => point.fmt(f),
            PointPart::Range(first, last) => write!(f, "{first}..{last}"),
        }
    }
}

impl<'a> FromIterator<&'a str> for Points {
    fn from_iter<I: IntoIterator<Item = &'a str>>(words: I) -> Points {
        Points(words.into_iter().map(PointPart::from).collect())
    }
}

/// In words: `1 to 3, 7`.
impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, part) in self.0.iter().enumerate() {
            f.write_str(if index > 0 { ", " } else { "" })?;
            match part {
                PointPart::One(point) => point.fmt(f)?,
                PointPart::Range(first, last) => write!(f, "{first} to {last}")?,
            }
        }
        Ok(())
    }
}
