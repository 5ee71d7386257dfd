//! A report as Markdown.

use super::{Block, ColumnKind, Report, Table};

pub(super) fn write(report: &Report) -> String {
    let mut parts = Vec::new();
    if !report.title.is_empty() {
        parts.push(format!("## {}", escaped(&report.title)));
    }
    parts.extend((!report.headline.is_empty()).then(|| {
        let sentences: Vec<String> = report.headline.iter().map(|sentence| escaped(&sentence.to_string())).collect();
        sentences.join(" ")
    }));
    for section in &report.sections {
        parts.extend(section.heading.as_ref().map(|heading| format!("## {}", escaped(heading))));
        parts.extend(section.blocks.iter().flat_map(block));
    }
    parts.extend(report.rests_on.blocks("").iter().flat_map(block));
    parts.join("\n\n")
}

fn block(block: &Block) -> Vec<String> {
    match block {
        Block::Text(text) => vec![escaped(&text.to_string())],
        Block::Table(table) => {
            let caption = table.caption.as_ref().map(|caption| escaped(&caption.to_string()));
            caption.into_iter().chain([self::table(table)]).collect()
        }
        Block::List { title, items } => {
            let lines: Vec<String> = items.iter().map(|item| format!("- {}", escaped(&item.to_string()))).collect();
            vec![format!("**{}**\n\n{}", escaped(title), lines.join("\n"))]
        }
        Block::Chart(_) | Block::Picture(_) => Vec::new(),
    }
}

fn table(table: &Table) -> String {
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let titles = line(table.columns.iter().map(|column| escaped(&column.title)).collect());
    let rule = |kind: ColumnKind| if kind == ColumnKind::Number { "---:" } else { "---" };
    let rules = line(table.columns.iter().map(|column| rule(column.kind).to_owned()).collect());
    let rows = table.rows.iter().map(|row| line(row.iter().map(|cell| escaped(&cell.to_string())).collect()));
    [titles, rules].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
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
