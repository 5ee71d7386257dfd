//! The bytes of one cell as text, or as a head count. Every step uses these.

/// The largest head count: no row of anybody's roster has more.
const MOST_STAFF: u64 = 1_000_000_000;

/// The text of a cell without the blanks around it, or the default if nothing is left.
pub(super) fn said_or<'t>(text: &'t str, default: Option<&'t str>) -> &'t str {
    let text = text.trim_matches(|letter: char| letter.is_whitespace() || letter == '\u{a0}');
    if text.is_empty() { default.unwrap_or_default() } else { text }
}

/// The text of a cell: UTF-8, or if it is not valid as that, Windows-1252, as older spreadsheets save it.
pub fn decoded(cell: &[u8]) -> String {
    match std::str::from_utf8(cell) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(cell).0.into_owned(),
    }
}

/// A head count: a whole number, thousands separated or not.
pub(super) fn headcount(cell: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(cell.trim_ascii()).ok()?;
    let amount = crate::money::unsigned_amount(text)?.amount();
    (amount.is_integer() && !amount.is_zero())
        .then(|| u64::try_from(amount.trunc().mantissa()).ok())
        .flatten()
        .filter(|staff| *staff <= MOST_STAFF)
}
