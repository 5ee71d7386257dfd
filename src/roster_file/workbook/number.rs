//! Numbers of a sheet. Spreadsheets hold them as binary floats, and write as many digits as it takes to get the same one back; what leaves
//! this file is the shortest text that does so, and pay is worked out from its digits.

/// The shortest decimal text of a number, without an exponent: `0.6` where a workbook has `0.59999999999999998`.
pub(super) fn shortest(text: &str) -> Option<String> {
    text.parse::<f64>().ok().map(|number| number.to_string())
}
