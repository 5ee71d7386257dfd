//! A gross overpayment net of pension, tax and National Insurance: what the member had of it.

use super::{MonthsPay, NetPay, NetTables, NoEstimate, TaxPosition, estimate};
use crate::calendar::{Date, MonthDay};
use crate::money::{Mode, Money, Percent, Rounding, TooLarge};
use crate::recovery::Basis;

/// A gross overpayment and what is left of it after deductions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NetOverpayment {
    /// The month as it was paid.
    pub with: NetPay,
    /// The month as it was due.
    pub without: NetPay,
}

impl NetOverpayment {
    /// What the member had of it.
    pub fn net(&self) -> Money {
        self.with.net - self.without.net
    }
}

/// A gross overpayment after deductions: net pay with it less net pay without it. A band of the pension that only the overpayment
/// reached counts, so this can be less than at the margin.
///
/// # Errors
///
/// As [`estimate`].
///
/// ```
/// use payspine::money::{Money, Percent};
/// use payspine::net_pay::{MembersPension, MonthsPay, NetTables, TaxPosition, net_overpayment};
/// use payspine::scale_file::statutory;
///
/// let tables = NetTables {
///     income_tax: statutory("income-tax").unwrap(),
///     national_insurance: statutory("national-insurance").unwrap(),
///     pension: Some(MembersPension::Rate(Percent::new("4.6".parse().unwrap()))),
/// };
/// let month = |gross: i64| {
///     let gross = Money::from(gross);
///     MonthsPay { paid_on: "2025-07-31".parse().unwrap(), gross, pensionable: gross, arrears: Money::ZERO }
/// };
/// let overpaid = net_overpayment(&tables, &month(2_400), &month(2_700), TaxPosition::MonthOne).unwrap();
/// assert_eq!(overpaid.net().to_string(), "205.00");
/// ```
pub fn net_overpayment(
    tables: &NetTables,
    due: &MonthsPay,
    paid: &MonthsPay,
    position: TaxPosition,
) -> Result<NetOverpayment, NoEstimate> {
    Ok(NetOverpayment { with: estimate(tables, paid, position)?, without: estimate(tables, due, position)? })
}

/// A gross sum at rates that all of it bears.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Margin {
    /// The pension contribution, half up.
    pub pension: Money,
    /// Tax on what is left, down to the penny.
    pub tax: Money,
    /// National Insurance on all of it, half a penny down.
    pub national_insurance: Money,
    /// What is left of it.
    pub net: Money,
}

/// A gross sum on top of other pay after deductions, at the rates of the last pound: pension, tax, National Insurance.
///
/// # Errors
///
/// Amounts too large to hold.
///
/// ```
/// use payspine::money::Percent;
/// use payspine::net_pay::at_the_margin;
/// let percent = |number: &str| Percent::new(number.parse().unwrap());
/// let margin = at_the_margin("1508.92".parse().unwrap(), percent("4.6"), percent("20"), percent("8")).unwrap();
/// assert_eq!(margin.net.to_string(), "1030.90");
/// ```
pub fn at_the_margin(gross: Money, pension: Percent, tax: Percent, insurance: Percent) -> Result<Margin, TooLarge> {
    let part = |of: Money, rate: Percent, mode| Rounding::to_pence(mode).round(&of.exact().times(&rate.share()));
    let pension = part(gross, pension, Mode::HalfUp)?;
    let tax = part(gross - pension, tax, Mode::Down)?;
    let national_insurance = part(gross, insurance, Mode::HalfDown)?;
    Ok(Margin { pension, tax, national_insurance, net: gross - pension - tax - national_insurance })
}

/// How National Insurance that was not deducted in time is recovered: in a month never more than that month's own contribution
/// (GOV.UK, correcting payroll errors). Gives what comes off in each month; what is left after the last was not recovered.
///
/// ```
/// use payspine::money::Money;
/// use payspine::net_pay::insurance_recovered;
/// let monthly = [Money::from(80), Money::from(80), Money::from(80)];
/// assert_eq!(insurance_recovered(Money::from(100), &monthly), [Money::from(80), Money::from(20), Money::ZERO]);
/// ```
pub fn insurance_recovered(under_deducted: Money, contributions: &[Money]) -> Vec<Money> {
    let mut left = under_deducted;
    let take = |own: &Money| {
        let taken = left.min(*own).max(Money::ZERO);
        left = left - taken;
        taken
    };
    contributions.iter().map(take).collect()
}

/// One month in which too much was paid.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Overpaid {
    /// What was due.
    pub due: MonthsPay,
    /// What was paid.
    pub paid: MonthsPay,
}

/// What of a month is to be recovered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recoverable {
    /// The month.
    pub month: Overpaid,
    /// The gross sum, or the net one.
    pub amount: Money,
    /// How the net sum came about, where that is recovered.
    pub net: Option<NetOverpayment>,
}

/// Whether what was overpaid on a day is recovered gross: never, always, or in the tax year in which recovery begins.
///
/// ```
/// use payspine::calendar::Date;
/// use payspine::net_pay::is_gross;
/// use payspine::recovery::Basis;
/// let (march, may) = (Date::constant(2026, 3, 31), Date::constant(2026, 5, 31));
/// assert!(!is_gross(Basis::NetForEarlierYears, march, may) && is_gross(Basis::Gross, march, may));
/// ```
pub fn is_gross(basis: Basis, paid_on: Date, recovered_from: Date) -> bool {
    match basis {
        Basis::Gross => true,
        Basis::Net => false,
        Basis::NetForEarlierYears => paid_on >= MonthDay::TAX_YEAR.last_by(recovered_from),
    }
}

/// What is to be recovered of gross overpayments, by a policy's basis: all gross, all net, or gross in the tax year in which recovery
/// begins and net before it (HMRC PAYE72085: tax paid in an earlier year is corrected by the employer). Net sums are estimates, each
/// month on month 1 basis.
///
/// # Errors
///
/// As [`estimate`].
pub fn recoverable(
    tables: &NetTables,
    basis: Basis,
    months: &[Overpaid],
    recovered_from: Date,
) -> Result<Vec<Recoverable>, NoEstimate> {
    let one = |month: &Overpaid| {
        let is_net = !is_gross(basis, month.paid.paid_on, recovered_from);
        let gross = month.paid.gross - month.due.gross;
        let net = is_net.then(|| net_overpayment(tables, &month.due, &month.paid, TaxPosition::MonthOne)).transpose()?;
        Ok(Recoverable { month: *month, amount: net.as_ref().map_or(gross, NetOverpayment::net), net })
    };
    months.iter().map(one).collect()
}
