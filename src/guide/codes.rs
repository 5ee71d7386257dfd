//! The codes of problems as a page.

use std::fmt::Write;

use super::cell;
use crate::diagnostic::{Code, Severity};

/// The table of all codes.
pub(super) fn markdown() -> String {
    let mut text = "An error stops the command that met it: nothing is computed, and the exit code is 2. A warning is said and the work \
                    goes on. The word in brackets in a message, as in `error[bad-date]`, is one of these codes; scripts can rely on \
                    them.\n\n| code | is | says |\n|---|---|---|\n"
        .to_owned();
    let mut codes = Code::ALL.to_vec();
    codes.sort_unstable_by_key(|code| code.word());
    for code in codes {
        let is = match code.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| `{}` | {is} | {} |", code.word(), cell(code.says()));
    }
    text
}
