//! The pay of coming months: as printed where it is given, else estimated.

use std::collections::BTreeSet;

use super::ComingPay;
use crate::answer::{Failure, pay_files, typed};
use crate::calendar::{Date, Month};
use crate::diagnostic::{Code, Diagnostic, Help, Setting, suggestion};
use crate::money::{Exact, Mode, Money, Rounding};
use crate::month_file::MonthRow;
use crate::net_pay::{MembersPension, MonthsPay, NetPay, NetTables, NoEstimate, TaxPosition, estimate};
use crate::recovery::ExpectedPay;
use crate::report::{Estimated, Input, PlanAssumption};
use crate::scale_file;
use crate::statutory::StatutoryTable;

/// How many months are looked at: a hundred years.
pub(super) const MONTHS: u32 = 1200;
/// What people call the scheme of the civil service.
const SHORT: (&str, &str) = ("alpha", "civil-service-alpha");

/// The pay of coming months, and how what was not given came about.
pub(super) struct Pays {
    pub(super) expected: Vec<ExpectedPay>,
    pub(super) estimates: Vec<Estimated>,
    assumptions: Vec<PlanAssumption>,
    /// The last day whose rates are known, and why none after it are, where later months are held to it.
    held: Option<(Date, NoEstimate)>,
}

/// The day of payment in a month.
pub(super) fn day_of(month: Month, pay_day: Option<i8>) -> Date {
    let last = month.period().start.last_of_month();
    let given = pay_day.and_then(|day| last.with().day(day.min(last.day())).build().ok());
    given.unwrap_or(last)
}

/// The tables that net pay is estimated by, and what they hash to.
pub(in crate::answer) fn net_tables(pension: Option<&str>, scottish_tax: bool) -> Result<(NetTables, Vec<Input>), Failure> {
    let mut inputs = Vec::new();
    let mut table = |id: &str| -> Result<StatutoryTable, Failure> {
        inputs.push(pay_files::shipped_text(id, scale_file::statutory_text(id))?.input);
        scale_file::statutory(id).ok_or_else(|| Failure::Message(format!("the statutory table {id} cannot be read")))
    };
    let income_tax = table(if scottish_tax { "income-tax-scotland" } else { "income-tax" })?;
    let national_insurance = table("national-insurance")?;
    let pension = match pension {
        None => None,
        Some(rate) if rate.trim_end().ends_with('%') => {
            Some(MembersPension::Rate(typed::percent(rate).map_err(Failure::Message)?))
        }
        Some(named) => {
            let scheme = if named == SHORT.0 { SHORT.1 } else { named };
            let table = table("pension-member")?;
            let known: BTreeSet<&str> = table.rows.iter().filter_map(|row| row.series.as_deref()).collect();
            if !known.contains(scheme) {
                let problem = Diagnostic::new(Code::UnknownScale, format!("no pension scheme `{scheme}` is known"));
                let near = suggestion(scheme, known.into_iter().collect::<Vec<_>>());
                return Err(problem.maybe_help(near.map(|near| Help::asking(Setting::Pension, near))).into());
            }
            Some(MembersPension::Scheme { table: table.clone(), scheme: scheme.to_owned() })
        }
    };
    Ok((NetTables { income_tax, national_insurance, pension }, inputs))
}

