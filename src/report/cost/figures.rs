//! Figures that the tables and the JSON share.

use std::collections::BTreeMap;

use super::CostView;
use rust_decimal::Decimal;

use crate::costing::{Heads, InYear, Sums, is_consolidated};
use crate::money::{Exact, Mode, Money, Rounding};
use crate::report::Cell;
use crate::scale::{Component, PaymentFact, PaymentId};
use crate::workforce::Subject;

/// What one member gains over a year, in units.
pub(super) struct Rise {
    /// Over all staff, to the penny, whatever months are rounded to.
    pub(super) mean: Money,
    /// Over those who gain; none where nobody does.
    pub(super) of_gainers: Option<Money>,
    pub(super) median: i128,
}

/// Those who neither gain nor lose.
pub(super) fn unchanged(sums: &Sums, at: InYear) -> Heads {
    sums.staff.less(sums.gainers(at)).less(sums.losers(at))
}

pub(super) fn rise_of(view: &CostView<'_>, at: InYear) -> Rise {
    let rises = view.paybills().rises(at);
    let staff: i128 = rises.clone().map(|(_, heads)| heads.millionths()).sum();
    let sum: i128 = rises.map(|(rise, heads)| rise * heads.millionths()).sum();
    let unit = view.money(1).exact();
    // Where nobody is, nobody gains.
    let mean = |sum: i128, heads: i128| {
        let mean = Exact::whole(sum).times(&unit).divided_by(&Exact::whole(heads)).unwrap_or_else(Exact::zero);
        Rounding::to_the_penny().round(&mean).expect("a mean of amounts that can be held")
    };
    let gained = view.paybills().rises(at).filter(|(rise, _)| *rise >= view.paybills().threshold());
    let gained: i128 = gained.map(|(rise, heads)| rise * heads.millionths()).sum();
    let gainers = view.paybills().all.gainers(at);
    Rise {
        mean: mean(sum, staff),
        of_gainers: (!gainers.is_none()).then(|| mean(gained, gainers.millionths())),
        median: view.paybills().median_rise(at),
    }
}

/// A year at the annual rates of a year's last day, without what is paid once.
pub(super) fn exit_rate(view: &CostView<'_>, sums: &Sums, at: InYear) -> i128 {
    let annual = view.paybills().components.iter().zip(sums.annual(at));
    annual.filter(|(component, _)| is_every_month(view, component)).map(|(_, units)| units).sum()
}

/// What a full year costs at the rates of the last day; without a proposal, what it comes to.
pub(super) fn full_year(view: &CostView<'_>, sums: &Sums, case: usize) -> i128 {
    let Some(last) = view.paybills().years.len().checked_sub(1) else { return 0 };
    let rate = |case: usize| exit_rate(view, sums, view.even_in(case, last));
    if case == 0 { rate(0) } else { rate(case) - rate(0) }
}

/// The payment behind a component, in any of the cases.
pub(super) fn payment<'a>(view: &'a CostView<'_>, component: &Component) -> Option<&'a PaymentFact> {
    stated(view, component.payment()?)
}

fn stated<'a>(view: &'a CostView<'_>, id: &PaymentId) -> Option<&'a PaymentFact> {
    let histories = view.proposals.iter().map(|(_, history)| *history).chain([view.baseline]);
    let tables = histories.flat_map(|history| history.steps().iter()).map(|(_, step)| &step.tables);
    tables.flat_map(|tables| &tables.payments).filter(|(known, _)| known == id).map(|(_, payment)| &payment.fact).last()
}

pub(super) fn is_every_month(view: &CostView<'_>, component: &Component) -> bool {
    *component != Component::LumpSum && payment(view, component).is_none_or(|fact| fact.paid.is_none())
}

/// What of a year does not go on from year to year: lump sums, and payments that say they are not consolidated.
pub(super) fn not_consolidated(view: &CostView<'_>, at: InYear) -> i128 {
    let paybills = view.paybills();
    let history = at.case.checked_sub(1).map_or(view.baseline, |index| view.proposals[index].1);
    let amounts = paybills.components.iter().zip(paybills.all.year(at));
    amounts.filter(|(component, _)| !is_consolidated(history, component)).map(|(_, units)| units).sum()
}

/// What a component is called.
pub(super) fn component<'a>(view: &'a CostView<'_>, component: &'a Component) -> &'a str {
    crate::report::words::component(component, |id| stated(view, id).map(|fact| fact.title.as_str()))
}

/// A share in per cent with two decimals.
pub(super) fn percent(part: i128, whole: i128) -> Option<Decimal> {
    percent_with(part, whole, 2)
}

