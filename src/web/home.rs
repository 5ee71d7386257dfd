//! The beginning: which question.

use maud::html;

use super::form::Fields;
use super::layout::{self, Part};
use super::reply::Reply;

/// The page that everything begins at.
pub(super) fn page(_: &Fields) -> Reply {
    let questions = [
        ("/member", "Check a member", "Which point and which pay are due on each date, why, and what comes next."),
        (
            "/cost",
            "Cost a claim",
            "What a claim or an offer costs on a workforce, year by year, what causes what, and who gains.",
        ),
        (
            "/overpayment",
            "Check an overpayment",
            "What was due each month, what was paid, which mistake explains it, and a fair recovery.",
        ),
        ("/systems", "Systems", "The pay systems that come with payspine, table by table with their sources, and your own."),
    ];
    let body = html! {
        p.lead { "Exact answers on public-sector pay, each with its reasons and sources. Nothing leaves this machine." }
        ul.questions {
            @for (address, title, what) in questions {
                li { a href=(address) { (title) } p { (what) } }
            }
        }
    };
    Reply::Page(layout::page(Part::Home, "What is the question?", &body))
}
