//! For a page: one file that needs no other, read in a browser or printed on A4.
//!
//! There is no script and nothing is fetched. Whatever a file or a name says is text: it is escaped, and a policy in the page forbids
//! everything else. Charts are left out.

use std::fmt::Write as _;

use super::{Block, ColumnKind, Figure, Grid, Remake, Report, made_from, words};

/// What a report looks like, on its own and on a page.
pub const STYLE: &str = include_str!("html.css");

/// A report as a page. `command` is the command line that gave it, word by word.
pub(super) fn write(report: &Report, command: &[String], remake: Option<&Remake>) -> String {
    let first =
        report.blocks.iter().find_map(|block| if let Block::Heading(title) = block { Some(title.as_str()) } else { None });
    let title = first.unwrap_or("payspine");
    // A report that is sent says nothing of the folders that it was made in.
    let json = remake.map_or_else(|| report.json.clone(), |_| without_folders_of_inputs(&report.json));
    let words = remake.map(|remake| std::iter::once("payspine".to_owned()).chain(remake.words.iter().cloned()).collect());
    let words: Vec<String> = words.unwrap_or_else(|| command.to_vec());
    let mut page = Page { text: String::new(), headings: 0 };
    if first.is_none() {
        page.line(&format!("<h1>{title}</h1>"));
    }
    page.blocks(&report.blocks);
    let body = page.text;
    format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n\
         <body>\n<main>\n{body}</main>\n{}{}</body>\n</html>\n",
        escaped(title),
        footer(&json, &words, remake.map_or(env!("CARGO_PKG_VERSION"), |remake| &remake.version)),
        remake.map_or_else(String::new, |remake| remake.embedded(&json))
    )
}

/// Parts of a report as a piece of a page, whose own title they stand under.
pub fn fragment(blocks: &[Block]) -> String {
    let mut page = Page { text: String::new(), headings: 1 };
    page.blocks(blocks);
    page.text
}

/// The page as it is put together.
struct Page {
    text: String,
    headings: usize,
}

impl Page {
    /// A line of markup, whose texts are escaped already.
    fn line(&mut self, markup: &str) {
        self.text.push_str(markup);
        self.text.push('\n');
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Heading(title) => {
                    self.headings += 1;
                    let level = self.headings.min(2);
                    self.line(&format!("<h{level}>{}</h{level}>", escaped(title)));
                }
                Block::Text(text) => self.line(&format!("<p>{}</p>", escaped(text))),
                Block::Table(grid) => self.table(grid),
                Block::List { title, items } => {
                    let level = if self.headings > 1 { 3 } else { 2 };
                    self.line(&format!("<h{level}>{}</h{level}>", escaped(title)));
                    self.line("<ul>");
                    for item in items {
                        self.line(&format!("<li>{}</li>", escaped(item)));
                    }
                    self.line("</ul>");
                }
                // The footer has the files.
                Block::Inputs(_) => {}
                Block::Chart(series) => self.figure(&Figure::pay(series)),
                Block::Figure(figure) => self.figure(figure),
            }
        }
    }

    /// A picture, with what it shows in words.
    fn figure(&mut self, figure: &Figure) {
        let svg = figure.svg();
        if !svg.is_empty() {
            let says = escaped(&figure.says());
            let svg = svg.replacen("<svg ", &format!("<svg aria-label=\"{says}\" "), 1);
            self.line(&format!("<figure tabindex=\"0\">\n<figcaption>{}</figcaption>\n{svg}</figure>", escaped(&figure.title)));
        }
    }

    /// A table whose first column says what a row is about. One that is too wide for the window is moved inside it.
    fn table(&mut self, grid: &Grid) {
        self.line("<div class=\"wide\" role=\"group\" aria-label=\"Table\" tabindex=\"0\">\n<table>\n<thead>\n<tr>");
        for (title, sort) in &grid.columns {
            let class = class(*sort);
            // A column of remarks has no heading, and an empty one would be read out.
            self.line(&if title.is_empty() {
                format!("<td class=\"{class}\"></td>")
            } else {
                format!("<th scope=\"col\" class=\"{class}\">{}</th>", escaped(title))
            });
        }
        self.line("</tr>\n</thead>\n<tbody>");
        for row in &grid.rows {
            let cells = row.iter().zip(&grid.columns).enumerate().map(|(index, (cell, (_, sort)))| {
                let (class, text) = (class(*sort), escaped(cell));
                // An empty first cell goes on with what the row above is about.
                if index == 0 && !cell.is_empty() {
                    format!("<th scope=\"row\" class=\"{class}\">{text}</th>")
                } else {
                    format!("<td class=\"{class}\">{text}</td>")
                }
            });
            let cells: String = cells.collect();
            self.line(&format!("<tr>{cells}</tr>"));
        }
        self.line("</tbody>\n</table>\n</div>");
    }
}

fn class(sort: ColumnKind) -> &'static str {
    match sort {
        ColumnKind::Text => "words",
        ColumnKind::Number => "number",
        ColumnKind::Name => "name",
    }
}

/// The same with the names of files alone.
fn without_folders_of_inputs(json: &serde_json::Value) -> serde_json::Value {
    let mut json = json.clone();
    let inputs = json.get_mut("inputs").and_then(serde_json::Value::as_array_mut);
    for path in inputs.into_iter().flatten().filter_map(|input| input.get_mut("path")) {
        let name = path.as_str().and_then(|path| path.rsplit(['/', '\\']).next()).unwrap_or("").to_owned();
        *path = name.into();
    }
    json
}

/// What the page was made with and from.
fn footer(json: &serde_json::Value, command: &[String], version: &str) -> String {
    let command = escaped(&made_from::command_line(command));
    let mut text = format!("<footer>\n<p>payspine {}: <code>{command}</code></p>\n", escaped(version));
    let inputs = made_from::inputs(json);
    if !inputs.is_empty() {
        text.push_str("<p>Made from these files, with their SHA-256:</p>\n<ul>\n");
        for input in inputs {
            // Writing to a string cannot fail.
            let rows = input.rows.map_or_else(String::new, |rows| format!(", {}", words::counted(rows, "row")));
            let _ = writeln!(text, "<li>{} <code>{}</code>{rows}</li>", escaped(&input.path), escaped(&input.sha256));
        }
        text.push_str("</ul>\n");
    }
    text + "</footer>\n"
}

/// Text that a browser reads as text.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push_str("<br>"),
            other if other.is_control() => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}
