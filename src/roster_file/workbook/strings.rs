//! The strings that cells of a workbook share.

use std::borrow::Cow;

use quick_xml::events::Event;

use super::archive::Archive;
use super::xml::{Xml, attribute};
use super::{MOST_STRING_BYTES, MOST_STRINGS, WorkbookError, counted, too_much};

/// The strings one after another, and where each ends.
#[derive(Debug, Default)]
pub(super) struct SharedStrings {
    text: String,
    ends: Vec<u32>,
}

impl SharedStrings {
    pub(super) fn read(archive: &Archive<'_>, part: &str) -> Result<SharedStrings, WorkbookError> {
        let mut strings = SharedStrings::default();
        let Some(mut xml) = Xml::of(archive, part)? else { return Ok(strings) };
        let mut one = String::new();
        loop {
            match xml.next()? {
                Event::Start(tag) if tag.local_name().as_ref() == "sst" => {
                    // Its counts reserve nothing here; one beyond the limit is refused before the strings are read.
                    let stated = attribute(&tag, "uniqueCount")?.and_then(|count| count.parse::<u128>().ok());
                    if stated.is_some_and(|count| count > MOST_STRINGS as u128) {
                        return too_much(counted(MOST_STRINGS, "shared strings by its own count"));
                    }
                }
                Event::Start(tag) if tag.local_name().as_ref() == "si" => {
                    one.clear();
                    string(&mut xml, &mut one)?;
                    strings.push(&one)?;
                }
                Event::Eof => return Ok(strings),
                _ => {}
            }
        }
    }

    fn push(&mut self, one: &str) -> Result<(), WorkbookError> {
        if self.ends.len() >= MOST_STRINGS {
            return too_much(counted(MOST_STRINGS, "shared strings"));
        }
        if self.text.len() + one.len() > MOST_STRING_BYTES {
            return too_much(format!("{} MiB of shared strings", MOST_STRING_BYTES / 1024 / 1024));
        }
        self.text.push_str(one);
        self.ends.push(u32::try_from(self.text.len()).expect("the limit on their bytes is below 4 GiB"));
        Ok(())
    }

    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.text[start as usize..end as usize])
    }
}

/// Adds the string of the element whose start was just read: plain, or in runs of one format each. How it is pronounced is left out.
pub(super) fn string(xml: &mut Xml<'_>, into: &mut String) -> Result<(), WorkbookError> {
    let inside = xml.depth();
    let (mut run, mut characters) = (String::new(), 0);
    while xml.depth() >= inside {
        let Event::Start(tag) = xml.next()? else { continue };
        match tag.local_name().as_ref() {
            "rPh" => xml.skip()?,
            "t" => {
                let preserve = attribute(&tag, "space")?.is_some_and(|space| space == "preserve");
                run.clear();
                characters = xml.text(&mut run, characters)?;
                let text = if preserve { run.as_str() } else { run.trim_matches([' ', '\t', '\r', '\n']) };
                into.push_str(&unescaped(text));
            }
            _ => {}
        }
    }
    Ok(())
}

/// A text with its control characters, which workbooks write as `_x000D_`; half a pair of surrogates is no character.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(unit) = escape(rest) else {
            out.push_str("_x");
            rest = &rest[2..];
            continue;
        };
        rest = &rest[ESCAPE..];
        let mut units = vec![unit];
        if (0xD800..0xDC00).contains(&unit)
            && let Some(low) = escape(rest).filter(|low| (0xDC00..0xE000).contains(low))
        {
            units.push(low);
            rest = &rest[ESCAPE..];
        }
        out.extend(char::decode_utf16(units).map(|found| found.unwrap_or(char::REPLACEMENT_CHARACTER)));
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Bytes of an escape.
const ESCAPE: usize = 7;

/// The unit of UTF-16 that an escape at the start of a text is.
fn escape(text: &str) -> Option<u16> {
    let escape = text.as_bytes().get(..ESCAPE)?;
    let digits = escape.strip_prefix(b"_x")?.strip_suffix(b"_")?;
    let all = digits.iter().all(u8::is_ascii_hexdigit);
    all.then(|| u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok())?
}
