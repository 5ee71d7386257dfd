//! How far apart two proposals are in money, by measure, and who is better off under which.

use std::cmp::Ordering;

use serde_json::json;

use super::cost::{LeftOut, assumed_of_roster, part_title};
use super::text::text;
use super::{Assumed, Assumption, Cell, ColumnKind, CostAssumption, Input, Report, Role, Section, Table, Text, words};
use crate::calendar::Period;
use crate::costing::{Answer, Heads, InYear, Item, ItemPart, Paybills};
use crate::entitlement::assumed_of_sources;
use crate::money::{Money, with_separators};
use crate::scale::{Change, Proposal};
use crate::settlement::History;
use crate::workforce::Roster;

/// What the comparison is made from.
#[derive(Debug)]
pub struct ProposalGapView<'a> {
    /// What is agreed.
    pub baseline: &'a History,
    /// The two.
    pub proposals: [&'a Proposal; 2],
    /// What each costs against what is agreed.
    pub answer: &'a Answer,
    /// The roster that was priced.
    pub roster: &'a Roster,
    /// The second against the first, for everyone and for each grade.
    pub better: &'a [(String, Paybills)],
    /// Rows that were left out.
    pub left_out: Vec<LeftOut>,
    /// What reading the roster assumed.
    pub assumed: Vec<Assumption>,
    /// How many rows the roster has.
    pub rows: u64,
    /// Files.
    pub inputs: Vec<Input>,
}

impl ProposalGapView<'_> {
    fn money(&self, units: i128) -> Money {
        self.answer.paybills.money(units).expect("a paybill with a sum that is too large to hold is refused")
    }

    fn cell(&self, units: i128) -> Cell {
        Cell::pence(&self.baseline.scale().currency, self.money(units))
    }

    fn even(&self) -> usize {
        self.answer.paybills.even()
    }

    /// What a case costs in a year.
    fn total(&self, case: usize, year: usize) -> i128 {
        self.answer.paybills.all.year(InYear { variant: self.even(), case, year }).iter().sum()
    }

    /// What each part of one of the two costs in all years, on top of those before it.
    fn parts(&self, of: usize) -> Vec<(Item, i128)> {
        let all = |case: usize| (0..self.answer.paybills.years.len()).map(|year| self.total(case, year)).sum::<i128>();
        let mut before = all(0);
        let parts = self.answer.parts.get(of).map_or(&[][..], Vec::as_slice);
        parts.iter().map(|(item, case)| (*item, all(*case) - std::mem::replace(&mut before, all(*case)))).collect()
    }
}

/// A part of both, or of one: its title and what it costs in each.
struct Pair {
    title: String,
    costs: [Option<i128>; 2],
}

/// Parts that do the same sort of thing beside each other.
fn pairs(view: &ProposalGapView<'_>) -> Vec<Pair> {
    let [first, second] = view.proposals;
    let mut others: Vec<(Item, i128)> = view.parts(1);
    let title = |proposal: &Proposal, item: Item| part_title(view.baseline.scale(), proposal, item);
    let mut pairs: Vec<Pair> = Vec::new();
    for (item, cost) in view.parts(0) {
        let same = others.iter().position(|(other, _)| sort_of(second, *other) == sort_of(first, item));
        let (name, other) = match same.map(|at| others.remove(at)) {
            Some((other, cost)) => {
                let (ours, theirs) = (title(first, item), title(second, other));
                (if ours == theirs { ours } else { format!("{ours} / {theirs}") }, Some(cost))
            }
            None => (title(first, item), None),
        };
        pairs.push(Pair { title: name, costs: [Some(cost), other] });
    }
    pairs.extend(others.into_iter().map(|(item, cost)| Pair { title: title(second, item), costs: [None, Some(cost)] }));
    pairs
}

/// What sort of thing a part does.
fn sort_of(proposal: &Proposal, item: Item) -> String {
    let Some(settlement) = proposal.settlements.get(item.settlement) else { return String::new() };
    let what = match item.part {
        ItemPart::Measure(at) => match settlement.measures.get(at).map(|measure| &measure.change) {
            Some(Change::Uplift { payments, .. }) => format!("uplift of {payments:?}"),
            Some(Change::RaiseMinimum { .. } | Change::TargetWithin { .. } | Change::LowerTarget(_)) => "ranges".to_owned(),
            Some(Change::LumpSum { .. }) => "lump sum".to_owned(),
            Some(Change::HoursPerWeek(_)) => "hours".to_owned(),
            _ => "points".to_owned(),
        },
        ItemPart::Spine(_) => "points".to_owned(),
        ItemPart::Ranges => "ranges".to_owned(),
        ItemPart::Progression => "progression".to_owned(),
        ItemPart::Payment(at) => settlement.payments.get(at).map_or_else(String::new, |(id, _)| format!("payment {id}")),
    };
    format!("{} {what}", settlement.from)
}

