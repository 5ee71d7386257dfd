//! TOML as a tree that keeps each value's digits and place, held against the grammar.

use std::ops::Range;
use std::sync::Arc;

use rust_decimal::Decimal;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::grammar::{Bounds, Key, Keys, Shape};
use crate::calendar::Date;
use crate::diagnostic::{Code, Diagnostic, Source, nearest, suggestion};
use crate::money::parse_decimal;

/// The version of the format that this program reads.
const FORMAT: u16 = 1;

/// A file read into a tree.
#[derive(Clone, Debug)]
pub struct Document {
    source: Arc<Source>,
    root: Node,
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
        for error in &errors {
            found.push(syntax_problem(source, error));
        }
        let root = Node { span: 0..0, value: Value::Table(entries(table.get_ref())) };
        let document = Document { source: Arc::clone(source), root };
        let mut check = Check { source, found };
        check.keys(document.root().entries, &(0..0), keys, "");
        document.check_format(found);
        document
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
        let document = Document { source: Arc::clone(source), root };
        Check { source, found }.keys(document.root().entries, &(0..source.text.len()), keys, "");
        document
    }

    /// A problem at a path of keys.
    pub fn labelled(&self, code: Code, title: impl Into<String>, path: &[&str], label: &str) -> Diagnostic {
        let path: Vec<String> = path.iter().map(ToString::to_string).collect();
        Diagnostic::new(code, title).at(&self.source, self.place(&path).0, label)
    }

    /// The top of the tree.
    pub(super) fn root(&self) -> View<'_> {
        self.root.view().unwrap_or(View { entries: &[], span: &self.root.span })
    }

    /// The place of the deepest value on a path of keys and indexes, and whether the path went all the way.
    pub(super) fn place(&self, path: &[String]) -> (Range<usize>, bool) {
        let mut node = &self.root;
        let mut span = 0..0;
        for (index, step) in path.iter().enumerate() {
            let next = match &node.value {
                Value::Table(entries) => entries.iter().find(|entry| entry.key == *step).map(|entry| {
                    // The last step of a path to a table points at its key: a table's own text is long.
                    let table = matches!(entry.node.value, Value::Table(_) | Value::List(_)) && index + 1 == path.len();
                    (&entry.node, if table { entry.key_span.clone() } else { entry.node.span.clone() })
                }),
                Value::List(items) => step.parse().ok().and_then(|at: usize| items.get(at)).map(|item| (item, item.span.clone())),
                // One value where a list may stand: `points = 5`.
                _ => None,
            };
            let Some((deeper, place)) = next else { return (span, false) };
            (node, span) = (deeper, place);
        }
        (span, true)
    }

    fn check_format(&self, found: &mut Vec<Diagnostic>) {
        let Some((format, span)) = self.root().number("format") else { return };
        if format > Decimal::from(FORMAT) {
            let title = format!("{} is of format {format}, and this program reads format {FORMAT}", self.source.name);
            found.push(
                Diagnostic::new(Code::NewerFormat, title)
                    .at(&self.source, span, "a later format")
                    .help("a newer payspine reads it"),
            );
        } else if format != Decimal::from(FORMAT) {
            let title = format!("there is no format {format}");
            found.push(Diagnostic::new(Code::BadNumber, title).at(&self.source, span, "expected 1"));
        }
    }
}

impl Node {
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

    /// A text, or a number as its digits: what names a point or a value of a field.
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

fn syntax_problem(source: &Arc<Source>, error: &toml::de::Error) -> Diagnostic {
    let span = error.span().unwrap_or(0..0);
    let message = error.message().replace('\n', "; ");
    let line = source.text.get(..span.start).map_or(0, |before| before.rfind('\n').map_or(0, |newline| newline + 1));
    let line_end =
        source.text.get(span.start..).and_then(|rest| rest.find('\n')).map_or(source.text.len(), |length| span.start + length);
    let text = source.text.get(line..line_end).unwrap_or_default();
    if message.contains("duplicate key") {
        let name = source.text.get(span.clone()).unwrap_or_default();
        return Diagnostic::new(Code::DuplicateId, format!("`{name}` is there twice"))
            .at(source, span, "the second")
            .help("give it another name, or put both together");
    }
    let looks_like_a_date = text.split('=').nth(1).is_some_and(|value| {
        let value = value.trim_start();
        value.len() >= 5 && value.bytes().take(4).all(|byte| byte.is_ascii_digit()) && value.as_bytes().get(4) == Some(&b'-')
    });
    if looks_like_a_date {
        return Diagnostic::new(Code::BadDate, format!("not a date of the calendar: {message}"))
            .at(source, span, "")
            .help("a date is year-month-day, without quotes: 2012-07-01");
    }
    Diagnostic::new(Code::TomlSyntax, format!("not TOML: {message}")).at(source, span, "")
}

/// Holds a tree against the grammar.
struct Check<'a> {
    source: &'a Arc<Source>,
    found: &'a mut Vec<Diagnostic>,
}

