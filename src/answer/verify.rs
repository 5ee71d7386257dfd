//! A report that somebody sent, made again from the roster.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::{Answer, Body, Failure, InMemory, Session, cost, pay_files};
use crate::report::{self, Input, Report, Sent, VerifyView};

/// A report is not larger than this: its figures take many times their text once they are read.
const LARGEST_REPORT: u64 = 8 * 1024 * 1024;
/// A roster to verify with, which is held whole.
const LARGEST_ROSTER: u64 = 128 * 1024 * 1024;

/// A report, and the rosters that it was made from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// The report, as it was sent.
    pub file: PathBuf,
    /// The roster that it was made from; of several, in the order of the report's command.
    pub roster: Vec<PathBuf>,
}

pub(super) fn answer(question: &Question, session: &Session<'_>) -> Result<Answer, Failure> {
    let name = question.file.display().to_string();
    let sent_bytes = bytes(session, &question.file, LARGEST_REPORT)?;
    let page = String::from_utf8_lossy(&sent_bytes).into_owned();
    let Some(sent) = report::sent_report(&page) else {
        return Err(Failure::Message(format!("{name} is no report of costs that payspine wrote as HTML")));
    };
    let report_itself = Input { path: session.files.name_of(&question.file), ..pay_files::of_bytes(&sent_bytes) };
    let (files, inputs) = files(session, &sent, &question.roster, report_itself)?;
    let ours = made_again(session, &sent, &files)?;
    // The page as it would be with these figures, made from the files that it names by the version that it names.
    let mut as_sent = ours.clone();
    as_sent.rests_on.inputs = sent.inputs();
    let again = as_sent.html(&[], Some(&sent.made));
    let view = VerifyView {
        name: &name,
        sent: &sent,
        ours: &ours,
        shown: plain(&again) == plain(&page),
        version: env!("CARGO_PKG_VERSION"),
        inputs,
    };
    Ok(Answer::from(report::verify(&view)).finding(!view.agrees()))
}

/// A whole file, unless it is larger than so many bytes.
fn bytes(session: &Session<'_>, path: &Path, largest: u64) -> Result<Vec<u8>, Failure> {
    let failed = |error: std::io::Error| Failure::Message(format!("cannot read {}: {error}", session.files.name_of(path)));
    let input = session.files.open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    input.take(largest + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > largest {
        let most = largest / 1024 / 1024;
        return Err(Failure::Message(format!(
            "{} is larger than {most} MiB, the most that is read here",
            session.files.name_of(path)
        )));
    }
    Ok(bytes)
}

/// The report's files, and the rosters under the names that they have in it; and what was read, with hashes.
fn files(
    session: &Session<'_>,
    sent: &Sent,
    rosters: &[PathBuf],
    report_itself: Input,
) -> Result<(InMemory, Vec<Input>), Failure> {
    let names = &sent.made.rosters;
    if names.len() != rosters.len() {
        return Err(Failure::Message(format!(
            "the report was made from {} ({}), and {} given",
            if names.len() == 1 { "one roster".to_owned() } else { format!("{} rosters", names.len()) },
            names.join(", "),
            if rosters.len() == 1 { "one is".to_owned() } else { format!("{} are", rosters.len()) },
        )));
    }
    let mut files = sent
        .made
        .files
        .iter()
        .fold(InMemory::default(), |files, (name, text)| files.with(name.as_str(), text.as_bytes().to_vec()));
    let mut inputs = vec![report_itself];
    for (name, path) in names.iter().zip(rosters) {
        let bytes = bytes(session, path, LARGEST_ROSTER)?;
        inputs.push(Input { path: session.files.name_of(path), ..pay_files::of_bytes(&bytes) });
        files = files.with(name.as_str(), bytes);
    }
    Ok((files, inputs))
}

/// The figures of the report's command, from these files alone.
fn made_again(session: &Session<'_>, sent: &Sent, files: &InMemory) -> Result<Report, Failure> {
    let wrong = || Failure::Message("the report's command is none that makes a report".into());
    let Some(super::Question::Cost(command)) = (session.read_command)(&sent.made.words) else { return Err(wrong()) };
    let mut again = Session::new(files, session.today, &sent.made.words);
    again.shows_pictures = true;
    again.scratch = session.scratch;
    let answer = cost::answer(&command, &again)?;
    if let Some((path, _)) = again.saves().first() {
        return Err(Failure::Message(format!("the report's command would write {}, which nothing here does", path.display())));
    }
    match answer.body {
        Body::Report(report) => Ok(*report),
        Body::Items(_) | Body::Text(_) | Body::Problems { .. } => Err(wrong()),
    }
}

/// A page whatever a mail program made of the ends of its lines.
fn plain(page: &str) -> String {
    page.trim_start_matches('\u{feff}').replace("\r\n", "\n")
}
