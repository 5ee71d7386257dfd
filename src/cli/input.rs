//! Files and shipped pay systems as sources.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::opened::STDIN;
use super::{Failure, desk};
use crate::diagnostic::{Code, Diagnostic, Source, nearest};
use crate::report::Input;
use crate::scale::{Proposal, Scale};
use crate::scale_file::{self, FileKind, LARGEST_FILE, Loaded};
use crate::settlement::History;
use crate::timeline::NotYetInForce;

/// A file's text and what it hashes to.
#[derive(Clone)]
pub(super) struct Text {
    pub(super) source: Arc<Source>,
    pub(super) input: Input,
}

/// A pay system with its history.
pub(super) struct System {
    pub(super) loaded: Loaded<Scale>,
    pub(super) history: History,
    pub(super) input: Input,
}

impl System {
    /// The same without what its settlements promise on withdrawing a payment.
    pub(super) fn without_promises(mut self) -> Result<System, Failure> {
        let scale = Arc::new(self.loaded.value.without_promises());
        self.history = History::new(Arc::clone(&scale), None)
            .map_err(|_| Failure::Message("the pay system contradicts itself without its promises".into()))?;
        self.loaded.value = scale;
        Ok(self)
    }
}

/// What a result says that was asked for without promises.
pub(super) const WITHOUT_PROMISES: &str = "What settlements promise on withdrawing a payment is left out, as asked.";

/// A proposal with the history that it makes.
pub(super) struct Proposed {
    pub(super) loaded: Loaded<Proposal>,
    pub(super) history: History,
    pub(super) input: Input,
}

fn hashed(path: &str, bytes: &[u8]) -> Input {
    Input { path: path.to_owned(), sha256: hex(&Sha256::digest(bytes)), rows: None }
}

/// What bytes hash to; they have no path.
pub(super) fn of_bytes(bytes: &[u8]) -> Input {
    hashed("", bytes)
}

/// Bytes as they are written in a hash.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

thread_local! {
    /// The pay files that the command on this thread has read, by path: each is read once, whoever asks for it.
    static READ: RefCell<HashMap<PathBuf, Text>> = RefCell::default();
}

/// Forgets what an earlier command read.
pub(super) fn begin() {
    READ.take();
}

/// A pay file: read from the disk, or as it was when this command read it before. One that is too large is not read to its end.
pub(super) fn read(path: &Path) -> Result<Text, Failure> {
    if desk::is_in_use() {
        return read_now(path);
    }
    let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if let Some(text) = READ.with_borrow(|read| read.get(&real).cloned()) {
        // A result names the file as this option does.
        let input = Input { path: path.display().to_string(), ..text.input };
        return Ok(Text { input, ..text });
    }
    let text = read_now(path)?;
    READ.with_borrow_mut(|read| read.insert(real, text.clone()));
    Ok(text)
}

/// A pay file that the command has read, as it was then; `None` for what is no such file.
pub(super) fn known(path: &Path) -> Option<Text> {
    if desk::is_in_use() {
        return desk::is_there(path).then(|| read_now(path).ok()).flatten();
    }
    let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    READ.with_borrow(|read| read.get(&real).cloned())
}

fn read_now(path: &Path) -> Result<Text, Failure> {
    let name = name_of(path);
    let failed = |error: std::io::Error| Failure::Message(format!("cannot read {name}: {error}"));
    let file = desk::open(path).map_err(failed)?;
    let size = file.size();
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() > LARGEST_FILE {
        let size = size.unwrap_or(bytes.len() as u64);
        let title = format!("{name} has {size} bytes; a pay file has at most {LARGEST_FILE}");
        return Err(Diagnostic::new(Code::TooLarge, title)
            .help("is this a roster? Pay files hold tables and rules, not people")
            .into());
    }
    let source = scale_file::source(&name, &bytes)?;
    Ok(Text { source, input: hashed(&path.display().to_string(), &bytes) })
}

/// What messages call a file; `-` is standard input.
pub(super) fn name_of(path: &Path) -> String {
    if path == Path::new(STDIN) && !desk::is_in_use() { "standard input".to_owned() } else { path.display().to_string() }
}

/// The folder that paths in a file count from: its own; that in which the program runs where the file came through a pipe.
pub(super) fn folder_of(path: &Path) -> Option<&Path> {
    path.parent().filter(|_| desk::is_in_use() || path.is_file())
}

/// Reads a file that must be of this kind.
pub(super) fn read_as(path: &Path, kind: FileKind) -> Result<Text, Failure> {
    let text = read(path)?;
    let found = scale_file::kind_of(&text.source);
    // A file that names no pay system may still be a slip of the kind that is wanted; one of another kind is told as such.
    if found == kind || (found == FileKind::Scale && !scale_file::is_clearly_a_scale(&text.source)) {
        return Ok(text);
    }
    Err(Failure::Message(format!("{} is a {}, and a {} is wanted here", name_of(path), found.written(), kind.written())))
}

/// A shipped file of any kind by its id, or a file of one's own.
pub(super) fn any_text(path: &Path) -> Result<Text, Failure> {
    let id = path.to_str().unwrap_or("");
    let kinds = [
        scale_file::shipped_text,
        scale_file::shipped_proposal_text,
        scale_file::statutory_text,
        scale_file::policy_text,
        scale_file::mapping_text,
    ];
    match kinds.into_iter().find_map(|text| text(id)) {
        Some(text) => shipped_text(id, Some(text)),
        None => read(path),
    }
}

