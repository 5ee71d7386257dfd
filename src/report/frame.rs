//! A result that is written item by item, so that it need not be in memory whole: what stands around its items.

use serde_json::Value;

/// What stands around the items of a list.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// Before the first.
    pub before: String,
    /// Between two.
    pub between: &'static str,
    /// After the last.
    pub after: String,
    /// After none.
    pub after_none: String,
}

impl Frame {
    /// What stands in JSON around the items of a list of this name, which is empty in what is given.
    pub(super) fn around(all: &Value, list: &str) -> Frame {
        let text = serde_json::to_string_pretty(all).expect("a tree of values is JSON");
        // No text of a file can look like this: a line break in it is written as two other characters.
        let (before, after) = text.split_once(&format!("\n  \"{list}\": []")).unwrap_or((&text, ""));
        Frame {
            before: format!("{before}\n  \"{list}\": ["),
            between: ",",
            after: format!("\n  ]{after}\n"),
            after_none: format!("]{after}\n"),
        }
    }
}

/// An item of such a list, as far in as it stands there.
pub(super) fn item(value: &Value) -> String {
    let text = serde_json::to_string_pretty(value).expect("a tree of values is JSON");
    format!("\n{text}").replace('\n', "\n    ")
}
