//! `payspine statement`.

use std::process::ExitCode;
use std::sync::LazyLock;

use clap::{Arg, Args, Id};

use super::audit::{self, PaidArgs};
use super::recover::{Owed, Planned, TermsArgs, ids_of};
use super::{Failure, Output, When, warn};
use crate::money::Money;
use crate::report::{self, StatementView};

/// Write one person's page: what was due and paid, what explains it, what is owed, and how it is recovered
///
/// The audit of one person with its explanation; with --policy also the plan by which an overpayment is recovered. Where less was paid than
/// due on balance, it says what is owed to the member and plans nothing. --format html makes a page that prints on A4. Exit code 1 where
/// the plan does not fit the policy.
#[derive(Args, Debug)]
#[command(mut_args(only_with_a_policy))]
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

pub(super) fn run(arguments: &StatementArgs) -> Result<ExitCode, Failure> {
    arguments.output.apart(&arguments.paid.saves(), &[arguments.paid.files(), arguments.terms.files()].concat())?;
    let audit = audit::of_one(&arguments.paid)?;
    let overpaid = audit.members.first().is_some_and(|member| member.ledger.net() > Money::ZERO);
    let planned = match &arguments.terms.policy {
        Some(_) if overpaid => Some(Planned::new(&arguments.terms, &Owed::audited(&audit)?)?),
        _ => None,
    };
    let recovery = planned.as_ref().map(|planned| planned.view(None, arguments.output.explain));
    warn(planned.as_ref().map_or(&[], Planned::warnings));
    arguments.output.write(&report::statement(&StatementView { audit: &audit, recovery }), When::Never)?;
    Ok(if planned.is_some_and(|planned| planned.is_refused()) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
