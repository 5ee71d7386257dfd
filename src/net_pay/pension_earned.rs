//! What pension a year of pay earns.

use super::{Assumption, NoEstimate, Notes, figure, row};
use crate::calendar::Date;
use crate::costing::NoRate;
use crate::money::{Exact, Mode, Money, Percent, Rounding};
use crate::statutory::StatutoryTable;

/// The pension that a year of pay earns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PensionEarned {
    /// A year, half up to the penny, before it is raised with prices or earnings.
    pub annual: Money,
    /// What was taken for granted.
    pub assumptions: Vec<Assumption>,
}

/// The pension a year that a year of pensionable pay adds in a career average scheme: its share of that pay.
///
/// # Errors
///
/// No share of the scheme is known for the day; an amount too large to hold.
///
/// ```
/// use payspine::money::Money;
/// use payspine::net_pay::pension_earned;
///
/// let table = payspine::scale_file::statutory("pension-accrual").unwrap();
/// let earned = pension_earned(&table, "lgps", "2020-04-01".parse().unwrap(), &Money::from(24_500).exact()).unwrap();
/// assert_eq!(earned.annual, Money::from(500));
/// ```
pub fn pension_earned(table: &StatutoryTable, scheme: &str, on: Date, pensionable: &Exact) -> Result<PensionEarned, NoEstimate> {
    let mut notes = Notes::default();
    let what = format!("share of pay that the scheme {scheme} adds to a pension");
    let row = row(table, Some(scheme), on, &what)?;
    notes.row(table, row);
    let annual = if let Some(percent) = row.figure("percent") {
        pensionable.times(&Percent::new(percent).share())
    } else {
        let divisor = Exact::from(figure(row, "divisor", on)?);
        pensionable.divided_by(&divisor).ok_or(NoRate { what, day: on })?
    };
    notes.assumptions.push(Assumption::PensionEarned);
    Ok(PensionEarned { annual: Rounding::to_pence(Mode::HalfUp).round(&annual)?, assumptions: notes.assumptions })
}
