//! Runs the fuzz targets on inputs changed at random, seeded: `cargo test --test fuzz`, which is also a part of every test run.
//!
//! Arguments are names of targets, all unless given. The environment says the rest:
//!
//! - `FUZZ_SECONDS`: for all targets together, 20 unless given; `.ci/run` takes 90.
//! - `FUZZ_SEED`: 1 unless given. The same seed makes the same inputs.
//! - `FUZZ_INPUT`: a file: the one input that is run, such as one that an earlier run left in `target/fuzz`.
//!
//! Each target runs in a process of its own, so that one that is ended by an input (out of memory, out of stack) is found, too. An input
//! fails that panics, takes more than 5 seconds or more than 512 MiB. Failures are told apart by where they panic, made shorter, and
//! written to `target/fuzz`.
//!
//! For longer, from another seed, on some: `FUZZ_SECONDS=3600 FUZZ_SEED=7 cargo test --test fuzz -- cost audit`. One input again:
//! `FUZZ_INPUT=target/fuzz/cost-… cargo test --test fuzz -- cost`. libFuzzer takes the same functions; with cargo-fuzz installed:
//! `cargo fuzz run --fuzz-dir tests/fuzz --sanitizer none cost target/fuzz/cost tests/fuzz/corpus/cost -- -dict=tests/fuzz/dictionary`.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on says why and stops"
)]

mod mutate;
mod targets;

use std::alloc::System;
use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, BufReader, Seek, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use cap::Cap;
use sha2::{Digest, Sha256};

use mutate::{LONGEST, Random, changed, shorter};
use targets::{TARGETS, Target};

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

/// The most that an input may take.
const MOST_TIME: Duration = Duration::from_secs(5);
const MOST_MEMORY: usize = 512 * 1024 * 1024;
/// Inputs that did something new are kept to be changed further, up to so many.
const MOST_KEPT: usize = 4000;
/// Inputs that begin with a file longer than this are left to the tests that read it.
const LONGEST_SEED: usize = 16 * 1024;

/// What panics said since this was last asked, with their places.
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{variable} is not a number: {text}")))
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(name) = arguments.iter().find_map(|argument| argument.strip_prefix("--worker=")) {
        let target = TARGETS.iter().find(|target| target.name == name).expect("a target");
        worker(target);
        return ExitCode::SUCCESS;
    }
    // Whoever looks for tests by name finds targets; all other options are those of a test harness.
    let asked: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with('-')).collect();
    let listed = arguments.iter().any(|argument| argument == "--list");
    let chosen: Vec<&Target> =
        TARGETS.iter().filter(|target| !listed && (asked.is_empty() || asked.iter().any(|name| *name == target.name))).collect();
    let seconds = number("FUZZ_SECONDS").unwrap_or(20);
    let each = Duration::from_secs(seconds) / u32::try_from(chosen.len().max(1)).expect("few");
    let folder = root().join("target/fuzz");
    std::fs::create_dir_all(&folder).expect("a folder");
    let (mut inputs, mut failures) = (0, 0);
    for target in chosen {
        let started = Instant::now();
        let Tried { ran, failed, slowest, memory } = fuzzed(target, each, &folder);
        let per_second = u128::from(ran) * 1000 / started.elapsed().as_millis().max(1);
        println!(
            "{:16} {ran:9} inputs, {per_second:5} a second, the slowest {slowest:5} ms, at most {memory:4} MiB, {failed} failures",
            target.name
        );
        inputs += ran;
        failures += failed;
    }
    println!("{inputs} inputs, {failures} failures");
    if failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What came of a target.
#[derive(Default)]
struct Tried {
    /// Inputs.
    ran: u64,
    /// Ways to fail.
    failed: usize,
    /// Milliseconds.
    slowest: u64,
    /// MiB, with the inputs that are kept.
    memory: u64,
}

