//! What an estimate of net pay takes for granted.

use rust_decimal::Decimal;

use crate::calendar::Date;
use crate::money::Money;

/// Something that an estimate takes for granted.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Assumption {
    /// What a row of a statutory table assumes.
    Row {
        /// The table's title.
        table: String,
        /// The series of the row, where the table has several.
        series: Option<String>,
        /// The first day of the row.
        from: Date,
        /// What, in the table's words.
        why: String,
    },
    /// The member is in no pension scheme.
    NoPension,
    /// The scheme's band is taken by the pay as it is, not by that of full time.
    BandByPay,
    /// The tax code.
    TaxCode {
        /// The allowance without its last digit.
        code: Decimal,
        /// How tax is reckoned.
        basis: PaidBasis,
        /// What is free of tax a month.
        free: Money,
    },
    /// The personal allowance is not reduced for high pay.
    AllowanceKept {
        /// The pay a year above which the law reduces it.
        above: Money,
    },
    /// The category of National Insurance.
    CategoryA,
    /// Nothing else is deducted.
    NoOtherDeductions,
    /// Nothing is deducted beside that and the student loans that are said.
    NoneButStudentLoans,
    /// How a student loan is repaid, and that earlier months do not matter.
    StudentLoan,
    /// Of which scheme a year's pension is, and what is left out of it.
    PensionEarned,
}

/// How tax is reckoned.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PaidBasis {
    /// Each month by itself.
    MonthOne,
    /// Over the tax year up to this month of it.
    Cumulative(u8),
}
