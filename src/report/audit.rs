//! An audit, as people and programs read it.

pub(super) mod json;
mod parts;
mod people;

use std::sync::Arc;

pub use self::parts::Parts;
use super::cost::LeftOut;
use super::text::text;
use super::{
    Assumed, Assumption, Block, Cell, Column, ColumnKind, Input, Report, RestsOn, Role, Section, Table, Text, members, words,
};
use crate::audit::{Audited, Entry, Ledger, TotalLines, Totals, Uncounted};
use crate::calendar::{Month, Period, day_before};
use crate::money::Money;
use crate::scale::Scale;

/// So many names are in a list; all are in JSON.
const MOST_SHOWN: usize = 50;

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
    let report = match (view.one, view.members.first()) {
        (true, Some(member)) => Report {
            title: title(view, member),
            sections: vec![Section::new(Role::Answer).with(ledger(view, &member.ledger)).and(further(view, member))],
            table: table(view),
            json: members(json::of(view)),
            ..Report::default()
        },
        _ => {
            let read = view.rows.map(|rows| {
                let (roster, payslips) = (words::counted(rows.roster, "row"), words::counted(rows.payslips, "row"));
                Block::text(format!("The roster has {roster}, and the payslips have {payslips}."))
            });
            Report {
                title: format!("{}: paid against due, {}", view.scale.title, months(view)),
                sections: vec![Section::new(Role::Answer).and(read).and(people::blocks(view))],
                ..Report::default()
            }
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
                residue if entry.is_residue => pence(residue).in_brackets(),
                difference => pence(difference),
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

/// What the ledger comes to, in a sentence or a few.
fn sums(view: &AuditView, ledger: &Ledger) -> Text {
    let pence = |amount: Money| Cell::pence(&view.scale.currency, amount);
    let months = |pick: fn(&Entry) -> bool| {
        let mut months: Vec<Month> = ledger.differences().filter(|entry| pick(entry)).map(|entry| entry.month).collect();
        months.dedup();
        words::counted(months.len() as u64, "month")
    };
    let mut sentences: Vec<Text> = Vec::new();
    let over = ledger.overpaid > Money::ZERO;
    let under = ledger.underpaid > Money::ZERO;
    if over {
        let months = months(|entry| entry.difference > Money::ZERO);
        sentences.push(text!["Overpaid ", pence(ledger.overpaid), " in ", months, "."]);
    }
    if under {
        let months = months(|entry| entry.difference < Money::ZERO);
        sentences.push(text!["Underpaid ", pence(ledger.underpaid), " in ", months, "."]);
    }
    match ledger.net() {
        _ if ledger.entries.is_empty() => sentences.push("No payslip could be compared.".into()),
        _ if !over && !under && ledger.no_payslip.is_empty() => sentences.push("What was paid is what was due.".into()),
        _ if !over && !under => sentences.push("In the months with a payslip what was paid is what was due.".into()),
        net if over && under && net > Money::ZERO => sentences.push(text!["On balance ", pence(net), " overpaid."]),
        net if over && under && net < Money::ZERO => sentences.push(text!["On balance ", pence(-net), " underpaid."]),
        _ if over && under => sentences.push("On balance nothing is owed.".into()),
        _ => {}
    }
    Text::joined(sentences, " ")
}

/// What else is to be known of a ledger: roundings, back pay, and what is not in it.
fn remarks(view: &AuditView, ledger: &Ledger) -> Vec<Text> {
    let pence = |amount: Money| Cell::pence(&view.scale.currency, amount);
    let mut sentences: Vec<Text> = Vec::new();
    if !ledger.residue.is_zero() || ledger.entries.iter().any(|entry| entry.is_residue) {
        sentences.push(text!["Roundings, in brackets, come to ", pence(ledger.residue), " and are not counted."]);
    }
    let owed: Money = ledger.back_pay_owed.iter().map(|(_, due)| *due).sum();
    if !owed.is_zero() {
        let months: Vec<String> = ledger.back_pay_owed.iter().map(|(month, _)| month.written()).collect();
        let agreed = ", of an award agreed after the member had left, and no payslip pays it: it is owed.";
        sentences.push(text!["Back pay of ", pence(owed), " fell due in ", months.join(" and "), agreed]);
    }
    if !ledger.skipped.is_empty() {
        let months = words::counted(ledger.skipped.len() as u64, "month");
        sentences.push(format!("Lines of {months} could not be read and are left out: what differs there may be that.").into());
    }
    let without: Vec<&(Month, Money)> = ledger
        .no_payslip
        .iter()
        .filter(|(month, _)| !ledger.skipped.contains(month) && ledger.back_pay_owed.iter().all(|(owed, _)| owed != month))
        .collect();
    if !without.is_empty() {
        let due: Money = without.iter().map(|(_, due)| *due).sum();
        let months = words::counted(without.len() as u64, "month");
        let rest = " was due; it is not counted as underpaid.";
        sentences.push(text!["There is no payslip for ", months, " in which ", pence(due), rest]);
    }
    if !ledger.unknown.is_empty() {
        let sum: Money = ledger.unknown.iter().map(|line| line.amount).sum();
        sentences.push(text!["Lines that are not compared come to ", pence(sum), "."]);
    }
    let back_pay: Money = ledger.entries.iter().map(|entry| entry.agreed).sum();
    if !back_pay.is_zero() {
        let rest = " fell due when awards were agreed; it is not counted as a mistake.";
        sentences.push(text!["Back pay of ", pence(back_pay), rest]);
    }
    sentences
}

/// What is not in the ledger, each with its money.
pub(super) fn lists(view: &AuditView) -> Section {
    let pence = |amount: Money| Cell::pence(&view.scale.currency, amount);
    let mut section = Section::new(Role::LeftOut);
    let mut list = |title: &str, items: Vec<Text>| section.blocks.extend(Block::list(title, items));
    let totals = &view.totals;
    if view.one {
        let months = view.members.iter().flat_map(|member| &member.ledger.no_payslip);
        let ledgers = || view.members.iter().map(|member| &member.ledger);
        let item = |(month, due): &(Month, Money)| {
            let of_back_pay = ledgers().any(|ledger| ledger.back_pay_owed.iter().any(|(known, _)| known == month));
            let why = if ledgers().any(|ledger| ledger.skipped.contains(month)) {
                " was due, and its lines were left out"
            } else if of_back_pay {
                " of back pay was due, of an award agreed after they had left"
            } else {
                " was due"
            };
            text![Cell::month(*month), ": ", pence(*due), why]
        };
        list("Months without a payslip", months.map(item).collect());
    } else if totals.months_without_payslip > 0 {
        let months = words::counted(totals.months_without_payslip, "month");
        let all = text![months, " in all, for which ", pence(totals.due_without_payslip), " was due"];
        let item = |(id, months): &(String, Vec<Month>)| {
            let months: Vec<String> = months.iter().map(Month::to_string).collect();
            Text::from(format!("{id}: {}", months.join(", ")))
        };
        list("Months without a payslip", std::iter::once(all).chain(view.no_payslip.iter().map(item)).collect());
    }
    let uncounted = |lines: &[Uncounted]| -> Vec<Text> {
        let line = |line: &Uncounted| {
            text![line.element.to_string(), ": ", words::counted(line.lines, "line"), ", ", pence(line.amount)]
        };
        lines.iter().map(line).collect()
    };
    list("Elements that the pay system does not know: not compared", uncounted(&totals.unknown));
    list("Months that are not asked about: not compared", uncounted(&totals.outside));
    let sum = |TotalLines { lines, off }: &TotalLines| {
        let off = match off {
            0 => String::new(),
            off => format!("; {} of them not the sum of the month's other lines", words::number(*off)),
        };
        text![lines.element.to_string(), ": ", words::counted(lines.lines, "line"), ", ", pence(lines.amount), off]
    };
    list("Totals, no elements: not counted again", totals.sums.iter().map(sum).collect());
    let due = |months: &[(Month, Money)]| months.iter().map(|(_, due)| *due).sum::<Money>();
    let without = view.without_payslips.iter().take(MOST_SHOWN);
    let mut without: Vec<Text> = without.map(|(id, months)| text![id, ": ", pence(due(months)), " was due"]).collect();
    let listed = view.without_payslips.len() as u64 + view.others_without_payslips.map_or(0, |(others, _)| others);
    let more = listed - without.len() as u64;
    if more > 0 {
        without.push(format!("and {} more", words::number(more)).into());
    }
    list("In the roster and without any payslip", without);
    let stranger =
        |stranger: &Stranger| text![&stranger.id, ": ", words::counted(stranger.lines, "line"), ", ", pence(stranger.amount)];
    let mut strangers: Vec<Text> = view.strangers.iter().take(MOST_SHOWN).map(stranger).collect();
    if let Some(rest) = view.strangers.get(MOST_SHOWN..).filter(|rest| !rest.is_empty()) {
        let sum: Money = rest.iter().map(|stranger| stranger.amount).sum();
        strangers.push(text!["and ", words::number(rest.len() as u64), " more: ", pence(sum)]);
    }
    if let Some((lines, sum)) = view.other_strangers {
        strangers.push(text!["and ", words::counted(lines, "line"), " of others: ", pence(sum)]);
    }
    list("Paid and not in the roster: not compared", strangers);
    let left_out = view.left_out.iter().map(|left_out| format!("{}: {}", left_out.problem, left_out.counted()));
    let mut left_out: Vec<Text> = left_out.map(Text::from).collect();
    if !left_out.is_empty() {
        let rest = ", as far as can be read";
        left_out.push(text!["the lines of payslips among them come to ", pence(view.left_out_amount), rest]);
    }
    list("Left out", left_out);
    section
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
