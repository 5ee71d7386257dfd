//! The results of one thread of an audit, and how those of all are merged.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;

use super::facts::keep_first;
use super::spool::Spool;
use crate::answer::MakeScratch;
use crate::audit::{Audited, Totals};
use crate::calendar::Month;
use crate::entitlement::Assumption;
use crate::money::Money;
use crate::roster_file::Complaint;
use crate::scale::Component;

/// So many of those who differ by most are shown to people.
const MOST_SHOWN: usize = 20;

/// People whom the pay system has no pay for.
#[derive(Default)]
pub(super) struct Misfits {
    /// What is wrong in their rows of the roster.
    pub(super) in_roster: Vec<Complaint>,
    /// What is wrong in the lines that say what changed for them.
    pub(super) in_events: Vec<Complaint>,
    /// How many they are.
    pub(super) members: u64,
}

impl Misfits {
    fn merge(&mut self, other: Misfits) {
        keep_first(&mut self.in_roster, other.in_roster);
        keep_first(&mut self.in_events, other.in_events);
        self.members += other.members;
    }
}

/// So many who are not in the roster are listed by their ids; of the others there is a sum.
const MOST_STRANGERS: usize = 10_000;

/// Lines of payslips, and what they come to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct PaidLines {
    pub(super) lines: u64,
    pub(super) amount: Money,
}

/// Whoever is paid and not in the roster.
#[derive(Default)]
pub(super) struct Strangers {
    /// The first by id. Whoever is among the first of everybody is among the first of each thread, so that none of their lines is missing.
    pub(super) first: BTreeMap<String, PaidLines>,
    /// The lines of all others.
    pub(super) others: PaidLines,
}

impl Strangers {
    pub(super) fn add(&mut self, id: &str, more: PaidLines) {
        match self.first.get_mut(id) {
            Some(known) => *known += more,
            None => drop(self.first.insert(id.to_owned(), more)),
        }
        if self.first.len() > MOST_STRANGERS
            && let Some((_, last)) = self.first.pop_last()
        {
            self.others += last;
        }
    }

    fn merge(&mut self, other: &Strangers) {
        other.first.iter().for_each(|(id, lines)| self.add(id, *lines));
        self.others += other.others;
    }
}

impl AddAssign for PaidLines {
    fn add_assign(&mut self, more: PaidLines) {
        self.lines += more.lines;
        self.amount += more.amount;
    }
}

/// Adds what is not there yet; most of what a member's pay assumes was assumed of others.
pub(in crate::answer) fn keep_new(known: &mut BTreeSet<Assumption>, assumptions: &[Assumption]) {
    for assumption in assumptions {
        if !known.contains(assumption) {
            known.insert(assumption.clone());
        }
    }
}

/// What one thread has audited.
pub(super) struct Share {
    pub(super) totals: Totals,
    /// The one who is asked about, or those who differ by most, and which row of the roster they are.
    pub(super) members: Vec<(usize, Audited)>,
    /// What is written of everybody, where programs read it.
    pub(super) written: Spool,
    /// The first with months without a payslip.
    pub(super) no_payslip: Vec<(usize, String, Vec<Month>)>,
    pub(super) misfits: Misfits,
    pub(super) complaints: Vec<Complaint>,
    /// What the rows of those come to.
    pub(super) unread: Money,
    /// Names that were taken as back pay.
    pub(super) back_pay: BTreeMap<String, Component>,
    pub(super) strangers: Strangers,
    pub(super) assumptions: BTreeSet<Assumption>,
}

impl Share {
    /// Nothing yet.
    pub(super) fn new(make: MakeScratch) -> Share {
        Share {
            totals: Totals::default(),
            members: Vec::new(),
            written: Spool::new(make),
            no_payslip: Vec::new(),
            misfits: Misfits::default(),
            complaints: Vec::new(),
            unread: Money::ZERO,
            back_pay: BTreeMap::new(),
            strangers: Strangers::default(),
            assumptions: BTreeSet::new(),
        }
    }

    /// Forgets whom nobody will be shown, once there are many of them.
    pub(super) fn shorten(&mut self) {
        if self.members.len().max(self.no_payslip.len()) > MOST_SHOWN * 8 {
            self.keep_most();
        }
    }

    /// Keeps those who differ by most, the largest first, and the first with months without a payslip.
    pub(super) fn keep_most(&mut self) {
        self.members.sort_by_key(|(row, member)| (Reverse(member.ledger.net().amount().abs()), *row));
        self.members.truncate(MOST_SHOWN);
        self.no_payslip.sort_by_key(|(row, ..)| *row);
        self.no_payslip.truncate(MOST_SHOWN);
    }

    pub(super) fn merge(&mut self, other: Share) {
        self.totals.merge(&other.totals);
        self.members.extend(other.members);
        self.no_payslip.extend(other.no_payslip);
        self.misfits.merge(other.misfits);
        keep_first(&mut self.complaints, other.complaints);
        self.unread += other.unread;
        self.back_pay.extend(other.back_pay);
        self.strangers.merge(&other.strangers);
        self.assumptions.extend(other.assumptions);
    }
}
