//! One person's posts side by side: what each pays a year from each day on, their sum, and then each on its own.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{ProgressView, Shown, headline, progress, row_on};
use crate::calendar::{Date, day_after};
use crate::money::Money;
use crate::report::text::text;
use crate::report::{Block, Cell, ColumnKind, Report, RestsOn, Role, Section, Table, Text};

/// The report of several posts, each with its name.
pub fn posts(views: &[(&str, ProgressView<'_>)]) -> Report {
    let Some((_, first)) = views.first() else { return Report::default() };
    let Some(baseline) = first.cases.first() else { return Report::default() };
    let currency = baseline.history.scale().currency;
    let days = days(views);
    let columns = |from: &'static str, sum: &'static str, kind| {
        let mut columns = vec![(from, ColumnKind::Name)];
        columns.extend(views.iter().map(|(name, _)| (*name, ColumnKind::Number)));
        columns.push((sum, kind));
        columns
    };
    let mut shown = Table { keys: 1, ..Table::new("Pay a year, all posts", &columns("From", "Sum", ColumnKind::Number)) };
    let mut table = Table::new("Pay a year, all posts", &columns("date", "sum", ColumnKind::Number));
    let mut rows = Vec::new();
    for day in &days {
        let paid: Vec<Option<Money>> = views.iter().map(|(_, view)| pay_on(view, *day)).collect();
        // Of days of which nothing is known of one post there is no sum.
        let is_known = views.iter().filter_map(|(_, view)| view.cases.first()).all(|case| case.history.gap_on(*day).is_none());
        let sum = is_known.then(|| paid.iter().flatten().copied().sum::<Money>());
        let cells = |day: Cell| {
            let mut cells = vec![day];
            cells.extend(paid.iter().map(|paid| Cell::or_dash(*paid, |paid| Cell::money(&currency, paid))));
            cells.push(Cell::or_dash(sum, |sum| Cell::money(&currency, sum)));
            cells
        };
        shown.rows.push(cells(Cell::date(*day)));
        table.rows.push(cells(Cell::date(*day)));
        let of_posts: Map<String, Value> = views
            .iter()
            .zip(&paid)
            .map(|((name, _), paid)| ((*name).to_owned(), json!(paid.map(|paid| paid.to_string()))))
            .collect();
        rows.push(json!({ "date": day.to_string(), "posts": of_posts, "sum": sum.map(|sum| sum.to_string()) }));
    }
    let reports: Vec<(&str, Report)> = views.iter().map(|(name, view)| (*name, progress(view))).collect();
    let mut sections = vec![Section::new(Role::Answer).with(shown)];
    for (name, report) in &reports {
        sections.extend(report.sections.iter().enumerate().map(|(at, section)| {
            let heading = section.heading.as_ref().map_or_else(|| (*name).to_owned(), |heading| format!("{name}: {heading}"));
            let blocks = section.blocks.iter().filter(|block| !matches!(block, Block::Chart(_))).cloned().collect();
            Section { heading: (at == 0 || section.heading.is_some()).then_some(heading), blocks, ..section.clone() }
        }));
    }
    let mut json = Map::new();
    json.insert("rows".into(), json!(rows));
    let of_posts: Map<String, Value> =
        reports.iter().map(|(name, report)| ((*name).to_owned(), Value::Object(report.json.clone()))).collect();
    json.insert("posts".into(), Value::Object(of_posts));
    Report {
        title: format!("{} in {} posts: {}", baseline.history.scale().title, views.len(), names(views)),
        headline: said(views, &days),
        sections,
        rests_on: rests_on(&reports),
        table,
        json,
        ..Report::default()
    }
}

fn names(views: &[(&str, ProgressView<'_>)]) -> String {
    views.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

/// The days on which pay changes in any post, from the first on which any is known.
fn days(views: &[(&str, ProgressView<'_>)]) -> BTreeSet<Date> {
    let rows = views.iter().filter_map(|(_, view)| view.cases.first()).flat_map(|case| &case.career.rows);
    let ends = views.iter().flat_map(|(_, view)| {
        let left = view.cases.first().and_then(|case| case.career.outlook.left).map(day_after);
        left.into_iter().chain([view.until])
    });
    let last = views.iter().map(|(_, view)| view.until).max();
    let cases = views.iter().filter_map(|(_, view)| view.cases.first());
    let gaps = cases.flat_map(|case| &case.career.gaps).map(|gap| day_after(gap.last));
    let ends = ends.chain(gaps);
    rows.map(|row| row.from).chain(ends).filter(|day| last.is_some_and(|last| *day < last)).collect()
}

/// Pay a year in a post on a day; `None` where the post is not held, or not asked about.
fn pay_on(view: &ProgressView<'_>, day: Date) -> Option<Money> {
    let case = view.cases.first()?;
    let held =
        case.history.gap_on(day).is_none() && view.is_about(day) && case.career.outlook.left.is_none_or(|last| day <= last);
    let row = row_on(case.career, day).filter(|_| held)?;
    Some(Shown::of(case.history.scale(), row).total())
}

/// What the posts pay together today, or on the first day on which all are held, and where one stands in each.
fn said(views: &[(&str, ProgressView<'_>)], days: &BTreeSet<Date>) -> Vec<Text> {
    let Some((_, first)) = views.first() else { return Vec::new() };
    let in_all = |day: &Date| views.iter().all(|(_, view)| pay_on(view, *day).is_some());
    let on = Some(first.today).filter(in_all).or_else(|| days.iter().copied().find(|day| in_all(day)));
    let mut said = Vec::new();
    if let (Some(on), Some(case)) = (on, first.cases.first()) {
        let currency = case.history.scale().currency;
        let paid: Vec<Money> = views.iter().filter_map(|(_, view)| pay_on(view, on)).collect();
        let each: Vec<Text> = paid.iter().map(|paid| text![Cell::money(&currency, *paid)]).collect();
        let sum = Cell::money(&currency, paid.iter().copied().sum());
        said.push(
            text!["On ", Cell::long_date(on), " the posts come to ", sum, " a year: "].and(Text::joined(each, " + ")).and("."),
        );
    }
    for (name, view) in views {
        if let Some(case) = view.cases.first() {
            let of_post = Text::joined(headline::headline(view, case), " ");
            said.push(text![format!("{name}: ")].and(of_post));
        }
    }
    said
}

/// What all of them rest on, each once.
fn rests_on(reports: &[(&str, Report)]) -> RestsOn {
    let mut all = RestsOn::default();
    for (_, report) in reports {
        let RestsOn { assumed, sources, inputs, extent, .. } = &report.rests_on;
        for one in assumed {
            match all.assumed.iter_mut().find(|known| known.sentence() == one.sentence()) {
                Some(known) => known.touches |= one.touches,
                None => all.assumed.push(one.clone()),
            }
        }
        all.sources.extend(sources.iter().filter(|source| !all.sources.contains(source)).cloned().collect::<Vec<_>>());
        all.inputs.extend(inputs.iter().filter(|input| !all.inputs.contains(input)).cloned().collect::<Vec<_>>());
        all.extent = *extent;
    }
    all
}
