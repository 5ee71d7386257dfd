//! A page that needs no other file, to be read in a browser or printed on A4.
//!
//! There is no script and nothing is fetched. Whatever a file or a name says is text: it is escaped, and a policy in the page forbids
//! everything else. A figure that was worked out opens in place.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{
    Block, Cell, Column, ColumnKind, Derivation, Input, Picture, Piece, Remake, Report, Section, Table, Text, made_from,
    rests_on, words,
};

/// What a report looks like, on its own and on a page.
pub const STYLE: &str = include_str!("html.css");

/// A report as a page. `command` is the command line that gave it, word by word.
pub(super) fn write(report: &Report, command: &[String], remake: Option<&Remake>) -> String {
    let title = if report.title.is_empty() { "payspine" } else { &report.title };
    let words = remake.map(|remake| std::iter::once("payspine".to_owned()).chain(remake.words.iter().cloned()).collect());
    let words: Vec<String> = words.unwrap_or_else(|| command.to_vec());
    // A report that is sent says nothing of the folders that it was made in.
    let inputs = &report.rests_on.inputs;
    let inputs = if remake.is_some() { made_from::by_name(inputs) } else { made_from::inputs(inputs) };
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="color-scheme" content="light dark";
                title { (plain(title)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { (lines(title)) }
                    (headline(&report.headline))
                    (sections(&report.sections, 2))
                    (assumed(report))
                    (list("Sources", report.rests_on.sources.iter().map(|source| lines(source)), 2))
                }
                footer {
                    p {
                        "payspine " (remake.map_or(env!("CARGO_PKG_VERSION"), |remake| &remake.version)) ": "
                        code { (lines(&made_from::command_line(&words))) }
                    }
                    @if !inputs.is_empty() {
                        p { "Made from these files, with their SHA-256:" }
                        (files(&inputs))
                    }
                }
                @if let Some(remake) = remake { (PreEscaped(remake.embedded(&without_folders(report, inputs).for_programs()))) }
            }
        }
    };
    page.into_string()
}

/// The same made from files by their names alone.
fn without_folders(report: &Report, inputs: Vec<Input>) -> Report {
    let mut report = report.clone();
    report.rests_on.inputs = inputs;
    report
}

/// The answer, in a sentence or a few.
pub(crate) fn headline(sentences: &[Text]) -> Markup {
    html! {
        @if !sentences.is_empty() {
            p.headline { @for (index, sentence) in sentences.iter().enumerate() { @if index > 0 { " " } (words_and_figures(sentence)) } }
        }
    }
}

/// Sections, each with its title at a level.
pub(crate) fn sections<'s>(sections: impl IntoIterator<Item = &'s Section>, level: u8) -> Markup {
    html! {
        @for section in sections {
            @if let Some(title) = &section.heading { (heading(level, &lines(title))) }
            @for one in &section.blocks { (block(one, if section.heading.is_some() { level + 1 } else { level })) }
        }
    }
}

/// What is assumed: what touches the answer, and the rest folded away.
pub(crate) fn assumed(report: &Report) -> Markup {
    let (shown, folded) = report.rests_on.shown_and_folded();
    html! {
        (list("Assumed", shown.iter().map(|one| lines(one)), 2))
        @if let Some(more) = rests_on::more(folded.len(), "") {
            details { summary { (more) } ul { @for one in &folded { li { (lines(one)) } } } }
        }
    }
}

/// Files with their hashes.
pub(crate) fn files(inputs: &[Input]) -> Markup {
    html! {
        ul {
            @for input in inputs {
                li {
                    (lines(&input.path)) " " code { (input.sha256) }
                    @if let Some(rows) = input.rows { ", " (words::counted(rows, "row")) }
                }
            }
        }
    }
}

fn heading(level: u8, title: &Markup) -> Markup {
    html! {
        @match level {
            1 => h1 { (title) },
            2 => h2 { (title) },
            _ => h3 { (title) },
        }
    }
}

fn list(title: &str, items: impl Iterator<Item = Markup>, level: u8) -> Markup {
    let items: Vec<Markup> = items.collect();
    html! {
        @if !items.is_empty() {
            (heading(level, &lines(title)))
            ul { @for item in items { li { (item) } } }
        }
    }
}

fn block(block: &Block, level: u8) -> Markup {
    html! {
        @match block {
            Block::Text(text) => p { (words_and_figures(text)) },
            Block::Table(grid) => (table(grid)),
            Block::List { title, items } => (list(title, items.iter().map(words_and_figures), level)),
            Block::Chart(series) => (picture(&Picture::pay(series))),
            Block::Picture(drawn) => (picture(drawn)),
        }
    }
}

/// A picture, with what it shows in words.
fn picture(picture: &Picture) -> Markup {
    let svg = picture.svg();
    html! {
        @if !svg.is_empty() {
            figure tabindex="0" { figcaption { (lines(&picture.title)) } (PreEscaped(svg)) }
        }
    }
}

/// A table whose first column says what a row is about. If it is too wide for the window, it scrolls.
fn table(table: &Table) -> Markup {
    let name = if table.name.is_empty() { "Table" } else { &table.name };
    html! {
        @if let Some(caption) = &table.caption { p { (words_and_figures(caption)) } }
        div.wide role="group" aria-label=(plain(name)) tabindex="0" {
            table {
                thead { tr { @for column in &table.columns { (head(column)) } } }
                tbody { @for row in &table.rows { tr {
                    @for (index, (one, column)) in row.iter().zip(&table.columns).enumerate() {
                        // An empty first cell goes on with the row above, so it is no title of a row.
                        @if index == 0 && !one.is_empty() { th scope="row" class=(class(column.kind)) { (cell(one)) } }
                        @else { td class=(class(column.kind)) { (cell(one)) } }
                    }
                } } }
            }
        }
    }
}

/// The title of a column. A column of remarks has none: an empty title would be read out by a screen reader.
fn head(column: &Column) -> Markup {
    html! {
        @if column.title.is_empty() { td class=(class(column.kind)) {} }
        @else { th scope="col" class=(class(column.kind)) { (lines(&column.title)) } }
    }
}

fn class(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Text => "words",
        ColumnKind::Number => "number",
        ColumnKind::Name => "name",
    }
}

fn words_and_figures(text: &Text) -> Markup {
    html! {
        @for piece in &text.0 {
            @match piece {
                Piece::Words(words) => (lines(words)),
                Piece::Cell(figure) => (lines(&figure.to_string())),
            }
        }
    }
}

/// A value, that opens to how it came about where that is known.
fn cell(cell: &Cell) -> Markup {
    let value = lines(&cell.to_string());
    html! {
        @match &cell.derivation {
            Some(derivation) => details.why { summary { (value) } (why(derivation)) },
            None => (value),
        }
    }
}

fn why(derivation: &Derivation) -> Markup {
    let Derivation { rule, rounding, source, from } = derivation;
    html! {
        div.why {
            p { (lines(rule)) }
            @if !from.is_empty() { ul { @for (name, value) in from { li { (lines(name)) ": " (lines(&value.to_string())) } } } }
            @if let Some(rounding) = rounding { p { "Rounded " (lines(rounding)) "." } }
            @if let Some(source) = source { p { "Source: " (lines(source)) } }
        }
    }
}

/// Text with its line breaks.
fn lines(text: &str) -> Markup {
    html! { @for (index, line) in text.split('\n').enumerate() { @if index > 0 { br; } (plain(line)) } }
}

/// Text without letters that a browser does not show as any.
fn plain(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { char::REPLACEMENT_CHARACTER } else { letter }).collect()
}
