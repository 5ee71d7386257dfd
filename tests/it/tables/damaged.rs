//! Damaged files: each is refused, or gives exactly the rows that a strict reader of another hand has.

use std::collections::BTreeMap;

use csv::ByteRecord;
use payspine::delimited::{Rows, line_breaks, whole_rows};
use payspine::diagnostic::Code;
use payspine::events_file::{self, EVENT_COLUMNS};
use payspine::money::Currency;
use payspine::payslip_file::{self, ElementNames, Reader, cut_at_member, read_month};
use payspine::roster_file::{Cells, KnownNames, Layout, RowCounts, Wanted, decoded, read_cells};
use payspine::scale::PointId;
use payspine::scale_file::{self, UsedFields};
use payspine::workforce::{RosterMapping, Subject};
use payspine::{month_file, published_file};

use super::strict::{self, Row};
use crate::round_trip::Dice;

const FILES: u64 = 24_000;

fn chance(dice: &mut Dice, one_in: u64) -> bool {
    dice.roll(one_in) == 0
}

fn place(dice: &mut Dice, length: usize) -> usize {
    usize::try_from(dice.roll(length as u64 + 1)).unwrap()
}

/// A cell as one program or another writes it.
fn quoted(dice: &mut Dice, text: &str, separator: char) -> String {
    let needs = text.contains(['"', '\n', separator]);
    if needs || chance(dice, 6) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// A file in order: its header, and its rows.
fn in_order(dice: &mut Dice, columns: &[&str], cell: impl Fn(&mut Dice, &str, u64) -> String) -> (String, String, u8) {
    let separator = if chance(dice, 4) { ';' } else { ',' };
    let ends = dice.of(&["\n", "\n", "\n", "\r\n", "\r"]);
    let between = separator.to_string();
    let mut rows = String::new();
    for row in 0..=dice.roll(9) {
        let cells: Vec<String> = columns
            .iter()
            .map(|column| {
                let text = cell(dice, column, row);
                quoted(dice, &text, separator)
            })
            .collect();
        rows.push_str(&cells.join(&between));
        rows.push_str(ends);
    }
    (columns.join(&between) + ends, rows, u8::try_from(separator).expect("ASCII"))
}

/// Damages some bytes, or none.
fn damaged(dice: &mut Dice, rows: &str, header: &str) -> Vec<u8> {
    const STRAY: [&[u8]; 17] = [
        b"\"",
        b"\"",
        b"\"",
        b"\"\"",
        b" \"",
        b"\" ",
        b",",
        b";",
        b"\n",
        b"\r",
        b"\r\n",
        b"\0",
        b"\xef\xbb\xbf",
        b"\n\n",
        b"#",
        b"\x0c",
        b",,,,\n",
    ];
    let mut bytes = rows.as_bytes().to_vec();
    for _ in 0..dice.roll(5) {
        let at = place(dice, bytes.len());
        match dice.roll(9) {
            0..=4 => {
                let stray = STRAY[usize::try_from(dice.roll(STRAY.len() as u64)).unwrap()];
                bytes.splice(at..at, stray.iter().copied());
            }
            5 if at < bytes.len() => {
                bytes.remove(at);
            }
            6 => {
                // A quote is lost.
                if let Some(quote) = bytes.iter().skip(at).position(|byte| *byte == b'"') {
                    bytes.remove(at + quote);
                }
            }
            7 if chance(dice, 3) => bytes.truncate(at),
            8 if chance(dice, 3) => bytes.extend_from_slice(header.as_bytes()),
            _ => {}
        }
    }
    bytes
}

/// The rows of a text in blocks as the program reads it, so many bytes at a time, with the lines before each; `None` where it breaks the
/// rule.
fn in_blocks(dice: &mut Dice, text: &[u8], layout: &Layout, cut: fn(&Layout, &[u8]) -> usize) -> Option<Vec<(Vec<u8>, u64)>> {
    let at_once = 1 + place(dice, 80);
    let (mut pending, mut from, mut lines, mut blocks) = (Vec::new(), 0, 0, Vec::new());
    loop {
        let to = (from + at_once).min(text.len());
        pending.extend_from_slice(&text[from..to]);
        from = to;
        let done = from == text.len();
        let whole = whole_rows(&pending, layout.separator(), done).ok()?;
        let end = if done { whole } else { cut(layout, &pending[..whole]) };
        let rest = pending.split_off(end);
        let block = std::mem::replace(&mut pending, rest);
        if !block.is_empty() {
            let before = lines;
            lines += line_breaks(&block);
            blocks.push((block, before));
        }
        if done {
            return Some(blocks);
        }
    }
}

fn texts((_, cells): &Row) -> Vec<String> {
    cells.iter().map(|cell| decoded(cell).trim().to_owned()).collect()
}

/// What a reader of one kind makes of a file, held against the strict one.
struct Case<'a> {
    header: &'a [&'a str],
    begins: &'a [u8],
    rows: &'a [u8],
    separator: u8,
}

