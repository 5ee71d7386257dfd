//! How another program's roster is to be read: its headings and names, in this program's words.

use super::Subject;
use crate::calendar::Date;

/// A mapping from the headings and names of somebody else's files to those of a pay system.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RosterMapping {
    /// What commands call it.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// The pay system whose grades and areas it leads to.
    pub scale: String,
    /// Where the files it is made for come from.
    pub source: Option<String>,
    /// When that was last checked.
    pub verified: Option<Date>,
    /// What in it is assumed.
    pub assumed: Option<String>,
    /// A column's name and the heading that the file has for it.
    pub columns: Pairs,
    /// A grade's name in the file and its id.
    pub grades: Pairs,
    /// An area's name in the file and its id.
    pub areas: Pairs,
    /// An element's name in payslips and its id.
    pub elements: Pairs,
    /// A column of payslips and the heading that the file has for it.
    pub payslip_columns: Pairs,
    /// A column and what holds where the file has nothing in it.
    pub defaults: Pairs,
}

impl RosterMapping {
    /// What holds where a file has nothing of a subject.
    pub fn default_of(&self, subject: &Subject) -> Option<&str> {
        let known = self.defaults.iter().find(|(column, _)| column == subject.name());
        known.map(|(_, value)| value.as_str())
    }
}

/// Names and what they stand for.
pub type Pairs = Vec<(String, String)>;
