//! Any report as sheets: what is said on the first, each table and each list on one of its own.
//!
//! Values that stand beside another in a table get columns of their own: a point is no part of an amount.

use rust_decimal::Decimal;

use super::super::{Block, Cell as ReportCell, ColumnKind, Piece, Report, Table, Text, Value};
use super::sheet::{Cell, LONGEST_NAME, Names, Sheet, with_decimals};
use crate::money::{Currency, Money};

/// Numbers are binary in a workbook: so many digits come back as they were.
const DIGITS: u32 = 15;

/// The sheets of a report that has none of its own.
pub(super) fn sheets(report: &Report) -> Vec<Sheet> {
    let mut names = Names::default();
    names.keep("Inputs");
    let title = if report.title.is_empty() { "payspine" } else { &report.title };
    let mut first = Sheet::new(names.legal("Report"), title);
    first.notes(report.headline.iter().map(ToString::to_string));
    let mut others = Vec::new();
    for section in &report.sections {
        let names_itself = |block: &Block| matches!(block, Block::Table(table) if Some(&table.name) == section.heading.as_ref());
        if let Some(heading) = &section.heading {
            first.blank();
            if !section.blocks.iter().any(names_itself) {
                first.heading(heading.as_str());
            }
        }
        // Lists under one heading are read one after the other.
        let is_list = |block: &&Block| matches!(block, Block::List { .. });
        let together = section.heading.as_ref().filter(|_| section.blocks.iter().filter(is_list).count() > 1);
        if let Some(heading) = together {
            let mut sheet = Sheet::new(names.legal(heading), heading.as_str());
            stacked(&mut sheet, section.blocks.iter().filter(is_list));
            first.push(vec![Cell::link(&sheet.name)]);
            others.push(sheet);
        }
        for block in section.blocks.iter().filter(|block| together.is_none() || !is_list(block)) {
            let sheet = match block {
                Block::Text(text) => {
                    first.note(text.to_string());
                    continue;
                }
                Block::Table(table) => of_table(table, section.heading.as_deref(), &mut names),
                Block::List { title, items } => of_list(title, items, &mut names),
                Block::Chart(_) | Block::Picture(_) => continue,
            };
            first.push(vec![Cell::link(&sheet.name)]);
            others.push(sheet);
        }
    }
    let rests_on = &report.rests_on;
    let assumed = rests_on.in_order().into_iter().map(Text::from);
    let lists = [("Assumed", assumed.collect::<Vec<Text>>()), ("Sources", rests_on.sources.iter().map(Text::from).collect())];
    for (title, items) in lists.into_iter().filter(|(_, items)| !items.is_empty()) {
        let sheet = of_list(title, &items, &mut names);
        first.push(vec![Cell::link(&sheet.name)]);
        others.push(sheet);
    }
    std::iter::once(first).chain(others).collect()
}

fn of_table(table: &Table, heading: Option<&str>, names: &mut Names) -> Sheet {
    let name = names.legal(&table.name);
    let title = match heading {
        Some(heading) if heading != table.name && !table.name.is_empty() => format!("{heading}: {}", table.name),
        Some(heading) => heading.to_owned(),
        None => table.name.clone(),
    };
    let mut sheet = Sheet::new(name, title);
    if let Some(caption) = &table.caption {
        sheet.note(caption.to_string());
    }
    sheet.keys = if table.columns.len() > 8 { table.keys.min(3) } else { 0 };
    rows(&mut sheet, table);
    sheet
}

/// A list; where its lines have amounts, these stand beside them as numbers.
fn of_list(title: &str, items: &[Text], names: &mut Names) -> Sheet {
    // What follows a colon is a remark, and no part of a name; so is what follows a comma, where there is no room for it.
    let before = |title: &'_ str, sign: char| title.split_once(sign).map_or(title.to_owned(), |(name, _)| name.to_owned());
    let mut short = before(title, ':');
    if short.chars().count() > LONGEST_NAME {
        short = before(&short, ',');
    }
    let mut sheet = Sheet::new(names.legal(&short), title);
    if items.iter().all(|item| amounts(item).is_empty()) {
        sheet.notes(items.iter().map(ToString::to_string));
        return sheet;
    }
    sheet.head(vec![Cell::head("What"), Cell::head_of_numbers("Amount")]);
    for item in items {
        sheet.push(std::iter::once(Cell::words(item.to_string())).chain(amounts(item)).collect());
    }
    sheet
}

/// The amounts of a text.
fn amounts(text: &Text) -> Vec<Cell> {
    let amount = |piece: &Piece| match piece {
        Piece::Cell(figure) if matches!(figure.value, Value::Money { .. }) => Some(cell(figure, ColumnKind::Number)),
        Piece::Cell(_) | Piece::Words(_) => None,
    };
    text.0.iter().filter_map(amount).collect()
}

