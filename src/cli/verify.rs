//! `payspine verify`.

use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser};

use super::{Cli, Command, Failure, Output, When, desk, execute, input};
use crate::report::{self, Format, Input, Report, Sent, VerifyView};
use crate::web::Files;

/// A report is not larger than this: its figures take many times their text once they are read.
const LARGEST_REPORT: u64 = 8 * 1024 * 1024;
/// A roster to verify with, which is held whole.
const LARGEST_ROSTER: u64 = 128 * 1024 * 1024;

/// Make a report again that somebody sent, from the roster, and say whether it agrees
///
/// A report that payspine cost wrote with --out R.html carries its command and the claim; the roster it does not carry. Exit code 1 where a
/// figure differs.
#[derive(Args, Debug)]
pub(super) struct VerifyArgs {
    /// The report, as payspine cost wrote it with --out R.html
    #[arg(value_name = "REPORT.html")]
    file: PathBuf,
    /// The roster that it was made from; of several, in the order of the report's command
    #[arg(value_name = "ROSTER", required = true)]
    roster: Vec<PathBuf>,
    #[command(flatten)]
    output: Output,
}

pub(super) fn run(arguments: &VerifyArgs) -> Result<ExitCode, Failure> {
    let inputs: Vec<&Path> = std::iter::once(&arguments.file).chain(&arguments.roster).map(PathBuf::as_path).collect();
    arguments.output.not_over(&inputs)?;
    let name = arguments.file.display().to_string();
    let page = String::from_utf8_lossy(&bytes(&arguments.file, LARGEST_REPORT)?).into_owned();
    let Some(sent) = report::sent_report(&page) else {
        return Err(Failure::Message(format!("{name} is no report that payspine cost wrote with --out R.html")));
    };
    let (files, inputs) = files(&sent, &arguments.roster)?;
    let files = Arc::new(files);
    let ours = made_again(&sent, &files)?;
    // The page as it would be with these figures, made from the files that it names by the version that it names.
    let mut as_sent = ours.clone();
    if let (Some(object), Some(inputs)) = (as_sent.json.as_object_mut(), sent.result.get("inputs")) {
        object.insert("inputs".to_owned(), inputs.clone());
    }
    let again = as_sent.written(Format::Html { command: &[], remake: Some(&sent.made) });
    let view = VerifyView {
        name: &name,
        sent: &sent,
        ours: &ours.json,
        shown: plain(&again) == plain(&page),
        version: env!("CARGO_PKG_VERSION"),
        inputs,
    };
    arguments.output.write(&report::verify(&view), When::Never)?;
    Ok(if view.agrees() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A whole file, unless it is larger than so many bytes.
fn bytes(path: &Path, largest: u64) -> Result<Vec<u8>, Failure> {
    let failed = |error: std::io::Error| Failure::Message(format!("cannot read {}: {error}", input::name_of(path)));
    let input = desk::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    input.take(largest + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > largest {
        let most = largest / 1024 / 1024;
        return Err(Failure::Message(format!("{} is larger than {most} MiB, the most that is read here", input::name_of(path))));
    }
    Ok(bytes)
}

/// The report's files, and the rosters under the names that they have in it; and what the rosters hash to.
fn files(sent: &Sent, rosters: &[PathBuf]) -> Result<(Files, Vec<Input>), Failure> {
    let names = &sent.made.rosters;
    if names.len() != rosters.len() {
        return Err(Failure::Message(format!(
            "the report was made from {} ({}), and {} given",
            if names.len() == 1 { "one roster".to_owned() } else { format!("{} rosters", names.len()) },
            names.join(", "),
            if rosters.len() == 1 { "one is".to_owned() } else { format!("{} are", rosters.len()) },
        )));
    }
    let mut files =
        sent.made.files.iter().fold(Files::default(), |files, (name, text)| files.with(name.as_str(), text.as_bytes().to_vec()));
    let mut inputs = Vec::new();
    for (name, path) in names.iter().zip(rosters) {
        let bytes = bytes(path, LARGEST_ROSTER)?;
        inputs.push(Input { path: input::name_of(path), ..input::of_bytes(&bytes) });
        files = files.with(name.as_str(), bytes);
    }
    Ok((files, inputs))
}

/// The figures of the report's command, from these files alone.
fn made_again(sent: &Sent, files: &Arc<Files>) -> Result<Report, Failure> {
    let wrong = || Failure::Message("the report's command is none that makes a report".into());
    let words = std::iter::once("payspine").chain(sent.made.words.iter().map(String::as_str)).map(OsString::from);
    let command = Cli::try_parse_from(words).map_err(|_| wrong())?.command;
    if !matches!(command, Command::Cost(_)) {
        return Err(wrong());
    }
    let (done, left) = desk::at(files, &Arc::default(), &sent.made.words, || execute(command));
    done?;
    left.report.ok_or_else(wrong)
}

/// A page whatever a mail program made of the ends of its lines.
fn plain(page: &str) -> String {
    page.trim_start_matches('\u{feff}').replace("\r\n", "\n")
}
