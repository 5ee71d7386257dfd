//! What the file of a shipped pay system says: grades, areas, what is known from when to when, what is assumed or missing.

use std::fmt::Write;

use super::cell;
use crate::calendar::{day_before, written};
use crate::report::{self, ShowView};
use crate::scale::Scale;
use crate::scale_file::{read_scale, shipped_text, source, used_fields};
use crate::settlement::Gap;

/// The generated part of the page about a shipped pay system.
pub(super) fn markdown(id: &str) -> Option<String> {
    let file = shipped_text(id)?;
    let (loaded, history) = read_scale(&source(&format!("{id}.toml"), file.as_bytes()).ok()?).ok()?;
    let scale = &loaded.value;
    let on = history.steps().last()?;
    let step = history.step_at(on).ok()?;
    let view = ShowView { history: &history, on, step, grade: None, area: None, point: None, inputs: Vec::new(), explain: false };
    let notes = report::system_notes(&view);
    let mut text = names(scale);
    text.push_str(&known(scale, history.gaps()));
    let mut list = |title: &str, lines: &[String]| {
        if !lines.is_empty() {
            let lines: Vec<String> = lines.iter().map(|line| format!("- {}\n", plain(line))).collect();
            // Writing to a string cannot fail.
            let _ = write!(text, "\n## {title}\n\n{}", lines.concat());
        }
    };
    list(&format!("Rules in force on {}", written(on)), &notes.rules);
    let fields: Vec<String> =
        used_fields(scale, []).iter().map(|(field, values)| format!("{field}: {}", values.written())).collect();
    list("Fields that its rules ask for", &fields);
    list("What is assumed", &report::words::assumptions(&notes.assumed));
    list("Published values that depart from their own rule", &notes.exceptions);
    list("About the file", &remarks(file));
    Some(text)
}

/// Tables of grades and areas.
fn names(scale: &Scale) -> String {
    let mut text = "## Grades and areas\n\n| id of the grade | what it is |\n|---|---|\n".to_owned();
    for (id, grade) in &scale.grades {
        let local = if grade.local { "; employers set grades of their own within it" } else { "" };
        let _ = writeln!(text, "| `{id}` | {}{local} |", cell(&grade.title));
    }
    if !scale.areas.is_empty() {
        text.push_str("\n| id of the area | what it is |\n|---|---|\n");
        for (id, title) in &scale.areas {
            let _ = writeln!(text, "| `{id}` | {} |", cell(title));
        }
    }
    text
}

/// A table of the settlements, and what that means for days before and after.
fn known(scale: &Scale, gaps: &[Gap]) -> String {
    let mut text =
        "\n## What is known, and from when\n\n| from | settlement | status | last checked |\n|---|---|---|---|\n".to_owned();
    for settlement in &scale.settlements {
        let verified = settlement.verified.map_or_else(String::new, written);
        let title = cell(&settlement.title);
        let _ = writeln!(text, "| {} | {title} | {} | {verified} |", written(settlement.from), settlement.status.written());
        if let Some(gap) = gaps.iter().find(|gap| Some(gap.last) == settlement.known_until) {
            let until = gap.next.map_or_else(String::new, |next| format!(" up to {}", written(day_before(next))));
            let _ = writeln!(text, "| {} | *nothing is known{until}* | | |", written(gap.days().start));
        }
    }
    if let (Some(first), Some(last)) = (scale.settlements.first(), scale.settlements.last()) {
        let or_in_a_gap = if gaps.is_empty() { "" } else { ", and so is one of which nothing is known" };
        let later = match last.known_until {
            Some(_) => String::new(),
            None => format!(" After {} its rates are held, and a result that runs on says so.", written(last.from)),
        };
        let _ = writeln!(text, "\nA day before {} is refused{or_in_a_gap}.{later}", written(first.from));
    }
    text
}

/// The paragraphs of the comment with which a file begins.
fn remarks(file: &str) -> Vec<String> {
    let comment: Vec<&str> = file.lines().map_while(|line| line.strip_prefix('#')).map(str::trim).collect();
    comment.split(|line| line.is_empty()).map(|lines| lines.join(" ")).filter(|paragraph| !paragraph.is_empty()).collect()
}

/// Text in which Markdown reads nothing into its signs.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '*' | '_' | '[' | ']' | '<' | '\\' | '#') {
            plain.push('\\');
        }
        plain.push(letter);
    }
    plain
}
