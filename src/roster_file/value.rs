//! Third step: the value that a text has in its column (a grade's id, a date, a share of full time), or what is wrong with it.

use rust_decimal::Decimal;

use super::cell_text::said_or;
use super::wanted::Wanted;
use crate::calendar::{NotADay, read_day};
use crate::diagnostic::{Code, Diagnostic, Help, Setting, nearest, suggestion};
use crate::money::{Fte, NotAnFte, amount_in, parse_decimal, written_amount};
use crate::scale::{Named, Scale, find_name, name_meant, names_with, told_apart};
use crate::scale_file::{Meaning, UsedFields};
use crate::workforce::{RosterMapping, Subject, Value, Weeks};

/// The names and values that a roster may use.
#[derive(Clone, Debug)]
pub struct KnownNames<'a> {
    /// The pay system: its grades and areas, by id or by title.
    pub scale: &'a Scale,
    /// Other names of grades and areas, and values of blank cells.
    pub mapping: &'a RosterMapping,
    /// Fields that rules ask for, with the values they know.
    pub fields: &'a UsedFields,
}

impl KnownNames<'_> {
    /// The value of a text in the column of a subject.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn read(&self, subject: &Subject, text: &str) -> Read {
        self.value(subject, text, true)
    }

    /// Checks the values of blank cells: that each can be read, and that its column is wanted.
    ///
    /// # Errors
    ///
    /// Each that fails.
    pub fn check_defaults(&self, wanted: &Wanted) -> Result<(), Vec<Diagnostic>> {
        let mut problems = Vec::new();
        for (column, value) in &self.mapping.defaults {
            let Some(subject) = wanted.subjects().iter().find(|subject| subject.name() == column) else {
                let title = format!("{column} = {value}: nothing here asks for `{column}`");
                let names: Vec<&str> = wanted.subjects().iter().map(Subject::name).collect();
                problems.push(Diagnostic::new(Code::UnknownColumn, title).maybe_help(suggestion(column, names)));
                continue;
            };
            if let Err((code, problem, help)) = self.read(subject, value) {
                problems.push(Diagnostic::new(code, format!("{column} = {value}: {problem}")).maybe_help(help));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// The same; without `suggests` the message names no near value, which takes long to find.
    pub(super) fn value(&self, subject: &Subject, text: &str, suggests: bool) -> Read {
        let text = said_or(text, self.mapping.default_of(subject));
        if text.is_empty() {
            return Ok(Value::Blank);
        }
        // An id may begin with anything.
        if text.starts_with('=') && *subject != Subject::Field("id".to_owned()) {
            let help = "save the sheet's values, and not its formulas";
            return Err((Code::BadText, format!("`{text}` is a formula"), Some(help.into())));
        }
        match subject {
            Subject::Grade => {
                let ids = self.scale.grade_names();
                named("grade", Code::UnknownGrade, text, &ids, &self.mapping.grades, suggests)
            }
            Subject::Area => {
                let ids = self.scale.area_names();
                named("area", Code::UnknownArea, text, &ids, &self.mapping.areas, suggests)
            }
            Subject::Point | Subject::Target => Ok(Value::Point(self.scale.point_named(text))),
            Subject::Salary => {
                let currency = &self.scale.currency;
                amount_in(text, currency).map(Value::Salary).map_err(|fault| {
                    let problem = fault.says(text, "an annual salary", currency);
                    (Code::BadNumber, problem, Some("such as 23,450 or 23,450.00".into()))
                })
            }
            Subject::Fte => fte(text),
            Subject::Hours => number(text, "hours a week", "such as 22.5"),
            Subject::FullTimeHours => number(text, "full-time hours a week", "such as 37"),
            Subject::AnnualHours => number(text, "hours a year", "such as 1400"),
            Subject::Weeks | Subject::PaidWeeks if Weeks::is_all_year(text) => Ok(Value::Blank),
            Subject::Weeks | Subject::PaidWeeks => number(text, "weeks a year", "such as 39, or all-year"),
            Subject::Posts => posts(text),
            Subject::Since | Subject::PointSince | Subject::ServiceSince | Subject::From | Subject::LastDay => date(text),
            Subject::Protected => match text.to_lowercase().as_str() {
                "yes" | "y" | "true" | "1" => Ok(Value::Flag(true)),
                "no" | "n" | "false" | "0" => Ok(Value::Flag(false)),
                _ => Err((Code::BadText, format!("`{text}` is neither yes nor no"), None)),
            },
            Subject::Field(name) => match self.fields.get(name).map(|values| values.meaning(name, text)) {
                Some(Meaning::Almost(near)) => {
                    let problem = format!("`{text}` is not a value that any rule on `{name}` knows");
                    Err((Code::NearMiss, problem, Some(format!("did you mean `{near}`?").into())))
                }
                Some(Meaning::Is(known)) => Ok(Value::Text(known.to_owned())),
                _ => Ok(Value::Text(text.to_owned())),
            },
        }
    }
}

/// The code of a problem with a value, the problem, and what to do.
pub type Wrong = (Code, String, Option<Help>);

/// A value, or the problem with it.
pub type Read = Result<Value, Wrong>;

/// The id of a grade or an area: by another name given for it, by its id, by its title.
fn named<'a>(
    what: &str,
    code: Code,
    text: &str,
    ids: &(impl Iterator<Item = (&'a str, &'a str)> + Clone),
    others: &[(String, String)],
    suggests: bool,
) -> Read {
    let given = others.iter().map(|(name, id)| (id.as_str(), name.as_str()));
    let mut found = find_name(text, given);
    if found == Named::Nothing {
        found = name_meant(text, ids.clone());
    }
    match found {
        Named::One(id) => return Ok(Value::Text(id.to_owned())),
        Named::Several(several) => {
            let problem = format!("`{text}` names more than one {what}: {}", told_apart(&several));
            let help = Help::asking(name_of(what, text), format!("say which {what} it is"));
            return Err((Code::AmbiguousName, problem, Some(help)));
        }
        Named::Nothing => {}
    }
    let names = ids.clone().flat_map(|(id, title)| [id, title]);
    if ids.clone().next().is_none() {
        return Err((
            code,
            format!("the pay system has no {what}s, and so no `{text}`"),
            Some(format!("leave the {what} out").into()),
        ));
    }
    let known = || suggestion("", ids.clone().map(|(id, _)| id).collect::<Vec<_>>()).unwrap_or_else(String::new);
    let near = suggests.then(|| nearest(text, names)).flatten().map(|near| format!("did you mean `{near}`?"));
    let offered = || match names_with(text, ids.clone()).as_slice() {
        [] => None,
        several if suggests && several.len() <= 24 => Some(format!("which of them: {}?", told_apart(several))),
        _ => None,
    };
    let near = near.or_else(offered).unwrap_or_else(known);
    let words = format!("{}; or say which {what} it is", near.trim_end_matches('?'));
    let help = Help::asking(name_of(what, text), words);
    Err((code, format!("the pay system has no {what} `{text}`"), Some(help)))
}

/// The setting that says which grade or area a name means.
fn name_of(what: &str, text: &str) -> Setting {
    let name = if what == "area" { Setting::AreaName } else { Setting::GradeName };
    name(text.to_owned())
}

fn bad_number(text: &str, what: &str, help: &str) -> Wrong {
    (Code::BadNumber, format!("`{text}` is not {what}"), Some(help.into()))
}

/// A decimal; people also write .6.
fn decimal(text: &str) -> Option<Decimal> {
    let whole = if text.starts_with('.') { format!("0{text}") } else { text.to_owned() };
    parse_decimal(&whole)
}

/// Hours or weeks, above 0.
fn number(text: &str, what: &str, example: &str) -> Read {
    let fits = |number: &Decimal| *number > Decimal::ZERO && number.scale() <= 6 && *number <= Decimal::from(10_000);
    let number = decimal(text).map(|number| number.normalize()).filter(fits);
    number.map(Value::Number).ok_or_else(|| (Code::BadNumber, format!("`{text}` are no {what}"), Some(example.into())))
}

/// A share of full time: 0.6, 60% or 22.2/37.
fn fte(text: &str) -> Read {
    if text.contains('/') {
        let help = "a part of a whole, such as 22.2/37";
        return text.parse().map(Value::Fte).map_err(|_: NotAnFte| bad_number(text, "an FTE", help));
    }
    let number = match text.strip_suffix('%') {
        Some(percent) => decimal(percent.trim()).map(|number| number / Decimal::ONE_HUNDRED),
        None => decimal(text),
    };
    let help = match number {
        Some(number) if number > Decimal::ONE => "1 is full time; a per cent needs its sign: 60%",
        None if decimal(&text.replace(',', ".")).is_some() => "decimals are written with a point: 0.6",
        None if text.starts_with(|letter: char| letter.is_ascii_digit()) && text.contains(['e', 'E']) => {
            "numbers are written out: 0.6, and not 6e-1"
        }
        _ => "a share of full time above 0 and up to 1, with at most six decimals, such as 0.6",
    };
    let wrong = || bad_number(text, "an FTE", help);
    number.and_then(|number| Fte::new(number).ok()).map(Value::Fte).ok_or_else(wrong)
}

/// Full-time posts: 9.73, 1,250 or 300.
fn posts(text: &str) -> Read {
    let plain: String = if written_amount(text).is_some() { text.replace(',', "") } else { text.to_owned() };
    let number = decimal(&plain).map(|number| number.normalize());
    let fits = |number: &Decimal| *number > Decimal::ZERO && number.scale() <= 6 && *number <= Decimal::from(1_000_000_000);
    let wrong = || bad_number(text, "a number of posts", "full-time posts above 0, with at most six decimals, such as 9.73");
    number.filter(fits).map(Value::Posts).ok_or_else(wrong)
}

/// A day, in any of the ways in which people write one: 2006-07-01, or as British spreadsheets have it 01/07/2006.
fn date(text: &str) -> Read {
    let serial = text.len() == 5 && text.bytes().all(|digit| digit.is_ascii_digit());
    let help = |why: NotADay| match why {
        NotADay::NoDay if serial => Help::from("this looks like a spreadsheet's serial number: format the column as dates"),
        NotADay::NoDay => Help::from("such as 2006-07-01 or 01/07/2006"),
        why => why.to_string().into(),
    };
    read_day(text).map(Value::Date).map_err(|why| (Code::BadDate, format!("`{text}` is not a date"), Some(help(why))))
}
