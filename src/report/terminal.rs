//! A report as text for a terminal.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table as Drawn, TableStyle, Width};

use super::{Block, ColumnKind, Report, Role, Section, Table, chart};

pub(super) fn write(report: &Report, width: u16, charts: bool, opened_by: &str) -> String {
    let mut parts = Vec::new();
    if !report.title.is_empty() {
        parts.push(ruled(&report.title, width));
    }
    parts.extend((!report.headline.is_empty()).then(|| {
        let sentences: Vec<String> = report.headline.iter().map(ToString::to_string).collect();
        wrapped(&sentences.join(" "), width, 0)
    }));
    let keeps_back = report.rests_on.keeps_back();
    let (shown, kept): (Vec<&Section>, Vec<&Section>) =
        report.sections.iter().partition(|section| !(keeps_back && section.role == Role::Detail));
    for Section { heading, blocks, .. } in shown {
        parts.extend(heading.as_ref().map(|heading| ruled(heading, width)));
        parts.extend(blocks.iter().flat_map(|one| block(one, width, charts)));
    }
    parts.extend(report.rests_on.blocks(opened_by).iter().flat_map(|one| block(one, width, charts)));
    parts.extend(
        keeps_back
            .then(|| more(&kept, report.rests_on.sources.len()))
            .flatten()
            .map(|more| wrapped(&format!("{more} ({opened_by})."), width, 0)),
    );
    parts.join("\n\n")
}

/// What is kept back: details by their titles, and how many sources.
fn more(kept: &[&Section], sources: usize) -> Option<String> {
    let titles = kept.iter().filter_map(|section| section.heading.clone());
    let mut more: Vec<String> = titles.collect();
    more.extend((sources > 0).then(|| format!("{sources} {}", if sources == 1 { "source" } else { "sources" })));
    (!more.is_empty()).then(|| format!("More: {}", more.join(", ")))
}

/// A title with a line below it.
fn ruled(title: &str, width: u16) -> String {
    let rule = "─".repeat(title.chars().count().min(usize::from(width)));
    format!("{}\n{rule}", wrapped(title, width, 0))
}

/// The paragraphs of a block.
fn block(block: &Block, width: u16, charts: bool) -> Vec<String> {
    match block {
        Block::Text(text) => vec![wrapped(&text.to_string(), width, 0)],
        Block::Table(table) => {
            let caption = table.caption.as_ref().map(|caption| wrapped(&caption.to_string(), width, 0));
            let mut grid = Grid::of(table);
            if table.joins_equal_rows {
                grid.join_equal_rows();
            }
            caption.into_iter().chain(split(grid, width).into_iter().map(|grid| self::table(grid, width))).collect()
        }
        Block::List { title, items } => {
            let lines: Vec<String> = items.iter().map(|item| format!("• {}", wrapped(&item.to_string(), width, 2))).collect();
            vec![format!("{title}\n{}", lines.join("\n"))]
        }
        Block::Chart(series) if charts => chart::draw(series, width),
        Block::Chart(_) | Block::Picture(_) => Vec::new(),
    }
}

/// A table alone.
pub(crate) fn table_alone(table: &Table, width: u16) -> String {
    block(&Block::Table(table.clone()), width, false).join("\n\n")
}

/// A table as letters.
#[derive(Clone)]
struct Grid {
    columns: Vec<(String, ColumnKind)>,
    rows: Vec<Vec<String>>,
    keys: usize,
}

impl Grid {
    fn of(table: &Table) -> Grid {
        Grid {
            columns: table.columns.iter().map(|column| (column.title.clone(), column.kind)).collect(),
            rows: table.rows.iter().map(|row| row.iter().map(ToString::to_string).collect()).collect(),
            keys: table.keys,
        }
    }
}

impl Grid {
    /// Makes one row of three or more that follow one another and differ in their first cell alone.
    fn join_equal_rows(&mut self) {
        let mut joined: Vec<Vec<String>> = Vec::new();
        for run in self.rows.chunk_by(|one, next| one[1..] == next[1..]) {
            match run {
                [first, _, .., last] => {
                    let mut row = first.clone();
                    // Two days below each other leave more room to the other columns.
                    let apart = if first[0].contains(' ') { '\n' } else { ' ' };
                    row[0] = format!("{} to{apart}{}, each", first[0], last[0]);
                    joined.push(row);
                }
                few => joined.extend_from_slice(few),
            }
        }
        self.rows = joined;
    }
}

/// A column of words narrower than this is not read, it is deciphered.
const LEAST_WORDS: u16 = 18;

/// A column this narrow is still read where it takes fewer lines than the words below the table would.
const NARROW_WORDS: u16 = 11;

/// A table as one or more that have room.
fn split(grid: Grid, width: u16) -> Vec<Grid> {
    if grid.keys == 0 {
        return vec![grid];
    }
    let wide = |index: usize| {
        let words =
            || grid.rows.iter().map(|row| row[index].chars().count()).max().unwrap_or(0).min(usize::from(LEAST_WORDS)) + 2;
        fixed_width(&grid, index).map_or_else(words, usize::from) + 1
    };
    let keys: Vec<usize> = (0..grid.keys).collect();
    let of_keys: usize = keys.iter().map(|index| wide(*index)).sum();
    let mut parts: Vec<(usize, Vec<usize>)> = Vec::new();
    for index in grid.keys..grid.columns.len() {
        let room = usize::from(width) + 1;
        match parts.last_mut() {
            Some((used, columns)) if *used + wide(index) <= room => {
                *used += wide(index);
                columns.push(index);
            }
            _ => parts.push((of_keys + wide(index), vec![index])),
        }
    }
    if parts.len() < 2 {
        return vec![grid];
    }
    let part = |(_, columns): (usize, Vec<usize>)| {
        let kept: Vec<usize> = keys.iter().copied().chain(columns).collect();
        let row = |row: &Vec<String>| kept.iter().map(|index| row[*index].clone()).collect();
        let columns = kept.iter().map(|index| grid.columns[*index].clone()).collect();
        Grid { columns, rows: grid.rows.iter().map(row).collect(), keys: grid.keys }
    };
    parts.into_iter().map(part).collect()
}

