//! An audit, as people and programs read it.

pub(super) mod json;
mod not_counted;
mod parts;
mod people;
mod sums;

use std::sync::Arc;

pub(super) use self::not_counted::lists;
pub use self::parts::Parts;
use self::sums::{remarks, sums};
use super::cost::LeftOut;
use super::{
    Assumed, Assumption, Block, Cell, Column, ColumnKind, Derivation, Input, Report, RestsOn, Role, Section, Table, Text,
    members, words,
};
use crate::audit::{Audited, Entry, Ledger, Totals};
use crate::calendar::{Month, Period, day_before};
use crate::money::Money;
use crate::scale::Scale;

/// What an audit is written from.
#[derive(Clone, Debug)]
pub struct AuditView {
    /// The pay system.
    pub scale: Arc<Scale>,
    /// The months that are asked about.
    pub asked: Period,
    /// Whether it is the audit of one member.
    pub one: bool,
    /// Whether months without a difference are shown of everybody.
    pub every_month: bool,
    /// The member; of many those who differ by most, for people, and nobody for programs, for whom [`Parts`] are.
    pub members: Vec<Audited>,
    /// Of many the first with months without a payslip, and those months.
    pub no_payslip: Vec<(String, Vec<Month>)>,
    /// Where the one member stood in the months that are asked about.
    pub stood: Option<Section>,
    /// Sums of everybody.
    pub totals: Totals,
    /// Rows that were left out.
    pub left_out: Vec<LeftOut>,
    /// What those of payslips come to, as far as their amounts could be read.
    pub left_out_amount: Money,
    /// Whoever has payslips and is not in the roster; where they are very many, the first by id.
    pub strangers: Vec<Stranger>,
    /// Lines of all others who are not in the roster, and what they come to.
    pub other_strangers: Option<(u64, Money)>,
    /// Whoever is in the roster and has no payslip, with the months for which something was due; where they are very many, the first.
    pub without_payslips: Vec<(String, Vec<(Month, Money)>)>,
    /// How many others have no payslip, and what was due to them.
    pub others_without_payslips: Option<(u64, Money)>,
    /// What was assumed.
    pub assumptions: Vec<Assumption>,
    /// Where the pay system's figures come from.
    pub sources: Vec<String>,
    /// How many rows were read, of many.
    pub rows: Option<RowsRead>,
    /// Files.
    pub inputs: Vec<Input>,
}

/// How many rows an audit of many read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RowsRead {
    /// Of the roster.
    pub roster: u64,
    /// Of the payslips.
    pub payslips: u64,
}

/// Somebody with payslips who is not in the roster.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stranger {
    /// Who.
    pub id: String,
    /// How many lines.
    pub lines: u64,
    /// Their sum.
    pub amount: Money,
}

/// What was paid against what was due: of one member in every form, of many for people alone, since for programs there are [`Parts`].
pub fn audit(view: &AuditView) -> Report {
    let report = if let (true, Some(member)) = (view.one, view.members.first()) {
        Report {
            title: title(view, member),
            sections: vec![Section::new(Role::Answer).with(ledger(view, &member.ledger)).and(further(view, member))],
            table: table(view),
            json: members(json::of(view)),
            ..Report::default()
        }
    } else {
        let read = view.rows.map(|rows| {
            let (roster, payslips) = (words::counted(rows.roster, "row"), words::counted(rows.payslips, "row"));
            Block::text(format!("The roster has {roster}, and the payslips have {payslips}."))
        });
        Report {
            title: format!("{}: paid against due, {}", view.scale.title, months(view)),
            sections: vec![Section::new(Role::Answer).and(read).and(people::blocks(view))],
            ..Report::default()
        }
    };
    let sections = report.sections.into_iter().chain([lists(view)]).collect();
    Report { headline: headline(view), sections, rests_on: rests_on(view), ..report }
}

