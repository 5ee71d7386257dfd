//! XML as a stream of tags and texts, each of bounded size.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::archive::{Archive, Unpacked, reason};
use super::{DEEPEST, LONGEST_CELL, LONGEST_MARKUP, MOST_MARKUP, WorkbookError, counted, damaged, too_much};

/// A part of a workbook as XML.
#[derive(Debug)]
pub(super) struct Xml<'a> {
    reader: Reader<Limited<'a>>,
    archive: &'a Archive<'a>,
    buffer: Vec<u8>,
    depth: u32,
}

/// Gives no more than is left for one piece of markup.
#[derive(Debug)]
pub(super) struct Limited<'a> {
    input: BufReader<Unpacked<'a>>,
    left: usize,
}

impl Read for Limited<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let got = self.fill_buf()?.read(into)?;
        self.consume(got);
        Ok(got)
    }
}

impl BufRead for Limited<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let left = self.left;
        if left == 0 {
            let what = format!("{} MiB in one tag or text", LONGEST_MARKUP / 1024 / 1024);
            return Err(io::Error::other(WorkbookError::TooMuch(what)));
        }
        let block = self.input.fill_buf()?;
        Ok(&block[..block.len().min(left)])
    }

    fn consume(&mut self, count: usize) {
        self.left -= count;
        self.input.consume(count);
    }
}

fn failed(error: &quick_xml::Error) -> WorkbookError {
    match error {
        quick_xml::Error::Io(error) => reason(error),
        other => WorkbookError::Damaged(other.to_string()),
    }
}

impl<'a> Xml<'a> {
    /// A part from its start; `None` if there is no such part.
    pub(super) fn of(archive: &'a Archive<'a>, part: &str) -> Result<Option<Xml<'a>>, WorkbookError> {
        Ok(archive.part(part)?.map(|input| Xml::from(archive, input)))
    }

    pub(super) fn from(archive: &'a Archive<'a>, input: BufReader<Unpacked<'a>>) -> Xml<'a> {
        let mut reader = Reader::from_reader(Limited { input, left: LONGEST_MARKUP });
        reader.config_mut().expand_empty_elements = true;
        Xml { reader, archive, buffer: Vec::new(), depth: 0 }
    }

    /// Lets tags end that did not begin, for a part that is read from its middle.
    pub(super) fn beginning_inside(mut self) -> Xml<'a> {
        let config = self.reader.config_mut();
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        self
    }

    pub(super) fn depth(&self) -> u32 {
        self.depth
    }

    /// The next tag, text or entity. An empty element comes as its start and its end.
    pub(super) fn next(&mut self) -> Result<Event<'_>, WorkbookError> {
        let markup = self.archive.markup.get() + 1;
        self.archive.markup.set(markup);
        if markup > MOST_MARKUP {
            return too_much(format!("{} million tags and texts", MOST_MARKUP / 1_000_000));
        }
        self.buffer.clear();
        self.reader.get_mut().left = LONGEST_MARKUP;
        let event = self.reader.read_event_into(&mut self.buffer).map_err(|error| failed(&error))?;
        match &event {
            Event::Start(_) => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    return too_much(counted(DEEPEST as usize, "elements within each other"));
                }
            }
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::DocType(_) => return damaged("it declares a document type, which no workbook does"),
            Event::Eof if self.depth > 0 => return damaged("a part of it ends too early"),
            _ => {}
        }
        Ok(event)
    }

    /// Adds the text of the element whose start was just read, up to its end; `before` characters of the cell are read already. Returns how
    /// many there are now.
    pub(super) fn text(&mut self, into: &mut String, before: usize) -> Result<usize, WorkbookError> {
        let inside = self.depth;
        let mut characters = before;
        while self.depth >= inside {
            let from = into.len();
            match self.next()? {
                Event::Text(text) => into.push_str(&text.xml10_content()),
                Event::CData(text) => into.push_str(&text.xml10_content()),
                Event::GeneralRef(entity) => into.push(character(&entity)?),
                _ => {}
            }
            characters += into[from..].chars().count();
            if characters > LONGEST_CELL {
                return too_much(counted(LONGEST_CELL, "characters in a cell"));
            }
        }
        Ok(characters)
    }

    /// Skips to the end of the element whose start was just read.
    pub(super) fn skip(&mut self) -> Result<(), WorkbookError> {
        let inside = self.depth;
        while self.depth >= inside {
            self.next()?;
        }
        Ok(())
    }
}

/// The character that an entity is.
fn character(entity: &BytesRef<'_>) -> Result<char, WorkbookError> {
    if let Some(found) = entity.resolve_char_ref().map_err(|error| failed(&error))? {
        return Ok(found);
    }
    match &**entity {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        _ => damaged("it uses an entity that XML does not have"),
    }
}

/// The value of an attribute, by its name without a namespace.
pub(super) fn attribute<'t>(tag: &'t BytesStart<'_>, name: &str) -> Result<Option<Cow<'t, str>>, WorkbookError> {
    // The check for attributes given twice compares each with each.
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| WorkbookError::Damaged(error.to_string()))?;
        if attribute.key.local_name().as_ref() == name {
            return attribute.normalized_value(XmlVersion::Implicit1_0).map(Some).map_err(|error| failed(&error));
        }
    }
    Ok(None)
}
