//! Which days are priced.

use crate::calendar::{Date, Period};

/// Which days are asked about, and when the roster was drawn up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Plan {
    /// The days that are priced.
    pub period: Period,
    /// The day on which staff stand where the roster has them.
    pub as_at: Date,
}

impl Plan {
    /// Assumed first day in the grade if the roster has no `since`: a year before.
    pub fn long_ago(self) -> Date {
        self.as_at.checked_sub(jiff::Span::new().years(1)).unwrap_or(self.as_at)
    }
}
