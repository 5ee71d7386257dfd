//! Reports as pages: well formed, with nothing in them that a browser would run or fetch, whatever a name says.

use payspine::report::{
    Cell, Column, ColumnKind, Derivation, Input, Report, RestsOn, Role, Section, Stated, Table as Shown, Text,
};

use crate::{payspine, root, run_in};

/// A table of a page: its column titles, and its rows.
pub(crate) type Table = (Vec<String>, Vec<Vec<String>>);

/// Tags that have no end.
const VOID: [&str; 2] = ["meta", "br"];

/// One piece of a page.
#[derive(Debug, PartialEq)]
enum Piece<'a> {
    Open(&'a str, &'a str),
    Close(&'a str),
    Text(&'a str),
}

/// The pieces of a page. A stray `<` or `>` is no piece.
fn pieces(page: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = page.strip_prefix("<!DOCTYPE html>").expect("a page says what it is");
    while !rest.is_empty() {
        let Some(tag) = rest.strip_prefix('<') else {
            let end = rest.find('<').unwrap_or(rest.len());
            // Styles are no text.
            let style = matches!(found.last(), Some(Piece::Open("style", _)));
            assert!(style || !rest[..end].contains('>'), "a stray > in {}", &rest[..end]);
            found.push(Piece::Text(&rest[..end]));
            rest = &rest[end..];
            continue;
        };
        let end = tag.find('>').expect("a tag ends");
        let inside = &tag[..end];
        assert!(!inside.contains('<'), "a stray < in {inside}");
        let (name, attributes) = inside.split_once([' ', '\n']).unwrap_or((inside, ""));
        found.push(name.strip_prefix('/').map_or(Piece::Open(name, attributes), Piece::Close));
        rest = &tag[end + 1..];
    }
    found
}

/// Checks a page and gives its tables.
pub(crate) fn tables(page: &str) -> Vec<Table> {
    let (mut open, mut found): (Vec<&str>, Vec<Table>) = (Vec::new(), Vec::new());
    let pieces = pieces(page);
    let mut cell: Option<String> = None;
    for piece in &pieces {
        match piece {
            // How a figure came about opens below it.
            Piece::Open("br", _) | Piece::Text(_) if open.contains(&"details") && !open.contains(&"summary") => {}
            Piece::Open("br", _) => cell.iter_mut().for_each(|cell| cell.push('\n')),
            Piece::Open(name, _) if VOID.contains(name) => {}
            // An element of a picture that has nothing in it.
            Piece::Open(_, attributes) if open.contains(&"svg") && attributes.ends_with('/') => {}
            // Data, which no browser runs.
            Piece::Open("script", "type=\"application/json\" id=\"payspine-report\"") => open.push("script"),
            Piece::Open(name, attributes) => {
                assert!(!["script", "link", "img", "iframe", "object", "form"].contains(name), "{name}");
                assert!(!attributes.contains("on") || !attributes.contains("on="), "{name} {attributes}");
                assert!(!attributes.contains("href") && !attributes.contains("src"), "{name} {attributes}");
                match *name {
                    "table" => found.push((Vec::new(), Vec::new())),
                    "tr" if open.contains(&"tbody") => found.last_mut().unwrap().1.push(Vec::new()),
                    "th" => assert!(attributes.contains(if open.contains(&"thead") { "scope=\"col\"" } else { "scope=\"row\"" })),
                    _ => {}
                }
                if ["th", "td"].contains(name) {
                    cell = Some(String::new());
                }
                open.push(name);
            }
            Piece::Close(name) => {
                assert_eq!(open.pop(), Some(*name), "{name} is closed out of order");
                let ends = ["th", "td"].contains(name);
                if let Some(text) = if ends { cell.take() } else { None } {
                    let (head, rows) = found.last_mut().expect("a cell is in a table");
                    if open.contains(&"thead") { head.push(text) } else { rows.last_mut().unwrap().push(text) }
                }
            }
            Piece::Text(text) => cell.iter_mut().for_each(|cell| cell.push_str(&unescaped(text))),
        }
    }
    assert_eq!(open, Vec::<&str>::new(), "not closed");
    for (head, rows) in &found {
        assert!(!head.is_empty() && rows.iter().all(|row| row.len() == head.len()), "{head:?}");
    }
    let has = |wanted: &str| pieces.iter().filter(|piece| matches!(piece, Piece::Open(name, _) if *name == wanted)).count();
    assert_eq!((has("h1"), has("title"), has("main"), has("footer")), (1, 1, 1, 1));
    for text in
        ["<html lang=\"en-GB\">", "<meta charset=\"utf-8\">", "default-src 'none'", "@page{size:A4", "prefers-color-scheme:dark"]
    {
        assert!(page.contains(text), "{text}");
    }
    assert!(!page.contains("http:") && !page.contains("https:") && !page.contains("url("), "something would be fetched");
    found
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

#[test]
fn every_command_writes_a_page() {
    for command in [
        "progress tests/examples/off-sick.toml --explain",
        "progress --scale home-office-2006 --grade EO --area london --point 55 --since 2006-07-01 --until 2010-07-01 --proposal tests/examples/claim.toml",
        "cost tests/examples/staff.csv --column grade=\"Pay band\" --proposal tests/examples/claim-2012.toml --years 2 --group-by grade,area",
        "data-request --scale nhs-afc-england",
        "recover --balance 1508.92 --overpaid-from 2025-07 --told 2025-08-20 --pay 2700 --policy armed-forces-jsp-754 --explain",
        "audit tests/examples/overpaid.toml --payslips tests/examples/payslips.csv",
        "due tests/examples/team.csv --scale home-office-2011 --from 2012-04 --to 2012-06 --explain",
        "locate --scale home-office-2006 --amount 1738.67 --on 2007-07-31",
        "scale list",
        "scale show nhs-afc-england --explain",
        "scale show minimum-wage",
        "scale show us-gs",
        "scale diff home-office-2006 home-office-2011",
        "scale check tests/examples/slips.toml",
    ] {
        let (page, err, _) = run_in(root(), &format!("{command} --format html"));
        assert!(!page.is_empty(), "{command}: {err}");
        assert!(!tables(&page).is_empty(), "{command}");
    }
}

#[test]
fn what_a_page_shows_is_what_csv_shows() {
    let arguments = ["progress", "tests/examples/member.toml"];
    let (page, ..) = payspine(&[&arguments[..], &["--format", "html"]].concat());
    let (csv, ..) = payspine(&[&arguments[..], &["--format", "csv"]].concat());
    let first = &tables(&page)[0];
    assert_eq!(first.1.len(), csv.lines().count() - 1);
    assert_eq!(first.1[0].last().unwrap(), "as given");
}

#[test]
fn names_are_text_whatever_they_say() {
    let nasty = "<script>alert(\"1\")</script> & '<b' =1+1\u{7}";
    let column = |title: &str, kind| Column::new(title, kind);
    let row = |cells: [&str; 2]| cells.map(Cell::text).to_vec();
    let table = Shown {
        columns: vec![column(nasty, ColumnKind::Name), column("<img src=x>", ColumnKind::Text)],
        rows: vec![row([nasty, "two\nlines"]), row(["", "-->"])],
        ..Shown::default()
    };
    let why = Derivation { rule: nasty.to_owned(), source: Some(nasty.to_owned()), ..Derivation::default() };
    let opens = Shown { rows: vec![vec![Cell::text("opens").because(why), Cell::nothing()]], ..table.clone() };
    let section = Section::titled(Role::Answer, nasty).with(Text::from(nasty)).with(table).with(opens);
    let input = Input { path: "/home/me/<script>.csv".to_owned(), sha256: "<i>".to_owned(), rows: None };
    let report = Report {
        title: nasty.to_owned(),
        headline: vec![nasty.into()],
        sections: [section].into_iter().chain(Section::list(Role::Rules, nasty, [nasty])).collect(),
        rests_on: RestsOn {
            assumed: vec![Stated { of: None, why: nasty.to_owned() }.into()],
            inputs: vec![input],
            ..RestsOn::default()
        },
        ..Report::default()
    };
    let command = ["payspine", "audit", "/home/me/<script>.csv", "--payslips=../you/p.csv", "C:\\pay\\q.csv", "grade=HEO/SEO"];
    let command: Vec<String> = command.map(str::to_owned).into();
    let page = report.html(&command, None);
    let (head, rows) = &tables(&page)[0];
    let shown = nasty.replace('\u{7}', "\u{fffd}");
    assert_eq!((head[0].as_str(), rows[0][0].as_str(), rows[0][1].as_str()), (shown.as_str(), shown.as_str(), "two\nlines"));
    assert!(page.contains("<code>payspine audit '&lt;script&gt;.csv' --payslips=p.csv q.csv grade=HEO/SEO</code>"), "{page}");
    assert!(page.contains("<li>&lt;script&gt;.csv <code>&lt;i&gt;</code></li>"), "{page}");
    assert!(!page.contains("/home") && !page.contains("you"));
}

#[test]
fn a_name_in_a_file_is_text_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let slips = std::fs::read_to_string(root().join("tests/examples/payslips.csv")).unwrap();
    std::fs::write(folder.path().join("p.csv"), slips.replace("40017", "<script>x</script>")).unwrap();
    let member = root().join("tests/examples/overpaid.toml");
    let (page, err, code) = run_in(folder.path(), &format!("statement {} --payslips p.csv --format html", member.display()));
    assert_eq!(code, 0, "{err}");
    assert_eq!(tables(&page).len(), 2);
    assert!(page.contains("<h1>Statement of &lt;script&gt;x&lt;/script&gt;: paid against due"), "{page}");
    assert!(page.contains("payspine statement overpaid.toml --payslips p.csv --format html"), "{page}");
}
