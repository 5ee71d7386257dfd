//! Format 1: pay systems, proposals, members, statutory tables, recovery policies and roster mappings in TOML, read into the model with every problem labelled.
//!
//! A file goes through three stages. `document` reads the TOML into a tree that keeps each value's digits and place and holds
//! it against the [`grammar`]: unknown keys, missing keys, wrong types. `lower` turns the tree into the model and reports what
//! only the meaning shows. [`crate::settlement::History`] then applies the settlements, and its faults come back labelled on the
//! text. All stages run as far as they can, so one reading shows all the problems; computing starts when none is left.
//!
//! Numbers may be bare or quoted. Either way the engine gets the digits as written: `ratio = 1.0102` never passes through a
//! binary float.

mod check;
mod description;
mod document;
pub mod grammar;
mod lint;
mod lower;
mod mapping_file;
mod member;
mod names;
mod schema;
mod shipped;
mod shipped_statutory;
mod statutory_file;
mod values;
mod vary;
mod write;

use std::sync::Arc;

pub use self::description::{Description, Wording};
pub use self::document::Document;
pub use self::lint::{lint, not_checked};
pub use self::mapping_file::{read_mapping, write_mapping};
pub(crate) use self::member::member_problem;
pub use self::member::{MemberFile, read_member};
pub(crate) use self::names::{NotNamed, area_of, grade_of, offered};
pub use self::schema::schema;
pub use self::shipped::{
    mapping_ids, mapping_text, policy_ids, policy_text, shipped_ids, shipped_proposal_ids, shipped_proposal_text, shipped_text,
    statutory_ids, statutory_text,
};
pub use self::shipped_statutory::{statutory, statutory_pay};
pub use self::statutory_file::{read_policy, read_statutory};
pub use self::values::{Meaning, Understood, UsedFields, UsedValues, ValueRemarks, read_value, used_fields};
pub use self::vary::Varied;
pub use self::write::{write_proposal, write_scale};
use crate::diagnostic::{Code, Diagnostic, Label, Source};
use crate::scale::{Proposal, Scale};
use crate::settlement::History;

/// The largest pay file, in bytes. Real ones have some tens of thousands.
pub const LARGEST_FILE: usize = 1024 * 1024;

/// Something read from a file, with the file, to label what is found wrong later.
#[derive(Clone, Debug)]
pub struct Loaded<T> {
    /// What was read.
    pub value: Arc<T>,
    /// Where it was read from.
    pub document: Arc<Document>,
    /// What is worth saying about it.
    pub warnings: Vec<Diagnostic>,
}

/// Bytes as a source: UTF-8, with or without a byte order mark, and not too large.
///
/// # Errors
///
/// `not-utf8` with line and column, `too-large`.
pub fn source(name: &str, bytes: &[u8]) -> Result<Arc<Source>, Diagnostic> {
    if bytes.len() > LARGEST_FILE {
        let title = format!("{name} has {} bytes; a pay file has at most {LARGEST_FILE}", bytes.len());
        return Err(Diagnostic::new(Code::TooLarge, title).help("is this a roster? Pay files hold tables and rules, not people"));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Arc::new(Source { name: name.to_owned(), text: text.to_owned() })),
        Err(error) => {
            let good = &bytes[..error.valid_up_to()];
            let readable = String::from_utf8_lossy(good).into_owned();
            let source = Arc::new(Source { name: name.to_owned(), text: readable });
            let (line, column) = source.line_and_column(source.text.len());
            let byte = bytes[error.valid_up_to()];
            let title = format!("{name} is not UTF-8: byte 0x{byte:02X} on line {line}, column {column}");
            let end = source.text.len();
            Err(Diagnostic::new(Code::NotUtf8, title)
                .at(&source, end..end, "the text can be read up to here")
                .help("save the file as UTF-8; £ and é are where other encodings show"))
        }
    }
}

/// Reads a pay system and works out its tables.
///
/// # Errors
///
/// Every problem that was found; there is no half of a pay system.
///
/// ```
/// let source = payspine::scale_file::source("mine.toml", b"format = 1\nidd = \"mine\"\n").unwrap();
/// let problems = payspine::scale_file::read_scale(&source).unwrap_err();
/// let codes: Vec<&str> = problems.iter().map(|problem| problem.code.word()).collect();
/// assert!(codes.contains(&"unknown-key") && codes.contains(&"missing-key"));
/// ```
pub fn read_scale(source: &Arc<Source>) -> Result<(Loaded<Scale>, History), Vec<Diagnostic>> {
    let mut found = Vec::new();
    let document = Arc::new(Document::read(source, &grammar::SCALE, &mut found));
    let Some((scale, left_out)) = lower::scale(&document, &mut found) else { return Err(or_unreadable(found, source)) };
    let scale = Arc::new(scale);
    let history = check::history(History::new(Arc::clone(&scale), None), &document, None, left_out, &mut found);
    check::agreed(&scale.settlements, &document, &mut found);
    check::sources(&scale.settlements, &document, &mut found);
    finish(scale, document, history, found, source)
}

/// A shipped pay system.
///
/// ```
/// let scale = payspine::scale_file::shipped("home-office-2011").unwrap();
/// assert_eq!(scale.currency.code(), "GBP");
/// assert!(payspine::scale_file::shipped("nowhere").is_none());
/// ```
pub fn shipped(id: &str) -> Option<Scale> {
    let source = source(&format!("{id}.toml"), shipped_text(id)?.as_bytes()).ok()?;
    let (loaded, _) = read_scale(&source).ok()?;
    Some(loaded.value.as_ref().clone())
}