impl Pays {
    /// From the month in which the member was told on, up to the final pay if the member leaves; `usual` is the gross pay of a month
    /// that does not differ.
    pub(super) fn expected(
        question: &ComingPay,
        usual: Money,
        tables: &NetTables,
        rows: &[MonthRow],
        told: Date,
        leaves: Option<Date>,
    ) -> Result<Pays, Failure> {
        let last = leaves.map(Month::of);
        let first = Month::of(told);
        if let Some(outside) = rows.iter().find(|row| row.month < first || last.is_some_and(|last| row.month > last)) {
            let why = if outside.month < first {
                format!("before the member was told, on {told}")
            } else {
                "after the final pay".to_owned()
            };
            return Err(Failure::Message(format!("the file of pay has {}, which is {why}", outside.month)));
        }
        let mut pays = Pays { expected: Vec::new(), estimates: Vec::new(), assumptions: Vec::new(), held: None };
        let mut known: Option<Date> = None;
        let months =
            std::iter::successors(Some(first), |month| Some(month.next()).filter(|next| next > month)).take(MONTHS as usize);
        for month in months.take_while(|month| last.is_none_or(|last| *month <= last)) {
            let row = rows.iter().find(|row| row.month == month);
            let gross = row.and_then(|row| row.pay).unwrap_or(usual);
            let paid_on = day_of(month, question.pay_day);
            let as_usual = row.is_none_or(|row| row.pay.is_none());
            let given = row.and_then(|row| row.net_pay).or(question.net_pay.filter(|_| as_usual));
            let net = if let Some(net) = given {
                net
            } else {
                let pensionable = row.and_then(|row| row.pensionable).or(question.pensionable.filter(|_| as_usual));
                let pay = MonthsPay { paid_on, gross, pensionable: pensionable.unwrap_or(gross), arrears: Money::ZERO };
                pays.estimated(tables, pay, &mut known)?
            };
            if net > gross {
                let why = format!("net pay of £{net} in {month} is more than the gross pay of £{gross}");
                return Err(Failure::Message(why));
            }
            let twelve_months = || Rounding::to_pence(Mode::HalfUp).round(&usual.exact().times(&Exact::from(12)));
            let annual = row.and_then(|row| row.salary).or(question.salary).map_or_else(twelve_months, Ok);
            pays.expected.push(ExpectedPay {
                paid_on,
                gross,
                net,
                other_deductions: row.and_then(|row| row.other_deductions).unwrap_or(question.other_deductions),
                annual: annual.map_err(|why| Failure::Message(why.to_string()))?,
                reduced: row.and_then(|row| row.reduced),
                last: last == Some(month),
            });
        }
        if question.pay_day.is_none() {
            pays.assumptions.push(PlanAssumption::PaidOnLastDay);
        }
        Ok(pays)
    }

    /// Whether anything is an estimate.
    pub(super) fn is_estimated(&self) -> bool {
        !self.estimates.is_empty()
    }

    /// What was taken for granted in a result that reaches to a day.
    pub(super) fn assumptions(&self, until: Option<Date>) -> Vec<PlanAssumption> {
        let held = self.held.as_ref().filter(|(day, _)| until.is_none_or(|until| until > *day));
        let held = held.map(|(day, why)| PlanAssumption::RatesHeld { after: *day, why: why.clone() });
        self.assumptions.iter().cloned().chain(held).collect()
    }

    /// The net pay of a month by the tables; by those of the last day that is known where the month is later.
    fn estimated(&mut self, tables: &NetTables, pay: MonthsPay, known: &mut Option<Date>) -> Result<Money, Failure> {
        let cannot = |why: &NoEstimate| Failure::asks([Setting::NetPay], format!("net pay cannot be estimated: {why}; give it"));
        let net = match (estimate(tables, &pay, TaxPosition::MonthOne), *known) {
            (Ok(net), _) => {
                *known = Some(pay.paid_on);
                net
            }
            (Err(why @ NoEstimate::NoRate(_)), Some(day)) => {
                self.held.get_or_insert((day, why));
                estimate(tables, &MonthsPay { paid_on: day, ..pay }, TaxPosition::MonthOne).map_err(|why| cannot(&why))?
            }
            (Err(why), _) => return Err(cannot(&why)),
        };
        let amount = net.net;
        self.note(Month::of(pay.paid_on), net);
        Ok(amount)
    }

    /// Keeps an estimate; months alike are kept as one.
    fn note(&mut self, month: Month, net: NetPay) {
        match self.estimates.iter_mut().find(|estimated| estimated.net == net) {
            Some(alike) => alike.months.push(month),
            None => self.estimates.push(Estimated { months: vec![month], net }),
        }
    }
}
