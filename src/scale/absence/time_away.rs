//! What time away does to the wait for a step.

use super::{AbsenceKind, Origin};

/// What time away does to the wait for a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TimeAway {
    /// It counts as time at work.
    Counts,
    /// It does not count: the step comes as much later.
    Delays,
}

impl TimeAway {
    /// By the words the files use.
    pub const WORDS: [(&'static str, TimeAway); 2] = [("counts", TimeAway::Counts), ("delays", TimeAway::Delays)];

    /// The word.
    pub fn word(self) -> &'static str {
        TimeAway::WORDS.iter().find(|(_, time)| *time == self).map_or("", |(word, _)| word)
    }
}

/// What the system says of it, by kind of absence.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TimeAwayRule {
    /// The kinds of which something is said.
    pub kinds: Vec<(AbsenceKind, TimeAway)>,
    /// Where that comes from.
    pub origin: Origin,
}

impl TimeAwayRule {
    /// What it says of a kind.
    pub fn of(&self, kind: AbsenceKind) -> Option<TimeAway> {
        self.kinds.iter().find(|(known, _)| *known == kind).map(|(_, time)| *time)
    }
}
