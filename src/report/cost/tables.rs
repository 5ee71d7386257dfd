//! The cost as tables.

use super::figures::{self, Losers, Rise, rise_of};
use super::groups::{by_group, full_year};
use super::{Block, ColumnKind, CostView, Grid, checks, employer, pictures};
use crate::calendar::written;
use crate::costing::{AssumedPoint, Heads, InYear};
use crate::money::{Money, with_separators};
use crate::report::diff::in_words;
use crate::report::{sources, words};

/// So many groups of losers are shown.
const MOST_LOSERS: usize = 30;

pub(super) fn blocks(view: &CostView<'_>, assumptions: &[String]) -> Vec<Block> {
    let paybills = view.paybills();
    let scale = view.baseline.scale();
    let mut blocks = vec![Block::Heading(heading(view))];
    if view.explain {
        blocks.extend(view.proposals.iter().flat_map(|(proposal, _)| in_words(scale, proposal)));
    }
    if view.proposals.is_empty() {
        blocks.extend(by_year(view, 0));
        blocks.extend(employer::on_costs(view, 0));
        let exit = money(view, full_year(view, &paybills.all, 0));
        blocks.push(Block::Text(format!("A full year at the rates of the last month comes to {exit}.")));
    }
    for (index, (proposal, _)) in view.proposals.iter().enumerate() {
        if view.proposals.len() > 1 {
            blocks.push(Block::Text(format!("{}:", proposal.title)));
        }
        blocks.extend(by_year(view, index + 1));
        blocks.extend(by_component(view, index + 1));
        let parts = view.parts(index);
        if parts.len() > 1 {
            blocks.extend(by_part(view, &parts));
        }
        blocks.extend(pictures::pictures(view, index));
        blocks.extend(employer::on_costs(view, index + 1));
        blocks.push(Block::Text(effect(view, index + 1)));
        if view.employer.is_some() || view.remit.is_some() {
            blocks.extend(employer::irc(view, index + 1));
        }
        blocks.extend(other_order(view, index));
        blocks.extend(losers(view, index + 1));
        blocks.extend(checks::hours_lost(view, index));
    }
    blocks.extend(checks::break_even(view));
    blocks.extend(checks::turnover(view));
    blocks.extend(progression(view));
    blocks.extend(agreed_other_order(view));
    for (grouping, (by, groups)) in view.group_by.iter().zip(&paybills.groups).enumerate() {
        let suppressed = view.suppressed(grouping);
        blocks.extend(by_group(view, by, groups, &suppressed));
        if !suppressed.is_empty() {
            blocks.push(Block::Text(format!(
                "{} of {} groups are left out: those of fewer than {} staff, and others from which they could be worked out.",
                suppressed.len(),
                groups.len(),
                view.suppress_below.expect("groups are left out below a number")
            )));
        }
        if paybills.variants.len() > 1 {
            blocks.push(Block::Text("Groups are shown spread evenly; JSON has low and high too.".into()));
        }
    }
    blocks.extend(checks::reconciled(view));
    if !view.left_out.is_empty() {
        let items = view.left_out.iter().map(|left_out| format!("{}: {}", left_out.problem, left_out.counted()));
        blocks.push(Block::List { title: "Left out".into(), items: items.collect() });
    }
    if view.explain {
        blocks.push(Block::List { title: "Definitions".into(), items: figures::definitions(view) });
    }
    if !assumptions.is_empty() {
        blocks.push(Block::List { title: "Assumed".into(), items: assumptions.to_vec() });
    }
    let histories = std::iter::once(view.baseline).chain(view.proposals.iter().map(|(_, history)| *history));
    let mut all = sources(histories, view.period().end);
    if let Block::List { items, .. } = &mut all {
        items.extend(employer::sources(view));
    }
    blocks.push(all);
    blocks
}

