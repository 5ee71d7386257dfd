//! The audit of a payroll as CSV or JSON, written member by member, so that it need not be in memory whole.

use super::{AuditView, empty_table, headline, json, rests_on, rows};
use crate::audit::Audited;
use crate::report::frame::{self, Frame};
use crate::report::{csv, members, whole_json};

/// The forms in which everybody is written out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Parts {
    /// An object for each member.
    Json,
    /// Rows for each member.
    Csv,
}

impl Parts {
    /// What is written of one member.
    pub fn member(self, view: &AuditView, member: &Audited) -> String {
        match self {
            Parts::Json => frame::item(&json::member(view, member)),
            Parts::Csv => csv::rows(&rows(view, member)),
        }
    }

    /// What is written around them. The view is of everybody, and has no members itself.
    pub fn frame(self, view: &AuditView) -> Frame {
        match self {
            Parts::Json => {
                let whole = whole_json(&headline(view), members(json::of(view)), &rests_on(view));
                Frame::around(&whole, "members")
            }
            Parts::Csv => Frame { before: csv::write(&empty_table()), ..Frame::default() },
        }
    }
}
