//! Under which licences the crates come that a build brings in, and from where.

use std::process::{Command, Output};

use serde_json::Value;

use crate::root;

/// What `.deny.toml` allows: licences for every crate, and for some by name.
struct Allowed {
    licences: Vec<String>,
    exceptions: Vec<(String, Vec<String>)>,
}

impl Allowed {
    fn read() -> Allowed {
        let text = std::fs::read_to_string(root().join(".deny.toml")).expect("UTF-8");
        let quoted = |text: &str| text.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<String>>();
        let list = |after: &str| text.split_once(after).expect("a list").1.split_once("\n]").expect("its end").0.to_owned();
        let exceptions = text.lines().find_map(|line| line.strip_prefix("exceptions = ")).expect("exceptions");
        let exceptions = exceptions.split('{').skip(1).map(quoted).map(|mut names| (names.remove(0), names));
        Allowed { licences: quoted(&list("\nallow = [")), exceptions: exceptions.collect() }
    }

    /// Whether a crate may come under an expression.
    fn allows(&self, name: &str, expression: &str) -> bool {
        let more = self.exceptions.iter().filter(|(of, _)| of == name).flat_map(|(_, licences)| licences);
        let licences: Vec<&str> = self.licences.iter().chain(more).map(String::as_str).collect();
        is_met(expression, &licences)
    }
}

/// Whether an expression of SPDX can be met by some licences. `/` is the old way to write `OR`.
fn is_met(expression: &str, licences: &[&str]) -> bool {
    let expression = expression.trim();
    if let Some(parts) = split(expression, &[" OR ", "/"]) {
        return parts.into_iter().any(|part| is_met(part, licences));
    }
    if let Some(parts) = split(expression, &[" AND "]) {
        return parts.into_iter().all(|part| is_met(part, licences));
    }
    match expression.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) => is_met(inner, licences),
        None => licences.contains(&expression),
    }
}

/// The parts between some words outside brackets; `None` where there is but one.
fn split<'e>(expression: &'e str, words: &[&str]) -> Option<Vec<&'e str>> {
    let (mut parts, mut depth, mut start, mut at) = (Vec::new(), 0, 0, 0);
    while at < expression.len() {
        let rest = &expression[at..];
        match rest.as_bytes()[0] {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        let word = words.iter().find(|word| depth == 0 && rest.starts_with(**word));
        at += match word {
            Some(word) => {
                parts.push(&expression[start..at]);
                start = at + word.len();
                word.len()
            }
            None => 1,
        };
    }
    parts.push(&expression[start..]);
    (parts.len() > 1).then_some(parts)
}

#[test]
fn expressions_are_read() {
    let licences = ["MIT", "Unicode-3.0", "Apache-2.0 WITH LLVM-exception"];
    for expression in
        ["MIT", "MIT OR GPL-3.0", "Unlicense/MIT", "(MIT OR GPL-3.0) AND Unicode-3.0", "Apache-2.0 WITH LLVM-exception OR X"]
    {
        assert!(is_met(expression, &licences), "{expression}");
    }
    for expression in ["GPL-3.0", "MIT AND GPL-3.0", "(MIT AND GPL-3.0) OR X", ""] {
        assert!(!is_met(expression, &licences), "{expression}");
    }
}

/// What cargo says of all crates.
fn metadata(more: &[&str]) -> Output {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["metadata", "--locked", "--format-version", "1"]).args(more).current_dir(root());
    command.output().expect("cargo runs")
}

#[test]
fn every_crate_comes_from_the_registry_under_a_licence_that_is_accepted() {
    let done = metadata(&["--offline"]);
    // Crates of other platforms may never have been fetched.
    let done = if done.status.success() { done } else { metadata(&[]) };
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let all: Value = serde_json::from_slice(&done.stdout).expect("JSON");
    let packages = all["packages"].as_array().expect("a list");
    assert!(packages.len() > 50, "{} packages", packages.len());
    let text = |package: &Value, key: &str| package[key].as_str().unwrap_or("").to_owned();
    let (allowed, mut wrong) = (Allowed::read(), Vec::new());
    for package in packages.iter().filter(|package| package["name"] != "payspine") {
        let (name, licence, source) = (text(package, "name"), text(package, "license"), text(package, "source"));
        if !allowed.allows(&name, &licence) {
            wrong.push(format!("{name} is under `{licence}`"));
        }
        if !source.starts_with("registry+") {
            wrong.push(format!("{name} comes from `{source}`"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
