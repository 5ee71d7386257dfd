//! Results as people and programs read them: one view, written as a table, Markdown, HTML, CSV, JSON or a workbook.
//!
//! A command builds a [`Report`] once, from what the engine returned: a title, a headline that answers the question, sections that each
//! have a role, and what all of it rests on. Figures stay figures: every form writes the same [`Cell`]s, so they agree.

mod assumption;
mod audit;
mod cell;
mod chart;
mod check;
mod cost;
mod csv;
mod data_request;
mod diff;
mod due;
mod frame;
mod html;
mod list;
mod locate;
mod made_from;
mod markdown;
mod picture;
mod progress;
mod proposal_gap;
mod recover;
mod remake;
mod rests_on;
mod section;
mod show;
mod solve;
mod statement;
mod statutory;
mod terminal;
mod text;
mod what_if;
pub mod words;
#[cfg(feature = "workbook")]
mod workbook;

pub use self::assumption::{AskAssumption, Assumption, CostAssumption, PlanAssumption, ReadAssumption, Stated};
pub use self::audit::{AuditView, Parts, RowsRead, Stranger, audit};
pub use self::cell::{Beside, Cell, Derivation, Value};
pub use self::chart::Series;
pub use self::check::published_check;
pub use self::cost::{CostView, Employer, LeftOut, cost, left_out_groups};
pub use self::data_request::data_request;
pub use self::diff::{proposal_show, scale_diff};
pub use self::due::{DueKind, DueLine, DueParts, DueView, due, due_lines, explain_lines};
pub use self::frame::Frame;
pub use self::html::STYLE;
#[cfg(feature = "serve")]
pub(crate) use self::html::{assumed as assumed_html, files, headline as headline_html, sections as sections_html};
pub use self::list::{Listed, Other, scale_list};
pub use self::locate::{LocateView, locate};
pub use self::made_from::command_line;
pub use self::picture::{Kind, Picture, Unit};
pub use self::progress::{Case, ProgressView, posts, progress};
pub use self::proposal_gap::{ProposalGapView, proposal_gap};
pub use self::recover::{CheckedPlan, Estimated, RecoverView, recover};
pub use self::remake::{Remake, Sent, VerifyView, sent_report, verify};
pub use self::rests_on::{Assumed, Extent, Input, RestsOn, sources};
pub use self::section::{Block, Column, ColumnKind, Role, Section, Table};
pub use self::show::{ShowView, SystemNotes, scale_show, system_notes};
pub use self::solve::{SolveView, solve};
pub use self::statement::{StatementView, statement, stood};
pub use self::statutory::{mapping_show, policy_show, statutory_show};
pub(crate) use self::terminal::{table_alone, wrapped};
pub use self::text::{Piece, Text};
pub use self::what_if::{Left, WhatIfSide, WhatIfView, what_if};
#[cfg(feature = "workbook")]
pub use self::workbook::{NoWorkbook, Sheets};

use serde_json::{Map, Value as Json};

/// A result, ready to be written.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What it is about, in a line.
    pub title: String,
    /// The answer in one to three sentences.
    pub headline: Vec<Text>,
    /// What a person reads, in order.
    pub sections: Vec<Section>,
    /// What was assumed, where figures come from, and which files were read.
    pub rests_on: RestsOn,
    /// The main table for programs, as CSV.
    pub table: Table,
    /// The report's own keys in JSON. [`Report::for_programs`] adds the headline, the assumptions and the files.
    pub json: Map<String, Json>,
    /// What a workbook has, where that is more than the sections as they are.
    #[cfg(feature = "workbook")]
    pub sheets: Sheets,
    /// Whether payspine reads this CSV again. Then text that a spreadsheet would run as a formula is not defused.
    pub is_read_again: bool,
}

/// The format of a result. Answers differ with it only where one holds more than another, or need not be in memory whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub enum Format {
    /// For a person at a terminal.
    #[default]
    Table,
    /// For programs.
    Json,
    /// For a spreadsheet.
    Csv,
    /// For a document.
    Markdown,
    /// For a browser, and to be sent and printed: one page that needs no other file.
    Html,
    /// A workbook. With the feature `workbook` a report can be written as one.
    Xlsx,
}

impl Format {
    /// Each by its name.
    pub const NAMES: [(&'static str, Format); 6] = [
        ("table", Format::Table),
        ("json", Format::Json),
        ("csv", Format::Csv),
        ("markdown", Format::Markdown),
        ("html", Format::Html),
        ("xlsx", Format::Xlsx),
    ];
}

/// A terminal, or what is written as for one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Screen<'a> {
    /// How many columns it has.
    pub width: u16,
    /// Whether charts are drawn.
    pub charts: bool,
    /// How to see the rest of what is assumed.
    pub opened_by: &'a str,
}

impl Screen<'_> {
    /// Text of 80 columns without charts, that nothing more can be asked of.
    pub const PLAIN: Screen<'static> = Screen { width: 80, charts: false, opened_by: "" };
}

/// The text, ending in a newline.
fn ended(mut text: String) -> String {
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

impl Report {
    /// As a person reads it at a terminal.
    pub fn text(&self, screen: Screen<'_>) -> String {
        ended(tamed(&terminal::write(self, screen.width, screen.charts, screen.opened_by)))
    }

    /// For a document.
    pub fn markdown(&self) -> String {
        ended(tamed(&markdown::write(self)))
    }

    /// As a page that needs no other file, with the command line that gave it, word by word, and with what whoever it is sent to needs to
    /// make it again. Folders of the machine are left out of what is shown; charts are pictures, with the feature `pictures`.
    pub fn html(&self, command: &[String], remake: Option<&Remake>) -> String {
        ended(html::write(self, command, remake))
    }

    /// The main table, for a spreadsheet.
    pub fn csv(&self) -> String {
        ended(if self.is_read_again { csv::as_it_is(&self.table) } else { csv::write(&self.table) })
    }

    /// For programs.
    pub fn json(&self) -> String {
        ended(serde_json::to_string_pretty(&self.for_programs()).expect("a tree of values is JSON"))
    }

    /// Everything for programs: the headline, the figures, and what they rest on.
    pub fn for_programs(&self) -> Json {
        whole_json(&self.headline, self.json.clone(), &self.rests_on)
    }

    /// The report as a workbook (XLSX), with the command line that gave it. The same report gives the same bytes.
    ///
    /// # Errors
    ///
    /// A table has more rows or columns than a sheet holds.
    #[cfg(feature = "workbook")]
    pub fn workbook(&self, command: &[String]) -> Result<Vec<u8>, NoWorkbook> {
        workbook::write(self, command)
    }
}

/// What programs get of a report.
fn whole_json(headline: &[Text], figures: Map<String, Json>, rests_on: &RestsOn) -> Json {
    let mut all = Map::new();
    let headline: Vec<String> = headline.iter().map(ToString::to_string).collect();
    if !headline.is_empty() {
        all.insert("headline".into(), headline.into());
    }
    all.extend(figures);
    all.extend(rests_on.json());
    Json::Object(all)
}

/// The keys and values of an object that is made by `json!`.
fn members(object: Json) -> Map<String, Json> {
    match object {
        Json::Object(members) => members,
        other => Map::from_iter([("value".to_owned(), other)]),
    }
}

/// A cell of a file may hold what a terminal would take for a command.
fn tamed(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() && letter != '\n' { char::REPLACEMENT_CHARACTER } else { letter }).collect()
}