/// What is compared, for whom and when.
pub(super) fn heading(view: &CostView<'_>) -> String {
    let staff = number(view.paybills().all.staff);
    let names: Vec<&str> = view.proposals.iter().map(|(proposal, _)| proposal.title.as_str()).collect();
    let title = if names.is_empty() { "As agreed".to_owned() } else { names.join(", ") };
    let rows = words::counted(view.rows, "row");
    format!("{title}: {}, {rows}, {staff} staff as at {}", view.baseline.scale().title, written(view.as_at))
}

/// A number of staff with thousands separators.
pub(super) fn number(heads: Heads) -> String {
    with_separators(&heads.number().to_string())
}

pub(super) fn money(view: &CostView<'_>, units: i128) -> String {
    view.baseline.scale().currency.written_to_the_penny(view.money(units))
}

/// The variants with their places and names; no names where there is only one.
fn variants(view: &CostView<'_>) -> Vec<(usize, &'static str)> {
    let all = &view.paybills().variants;
    let name = |variant: &AssumedPoint| match variant {
        AssumedPoint::Low => " low",
        AssumedPoint::Even => " even",
        AssumedPoint::High => " high",
    };
    all.iter().enumerate().map(|(place, variant)| (place, if all.len() > 1 { name(variant) } else { "" })).collect()
}

/// A title, and a figure for each year.
pub(super) type Line = (String, Vec<String>);

/// Lines with a column for each year.
pub(super) fn across(view: &CostView<'_>, first: &str, lines: &[Line]) -> Option<Block> {
    let mut table = Grid::new(&[(first, ColumnKind::Text)]);
    table.keys = 1;
    table.columns.extend(view.paybills().years.iter().map(|year| (year.label.clone(), ColumnKind::Number)));
    table.rows =
        lines.iter().map(|(title, figures)| std::iter::once(title.clone()).chain(figures.iter().cloned()).collect()).collect();
    (!lines.is_empty()).then_some(Block::Table(table))
}

/// A line for each variant.
pub(super) fn each_variant(view: &CostView<'_>, title: &str, figure: impl Fn(usize, usize) -> String) -> Vec<Line> {
    let years = view.paybills().years.len();
    let lines = variants(view)
        .into_iter()
        .map(|(variant, name)| (format!("{title}{name}"), (0..years).map(|year| figure(variant, year)).collect()));
    lines.collect()
}

fn by_year(view: &CostView<'_>, case: usize) -> Option<Block> {
    let total = |case: usize| move |variant: usize, year: usize| view.year_total(variant, case, year);
    let (before, after) = (total(0), total(case));
    let all = &view.paybills().all;
    let mut lines = each_variant(view, "As agreed", |variant, year| money(view, before(variant, year)));
    if case > 0 {
        let cost = |variant: usize, year: usize| after(variant, year) - before(variant, year);
        lines.extend(each_variant(view, "Proposed", |variant, year| money(view, after(variant, year))));
        lines.extend(each_variant(view, "Cost", |variant, year| money(view, cost(variant, year))));
        lines.extend(each_variant(view, "Cost in %", |variant, year| {
            figures::percent(cost(variant, year), before(variant, year))
        }));
        // Each could be worked out from the other where nobody is left as they are.
        let hidden = |variant: usize, year: usize| {
            [all.gainers(InYear { variant, case, year }), all.losers(InYear { variant, case, year })]
                .into_iter()
                .any(|heads| view.is_too_small(heads))
        };
        let shown =
            |heads: Heads, variant: usize, year: usize| if hidden(variant, year) { "–".to_owned() } else { number(heads) };
        lines.extend(each_variant(view, "Gain", |variant, year| {
            shown(all.gainers(InYear { variant, case, year }), variant, year)
        }));
        lines
            .extend(each_variant(view, "Lose", |variant, year| shown(all.losers(InYear { variant, case, year }), variant, year)));
    }
    across(view, "Paybill", &lines)
}

