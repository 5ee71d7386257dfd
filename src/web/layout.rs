//! What all pages have around them.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::reply::Reply;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The parts of the page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Home,
    Member,
    Cost,
    Overpayment,
    Systems,
    Guide,
}

const PARTS: [(Part, &str, &str); 5] = [
    (Part::Member, "/member", "Check a member"),
    (Part::Cost, "/cost", "Cost a claim"),
    (Part::Overpayment, "/overpayment", "Check an overpayment"),
    (Part::Systems, "/systems", "Systems"),
    (Part::Guide, "/guide", "Guide"),
];

/// A page.
pub(super) fn page(part: Part, title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · payspine" }
                link rel="stylesheet" href="/page.css";
                link rel="icon" href="/icon.svg" type="image/svg+xml";
                script src="/page.js" defer {}
            }
            body {
                a.skip href="#main" { "To the content" }
                header.top {
                    a.brand href="/" aria-current=[(part == Part::Home).then_some("page")] { "payspine" }
                    nav aria-label="Questions" {
                        ul {
                            @for (known, address, name) in PARTS {
                                li { a href=(address) aria-current=[(known == part).then_some("page")] { (name) } }
                            }
                        }
                    }
                }
                main id="main" tabindex="-1" {
                    h1 { (title) }
                    (body)
                }
                footer.bottom {
                    p { a href=(about(part)) { "What the guide says about this" } }
                    p {
                        "payspine " (env!("CARGO_PKG_VERSION")) ". This page is on this machine alone: nothing that you drop or type \
                        leaves it, and nothing is kept when the program ends."
                    }
                }
            }
        }
    }
}

/// The page of the guide about a part; the list of all pages where there is no one page.
fn about(part: Part) -> &'static str {
    match part {
        Part::Home | Part::Guide => "/guide",
        Part::Member => "/guide/point",
        Part::Cost => "/guide/costing",
        Part::Overpayment => "/guide/overpayment",
        Part::Systems => "/guide/systems",
    }
}

/// A form with its answer: beside it where there is room, below it where there is none.
pub(super) fn beside(form: &Markup, answer: &Markup) -> Markup {
    html! {
        div.beside {
            div.asked { (form) }
            div #answer aria-live="polite" { (answer) }
        }
    }
}

/// A page that says why something was not done.
pub(super) fn refused(status: StatusCode, why: &str) -> Reply {
    let body = html! {
        p.problem role="alert" { (why) }
        p { a href="/" { "To the beginning" } }
    };
    Reply::Refused(status, page(Part::Home, "That was not done", &body))
}

/// What is said of a place that does not exist.
pub(super) fn not_found() -> Response {
    refused(StatusCode::NOT_FOUND, "There is no such page.").into_response()
}

/// What is said of an upload that was cleared.
pub(super) fn gone() -> Reply {
    refused(
        StatusCode::GONE,
        "What was dropped here is no longer in memory: it was cleared, made room for newer files, or the program was started anew. \
         Drop it again.",
    )
}

/// What is said when the program itself went wrong.
pub(super) fn failed() -> Reply {
    refused(
        StatusCode::INTERNAL_SERVER_ERROR,
        "Something in payspine went wrong with this question, and it is not your fault. Other questions still work. Please report what \
         you asked.",
    )
}

fn asset(mime: &'static str, text: String) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static(mime))], text).into_response()
}

/// The style sheet.
pub(super) fn style() -> Response {
    asset("text/css; charset=utf-8", format!("{}{STYLE}", crate::report::STYLE))
}

/// The sign in the browser's tab: steps of a pay range.
pub(super) fn icon() -> Response {
    let steps = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\"><rect width=\"16\" height=\"16\" rx=\"3\" fill=\"#0b5394\"/>\
                 <path d=\"M3 13V10h3V7h3V4h4v9z\" fill=\"#fff\"/></svg>";
    asset("image/svg+xml", steps.to_owned())
}

/// The script: it shows answers as fields change. Everything works without it.
pub(super) fn script() -> Response {
    asset("text/javascript; charset=utf-8", SCRIPT.to_owned())
}
