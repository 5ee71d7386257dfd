//! `payspine statement`.

use std::path::Path;
use std::sync::LazyLock;

use clap::{Arg, Args, Id};

use super::audit::{PaidArgs, put_paid};
use super::line::Line;
use super::recover::{TermsArgs, ids_of, put_terms};
use super::{Ask, Output, Save};
use crate::answer::{Question, statement};

/// Write one person's page: what was due and paid, what explains it, what is owed, and how it is recovered
///
/// The audit of one person with its explanation; with --policy also the plan by which an overpayment is recovered. Where less was paid than
/// due on balance, it says what is owed to the member and plans nothing. --format html makes a page that prints on A4. Exit code 1 where
/// the plan does not fit the policy.
#[derive(Args, Debug)]
#[command(mut_args(only_with_a_policy))]
#[command(after_help = concat!(
    "Examples:\n",
    "  payspine statement overpaid.toml --payslips payslips.csv\n",
    "  payspine statement overpaid.toml --payslips payslips.csv --policy armed-forces-jsp-754 --told 2008-06-20 --pay 1936.58 --net-pay 1480 --out statement.html",
))]
pub(super) struct StatementArgs {
    #[command(flatten)]
    paid: PaidArgs,
    #[command(flatten, next_help_heading = "Recovery")]
    terms: TermsArgs,
    #[command(flatten)]
    output: Output,
}

/// A plan of recovery is asked for with a policy, and then needs what `recover` needs.
fn only_with_a_policy(arg: Arg) -> Arg {
    static OF_TERMS: LazyLock<Vec<Id>> = LazyLock::new(ids_of::<TermsArgs>);
    match arg.get_id().as_str() {
        "policy" => arg.required(false).requires("told").requires("pay"),
        "roster" => arg.value_name("MEMBER.toml|ROSTER").help("Whose statement: a member's file, or a roster with --id"),
        _ if OF_TERMS.contains(arg.get_id()) => arg.required(false).requires("policy"),
        _ => arg,
    }
}

/// The question as a command line.
pub(super) fn line(question: &statement::Question) -> Line {
    let statement::Question { paid, terms, explain } = question;
    let mut line = Line::new("statement");
    put_terms(terms, &mut line);
    put_paid(paid, &mut line);
    line.tick("explain", *explain);
    line
}

impl Ask for StatementArgs {
    fn question(&self) -> Question {
        Question::Statement(Box::new(statement::Question {
            paid: self.paid.asked(),
            terms: self.terms.asked(),
            explain: self.output.explain,
        }))
    }

    fn output(&self) -> Option<&Output> {
        Some(&self.output)
    }

    fn reads(&self) -> Vec<&Path> {
        [self.paid.reads(), self.terms.reads()].concat()
    }

    fn saves(&self) -> Vec<Save<'_>> {
        self.paid.saves()
    }
}
