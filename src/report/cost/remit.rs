//! The increase in remuneration cost, and how it stands to a pay remit.

use serde_json::{Value, json};

use super::figures;
use super::lines::money;
use super::{Cell, Column, ColumnKind, CostView, Table};
use crate::calendar::{day_before, written_short};
use crate::costing::{RemitSums, RemitYear, compound};
use crate::money::{Exact, Mode, Percent, Rounding};
use crate::report::text::text;

/// A line of the table: its title, and a figure for each of the twelve months.
type Line<'l> = (&'l str, Vec<Cell>);

/// The remit of each date of a proposal; none where none was asked for.
pub(super) fn remit(view: &CostView<'_>, proposal: usize) -> Option<Table> {
    let years = view.remit_years.get(proposal).filter(|years| years.iter().any(|year| year.pay.baseline > 0))?;
    let line = |title, figure: &dyn Fn(&RemitYear) -> Cell| -> Line<'_> { (title, years.iter().map(figure).collect()) };
    let percent = |part: i128, whole: i128| Cell::or_dash(figures::percent(part, whole), Cell::percent);
    let irc = |sums: RemitSums| percent(sums.cost, sums.baseline);
    let mut lines = vec![
        line("Paybill without the award", &|year| money(view, year.pay.baseline)),
        line("What the award adds", &|year| money(view, year.pay.cost)),
        line("  of which in the pay year it begins in", &|year| money(view, year.pay.in_year)),
        line("  and carried over into the next", &|year| money(view, year.pay.cost - year.pay.in_year)),
        line("IRC in %, pay alone", &|year| irc(year.pay)),
    ];
    if years.iter().any(|year| year.pay.not_consolidated != 0) {
        let recurring = |year: &RemitYear| percent(year.pay.cost - year.pay.not_consolidated, year.pay.baseline);
        lines.push(line("IRC in %, without what is paid once", &recurring));
    }
    if years.iter().any(|year| year.with_on_costs.is_some()) {
        lines.push(line("IRC in %, with on-costs", &|year| Cell::or_dash(year.with_on_costs, irc)));
    }
    if years.iter().any(|year| year.without_progression.is_some_and(|still| still.baseline != year.pay.baseline)) {
        lines.push(line("IRC in %, nobody progressing", &|year| Cell::or_dash(year.without_progression, irc)));
        let both = |year: &RemitYear| {
            let still = year.without_progression.unwrap_or(year.pay);
            percent(year.pay.baseline + year.pay.cost - still.baseline, still.baseline)
        };
        lines.push(line("Award and progression in %", &both));
    }
    if !view.remit.is_empty() {
        let limit = |at: usize| view.remit.get(at).copied();
        let of_limits = |figure: &dyn Fn(&RemitYear, Percent) -> Cell| {
            years.iter().enumerate().map(|(at, year)| Cell::or_dash(limit(at), |limit| figure(year, limit))).collect()
        };
        lines.push(("A remit allows", of_limits(&|year, limit| money(view, allowed(year.pay.baseline, limit)))));
        lines.push((
            "Over (under) the remit, points",
            of_limits(&|year, limit| {
                Cell::or_dash(figures::percent(year.pay.cost, year.pay.baseline), |irc| figures::points(irc - limit.number()))
            }),
        ));
    }
    let mut table = Table::new("Pay remit", &[("Twelve months from", ColumnKind::Text)]).keyed(1);
    table.columns.extend(years.iter().map(|year| Column::new(written_short(year.period.start), ColumnKind::Number)));
    table.rows = lines.into_iter().map(|(title, figures)| std::iter::once(Cell::text(title)).chain(figures).collect()).collect();
    let said = text![
        "As a pay remit counts it: what the award adds over twelve months from its date, as a share of the paybill of the same months \
         and staff without it."
    ];
    let rises =
        |decimals: u32| years.iter().filter_map(move |year| figures::percent_with(year.pay.cost, year.pay.baseline, decimals));
    // One on top of the other is worked out from more decimals than are shown.
    let exact: Vec<Percent> = rises(8).map(Percent::new).collect();
    let said = match compound(&exact).filter(|_| years.len() > 1 && exact.len() == years.len()) {
        Some(all) => {
            let all = Rounding::to_the_penny().round(&Exact::from(all.number())).expect("a share of amounts that can be held");
            said.and(text![
                " One on top of the other they come to ",
                Cell::percent(all.amount()),
                "%, where the per cents add up to ",
                Cell::percent(rises(2).sum()),
                "."
            ])
        }
        None => said,
    };
    Some(table.captioned(said))
}

/// What a remit of so many per cent of a baseline comes to, in units.
fn allowed(baseline: i128, remit: Percent) -> i128 {
    let percent = remit.number().normalize();
    Mode::HalfUp.divide(baseline * percent.mantissa(), 100 * 10_i128.pow(percent.scale()))
}

/// Everything of a proposal's remits, for programs: per cents have four decimals.
pub(super) fn json(view: &CostView<'_>, proposal: usize) -> Value {
    let years = view.remit_years.get(proposal).into_iter().flatten().enumerate();
    let money = |units: i128| view.money(units).to_string();
    let sums = |sums: RemitSums| {
        json!({
            "baseline": money(sums.baseline),
            "cost": money(sums.cost),
            "not_consolidated": money(sums.not_consolidated),
            "in_year": money(sums.in_year),
            "carried_over": money(sums.cost - sums.in_year),
            "irc_percent": figures::percent_with(sums.cost, sums.baseline, 4).map(|percent| percent.to_string()),
            "recurring_irc_percent":
                figures::percent_with(sums.cost - sums.not_consolidated, sums.baseline, 4).map(|percent| percent.to_string()),
        })
    };
    let year = |(at, year): (usize, &RemitYear)| {
        let limit = view.remit.get(at).copied();
        let headroom = limit.map(|limit| allowed(year.pay.baseline, limit) - year.pay.cost);
        json!({
            "from": year.period.start.to_string(),
            "to": day_before(year.period.end).to_string(),
            "pay_year": year.pay_year,
            "pay": sums(year.pay),
            "with_on_costs": year.with_on_costs.map(sums),
            "without_progression": year.without_progression.map(sums),
            "limit_percent": limit.map(|limit| limit.number().to_string()),
            "headroom": headroom.map(money),
        })
    };
    years.map(year).collect()
}

/// The remit year of a proposal that begins in a pay year, where there is one alone.
pub(super) fn of_pay_year<'v>(view: &'v CostView<'_>, proposal: usize, label: &str) -> Option<&'v RemitYear> {
    let mut years = view.remit_years.get(proposal)?.iter().filter(|year| year.pay_year == label);
    years.next().filter(|_| years.next().is_none())
}
