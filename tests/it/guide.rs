//! The guide in the terminal, the examples of every command's help, and the man pages.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use payspine::diagnostic::Code;
use payspine::guide;
use payspine::scale_file;

use crate::page::server::Server;
use crate::{payspine, root, run_in};

fn topics() -> Vec<&'static str> {
    guide::chapters().into_iter().flat_map(|(_, topics)| topics).map(|topic| topic.name).collect()
}

#[test]
fn every_page_is_shown_within_eighty_columns() {
    let (list, _, code) = payspine(&["guide"]);
    assert_eq!(code, 0);
    for topic in topics() {
        assert!(list.lines().any(|line| line.trim_start().starts_with(&format!("{topic} "))), "{topic} is not in the list");
        let (page, err, code) = payspine(&["guide", topic]);
        assert!(code == 0 && err.is_empty() && page.lines().count() > 8, "{topic}: {err}");
        let text = guide::page(topic, String::new).expect("a page");
        // Files, commands and what they print stand as they are.
        let shown: String = text.split("```").skip(1).step_by(2).collect();
        for line in page.lines().filter(|line| line.chars().count() > 80) {
            assert!(shown.contains(line) || line.starts_with("payspine "), "{topic}: {line}");
        }
    }
    assert!(list.lines().all(|line| line.chars().count() <= 100), "{list}");
}

#[test]
fn a_page_that_is_not_there_is_told_with_the_nearest() {
    for (wrong, says) in [("overpayments", "did you mean `overpayment`?"), ("zzzzzz", "payspine guide lists all pages")] {
        let (out, err, code) = payspine(&["guide", wrong]);
        assert!(code == 2 && out.is_empty() && err.contains(says), "{err}");
    }
}

/// The pages that a text sends its reader to.
fn sent_to(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let triples = words.windows(3).filter(|words| words[0].ends_with("`payspine") && words[1] == "guide");
    triples.map(|words| words[2].split('`').next().unwrap_or("").to_owned()).collect()
}

#[test]
fn pages_send_to_pages_that_are_there() {
    let mut sent = 0;
    for topic in topics() {
        for other in sent_to(&guide::page(topic, String::new).expect("a page")) {
            assert!(topics().contains(&other.as_str()), "{topic} sends to {other}");
            sent += 1;
        }
    }
    for other in sent_to(&std::fs::read_to_string(root().join("README.md")).unwrap()) {
        assert!(topics().contains(&other.as_str()), "README.md sends to {other}");
    }
    assert!(sent > 40, "{sent}");
}

#[test]
fn references_name_everything_that_they_are_about() {
    let codes = guide::page("codes", String::new).expect("a page");
    for code in Code::ALL {
        assert!(codes.contains(&format!("| `{}` |", code.word())) && codes.contains(code.says()), "{}", code.word());
    }
    let keys = guide::page("keys", String::new).expect("a page");
    for key in ["between-measures", "counted-from", "protect-until", "qualifying-days", "odd-instalment", "secondary-threshold"] {
        assert!(keys.contains(&format!("| `{key}` |")), "{key}");
    }
    let (options, _, _) = payspine(&["guide", "options"]);
    for option in ["--rates-of DATE", "--suppress-below", "--no-open", "payspine scale schema"] {
        assert!(options.contains(option), "{option}");
    }
    for id in scale_file::shipped_ids() {
        let (page, scale) = (guide::page(id, String::new).expect("a page"), scale_file::shipped(id).unwrap());
        for (grade, _) in &scale.grades {
            assert!(page.contains(&format!("| `{grade}` |")), "{id}: {grade}");
        }
        for (area, _) in &scale.areas {
            assert!(page.contains(&format!("| `{area}` |")), "{id}: {area}");
        }
        for settlement in &scale.settlements {
            assert!(page.contains(&settlement.title), "{id}: {}", settlement.title);
        }
    }
}

#[test]
fn pages_for_the_browser_are_strict() {
    let page = guide::html(
        "# T\n\n<script>alert(1)</script>\n\n[a](javascript:x) ![b](http://c) <b>d</b> `payspine guide \"><i>`",
        "/guide/",
    );
    for never in ["<script", "<a ", "<img", "<b>", "<i>", "javascript"] {
        assert!(!page.contains(never), "{never}: {page}");
    }
    for topic in topics() {
        let page = guide::html(&guide::page(topic, String::new).expect("a page"), "/guide/");
        assert!(!page.contains("<h1") && !page.contains("<script"), "{topic}");
    }
}

