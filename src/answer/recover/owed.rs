//! What is to be recovered: a balance that somebody stated, or that an audit came to.

use super::pays::day_of;
use super::{ComingPay, StatedBalance};
use crate::answer::Failure;
use crate::calendar::{Date, Month, Period};
use crate::diagnostic::Setting;
use crate::money::{Mode, Money, Rounding};
use crate::net_pay::{MonthsPay, NetTables, Overpaid, Recoverable, is_gross, recoverable};
use crate::recovery::{Basis, Debt, RecoveryPolicy};
use crate::report::{AuditView, PlanAssumption};

/// A sum that was overpaid, and when.
pub(in crate::answer) struct Owed {
    /// The sum as stated or audited, above zero.
    pub(super) balance: Money,
    /// Whether it is gross or net; what the policy recovers where nobody said.
    pub(super) sum: Option<Sum>,
    /// The months in which it arose, oldest first.
    months: Vec<OwedMonth>,
    /// What taking it so assumes.
    pub(super) assumptions: Vec<PlanAssumption>,
}

/// What a balance is before or after.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sum {
    Gross,
    Net,
}

/// One month in which too much was paid.
struct OwedMonth {
    month: Month,
    /// How much of the balance arose in it, where that is known.
    amount: Option<Money>,
    /// The gross pay that was due in it, where that is known.
    due: Option<Money>,
}

impl Owed {
    /// As the command line states it.
    pub(super) fn stated(stated: &StatedBalance) -> Result<Owed, Failure> {
        let (Some(balance), Some(from)) = (stated.balance, stated.overpaid_from) else {
            let why = "what is owed? Give the balance and when it arose, or payslips";
            return Err(Failure::asks([Setting::Balance, Setting::OverpaidFrom, Setting::Payslips], why));
        };
        let until = stated.overpaid_until.unwrap_or(from);
        if until < from {
            let why = format!("the last month in which it arose, {until}, is before the first, {from}");
            return Err(Failure::asks([Setting::OverpaidUntil], why));
        }
        if balance.is_zero() {
            return Err(Failure::asks([Setting::Balance], "the balance is nothing, so nothing is to be recovered"));
        }
        let sum = if stated.gross { Some(Sum::Gross) } else { stated.net.then_some(Sum::Net) };
        let months = Month::touched_by(Period::new(from.period().start, until.period().end));
        let months = months.map(|month| OwedMonth { month, amount: None, due: stated.due }).collect();
        let mut owed = Owed { balance, sum, months, assumptions: Vec::new() };
        if let [alone] = owed.months.as_mut_slice() {
            alone.amount = Some(balance);
        }
        Ok(owed)
    }

    /// As the audit of one person came to it: gross, with underpayments set against it.
    pub(in crate::answer) fn audited(view: &AuditView) -> Result<Owed, Failure> {
        let ledger = view.members.first().map(|member| &member.ledger);
        let written = |amount: Money| view.scale.currency.written_to_the_penny(amount);
        let Some(ledger) = ledger.filter(|ledger| ledger.net() > Money::ZERO) else {
            // Without a payslip nothing was paid.
            let under = ledger.map(|ledger| -ledger.net()).filter(|under| !under.is_zero());
            let owed = under.map_or_else(String::new, |under| format!("; {} is owed to the member", written(under)));
            return Err(Failure::Message(format!(
                "by the audit nothing was overpaid on balance, and nothing is to be recovered{owed}"
            )));
        };
        if view.scale.currency.code() != "GBP" {
            let code = view.scale.currency.code();
            return Err(Failure::Message(format!("recovery goes by the United Kingdom's law, and this pay system is in {code}")));
        }
        let due =
            |month: Month| ledger.entries.iter().filter(|entry| entry.month == month).map(|entry| entry.due + entry.agreed).sum();
        let months = ledger.overpaid_by_month().into_iter();
        let months = months.map(|(month, amount)| OwedMonth { month, amount: Some(amount), due: Some(due(month)) }).collect();
        let set_off = (!ledger.underpaid.is_zero()).then_some(PlanAssumption::SetOff { underpaid: ledger.underpaid });
        Ok(Owed { balance: ledger.net(), sum: Some(Sum::Gross), months, assumptions: set_off.into_iter().collect() })
    }

    /// The last month in which it arose.
    pub(super) fn last(&self) -> Option<Month> {
        self.months.last().map(|last| last.month)
    }

    /// What of each month is recovered, where a gross balance is to be taken net.
    pub(super) fn recovered(
        &self,
        policy: &RecoveryPolicy,
        (told, question, pay): (Date, &ComingPay, Money),
        tables: &NetTables,
        assumptions: &mut Vec<PlanAssumption>,
    ) -> Result<Vec<Recoverable>, Failure> {
        let from = policy.notice.map_or(told, |notice| notice.after(told));
        let basis = match (policy.basis, self.sum) {
            (Some(basis), Some(Sum::Gross)) if basis != Basis::Gross => basis,
            (Some(basis), Some(Sum::Net)) if basis != Basis::Net => {
                let gross = |owed: &OwedMonth| is_gross(basis, day_of(owed.month, question.pay_day), from);
                if self.months.iter().any(gross) {
                    assumptions.push(PlanAssumption::NetAsItStands);
                }
                return Ok(Vec::new());
            }
            _ => return Ok(Vec::new()),
        };
        if self.months.iter().any(|owed| owed.amount.is_none()) {
            assumptions.push(PlanAssumption::EqualShares { months: self.months.len() });
        }
        if self.months.iter().any(|owed| owed.due.is_none()) {
            assumptions.push(PlanAssumption::DueAsComing);
        }
        let months = shares(self.balance, self.months.len()).into_iter().zip(&self.months).map(|(share, owed)| {
            let paid_on = day_of(owed.month, question.pay_day);
            let month = |gross| MonthsPay { paid_on, gross, pensionable: gross, arrears: Money::ZERO };
            let due = owed.due.unwrap_or(pay);
            Overpaid { due: month(due), paid: month(due + owed.amount.unwrap_or(share)) }
        });
        recoverable(tables, basis, &months.collect::<Vec<_>>(), from).map_err(|why| {
            let why = format!("the net sum cannot be estimated: {why}; give the net balance");
            Failure::asks([Setting::Balance, Setting::Net], why)
        })
    }

    /// The debt: what is recovered of it where that was worked out, and else the balance.
    pub(super) fn debt(&self, told: Date, recovered: &[Recoverable]) -> Debt {
        let part =
            |(index, owed): (usize, &OwedMonth)| (owed.month, recovered.get(index).map(|part| part.amount).or(owed.amount));
        let arose = self.months.iter().enumerate().map(part).collect();
        let balance = if recovered.is_empty() { self.balance } else { recovered.iter().map(|part| part.amount).sum() };
        Debt { balance, arose, told }
    }
}

/// A sum in so many shares, equal to the penny but for the last.
fn shares(sum: Money, count: usize) -> Vec<Money> {
    let parts = u32::try_from(count.max(1)).expect("months of the calendar");
    let share = Rounding::to_pence(Mode::Down).round(&sum.exact().over(parts)).expect("a share of a sum can be held");
    let mut shares = vec![share; count];
    if let Some((last, others)) = shares.split_last_mut() {
        *last = sum - others.iter().copied().sum();
    }
    shares
}