impl Case<'_> {
    fn strictly(&self, comments: bool) -> Option<Vec<Row>> {
        let header: Vec<Vec<u8>> = self.header.iter().map(|cell| cell.as_bytes().to_vec()).collect();
        strict::rows(self.rows, self.separator, comments).and_then(|rows| strict::usable(rows, &header))
    }

    fn shown(&self) -> String {
        String::from_utf8_lossy(&[self.begins, self.rows].concat()).escape_debug().to_string()
    }

    fn layout(&self, wanted: &Wanted) -> (Layout, u64) {
        let text = [self.begins, self.rows].concat();
        let (layout, bytes, lines) = Layout::read("t.csv", &text, wanted, &[]).unwrap_or_else(|_| panic!("{}", self.shown()));
        assert_eq!((bytes, layout.separator()), (self.begins.len(), self.separator), "{}", self.shown());
        (layout, lines)
    }
}

fn roster(dice: &mut Dice, case: &Case<'_>, known: &KnownNames<'_>) -> bool {
    let wanted = Wanted::only(case.header);
    let (layout, _) = case.layout(&wanted);
    let expected = case.strictly(false);
    let mut tally = RowCounts::default();
    let Some(blocks) = in_blocks(dice, case.rows, &layout, |_, rows| rows.len()) else {
        assert!(expected.is_none(), "refused: {}", case.shown());
        return false;
    };
    for (block, lines) in &blocks {
        tally.count(&layout, block, *lines);
    }
    let Cells { roster, complaints, .. } = read_cells(&tally, &layout, &wanted, known);
    let Some(expected) = expected else {
        assert!(!tally.complaints.is_empty(), "accepted: {}", case.shown());
        return false;
    };
    assert!(tally.complaints.is_empty() && complaints.is_empty(), "refused: {} {:?}", case.shown(), tally.complaints);
    assert_eq!(tally.rows, expected.len() as u64, "{}", case.shown());
    let subjects: Vec<Subject> = case.header.iter().map(|name| Subject::Field((*name).to_owned())).collect();
    let mut counted: BTreeMap<Vec<String>, (u64, u64)> = BTreeMap::new();
    for row in &expected {
        let first = counted.entry(texts(row)[..case.header.len()].to_vec()).or_insert((0, row.0));
        first.0 += 1;
    }
    let found = roster.cells().map(|cell| {
        let cells = subjects.iter().map(|subject| cell.value(subject).map(ToString::to_string).unwrap_or_default()).collect();
        (cells, (cell.origin().rows, cell.origin().line))
    });
    assert_eq!(found.collect::<BTreeMap<Vec<String>, (u64, u64)>>(), counted, "{}", case.shown());
    true
}

fn events(dice: &mut Dice, case: &Case<'_>) -> bool {
    let (layout, _) = case.layout(&Wanted::only(&EVENT_COLUMNS));
    let expected = case.strictly(false);
    let Some(blocks) = in_blocks(dice, case.rows, &layout, |_, rows| rows.len()) else {
        assert!(expected.is_none(), "refused: {}", case.shown());
        return false;
    };
    let read = blocks.iter().flat_map(|(block, lines)| events_file::rows(&layout, block, *lines));
    let read: Option<Vec<events_file::Row>> = read.map(Result::ok).collect();
    let expected = expected.map(|rows| rows.iter().map(|row| (row.0, texts(row)[..4].to_vec())).collect::<Vec<_>>());
    assert_eq!(read, expected, "{}", case.shown());
    read.is_some()
}

