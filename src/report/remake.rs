//! What a report needs to be made again by whoever it is sent to: its command, the pay files that it read, and its figures.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Block, ColumnKind, Grid, Input, Report};

/// How the block of data in a page begins. A browser does not run it.
const BEGIN: &str = "<script type=\"application/json\" id=\"payspine-report\">";
const END: &str = "</script>";
/// So many differences are shown.
const MOST: usize = 50;

/// How a report was made.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Remake {
    /// The version of the program.
    pub version: String,
    /// The command line, without the program's name; files are named without their folders.
    pub words: Vec<String>,
    /// Which of the files are rosters: they are not in the page.
    pub rosters: Vec<String>,
    /// The other files that do not come with the program, by name.
    pub files: Vec<(String, String)>,
}

/// A report as it was sent.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Sent {
    /// How it was made.
    pub made: Remake,
    /// Its figures.
    pub result: Value,
}

impl Remake {
    /// As a block of data in a page.
    pub(super) fn embedded(&self, result: &Value) -> String {
        let sent = json!({ "made": self, "result": result });
        // Nothing in it can end the block.
        format!("{BEGIN}{}{END}\n", sent.to_string().replace('<', "\\u003c").replace('>', "\\u003e"))
    }
}

/// What a page says of how it was made; nothing where it is no report of ours.
pub fn sent_report(page: &str) -> Option<Sent> {
    let (_, rest) = page.split_once(BEGIN)?;
    let (data, _) = rest.split_once(END)?;
    serde_json::from_str(data).ok()
}

/// A figure that differs.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Difference {
    place: String,
    sent: String,
    ours: String,
}

/// What holds a report that was sent against the same made again.
#[derive(Debug)]
pub struct VerifyView<'a> {
    /// The report's file.
    pub name: &'a str,
    /// The report.
    pub sent: &'a Sent,
    /// The same, made again.
    pub ours: &'a Value,
    /// Whether the page shows what it shows when it is made again.
    pub shown: bool,
    /// The version of this program.
    pub version: &'a str,
    /// The files that it was made again from.
    pub inputs: Vec<Input>,
}

impl VerifyView<'_> {
    /// Whether every figure and every assumption is the same, and the page shows them.
    pub fn agrees(&self) -> bool {
        self.differences().is_empty() && self.shown
    }

    fn differences(&self) -> Vec<Difference> {
        let mut found = Vec::new();
        compare("", &without_inputs(&self.sent.result), &without_inputs(self.ours), &mut found);
        found
    }

    /// Files whose bytes are not those of the report: the figures may agree all the same.
    fn other_files(&self) -> Vec<String> {
        let hashes = |value: &Value| -> Vec<(String, String)> {
            // A report of another kind may name no files.
            let inputs = value.get("inputs").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let text = |input: &Value, key: &str| input.get(key).and_then(Value::as_str).unwrap_or("").to_owned();
            inputs.iter().map(|input| (file_name(&text(input, "path")), text(input, "sha256"))).collect()
        };
        let (sent, ours) = (hashes(&self.sent.result), hashes(self.ours));
        let known = |hash: &str| ours.iter().any(|(_, other)| other == hash);
        sent.into_iter()
            .filter(|(_, hash)| !known(hash))
            .map(|(name, hash)| format!("{name}: the report was made from {hash}"))
            .collect()
    }
}

/// A path without its folders.
fn file_name(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned()
}

/// Files have other paths on other machines; they are compared by what is in them.
fn without_inputs(value: &Value) -> Value {
    let mut value = value.clone();
    if let Some(object) = value.as_object_mut() {
        object.remove("inputs");
    }
    value
}

fn compare(place: &str, sent: &Value, ours: &Value, found: &mut Vec<Difference>) {
    let below = |key: &str| if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") };
    match (sent, ours) {
        (Value::Object(one), Value::Object(other)) => {
            for (key, value) in one {
                compare(&below(key), value, other.get(key).unwrap_or(&Value::Null), found);
            }
            for (key, value) in other.iter().filter(|(key, _)| !one.contains_key(*key)) {
                compare(&below(key), &Value::Null, value, found);
            }
        }
        (Value::Array(one), Value::Array(other)) => {
            for place in 0..one.len().max(other.len()) {
                let at = |list: &[Value]| list.get(place).cloned().unwrap_or(Value::Null);
                compare(&below(&(place + 1).to_string()), &at(one), &at(other), found);
            }
        }
        (one, other) if one != other => {
            found.push(Difference { place: place.to_owned(), sent: written(one), ours: written(other) });
        }
        _ => {}
    }
}

fn written(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) => text.clone(),
        Value::Object(_) => "there".to_owned(),
        Value::Array(list) => format!("{} of them", list.len()),
        other => other.to_string(),
    }
}

/// A report of whether another one holds.
pub fn verify(view: &VerifyView<'_>) -> Report {
    let differences = view.differences();
    let mut blocks = vec![Block::Heading(format!("{}, made again", view.name))];
    blocks.push(Block::Text(match differences.len() {
        0 if !view.shown && view.sent.made.version != view.version => {
            "It does not agree: the figures that it carries are right, and the page is not as this version writes it. Verify it with the \
             version that made it."
                .to_owned()
        }
        0 if !view.shown => {
            "It does not agree: the figures that it carries are right, and the page shows something else. Somebody has \
             changed it since payspine wrote it."
                .to_owned()
        }
        0 => "It agrees: every figure, every year, every group and every assumption is the same.".to_owned(),
        1 => "It does not agree: one figure differs.".to_owned(),
        count => format!("It does not agree: {count} figures differ."),
    }));
    let mut grid =
        Grid::new(&[("Where", ColumnKind::Text), ("In the report", ColumnKind::Number), ("Made again", ColumnKind::Number)]);
    grid.rows = differences.iter().map(|one| vec![one.place.clone(), one.sent.clone(), one.ours.clone()]).collect();
    if !grid.rows.is_empty() {
        let shown = Grid { rows: grid.rows.iter().take(MOST).cloned().collect(), ..grid.clone() };
        blocks.push(Block::Table(shown));
        if grid.rows.len() > MOST {
            blocks.push(Block::Text(format!("And {} more; CSV has them all.", grid.rows.len() - MOST)));
        }
    }
    let others = view.other_files();
    if !others.is_empty() {
        blocks.push(Block::List { title: "Files that are not the same to the byte".to_owned(), items: others.clone() });
    }
    if view.sent.made.version != view.version {
        blocks.push(Block::Text(format!(
            "The report was made by payspine {}, and this is {}.",
            view.sent.made.version, view.version
        )));
    }
    let differences: Vec<Value> =
        differences.iter().map(|one| json!({ "where": one.place, "report": one.sent, "made_again": one.ours })).collect();
    let json = json!({
        "agrees": view.agrees(),
        "shown": view.shown,
        "differences": differences,
        "other_files": others,
        "report_version": view.sent.made.version,
        "version": view.version,
        "inputs": view.inputs,
    });
    Report { blocks, grid, json, ..Report::default() }
}
