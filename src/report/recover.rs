//! A recovery schedule, an employer's plan held against a policy, and what is worth raising.

pub(super) mod json;
mod said;

use self::said::{flag, held, rule, summary, term, what_would_fit};
use super::rests_on::merged;
use super::statutory::terms;
use super::text::text;
use super::{
    Assumed, Assumption, AuditView, Beside, Block, Cell, ColumnKind, Derivation, Extent, Input, Report, RestsOn, Role, Section,
    Table, Text, Value, audit, members,
};
use crate::calendar::{Month, written};
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
    pub(super) fn all_assumed(&self) -> Vec<Assumed> {
        let of_audit = self.audit.into_iter().flat_map(|audit| &audit.assumptions);
        let of_estimates = self.estimates_behind().flat_map(|net| &net.assumptions).cloned().map(Assumption::from);
        let all: Vec<Assumption> = of_audit.chain(&self.assumptions).cloned().chain(of_estimates).collect();
        Assumed::all(&all)
    }

    /// The estimates of net pay behind the result.
    fn estimates_behind(&self) -> impl Iterator<Item = &NetPay> {
        let of_recovered = self.recovered.iter().filter_map(|month| month.net.as_ref());
        let of_recovered = of_recovered.flat_map(|both| [&both.with, &both.without]);
        self.estimates_used().map(|estimated| &estimated.net).chain(of_recovered)
    }

    /// Where the figures come from.
    pub(super) fn sources(&self) -> Vec<String> {
        let mut all: Vec<String> = self.audit.map_or_else(Vec::new, |audit| audit.sources.clone());
        all.extend(self.policy.source.iter().map(|source| format!("{}: {source}", self.policy.title)));
        merged(all, self.estimates_behind().flat_map(|net| net.sources.clone()).collect())
    }
}

/// An amount, to the penny.
fn pounds(amount: Money) -> String {
    Currency::pounds().written_to_the_penny(amount)
}

/// The same in a cell.
fn pence(amount: Money) -> Cell {
    Cell::pence(&Currency::pounds(), amount)
}

/// The schedule or the check, why each instalment is what it is, what is worth raising, what is assumed, and where it comes from.
pub fn recover(view: &RecoverView<'_>) -> Report {
    Report {
        title: title(view),
        headline: headline(view),
        sections: sections(view),
        rests_on: rests_on(view),
        table: view.plan.map_or_else(|| schedule_for_programs(view), |plan| breaches_for_programs(view, plan.breaks)),
        json: members(json::of(view)),
        ..Report::default()
    }
}

/// What the plan rests on.
pub(super) fn rests_on(view: &RecoverView<'_>) -> RestsOn {
    let inputs = view.audit.iter().flat_map(|audit| &audit.inputs).chain(&view.inputs);
    RestsOn {
        assumed: view.all_assumed(),
        sources: view.sources(),
        inputs: inputs.cloned().collect(),
        lists_sources: true,
        extent: Extent::Touching.all_or(view.explain),
        ..RestsOn::default()
    }
}

/// What is recovered, and by what.
pub(super) fn title(view: &RecoverView<'_>) -> String {
    format!("Recovery of {}: {}", pounds(view.debt.balance), view.policy.title)
}

/// How the plan ends, or whether the employer's keeps to the policy.
pub(super) fn headline(view: &RecoverView<'_>) -> Vec<Text> {
    match view.plan {
        None => vec![summary(view).into()],
        Some(plan) => vec![plan_summary(view, plan)],
    }
}

/// The plan and everything about it but what it assumes and where it comes from.
pub(super) fn sections(view: &RecoverView<'_>) -> Vec<Section> {
    let mut answer = Section::new(Role::Answer);
    if let Some((audit, member)) = view.audit.and_then(|audit| Some((audit, audit.members.first()?))) {
        answer = answer.and(audit::sums_and_explanation(audit, member));
    }
    answer = answer.and(worth(view));
    let mut sections = Vec::new();
    match view.plan {
        None => sections.push(answer.and(by_the_policy(view))),
        Some(plan) => {
            sections.push(answer.and(checked(view, plan)));
            let policy = Section::titled(Role::Answer, "By the policy").with(Text::from(summary(view)));
            sections.push(policy.and(by_the_policy(view)));
        }
    }
    if view.explain {
        sections.push(Section::new(Role::Working).with(limits_table(view)).with(Text::from(
            "Limits are cut down to the penny and an equal instalment goes up to it, so the odd instalment is the smaller one and all sum to \
             the balance. A day's pay is a 365th of a year's salary.",
        )));
    }
    let flags = view.flags.iter().map(flag);
    sections.extend(Section::list(Role::Answer, "Worth raising, for others to decide", flags));
    sections.extend(Section::list(Role::Rules, "Terms of the policy", terms(view.policy)));
    sections.extend(Section::list(Role::Working, "Net pay, estimated", view.estimates_used().map(estimate)));
    sections
}

