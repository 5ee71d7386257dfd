//! What the TOML reader complains of, in words for people who do not know TOML.

use std::sync::Arc;

use crate::calendar::{Date, NotADay, read_day};
use crate::diagnostic::{Code, Diagnostic, Source};

/// Complaints that are told one by one.
const MOST_TOLD: usize = 200;

/// Each complaint with its place. A name that stands twice is told once, not again for everything under it.
pub(super) fn problems(source: &Arc<Source>, errors: &[toml::de::Error]) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut twice_until = 0;
    for (index, error) in errors.iter().enumerate() {
        if index == MOST_TOLD {
            let title = format!("not TOML in {} more places", errors.len() - index);
            found.push(Diagnostic::new(Code::TomlSyntax, title).at(source, error.span().unwrap_or(0..0), "and after it"));
            break;
        }
        let problem = problem(source, error);
        // The reader complains once for each thing that is left open at the end.
        if found.last().is_some_and(|last| *last == problem) {
            continue;
        }
        let start = problem.labels.first().map_or(0, |label| label.span.start);
        if problem.code == Code::DuplicateId {
            if start < twice_until {
                continue;
            }
            if line_of(source, start).trim_start().starts_with('[') {
                let rest = source.text.get(start..).unwrap_or("");
                twice_until = rest.find("\n[").map_or(source.text.len(), |length| start + length);
            }
        }
        found.push(problem);
    }
    found
}

fn problem(source: &Arc<Source>, error: &toml::de::Error) -> Diagnostic {
    let span = error.span().unwrap_or(0..0);
    let message = error.message().replace('\n', "; ");
    let line = line_of(source, span.start);
    if message.contains("duplicate key") {
        let name = source.text.get(span.clone()).unwrap_or("");
        return Diagnostic::new(Code::DuplicateId, format!("`{name}` is there twice"))
            .at(source, span, "the second")
            .help("give it another name, or put both together");
    }
    let day = line.split_once('=').and_then(|(key, value)| Some(written_as_files_do(key, &day_of(value)?)));
    if message.contains("date") || day.is_some() {
        let title = if message.contains("date") {
            format!("not a date of the calendar: {message}")
        } else {
            "a date is written otherwise here".to_owned()
        };
        let help = day.unwrap_or_else(|| "a date is year-month-day, without quotes: 2012-07-01".to_owned());
        return Diagnostic::new(Code::BadDate, title).at(source, span, "expected a date").help(help);
    }
    let help = match line.split_once('=') {
        Some((key, value)) if message.contains("must be quoted") => {
            Some(format!("put text in quotes: {} = \"{}\"", key.trim(), value.trim().trim_matches('"')))
        }
        _ if message.contains("string") => Some("a text begins and ends with a quote on one line: \"…\"".to_owned()),
        _ if message.contains("table") => Some("a table's head stands on a line of its own: [name] or [[name]]".to_owned()),
        _ => None,
    };
    Diagnostic::new(Code::TomlSyntax, format!("not TOML: {message}")).at(source, span, "here").maybe_help(help)
}

/// What a value without quotes says that begins as a day does and is not written as TOML has it.
fn day_of(value: &str) -> Option<Result<Date, NotADay>> {
    let value = value.split('#').next()?.trim();
    let begins = value.bytes().next()?.is_ascii_digit();
    let day = read_day(value);
    (begins && day != Err(NotADay::NoDay)).then_some(day)
}

/// How such a day is written, or why it is none.
fn written_as_files_do(key: &str, day: &Result<Date, NotADay>) -> String {
    match day {
        Ok(day) => format!("a date is year-month-day, without quotes: {} = {day}", key.trim()),
        Err(why) => why.to_string(),
    }
}

/// The line around a byte.
fn line_of(source: &Source, at: usize) -> &str {
    let start = source.text.get(..at).map_or(0, |before| before.rfind('\n').map_or(0, |newline| newline + 1));
    source.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or("")
}
