//! `payspine recover`.

mod pays;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use self::pays::{Pays, day_of, net_tables};
use super::input::{self, Text};
use super::progress::date;
use super::{Failure, Output, When, warn};
use crate::calendar::{Date, Month, Period};
use crate::diagnostic::{Code, Diagnostic, suggestion};
use crate::money::{Exact, Mode, Money, Rounding, written_amount};
use crate::month_file;
use crate::net_pay::{MonthsPay, NetTables, Overpaid, Recoverable, is_gross, recoverable};
use crate::recovery::{self, Basis, Circumstances, Debt, Jurisdiction, Outcome, RecoveryPolicy};
use crate::report::{self, CheckedPlan, RecoverView};
use crate::scale_file::{self, FileKind};

/// Plan the recovery of an overpayment by an employer's policy, or check an employer's plan against it
///
/// The policy is a file; no share of pay is built in. Net pay is as printed on a payslip with --net-pay, and estimated by the dated tables
/// otherwise. The plan fails, with what is left and what would make it fit, where it cannot end in the time that the policy allows: exit
/// code 1, as where a plan given with --plan breaks the policy. What is worth raising is listed, never decided.
#[derive(Args, Debug)]
pub(super) struct RecoverArgs {
    /// The recovery policy: a shipped id, or the path of your own
    #[arg(long, value_name = "ID|FILE")]
    policy: String,
    /// What is to be recovered
    #[arg(long, value_name = "AMOUNT", value_parser = amount)]
    balance: Money,
    /// The balance is gross; where the policy recovers the net sum, that is estimated
    #[arg(long, conflicts_with = "net")]
    gross: bool,
    /// The balance is net; without --gross or --net it is taken as what the policy recovers
    #[arg(long)]
    net: bool,
    /// The first month in which it arose, as 2025-07
    #[arg(long, value_name = "MONTH", value_parser = month)]
    overpaid_from: Month,
    /// The last; the first unless given
    #[arg(long, value_name = "MONTH", value_parser = month)]
    overpaid_until: Option<Month>,
    /// The gross pay that was due in each of those months, to estimate the net sum; --pay unless given
    #[arg(long, value_name = "AMOUNT", value_parser = amount)]
    due: Option<Money>,
    /// The day on which the member was told
    #[arg(long, value_name = "DATE", value_parser = date)]
    told: Date,
    /// Spread it evenly over so many months, where the policy does not ask for more
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1200))]
    over: Option<u32>,
    /// An employer's plan to check: CSV with month and amount
    #[arg(long, value_name = "PLAN.csv")]
    plan: Option<PathBuf>,
    #[command(flatten)]
    pay: PayArgs,
    #[command(flatten)]
    member: MemberArgs,
    #[command(flatten)]
    output: Output,
}

/// The pay of coming months.
#[derive(Args, Debug)]
#[command(next_help_heading = "Pay of coming months")]
pub(super) struct PayArgs {
    /// Gross pay a month
    #[arg(long, value_name = "AMOUNT", value_parser = amount)]
    pay: Money,
    /// Net pay a month as a payslip prints it, before any recovery; estimated unless given
    #[arg(long, value_name = "AMOUNT", value_parser = amount)]
    net_pay: Option<Money>,
    /// The part of --pay that is pensionable; all of it unless given
    #[arg(long, value_name = "AMOUNT", value_parser = amount)]
    pensionable: Option<Money>,
    /// What the member pays into the pension: a scheme of payspine scale show pension-member, alpha for short, or a rate such as 4.6%
    #[arg(long, value_name = "SCHEME|RATE")]
    pension: Option<String>,
    /// Income tax by the Scottish bands
    #[arg(long)]
    scottish_tax: bool,
    /// The salary of a year, for days of gross pay; twelve times --pay unless given
    #[arg(long, value_name = "AMOUNT", value_parser = amount)]
    salary: Option<Money>,
    /// Other deductions a month that come first, such as an attachment of earnings
    #[arg(long, value_name = "AMOUNT", value_parser = amount, default_value = "0")]
    other_deductions: Money,
    /// Months that differ: CSV with month and any of pay, net-pay, pensionable, other-deductions, salary, state
    #[arg(long, value_name = "MONTHS.csv")]
    pay_file: Option<PathBuf>,
    /// The day of the month on which pay is paid; the last unless given
    #[arg(long, value_name = "DAY", value_parser = clap::value_parser!(i8).range(1..=31))]
    pay_day: Option<i8>,
}

