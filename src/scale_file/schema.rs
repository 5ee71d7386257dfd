//! The grammar as JSON Schema, for editors that complete and check TOML as it is written.
//!
//! Draft 4, because that is what Taplo, behind most editors' TOML support, holds files against.

use serde_json::{Map, Value, json};

use super::FileKind;
use super::grammar::{self, Bounds, Keys, Shape};
use crate::statutory::StatutoryKind;

/// The schema of one kind of file.
pub fn schema(kind: FileKind) -> Value {
    let keys = match kind {
        FileKind::Scale => &grammar::SCALE,
        FileKind::Proposal => &grammar::PROPOSAL,
        FileKind::Member => &grammar::MEMBER,
        FileKind::Policy => &grammar::POLICY,
        FileKind::Mapping => &grammar::MAPPING,
        FileKind::Statutory => grammar::statutory(StatutoryKind::Inflation),
    };
    let mut schema =
        json!({ "$schema": "http://json-schema.org/draft-04/schema#", "title": format!("payspine format 1: {}", keys.name) });
    let contents = match kind {
        // What a row takes depends on what the table is about.
        FileKind::Statutory => {
            let of_kind = |(word, kind): &(&str, StatutoryKind)| {
                let mut table = table(grammar::statutory(*kind));
                if let Some(about) = table.pointer_mut("/properties/statutory") {
                    about["enum"] = json!([word]);
                }
                table
            };
            json!({ "anyOf": StatutoryKind::WORDS.iter().map(of_kind).collect::<Vec<_>>() })
        }
        _ => table(keys),
    };
    if let (Some(schema), Value::Object(table)) = (schema.as_object_mut(), contents) {
        schema.extend(table);
    }
    schema
}

fn table(keys: &Keys) -> Value {
    let properties: Map<String, Value> = keys
        .keys
        .iter()
        .map(|key| {
            let mut value = of(&key.shape);
            if let Some(object) = value.as_object_mut() {
                object.insert("description".into(), key.doc.into());
            }
            (key.name.to_owned(), value)
        })
        .collect();
    let required: Vec<&str> = keys.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let others = keys.others.map_or(Value::Bool(false), of);
    let mut table = json!({ "type": "object", "properties": properties, "additionalProperties": others });
    // Draft 4 does not allow an empty list here.
    if let (false, Some(object)) = (required.is_empty(), table.as_object_mut()) {
        object.insert("required".into(), json!(required));
    }
    table
}

fn of(shape: &Shape) -> Value {
    match shape {
        Shape::Text => json!({ "type": "string", "minLength": 1 }),
        Shape::Syntax(form) => json!({ "type": "string", "pattern": form.pattern }),
        Shape::Word(words) => json!({ "type": "string", "enum": words }),
        Shape::Number(bounds) => number(*bounds),
        Shape::Bool => json!({ "type": "boolean" }),
        // Editors hand a TOML date over as text.
        Shape::Date => json!({ "type": "string", "format": "date" }),
        Shape::List(each) => json!({ "type": "array", "items": of(each) }),
        Shape::Table(keys) => table(keys),
        Shape::Names(each) => json!({ "type": "object", "additionalProperties": of(each) }),
        Shape::Either(shapes) => json!({ "anyOf": shapes.iter().map(of).collect::<Vec<_>>() }),
    }
}

/// A number, bare or quoted.
fn number(bounds: Bounds) -> Value {
    let bare = match bounds {
        Bounds::Any => json!({ "type": "number" }),
        Bounds::NotNegative => json!({ "type": "number", "minimum": 0 }),
        Bounds::Positive => json!({ "type": "number", "minimum": 0, "exclusiveMinimum": true }),
        Bounds::Share => json!({ "type": "number", "minimum": 0, "maximum": 1 }),
        Bounds::Percent(most) => json!({ "type": "number", "minimum": 0, "maximum": most }),
        Bounds::Whole(low, high) => json!({ "type": "integer", "minimum": low, "maximum": high }),
    };
    json!({ "anyOf": [bare, { "type": "string", "pattern": "^[-+]?[0-9][0-9_]*([.][0-9]+)?$" }] })
}
