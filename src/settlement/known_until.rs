//! What can be wrong with the last day on which a settlement is known to be in force.

use super::fault::{Document, Fault, Problem};
use super::gap::{Gap, of};
use crate::scale::{Proposal, Scale, Settlement};

/// A fault for each `known-until` that is before its own settlement, or not before the next one.
pub(super) fn check(settlements: &[Settlement], document: Document) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, settlement) in settlements.iter().enumerate() {
        let Some(known_until) = settlement.known_until else { continue };
        let (from, next) = (settlement.from, settlements.get(index + 1).map(|next| next.from));
        let problem = match next {
            _ if known_until < from => Problem::KnownUntilBefore { known_until, from },
            // A next settlement that is out of order is told already.
            Some(next) if known_until >= next && next > from => Problem::KnownUntilAfterNext { known_until, next },
            _ => continue,
        };
        faults.push(Fault { document, settlement: Some(index), path: vec!["known-until".into()], problem });
    }
    faults
}

/// A fault for each settlement of a proposal that begins in a gap of the pay system: there is nothing that it could change.
pub(super) fn check_proposal(scale: &Scale, proposal: &Proposal) -> Vec<Fault> {
    let gaps: Vec<Gap> = of(&scale.settlements).collect();
    let in_gap = proposal.settlements.iter().enumerate().filter_map(|(index, settlement)| {
        let gap = *gaps.iter().find(|gap| gap.days().contains(settlement.from))?;
        let problem = Problem::InGap { from: settlement.from, gap };
        Some(Fault { document: Document::Proposal, settlement: Some(index), path: vec!["from".into()], problem })
    });
    in_gap.collect()
}
