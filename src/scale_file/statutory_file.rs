//! Statutory tables and recovery policies, read into the model.

use std::sync::Arc;

use super::document::{Document, Node, Value, View};
use super::{Loaded, grammar, or_unreadable};
use crate::diagnostic::{Code, Diagnostic, Source};
use crate::money::{Money, Percent};
use crate::recovery::{Basis, OddInstalment, Pause, RecoveryPolicy};
use crate::statutory::{Band, StatutoryKind, StatutoryRow, StatutoryTable};

/// Keys of a row that are not figures of its own.
const NOT_FIGURES: [&str; 7] = ["from", "until", "source", "assumed", "scheme", "series", "plan"];

/// Reads a statutory table.
///
/// # Errors
///
/// Every problem that was found.
pub fn read_statutory(source: &Arc<Source>) -> Result<Loaded<StatutoryTable>, Vec<Diagnostic>> {
    // The kind says which keys a row takes.
    let mut found = Vec::new();
    let first = Document::read(source, &grammar::STATUTORY, &mut found);
    let Some(kind) = first.root().one_of("statutory", &StatutoryKind::WORDS) else { return Err(or_unreadable(found, source)) };
    found.clear();
    let document = Arc::new(Document::read(source, grammar::statutory(kind), &mut found));
    let root = document.root();
    let mut rows: Vec<StatutoryRow> = Vec::new();
    for (index, view) in root.list("row").iter().filter_map(Node::view).enumerate() {
        let Some(row) = row(view) else { continue };
        let span = |key: &str| document.span_of(&["row".into(), index.to_string(), key.into()]).0;
        if let Some(before) = rows.iter().rfind(|before| before.series == row.series).filter(|before| before.from >= row.from) {
            let title = format!("the row from {} does not come after the one before it, from {}", row.from, before.from);
            let problem = Diagnostic::new(Code::OutOfOrder, title).at(source, span("from"), "too early here");
            found.push(problem.help("write rows oldest first within each series"));
        }
        if row.until.is_some_and(|until| until <= row.from) {
            let title = format!("the row from {} ends before it begins", row.from);
            found.push(Diagnostic::new(Code::DatesOutOfOrder, title).at(source, span("until"), "not after `from`"));
        }
        if row.source.is_none() && row.assumed.is_none() {
            let title = format!("the row from {} names no source", row.from);
            let problem = Diagnostic::new(Code::MissingSource, title).at(source, span("from"), "where do its figures come from?");
            found.push(problem.help("add: source = \"…\", or assumed = true"));
        }
        if let Some(title) = bands_out_of_order(&row) {
            found.push(Diagnostic::new(Code::OutOfOrder, title).at(source, span("bands"), "lowest band first"));
        }
        let other = match kind {
            StatutoryKind::PensionEmployer => Some(("bands", !row.bands.is_empty())),
            StatutoryKind::PensionAccrual => Some(("divisor", row.figure("divisor").is_some())),
            _ => None,
        };
        if let Some((other, _)) = other.filter(|(_, is_given)| row.figure("percent").is_some() == *is_given) {
            let title = format!("the row from {} needs either `percent` or `{other}`", row.from);
            found.push(Diagnostic::new(Code::ConflictingKeys, title).at(source, span("scheme"), "one of the two"));
        }
        if kind == StatutoryKind::NationalInsurance {
            for (key, title) in thresholds_out_of_order(&row) {
                found.push(Diagnostic::new(Code::OutOfOrder, title).at(source, span(key), "the wrong way round"));
            }
        }
        if row.bands.windows(2).any(|pair| pair[0].from_age < pair[1].from_age && pair[1].rate < pair[0].rate) {
            let title = format!("the least an hour from {} falls with age", row.from);
            found.push(Diagnostic::new(Code::OutOfOrder, title).at(source, span("bands"), "less for older"));
        }
        if kind == StatutoryKind::Inflation {
            inflation(&row, source, &span, &mut found);
        }
        let before = rows.iter_mut().rfind(|before| before.series == row.series);
        if let Some((until, last)) =
            before.and_then(|before| Some((before.until?, before.from))).filter(|(until, _)| *until > row.from)
        {
            let title = format!("the row from {last} holds until {until}, and the next begins on {}", row.from);
            let problem = Diagnostic::new(Code::OutOfOrder, title).at(source, span("from"), "both hold on this day");
            found.push(problem.help("a later row ends the one before it; `until` is for a gap or the end"));
        }
        rows.push(row);
    }
    let text = |key: &str| root.text(key).map_or(String::new(), |(text, _)| text.to_owned());
    let note = root.text("note").map(|(note, _)| note.to_owned());
    let table = StatutoryTable { id: text("id"), title: text("title"), kind, note, verified: root.date("verified"), rows };
    if found.iter().any(Diagnostic::is_error) || !document.is_readable() {
        return Err(or_unreadable(found, source));
    }
    Ok(Loaded { value: Arc::new(table), document, warnings: found })
}

