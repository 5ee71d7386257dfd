//! What a proposal costs, as people and programs read it.

mod checks;
mod employer;
mod figures;
mod groups;
mod headline;
mod json;
mod lines;
mod pictures;
mod remit;
mod suppress;
mod tables;
#[cfg(feature = "workbook")]
mod workbook;

use std::cell::OnceCell;
use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::calendar::{Date, Period};
use crate::costing::{Answer, BreakEven, Heads, InYear, Item, ItemPart, Paybills, Reconciled, RemitYear, Turnover};
use crate::entitlement::assumed_of_staff;
use crate::money::{Money, Percent};
use crate::scale::{Proposal, Scale, Settlement};
use crate::settlement::History;
use crate::workforce::{Cell as RosterCell, Roster, Subject, Value};

pub use self::employer::Employer;
pub use self::suppress::left_out_groups;
use super::{
    Assumed, Assumption, Block, Cell, Column, ColumnKind, CostAssumption, Extent, Input, Report, RestsOn, Role, Section, Table,
    Text, sources, words,
};

/// What a cost report is made from.
#[derive(Debug)]
pub struct CostView<'a> {
    /// The roster that was priced.
    pub roster: &'a Roster,
    /// What is agreed.
    pub baseline: &'a History,
    /// Each proposal on it.
    pub proposals: Vec<(&'a Proposal, &'a History)>,
    /// The sums.
    pub answer: &'a Answer,
    /// The day on which staff stand where the roster has them.
    pub as_at: Date,
    /// What groups are made by.
    pub group_by: Vec<Vec<String>>,
    /// Rows that were left out.
    pub left_out: Vec<LeftOut>,
    /// What reading the roster assumed.
    pub assumed: Vec<Assumption>,
    /// How many rows the roster has.
    pub rows: u64,
    /// Files.
    pub inputs: Vec<Input>,
    /// What pay costs the employer on top, if that was asked.
    pub employer: Option<Employer<'a>>,
    /// A pay remit to hold the cost against, in per cent: one for each of the twelve months that a proposal's dates begin.
    pub remit: Vec<Percent>,
    /// What a pay remit counts of each proposal, if that was asked.
    pub remit_years: Vec<Vec<RemitYear>>,
    /// The sums beside every member's own timeline, if that was asked.
    pub reconciled: Option<&'a Reconciled>,
    /// Where one arm of an award overtakes the other, if that was asked.
    pub break_even: Option<&'a [BreakEven]>,
    /// What turnover and vacancies would make of it, if that was asked: by case and year.
    pub turnover: Option<(Turnover, &'a [Vec<Money>])>,
    /// Groups of fewer staff than this are left out, if that was asked.
    pub suppress_below: Option<u64>,
    /// Whether definitions are printed.
    pub explain: bool,
    /// Whether pictures are wanted, which only a page shows.
    pub pictures: bool,
    /// Whether a workbook is wanted, which has many cells.
    pub workbook: bool,
}

/// Rows of a roster that were left out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LeftOut {
    /// What is wrong with them.
    pub problem: String,
    /// How many they are.
    pub rows: u64,
    /// The staff or posts in them, as far as they can be told.
    pub staff: Decimal,
}

impl LeftOut {
    /// How many: `11 rows, 68.6 staff`.
    pub fn counted(&self) -> String {
        let rows = format!("{} row{}", self.rows, if self.rows == 1 { "" } else { "s" });
        if self.staff.is_zero() || self.staff == Decimal::from(self.rows) {
            return rows;
        }
        format!("{rows}, {} staff", crate::money::with_separators(&self.staff.to_string()))
    }
}

