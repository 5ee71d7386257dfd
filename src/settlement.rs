//! How one pay table becomes the next: the engine's first half, pure.
//!
//! [`History::new`] takes a pay system, and a proposal if there is one, through its settlements in date order. On each date it
//! applies the measures in the order written, then the facts stated, and keeps the [`Tables`] that result. What a settlement
//! moves people by (raised minima, removed points, rises of individual salaries) is kept beside the tables, because the same
//! settlement moves each member once, on its date: see [`AppliedSettlement`].

mod apply;
mod budget;
mod fault;
mod gap;
mod known_until;
mod moves;
mod names;
mod tables;

use std::sync::Arc;

pub use self::fault::{Document, Fault, Problem};
pub use self::gap::Gap;
pub use self::moves::Moves;
pub use self::tables::{Payment, Range, RangeKey, Rate, Spine, Tables, Tier, Value};
use crate::calendar::{Date, Period};
use crate::scale::{Proposal, Scale, Settlement};
use crate::timeline::{NotInForce, Timeline};

/// Faults after which no further settlement is looked at.
const MOST_FAULTS: usize = 1_000;

/// A pay system over time: the tables in force from each settlement on.
///
/// ```
/// use payspine::calendar::Date;
/// let scale = payspine::scale_file::shipped("home-office-2006").unwrap();
/// let history = payspine::settlement::History::new(scale, None).unwrap();
/// let tables = history.tables_at(Date::constant(2006, 7, 1)).unwrap();
/// let minimum = tables.annual(&"EO".into(), Some(&"london".into()), &"milestones".into(), &"55".into());
/// assert_eq!(minimum.unwrap().to_string(), "19632.00");
/// ```
#[derive(Clone, Debug)]
pub struct History {
    scale: Arc<Scale>,
    proposal: Option<Arc<Proposal>>,
    steps: Timeline<AppliedSettlement>,
    /// The days on which payments end that were promised up to them.
    promise_ends: Arc<[Date]>,
    /// In the order of their days.
    gaps: Arc<[Gap]>,
}

/// One settlement's effect.
#[derive(Clone, Debug)]
pub struct AppliedSettlement {
    /// Which document the settlement is in.
    pub document: Document,
    /// Its place in that document.
    pub index: usize,
    /// What is in force from its date on.
    pub tables: Arc<Tables>,
    /// What would be in force without the proposal.
    pub agreed: Arc<Tables>,
    /// How it moves those in post.
    pub moves: Moves,
}

impl History {
    /// Works out the tables from settlement to settlement. Reports every fault that it finds, not only the first.
    pub fn new(scale: impl Into<Arc<Scale>>, proposal: Option<Arc<Proposal>>) -> Result<History, Vec<Fault>> {
        History::build(scale.into(), proposal, &[])
    }

    /// The history of the same pay system with another proposal: up to the first settlement that differs it is as it is here.
    pub fn with(&self, proposal: impl Into<Arc<Proposal>>) -> Result<History, Vec<Fault>> {
        let proposal = proposal.into();
        let is_same = |step: &&AppliedSettlement| match step.document {
            Document::Scale => true,
            Document::Proposal => proposal.settlements.get(step.index) == Some(self.settlement(step)),
        };
        let known: Vec<AppliedSettlement> = self.steps.iter().map(|(_, step)| step).take_while(is_same).cloned().collect();
        History::build(Arc::clone(&self.scale), Some(proposal), &known)
    }

