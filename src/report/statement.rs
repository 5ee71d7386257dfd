//! A statement for one person: a page to hand over, which both sides can check. It is made of the parts of the audit and of the plan of
//! recovery, so it says what they say.

use serde_json::json;

use super::progress::{Case, rows_table};
use super::{AuditView, Block, Grid, Input, RecoverView, Report, audit, recover, words};
use crate::calendar::Period;
use crate::entitlement::{Career, Row};
use crate::money::Money;
use crate::settlement::History;

/// What a statement is made from.
#[derive(Debug)]
pub struct StatementView<'a> {
    /// The audit of one person.
    pub audit: &'a AuditView,
    /// The plan by which what was overpaid is recovered, where one was asked for; it does not show the audit again.
    pub recovery: Option<RecoverView<'a>>,
}

/// What was due and paid, what explains it, what is owed and how it is recovered, what is assumed, sources and the files it is from.
pub fn statement(view: &StatementView<'_>) -> Report {
    let Some(member) = view.audit.members.first() else { return Report::default() };
    let plan = view.recovery.as_ref();
    let net = member.ledger.net();
    let money = |amount: Money| view.audit.scale.currency.written_to_the_penny(amount);
    let mut blocks = vec![Block::Heading(format!("Statement of {}", audit::title(view.audit, member)))];
    blocks.extend(audit::sums_and_explanation(view.audit, member));
    blocks.extend(view.audit.stood.iter().cloned());
    blocks.push(Block::Heading("What was due and what was paid".to_owned()));
    blocks.push(Block::Table(audit::ledger(view.audit, &member.ledger)));
    blocks.extend(audit::lists(view.audit));
    if let Some(plan) = plan {
        blocks.extend(recover::plan_blocks(plan));
    } else {
        let owed = match net {
            over if over > Money::ZERO => format!("{} was overpaid on balance. No plan of recovery was asked for.", money(over)),
            under if under < Money::ZERO => format!("{} is owed to the member. Nothing is to be recovered.", money(-under)),
            _ => "Nothing is owed to either side.".to_owned(),
        };
        blocks.extend([Block::Heading("What is owed".to_owned()), Block::Text(owed)]);
    }
    let assumptions =
        merged(words::assumptions(&view.audit.assumptions), plan.map_or_else(Vec::new, RecoverView::all_assumptions));
    let sources = merged(audit::sources(view.audit), plan.map_or_else(Vec::new, RecoverView::sources));
    blocks.push(Block::Heading("What this rests on".to_owned()));
    for (title, items) in [("Assumed", &assumptions), ("Sources", &sources)] {
        if !items.is_empty() {
            blocks.push(Block::List { title: title.to_owned(), items: items.clone() });
        }
    }
    let inputs: Vec<Input> = merged(view.audit.inputs.clone(), plan.map_or_else(Vec::new, |plan| plan.inputs.clone()));
    blocks.push(Block::Inputs(inputs.clone()));
    let owed_by = match net {
        over if over > Money::ZERO => Some("member"),
        under if under < Money::ZERO => Some("employer"),
        _ => None,
    };
    let json = json!({
        "id": member.id,
        "owed_by": owed_by,
        "balance": net.to_string(),
        "audit": audit::json::of(view.audit),
        "recovery": plan.map(recover::json::of),
        "assumptions": assumptions,
        "sources": sources,
        "inputs": inputs,
    });
    let mut grid = audit::grid(view.audit);
    if let Some(plan) = plan {
        add_plan(&mut grid, &recover::schedule_grid(plan));
    }
    Report { blocks, grid, json, ..Report::default() }
}

/// The plan under the ledger: in columns of its own, so that every row has as many, and the ledger's are where they are without a plan.
fn add_plan(grid: &mut Grid, plan: &Grid) {
    let (before, more) = (grid.columns.len(), plan.columns.len());
    grid.columns.extend(plan.columns.iter().map(|(title, sort)| (format!("recovery_{title}"), *sort)));
    grid.rows.iter_mut().for_each(|row| row.resize(before + more, String::new()));
    // Without a line of the ledger nobody is named.
    let id = grid.rows.first().map_or_else(String::new, |row| row[0].clone());
    for instalment in &plan.rows {
        let mut row = vec![String::new(); before];
        row[0].clone_from(&id);
        row.extend(instalment.iter().cloned());
        grid.rows.push(row);
    }
}

/// Both lists, each entry once.
fn merged<T: PartialEq>(first: Vec<T>, second: Vec<T>) -> Vec<T> {
    let mut all: Vec<T> = Vec::new();
    for one in first.into_iter().chain(second) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

/// Where one member stood in the months that are asked about: on their first day, then whenever something changed.
pub fn stood(history: &History, career: &Career, asked: Period) -> Vec<Block> {
    // From their first day, if that is later.
    let begins = career.rows.iter().rposition(|row| row.from <= asked.start).unwrap_or(0);
    let rows: Vec<Row> = career.rows.iter().skip(begins).filter(|row| row.from < asked.end).cloned().collect();
    let Some(first) = rows.first() else { return Vec::new() };
    let scale = history.scale();
    let area = first.standing.area.as_ref().map(|area| {
        let title = scale.areas.iter().find(|(id, _)| id == area).map_or(area.as_str(), |(_, title)| title);
        format!(", {title}")
    });
    let hours = first.standing.fte;
    let hours = if hours.is_full_time() { "full time".to_owned() } else { format!("{hours} FTE") };
    let who = format!("{}: {}{}, {hours}.", scale.title, first.standing.grade, area.unwrap_or_else(String::new));
    let career = Career { rows, ..career.clone() };
    let case = Case { id: None, title: "", history, career: &career, assumptions: &[] };
    vec![Block::Heading("Where the member stood".to_owned()), Block::Text(who), Block::Table(rows_table(&case))]
}
