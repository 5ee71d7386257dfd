//! Net pay estimated from gross pay: a member's pension contribution, income tax and National Insurance by the dated tables, and what
//! is left of an overpayment after deductions.
//!
//! What a payslip prints is better than any estimate: a real tax code and other deductions are not known here. So an estimate lists the
//! tables that it went by and what it took for granted. What student loans take, and what pension a year earns, are asked for apart.

mod assumption;
mod net_overpayment;
mod pension_earned;
mod student_loan;

use rust_decimal::Decimal;

pub use self::assumption::{Assumption, PaidBasis};
pub use self::net_overpayment::{
    Margin, NetOverpayment, Overpaid, Recoverable, at_the_margin, insurance_recovered, is_gross, net_overpayment, recoverable,
};
pub use self::pension_earned::{PensionEarned, pension_earned};
pub use self::student_loan::{LoanDeduction, student_loan};
use crate::calendar::{Date, written};
use crate::costing::NoRate;
use crate::money::{Exact, Mode, Money, Percent, Rounding, TooLarge};
use crate::statutory::{StatutoryRow, StatutoryTable};

/// What a member pays into a pension.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum MembersPension {
    /// By the bands of a scheme.
    Scheme {
        /// Of all schemes.
        table: StatutoryTable,
        /// Which.
        scheme: String,
    },
    /// At a rate that is given.
    Rate(Percent),
}

/// The tables that an estimate goes by.
#[derive(Clone, Debug)]
pub struct NetTables {
    /// Income tax, of the United Kingdom or of Scotland.
    pub income_tax: StatutoryTable,
    /// Class 1 National Insurance.
    pub national_insurance: StatutoryTable,
    /// The pension, if there is one.
    pub pension: Option<MembersPension>,
}

/// A month's pay before deductions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MonthsPay {
    /// The day of payment: the rates of this day apply.
    pub paid_on: Date,
    /// All pay.
    pub gross: Money,
    /// The part of it that is pensionable, back pay included.
    pub pensionable: Money,
    /// The part of the pensionable pay that is back pay for earlier months.
    pub arrears: Money,
}

/// Where in the tax year a month stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TaxPosition {
    /// Month 1 basis: this month by itself.
    MonthOne,
    /// Cumulative, as PAYE works.
    Cumulative {
        /// 1 for pay from 6 April to 5 May, up to 12.
        month: u8,
        /// Pay of this tax year before this month, less pension contributions.
        pay: Money,
        /// Tax on it.
        tax: Money,
    },
}

/// An estimate of what is paid out.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct NetPay {
    /// As given.
    pub gross: Money,
    /// The member's contribution, half up to the penny.
    pub pension: Money,
    /// Its rate, where there is a pension.
    pub pension_rate: Option<Percent>,
    /// Taxable pay, down to the pound: of the month, or of the tax year so far.
    pub taxable: Money,
    /// Income tax, down to the penny; below zero for a refund.
    pub tax: Money,
    /// The employee's National Insurance contribution, half a penny down.
    pub national_insurance: Money,
    /// What is left.
    pub net: Money,
    /// What was taken for granted.
    pub assumptions: Vec<Assumption>,
    /// The tables' rows and where they were read.
    pub sources: Vec<String>,
}

/// An estimate that cannot be made.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoEstimate {
    /// Nothing is known for the day of payment.
    #[error(transparent)]
    NoRate(#[from] NoRate),
    /// An amount is too large to hold.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
}

