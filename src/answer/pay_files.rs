//! Pay files by reference: shipped ones by their ids, and one's own by their paths.

use std::fmt::Write as _;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::session::Text;
use super::{Failure, Session};
use crate::calendar::{Date, Period, day_before, written};
use crate::diagnostic::{Code, Diagnostic, Setting, nearest};
use crate::report::{AskAssumption, Assumption, Input};
use crate::scale::{Named, Proposal, Scale, name_meant};
use crate::scale_file::{self, FileKind, LARGEST_FILE, Loaded};
use crate::settlement::History;
use crate::timeline::NotInForce;

/// A pay system with its history.
pub(super) struct System {
    pub(super) loaded: Loaded<Scale>,
    pub(super) history: History,
    pub(super) input: Input,
}

impl System {
    /// The same without what its settlements promise on withdrawing a payment.
    fn without_promises(mut self) -> Result<System, Failure> {
        let scale = Arc::new(self.loaded.value.without_promises());
        self.history = History::new(Arc::clone(&scale), None)
            .map_err(|_| Failure::Message("the pay system contradicts itself without its promises".into()))?;
        self.loaded.value = scale;
        Ok(self)
    }

    /// The same as it was known on a day.
    fn known_on(mut self, on: Date) -> Result<System, Failure> {
        let scale = Arc::new(self.loaded.value.as_known(on));
        if scale.settlements.is_empty() {
            return Err(Failure::asks([Setting::AsKnown], format!("nothing of the pay system was known on {}", written(on))));
        }
        self.history = History::new(Arc::clone(&scale), None)
            .map_err(|_| Failure::Message(format!("the pay system as it was known on {} contradicts itself", written(on))))?;
        self.loaded.value = scale;
        Ok(self)
    }
}

/// How much of a pay system was asked for.
#[derive(Clone, Copy)]
pub(super) struct Extract {
    /// It leaves out what settlements promise on withdrawing a payment.
    pub(super) without_promises: bool,
    /// It has only what was known on this day.
    pub(super) as_known: Option<Date>,
}

impl Extract {
    /// That much of a pay system.
    pub(super) fn of(self, system: System) -> Result<System, Failure> {
        let system = if self.without_promises { system.without_promises()? } else { system };
        match self.as_known {
            Some(on) => system.known_on(on),
            None => Ok(system),
        }
    }

    /// What is to be said of it.
    pub(super) fn assumptions(self) -> impl Iterator<Item = Assumption> {
        let promises = self.without_promises.then_some(AskAssumption::WithoutPromises);
        promises.into_iter().chain(self.as_known.map(AskAssumption::AsKnown)).map(Assumption::from)
    }
}

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

/// A pay file: read now, or as it was when it was read for this question before. One that is too large is not read to its end.
pub(super) fn read(session: &Session<'_>, path: &Path) -> Result<Text, Failure> {
    if let Some(text) = session.text(path) {
        // A result names the file as this option does.
        let input = Input { path: path.display().to_string(), ..text.input };
        return Ok(Text { input, ..text });
    }
    let text = read_now(session, path)?;
    session.keep(path, text.clone());
    Ok(text)
}

fn read_now(session: &Session<'_>, path: &Path) -> Result<Text, Failure> {
    let name = session.files.name_of(path);
    let failed = |error: std::io::Error| Failure::Message(format!("cannot read {name}: {error}"));
    let file = session.files.open(path).map_err(failed)?;
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

/// Reads a file that must be of this kind.
pub(super) fn read_as(session: &Session<'_>, path: &Path, kind: FileKind) -> Result<Text, Failure> {
    let text = read(session, path)?;
    let found = scale_file::kind_of(&text.source);
    // A file that names no pay system may still be a slip of the kind that is wanted; one of another kind is told as such.
    if found == kind || (found == FileKind::Scale && !scale_file::is_clearly_a_scale(&text.source)) {
        return Ok(text);
    }
    Err(Failure::Message(format!(
        "{} is a {}, and a {} is wanted here",
        session.files.name_of(path),
        found.written(),
        kind.written()
    )))
}

/// A shipped file of any kind by its id, or a file of one's own.
pub(super) fn any_text(session: &Session<'_>, path: &Path) -> Result<Text, Failure> {
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
        None => read(session, path),
    }
}