/// How much was overpaid and underpaid, and what explains it.
pub(super) fn headline(view: &AuditView) -> Vec<Text> {
    match (view.one, view.members.first()) {
        (true, Some(member)) => {
            vec![sums(view, &member.ledger), words::explained(&view.scale, member.diagnosis.as_ref()).into()]
        }
        _ => vec![people::headline(view)],
    }
}

/// What was assumed.
pub(super) fn assumed(view: &AuditView) -> Vec<Assumed> {
    Assumed::all(&view.assumptions)
}

/// What the audit rests on.
pub(super) fn rests_on(view: &AuditView) -> RestsOn {
    RestsOn { assumed: assumed(view), sources: view.sources.clone(), inputs: view.inputs.clone(), ..RestsOn::default() }
}

/// The months that are asked about.
fn months(view: &AuditView) -> String {
    format!("{} to {}", Month::of(view.asked.start).written(), Month::of(day_before(view.asked.end)).written())
}

/// Whose audit, and of which months.
pub(super) fn title(view: &AuditView, member: &Audited) -> String {
    let who = if member.id.is_empty() { String::new() } else { format!("{}: ", member.id) };
    format!("{who}paid against due, {}", months(view))
}

/// What the ledger of one member comes to, and what explains it.
pub(super) fn sums_and_explanation(view: &AuditView, member: &Audited) -> Vec<Block> {
    let explanation = words::explained(&view.scale, member.diagnosis.as_ref());
    let sums = Block::Text(sums(view, &member.ledger));
    std::iter::once(sums).chain(further(view, member)).chain([Block::text(explanation)]).collect()
}

/// What else is to be known of the ledger of one member.
pub(super) fn further(view: &AuditView, member: &Audited) -> Option<Block> {
    let sentences = remarks(view, &member.ledger);
    (!sentences.is_empty()).then(|| Block::Text(Text::joined(sentences, " ")))
}

/// The ledger of one member: what differs month by month, and what is right between in one row, unless every month is wanted.
pub(super) fn ledger(view: &AuditView, ledger: &Ledger) -> Table {
    let pence = |amount: Money| Cell::pence(&view.scale.currency, amount);
    let back_pay = ledger.entries.iter().any(|entry| !entry.agreed.is_zero());
    let mut columns = vec![("Month", ColumnKind::Name), ("Element", ColumnKind::Text), ("Due", ColumnKind::Number)];
    if back_pay {
        columns.push(("Back pay", ColumnKind::Number));
    }
    columns.extend([("Paid", ColumnKind::Number), ("Over", ColumnKind::Number), ("Balance", ColumnKind::Number)]);
    let mut table = Table::new("Due and paid", &columns).keyed(if back_pay { 2 } else { 0 });
    let mut row = |month: Cell, element: &str, [due, agreed, paid]: [Money; 3], difference: Cell, balance: Money| {
        let mut row = vec![month, Cell::text(element), pence(due)];
        if back_pay {
            row.push(if agreed.is_zero() { Cell::nothing() } else { pence(agreed) });
        }
        row.extend([pence(paid), difference, pence(balance)]);
        table.rows.push(row);
    };
    let is_right = |entry: &Entry| !view.every_month && entry.difference.is_zero();
    let mut last = None;
    let mut rest = ledger.entries.as_slice();
    while let Some(entry) = rest.first() {
        let of_month = rest.iter().take_while(|other| other.month == entry.month);
        let right = rest.iter().position(|entry| !is_right(entry)).unwrap_or(rest.len());
        // The last of these may be months with something else that differs.
        let differs = rest.get(right).map(|entry| entry.month);
        let right = rest[..right].iter().filter(|entry| Some(entry.month) != differs).count();
        if right > 0 {
            let (several, more) = rest.split_at(right);
            let sum = |amount: fn(&Entry) -> Money| several.iter().map(amount).sum::<Money>();
            let mut months: Vec<Month> = several.iter().map(|entry| entry.month).collect();
            months.dedup();
            let (from, to) = (entry.month, months.last().copied().unwrap_or(entry.month));
            let month = if from == to { Cell::month(from) } else { Cell::text(format!("{from}–{to}")) };
            let sums = [sum(|entry| entry.due), sum(|entry| entry.agreed), sum(|entry| entry.paid)];
            let what = words::counted(months.len() as u64, "month");
            row(month, &what, sums, Cell::nothing(), several.last().expect("there is one").balance);
            rest = more;
            continue;
        }
        let count = of_month.count();
        for entry in rest[..count].iter().filter(|entry| !is_right(entry)) {
            let month = if last == Some(entry.month) { Cell::nothing() } else { Cell::month(entry.month) };
            last = Some(entry.month);
            let difference = match entry.difference {
                none if none.is_zero() => Cell::nothing(),
                residue if entry.is_residue => pence(residue).in_brackets().because(over(view, entry)),
                difference => pence(difference).because(over(view, entry)),
            };
            row(
                month,
                words::element(&view.scale, &entry.element),
                [entry.due, entry.agreed, entry.paid],
                difference,
                entry.balance,
            );
        }
        rest = &rest[count..];
    }
    table
}

