//! The rule of delimited text once more, a byte at a time: so plain that it can be checked by eye, and without anything of the program.

/// A row: the line on which it begins, from 1, and its cells.
pub(super) type Row = (u64, Vec<Vec<u8>>);

#[derive(Clone, Copy)]
enum Where {
    /// At the start of a line, not within a row.
    BeforeARow,
    InAComment,
    AtTheStartOfACell,
    /// Of which everything so far is blank, or not.
    InACell(bool),
    InQuotes,
    AfterTheQuote,
}

/// The rows of a text; `None` where it breaks the rule.
pub(super) fn rows(text: &[u8], separator: u8, comments: bool) -> Option<Vec<Row>> {
    let (mut rows, mut cells, mut cell) = (Vec::new(), Vec::new(), Vec::new());
    let (mut line, mut begins) = (1, 1);
    let mut at = Where::BeforeARow;
    for (place, byte) in text.iter().copied().enumerate() {
        let ends_a_line = byte == b'\n' || byte == b'\r';
        // A carriage return and its line feed are one line break: the row ends at the first, and the second is an empty line.
        if byte == b'\n' && place > 0 && text[place - 1] == b'\r' && matches!(at, Where::BeforeARow) {
            continue;
        }
        if matches!(at, Where::BeforeARow) && !ends_a_line {
            begins = line;
            at = if comments && byte == b'#' { Where::InAComment } else { Where::AtTheStartOfACell };
        }
        match at {
            Where::BeforeARow => {}
            Where::InAComment => {
                if ends_a_line {
                    at = Where::BeforeARow;
                }
            }
            Where::InQuotes => {
                if byte == b'"' {
                    at = Where::AfterTheQuote;
                } else {
                    cell.push(byte);
                }
            }
            Where::AfterTheQuote if byte == b'"' => {
                cell.push(b'"');
                at = Where::InQuotes;
            }
            Where::AtTheStartOfACell if byte == b'"' => at = Where::InQuotes,
            Where::InACell(true) if byte == b'"' => return None,
            _ if byte == separator => {
                cells.push(std::mem::take(&mut cell));
                at = Where::AtTheStartOfACell;
            }
            _ if ends_a_line => {
                cells.push(std::mem::take(&mut cell));
                rows.push((begins, std::mem::take(&mut cells)));
                at = Where::BeforeARow;
            }
            Where::AfterTheQuote => return None,
            Where::AtTheStartOfACell => {
                cell.push(byte);
                at = Where::InACell(byte == b' ' || byte == b'\t');
            }
            Where::InACell(blank) => {
                cell.push(byte);
                at = Where::InACell(blank && (byte == b' ' || byte == b'\t'));
            }
        }
        // The line feed after a carriage return does not count again.
        if byte == b'\r' || (byte == b'\n' && (place == 0 || text[place - 1] != b'\r')) {
            line += 1;
        }
    }
    match at {
        Where::InQuotes => return None,
        Where::BeforeARow | Where::InAComment => {}
        _ => {
            cells.push(cell);
            rows.push((begins, cells));
        }
    }
    Some(rows)
}

/// Whether nothing is in any cell.
pub(super) fn is_blank((_, cells): &Row) -> bool {
    cells.iter().all(|cell| cell.trim_ascii().is_empty())
}

/// The rows below a header that have something in them, where all can be used: none with a NUL byte, none that is the header again, none
/// with fewer cells, and none with more unless those are blank.
pub(super) fn usable(rows: Vec<Row>, header: &[Vec<u8>]) -> Option<Vec<Row>> {
    let rows: Vec<Row> = rows.into_iter().filter(|row| !is_blank(row)).collect();
    let fits = |(_, cells): &Row| {
        !cells.iter().any(|cell| cell.contains(&0))
            && cells != header
            && cells.len() >= header.len()
            && cells[header.len()..].iter().all(|cell| cell.trim_ascii().is_empty())
    };
    rows.iter().all(fits).then_some(rows)
}
