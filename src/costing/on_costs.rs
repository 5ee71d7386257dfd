//! What pay costs an employer on top, for `months`: National Insurance by pay period, pension contributions, the apprenticeship levy.
//!
//! Contributions are worked out for each member and month, as a payroll does, and rounded to the unit that months are rounded to. The
//! levy is one sum for the whole pay bill.

use rust_decimal::Decimal;

use super::tally::{InMonth, Paybills};
use crate::calendar::{Date, Month, day_before};
use crate::money::{Exact, Mode, Percent, Rounding};
use crate::statutory::{StatutoryRow, StatutoryTable};

/// Which on-costs are asked for.
#[derive(Clone, Debug)]
pub struct OnCosts {
    /// Class 1 National Insurance.
    pub national_insurance: StatutoryTable,
    /// The apprenticeship levy.
    pub levy: StatutoryTable,
    /// Pension contributions, if any.
    pub pension: Option<EmployersPension>,
    /// Whether basic pay is not known, and takes up thresholds and allowances: what is priced is charged in full.
    pub on_top_of_basic: bool,
    /// Whether the last rates that are known are held for the months after them.
    pub hold: bool,
}

/// Rates of a table that are held.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeldRates {
    /// The title of the table.
    pub table: String,
    /// Which of its series: the pension scheme.
    pub series: Option<String>,
    /// The last day of which they are known.
    pub after: Date,
}

impl OnCosts {
    /// The tables with the series that is asked of each.
    fn tables(&self) -> impl Iterator<Item = (&StatutoryTable, Option<&str>)> {
        let scheme = match &self.pension {
            Some(EmployersPension::Scheme { table, scheme }) => Some((table, Some(scheme.as_str()))),
            Some(EmployersPension::Rate(_)) | None => None,
        };
        [(&self.national_insurance, None), (&self.levy, None)].into_iter().chain(scheme)
    }

    /// The row of one of its tables for a day on which pay is paid.
    pub fn row<'t>(&self, table: &'t StatutoryTable, series: Option<&str>, day: Date) -> Option<&'t StatutoryRow> {
        table.held_on(series, day).filter(|(_, after)| self.hold || after.is_none()).map(|(row, _)| row)
    }

    /// The rates that are held up to a day of payment.
    pub fn held(&self, day: Date) -> Vec<HeldRates> {
        let held = self.tables().filter_map(|(table, series)| {
            let (_, after) = table.held_on(series, day).filter(|_| self.hold)?;
            Some(HeldRates { table: table.title.clone(), series: series.map(str::to_owned), after: after? })
        });
        held.collect()
    }
}

/// What an employer pays into a pension.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum EmployersPension {
    /// By the table of a scheme.
    Scheme {
        /// Of all schemes.
        table: StatutoryTable,
        /// Which.
        scheme: String,
    },
    /// At a rate of the employer's own.
    Rate(Percent),
}

/// A rate that is not known for a day.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("no {what} is known for {day}")]
pub struct NoRate {
    /// Of what.
    pub what: String,
    /// The day.
    pub day: Date,
}

/// The kinds of on-costs that go by member and month, in the order of the sums.
pub const BY_MEMBER: [&str; 2] = ["national-insurance", "pension"];

/// Contributions on one member's pay, by month.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Charges {
    /// For each month of the plan, which of the charges.
    of_month: Vec<usize>,
    charges: Vec<Charge>,
}

/// What holds on one day of payment.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Charge {
    /// In units a month.
    threshold: i128,
    rate: (i128, i128),
    /// Bands by the year at full time, in units, and rates; the last has no end. Empty without a pension.
    pension: Vec<(Option<i128>, (i128, i128))>,
}

/// One member's pay in a month, in units.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Earned {
    pub(super) gross: i128,
    pub(super) pensionable: i128,
    /// The pensionable pay of the month at full time.
    pub(super) full_time: i128,
}

impl Charges {
    /// The charges of each month, by the rates on its last day, on which it is taken to be paid.
    pub(super) fn of(on_costs: &OnCosts, months: &[Month], rounding: Rounding) -> Result<Charges, NoRate> {
        let mut all = Charges { of_month: Vec::with_capacity(months.len()), charges: Vec::new() };
        for month in months {
            let charge = Charge::on(on_costs, paid_on(*month), rounding)?;
            let known = all.charges.iter().position(|known| *known == charge).unwrap_or_else(|| {
                all.charges.push(charge);
                all.charges.len() - 1
            });
            all.of_month.push(known);
        }
        Ok(all)
    }

    /// How many of so many months from this one on are charged alike.
    pub(super) fn alike(&self, month: usize, count: usize) -> usize {
        let charge = &self.of_month[month];
        self.of_month[month..].iter().take(count).take_while(|other| *other == charge).count()
    }

    /// What one month's pay costs on top, by kind.
    pub(super) fn on(&self, month: usize, earned: Earned) -> [i128; 2] {
        let charge = &self.charges[self.of_month[month]];
        let above = (earned.gross - charge.threshold).max(0);
        let annual = earned.full_time * 12;
        let band = || charge.pension.iter().find(|(up_to, _)| up_to.is_none_or(|up_to| annual <= up_to));
        let pension = if charge.pension.is_empty() {
            0
        } else {
            let (_, (top, bottom)) = band().expect("the last band is for any pay above the others");
            Mode::HalfUp.divide(earned.pensionable * top, *bottom)
        };
        [Mode::HalfDown.divide(above * charge.rate.0, charge.rate.1), pension]
    }
}

