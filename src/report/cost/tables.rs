//! The cost as tables.

use super::figures::{self, Losers, Rise, rise_of};
use super::groups::{by_group, full_year};
use super::{Block, Cell, Column, ColumnKind, CostView, Role, Section, Table, Text, checks, employer, pictures};
use crate::calendar::written;
use crate::costing::{AssumedPoint, Heads, InYear};
use crate::money::{Money, with_separators};
use crate::report::diff::in_words;
use crate::report::text::text;
use crate::report::{Beside, Derivation, words};

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
            "A full year at the rates of the last month comes to ",
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
        if view.employer.is_some() || view.remit.is_some() {
            answer = answer.and(employer::irc(view, index + 1).map(Block::Table));
        }
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

/// What each proposal costs over all the years and in a full one, and how many gain and lose; without one, what pay comes to.
pub(super) fn headline(view: &CostView<'_>) -> Vec<Text> {
    let years = &view.paybills().years;
    let Some(last) = years.len().checked_sub(1) else { return Vec::new() };
    let over =
        if last == 0 { format!(" in {}", years[0].label) } else { format!(" over {} to {}", years[0].label, years[last].label) };
    let sum = |of: &dyn Fn(usize) -> i128| (0..years.len()).map(of).sum::<i128>();
    let paid = |variant: usize, case: usize| sum(&|year| view.year_total(InYear { variant, case, year }));
    let on_costs = |variant: usize, case: usize| {
        let employer = view.employer.as_ref()?;
        Some(sum(&|year| employer.year(view, InYear { variant, case, year }).iter().sum::<i128>()))
    };
    let exit = |variant: usize, case: usize| figures::exit_rate(view, &view.paybills().all, InYear { variant, case, year: last });
    if view.proposals.is_empty() {
        let said = text!["Pay comes to "].and(spread(view, |variant| paid(variant, 0)));
        let on_top = on_costs(view.even(), 0).map_or_else(Text::default, |_| {
            let with = |variant: usize| paid(variant, 0) + on_costs(variant, 0).expect("on-costs are known of all");
            text![" ("].and(spread(view, with)).and(" with on-costs)")
        });
        let whole = spread(view, |variant| exit(variant, 0));
        return vec![said.and(on_top).and(text![over, ", and to "]).and(whole).and(" a full year at the end.")];
    }
    let sentences = view.proposals.iter().enumerate().map(|(index, (proposal, _))| {
        let case = index + 1;
        let cost = |variant: usize| paid(variant, case) - paid(variant, 0);
        let shares = (0..view.paybills().variants.len()).map(|variant| figures::percent(cost(variant), paid(variant, 0)));
        let shares: Vec<_> = shares.flatten().collect();
        let share = match (shares.iter().min(), shares.iter().max()) {
            (Some(low), Some(high)) if low != high => text![" (", Cell::percent(*low), " to ", Cell::percent(*high), "%)"],
            (Some(share), _) => text![" (", Cell::percent(*share), "%)"],
            _ => Text::default(),
        };
        let on_top = on_costs(view.even(), case).map_or_else(Text::default, |_| {
            let of = |variant: usize, case: usize| on_costs(variant, case).expect("on-costs are known of all");
            text![", "].and(spread(view, |variant| cost(variant) + of(variant, case) - of(variant, 0))).and(" with on-costs,")
        });
        let costs = text![&proposal.title, " costs "].and(spread(view, cost)).and(share).and(on_top);
        let whole = spread(view, |variant| exit(variant, case) - exit(variant, 0));
        costs.and(text![&over, ", and "]).and(whole).and(" a full year at the end").and(gain_and_lose(view, case, last)).and(".")
    });
    // Of very many the tables say it better.
    sentences.take(3).collect()
}

/// An amount, or its ends where it is not known where everybody stands.
fn spread(view: &CostView<'_>, units: impl Fn(usize) -> i128) -> Text {
    let all = (0..view.paybills().variants.len()).map(&units);
    match (all.clone().min(), all.max()) {
        (Some(low), Some(high)) if low != high => text!["between ", money(view, low), " and ", money(view, high)],
        _ => text![money(view, units(view.even()))],
    }
}

