//! Statutory sick and parental pay on a day, and the roundings that HMRC's calculators use.

use std::fmt;

use rust_decimal::Decimal;

use super::{StatutoryRow, StatutoryTable};
use crate::calendar::{Date, day_before, written};
use crate::money::{Exact, Mode, Money, Percent, Rounding, TooLarge};

/// The tables behind statutory pay during absence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StatutoryPay {
    /// Sick pay.
    pub sick: StatutoryTable,
    /// Maternity, adoption and shared parental pay.
    pub parental: StatutoryTable,
    /// National Insurance, whose lower earnings limit is the least average weekly earnings that give parental pay.
    pub insurance: StatutoryTable,
}

/// Sick pay as it is on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SickPayTerms {
    /// A week.
    pub weekly: Money,
    /// No more than this share of average weekly earnings, where the law says so (from 6 April 2026).
    pub percent_of_earnings: Option<Percent>,
    /// Average weekly earnings must be at least this, where the law says so (up to 5 April 2026).
    pub lower_earnings_limit: Option<Money>,
    /// So many qualifying days at the start are not paid.
    pub waiting_days: u32,
    /// An absence has at least so many days, working or not.
    pub least_days: u32,
    /// For at most so many weeks.
    pub weeks: u32,
    /// Absences not more than so many weeks apart are one.
    pub link_weeks: u32,
}

/// Maternity, adoption and shared parental pay as it is on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ParentalPayTerms {
    /// The standard week.
    pub weekly: Money,
    /// So many weeks at the start are at the share of earnings, whatever the standard rate is.
    pub first_weeks: u32,
    /// The share of average weekly earnings.
    pub percent_of_earnings: Percent,
    /// So many more weeks at the lower of the two.
    pub weeks: u32,
}

/// A day on which a table has no rate. Never answered with zero.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoRate {
    /// The table's title.
    pub title: String,
    /// The day.
    pub day: Date,
    /// The first day with a rate.
    pub first: Date,
    /// The last, where the table ends.
    pub last: Option<Date>,
}

impl fmt::Display for NoRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: no rate is known for {}; the first is from {}", self.title, written(self.day), written(self.first))?;
        self.last.map_or(Ok(()), |last| write!(f, ", the last is up to {}", written(last)))
    }
}

impl StatutoryPay {
    /// Sick pay on a day.
    ///
    /// ```
    /// let pay = payspine::scale_file::statutory_pay().unwrap();
    /// let terms = pay.sick_on("2025-05-15".parse().unwrap()).unwrap();
    /// assert_eq!((terms.weekly.to_string(), terms.waiting_days), ("118.75".to_owned(), 3));
    /// assert!(pay.sick_on("2010-01-01".parse().unwrap()).is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// A day outside the table, with the first and the last day in it.
    pub fn sick_on(&self, day: Date) -> Result<SickPayTerms, NoRate> {
        let terms = self.sick.on(day).first().and_then(|row| {
            Some(SickPayTerms {
                weekly: money(row, "weekly")?,
                percent_of_earnings: row.figure("percent-of-earnings").map(Percent::new),
                lower_earnings_limit: money(row, "lower-earnings-limit"),
                waiting_days: whole(row, "waiting-days")?,
                least_days: whole(row, "least-days")?,
                weeks: whole(row, "weeks")?,
                link_weeks: whole(row, "link-weeks")?,
            })
        });
        terms.ok_or_else(|| no_rate(&self.sick, day))
    }

    /// Parental pay on a day.
    ///
    /// # Errors
    ///
    /// A day outside the table, with the first and the last day in it.
    pub fn parental_on(&self, day: Date) -> Result<ParentalPayTerms, NoRate> {
        let terms = self.parental.on(day).first().and_then(|row| {
            Some(ParentalPayTerms {
                weekly: money(row, "weekly")?,
                first_weeks: whole(row, "first-weeks")?,
                percent_of_earnings: row.figure("percent-of-earnings").map(Percent::new)?,
                weeks: whole(row, "weeks")?,
            })
        });
        terms.ok_or_else(|| no_rate(&self.parental, day))
    }

    /// The lower earnings limit a week (Social Security Contributions and Benefits Act 1992, section 164), where the table knows it.
    pub fn lower_earnings_limit(&self, day: Date) -> Option<Money> {
        self.insurance.on(day).first().and_then(|row| money(row, "lower-earnings-limit.week"))
    }
}

/// Average weekly earnings of monthly pay: the payments of the relevant period over their number, × 12 ÷ 52, cut at seven decimals.
///
/// ```
/// let earnings = payspine::statutory::weekly_earnings("4800".parse().unwrap(), 2).unwrap();
/// assert_eq!(earnings.to_string(), "553.8461538");
/// ```
///
/// # Errors
///
/// An amount beyond what the engine holds.
pub fn weekly_earnings(paid: Money, payments: u32) -> Result<Money, TooLarge> {
    cut(&paid.exact().over(payments.max(1)).times(&Exact::from(12)).over(52), 7)
}

/// A share of average weekly earnings, cut at seven decimals.
///
/// # Errors
///
/// As [`weekly_earnings`].
pub fn share_of_earnings(earnings: Money, percent: Percent) -> Result<Money, TooLarge> {
    cut(&earnings.exact().times(&percent.share()), 7)
}

/// A day of statutory sick pay: a week over its qualifying days, cut at four decimals.
///
/// ```
/// let day = payspine::statutory::sick_day(&"118.75".parse::<payspine::money::Money>().unwrap().exact(), 3).unwrap();
/// assert_eq!(day.to_string(), "39.5833");
/// ```
///
/// # Errors
///
/// As [`weekly_earnings`].
pub fn sick_day(weekly: &Exact, qualifying_days: u32) -> Result<Money, TooLarge> {
    cut(&weekly.over(qualifying_days.max(1)), 4)
}

/// A payment of statutory pay, rounded up to the penny.
///
/// ```
/// let two_days = "79.1666".parse::<payspine::money::Money>().unwrap();
/// assert_eq!(payspine::statutory::payment(&two_days.exact()).unwrap().to_string(), "79.17");
/// ```
///
/// # Errors
///
/// As [`weekly_earnings`].
pub fn payment(amount: &Exact) -> Result<Money, TooLarge> {
    round(amount, 2, Mode::Up)
}

fn cut(amount: &Exact, decimals: u32) -> Result<Money, TooLarge> {
    round(amount, decimals, Mode::Down)
}

fn round(amount: &Exact, decimals: u32, mode: Mode) -> Result<Money, TooLarge> {
    let rounding = Rounding::new(Decimal::new(1, decimals), mode).expect("a decimal place is above zero");
    rounding.round(amount)
}

fn money(row: &StatutoryRow, name: &str) -> Option<Money> {
    row.figure(name).and_then(Money::new)
}

fn whole(row: &StatutoryRow, name: &str) -> Option<u32> {
    row.figure(name).and_then(|figure| u32::try_from(figure).ok())
}

fn no_rate(table: &StatutoryTable, day: Date) -> NoRate {
    let first = table.rows.first().map_or(Date::MAX, |row| row.from);
    let last = table.rows.last().and_then(|row| row.until).map(day_before);
    NoRate { title: table.title.clone(), day, first, last }
}