/// Runs a target for a while in processes of its own.
fn fuzzed(target: &Target, time: Duration, folder: &Path) -> Tried {
    let (started, seed) = (Instant::now(), number("FUZZ_SEED").unwrap_or(1));
    let (mut tried, mut failed) = (Tried::default(), HashSet::new());
    let running = folder.join(format!("{}.running", target.name));
    for process in 0.. {
        let left = time.saturating_sub(started.elapsed());
        if process > 0 && (left.is_zero() || failed.len() > 20) {
            break;
        }
        let mut worker = Command::new(std::env::current_exe().expect("this program"))
            .arg(format!("--worker={}", target.name))
            .env("FUZZ_SEED", (seed + 1000 * process).to_string())
            .env("FUZZ_MILLIS", left.as_millis().to_string())
            .env("FUZZ_SKIP_SEEDS", u8::from(process > 0).to_string())
            .env("NO_COLOR", "1")
            .current_dir(root())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program runs");
        let mut ended = false;
        for line in BufReader::new(worker.stdout.take().expect("piped")).lines().map_while(Result::ok) {
            let figure = |word: &str| line.strip_prefix(word).and_then(|number| number.parse::<u64>().ok());
            if let Some(count) = figure("ran ") {
                tried.ran += count;
            } else if let Some(time) = figure("slowest ") {
                tried.slowest = tried.slowest.max(time);
            } else if let Some(memory) = figure("memory ") {
                tried.memory = tried.memory.max(memory);
            } else if line == "done" {
                ended = true;
            } else if let Some((way, said)) = line.strip_prefix("failed ").and_then(|line| line.split_once(" | "))
                && failed.insert(way.to_owned())
            {
                println!("{}: {way}\n    {said}", target.name);
            }
        }
        let status = worker.wait().expect("a child");
        if ended {
            break;
        }
        // Whatever ended it was the input of the moment.
        let input = Running::read(&running);
        let way = format!("ended the process: {status}");
        if failed.insert(way.clone()) {
            println!("{}: {way}\n    {}", target.name, kept(target, &input).display());
        }
    }
    let _ = std::fs::remove_file(&running);
    Tried { failed: failed.len(), ..tried }
}

/// The input that is run, in a file that outlives the process. It is written over and never made shorter: that would wait for the disk.
struct Running(File);

impl Running {
    fn at(path: &Path) -> Running {
        Running(File::create(path).expect("a file"))
    }

    fn write(&mut self, input: &[u8]) {
        let length = u64::try_from(input.len()).expect("it fits").to_le_bytes();
        self.0.rewind().expect("a file");
        self.0.write_all(&[&length[..], input].concat()).expect("written");
    }

    fn read(path: &Path) -> Vec<u8> {
        let bytes = std::fs::read(path).unwrap_or_default();
        let Some((length, input)) = bytes.split_first_chunk() else { return Vec::new() };
        let length = usize::try_from(u64::from_le_bytes(*length)).expect("it fits");
        input[..length.min(input.len())].to_vec()
    }
}

/// Writes an input that failed.
fn kept(target: &Target, input: &[u8]) -> PathBuf {
    let hash = Sha256::digest(input).iter().take(6).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    let path = root().join(format!("target/fuzz/{}-{hash}", target.name));
    std::fs::write(&path, input).expect("written");
    path
}

/// The inputs that a target begins with.
fn seeds(target: &Target) -> Vec<Vec<u8>> {
    let own = root().join("tests/fuzz/corpus").join(target.name);
    let folders = target.seeds.iter().map(|(folder, extension)| (root().join(folder), Some(*extension)));
    let mut paths: Vec<PathBuf> = Vec::new();
    for (folder, extension) in folders.chain([(own, None)]) {
        let found = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.expect("an entry").path());
        let wanted = |path: &PathBuf| {
            path.is_file() && extension.is_none_or(|wanted| path.extension().is_some_and(|known| known == wanted))
        };
        paths.extend(found.filter(wanted));
    }
    paths.sort();
    let read = paths.into_iter().map(|path| std::fs::read(path).expect("it can be read"));
    let mut all: Vec<Vec<u8>> = read.filter(|bytes| bytes.len() <= LONGEST_SEED).collect();
    all.push(Vec::new());
    all
}

/// The words of `tests/fuzz/dictionary`, which has them as libFuzzer does.
fn dictionary() -> Vec<Vec<u8>> {
    let text = include_str!("dictionary").lines();
    text.filter_map(|line| Some(line.strip_prefix('"')?.strip_suffix('"')?.replace("\\\"", "\"").into_bytes())).collect()
}

