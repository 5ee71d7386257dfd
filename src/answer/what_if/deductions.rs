//! What is left of a month after deductions, about, and the pension that a year of it earns.

use super::Question;
use crate::answer::recover::net_tables;
use crate::answer::{Failure, pay_files};
use crate::calendar::{Date, Month, day_before};
use crate::diagnostic::Setting;
use crate::entitlement::WholeMonth;
use crate::money::{Exact, Money};
use crate::net_pay::{
    self, MembersPension, MonthsPay, NetTables, NoEstimate, TaxPosition, estimate, pension_earned, student_loan,
};
use crate::report::{Assumption, Input, Left, PlanAssumption};
use crate::scale_file;
use crate::statutory::{LoanPlan, StatutoryTable};

/// So many months back are rates looked for that are known.
const MONTHS_BACK: usize = 120;

/// What comes off, by which tables.
pub(super) struct Deductions {
    tables: NetTables,
    /// Student loans, and the plans that are repaid.
    loans: Option<(StatutoryTable, Vec<LoanPlan>)>,
    /// What the schemes add to a pension.
    accrual: Option<StatutoryTable>,
}

impl Deductions {
    /// The tables that a question needs, and what they hash to.
    pub(super) fn read(question: &Question) -> Result<(Deductions, Vec<Input>), Failure> {
        one_plan_at_a_time(&question.student_loan)?;
        let (tables, mut inputs) = net_tables(question.pension.as_deref(), question.scottish_tax)?;
        let mut table = |id: &str| -> Result<StatutoryTable, Failure> {
            inputs.push(pay_files::shipped_text(id, scale_file::statutory_text(id))?.input);
            scale_file::statutory(id).ok_or_else(|| Failure::Message(format!("the statutory table {id} cannot be read")))
        };
        let plans = &question.student_loan;
        let loans = if plans.is_empty() { None } else { Some((table("student-loan")?, plans.clone())) };
        let in_scheme = matches!(tables.pension, Some(MembersPension::Scheme { .. }));
        let accrual = in_scheme.then(|| table("pension-accrual")).transpose()?;
        Ok((Deductions { tables, loans, accrual }, inputs))
    }

    /// What is left of the month in which a day is; none where no rates are known.
    pub(super) fn of(&self, month: &WholeMonth, pensionable_a_year: &Exact, on: Date) -> Result<Option<Left>, Failure> {
        let paid_on = day_before(Month::of(on).period().end);
        let pay = |paid_on| MonthsPay { paid_on, gross: month.total, pensionable: month.pensionable, arrears: Money::ZERO };
        let (net, held) = match known(paid_on, |day| estimate(&self.tables, &pay(day), TaxPosition::MonthOne)) {
            Ok(found) => found,
            Err(NoEstimate::TooLarge(why)) => return Err(Failure::Message(why.to_string())),
            Err(why) if self.loans.is_some() => {
                return Err(Failure::asks(
                    [Setting::StudentLoan],
                    format!("{why}, so what is left is not estimated; leave it out"),
                ));
            }
            Err(_) => return Ok(None),
        };
        let mut notes: Vec<net_pay::Assumption> = net.assumptions.clone();
        let mut all_held: Vec<PlanAssumption> = held.into_iter().collect();
        let mut loans = Vec::new();
        for (table, plan) in self.loans.iter().flat_map(|(table, plans)| plans.iter().map(move |plan| (table, *plan))) {
            let loan = known(paid_on, |day| student_loan(table, plan, day, month.total));
            let (loan, held) = loan.map_err(|why| {
                Failure::asks([Setting::StudentLoan], format!("{why}, nor for a month before it; leave it out"))
            })?;
            notes.extend(loan.assumptions.iter().cloned());
            all_held.extend(held);
            loans.push(loan);
        }
        if !loans.is_empty() {
            let is_other = |note: &net_pay::Assumption| *note == net_pay::Assumption::NoOtherDeductions;
            notes.iter_mut().filter(|note| is_other(note)).for_each(|note| *note = net_pay::Assumption::NoneButStudentLoans);
        }
        let earned = match (&self.accrual, &self.tables.pension) {
            (Some(table), Some(MembersPension::Scheme { scheme, .. })) => {
                // A scheme without a share on that day has no line, as it has none without a rate of contributions.
                known(paid_on, |day| pension_earned(table, scheme, day, pensionable_a_year)).ok()
            }
            _ => None,
        };
        let pension_earned = earned.map(|(earned, held)| {
            notes.extend(earned.assumptions);
            all_held.extend(held);
            earned.annual
        });
        let assumptions = notes.into_iter().map(Assumption::from).chain(all_held.into_iter().map(Assumption::from)).collect();
        Ok(Some(Left { net, loans, pension_earned, assumptions }))
    }
}

/// A payroll collects one plan, and a postgraduate loan beside it.
fn one_plan_at_a_time(plans: &[LoanPlan]) -> Result<(), Failure> {
    if let Some((_, twice)) = plans.iter().enumerate().find(|(index, plan)| plans[..*index].contains(plan)) {
        return Err(Failure::asks([Setting::StudentLoan], format!("{} is said twice", twice.word())));
    }
    let mut others = plans.iter().filter(|plan| **plan != LoanPlan::Postgraduate);
    match (others.next(), others.next()) {
        (Some(one), Some(other)) => {
            let (one, other) = (one.word(), other.word());
            let why = format!(
                "a payroll collects one plan at a time, that of the lower threshold, and a postgraduate loan beside it: \
                 {one} or {other}"
            );
            Err(Failure::asks([Setting::StudentLoan], why))
        }
        _ => Ok(()),
    }
}

/// An estimate for a day, else for the end of the last month before it for which there is one, and that its rates are held.
fn known<T>(paid_on: Date, estimate: impl Fn(Date) -> Result<T, NoEstimate>) -> Result<(T, Option<PlanAssumption>), NoEstimate> {
    let why = match estimate(paid_on) {
        Ok(found) => return Ok((found, None)),
        // No earlier month makes an amount smaller.
        Err(why @ NoEstimate::TooLarge(_)) => return Err(why),
        Err(why) => why,
    };
    let month_before = |day: &Date| Some(day_before(Month::of(*day).period().start));
    let ends = std::iter::successors(month_before(&paid_on), month_before).take(MONTHS_BACK);
    let found = ends.into_iter().find_map(|after| Some((after, estimate(after).ok()?)));
    match found {
        Some((after, found)) => Ok((found, Some(PlanAssumption::RatesHeld { after, why }))),
        None => Err(why),
    }
}
