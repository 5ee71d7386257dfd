//! The keys of the file format as a page.

use std::fmt::Write;

use super::cell;
use crate::scale_file::grammar::{self, Bounds, Key, Keys, Shape};
use crate::statutory::StatutoryKind;

const INTRODUCTION: &str = "A file begins with `format = 1`. Numbers may be bare or quoted and are read as their digits; dates are bare. A \
    key that is not here is an error. `NAME` stands for a name of your choosing, such as the id of a grade. The page `payspine guide \
    format` shows the keys at work.\n";

/// Tables of all keys, file by file.
pub(super) fn markdown() -> String {
    let mut page = Page { text: INTRODUCTION.to_owned(), described: Vec::new() };
    page.file("A pay system", &grammar::SCALE);
    page.file("A proposal", &grammar::PROPOSAL);
    page.file("A member", &grammar::MEMBER);
    page.file("A recovery policy", &grammar::POLICY);
    page.file("A roster mapping", &grammar::MAPPING);
    for (word, kind) in &StatutoryKind::WORDS {
        page.file(&format!("A statutory table: {word}"), grammar::statutory(*kind));
    }
    page.text
}

struct Page {
    text: String,
    /// The tables described so far, with the place where each stands.
    described: Vec<(&'static [Key], String)>,
}

impl Page {
    fn file(&mut self, title: &str, keys: &'static Keys) {
        // Writing to a string cannot fail.
        let _ = write!(self.text, "\n## {title}\n");
        self.table("", keys);
    }

    /// Describes a table at a place, then the tables within it. A table that was described before is named only.
    fn table(&mut self, place: &str, keys: &'static Keys) {
        if !place.is_empty() {
            let _ = write!(self.text, "\n### `{place}`\n");
            let known = self.described.iter().find(|(known, _)| std::ptr::eq(*known, keys.keys));
            if let Some((_, known)) = known {
                let _ = write!(self.text, "\nThe keys of `{known}`.\n");
                return;
            }
            self.described.push((keys.keys, place.to_owned()));
        }
        self.text.push_str("\n| key | takes | means |\n|---|---|---|\n");
        for key in keys.keys {
            let must = if key.required { " (required)" } else { "" };
            let _ = writeln!(self.text, "| `{}` | {}{must} | {} |", key.name, cell(&takes(&key.shape)), cell(key.doc));
        }
        if let Some(others) = keys.others {
            let _ = writeln!(self.text, "| `NAME` | {} | a name of your choosing |", cell(&takes(others)));
        }
        let inside = |name: &str| if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") };
        for key in keys.keys {
            self.within(&inside(key.name), &key.shape);
        }
        // Ranges and progression by grade, and a grade's ranges by area, take the keys of the table around them.
        if let Some(Shape::Table(others)) = keys.others.filter(|_| !place.ends_with(".NAME.NAME")) {
            self.table(&inside("NAME"), others);
        }
    }

    /// Describes the tables that a value may be.
    fn within(&mut self, place: &str, shape: &'static Shape) {
        match shape {
            Shape::Table(keys) => self.table(place, keys),
            Shape::List(each) => self.within(&format!("{place}[]"), each),
            Shape::Names(each) => self.within(&format!("{place}.NAME"), each),
            Shape::Either(shapes) => shapes.iter().for_each(|shape| self.within(place, shape)),
            Shape::Text | Shape::Syntax(_) | Shape::Word(_) | Shape::Number(_) | Shape::Bool | Shape::Date => {}
        }
    }
}

/// What a value may be, in words.
fn takes(shape: &Shape) -> String {
    match shape {
        Shape::Text => "text".to_owned(),
        Shape::Syntax(form) => format!("{}: `\"{}\"`", form.name, form.example),
        Shape::Word(words) => words.iter().map(|word| format!("`\"{word}\"`")).collect::<Vec<_>>().join(", "),
        Shape::Number(bounds) => number(*bounds),
        Shape::Bool => "`true` or `false`".to_owned(),
        Shape::Date => "a date: `2012-07-01`".to_owned(),
        Shape::List(each) => match **each {
            Shape::Table(_) => "a list of tables".to_owned(),
            ref each => format!("a list of: {}", takes(each)),
        },
        Shape::Table(_) => "a table".to_owned(),
        Shape::Names(each) => match **each {
            Shape::Table(_) => "tables by name".to_owned(),
            ref each => format!("names, each with: {}", takes(each)),
        },
        Shape::Either(shapes) => shapes.iter().map(takes).collect::<Vec<_>>().join("; or "),
    }
}

fn number(bounds: Bounds) -> String {
    match bounds {
        Bounds::NotNegative => "a number, 0 or more".to_owned(),
        Bounds::Positive => "a number above 0".to_owned(),
        Bounds::Any => "a number".to_owned(),
        Bounds::Share => "a number from 0 to 1".to_owned(),
        Bounds::Percent(most) => format!("a number from 0 to {most}"),
        Bounds::Whole(low, high) if high == u16::MAX => format!("a whole number, {low} or more"),
        Bounds::Whole(low, high) => format!("a whole number from {low} to {high}"),
    }
}
