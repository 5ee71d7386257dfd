//! Writes lists in CSV or JSON item by item, with what stands around the items (`report::frame`).

use std::io::{self, Read, Write};

use crate::report::Frame;

/// Writes items that stand in a text already, each with what comes between before it, and what comes before all and after them.
///
/// # Errors
///
/// The text cannot be read, or nothing can be written.
pub(super) fn write_text(frame: &Frame, mut text: impl Read, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(frame.before.as_bytes())?;
    // Nothing comes between the first and what is before all.
    let mut first = Vec::new();
    text.by_ref().take(frame.between.len() as u64).read_to_end(&mut first)?;
    let written = io::copy(&mut text, out)?;
    let is_empty = first.is_empty() && written == 0;
    out.write_all(if is_empty { &frame.after_none } else { &frame.after }.as_bytes())
}

/// Writes items as they come, with what comes before, between and after.
///
/// # Errors
///
/// An item cannot be had, or nothing can be written.
pub(super) fn write<I: AsRef<[u8]>>(
    frame: &Frame,
    items: impl Iterator<Item = io::Result<I>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    out.write_all(frame.before.as_bytes())?;
    let mut is_empty = true;
    for item in items {
        let between = if is_empty { "" } else { frame.between };
        out.write_all(between.as_bytes())?;
        out.write_all(item?.as_ref())?;
        is_empty = false;
    }
    out.write_all(if is_empty { &frame.after_none } else { &frame.after }.as_bytes())
}