/// Blocks below each other on one sheet.
pub(in crate::report) fn stacked<'b>(sheet: &mut Sheet, blocks: impl IntoIterator<Item = &'b Block>) {
    for block in blocks {
        match block {
            Block::Text(text) => sheet.note(text.to_string()),
            Block::Table(table) => {
                if let Some(caption) = &table.caption {
                    sheet.note(caption.to_string());
                }
                rows(sheet, table);
                sheet.blank();
            }
            Block::List { title, items } => {
                sheet.heading(title.as_str());
                sheet.notes(items.iter().map(ToString::to_string));
            }
            Block::Chart(_) | Block::Picture(_) => {}
        }
    }
}

/// The header and the rows of a table.
fn rows(sheet: &mut Sheet, table: &Table) {
    let mut heads = Vec::new();
    // How many values stand beside those of each column.
    let mut widths = Vec::new();
    for (place, column) in table.columns.iter().enumerate() {
        let beside = table.rows.iter().filter_map(|row| row.get(place)).map(|cell| cell.beside.len()).max().unwrap_or(0);
        let head = match column.kind {
            ColumnKind::Number => Cell::head_of_numbers(column.title.as_str()),
            ColumnKind::Text | ColumnKind::Name => Cell::head(column.title.as_str()),
        };
        heads.push(head);
        for at in 0..beside {
            let what = column.beside.get(at).map_or("beside it", String::as_str);
            let title = if column.title.is_empty() { what.to_owned() } else { format!("{}: {what}", column.title) };
            heads.push(Cell::head_of_numbers(title));
        }
        widths.push(beside);
    }
    sheet.head(heads);
    for row in &table.rows {
        let mut cells = Vec::new();
        for (place, figure) in row.iter().enumerate() {
            let kind = table.columns.get(place).map_or(ColumnKind::Text, |column| column.kind);
            cells.push(cell(figure, kind));
            let mut beside: Vec<Cell> = figure.beside.iter().map(|beside| value(beside.value(), ColumnKind::Number)).collect();
            beside.resize_with(widths.get(place).copied().unwrap_or(0), Cell::nothing);
            cells.extend(beside);
        }
        sheet.push(cells);
    }
}

fn cell(figure: &ReportCell, kind: ColumnKind) -> Cell {
    if figure.bracketed {
        // As people write them: an amount that is not counted keeps its minus in the brackets, of a number they are the minus.
        let (number, above, below) = match &figure.value {
            Value::Money { amount, currency, .. } => {
                let format = symbol(*currency, &with_decimals(2));
                (amount.amount(), format.clone(), format!("-{format}"))
            }
            Value::Number(number) => (*number, with_decimals(number.scale()), with_decimals(number.scale())),
            other => return value(other, kind),
        };
        return of_number(number, &format!("({above});({below})"));
    }
    value(&figure.value, kind)
}

fn value(value: &Value, kind: ColumnKind) -> Cell {
    match value {
        Value::Nothing => Cell::nothing(),
        Value::NotGiven => Cell::dash(),
        Value::Text(text) if kind == ColumnKind::Text => Cell::words(text),
        Value::Text(text) => Cell::text(text),
        Value::Money { amount, currency, pence } | Value::Difference { amount, currency, pence } => {
            money(*amount, *currency, *pence).unwrap_or_else(|| Cell::text(value.to_string()))
        }
        Value::Plain(number) => of_number(*number, &with_decimals(number.scale()).replacen("#,##0", "0", 1)),
        Value::Number(number) | Value::Percent { number, sign: false } => of_number(*number, &with_decimals(number.scale())),
        Value::Percent { number, sign: true } => {
            of_number(*number / Decimal::ONE_HUNDRED, &format!("{}%", with_decimals(number.scale())))
        }
        Value::Date { day, .. } => Cell::date(*day),
        Value::Month { .. } => Cell::text(value.to_string()),
        Value::Point(point) => match point {
            crate::scale::PointId::Number(number) => Cell::number(Decimal::from(*number), "0"),
            crate::scale::PointId::Name(name) => Cell::text(name.as_ref()),
        },
    }
}

/// An amount with its symbol; none where digits would be lost.
fn money(amount: Money, currency: Currency, pence: bool) -> Option<Cell> {
    let number = amount.amount();
    let decimals = if pence || !amount.is_whole() { number.normalize().scale().max(2) } else { 0 };
    fits(number).then(|| Cell::number(number, &symbol(currency, &with_decimals(decimals))))
}

fn of_number(number: Decimal, format: &str) -> Cell {
    if fits(number) { Cell::number(number, format) } else { Cell::text(number.to_string()) }
}

fn fits(number: Decimal) -> bool {
    number.normalize().mantissa().unsigned_abs() < 10_u128.pow(DIGITS)
}

/// A format of numbers with the sign of a currency before them.
fn symbol(currency: Currency, format: &str) -> String {
    format!("\"{}\"{format}", currency.symbol())
}
