//! The audit of a payroll for programs, member by member: nobody need be in memory with what is written of them.

use super::{AuditView, COLUMNS, json, rows};
use crate::audit::Audited;
use crate::report::{Grid, csv};

/// The forms in which everybody is written out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Parts {
    /// An object for each member.
    Json,
    /// Rows for each member.
    Csv,
}

/// What stands around the members.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// Before the first.
    pub before: String,
    /// Between two.
    pub between: &'static str,
    /// After the last.
    pub after: String,
    /// After none.
    pub after_none: String,
}

impl Parts {
    /// What is written of one member.
    pub fn member(self, view: &AuditView, member: &Audited) -> String {
        match self {
            Parts::Json => {
                let text = serde_json::to_string_pretty(&json::member(view, member)).expect("a tree of values is JSON");
                format!("\n{text}").replace('\n', "\n    ")
            }
            Parts::Csv => csv::rows(&rows(view, member)),
        }
    }

    /// What is written around them. The view is of everybody, and has no members itself.
    pub fn frame(self, view: &AuditView) -> Frame {
        match self {
            Parts::Json => {
                let text = serde_json::to_string_pretty(&json::of(view)).expect("a tree of values is JSON");
                // No text of a file can look like this: a line break in it is written as two other characters.
                let (before, after) = text.split_once("\n  \"members\": []").unwrap_or((&text, ""));
                Frame {
                    before: format!("{before}\n  \"members\": ["),
                    between: ",",
                    after: format!("\n  ]{after}\n"),
                    after_none: format!("]{after}\n"),
                }
            }
            Parts::Csv => Frame { before: csv::write(&Grid::new(&COLUMNS)), ..Frame::default() },
        }
    }
}
