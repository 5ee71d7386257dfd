//! The fields of a form, read into what a question holds.

use std::path::PathBuf;

use maud::{Markup, html};

use super::form::Fields;
use super::label;
use crate::answer::typed;
use crate::calendar::Date;
use crate::diagnostic::Setting;

/// A form that is being read. A field that cannot be read counts as not given and leaves a problem, so that all are known at the end.
pub(super) struct Reading<'a> {
    /// What was filled in.
    pub(super) fields: &'a Fields,
    wrong: Vec<String>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(fields: &'a Fields) -> Reading<'a> {
        Reading { fields, wrong: Vec::new() }
    }

    /// Notes what is wrong with a field.
    pub(super) fn refuse(&mut self, field: &Setting, why: &str) {
        self.wrong.push(format!("{}: {why}", label::name(field)));
    }

    /// Notes problems that name their fields themselves.
    pub(super) fn refuse_all(&mut self, problems: impl IntoIterator<Item = String>) {
        self.wrong.extend(problems);
    }

    fn parsed<T>(&mut self, field: &Setting, given: &str, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        match parse(given) {
            Ok(value) => Some(value),
            Err(why) => {
                self.refuse(field, &format!("“{given}” cannot be read: {why}"));
                None
            }
        }
    }

    /// The text of a field.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.fields.given(name).map(str::to_owned)
    }

    /// A file that a field names.
    pub(super) fn path(&self, name: &str) -> Option<PathBuf> {
        self.fields.given(name).map(PathBuf::from)
    }

    /// Whether a box is ticked.
    pub(super) fn ticked(&self, name: &str) -> bool {
        self.fields.given(name).is_some()
    }

    /// The value of a field.
    pub(super) fn value<T>(&mut self, name: &str, field: &Setting, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let given = self.fields.given(name)?;
        self.parsed(field, given, parse)
    }

    /// The day of a field.
    pub(super) fn date(&mut self, name: &str, field: &Setting) -> Option<Date> {
        self.value(name, field, typed::date)
    }

    /// A value on each line of a field.
    pub(super) fn lines<T>(&mut self, name: &str, field: &Setting, parse: fn(&str) -> Result<T, String>) -> Vec<T> {
        let lines = self.fields.get(name).lines().map(str::trim).filter(|line| !line.is_empty());
        lines.filter_map(|line| self.parsed(field, line, parse)).collect()
    }

    /// Names with what they mean, one on each line of a field.
    pub(super) fn pairs(&mut self, name: &str, field: &Setting) -> Vec<(String, String)> {
        self.lines(name, field, typed::pair)
    }

    /// The headings of columns, each in a field of its own.
    pub(super) fn columns(&mut self, column: fn(String) -> Setting) -> Vec<(String, String)> {
        let given = self.fields.of_kind("column.");
        given.filter_map(|(name, heading)| self.named(&column(name.to_owned()), name, heading, typed::pair)).collect()
    }

    /// What is filled in for the fields that rules ask for.
    pub(super) fn rule_fields(&mut self) -> Vec<(String, String)> {
        let given = self.fields.of_kind("field.");
        given.filter_map(|(name, value)| self.named(&Setting::Field(name.to_owned()), name, value, typed::field)).collect()
    }

    fn named<T>(&mut self, field: &Setting, name: &str, value: &str, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        self.parsed(field, &format!("{name}={value}"), parse)
    }

    /// What was read, if nothing is wrong.
    pub(super) fn done<T>(self, read: T) -> Result<T, Vec<String>> {
        if self.wrong.is_empty() { Ok(read) } else { Err(self.wrong) }
    }
}

/// What is wrong with the fields of a form, where its answer would be.
pub(super) fn problems(wrong: &[String]) -> Markup {
    html! { div.problem role="alert" { ul { @for why in wrong { li { (why) } } } } }
}