/// Refuses what is neither shipped nor a file, with the nearest id.
pub(super) fn exists(session: &Session<'_>, reference: &str) -> Result<(), Failure> {
    let path = Path::new(reference);
    let shipped: Vec<&str> = shipped_ids().collect();
    if !session.files.is_there(path) && !shipped.contains(&reference) {
        let help = match nearest(reference, shipped) {
            Some(near) => format!("did you mean `{near}`?"),
            None => systems_with(reference).unwrap_or_else(|| {
                "payspine scale list shows what is shipped; a path such as ./mine.toml reads your own".to_owned()
            }),
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

/// The id of what is shipped that a text names: an id in capitals or not, with hyphens or without, or the title of a pay system.
pub(super) fn shipped_id(text: &str) -> Option<&'static str> {
    match name_meant(text, shipped_ids().map(|id| (id, id))) {
        Named::One(id) => return Some(id),
        Named::Several(_) => return None,
        Named::Nothing => {}
    }
    let titles: Vec<(&'static str, String)> = systems_shipped().collect();
    let ids = || titles.iter().map(|(id, title)| (*id, title.as_str()));
    match name_meant(text, ids()) {
        Named::One(id) => titles.iter().map(|(known, _)| *known).find(|known| *known == id),
        Named::Several(_) | Named::Nothing => None,
    }
}

/// The pay systems that are shipped, with their titles.
pub(super) fn systems_shipped() -> impl Iterator<Item = (&'static str, String)> {
    scale_file::shipped_ids().filter_map(|id| Some((id, scale_file::shipped(id)?.title)))
}

/// The pay systems whose id or title has every word of a text, to choose from.
fn systems_with(text: &str) -> Option<String> {
    let titles: Vec<(&'static str, String)> = systems_shipped().collect();
    scale_file::offered(text, titles.iter().map(|(id, title)| (*id, title.as_str())))
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
pub(super) fn proposal_text(session: &Session<'_>, path: &Path) -> Result<Text, Failure> {
    let id = path.to_str().unwrap_or("");
    match scale_file::shipped_proposal_text(id) {
        Some(text) => shipped_text(id, Some(text)),
        None => read_as(session, path, FileKind::Proposal),
    }
}

/// Where a reference to a pay system leads: a shipped id, or a file. Paths count from the folder of the file that names them.
pub(super) fn system_text(session: &Session<'_>, reference: &str, folder: Option<&Path>) -> Result<Text, Failure> {
    if let Some(text) = scale_file::shipped_text(reference) {
        return shipped_text(reference, Some(text));
    }
    let path = folder.map_or_else(|| PathBuf::from(reference), |folder| folder.join(reference));
    if session.files.is_there(&path) {
        return read(session, &path);
    }
    if let Some(id) = shipped_id(reference).filter(|id| scale_file::shipped_text(id).is_some()) {
        return shipped_text(id, scale_file::shipped_text(id));
    }
    let is_path = reference.contains(['/', '\\']) || Path::new(reference).extension().is_some();
    let title = if is_path { format!("there is no file {}", path.display()) } else { format!("no pay system `{reference}`") };
    let ids: Vec<&str> = scale_file::shipped_ids().collect();
    let help = match nearest(reference, ids.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => systems_with(reference)
            .unwrap_or_else(|| format!("shipped are {}; a path such as ./mine.toml reads your own", ids.join(", "))),
    };
    Err(Diagnostic::new(Code::UnknownScale, title).help(help).into())
}

/// A pay system by reference.
pub(super) fn system(session: &Session<'_>, reference: &str, folder: Option<&Path>) -> Result<System, Failure> {
    let text = system_text(session, reference, folder)?;
    let kind = scale_file::kind_of(&text.source);
    if kind != FileKind::Scale {
        let title = format!("{} is a {}, not a pay system", text.source.name, kind.written());
        return Err(Diagnostic::new(Code::UnknownScale, title).into());
    }
    let (loaded, history) = scale_file::read_scale(&text.source)?;
    Ok(System { loaded, history, input: text.input })
}

/// What is said of a day before a pay system begins, or of which nothing is known.
pub(super) fn not_in_force(scale: &Scale, none: &NotInForce) -> Failure {
    let asked = none.asked;
    let why = match (none.last, none.first) {
        (None, None) => format!("{} has nothing in force on {asked}", scale.id),
        (None, Some(first)) => format!("{} has nothing in force on {asked}: its first settlement is from {first}", scale.id),
        (Some(last), None) => {
            format!("nothing is known of {} on {asked}: what is known ends on {last}; ask for a day up to then", scale.id)
        }
        (Some(last), Some(next)) => format!(
            "nothing is known of {} on {asked}: what is known ends on {last} and begins again on {next}; ask for one of these two days, or \
             for one before or after them",
            scale.id
        ),
    };
    Failure::Message(why)
}

/// Refuses days of which nothing is known, once and not for every row of a roster.
pub(super) fn known_throughout(system: &System, proposals: &[Proposed], days: Period) -> Result<(), Failure> {
    let histories = std::iter::once(&system.history).chain(proposals.iter().map(|proposal| &proposal.history));
    let Some(gap) = histories.into_iter().find_map(|history| history.gap_in(days)) else { return Ok(()) };
    let again = gap.next.map_or_else(String::new, |next| format!(", or from {next} on"));
    let why = format!(
        "nothing is known of {} {gap}, and pay is asked about from {} to {}: ask about days up to {}{again}",
        system.loaded.value.id,
        days.start,
        day_before(days.end),
        gap.last
    );
    Err(Failure::asks([Setting::From], why))
}

/// The pay system that a proposal or a member's file names.
pub(super) fn system_named_in(session: &Session<'_>, text: &Text, path: &Path) -> Result<System, Failure> {
    let (name, place) = scale_file::scale_named_in(&text.source)?;
    system(session, &name, session.files.folder_of(path)).map_err(|failure| match failure {
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
pub(super) fn proposal(session: &Session<'_>, path: &Path, base: &System) -> Result<Proposed, Failure> {
    let text = proposal_text(session, path)?;
    let id = base.loaded.value.id.as_str();
    let named = scale_file::scale_named_in(&text.source).ok().filter(|(name, _)| name != id);
    if let Some((name, place)) = named {
        // Most often it is the file that was read.
        let is_base =
            system_text(session, &name, session.files.folder_of(path)).is_ok_and(|text| text.input.sha256 == base.input.sha256);
        if !is_base
            && !system(session, &name, session.files.folder_of(path)).is_ok_and(|other| other.loaded.value.id.as_str() == id)
        {
            let title = format!("the proposal is for the pay system `{name}`, not for `{id}`");
            return Err(Diagnostic::new(Code::WrongScale, title).at(&place.source, place.span, "another pay system").into());
        }
    }
    let (loaded, history) = scale_file::read_proposal(&text.source, (&base.loaded, &base.history))?;
    Ok(Proposed { loaded, history, input: text.input })
}

/// What is said of a pay system that came through a pipe, where a file that is to be kept would have to name it.
pub(super) fn not_to_be_named(what: &str, path: &Path) -> Failure {
    let name = path.display();
    Failure::Message(format!(
        "the {what} that is to be kept names its pay system by its file, and {name} is none: give the pay system as a file"
    ))
}

/// Asks for the pay system, which may also be named somewhere else.
pub(super) fn which_system(or: &str) -> Failure {
    Failure::asks(
        [Setting::Scale],
        format!("which pay system? It is named by its id, {or}; payspine scale list shows those that are shipped"),
    )
}
