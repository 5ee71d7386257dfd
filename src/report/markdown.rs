//! For a document.

use super::{Block, ColumnKind, Grid, hashes};

pub(super) fn write(blocks: &[Block]) -> String {
    let mut parts = Vec::new();
    for block in blocks {
        match block {
            Block::Heading(title) => parts.push(format!("## {}", escaped(title))),
            Block::Text(text) => parts.push(escaped(text)),
            Block::Table(grid) => parts.push(table(grid)),
            Block::List { title, items } => {
                let lines: Vec<String> = items.iter().map(|item| format!("- {}", escaped(item))).collect();
                parts.push(format!("**{}**\n\n{}", escaped(title), lines.join("\n")));
            }
            Block::Inputs(inputs) => parts.push(write(&[hashes(inputs)])),
            Block::Chart(_) | Block::Figure(_) => {}
        }
    }
    parts.join("\n\n")
}

fn table(grid: &Grid) -> String {
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let titles = line(grid.columns.iter().map(|(title, _)| escaped(title)).collect());
    let rules =
        grid.columns.iter().map(|(_, sort)| if *sort == ColumnKind::Number { "---:" } else { "---" }.to_owned()).collect();
    let rows = grid.rows.iter().map(|row| line(row.iter().map(|cell| escaped(cell)).collect()));
    [titles, line(rules)].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

/// Keeps text from being read as Markdown.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '|' | '*' | '_' | '`' | '<' | '[' | ']' | '\\' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' => out.push_str("<br>"),
            other => out.push(other),
        }
    }
    out
}