fn by_component(view: &CostView<'_>, case: usize) -> Option<Block> {
    let even = view.even();
    let mut lines = Vec::new();
    for (place, component) in view.paybills().components.iter().enumerate() {
        let years = 0..view.paybills().years.len();
        let costs: Vec<i128> = years.map(|year| view.year(even, case, year)[place] - view.year(even, 0, year)[place]).collect();
        if costs.iter().any(|cost| *cost != 0) {
            lines.push((
                figures::component(view, component).to_owned(),
                costs.into_iter().map(|cost| money(view, cost)).collect(),
            ));
        }
    }
    let cost = |year: usize| figures::not_consolidated(view, even, case, year) - figures::not_consolidated(view, even, 0, year);
    let costs: Vec<i128> = (0..view.paybills().years.len()).map(cost).collect();
    if costs.iter().any(|cost| *cost != 0) {
        lines.push(("Of it not consolidated".to_owned(), costs.into_iter().map(|cost| money(view, cost)).collect()));
    }
    across(view, "Cost of", &lines)
}

fn by_part(view: &CostView<'_>, parts: &[(String, Vec<i128>)]) -> Option<Block> {
    let figures = |costs: &[i128]| costs.iter().map(|cost| money(view, *cost)).collect();
    let lines: Vec<Line> = parts.iter().map(|(title, costs)| (title.clone(), figures(costs))).collect();
    across(view, "Because of", &lines)
}

/// What the next year inherits, and what one member gains.
pub(super) fn effect(view: &CostView<'_>, case: usize) -> String {
    let years = &view.paybills().years;
    let Some((last, about)) = years.len().checked_sub(1).and_then(|last| Some((last, years.get(last)?))) else {
        return String::new();
    };
    let Rise { mean, median } = rise_of(view, view.even(), case, last);
    let exit = full_year(view, &view.paybills().all, case);
    let whole = figures::exit_rate(view, &view.paybills().all, view.even(), case, last);
    let (exit, whole, year) = (money(view, exit), money(view, whole), &about.label);
    let average = view.baseline.scale().currency.written_to_the_penny(mean);
    let rise = if mean >= Money::ZERO && median >= 0 {
        format!("In {year} one gains {average} on average, and half of them {} or more.", money(view, median))
    } else {
        format!("In {year} the average rise is {average}, and the median {}.", money(view, median))
    };
    format!("A full year at the rates of the last month costs {exit}, of an exit rate of {whole}. {rise}")
}

pub(super) fn other_order(view: &CostView<'_>, index: usize) -> Option<Block> {
    let case = (*view.answer.other_order.get(index)?)?;
    let differences = more(view, case, index + 1);
    let said = "The proposal does not say what comes first on its date; progression is taken first. With assimilation first it would cost";
    if differences.iter().all(|more| *more == 0) {
        return Some(Block::Text(format!("{said} the same.")));
    }
    Some(Block::Text(format!("{said} more or less by: {}.", year_by_year(view, &differences))))
}

/// What the paybill would be had an agreement that leaves the order open meant the other one.
pub(super) fn agreed_other_order(view: &CostView<'_>) -> Option<Block> {
    let case = view.answer.agreed_other_order?;
    let differences = more(view, case, 0);
    let said = "What is agreed does not say what comes first on its dates; progression is taken first. With assimilation first the \
                paybill as agreed would";
    if differences.iter().all(|more| *more == 0) {
        return Some(Block::Text(format!("{said} be the same.")));
    }
    Some(Block::Text(format!("{said} differ by: {}.", year_by_year(view, &differences))))
}

/// What progression costs under what is agreed.
pub(super) fn progression(view: &CostView<'_>) -> Option<Block> {
    let case = view.answer.without_progression?;
    let what = if view.proposals.is_empty() { "Progression is in it" } else { "Progression that is agreed already is in both" };
    Some(Block::Text(format!("{what}, and costs {}.", year_by_year(view, &more(view, 0, case)))))
}

/// What a case costs more than another, by year.
fn more(view: &CostView<'_>, case: usize, than: usize) -> Vec<i128> {
    let years = 0..view.paybills().years.len();
    years.map(|year| view.year_total(view.even(), case, year) - view.year_total(view.even(), than, year)).collect()
}