fn payslips(dice: &mut Dice, case: &Case<'_>) -> bool {
    let (layout, _) = case.layout(&payslip_file::wanted());
    let expected = case.strictly(false);
    let Some(blocks) = in_blocks(dice, case.rows, &layout, cut_at_member) else {
        assert!(expected.is_none(), "refused: {}", case.shown());
        return false;
    };
    let (names, pounds) = (ElementNames::new([]), Currency::pounds());
    let (mut lines, mut wrong, mut rows, mut sorted) = (Vec::new(), Vec::new(), 0, Vec::new());
    for (block, before) in &blocks {
        let mut reader = Reader::new(&names, &pounds);
        rows += reader.read(&layout, block, *before, |line| match line {
            Ok(line) => lines.push((line.id.into_owned(), line.paid.month, line.paid.element.to_string(), line.paid.amount)),
            Err(unread) => wrong.push(unread.complaint.code),
        });
        payslip_file::sortable(&layout, block, *before, |_, line, text| {
            let mut cells = strict::rows(text, b',', false).expect("a row as it was written");
            sorted.push((line, cells.pop().expect("one row").1));
        });
    }
    assert_eq!((rows, sorted.len()), ((lines.len() + wrong.len()) as u64, lines.len() + wrong.len()), "{}", case.shown());
    let ragged = wrong.contains(&Code::RaggedRow);
    assert_eq!(ragged, sorted.iter().any(|(_, cells)| !cells[5].is_empty()), "{}", case.shown());
    let Some(expected) = expected else {
        assert!(ragged, "accepted: {}", case.shown());
        return false;
    };
    assert!(!ragged, "refused: {}", case.shown());
    if !wrong.is_empty() {
        return false;
    }
    assert_eq!(lines.len(), expected.len(), "{}", case.shown());
    for ((line, row), (at, cells)) in lines.iter().zip(&expected).zip(&sorted) {
        let texts = texts(row);
        let read = (line.0.as_str(), Some(line.1), line.2.as_str());
        assert_eq!(read, (texts[0].as_str(), read_month(&texts[1]), texts[2].as_str()), "{}", case.shown());
        if texts[3].bytes().all(|byte| byte.is_ascii_digit()) {
            assert_eq!(line.3.to_string(), format!("{}.00", texts[3].parse::<u64>().unwrap()), "{}", case.shown());
        }
        let kept: Vec<String> = cells.iter().take(4).map(|cell| decoded(cell)).collect();
        assert_eq!((*at, kept.as_slice()), (row.0, &texts[..4]), "{}", case.shown());
    }
    true
}

/// Small tables, read whole: pay by month, and published values.
fn small(case: &Case<'_>, by_month: bool) -> bool {
    let Ok(source) = scale_file::source("t.csv", &[case.begins, case.rows].concat()) else { return false };
    let expected = case.strictly(true);
    let pounds = Currency::pounds();
    let read: Option<Vec<String>> = if by_month {
        let months = month_file::read_plan(&source, &pounds).ok();
        months.map(|months| months.iter().map(|(month, amount)| format!("{month} {amount}")).collect())
    } else {
        let on = "2012-04-01".parse().unwrap();
        let values = published_file::read_published(&source, Some(on), &[], &pounds).ok();
        values.map(|(values, rows)| {
            assert_eq!(rows, values.len() as u64);
            values.iter().map(|value| format!("{} {}", value.point, value.annual)).collect()
        })
    };
    let Some(read) = read else { return false };
    let Some(expected) = expected else { panic!("accepted: {}", case.shown()) };
    assert_eq!(read.len(), expected.len(), "{}", case.shown());
    for (read, row) in read.iter().zip(&expected) {
        let texts = texts(row);
        if texts[1].bytes().all(|byte| byte.is_ascii_digit()) && !texts[0].starts_with('0') {
            // The id of a point has one spelling, whatever blanks a file has in it.
            let first = if by_month { texts[0].clone() } else { PointId::from(texts[0].as_str()).to_string() };
            assert_eq!(*read, format!("{first} {}.00", texts[1].parse::<u64>().unwrap()), "{}", case.shown());
        }
    }
    true
}

