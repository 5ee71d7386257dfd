//! A member described key by key, read as a file is, so that a wrong value is shown as a wrong line is: with its place.

use std::ops::Range;
use std::sync::Arc;

use super::document::{Document, Entry, Node, Value};
use super::grammar;
use super::member::{MemberFile, check_field, member_of};
use super::names::{NotNamed, area_of, grade_of};
use super::values::UsedFields;
use crate::calendar::Date;
use crate::diagnostic::{Code, Diagnostic, Source};
use crate::scale::Scale;

/// How a face writes what describes a member, in a text that messages point into: as options of a command line, or as labels.
#[derive(Clone, Copy, Debug)]
pub struct Wording {
    /// What messages call the text.
    pub name: &'static str,
    /// What it begins with, before the name of the question.
    pub begin: &'static str,
    /// How a key is written.
    pub key: fn(&str) -> String,
}

/// A description as it is put together.
#[derive(Clone, Debug)]
pub struct Description {
    wording: Wording,
    text: String,
    entries: Vec<Entry>,
    /// Fields given a second time.
    twice: Vec<(String, Range<usize>)>,
}

impl Description {
    /// Begins with the name of the question.
    pub fn new(question: &str, wording: Wording) -> Description {
        let format = Entry { key: "format".into(), key_span: 0..0, node: Node { span: 0..0, value: Value::Number("1".into()) } };
        Description { wording, text: format!("{}{question}", wording.begin), entries: vec![format], twice: Vec::new() }
    }

    /// What is known without being said.
    pub fn given(&mut self, key: &str, value: &str) {
        self.entries.push(Entry { key: key.into(), key_span: 0..0, node: Node { span: 0..0, value: Value::Text(value.into()) } });
    }

    /// A key with a text or a number.
    pub fn text(&mut self, key: &str, value: &str) {
        self.push(key, value, Value::Text(value.to_owned()));
    }

    /// A key with a date.
    pub fn date(&mut self, key: &str, value: Date) {
        self.push(key, &value.to_string(), Value::Date(value));
    }

    /// A key that is set by being there.
    pub fn flag(&mut self, key: &str) {
        self.push(key, "", Value::Bool(true));
    }

    /// A field that rules ask for.
    pub fn field(&mut self, name: &str, value: &str) {
        let key = (self.wording.key)("field");
        self.append(" ");
        self.append(&key);
        self.append(" ");
        let key_span = self.append(name);
        self.twice.extend(self.entries.iter().any(|entry| entry.key == name).then(|| (name.to_owned(), key_span.clone())));
        self.text.push('=');
        let span = self.append(value);
        self.entries.push(Entry { key: name.to_owned(), key_span, node: Node { span, value: Value::Text(value.to_owned()) } });
    }

    /// The member it describes, and every problem with it, labelled on its text.
    pub fn member(self) -> (Option<MemberFile>, Vec<Diagnostic>) {
        let source = Arc::new(Source { name: self.wording.name.into(), text: self.text });
        let mut found: Vec<Diagnostic> = Vec::new();
        for (name, span) in self.twice {
            found.push(Diagnostic::new(Code::DuplicateId, format!("`{name}` is given twice")).at(&source, span, "the second"));
        }
        let document = Document::assembled(&source, self.entries, &grammar::MEMBER, &mut found);
        member_of(document, found)
    }

    /// Every problem with a grade, an area and fields that are looked for in a pay system, labelled on its text.
    pub fn search_problems(self, scale: &Scale, used: &UsedFields) -> Vec<Diagnostic> {
        let source = Arc::new(Source { name: self.wording.name.into(), text: self.text });
        let twice = self.twice.into_iter().map(|(name, span)| {
            Diagnostic::new(Code::DuplicateId, format!("`{name}` is given twice")).at(&source, span, "the second")
        });
        let mut found: Vec<Diagnostic> = twice.collect();
        for entry in self.entries.iter().filter(|entry| !entry.key_span.is_empty()) {
            let Value::Text(name) = &entry.node.value else { continue };
            let not_named = match entry.key.as_str() {
                "grade" => grade_of(scale, name).err(),
                "area" => area_of(scale, name).err(),
                _ => {
                    found.extend(check_field(&source, entry, used));
                    None
                }
            };
            found.extend(not_named.map(|NotNamed { code, title, label, help }| {
                Diagnostic::new(code, title).at(&source, entry.node.span.clone(), label).maybe_help(help)
            }));
        }
        found
    }

    fn push(&mut self, key: &str, shown: &str, value: Value) {
        self.text.push(' ');
        let written = (self.wording.key)(key);
        let key_span = self.append(&written);
        let mut span = key_span.clone();
        if !shown.is_empty() {
            self.text.push(' ');
            span = self.append(shown);
        }
        self.entries.push(Entry { key: key.to_owned(), key_span, node: Node { span, value } });
    }

    fn append(&mut self, part: &str) -> Range<usize> {
        let start = self.text.len();
        self.text.push_str(part);
        start..self.text.len()
    }
}
