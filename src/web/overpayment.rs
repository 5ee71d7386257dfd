//! *Check an overpayment*: payslips are dropped, what should have been paid is filled in, and the ledger, the explanation and a recovery
//! are shown.

use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use super::ask::{self, Reading};
use super::form::{Field, Fields, group, more};
use super::layout::{self, Part};
use super::pay_system::{self, PaySystem};
use super::reply::Reply;
use super::result::{self, Asked};
use super::upload::{Slots, taken_in};
use super::upload_store::new_id;
use super::{InMemory, Preview, Site, is_toml, member_fields, member_file};
use crate::answer::audit::{self, Paid, Whose};
use crate::answer::recover::{self, ComingPay, MemberFacts, RecoveryTerms, StatedBalance};
use crate::answer::roster::RosterFiles;
use crate::answer::{Format, Question, statement, typed};
use crate::diagnostic::Setting;
use crate::roster_file::goes_by;
use crate::scale_file::{self, FileKind};

const TITLE: &str = "Check an overpayment";
const SLOTS: Slots = Slots {
    table: ("payslips", "Payslips"),
    toml: ("toml", "A member's file, a recovery policy or a pay system of your own"),
    takes: &[FileKind::Member, FileKind::Policy, FileKind::Scale],
};
const NO_TERMS: &str = "For a recovery say also on which day the member was told, and the gross pay a month.";
/// The file of the member who is filled in.
const MEMBER: &str = "member.toml";

/// Where payslips are dropped.
pub(super) fn begin(_: &Fields) -> Reply {
    let body = html! {
        p { "Drop what was paid: a line for each element of a month, with the columns " code { "id" } ", " code { "month" } ", "
            code { "element" } " and " code { "amount" } ". Then say where the member stood, and see what was due." }
        form method="post" action="/overpayment" enctype="multipart/form-data" {
            (group("What was paid", &html! {
                (Field { name: SLOTS.table.0, label: SLOTS.table.1, hint: "CSV or XLSX. It stays in memory." }.file(".csv,.xlsx,.tsv,.txt", true))
                (Field { name: SLOTS.toml.0, label: SLOTS.toml.1, hint: "TOML, if you have one" }
                    .file(".toml", false))
            }))
            div.actions { button type="submit" { "Read it" } }
        }
    };
    Reply::Page(layout::page(Part::Overpayment, TITLE, &body))
}

/// Payslips.
pub(super) async fn dropped(State(site): State<Arc<Site>>, form: Multipart) -> Response {
    taken_in(site, form, |_, dropped| {
        let upload = new_id().ok_or_else(layout::failed)?;
        if dropped.file("payslips").is_none() {
            return Err(layout::refused(StatusCode::BAD_REQUEST, "No payslips were dropped, or there was nothing in them."));
        }
        SLOTS.hold(&dropped)?;
        let kind = |bytes: &[u8]| scale_file::source("", bytes).ok().map(|source| scale_file::kind_of(&source));
        let mut begun = Fields::default();
        if let Some((name, _)) = dropped.file("toml").filter(|(_, bytes)| kind(bytes) == Some(FileKind::Member)) {
            begun.push("member".to_owned(), name);
        }
        let address = format!("/overpayment/{upload}{}{}", if begun.is_empty() { "" } else { "?" }, begun.query());
        Ok((dropped.on(InMemory::new(upload)), address))
    })
    .await
}

/// The upload: where the member stood, and what was due.
pub(super) fn page(site: &Site, upload: &str, fields: &Fields) -> Reply {
    let Some(files) = site.uploads.get(upload) else { return layout::gone() };
    let Some(name) = payslips(&files) else { return layout::gone() };
    let preview = site.engine.preview(name, None, &files);
    let own = fields.given("member").is_some();
    let system = fields.given("scale").map(|id| PaySystem::read(id, Some(&files)));
    let body = html! {
        @match &preview {
            Ok(preview) => p { (name) ": " (crate::money::with_separators(&preview.count.to_string())) " lines, with the columns "
                (preview.headings.join(", ")) "." },
            Err(why) => div.problem role="alert" tabindex="0" { pre { (why.trim_end()) } },
        }
        (layout::beside(&form(upload, fields, &files, preview.as_ref().ok(), system.as_ref()), &html! {
            @if own || matches!(&system, Some(Ok(_))) { (answer(site, upload, fields, &files)) }
        }))
        form method="post" action={ "/forget/" (upload) } { div.actions { button type="submit" { "Clear everything that was dropped here" } } }
    };
    Reply::Page(layout::page(Part::Overpayment, TITLE, &body))
}