/// How many gain and how many lose over a year; nothing where one is of too few to be shown.
fn gain_and_lose(view: &CostView<'_>, case: usize, year: usize) -> Text {
    let all = &view.paybills().all;
    let at = view.even_in(case, year);
    let (gainers, losers) = (all.gainers(at), all.losers(at));
    if view.is_too_small(gainers) || view.is_too_small(losers) {
        return Text::default();
    }
    let one = Heads::from(1_u64);
    let said = |heads: Heads, does: &str, do_: &str| match heads {
        none if none.is_none() => text!["nobody ", does],
        single if single == one => text!["1 ", does],
        many => text![staff(many), " ", do_],
    };
    text!["; "].and(said(gainers, "gains", "gain")).and(" and ").and(said(losers, "loses", "lose"))
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

/// The same in a cell.
pub(super) fn staff(heads: Heads) -> Cell {
    Cell::number(heads.number())
}

pub(super) fn money(view: &CostView<'_>, units: i128) -> Cell {
    Cell::pence(&view.baseline.scale().currency, view.money(units))
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
pub(super) type Line = (String, Vec<Cell>);

/// Lines with a column for each year; none where there is no line.
pub(super) fn across(view: &CostView<'_>, name: &str, first: &str, lines: Vec<Line>) -> Option<Table> {
    let mut table = Table::new(name, &[(first, ColumnKind::Text)]).keyed(1);
    table.columns.extend(view.paybills().years.iter().map(|year| Column::new(&year.label, ColumnKind::Number)));
    table.rows = lines.into_iter().map(|(title, figures)| std::iter::once(Cell::text(title)).chain(figures).collect()).collect();
    (!table.rows.is_empty()).then_some(table)
}

/// A line for each variant.
pub(super) fn each_variant(view: &CostView<'_>, title: &str, figure: impl Fn(usize, usize) -> Cell) -> Vec<Line> {
    let years = view.paybills().years.len();
    let lines = variants(view)
        .into_iter()
        .map(|(variant, name)| (format!("{title}{name}"), (0..years).map(|year| figure(variant, year)).collect()));
    lines.collect()
}

/// What is paid as agreed and as proposed, and what that costs; `name` tells it from those of other proposals.
fn by_year(view: &CostView<'_>, case: usize, name: Option<&str>) -> Option<Table> {
    let total = |case: usize| move |variant: usize, year: usize| view.year_total(InYear { variant, case, year });
    let (before, after) = (total(0), total(case));
    let all = &view.paybills().all;
    let mut lines = each_variant(view, "As agreed", |variant, year| money(view, before(variant, year)));
    if case > 0 {
        let cost = |variant: usize, year: usize| after(variant, year) - before(variant, year);
        lines.extend(each_variant(view, "Proposed", |variant, year| money(view, after(variant, year))));
        lines.extend(each_variant(view, "Cost", |variant, year| {
            let from = [("Proposed", after(variant, year)), ("As agreed", before(variant, year))];
            money(view, cost(variant, year)).because(Derivation {
                rule: "The paybill with the proposal less that under what is agreed, for the same staff and months".to_owned(),
                from: from.map(|(what, units)| (what.to_owned(), money(view, units))).into(),
                ..Derivation::default()
            })
        }));
        lines.extend(each_variant(view, "Cost in %", |variant, year| {
            Cell::or_dash(figures::percent(cost(variant, year), before(variant, year)), Cell::percent)
        }));
        // Each could be worked out from the other where nobody is left as they are.
        let hidden = |variant: usize, year: usize| {
            [all.gainers(InYear { variant, case, year }), all.losers(InYear { variant, case, year })]
                .into_iter()
                .any(|heads| view.is_too_small(heads))
        };
        let shown =
            |heads: Heads, variant: usize, year: usize| if hidden(variant, year) { Cell::not_given() } else { staff(heads) };
        lines.extend(each_variant(view, "Gain", |variant, year| {
            shown(all.gainers(InYear { variant, case, year }), variant, year)
        }));
        lines
            .extend(each_variant(view, "Lose", |variant, year| shown(all.losers(InYear { variant, case, year }), variant, year)));
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
    let Rise { mean, median } = rise_of(view, view.even_in(case, last));
    let exit = money(view, full_year(view, &view.paybills().all, case));
    let whole = money(view, figures::exit_rate(view, &view.paybills().all, view.even_in(case, last)));
    let year = &about.label;
    let average = Cell::pence(&view.baseline.scale().currency, mean);
    let half = money(view, median);
    let rise = if mean >= Money::ZERO && median >= 0 {
        text!["In ", year, " one gains ", average, " on average, and half of them ", half, " or more."]
    } else {
        text!["In ", year, " the average rise is ", average, ", and the median ", half, "."]
    };
    text!["A full year at the rates of the last month costs ", exit, ", of an exit rate of ", whole, ". "].and(rise)
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
