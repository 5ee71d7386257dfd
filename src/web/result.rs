//! An answer on the page: what was found, how it was worked out, and what can be kept of it.

use std::sync::Arc;

use axum::http::StatusCode;
use maud::{Markup, html};

use super::reply::{Reply, plain};
use super::{Answer, InMemory, Kept, Site, layout};
use crate::answer::Question;
use crate::money::with_separators;
use crate::report::{self, Block, Format, Report, Role, Screen, Section, Table, Text};

/// The forms in which a result can be kept.
const FORMATS: [(&str, &str); 5] =
    [("xlsx", "Excel workbook"), ("html", "Report to send (HTML)"), ("csv", "CSV"), ("json", "JSON"), ("md", "Markdown")];

/// So many rows of a table are shown.
const ROWS: usize = 100;
/// Where an answer comes from.
pub(super) struct Asked {
    /// What tells it from others on the page.
    pub(super) name: &'static str,
    /// What it is called.
    pub(super) title: &'static str,
    /// Where it can be downloaded, up to the format.
    pub(super) downloads: String,
    /// The query of what was asked.
    pub(super) query: String,
    /// Other files to download: their places and what they are called.
    pub(super) others: Vec<(String, String)>,
}

/// An answer.
pub(super) fn answer(answer: &Answer, asked: &Asked) -> Markup {
    html! {
        (said(answer))
        @if let Some(report) = &answer.report { (whole(report, &answer.words, asked)) }
    }
}

/// A further answer, below the first.
pub(super) fn further(answer: &Answer, asked: &Asked) -> Markup {
    html! { section.further { (self::answer(answer, asked)) } }
}

/// How far two proposals are apart: in money, and folded away what they say.
pub(super) fn apart(answer: &Answer, asked: &Asked) -> Markup {
    let Some(report) = &answer.report else { return said(answer) };
    let (money, says): (Vec<Section>, Vec<Section>) =
        report.sections.iter().map(cut).partition(|section| section.role != Role::Answer);
    html! {
        section.further {
            (said(answer))
            h2 { "How far apart they are" }
            (report::headline_html(&report.headline))
            (report::sections_html(&money, 2))
            details.how { summary { "What each changes, in words" } (report::sections_html(&says, 2)) }
            (how(report, &answer.words))
            (downloads(asked))
        }
    }
}

/// A report: what was found, what it takes for granted, how it was worked out, and what can be kept of it.
fn whole(report: &Report, words: &[String], asked: &Asked) -> Markup {
    let shown: Vec<Section> = report.sections.iter().filter(|section| !section.role.is_working()).map(cut).collect();
    html! {
        h2 { (report.title) }
        (report::headline_html(&report.headline))
        (report::sections_html(&shown, 2))
        (report::assumed_html(report))
        (how(report, words))
        (downloads(asked))
    }
}

/// Warnings, and what is wrong.
pub(super) fn said(answer: &Answer) -> Markup {
    html! {
        @if !answer.said.trim().is_empty() {
            div.problem role=(if answer.done { "group" } else { "alert" }) tabindex="0" aria-label="Messages" { pre { (answer.said.trim_end()) } }
        }
    }
}

/// A section as it is seen at once. A long table is cut: whoever needs all of it keeps a file.
fn cut(section: &Section) -> Section {
    let mut seen = Section { blocks: Vec::new(), ..section.clone() };
    for block in &section.blocks {
        match block {
            Block::Table(table) if table.rows.len() > ROWS => {
                let count = with_separators(&table.rows.len().to_string());
                let said = format!("The first {ROWS} of {count} rows; the files below have all of them.");
                let first = Table { rows: table.rows[..ROWS].to_vec(), ..table.clone() };
                seen = seen.with(first).with(Text::from(said));
            }
            block => seen.blocks.push(block.clone()),
        }
    }
    seen
}

/// How it was worked out: definitions, rules, sources, files and the command.
fn how(report: &Report, words: &[String]) -> Markup {
    let sections = report.sections.iter().filter(|section| section.role.is_working());
    let sources = Section::list(Role::Working, "Sources", &report.rests_on.sources);
    html! {
        details.how {
            summary { "How was this worked out?" }
            (report::sections_html(sections.chain(&sources), 2))
            @if !report.rests_on.inputs.is_empty() {
                h3 { "Files, with their SHA-256" }
                (report::files(&report.rests_on.inputs))
            }
            (command(words))
        }
    }
}

/// The command line that gives the same figures.
pub(super) fn command(words: &[String]) -> Markup {
    let line = report::command_line(words);
    html! {
        h3 { "The same on the command line" }
        pre.command tabindex="0" aria-label="Command line" { code { "payspine " (line) } }
    }
}

fn downloads(asked: &Asked) -> Markup {
    html! {
        section.downloads aria-labelledby={ "keep-" (asked.name) } {
            h2 id={ "keep-" (asked.name) } { "To keep: " (asked.title) }
            ul {
                @for (format, title) in FORMATS {
                    li { a href={ (asked.downloads) (format) "?" (asked.query) } download { (title) } }
                }
                @for (address, title) in &asked.others {
                    li { a href=(address) download { (title) } }
                }
            }
        }
    }
}

/// A result as a file to keep, as the command line writes it.
pub(super) fn file(site: &Site, question: Question, files: &Arc<InMemory>, name: &str, format: &str) -> Reply {
    let written = match format {
        "csv" => Format::Csv,
        "json" => Format::Json,
        "md" => Format::Markdown,
        "html" => Format::Html,
        "xlsx" => Format::Xlsx,
        _ => return layout::refused(StatusCode::NOT_FOUND, "Results are not kept in such a format."),
    };
    let name = plain(&format!("{name}.{format}"));
    let answer = site.engine.ask(&question.in_format(written), Some(Kept { format: written, name: &name }), files);
    let Some(report) = answer.report else { return layout::refused(StatusCode::UNPROCESSABLE_ENTITY, &answer.said) };
    let command: Vec<String> = std::iter::once("payspine".to_owned()).chain(answer.words).collect();
    let (mime, bytes) = match written {
        Format::Table => ("text/plain; charset=utf-8", report.text(Screen::PLAIN).into_bytes()),
        Format::Csv => ("text/csv; charset=utf-8", report.csv().into_bytes()),
        Format::Json => ("application/json", report.json().into_bytes()),
        Format::Markdown => ("text/markdown; charset=utf-8", report.markdown().into_bytes()),
        Format::Html => ("text/html; charset=utf-8", report.html(&command, answer.remake.as_ref()).into_bytes()),
        Format::Xlsx => match report.workbook(&command) {
            Ok(bytes) => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bytes),
            Err(why) => return layout::refused(StatusCode::UNPROCESSABLE_ENTITY, &why.to_string()),
        },
    };
    Reply::File { name, mime, bytes }
}
