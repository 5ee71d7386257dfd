//! What is in a workbook, before it is written: sheets, cells, charts.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::calendar::Date;
use crate::money::Money;

/// Rows that a chart covers.
pub(in crate::report) const CHART_ROWS: usize = 18;
/// So many rows can still be read on a page.
const PAGE_ROWS: usize = 62;

/// So many letters the name of a sheet may have.
pub(in crate::report) const LONGEST_NAME: usize = 31;

/// How money is shown where the title of a sheet says the currency.
pub(in crate::report) const MONEY: &str = "#,##0.00";

/// A sheet: rows from the top, one of which may be the header that stays in sight and is repeated on each page.
#[derive(Clone, Debug)]
pub(in crate::report) struct Sheet {
    /// Legal and unique: see [`Names`].
    pub(in crate::report) name: String,
    pub(in crate::report) title: String,
    pub(in crate::report) rows: Vec<Vec<Cell>>,
    /// The row of the header.
    pub(in crate::report) header: Option<usize>,
    /// So many first columns stay in sight.
    pub(in crate::report) keys: usize,
    pub(in crate::report) charts: Vec<Chart>,
    /// Notes run over at least so many columns.
    least: usize,
}

/// A cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::report) struct Cell {
    pub(in crate::report) value: Value,
    pub(in crate::report) look: Look,
    /// A sum, or a title of rows.
    pub(in crate::report) strong: bool,
}

/// What is in a cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::report) enum Value {
    Nothing,
    Text(String),
    Number(Decimal),
    Date(Date),
    /// A formula without its `=`, and what it comes to.
    Formula(String, Decimal),
    /// The name of another sheet.
    Link(String),
}

/// How a cell is shown.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::report) enum Look {
    /// Of the sheet.
    Title,
    /// Words over all columns.
    Note,
    /// Of a column of words, or of numbers.
    Head {
        right: bool,
    },
    /// Words that may take several lines.
    Words,
    /// Words in one line.
    Name,
    /// Words in one line that runs on over the empty cells beside it.
    Over,
    /// By a format of numbers.
    Number(String),
    Date,
}

/// Cells of a sheet, both ends included: rows and columns from 0.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::report) struct Area {
    pub(in crate::report) first: (usize, usize),
    pub(in crate::report) last: (usize, usize),
}

/// A chart of a sheet's cells.
#[derive(Clone, Debug)]
pub(in crate::report) struct Chart {
    pub(in crate::report) kind: ChartKind,
    pub(in crate::report) title: String,
    /// How values are shown beside the axis.
    pub(in crate::report) format: &'static str,
    /// The sheet that has the cells.
    pub(in crate::report) sheet: String,
    pub(in crate::report) categories: Area,
    /// The cell of each one's name, and its values.
    pub(in crate::report) series: Vec<((usize, usize), Area)>,
    /// Whether the axis goes below nought.
    pub(in crate::report) below_nought: bool,
}

/// Columns beside each other or on top of each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::report) enum ChartKind {
    Beside,
    Stacked,
}

impl Cell {
    fn new(value: Value, look: Look) -> Cell {
        Cell { value, look, strong: false }
    }

    pub(in crate::report) fn nothing() -> Cell {
        Cell::new(Value::Nothing, Look::Name)
    }

    pub(in crate::report) fn text(text: impl Into<String>) -> Cell {
        Cell::new(Value::Text(text.into()), Look::Name)
    }

    pub(in crate::report) fn words(text: impl Into<String>) -> Cell {
        Cell::new(Value::Text(text.into()), Look::Words)
    }

    /// Words that run on over the empty cells beside them.
    pub(in crate::report) fn over(text: impl Into<String>) -> Cell {
        Cell::new(Value::Text(text.into()), Look::Over)
    }

    /// The title of a column of words.
    pub(in crate::report) fn head(text: impl Into<String>) -> Cell {
        Cell::new(Value::Text(text.into()), Look::Head { right: false })
    }

