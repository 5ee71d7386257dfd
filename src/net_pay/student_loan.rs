//! What a payroll takes from a month's pay for student loans.

use super::{Assumption, NoEstimate, Notes, figure, row};
use crate::calendar::Date;
use crate::money::{Exact, Mode, Money, Percent, Rounding};
use crate::statutory::{LoanPlan, StatutoryTable};

/// What is taken for one loan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LoanDeduction {
    /// The plan.
    pub plan: LoanPlan,
    /// How much a month, down to the pound.
    pub amount: Money,
    /// What was taken for granted.
    pub assumptions: Vec<Assumption>,
}

/// What a month's pay before deductions repays of a loan: the plan's per cent of what is above a twelfth of its threshold, which is cut
/// to the penny; what is taken is cut to the pound (HMRC, Collection of Student Loans Manual, CSLM17065). Each month stands by itself.
///
/// # Errors
///
/// No threshold of the plan is known for the day of payment; amounts too large to hold.
///
/// ```
/// use payspine::money::Money;
/// use payspine::net_pay::student_loan;
/// use payspine::statutory::LoanPlan;
///
/// let table = payspine::scale_file::statutory("student-loan").unwrap();
/// let taken = student_loan(&table, LoanPlan::Plan2, "2024-06-30".parse().unwrap(), Money::from(2_500)).unwrap();
/// assert_eq!(taken.amount, Money::from(20));
/// ```
pub fn student_loan(table: &StatutoryTable, plan: LoanPlan, paid_on: Date, gross: Money) -> Result<LoanDeduction, NoEstimate> {
    let mut notes = Notes::default();
    let row = row(table, Some(plan.word()), paid_on, &format!("threshold of student loans of {}", plan.word()))?;
    notes.row(table, row);
    let threshold = Exact::from(figure(row, "threshold", paid_on)?).over(12);
    let threshold = Rounding::to_pence(Mode::Down).round(&threshold)?;
    let above = (gross - threshold).exact();
    let above = if above.is_negative() { Exact::zero() } else { above };
    let rate = Percent::new(figure(row, "percent", paid_on)?);
    let amount = Rounding::to_units(Mode::Down).round(&above.times(&rate.share()))?;
    notes.assumptions.push(Assumption::StudentLoan);
    Ok(LoanDeduction { plan, amount, assumptions: notes.assumptions })
}
