//! A tree held against the grammar: unknown keys, missing keys, wrong types, values out of bounds.

use std::ops::Range;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Entry, Node, Value};
use crate::calendar::{NotADay, read_day};
use crate::diagnostic::{Code, Diagnostic, Source, nearest};
use crate::money::{MOST_DECIMALS, parse_decimal};
use crate::scale_file::grammar::{Bounds, Syntax, Key, Keys, Shape};

/// Holds a tree against the grammar.
pub(super) struct Check<'a> {
    pub(super) source: &'a Arc<Source>,
    pub(super) found: &'a mut Vec<Diagnostic>,
    /// The places of values that were reported.
    pub(super) bad: Vec<Range<usize>>,
}

impl Check<'_> {
    pub(super) fn keys(&mut self, entries: &[Entry], header: &Range<usize>, keys: &'static Keys, name: &str) {
        let names = || keys.keys.iter().map(|key| key.name);
        for entry in entries {
            match (keys.keys.iter().find(|key| key.name == entry.key), keys.others) {
                (Some(key), _) => self.shape(&entry.node, &key.shape, key.name),
                // Another table may be a grade's or an area's; another value may be a field of a member.
                (None, Some(others)) if fits_type(&entry.node, others) || takes_values(others) => {
                    self.name(entry);
                    self.shape(&entry.node, others, &entry.key);
                }
                (None, _) => {
                    let expected = names().collect::<Vec<_>>();
                    let known = |key: &str| names().any(|name| name == key);
                    let help = match entry.key.as_str() {
                        // Near in letters, and another thing in money.
                        "total-at-most" if known("at-most") => {
                            "`at-most` is the most that a value rises by; a limit on what it comes to is stated, as the points that it \
                             holds, or as a payment's own `total-at-most`"
                                .to_owned()
                        }
                        key => nearest(key, names()).map_or_else(
                            || format!("{} takes {}", article(keys.name), expected.join(", ")),
                            |near| format!("did you mean `{near}`?"),
                        ),
                    };
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
        let whose = if name.is_empty() || name == keys.name { article(keys.name) } else { format!("{} `{name}`", keys.name) };
        let title = format!("{whose} needs `{}` ({})", key.name, key.doc);
        let place = if name.is_empty() { "this file" } else { "this" };
        let diagnostic =
            Diagnostic::new(Code::MissingKey, title).at(self.source, header.clone(), format!("no `{}` in {place}", key.name));
        self.found.push(diagnostic.maybe_help(example(&key.shape).map(|example| format!("add: {} = {example}", key.name))));
    }

    fn shape(&mut self, node: &Node, shape: &'static Shape, name: &str) {
        match (shape, &node.value) {
            (Shape::Either(shapes), value) if !matches!(value, Value::Bad) => {
                match shapes.iter().find(|shape| fits_type(node, shape)) {
                    Some(shape) => self.shape(node, shape, name),
                    None => self.wrong_type(node, shape, name),
                }
            }
            (Shape::Text, Value::Text(text)) => {
                if text.trim().is_empty() {
                    self.bad(Code::BadText, node, format!("`{name}` is empty"), "expected some text", None);
                } else if text.chars().any(char::is_control) {
                    let title = format!("`{name}` has a line break or another control character");
                    self.bad(Code::BadText, node, title, "expected one line of text", None);
                }
            }
            (Shape::Syntax(form), Value::Text(text)) => {
                if !(form.fits)(text) {
                    let help = Some(format!("for example: {name} = \"{}\"", form.example));
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
                    let help = nearest(text, words.iter().copied()).map(|near| format!("did you mean `{near}`?"));
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
            (Shape::List(_), Value::List(items)) if items.is_empty() => {
                let problem = Diagnostic::new(Code::WrongType, format!("`{name}` is empty")).at(
                    self.source,
                    node.span.clone(),
                    "expected at least one",
                );
                self.found.push(problem.help("give one or more"));
            }
            (Shape::List(each), Value::List(items)) => items.iter().for_each(|item| self.shape(item, each, name)),
            (Shape::Table(keys), Value::Table(entries)) => self.keys(entries, &node.span, keys, name),
            (Shape::Names(each), Value::Table(entries)) => {
                for entry in entries {
                    self.name(entry);
                    self.shape(&entry.node, each, &entry.key);
                }
            }
            (_, Value::Bad) | (Shape::Bool, Value::Bool(_)) | (Shape::Date, Value::Date(_)) => {}
            _ => self.wrong_type(node, shape, name),
        }
    }

    /// A name that somebody chose must be one that can be seen.
    fn name(&mut self, entry: &Entry) {
        if entry.key.trim().is_empty() || entry.key.chars().any(char::is_control) {
            let title = "a name is empty or has a control character in it";
            self.found.push(Diagnostic::new(Code::BadText, title).at(self.source, entry.key_span.clone(), "expected a name"));
        }
    }

    fn number(&mut self, node: &Node, bounds: Bounds, name: &str) {
        let digits = node.word().unwrap_or("");
        let Some(number) = parse_decimal(digits) else {
            return match &node.value {
                Value::Text(text) if !text.starts_with(|letter: char| letter.is_ascii_digit() || "+-.£$".contains(letter)) => {
                    self.wrong_type(node, &Shape::Number(bounds), name);
                }
                _ => self.bad(
                    Code::BadNumber,
                    node,
                    format!("`{digits}` is not a number that is read exactly"),
                    unreadable(digits),
                    None,
                ),
            };
        };
        let fits = match bounds {
            Bounds::Any => true,
            Bounds::NotNegative => number >= Decimal::ZERO,
            Bounds::Positive => number > Decimal::ZERO,
            Bounds::Share => number >= Decimal::ZERO && number <= Decimal::ONE,
            Bounds::Percent(most) => number >= Decimal::ZERO && number <= most.into(),
            Bounds::Whole(low, high) => number.is_integer() && number >= low.into() && number <= high.into(),
        };
        if !fits {
            let title = format!("`{name}` cannot be {digits}");
            self.bad(Code::BadNumber, node, title, format!("expected {}", bounds_in_words(bounds)), None);
        }
    }

    fn wrong_type(&mut self, node: &Node, shape: &Shape, name: &str) {
        let (code, help) = match (shape, &node.value) {
            (Shape::Date, Value::Text(text)) => (Code::BadDate, Some(bare_day(name, text))),
            (Shape::Date, _) | (_, Value::Time(_)) => {
                (Code::BadDate, Some("a date is year-month-day, without quotes or time: 2012-07-01".to_owned()))
            }
            (Shape::List(Shape::Table(_)), Value::Table(_)) => {
                (Code::WrongType, Some(format!("there can be several, so write [[…{name}]] with two brackets")))
            }
            (Shape::Number(_), Value::Table(entries))
                if entries.iter().all(|entry| entry.key.bytes().all(|byte| byte.is_ascii_digit())) =>
            {
                (Code::WrongType, Some("a name with a dot in it needs quotes".to_owned()))
            }
            (Shape::Table(keys), _) if keys.name == "range" => {
                let help = "a grade has one range, by its two ends: { minimum = 1, target = 3 }; one in each area: \
                            [settlement.range.<grade>.<area>]";
                (Code::WrongType, Some(help.to_owned()))
            }
            _ => (Code::WrongType, example(shape).map(|example| format!("for example: {name} = {example}"))),
        };
        let title = format!("`{name}` cannot be {}", type_in_words(&node.value));
        self.bad(code, node, title, format!("expected {}", shape_in_words(shape)), help);
    }

    fn bad(&mut self, code: Code, node: &Node, title: String, label: impl Into<String>, help: Option<String>) {
        self.found.push(Diagnostic::new(code, title).at(self.source, node.span.clone(), label).maybe_help(help));
        self.bad.push(node.span.clone());
    }
}

/// Whether a shape for other keys takes plain values.
fn takes_values(shape: &Shape) -> bool {
    matches!(shape, Shape::Either(_))
}

/// Why digits cannot be read exactly, and what would be.
fn unreadable(digits: &str) -> String {
    let unsigned = digits.trim_start_matches(['+', '-']);
    let (whole, decimals) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    if digits.contains(['e', 'E']) {
        return "expected all its digits, without an exponent".to_owned();
    }
    if digits.contains([',', '£', '$', '%', ' ']) {
        return "expected digits only: no comma, no currency, no per cent sign".to_owned();
    }
    if decimals.len() > MOST_DECIMALS as usize {
        return format!("has {} decimals; expected at most {MOST_DECIMALS}", decimals.len());
    }
    if whole.len() > 15 {
        return format!("has {} digits before the point; expected at most 15", whole.len());
    }
    "expected digits, with a point between them if needed".to_owned()
}

/// Whether the outer type fits, to choose among several shapes.
fn fits_type(node: &Node, shape: &Shape) -> bool {
    match (shape, &node.value) {
        (Shape::Either(shapes), _) => shapes.iter().any(|shape| fits_type(node, shape)),
        (Shape::Number(_), Value::Text(text)) => parse_decimal(text).is_some(),
        (Shape::Syntax(Syntax { mark: Some(mark), .. }), Value::Text(text)) => text.contains(*mark),
        (Shape::Text | Shape::Syntax(_) | Shape::Word(_), Value::Text(_))
        | (Shape::Number(_), Value::Number(_))
        | (Shape::Bool, Value::Bool(_))
        | (Shape::Date, Value::Date(_))
        | (Shape::List(_), Value::List(_))
        | (Shape::Table(_) | Shape::Names(_), Value::Table(_)) => true,
        _ => false,
    }
}

/// How a day in quotes is to be written.
fn bare_day(name: &str, text: &str) -> String {
    match read_day(text) {
        Ok(day) => format!("write the date without quotes: {name} = {day}"),
        Err(NotADay::NoDay) => "write the date without quotes: 2012-07-01".to_owned(),
        Err(why) => why.to_string(),
    }
}

fn article(name: &str) -> String {
    let vowel = name.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {name}", if vowel { "an" } else { "a" })
}

fn bounds_in_words(bounds: Bounds) -> String {
    match bounds {
        Bounds::Any => "a number".to_owned(),
        Bounds::NotNegative => "a number, zero or more".to_owned(),
        Bounds::Positive => "a number above zero".to_owned(),
        Bounds::Share => "a number from 0 to 1".to_owned(),
        Bounds::Percent(most) => format!("a percentage from 0 to {most}"),
        Bounds::Whole(low, high) => format!("a whole number from {low} to {high}"),
    }
}

fn shape_in_words(shape: &Shape) -> String {
    match shape {
        Shape::Text => "text in quotes".to_owned(),
        Shape::Syntax(form) => format!("{} in quotes", form.name),
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
        Value::Bad => "this".to_owned(),
    }
}

/// A value that the shape takes, for help.
fn example(shape: &Shape) -> Option<String> {
    match shape {
        Shape::Text => Some("\"…\"".to_owned()),
        Shape::Syntax(form) => Some(format!("\"{}\"", form.example)),
        Shape::Word(words) => words.first().map(|word| format!("\"{word}\"")),
        Shape::Number(Bounds::Whole(low, _)) => Some(low.max(&1).to_string()),
        Shape::Number(Bounds::Share | Bounds::Any) => Some("0.5".to_owned()),
        Shape::Number(_) => Some("3.5".to_owned()),
        Shape::Bool => Some("true".to_owned()),
        Shape::Date => Some("2012-07-01".to_owned()),
        Shape::List(each) => example(each).map(|example| format!("[{example}]")),
        Shape::Table(_) | Shape::Names(_) => None,
        Shape::Either(shapes) => shapes.first().and_then(example),
    }
}