/// Reads a proposal for a pay system, of which the tables are known, and works out the tables with it.
///
/// # Errors
///
/// Every problem that was found.
pub fn read_proposal(
    source: &Arc<Source>,
    (base, agreed): (&Loaded<Scale>, &History),
) -> Result<(Loaded<Proposal>, History), Vec<Diagnostic>> {
    let mut found = Vec::new();
    let document = Arc::new(Document::read(source, &grammar::PROPOSAL, &mut found));
    let Some((proposal, left_out)) = lower::proposal(&document, &mut found) else { return Err(or_unreadable(found, source)) };
    let proposal = Arc::new(proposal);
    let applied = agreed.with(Arc::clone(&proposal));
    let history = check::history(applied, &base.document, Some(&document), left_out, &mut found);
    finish(proposal, document, history, found, source)
}

/// The pay system that a proposal or a member's file names, with its place, without reading the rest.
///
/// # Errors
///
/// The problems of the text when it names none.
pub fn scale_named_in(source: &Arc<Source>) -> Result<(String, Label), Vec<Diagnostic>> {
    let keys = if kind_of(source) == FileKind::Proposal { &grammar::PROPOSAL } else { &grammar::MEMBER };
    let mut found = Vec::new();
    let document = Document::read(source, keys, &mut found);
    let named = document.root().text("scale").map(|(name, span)| {
        (name.to_owned(), Label { source: Arc::clone(source), span, text: "the pay system that this file names".into() })
    });
    named.ok_or_else(|| or_unreadable(found, source))
}

/// What a file seems to be, by the keys that only one kind has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileKind {
    /// A pay system.
    Scale,
    /// A claim or an offer.
    Proposal,
    /// A member.
    Member,
    /// A statutory table.
    Statutory,
    /// A recovery policy.
    Policy,
    /// A roster mapping.
    Mapping,
}

/// Whether text begins as TOML does: the first line that says something is a key with a value, or the name of a table.
///
/// ```
/// use payspine::scale_file::begins_as_toml;
/// assert!(begins_as_toml(b"# Porters\nformat = 1\n") && begins_as_toml(b"[grade.P]\n"));
/// assert!(!begins_as_toml(b"grade,point,headcount\nP,1,3\n") && !begins_as_toml(b"PK\x03\x04"));
/// ```
pub fn begins_as_toml(start: &[u8]) -> bool {
    let text = String::from_utf8_lossy(start);
    let mut lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or("");
    let is_key = |key: &str| !key.is_empty() && key.chars().all(|letter| letter.is_alphanumeric() || "-_.\" ".contains(letter));
    first.starts_with('[') || first.split_once('=').is_some_and(|(key, _)| is_key(key.trim()))
}

/// What a file seems to be.
pub fn kind_of(source: &Arc<Source>) -> FileKind {
    let document = Document::read(source, &grammar::SCALE, &mut Vec::new());
    let root = document.root();
    if root.has("mapping") {
        return FileKind::Mapping;
    }
    if root.has("statutory") || root.has("row") {
        return FileKind::Statutory;
    }
    let of_a_system = ["scale", "grade", "conventions", "settlement"].iter().any(|key| root.has(key));
    let of_a_policy = || root.entries.iter().any(|entry| grammar::is_recovery_key(&entry.key));
    if root.has("recovery") || (!of_a_system && of_a_policy()) {
        return FileKind::Policy;
    }
    let of_a_member = ["since", "point", "salary"].iter().any(|key| root.has(key));
    if of_a_member || (root.has("scale") && !root.has("settlement") && !root.has("id")) {
        FileKind::Member
    } else if root.has("scale") {
        FileKind::Proposal
    } else {
        FileKind::Scale
    }
}

/// Whether a text has what only a pay system has.
pub fn is_clearly_a_scale(source: &Arc<Source>) -> bool {
    let document = Document::read(source, &grammar::SCALE, &mut Vec::new());
    ["conventions", "grade", "currency"].iter().any(|key| document.root().has(key))
}

impl FileKind {
    /// In words.
    pub fn written(self) -> &'static str {
        match self {
            FileKind::Scale => "pay system",
            FileKind::Proposal => "proposal",
            FileKind::Member => "member",
            FileKind::Statutory => "statutory table",
            FileKind::Policy => "recovery policy",
            FileKind::Mapping => "roster mapping",
        }
    }
}

fn finish<T>(
    value: Arc<T>,
    document: Arc<Document>,
    history: Option<History>,
    found: Vec<Diagnostic>,
    source: &Arc<Source>,
) -> Result<(Loaded<T>, History), Vec<Diagnostic>> {
    match history {
        Some(history) if !found.iter().any(Diagnostic::is_error) => Ok((Loaded { value, document, warnings: found }, history)),
        _ => Err(or_unreadable(found, source)),
    }
}

/// A refusal always says why, even if a stage stopped without a word.
fn or_unreadable(mut found: Vec<Diagnostic>, source: &Arc<Source>) -> Vec<Diagnostic> {
    if !found.iter().any(Diagnostic::is_error) {
        found.push(Diagnostic::new(Code::TomlSyntax, "the file cannot be read as format 1").at(source, 0..0, ""));
    }
    found
}
