//! Files that are made to take a process down: each is refused in a sentence that says the limit, in little memory and time, and the page
//! outlives all of them.

mod pay_files;
mod tables;
mod workbooks;

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What is promised of any file: its peak memory in MiB.
const MEMORY: u64 = 512;
/// A release build takes at most 5 s for any of these files. Tests run with little optimisation, beside each other, on machines that have
/// other things to do; what they catch is a file whose time grows with the square of its size, which takes minutes.
const PATIENCE: Duration = Duration::from_mins(1);

/// What a run said and needed.
#[derive(Debug)]
struct Ran {
    out: String,
    err: String,
    code: Option<i32>,
    took: Duration,
    mib: u64,
}

/// Runs the program in a folder and watches its memory until it ends.
fn watched(folder: &std::path::Path, arguments: &[&str]) -> Ran {
    let (out, err) = (folder.join("said.out"), folder.join("said.err"));
    let file = |path| Stdio::from(std::fs::File::create(path).expect("a file"));
    let started = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_payspine"))
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .stdout(file(&out))
        .stderr(file(&err))
        .spawn()
        .expect("the program runs");
    let mut mib = 0;
    let status = loop {
        // The high-water mark of its memory: a look every few milliseconds misses only what comes after the last one.
        mib = mib.max(high_water(child.id()).unwrap_or(0));
        if let Some(status) = child.try_wait().expect("a child") {
            break status;
        }
        if started.elapsed() > PATIENCE || mib > 2 * MEMORY {
            child.kill().expect("a child");
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let read = |path| String::from_utf8(std::fs::read(path).expect("a file")).expect("UTF-8");
    Ran { out: read(&out), err: read(&err), code: status.code(), took: started.elapsed(), mib }
}

/// The most memory that a process has had, in MiB; `None` where the system does not say, or once it has ended.
fn high_water(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib / 1024)
}

/// A run that ended by itself within the limits.
#[track_caller]
fn within_limits(what: &str, ran: &Ran) {
    println!("{what}: {:?}, {} MiB", ran.took, ran.mib);
    assert!(ran.code.is_some(), "{what}: it was stopped after {:?} with {} MiB", ran.took, ran.mib);
    assert!(ran.mib <= MEMORY, "{what}: {} MiB", ran.mib);
    assert!(!ran.err.contains("panicked"), "{what}: {}", ran.err);
}

/// A run that ended within the limits with a refusal that says this.
#[track_caller]
fn refused(what: &str, ran: &Ran, says: &str) {
    within_limits(what, ran);
    assert_eq!((ran.out.as_str(), ran.code), ("", Some(2)), "{what}: {}", ran.err);
    assert!(ran.err.contains(says), "{what}: expected `{says}` in:\n{}", ran.err);
}
