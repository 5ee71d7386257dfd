//! Workbooks of a few kilobytes that unpack to gigabytes, state what is not so, or never end.

use std::fs;
use std::io::Write;

use flate2::write::DeflateEncoder;
use flate2::{Compress, Compression, Crc, FlushCompress};

use super::{refused, watched, within_limits};
use crate::page::server::Server;

const COST: [&str; 7] = ["--scale", "home-office-2011", "--from", "2012-04-01", "--column", "grade=Pay band", "--column"];

/// A part of an archive, as it is packed.
struct Part {
    name: String,
    packed: Vec<u8>,
    crc: u32,
    size: u64,
}

/// A part with this text.
fn part(name: &str, text: &str) -> Part {
    repeated(name, "", text, 1, "")
}

/// A part that has a text so many times between two others. The text is packed once, however many times it comes.
fn repeated(name: &str, before: &str, text: &str, times: usize, after: &str) -> Part {
    let mut crc = Crc::new();
    crc.update(before.as_bytes());
    // As many texts in one block as make packing worth while.
    let group = (1024 * 1024 / text.len().max(1)).clamp(1, times);
    let (groups, rest) = (times / group, times % group);
    let block = text.repeat(group);
    let mut of_block = Crc::new();
    of_block.update(block.as_bytes());
    (0..groups).for_each(|_| crc.combine(&of_block));
    let last = text.repeat(rest) + after;
    crc.update(last.as_bytes());
    let mut packed = flushed(before.as_bytes());
    let middle = flushed(block.as_bytes());
    (0..groups).for_each(|_| packed.extend(&middle));
    let mut end = DeflateEncoder::new(Vec::new(), Compression::fast());
    end.write_all(last.as_bytes()).expect("written");
    packed.extend(end.finish().expect("packed"));
    let size = before.len() + block.len() * groups + last.len();
    Part { name: name.to_owned(), packed, crc: crc.sum(), size: size as u64 }
}

/// Packed so that more may follow.
fn flushed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(bytes.len() + 1024);
    Compress::new(Compression::best(), false).compress_vec(bytes, &mut packed, FlushCompress::Full).expect("packed");
    packed
}

/// The bytes of an archive; its directory states the size that a function gives for each part.
fn archive(parts: &[Part], stated: impl Fn(&Part) -> u64) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    let short = |number: usize| u16::try_from(number).expect("small").to_le_bytes();
    let long = |number: u64| u32::try_from(number % (1 << 32)).expect("of 32 bits").to_le_bytes();
    for part in parts {
        let at = long(bytes.len() as u64);
        let fields =
            [&[20, 0, 0, 0, 8, 0, 0, 0, 0, 0][..], &part.crc.to_le_bytes(), &long(part.packed.len() as u64), &long(stated(part))];
        let fields = [&fields.concat()[..], &short(part.name.len()), &[0, 0]].concat();
        bytes.extend([&b"PK\x03\x04"[..], &fields[..], part.name.as_bytes(), &part.packed].concat());
        directory.extend([&b"PK\x01\x02\x14\0"[..], &fields[..], &[0; 10], &at, part.name.as_bytes()].concat());
    }
    let (start, size) = (long(bytes.len() as u64), long(directory.len() as u64));
    bytes.extend(directory);
    let count = short(parts.len());
    bytes.extend([&b"PK\x05\x06\0\0\0\0"[..], &count[..], &count, &size, &start, &[0, 0]].concat());
    bytes
}

const RELATIONS: &str =
    r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const LIST: &str = r#"<workbook><sheets><sheet name="Staff" sheetId="1" id="r1"/></sheets></workbook>"#;
const HEADER: &str = r#"<row><c t="str"><v>Pay band</v></c><c t="str"><v>Area</v></c><c t="str"><v>Milestone</v></c></row>"#;
const ROW: &str = r#"<row><c t="inlineStr"><is><t>EO</t></is></c><c t="str"><v>National</v></c><c><v>53</v></c></row>"#;
const SHEET: &str = "xl/worksheets/sheet1.xml";

/// A workbook of one sheet, with some parts in place of its own or besides them.
fn workbook(parts: Vec<Part>) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{HEADER}{ROW}</sheetData></worksheet>");
    let own = [("xl/workbook.xml", LIST), ("xl/_rels/workbook.xml.rels", RELATIONS), (SHEET, &sheet)];
    let mut all = parts;
    for (name, text) in own {
        if all.iter().all(|known| known.name != name) {
            all.push(part(name, text));
        }
    }
    archive(&all, |part| part.size)
}

