//! A recovery schedule, an employer's plan held against a policy, and what is worth raising.

pub(super) mod json;
mod said;

use self::said::{flag, held, rule, summary, term, value, what_would_fit};
use super::statutory::terms;
use super::{Assumption, AuditView, Block, ColumnKind, Grid, Input, Report, audit, words};
use crate::calendar::{Month, written, written_short};
use crate::money::{Currency, Money};
use crate::net_pay::{NetPay, Recoverable};
use crate::recovery::{Breach, Debt, Flag, Instalment, Outcome, RecoveryPolicy, Schedule};

/// Net pay that was estimated, and for which months alike.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Estimated {
    /// The months, in order.
    pub months: Vec<Month>,
    /// The estimate.
    pub net: NetPay,
}

/// An employer's plan and the rules that it breaks.
#[derive(Clone, Copy, Debug)]
pub struct CheckedPlan<'a> {
    /// What it takes, by month.
    pub months: &'a [(Month, Money)],
    /// What it breaks.
    pub breaks: &'a [Breach],
}

/// What the report is made from.
#[derive(Debug)]
pub struct RecoverView<'a> {
    /// The policy.
    pub policy: &'a RecoveryPolicy,
    /// What is recovered.
    pub debt: &'a Debt,
    /// The balance as it was given: gross, where the debt is the net sum of it.
    pub stated: Money,
    /// The plan by the policy.
    pub schedule: &'a Schedule,
    /// An employer's plan that was checked.
    pub plan: Option<CheckedPlan<'a>>,
    /// What is worth raising.
    pub flags: &'a [Flag],
    /// Net pay that was estimated.
    pub estimates: &'a [Estimated],
    /// How the net sum came about, month by month; empty where the balance is recovered as it stands.
    pub recovered: &'a [Recoverable],
    /// The audit that the balance comes from, where the result shows it.
    pub audit: Option<&'a AuditView>,
    /// What was taken for granted.
    pub assumptions: Vec<Assumption>,
    /// Whether limits are shown month by month.
    pub explain: bool,
    /// Files.
    pub inputs: Vec<Input>,
}

impl RecoverView<'_> {
    /// The estimate of a month, if its net pay is one.
    fn estimate(&self, month: Month) -> Option<&Estimated> {
        self.estimates.iter().find(|estimated| estimated.months.contains(&month))
    }

    /// Those estimates that the result rests on.
    fn estimates_used(&self) -> impl Iterator<Item = &Estimated> {
        let of_plan = self.plan.map_or(&[][..], |plan| plan.months).iter().map(|(month, _)| *month);
        let months: Vec<Month> = self.schedule.instalments.iter().map(|one| Month::of(one.pay.paid_on)).chain(of_plan).collect();
        self.estimates.iter().filter(move |estimated| estimated.months.iter().any(|month| months.contains(month)))
    }

    /// What was taken for granted, with that of the estimates.
    pub(super) fn all_assumptions(&self) -> Vec<String> {
        let mut all: Vec<Assumption> =
            self.audit.into_iter().flat_map(|audit| &audit.assumptions).chain(&self.assumptions).cloned().collect();
        let of_worth =
            self.recovered.iter().filter_map(|month| month.worth.as_ref()).flat_map(|worth| [&worth.with, &worth.without]);
        let of_estimates = self.estimates_used().map(|estimated| &estimated.net).chain(of_worth);
        all.extend(of_estimates.flat_map(|net| &net.assumptions).cloned().map(Assumption::from));
        words::assumptions(&all)
    }

    /// Where the figures come from.
    pub(super) fn sources(&self) -> Vec<String> {
        let mut all: Vec<String> = self.audit.map_or_else(Vec::new, audit::sources);
        all.extend(self.policy.source.iter().map(|source| format!("{}: {source}", self.policy.title)));
        let of_worth =
            self.recovered.iter().filter_map(|month| month.worth.as_ref()).flat_map(|worth| [&worth.with, &worth.without]);
        for line in self.estimates_used().map(|estimated| &estimated.net).chain(of_worth).flat_map(|net| &net.sources) {
            if !all.contains(line) {
                all.push(line.clone());
            }
        }
        all
    }
}

/// An amount, to the penny.
fn pounds(amount: Money) -> String {
    Currency::pounds().written_to_the_penny(amount)
}