/// Adds the comparison in money to the one in words, which it answers before.
pub fn proposal_gap(report: &mut Report, view: &ProposalGapView<'_>) {
    let paybills = &view.answer.paybills;
    let names = view.proposals.map(|proposal| proposal.title.as_str());
    let staff = with_separators(&paybills.all.staff.number().to_string());
    let heading = format!("In money, for {}, {staff} staff", words::counted(view.rows, "row"));
    let figures = |first: &'static str| -> [(&str, ColumnKind); 4] {
        let number = ColumnKind::Number;
        [(first, ColumnKind::Text), (names[0], number), (names[1], number), ("Apart", number)]
    };
    let mut by_year = Table::new("Apart by year", &figures("Cost"));
    let mut all = [0, 0];
    let mut years = Vec::new();
    for (year, about) in paybills.years.iter().enumerate() {
        let costs = [1, 2].map(|case| view.total(case, year) - view.total(0, year));
        all = [all[0] + costs[0], all[1] + costs[1]];
        by_year.rows.push(row(view, &about.label, costs));
        years.push(json!({
            "year": about.label, "first": view.money(costs[0]).to_string(), "second": view.money(costs[1]).to_string(),
            "apart": view.money(costs[0] - costs[1]).to_string(),
        }));
    }
    if paybills.years.len() > 1 {
        by_year.rows.push(row(view, "All years", all));
    }
    let mut by_part = Table::new("Apart by measure", &figures("By measure, all years"));
    let mut parts = Vec::new();
    for pair in pairs(view) {
        let [first, second] = pair.costs;
        let cell = |cost: Option<i128>| Cell::or_dash(cost, |cost| view.cell(cost));
        // Who has no such measure spends nothing on it.
        let apart = first.unwrap_or(0) - second.unwrap_or(0);
        by_part.rows.push(vec![Cell::text(&pair.title), cell(first), cell(second), view.cell(apart)]);
        let amount = |cost: Option<i128>| cost.map(|cost| view.money(cost).to_string());
        parts.push(json!({ "measure": pair.title, "first": amount(first), "second": amount(second), "apart": view.money(apart).to_string() }));
    }
    let better = better(view, names);
    let who: Vec<_> = better
        .rows
        .iter()
        .map(|row| {
            let cell = |at: usize| row.get(at).map_or_else(String::new, ToString::to_string);
            json!({ "year": cell(0), "grade": cell(1), "first": cell(2), "second": cell(3), "same": cell(4) })
        })
        .collect();
    report.headline = vec![headline(view, names, all)];
    let in_money = Section::titled(Role::InMoney, heading).with(by_year).with(by_part).with(better);
    report.sections.push(in_money);
    let left_out = view.left_out.iter().map(|left_out| format!("{}: {}", left_out.problem, left_out.counted()));
    report.sections.extend(Section::list(Role::LeftOut, "Left out", left_out));
    let assumed = assumed(view);
    report.json.insert(
        "money".into(),
        json!({
            "staff": paybills.all.staff.number().to_string(), "years": years, "parts": parts, "better_off": who,
            "assumptions": assumed.iter().map(Assumed::sentence).collect::<Vec<_>>(), "inputs": view.inputs,
        }),
    );
    report.rests_on.assumed.extend(assumed);
    report.rests_on.inputs.clone_from(&view.inputs);
}

/// What each costs over all the years, and how far they are apart.
fn headline(view: &ProposalGapView<'_>, names: [&str; 2], [first, second]: [i128; 2]) -> Text {
    let years = &view.answer.paybills.years;
    let over = match (years.first(), years.last()) {
        (Some(first), Some(last)) if years.len() > 1 => format!(" over {} to {}", first.label, last.label),
        (Some(only), _) => format!(" in {}", only.label),
        _ => String::new(),
    };
    let apart = view.cell((first - second).abs());
    text![names[0], " costs ", view.cell(first), over, ", ", names[1], " ", view.cell(second), ": ", apart, " apart."]
}

fn assumed(view: &ProposalGapView<'_>) -> Vec<Assumed> {
    let paybills = &view.answer.paybills;
    let spread = (paybills.variants.len() > 1).then_some(CostAssumption::Spread);
    let ends = paybills.years.first().zip(paybills.years.last());
    let period = ends.map(|(first, last)| Period::new(first.period.start, last.period.end));
    let of_sources = period.map_or_else(Vec::new, |period| assumed_of_sources(view.baseline, period));
    let of_pay = paybills.assumptions.iter().flat_map(|case| words::by_sentence(case.iter().cloned()));
    let of_roster = assumed_of_roster(view.roster, view.baseline.scale());
    let mut all: Vec<Assumption> = view.assumed.clone();
    all.extend(spread.map(Assumption::from));
    all.extend(of_pay.chain(of_sources.into_iter().map(Into::into)));
    all.extend(of_roster.into_iter().map(Assumption::from));
    Assumed::all(&all)
}

fn row(view: &ProposalGapView<'_>, title: &str, costs: [i128; 2]) -> Vec<Cell> {
    vec![Cell::text(title), view.cell(costs[0]), view.cell(costs[1]), view.cell(costs[0] - costs[1])]
}

/// Who is paid more under which over a year: everyone, year by year, and each grade in the last.
fn better(view: &ProposalGapView<'_>, names: [&str; 2]) -> Table {
    let columns = [
        ("Year", ColumnKind::Name),
        ("Grade", ColumnKind::Name),
        (names[0], ColumnKind::Number),
        (names[1], ColumnKind::Number),
        ("The same", ColumnKind::Number),
    ];
    let said = "Who is paid more under which over the year, in staff; by grade in the last year:";
    let mut table = Table::new("Who is better off", &columns).captioned(said);
    for (index, (grade, paybills)) in view.better.iter().enumerate() {
        // Everyone comes first.
        let years = if index == 0 { 0 } else { paybills.years.len() - 1 }..paybills.years.len();
        for year in years {
            let mut counts = [Heads::default(); 3];
            for (rise, heads) in paybills.rises(InYear { variant: paybills.even(), case: 1, year }) {
                let side = match rise.cmp(&0) {
                    Ordering::Less => 0,
                    Ordering::Greater => 1,
                    Ordering::Equal => 2,
                };
                counts[side] += heads;
            }
            let mut row = vec![Cell::text(&paybills.years[year].label), Cell::text(grade)];
            row.extend(counts.map(|heads| Cell::number(heads.number())));
            table.rows.push(row);
        }
    }
    table
}