fn payslips(files: &InMemory) -> Option<&str> {
    files.names().find(|name| !is_toml(name))
}

fn answer(site: &Site, upload: &str, fields: &Fields, files: &Arc<InMemory>) -> Markup {
    let needed = [("grade", "grade"), ("since", "the day since when"), ("from", "the first month"), ("to", "the last month")];
    let missing: Vec<&str> = needed.into_iter().filter(|(name, _)| fields.given(name).is_none()).map(|(_, what)| what).collect();
    if !missing.is_empty() && fields.given("member").is_none() {
        return html! { p { "Still to be filled in: " (missing.join(", ")) "." } };
    }
    let Questions { files, paid, terms } = match Questions::read(fields, files) {
        Ok(questions) => questions,
        Err(wrong) => return ask::problems(&wrong),
    };
    let mut others = vec![(
        format!("/overpayment/{upload}/download/statement?{}", fields.query()),
        "Statement to hand over (HTML)".to_owned(),
    )];
    if fields.given("member").is_none() {
        others.push((
            format!("/overpayment/{upload}/download/member?{}", fields.query()),
            "The member as a file (TOML)".to_owned(),
        ));
    }
    let asked = |name, title, downloads, others| Asked { name, title, downloads, query: fields.query(), others };
    let downloads = format!("/overpayment/{upload}/download/");
    let recovery = terms.map(|terms| {
        let asked = asked("recovery", "the recovery", format!("{downloads}recovery."), Vec::new());
        result::further(&site.engine.ask(&recovery(terms, &paid), None, &files), &asked)
    });
    let asked = asked("audit", "what was due and paid", downloads, others);
    html! {
        @if fields.given("policy").is_some() && recovery.is_none() { p.problem role="alert" { (NO_TERMS) } }
        (result::answer(&site.engine.ask(&audit(paid), None, &files), &asked))
        (recovery.unwrap_or_default())
    }
}

/// The answer as a file.
pub(super) fn download(site: &Site, upload: &str, format: &str, fields: &Fields) -> Reply {
    let Some(files) = site.uploads.get(upload) else { return layout::gone() };
    let Questions { files, paid, terms } = match Questions::read(fields, &files) {
        Ok(questions) => questions,
        Err(wrong) => return layout::refused(StatusCode::UNPROCESSABLE_ENTITY, &wrong.join(" ")),
    };
    match (format, format.strip_prefix("recovery.")) {
        ("member", _) => {
            let bytes = files.get(MEMBER).map_or_else(Vec::new, |bytes| bytes.to_vec());
            Reply::File { name: MEMBER.to_owned(), mime: "application/toml", bytes }
        }
        ("statement", _) => {
            let question = statement::Question { paid, terms: terms.unwrap_or_default(), explain: false };
            result::file(site, Question::Statement(Box::new(question)), &files, "statement", "html")
        }
        (_, Some(format)) => match terms {
            Some(terms) => result::file(site, recovery(terms, &paid), &files, "recovery", format),
            None => layout::refused(StatusCode::UNPROCESSABLE_ENTITY, NO_TERMS),
        },
        (format, None) => result::file(site, audit(paid), &files, "audit", format),
    }
}

/// What the form asks.
struct Questions {
    /// The upload with the member who was filled in.
    files: Arc<InMemory>,
    paid: Paid,
    /// The terms of a recovery, if they are given.
    terms: Option<RecoveryTerms>,
}