impl Check<'_> {
    fn keys(&mut self, entries: &[Entry], header: &Range<usize>, keys: &'static Keys, name: &str) {
        let names = || keys.keys.iter().map(|key| key.name);
        for entry in entries {
            match (keys.keys.iter().find(|key| key.name == entry.key), keys.others) {
                (Some(key), _) => self.shape(&entry.node, &key.shape, key.name),
                (None, Some(others)) if fits_type(&entry.node, others) => self.shape(&entry.node, others, &entry.key),
                (None, _) => {
                    let expected = names().collect::<Vec<_>>();
                    let help = nearest(&entry.key, names()).map_or_else(
                        || format!("{} takes {}", article(keys.name), expected.join(", ")),
                        |near| format!("did you mean `{near}`?"),
                    );
                    let title = format!("{} has no key `{}`", article(keys.name), entry.key);
                    self.found.push(
                        Diagnostic::new(Code::UnknownKey, title)
                            .at(self.source, entry.key_span.clone(), "unknown key")
                            .help(help),
                    );
                }
            }
        }
        for key in keys.keys.iter().filter(|key| key.required && !entries.iter().any(|entry| entry.key == key.name)) {
            self.missing(key, keys, header, name);
        }
    }

    fn missing(&mut self, key: &Key, keys: &Keys, header: &Range<usize>, name: &str) {
        let named = if name.is_empty() || name == keys.name { String::new() } else { format!(" `{name}`") };
        let title = format!("{}{named} needs `{}`: {}", article(keys.name), key.name, key.doc);
        let diagnostic =
            Diagnostic::new(Code::MissingKey, title).at(self.source, header.clone(), format!("no `{}` in this", key.name));
        self.found.push(diagnostic.maybe_help(example(&key.shape).map(|example| format!("add: {} = {example}", key.name))));
    }

    fn shape(&mut self, node: &Node, shape: &'static Shape, name: &str) {
        match (shape, &node.value) {
            (Shape::Either(shapes), _) => match shapes.iter().find(|shape| fits_type(node, shape)) {
                Some(shape) => self.shape(node, shape, name),
                None => self.wrong_type(node, shape, name),
            },
            (Shape::Text, Value::Text(text)) => {
                if text.trim().is_empty() {
                    self.bad(Code::BadText, node, format!("`{name}` is empty"), "expected some text", None);
                }
            }
            (Shape::Form(form), Value::Text(text)) => {
                if !(form.fits)(text) {
                    let help = Some(format!("{}, such as \"{}\"", form.name, form.example));
                    self.bad(
                        Code::BadText,
                        node,
                        format!("`{text}` is not {}", form.name),
                        format!("expected {}", form.name),
                        help,
                    );
                }
            }
            (Shape::Word(words), Value::Text(text)) => {
                if !words.contains(&text.as_str()) {
                    let help = suggestion(text, words.iter().copied());
                    self.bad(
                        Code::BadText,
                        node,
                        format!("`{name}` cannot be `{text}`"),
                        format!("expected {}", words.join(", ")),
                        help,
                    );
                }
            }
            (Shape::Number(bounds), Value::Number(_) | Value::Text(_)) => self.number(node, *bounds, name),
            (Shape::List(each), Value::List(items)) => items.iter().for_each(|item| self.shape(item, each, name)),
            (Shape::Table(keys), Value::Table(entries)) => self.keys(entries, &node.span, keys, name),
            (Shape::Names(each), Value::Table(entries)) => {
                for entry in entries {
                    self.shape(&entry.node, each, &entry.key);
                }
            }
            (Shape::Bool, Value::Bool(_)) | (Shape::Date, Value::Date(_)) => {}
            _ => self.wrong_type(node, shape, name),
        }
    }

    fn number(&mut self, node: &Node, bounds: Bounds, name: &str) {
        let digits = node.word().unwrap_or_default();
        let Some(number) = parse_decimal(digits) else {
            let (title, code) = match &node.value {
                Value::Text(text) if !text.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '+') => {
                    return self.wrong_type(node, &Shape::Number(Bounds::Any), name);
                }
                _ => (format!("`{digits}` cannot be read exactly"), Code::BadNumber),
            };
            let expected = "expected digits, with a point if needed: no exponent, at most 10 decimals";
            return self.bad(code, node, title, expected, None);
        };
        let fits = match bounds {
            Bounds::Any => true,
            Bounds::NotNegative => number >= Decimal::ZERO,
            Bounds::Positive => number > Decimal::ZERO,
            Bounds::Share => number >= Decimal::ZERO && number <= Decimal::ONE,
            Bounds::Whole(low, high) => number.is_integer() && number >= low.into() && number <= high.into(),
        };
        if !fits {
            let title = format!("`{name}` cannot be {digits}");
            self.bad(Code::BadNumber, node, title, format!("expected {}", bounds_in_words(bounds)), None);
        }
    }

    fn wrong_type(&mut self, node: &Node, shape: &Shape, name: &str) {
        let (code, help) = match (shape, &node.value) {
            (Shape::Date, Value::Text(_)) => (Code::BadDate, Some("write the date without quotes: 2012-07-01".to_owned())),
            (Shape::Date, _) | (_, Value::Time(_)) => {
                (Code::BadDate, Some("a date is year-month-day, without quotes or time: 2012-07-01".to_owned()))
            }
            _ => (Code::WrongType, example(shape).map(|example| format!("for example: {name} = {example}"))),
        };
        let title = format!("`{name}` cannot be {}", type_in_words(&node.value));
        self.bad(code, node, title, format!("expected {}", shape_in_words(shape)), help);
    }

    fn bad(&mut self, code: Code, node: &Node, title: String, label: impl Into<String>, help: Option<String>) {
        self.found.push(Diagnostic::new(code, title).at(self.source, node.span.clone(), label).maybe_help(help));
    }
}

