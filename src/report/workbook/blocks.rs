//! Any report as sheets: what is said on the first, each table and each list on one of its own.

use rust_decimal::Decimal;

use super::super::{Block, ColumnKind, Grid};
use super::sheet::{Cell, Names, Sheet, with_decimals};
use crate::calendar::{Date, month_name};
use crate::money::parse_decimal;

/// Numbers are binary in a workbook: so many digits come back as they were.
const DIGITS: usize = 15;

/// The sheets of a report that has none of its own.
pub(super) fn sheets(blocks: &[Block]) -> Vec<Sheet> {
    let mut names = Names::default();
    names.keep("Inputs");
    let mut headings =
        blocks.iter().filter_map(|block| if let Block::Heading(title) = block { Some(title.as_str()) } else { None });
    let title = headings.next().unwrap_or("payspine");
    let mut first = Sheet::new(names.legal("Report"), title);
    let mut others = Vec::new();
    // What the next table is about.
    let mut about = title;
    for block in blocks {
        match block {
            Block::Heading(text) => {
                if text != title {
                    first.blank();
                    first.heading(text.as_str());
                }
                about = text;
            }
            Block::Text(text) => {
                first.note(text.as_str());
                about = text;
            }
            Block::Table(grid) => {
                // A sentence is no name.
                let short = about.trim_end_matches([':', '.']);
                let wanted = if short.chars().count() <= 31 { short } else { "Table" };
                let mut sheet = Sheet::new(names.legal(wanted), about);
                sheet.keys = if grid.columns.len() > 8 { grid.keys.min(3) } else { 0 };
                table(&mut sheet, grid);
                first.push(vec![Cell::link(&sheet.name)]);
                others.push(sheet);
            }
            Block::List { title, items } => {
                let mut sheet = Sheet::new(names.legal(title), title.as_str());
                sheet.notes(items.iter().cloned());
                first.push(vec![Cell::link(&sheet.name)]);
                others.push(sheet);
            }
            // The last sheet has the files.
            Block::Chart(_) | Block::Figure(_) | Block::Inputs(_) => {}
        }
    }
    std::iter::once(first).chain(others).collect()
}

/// Blocks below each other on one sheet.
pub(in crate::report) fn stacked(sheet: &mut Sheet, blocks: &[Block]) {
    for block in blocks {
        match block {
            Block::Heading(text) => sheet.heading(text.as_str()),
            Block::Text(text) => sheet.note(text.as_str()),
            Block::Table(grid) => {
                table(sheet, grid);
                sheet.blank();
            }
            Block::List { title, items } => {
                sheet.heading(title.as_str());
                sheet.notes(items.iter().cloned());
            }
            Block::Chart(_) | Block::Figure(_) | Block::Inputs(_) => {}
        }
    }
}

fn table(sheet: &mut Sheet, grid: &Grid) {
    let heads = grid.columns.iter().map(|(title, sort)| match sort {
        ColumnKind::Number => Cell::head_of_numbers(title.as_str()),
        ColumnKind::Text | ColumnKind::Name => Cell::head(title.as_str()),
    });
    sheet.head(heads.collect());
    for row in &grid.rows {
        sheet.push(row.iter().zip(&grid.columns).map(|(text, (_, sort))| cell(text, *sort)).collect());
    }
}

fn cell(text: &str, sort: ColumnKind) -> Cell {
    match sort {
        _ if text.is_empty() => Cell::nothing(),
        ColumnKind::Text => Cell::words(text),
        ColumnKind::Name => date(text).map_or_else(|| Cell::text(text), Cell::date),
        ColumnKind::Number if text == "–" => Cell::dash(),
        ColumnKind::Number => number(text).unwrap_or_else(|| Cell::text(text)),
    }
}

/// A number with the symbol, the decimals and the brackets that it is written with; none where digits would be lost.
fn number(text: &str) -> Option<Cell> {
    let bracketed = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (bracketed.is_some(), bracketed.unwrap_or(text)),
    };
    let (symbol, digits) = rest.split_at(rest.find(|letter: char| letter.is_ascii_digit())?);
    let (digits, percent) = digits.strip_suffix('%').map_or((digits, false), |digits| (digits, true));
    let known = symbol.is_empty() || ["£", "€", "$"].contains(&symbol) || is_code(symbol);
    let plain = digits.replace(',', "");
    // What begins with a nought is a name.
    let name = plain.len() > 1 && plain.starts_with('0') && !plain.starts_with("0.");
    if !known || name || plain.bytes().filter(u8::is_ascii_digit).count() > DIGITS {
        return None;
    }
    let number: Decimal = parse_decimal(&plain)?;
    let number = if negative { -number } else { number };
    let decimals = with_decimals(number.scale());
    // Years and points have no separators, and neither has what is written without them.
    let separated = digits.contains(',') || !symbol.is_empty() || plain.split('.').next().is_some_and(|whole| whole.len() <= 3);
    let decimals = if separated { decimals } else { decimals.replacen("#,##0", "0", 1) };
    let format = if symbol.is_empty() { decimals } else { format!("\"{symbol}\"{decimals}") };
    let (number, format) = if percent { (number / Decimal::ONE_HUNDRED, format!("{format}%")) } else { (number, format) };
    let format = if bracketed.is_some() { format!("{format};({format})") } else { format };
    Some(Cell::number(number, &format))
}

/// The code of a currency before an amount: `SEK 1,200`.
fn is_code(symbol: &str) -> bool {
    symbol.strip_suffix(' ').is_some_and(|code| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()))
}

/// A day as reports write it: `1 July 2012`, `1 Jul 2012`, `2012-07-01`.
fn date(text: &str) -> Option<Date> {
    let mut words = text.split(' ');
    let (Some(day), Some(month), Some(year), None) = (words.next(), words.next(), words.next(), words.next()) else {
        return if text.len() == 10 { text.parse().ok() } else { None };
    };
    let number = (1..=12).find(|number| {
        let name = month_name(*number);
        name == month || name.get(..3) == Some(month)
    })?;
    Date::new(year.parse().ok()?, number, day.parse().ok()?).ok()
}
