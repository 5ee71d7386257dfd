//! The archive of a workbook: where its parts are, and their bytes as they are unpacked.
//!
//! The directory at the end of the file is read, and of it only places. How large a part is unpacked is counted, not looked up.

use std::cell::Cell;
use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use super::{LONGEST_NAME, MOST_OF_A_PART, MOST_PARTS, MOST_UNPACKED, WorkbookError, counted, damaged, too_much};

const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";
const LOCATOR_64: &[u8] = b"PK\x06\x07";
const ENTRY: &[u8] = b"PK\x01\x02";
const PART: &[u8] = b"PK\x03\x04";
/// Bytes of the end record without its comment.
const END_SIZE: usize = 22;
const BLOCK: usize = 64 * 1024;

/// Where a part is.
#[derive(Debug)]
struct Part {
    header: usize,
    packed: usize,
    method: u16,
    crc: u32,
    locked: bool,
}

/// The parts of an archive by their names.
#[derive(Debug)]
pub(super) struct Archive<'a> {
    bytes: &'a [u8],
    /// By the name as [`key`] has it.
    parts: HashMap<String, Part>,
    unpacked: Cell<u64>,
    /// Pieces of markup read so far.
    pub(super) markup: Cell<u64>,
}

/// A name as parts are found by: some programs write other slashes or other case.
fn key(name: &str) -> String {
    name.trim_start_matches('/').replace('\\', "/").to_ascii_lowercase()
}

fn cut_short<T>() -> Result<T, WorkbookError> {
    damaged("it ends too early, or its list of parts is damaged")
}

/// Little-endian numbers at places of a file.
struct At<'a>(&'a [u8]);

impl At<'_> {
    fn u16(&self, at: usize) -> Option<u16> {
        Some(u16::from_le_bytes(self.0.get(at..at.checked_add(2)?)?.try_into().ok()?))
    }

    fn u32(&self, at: usize) -> Option<u32> {
        Some(u32::from_le_bytes(self.0.get(at..at.checked_add(4)?)?.try_into().ok()?))
    }

    fn u64(&self, at: usize) -> Option<u64> {
        Some(u64::from_le_bytes(self.0.get(at..at.checked_add(8)?)?.try_into().ok()?))
    }

    fn size(&self, at: usize) -> Option<usize> {
        self.u32(at).and_then(|size| usize::try_from(size).ok())
    }

    fn length(&self, at: usize) -> Option<usize> {
        self.u16(at).map(usize::from)
    }

    fn starts_with(&self, at: usize, start: &[u8]) -> bool {
        self.0.get(at..).is_some_and(|bytes| bytes.starts_with(start))
    }
}

impl<'a> Archive<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Archive<'a>, WorkbookError> {
        let Some((count, start)) = directory(bytes) else { return cut_short() };
        if count > MOST_PARTS as u64 {
            return too_much(counted(MOST_PARTS, "parts in its archive"));
        }
        let mut parts = HashMap::new();
        let mut at = start;
        for _ in 0..count {
            let Some((name, part, next)) = entry(bytes, at) else { return cut_short() };
            at = next;
            // No part that is looked for has a longer name.
            let Some(name) = name.filter(|name| name.len() <= LONGEST_NAME) else { continue };
            let name = key(name);
            if name.ends_with('/') {
                continue;
            }
            if parts.contains_key(&name) {
                return damaged(format!("it has two parts `{name}`"));
            }
            parts.insert(name, part);
        }
        Ok(Archive { bytes, parts, unpacked: Cell::new(0), markup: Cell::new(0) })
    }

    /// The bytes of a part as they are unpacked; `None` if there is no such part.
    pub(super) fn part(&self, name: &str) -> Result<Option<BufReader<Unpacked<'_>>>, WorkbookError> {
        let Some(part) = self.parts.get(&key(name)) else { return Ok(None) };
        if part.locked {
            return damaged("a part of it is locked with a password");
        }
        let at = At(self.bytes);
        let place = || {
            let names = at.length(part.header.checked_add(26)?)?.checked_add(at.length(part.header.checked_add(28)?)?)?;
            let start = part.header.checked_add(30)?.checked_add(names)?;
            self.bytes.get(start..start.checked_add(part.packed)?)
        };
        let Some(packed) = place().filter(|_| at.starts_with(part.header, PART)) else { return cut_short() };
        let source = match part.method {
            0 => Source::Stored(packed),
            8 => Source::Deflated(DeflateDecoder::new(packed)),
            _ => return damaged("a part of it is packed in a way that is not read here"),
        };
        let unpacked = Unpacked { source, crc: Crc::new(), expected: part.crc, size: 0, total: &self.unpacked };
        Ok(Some(BufReader::with_capacity(BLOCK, unpacked)))
    }
}

/// How many entries the directory has, and where it begins.
fn directory(bytes: &[u8]) -> Option<(u64, usize)> {
    let at = At(bytes);
    let last = bytes.len().checked_sub(END_SIZE)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    let end = (first..=last).rev().find(|end| {
        at.starts_with(*end, END) && at.length(end + 20).is_some_and(|comment| end + END_SIZE + comment <= bytes.len())
    })?;
    let (count, start) = (at.u16(end + 10)?, at.u32(end + 16)?);
    let locator = end.checked_sub(20).filter(|locator| at.starts_with(*locator, LOCATOR_64));
    match locator {
        Some(locator) if count == u16::MAX || start == u32::MAX => {
            let end = usize::try_from(at.u64(locator + 8)?).ok()?;
            at.starts_with(end, END_64).then_some(())?;
            Some((at.u64(end.checked_add(32)?)?, usize::try_from(at.u64(end.checked_add(48)?)?).ok()?))
        }
        _ => Some((count.into(), usize::try_from(start).ok()?)),
    }
}

