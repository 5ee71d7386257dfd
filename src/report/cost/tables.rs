//! The cost as tables.

use super::figures::{self, Losers, Rise, full_year, rise_of};
use super::groups::by_group;
use super::lines::{Line, across, each_variant, money, staff, variants, year_title};
use super::{Block, Cell, ColumnKind, CostView, Role, Section, Table, Text, checks, employer, pictures, remit};
use crate::costing::{Heads, InYear};
use crate::money::Money;
use crate::report::diff::in_words;
use crate::report::text::text;
use crate::report::{Beside, Derivation};

/// So many groups of losers are shown.
const MOST_LOSERS: usize = 30;

pub(super) fn sections(view: &CostView<'_>) -> Vec<Section> {
    let paybills = view.paybills();
    let scale = view.baseline.scale();
    let mut sections: Vec<Section> = Vec::new();
    if view.explain {
        sections.extend(view.proposals.iter().map(|(proposal, _)| in_words(scale, proposal)));
    }
    let tables = |tables: Vec<Option<Table>>| tables.into_iter().flatten().map(Block::Table);
    let mut answer = Section::new(Role::Answer);
    if view.proposals.is_empty() {
        let exit = money(view, full_year(view, &paybills.all, 0));
        answer = answer.and(tables(vec![by_year(view, 0, None), employer::on_costs(view, 0)])).with(text![
            "A full year at the rates of the last day comes to ",
            exit,
            "."
        ]);
    }
    for (index, (proposal, _)) in view.proposals.iter().enumerate() {
        let name = (view.proposals.len() > 1).then_some(proposal.title.as_str());
        let parts = view.parts(index);
        answer = answer
            .and(tables(vec![by_year(view, index + 1, name), by_component(view, index + 1)]))
            .and((parts.len() > 1).then(|| by_part(view, &parts)).flatten().map(Block::Table))
            .and(pictures::pictures(view, index))
            .and(employer::on_costs(view, index + 1).map(Block::Table))
            .with(effect(view, index + 1));
        answer = answer.and(remit::remit(view, index).map(Block::Table));
        answer = answer
            .and(other_order(view, index).map(Block::Text))
            .and(losers(view, index + 1))
            .and(checks::hours_lost(view, index).map(Block::Table));
    }
    answer = answer
        .and(checks::break_even(view))
        .and(checks::turnover(view).map(Block::Table))
        .and(progression(view).map(Block::Text))
        .and(agreed_other_order(view).map(Block::Text));
    for (grouping, (by, groups)) in view.group_by.iter().zip(&paybills.groups).enumerate() {
        let suppressed = view.suppressed(grouping);
        answer = answer.and(by_group(view, by, groups, &suppressed));
        if !suppressed.is_empty() {
            answer = answer.with(Text::from(format!(
                "{} of {} groups are left out: those of fewer than {} staff, and others from which they could be worked out.",
                suppressed.len(),
                groups.len(),
                view.suppress_below.expect("groups are left out below a number")
            )));
        }
        if paybills.variants.len() > 1 {
            answer = answer.with(Text::from("Groups are shown spread evenly; JSON has low and high too."));
        }
    }
    sections.push(answer.and(checks::reconciled(view)));
    let left_out = view.left_out.iter().map(|left_out| format!("{}: {}", left_out.problem, left_out.counted()));
    sections.extend(Section::list(Role::LeftOut, "Left out", left_out));
    if view.explain {
        sections.extend(Section::list(Role::Definitions, "Definitions", figures::definitions(view)));
    }
    sections
}

