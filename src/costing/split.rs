//! The parts of a proposal in the order written, and proposals with only the first of them: the cases of `answer`.

use crate::scale::{Change, Order, PaymentFact, PaymentRate, Proposal, Scale, Settlement};
use crate::settlement::History;
use crate::workforce::{Roster, Subject};

/// A part of a proposal: a measure, or a fact that it states, which counts after the measures of its settlement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Item {
    /// The settlement, by its index.
    pub settlement: usize,
    /// What in it.
    pub part: ItemPart,
}

/// What a part of a settlement is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ItemPart {
    /// A measure, by its index.
    Measure(usize),
    /// A spine it states, by its index.
    Spine(usize),
    /// The ranges it states.
    Ranges,
    /// The progression it states.
    Progression,
    /// A payment it states, by its index.
    Payment(usize),
}

/// The parts of a proposal in the order written.
pub fn items(proposal: &Proposal) -> Vec<Item> {
    let parts = proposal.settlements.iter().enumerate().flat_map(|(index, settlement)| {
        let measures = (0..settlement.measures.len()).map(ItemPart::Measure);
        let spines = (0..settlement.spines.len()).map(ItemPart::Spine);
        let ranges = (!settlement.ranges.is_empty()).then_some(ItemPart::Ranges);
        let progression = (!settlement.progression.is_empty()).then_some(ItemPart::Progression);
        let payments = (0..settlement.payments.len()).map(ItemPart::Payment);
        let parts = measures.chain(spines).chain(ranges).chain(progression).chain(payments);
        parts.map(move |part| Item { settlement: index, part }).collect::<Vec<_>>()
    });
    parts.collect()
}

/// The proposal with only the first so many of its parts.
pub(super) fn first_of(proposal: &Proposal, items: &[Item]) -> Proposal {
    let settlements = proposal.settlements.iter().enumerate().filter_map(|(index, settlement)| {
        let parts: Vec<ItemPart> = items.iter().filter(|item| item.settlement == index).map(|item| item.part).collect();
        let count = |fits: fn(&ItemPart) -> bool| parts.iter().filter(|part| fits(part)).count();
        let measures = count(|part| matches!(part, ItemPart::Measure(_)));
        let spines = count(|part| matches!(part, ItemPart::Spine(_)));
        let payments = count(|part| matches!(part, ItemPart::Payment(_)));
        let kept = Settlement {
            measures: settlement.measures[..measures].to_vec(),
            spines: settlement.spines[..spines].to_vec(),
            ranges: if parts.contains(&ItemPart::Ranges) { settlement.ranges.clone() } else { Vec::new() },
            progression: if parts.contains(&ItemPart::Progression) { settlement.progression.clone() } else { Vec::new() },
            payments: settlement.payments[..payments].to_vec(),
            ..settlement.clone()
        };
        (!parts.is_empty()).then_some(kept)
    });
    Proposal { settlements: settlements.collect(), ..proposal.clone() }
}

/// The proposal with what comes first said wherever it leaves that open.
pub(super) fn with_order(proposal: &Proposal, order: Order) -> Proposal {
    let settlements = proposal.settlements.iter().cloned();
    let ordered = settlements.map(|settlement| Settlement { order: settlement.order.or(Some(order)), ..settlement });
    Proposal { settlements: ordered.collect(), ..proposal.clone() }
}

/// The pay system with what comes first said wherever it leaves that open.
pub(super) fn scale_with_order(scale: &Scale, order: Order) -> Scale {
    let settlements = scale.settlements.iter().cloned();
    let ordered = settlements.map(|settlement| Settlement { order: settlement.order.or(Some(order)), ..settlement });
    Scale { settlements: ordered.collect(), ..scale.clone() }
}

/// What in a settlement cannot be priced without basic pay: changes to it, ranges, and payments that are a share of it.
pub(super) fn needs_basic_pay(settlement: &Settlement) -> Option<String> {
    let of_payments = |change: &Change| match change {
        Change::LumpSum { .. } => true,
        Change::Uplift { payments, .. } => !payments.is_empty(),
        _ => false,
    };
    let measure = settlement.measures.iter().find(|measure| !of_payments(&measure.change));
    let measure = measure.map(|measure| measure.title.clone().unwrap_or_else(|| settlement.title.clone()));
    let share = |fact: &PaymentFact| fact.tiers.iter().any(|tier| !matches!(tier.rate, PaymentRate::Amount(_)));
    let payment = || settlement.payments.iter().find(|(_, fact)| share(fact)).map(|(_, fact)| fact.title.clone());
    let ranges = || (!settlement.ranges.is_empty()).then(|| settlement.title.clone());
    measure.or_else(payment).or_else(ranges)
}

/// The first lump sum, by its title, that is for some grades or areas alone, with the column that does not say of everybody whether it
/// is for them. Where a system has ranges every row has both.
pub(super) fn not_said(roster: &Roster, history: &History) -> Option<(String, Subject)> {
    let scale = history.scale();
    if scale.has_ranges() {
        return None;
    }
    let proposed = history.proposal().map_or(&[][..], |proposal| &proposal.settlements);
    let parts =
        scale.settlements.iter().chain(proposed).flat_map(|part| part.measures.iter().map(move |measure| (part, measure)));
    let sums = parts.filter(|(_, measure)| matches!(measure.change, Change::LumpSum { .. }));
    let named = sums.flat_map(|(part, measure)| {
        let (by_grade, by_area) = (!measure.selector.grades.is_empty(), !measure.selector.areas.is_empty());
        let columns = by_grade.then_some(Subject::Grade).into_iter().chain(by_area.then_some(Subject::Area));
        columns.map(move |column| (measure.title.as_ref().unwrap_or(&part.title), column))
    });
    let is_blank = |column: &Subject| roster.cells().any(|cell| cell.value(column).is_none());
    named.into_iter().find(|(_, column)| is_blank(column)).map(|(title, column)| (title.clone(), column))
}

pub(super) fn has_progression(scale: &Scale) -> bool {
    scale.settlements.iter().any(|settlement| !settlement.progression.is_empty())
}

/// The pay system without progression: everyone stays where they stand.
pub(super) fn without_progression(scale: &Scale) -> Scale {
    let settlements = scale.settlements.iter().cloned();
    Scale {
        settlements: settlements.map(|settlement| Settlement { progression: Vec::new(), ..settlement }).collect(),
        ..scale.clone()
    }
}