/// How a gross balance became the sum that is recovered.
fn worth(view: &RecoverView<'_>) -> Option<Block> {
    let net = view.recovered.iter().filter(|month| month.net.is_some()).count();
    let gross = view.recovered.len() - net;
    let (stated, recovered) = (pence(view.stated), pence(view.debt.balance));
    Some(Block::Text(match (net, gross) {
        (0, 0) => return None,
        (0, _) => text!["The policy recovers the gross sum of this tax year: ", stated, " as it stands."],
        (_, 0) => {
            let how = " in hand, as estimated: net pay with it less net pay without it. That is recovered.";
            text!["Of ", stated, " gross the member had ", recovered, how]
        }
        _ => {
            let how =
                " is recovered: the gross sum of this tax year, and of earlier ones what the member had in hand, as estimated.";
            text!["Of ", stated, " gross, ", recovered, how]
        }
    }))
}

/// The plan by the policy: the instalments, and what would make it fit.
fn by_the_policy(view: &RecoverView<'_>) -> Vec<Block> {
    let schedule = view.schedule;
    let mut blocks = Vec::new();
    if !schedule.instalments.is_empty() {
        blocks.push(Block::Table(schedule_table(view)));
    }
    if let Outcome::Short(short) = &schedule.outcome {
        blocks.extend(Block::list("What would make it fit", what_would_fit(view, short)));
    }
    blocks
}

fn schedule_table(view: &RecoverView<'_>) -> Table {
    let instalments = &view.schedule.instalments;
    let estimated = |one: &Instalment| view.estimate(Month::of(one.pay.paid_on)).is_some();
    let all = instalments.iter().all(estimated);
    let columns = [
        ("Paid on", ColumnKind::Name),
        (if all { "Net pay (estimate)" } else { "Net pay" }, ColumnKind::Number),
        ("Taken", ColumnKind::Number),
        ("Net left", ColumnKind::Number),
        ("Owed then", ColumnKind::Number),
        ("Held to", ColumnKind::Text),
    ];
    let mut table = Table::new("Instalments", &columns);
    table.columns[1].beside = vec!["note".to_owned()];
    table.rows = instalments
        .iter()
        .map(|one| {
            let net = pence(one.pay.net);
            let is_marked = !all && estimated(one);
            vec![
                Cell::date(one.pay.paid_on),
                if is_marked { net.with(Beside::Behind(Value::Text("est.".to_owned()))) } else { net },
                pence(one.taken).because(taken(view, one)),
                pence(one.pay.net - one.pay.other_deductions - one.taken),
                pence(one.left),
                Cell::text(term(view, one.bound)),
            ]
        })
        .collect();
    table
}

/// Why an instalment is what it is: the least of what the policy leaves room for.
fn taken(view: &RecoverView<'_>, one: &Instalment) -> Derivation {
    Derivation {
        rule: format!("Held to {}: the least of these", term(view, one.bound)),
        rounding: None,
        source: view.policy.source.clone(),
        from: one.limits.iter().map(|(limit, room)| (term(view, *limit), pence(*room))).collect(),
    }
}

/// How an employer's plan stands to the policy.
fn plan_summary(view: &RecoverView<'_>, plan: CheckedPlan<'_>) -> Text {
    let CheckedPlan { months, breaks } = plan;
    let total: Money = months.iter().map(|(_, amount)| *amount).sum();
    let count = months.iter().filter(|(_, amount)| !amount.is_zero()).count();
    let mut said =
        text!["The employer's plan takes ", pence(total), format!(" in {count} month{}", if count == 1 { "" } else { "s" })];
    if total < view.debt.balance {
        said = said.and(text![", leaves ", pence(view.debt.balance - total)]);
    }
    match breaks.len() {
        0 => said.and(" and keeps to every rule of the policy."),
        1 => said.and(" and breaks the policy 1 time."),
        times => said.and(format!(" and breaks the policy {times} times.")),
    }
}