/// What is paid as agreed and as proposed, and what that costs; `name` tells it from those of other proposals.
fn by_year(view: &CostView<'_>, case: usize, name: Option<&str>) -> Option<Table> {
    let total = |case: usize| move |variant: usize, year: usize| view.year_total(InYear { variant, case, year });
    let (before, after) = (total(0), total(case));
    let all = &view.paybills().all;
    let mut lines = each_variant(view, "As agreed", |variant, year| money(view, before(variant, year)));
    if case > 0 {
        let even = view.even();
        let years = 0..view.paybills().years.len();
        let evenly = if view.paybills().variants.len() > 1 { ", spread evenly" } else { "" };
        let line = |title: &str, figure: &dyn Fn(usize) -> Cell| (title.to_owned(), years.clone().map(figure).collect());
        let of_even = |title: &str, figure: &dyn Fn(usize) -> Cell| line(&format!("{title}{evenly}"), figure);
        lines.push(of_even("Proposed", &|year| money(view, after(even, year))));
        let cost = |year: usize| after(even, year) - before(even, year);
        let shown = of_even("Cost", &|year| {
            let from = [("Proposed", after(even, year)), ("As agreed", before(even, year))];
            money(view, cost(year)).because(Derivation {
                rule: "The paybill with the proposal less that under what is agreed, for the same staff and months".to_owned(),
                from: from.map(|(what, units)| (what.to_owned(), money(view, units))).into(),
                ..Derivation::default()
            })
        });
        let ends = |year: usize| view.paybills().cost_ends(case, Some(year));
        if years.clone().any(|year| ends(year).least != ends(year).most) {
            lines.push(line("Cost, at least", &|year| money(view, ends(year).least)));
            lines.push(shown);
            lines.push(line("Cost, at most", &|year| money(view, ends(year).most)));
        } else {
            lines.push(shown);
        }
        lines.push(of_even("Cost in %", &|year| Cell::or_dash(figures::percent(cost(year), before(even, year)), Cell::percent)));
        // Each could be worked out from the other where nobody is left as they are.
        let at = |year: usize| InYear { variant: even, case, year };
        let hidden =
            |year: usize| [all.gainers(at(year)), all.losers(at(year))].into_iter().any(|heads| view.is_too_small(heads));
        let shown = |heads: Heads, year: usize| if hidden(year) { Cell::not_given() } else { staff(heads) };
        lines.push(line("Gain", &|year| shown(all.gainers(at(year)), year)));
        lines.push(line("Lose", &|year| shown(all.losers(at(year)), year)));
        let same = |year: usize| figures::unchanged(all, at(year));
        if years.clone().any(|year| !same(year).is_none()) {
            lines.push(line("The same", &|year| shown(same(year), year)));
        }
    }
    let table = across(view, name.unwrap_or("By year"), "Paybill", lines)?;
    Some(match name {
        Some(name) => table.captioned(format!("{name}:")),
        None => table,
    })
}

fn by_component(view: &CostView<'_>, case: usize) -> Option<Table> {
    let even = view.even();
    let mut lines = Vec::new();
    for (index, component) in view.paybills().components.iter().enumerate() {
        let years = 0..view.paybills().years.len();
        let costs: Vec<i128> = years
            .map(|year| {
                view.year(InYear { variant: even, case, year })[index] - view.year(InYear { variant: even, case: 0, year })[index]
            })
            .collect();
        if costs.iter().any(|cost| *cost != 0) {
            let costs = costs.into_iter().map(|cost| money(view, cost)).collect();
            lines.push((figures::component(view, component).to_owned(), costs));
        }
    }
    let cost = |year: usize| {
        figures::not_consolidated(view, InYear { variant: even, case, year })
            - figures::not_consolidated(view, InYear { variant: even, case: 0, year })
    };
    let costs: Vec<i128> = (0..view.paybills().years.len()).map(cost).collect();
    if costs.iter().any(|cost| *cost != 0) {
        lines.push(("Of it not consolidated".to_owned(), costs.into_iter().map(|cost| money(view, cost)).collect()));
    }
    across(view, "Cost by component", "Cost of", lines)
}

fn by_part(view: &CostView<'_>, parts: &[(String, Vec<i128>)]) -> Option<Table> {
    let figures = |costs: &[i128]| costs.iter().map(|cost| money(view, *cost)).collect();
    let lines: Vec<Line> = parts.iter().map(|(title, costs)| (title.clone(), figures(costs))).collect();
    across(view, "Cost by measure", "Because of", lines)
}