    /// The title of a column of numbers.
    pub(in crate::report) fn head_of_numbers(text: impl Into<String>) -> Cell {
        Cell::new(Value::Text(text.into()), Look::Head { right: true })
    }

    pub(in crate::report) fn link(sheet: &str) -> Cell {
        Cell::new(Value::Link(sheet.to_owned()), Look::Name)
    }

    pub(in crate::report) fn date(day: Date) -> Cell {
        Cell::new(Value::Date(day), Look::Date)
    }

    pub(in crate::report) fn money(money: Money) -> Cell {
        Cell::number(money.amount(), MONEY)
    }

    /// A number with as many decimals as it has.
    pub(in crate::report) fn count(number: Decimal) -> Cell {
        let number = number.normalize();
        Cell::number(number, &with_decimals(number.scale()))
    }

    pub(in crate::report) fn number(number: Decimal, format: &str) -> Cell {
        Cell::new(Value::Number(number), Look::Number(format.to_owned()))
    }

    /// A formula that comes to an amount of money.
    pub(in crate::report) fn sum(formula: String, comes_to: Money) -> Cell {
        Cell::formula(formula, comes_to.amount(), MONEY)
    }

    pub(in crate::report) fn formula(formula: String, comes_to: Decimal, format: &str) -> Cell {
        Cell::new(Value::Formula(formula, comes_to), Look::Number(format.to_owned()))
    }

    /// In place of a number that is not given.
    pub(in crate::report) fn dash() -> Cell {
        Cell::new(Value::Text("–".to_owned()), Look::Number("@".to_owned()))
    }

    /// Whether its words run over all columns.
    pub(in crate::report) fn runs_over(&self) -> bool {
        matches!(self.look, Look::Title | Look::Note)
    }

    /// In bold.
    pub(in crate::report) fn strong(mut self) -> Cell {
        self.strong = true;
        self
    }
}

/// Thousands separators and so many decimals.
pub(in crate::report) fn with_decimals(decimals: u32) -> String {
    if decimals == 0 { "#,##0".to_owned() } else { format!("#,##0.{}", "0".repeat(decimals as usize)) }
}

impl Sheet {
    /// A sheet with its title on top.
    pub(in crate::report) fn new(name: impl Into<String>, title: impl Into<String>) -> Sheet {
        let (name, title) = (name.into(), title.into());
        let rows = vec![vec![Cell::new(Value::Text(title.clone()), Look::Title)]];
        Sheet { name, title, rows, header: None, keys: 0, charts: Vec::new(), least: 1 }
    }

    /// Adds a row and gives its place.
    pub(in crate::report) fn push(&mut self, row: Vec<Cell>) -> usize {
        self.rows.push(row);
        self.rows.len() - 1
    }

    /// Adds a row of column titles. The first of a sheet stays in sight.
    pub(in crate::report) fn head(&mut self, row: Vec<Cell>) -> usize {
        let place = self.push(row);
        self.header.get_or_insert(place);
        place
    }

    /// Words over all columns.
    pub(in crate::report) fn note(&mut self, text: impl Into<String>) {
        self.push(vec![Cell::new(Value::Text(text.into()), Look::Note)]);
    }

    /// Lines of words, each over all columns.
    pub(in crate::report) fn notes(&mut self, texts: impl IntoIterator<Item = String>) {
        for text in texts {
            self.note(text);
        }
    }

    /// A title of what follows.
    pub(in crate::report) fn heading(&mut self, text: impl Into<String>) {
        self.push(vec![Cell::new(Value::Text(text.into()), Look::Note).strong()]);
    }

    pub(in crate::report) fn blank(&mut self) {
        self.push(Vec::new());
    }

    /// Notes run over at least so many columns.
    pub(in crate::report) fn wide(&mut self, columns: usize) {
        self.least = self.least.max(columns);
    }

