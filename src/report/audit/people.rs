//! The audit of a payroll for people: sums, what went wrong how often, and whom it struck most.

use super::AuditView;
use crate::audit::{Because, Cause};
use crate::money::Money;
use crate::report::text::text;
use crate::report::{Block, Cell, ColumnKind, Table, Text, words};

pub(super) fn blocks(view: &AuditView) -> Vec<Block> {
    let mut blocks = vec![Block::Table(totals(view))];
    if view.totals.differ == 0 {
        return blocks;
    }
    // Of a few members each with its sentence the table would say nothing new.
    if view.totals.differ > view.members.len() as u64 {
        blocks.push(Block::Table(causes(view)));
    }
    blocks.extend(largest(view));
    blocks
}

/// How many differ, by how much, and how many of them are explained.
pub(super) fn headline(view: &AuditView) -> Text {
    let totals = &view.totals;
    if totals.differ == 0 {
        return all_right(view).into();
    }
    let pence = |amount: Money| Cell::pence(&view.scale.currency, amount);
    let mut sums = Vec::new();
    if totals.members_over > 0 {
        sums.push(text![words::number(totals.members_over), " overpaid by ", pence(totals.net_over), " on balance"]);
    }
    if totals.members_under > 0 {
        sums.push(text![words::number(totals.members_under), " underpaid by ", pence(totals.net_under), " on balance"]);
    }
    if sums.is_empty() {
        sums.push("on balance nothing is owed".into());
    }
    let differ = if totals.differ == 1 { "differs" } else { "differ" };
    let differ = format!("Of {}, {} {differ}", words::counted(totals.members, "member"), words::number(totals.differ));
    text![differ, ": "].and(Text::joined(sums, ", ")).and(".")
}

/// Sums of everybody.
fn totals(view: &AuditView) -> Table {
    let pence = |amount: Money| Cell::pence(&view.scale.currency, amount);
    let totals = &view.totals;
    let columns = [("Sum", ColumnKind::Text), ("Members", ColumnKind::Number), ("Amount", ColumnKind::Number)];
    let mut table = Table::new("Sums", &columns);
    let mut row = |what: &str, members: Option<u64>, amount: Money| {
        table.rows.push(vec![Cell::text(what), Cell::or_empty(members, Cell::number), pence(amount)]);
    };
    row("Due", Some(totals.members), totals.due);
    row("Paid", None, totals.paid);
    row("Overpaid on balance", Some(totals.members_over), totals.net_over);
    row("Underpaid on balance", Some(totals.members_under), totals.net_under);
    row("All overpayments", None, totals.overpaid);
    row("All underpayments", None, totals.underpaid);
    if !totals.back_pay_owed.is_zero() {
        row("Back pay owed to people who have left", None, totals.back_pay_owed);
    }
    if !totals.residue.is_zero() {
        row("Roundings, not counted", None, totals.residue);
    }
    table
}

/// That nobody differs, as far as there was anything to compare.
fn all_right(view: &AuditView) -> &'static str {
    let all = view.totals.months_without_payslip == 0 && view.without_payslips.is_empty();
    match view.totals.paid {
        none if none.is_zero() => "No payslip of anybody in the roster could be compared.",
        _ if all => "Everybody was paid what was due.",
        _ => "In the months with a payslip everybody was paid what was due.",
    }
}

/// What explains the differences, how often and with how much money.
fn causes(view: &AuditView) -> Table {
    let pence = |amount: Money| Cell::pence(&view.scale.currency, amount);
    let columns = [
        ("Because", ColumnKind::Text),
        ("Members", ColumnKind::Number),
        ("Months", ColumnKind::Number),
        ("Overpaid", ColumnKind::Number),
        ("Underpaid", ColumnKind::Number),
    ];
    let mut table = Table::new("Mistakes", &columns);
    for cause in in_order(view) {
        table.rows.push(vec![
            Cell::text(because(cause)),
            Cell::number(cause.members),
            Cell::number(cause.months),
            pence(cause.overpaid),
            pence(cause.underpaid),
        ]);
    }
    table
}

/// What explains the differences, what struck most members first and what is not explained last.
pub(super) fn in_order(view: &AuditView) -> Vec<&Cause> {
    let mut causes: Vec<&Cause> = view.totals.causes.iter().collect();
    let open = |cause: &Cause| matches!(cause.because, Because::InPart | Because::Nothing);
    causes.sort_by_key(|cause| (open(cause), std::cmp::Reverse(cause.members), because(cause)));
    causes
}

/// What explains them, in a few words.
pub(super) fn because(cause: &Cause) -> &'static str {
    match &cause.because {
        Because::One(mistake) => words::kind(mistake),
        Because::Two => "Two mistakes together",
        Because::InPart => "A mistake that explains most months",
        Because::Nothing => "No mistake that is looked for",
    }
}

/// Those who differ by most, and how to see the others.
fn largest(view: &AuditView) -> [Block; 2] {
    let columns = [
        ("Member", ColumnKind::Name),
        ("Months", ColumnKind::Number),
        ("Net", ColumnKind::Number),
        ("Because", ColumnKind::Text),
    ];
    let mut table = Table::new("Who differs most", &columns);
    for member in &view.members {
        table.rows.push(vec![
            Cell::text(&member.id),
            Cell::number(member.ledger.months_that_differ().len()),
            Cell::pence(&view.scale.currency, member.ledger.net()),
            Cell::text(words::explained(&view.scale, member.diagnosis.as_ref())),
        ]);
    }
    let totals = &view.totals;
    let mut sentence = format!("Explained: {} of {}.", words::number(totals.explained), words::counted(totals.differ, "member"));
    let shown = view.members.len() as u64;
    if totals.differ > shown {
        let formats = "CSV has every month of everybody that differs, and JSON the explanations too";
        sentence = format!("{sentence} Shown are the {shown} with the largest sums; {formats}.");
    }
    [Block::Table(table), Block::text(sentence)]
}