/// What the next year inherits, and what one member gains.
pub(super) fn effect(view: &CostView<'_>, case: usize) -> Text {
    let years = &view.paybills().years;
    let Some((last, about)) = years.len().checked_sub(1).and_then(|last| Some((last, years.get(last)?))) else {
        return Text::default();
    };
    let Rise { mean, median, of_gainers } = rise_of(view, view.even_in(case, last));
    let paid = view.year_total(view.even_in(0, last));
    let exit = money(view, full_year(view, &view.paybills().all, case));
    let whole = money(view, figures::exit_rate(view, &view.paybills().all, view.even_in(case, last)));
    let year = &year_title(about);
    let pence = |amount: Money| Cell::pence(&view.baseline.scale().currency, amount);
    let all = &view.paybills().all;
    let (gainers, losers) = (all.gainers(view.even_in(case, last)), all.losers(view.even_in(case, last)));
    let is_told = gainers != all.staff && !view.is_too_small(gainers) && !view.is_too_small(losers);
    let gained = match of_gainers.filter(|_| is_told) {
        Some(of_gainers) => text!["those who gain have ", pence(of_gainers), " more on average; "],
        None => Text::default(),
    };
    let cost = view.year_total(view.even_in(case, last)) - paid;
    let share = match figures::percent(cost, paid) {
        Some(percent) => text![" (", Cell::percent(percent), "%)"],
        None => Text::default(),
    };
    let rise = text!["In ", year, " "]
        .and(gained)
        .and(text!["over all staff the average is ", pence(mean)])
        .and(share)
        .and(text![", and the median ", money(view, median), "."]);
    text!["A full year at the rates of the last day costs ", exit, ", of an exit rate of ", whole, ". "].and(rise)
}

pub(super) fn other_order(view: &CostView<'_>, index: usize) -> Option<Text> {
    let case = (*view.answer.other_order.get(index)?)?;
    let differences = more(view, case, index + 1);
    let said = "The proposal does not say what comes first on its date; progression is taken first. With assimilation first it would cost";
    if differences.iter().all(|more| *more == 0) {
        return Some(text![said, " the same."]);
    }
    Some(text![said, " more or less by: "].and(year_by_year(view, &differences)).and("."))
}

/// What the paybill would be had an agreement that leaves the order open meant the other one.
pub(super) fn agreed_other_order(view: &CostView<'_>) -> Option<Text> {
    let case = view.answer.agreed_other_order?;
    let differences = more(view, case, 0);
    let said = "What is agreed does not say what comes first on its dates; progression is taken first. With assimilation first the \
                paybill as agreed would";
    if differences.iter().all(|more| *more == 0) {
        return Some(text![said, " be the same."]);
    }
    Some(text![said, " differ by: "].and(year_by_year(view, &differences)).and("."))
}

/// What progression costs under what is agreed.
pub(super) fn progression(view: &CostView<'_>) -> Option<Text> {
    let case = view.answer.without_progression?;
    let what = if view.proposals.is_empty() { "Progression is in it" } else { "Progression that is agreed already is in both" };
    Some(text![what, ", and costs "].and(year_by_year(view, &more(view, 0, case))).and("."))
}

/// What a case costs more than another, by year.
fn more(view: &CostView<'_>, case: usize, than: usize) -> Vec<i128> {
    let years = 0..view.paybills().years.len();
    years.map(|year| view.year_total(view.even_in(case, year)) - view.year_total(view.even_in(than, year))).collect()
}

/// Sums in a sentence, each after the name of its year.
fn year_by_year(view: &CostView<'_>, sums: &[i128]) -> Text {
    let years = view.paybills().years.iter().zip(sums);
    Text::joined(years.map(|(year, sum)| text![&year.label, " ", money(view, *sum)]), ", ")
}

