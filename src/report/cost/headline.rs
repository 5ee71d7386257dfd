//! What a costing says first.

use super::lines::{money, number, staff, year_title};
use super::{Cell, CostView, Text, figures};
use crate::calendar::{day_before, written};
use crate::costing::{Heads, InYear};
use crate::report::text::text;
use crate::report::words;

/// What each proposal costs over all the years and in a full one, and how many gain and lose; without one, what pay comes to.
pub(super) fn headline(view: &CostView<'_>) -> Vec<Text> {
    let years = &view.paybills().years;
    let Some(last) = years.len().checked_sub(1) else { return Vec::new() };
    let over = match last {
        0 => format!(" in {}", year_title(&years[0])),
        _ if years.iter().all(|year| year_title(year) == year.label) => {
            format!(" over {} to {}", years[0].label, years[last].label)
        }
        _ => format!(" from {} to {}", written(years[0].period.start), written(day_before(years[last].period.end))),
    };
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
        let ends = view.paybills().cost_ends(case, None);
        let evenly = if view.paybills().variants.len() > 1 { " with places spread evenly" } else { "" };
        let share = match figures::percent(cost(view.even()), paid(view.even(), 0)) {
            Some(share) => text![" (", Cell::percent(share), "%", evenly, ")"],
            None => Text::default(),
        };
        let on_top = on_costs(view.even(), case).map_or_else(Text::default, |_| {
            let of = |variant: usize, case: usize| on_costs(variant, case).expect("on-costs are known of all");
            text![", "].and(spread(view, |variant| cost(variant) + of(variant, case) - of(variant, 0))).and(" with on-costs,")
        });
        let whole_cost = if ends.least == ends.most {
            text![money(view, cost(view.even()))]
        } else {
            text!["between ", money(view, ends.least), " and ", money(view, ends.most)]
        };
        let costs = text![&proposal.title, " costs "].and(whole_cost).and(share).and(on_top);
        let whole = money(view, exit(view.even(), case) - exit(view.even(), 0));
        costs.and(text![&over, ", and ", whole, " a full year at the end"]).and(gain_and_lose(view, case, last)).and(".")
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