#[test]
fn a_damaged_file_is_refused_or_gives_the_rows_that_a_strict_reader_has() {
    let scale = scale_file::shipped("home-office-2011").expect("a shipped system");
    let (mapping, fields) = (RosterMapping::default(), UsedFields::default());
    let known = KnownNames { scale: &scale, mapping: &mapping, fields: &fields };
    let mut accepted = [0; 5];
    for seed in 0..FILES {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let kind = usize::try_from(seed % 5).unwrap();
        let columns: &[&str] = match kind {
            0 => &["id", "grade", "area", "note"],
            1 => &EVENT_COLUMNS,
            2 => &payslip_file::COLUMNS[..4],
            3 => &["month", "amount"],
            _ => &["point", "annual", "note"],
        };
        let cell = |dice: &mut Dice, column: &str, row: u64| match column {
            "id" => format!("N{}", dice.roll(4)),
            "point" => format!("{}", 20 + row),
            "month" => format!("{}-{:02}", 2012 + row / 12, 1 + row % 12),
            "amount" | "annual" => format!("{}", 1 + dice.roll(2000)),
            "on" => "2012-05-01".to_owned(),
            "note" => dice.of(&["", "24\" rack", "Smith, Ted", "two\nlines", "a \"b\" c", "x;y", "plain"]).to_owned(),
            _ => dice.of(&["AO", "EO", "basic", "fte", "0.5"]).to_owned(),
        };
        let (header, rows, separator) = in_order(&mut dice, columns, cell);
        let rows = damaged(&mut dice, &rows, &header);
        // Line breaks that follow the header's would be taken up with it.
        if rows.first().is_some_and(|byte| b"\r\n".contains(byte)) {
            continue;
        }
        let case = Case { header: columns, begins: header.as_bytes(), rows: &rows, separator };
        let is_read = match kind {
            0 => roster(&mut dice, &case, &known),
            1 => events(&mut dice, &case),
            2 => payslips(&mut dice, &case),
            3 => small(&case, true),
            _ => small(&case, false),
        };
        accepted[kind] += u64::from(is_read);
    }
    assert!(accepted.iter().all(|accepted| *accepted > FILES / 5 / 10), "{accepted:?}");
    println!("of {FILES} files, accepted by kind: {accepted:?}");
}

#[test]
fn rows_are_taken_apart_as_a_strict_reader_does_from_any_bytes() {
    let mut row = ByteRecord::new();
    for seed in 0..60_000_u64 {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let letters = b"\"\"\",,\n\r a\tb#";
        let text: Vec<u8> =
            (0..dice.roll(24)).map(|_| letters[usize::try_from(dice.roll(letters.len() as u64)).unwrap()]).collect();
        let separator = if chance(&mut dice, 3) { b'\t' } else { b',' };
        let comments = chance(&mut dice, 4);
        let expected = strict::rows(&text, separator, comments);
        let mut reader = Rows::new(&text, separator);
        if comments {
            reader = reader.with_comments();
        }
        let mut read = Some(Vec::new());
        loop {
            match reader.read(&mut row) {
                Ok(None) => break,
                Ok(Some(start)) => {
                    read.as_mut().expect("no fault yet").push((start.line, row.iter().map(<[u8]>::to_vec).collect::<Vec<_>>()));
                }
                Err(_) => {
                    read = None;
                    break;
                }
            }
        }
        let shown = String::from_utf8_lossy(&text).escape_debug().to_string();
        assert_eq!(read, expected, "{shown} {separator}");
        if !comments {
            let whole = whole_rows(&text, separator, true);
            assert_eq!(whole.is_ok(), expected.is_some(), "{shown}");
            // What can be cut off first is rows of the whole, whatever follows.
            if let (Ok(end), Some(expected)) = (whole_rows(&text, separator, false), expected) {
                let first = strict::rows(&text[..end], separator, false).expect("whole rows");
                assert_eq!(first, expected[..first.len()], "{shown} {end}");
                let rest = strict::rows(&text[end..], separator, false).expect("rows");
                assert_eq!(first.len() + rest.len(), expected.len(), "{shown} {end}");
            }
        }
    }
}
