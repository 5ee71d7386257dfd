//! Values of the fields that rules ask for: which there are, and which of them a written value means.
//!
//! The same holds for members' files, flags, rosters and events. A value means what it says. If no rule names it as it is written, it
//! means the one value that rules name and that it can be, by the first of these that leads to one and no more:
//!
//! 1. the same but for capitals, blanks, hyphens and underscores between words, or the way a number is written: `a`, `Not met`, `1.0`;
//! 2. the same but for a word before it that only says what it is, or the name of the field: `Box A`, `Rating A`;
//! 3. `yes`, `true` or `no`, `false` for a value that says that something is so or is not so: `met`, `not-met`.
//!
//! A slip or two from a value that rules name is an error. Anything else is told, with the values that rules name.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::money::parse_decimal;
use crate::scale::{Condition, Proposal, Scale};

/// Fields that rules ask for, with the values they know.
pub type UsedFields = BTreeMap<String, UsedValues>;

/// The values of a field that rules know.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct UsedValues {
    /// Each of them.
    pub known: BTreeSet<String>,
    /// Those that some rule wants together; what is in the same of these lists makes no difference to any rule.
    pub lists: BTreeSet<Vec<String>>,
}

/// What a written value is to the rules.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meaning<'a> {
    /// A value that rules name, or plainly the opposite of the only one.
    Known,
    /// This value, which rules name, and no other.
    Is(&'a str),
    /// No, where the only value that rules name says that something is so.
    IsNot(&'a str),
    /// Almost this value: a slip.
    Almost(&'a str),
    /// Nothing that rules name.
    Unknown,
}

/// Words before a value that only say what it is.
const LABELS: [&str; 14] =
    ["box", "rating", "rated", "level", "category", "class", "group", "grade", "band", "tier", "option", "score", "mark", "type"];
const YES: [&str; 3] = ["yes", "y", "true"];
const NO: [&str; 3] = ["no", "n", "false"];
/// Values that say that what is asked for is so.
const FULFILLED: [&str; 11] = [
    "met",
    "passed",
    "pass",
    "satisfied",
    "satisfactory",
    "achieved",
    "acceptable",
    "complete",
    "completed",
    "eligible",
    "qualified",
];
/// What turns a word into its opposite.
const OPPOSITE: [&str; 6] = ["not-", "non-", "un", "in", "dis", "non"];

impl UsedValues {
    fn take(&mut self, list: &[String]) {
        self.known.extend(list.iter().cloned());
        self.lists.insert(list.to_vec());
    }

    /// What a value of the field of this name means.
    ///
    /// ```
    /// use payspine::scale_file::{Meaning, UsedValues};
    /// let of = |known: &[&str]| UsedValues { known: known.iter().map(ToString::to_string).collect(), ..UsedValues::default() };
    /// assert_eq!(of(&["A", "B"]).meaning("rating", "Box a"), Meaning::Is("A"));
    /// assert_eq!(of(&["A", "a"]).meaning("rating", "Box A"), Meaning::Unknown, "either could be meant");
    /// assert_eq!(of(&["met"]).meaning("pay-step-review", "yes"), Meaning::Is("met"));
    /// assert_eq!(of(&["A", "B"]).meaning("rating", "A+"), Meaning::Unknown);
    /// ```
    pub fn meaning(&self, field: &str, value: &str) -> Meaning<'_> {
        if self.known.contains(value) {
            return Meaning::Known;
        }
        let known = Folded(self.known.iter().map(|known| (folded(known), known.as_str())).collect());
        let (field, value) = (folded(field), folded(value));
        let bare = |plain: &str| without_label(plain, &field).to_owned();
        let ways: [&dyn Fn(&str) -> bool; 2] = [&|known| known == value, &|known| bare(known) == bare(&value)];
        for way in ways {
            match known.only(way) {
                Ok(None) => {}
                Ok(Some((_, known))) => return Meaning::Is(known),
                Err(Several) => return Meaning::Unknown,
            }
        }
        if let Some(meaning) = known.yes_or_no(&value) {
            return meaning;
        }
        // "unacceptable" is no slip of "acceptable".
        let opposite = |known: &str| OPPOSITE.iter().any(|no| value.strip_prefix(no) == Some(known));
        let almost =
            |(plain, known): &&(String, &str)| known.len() > 3 && nearest(&value, [plain.as_str()]).is_some() && !opposite(plain);
        known.0.iter().find(almost).map_or(Meaning::Unknown, |(_, known)| Meaning::Almost(known))
    }

    /// The values in words: `rules name A, B`.
    pub fn written(&self) -> String {
        let known: Vec<&str> = self.known.iter().map(String::as_str).collect();
        match known.as_slice() {
            [first, .., last] if known.len() > 24 => format!("rules name {} values, from {first} to {last}", known.len()),
            known => format!("rules name {}", known.join(", ")),
        }
    }
}

/// A value of a field as the rules know it, or as it is written if none does.
pub fn read_value(used: &UsedFields, field: &str, value: &str) -> String {
    match used.get(field).map(|values| values.meaning(field, value)) {
        Some(Meaning::Is(known)) => known.to_owned(),
        _ => value.to_owned(),
    }
}

/// Values of rules, each with its plain form before it.
struct Folded<'a>(Vec<(String, &'a str)>);