/// The terms of a policy that limit an instalment or the time: of nothing, they would leave no recovery at all.
const LIMITS: [&str; 4] = ["share-of-net", "share-of-gross", "longest", "longest-without-approval"];

/// Thresholds for a week below those for a month, and those below a year's; the upper limit above the primary threshold.
fn thresholds_out_of_order(row: &StatutoryRow) -> Vec<(&'static str, String)> {
    let figure = |key: &str, per: &str| row.figure(&format!("{key}.{per}"));
    let mut found = Vec::new();
    for key in ["lower-earnings-limit", "primary-threshold", "secondary-threshold", "upper-earnings-limit"] {
        let (week, month, year) = (figure(key, "week"), figure(key, "month"), figure(key, "year"));
        if week >= month || month >= year {
            found.push((key, format!("`{key}` is not more for a month than for a week, and for a year than for a month")));
        }
    }
    if figure("upper-earnings-limit", "week") < figure("primary-threshold", "week") {
        found.push(("upper-earnings-limit", "`upper-earnings-limit` is below `primary-threshold`".to_owned()));
    }
    found
}

/// A price index is above nothing, and its row begins with the month or year that it is about.
fn inflation(
    row: &StatutoryRow,
    source: &Arc<Source>,
    span: &dyn Fn(&str) -> std::ops::Range<usize>,
    found: &mut Vec<Diagnostic>,
) {
    let series = row.series.as_deref().unwrap_or("");
    let begins = row.from.day() == 1 && (!series.ends_with("-year") || row.from.month() == 1);
    if !begins {
        let what = if series.ends_with("-year") { "year" } else { "month" };
        let title = format!("a row of {series} begins with its {what}, and not on {}", row.from);
        found.push(Diagnostic::new(Code::BadDate, title).at(source, span("from"), format!("expected the first day of a {what}")));
    }
    if series.ends_with("-index") && row.figure("value").is_some_and(|value| value <= rust_decimal::Decimal::ZERO) {
        found.push(Diagnostic::new(Code::BadNumber, "an index is above zero").at(source, span("value"), "expected more than 0"));
    }
}

fn row(view: View<'_>) -> Option<StatutoryRow> {
    let mut row = StatutoryRow {
        from: view.date("from")?,
        until: view.date("until"),
        series: ["scheme", "series", "plan"].iter().find_map(|key| view.text(key)).map(|(series, _)| series.to_owned()),
        figures: Vec::new(),
        words: Vec::new(),
        bands: Vec::new(),
        source: view.text("source").map(|(source, _)| source.to_owned()),
        assumed: view.assumed(),
    };
    for entry in view.entries.iter().filter(|entry| !NOT_FIGURES.contains(&entry.key.as_str())) {
        match &entry.node.value {
            Value::List(bands) => row.bands = bands.iter().filter_map(|band| self::band(band.view()?)).collect(),
            Value::Table(group) => row
                .figures
                .extend(group.iter().filter_map(|inner| Some((format!("{}.{}", entry.key, inner.key), inner.node.number()?)))),
            _ => match entry.node.number() {
                Some(figure) => row.figures.push((entry.key.clone(), figure)),
                None => row.words.extend(entry.node.word().map(|word| (entry.key.clone(), word.to_owned()))),
            },
        }
    }
    Some(row)
}

fn band(view: View<'_>) -> Option<Band> {
    Some(Band {
        from_age: view.number("from-age").and_then(|(age, _)| u8::try_from(age).ok()),
        up_to: view.number("up-to").and_then(|(amount, _)| Money::new(amount)),
        rate: view.number("hourly").or_else(|| view.number("percent"))?.0,
    })
}

/// What is wrong with the order of bands.
fn bands_out_of_order(row: &StatutoryRow) -> Option<String> {
    let by_age = row.bands.first()?.from_age.is_some();
    let falls = row.bands.windows(2).any(|pair| {
        if by_age { pair[1].from_age <= pair[0].from_age } else { pair[1].up_to.is_some() && pair[1].up_to <= pair[0].up_to }
    });
    let open = row.bands.iter().filter(|band| band.up_to.is_none()).count();
    if falls {
        Some(format!("the bands from {} do not rise", row.from))
    } else if !by_age && (open != 1 || row.bands.last()?.up_to.is_some()) {
        Some(format!("the bands from {} must end with one that has no `up-to`, and only with that one", row.from))
    } else {
        None
    }
}