/// The schedule or the check, why each instalment is what it is, what is worth raising, what is assumed, and where it comes from.
pub fn recover(view: &RecoverView<'_>) -> Report {
    let mut blocks = plan_blocks(view);
    for (title, items) in [("Assumed", view.all_assumptions()), ("Sources", view.sources())] {
        if !items.is_empty() {
            blocks.push(Block::List { title: title.to_owned(), items });
        }
    }
    let grid = view.plan.map_or_else(|| schedule_grid(view), |plan| breaches_grid(view, plan.breaks));
    Report { blocks, grid, json: json::of(view), ..Report::default() }
}

/// The plan and everything about it but what it assumes and where it comes from.
pub(super) fn plan_blocks(view: &RecoverView<'_>) -> Vec<Block> {
    let balance = pounds(view.debt.balance);
    let mut blocks = vec![Block::Heading(format!("Recovery of {balance}: {}", view.policy.title))];
    if let Some((audit, member)) = view.audit.and_then(|audit| Some((audit, audit.members.first()?))) {
        blocks.extend(audit::sums_and_explanation(audit, member));
    }
    blocks.extend(worth(view));
    match view.plan {
        None => blocks.extend(by_the_policy(view)),
        Some(plan) => {
            blocks.extend(checked(view, plan));
            blocks.push(Block::Heading("By the policy".to_owned()));
            blocks.extend(by_the_policy(view));
        }
    }
    if view.explain {
        blocks.push(Block::Table(limits_table(view)));
        blocks.push(Block::Text(
            "Limits are cut down to the penny and an equal instalment goes up to it, so the odd instalment is the smaller one and all sum to \
             the balance. A day's pay is a 365th of a year's salary."
                .to_owned(),
        ));
    }
    let flags = view.flags.iter().map(flag).collect();
    blocks.push(Block::List { title: "Worth raising, for others to decide".to_owned(), items: flags });
    blocks.push(Block::List { title: "Terms of the policy".to_owned(), items: terms(view.policy) });
    let estimates: Vec<String> = view.estimates_used().map(estimate).collect();
    if !estimates.is_empty() {
        blocks.push(Block::List { title: "Net pay, estimated".to_owned(), items: estimates });
    }
    blocks
}

/// How a gross balance became the sum that is recovered.
fn worth(view: &RecoverView<'_>) -> Option<Block> {
    let net = view.recovered.iter().filter(|month| month.worth.is_some()).count();
    let gross = view.recovered.len() - net;
    let stated = pounds(view.stated);
    let text = match (net, gross) {
        (0, 0) => return None,
        (0, _) => format!("The policy recovers the gross sum of this tax year: {stated} as it stands."),
        (_, 0) => format!(
            "Of {stated} gross the member had {} in hand, as estimated: net pay with it less net pay without it. That is recovered.",
            pounds(view.debt.balance)
        ),
        _ => format!(
            "Of {stated} gross, {} is recovered: the gross sum of this tax year, and of earlier ones what the member had in hand, as estimated.",
            pounds(view.debt.balance)
        ),
    };
    Some(Block::Text(text))
}

/// The plan by the policy: how it ends, the instalments, and what would make it fit.
fn by_the_policy(view: &RecoverView<'_>) -> Vec<Block> {
    let schedule = view.schedule;
    let mut blocks = vec![Block::Text(summary(view))];
    if !schedule.instalments.is_empty() {
        blocks.push(Block::Table(schedule_table(view)));
    }
    if let Outcome::Short(short) = &schedule.outcome {
        blocks.push(Block::List { title: "What would make it fit".to_owned(), items: what_would_fit(view, short) });
    }
    blocks
}

fn schedule_table(view: &RecoverView<'_>) -> Grid {
    let instalments = &view.schedule.instalments;
    let estimated = |one: &Instalment| view.estimate(Month::of(one.pay.paid_on)).is_some();
    let all = instalments.iter().all(estimated);
    let mark = |one: &Instalment| if !all && estimated(one) { " est." } else { "" };
    let mut table = Grid::new(&[
        ("Paid on", ColumnKind::Name),
        (if all { "Net pay (estimate)" } else { "Net pay" }, ColumnKind::Number),
        ("Taken", ColumnKind::Number),
        ("Net left", ColumnKind::Number),
        ("Owed then", ColumnKind::Number),
        ("Held to", ColumnKind::Text),
    ]);
    table.rows = instalments
        .iter()
        .map(|one| {
            vec![
                written_short(one.pay.paid_on),
                format!("{}{}", pounds(one.pay.net), mark(one)),
                pounds(one.taken),
                pounds(one.pay.net - one.pay.other_deductions - one.taken),
                pounds(one.left),
                term(view, one.bound),
            ]
        })
        .collect();
    table
}

