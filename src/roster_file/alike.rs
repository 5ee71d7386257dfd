//! Values of a field that no rule tells apart: counted as one, so that there is less to keep and to price.

use super::header::{decoded, said_or};
use crate::scale_file::{Meaning, UsedValues};

/// How the values of a field are told apart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct AlikeValues {
    field: String,
    rules: UsedValues,
    /// What holds where nothing is given.
    default: Option<String>,
}

impl AlikeValues {
    pub(super) fn new(field: &str, rules: UsedValues, default: Option<String>) -> AlikeValues {
        AlikeValues { field: field.to_owned(), rules, default }
    }

    /// For each list of values that some rule wants, whether a text is in it: texts with the same answers are alike. `None` for what
    /// says nothing or may be a slip, and is to be shown as it stands.
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
