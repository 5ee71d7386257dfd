//! The weeks of a year, and what a year of term-time work is paid for: the weeks at work, and the leave that they earn.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::Origin;
use crate::calendar::{Date, Length};
use crate::money::{Exact, Fte, Rounding, parse_decimal};

/// Weeks in a year: a decimal such as 52.143, or a fraction such as 365/7, 365.25/7 or 2087/40, held exactly.
///
/// ```
/// use payspine::{money::Exact, scale::WeeksPerYear};
/// let weeks: WeeksPerYear = "2087/40".parse().unwrap();
/// assert_eq!(weeks.exact(), Exact::from(2087).over(40));
/// assert!("7/365".parse::<WeeksPerYear>().is_err(), "a year has at least a week");
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WeeksPerYear {
    above: Decimal,
    /// 1 of a decimal.
    below: Decimal,
    exact: Exact,
}

/// A text that is no number of weeks in a year: no decimal and no fraction, or not from 1 to 54.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected a decimal or a fraction from 1 to 54")]
pub struct NotWeeks;

impl WeeksPerYear {
    /// As a number.
    pub fn exact(&self) -> Exact {
        self.exact.clone()
    }

    /// What stands above and below the line of the fraction; 1 is below a decimal.
    pub fn sides(&self) -> (Decimal, Decimal) {
        (self.above, self.below)
    }
}

impl FromStr for WeeksPerYear {
    type Err = NotWeeks;

    fn from_str(text: &str) -> Result<WeeksPerYear, NotWeeks> {
        let (above, below) = text.split_once('/').unwrap_or((text, "1"));
        let number = |text: &str| parse_decimal(text.trim()).ok_or(NotWeeks);
        let (above, below) = (number(above)?, number(below)?);
        let exact = Exact::from(above).divided_by(&Exact::from(below)).ok_or(NotWeeks)?;
        if below < Decimal::ZERO || exact < Exact::from(1) || exact > Exact::from(54) {
            return Err(NotWeeks);
        }
        Ok(WeeksPerYear { above, below, exact })
    }
}

impl fmt::Display for WeeksPerYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let WeeksPerYear { above, below, .. } = self;
        if *below == Decimal::ONE { write!(f, "{above}") } else { write!(f, "{above}/{below}") }
    }
}

/// How many weeks of the year are paid for so many weeks at work: `A + A × C ÷ (W − C)`, where A is the weeks at work, C the leave and
/// bank holidays of a whole year in weeks, and W the weeks of a year. So the ratio of leave to work is that of colleagues who work all
/// year (Green Book, Part 4.12).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TermTime {
    /// The first day for which the leave is known; every day where it is `None`.
    pub from: Option<Date>,
    /// Leave by service with the employer, shortest first.
    pub leave: Vec<LeaveWeeks>,
    /// How paid weeks are rounded; they are not where it is `None`.
    pub rounding: Option<Rounding>,
    /// Where it comes from.
    pub origin: Origin,
}

/// Leave of a whole year from a length of service on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LeaveWeeks {
    /// Service with the employer, at least.
    pub service: Length,
    /// Leave and bank holidays, in weeks.
    pub weeks: Decimal,
}

/// What weeks at work come to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaidWeeks {
    /// The weeks that are paid.
    pub weeks: Exact,
    /// As a share of a year.
    pub share: Fte,
}

impl TermTime {
    /// The leave of somebody with service since a day.
    pub fn leave_on(&self, day: Date, service_since: Date) -> Option<Decimal> {
        let earned = self.leave.iter().rfind(|leave| leave.service.after(service_since) <= day);
        earned.map(|leave| leave.weeks)
    }

    /// The days on which the leave of somebody with service since a day becomes another.
    pub fn changes(&self, service_since: Date) -> impl Iterator<Item = Date> {
        self.leave.iter().skip(1).map(move |leave| leave.service.after(service_since))
    }

    /// What so many weeks at work come to, with the leave of a whole year, in a year of so many weeks; `None` where they are more than
    /// the year has beside the leave, or have more digits than are held.
    ///
    /// ```
    /// use payspine::scale_file::shipped;
    /// let njc = shipped("njc").unwrap();
    /// let (rule, year) = (njc.conventions.term_time.unwrap(), njc.conventions.weeks_per_year.unwrap());
    /// let paid = rule.paid("39".parse().unwrap(), "6.2".parse().unwrap(), &year).unwrap();
    /// assert_eq!(paid.share.to_string(), "39/45.943");
    /// ```
    pub fn paid(&self, weeks: Decimal, leave: Decimal, year: &WeeksPerYear) -> Option<PaidWeeks> {
        let (above, below) = year.sides();
        // A + A × C ÷ (W − C) of W is A ÷ (W − C).
        let at_work = above.checked_sub(below.checked_mul(leave)?)?;
        let share = Fte::of_products(&[weeks, below], &[at_work])?;
        let weeks = share.share().times(&year.exact());
        let Some(rounding) = self.rounding else { return Some(PaidWeeks { weeks, share }) };
        let rounded = rounding.round(&weeks).ok()?.amount();
        Some(PaidWeeks { weeks: Exact::from(rounded), share: paid_of(rounded, year)? })
    }
}

/// Paid weeks as a share of a year of so many weeks; `None` where they are not above zero or more than the year has.
pub fn paid_of(weeks: Decimal, year: &WeeksPerYear) -> Option<Fte> {
    let (above, below) = year.sides();
    Fte::of_products(&[weeks, below], &[above])
}