/// Refuses what is neither shipped nor a file, with the nearest id.
pub(super) fn exists(reference: &str) -> Result<(), Failure> {
    let path = Path::new(reference);
    let shipped: Vec<&str> = shipped_ids().collect();
    if !desk::is_there(path) && !shipped.contains(&reference) {
        let help = match nearest(reference, shipped) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "payspine scale list shows what is shipped; a path such as ./mine.toml reads your own".to_owned(),
        };
        let is_path = reference.contains(['/', '\\']) || path.extension().is_some();
        let title = if is_path {
            format!("there is no file {reference}")
        } else {
            format!("nothing called `{reference}` is shipped, and there is no such file")
        };
        return Err(Diagnostic::new(Code::UnknownScale, title).help(help).into());
    }
    Ok(())
}

/// The ids of everything that is shipped.
pub(super) fn shipped_ids() -> impl Iterator<Item = &'static str> {
    let others = scale_file::shipped_proposal_ids()
        .chain(scale_file::statutory_ids())
        .chain(scale_file::policy_ids())
        .chain(scale_file::mapping_ids());
    scale_file::shipped_ids().chain(others)
}

/// A shipped file as a source.
pub(super) fn shipped_text(id: &str, text: Option<&str>) -> Result<Text, Failure> {
    let text = text.unwrap_or("");
    let source = scale_file::source(&format!("{id}.toml"), text.as_bytes())?;
    Ok(Text { source, input: hashed(id, text.as_bytes()) })
}

/// A proposal's text: a shipped id, or a file.
pub(super) fn proposal_text(path: &Path) -> Result<Text, Failure> {
    let id = path.to_str().unwrap_or("");
    match scale_file::shipped_proposal_text(id) {
        Some(text) => shipped_text(id, Some(text)),
        None => read_as(path, FileKind::Proposal),
    }
}

/// Where a reference to a pay system leads: a shipped id, or a file. Paths count from the folder of the file that names them.
pub(super) fn system_text(reference: &str, folder: Option<&Path>) -> Result<Text, Failure> {
    if let Some(text) = scale_file::shipped_text(reference) {
        return shipped_text(reference, Some(text));
    }
    let path = folder.map_or_else(|| PathBuf::from(reference), |folder| folder.join(reference));
    if desk::is_there(&path) {
        return read(&path);
    }
    let is_path = reference.contains(['/', '\\']) || Path::new(reference).extension().is_some();
    let title = if is_path { format!("there is no file {}", path.display()) } else { format!("no pay system `{reference}`") };
    let ids: Vec<&str> = scale_file::shipped_ids().collect();
    let help = match nearest(reference, ids.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("shipped are {}; a path such as ./mine.toml reads your own", ids.join(", ")),
    };
    Err(Diagnostic::new(Code::UnknownScale, title).help(help).into())
}

/// A pay system by reference.
pub(super) fn system(reference: &str, folder: Option<&Path>) -> Result<System, Failure> {
    let text = system_text(reference, folder)?;
    let kind = scale_file::kind_of(&text.source);
    if kind != FileKind::Scale {
        let title = format!("{} is a {}, not a pay system", text.source.name, kind.written());
        return Err(Diagnostic::new(Code::UnknownScale, title).into());
    }
    let (loaded, history) = scale_file::read_scale(&text.source)?;
    Ok(System { loaded, history, input: text.input })
}

/// What is said of a day before a pay system begins.
pub(super) fn not_in_force(scale: &Scale, early: &NotYetInForce) -> Failure {
    let first = early.first.map_or_else(String::new, |first| format!(": its first settlement is from {first}"));
    Failure::Message(format!("{} has nothing in force on {}{first}", scale.id, early.asked))
}

/// The pay system that a proposal or a member's file names.
pub(super) fn system_named_in(text: &Text, path: &Path) -> Result<System, Failure> {
    let (name, place) = scale_file::scale_named_in(&text.source)?;
    system(&name, folder_of(path)).map_err(|failure| match failure {
        Failure::Problems(mut problems) => {
            // A pay system that is not there is a problem of the line that names it.
            for problem in problems.iter_mut().filter(|problem| problem.labels.is_empty()) {
                problem.labels.push(place.clone());
            }
            Failure::Problems(problems)
        }
        other => other,
    })
}

/// A proposal for a pay system that is already read. A proposal for another is refused.
pub(super) fn proposal(path: &Path, base: &System) -> Result<Proposed, Failure> {
    let text = proposal_text(path)?;
    let id = base.loaded.value.id.as_str();
    let named = scale_file::scale_named_in(&text.source).ok().filter(|(name, _)| name != id);
    if let Some((name, place)) = named {
        // Most often it is the file that was read.
        let is_base = system_text(&name, folder_of(path)).is_ok_and(|text| text.input.sha256 == base.input.sha256);
        if !is_base && !system(&name, folder_of(path)).is_ok_and(|other| other.loaded.value.id.as_str() == id) {
            let title = format!("the proposal is for the pay system `{name}`, not for `{id}`");
            return Err(Diagnostic::new(Code::WrongScale, title).at(&place.source, place.span, "another pay system").into());
        }
    }
    let (loaded, history) = scale_file::read_proposal(&text.source, (&base.loaded, &base.history))?;
    Ok(Proposed { loaded, history, input: text.input })
}
