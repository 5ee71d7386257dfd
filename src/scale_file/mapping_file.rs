//! Roster mappings, read and written.

use std::sync::Arc;

use super::document::{Document, Value};
use super::write::{Toml, key, text};
use super::{Loaded, grammar, or_unreadable};
use crate::diagnostic::{Code, Diagnostic, Source};
use crate::workforce::{Pairs, RosterMapping};

/// Reads a roster mapping.
///
/// # Errors
///
/// Every problem that was found. Whether its grades and areas exist shows when it is held against the pay system that it names.
pub fn read_mapping(source: &Arc<Source>) -> Result<Loaded<RosterMapping>, Vec<Diagnostic>> {
    let mut found = Vec::new();
    let document = Arc::new(Document::read(source, &grammar::MAPPING, &mut found));
    let root = document.root();
    let words = |key: &str| root.text(key).map(|(text, _)| text.to_owned());
    let pairs = |name: &str| -> Pairs {
        let entries = root.table("mapping").and_then(|terms| terms.table(name)).map_or(&[][..], |table| table.entries);
        let pair = |key: &str, value: &Value| match value {
            Value::Text(text) => Some((key.to_owned(), text.clone())),
            _ => None,
        };
        entries.iter().filter_map(|entry| pair(&entry.key, &entry.node.value)).collect()
    };
    let mapping = RosterMapping {
        id: words("id").unwrap_or_else(String::new),
        title: words("title").unwrap_or_else(String::new),
        scale: words("scale").unwrap_or_else(String::new),
        source: words("source"),
        verified: root.date("verified"),
        assumed: root.assumed(),
        columns: pairs("column"),
        grades: pairs("grade"),
        areas: pairs("area"),
        elements: pairs("element"),
        payslip_columns: pairs("payslip"),
        defaults: pairs("default"),
    };
    let says =
        [&mapping.columns, &mapping.grades, &mapping.areas, &mapping.elements, &mapping.payslip_columns, &mapping.defaults];
    if document.is_readable() && root.table("mapping").is_some() && says.iter().all(|pairs| pairs.is_empty()) {
        let title = format!("the mapping `{}` says nothing", mapping.id);
        let problem = Diagnostic::new(Code::MissingKey, title).at(source, document.span_of(&["mapping".into()]).0, "empty");
        found.push(problem.help("such as [mapping.grade] with \"Immigration Officer\" = \"IO\""));
    }
    if found.iter().any(Diagnostic::is_error) || !document.is_readable() {
        return Err(or_unreadable(found, source));
    }
    Ok(Loaded { value: Arc::new(mapping), document, warnings: found })
}

/// A roster mapping as TOML.
///
/// ```
/// use payspine::scale_file::{read_mapping, source, write_mapping};
/// use payspine::workforce::RosterMapping;
/// let mapping = RosterMapping {
///     id: "ours".into(),
///     title: "Ours".into(),
///     scale: "njc".into(),
///     columns: vec![("point".into(), "Spine point".into())],
///     ..RosterMapping::default()
/// };
/// let written = source("ours.toml", write_mapping(&mapping).as_bytes()).unwrap();
/// assert_eq!(*read_mapping(&written).unwrap().value, mapping);
/// ```
pub fn write_mapping(mapping: &RosterMapping) -> String {
    let mut out = Toml::default();
    out.line("format", "1");
    out.line("id", &text(&mapping.id));
    out.line("title", &text(&mapping.title));
    out.line("scale", &text(&mapping.scale));
    out.maybe("source", mapping.source.as_deref().map(text));
    out.maybe("verified", mapping.verified.map(|day| day.to_string()));
    out.maybe("assumed", mapping.assumed.as_deref().map(text));
    let tables = [
        ("column", &mapping.columns),
        ("grade", &mapping.grades),
        ("area", &mapping.areas),
        ("element", &mapping.elements),
        ("payslip", &mapping.payslip_columns),
        ("default", &mapping.defaults),
    ];
    for (name, pairs) in tables {
        if !pairs.is_empty() {
            out.table(&format!("mapping.{name}"));
        }
        for (from, to) in pairs {
            out.line(&key(from), &text(to));
        }
    }
    out.into_text()
}