    /// Draws a chart of its own cells below them, if there are numbers in them.
    pub(in crate::report) fn draw(&mut self, chart: Chart) {
        let cells = chart.series.iter().flat_map(|(_, area)| {
            (area.first.0..=area.last.0).flat_map(|row| (area.first.1..=area.last.1).map(move |column| (row, column)))
        });
        let lowest = cells.filter_map(|(row, column)| self.value(row, column)).min();
        // Without a number there is nothing to be seen.
        self.charts.extend(lowest.map(|lowest| Chart { below_nought: lowest < Decimal::ZERO, ..chart }));
    }

    /// Whether it is printed on one page together with its charts.
    pub(in crate::report) fn fits_a_page(&self) -> bool {
        self.rows.len() + self.charts.len() * CHART_ROWS <= PAGE_ROWS
    }

    /// How many columns it has.
    pub(in crate::report) fn columns(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0).max(self.least)
    }

    /// What the cell at a row and column comes to, where it is a number.
    pub(in crate::report) fn value(&self, row: usize, column: usize) -> Option<Decimal> {
        match self.rows.get(row)?.get(column)?.value {
            Value::Number(number) | Value::Formula(_, number) => Some(number),
            _ => None,
        }
    }

    /// A cell of this sheet that shows another's number: a formula on another sheet, or the same words.
    pub(in crate::report) fn linked(&self, row: usize, column: usize) -> Cell {
        let Some(cell) = self.rows.get(row).and_then(|row| row.get(column)) else { return Cell::nothing() };
        match self.value(row, column) {
            Some(number) => {
                let formula = format!("{}!{}", quoted(&self.name), reference(row, column));
                Cell { value: Value::Formula(formula, number), look: cell.look.clone(), strong: false }
            }
            None => Cell { strong: false, ..cell.clone() },
        }
    }
}

/// A sheet's name as formulas have it.
fn quoted(name: &str) -> String {
    format!("'{}'", name.replace('\'', "''"))
}

/// The name of a cell: row 4, column 2 is C5.
pub(in crate::report) fn reference(row: usize, column: usize) -> String {
    let mut letters = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).expect("a letter of 26");
        letters.insert(0, char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    format!("{letters}{}", row + 1)
}

/// Names of sheets: of at most 31 letters, none that is not allowed in them, no two alike but for capitals.
#[derive(Clone, Debug, Default)]
pub(in crate::report) struct Names(BTreeSet<String>);

impl Names {
    /// A legal name that no sheet has, as near to the one wanted as can be.
    pub(in crate::report) fn legal(&mut self, wanted: &str) -> String {
        let legal = |letter: char| if letter.is_control() || "[]:*?/\\".contains(letter) { ' ' } else { letter };
        let words: String = wanted.chars().map(legal).collect();
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = words.trim_matches('\'').trim();
        let base = match words {
            "" => "Table",
            // Excel keeps the name for itself.
            words if words.eq_ignore_ascii_case("history") => "History of it",
            words => words,
        };
        let numbered = (2_u32..).map(|number| format!(" {number}"));
        let ends = std::iter::once(String::new()).chain(numbered);
        let names = ends.map(|end| format!("{}{end}", cut(base, LONGEST_NAME - end.len())));
        let mut names = names;
        names.find(|name| self.keep(name)).expect("one of all numbers is free")
    }

    /// Takes a name; whether it was free.
    pub(in crate::report) fn keep(&mut self, name: &str) -> bool {
        self.0.insert(name.to_lowercase())
    }
}

/// The first letters of a name, as the file counts them, to the end of a word where that is not far.
fn cut(name: &str, most: usize) -> &str {
    let mut room = most;
    let fits = name.char_indices().find(|(_, letter)| {
        let used = letter.len_utf16();
        let full = used > room;
        room = room.saturating_sub(used);
        full
    });
    let Some((end, _)) = fits else { return name };
    let whole = name.get(..end).unwrap_or(name);
    let word = whole.rfind(' ').filter(|space| space * 2 > end).and_then(|space| whole.get(..space));
    word.unwrap_or(whole).trim_end_matches(['\'', ' '])
}
