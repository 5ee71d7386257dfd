//! TOML as a tree that keeps each value's digits and span, held against the grammar.

mod shape;
mod syntax;

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use rust_decimal::Decimal;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use self::shape::Check;
use super::grammar::Keys;
use crate::calendar::Date;
use crate::diagnostic::{Code, Diagnostic, Source};
use crate::money::parse_decimal;
use crate::scale::PointId;

/// The version of the format that this program reads.
const FORMAT: u16 = 1;

/// The reason that `assumed = true` stands for.
const ASSUMED: &str = "assumed, no published source";

/// Entries of one table or list. The largest that are known, monthly price indices since 1947, have about a thousand.
const MOST_ENTRIES: usize = 2_000;
/// Characters of one key, and of one text.
const LONGEST_KEY: usize = 200;
const LONGEST_TEXT: usize = 10_000;

/// A file read into a tree.
#[derive(Clone, Debug)]
pub struct Document {
    source: Arc<Source>,
    root: Node,
    readable: bool,
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) span: Range<usize>,
    pub(super) value: Value,
}

/// A value of a file.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    /// As its digits.
    Number(String),
    Bool(bool),
    Date(Date),
    /// A time, or a date with one.
    Time(String),
    List(Vec<Node>),
    Table(Vec<Entry>),
    /// What has been reported: never read further, so that one slip is one problem.
    Bad,
}

/// A key and its value.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) key_span: Range<usize>,
    pub(super) node: Node,
}

/// A table, to look values up in. What does not fit the grammar is not found: it has been reported.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) entries: &'a [Entry],
    pub(super) span: &'a Range<usize>,
}

impl Document {
    /// Reads the text and reports everything that is not TOML or not in the grammar.
    pub(super) fn read(source: &Arc<Source>, keys: &'static Keys, found: &mut Vec<Diagnostic>) -> Document {
        let (table, errors) = DeTable::parse_recoverable(&source.text);
        let root = Node { span: 0..0, value: Value::Table(entries(table.get_ref())) };
        let mut document = Document { source: Arc::clone(source), root, readable: true };
        let syntax = syntax::problems(source, &errors);
        // With a structure that cannot be told, everything further would be guessed.
        document.readable = syntax.iter().all(|problem| [Code::BadDate, Code::DuplicateId].contains(&problem.code));
        let bad = Spans::of(syntax.iter().filter_map(|problem| problem.labels.first()).map(|label| label.span.clone()));
        found.extend(syntax);
        document.root.poison(&|span| bad.overlap(span));
        if let Some(newer) = document.newer_format() {
            found.retain(|problem| !problem.labels.iter().any(|label| Arc::ptr_eq(&label.source, source)));
            found.push(newer);
            document.readable = false;
        }
        if document.readable {
            document.hold_to_limits(found);
        }
        if document.readable {
            document.hold_against(keys, found);
        }
        document
    }

    /// Reports what does not fit the grammar, and marks it as not to be read further.
    fn hold_against(&mut self, keys: &'static Keys, found: &mut Vec<Diagnostic>) {
        let mut check = Check { source: &self.source, found, bad: Vec::new() };
        let root = self.root.view().map_or(&[][..], |view| view.entries);
        let first = root.iter().map(|entry| entry.key_span.clone()).find(|span| !span.is_empty()).unwrap_or(0..0);
        check.keys(root, &first, keys, "");
        let bad: HashSet<Range<usize>> = check.bad.into_iter().collect();
        self.root.poison(&|span| bad.contains(span));
    }

    /// Reports tables, lists, keys and texts that are larger than is read; the file is then not read further, so that what comes after
    /// may compare each entry with each.
    fn hold_to_limits(&mut self, found: &mut Vec<Diagnostic>) {
        let mut large = Vec::new();
        self.root.too_large("this file", &(0..0), &mut large);
        self.readable = large.is_empty();
        found.extend(large.into_iter().map(|(title, span)| {
            Diagnostic::new(Code::TooLarge, title)
                .at(&self.source, span, "too many or too long")
                .help("is this meant for a pay file? They hold tables and rules, not people")
        }));
    }

    /// Whether there is anything to read further.
    pub(super) fn is_readable(&self) -> bool {
        self.readable
    }

    /// The text it was read from.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// A tree that was not read from TOML, held against the grammar in the same way.
    pub(super) fn assembled(
        source: &Arc<Source>,
        entries: Vec<Entry>,
        keys: &'static Keys,
        found: &mut Vec<Diagnostic>,
    ) -> Document {
        let root = Node { span: 0..0, value: Value::Table(entries) };
        let mut document = Document { source: Arc::clone(source), root, readable: true };
        document.hold_against(keys, found);
        document
    }

