//! Finds which grade, area or point a name means that somebody typed.

use super::{AreaId, GradeId, PointId, Scale};

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

/// A name without blanks, capitals and what joins or ends words: what people leave out or put in as they like.
pub(super) fn plain(name: &str) -> String {
    letters_of(name).collect()
}

fn letters_of(name: &str) -> impl Iterator<Item = char> {
    let letters = name.chars().filter(|letter| !letter.is_whitespace() && !"-–_./,:;'()".contains(*letter));
    letters.flat_map(char::to_lowercase)
}

/// Whether a name is this without all that.
pub(super) fn is_plainly(name: &str, plain: &str) -> bool {
    letters_of(name).eq(plain.chars())
}

/// The words of a name, plain.
fn words(name: &str) -> Vec<String> {
    let apart = |letter: char| letter.is_whitespace() || "-–_/,:;()".contains(letter);
    name.split(apart).map(plain).filter(|word| !word.is_empty()).collect()
}

/// Finds what a text means among pairs of id and title: an id as it is written, or else an id, or else a title, as [`find_name`] does,
/// or else the only one whose id or title is the same without blanks, hyphens and stops.
///
/// ```
/// use payspine::scale::{Named, name_meant};
/// let bands = [("band-5", "Band 5"), ("band-8a", "Band 8a"), ("EO", "Executive Officer")];
/// assert_eq!(name_meant("Band 5", bands), Named::One("band-5"));
/// assert_eq!(name_meant("BAND8A", bands), Named::One("band-8a"));
/// assert_eq!(name_meant("eo", bands), Named::One("EO"));
/// assert_eq!(name_meant("5", bands), Named::Nothing, "names_with offers what has the word");
/// ```
pub fn name_meant<'a>(text: &str, known: impl IntoIterator<Item = (&'a str, &'a str)>) -> Named<'a> {
    let known: Vec<(&str, &str)> = known.into_iter().collect();
    let mut found = find_name(text, known.iter().map(|(id, _)| (*id, *id)));
    if found == Named::Nothing {
        found = find_name(text, known.iter().copied());
    }
    let wanted = plain(text);
    if found != Named::Nothing || wanted.is_empty() {
        return found;
    }
    let same: Vec<(&str, &str)> =
        known.into_iter().filter(|(id, title)| is_plainly(id, &wanted) || is_plainly(title, &wanted)).collect();
    match same.as_slice() {
        [] => Named::Nothing,
        [(id, _)] => Named::One(id),
        _ => Named::Several(same),
    }
}

/// The things whose id or title has every word of a text: what may be meant, to choose from.
///
/// ```
/// use payspine::scale::names_with;
/// let areas = [("inner", "Inner London"), ("outer", "Outer London"), ("fringe", "Fringe")];
/// assert_eq!(names_with("London", areas), [("inner", "Inner London"), ("outer", "Outer London")]);
/// ```
pub fn names_with<'a>(text: &str, known: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<(&'a str, &'a str)> {
    let wanted = words(text);
    let has_all = |name: &str| {
        let words = words(name);
        !wanted.is_empty() && wanted.iter().all(|word| words.contains(word))
    };
    known.into_iter().filter(|(id, title)| has_all(id) || has_all(title)).collect()
}

/// What people put before the name of a point that only says that it is one.
const POINT_WORDS: [&str; 10] =
    ["scp", "spinal column point", "spine point", "spinal point", "pay point", "pay step", "point", "milestone", "step", "pt"];

/// The point that a text means: what comes after a word such as `SCP` or the system's own, where something does.
pub(super) fn point_meant(text: &str, own_word: &str) -> PointId {
    let folded = folded_name(text);
    let after = |word: &str| {
        folded.strip_prefix(word).map(|rest| rest.trim_start_matches([' ', '.', ':', '-', '#'])).filter(|rest| !rest.is_empty())
    };
    let own_word = own_word.to_lowercase();
    let bare = std::iter::once(own_word.as_str()).chain(POINT_WORDS).find_map(after);
    match bare {
        // What is no number may be a name that begins so: "steppingstone".
        Some(rest) if rest.starts_with(|letter: char| letter.is_ascii_digit()) => rest.into(),
        _ => text.into(),
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

impl Scale {
    /// Its grades: ids and titles.
    pub fn grade_names(&self) -> impl Iterator<Item = (&str, &str)> + Clone {
        self.grades.iter().map(|(id, grade)| (id.as_str(), grade.title.as_str()))
    }

    /// Its areas: ids and titles.
    pub fn area_names(&self) -> impl Iterator<Item = (&str, &str)> + Clone {
        self.areas.iter().map(|(id, title)| (id.as_str(), title.as_str()))
    }

    /// The grade that a text means: by id or title, in capitals or not, with blanks and hyphens or without.
    ///
    /// ```
    /// use payspine::scale::Named;
    /// let nhs = payspine::scale_file::shipped("nhs-afc-england").unwrap();
    /// assert_eq!((nhs.grade_named("Band 5"), nhs.grade_named("band5")), (Named::One("band-5"), Named::One("band-5")));
    /// ```
    pub fn grade_named(&self, text: &str) -> Named<'_> {
        name_meant(text, self.grade_names())
    }

    /// The area that a text means, likewise.
    pub fn area_named(&self, text: &str) -> Named<'_> {
        name_meant(text, self.area_names())
    }

    /// The point that a text means, on any spine: its id, or a number after a word for a point.
    ///
    /// ```
    /// let njc = payspine::scale_file::shipped("njc").unwrap();
    /// assert_eq!((njc.point_named("SCP 12"), njc.point_named("scp12"), njc.point_named("12")), ("12".into(), "12".into(), "12".into()));
    /// let nhs = payspine::scale_file::shipped("nhs-afc-england").unwrap();
    /// assert_eq!(nhs.point_named("5 TOP"), "5-top".into());
    /// ```
    pub fn point_named(&self, text: &str) -> PointId {
        let given = PointId::from(text);
        // A number is what it is, and rosters have very many of them.
        if text.trim().bytes().all(|byte| byte.is_ascii_digit()) {
            return given;
        }
        let plain = plain(text);
        let mut alike: Option<&PointId> = None;
        let mut several = false;
        let spines = self.settlements.iter().flat_map(|settlement| &settlement.spines);
        let tables = spines.flat_map(|(_, fact)| std::iter::once(&fact.table).chain(fact.areas.iter().map(|(_, table)| table)));
        for (point, _) in tables.flat_map(|table| &table.points) {
            let PointId::Name(name) = point else { continue };
            if *point == given {
                return given;
            }
            if is_plainly(name, &plain) {
                several |= alike.is_some_and(|known| known != point);
                alike = Some(point);
            }
        }
        match alike.filter(|_| !several) {
            Some(point) => point.clone(),
            None => point_meant(text, &self.point_word),
        }
    }

    /// The title of a grade; its id where it has none.
    pub fn grade_title<'a>(&'a self, id: &'a GradeId) -> &'a str {
        self.grade(id).map_or(id.as_str(), |grade| grade.title.as_str())
    }

    /// A grade as people write it: by its title where the id only spells that otherwise, such as `band-5`, and else by its id.
    pub fn grade_shown<'a>(&'a self, id: &'a GradeId) -> &'a str {
        let title = self.grade_title(id);
        if plain(title) == plain(id.as_str()) { title } else { id.as_str() }
    }

    /// The title of an area; its id where it has none.
    pub fn area_title<'a>(&'a self, id: &'a AreaId) -> &'a str {
        self.areas.iter().find(|(known, _)| known == id).map_or(id.as_str(), |(_, title)| title)
    }
}