/// A share in per cent with so many decimals; none of nothing.
pub(super) fn percent_with(part: i128, whole: i128, decimals: u32) -> Option<Decimal> {
    let units = (whole > 0).then(|| Mode::HalfUp.divide(part * 100 * 10_i128.pow(decimals), whole))?;
    Decimal::try_from_i128_with_scale(units, decimals).ok()
}

/// A share in hundredths of a per cent.
pub(super) fn hundredths(part: i128, whole: i128) -> Option<i128> {
    percent_with(part, whole, 2).map(|percent| percent.mantissa())
}

/// Points over, or in brackets under.
pub(super) fn points(over: Decimal) -> Cell {
    let cell = Cell::number(over);
    if over < Decimal::ZERO { cell.in_brackets() } else { cell }
}

/// Those who are worse off and alike in grade, area and place.
pub(super) struct Losers {
    pub(super) who: String,
    pub(super) heads: Heads,
    pub(super) first: usize,
    pub(super) months: usize,
    pub(super) least: i128,
    pub(super) most: i128,
}

/// Everyone worse off in some month of a case, in the order of those who lose most; nobody where groups are left out, since who loses
/// how much could give them away.
pub(super) fn losses(view: &CostView<'_>, case: usize) -> Vec<Losers> {
    if hides_losers(view) {
        return Vec::new();
    }
    let mut found: BTreeMap<(String, usize, usize), Losers> = BTreeMap::new();
    let variants = &view.paybills().variants;
    for loss in view.paybills().losses.iter().filter(|loss| loss.case == case) {
        let cell = view.roster.cell(loss.cell);
        let named = [Subject::Grade, Subject::Area, Subject::Point, Subject::Salary, Subject::Fte];
        let values = named.iter().filter_map(|subject| {
            let value = cell.value(subject)?.to_string();
            Some(match subject {
                Subject::Point => format!("{} {value}", view.baseline.scale().point_word),
                Subject::Fte if value == "1" => return None,
                Subject::Fte => format!("FTE {value}"),
                _ => value,
            })
        });
        let mut who = values.collect::<Vec<_>>().join(" ");
        if variants.len() > 1 && cell.position().is_none() {
            who = format!("{who} ({})", format!("{:?}", variants[loss.variant]).to_lowercase());
        } else if loss.variant != view.even() {
            continue;
        }
        let losers = found.entry((who.clone(), loss.first, loss.months)).or_insert_with(|| Losers {
            who,
            heads: Heads::default(),
            first: loss.first,
            months: loss.months,
            least: loss.lost,
            most: loss.lost,
        });
        losers.heads += loss.heads;
        losers.least = losers.least.min(loss.lost);
        losers.most = losers.most.max(loss.lost);
    }
    let mut found: Vec<Losers> = found.into_values().collect();
    found.sort_by(|one, two| two.most.cmp(&one.most).then_with(|| one.who.cmp(&two.who)));
    found
}

/// Whether groups are left out of any table.
pub(super) fn hides_losers(view: &CostView<'_>) -> bool {
    (0..view.group_by.len()).any(|grouping| !view.suppressed(grouping).is_empty())
}

/// What the words of the tables mean.
pub(super) fn definitions(view: &CostView<'_>) -> Vec<String> {
    let rounding = crate::report::words::rounding(&view.baseline.scale().currency, view.paybills().rounding);
    let threshold = view.baseline.scale().currency.written(view.money(view.paybills().threshold()));
    vec![
        format!("A month of one component is annual × FTE ÷ 12 for each member, rounded {rounding}; sums are plain sums of these."),
        "Cost: the paybill with the proposal less that under what is agreed, for the same staff and months. What is agreed includes progression.".into(),
        "%: the cost as a share of the paybill under what is agreed, without employers' on-costs.".into(),
        format!(
            "Gain: paid more over the year by {threshold} or more, without losing. Lose: paid less by {threshold} or more in those of its months \
             that pay less. The same: neither, so that pennies of rounding decide nothing. Of those who gain only by a payment that a share of \
             staff get, that share gains."
        ),
        "IRC (increase in remuneration cost): what an award adds over the twelve months from its date, as a share of the paybill of the same \
         staff over the same months without it. Awards of earlier dates are in both, so each year of a deal has a baseline of its own. \
         Guidance on pay remits takes it with employers' National Insurance and pension; whether a remit means that or pay alone is for its \
         guidance to say, so both are shown with on-costs. Agreed progression of these months is in both sides; the line without it and the \
         line with award and progression together are for remits that count otherwise (an increase for staff in post, ISP).".into(),
        "Because of: what each part makes on top of those before it, in the order written; facts that a settlement states count after its measures.".into(),
        "Full year: twelve months at the annual rates of the last day, each member's annual amount rounded once and not month by month, without what is paid once (the exit rate; of the cost, the full-year effect).".into(),
    ]
}