    /// A problem at a path of keys.
    pub fn labelled(&self, code: Code, title: impl Into<String>, path: &[&str], label: &str) -> Diagnostic {
        let path: Vec<String> = path.iter().map(ToString::to_string).collect();
        Diagnostic::new(code, title).at(&self.source, self.span_of(&path).0, label)
    }

    /// The top of the tree.
    pub(super) fn root(&self) -> View<'_> {
        self.root.view().unwrap_or(View { entries: &[], span: &self.root.span })
    }

    /// The span of the deepest value on a path of keys and indexes, and whether the path went all the way.
    pub(super) fn span_of(&self, path: &[String]) -> (Range<usize>, bool) {
        let mut node = &self.root;
        let mut span = 0..0;
        for (index, step) in path.iter().enumerate() {
            let next = match &node.value {
                Value::Table(entries) => named(entries, step).map(|entry| {
                    // The last step of a path to a table points at its key: a table's own text is long.
                    let table = matches!(entry.node.value, Value::Table(_) | Value::List(_)) && index + 1 == path.len();
                    (&entry.node, if table { entry.key_span.clone() } else { entry.node.span.clone() })
                }),
                Value::List(items) => step.parse().ok().and_then(|at: usize| items.get(at)).map(|item| (item, item.span.clone())),
                // One value where a list may stand: `points = 5`.
                _ => None,
            };
            let Some((deeper, found)) = next else { return (span, false) };
            (node, span) = (deeper, found);
        }
        (span, true)
    }

    /// The problem with a file of a later format: the only one worth telling.
    fn newer_format(&self) -> Option<Diagnostic> {
        let (format, span) = self.root().number("format").filter(|(format, _)| *format > Decimal::from(FORMAT))?;
        let title = format!("{} is of format {format}, and this program reads format {FORMAT}", self.source.name);
        let problem = Diagnostic::new(Code::NewerFormat, title).at(&self.source, span, "a later format");
        Some(problem.help("a newer payspine reads it"))
    }
}

/// Spans of a text, to ask whether one overlaps another.
struct Spans {
    /// In order, none overlapping the next.
    apart: Vec<Range<usize>>,
}

impl Spans {
    fn of(spans: impl Iterator<Item = Range<usize>>) -> Spans {
        let mut spans: Vec<Range<usize>> = spans.collect();
        spans.sort_by_key(|span| span.start);
        let mut apart: Vec<Range<usize>> = Vec::new();
        for span in spans {
            match apart.last_mut().filter(|last| span.start < last.end) {
                Some(last) => last.end = last.end.max(span.end),
                None => apart.push(span),
            }
        }
        Spans { apart }
    }

    fn overlap(&self, span: &Range<usize>) -> bool {
        let next = self.apart.partition_point(|known| known.end <= span.start);
        self.apart.get(next).is_some_and(|known| known.start < span.end)
    }
}

impl Node {
    /// Adds what is larger than is read, with its span.
    fn too_large(&self, name: &str, span: &Range<usize>, large: &mut Vec<(String, Range<usize>)>) {
        let mut count = |count: usize| {
            if count > MOST_ENTRIES {
                large.push((format!("{name} has {count} entries; the most that is read is {MOST_ENTRIES}"), span.clone()));
            }
        };
        match &self.value {
            Value::Table(entries) => {
                count(entries.len());
                for entry in entries {
                    let start: String = entry.key.chars().take(40).collect();
                    if entry.key.chars().count() > LONGEST_KEY {
                        let title = format!("the key `{start}…` has more than {LONGEST_KEY} characters, the most that is read");
                        large.push((title, entry.key_span.clone()));
                    }
                    entry.node.too_large(&format!("`{start}`"), &entry.key_span, large);
                }
            }
            Value::List(items) => {
                count(items.len());
                for item in items {
                    item.too_large(name, span, large);
                }
            }
            Value::Text(text) if text.len() > LONGEST_TEXT && text.chars().count() > LONGEST_TEXT => {
                large.push((format!("{name} has more than {LONGEST_TEXT} characters, the most that is read"), span.clone()));
            }
            _ => {}
        }
    }