impl Questions {
    /// All of it, or what is wrong with the form.
    fn read(fields: &Fields, files: &Arc<InMemory>) -> Result<Questions, Vec<String>> {
        let mut form = Reading::new(fields);
        let files = upload_with_member(&mut form, files);
        let own = fields.given("member").filter(|name| files.get(name).is_some() && is_toml(name));
        let roster = RosterFiles { roster: vec![own.unwrap_or(MEMBER).into()], ..RosterFiles::default() };
        let whose = Whose {
            roster,
            from: form.value("from", &Setting::FirstMonth, typed::month),
            to: form.value("to", &Setting::To, typed::month),
            id: form.text("id"),
            ..Whose::default()
        };
        let paid = Paid {
            whose,
            payslips: payslips(&files).map(PathBuf::from).into_iter().collect(),
            element: form.pairs("elements", &Setting::ElementNames),
            payslip_column: form.columns(Setting::PayslipColumn),
            payslip_sheet: form.text("payslip-sheet"),
            ..Paid::default()
        };
        let terms = terms(&mut form);
        form.done(Questions { files, paid, terms })
    }
}

/// The terms of a recovery, if enough of them is given.
fn terms(form: &mut Reading<'_>) -> Option<RecoveryTerms> {
    let pounds = |form: &mut Reading<'_>, name: &str, field: &Setting| form.value(name, field, typed::pounds);
    let terms = RecoveryTerms {
        policy: form.text("policy"),
        told: form.date("told", &Setting::Told),
        over: form.value("over", &Setting::Over, |text| typed::whole(text, &typed::INSTALMENTS)),
        pay: ComingPay {
            pay: pounds(form, "pay", &Setting::Pay),
            net_pay: pounds(form, "net-pay", &Setting::NetPay),
            pension: form.text("pension"),
            ..ComingPay::default()
        },
        member: MemberFacts {
            leaver: form.date("leaver", &Setting::Leaver),
            pensioner: form.ticked("pensioner"),
            queried: form.ticked("queried"),
            ..MemberFacts::default()
        },
        ..RecoveryTerms::default()
    };
    (terms.policy.is_some() && terms.told.is_some() && terms.pay.pay.is_some()).then_some(terms)
}

fn audit(paid: Paid) -> Question {
    Question::Audit(Box::new(audit::Question { paid, every_month: false, strict: false, format: Format::Table }))
}

fn recovery(terms: RecoveryTerms, paid: &Paid) -> Question {
    let stated = StatedBalance::default();
    Question::Recover(Box::new(recover::Question { stated, terms, paid: paid.clone(), explain: false }))
}

/// The upload with the member who was filled in.
fn upload_with_member(form: &mut Reading<'_>, files: &Arc<InMemory>) -> Arc<InMemory> {
    if form.fields.given("member").is_some() {
        return Arc::clone(files);
    }
    let text = member_file::written(form);
    Arc::new(InMemory::clone(files).with(MEMBER, text.into_bytes()))
}

fn form(
    upload: &str,
    fields: &Fields,
    files: &InMemory,
    preview: Option<&Preview>,
    system: Option<&Result<PaySystem, String>>,
) -> Markup {
    let kind = |name: &str| {
        let source = scale_file::source(name, &files.get(name).unwrap_or_default()).ok();
        source.map(|source| scale_file::kind_of(&source))
    };
    let own: Vec<&str> = files.names().filter(|name| kind(name) == Some(FileKind::Member)).collect();
    let policies: Vec<&str> = files.names().filter(|name| kind(name) == Some(FileKind::Policy)).collect();
    html! {
        form method="get" action={ "/overpayment/" (upload) } data-live {
            @if !own.is_empty() {
                (group("Whose payslips", &html! {
                    (Field { name: "member", label: "The member", hint: "" }.choice(fields, true, std::iter::once(("", "As filled in here"))
                        .chain(own.iter().map(|name| (*name, *name)))))
                }))
            }
            (group("Where the member stood", &html! {
                @if fields.given("member").is_none() {
                    (pay_system::choice(fields, files))
                    @if let Some(Ok(system)) = system {
                        (member_fields::place(fields, system, "stood"))
                        (Field { name: "stood", label: "On this point from", hint: "The day in the grade unless given" }.date(fields))
                        (member_fields::rest(fields, system))
                    }
                }
                (Field { name: "from", label: "First month", hint: "Such as 2024-04" }.month(fields))
                (Field { name: "to", label: "Last month", hint: "" }.month(fields))
            }))
            @if let Some(Err(why)) = system { div.problem role="alert" tabindex="0" { pre { (why) } } }
            @if system.is_some() {
                (group("What happened", &html! {
                    (Field { name: "events", label: "Changes", hint: "A line each: 2024-10-01 fte=0.6, or grade, area, point, last-day" }.lines(fields))
                    (Field { name: "absences", label: "Absences", hint: "A line each: sick 2024-10-07 2024-11-29" }.lines(fields))
                }))
            }
            (columns(fields, preview))
            (recover(fields, &policies))
            div.actions { button type="submit" { @if system.is_some() { "Check" } @else { "Go on" } } }
        }
    }
}

