//! The guide: one page per question, in the words of the people who ask it.
//!
//! The pages are Markdown in `src/guide/` and can be read here as modules. Three kinds of pages are generated from what the program
//! itself goes by: the keys of the file format from [`crate::scale_file::grammar`], the codes of problems from
//! [`crate::diagnostic::Code`], and a page per shipped pay system from its own file. The options of the command line are described by
//! the command line, which passes them in.
//!
//! ```
//! let page = payspine::guide::page("solve", String::new).unwrap();
//! assert!(page.starts_with("# What does a given pot of money fund?"));
//! assert!(payspine::guide::page("nowhere", String::new).is_none());
//! ```

mod codes;
mod html;
mod keys;
mod system;
mod terminal;

use pulldown_cmark::{Options, Parser};

pub use self::html::html;
pub use self::terminal::terminal;
use crate::diagnostic::nearest;

/// Defines the chapters of the guide and a documented module for each of its pages.
macro_rules! chapters {
    ($($chapter:literal { $($topic:ident)* })*) => {
        /// The written pages by chapter: topic and text.
        const CHAPTERS: &[(&str, &[(&str, &str)])] =
            &[$(($chapter, &[$((stringify!($topic), include_str!(concat!("guide/", stringify!($topic), ".md")))),*])),*];
        $($(
            #[doc = include_str!(concat!("guide/", stringify!($topic), ".md"))]
            pub mod $topic {}
        )*)*
    };
}

/// Defines the hand-written beginnings of the pages about pay systems, and a documented module for each.
macro_rules! systems {
    ($($module:ident $id:literal)*) => {
        /// What is said of a pay system before what its file says: id and text.
        const SYSTEMS: &[(&str, &str)] = &[$(($id, include_str!(concat!("guide/systems/", $id, ".md")))),*];
        $(
            #[doc = include_str!(concat!("guide/systems/", $id, ".md"))]
            pub mod $module {}
        )*
    };
}

chapters! {
    "Start" { start page results }
    "For a member" { point hours leave promotion payslip whatif }
    "For a negotiation" { claim costing compare solve data report large }
    "What was paid" { overpayment due recovery }
    "Pay systems and files" { systems check format rosters law }
    "To look up" { conventions limits unknown glossary }
}

systems! {
    home_office "home-office"
    home_office_2006 "home-office-2006"
    home_office_2011 "home-office-2011"
    home_office_2013 "home-office-2013"
    nhs_afc_england "nhs-afc-england"
    njc "njc"
    probation "probation"
    teachers_england "teachers-england"
    us_gs "us-gs"
}

/// The pages that are generated from what the program goes by, with their titles.
const REFERENCES: [(&str, &str); 3] = [
    ("keys", "Every key of the file format"),
    ("codes", "Every code of an error or a warning"),
    ("options", "Every command and its options"),
];

/// One page of the guide.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Topic {
    /// What it is called.
    pub name: &'static str,
    /// The question that it answers.
    pub title: String,
}

/// The pages of the guide by chapter.
pub fn chapters() -> Vec<(&'static str, Vec<Topic>)> {
    let written = CHAPTERS.iter().map(|(chapter, pages)| {
        let topics = pages.iter().map(|(name, text)| Topic { name, title: title(text).to_owned() });
        (*chapter, topics.collect())
    });
    let systems = SYSTEMS.iter().map(|(name, text)| Topic { name, title: title(text).to_owned() });
    let references = REFERENCES.iter().map(|(name, title)| Topic { name, title: (*title).to_owned() });
    written.chain([("Each pay system", systems.collect()), ("References", references.collect())]).collect()
}

/// A page in Markdown, if there is one of this name. The options of the command line are worked out only for their own page.
pub fn page(topic: &str, options: impl FnOnce() -> String) -> Option<String> {
    let titled = |text: &str| {
        let title = REFERENCES.iter().find(|(name, _)| *name == topic).map_or(topic, |(_, title)| title);
        format!("# {title}\n\n{text}")
    };
    match topic {
        "keys" => Some(titled(&keys::markdown())),
        "codes" => Some(titled(&codes::markdown())),
        "options" => Some(titled(&options())),
        _ => {
            let mut written = CHAPTERS.iter().flat_map(|(_, pages)| *pages);
            let found = written.find(|(name, _)| *name == topic).map(|(_, text)| (*text).to_owned());
            found.or_else(|| {
                let (_, text) = SYSTEMS.iter().find(|(id, _)| *id == topic)?;
                Some(format!("{text}\n{}", system::markdown(topic)?))
            })
        }
    }
}

/// The topic that a wrong one was probably meant to be.
pub fn nearest_topic(wrong: &str) -> Option<&'static str> {
    let all = chapters();
    nearest(wrong, all.iter().flat_map(|(_, topics)| topics).map(|topic| topic.name))
}

/// The title of a page in Markdown: its first line.
pub fn title(markdown: &str) -> &str {
    markdown.lines().next().unwrap_or("").trim_start_matches("# ")
}

/// The page of a name, if there is one.
fn topic(name: &str) -> Option<Topic> {
    chapters().into_iter().flat_map(|(_, topics)| topics).find(|topic| topic.name == name)
}

/// The page's Markdown, read: with tables, and without whatever else is beyond plain Markdown.
fn read(markdown: &str) -> Parser<'_> {
    Parser::new_ext(markdown, Options::ENABLE_TABLES)
}

/// Text as a cell of a Markdown table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
