//! What is said of a name that means no grade and no area, or several.

use crate::diagnostic::{Code, Help, suggestion};
use crate::scale::{AreaId, GradeId, Named, Scale, name_meant, names_with, told_apart};

/// A name that means none of the things that there are, or more than one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct NotNamed {
    pub(crate) code: Code,
    /// What is wrong.
    pub(crate) title: String,
    /// The same in two words.
    pub(crate) label: String,
    /// What there is.
    pub(crate) help: Option<Help>,
}

/// The grade that a text means.
pub(crate) fn grade_of(scale: &Scale, text: &str) -> Result<GradeId, NotNamed> {
    match scale.grade_named(text) {
        Named::One(id) => Ok(id.into()),
        _ => Err(not_named("grade", text, scale.grade_names())),
    }
}

/// The area that a text means.
pub(crate) fn area_of(scale: &Scale, text: &str) -> Result<AreaId, NotNamed> {
    match scale.area_named(text) {
        Named::One(id) => Ok(id.into()),
        _ => Err(not_named("area", text, scale.area_names())),
    }
}

/// What is said of a name that means no grade or area of these, or several of them.
pub(crate) fn not_named<'a>(what: &str, text: &str, known: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> NotNamed {
    if let Named::Several(several) = name_meant(text, known.clone()) {
        let title = format!("`{text}` names more than one {what}: {}", told_apart(&several));
        return NotNamed { code: Code::AmbiguousName, title, label: "which of them?".into(), help: Some("give its id".into()) };
    }
    let code = if what == "area" { Code::UnknownArea } else { Code::UnknownGrade };
    let (title, label) = (format!("no {what} `{text}`"), format!("unknown {what}"));
    let offered = offered(text, known.clone());
    let names: Vec<&str> = known.clone().flat_map(|(id, title)| [id, title]).collect();
    let near = crate::diagnostic::nearest(text, names).map(|near| format!("did you mean `{near}`?"));
    let all = || suggestion("", known.map(|(id, _)| id).collect::<Vec<_>>());
    NotNamed { code, title, label, help: near.or(offered).or_else(all).map(Help::from) }
}

/// What has the words of a text, to choose from: "there is inner (Inner London), outer (Outer London)".
pub(crate) fn offered<'a>(text: &str, known: impl Iterator<Item = (&'a str, &'a str)>) -> Option<String> {
    match names_with(text, known).as_slice() {
        [] => None,
        [(id, _)] => Some(format!("did you mean `{id}`?")),
        several if several.len() > 24 => None,
        several if several.iter().all(|(id, title)| id == title) => {
            Some(format!("which of them: {}?", several.iter().map(|(id, _)| *id).collect::<Vec<_>>().join(", ")))
        }
        several => Some(format!("which of them: {}?", told_apart(several))),
    }
}
