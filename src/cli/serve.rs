//! `payspine serve`: the local page, and the commands that answer it.

use std::ffi::OsString;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser};

use super::{Cli, Failure, Left, Memory, desk, execute, print, roster};
use crate::web::{self, Answer, Engine, Files, Preview};

/// The port that is tried first, so that links to the page go on working.
const PORT: u16 = 7297;

/// Open the page in a browser: check a member, cost a claim, check an overpayment, look up pay systems
///
/// It answers this machine alone, keeps nothing and sends nothing anywhere. Ctrl-C ends it.
#[derive(Args, Debug)]
pub(super) struct ServeArgs {
    /// The port; 7297, or any that is free, unless given
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Say where the page is and leave it to you to open it
    #[arg(long)]
    no_open: bool,
}

pub(super) fn run(arguments: &ServeArgs) -> Result<ExitCode, Failure> {
    let listener = bind(arguments.port)?;
    let failed = |error: std::io::Error| Failure::Message(format!("the page cannot be served: {error}"));
    let address = listener.local_addr().map_err(failed)?;
    let url = format!("http://{address}/");
    print(format!("payspine is at {url} for this machine alone; Ctrl-C ends it\n").as_bytes())?;
    if !arguments.no_open {
        // Where there is no browser to be found, the line above says where to go.
        let _ = opener::open(&url);
    }
    web::serve(listener, Arc::new(Commands::default())).map_err(failed)?;
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

/// The commands of the command line, run in memory: what the page asks, and whoever tests a command without a process.
///
/// A command reads only the files that it is given, writes none and prints nothing.
///
/// ```
/// use payspine::web::{Engine, Files};
///
/// let member = "format = 1\nscale = \"njc\"\ngrade = \"local\"\npoint = 12\ntarget = 17\nsince = 2022-12-05\n";
/// let files = Files::new("example").with("member.toml", member.as_bytes());
/// let words = ["progress", "member.toml"].map(str::to_owned);
/// let answer = payspine::cli::Commands::default().ask(&words, &files.into());
/// assert!(answer.done && answer.report.is_some(), "{}", answer.said);
/// ```
#[derive(Default)]
pub struct Commands {
    memory: Arc<Memory>,
}

impl Engine for Commands {
    fn ask(&self, words: &[String], files: &Arc<Files>) -> Answer {
        let line = std::iter::once("payspine").chain(words.iter().map(String::as_str)).map(OsString::from);
        let cli = match Cli::try_parse_from(line) {
            Ok(cli) => cli,
            Err(error) => return Answer { said: error.render().to_string(), ..Answer::default() },
        };
        let (done, left) = desk::at(files, &self.memory, words, || execute(cli.command));
        let Left { report, remake, text, mut said } = left;
        if let Err(failure) = &done {
            said.push_str(&failure.written(false));
        }
        Answer { report: report.filter(|_| done.is_ok()), remake, text, said, done: done.is_ok() }
    }

    fn preview(&self, name: &str, sheet: Option<&str>, files: &Arc<Files>) -> Result<Preview, String> {
        let key = || format!("first rows {name} {sheet:?}");
        let read = || desk::remembered(key, || roster::preview(Path::new(name), sheet));
        let (done, _) = desk::at(files, &self.memory, &[], read);
        done.map(Arc::unwrap_or_clone).map_err(|failure| failure.written(false))
    }

    fn forget(&self, desk: &str) {
        self.memory.forget(desk);
    }
}
