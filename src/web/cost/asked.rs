//! What is asked of a roster: the pay system and the years, which column holds what, the claim and the offer, and what else is wanted.

use maud::{Markup, html};

use crate::roster_file::goes_by;
use crate::scale_file;
use crate::web::claim::{CLAIM, OFFER, Side};
use crate::web::form::{Field, Fields, group, more};
use crate::web::pay_system::{self, PaySystem};
use crate::web::{InMemory, Preview};

/// What a roster's columns can hold, beside the fields that rules ask for.
const COLUMNS: [(&str, &str); 8] = [
    ("grade", "Grade"),
    ("area", "Area"),
    ("point", "Point"),
    ("salary", "Salary"),
    ("fte", "Share of full time"),
    ("headcount", "Head count"),
    ("posts", "Full-time posts"),
    ("since", "In the grade since"),
];

/// All of it; what there is beside the system and the years once there is a system.
pub(super) fn form(
    upload: &str,
    fields: &Fields,
    files: &InMemory,
    preview: Option<&Preview>,
    system: Option<&Result<PaySystem, String>>,
) -> Markup {
    html! {
        form method="get" action={ "/cost/" (upload) } data-live {
            (group("Pay system and years", &html! {
                (pay_system::choice(fields, files))
                (Field { name: "from", label: "From", hint: "The pay year of the claim unless given" }.date(fields))
                (Field { name: "years", label: "Years", hint: "One unless given" }.text(fields, None))
            }))
            @match system {
                Some(Ok(system)) => {
                    (columns(fields, preview, system))
                    (CLAIM.form(fields, system, files))
                    (side(OFFER, fields, system, files))
                    (wanted(fields, preview))
                }
                Some(Err(why)) => { div.problem role="alert" tabindex="0" { pre { (why) } } }
                None => {}
            }
            div.actions { button type="submit" { @if system.is_some() { "Work it out" } @else { "Go on" } } }
        }
    }
}

/// The offer is folded away until there is one.
fn side(side: Side, fields: &Fields, system: &PaySystem, files: &InMemory) -> Markup {
    let open = fields.given(side.id).is_some() || fields.of_kind(&format!("{}.", side.id)).next().is_some();
    html! { details.more open[open] { summary { "Compare with an offer" } (side.form(fields, system, files)) } }
}

/// Which column holds what.
fn columns(fields: &Fields, preview: Option<&Preview>, system: &PaySystem) -> Markup {
    let none = Vec::new();
    let headings = preview.map_or(&none, |preview| &preview.headings);
    let rules = system.used.keys().map(|name| (name.as_str(), name.as_str()));
    let all: Vec<(&str, &str)> = COLUMNS.into_iter().chain(rules).chain([("county", "county")]).collect();
    let found = |name: &str| headings.iter().find(|heading| goes_by(name, heading));
    let missing = found("grade").is_none() && fields.given("column.grade").is_none() && fields.given("mapping").is_none();
    let mappings: Vec<&str> = scale_file::mapping_ids().collect();
    let given =
        ["grades", "areas", "defaults", "mapping", "sheet", "skip", "as-at"].iter().any(|name| fields.given(name).is_some());
    html! {
        (more("Which column holds what", missing || given || fields.of_kind("column.").next().is_some(), &html! {
            @for (name, label) in &all {
                @let id = format!("column.{name}");
                @let first = found(name).map_or_else(|| "Not in the file".to_owned(), |heading| format!("{heading} (by its name)"));
                (Field { name: &id, label, hint: "" }.choice(fields, false, std::iter::once(("", first.as_str()))
                    .chain(headings.iter().map(|heading| (heading.as_str(), heading.as_str())))))
            }
            (Field { name: "mapping", label: "All as in", hint: "" }.choice(fields, false, std::iter::once(("", "No saved mapping"))
                .chain(mappings.iter().map(|id| (*id, *id)))))
            (Field { name: "grades", label: "Names of grades", hint: "NAME=ID on a line each: Immigration Officer=IO" }.lines(fields))
            (Field { name: "areas", label: "Names of areas", hint: "NAME=ID on a line each" }.lines(fields))
            (Field { name: "defaults", label: "Where the file says nothing", hint: "COLUMN=VALUE on a line each: area=national" }.lines(fields))
            (Field { name: "sheet", label: "Sheet of a workbook", hint: "" }.text(fields, None))
            (Field { name: "as-at", label: "The roster is of", hint: "The first day that is priced unless given" }.date(fields))
            (Field { name: "skip", label: "Leave out rows with something wrong, and list them", hint: "" }.tick(fields, "yes"))
        }))
    }
}

/// A pot, groups, and what comes on top.
fn wanted(fields: &Fields, preview: Option<&Preview>) -> Markup {
    let vary = "The first measure's percentage unless given: measure.1.uplift.percent";
    let few =
        ["vary", "pension", "on-costs", "leavers", "vacancy", "remit", "suppress-below", "reconcile", "break-even", "group-by"];
    let mut groups: Vec<&str> = vec!["grade", "area"];
    groups.extend(preview.into_iter().flat_map(|preview| preview.headings.iter().map(String::as_str)));
    let mut seen = std::collections::BTreeSet::new();
    // What stands for the grade is one group with it, and who somebody is makes none.
    let others = ["grade", "area", "id", "point", "salary", "headcount", "posts", "since"];
    let is_other = |name: &str| !["grade", "area"].contains(&name) && others.iter().any(|word| goes_by(word, name));
    groups.retain(|name| !name.is_empty() && !is_other(name) && seen.insert(name.to_lowercase()));
    html! {
        (group("A pot", &html! {
            (Field { name: "budget", label: "What there is to spend", hint: "Over all the years: how much of the claim it funds" }.text(fields, None))
        }))
        (more("Groups, on-costs and more", few.iter().any(|name| fields.given(name).is_some()), &html! {
            @for name in groups.iter().take(30) {
                @let label = format!("By {name}");
                (Field { name: "group-by", label: &label, hint: "" }.tick(fields, name))
            }
            (Field { name: "on-costs", label: "Employer's National Insurance and levy", hint: "" }.tick(fields, "yes"))
            (Field { name: "pension", label: "Employer's pension", hint: "A scheme, or a rate such as 21.1%" }.text(fields, None))
            (Field { name: "vary", label: "What the pot varies", hint: vary }.text(fields, None))
            (Field { name: "remit", label: "Pay remit, %", hint: "" }.text(fields, None))
            (Field { name: "leavers", label: "Leavers a year, %", hint: "Replaced on the minimum" }.text(fields, None))
            (Field { name: "vacancy", label: "Vacant posts, %", hint: "" }.text(fields, None))
            (Field { name: "suppress-below", label: "Leave out groups smaller than", hint: "" }.text(fields, None))
            (Field { name: "break-even", label: "Where one arm of an award overtakes the other", hint: "" }.tick(fields, "yes"))
            (Field { name: "reconcile", label: "Check against every member's own timeline", hint: "" }.tick(fields, "yes"))
        }))
    }
}