/// Each part of the page leads to what the guide says of it, and each system to its own page.
#[test]
fn the_page_leads_to_the_guide() {
    let server = Server::start();
    for (place, topic) in [
        ("/member", "point"),
        ("/cost", "costing"),
        ("/overpayment", "overpayment"),
        ("/systems", "systems"),
        ("/systems/njc", "njc"),
        ("/guide/costing", "data"),
    ] {
        assert!(server.get(place).text().contains(&format!("href=\"/guide/{topic}\"")), "{place}");
        assert_eq!(server.get(&format!("/guide/{topic}")).status, 200, "{topic}");
    }
    let options = server.get("/guide/options");
    assert!(options.text().contains("--suppress-below"), "the page has the options of the command line");
}

/// The names of commands in a help text.
fn commands(help: &str) -> Vec<String> {
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names = listed.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

/// The examples at the end of a help text, each on one line.
fn examples(help: &str) -> Vec<String> {
    let mut examples: Vec<String> = Vec::new();
    for line in help.lines().skip_while(|line| *line != "Examples:").skip(1) {
        match (line.trim().strip_prefix("payspine "), examples.last_mut()) {
            (Some(command), _) => examples.push(command.to_owned()),
            (None, Some(last)) => *last = format!("{last} {}", line.trim()),
            (None, None) => {}
        }
    }
    examples
}

#[test]
fn the_examples_of_every_command_run() {
    let folder = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(root().join("tests/examples")).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    // A report to verify.
    let made = "cost staff.csv --column grade=\"Pay band\" --proposal claim-2012.toml --out report.html";
    assert_eq!(run_in(folder.path(), made).2, 0);
    let top = payspine(&["--help"]).0;
    let mut all: Vec<Vec<String>> = commands(&top).into_iter().map(|name| vec![name]).collect();
    all.extend(commands(&payspine(&["scale", "--help"]).0).into_iter().map(|name| vec!["scale".to_owned(), name]));
    assert!(all.len() >= 20, "{all:?}");
    all.push(Vec::new());
    for command in all {
        let mut words: Vec<&str> = command.iter().map(String::as_str).collect();
        words.push("--help");
        let examples = examples(&payspine(&words).0);
        assert_eq!(examples.len(), 2, "{command:?}: {examples:?}");
        for example in examples {
            assert!(command.is_empty() || example.starts_with(&command.join(" ")), "{command:?}: {example}");
            if command == ["serve"] {
                serves(folder.path(), &example);
                continue;
            }
            let (out, err, code) = run_in(folder.path(), &example);
            assert!([0, 1].contains(&code), "{example}: {code}\n{out}{err}");
        }
    }
}

/// Serves until the place is said, without opening a browser and on any port that is free.
fn serves(folder: &Path, example: &str) {
    let mut words: Vec<&str> = example.split(' ').filter(|word| *word != "--no-open").collect();
    if let Some(at) = words.iter().position(|word| *word == "--port") {
        words.drain(at..at + 2);
    }
    let arguments = words.into_iter().chain(["--no-open", "--port", "0"]);
    let mut server = Command::new(env!("CARGO_BIN_EXE_payspine"))
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut said = String::new();
    BufReader::new(server.stdout.take().expect("a pipe")).read_line(&mut said).expect("a line");
    server.kill().expect("it runs");
    server.wait().expect("it ends");
    assert!(said.contains("http://127.0.0.1:"), "{example}: {said}");
}

#[test]
fn man_pages_are_written_for_every_command() {
    for words in [&["man"][..], &["man", "cost"], &["man", "scale", "check"]] {
        let (page, err, code) = payspine(words);
        assert!(code == 0 && page.contains(".TH ") && page.contains("Examples:"), "{words:?}: {err}");
    }
    let (_, err, code) = payspine(&["man", "scale", "chekc"]);
    assert!(code == 2 && err.contains("did you mean `check`?"), "{err}");
}