    /// Marks every value, tables and lists aside, whose span the function knows as bad.
    fn poison(&mut self, bad: &impl Fn(&Range<usize>) -> bool) {
        match &mut self.value {
            Value::Table(entries) => entries.iter_mut().for_each(|entry| entry.node.poison(bad)),
            Value::List(items) => items.iter_mut().for_each(|item| item.poison(bad)),
            value if bad(&self.span) => *value = Value::Bad,
            _ => {}
        }
    }

    pub(super) fn view(&self) -> Option<View<'_>> {
        match &self.value {
            Value::Table(entries) => Some(View { entries, span: &self.span }),
            _ => None,
        }
    }

    pub(super) fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The number, bare or quoted.
    pub(super) fn number(&self) -> Option<Decimal> {
        match &self.value {
            Value::Number(digits) | Value::Text(digits) => parse_decimal(digits),
            _ => None,
        }
    }

    /// The value of a member's field: a text, a number as its digits, or yes or no.
    pub(super) fn field(&self) -> Option<&str> {
        match &self.value {
            Value::Bool(flag) => Some(if *flag { "yes" } else { "no" }),
            _ => self.word(),
        }
    }

    /// A text, or a number as its digits: what names a point or a value of a rule.
    pub(super) fn word(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) | Value::Number(text) => Some(text),
            _ => None,
        }
    }
}

impl<'a> View<'a> {
    pub(super) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    pub(super) fn get(&self, key: &str) -> Option<&'a Node> {
        self.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }

    pub(super) fn text(&self, key: &str) -> Option<(&'a str, Range<usize>)> {
        self.get(key).and_then(|node| match &node.value {
            Value::Text(text) => Some((text.as_str(), node.span.clone())),
            _ => None,
        })
    }

    pub(super) fn number(&self, key: &str) -> Option<(Decimal, Range<usize>)> {
        self.get(key).and_then(|node| node.number().map(|number| (number, node.span.clone())))
    }

    pub(super) fn flag(&self, key: &str) -> Option<bool> {
        match self.get(key)?.value {
            Value::Bool(flag) => Some(flag),
            _ => None,
        }
    }

    pub(super) fn date(&self, key: &str) -> Option<Date> {
        match self.get(key)?.value {
            Value::Date(date) => Some(date),
            _ => None,
        }
    }

    /// Why the table is assumed, by its key `assumed`: a text, or true.
    pub(super) fn assumed(&self) -> Option<String> {
        match (self.text("assumed"), self.flag("assumed")) {
            (Some((why, _)), _) => Some(why.to_owned()),
            (None, Some(true)) => Some(ASSUMED.to_owned()),
            _ => None,
        }
    }

    pub(super) fn table(&self, key: &str) -> Option<View<'a>> {
        self.get(key).and_then(Node::view)
    }

    pub(super) fn list(&self, key: &str) -> &'a [Node] {
        self.get(key).map_or(&[], Node::items)
    }

    /// The word of an enumeration that the text names.
    pub(super) fn one_of<T: Copy>(&self, key: &str, words: &[(&str, T)]) -> Option<T> {
        let (text, _) = self.text(key)?;
        words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value)
    }

    /// What a text parses as.
    pub(super) fn parsed<T: std::str::FromStr>(&self, key: &str) -> Option<T> {
        self.text(key).and_then(|(text, _)| text.parse().ok())
    }
}

/// The entry with this key; of points the one that is spelled otherwise, as 02 for 2, if there is no other.
fn named<'a>(entries: &'a [Entry], key: &str) -> Option<&'a Entry> {
    let is_point = |entry: &&Entry| PointId::from(entry.key.as_str()) == PointId::from(key);
    entries.iter().find(|entry| entry.key == key).or_else(|| entries.iter().find(is_point))
}

/// A table's entries in the order written.
fn entries(table: &DeTable<'_>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry { key: key.get_ref().to_string(), key_span: key.span(), node: node(value) })
        .collect();
    entries.sort_by_key(|entry| entry.key_span.start);
    entries
}

fn node(value: &Spanned<DeValue<'_>>) -> Node {
    let span = value.span();
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(integer) => Value::Number(integer.to_string()),
        DeValue::Float(float) => Value::Number(float.as_str().to_owned()),
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Datetime(time) => match (time.date, time.time, time.offset) {
            (Some(date), None, None) => {
                civil(date.year, date.month, date.day).map_or_else(|| Value::Time(time.to_string()), Value::Date)
            }
            _ => Value::Time(time.to_string()),
        },
        DeValue::Array(items) => Value::List(items.iter().map(node).collect()),
        DeValue::Table(table) => Value::Table(entries(table)),
    };
    Node { span, value }
}

fn civil(year: u16, month: u8, day: u8) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
