//! One number of a proposal, to be tried at other values.

use std::ops::Range;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::document::{Document, Node, Value};
use super::grammar;
use crate::diagnostic::{Code, Diagnostic, Source, nearest};
use crate::money::parse_decimal;

/// A number in the text of a proposal.
#[derive(Clone, Debug)]
pub struct Varied {
    source: Arc<Source>,
    span: Range<usize>,
    /// As it was asked for: `measure.1.uplift.percent`.
    pub path: String,
    /// As it is written in the file.
    pub value: Decimal,
}

impl Varied {
    /// The number at a path: keys with dots between them, lists counted from 1, and `settlement.1` left out where there is one.
    ///
    /// ```
    /// use payspine::scale_file::{Varied, source};
    /// let text = b"format = 1\nid = \"c\"\ntitle = \"C\"\nscale = \"njc\"\n[[settlement]]\nfrom = 2026-04-01\ntitle = \"C\"\n\
    ///     status = \"claim\"\n[[settlement.measure]]\nuplift = { percent = 5 }\n";
    /// let source = source("claim.toml", text).unwrap();
    /// let varied = Varied::at(&source, "measure.1.uplift.percent").unwrap();
    /// assert_eq!(varied.value, 5.into());
    /// assert!(varied.with("4.75".parse().unwrap()).text.contains("percent = 4.75"));
    /// assert!(Varied::at(&source, "measure.2.uplift.percent").is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// There is no such number; those that there are, are named.
    pub fn at(source: &Arc<Source>, path: &str) -> Result<Varied, Diagnostic> {
        let numbers = numbers(source);
        let found = numbers.iter().find(|number| number.path == path || format!("settlement.1.{}", number.path) == path);
        found.map(|number| Varied { path: path.to_owned(), ..number.clone() }).ok_or_else(|| {
            let known: Vec<&str> = numbers.iter().map(|number| number.path.as_str()).collect();
            let near = nearest(path, known.iter().copied()).map(|near| format!("did you mean `{near}`? "));
            let help = match known.as_slice() {
                [] => "it has no number that could be varied".to_owned(),
                known => format!("{}there is {}", near.unwrap_or_else(String::new), known.join(", ")),
            };
            Diagnostic::new(Code::UnknownKey, format!("{} has no number at `{path}`", source.name)).help(help)
        })
    }

    /// The text with another value.
    pub fn with(&self, value: Decimal) -> Arc<Source> {
        let mut text = self.source.text.clone();
        text.replace_range(self.span.clone(), &value.normalize().to_string());
        Arc::new(Source { name: self.source.name.clone(), text })
    }
}

/// Every number in the settlements of a proposal.
fn numbers(source: &Arc<Source>) -> Vec<Varied> {
    let document = Document::read(source, &grammar::PROPOSAL, &mut Vec::new());
    let mut found = Vec::new();
    let settlements = document.root().list("settlement");
    for (index, settlement) in settlements.iter().enumerate() {
        let path = if settlements.len() == 1 { String::new() } else { format!("settlement.{}", index + 1) };
        collect(settlement, &path, source, &mut found);
    }
    found
}

fn collect(node: &Node, path: &str, source: &Arc<Source>, found: &mut Vec<Varied>) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match &node.value {
        Value::Number(digits) => {
            let value = parse_decimal(digits);
            let number = |value| Varied { source: Arc::clone(source), span: node.span.clone(), path: path.to_owned(), value };
            found.extend(value.map(number));
        }
        Value::Table(entries) => entries.iter().for_each(|entry| collect(&entry.node, &below(&entry.key), source, found)),
        // Numbers in a list are names of points.
        Value::List(items) => {
            let parts = items.iter().enumerate().filter(|(_, item)| !matches!(item.value, Value::Number(_)));
            parts.for_each(|(index, item)| collect(item, &below(&(index + 1).to_string()), source, found));
        }
        _ => {}
    }
}
