//! *Cost a claim*: a roster is dropped, a claim is filled in or chosen, and its cost is shown.

mod asked;

use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use super::ask::{self, Reading};
use super::claim::{CLAIM, OFFER, Proposed};
use super::form::{Field, Fields, group};
use super::layout::{self, Part};
use super::pay_system::PaySystem;
use super::reply::Reply;
use super::result::{self, Asked};
use super::upload::{Dropped, Slots, taken_in};
use super::upload_store::new_id;
use super::{InMemory, LARGEST_UPLOAD, Preview, Site, is_toml};
use crate::answer::roster::{RosterFiles, RosterReading};
use crate::answer::workforce::{PricedYears, Workforce};
use crate::answer::{Amount, Format, Question, cost, scale, solve, typed};
use crate::diagnostic::Setting;
use crate::scale_file::{self, FileKind};

const TITLE: &str = "Cost a claim";
const SLOTS: Slots = Slots {
    table: ("roster", "Roster"),
    toml: ("toml", "A claim, an offer or a pay system of your own"),
    takes: &[FileKind::Proposal, FileKind::Scale, FileKind::Mapping],
};

/// Where a roster is dropped.
pub(super) fn begin(_: &Fields) -> Reply {
    let size = LARGEST_UPLOAD / 1024 / 1024;
    let hint = format!("CSV or XLSX, {size} MB at most: a row for each person or for each group of posts. It stays in memory.");
    let body = html! {
        p { "Drop the workforce: grade and point or salary are enough; area, hours, head counts and other columns where there are any. \
             No names are needed. " code { "payspine data-request" } " prints what to ask an employer for." }
        form method="post" action="/cost" enctype="multipart/form-data" {
            (group("The workforce", &html! {
                (Field { name: SLOTS.table.0, label: SLOTS.table.1, hint: &hint }.file(".csv,.xlsx,.tsv,.txt", true))
                (Field { name: SLOTS.toml.0, label: SLOTS.toml.1, hint: "TOML, if you have one" }.file(".toml", false))
            }))
            div.actions { button type="submit" { "Read it" } }
        }
    };
    Reply::Page(layout::page(Part::Cost, TITLE, &body))
}

/// A roster, or another file for an upload that is there.
pub(super) async fn dropped(State(site): State<Arc<Site>>, form: Multipart) -> Response {
    taken_in(site, form, |site, dropped| {
        let there = dropped.fields.given("upload").and_then(|upload| site.uploads.get(upload));
        let upload =
            there.map(|files| InMemory::clone(&files)).or_else(|| new_id().map(InMemory::new)).ok_or_else(layout::failed)?;
        if dropped.files.is_empty() {
            return Err(layout::refused(StatusCode::BAD_REQUEST, "No file was dropped, or there was nothing in it."));
        }
        SLOTS.hold(&dropped)?;
        if rosters(&upload).next().is_none() && dropped.files.iter().all(|(_, name, _)| is_toml(name)) {
            let why = "No roster was dropped. The workforce, a table in CSV or XLSX, belongs in the field “Roster”.";
            return Err(layout::refused(StatusCode::BAD_REQUEST, why));
        }
        let query = dropped.fields.given("query").map_or_else(|| begun(&dropped), str::to_owned);
        let address = format!("/cost/{}{}{query}", upload.id, if query.is_empty() { "" } else { "?" });
        Ok((dropped.on(upload), address))
    })
    .await
}

/// What a proposal that was dropped with the roster already says: itself, and its pay system.
fn begun(dropped: &Dropped) -> String {
    let Some((name, bytes)) = dropped.file("toml") else { return String::new() };
    let Ok(source) = scale_file::source(name, bytes) else { return String::new() };
    let mut fields = Fields::default();
    match scale_file::kind_of(&source) {
        FileKind::Proposal => {
            fields.push(CLAIM.id.to_owned(), name);
            if let Ok((scale, _)) = scale_file::scale_named_in(&source)
                && scale_file::shipped_text(&scale).is_some()
            {
                fields.push("scale".to_owned(), &scale);
            }
        }
        FileKind::Scale => fields.push("scale".to_owned(), name),
        _ => {}
    }
    fields.query()
}

/// What the form asks.
struct Questions {
    /// The upload, with the proposals that were filled in.
    files: Arc<InMemory>,
    /// Those that were filled in: their files.
    written: Vec<String>,
    cost: cost::Question,
    /// What a pot funds of the first proposal.
    pot: Option<Question>,
    /// How far a claim and an offer are apart.
    apart: Option<Question>,
}

