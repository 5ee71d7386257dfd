//! The beginning, the separator and the end of a list in CSV or JSON that is written item by item, so that it need not be in memory whole.

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
        let members: Vec<(&String, &Value)> = all.as_object().into_iter().flatten().collect();
        let at = members.iter().position(|(name, _)| *name == list).unwrap_or(members.len());
        let (first, rest) = members.split_at(at);
        let written = |(name, value): &(&String, &Value)| format!("\n  {}: {}", Value::from(name.as_str()), inside(value, 1));
        let mut before: String = first.iter().map(written).collect::<Vec<_>>().join(",");
        before.push_str(if first.is_empty() { "" } else { "," });
        let after: Vec<String> = rest.iter().skip(1).map(written).collect();
        let after = if after.is_empty() { String::new() } else { format!(",{}", after.join(",")) };
        Frame {
            before: format!("{{{before}\n  {}: [", Value::from(list)),
            between: ",",
            after: format!("\n  ]{after}\n}}\n"),
            after_none: format!("]{after}\n}}\n"),
        }
    }
}

/// An item of such a list, as far in as it stands there.
pub(super) fn item(value: &Value) -> String {
    format!("\n    {}", inside(value, 2))
}

/// A value as it stands so many levels inside another.
fn inside(value: &Value, level: usize) -> String {
    let text = serde_json::to_string_pretty(value).expect("a tree of values is JSON");
    text.replace('\n', &format!("\n{}", "  ".repeat(level)))
}