/// Whether the outer type fits, to choose among several shapes.
fn fits_type(node: &Node, shape: &Shape) -> bool {
    match (shape, &node.value) {
        (Shape::Either(shapes), _) => shapes.iter().any(|shape| fits_type(node, shape)),
        (Shape::Number(_), Value::Text(text)) => parse_decimal(text).is_some(),
        (Shape::Text | Shape::Form(_) | Shape::Word(_), Value::Text(_))
        | (Shape::Number(_), Value::Number(_))
        | (Shape::Bool, Value::Bool(_))
        | (Shape::Date, Value::Date(_))
        | (Shape::List(_), Value::List(_))
        | (Shape::Table(_) | Shape::Names(_), Value::Table(_)) => true,
        _ => false,
    }
}

fn article(name: &str) -> String {
    let vowel = name.starts_with(['a', 'e', 'i', 'o']);
    format!("{} {name}", if vowel { "an" } else { "a" })
}

fn bounds_in_words(bounds: Bounds) -> String {
    match bounds {
        Bounds::Any => "a number".to_owned(),
        Bounds::NotNegative => "a number, zero or more".to_owned(),
        Bounds::Positive => "a number above zero".to_owned(),
        Bounds::Share => "a number from 0 to 1".to_owned(),
        Bounds::Whole(low, high) => format!("a whole number from {low} to {high}"),
    }
}

fn shape_in_words(shape: &Shape) -> String {
    match shape {
        Shape::Text => "text in quotes".to_owned(),
        Shape::Form(form) => format!("{} in quotes", form.name),
        Shape::Word(words) => format!("one of {}", words.join(", ")),
        Shape::Number(bounds) => bounds_in_words(*bounds),
        Shape::Bool => "true or false".to_owned(),
        Shape::Date => "a date".to_owned(),
        Shape::List(_) => "a list".to_owned(),
        Shape::Table(_) | Shape::Names(_) => "a table".to_owned(),
        Shape::Either(shapes) => shapes.iter().map(shape_in_words).collect::<Vec<_>>().join(" or "),
    }
}

fn type_in_words(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("the text `{text}`"),
        Value::Number(digits) => format!("the number {digits}"),
        Value::Bool(flag) => format!("{flag}"),
        Value::Date(date) => format!("the date {date}"),
        Value::Time(time) => format!("the time {time}"),
        Value::List(_) => "a list".to_owned(),
        Value::Table(_) => "a table".to_owned(),
    }
}

/// A value that the shape takes, for help.
fn example(shape: &Shape) -> Option<String> {
    match shape {
        Shape::Text => Some("\"…\"".to_owned()),
        Shape::Form(form) => Some(format!("\"{}\"", form.example)),
        Shape::Word(words) => words.first().map(|word| format!("\"{word}\"")),
        Shape::Number(Bounds::Whole(low, _)) => Some(low.max(&1).to_string()),
        Shape::Number(Bounds::Share) => Some("0.5".to_owned()),
        Shape::Number(_) => Some("1.5".to_owned()),
        Shape::Bool => Some("true".to_owned()),
        Shape::Date => Some("2012-07-01".to_owned()),
        Shape::List(each) => example(each).map(|example| format!("[{example}]")),
        Shape::Table(_) | Shape::Names(_) => None,
        Shape::Either(shapes) => shapes.first().and_then(example),
    }
}