impl Questions {
    /// All of them, or what is wrong with the form.
    fn read(fields: &Fields, files: &Arc<InMemory>, system: &PaySystem) -> Result<Questions, Vec<String>> {
        let mut form = Reading::new(fields);
        let (files, proposals, written) = proposals(&mut form, files, system);
        let workforce = workforce(&mut form, &files);
        let percent = |form: &mut Reading<'_>, name: &str, field: &Setting| form.value(name, field, typed::percent);
        let cost = cost::Question {
            proposal: proposals.iter().map(PathBuf::from).collect(),
            group_by: fields.all("group-by").map(str::to_owned).collect(),
            leavers: percent(&mut form, "leavers", &Setting::Leavers),
            replaced_at: cost::Replaced::Minimum,
            vacancy: percent(&mut form, "vacancy", &Setting::Vacancy),
            suppress_below: form.value("suppress-below", &Setting::SuppressBelow, |text| typed::whole(text, &typed::SUPPRESSED)),
            remit: form.value("remit", &Setting::Remit, typed::percents).unwrap_or_else(Vec::new),
            remit_start: None,
            reconcile: form.ticked("reconcile"),
            break_even: form.ticked("break-even"),
            format: Format::Table,
            explain: true,
            workforce,
        };
        for (name, field) in [("remit", Setting::Remit), ("break-even", Setting::BreakEven)] {
            if proposals.is_empty() && form.ticked(name) {
                form.refuse(&field, "that is asked of a claim or an offer, and there is none.");
            }
        }
        let budget = form.value("budget", &Setting::Budget, Amount::read);
        let pot = budget.zip(proposals.first()).map(|(budget, proposal)| solve::Question {
            workforce: cost.workforce.clone(),
            proposal: proposal.into(),
            vary: fields.given("vary").unwrap_or("measure.1.uplift.percent").to_owned(),
            budget,
            to: None,
            save_proposal: None,
        });
        let apart = match proposals.as_slice() {
            [claim, offer] => Some(scale::diff::Question {
                first: claim.clone(),
                second: offer.clone(),
                roster: cost.workforce.roster.roster.clone(),
                years: cost.workforce.years.clone(),
                reading: cost.workforce.roster.reading.clone(),
                explain: true,
            }),
            _ => None,
        };
        let pot = pot.map(|question| Question::Solve(Box::new(question)));
        let apart = apart.map(|question| Question::Diff(Box::new(question)));
        form.done(Questions { files, written, cost, pot, apart })
    }
}

/// The upload with the proposals that were filled in, the names of all proposals, and those of the ones filled in.
fn proposals(form: &mut Reading<'_>, files: &Arc<InMemory>, system: &PaySystem) -> (Arc<InMemory>, Vec<String>, Vec<String>) {
    let (mut with, mut proposals, mut written) = (Arc::clone(files), Vec::new(), Vec::new());
    for side in [CLAIM, OFFER] {
        match side.proposed(form.fields, system, files) {
            Proposed::Nothing => {}
            Proposed::Named(name) => proposals.push(name),
            Proposed::Written(text) => {
                with = Arc::new(InMemory::clone(&with).with(side.file(), text.into_bytes()));
                proposals.push(side.file());
                written.push(side.file());
            }
            Proposed::Wrong(why) => form.refuse_all(why),
        }
    }
    (with, proposals, written)
}

/// Whose pay, and of which years.
fn workforce(form: &mut Reading<'_>, files: &InMemory) -> Workforce {
    let reading = RosterReading {
        sheet: form.text("sheet"),
        column: form.columns(Setting::Column),
        grade: form.pairs("grades", &Setting::GradeNames),
        area: form.pairs("areas", &Setting::AreaNames),
        default: form.pairs("defaults", &Setting::Defaults),
        mapping: form.path("mapping"),
        save_mapping: None,
        skip_bad_rows: form.ticked("skip"),
    };
    let years = PricedYears {
        from: form.date("from", &Setting::From),
        years: form.value("years", &Setting::Years, |text| typed::whole(text, &typed::YEARS)).unwrap_or(1),
        as_at: form.date("as-at", &Setting::AsAt),
    };
    let pension = form.text("pension");
    Workforce {
        roster: RosterFiles { roster: rosters(files).map(PathBuf::from).collect(), reading },
        scale: form.text("scale"),
        years,
        on_costs: (form.ticked("on-costs") || pension.is_some()).then(Vec::new),
        pension,
        no_hold: form.ticked("no-hold"),
    }
}

/// The files of an upload that are rosters.
fn rosters(files: &InMemory) -> impl Iterator<Item = &str> {
    files.names().filter(|name| !is_toml(name))
}

