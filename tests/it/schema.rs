//! The schema that editors use, held against real files by a JSON Schema validator that knows nothing of this program.

use boon::{Compiler, Schemas};
use payspine::scale_file::{self, FileKind};
use serde_json::Value;
use toml::de::{DeTable, DeValue};

use crate::root;

/// TOML as an editor hands it to a validator: dates are text, numbers are numbers.
fn json(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::from(text.as_ref()),
        DeValue::Integer(integer) => Value::from(integer.as_str().replace('_', "").parse::<i64>().expect("an integer")),
        DeValue::Float(float) => float.as_str().parse::<serde_json::Number>().map(Value::Number).expect("a number"),
        DeValue::Boolean(flag) => Value::from(*flag),
        DeValue::Datetime(time) => Value::from(time.to_string()),
        DeValue::Array(items) => items.iter().map(|item| json(item.get_ref())).collect(),
        DeValue::Table(table) => table.iter().map(|(key, item)| (key.get_ref().to_string(), json(item.get_ref()))).collect(),
    }
}

fn valid(kind: FileKind, text: &str) -> Result<(), String> {
    let mut compiler = Compiler::new();
    compiler.add_resource("format.json", scale_file::schema(kind)).expect("a schema");
    let mut schemas = Schemas::new();
    let schema = compiler.compile("format.json", &mut schemas).unwrap_or_else(|error| panic!("the schema is not one: {error:#}"));
    let table = DeTable::parse(text).expect("TOML");
    let value = json(&DeValue::Table(table.into_inner()));
    schemas.validate(&value, schema).map_err(|error| format!("{error:#}"))
}

fn file(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).expect("the file is there")
}

#[test]
fn shipped_and_example_files_satisfy_it() {
    for id in scale_file::shipped_ids() {
        valid(FileKind::Scale, scale_file::shipped_text(id).unwrap()).unwrap_or_else(|error| panic!("{id}: {error}"));
    }
    for id in scale_file::statutory_ids() {
        valid(FileKind::Statutory, scale_file::statutory_text(id).unwrap()).unwrap_or_else(|error| panic!("{id}: {error}"));
    }
    for id in scale_file::policy_ids() {
        valid(FileKind::Policy, scale_file::policy_text(id).unwrap()).unwrap_or_else(|error| panic!("{id}: {error}"));
    }
    for id in scale_file::mapping_ids() {
        valid(FileKind::Mapping, scale_file::mapping_text(id).unwrap()).unwrap_or_else(|error| panic!("{id}: {error}"));
    }
    for id in scale_file::shipped_proposal_ids() {
        valid(FileKind::Proposal, scale_file::shipped_proposal_text(id).unwrap()).unwrap_or_else(|error| panic!("{id}: {error}"));
    }
    let cases = [
        (FileKind::Scale, "tests/w1/w1.toml"),
        (FileKind::Proposal, "tests/w1/w1-claim.toml"),
        (FileKind::Proposal, "tests/examples/claim.toml"),
        (FileKind::Member, "tests/examples/member.toml"),
        (FileKind::Member, "tests/examples/off-sick.toml"),
        (FileKind::Mapping, "tests/examples/mapping.toml"),
    ];
    for (kind, path) in cases {
        valid(kind, &file(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
}

#[test]
fn what_the_loader_refuses_for_its_shape_it_refuses() {
    let good = scale_file::shipped_text("home-office-2006").unwrap();
    let slips = [
        ("format     = 1", "format     = 1\ncolour = 3"),
        ("currency   = \"GBP\"", "currency   = \"pounds\""),
        ("status   = \"imposed\"", "status   = \"imposing\""),
        ("every    = \"1 year\"", "every    = \"yearly\""),
        ("step       = 3", "step       = 0"),
        ("minimum = 55", "minumum = 55"),
        ("mode = \"half-up\" }", "mode = \"half-odd\" }"),
        ("amount  = 3000", "amount  = -3000"),
        ("paid              = \"07\"", "paid              = \"13\""),
        ("spine = \"milestones\"", "spine = 3"),
    ];
    for (right, wrong) in slips {
        assert!(good.contains(right) || right == "step       = 3", "{right} is in the file");
        let slip = good
            .replace(right, wrong)
            .replace("step     = 3", if right.starts_with("step") { "step = 0" } else { "step     = 3" });
        assert!(valid(FileKind::Scale, &slip).is_err(), "the schema takes `{wrong}`");
        let source = scale_file::source("slip.toml", slip.as_bytes()).unwrap();
        assert!(scale_file::read_scale(&source).is_err(), "the loader takes `{wrong}`");
    }
}

#[test]
fn it_explains_every_key() {
    fn explained(value: &Value, path: &str) {
        if let Some(properties) = value.get("properties").and_then(Value::as_object) {
            for (key, property) in properties {
                let says = property.get("description").and_then(Value::as_str).unwrap_or_default();
                assert!(!says.is_empty(), "{path}.{key} is not explained");
                explained(property, &format!("{path}.{key}"));
            }
        }
        value.get("anyOf").and_then(Value::as_array).into_iter().flatten().for_each(|inner| explained(inner, path));
        for inner in ["items", "additionalProperties"] {
            if let Some(inner) = value.get(inner) {
                explained(inner, path);
            }
        }
    }
    for kind in [FileKind::Scale, FileKind::Proposal, FileKind::Member, FileKind::Statutory, FileKind::Policy, FileKind::Mapping]
    {
        explained(&scale_file::schema(kind), "");
    }
}

#[test]
fn it_takes_what_the_loader_takes_of_weeks_points_and_fields() {
    let scale = file("tests/errors/base/porters.toml");
    let with = |weeks: &str, asked: &str| {
        let text = scale
            .replace("part-month ", &format!("weeks-per-year = {weeks}\npart-month "))
            .replace("where = { shift = \"night\" }", &format!("where = {{ shift = \"night\", point = {asked} }}"));
        valid(FileKind::Scale, &text).is_ok()
    };
    for weeks in ["52", "52.143", "\"52.143\"", "\"365/7\"", "\"365.25/7\"", "\"2087/40\""] {
        assert!(with(weeks, "3"), "{weeks}");
    }
    for asked in ["\"2..4\"", "[2, \"3..5\"]", "[\"1..2\", \"4..5\"]"] {
        assert!(with("52", asked), "{asked}");
    }
    assert!(!with("\"a year\"", "3"));
    let member = "format = 1\nscale = \"home-office-2006\"\ngrade = \"EO\"\narea = \"london\"\npoint = 58\nsince = 2007-07-01\n";
    for value in ["true", "\"yes\"", "1"] {
        valid(FileKind::Member, &format!("{member}appraisal-bonus = {value}\n"))
            .unwrap_or_else(|error| panic!("{value}: {error}"));
    }
}
