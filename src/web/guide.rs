//! *Guide*: the manual, one page per question.

use axum::http::StatusCode;
use maud::{PreEscaped, html};

use super::Site;
use super::form::Fields;
use super::layout::{self, Part};
use super::reply::Reply;
use crate::guide;

/// The list of pages.
pub(super) fn list(_: &Fields) -> Reply {
    let body = html! {
        p.lead { "One page per question. The same pages are in the terminal: payspine guide." }
        @for (chapter, topics) in guide::chapters() {
            h2 { (chapter) }
            ul { @for topic in &topics { li { a href={ "/guide/" (topic.name) } { (topic.title) } } } }
        }
    };
    Reply::Page(layout::page(Part::Guide, "Guide", &body))
}

/// A page.
pub(super) fn page(site: &Site, topic: &str, _: &Fields) -> Reply {
    let Some(markdown) = guide::page(topic, || site.engine.options()) else {
        return layout::refused(StatusCode::NOT_FOUND, "The guide has no such page.");
    };
    let body = html! {
        div.guide { (PreEscaped(guide::html(&markdown, "/guide/"))) }
        p { a href="/guide" { "All pages of the guide" } }
    };
    Reply::Page(layout::page(Part::Guide, guide::title(&markdown), &body))
}