/// What is known of the member and the claim.
#[derive(Args, Debug)]
#[command(next_help_heading = "Member and claim")]
struct MemberArgs {
    /// The last day of service, if the member leaves: pay of that month is the final pay
    #[arg(long, value_name = "DATE", value_parser = date)]
    leaver: Option<Date>,
    /// The member draws a pension from the employer's scheme
    #[arg(long)]
    pensioner: bool,
    /// The member had asked about the pay at the time
    #[arg(long)]
    queried: bool,
    /// Whose law of limitation
    #[arg(long, value_enum, default_value_t = JurisdictionArg::EnglandWales)]
    jurisdiction: JurisdictionArg,
    /// The day of a claim in court, from which limitation counts back; --told unless given
    #[arg(long, value_name = "DATE", value_parser = date)]
    claim_date: Option<Date>,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum JurisdictionArg {
    EnglandWales,
    Scotland,
    NorthernIreland,
}

impl From<JurisdictionArg> for Jurisdiction {
    fn from(given: JurisdictionArg) -> Jurisdiction {
        match given {
            JurisdictionArg::EnglandWales => Jurisdiction::EnglandAndWales,
            JurisdictionArg::Scotland => Jurisdiction::Scotland,
            JurisdictionArg::NorthernIreland => Jurisdiction::NorthernIreland,
        }
    }
}

/// An amount of the command line.
pub(super) fn amount(text: &str) -> Result<Money, String> {
    written_amount(text).ok_or_else(|| "expected an amount, such as 1,508.92".to_owned())
}

fn month(text: &str) -> Result<Month, String> {
    text.parse().map_err(|_| "not a month: year and month, such as 2025-07".to_owned())
}

pub(super) fn run(arguments: &RecoverArgs) -> Result<ExitCode, Failure> {
    let files = [Some(Path::new(&arguments.policy)), arguments.plan.as_deref(), arguments.pay.pay_file.as_deref()];
    let files: Vec<&Path> = files.into_iter().flatten().collect();
    arguments.output.not_over(&files)?;
    let overpaid = arguments.overpaid()?;
    let text = policy_text(&arguments.policy)?;
    let loaded = scale_file::read_policy(&text.source)?;
    let policy = loaded.value.as_ref();
    let mut inputs = vec![text.input];
    let mut table = |path: Option<&Path>| -> Result<Option<Text>, Failure> {
        let text = path.map(input::read).transpose()?;
        inputs.extend(text.as_ref().map(|text| text.input.clone()));
        Ok(text)
    };
    let (plan, months) = (table(arguments.plan.as_deref())?, table(arguments.pay.pay_file.as_deref())?);
    let plan = plan.map(|text| month_file::read_plan(&text.source));
    let months = months.map(|text| month_file::read_months(&text.source));
    let (plan, months) = both(plan.transpose(), months.transpose())?;
    let months = months.unwrap_or_default();
    let (tables, of_tables) = net_tables(&arguments.pay)?;
    let pays = Pays::expected(&arguments.pay, &tables, &months, arguments.told, arguments.member.leaver)?;
    let mut assumptions: Vec<String> = Vec::new();
    assumptions.extend(policy.assumed.as_ref().map(|why| format!("The policy: {}.", why.trim_end_matches('.'))));
    if policy.days_of_gross.is_some() && arguments.pay.salary.is_none() {
        assumptions.push("The salary of a year is taken as twelve months of pay.".to_owned());
    }
    let recovered = arguments.recovered(policy, &overpaid, &tables, &mut assumptions)?;
    if pays.is_estimated() || recovered.iter().any(|month| month.worth.is_some()) {
        inputs.extend(of_tables);
    }
    let debt = arguments.debt(&overpaid, &recovered);
    if debt.balance <= Money::ZERO {
        let why = "nothing of it was in the member's hand, as estimated, and nothing is to be recovered";
        return Err(Failure::Message(why.to_owned()));
    }
    let schedule = recovery::schedule(policy, &debt, &pays.expected, arguments.over);
    let broken = plan.as_ref().map(|plan| recovery::check(policy, &debt, &pays.expected, plan));
    if arguments.member.leaver.is_some_and(|day| months.iter().all(|row| row.month != Month::of(day))) {
        assumptions.push("The final month's pay is as that of other months.".to_owned());
    }
    // What would make a plan fit can need any month.
    let last = schedule.instalments.last().map(|last| last.pay.paid_on);
    let of_plan = plan.iter().flatten().map(|(month, _)| day_of(*month, arguments.pay.pay_day)).max();
    let until = last.max(of_plan).filter(|_| !matches!(schedule.outcome, Outcome::Short(_)));
    assumptions.extend(pays.assumptions(until));
    if arguments.gross && recovered.iter().all(|month| month.worth.is_none()) {
        assumptions.push("A gross instalment is held to limits on net pay as it stands; it lowers net pay by less.".to_owned());
    }
    let known = Circumstances {
        jurisdiction: arguments.member.jurisdiction.into(),
        claimed: arguments.member.claim_date,
        leaves: arguments.member.leaver,
        pensioner: arguments.member.pensioner,
        queried: arguments.member.queried,
    };
    let flags = recovery::flags(&debt, pays.expected.first(), &known);
    let refused = match &broken {
        Some(broken) => !broken.is_empty(),
        None => matches!(schedule.outcome, Outcome::Short(_)),
    };
    let view = RecoverView {
        policy,
        debt: &debt,
        stated: arguments.balance,
        schedule: &schedule,
        plan: plan.as_deref().zip(broken.as_deref()).map(|(months, breaks)| CheckedPlan { months, breaks }),
        flags: &flags,
        estimates: &pays.estimates,
        recovered: &recovered,
        assumptions,
        explain: arguments.output.explain,
        inputs,
    };
    warn(&loaded.warnings);
    arguments.output.write(&report::recover(&view), When::Never)?;
    Ok(if refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Both of two tables, or everything that is wrong with either.
fn both<A, B>(one: Result<A, Vec<Diagnostic>>, other: Result<B, Vec<Diagnostic>>) -> Result<(A, B), Failure> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (one, other) => Err(one.err().into_iter().chain(other.err()).flatten().collect::<Vec<_>>().into()),
    }
}

/// A policy's text: a shipped id, or a file.
fn policy_text(reference: &str) -> Result<Text, Failure> {
    if let Some(text) = scale_file::policy_text(reference) {
        return input::shipped_text(reference, Some(text));
    }
    let path = Path::new(reference);
    if path.is_file() {
        return input::read_as(path, FileKind::Policy);
    }
    let ids: Vec<&str> = scale_file::policy_ids().collect();
    let title = format!("no recovery policy `{reference}` is shipped, and there is no such file");
    Err(Diagnostic::new(Code::UnknownScale, title).maybe_help(suggestion(reference, ids)).into())
}

impl RecoverArgs {
    /// The months in which it arose.
    fn overpaid(&self) -> Result<Vec<Month>, Failure> {
        let until = self.overpaid_until.unwrap_or(self.overpaid_from);
        let problem = if until < self.overpaid_from {
            format!("--overpaid-until {until} is before --overpaid-from {}", self.overpaid_from)
        } else if until > Month::of(self.told) {
            format!("--overpaid-until {until} is after --told {}: what is still to be paid can be put right", self.told)
        } else if self.balance.is_zero() {
            "--balance 0: nothing is to be recovered".to_owned()
        } else if self.member.leaver.is_some_and(|leaves| Month::of(leaves) < Month::of(self.told)) {
            "--leaver is before the month of --told: no pay is left to recover from, and the balance is to be invoiced".to_owned()
        } else {
            let period = Period::new(self.overpaid_from.period().start, until.period().end);
            return Ok(Month::touched_by(period).collect());
        };
        Err(Failure::Message(problem))
    }