/// The employer's plan, line by line where it breaks a rule.
fn checked(view: &RecoverView<'_>, plan: CheckedPlan<'_>) -> Option<Block> {
    let broken = plan.breaks;
    let columns = [
        ("Month", ColumnKind::Name),
        ("Policy", ColumnKind::Number),
        ("Plan", ColumnKind::Number),
        ("Too much", ColumnKind::Number),
        ("Rule", ColumnKind::Text),
    ];
    let mut table = Table::new("Rules that are broken", &columns);
    table.rows = broken
        .iter()
        .map(|breach| {
            vec![
                breach.month.map_or_else(|| Cell::text("in all"), Cell::month),
                held(breach.limit),
                held(breach.taken),
                Cell::or_empty(breach.excess(), pence),
                Cell::text(rule(view, breach.rule)),
            ]
        })
        .collect();
    (!broken.is_empty()).then_some(Block::Table(table))
}

/// Each limit in each month.
fn limits_table(view: &RecoverView<'_>) -> Table {
    let columns = [("Paid on", ColumnKind::Name), ("Room", ColumnKind::Number), ("Limit", ColumnKind::Text)];
    let mut table = Table::new("Limits month by month", &columns);
    for one in &view.schedule.instalments {
        for (limit, room) in &one.limits {
            table.rows.push(vec![Cell::date(one.pay.paid_on), pence(*room), Cell::text(term(view, *limit))]);
        }
    }
    table
}

/// How an estimate came about.
fn estimate(estimated: &Estimated) -> Text {
    let net = &estimated.net;
    let from = estimated.months.first().map_or_else(Cell::nothing, |month| Cell::named_month(*month));
    let mut said = text!["From ", from, ": ", pence(net.gross), " gross"];
    if let Some(rate) = net.pension_rate {
        said = said.and(text![" less pension ", pence(net.pension), format!(" ({rate})")]);
    }
    let tax = text![", tax ", pence(net.tax), " (on ", pence(net.taxable), ")"];
    said.and(tax).and(text![" and National Insurance ", pence(net.national_insurance), " is ", pence(net.net), "."])
}

/// The plan by the policy, for programs.
pub(super) fn schedule_for_programs(view: &RecoverView<'_>) -> Table {
    let columns = ["paid_on", "gross", "net", "net_is_estimate", "other_deductions", "taken", "net_left", "owed", "held_to"];
    let mut table = Table::plain(&columns);
    table.rows = view
        .schedule
        .instalments
        .iter()
        .map(|one| {
            let pay = &one.pay;
            let estimated = view.estimate(Month::of(pay.paid_on)).is_some();
            vec![
                Cell::date(pay.paid_on),
                pence(pay.gross),
                pence(pay.net),
                Cell::text(estimated.to_string()),
                pence(pay.other_deductions),
                pence(one.taken),
                pence(pay.net - pay.other_deductions - one.taken),
                pence(one.left),
                Cell::text(said::limit(one.bound)),
            ]
        })
        .collect();
    table
}

fn breaches_for_programs(view: &RecoverView<'_>, broken: &[Breach]) -> Table {
    let mut table = Table::plain(&["month", "rule", "policy", "plan", "excess", "says"]);
    table.rows = broken
        .iter()
        .map(|breach| {
            vec![
                Cell::or_empty(breach.month, Cell::month),
                Cell::text(said::rule_word(breach.rule)),
                held(breach.limit),
                held(breach.taken),
                Cell::or_empty(breach.excess(), pence),
                Cell::text(rule(view, breach.rule)),
            ]
        })
        .collect();
    table
}

/// A period of pay as people write it.
fn span(instalments: &[Instalment]) -> String {
    let day = |one: Option<&Instalment>| one.map_or_else(String::new, |one| written(one.pay.paid_on));
    match instalments {
        [one] => format!("on {}", day(Some(one))),
        _ => format!("from {} to {}", day(instalments.first()), day(instalments.last())),
    }
}
