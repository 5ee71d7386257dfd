//! An answer on the page: what was found, how it was worked out, and what can be kept of it.

use std::sync::Arc;

use axum::http::StatusCode;
use maud::{Markup, html};

use super::reply::{Reply, plain};
use super::{Answer, InMemory, Site, layout};
use crate::money::with_separators;
use crate::report::{self, Block, Format, Report, Role, Section, Table, Text};

/// The forms in which a result can be kept.
const FORMATS: [(&str, &str); 5] =
    [("xlsx", "Excel workbook"), ("html", "Report to send (HTML)"), ("csv", "CSV"), ("json", "JSON"), ("md", "Markdown")];

/// So many rows of a table are shown.
const ROWS: usize = 100;
/// Where an answer comes from.
pub(super) struct Asked<'a> {
    /// What tells it from others on the page.
    pub(super) name: &'static str,
    /// What it is called.
    pub(super) title: &'static str,
    /// The command line that gives it, without the program's name.
    pub(super) words: &'a [String],
    /// Where it can be downloaded, up to the format.
    pub(super) downloads: String,
    /// The query of what was asked.
    pub(super) query: String,
    /// Other files to download: their places and what they are called.
    pub(super) others: Vec<(String, String)>,
}

/// An answer.
pub(super) fn answer(answer: &Answer, asked: &Asked<'_>) -> Markup {
    html! {
        (said(answer))
        @if let Some(report) = &answer.report { (whole(report, asked)) }
    }
}

/// A further answer, below the first.
pub(super) fn further(answer: &Answer, asked: &Asked<'_>) -> Markup {
    html! { section.further { (self::answer(answer, asked)) } }
}

/// How far two proposals are apart: in money, and folded away what they say.
pub(super) fn apart(answer: &Answer, asked: &Asked<'_>) -> Markup {
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
            (how(report, asked.words))
            (downloads(asked))
        }
    }
}

/// A report: what was found, what it takes for granted, how it was worked out, and what can be kept of it.
fn whole(report: &Report, asked: &Asked<'_>) -> Markup {
    let shown: Vec<Section> = report.sections.iter().filter(|section| !section.role.is_working()).map(cut).collect();
    html! {
        h2 { (report.title) }
        (report::headline_html(&report.headline))
        (report::sections_html(&shown, 2))
        (report::assumed_html(report))
        (how(report, asked.words))
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

fn downloads(asked: &Asked<'_>) -> Markup {
    html! {
        section.downloads aria-labelledby={ "keep-" (asked.name) } {
            h2 id={ "keep-" (asked.name) } { "To keep: " (asked.title) }
            ul {
                @for (format, title) in FORMATS {
                    li { a href={ (asked.downloads) (format) "?" (asked.query) } download { (title) } }
                }
                @for (place, title) in &asked.others {
                    li { a href=(place) download { (title) } }
                }
            }
        }
    }
}

/// A result as a file to keep: what the command line writes with `--out`.
pub(super) fn file(site: &Site, words: &[String], files: &Arc<InMemory>, name: &str, format: &str) -> Reply {
    let name = plain(&format!("{name}.{format}"));
    let words = written_to(words, format, &name);
    let answer = site.engine.ask(&words, files);
    let Some(report) = answer.report else { return layout::refused(StatusCode::UNPROCESSABLE_ENTITY, &answer.said) };
    let command: Vec<String> = std::iter::once("payspine".to_owned()).chain(words).collect();
    let text = |format: Format<'_>| report.written(format).into_bytes();
    let (mime, bytes) = match format {
        "csv" => ("text/csv; charset=utf-8", text(Format::Csv)),
        "json" => ("application/json", text(Format::Json)),
        "md" => ("text/markdown; charset=utf-8", text(Format::Markdown)),
        "html" => ("text/html; charset=utf-8", text(Format::Html { command: &command, remake: answer.remake.as_ref() })),
        "xlsx" => match report.workbook(&command) {
            Ok(bytes) => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bytes),
            Err(why) => return layout::refused(StatusCode::UNPROCESSABLE_ENTITY, &why.to_string()),
        },
        _ => return layout::refused(StatusCode::NOT_FOUND, "There is no such form of a result."),
    };
    Reply::File { name, mime, bytes }
}

/// A command line that writes its result to a file in a form.
fn written_to(words: &[String], format: &str, name: &str) -> Vec<String> {
    let form = match format {
        "csv" | "json" => Some(format!("--format={format}")),
        "md" => Some("--format=markdown".to_owned()),
        // The name says it.
        _ => None,
    };
    let place = words.iter().position(|word| word.starts_with("--")).unwrap_or(words.len());
    let (command, rest) = words.split_at(place);
    command.iter().cloned().chain(form).chain([format!("--out={name}")]).chain(rest.iter().cloned()).collect()
}