/// More than one value fits.
struct Several;

impl<'a> Folded<'a> {
    /// What yes or no means; `None` of another value.
    fn yes_or_no(&self, value: &str) -> Option<Meaning<'a>> {
        let is_there = |plain: &str| self.0.iter().any(|(known, _)| known == plain);
        // A single letter among the values of rules may stand for anything, unless both are there.
        let both = is_there("y") && is_there("n");
        let one_of = |words: [&str; 3], known: &str| words.contains(&known) && (known.len() > 1 || both);
        let of_a_pair = |known: &str| ["not-", "non-"].iter().any(|no| is_there(&format!("{no}{known}")));
        let is_so = |known: &str| one_of(YES, known) || FULFILLED.contains(&known) || of_a_pair(known);
        let is_not_so = |known: &str| {
            let without = |no: &str| known.strip_prefix(no);
            one_of(NO, known)
                || ["fail", "failed"].contains(&known)
                || ["not-", "non-"].into_iter().filter_map(without).any(is_there)
                || OPPOSITE.into_iter().filter_map(without).any(|so| FULFILLED.contains(&so))
        };
        if !YES.contains(&value) && !NO.contains(&value) {
            return None;
        }
        match (YES.contains(&value), self.only(&is_so), self.only(&is_not_so)) {
            (true, Ok(Some((_, known))), _) | (false, _, Ok(Some((_, known)))) => Some(Meaning::Is(known)),
            // The opposite of a plain yes or no needs no rule that names it.
            (true, Ok(None), Ok(Some((plain, _)))) if NO.contains(&plain) => Some(Meaning::Known),
            (false, Ok(Some((plain, _))), Ok(None)) if YES.contains(&plain) => Some(Meaning::Known),
            (false, Ok(Some((_, known))), Ok(None)) if self.0.len() == 1 => Some(Meaning::IsNot(known)),
            _ => None,
        }
    }

    /// The one value whose plain form fits, with that.
    fn only(&self, fits: &dyn Fn(&str) -> bool) -> Result<Option<(&str, &'a str)>, Several> {
        let mut found = self.0.iter().filter(|(plain, _)| fits(plain)).map(|(plain, known)| (plain.as_str(), *known));
        let first = found.next();
        if found.next().is_some() { Err(Several) } else { Ok(first) }
    }
}

/// A value without what makes no difference: capitals, blanks and hyphens between words, the way a number is written. A sign at an end
/// does make one: A- is not A.
fn folded(value: &str) -> String {
    let words = value.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    if let Some(number) = parse_decimal(&words) {
        return number.normalize().to_string();
    }
    let letters: Vec<char> = words.chars().collect();
    let joins = |at: usize| {
        let of_a_word = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|letter| letter.is_alphanumeric());
        of_a_word(at.checked_sub(1)) && of_a_word(Some(at + 1))
    };
    letters.iter().enumerate().map(|(at, letter)| if " _-".contains(*letter) && joins(at) { '-' } else { *letter }).collect()
}