    /// Goes through the settlements; `known` are the first of them, up to one that is another.
    fn build(scale: Arc<Scale>, proposal: Option<Arc<Proposal>>, known: &[AppliedSettlement]) -> Result<History, Vec<Fault>> {
        let mut faults = Vec::new();
        if scale.settlements.is_empty() {
            faults.push(Fault::of_scale(Problem::NoSettlement));
        }
        let mut order: Vec<(Date, Document, usize)> = dated(&scale.settlements, Document::Scale, &mut faults);
        if let Some(proposal) = &proposal {
            let first = scale.settlements.first().map(|settlement| settlement.from);
            for (index, settlement) in proposal.settlements.iter().enumerate() {
                if first.is_some_and(|first| settlement.from < first) {
                    let problem = Problem::BeforeTheSystem { from: settlement.from, first: first.unwrap_or(settlement.from) };
                    faults.push(Fault {
                        document: Document::Proposal,
                        settlement: Some(index),
                        path: vec!["from".into()],
                        problem,
                    });
                }
            }
            faults.extend(known_until::check_proposal(&scale, proposal));
            let proposed = dated(&proposal.settlements, Document::Proposal, &mut faults);
            order.extend(proposed.into_iter().filter(|(from, _, _)| first.is_none_or(|first| *from >= first)));
        }
        let written = scale.settlements.iter().enumerate().map(|(index, settlement)| (Document::Scale, index, settlement));
        let proposed = proposal.iter().flat_map(|proposal| proposal.settlements.iter().enumerate());
        faults.extend(names::check(written.chain(proposed.map(|(index, settlement)| (Document::Proposal, index, settlement)))));
        // Agreed settlements come before proposed ones of the same date; the sort is stable.
        order.sort_by_key(|(from, _, _)| *from);
        let mut standing = Arc::new(Tables::default());
        let mut agreed = Arc::clone(&standing);
        let mut steps = Vec::new();
        let mut known = known.iter();
        let mut budget = budget::Budget::default();
        for (from, document, index) in order {
            if let Some(step) = known.next().filter(|step| (step.document, step.index) == (document, index)) {
                standing = Arc::clone(&step.tables);
                agreed = Arc::clone(&step.agreed);
                steps.push((from, step.clone()));
                continue;
            }
            known = [].iter();
            let settlements = match (document, &proposal) {
                (Document::Proposal, Some(proposal)) => &proposal.settlements,
                _ => &scale.settlements,
            };
            let Some(settlement) = settlements.get(index) else { continue };
            let (tables, moves, found) = apply::apply(&scale, &standing, settlement, &mut budget);
            let too_much = found.iter().any(|(_, problem)| matches!(problem, Problem::TooMuch { .. }));
            for (mut path, problem) in found {
                let top = path.first().is_some_and(|key| key == apply::FROM_THE_TOP);
                if top {
                    path.remove(0);
                }
                // A grade stands in the pay system, whichever settlement shows what is wrong with it.
                let document = if top { Document::Scale } else { document };
                let fault = Fault { document, settlement: (!top).then_some(index), path, problem };
                // A range that has no values has none in every later settlement either.
                let told = |known: &Fault| {
                    (known.problem == fault.problem && matches!(fault.problem, Problem::NoValues { .. }))
                        || fault.may_follow(known)
                };
                if !faults.contains(&fault) && !faults.iter().any(told) {
                    faults.push(fault);
                }
            }
            if too_much || faults.len() > MOST_FAULTS {
                break;
            }
            let with_proposal = !Arc::ptr_eq(&standing, &agreed);
            standing = Arc::new(tables);
            agreed = match document {
                Document::Proposal => agreed,
                // After a proposal, what is agreed goes on from what was agreed before it.
                Document::Scale if with_proposal => {
                    let (tables, _, found) = apply::apply(&scale, &agreed, settlement, &mut budget);
                    let too_much = found.into_iter().find(|(_, problem)| matches!(problem, Problem::TooMuch { .. }));
                    faults.extend(too_much.map(|(path, problem)| Fault { document, settlement: Some(index), path, problem }));
                    Arc::new(tables)
                }
                Document::Scale => Arc::clone(&standing),
            };
            let (tables, agreed) = (Arc::clone(&standing), Arc::clone(&agreed));
            steps.push((from, AppliedSettlement { document, index, tables, agreed, moves }));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let gaps = gap::gaps(&scale, proposal.as_deref());
        let proposed = proposal.iter().flat_map(|proposal| &proposal.settlements);
        let payments = scale.settlements.iter().chain(proposed).flat_map(|settlement| &settlement.payments);
        let promise_ends = payments.filter_map(|(_, fact)| fact.protect_until).collect();
        Ok(History { scale, proposal, steps: steps.into_iter().collect(), promise_ends, gaps })
    }

    /// The history with the rates of one day held throughout, before and after.
    ///
    /// What proposals had done by that day to people's places in their ranges is done to whoever is looked at on it.
    pub fn held_at(&self, day: Date) -> Result<History, NotInForce> {
        let held = Arc::clone(&self.step_at(day)?.tables);
        let until_then = self.steps.iter().filter(|(from, _)| *from <= day);
        let steps =
            until_then.map(|(_, step)| (Date::MIN, AppliedSettlement { tables: Arc::clone(&held), ..step.clone() })).collect();
        Ok(History { steps, gaps: Arc::new([]), ..self.clone() })
    }

    /// The pay system.
    pub fn scale(&self) -> &Scale {
        &self.scale
    }

    /// The claim or offer, if this is a history with one.
    pub fn proposal(&self) -> Option<&Proposal> {
        self.proposal.as_deref()
    }

    /// The steps by date.
    pub fn steps(&self) -> &Timeline<AppliedSettlement> {
        &self.steps
    }

    /// The days on which payments end that a settlement withdrew and promised up to them.
    pub fn promise_ends(&self) -> &[Date] {
        &self.promise_ends
    }

    /// The settlement behind a step.
    pub fn settlement(&self, step: &AppliedSettlement) -> &Settlement {
        let proposed = self.proposal.as_ref().filter(|_| step.document == Document::Proposal);
        let settlements = proposed.map_or(&self.scale.settlements, |proposal| &proposal.settlements);
        &settlements[step.index]
    }

    /// The days on which nothing is known because a settlement's `known-until` says so, in order.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// The first gap that has a day of a period in it.
    ///
    /// ```
    /// use payspine::calendar::{Date, Period};
    /// let scale = payspine::scale_file::shipped("home-office").unwrap();
    /// let history = payspine::settlement::History::new(scale, None).unwrap();
    /// let year = Period::new(Date::constant(2009, 4, 1), Date::constant(2010, 4, 1));
    /// assert_eq!(history.gap_in(year).unwrap().next, Some(Date::constant(2011, 3, 31)));
    /// ```
    pub fn gap_in(&self, period: Period) -> Option<Gap> {
        self.gaps.iter().find(|gap| !gap.days().intersection(period).is_empty()).copied()
    }

    /// The gap that a day is in.
    pub fn gap_on(&self, day: Date) -> Option<Gap> {
        self.gaps.iter().find(|gap| gap.days().contains(day)).copied()
    }

    /// The step in force on a day. A day before the first settlement, or in a gap, is an error that names the days with an answer
    /// nearest to it.
    pub fn step_at(&self, day: Date) -> Result<&AppliedSettlement, NotInForce> {
        match self.gap_on(day) {
            Some(gap) => Err(NotInForce { asked: day, last: Some(gap.last), first: gap.next }),
            None => self.steps.at(day),
        }
    }

    /// The tables in force on a day; errors as [`History::step_at`].
    pub fn tables_at(&self, day: Date) -> Result<&Tables, NotInForce> {
        self.step_at(day).map(|step| step.tables.as_ref())
    }

    /// The tables in force on a day, and in a gap those before it: by these a member's place is carried across it. Pay is never
    /// worked out by them.
    pub(crate) fn tables_held_at(&self, day: Date) -> Result<&Tables, NotInForce> {
        self.steps.at(day).map(|step| step.tables.as_ref())
    }
}

/// Each settlement's date and place; a fault for one that does not come after the one before it.
fn dated(settlements: &[Settlement], document: Document, faults: &mut Vec<Fault>) -> Vec<(Date, Document, usize)> {
    for (index, pair) in settlements.windows(2).enumerate() {
        let (earlier, later) = (&pair[0], &pair[1]);
        if later.from <= earlier.from {
            let problem = Problem::OutOfOrder { from: later.from, before: earlier.from };
            faults.push(Fault { document, settlement: Some(index + 1), path: vec!["from".into()], problem });
        }
    }
    faults.extend(known_until::check(settlements, document));
    settlements.iter().enumerate().map(|(index, settlement)| (settlement.from, document, index)).collect()
}
