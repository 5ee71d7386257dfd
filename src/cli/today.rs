//! The day by the clock, and the word for it.

use std::ffi::OsString;

use crate::answer::typed::date;
use crate::calendar::Date;

/// The day by the clock of the machine, in universal time: what is said to be old is a year old, so hours do not matter.
pub(super) fn today() -> Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// What another day is given in that is to be taken as today.
pub(super) const VARIABLE: &str = "PAYSPINE_TODAY";

/// The day that is today for a command line: the one that it or the environment gives, or that of the clock. One that is no day is
/// complained of where the line is read.
pub(super) fn today_of(line: &[OsString]) -> Date {
    let mut words = line.iter().filter_map(|word| word.to_str());
    let given = words.clone().find_map(|word| word.strip_prefix("--today=")).or_else(|| {
        words.find(|word| *word == "--today")?;
        words.next()
    });
    let given = given.map(str::to_owned).or_else(|| std::env::var(VARIABLE).ok());
    given.and_then(|day| date(&day).ok()).unwrap_or_else(today)
}

/// The options of a day that may be `today`.
const DAYS: [&str; 4] = ["--on", "--from", "--as-at", "--since"];

/// A command line in which `today` is the day that it is, so that it asks the same on any other.
pub(super) fn with_today(line: impl IntoIterator<Item = OsString>, today: Date) -> Vec<OsString> {
    let mut words: Vec<OsString> = Vec::new();
    for word in line {
        let after = words.last().is_some_and(|last| DAYS.iter().any(|option| last == option));
        let joined = DAYS.iter().find(|option| word.to_str() == Some(&format!("{option}=today")));
        words.push(match joined {
            Some(option) => format!("{option}={today}").into(),
            None if after && word == "today" => today.to_string().into(),
            None => word,
        });
    }
    words
}