/// Sums in a sentence, each after the name of its year.
fn year_by_year(view: &CostView<'_>, sums: &[i128]) -> String {
    let years = view.paybills().years.iter().zip(sums);
    years.map(|(year, sum)| format!("{} {}", year.label, money(view, *sum))).collect::<Vec<_>>().join(", ")
}

/// Who is worse off in any month, in groups alike in grade, area and place.
fn losers(view: &CostView<'_>, case: usize) -> Vec<Block> {
    let losses = figures::losses(view, case);
    if losses.is_empty() {
        return Vec::new();
    }
    let mut table = Grid::new(&[
        ("Who", ColumnKind::Text),
        ("Staff", ColumnKind::Number),
        ("From", ColumnKind::Name),
        ("Months", ColumnKind::Number),
        ("Each loses", ColumnKind::Number),
    ]);
    let (small, losses): (Vec<&Losers>, Vec<&Losers>) = losses.iter().partition(|loss| view.is_too_small(loss.heads));
    for loss in losses.iter().take(MOST_LOSERS) {
        let from = &view.paybills().months[loss.first];
        let most = money(view, loss.most);
        let each = if loss.least == loss.most { most } else { format!("{} to {most}", money(view, loss.least)) };
        table.rows.push(vec![loss.who.clone(), number(loss.heads), from.written(), loss.months.to_string(), each]);
    }
    let said = "Worse off in some month than under what is agreed:".to_owned();
    let left_out = view.suppress_below.filter(|_| !small.is_empty()).map(|least| {
        format!("{} group{} of fewer than {least}, left out here", small.len(), if small.len() == 1 { "" } else { "s" })
    });
    let mut blocks = match left_out {
        Some(left_out) if table.rows.is_empty() => vec![Block::Text(format!("{said} {left_out}."))],
        Some(left_out) => vec![Block::Text(said), Block::Table(table), Block::Text(format!("And {left_out}."))],
        None => vec![Block::Text(said), Block::Table(table)],
    };
    if losses.len() > MOST_LOSERS {
        blocks.push(Block::Text(format!("And {} more groups; JSON has them all.", losses.len() - MOST_LOSERS)));
    }
    blocks
}

/// One line for each proposal, group, year and component.
pub(super) fn grid(view: &CostView<'_>) -> Grid {
    let columns = ["proposal", "variant", "by", "key", "year", "component", "baseline", "proposed", "cost"];
    let mut grid = Grid::new(&columns.map(|column| (column, ColumnKind::Text)));
    let paybills = view.paybills();
    let everyone = std::iter::once((String::new(), String::new(), &paybills.all));
    let groups = view.group_by.iter().zip(&paybills.groups).enumerate().flat_map(|(grouping, (by, groups))| {
        let suppressed = view.suppressed(grouping);
        let shown = groups.iter().enumerate().filter(move |(place, _)| !suppressed.contains(place));
        shown.map(move |(_, (key, sums))| (by.join(","), key.join(","), sums))
    });
    for (by, key, sums) in everyone.chain(groups) {
        for (variant, name) in variants(view) {
            for case in if view.proposals.is_empty() { 0..=0 } else { 1..=view.proposals.len() } {
                let id = case.checked_sub(1).map_or(String::new(), |index| view.proposals[index].0.id.to_string());
                for (year, about) in paybills.years.iter().enumerate() {
                    let (before, after) =
                        (sums.year(InYear { variant, case: 0, year }), sums.year(InYear { variant, case, year }));
                    for (component, (before, after)) in paybills.components.iter().zip(before.iter().zip(after)) {
                        grid.rows.push(vec![
                            id.clone(),
                            name.trim().to_owned(),
                            by.clone(),
                            key.clone(),
                            about.label.clone(),
                            component.to_string(),
                            view.money(*before).to_string(),
                            view.money(*after).to_string(),
                            view.money(after - before).to_string(),
                        ]);
                    }
                }
            }
        }
    }
    grid
}
