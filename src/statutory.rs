//! Statutory tables: what the law sets from a date on, each row with its source and how far it can be trusted.
//!
//! A table is rows by date; a row holds figures under names ([`StatutoryRow::figure`]) and, where the law works by bands, bands from
//! the lowest up. What a figure means and in which unit is told with its key in the grammar of the files.

mod pay;

use std::collections::BTreeSet;

use rust_decimal::Decimal;

pub use self::pay::{
    NoRate, ParentalPayTerms, SickPayTerms, StatutoryPay, payment, share_of_earnings, sick_day, weekly_earnings,
};
use crate::calendar::{Date, Period, day_before};
use crate::money::Money;

/// What a table is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum StatutoryKind {
    /// The least hourly pay that the law allows, by age.
    MinimumWage,
    /// Class 1 National Insurance: thresholds and rates, employee and employer.
    NationalInsurance,
    /// Income tax: the allowance and the bands above it.
    IncomeTax,
    /// Statutory sick pay.
    SickPay,
    /// Statutory maternity, adoption and shared parental pay.
    ParentalPay,
    /// What employers pay into a pension scheme.
    PensionEmployer,
    /// What members pay into a pension scheme.
    PensionMember,
    /// The pension that a year of pensionable pay earns.
    PensionAccrual,
    /// What is taken from pay for student loans.
    StudentLoan,
    /// The apprenticeship levy.
    ApprenticeshipLevy,
    /// Prices.
    Inflation,
}

impl StatutoryKind {
    /// By the words the files use.
    pub const WORDS: [(&'static str, StatutoryKind); 11] = [
        ("minimum-wage", StatutoryKind::MinimumWage),
        ("national-insurance", StatutoryKind::NationalInsurance),
        ("income-tax", StatutoryKind::IncomeTax),
        ("sick-pay", StatutoryKind::SickPay),
        ("parental-pay", StatutoryKind::ParentalPay),
        ("pension-employer", StatutoryKind::PensionEmployer),
        ("pension-member", StatutoryKind::PensionMember),
        ("pension-accrual", StatutoryKind::PensionAccrual),
        ("student-loan", StatutoryKind::StudentLoan),
        ("apprenticeship-levy", StatutoryKind::ApprenticeshipLevy),
        ("inflation", StatutoryKind::Inflation),
    ];
}

/// A plan of student loans: whose threshold holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum LoanPlan {
    /// Of England and Wales before September 2012, and of Northern Ireland.
    Plan1,
    /// Of England and Wales from September 2012; England to July 2023.
    Plan2,
    /// Of Scotland.
    Plan4,
    /// Of England from August 2023.
    Plan5,
    /// A postgraduate loan, which is repaid beside another.
    Postgraduate,
}

impl LoanPlan {
    /// By the words the files use.
    pub const WORDS: [(&'static str, LoanPlan); 5] = [
        (LoanPlan::Plan1.word(), LoanPlan::Plan1),
        (LoanPlan::Plan2.word(), LoanPlan::Plan2),
        (LoanPlan::Plan4.word(), LoanPlan::Plan4),
        (LoanPlan::Plan5.word(), LoanPlan::Plan5),
        (LoanPlan::Postgraduate.word(), LoanPlan::Postgraduate),
    ];

    /// The word of the files.
    pub const fn word(self) -> &'static str {
        match self {
            LoanPlan::Plan1 => "plan-1",
            LoanPlan::Plan2 => "plan-2",
            LoanPlan::Plan4 => "plan-4",
            LoanPlan::Plan5 => "plan-5",
            LoanPlan::Postgraduate => "postgraduate",
        }
    }
}

/// A dated table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StatutoryTable {
    /// What commands call it.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// What it is about.
    pub kind: StatutoryKind,
    /// What else is to be known of it: how it is applied.
    pub note: Option<String>,
    /// When its sources were last checked.
    pub verified: Option<Date>,
    /// Rows, oldest first within each series.
    pub rows: Vec<StatutoryRow>,
}