/// Estimates net pay: gross less pension, tax and National Insurance.
///
/// Pension contributions come off before tax and not before National Insurance, as in a public service scheme. The tax code is the
/// one of the personal allowance: £12,570 is code 1257L.
///
/// # Errors
///
/// No rates are known for the day of payment; amounts too large to hold.
///
/// ```
/// use payspine::money::Money;
/// use payspine::net_pay::{MembersPension, MonthsPay, NetTables, TaxPosition, estimate};
/// use payspine::scale_file::statutory;
///
/// let tables = NetTables {
///     income_tax: statutory("income-tax").unwrap(),
///     national_insurance: statutory("national-insurance").unwrap(),
///     pension: Some(MembersPension::Scheme { table: statutory("pension-member").unwrap(), scheme: "civil-service-alpha".into() }),
/// };
/// let gross = Money::from(2_700);
/// let pay = MonthsPay { paid_on: "2025-04-30".parse().unwrap(), gross, pensionable: gross, arrears: Money::ZERO };
/// let month = estimate(&tables, &pay, TaxPosition::MonthOne).unwrap();
/// assert_eq!((month.pension.to_string(), month.tax.to_string()), ("124.20".into(), "305.40".into()));
/// assert_eq!((month.national_insurance.to_string(), month.net.to_string()), ("132.16".into(), "2138.24".into()));
/// ```
pub fn estimate(tables: &NetTables, pay: &MonthsPay, position: TaxPosition) -> Result<NetPay, NoEstimate> {
    let mut notes = Notes::default();
    let (pension, pension_rate) = pension(tables.pension.as_ref(), pay, &mut notes)?.unzip();
    // Who is in no scheme pays nothing into one.
    let pension = pension.unwrap_or(Money::ZERO);
    let (taxable, tax) = income_tax(&tables.income_tax, pay, pay.gross - pension, position, &mut notes)?;
    let national_insurance = insurance(&tables.national_insurance, pay, &mut notes)?;
    let net = pay.gross - pension - tax - national_insurance;
    notes.assumptions.push(Assumption::NoOtherDeductions);
    let Notes { assumptions, sources } = notes;
    Ok(NetPay { gross: pay.gross, pension, pension_rate, taxable, tax, national_insurance, net, assumptions, sources })
}

/// What is to be said with an estimate.
#[derive(Default)]
struct Notes {
    assumptions: Vec<Assumption>,
    sources: Vec<String>,
}

impl Notes {
    fn row(&mut self, table: &StatutoryTable, row: &StatutoryRow) {
        let series = row.series.as_ref().map_or_else(String::new, |series| format!(", {series}"));
        let what = format!("{}{series}, from {}", table.title, written(row.from));
        self.sources.extend(row.source.as_ref().map(|source| format!("{what}: {source}")));
        self.assumptions.extend(row.assumed.as_ref().map(|why| Assumption::Row {
            table: table.title.clone(),
            series: row.series.clone(),
            from: row.from,
            why: why.clone(),
        }));
    }
}

/// The rows of a table on a day, of one series where it has several.
fn row<'a>(table: &'a StatutoryTable, series: Option<&str>, day: Date, what: &str) -> Result<&'a StatutoryRow, NoRate> {
    let found = table.on(day).into_iter().find(|row| row.series.as_deref() == series);
    found.ok_or_else(|| NoRate { what: what.to_owned(), day })
}

fn figure(row: &StatutoryRow, name: &str, day: Date) -> Result<Decimal, NoRate> {
    row.figure(name).ok_or_else(|| NoRate { what: name.to_owned(), day })
}

/// The contribution and its rate: all pensionable pay at the rate of the band that twelve times the month's pay is in.
fn pension(pension: Option<&MembersPension>, pay: &MonthsPay, notes: &mut Notes) -> Result<Option<(Money, Percent)>, NoEstimate> {
    let rate = match pension {
        None => {
            notes.assumptions.push(Assumption::NoPension);
            return Ok(None);
        }
        Some(MembersPension::Rate(rate)) => *rate,
        Some(MembersPension::Scheme { table, scheme }) => {
            let what = format!("member's contribution to the scheme {scheme}");
            let row = row(table, Some(scheme), pay.paid_on, &what)?;
            notes.row(table, row);
            let word = |name: &str| row.words.iter().find(|(known, _)| known == name).map(|(_, word)| word.as_str());
            if word("basis") == Some("full-time") {
                notes.assumptions.push(Assumption::BandByPay);
            }
            let counted = word("arrears") == Some("counted");
            let judged = if counted { pay.pensionable } else { pay.pensionable - pay.arrears };
            // A month is a twelfth rounded to the penny, so twelve of them are up to six pence off the year's pay.
            let year = Rounding::to_units(Mode::HalfUp).round(&judged.exact().times(&Exact::from(12)))?;
            let band = row.bands.iter().find(|band| band.up_to.is_none_or(|up_to| year <= up_to));
            Percent::new(band.ok_or(NoRate { what, day: pay.paid_on })?.rate)
        }
    };
    let contribution = Rounding::to_pence(Mode::HalfUp).round(&pay.pensionable.exact().times(&rate.share()))?;
    Ok(Some((contribution, rate)))
}

