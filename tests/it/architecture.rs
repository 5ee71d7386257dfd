//! The layers of `src/lib.rs`, held: a module uses only modules on lower lines, and only the edge touches the world.

use std::path::{Path, PathBuf};

use crate::root;

/// Modules by layer, lowest first. Within a layer, later ones may use earlier ones.
const LAYERS: [&[&str]; 9] = [
    &["money", "calendar"],
    &["timeline"],
    &["statutory", "scale", "workforce", "recovery"],
    &["settlement", "published", "evidence", "entitlement", "costing", "audit", "net_pay", "locate"],
    &["diagnostic", "delimited"],
    &["scale_file", "published_file", "month_file", "roster_file", "payslip_file", "events_file"],
    &["report"],
    &["answer"],
    &["web", "cli"],
];

/// What only the command line may do.
const OF_THE_EDGE: [&str; 12] = [
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::io",
    "println!",
    "eprintln!",
    "print!",
    "SystemTime",
    "Zoned::now",
    "Timestamp::now",
    "Instant::now",
];

/// Where the parts of a workbook are unpacked and read, and where the files of a question are read and its results written: all by the
/// traits of streams, whatever is behind them.
const STREAMS: [&str; 3] = ["src/roster_file/workbook/", "src/answer/", "src/answer.rs"];
/// Where the numbers of a workbook become decimal text.
const FLOATS_OF_WORKBOOKS: &str = "src/roster_file/workbook/number.rs";

fn sources() -> Vec<(String, PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder is there") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("UTF-8");
                found.push((module_of(&path), path, text));
            }
        }
    }
    found
}

/// The top module that a file belongs to.
fn module_of(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).expect("in src");
    let first = inside.components().next().expect("a name").as_os_str().to_str().expect("UTF-8");
    first.trim_end_matches(".rs").to_owned()
}

/// The place of a module in the table.
fn rank(module: &str) -> Option<(usize, usize)> {
    LAYERS
        .iter()
        .enumerate()
        .find_map(|(layer, modules)| modules.iter().position(|known| *known == module).map(|place| (layer, place)))
}

/// The code of a file: no comments, so that documentation may name what code may not use.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line)).filter(|(_, line)| !line.trim_start().starts_with("//"))
}

#[test]
fn every_module_has_a_layer() {
    for (module, path, _) in sources() {
        assert!(rank(&module).is_some() || module == "lib" || module == "main", "{} is in no layer", path.display());
    }
}

#[test]
fn a_module_uses_only_modules_on_lower_lines() {
    for (module, path, text) in sources() {
        let Some(own) = rank(&module) else { continue };
        for (number, line) in code(&text) {
            for part in line.split("crate::").skip(1) {
                let used: String = part.chars().take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '_').collect();
                let Some(other) = rank(&used) else { continue };
                assert!(other <= own, "{}:{number}: {module} (layer {}) uses {used} (layer {})", path.display(), own.0, other.0);
            }
        }
    }
}

#[test]
fn only_the_command_line_touches_files_the_environment_and_the_terminal() {
    for (module, path, text) in sources().into_iter().filter(|(module, _, _)| !["cli", "web", "main"].contains(&module.as_str()))
    {
        for (number, line) in code(&text) {
            for word in OF_THE_EDGE {
                if word == "std::io" && STREAMS.iter().any(|place| path.starts_with(root().join(place))) {
                    continue;
                }
                assert!(!line.contains(word), "{}:{number}: {module} uses {word}", path.display());
            }
        }
    }
}

#[test]
fn no_binary_float_anywhere() {
    for (_, path, text) in sources().into_iter().filter(|(_, path, _)| *path != root().join(FLOATS_OF_WORKBOOKS)) {
        for (number, line) in code(&text) {
            let words = line.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
            assert!(!words.clone().any(|word| ["f32", "f64"].contains(&word)), "{}:{number} uses a float", path.display());
        }
    }
}

#[test]
fn the_map_of_the_library_lists_every_module() {
    let map = std::fs::read_to_string(root().join("src/lib.rs")).expect("UTF-8");
    for module in LAYERS.iter().copied().flatten() {
        assert!(map.contains(&format!("[`{module}`]")), "src/lib.rs does not explain {module}");
    }
}

/// The number of packages that a build of everything, tests included, brings in. Seventeen are for workbooks: archives, deflate and XML;
/// thirty-five are for the tests of the page in a browser.
#[test]
fn dependencies_stay_below_the_ceiling() {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).expect("UTF-8");
    let packages = lock.matches("[[package]]").count();
    assert!(packages <= 267, "{packages} packages in Cargo.lock; is the new one worth it?");
}

/// What the command line calls its options: a dash too many for anything else.
fn mentions_an_option(line: &str) -> bool {
    let mut rest = line;
    while let Some(at) = rest.find("--") {
        let (before, after) = (rest[..at].chars().next_back(), rest[at + 2..].chars().next());
        if before.is_none_or(|letter| !letter.is_alphanumeric() && letter != '-')
            && after.is_some_and(|letter| letter.is_ascii_lowercase())
        {
            return true;
        }
        rest = &rest[at + 2..];
    }
    false
}

/// Each face has its own words for what can be asked: below the command line nothing knows what an option is called.
#[test]
fn nothing_below_the_command_line_mentions_an_option() {
    for (_, path, text) in sources().into_iter().filter(|(module, _, _)| !["cli", "web", "main"].contains(&module.as_str())) {
        for (number, line) in text.lines().enumerate() {
            assert!(!mentions_an_option(line), "{}:{}: {}", path.display(), number + 1, line.trim());
        }
    }
    assert!(mentions_an_option("give \"--from DATE\"") && !mentions_an_option("a -- b") && !mentions_an_option("1970--1980"));
}

/// A question is answered from what it is given with, so two can be answered beside each other.
#[test]
fn no_thread_keeps_anything() {
    for (_, path, text) in sources() {
        assert!(!text.contains("thread_local"), "{}", path.display());
    }
}
