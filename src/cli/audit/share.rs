//! What one thread has audited, and all together.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::spool::Spool;
use crate::audit::{Audited, Totals, Uncounted};
use crate::calendar::Month;
use crate::entitlement::MemberFault;
use crate::money::Money;
use crate::roster_file::Complaint;

/// So many of those who differ by most are shown to people.
const MOST_SHOWN: usize = 20;

/// What one thread has audited.
#[derive(Default)]
pub(super) struct Share {
    pub(super) totals: Totals,
    /// The one who is asked about, or those who differ by most, and which row of the roster they are.
    pub(super) members: Vec<(usize, Audited)>,
    /// What is written of everybody, where programs read it.
    pub(super) written: Spool,
    /// The first with months without a payslip.
    pub(super) no_payslip: Vec<(usize, String, Vec<Month>)>,
    /// Rows that do not fit the pay system.
    pub(super) faults: Vec<(usize, Vec<MemberFault>)>,
    pub(super) complaints: Vec<Complaint>,
    /// What the rows of those come to.
    pub(super) unread: Money,
    /// Whoever is not in the roster.
    pub(super) strangers: BTreeMap<String, Uncounted>,
    pub(super) assumptions: BTreeSet<String>,
}

impl Share {
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
        self.faults.extend(other.faults);
        self.complaints.extend(other.complaints);
        self.unread += other.unread;
        for (id, more) in other.strangers {
            let known = self.strangers.entry(id).or_insert_with(|| Uncounted { lines: 0, amount: Money::ZERO, ..more.clone() });
            known.lines += more.lines;
            known.amount += more.amount;
        }
        self.assumptions.extend(other.assumptions);
    }
}