/// What is left of a plain value without words before it that only say what it is.
fn without_label<'v>(value: &'v str, field: &str) -> &'v str {
    let rest = value.strip_prefix(field).and_then(|rest| rest.strip_prefix('-')).unwrap_or(value);
    match rest.split_once('-') {
        Some((label, rest)) if LABELS.contains(&label) && !rest.is_empty() => rest,
        _ => rest,
    }
}

/// What a value of a field was taken as that no rule names as it is written.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Understood {
    /// The field.
    pub field: String,
    /// The value as written.
    pub value: String,
    /// The value of a rule.
    pub known: String,
    /// Whether it is that one, or is not.
    pub is: bool,
}

impl Understood {
    fn new(field: &str, value: &str, known: &str, is: bool) -> Understood {
        Understood { field: field.to_owned(), value: value.to_owned(), known: known.to_owned(), is }
    }
}

/// What is worth saying of values as they were written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ValueRemarks {
    /// What values were taken as.
    understood: BTreeSet<Understood>,
    /// Values that no rule names, by field.
    unknown: BTreeMap<String, BTreeSet<String>>,
}

impl ValueRemarks {
    /// So many values of a field are named.
    const MOST_NAMED: usize = 5;

    /// Takes note of a value. Fields that no rule asks for may have any.
    pub fn note(&mut self, used: &UsedFields, field: &str, value: &str) {
        let Some(values) = used.get(field) else { return };
        match values.meaning(field, value) {
            Meaning::Known | Meaning::Almost(_) => {}
            Meaning::Is(known) => drop(self.understood.insert(Understood::new(field, value, known, true))),
            Meaning::IsNot(known) => drop(self.understood.insert(Understood::new(field, value, known, false))),
            Meaning::Unknown => drop(self.unknown.entry(field.to_owned()).or_default().insert(value.to_owned())),
        }
    }

    /// Takes in other remarks.
    pub fn extend(&mut self, other: ValueRemarks) {
        self.understood.extend(other.understood);
        for (field, values) in other.unknown {
            self.unknown.entry(field).or_default().extend(values);
        }
    }

    /// What values were taken as.
    pub fn understood(&self) -> impl Iterator<Item = Understood> {
        self.understood.iter().cloned()
    }

    /// A warning for each field with values that no rule names.
    pub fn warnings(&self, used: &UsedFields) -> Vec<Diagnostic> {
        let warning = |(field, values): (&String, &BTreeSet<String>)| {
            let named: Vec<String> = values.iter().take(Self::MOST_NAMED).map(|value| format!("`{value}`")).collect();
            let title = match values.len().saturating_sub(Self::MOST_NAMED) {
                0 => format!("no rule on `{field}` names {}", named.join(", ")),
                1 => format!("no rule on `{field}` names {} and 1 other value", named.join(", ")),
                more => format!("no rule on `{field}` names {} and {more} other values", named.join(", ")),
            };
            Diagnostic::new(Code::UnknownValue, title).maybe_help(used.get(field).map(UsedValues::written))
        };
        self.unknown.iter().map(warning).collect()
    }
}

/// The fields that the rules of a pay system and its proposals ask for, with the values they know.
pub fn used_fields<'a>(scale: &Scale, proposals: impl IntoIterator<Item = &'a Proposal>) -> UsedFields {
    let mut used = UsedFields::new();
    let mut take = |condition: &Condition| {
        for (field, values) in condition.iter().filter(|(field, _)| !["grade", "area", "point"].contains(field)) {
            used.entry(field.to_owned()).or_default().take(values);
        }
    };
    let mut shared = Vec::new();
    let proposed = proposals.into_iter().flat_map(|proposal| &proposal.settlements);
    for settlement in scale.settlements.iter().chain(proposed) {
        settlement.progression.iter().for_each(|(_, rule)| take(&rule.requires));
        for (id, payment) in &settlement.payments {
            take(&payment.condition);
            payment.tiers.iter().for_each(|tier| take(&tier.condition));
            shared.extend(payment.share.map(|_| id.to_string()));
        }
    }
    for id in shared {
        let values = used.entry(id).or_default();
        for value in ["yes", "no"] {
            values.take(&[value.to_owned()]);
        }
    }
    used
}