/// A report of the cost of proposals.
pub fn cost(view: &CostView<'_>) -> Report {
    let rests_on = RestsOn {
        assumed: assumed(view),
        sources: all_sources(view),
        inputs: view.inputs.clone(),
        extent: Extent::Touching.all_or(view.explain),
        ..RestsOn::default()
    };
    Report {
        title: headline::heading(view),
        headline: headline::headline(view),
        sections: tables::sections(view),
        table: tables::for_programs(view),
        json: json::json(view),
        #[cfg(feature = "workbook")]
        sheets: if view.workbook { workbook::sheets(view, &rests_on) } else { super::Sheets::default() },
        rests_on,
        ..Report::default()
    }
}

/// Where the figures come from.
fn all_sources(view: &CostView<'_>) -> Vec<String> {
    let histories = std::iter::once(view.baseline).chain(view.proposals.iter().map(|(_, history)| *history));
    let mut all = sources(histories, view.period().end);
    all.extend(employer::sources(view));
    all
}

impl CostView<'_> {
    fn paybills(&self) -> &Paybills {
        &self.answer.paybills
    }

    /// From the day on which staff stand where the roster has them to the last that is priced.
    fn period(&self) -> Period {
        Period::new(self.as_at, self.paybills().years.last().map_or(self.as_at, |year| year.period.end))
    }

    /// For a grouping, the places of groups that are left out.
    fn suppressed(&self, grouping: usize) -> BTreeSet<usize> {
        self.paybills().groups.get(grouping).map_or_else(BTreeSet::new, |groups| suppress::of_sums(groups, self.suppress_below))
    }

    /// Whether a number of staff is too small to be shown.
    fn is_too_small(&self, heads: Heads) -> bool {
        self.suppress_below.is_some_and(|least| !heads.is_none() && heads < Heads::from(least))
    }

    /// The place of the variant in which places that are not known are spread evenly.
    fn even(&self) -> usize {
        self.paybills().even()
    }

    /// Sums of everybody over a year, by component.
    /// The even spread of unknown points, in a case and a year.
    fn even_in(&self, case: usize, year: usize) -> InYear {
        InYear { variant: self.even(), case, year }
    }

    fn year(&self, at: InYear) -> &[i128] {
        self.paybills().all.year(at)
    }

    fn year_total(&self, at: InYear) -> i128 {
        self.year(at).iter().sum()
    }

    /// Units as money; sums are far within what is held, or pricing would have failed.
    fn money(&self, units: i128) -> Money {
        self.paybills().money(units).expect("a paybill with a sum that is too large to hold is refused")
    }

    /// For a proposal, each part's title and what it costs by year on top of the parts before it.
    fn parts(&self, proposal: usize) -> Vec<(String, Vec<i128>)> {
        let Some((document, _)) = self.proposals.get(proposal) else { return Vec::new() };
        let years = self.paybills().years.len();
        let mut before: Vec<i128> = (0..years).map(|year| self.year_total(self.even_in(0, year))).collect();
        let parts = self.answer.parts.get(proposal).map_or(&[][..], Vec::as_slice).iter().map(|(item, case)| {
            let costs = (0..years).map(|year| {
                let total = self.year_total(self.even_in(*case, year));
                total - std::mem::replace(&mut before[year], total)
            });
            (title(self, document, *item), costs.collect())
        });
        parts.collect()
    }
}

/// What a part of a proposal is called.
fn title(view: &CostView<'_>, proposal: &Proposal, item: Item) -> String {
    part_title(view.baseline.scale(), proposal, item)
}

/// What a part of a proposal for a pay system is called.
pub(super) fn part_title(scale: &Scale, proposal: &Proposal, item: Item) -> String {
    let Some(settlement) = proposal.settlements.get(item.settlement) else { return String::new() };
    match item.part {
        ItemPart::Measure(at) => settlement.measures.get(at).map_or_else(String::new, |measure| {
            measure.title.clone().unwrap_or_else(|| words::measure(scale, measure).trim_end_matches('.').to_owned())
        }),
        ItemPart::Spine(at) => {
            settlement.spines.get(at).map_or_else(String::new, |(id, _)| format!("Values of {id}, {}", settlement.title))
        }
        ItemPart::Ranges => format!("Ranges, {}", settlement.title),
        ItemPart::Progression => format!("Progression, {}", settlement.title),
        ItemPart::Payment(at) => settlement.payments.get(at).map_or_else(String::new, |stated| {
            let title = words::title_of(scale, stated);
            if stated.1.tiers.is_empty() { format!("{title}, withdrawn") } else { title.to_owned() }
        }),
    }
}

