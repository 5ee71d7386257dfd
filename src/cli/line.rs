//! Command lines, put together.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use super::format_of;
use crate::answer::Format;

/// A command line, put together piece by piece.
pub(super) struct Line {
    command: &'static str,
    files: Vec<String>,
    options: Vec<String>,
}

impl Line {
    /// A command without arguments yet.
    pub(super) fn new(command: &'static str) -> Line {
        Line { command, files: Vec::new(), options: Vec::new() }
    }

    /// Adds files, which are named without an option.
    pub(super) fn files<P: AsRef<Path>>(&mut self, paths: impl IntoIterator<Item = P>) {
        self.files.extend(paths.into_iter().map(|path| path.as_ref().to_string_lossy().into_owned()));
    }

    /// Adds an option for each value.
    pub(super) fn each<T: Display>(&mut self, name: &str, values: impl IntoIterator<Item = T>) {
        self.options.extend(values.into_iter().map(|value| format!("--{name}={value}")));
    }

    /// The same for paths.
    pub(super) fn paths<'p>(&mut self, name: &str, paths: impl IntoIterator<Item = &'p PathBuf>) {
        self.each(name, paths.into_iter().map(|path| path.display()));
    }

    /// The same for names with what they mean. Blanks at the ends are kept by quotes.
    pub(super) fn pairs(&mut self, name: &str, pairs: &[(String, String)]) {
        let whole = |text: &str| if text.trim() == text { text.to_owned() } else { format!("\"{text}\"") };
        self.each(name, pairs.iter().map(|(key, value)| format!("{}={}", whole(key), whole(value))));
    }

    /// The same where quotes would belong to the value.
    pub(super) fn fields(&mut self, name: &str, fields: &[(String, String)]) {
        self.each(name, fields.iter().map(|(key, value)| format!("{key}={value}")));
    }

    /// Adds an option without a value, if it is set.
    pub(super) fn tick(&mut self, name: &str, set: bool) {
        self.options.extend(set.then(|| format!("--{name}")));
    }

    /// All of it. The format comes from the name of the file where that says it.
    pub(super) fn words(self, format: Format, out: Option<&str>) -> Vec<String> {
        let by_name = out.map_or(Format::Table, |name| format_of(Path::new(name)));
        let mut written = Line::new("");
        written.each("format", (format != by_name).then(|| name_of(format)));
        written.each("out", out);
        let options = written.options.into_iter().chain(self.options);
        let command = self.command.split(' ').map(str::to_owned);
        // A name that looks like an option is none after two dashes.
        if self.files.iter().any(|file| file.starts_with('-') && file != "-") {
            return command.chain(options).chain(["--".to_owned()]).chain(self.files).collect();
        }
        command.chain(self.files).chain(options).collect()
    }
}

fn name_of(format: Format) -> &'static str {
    let (name, _) = Format::NAMES.iter().find(|(_, of)| *of == format).expect("every format has a name");
    name
}
