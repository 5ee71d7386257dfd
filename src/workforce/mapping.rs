//! How another program's roster is to be read: its headings and names, in this program's words.

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
    /// A column and what holds where the file has nothing in it.
    pub defaults: Pairs,
}

/// Names and what they stand for.
pub type Pairs = Vec<(String, String)>;