impl Charge {
    fn on(on_costs: &OnCosts, day: Date, rounding: Rounding) -> Result<Charge, NoRate> {
        let missing = |what: &str| NoRate { what: what.to_owned(), day };
        let row = on_costs.row(&on_costs.national_insurance, None, day);
        let figure = |name: &str| row.and_then(|row| row.figure(name)).ok_or_else(|| missing("rate of National Insurance"));
        let whole = |amount: Decimal| units(amount, rounding).ok_or_else(|| missing("threshold in whole units"));
        let threshold = if on_costs.on_top_of_basic { 0 } else { whole(figure("secondary-threshold.month")?)? };
        let rate = share(figure("employer")?);
        let pension = match &on_costs.pension {
            None => Vec::new(),
            Some(EmployersPension::Rate(rate)) => vec![(None, share(rate.number()))],
            Some(EmployersPension::Scheme { table, scheme }) => {
                let missing = || missing(&format!("employer's contribution to the scheme {scheme}"));
                let row = on_costs.row(table, Some(scheme), day).ok_or_else(missing)?;
                match row.figure("percent") {
                    Some(percent) => vec![(None, share(percent))],
                    None if on_costs.on_top_of_basic => return Err(missing()),
                    None => row
                        .bands
                        .iter()
                        .map(|band| {
                            let up_to =
                                band.up_to.map(|up_to| units(up_to.amount(), rounding).ok_or_else(missing)).transpose()?;
                            Ok((up_to, share(band.rate)))
                        })
                        .collect::<Result<Vec<_>, NoRate>>()?,
                }
            }
        };
        if pension.last().is_some_and(|(up_to, _)| up_to.is_some()) {
            return Err(missing("employer's contribution for pay above the last band"));
        }
        Ok(Charge { threshold, rate, pension })
    }
}

/// The last day of a month, on which it is taken to be paid.
pub fn paid_on(month: Month) -> Date {
    day_before(month.period().end)
}

/// An amount in units, where it is a whole number of them.
fn units(amount: Decimal, rounding: Rounding) -> Option<i128> {
    let (top, bottom) = rounding.in_units(&Exact::from(amount))?;
    (top % bottom == 0).then_some(top / bottom)
}

/// A rate in per cent as a fraction.
fn share(percent: Decimal) -> (i128, i128) {
    let percent = percent.normalize();
    (percent.mantissa(), 10_i128.pow(percent.scale()) * 100)
}

/// The levy on a pay bill over so many months: a rate in per cent of it, less a twelfth of a year's allowance for each.
///
/// ```
/// use payspine::costing::levied;
/// use payspine::money::{Mode, Rounding};
/// let pence = Rounding::new("0.01".parse().unwrap(), Mode::HalfUp).unwrap();
/// // A pay bill of £3,000,200 owes £1.00.
/// assert_eq!(levied(300_020_000, 12, ("0.5".parse().unwrap(), 15_000.into()), pence), 100);
/// ```
pub fn levied(pay: i128, months: i128, (percent, allowance): (Decimal, Decimal), rounding: Rounding) -> i128 {
    let (top, bottom) = share(percent);
    let (allowed, parts) = rounding.in_units(&Exact::from(allowance)).expect("an allowance in units is a fraction in 127 bits");
    let above = (pay * top * 12 * parts - allowed * months * bottom).max(0);
    Mode::HalfUp.divide(above, bottom * 12 * parts)
}

/// The levy on a pay bill by pay year: a share of all pay since the tax year began, less a twelfth of the allowance for each month of it.
/// A period that begins within a tax year is charged as if nothing had been paid before.
///
/// # Errors
///
/// No rate is known for a day.
pub fn levy(on_costs: &OnCosts, paybills: &Paybills, variant: usize, case: usize) -> Result<Vec<i128>, NoRate> {
    let mut years = vec![0; paybills.years.len()];
    // In this tax year: pay, months, and what has been charged.
    let (mut pay, mut months, mut charged) = (0, 0, 0);
    for (index, month) in paybills.months.iter().enumerate() {
        // The tax year is taken to begin with April's pay.
        if month.number() == 4 {
            (pay, months, charged) = (0, 0, 0);
        }
        let day = paid_on(*month);
        let row = on_costs.row(&on_costs.levy, None, day);
        let figure = |name: &str| {
            row.and_then(|row| row.figure(name)).ok_or_else(|| NoRate { what: "rate of the apprenticeship levy".into(), day })
        };
        pay += paybills.monthly.month(InMonth { variant, case, month: index }).iter().sum::<i128>();
        months += 1;
        let due = levied(
            pay,
            months,
            (figure("percent")?, if on_costs.on_top_of_basic { Decimal::ZERO } else { figure("allowance")? }),
            paybills.rounding,
        );
        if let Some(year) = paybills.years.iter().position(|year| year.months.contains(&index)) {
            years[year] += due - charged;
        }
        charged = due;
    }
    Ok(years)
}