    /// What of each month is recovered, where a gross balance is to be taken net.
    fn recovered(
        &self,
        policy: &RecoveryPolicy,
        overpaid: &[Month],
        tables: &NetTables,
        assumptions: &mut Vec<String>,
    ) -> Result<Vec<Recoverable>, Failure> {
        let from = policy.notice.map_or(self.told, |notice| notice.after(self.told));
        let basis = match policy.basis {
            Some(basis) if self.gross && basis != Basis::Gross => basis,
            Some(basis) if self.net && basis != Basis::Net => {
                let gross = |month: &Month| is_gross(basis, day_of(*month, self.pay.pay_day), from);
                if overpaid.iter().any(gross) {
                    let what = "The policy recovers a gross sum, and the balance is net: it is recovered as it stands.";
                    assumptions.push(what.to_owned());
                }
                return Ok(Vec::new());
            }
            _ => return Ok(Vec::new()),
        };
        if overpaid.len() > 1 {
            assumptions.push(format!("The balance arose in equal shares over {} months.", overpaid.len()));
        }
        if self.due.is_none() {
            assumptions.push("In the months of the overpayment the pay of coming months was due.".to_owned());
        }
        let due = self.due.unwrap_or(self.pay.pay);
        let months = shares(self.balance, overpaid.len()).into_iter().zip(overpaid).map(|(share, month)| {
            let paid_on = day_of(*month, self.pay.pay_day);
            let pay = |gross| MonthsPay { paid_on, gross, pensionable: gross, arrears: Money::ZERO };
            Overpaid { due: pay(due), paid: pay(due + share) }
        });
        recoverable(tables, basis, &months.collect::<Vec<_>>(), from)
            .map_err(|why| Failure::Message(format!("the net sum cannot be estimated: {why}; give the net balance with --net")))
    }

    fn debt(&self, overpaid: &[Month], recovered: &[Recoverable]) -> Debt {
        let alone = (overpaid.len() == 1).then_some(self.balance);
        let parts =
            overpaid.iter().enumerate().map(|(index, month)| (*month, recovered.get(index).map(|part| part.amount).or(alone)));
        let arose: Vec<(Month, Option<Money>)> = parts.collect();
        let balance = if recovered.is_empty() { self.balance } else { recovered.iter().map(|part| part.amount).sum() };
        Debt { balance, arose, told: self.told }
    }
}

/// A sum in so many shares, equal to the penny but for the last.
fn shares(sum: Money, count: usize) -> Vec<Money> {
    let parts = u32::try_from(count).unwrap_or(1).max(1);
    let share = Rounding::to_pence(Mode::Down).round(&sum.exact().over(parts)).unwrap_or(sum);
    let mut shares = vec![share; count];
    if let Some(last) = shares.last_mut() {
        let others = Rounding::to_pence(Mode::Down).round(&share.exact().times(&Exact::from(i64::from(parts - 1))));
        *last = sum - others.unwrap_or(Money::ZERO);
    }
    shares
}
