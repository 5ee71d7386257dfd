//! How far the reading of a long file has come, on standard error and in a terminal only.

use std::io::IsTerminal;

use crate::cli::desk;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};

/// A file of fewer bytes is read before anybody wonders.
const LONG: u64 = 32 * 1024 * 1024;

/// A bar for a file of so many bytes, which goes when the reading ends; hidden where the file is short, of unknown length, or nobody is
/// looking.
pub(super) fn bar(name: &str, size: Option<u64>) -> ProgressBar {
    let Some(size) = size.filter(|size| *size >= LONG && !desk::is_in_use() && std::io::stderr().is_terminal()) else {
        return ProgressBar::hidden();
    };
    let bar = ProgressBar::with_draw_target(Some(size), ProgressDrawTarget::stderr_with_hz(5));
    let style = ProgressStyle::with_template("reading {msg}: {bar:30} {percent} % of {total_bytes}");
    let bar = style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style));
    bar.with_message(name.to_owned()).with_finish(ProgressFinish::AndClear)
}