/// Runs one target in this process until its time is over.
fn worker(target: &Target) {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let said = panic.payload_as_str().unwrap_or_default();
        PANICS.lock().unwrap_or_else(PoisonError::into_inner).push(format!("{place} | {said}"));
    }));
    if let Some(path) = std::env::var_os("FUZZ_INPUT") {
        let input = std::fs::read(path).expect("the input");
        let started = Instant::now();
        if let Err(why) = run(target, &input) {
            println!("failed {why}");
        }
        println!("ran 1\ndone");
        eprintln!("{} took {:?}", target.name, started.elapsed());
        return;
    }
    let mut running = Running::at(&root().join(format!("target/fuzz/{}.running", target.name)));
    let time = Duration::from_millis(number("FUZZ_MILLIS").unwrap_or(1000));
    let (started, mut random) = (Instant::now(), Random(number("FUZZ_SEED").unwrap_or(1)));
    let (words, mut inputs) = (dictionary(), seeds(target));
    let (mut seen, mut ways, mut ran, mut slowest) = (HashSet::new(), HashSet::new(), 0_usize, Duration::ZERO);
    // A process after another was ended by an input: it may have been one of these.
    let seeds = if number("FUZZ_SKIP_SEEDS") == Some(1) { 0 } else { inputs.len() };
    loop {
        let input = inputs.get(ran).filter(|_| ran < seeds).cloned().unwrap_or_else(|| changed(&mut random, &inputs, &words));
        running.write(&input);
        let began = Instant::now();
        let failure = run(target, &input);
        slowest = slowest.max(began.elapsed());
        ran += 1;
        let did = targets::seen();
        let new = did.into_iter().filter(|mark| seen.insert(*mark)).count() > 0;
        match failure {
            Ok(()) if new && ran > seeds && inputs.len() < MOST_KEPT && input.len() <= LONGEST => inputs.push(input),
            Ok(()) => {}
            Err(why) => {
                let way = why.split(" | ").next().unwrap_or_default().to_owned();
                if ways.insert(way.clone()) {
                    let short = if way == TOO_LONG { input } else { shorter(input, 1500, |less| fails_so(target, less, &way)) };
                    println!("failed {} | {}", why.replace('\n', " "), kept(target, &short).display());
                }
            }
        }
        if ran.is_multiple_of(64) {
            println!("ran 64");
        }
        if started.elapsed() >= time {
            break;
        }
    }
    println!("ran {}\nslowest {}", ran % 64, slowest.as_millis());
    println!("memory {}\ndone", MEMORY.max_allocated() / 1024 / 1024);
}

fn fails_so(target: &Target, input: &[u8], way: &str) -> bool {
    run(target, input).is_err_and(|why| why.split(" | ").next() == Some(way))
}

const TOO_LONG: &str = "too long";

/// Runs a target on an input. What takes long by the clock may have waited for others on this machine, so it runs again, and then what
/// the processors spent on it counts.
fn run(target: &Target, input: &[u8]) -> Result<(), String> {
    let started = Instant::now();
    timed(target, input, || started.elapsed()).or_else(|why| {
        if why.starts_with(TOO_LONG) { timed(target, input, || spent().unwrap_or_else(|| started.elapsed())) } else { Err(why) }
    })
}

/// The time that processors have spent on this process, where the system says so: Linux, in hundredths of a second.
fn spent() -> Option<Duration> {
    let about = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = about.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |place: usize| fields.get(place)?.parse::<u64>().ok();
    Some(Duration::from_millis((ticks(11)? + ticks(12)?) * 10))
}

fn timed(target: &Target, input: &[u8], clock: impl Fn() -> Duration) -> Result<(), String> {
    PANICS.lock().unwrap_or_else(PoisonError::into_inner).clear();
    // More than this ends the process.
    MEMORY.set_limit(usize::MAX).expect("no limit");
    MEMORY.set_limit(MEMORY.allocated() + MOST_MEMORY).expect("a limit");
    let started = clock();
    let done = catch_unwind(AssertUnwindSafe(|| (target.run)(input)));
    let took = clock().saturating_sub(started);
    if done.is_err() {
        // The first is what others follow from.
        let said = PANICS.lock().unwrap_or_else(PoisonError::into_inner).first().cloned().unwrap_or_default();
        return Err(said.chars().take(600).collect());
    }
    if took > MOST_TIME { Err(format!("{TOO_LONG} | it takes {took:?}")) } else { Ok(()) }
}
