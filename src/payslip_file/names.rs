//! What payslips call elements of pay, and their back pay.

use std::collections::HashMap;

use crate::audit::Element;
use crate::scale::{Component, payslip_name, told_apart};

/// What elements are called in a file, and the components of pay that they are.
#[derive(Clone, Debug)]
pub struct ElementNames {
    /// Names and components by what the names have in common.
    by_name: HashMap<String, Vec<(String, Component)>>,
}

impl ElementNames {
    /// Components by their ids, by their titles, and by what a mapping calls them, each a list of name and component; in any case of
    /// letters, with any blanks. What a later list calls a name holds against those before it.
    pub fn new<'a>(lists: impl IntoIterator<Item = Vec<(&'a str, Component)>>) -> ElementNames {
        let mut by_name: HashMap<String, Vec<(String, Component)>> = HashMap::new();
        for list in lists {
            let mut of_list: HashMap<String, Vec<(String, Component)>> = HashMap::new();
            for (name, component) in list {
                of_list.entry(payslip_name(name)).or_default().push((name.to_owned(), component));
            }
            by_name.extend(of_list);
        }
        ElementNames { by_name }
    }

    /// The component whose back pay a name says it is: "Basic pay arrears", "Arrears of increment", "Back pay".
    ///
    /// Back pay that names nothing, or the rise that it comes from, is taken as basic pay's.
    pub(super) fn back_pay(&self, name: &str) -> Option<Component> {
        let name = payslip_name(name).replace(['(', ')', ':'], " ");
        let words: Vec<&str> = name.split_whitespace().collect();
        let of = BACK_PAY.iter().find_map(|phrase| {
            let phrase: Vec<&str> = phrase.split(' ').collect();
            let at = words.windows(phrase.len()).position(|window| window == phrase)?;
            Some([&words[..at], &words[at + phrase.len()..]].concat())
        })?;
        let of: Vec<&str> = of.into_iter().filter(|word| !matches!(*word, "of" | "on" | "for" | "the")).collect();
        if of.iter().all(|word| RISES.contains(word)) {
            return Some(Component::Basic);
        }
        match self.element(&of.join(" ")) {
            Ok(Element::Known(component)) => Some(component),
            _ => None,
        }
    }

    /// What a name means.
    ///
    /// # Errors
    ///
    /// The components that it may mean, if they are several.
    pub(super) fn element(&self, name: &str) -> Result<Element, String> {
        let Some(same) = self.by_name.get(&payslip_name(name)) else { return Ok(Element::Other(name.trim().into())) };
        let exact: Vec<_> = same.iter().filter(|(known, _)| known.trim() == name.trim()).collect();
        let found = if exact.is_empty() { same.iter().collect() } else { exact };
        match found.as_slice() {
            [(_, first), rest @ ..] if rest.iter().all(|(_, component)| component == first) => Ok(Element::Known(first.clone())),
            several => {
                let several: Vec<(&str, &str)> =
                    several.iter().map(|(known, component)| (component.id(), known.as_str())).collect();
                Err(told_apart(&several))
            }
        }
    }
}
/// What payslips call pay for earlier months.
const BACK_PAY: [&str; 6] = ["arrears", "arrear", "back pay", "backpay", "backdated pay", "backdated"];

/// What back pay of basic pay comes from.
const RISES: [&str; 7] = ["pay", "award", "increment", "increments", "rise", "salary", "increase"];
