//! The audit of a payroll for people: sums, what went wrong how often, and whom it struck most.

use super::AuditView;
use crate::audit::{Because, Cause};
use crate::money::Money;
use crate::report::{Block, ColumnKind, Grid, words};

pub(super) fn blocks(view: &AuditView) -> Vec<Block> {
    let mut blocks = vec![Block::Table(totals(view))];
    if view.totals.differ == 0 {
        blocks.push(Block::Text(all_right(view).to_owned()));
        return blocks;
    }
    // Of a few members each with its sentence the table would say nothing new.
    if view.totals.differ > view.members.len() as u64 {
        blocks.push(Block::Table(causes(view)));
    }
    blocks.extend(largest(view));
    blocks
}

/// Sums of everybody.
fn totals(view: &AuditView) -> Grid {
    let money = |amount: Money| view.scale.currency.written_to_the_penny(amount);
    let totals = &view.totals;
    let mut grid = Grid::new(&[("Sum", ColumnKind::Text), ("Members", ColumnKind::Number), ("Amount", ColumnKind::Number)]);
    let mut row = |what: &str, members: Option<u64>, amount: Money| {
        grid.rows.push(vec![what.to_owned(), members.map_or_else(String::new, words::number), money(amount)]);
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
    grid
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
fn causes(view: &AuditView) -> Grid {
    let money = |amount: Money| view.scale.currency.written_to_the_penny(amount);
    let columns = [("Because", ColumnKind::Text), ("Members", ColumnKind::Number), ("Months", ColumnKind::Number)];
    let mut grid = Grid::new(&[&columns[..], &[("Overpaid", ColumnKind::Number), ("Underpaid", ColumnKind::Number)]].concat());
    for cause in in_order(view) {
        let (over, under) = (money(cause.overpaid), money(cause.underpaid));
        grid.rows.push(vec![because(cause).into(), words::number(cause.members), words::number(cause.months), over, under]);
    }
    grid
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
    let money = |amount: Money| view.scale.currency.written_to_the_penny(amount);
    let mut grid = Grid::new(&[
        ("Member", ColumnKind::Name),
        ("Months", ColumnKind::Number),
        ("Net", ColumnKind::Number),
        ("Because", ColumnKind::Text),
    ]);
    for member in &view.members {
        let months = member.ledger.months_that_differ().len().to_string();
        let why = words::explained(&view.scale, member.diagnosis.as_ref());
        grid.rows.push(vec![member.id.clone(), months, money(member.ledger.net()), why]);
    }
    let totals = &view.totals;
    let mut sentence = format!("Explained: {} of {}.", words::number(totals.explained), words::counted(totals.differ, "member"));
    let shown = view.members.len() as u64;
    if totals.differ > shown {
        let formats = "CSV has every month of everybody that differs, and JSON the explanations too";
        sentence = format!("{sentence} Shown are the {shown} with the largest sums; {formats}.");
    }
    [Block::Table(grid), Block::Text(sentence)]
}