/// Which column of the payslips holds what.
fn columns(fields: &Fields, preview: Option<&Preview>) -> Markup {
    let none = Vec::new();
    let headings = preview.map_or(&none, |preview| &preview.headings);
    let found = |name: &str| headings.iter().find(|heading| goes_by(name, heading));
    let all = [("id", "Id"), ("month", "Month"), ("element", "Element"), ("amount", "Amount")];
    let given = ["elements", "id", "payslip-sheet"].iter().any(|name| fields.given(name).is_some());
    let open = given || all.iter().any(|(name, _)| found(name).is_none()) || fields.of_kind("column.").next().is_some();
    html! {
        (more("How the payslips are read", open, &html! {
            @for (name, label) in all {
                @let id = format!("column.{name}");
                @let first = found(name).map_or_else(|| "Not in the file".to_owned(), |heading| format!("{heading} (by its name)"));
                (Field { name: &id, label, hint: "" }.choice(fields, false, std::iter::once(("", first.as_str()))
                    .chain(headings.iter().map(|heading| (heading.as_str(), heading.as_str())))))
            }
            (Field { name: "elements", label: "Names of elements", hint: "NAME=ID on a line each: Basic Salary=basic" }.lines(fields))
            (Field { name: "id", label: "Only the lines of", hint: "The id, where there are several" }.text(fields, None))
            (Field { name: "payslip-sheet", label: "Sheet of a workbook", hint: "" }.text(fields, None))
        }))
    }
}

/// A fair recovery.
fn recover(fields: &Fields, own: &[&str]) -> Markup {
    let names = ["policy", "told", "pay", "net-pay", "pension", "over", "leaver", "queried", "pensioner"];
    let shipped: Vec<&str> = scale_file::policy_ids().collect();
    html! {
        (more("A recovery", names.iter().any(|name| fields.given(name).is_some()), &html! {
            (Field { name: "policy", label: "By the policy", hint: "" }.choice(fields, false, std::iter::once(("", "None"))
                .chain(own.iter().chain(&shipped).map(|id| (*id, *id)))))
            (Field { name: "told", label: "Told on", hint: "The day on which the member was told" }.date(fields))
            (Field { name: "pay", label: "Gross pay a month, £", hint: "In the months to come" }.text(fields, None))
            (Field { name: "net-pay", label: "Net pay a month, £", hint: "As a payslip prints it; estimated unless given" }.text(fields, None))
            (Field { name: "pension", label: "Member's pension", hint: "A scheme such as alpha, or a rate such as 4.6%" }.text(fields, None))
            (Field { name: "over", label: "Over so many months", hint: "" }.text(fields, None))
            (Field { name: "leaver", label: "Last day of service", hint: "Where the member leaves" }.date(fields))
            (Field { name: "queried", label: "The member had asked about the pay", hint: "" }.tick(fields, "yes"))
            (Field { name: "pensioner", label: "The member draws a pension", hint: "" }.tick(fields, "yes"))
        }))
    }
}