/// What holds from a day on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StatutoryRow {
    /// The first day.
    pub from: Date,
    /// The first day on which it no longer holds, where no later row says so.
    pub until: Option<Date>,
    /// Which of several series in the table it belongs to: a pension scheme, a plan of student loans, a price index.
    pub series: Option<String>,
    /// Figures by the names of their keys; `primary-threshold.month` for one of a group.
    pub figures: Vec<(String, Decimal)>,
    /// Words, such as on which pay bands are judged.
    pub words: Vec<(String, String)>,
    /// Bands, from the lowest up.
    pub bands: Vec<Band>,
    /// Where it was read.
    pub source: Option<String>,
    /// Why it is assumed, if it is.
    pub assumed: Option<String>,
}

/// A band of ages or amounts and what holds in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Band {
    /// From this age on, in years.
    pub from_age: Option<u8>,
    /// Up to this amount, included; `None` for the last band, or one by age.
    pub up_to: Option<Money>,
    /// The rate: per cent, or an amount an hour.
    pub rate: Decimal,
}

impl StatutoryRow {
    /// A figure by the name of its key.
    pub fn figure(&self, name: &str) -> Option<Decimal> {
        self.figures.iter().find(|(known, _)| known == name).map(|(_, figure)| *figure)
    }
}

impl StatutoryTable {
    /// The rows in force on a day: the latest of each series. Of prices, those of the month or calendar year itself: an old one is not
    /// in force later.
    ///
    /// ```
    /// let table = payspine::scale_file::statutory("minimum-wage").unwrap();
    /// let rows = table.on("2024-04-01".parse().unwrap());
    /// assert_eq!(rows[0].bands.last().unwrap().rate.to_string(), "11.44");
    /// assert!(table.on("1990-01-01".parse().unwrap()).is_empty());
    /// ```
    pub fn on(&self, day: Date) -> Vec<&StatutoryRow> {
        let series: BTreeSet<&Option<String>> = self.rows.iter().map(|row| &row.series).collect();
        let latest = |series: &Option<String>| self.rows.iter().rfind(|row| row.series == *series && row.from <= day);
        let holds = |row: &&StatutoryRow| {
            let of_a_year = row.series.as_ref().is_some_and(|series| series.ends_with("-year"));
            let of_the_time = row.from.year() == day.year() && (of_a_year || row.from.month() == day.month());
            row.until.is_none_or(|until| day < until) && (self.kind != StatutoryKind::Inflation || of_the_time)
        };
        series.into_iter().filter_map(latest).filter(holds).collect()
    }

    /// The row of a series that is in force on a day, or of the whole table where it has no series. After the last day that the table
    /// knows of it, its last row, with that day: those who plan ahead hold its figures, and say so. `None` before the first row, and where
    /// nothing is known between two.
    ///
    /// ```
    /// let table = payspine::scale_file::statutory("national-insurance").unwrap();
    /// let (row, after) = table.held_on(None, "2030-04-30".parse().unwrap()).unwrap();
    /// assert_eq!((row.from.to_string(), after.unwrap().to_string()), ("2026-04-06".to_owned(), "2027-04-05".to_owned()));
    /// assert_eq!(table.held_on(None, "2026-04-30".parse().unwrap()).unwrap().1, None);
    /// ```
    pub fn held_on(&self, series: Option<&str>, day: Date) -> Option<(&StatutoryRow, Option<Date>)> {
        let of_series = |row: &&StatutoryRow| row.series.as_deref() == series;
        let last = self.rows.iter().filter(of_series).rfind(|row| row.from <= day)?;
        let ended = last.until.filter(|until| *until <= day);
        let goes_on = self.rows.iter().filter(of_series).any(|row| row.from > day);
        (ended.is_none() || !goes_on).then_some((last, ended.map(day_before)))
    }

    /// The rest of a period's start at one rate: from its first day up to the next change in the table, or its end.
    pub(crate) fn at_one_rate(&self, period: Period) -> Period {
        let changes = self.rows.iter().flat_map(|row| std::iter::once(row.from).chain(row.until));
        let next = changes.filter(|day| *day > period.start).min();
        Period::new(period.start, next.map_or(period.end, |next| next.min(period.end)))
    }

    /// The days from which rows hold.
    pub fn days(&self) -> BTreeSet<Date> {
        self.rows.iter().map(|row| row.from).collect()
    }
}