/// A sheet with a text so many times in its rows, below a header.
fn sheet(text: &str, times: usize) -> Part {
    repeated(SHEET, &format!("<worksheet><sheetData>{HEADER}"), text, times, "</sheetData></worksheet>")
}

/// A sheet that begins with a text so many times.
fn sheet_after(text: &str, times: usize) -> Part {
    repeated(SHEET, "<worksheet>", text, times, &format!("<sheetData>{HEADER}{ROW}</sheetData></worksheet>"))
}

/// What each bomb is, its bytes, and what is said of it.
#[allow(clippy::too_many_lines, reason = "it is a list")]
fn bombs() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let million = 1_000_000;
    let strings = |text: &str, times| vec![repeated("xl/sharedStrings.xml", "<sst>", text, times, "</sst>")];
    let styles =
        |text: &str, times| vec![repeated("xl/styles.xml", "<styleSheet><cellXfs>", text, times, "</cellXfs></styleSheet>")];
    let cell = |open: &str, times, close: &str| {
        let before = format!("<worksheet><sheetData>{HEADER}<row>{open}");
        vec![repeated(SHEET, &before, "a", times, &format!("{close}</row></sheetData></worksheet>"))]
    };
    let merged = |times| {
        let before = format!("<worksheet><sheetData>{HEADER}{ROW}</sheetData><mergeCells>");
        vec![repeated(SHEET, &before, r#"<mergeCell ref="A2:A3"/>"#, times, "</mergeCells></worksheet>")]
    };
    let shared = format!("<sst><si><t>{}</t></si></sst>", "a".repeat(32_000));
    let shared_often = |row: &str, times| vec![part("xl/sharedStrings.xml", &shared), sheet(row, times)];
    let many_shared = format!("<row>{}</row>", r#"<c t="s"><v>0</v></c>"#.repeat(16_000));
    let in_the_list =
        |text: &str, times| vec![repeated("xl/workbook.xml", "<workbook><sheets>", text, times, "</sheets></workbook>")];
    let links = |times| {
        let link = r#"<Relationship Id="r2" Type="x/worksheet" Target="a.xml"/>"#;
        vec![repeated("xl/_rels/workbook.xml.rels", "<Relationships>", link, times, "</Relationships>")]
    };
    let entities = format!(
        r#"<!DOCTYPE x [<!ENTITY a "{0}"><!ENTITY b "{1}">]><worksheet><sheetData>{HEADER}{ROW}</sheetData></worksheet>"#,
        "a".repeat(1000),
        "&a;".repeat(1000)
    );
    let tiny: Vec<Part> = (0..20_000).map(|index| part(&format!("xl/{index}.xml"), "")).collect();
    vec![
        (
            "a false count",
            workbook(vec![part(
                "xl/sharedStrings.xml",
                r#"<sst count="9" uniqueCount="99999999999999"><si><t>a</t></si></sst>"#,
            )]),
            "more than 8,388,608 shared strings",
        ),
        (
            "a cell of 1 GB",
            workbook(cell(r#"<c t="inlineStr"><is><t>"#, 1024 * million, "</t></is></c>")),
            "more than 1 MiB in one tag or text",
        ),
        (
            "a cell of 100,000 characters",
            workbook(cell(r#"<c t="inlineStr"><is><t>"#, 100_000, "</t></is></c>")),
            "more than 32,767 characters in a cell",
        ),
        (
            "a cell in many runs",
            workbook(vec![sheet(
                &format!(r#"<row><c t="inlineStr"><is>{}</is></c></row>"#, "<r><t>abcdefghij</t></r>".repeat(20_000)),
                1,
            )]),
            "more than 32,767 characters in a cell",
        ),
        ("a formula of 1 GB", workbook(cell("<c><f>", 1024 * million, "</f></c>")), "more than 1 MiB in one tag or text"),
        ("60 million styles", workbook(styles("<xf/>", 60 * million)), "more than 65,536 styles"),
        ("60 million of nothing among styles", workbook(styles("<a/>", 60 * million)), "more than 50 million tags and texts"),
        (
            "number formats",
            workbook(vec![repeated(
                "xl/styles.xml",
                "<styleSheet>",
                r#"<numFmt numFmtId="1" formatCode="0"/>"#,
                40 * million,
                "</styleSheet>",
            )]),
            "more than 50 million tags and texts",
        ),
        ("2 GB of spaces", workbook(vec![sheet_after(" ", 2048 * million)]), "more than 1 MiB in one tag or text"),
        (
            "2 GB of spaces between rows",
            workbook(vec![sheet(&format!("{}{ROW}", " ".repeat(100_000)), 20_000)]),
            "more than 1024 MiB in one of its parts once that is unpacked",
        ),
        ("rows without cells", workbook(vec![sheet("<row/>", 100 * million)]), "more than 50 million tags and texts"),
        ("empty cells in one row", workbook(vec![sheet("<c/>", 60 * million)]), "is damaged: its cell XFE2 is out of place"),
        ("deep nesting", workbook(vec![sheet_after("<a>", million)]), "more than 100 elements within each other"),
        (
            "a huge attribute",
            workbook(vec![repeated(SHEET, "<worksheet a=\"", "a", 1024 * million, "\"/>")]),
            "more than 1 MiB in one tag or text",
        ),
        (
            "many attributes",
            workbook(vec![sheet(&format!("<row><c {}/></row>", "a='' ".repeat(200_000)), 10)]),
            "has a header and no rows",
        ),
        ("entity declarations", workbook(vec![part(SHEET, &entities)]), "declares a document type"),
        (
            "an entity of its own",
            workbook(vec![sheet("<row><c t=\"str\"><v>&lol;</v></c></row>", 1)]),
            "an entity that XML does not have",
        ),
        ("many shared strings", workbook(strings("<si/>", 20 * million)), "more than 8,388,608 shared strings"),
        (
            "large shared strings",
            workbook(strings(&format!("<si><t>{}</t></si>", "a".repeat(30_000)), 10_000)),
            "more than 128 MiB of shared strings",
        ),
        (
            "a long text in every cell",
            workbook(shared_often(r#"<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>"#, million)),
            "more than 512 MiB of text in its cells",
        ),
        ("a long text in a row", workbook(shared_often(&many_shared, 1)), "more than 1 MiB of text in row 2"),
        (
            "long notes before the header",
            workbook(vec![
                part("xl/sharedStrings.xml", &shared),
                repeated(
                    SHEET,
                    "<worksheet><sheetData>",
                    r#"<row><c t="s"><v>0</v></c></row>"#,
                    million,
                    "</sheetData></worksheet>",
                ),
            ]),
            "has no column `Pay band`",
        ),
        ("a million merged cells", workbook(merged(million)), "more than 100,000 merged cells"),
        (
            "an endless list of sheets",
            workbook(in_the_list(r#"<sheet name="a" id="r1"/>"#, 20 * million)),
            "more than 1,000 sheets",
        ),
        (
            "a thousand sheets of nothing",
            workbook(
                [
                    in_the_list(r#"<sheet name="a" id="r1"/>"#, 1000),
                    vec![repeated(
                        SHEET,
                        "<worksheet><sheetData>",
                        &format!("<row><c t='str'><v>{}</v></c></row>", " ".repeat(30_000)),
                        5_000,
                        "</sheetData></worksheet>",
                    )],
                ]
                .into_iter()
                .flatten()
                .collect(),
            ),
            "more than 2048 MiB in all its parts once they are unpacked",
        ),
        ("an endless list of relations", workbook(links(10 * million)), "more than 10,000 relations between parts"),
        ("many tiny parts", workbook(tiny), "more than 10,000 parts in its archive"),
    ]
}

#[test]
fn bombs_are_refused_with_the_limit_in_little_memory() {
    let folder = tempfile::tempdir().expect("a folder");
    for (what, bytes, says) in bombs() {
        assert!(bytes.len() < 8 * 1024 * 1024, "{what} has {} bytes", bytes.len());
        fs::write(folder.path().join("staff.xlsx"), bytes).expect("written");
        let ran = watched(folder.path(), &[&["cost", "staff.xlsx"], &COST[..], &["point=Milestone"]].concat());
        refused(what, &ran, says);
    }
}

#[test]
fn sizes_that_an_archive_states_are_not_believed() {
    let folder = tempfile::tempdir().expect("a folder");
    let parts = || {
        let sheet = format!("<worksheet><sheetData>{HEADER}{ROW}</sheetData></worksheet>");
        vec![part("xl/workbook.xml", LIST), part("xl/_rels/workbook.xml.rels", RELATIONS), part(SHEET, &sheet)]
    };
    for stated in [0, 1, u64::from(u32::MAX) - 1, 3 << 30] {
        fs::write(folder.path().join("staff.xlsx"), archive(&parts(), |_| stated)).expect("written");
        let ran = watched(folder.path(), &[&["cost", "staff.xlsx"], &COST[..], &["point=Milestone"]].concat());
        within_limits("a false size", &ran);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
    }
    // Every field of the archive, damaged in each byte: refused or read, and never more than that.
    let whole = archive(&parts(), |part| part.size);
    let directory = whole.windows(4).position(|bytes| bytes == b"PK\x01\x02").expect("a directory");
    for at in (0..40).chain(directory..whole.len()) {
        for value in [0x00, 0x7f, 0xff] {
            let mut damaged = whole.clone();
            damaged[at] = value;
            if let Ok(workbook) = payspine::roster_file::Workbook::open(&damaged) {
                for sheet in workbook.sheets() {
                    let _ = workbook.merged(sheet);
                    let Ok(mut cells) = workbook.cells(sheet) else { continue };
                    while let Ok(Some(_)) = cells.next_cell() {}
                }
            }
        }
    }
}

#[test]
fn parts_that_lie_over_each_other_are_read_one_by_one() {
    let folder = tempfile::tempdir().expect("a folder");
    // Two names for the same bytes: the directory's second entry points at the first part.
    let sheet = format!("<worksheet><sheetData>{HEADER}{ROW}</sheetData></worksheet>");
    let own = [part(SHEET, &sheet), part("xl/workbook.xml", LIST), part("xl/_rels/workbook.xml.rels", RELATIONS)];
    let mut bytes = archive(&[&own[..], &[part("xl/worksheets/sheet2.xml", "")]].concat_parts(), |part| part.size);
    let name = bytes.windows(6).rposition(|found| found == b"sheet2").expect("a name");
    let entry = bytes[..name].windows(4).rposition(|found| found == b"PK\x01\x02").expect("an entry");
    let first = bytes.windows(4).position(|found| found == b"PK\x01\x02").expect("an entry");
    let fields: Vec<u8> = bytes[first + 16..first + 28].to_vec();
    bytes[entry + 16..entry + 28].copy_from_slice(&fields);
    bytes[entry + 42..entry + 46].copy_from_slice(&[0; 4]);
    fs::write(folder.path().join("staff.xlsx"), &bytes).expect("written");
    let ran = watched(folder.path(), &[&["cost", "staff.xlsx"], &COST[..], &["point=Milestone"]].concat());
    within_limits("parts over each other", &ran);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

/// Parts of two lists in one.
trait ConcatParts {
    fn concat_parts(self) -> Vec<Part>;
}

impl ConcatParts for [&[Part]; 2] {
    fn concat_parts(self) -> Vec<Part> {
        let copy = |part: &Part| Part { name: part.name.clone(), packed: part.packed.clone(), ..*part };
        self.into_iter().flatten().map(copy).collect()
    }
}

#[test]
fn a_damaged_byte_in_a_part_is_noticed() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut parts = vec![part("xl/workbook.xml", LIST), part("xl/_rels/workbook.xml.rels", RELATIONS)];
    let sheet = format!("<worksheet><sheetData>{HEADER}{ROW}</sheetData></worksheet>");
    parts.push(Part { crc: 1, ..part(SHEET, &sheet) });
    fs::write(folder.path().join("staff.xlsx"), archive(&parts, |part| part.size)).expect("written");
    let ran = watched(folder.path(), &[&["cost", "staff.xlsx"], &COST[..], &["point=Milestone"]].concat());
    refused("another sum", &ran, "a part of it is not what it was when it was saved");
}

#[test]
fn rows_in_a_second_place_of_a_sheet_are_not_passed_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let sheet = format!("<worksheet><sheetData>{HEADER}{ROW}</sheetData><sheetData>{ROW}</sheetData></worksheet>");
    let parts = vec![part("xl/workbook.xml", LIST), part("xl/_rels/workbook.xml.rels", RELATIONS), part(SHEET, &sheet)];
    fs::write(folder.path().join("staff.xlsx"), archive(&parts, |part| part.size)).expect("written");
    let ran = watched(folder.path(), &[&["cost", "staff.xlsx"], &COST[..], &["point=Milestone"]].concat());
    refused("two places", &ran, "a sheet of it has rows in two places");
}

#[test]
fn the_page_outlives_every_bomb() {
    let server = Server::start();
    for (what, bytes, says) in bombs() {
        let answer = server.post("/cost", &[("roster", Some("staff.xlsx"), bytes.as_slice())]);
        let page = match answer.header("location") {
            Some(place) => server.get(place).text().to_owned(),
            None => answer.text().to_owned(),
        };
        assert!(page.contains("staff.xlsx") || page.contains(says), "{what}: {page}");
        assert_eq!(server.get("/").status, 200, "{what}");
    }
    let mib = super::high_water(server.id()).unwrap_or(0);
    println!("the page: {mib} MiB");
    assert!(mib <= super::MEMORY, "{mib} MiB");
}
