//! The one integration binary. Each module is a subject; `every_module_is_listed` sees to it that none is forgotten.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test that cannot go on says why and stops")]

mod absence_rules;
mod absence_windows;
mod absences;
mod answers_for_one;
mod architecture;
mod area_tables;
mod assumed;
mod assumptions;
mod audit;
mod bad_input;
mod bad_rosters;
mod browser;
mod cli;
mod command_lines;
mod components;
mod cost_checks;
mod costing;
mod costing_by_hand;
mod crowd;
mod dead_figures;
mod due;
mod errors;
mod evidence;
mod guide;
mod hostile;
mod html;
mod joiners;
mod known_until;
mod leave_pay;
mod licences;
mod locate;
mod made_good;
mod mark_time;
mod measures;
mod more_mistakes;
mod moves;
mod net_pay;
mod on_costs;
mod outputs;
mod own_words;
mod page;
mod payslip_words;
mod point_names;
mod private;
mod progression;
mod promises;
mod properties;
mod published;
mod published_check;
mod random;
mod read_once;
mod readme;
mod recover;
mod recovery;
mod reference_workload;
mod remits;
mod rosters;
mod round_trip;
mod schema;
mod sheet;
mod silent_defaults;
mod solve;
mod stated_and_raised;
mod statement;
mod statutory;
mod tables;
mod too_large;
mod understood_values;
mod values;
mod verify;
mod waits;
mod weeks_and_hours;
mod what_else_is_due;
mod what_if;
mod workbook;
mod worked;
mod worked_examples;

use std::path::Path;
use std::sync::Arc;

use payspine::calendar::Date;
use payspine::diagnostic::render_all;
use payspine::scale::Scale;
use payspine::scale_file::{self, Loaded};
use payspine::settlement::History;
use payspine::workforce::{Hours, Member, Position};
use snapbox::Data;
use snapbox::assert::Assert;

/// The workspace's root.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the program in a folder and gives what it printed on standard output, on standard error, and its exit code.
fn payspine_in(folder: &Path, arguments: &[&str]) -> (String, String, i32) {
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_payspine"))
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env("PAYSPINE_TODAY", page::server::TODAY)
        .stdin(std::process::Stdio::null())
        .output()
        .expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
    (text(done.stdout), text(done.stderr), done.status.code().expect("the program ends by itself"))
}

/// The words of a command line, double quotes keeping some together as a shell does.
fn command_words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for letter in command.chars() {
        match letter {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            letter => words.last_mut().expect("there is one").push(letter),
        }
    }
    words
}

/// Runs a command line, without the program's name, in a folder.
fn run_in(folder: &Path, command: &str) -> (String, String, i32) {
    let words = command_words(command);
    payspine_in(folder, &words.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Runs the program in the workspace's root.
fn payspine(arguments: &[&str]) -> (String, String, i32) {
    payspine_in(root(), arguments)
}

/// JSON with two of the elements of each list: what a list has is told by these, and how many by a number.
fn trimmed(json: &str) -> String {
    fn trim(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Array(list) => {
                let more = list.len().saturating_sub(2);
                list.truncate(2);
                list.iter_mut().for_each(trim);
                list.extend((more > 0).then(|| format!("… and {more} more").into()));
            }
            serde_json::Value::Object(members) => members.values_mut().for_each(trim),
            _ => {}
        }
    }
    let mut value: serde_json::Value = serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"));
    trim(&mut value);
    format!("{}\n", serde_json::to_string_pretty(&value).expect("a tree of values is JSON"))
}

/// Compares what a command prints with the text kept under a name; of JSON what is trimmed. `SNAPSHOTS=overwrite cargo test cli` writes it anew.
fn snapshot(name: &str, command: &str) {
    let (out, err, code) = run_in(root(), command);
    let out = if command.contains("--format json") { trimmed(&out) } else { out };
    let said = format!("$ payspine {command}\n{out}{err}exit code {code}\n");
    Assert::new().action_env("SNAPSHOTS").eq(said, Data::read_from(&root().join(format!("tests/snapshots/{name}.txt")), None));
}

/// What a command that must succeed prints, read as JSON.
fn payspine_json(arguments: &[&str]) -> serde_json::Value {
    let (out, err, code) = payspine(&[arguments, &["--format", "json"]].concat());
    assert_eq!(code, 0, "{arguments:?}:\n{err}");
    serde_json::from_str(&out).expect("the program writes JSON")
}

fn day(text: &str) -> Date {
    text.parse().expect("a date of the test")
}

/// A pay system from its text.
fn system(text: &str) -> (Loaded<Scale>, History) {
    let source = scale_file::source("test.toml", text.as_bytes()).expect("UTF-8");
    scale_file::read_scale(&source).unwrap_or_else(|problems| panic!("{}", render_all(&problems, false)))
}

/// The history with a proposal for a pay system.
fn proposed(base: &Loaded<Scale>, text: &str) -> History {
    let source = scale_file::source("proposal.toml", text.as_bytes()).expect("UTF-8");
    let agreed = History::new(Arc::clone(&base.value), None).expect("a pay system in order");
    scale_file::read_proposal(&source, (base, &agreed)).unwrap_or_else(|problems| panic!("{}", render_all(&problems, false))).1
}

/// A shipped pay system over time.
fn shipped(id: &str) -> History {
    History::new(Arc::new(scale_file::shipped(id).expect("a shipped system")), None).expect("without faults")
}

/// A full-time member on a point since a day.
fn member(grade: &str, area: Option<&str>, point: &str, since: &str) -> Member {
    Member {
        grade: grade.into(),
        area: area.map(Into::into),
        position: Position::Point(point.into()),
        hours: Hours::FULL_TIME,
        weeks: None,
        full_time_hours: None,
        since: day(since),
        from: day(since),
        point_since: None,
        service_since: None,
        working_days: None,
        target: None,
        protected: false,
        fields: [].into(),
        events: Vec::new(),
        absences: Vec::new(),
        worked: Vec::new(),
        last_day: None,
    }
}

/// The days and points of a career.
fn points(career: &payspine::entitlement::Career) -> Vec<(String, String)> {
    career.rows.iter().map(|row| (row.from.to_string(), row.standing.place.point().expect("a point").to_string())).collect()
}

#[test]
fn every_module_is_listed() {
    let listed = include_str!("main.rs");
    for entry in std::fs::read_dir(root().join("tests/it")).expect("the folder is there") {
        let name = entry.expect("an entry").file_name().into_string().expect("a name");
        let module = name.trim_end_matches(".rs");
        assert!(module == "main" || listed.contains(&format!("mod {module};")), "tests/it/{name} is not listed in main.rs");
    }
}