/// An entry of the directory: its name, if that is text, its part, and where the next one is.
fn entry(bytes: &[u8], start: usize) -> Option<(Option<&str>, Part, usize)> {
    let at = At(bytes);
    at.starts_with(start, ENTRY).then_some(())?;
    let names = start.checked_add(46)?;
    let (name, extra, comment) = (at.length(start + 28)?, at.length(start + 30)?, at.length(start + 32)?);
    let extras = names.checked_add(name)?;
    let (unpacked, mut packed, mut header) = (at.u32(start + 24)?, at.size(start + 20)?, at.size(start + 42)?);
    if [unpacked, at.u32(start + 20)?, at.u32(start + 42)?].contains(&u32::MAX)
        && let Some(mut long) = long_sizes(bytes.get(extras..extras.checked_add(extra)?)?)
    {
        // Each is there only if its short form is not.
        let mut next = || {
            let (first, rest) = long.split_first_chunk::<8>()?;
            long = rest;
            usize::try_from(u64::from_le_bytes(*first)).ok()
        };
        if unpacked == u32::MAX {
            next()?;
        }
        for size in [&mut packed, &mut header] {
            if *size == u32::MAX as usize {
                *size = next()?;
            }
        }
    }
    let part =
        Part { header, packed, method: at.u16(start + 10)?, crc: at.u32(start + 16)?, locked: at.u16(start + 8)? & 1 == 1 };
    let name = std::str::from_utf8(bytes.get(names..extras)?).ok();
    Some((name, part, extras.checked_add(extra)?.checked_add(comment)?))
}

/// The field with sizes of 64 bits among the extra fields of an entry.
fn long_sizes(mut extra: &[u8]) -> Option<&[u8]> {
    loop {
        let at = At(extra);
        let (id, size) = (at.u16(0)?, at.length(2)?);
        let field = extra.get(4..4 + size)?;
        if id == 1 {
            return Some(field);
        }
        extra = &extra[4 + size..];
    }
}

#[derive(Debug)]
enum Source<'a> {
    Stored(&'a [u8]),
    Deflated(DeflateDecoder<&'a [u8]>),
}

/// The bytes of a part, counted and checked as they are unpacked.
#[derive(Debug)]
pub(super) struct Unpacked<'a> {
    source: Source<'a>,
    crc: Crc,
    expected: u32,
    size: u64,
    total: &'a Cell<u64>,
}

impl Read for Unpacked<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let got = match &mut self.source {
            Source::Stored(bytes) => bytes.read(into)?,
            Source::Deflated(decoder) => decoder.read(into)?,
        };
        let refuse = |error: WorkbookError| Err(io::Error::other(error));
        if got == 0 && !into.is_empty() && self.crc.sum() != self.expected {
            return refuse(WorkbookError::Damaged("a part of it is not what it was when it was saved".into()));
        }
        self.crc.update(&into[..got]);
        self.size += got as u64;
        self.total.set(self.total.get() + got as u64);
        let mib = |limit: u64, what: &str| refuse(WorkbookError::TooMuch(format!("{} MiB {what}", limit / 1024 / 1024)));
        if self.size > MOST_OF_A_PART {
            return mib(MOST_OF_A_PART, "in one of its parts once that is unpacked");
        }
        if self.total.get() > MOST_UNPACKED {
            return mib(MOST_UNPACKED, "in all its parts once they are unpacked");
        }
        Ok(got)
    }
}

/// The reason within an error of reading that is ours.
pub(super) fn reason(error: &io::Error) -> WorkbookError {
    let own = error.get_ref().and_then(|inner| inner.downcast_ref::<WorkbookError>());
    own.cloned().unwrap_or_else(|| WorkbookError::Damaged(format!("a part of it cannot be unpacked ({error})")))
}

/// Skips to the last place before one of these texts.
///
/// # Errors
///
/// The part cannot be unpacked.
pub(super) fn skip_to(input: &mut impl BufRead, texts: [&[u8]; 2]) -> io::Result<()> {
    let finders = texts.map(memchr::memmem::Finder::new);
    let longest = texts.map(<[u8]>::len).into_iter().max().unwrap_or(0);
    // What is left of the block before, in which a text may begin.
    let mut tail: Vec<u8> = Vec::new();
    loop {
        let block = input.fill_buf()?;
        if block.is_empty() {
            return Ok(());
        }
        tail.extend(&block[..block.len().min(longest)]);
        let across = finders.iter().any(|finder| finder.find(&tail).is_some());
        let within = finders.iter().filter_map(|finder| finder.find(block)).min();
        if across {
            return Ok(());
        }
        if let Some(at) = within {
            input.consume(at);
            return Ok(());
        }
        let size = block.len();
        tail.clear();
        tail.extend(&block[size - size.min(longest)..]);
        input.consume(size);
    }
}