/// The employer's plan, line by line where it breaks a rule.
fn checked(view: &RecoverView<'_>, plan: CheckedPlan<'_>) -> Vec<Block> {
    let CheckedPlan { months: plan, breaks: broken } = plan;
    let total: Money = plan.iter().map(|(_, amount)| *amount).sum();
    let left = if total < view.debt.balance { format!(", leaves {}", pounds(view.debt.balance - total)) } else { String::new() };
    let months = plan.iter().filter(|(_, amount)| !amount.is_zero()).count();
    let plan =
        format!("The employer's plan takes {} in {months} month{}", pounds(total), if months == 1 { "" } else { "s" }) + &left;
    if broken.is_empty() {
        return vec![Block::Text(format!("{plan} and keeps to every rule of the policy."))];
    }
    let count = broken.len();
    let text = format!("{plan} and breaks the policy {count} time{}.", if count == 1 { "" } else { "s" });
    let mut table = Grid::new(&[
        ("Month", ColumnKind::Name),
        ("Policy", ColumnKind::Number),
        ("Plan", ColumnKind::Number),
        ("Too much", ColumnKind::Number),
        ("Rule", ColumnKind::Text),
    ]);
    table.rows = broken
        .iter()
        .map(|breach| {
            vec![
                breach.month.map_or_else(|| "in all".to_owned(), |month| month.to_string()),
                held(breach.limit),
                held(breach.taken),
                breach.excess().map_or_else(String::new, pounds),
                rule(view, breach.rule),
            ]
        })
        .collect();
    vec![Block::Text(text), Block::Table(table)]
}

/// Each limit in each month.
fn limits_table(view: &RecoverView<'_>) -> Grid {
    let mut table = Grid::new(&[("Paid on", ColumnKind::Name), ("Room", ColumnKind::Number), ("Limit", ColumnKind::Text)]);
    for one in &view.schedule.instalments {
        for (limit, room) in &one.limits {
            table.rows.push(vec![written_short(one.pay.paid_on), pounds(*room), term(view, *limit)]);
        }
    }
    table
}

/// How an estimate came about.
fn estimate(estimated: &Estimated) -> String {
    let net = &estimated.net;
    let rate = net.pension_rate.map_or_else(String::new, |rate| format!(" ({rate})"));
    let pension = net.pension_rate.map_or_else(String::new, |_| format!(" less pension {}{rate}", pounds(net.pension)));
    let from = estimated.months.first().map_or_else(String::new, |month| month.written());
    format!(
        "From {from}: {} gross{pension}, tax {} (on {}) and National Insurance {} is {}.",
        pounds(net.gross),
        pounds(net.tax),
        pounds(net.taxable),
        pounds(net.national_insurance),
        pounds(net.net)
    )
}

pub(super) fn schedule_grid(view: &RecoverView<'_>) -> Grid {
    let columns = ["paid_on", "gross", "net", "net_is_estimate", "other_deductions", "taken", "net_left", "owed", "held_to"];
    let mut grid = Grid::new(&columns.map(|column| (column, ColumnKind::Text)));
    grid.rows = view
        .schedule
        .instalments
        .iter()
        .map(|one| {
            let pay = &one.pay;
            let amounts = [pay.gross, pay.net].map(|amount| amount.to_string());
            let rest = [pay.other_deductions, one.taken, pay.net - pay.other_deductions - one.taken, one.left];
            let estimated = view.estimate(Month::of(pay.paid_on)).is_some();
            let mut row = vec![pay.paid_on.to_string()];
            row.extend(amounts);
            row.push(estimated.to_string());
            row.extend(rest.map(|amount| amount.to_string()));
            row.push(said::limit(one.bound).to_owned());
            row
        })
        .collect();
    grid
}

fn breaches_grid(view: &RecoverView<'_>, broken: &[Breach]) -> Grid {
    let columns = ["month", "rule", "policy", "plan", "excess", "says"];
    let mut grid = Grid::new(&columns.map(|column| (column, ColumnKind::Text)));
    grid.rows = broken
        .iter()
        .map(|breach| {
            vec![
                breach.month.map_or_else(String::new, |month| month.to_string()),
                said::rule_word(breach.rule).to_owned(),
                value(breach.limit),
                value(breach.taken),
                breach.excess().map_or_else(String::new, |excess| excess.to_string()),
                rule(view, breach.rule),
            ]
        })
        .collect();
    grid
}

/// A period of pay as people write it.
fn span(instalments: &[Instalment]) -> String {
    let day = |one: Option<&Instalment>| one.map_or_else(String::new, |one| written(one.pay.paid_on));
    match instalments {
        [one] => format!("on {}", day(Some(one))),
        _ => format!("from {} to {}", day(instalments.first()), day(instalments.last())),
    }
}
