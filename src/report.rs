//! Results as people and programs read them: one view, written as a table, Markdown, HTML, CSV, JSON or a workbook.
//!
//! A command builds a [`Report`] once, from what the engine returned. The formats only differ in punctuation, so they agree.

mod audit;
mod chart;
mod check;
mod cost;
mod csv;
mod data_request;
mod diff;
mod due;
mod figure;
mod frame;
mod html;
mod list;
mod locate;
mod made_from;
mod markdown;
mod progress;
mod proposal_gap;
mod recover;
mod remake;
mod show;
mod solve;
mod statement;
mod statutory;
mod terminal;
pub mod words;
#[cfg(feature = "workbook")]
mod workbook;

pub use self::audit::{AuditView, Parts, RowsRead, Stranger, audit};
pub use self::chart::Series;
pub use self::check::published_check;
pub use self::cost::{CostView, Employer, LeftOut, cost, left_out_groups};
pub use self::data_request::data_request;
pub use self::diff::{proposal_show, scale_diff};
pub use self::due::{DueView, due, due_csv, due_json, due_line_json, due_lines};
pub use self::figure::{Figure, Kind, Unit};
pub use self::frame::Frame;
pub use self::html::{STYLE, fragment};
pub use self::list::{Listed, Other, scale_list};
pub use self::locate::{LocateView, locate};
pub use self::made_from::command_line;
pub use self::progress::{Case, ProgressView, progress};
pub use self::proposal_gap::{ProposalGapView, proposal_gap};
pub use self::recover::{CheckedPlan, Estimated, RecoverView, recover};
pub use self::remake::{Remake, Sent, VerifyView, sent_report, verify};
pub use self::show::{ShowView, SystemNotes, scale_show, system_notes};
pub use self::solve::{SolveView, solve};
pub use self::statement::{StatementView, statement, stood};
pub use self::statutory::{mapping_show, policy_show, statutory_show};
pub(crate) use self::terminal::wrapped;
#[cfg(feature = "workbook")]
pub use self::workbook::{NoWorkbook, Sheets};

use crate::calendar::{Date, written};
use crate::settlement::{Document, History};

/// A result, ready to be written.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What a person reads, in order.
    pub blocks: Vec<Block>,
    /// The main table as plain values, for CSV.
    pub grid: Grid,
    /// Everything, for programs.
    pub json: serde_json::Value,
    /// What a workbook has, where that is more than the blocks as they are.
    #[cfg(feature = "workbook")]
    pub sheets: Sheets,
    /// Whether the CSV is a table that this program reads again: then every cell stands there as it is.
    pub is_read_again: bool,
}

/// A part of a report.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Block {
    /// A title.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A table.
    Table(Grid),
    /// Lines under a title.
    List {
        /// The title.
        title: String,
        /// The lines.
        items: Vec<String>,
    },
    /// Pay over time, one line for each case.
    Chart(Vec<Series>),
    /// A picture, where the form has room for one.
    Figure(Figure),
    /// The files that a result was computed from, for whoever is handed it. HTML ends with them in any case.
    Inputs(Vec<Input>),
}

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// Column titles, and whether their values are numbers.
    pub columns: Vec<(String, ColumnKind)>,
    /// Rows of as many values.
    pub rows: Vec<Vec<String>>,
    /// So many first columns say what a row is about: where all columns have no room beside each other, the others follow in further
    /// tables that begin with these. With none the table is not split.
    pub keys: usize,
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ColumnKind {
    /// Words, to the left.
    Text,
    /// Numbers, to the right, never broken.
    Number,
    /// Names, ids and dates: to the left, never broken.
    Name,
}

/// A way to write a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Format<'a> {
    /// For a person at a terminal, this many columns wide.
    Table {
        /// Columns.
        width: u16,
        /// Whether charts are drawn.
        charts: bool,
    },
    /// For programs.
    Json,
    /// For a spreadsheet.
    Csv,
    /// For a document.
    Markdown,
    /// For a browser, and to be printed: one page that needs no other file. Charts are left out.
    Html {
        /// The command line that gave it, word by word; folders of the machine are left out of what is shown.
        command: &'a [String],
        /// What whoever it is sent to needs to make it again.
        remake: Option<&'a Remake>,
    },
}

impl Report {
    /// The report as text, ending in a newline.
    pub fn written(&self, format: Format<'_>) -> String {
        let mut text = match format {
            Format::Table { width, charts } => tamed(&terminal::write(&self.blocks, width, charts)),
            Format::Markdown => tamed(&markdown::write(&self.blocks)),
            Format::Html { command, remake } => html::write(self, command, remake),
            Format::Csv if self.is_read_again => csv::as_it_is(&self.grid),
            Format::Csv => csv::write(&self.grid),
            Format::Json => serde_json::to_string_pretty(&self.json).expect("a tree of values is JSON"),
        };
        if !text.ends_with('\n') {
            text.push('\n');
        }
        text
    }
}

/// A cell of a file may hold what a terminal would take for a command.
fn tamed(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() && letter != '\n' { char::REPLACEMENT_CHARACTER } else { letter }).collect()
}

#[cfg(feature = "workbook")]
impl Report {
    /// The report as a workbook (XLSX), with the command line that gave it. The same report gives the same bytes.
    ///
    /// # Errors
    ///
    /// A table has more rows or columns than a sheet holds.
    pub fn workbook(&self, command: &[String]) -> Result<Vec<u8>, NoWorkbook> {
        workbook::write(self, command)
    }
}

impl Grid {
    pub(super) fn new(columns: &[(&str, ColumnKind)]) -> Grid {
        Grid { columns: columns.iter().map(|(title, sort)| ((*title).to_owned(), *sort)).collect(), rows: Vec::new(), keys: 0 }
    }
}

/// Where the figures of some pay systems come from, settlement by settlement up to a day.
pub fn sources<'a>(histories: impl Iterator<Item = &'a History>, until: Date) -> Block {
    let mut items: Vec<String> = Vec::new();
    for line in histories.flat_map(|history| source_lines(history, until)) {
        if !items.contains(&line) {
            items.push(line);
        }
    }
    Block::List { title: "Sources".into(), items }
}

/// What files are called and hash to, for a person.
fn hashes(inputs: &[Input]) -> Block {
    let items = inputs.iter().map(|input| format!("{}: {}", input.path, input.described())).collect();
    Block::List { title: "Made from these files, with their SHA-256".to_owned(), items }
}

/// The source of each settlement up to a day.
fn source_lines(history: &History, until: Date) -> Vec<String> {
    let steps = history.steps().iter().filter(|(from, _)| *from <= until);
    steps
        .map(|(_, step)| {
            let settlement = history.settlement(step);
            let verified = settlement.verified.map_or_else(String::new, |day| format!(", checked on {}", written(day)));
            let none = if step.document == Document::Scale { "no source given" } else { "as proposed" };
            format!("{}: {}{verified}", settlement.title, settlement.source.as_deref().unwrap_or(none))
        })
        .collect()
}

/// A file that a result was computed from.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Input {
    /// Its path, or its name if it comes with the program.
    pub path: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// How many rows it has below its header, if it is a table. Blank ones are not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
}

impl Input {
    /// What is said of it beside its name: its hash, and how many rows it has.
    fn described(&self) -> String {
        let rows = self.rows.map_or_else(String::new, |rows| format!(", {}", words::counted(rows, "row")));
        format!("{}{rows}", self.sha256)
    }
}
