//! What is not in a ledger: months without a payslip, lines that are not compared, rows that are left out.

use super::{AuditView, Stranger};
use crate::audit::{TotalLines, Uncounted};
use crate::calendar::Month;
use crate::money::Money;
use crate::report::text::text;
use crate::report::{Block, Cell, Role, Section, Text, words};

/// So many names are in a list; all are in JSON.
const MOST_SHOWN: usize = 50;

/// What is not in the ledger, each with its money.
pub(in crate::report) fn lists(view: &AuditView) -> Section {
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
    list("In the roster without a payslip", without);
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
