//! Values of a field that no rule tells apart, such as ratings A and B if progression asks for either. They are counted as one, so that
//! there are fewer groups to read and to price.

use crate::roster_file::cell_text::{decoded, said_or};
use crate::scale_file::{Meaning, UsedValues};

/// How the values of a field are told apart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::roster_file) struct AlikeValues {
    field: String,
    rules: UsedValues,
    /// The value of a blank cell.
    default: Option<String>,
}

impl AlikeValues {
    pub(in crate::roster_file) fn new(field: &str, rules: UsedValues, default: Option<String>) -> AlikeValues {
        AlikeValues { field: field.to_owned(), rules, default }
    }

    /// For each list of values that some rule asks for, whether the text is in it; texts with equal answers are alike. `None` for a blank
    /// or what may be a slip: a message has to show it as written.
    pub(super) fn class_of(&self, text: &[u8]) -> Option<Vec<bool>> {
        let text = decoded(text);
        let value = said_or(&text, self.default.as_deref());
        if value.is_empty() || value.starts_with('=') {
            return None;
        }
        let value = match self.rules.meaning(&self.field, value) {
            Meaning::Almost(_) => return None,
            Meaning::Is(known) => known,
            Meaning::Known | Meaning::IsNot(_) | Meaning::Unknown => value,
        };
        Some(self.rules.lists.iter().map(|list| list.iter().any(|wanted| wanted == value)).collect())
    }
}
