//! Audits of many members, added up.

use super::diagnosis::Diagnosis;
use super::ledger::{Entry, Ledger};
use super::lines::{TotalLines, Uncounted, add, add_total};
use super::mistake::Mistake;
use crate::calendar::Month;
use crate::money::Money;

/// What the audit of one member came to.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Audited {
    /// Who.
    pub id: String,
    /// What was due and paid.
    pub ledger: Ledger,
    /// What explains the differences, if there are any.
    pub diagnosis: Option<Diagnosis>,
}

/// Sums over members.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Totals {
    /// How many members.
    pub members: u64,
    /// Of those, how many were overpaid on balance.
    pub members_over: u64,
    /// How many were underpaid on balance.
    pub members_under: u64,
    /// How many with differences.
    pub differ: u64,
    /// How many with differences that a mistake explains.
    pub explained: u64,
    /// Those with differences by what explains them, in the order in which they come up.
    pub causes: Vec<Cause>,
    /// Whether back pay fell due to anybody.
    pub back_pay: bool,
    /// Lines of payslips, those that are not compared included.
    pub lines: u64,
    /// Due for months with a payslip, back pay included.
    pub due: Money,
    /// Paid of elements that are compared.
    pub paid: Money,
    /// All overpayments.
    pub overpaid: Money,
    /// All underpayments.
    pub underpaid: Money,
    /// What members were overpaid who were so on balance.
    pub net_over: Money,
    /// What members were underpaid who were so on balance.
    pub net_under: Money,
    /// Differences of rounding.
    pub residue: Money,
    /// Months without a payslip.
    pub months_without_payslip: u64,
    /// What was due for them.
    pub due_without_payslip: Money,
    /// Lines of elements that the pay system does not know.
    pub unknown: Vec<Uncounted>,
    /// Lines of months that are not asked about.
    pub outside: Vec<Uncounted>,
    /// Lines that sum up others.
    pub sums: Vec<TotalLines>,
    /// Back pay for months after people had left, without a payslip that pays it.
    pub back_pay_owed: Money,
    /// Months of which a line was left out.
    pub months_skipped: u64,
}

/// Members whose differences have one sort of explanation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cause {
    /// Which sort.
    pub because: Because,
    /// How many members.
    pub members: u64,
    /// How many of their months differ.
    pub months: u64,
    /// Their overpayments.
    pub overpaid: Money,
    /// Their underpayments.
    pub underpaid: Money,
}

/// What explains a member's differences.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Because {
    /// One mistake, of this sort.
    One(Box<Mistake>),
    /// Two together.
    Two,
    /// A mistake explains most of the months, and not all.
    InPart,
    /// Nothing that is looked for.
    Nothing,
}

impl Because {
    fn of(diagnosis: &Diagnosis) -> Because {
        match diagnosis.explanations.first().map(|explanation| explanation.mistakes.as_slice()) {
            Some([mistake]) => Because::One(Box::new(mistake.clone())),
            Some(_) => Because::Two,
            None if diagnosis.partial.is_some() => Because::InPart,
            None => Because::Nothing,
        }
    }

    /// Whether another explanation is of the same sort.
    fn is_like(&self, other: &Because) -> bool {
        match (self, other) {
            (Because::One(one), Because::One(other)) => one.kind() == other.kind(),
            (one, other) => one == other,
        }
    }
}

impl Totals {
    /// Adds a member with so many lines of payslips.
    pub fn take_in(&mut self, audited: &Audited, lines: u64) {
        let ledger = &audited.ledger;
        let of = |amount: fn(&Entry) -> Money| ledger.entries.iter().map(amount).sum::<Money>();
        let net = ledger.net();
        self.members += 1;
        self.members_over += u64::from(net > Money::ZERO);
        self.members_under += u64::from(net < Money::ZERO);
        if let Some(diagnosis) = &audited.diagnosis {
            self.differ += 1;
            self.explained += u64::from(!diagnosis.explanations.is_empty());
            let (because, months) = (Because::of(diagnosis), diagnosis.months as u64);
            let (overpaid, underpaid) = (ledger.overpaid, ledger.underpaid);
            self.add_cause(&Cause { because, members: 1, months, overpaid, underpaid });
        }
        self.back_pay |= ledger.entries.iter().any(|entry| !entry.agreed.is_zero());
        self.lines += lines;
        self.due += of(|entry| entry.due + entry.agreed);
        self.paid += of(|entry| entry.paid);
        self.overpaid += ledger.overpaid;
        self.underpaid += ledger.underpaid;
        self.net_over += net.max(Money::ZERO);
        self.net_under += (-net).max(Money::ZERO);
        self.residue += ledger.residue;
        self.months_without_payslip += ledger.no_payslip.len() as u64;
        self.due_without_payslip += ledger.no_payslip.iter().map(|(_, due)| *due).sum();
        ledger.unknown.iter().for_each(|line| add(&mut self.unknown, line));
        ledger.outside.iter().for_each(|line| add(&mut self.outside, line));
        ledger.totals.iter().for_each(|sum| add_total(&mut self.sums, sum));
        self.back_pay_owed += ledger.back_pay_owed.iter().map(|(_, due)| *due).sum();
        self.months_skipped += ledger.skipped.len() as u64;
    }

    fn add_cause(&mut self, more: &Cause) {
        match self.causes.iter_mut().find(|known| known.because.is_like(&more.because)) {
            Some(known) => {
                known.members += more.members;
                known.months += more.months;
                known.overpaid += more.overpaid;
                known.underpaid += more.underpaid;
            }
            None => self.causes.push(more.clone()),
        }
    }

    /// Adds the sums of others.
    pub fn merge(&mut self, other: &Totals) {
        self.members += other.members;
        self.members_over += other.members_over;
        self.members_under += other.members_under;
        self.differ += other.differ;
        self.explained += other.explained;
        other.causes.iter().for_each(|cause| self.add_cause(cause));
        self.back_pay |= other.back_pay;
        self.lines += other.lines;
        self.due += other.due;
        self.paid += other.paid;
        self.overpaid += other.overpaid;
        self.underpaid += other.underpaid;
        self.net_over += other.net_over;
        self.net_under += other.net_under;
        self.residue += other.residue;
        self.months_without_payslip += other.months_without_payslip;
        self.due_without_payslip += other.due_without_payslip;
        other.unknown.iter().for_each(|line| add(&mut self.unknown, line));
        other.outside.iter().for_each(|line| add(&mut self.outside, line));
        other.sums.iter().for_each(|sum| add_total(&mut self.sums, sum));
        self.back_pay_owed += other.back_pay_owed;
        self.months_skipped += other.months_skipped;
    }
}

impl Audited {
    /// The months that differ, in order.
    pub fn months(&self) -> Vec<Month> {
        self.ledger.months_that_differ()
    }
}