/// Who is worse off in any month, in groups alike in grade, area and place.
fn losers(view: &CostView<'_>, case: usize) -> Vec<Block> {
    let somebody = |year: usize| !view.paybills().all.losers(view.even_in(case, year)).is_none();
    if figures::hides_losers(view) && (0..view.paybills().years.len()).any(somebody) {
        let said = "Who is worse off is left out, since it could give away groups that are left out.";
        return vec![Block::text(said)];
    }
    let losses = figures::losses(view, case);
    if losses.is_empty() {
        return Vec::new();
    }
    let columns = [
        ("Who", ColumnKind::Text),
        ("Staff", ColumnKind::Number),
        ("From", ColumnKind::Name),
        ("Months", ColumnKind::Number),
        ("Each loses", ColumnKind::Number),
    ];
    let mut table = Table::new("Worse off", &columns);
    table.columns[4].beside = vec!["at most".to_owned()];
    let (small, losses): (Vec<&Losers>, Vec<&Losers>) = losses.iter().partition(|loss| view.is_too_small(loss.heads));
    for loss in losses.iter().take(MOST_LOSERS) {
        let each = money(view, loss.least);
        let each = if loss.least == loss.most { each } else { each.with(Beside::To(money(view, loss.most).value)) };
        table.rows.push(vec![
            Cell::text(&loss.who),
            staff(loss.heads),
            Cell::named_month(view.paybills().months[loss.first]),
            Cell::number(loss.months),
            each,
        ]);
    }
    let said = "Worse off in some month than under what is agreed:".to_owned();
    let left_out = view.suppress_below.filter(|_| !small.is_empty()).map(|least| {
        format!("{} group{} of fewer than {least}, left out here", small.len(), if small.len() == 1 { "" } else { "s" })
    });
    let mut blocks = match left_out {
        Some(left_out) if table.rows.is_empty() => vec![Block::text(format!("{said} {left_out}."))],
        Some(left_out) => vec![Block::Table(table.captioned(said)), Block::text(format!("And {left_out}."))],
        None => vec![Block::Table(table.captioned(said))],
    };
    if losses.len() > MOST_LOSERS {
        blocks.push(Block::text(format!("And {} more groups; JSON has them all.", losses.len() - MOST_LOSERS)));
    }
    blocks
}

/// One line for each proposal, group, year and component.
pub(super) fn for_programs(view: &CostView<'_>) -> Table {
    let columns = ["proposal", "variant", "by", "key", "year", "component", "baseline", "proposed", "cost"];
    let mut table = Table::plain(&columns);
    let paybills = view.paybills();
    let everyone = std::iter::once((String::new(), String::new(), &paybills.all));
    let groups = view.group_by.iter().zip(&paybills.groups).enumerate().flat_map(|(grouping, (by, groups))| {
        let suppressed = view.suppressed(grouping);
        let shown = groups.iter().enumerate().filter(move |(index, _)| !suppressed.contains(index));
        shown.map(move |(_, (key, sums))| (by.join(","), key.join(","), sums))
    });
    for (by, key, sums) in everyone.chain(groups) {
        for (variant, name) in variants(view) {
            for case in if view.proposals.is_empty() { 0..=0 } else { 1..=view.proposals.len() } {
                let id = case.checked_sub(1).map_or(Cell::nothing(), |index| Cell::text(view.proposals[index].0.id.as_str()));
                for (year, about) in paybills.years.iter().enumerate() {
                    let (before, after) =
                        (sums.year(InYear { variant, case: 0, year }), sums.year(InYear { variant, case, year }));
                    for (component, (before, after)) in paybills.components.iter().zip(before.iter().zip(after)) {
                        table.rows.push(vec![
                            id.clone(),
                            Cell::text(name.trim()),
                            Cell::text(&by),
                            Cell::text(&key),
                            Cell::text(&about.label),
                            Cell::text(component.id()),
                            money(view, *before),
                            money(view, *after),
                            money(view, after - before),
                        ]);
                    }
                }
            }
        }
    }
    table
}