/// A table; where its last column, of words, has no room, the words follow below.
fn table(mut grid: Grid, width: u16) -> String {
    let between = u16::try_from(grid.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let fixed = (0..grid.columns.len()).filter_map(|index| fixed_width(&grid, index)).sum::<u16>().saturating_add(between);
    let words = grid.columns.last().is_some_and(|(_, sort)| *sort == ColumnKind::Text);
    let longest = grid.rows.iter().filter_map(|row| row.last()).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let needed = LEAST_WORDS.min(u16::try_from(longest).unwrap_or(LEAST_WORDS));
    if fixed > width && grid.columns.len() > 3 {
        return records(&grid, width);
    }
    if !words || fixed + needed <= width || is_short_beside(&grid, width.saturating_sub(fixed)) {
        return drawn(grid, width);
    }
    let title = grid.columns.pop().map_or_else(String::new, |(title, _)| title);
    let below = grid.rows.iter_mut().filter_map(|row| {
        let words = row.pop().filter(|words| !words.is_empty())?;
        let first = row.first().map_or("", String::as_str);
        Some(format!("• {}", wrapped(&format!("{first}: {words}"), width, 2)))
    });
    let below: Vec<String> = below.collect();
    format!("{}\n\n{title}\n{}", drawn(grid, width), below.join("\n"))
}

/// Whether words beside the other columns take fewer lines than a list of them below.
fn is_short_beside(grid: &Grid, room: u16) -> bool {
    if room < NARROW_WORDS {
        return false;
    }
    let words = || grid.rows.iter().filter_map(|row| row.last());
    let longest = words().flat_map(|words| words.split(' ')).map(|word| word.chars().count()).max();
    // A word that is broken is not read.
    let fits = longest.is_none_or(|longest| longest <= usize::from(room));
    let lines: usize = words().map(|words| narrow_lines(words, usize::from(room))).sum();
    fits && lines <= 2 * grid.rows.len() + 2
}

/// How many lines a text takes in a column.
fn narrow_lines(text: &str, room: usize) -> usize {
    let mut lines = 1;
    let mut used = 0;
    for word in text.split(' ').map(|word| word.chars().count()) {
        if used > 0 && used + 1 + word > room {
            lines += 1;
            used = word;
        } else {
            used += word + usize::from(used > 0);
        }
    }
    lines
}

/// A table that has no room, row by row: what stands in the first column, then the others with their titles.
fn records(grid: &Grid, width: u16) -> String {
    let row = |row: &Vec<String>| {
        let cells = grid.columns.iter().zip(row).skip(1).filter(|(_, cell)| !cell.is_empty());
        let cells: Vec<String> = cells.map(|((title, _), cell)| format!("{title} {cell}")).collect();
        wrapped(&format!("{}: {}", row.first().map_or("", String::as_str), cells.join(", ")), width, 2)
    };
    grid.rows.iter().map(row).collect::<Vec<_>>().join("\n")
}

/// How wide a column of numbers or names is; words take what is left.
fn fixed_width(grid: &Grid, index: usize) -> Option<u16> {
    let (title, sort) = grid.columns.get(index)?;
    if *sort == ColumnKind::Text {
        return None;
    }
    // Numbers and names are not broken; a long title is, at its spaces.
    let lines = grid.rows.iter().filter_map(|row| row.get(index)).flat_map(|cell| cell.lines());
    let widest = lines.map(|line| line.chars().count()).max().unwrap_or(0);
    let longest = title.split(' ').map(|word| word.chars().count()).max().unwrap_or(0);
    let word = if title.chars().count() <= 12 { title.chars().count() } else { longest };
    u16::try_from(widest.max(word) + 2).ok()
}

fn drawn(mut grid: Grid, width: u16) -> String {
    let widths: Vec<Option<u16>> = (0..grid.columns.len()).map(|index| fixed_width(&grid, index)).collect();
    let mut table = Drawn::new();
    let rule = LineStyle::none().fill('─').junction('─');
    table.load_style(TableStyle::new().header_separator(rule).bottom_border(rule));
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    table.set_header(grid.columns.iter().map(|(title, _)| title.as_str()));
    for row in std::mem::take(&mut grid.rows) {
        table.add_row(row);
    }
    for (index, (_, sort)) in grid.columns.iter().enumerate() {
        let Some(column) = table.column_mut(index) else { continue };
        column.set_padding((0, 2));
        if *sort == ColumnKind::Number {
            column.set_cell_alignment(CellAlignment::Right);
        }
        if let Some(columns) = widths.get(index).copied().flatten() {
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(columns)));
        }
    }
    let drawn = table.to_string();
    drawn.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// Text broken at spaces, each line after the first indented.
pub(crate) fn wrapped(text: &str, width: u16, indent: usize) -> String {
    let room = usize::from(width).saturating_sub(indent).max(20);
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last().map_or(0, |line| line.chars().count());
        if line > 0 && line + 1 + word.chars().count() > room {
            lines.push(word.to_owned());
        } else if let Some(last) = lines.last_mut() {
            if line > 0 {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    lines.join(&format!("\n{}", " ".repeat(indent)))
}
