//! Whom a payment or a gate fits: conditions on the fields of a member.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

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
/// ```
/// use payspine::scale::{Condition, Fields};
/// let rated: Condition = [("rating", &["A", "B"][..])].into_iter().collect();
/// let member: Fields = [("rating".to_owned(), "B".to_owned())].into();
/// assert_eq!(rated.fits(|field| member.get(field).map(|value| value.into())), Some(true));
/// assert_eq!(rated.fits(|_| None), None, "nobody gave the rating");
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Condition {
    fields: BTreeMap<String, Vec<String>>,
}

impl Condition {
    /// Whether it fits a member whose fields the function gives: `None` when it hangs on a field that nobody gave.
    pub fn fits<'a>(&self, field: impl Fn(&str) -> Option<Cow<'a, str>>) -> Option<bool> {
        let mut unknown = false;
        for (name, values) in &self.fields {
            match field(name) {
                Some(value) if values.iter().any(|wanted| *wanted == value) => {}
                Some(_) => return Some(false),
                None => unknown = true,
            }
        }
        if unknown { None } else { Some(true) }
    }

    /// The fields it asks for, with the values that fit.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.fields.iter().map(|(name, values)| (name.as_str(), values.as_slice()))
    }

    /// Whether it fits everyone.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// In words: `rating A or B, county Norfolk`.
    pub fn written(&self) -> String {
        let parts: Vec<String> = self.iter().map(|(name, values)| format!("{name} {}", values.join(" or "))).collect();
        parts.join(", ")
    }
}

impl<'a> FromIterator<(&'a str, &'a [&'a str])> for Condition {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a [&'a str])>>(fields: I) -> Condition {
        fields
            .into_iter()
            .map(|(name, values)| (name.to_owned(), values.iter().map(|&value| value.to_owned()).collect()))
            .collect()
    }
}

impl FromIterator<(String, Vec<String>)> for Condition {
    fn from_iter<I: IntoIterator<Item = (String, Vec<String>)>>(fields: I) -> Condition {
        Condition { fields: fields.into_iter().collect() }
    }
}
