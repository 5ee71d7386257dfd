//! Which styles of a workbook make a number a day.

use std::collections::HashMap;

use quick_xml::events::Event;

use super::archive::Archive;
use super::xml::{Xml, attribute};
use super::{MOST_STYLES, WorkbookError, counted, too_much};

/// What a number is by its format.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NumberKind {
    Number,
    /// A day, a time of day, or both.
    Moment,
    /// Hours, minutes or seconds gone by.
    Duration,
}

/// The kind of number for each style of cells, in their order.
pub(super) fn number_kinds(archive: &Archive<'_>, part: &str) -> Result<Vec<NumberKind>, WorkbookError> {
    let (mut own, mut kinds) = (HashMap::new(), Vec::new());
    let Some(mut xml) = Xml::of(archive, part)? else { return Ok(kinds) };
    let mut in_cells = false;
    loop {
        match xml.next()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "numFmt" => {
                    let id = attribute(&tag, "numFmtId")?.and_then(|id| id.parse::<u32>().ok());
                    if let (Some(id), Some(format)) = (id, attribute(&tag, "formatCode")?) {
                        own.insert(id, kind_of(&format));
                    }
                }
                "cellXfs" => in_cells = true,
                "xf" if in_cells => {
                    let id = attribute(&tag, "numFmtId")?.and_then(|id| id.parse::<u32>().ok());
                    kinds.push(id.map_or(NumberKind::Number, |id| own.get(&id).copied().unwrap_or_else(|| built_in(id))));
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => in_cells = false,
            Event::Eof => return Ok(kinds),
            _ => {}
        }
        if kinds.len() > MOST_STYLES || own.len() > MOST_STYLES {
            return too_much(counted(MOST_STYLES, "styles"));
        }
    }
}

/// The formats that every workbook has without stating them.
fn built_in(id: u32) -> NumberKind {
    match id {
        // 27 to 36 and 50 to 58 are days in East Asian versions.
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => NumberKind::Moment,
        46 => NumberKind::Duration,
        _ => NumberKind::Number,
    }
}

/// What a format makes of a number: its first section decides, without what it quotes, escapes or has in brackets.
fn kind_of(format: &str) -> NumberKind {
    let mut characters = format.chars();
    let mut am_or_pm = false;
    while let Some(character) = characters.next() {
        match character {
            // The next one is shown as it is, or gives a width.
            '_' | '\\' | '*' => {
                characters.next();
            }
            '"' => {
                characters.find(|next| *next == '"');
            }
            '[' => {
                let inside: String = characters.by_ref().take_while(|next| *next != ']').collect();
                let first = inside.chars().next().map(|first| first.to_ascii_lowercase());
                if let Some(unit @ ('h' | 'm' | 's')) = first
                    && inside.chars().all(|next| next.eq_ignore_ascii_case(&unit))
                {
                    return NumberKind::Duration;
                }
            }
            ';' => return NumberKind::Number,
            'a' | 'A' if !am_or_pm => am_or_pm = true,
            'p' | 'P' | 'm' | 'M' | '/' if am_or_pm => return NumberKind::Moment,
            'd' | 'D' | 'm' | 'M' | 'h' | 'H' | 'y' | 'Y' | 's' | 'S' if !am_or_pm => return NumberKind::Moment,
            _ => {}
        }
    }
    NumberKind::Number
}