/// The upload: what was read, the claim, and its cost.
pub(super) fn page(site: &Site, upload: &str, fields: &Fields) -> Reply {
    let Some(files) = site.uploads.get(upload) else { return layout::gone() };
    let Some(name) = rosters(&files).next() else { return layout::gone() };
    let preview = site.engine.preview(name, fields.given("sheet"), &files);
    let system = fields.given("scale").map(|id| PaySystem::read(id, Some(&files)));
    let body = html! {
        @match &preview {
            Ok(preview) => (previewed(name, preview, system.is_none())),
            Err(why) => { div.problem role="alert" tabindex="0" { pre { (why.trim_end()) } } }
        }
        (layout::beside(&asked::form(upload, fields, &files, preview.as_ref().ok(), system.as_ref()), &html! {
            @if let Some(Ok(system)) = &system { (answer(site, upload, fields, &files, system)) }
        }))
        (others(upload, fields))
    };
    Reply::Page(layout::page(Part::Cost, TITLE, &body))
}

fn answer(site: &Site, upload: &str, fields: &Fields, files: &Arc<InMemory>, system: &PaySystem) -> Markup {
    let Questions { files, written, cost, pot, apart } = match Questions::read(fields, files, system) {
        Ok(questions) => questions,
        Err(wrong) => return ask::problems(&wrong),
    };
    if cost.proposal.is_empty() && cost.workforce.years.from.is_none() {
        return html! { p { "Fill in a claim, or say from which day the paybill is wanted." } };
    }
    let file =
        |name: &String| (format!("/cost/{upload}/download/{name}?{}", fields.query()), format!("{name}: the proposal as a file"));
    let asked = Asked {
        name: "cost",
        title: "the cost",
        downloads: format!("/cost/{upload}/download/"),
        query: fields.query(),
        others: written.iter().map(file).collect(),
    };
    let ask = |question: &Question| site.engine.ask(question, None, &files);
    html! {
        (result::answer(&ask(&Question::Cost(Box::new(cost))), &asked))
        @if let Some(question) = pot {
            (result::further(&ask(&question), &beside(("pot", "what the pot funds"), upload, fields)))
        }
        @if let Some(question) = apart {
            (result::apart(&ask(&question), &beside(("apart", "how far apart they are"), upload, fields)))
        }
    }
}

/// Where a result beside the cost comes from.
fn beside((name, title): (&'static str, &'static str), upload: &str, fields: &Fields) -> Asked {
    Asked { name, title, downloads: format!("/cost/{upload}/download/{name}."), query: fields.query(), others: Vec::new() }
}

/// The answer, or a proposal that was filled in, as a file.
pub(super) fn download(site: &Site, upload: &str, format: &str, fields: &Fields) -> Reply {
    let Some(files) = site.uploads.get(upload) else { return layout::gone() };
    let read = PaySystem::read(fields.get("scale"), Some(&files)).map_err(|why| vec![why]);
    let questions = match read.and_then(|system| Questions::read(fields, &files, &system)) {
        Ok(questions) => questions,
        Err(wrong) => return layout::refused(StatusCode::UNPROCESSABLE_ENTITY, &wrong.join(" ")),
    };
    if questions.written.iter().any(|name| name == format) {
        let Some(bytes) = questions.files.get(format).map(|bytes| bytes.to_vec()) else { return layout::gone() };
        return Reply::File { name: format.to_owned(), mime: "application/toml", bytes };
    }
    let (question, name, format) = match format.split_once('.') {
        Some(("pot", form)) => (questions.pot, "pot", form),
        Some(("apart", form)) => (questions.apart, "apart", form),
        _ => (Some(Question::Cost(Box::new(questions.cost))), "cost", format),
    };
    let Some(question) = question else { return layout::refused(StatusCode::NOT_FOUND, "There is no such result.") };
    result::file(site, question, &questions.files, name, format)
}

/// The first rows of what was dropped.
fn previewed(name: &str, preview: &Preview, open: bool) -> Markup {
    html! {
        details.preview open[open] {
            summary { (name) ": " (crate::money::with_separators(&preview.count.to_string())) " rows" }
            div.wide tabindex="0" role="region" aria-label={ "First rows of " (name) } {
                table {
                    thead { tr { @for heading in &preview.headings { th scope="col" { (heading) } } } }
                    tbody { @for row in &preview.rows { tr { @for cell in row { td { (cell) } } } } }
                }
            }
        }
    }
}

/// More files for this upload, and clearing it.
fn others(upload: &str, fields: &Fields) -> Markup {
    html! {
        details.more {
            summary { "Another file, or clear what was dropped" }
            form method="post" action="/cost" enctype="multipart/form-data" {
                input type="hidden" name="upload" value=(upload);
                input type="hidden" name="query" value=(fields.query());
                (group("Another file", &html! {
                    (Field { name: "another", label: "A proposal or pay system in TOML, or more of the roster", hint: "" }.file("", true))
                }))
                div.actions { button type="submit" { "Read it" } }
            }
            form method="post" action={ "/forget/" (upload) } { div.actions { button type="submit" { "Clear everything that was dropped here" } } }
        }
    }
}
