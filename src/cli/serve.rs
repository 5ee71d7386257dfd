//! `payspine serve`: the local page, and what answers it.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::guide::options_in_markdown;
use super::options::Face;
use super::today::today;
use super::{Failure, on_disk, print_with, problems_written, question_of, words, written_beside};
use crate::answer::{self, Body, InMemory, Memory, Preview, Question, Session, preview};
use crate::calendar::Date;
use crate::web::{self, Answer, Engine, Kept};

/// The port that is tried first, so that links to the page go on working.
const PORT: u16 = 7297;

/// Open the page in a browser: check a member, cost a claim, check an overpayment, look up pay systems
///
/// It answers this machine alone, keeps nothing and sends nothing anywhere. Ctrl-C ends it.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  payspine serve\n  payspine serve --port 7300 --no-open")]
pub(super) struct ServeArgs {
    /// The port; 7297, or any that is free, unless given
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Say where the page is and leave it to you to open it
    #[arg(long)]
    no_open: bool,
}

pub(super) fn run(arguments: &ServeArgs, today: Option<Date>) -> Result<ExitCode, Failure> {
    let listener = bind(arguments.port)?;
    let failed = |error: std::io::Error| Failure::Message(format!("the page cannot be served: {error}"));
    let address = listener.local_addr().map_err(failed)?;
    let url = format!("http://{address}/");
    print_with(|out| writeln!(out, "payspine is at {url} for this machine alone; Ctrl-C ends it"))?;
    if !arguments.no_open {
        // Where there is no browser to be found, the line above says where to go.
        let _ = opener::open(&url);
    }
    web::serve(listener, Arc::new(Commands { today, ..Commands::default() })).map_err(failed)?;
    Ok(ExitCode::SUCCESS)
}

/// A port of this machine that no other can reach.
fn bind(port: Option<u16>) -> Result<TcpListener, Failure> {
    let at = |port: u16| TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    let failed = |port: u16, error: std::io::Error| Failure::Message(format!("port {port} cannot be used: {error}"));
    match port {
        Some(port) => at(port).map_err(|error| failed(port, error)),
        None => at(PORT).or_else(|_| at(0)).map_err(|error| failed(PORT, error)),
    }
}

/// Answers questions in memory: for the page, and for whoever tests a command without a process.
///
/// A question reads only the files that it is given, writes none and prints nothing.
///
/// ```
/// use payspine::answer::InMemory;
/// use payspine::cli::{Commands, question_of};
/// use payspine::web::Engine;
///
/// let member = "format = 1\nscale = \"njc\"\ngrade = \"local\"\npoint = 12\ntarget = 17\nsince = 2022-12-05\n";
/// let files = InMemory::new("example").with("member.toml", member.as_bytes());
/// let question = question_of(&["progress", "member.toml"].map(str::to_owned)).unwrap();
/// let answer = Commands::default().ask(&question, None, &files.into());
/// assert!(answer.done && answer.report.is_some(), "{}", answer.said);
/// ```
#[derive(Default)]
pub struct Commands {
    memory: Memory,
    /// The day that is today; that of the machine's clock where none is given.
    today: Option<Date>,
}

impl Commands {
    /// A session about files that were dropped into the page.
    fn session<'a>(&'a self, files: &'a InMemory, words: &'a [String]) -> Session<'a> {
        let mut session = Session::new(files, self.today.unwrap_or_else(today), words);
        session.memory = Some((&files.id, &self.memory));
        session.shows_pictures = true;
        session.scratch = on_disk;
        session.read_command = |words| question_of(words).ok();
        session
    }

    fn answered(&self, question: &Question, words: &[String], files: &Arc<InMemory>) -> Answer {
        let session = self.session(files, words);
        let done = answer::answer(question, &session);
        let mut said: String = session.said().iter().map(|said| written_beside(said, &Face::page())).collect();
        let answer = match done {
            Ok(answer) => answer,
            Err(failure) => {
                said.push_str(&Face::page().failure(&failure));
                return Answer { said, ..Answer::default() };
            }
        };
        if let Some((path, _)) = session.saves().first() {
            let why = format!("error: cannot write {}: nothing is written to disk from here\n", path.display());
            return Answer { said: said + &why, ..Answer::default() };
        }
        let of_text = |text: String, said: String| Answer { text, said, done: true, ..Answer::default() };
        match answer.body {
            Body::Report(report) => {
                Answer { report: Some(*report), remake: answer.remake, said, done: true, ..Answer::default() }
            }
            Body::Items(write) => {
                let mut bytes = Vec::new();
                match write(&mut bytes) {
                    Ok(()) => of_text(String::from_utf8_lossy(&bytes).into_owned(), said),
                    Err(error) => {
                        Answer { said: format!("{said}error: cannot write the result: {error}\n"), ..Answer::default() }
                    }
                }
            }
            Body::Text(text) => of_text(text, said),
            Body::Problems { problems, lines, unread } => {
                let text = problems_written(&problems, &lines, &Face::page());
                said.extend(unread.iter().map(|why| Face::page().failure(why)));
                Answer { done: unread.is_none(), ..of_text(text, said) }
            }
        }
    }
}

impl Engine for Commands {
    fn ask(&self, question: &Question, kept: Option<Kept<'_>>, files: &Arc<InMemory>) -> Answer {
        let words = words(question, kept);
        Answer { words: words.clone(), ..self.answered(question, &words, files) }
    }

    fn preview(&self, name: &str, sheet: Option<&str>, files: &Arc<InMemory>) -> Result<Preview, String> {
        let session = self.session(files, &[]);
        let key = || format!("first rows {name} {sheet:?}");
        let read = session.remembered(key, || preview(&session, Path::new(name), sheet));
        read.map(Arc::unwrap_or_clone).map_err(|failure| Face::page().failure(&failure))
    }

    fn forget(&self, upload: &str) {
        self.memory.forget(upload);
    }

    fn options(&self) -> String {
        options_in_markdown()
    }
}
