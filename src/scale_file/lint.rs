//! What is worth weighing in a pay system that can be read: the law, and how long ago its figures were checked.

use super::Loaded;
use super::document::Document;
use crate::calendar::{Date, Length, written};
use crate::diagnostic::{Code, Diagnostic};
use crate::evidence::{self, BelowMinimumWage, LongRange};
use crate::scale::Scale;
use crate::settlement::{History, RangeKey};

/// Sources are to be checked once a year.
const CHECKED_WITHIN: Length = Length::months(12);

/// Pay below the legal minimum, ranges longer than five years, figures not checked within a year of a day.
pub fn lint(loaded: &Loaded<Scale>, history: &History, today: Date) -> Vec<Diagnostic> {
    let (scale, document) = (&loaded.value, loaded.document.as_ref());
    let mut found = Vec::new();
    if let Some(minimum) = super::statutory("minimum-wage") {
        let below = evidence::below_minimum_wage(history, &minimum);
        found.extend(below.iter().map(|below| below_minimum(scale, document, below)));
    }
    let long = evidence::long_ranges(history);
    let mut kinds: Vec<(usize, u32)> = long.iter().map(|long| (long.settlement, long.months)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    for kind in kinds {
        let same: Vec<&LongRange> = long.iter().filter(|long| (long.settlement, long.months) == kind).collect();
        found.extend(long_range(document, &same));
    }
    for (index, settlement) in scale.settlements.iter().enumerate() {
        if let Some(verified) = settlement.verified.filter(|verified| CHECKED_WITHIN.after(*verified) < today) {
            let title = format!(
                "{} was last checked on {}, more than a year before {}",
                settlement.title,
                written(verified),
                written(today)
            );
            found.push(at(document, index, &["verified"], Code::StaleSource, title, "check the source again"));
        }
        if let Some(verified) = settlement.verified.filter(|verified| *verified > today) {
            let title = format!("{} was checked on {}, which is after {}", settlement.title, written(verified), written(today));
            found.push(at(document, index, &["verified"], Code::StaleSource, title, "a day to come"));
        }
    }
    found
}

/// What could not be checked, in a sentence.
pub fn not_checked(history: &History) -> Option<String> {
    let why = evidence::minimum_wage_not_checked(history, &super::statutory("minimum-wage")?)?;
    Some(format!("pay an hour was not held against the minimum wage: {why}"))
}

fn place(document: &Document, settlement: usize, path: &[&str]) -> std::ops::Range<usize> {
    let mut place = vec!["settlement".to_owned(), settlement.to_string()];
    place.extend(path.iter().map(ToString::to_string));
    document.span_of(&place).0
}

fn at(document: &Document, settlement: usize, path: &[&str], code: Code, title: String, label: &str) -> Diagnostic {
    Diagnostic::new(code, title).at(document.source(), place(document, settlement, path), label)
}

fn named((grade, area): &RangeKey) -> String {
    area.as_ref().map_or_else(|| grade.to_string(), |area| format!("{grade} ({area})"))
}

fn below_minimum(scale: &Scale, document: &Document, below: &BelowMinimumWage) -> Diagnostic {
    let pounds = |amount| scale.currency.written_to_the_penny(amount);
    let (least, age) = below.least;
    let place = below.point.as_ref().map_or_else(|| "the minimum".to_owned(), |point| format!("{} {point}", scale.point_word));
    let more = match below.values {
        1 => String::new(),
        values => format!("; {values} values of ranges are below it"),
    };
    // Where the penny hides the difference, more of it is shown.
    let hour = if below.hourly < least { pounds(below.hourly) } else { format!("less than {}", pounds(least)) };
    let title = format!(
        "{place} of {} pays {hour} an hour from {}, below the legal minimum of {} from age {age}{more}",
        named(&below.range),
        written(below.from),
        pounds(least)
    );
    let diagnostic = at(document, below.settlement, &["from"], Code::BelowMinimumWage, title, "the rates in force on that day");
    diagnostic.help("National Minimum Wage Act 1998; a year over weeks-per-year and hours-per-week, without allowances")
}

/// Ranges of one settlement that take the same time are told together.
fn long_range(document: &Document, same: &[&LongRange]) -> Option<Diagnostic> {
    let (first, rest) = same.split_first()?;
    let (years, months) = (first.months / 12, first.months % 12);
    let time = match months {
        0 => format!("{years} years"),
        1 => format!("{years} years and 1 month"),
        _ => format!("{years} years and {months} months"),
    };
    let names: Vec<String> = same.iter().map(|long| named(&long.range)).collect();
    let takes = if rest.is_empty() { "takes" } else { "take" };
    let title = format!("{} {takes} {time} from minimum to target", names.join(", "));
    let place = |long: &LongRange| {
        let area = long.range.1.as_ref().map(crate::scale::AreaId::as_str);
        let path: Vec<&str> = ["range", long.range.0.as_str()].into_iter().chain(area).collect();
        place(document, long.settlement, &path)
    };
    let mut diagnostic = Diagnostic::new(Code::LongRange, title).at(document.source(), place(first), "longer than five years");
    for long in rest {
        diagnostic = diagnostic.at(document.source(), place(long), "and here");
    }
    Some(diagnostic.help(
        "Equality Act 2010, schedule 9, paragraph 10: where a period of service \u{201c}exceeds 5 years\u{201d}, pay by length of service stands \
         only if the employer \u{201c}reasonably believes that doing so fulfils a business need\u{201d}",
    ))
}