/// What is taken to hold of staff of whom a roster does not say it.
pub(super) fn assumed_of_roster(roster: &Roster, scale: &Scale) -> Vec<CostAssumption> {
    let mut all = Vec::new();
    // Without a column there is a line of its own, or nothing to say.
    let blank = |subject: &Subject, counts: fn(&RosterCell<'_>) -> bool| {
        let column = &roster.columns()[roster.column(subject)?];
        column.values.iter().find(|value| **value == Value::Blank)?;
        let mut staff = Heads::default();
        for cell in roster.cells().filter(|cell| cell.value(subject).is_none()).filter(counts) {
            staff += Heads::from(cell.headcount()).times(cell.posts().unwrap_or(Decimal::ONE));
        }
        (!staff.is_none()).then_some(staff)
    };
    // Whoever has full-time posts counts as full time anyway.
    let full_time = blank(&Subject::Fte, |cell| cell.posts().is_none());
    all.extend(full_time.map(|staff| CostAssumption::FullTime { staff }));
    if !scale.has_ranges() {
        return all;
    }
    if roster.column(&Subject::Since).is_none() {
        all.push(CostAssumption::NoSince);
    } else {
        // Whoever comes on a day of their own is new to the grade on it.
        let is_old = |cell: &RosterCell<'_>| cell.value(&Subject::From).is_none();
        all.extend(blank(&Subject::Since, is_old).map(|staff| CostAssumption::SinceAYear { staff }));
    }
    all
}

fn assumed(view: &CostView<'_>) -> Vec<Assumed> {
    let mut all: Vec<Assumed> = Vec::new();
    let staff = OnceCell::new();
    let grades = || staff.get_or_init(|| view.roster.grades_and_areas());
    let histories = std::iter::once((None, view.baseline))
        .chain(view.proposals.iter().map(|(proposal, history)| (Some(proposal.title.as_str()), *history)));
    for ((proposal, history), found) in histories.zip(&view.paybills().assumptions) {
        let of_sources = assumed_of_staff(history, view.period(), grades).into_iter().map(Into::into);
        let of_case: Vec<Assumption> = of_sources.chain(words::by_sentence(found.iter().cloned())).collect();
        Assumed::add(&mut all, proposal, &of_case);
    }
    let mut further: Vec<Assumption> = Vec::new();
    let scale = view.baseline.scale();
    for (proposal, _) in &view.proposals {
        let Some(first) = proposal.settlements.first() else { continue };
        let later = |agreed: &&Settlement| agreed.from > first.from && agreed.from < view.period().end;
        let on_top = scale.settlements.iter().filter(later).map(|agreed| CostAssumption::OnTop {
            proposal: proposal.title.clone(),
            agreed: agreed.title.clone(),
            from: agreed.from,
        });
        further.extend(on_top.map(Assumption::from));
    }
    further.extend(view.assumed.iter().cloned());
    let mut cost: Vec<CostAssumption> = Vec::new();
    if !scale.has_ranges() {
        cost.push(CostAssumption::NoRanges { system: scale.title.clone() });
    }
    cost.extend(employer::assumptions(view));
    cost.extend(view.turnover.map(|(turnover, _)| CostAssumption::Turnover(turnover)));
    cost.extend(assumed_of_roster(view.roster, scale));
    if view.paybills().variants.len() > 1 {
        cost.push(CostAssumption::Ends);
    }
    further.extend(cost.into_iter().map(Assumption::from));
    all.extend(Assumed::all(&further));
    all
}
