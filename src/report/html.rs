//! For a page: one file that needs no other, read in a browser or printed on A4.
//!
//! There is no script and nothing is fetched. Whatever a file or a name says is text: it is escaped, and a policy in the page forbids
//! everything else. Charts are left out.

use std::fmt::Write as _;

use super::{Block, Grid, Report, Sort, made_from};

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1a1a1a;--paper:#fff;--faint:#5c5c5c;--line:#c8c8c8;--band:#f3f3f0}
@media(prefers-color-scheme:dark){:root{--ink:#e6e6e3;--paper:#16181a;--faint:#a5a5a0;--line:#44484c;--band:#1f2225}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem;max-width:60rem;color:var(--ink);background:var(--paper);font:1rem/1.5 system-ui,sans-serif;\
overflow-wrap:break-word}
h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0 1rem}
h2{font-size:1.2rem;margin:2rem 0 .5rem}
h3{font-size:1rem;margin:1.5rem 0 .25rem}
p{max-width:44rem}
ul{margin:.25rem 0;padding-left:1.25rem;max-width:48rem}
.wide{overflow-x:auto;margin:1rem 0}
table{border-collapse:collapse;font-size:.925rem;font-variant-numeric:tabular-nums}
th,td{padding:.3rem .75rem .3rem 0;text-align:left;vertical-align:top;font-weight:normal}
thead th{font-weight:600;vertical-align:bottom;border-bottom:2px solid var(--line)}
tbody tr{border-bottom:1px solid var(--line)}
tbody tr:nth-child(even){background:var(--band)}
.number{text-align:right;white-space:nowrap}
.name{white-space:nowrap}
.words{min-width:10rem}
footer{margin-top:3rem;padding-top:.75rem;border-top:1px solid var(--line);color:var(--faint);font-size:.85rem}
code{font:.85em/1.4 ui-monospace,monospace;overflow-wrap:anywhere}
@page{size:A4;margin:18mm 15mm}
@media print{:root{--ink:#000;--paper:#fff;--faint:#333;--line:#999;--band:#fff}\
body{padding:0;max-width:none;font-size:10pt}\
.wide{overflow:visible}table{font-size:9pt}.words{min-width:0}\
thead{display:table-header-group}tr,li{break-inside:avoid}h1,h2,h3{break-after:avoid}p{orphans:3;widows:3}}";

/// A report as a page. `command` is the command line that gave it, word by word.
pub(super) fn write(report: &Report, command: &[String]) -> String {
    let first =
        report.blocks.iter().find_map(|block| if let Block::Heading(title) = block { Some(title.as_str()) } else { None });
    let title = first.unwrap_or("payspine");
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
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n<style>\n{STYLE}\n</style>\n</head>\n\
         <body>\n<main>\n{body}</main>\n{}</body>\n</html>\n",
        escaped(title),
        footer(report, command)
    )
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
                Block::Chart(_) | Block::Inputs(_) => {}
            }
        }
    }

    /// A table whose first column says what a row is about. One that is too wide for the window is moved inside it.
    fn table(&mut self, grid: &Grid) {
        self.line("<div class=\"wide\">\n<table>\n<thead>\n<tr>");
        for (title, sort) in &grid.columns {
            self.line(&format!("<th scope=\"col\" class=\"{}\">{}</th>", class(*sort), escaped(title)));
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

fn class(sort: Sort) -> &'static str {
    match sort {
        Sort::Text => "words",
        Sort::Number => "number",
        Sort::Name => "name",
    }
}

/// What the page was made with and from.
fn footer(report: &Report, command: &[String]) -> String {
    let command = escaped(&made_from::command_line(command));
    let mut text = format!("<footer>\n<p>payspine {}: <code>{command}</code></p>\n", env!("CARGO_PKG_VERSION"));
    let inputs = made_from::inputs(report);
    if !inputs.is_empty() {
        text.push_str("<p>Made from these files, with their SHA-256:</p>\n<ul>\n");
        for input in inputs {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "<li>{} <code>{}</code></li>", escaped(&input.path), escaped(&input.sha256));
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
