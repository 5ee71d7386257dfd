//! A statement for one person: a page to hand over, which both sides can check. It is made of the parts of the audit and of the plan of
//! recovery, so it says what they say.

use serde_json::json;

use super::progress::{Case, rows_table};
use super::rests_on::merged;
use super::text::text;
use super::{
    AuditView, Cell, Column, Extent, RecoverView, Report, RestsOn, Role, Section, Table, Text, audit, members, recover,
    whole_json,
};
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
    let mut sections = vec![Section::new(Role::Answer).and(audit::further(view.audit, member))];
    sections.extend(view.audit.stood.iter().cloned());
    let ledger = Section::titled(Role::Answer, "What was due and what was paid");
    sections.push(ledger.with(audit::ledger(view.audit, &member.ledger)));
    sections.push(audit::lists(view.audit));
    match plan {
        Some(plan) => {
            let recovery = Section::titled(Role::Answer, recover::title(plan));
            sections.push(recovery.with(Text::joined(recover::headline(plan), " ")));
            sections.extend(recover::sections(plan));
        }
        None => sections.push(Section::titled(Role::Answer, "What is owed").with(owed(view, net))),
    }
    let assumed = merged(audit::assumed(view.audit), plan.map_or_else(Vec::new, RecoverView::all_assumed));
    let sources = merged(view.audit.sources.clone(), plan.map_or_else(Vec::new, RecoverView::sources));
    let owed_by = match net {
        over if over > Money::ZERO => Some("member"),
        under if under < Money::ZERO => Some("employer"),
        _ => None,
    };
    let json = json!({
        "id": member.id,
        "owed_by": owed_by,
        "balance": net.to_string(),
        "audit": whole_json(&[], members(audit::json::of(view.audit)), &audit::rests_on(view.audit)),
        "recovery": plan.map(|plan| whole_json(&[], members(recover::json::of(plan)), &recover::rests_on(plan))),
    });
    let mut table = audit::table(view.audit);
    if let Some(plan) = plan {
        add_plan(&mut table, &recover::schedule_for_programs(plan));
    }
    Report {
        title: format!("Statement of {}", audit::title(view.audit, member)),
        headline: audit::headline(view.audit),
        sections,
        rests_on: RestsOn {
            assumed,
            sources,
            inputs: merged(view.audit.inputs.clone(), plan.map_or_else(Vec::new, |plan| plan.inputs.clone())),
            shows_inputs: true,
            lists_sources: true,
            extent: Extent::All,
        },
        table,
        json: members(json),
        ..Report::default()
    }
}

/// Who owes what, where nothing is recovered.
fn owed(view: &StatementView<'_>, net: Money) -> Text {
    let pence = |amount: Money| Cell::pence(&view.audit.scale.currency, amount);
    match net {
        over if over > Money::ZERO => text![pence(over), " was overpaid on balance. No plan of recovery was asked for."],
        under if under < Money::ZERO => text![pence(-under), " is owed to the member. Nothing is to be recovered."],
        _ => "Nothing is owed to either side.".into(),
    }
}

/// The plan under the ledger: in columns of its own, so that every row has as many, and the ledger's are where they are without a plan.
fn add_plan(table: &mut Table, plan: &Table) {
    let (before, more) = (table.columns.len(), plan.columns.len());
    table.columns.extend(plan.columns.iter().map(|column| Column::new(format!("recovery_{}", column.title), column.kind)));
    table.rows.iter_mut().for_each(|row| row.resize_with(before + more, Cell::nothing));
    // Without a line of the ledger nobody is named.
    let id = table.rows.first().map_or_else(Cell::nothing, |row| row[0].clone());
    for instalment in &plan.rows {
        let mut row = vec![Cell::nothing(); before];
        row[0].clone_from(&id);
        row.extend(instalment.iter().cloned());
        table.rows.push(row);
    }
}

/// Where one member stood in the months that are asked about: on their first day, then whenever something changed.
pub fn stood(history: &History, career: &Career, asked: Period) -> Option<Section> {
    // From their first day, if that is later.
    let begins = career.rows.iter().rposition(|row| row.from <= asked.start).unwrap_or(0);
    let rows: Vec<Row> = career.rows.iter().skip(begins).filter(|row| row.from < asked.end).cloned().collect();
    let first = rows.first()?;
    let scale = history.scale();
    let area = first.standing.area.as_ref().map(|area| format!(", {}", scale.area_title(area)));
    let hours = first.standing.fte;
    let hours = if hours.is_full_time() { "full time".to_owned() } else { format!("{hours} FTE") };
    let who =
        format!("{}: {}{}, {hours}.", scale.title, scale.grade_shown(&first.standing.grade), area.unwrap_or_else(String::new));
    let career = Career { rows, ..career.clone() };
    let case = Case { id: None, title: "", history, career: &career, assumptions: &[] };
    Some(Section::titled(Role::Answer, "Where the member stood").with(Text::from(who)).with(rows_table(
        &case,
        "Pay from each day",
        None,
    )))
}