/// How a difference came about.
fn over(view: &AuditView, entry: &Entry) -> Derivation {
    let pence = |amount: Money| Cell::pence(&view.scale.currency, amount);
    let agreed = (!entry.agreed.is_zero()).then(|| ("Back pay".to_owned(), pence(entry.agreed)));
    let rule = match (entry.is_residue, agreed.is_some()) {
        (true, _) => "What was paid less what was due: so little that roundings explain it",
        (false, true) => "What was paid less what was due and the back pay that fell due",
        (false, false) => "What was paid less what was due",
    };
    let parts = [Some(("Paid".to_owned(), pence(entry.paid))), Some(("Due".to_owned(), pence(entry.due))), agreed];
    Derivation { rule: rule.to_owned(), from: parts.into_iter().flatten().collect(), ..Derivation::default() }
}

/// Every entry that is shown, for programs.
pub(super) fn table(view: &AuditView) -> Table {
    Table { rows: view.members.iter().flat_map(|member| rows(view, member)).collect(), ..empty_table() }
}

/// Its columns.
fn empty_table() -> Table {
    let columns = COLUMNS.iter().map(|(title, kind)| Column::new(*title, *kind)).collect();
    Table { columns, ..Table::default() }
}

const COLUMNS: [(&str, ColumnKind); 9] = [
    ("id", ColumnKind::Name),
    ("month", ColumnKind::Name),
    ("element", ColumnKind::Name),
    ("due", ColumnKind::Number),
    ("agreed", ColumnKind::Number),
    ("paid", ColumnKind::Number),
    ("difference", ColumnKind::Number),
    ("residue", ColumnKind::Name),
    ("balance", ColumnKind::Number),
];

/// The rows of one member.
fn rows(view: &AuditView, member: &Audited) -> Vec<Vec<Cell>> {
    let pence = |amount: Money| Cell::pence(&view.scale.currency, amount);
    let row = |entry: &Entry| {
        vec![
            Cell::text(&member.id),
            Cell::month(entry.month),
            Cell::text(entry.element.id()),
            pence(entry.due),
            pence(entry.agreed),
            pence(entry.paid),
            pence(entry.difference),
            Cell::text(if entry.is_residue { "yes" } else { "no" }),
            pence(entry.balance),
        ]
    };
    entries(view, &member.ledger).map(row).collect()
}

/// The entries that are shown: of one member all, of many those that differ.
fn entries<'a>(view: &'a AuditView, ledger: &'a Ledger) -> impl Iterator<Item = &'a Entry> {
    let all = view.one || view.every_month;
    ledger.entries.iter().filter(move |entry| all || !entry.difference.is_zero())
}
