//! A member who is filled in on the page, as the file that says it.

use std::fmt::Write as _;

use super::ask::Reading;
use super::claim::quoted;
use crate::calendar::read_day;
use crate::diagnostic::Setting;

/// The text of the file; what cannot be read is left out.
pub(super) fn written(form: &mut Reading<'_>) -> String {
    let (since, stood) = (form.date("since", &Setting::Since), form.date("stood", &Setting::StandsFrom));
    let fields = form.fields;
    let mut text = "format = 1\n".to_owned();
    let mut put = |name: &str, value: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name} = {}", toml(value));
    };
    for name in ["scale", "grade", "area", "point", "salary", "fte"] {
        if let Some(value) = fields.given(name) {
            put(name, value);
        }
    }
    for (name, day) in [("since", since), ("from", stood)] {
        if let Some(day) = day {
            put(name, &day.to_string());
        }
    }
    for (name, value) in fields.of_kind("field.") {
        put(&key(name), value);
    }
    let events = form.lines("events", &Setting::Changes, event);
    let absences = form.lines("absences", &Setting::Absences, absence);
    text + &events.concat() + &absences.concat()
}

/// `2024-10-01 fte=0.6` as TOML.
fn event(line: &str) -> Result<String, String> {
    let read = || {
        let (start, value) = line.split_once('=')?;
        let (day, name) = start.trim_end().rsplit_once(char::is_whitespace)?;
        let day = read_day(day).ok()?;
        Some(format!("\n[[event]]\non = {day}\n{} = {}\n", key(name.trim()), toml(value.trim())))
    };
    read().ok_or_else(|| "expected a day, then NAME=VALUE, such as 2024-10-01 fte=0.6".to_owned())
}

/// `sick 2024-10-07 2024-11-29 expected=2025-08-12` as TOML.
fn absence(line: &str) -> Result<String, String> {
    let read = || {
        let mut words = line.split_whitespace();
        let (kind, from, to) = (words.next()?, read_day(words.next()?).ok()?, read_day(words.next()?).ok()?);
        let mut text = format!("\n[[absence]]\nkind = {}\nfrom = {from}\nto = {to}\n", toml(kind));
        for word in words {
            let (name, value) = word.split_once('=')?;
            let _ = writeln!(text, "{} = {}", key(name), toml(value));
        }
        Some(text)
    };
    read().ok_or_else(|| "expected a kind, the first and the last day, such as sick 2024-10-07 2024-11-29".to_owned())
}

/// A key of TOML.
fn key(name: &str) -> String {
    let plain = !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter));
    if plain { name.to_owned() } else { quoted(name) }
}

/// A value as TOML has it: a day and digits bare, the rest in quotes.
fn toml(value: &str) -> String {
    let digits =
        value.len() < 10 && value.chars().all(|letter| letter.is_ascii_digit()) && (value == "0" || !value.starts_with('0'));
    if let Ok(day) = read_day(value) {
        return day.to_string();
    }
    if digits || value == "true" || value == "false" { value.to_owned() } else { quoted(value) }
}
