//! `payspine recover`.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use clap::{Arg, Args, Id, ValueEnum};

use super::audit::{PaidArgs, put_paid};
use super::line::Line;
use super::{Ask, Output, Save};
use crate::answer::typed::{INSTALMENTS, date, month, pounds, whole};
use crate::answer::{Question, recover};
use crate::calendar::{Date, Month};
use crate::money::Money;
use crate::recovery::Jurisdiction;

/// Plan the recovery of an overpayment by an employer's policy, or check an employer's plan against it
///
/// The balance is given with --balance, or taken from the audit of one person's payslips. The policy is a file; no share of pay is built in.
/// Net pay is as printed on a payslip with --net-pay, and estimated by the dated tables otherwise. The plan fails, with what is left and
/// what would make it fit, where it cannot end in the time that the policy allows: exit code 1, as where a plan given with --plan breaks
/// the policy. What is worth raising is listed, never decided.
#[derive(Args, Debug)]
#[command(mut_args(only_with_payslips))]
#[command(after_help = concat!(
    "Examples:\n",
    "  payspine recover --policy policy.toml --balance 1508.92 --net --overpaid-from 2025-07 --told 2025-08-20 --pay 2700 --net-pay 2138.24\n",
    "  payspine recover overpaid.toml --payslips payslips.csv --policy armed-forces-jsp-754 --told 2008-06-20 --pay 1936.58 --net-pay 1480",
))]
pub(super) struct RecoverArgs {
    #[command(flatten)]
    stated: StatedArgs,
    #[command(flatten)]
    terms: TermsArgs,
    #[command(flatten, next_help_heading = "Payslips, instead of --balance")]
    paid: PaidArgs,
    #[command(flatten)]
    output: Output,
}

/// A balance that somebody has stated.
#[derive(Args, Debug)]
struct StatedArgs {
    /// What is to be recovered
    #[arg(long, value_name = "AMOUNT", value_parser = pounds, required_unless_present = "payslips", conflicts_with = "payslips")]
    balance: Option<Money>,
    /// The balance is gross; where the policy recovers the net sum, that is estimated
    #[arg(long, conflicts_with_all = ["net", "payslips"])]
    gross: bool,
    /// The balance is net; without --gross or --net it is taken as what the policy recovers
    #[arg(long, conflicts_with = "payslips")]
    net: bool,
    /// The first month in which it arose, as 2025-07
    #[arg(long, value_name = "MONTH", value_parser = month, required_unless_present = "payslips", conflicts_with = "payslips")]
    overpaid_from: Option<Month>,
    /// The last; the first unless given
    #[arg(long, value_name = "MONTH", value_parser = month, conflicts_with = "payslips")]
    overpaid_until: Option<Month>,
    /// The gross pay that was due in each of those months, to estimate the net sum; --pay unless given
    #[arg(long, value_name = "AMOUNT", value_parser = pounds, conflicts_with = "payslips")]
    due: Option<Money>,
}

/// How it is recovered. A statement needs none of it, so what is required is said where it is.
#[derive(Args, Debug)]
pub(super) struct TermsArgs {
    /// The recovery policy: a shipped id, or the path of your own
    #[arg(long, value_name = "ID|FILE", required = true)]
    pub(super) policy: Option<String>,
    /// The day on which the member was told
    #[arg(long, value_name = "DATE", value_parser = date, required = true)]
    told: Option<Date>,
    /// Spread it evenly over so many months, where the policy does not ask for more
    #[arg(long, value_name = "N", value_parser = |text: &str| whole::<u32>(text, &INSTALMENTS))]
    over: Option<u32>,
    /// An employer's plan to check: CSV with month and amount
    #[arg(long, value_name = "PLAN.csv")]
    plan: Option<PathBuf>,
    #[command(flatten)]
    pay: PayArgs,
    #[command(flatten)]
    member: MemberArgs,
}