/// Reads a recovery policy.
///
/// # Errors
///
/// Every problem that was found.
pub fn read_policy(source: &Arc<Source>) -> Result<Loaded<RecoveryPolicy>, Vec<Diagnostic>> {
    let mut found = Vec::new();
    let document = Arc::new(Document::read(source, &grammar::POLICY, &mut found));
    let root = document.root();
    let policy = root.table("recovery").map(|terms| policy(root, terms));
    if let Some(policy) = &policy {
        if policy.source.is_none() && policy.assumed.is_none() {
            let title = format!("the policy `{}` names no source", policy.id);
            let span = document.span_of(&["id".into()]).0;
            let problem = Diagnostic::new(Code::MissingSource, title).at(source, span, "where do its terms come from?");
            found.push(problem.help("add: source = \"…\", or assumed = true"));
        }
        if policy
            .longest_without_approval
            .zip(policy.longest)
            .is_some_and(|(without, longest)| without.most_days() > longest.most_days())
        {
            let span = document.span_of(&["recovery".into(), "longest-without-approval".into()]).0;
            let title = "the longest time without approval is longer than the longest of all";
            found.push(Diagnostic::new(Code::ConflictingKeys, title).at(source, span, "longer than `longest`"));
        }
    }
    let terms = root.table("recovery").map_or(&[][..], |terms| terms.entries);
    for entry in terms {
        let nothing = entry.node.number().is_some_and(|number| number.is_zero())
            || entry.node.word().is_some_and(|word| word.starts_with("0 "));
        if nothing && LIMITS.contains(&entry.key.as_str()) {
            let title = format!("`{}` of nothing leaves no recovery at all", entry.key);
            let problem = Diagnostic::new(Code::BadNumber, title).at(source, entry.node.span.clone(), "expected more than 0");
            found.push(problem.help("leave the key out where it does not limit"));
        }
        let items = entry.node.items();
        if let Some(twin) =
            items.iter().enumerate().find(|(index, item)| items[..*index].iter().any(|other| other.word() == item.word()))
        {
            let title = format!("`{}` names one thing twice", entry.key);
            found.push(Diagnostic::new(Code::DuplicateId, title).at(source, twin.1.span.clone(), "the second"));
        }
    }
    match policy.filter(|_| !found.iter().any(Diagnostic::is_error) && document.is_readable()) {
        Some(policy) => Ok(Loaded { value: Arc::new(policy), document, warnings: found }),
        None => Err(or_unreadable(found, source)),
    }
}

fn policy(root: View<'_>, terms: View<'_>) -> RecoveryPolicy {
    let text = |key: &str| root.text(key).map(|(text, _)| text.to_owned());
    let percent = |key: &str| terms.number(key).map(|(number, _)| Percent::new(number));
    let money = |key: &str| terms.number(key).and_then(|(number, _)| Money::new(number));
    let pause = |node: &Node| Pause::WORDS.iter().find(|(word, _)| node.word() == Some(word)).map(|(_, pause)| *pause);
    RecoveryPolicy {
        id: text("id").unwrap_or_else(String::new),
        title: text("title").unwrap_or_else(String::new),
        source: text("source"),
        verified: root.date("verified"),
        assumed: root.assumed(),
        share_of_net: percent("share-of-net"),
        share_of_gross: percent("share-of-gross"),
        days_of_gross: terms.number("days-of-gross").map(|(days, _)| days),
        least_net: money("least-net"),
        protected_share: percent("protected-share"),
        match_period: terms.flag("match-period").unwrap_or(false),
        longest: terms.parsed("longest"),
        longest_without_approval: terms.parsed("longest-without-approval"),
        notice: terms.parsed("notice"),
        de_minimis: money("de-minimis"),
        not_pursued_after: terms.parsed("not-pursued-after"),
        pause_on: terms.list("pause-on").iter().filter_map(pause).collect(),
        odd_instalment: terms.one_of("odd-instalment", &OddInstalment::WORDS).unwrap_or(OddInstalment::Last),
        basis: terms.one_of("basis", &Basis::WORDS),
        from_final_pay: terms.flag("from-final-pay").unwrap_or(false),
    }
}
