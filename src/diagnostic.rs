//! Problems with a file, labelled on its text: a code, what is wrong, where, what was expected, and the nearest right word.

mod code;
mod render;
mod setting;

use std::fmt::{self, Display, Formatter};
use std::ops::Range;
use std::sync::Arc;

pub use self::code::{Code, Severity};
pub use self::render::{render, render_all, render_each};
pub use self::setting::Setting;

/// A text that problems can point into: a file, or a command line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    /// What messages call it.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl Source {
    /// The line and column (both from 1, columns in characters) of a byte.
    ///
    /// ```
    /// let source = payspine::diagnostic::Source { name: "a.toml".into(), text: "format = 1\nid = \"é\" x".into() };
    /// assert_eq!(source.line_and_column(20), (2, 9));
    /// ```
    pub fn line_and_column(&self, byte: usize) -> (usize, usize) {
        let mut at = byte.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let before = self.text.get(..at).unwrap_or("");
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let column = before.get(line_start..).map_or(0, |line| line.chars().count());
        (before.matches('\n').count() + 1, column + 1)
    }
}

/// A part of a source and what is to be said about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// The source.
    pub source: Arc<Source>,
    /// The bytes.
    pub span: Range<usize>,
    /// What is said, if anything.
    pub text: String,
}

/// One problem.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// Which sort of problem; stable, for scripts and for looking it up.
    pub code: Code,
    /// What is wrong, in the user's terms.
    pub title: String,
    /// The place first, then what it conflicts with.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<Help>,
}

/// What to do about a problem.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Help {
    /// In words.
    pub words: String,
    /// What is to be said otherwise, or at all: each face adds how that is done there.
    pub asks: Vec<Setting>,
}

impl Help {
    /// What to do by saying something.
    pub(crate) fn asking(field: Setting, words: impl Into<String>) -> Help {
        Help { words: words.into(), asks: vec![field] }
    }
}

impl From<String> for Help {
    fn from(words: String) -> Help {
        Help { words, asks: Vec::new() }
    }
}

impl From<&str> for Help {
    fn from(words: &str) -> Help {
        Help::from(words.to_owned())
    }
}

impl Display for Help {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl Diagnostic {
    /// A problem without a place yet.
    pub fn new(code: Code, title: impl Into<String>) -> Diagnostic {
        Diagnostic { code, title: shown(title.into()), labels: Vec::new(), help: None }
    }

    /// Points at a place; the first call names the place of the problem.
    #[must_use]
    pub fn at(mut self, source: &Arc<Source>, span: Range<usize>, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { source: Arc::clone(source), span, text: shown(text.into()) });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(self, help: impl Into<Help>) -> Diagnostic {
        self.maybe_help(Some(help))
    }

    /// Adds help when there is some.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<impl Into<Help>>) -> Diagnostic {
        let help = help.map(|help| {
            let Help { words, asks } = help.into();
            Help { words: shown(words), asks }
        });
        self.help = help.or(self.help);
        self
    }

    /// Whether it stops the work.
    pub fn is_error(&self) -> bool {
        self.code.severity() == Severity::Error
    }
}

/// Text as it can be shown on one line: what a file says must not break a message up, colour a terminal or fill it.
pub(crate) fn shown(text: String) -> String {
    const LONGEST: usize = 4_000;
    let text = if text.chars().any(char::is_control) { text.escape_debug().to_string() } else { text };
    if text.len() <= LONGEST {
        return text;
    }
    // What is wrong stands before or after what the file says.
    let mut letters = text.chars();
    let before: String = letters.by_ref().take(LONGEST / 2).collect();
    let after = letters.as_str();
    let from = after.char_indices().rev().nth(LONGEST / 8).map_or(0, |(at, _)| at);
    format!("{before} … {}", &after[from..])
}

/// Pairs of letters that are compared to find a near word: enough for a thousand words of fourteen. Of further words only the same one
/// is found.
const MOST_COMPARED: usize = 200_000;

/// The known word nearest to what was written, if one is near: equal but for case, or a slip or two away.
///
/// ```
/// use payspine::diagnostic::nearest;
/// assert_eq!(nearest("eo", ["AO", "EO"]), Some("EO"));
/// assert_eq!(nearest("raitng", ["rating", "county"]), Some("rating"));
/// assert_eq!(nearest("zebra", ["rating", "county"]), None);
/// ```
pub fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // No number is a slip of another.
    if found.is_empty() || found.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let lower = found.to_lowercase();
    let length = found.chars().count();
    let far = (length / 3).max(1);
    let mut left = MOST_COMPARED;
    let distances = known.into_iter().filter_map(|word| {
        let other = word.to_lowercase();
        if other == lower {
            return Some((0, word));
        }
        let count = other.chars().count();
        let work = length.saturating_mul(count);
        if count.abs_diff(length) > far || work > left {
            return None;
        }
        left -= work;
        Some((strsim::damerau_levenshtein(&lower, &other), word))
    });
    distances
        .filter(|(distance, word)| *distance <= far && *distance < word.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// "did you mean …", or what there is to choose from when that is short.
pub(crate) fn suggestion<'a>(found: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> Option<String> {
    if let Some(near) = nearest(found, known.clone()) {
        return Some(format!("did you mean `{near}`?"));
    }
    let words: Vec<&str> = known.into_iter().collect();
    let numbers = words.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    match words.len() {
        0 => None,
        count if count <= if numbers { 4 } else { 24 } => Some(format!("there is {}", words.join(", "))),
        count => Some(format!("there are {count}, from {} to {}", words[0], words[count - 1])),
    }
}
