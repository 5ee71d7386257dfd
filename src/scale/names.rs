//! Names as people write them: which of the names that there are a text means.

/// A name without what is not seen or not meant: capitals, blanks around it, and the number and sort of blanks within it.
///
/// ```
/// use payspine::scale::folded_name;
/// assert_eq!(folded_name(" Grade\u{a0}6 "), folded_name("GRADE  6"));
/// ```
pub fn folded_name(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// What a text names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Named<'a> {
    /// Nothing that is known.
    Nothing,
    /// The thing with this id.
    One(&'a str),
    /// Several things, whose ids and names these are.
    Several(Vec<(&'a str, &'a str)>),
}

/// Finds what a text names among pairs of id and name: what has exactly this name, or else what has it but for capitals and blanks.
///
/// ```
/// use payspine::scale::{Named, find_name};
/// let grades = [("x1", "Grade 6"), ("x2", "GRADE 6"), ("x3", "Level B1")];
/// assert_eq!(find_name("GRADE 6", grades), Named::One("x2"));
/// assert_eq!(find_name("level\u{a0}b1", grades), Named::One("x3"));
/// assert_eq!(find_name("grade 6", grades), Named::Several(vec![("x1", "Grade 6"), ("x2", "GRADE 6")]));
/// assert_eq!(find_name("Grade 7", grades), Named::Nothing);
/// ```
pub fn find_name<'a>(text: &str, known: impl IntoIterator<Item = (&'a str, &'a str)>) -> Named<'a> {
    let folded = folded_name(text);
    let same: Vec<(&str, &str)> = known.into_iter().filter(|(_, name)| folded_name(name) == folded).collect();
    let exact: Vec<(&str, &str)> = same.iter().filter(|(_, name)| name.trim() == text.trim()).copied().collect();
    let found = if exact.is_empty() { same } else { exact };
    match found.as_slice() {
        [] => Named::Nothing,
        [(first, _), rest @ ..] if rest.iter().all(|(id, _)| id == first) => Named::One(first),
        _ => Named::Several(found),
    }
}

/// Things of one name, for messages: `x1 (Grade 6), x2 (GRADE 6)`.
pub(crate) fn told_apart(several: &[(&str, &str)]) -> String {
    several.iter().map(|(id, name)| format!("{id} ({})", with_blanks_named(name))).collect::<Vec<_>>().join(", ")
}

/// A name in which blanks that look like others are named.
pub(crate) fn with_blanks_named(name: &str) -> String {
    name.replace('\u{a0}', "<no-break space>").replace("  ", "<two blanks>")
}