/// Taxable pay and tax. Free pay is a twelfth of the code's allowance for each month of the tax year, and so are the bands.
fn income_tax(
    table: &StatutoryTable,
    pay: &MonthsPay,
    after_pension: Money,
    position: TaxPosition,
    notes: &mut Notes,
) -> Result<(Money, Money), NoEstimate> {
    let row = row(table, None, pay.paid_on, "rate of income tax")?;
    notes.row(table, row);
    let allowance = figure(row, "personal-allowance", pay.paid_on)?;
    let (months, pay_before, tax_before) = match position {
        TaxPosition::MonthOne => (1, Money::ZERO, Money::ZERO),
        TaxPosition::Cumulative { month, pay, tax } => (u32::from(month.clamp(1, 12)), pay, tax),
    };
    let twelfths = |year: Decimal| Exact::from(year).times(&Exact::from(i64::from(months))).over(12);
    // A code is the allowance without its last digit, and stands for up to 9 more.
    let code = (allowance / Decimal::TEN).floor();
    let free = Rounding::to_pence(Mode::Up).round(&Exact::from(code * Decimal::TEN + Decimal::from(9)).over(12))?;
    let free_pay = free.exact().times(&Exact::from(i64::from(months)));
    let above = (pay_before + after_pension).exact().minus(&free_pay);
    let above = if above.is_negative() { Exact::zero() } else { above };
    let taxable = Rounding::to_units(Mode::Down).round(&above)?;
    let (mut tax, mut from) = (Exact::zero(), Exact::zero());
    for band in &row.bands {
        let until = band.up_to.map(|up_to| twelfths(up_to.amount()));
        let top = until.clone().map_or_else(|| taxable.exact(), |until| until.min(taxable.exact()));
        if top > from {
            tax = tax.plus(&top.minus(&from).times(&Percent::new(band.rate).share()));
        }
        from = until.unwrap_or(top);
    }
    let basis = match position {
        TaxPosition::MonthOne => PaidBasis::MonthOne,
        TaxPosition::Cumulative { month, .. } => PaidBasis::Cumulative(month),
    };
    notes.assumptions.push(Assumption::TaxCode { code, basis, free });
    let taper = figure(row, "taper-from", pay.paid_on)?;
    if after_pension.exact().times(&Exact::from(12)) > Exact::from(taper) {
        let above = Money::new(taper).expect("a figure of the table is an amount");
        notes.assumptions.push(Assumption::AllowanceKept { above });
    }
    Ok((taxable, Rounding::to_pence(Mode::Down).round(&tax)? - tax_before))
}

/// The employee's contribution on a month's pay, each part rounded half a penny down.
fn insurance(table: &StatutoryTable, pay: &MonthsPay, notes: &mut Notes) -> Result<Money, NoEstimate> {
    let row = row(table, None, pay.paid_on, "rate of National Insurance")?;
    notes.row(table, row);
    let of = |name: &str| figure(row, name, pay.paid_on).map(Exact::from);
    let (threshold, limit) = (of("primary-threshold.month")?, of("upper-earnings-limit.month")?);
    let gross = pay.gross.exact();
    let between = |from: &Exact, until: &Exact| if until > from { until.minus(from) } else { Exact::zero() };
    let rate = |name: &str| Ok::<_, NoRate>(Percent::new(figure(row, name, pay.paid_on)?).share());
    let main = between(&threshold, &limit.clone().min(gross.clone())).times(&rate("employee")?);
    let upper = between(&limit, &gross).times(&rate("employee-above")?);
    let rounding = Rounding::to_pence(Mode::HalfDown);
    notes.assumptions.push(Assumption::CategoryA);
    Ok(rounding.round(&main)? + rounding.round(&upper)?)
}
