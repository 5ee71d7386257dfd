//! Names of payments that a payslip or a result could take for something else.

use std::collections::{BTreeMap, BTreeSet};

use super::fault::{Document, Fault, Problem};
use crate::scale::{Kind, PaymentFact, PaymentId, Settlement, meaning_of_name, payslip_name};

/// Finds ids and titles that mean something else already, and those by which two payments could not be told apart. Each is told where it
/// first stands. Settlements come in the order in which they are written, those of the pay system first.
pub(super) fn check<'a>(settlements: impl Iterator<Item = (Document, usize, &'a Settlement)>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut owners: BTreeMap<String, (Document, &PaymentId)> = BTreeMap::new();
    let mut told: BTreeSet<(&PaymentId, &str)> = BTreeSet::new();
    for (document, index, settlement) in settlements {
        for (id, fact) in &settlement.payments {
            let title = Some(fact.title.as_str()).filter(|title| *title != id.as_str());
            for (name, key) in [(id.as_str(), None)].into_iter().chain(title.map(|title| (title, Some("title")))) {
                let folded = payslip_name(name);
                let owner = owners.get(&folded).copied();
                // Ids of one file that differ only in case are found where it is read.
                let is_told =
                    |(of, other): (Document, &PaymentId)| of == document && other.as_str().eq_ignore_ascii_case(id.as_str());
                let problem = if let Some(meaning) = meaning_of_name(name) {
                    let is_another = |name: &str| owners.get(name).is_some_and(|(_, owner)| *owner != id);
                    let instead = instead(id, fact, key.is_some(), is_another);
                    Some(Problem::Reserved { name: name.to_owned(), meaning, instead, is_title: key.is_some() })
                } else {
                    let other = owner.filter(|owner| owner.1 != id && !is_told(*owner)).map(|(_, other)| other.clone());
                    other.map(|other| Problem::Alike { payment: id.clone(), other, name: name.to_owned() })
                };
                if let Some(problem) = problem.filter(|_| told.insert((id, name))) {
                    let path = ["payment", id.as_str()].into_iter().chain(key).map(str::to_owned).collect();
                    faults.push(Fault { document, settlement: Some(index), path, problem });
                }
                owners.entry(folded).or_insert((document, id));
            }
        }
    }
    faults
}

/// What a payment can be called instead: by its title, or by its id where the title is what is taken; failing that, with its kind.
fn instead(id: &PaymentId, fact: &PaymentFact, is_title: bool, is_another: impl Fn(&str) -> bool) -> String {
    let is_free = |name: &str| !name.is_empty() && meaning_of_name(name).is_none() && !is_another(&payslip_name(name));
    let by_other = if is_title { in_words(id.as_str()) } else { slug(&fact.title) };
    if is_free(&by_other) {
        return by_other;
    }
    let kind = Kind::WORDS.iter().find(|(_, kind)| *kind == fact.kind).map_or("payment", |(word, _)| word);
    if is_title { format!("{} ({kind})", fact.title) } else { format!("{}-{kind}", slug(id.as_str())) }
}

/// A name as an id.
fn slug(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_lowercase()
}

/// An id as a title.
fn in_words(id: &str) -> String {
    let words = payslip_name(id);
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