/// The pay of coming months.
#[derive(Args, Debug)]
#[command(next_help_heading = "Pay of coming months")]
pub(super) struct PayArgs {
    /// Gross pay a month
    #[arg(long, value_name = "AMOUNT", value_parser = pounds, required = true)]
    pay: Option<Money>,
    /// Net pay a month as a payslip prints it, before any recovery; estimated unless given
    #[arg(long, value_name = "AMOUNT", value_parser = pounds)]
    net_pay: Option<Money>,
    /// The part of --pay that is pensionable; all of it unless given
    #[arg(long, value_name = "AMOUNT", value_parser = pounds)]
    pensionable: Option<Money>,
    /// What the member pays into the pension: a scheme of payspine scale show pension-member, alpha for short, or a rate such as 4.6%
    #[arg(long, value_name = "SCHEME|RATE")]
    pension: Option<String>,
    /// Income tax by the Scottish bands
    #[arg(long)]
    scottish_tax: bool,
    /// The salary of a year, for days of gross pay; twelve times --pay unless given
    #[arg(long, value_name = "AMOUNT", value_parser = pounds)]
    salary: Option<Money>,
    /// Other deductions a month that come first, such as an attachment of earnings
    #[arg(long, value_name = "AMOUNT", value_parser = pounds, default_value = "0")]
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

/// The arguments that a command has of its parts.
pub(super) fn ids_of<A: Args>() -> Vec<Id> {
    A::augment_args(clap::Command::new("ids")).get_arguments().map(|arg| arg.get_id().clone()).collect()
}

/// Whatever says who was paid what is asked for together, or not at all.
fn only_with_payslips(arg: Arg) -> Arg {
    static OF_AUDIT: LazyLock<Vec<Id>> = LazyLock::new(ids_of::<PaidArgs>);
    match arg.get_id().as_str() {
        "payslips" => arg.required(false).requires("roster"),
        "roster" => arg
            .required(false)
            .requires("payslips")
            .value_name("MEMBER.toml|ROSTER")
            .help("Whose payslips the balance is taken from: a member's file, or a roster with --id"),
        _ if OF_AUDIT.contains(arg.get_id()) => arg.requires("payslips"),
        _ => arg,
    }
}

impl TermsArgs {
    pub(super) fn asked(&self) -> recover::RecoveryTerms {
        let (pay, member) = (&self.pay, &self.member);
        recover::RecoveryTerms {
            policy: self.policy.clone(),
            told: self.told,
            over: self.over,
            plan: self.plan.clone(),
            pay: recover::ComingPay {
                pay: pay.pay,
                net_pay: pay.net_pay,
                pensionable: pay.pensionable,
                pension: pay.pension.clone(),
                scottish_tax: pay.scottish_tax,
                salary: pay.salary,
                other_deductions: pay.other_deductions,
                pay_file: pay.pay_file.clone(),
                pay_day: pay.pay_day,
            },
            member: recover::MemberFacts {
                leaver: member.leaver,
                pensioner: member.pensioner,
                queried: member.queried,
                jurisdiction: member.jurisdiction.into(),
                claim_date: member.claim_date,
            },
        }
    }

    /// The files that are read.
    pub(super) fn reads(&self) -> Vec<&Path> {
        let files = [self.policy.as_deref().map(Path::new), self.plan.as_deref(), self.pay.pay_file.as_deref()];
        files.into_iter().flatten().collect()
    }
}

/// The question as a command line.
pub(super) fn line(question: &recover::Question) -> Line {
    let recover::Question { stated, terms, paid, explain } = question;
    let recover::StatedBalance { balance, gross, net, overpaid_from, overpaid_until, due } = stated;
    let mut line = Line::new("recover");
    line.each("balance", balance);
    line.tick("gross", *gross);
    line.tick("net", *net);
    line.each("overpaid-from", overpaid_from);
    line.each("overpaid-until", overpaid_until);
    line.each("due", due);
    put_terms(terms, &mut line);
    put_paid(paid, &mut line);
    line.tick("explain", *explain);
    line
}

/// How it is recovered, on a command line.
pub(super) fn put_terms(terms: &recover::RecoveryTerms, line: &mut Line) {
    let recover::RecoveryTerms { policy, told, over, plan, pay, member } = terms;
    let recover::ComingPay { pay, net_pay, pensionable, pension, scottish_tax, salary, other_deductions, pay_file, pay_day } =
        pay;
    let recover::MemberFacts { leaver, pensioner, queried, jurisdiction, claim_date } = member;
    line.each("policy", policy);
    line.each("told", told);
    line.each("pay", pay);
    line.each("net-pay", net_pay);
    line.each("pensionable", pensionable);
    line.each("pension", pension);
    line.tick("scottish-tax", *scottish_tax);
    line.each("salary", salary);
    line.each("other-deductions", (*other_deductions != Money::ZERO).then_some(other_deductions));
    line.paths("pay-file", pay_file);
    line.each("pay-day", pay_day);
    line.each("over", over);
    line.paths("plan", plan);
    line.each("leaver", leaver);
    line.tick("queried", *queried);
    line.tick("pensioner", *pensioner);
    line.each("claim-date", claim_date);
    line.each(
        "jurisdiction",
        match jurisdiction {
            Jurisdiction::EnglandAndWales => None,
            Jurisdiction::Scotland => Some("scotland"),
            Jurisdiction::NorthernIreland => Some("northern-ireland"),
        },
    );
}

impl Ask for RecoverArgs {
    fn question(&self) -> Question {
        let stated = &self.stated;
        Question::Recover(Box::new(recover::Question {
            stated: recover::StatedBalance {
                balance: stated.balance,
                gross: stated.gross,
                net: stated.net,
                overpaid_from: stated.overpaid_from,
                overpaid_until: stated.overpaid_until,
                due: stated.due,
            },
            terms: self.terms.asked(),
            paid: self.paid.asked(),
            explain: self.output.explain,
        }))
    }

    fn output(&self) -> Option<&Output> {
        Some(&self.output)
    }

    fn reads(&self) -> Vec<&Path> {
        [self.terms.reads(), self.paid.reads()].concat()
    }

    fn saves(&self) -> Vec<Save<'_>> {
        self.paid.saves()
    }
}
