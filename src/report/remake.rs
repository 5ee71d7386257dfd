//! What a report needs to be made again by whoever it is sent to: its command, the pay files that it read, and its figures.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Cell, ColumnKind, Input, Report, RestsOn, Role, Section, Table, Text, members};

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

impl Sent {
    /// The files that it was made from; a report of another kind may name none.
    pub fn inputs(&self) -> Vec<Input> {
        let named = self.result.get("inputs").cloned();
        named.and_then(|inputs| serde_json::from_value(inputs).ok()).unwrap_or_else(Vec::new)
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
    /// Which figure: the keys that lead to it.
    figure: String,
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
    pub ours: &'a Report,
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
        compare("", &without_inputs(&self.sent.result), &without_inputs(&self.ours.for_programs()), &mut found);
        found
    }

    /// Files whose bytes are not those of the report: the figures may agree all the same.
    fn other_files(&self) -> Vec<String> {
        let ours = &self.ours.rests_on.inputs;
        let others = self.sent.inputs().into_iter().filter(|sent| ours.iter().all(|input| input.sha256 != sent.sha256));
        others.map(|sent| format!("{}: the report was made from {}", file_name(&sent.path), sent.sha256)).collect()
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

fn compare(figure: &str, sent: &Value, ours: &Value, found: &mut Vec<Difference>) {
    let below = |key: &str| if figure.is_empty() { key.to_owned() } else { format!("{figure}.{key}") };
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
            for index in 0..one.len().max(other.len()) {
                let at = |list: &[Value]| list.get(index).cloned().unwrap_or(Value::Null);
                compare(&below(&(index + 1).to_string()), &at(one), &at(other), found);
            }
        }
        (one, other) if one != other => {
            found.push(Difference { figure: figure.to_owned(), sent: written(one), ours: written(other) });
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
    let verdict = match differences.len() {
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
    };
    let columns = [("Where", ColumnKind::Text), ("In the report", ColumnKind::Number), ("Made again", ColumnKind::Number)];
    let mut table = Table::new("What differs", &columns);
    table.rows =
        differences.iter().map(|one| vec![Cell::text(&one.figure), Cell::text(&one.sent), Cell::text(&one.ours)]).collect();
    let mut answer = Section::new(Role::Answer);
    if !table.rows.is_empty() {
        answer = answer.with(Table { rows: table.rows.iter().take(MOST).cloned().collect(), ..table.clone() });
        if table.rows.len() > MOST {
            answer = answer.with(Text::from(format!("And {} more; CSV has them all.", table.rows.len() - MOST)));
        }
    }
    let others = view.other_files();
    answer = answer.and(super::Block::list("Files that differ by some byte", &others));
    if view.sent.made.version != view.version {
        let (sent, ours) = (&view.sent.made.version, view.version);
        answer = answer.with(Text::from(format!("The report was made by payspine {sent}, and this is {ours}.")));
    }
    let differences: Vec<Value> =
        differences.iter().map(|one| json!({ "where": one.figure, "report": one.sent, "made_again": one.ours })).collect();
    let json = json!({
        "agrees": view.agrees(),
        "shown": view.shown,
        "differences": differences,
        "other_files": others,
        "report_version": view.sent.made.version,
        "version": view.version,
    });
    Report {
        title: format!("{}, made again", view.name),
        headline: vec![verdict.into()],
        sections: vec![answer],
        rests_on: RestsOn { inputs: view.inputs.clone(), ..RestsOn::default() },
        table,
        json: members(json),
        ..Report::default()
    }
}
