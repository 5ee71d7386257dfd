//! The values of a roster: each distinct one read once, cells that turn out alike put together.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::combinations::Combinations;
use super::count::RowCounts;
use super::counts::Count;
use super::dictionary::Texts;
use super::header::{Layout, decoded, said_or};
use super::row_facts::RowFacts;
use super::{Complaint, Wanted};
use crate::calendar::Date;
use crate::diagnostic::{Code, Diagnostic, Help, Setting, nearest, suggestion};
use crate::money::{Fte, amount_in, parse_decimal, written_amount};
use crate::scale::{Named, Scale, find_name, told_apart};
use crate::scale_file::{Meaning, UsedFields, ValueRemarks};
use crate::workforce::{Column, Origin, Roster, RosterMapping, Subject, Value};

/// What the values of a roster can be.
#[derive(Clone, Debug)]
pub struct KnownNames<'a> {
    /// The pay system: its grades and areas, by id or by title.
    pub scale: &'a Scale,
    /// What else grades and areas are called, and what holds where nothing is given.
    pub mapping: &'a RosterMapping,
    /// Fields that rules ask for, with the values they know.
    pub fields: &'a UsedFields,
}

impl KnownNames<'_> {
    /// The value that a text has as one of a subject.
    ///
    /// # Errors
    ///
    /// The code of what is wrong, what it is, and what would be right.
    pub fn read(&self, subject: &Subject, text: &str) -> Read {
        Reading::new(subject, self).read(text)
    }

    /// Refuses defaults that cannot be read, or for which there is no use.
    ///
    /// # Errors
    ///
    /// Each of them, with what would be right.
    pub fn check_defaults(&self, wanted: &Wanted) -> Result<(), Vec<Diagnostic>> {
        let mut problems = Vec::new();
        for (column, value) in &self.mapping.defaults {
            let Some(subject) = wanted.subjects().iter().find(|subject| subject.name() == column) else {
                let title = format!("{column} = {value}: nothing here asks for `{column}`");
                let names: Vec<&str> = wanted.subjects().iter().map(Subject::name).collect();
                problems.push(Diagnostic::new(Code::UnknownColumn, title).maybe_help(suggestion(column, names)));
                continue;
            };
            if let Err((code, problem, help)) = Reading::new(subject, self).read(value) {
                problems.push(Diagnostic::new(code, format!("{column} = {value}: {problem}")).maybe_help(help));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

/// The code of what is wrong with a value, what it is, and what would be right.
pub type Wrong = (Code, String, Option<Help>);

/// A value, or what is wrong with it.
pub type Read = Result<Value, Wrong>;

/// What was read from counted rows.
#[derive(Clone, Debug)]
pub struct Cells {
    /// Everyone in a row with nothing wrong.
    pub roster: Roster,
    /// What is wrong with the others.
    pub complaints: Vec<Complaint>,
    /// How many those rows are; one may have several things wrong.
    pub rows_left_out: u64,
    /// What is worth saying of values of fields.
    pub remarks: ValueRemarks,
}

/// Problems that are told apart, and values for which the nearest right one is looked for: of a column that holds something else, as names
/// do, every value is wrong in its own way.
const MOST_PROBLEMS: usize = 1_000;

/// Turns counted rows into a roster. Rows with something wrong are left out of it, and complained of.
pub fn read_cells(counts: &RowCounts, layout: &Layout, wanted: &Wanted, known: &KnownNames<'_>) -> Cells {
    let mut columns: Vec<Reading<'_>> = wanted.subjects().iter().map(|subject| Reading::new(subject, known)).collect();
    let mut complaints: HashMap<(Option<usize>, String), Complaint> = HashMap::new();
    let mut rows_left_out = 0;
    // Rows without head counts are counted by their posts alone.
    let posts_at = wanted.subjects().iter().position(|subject| *subject == Subject::Posts);
    let posts_needed = layout.headcount.is_none() && posts_at.is_some_and(|at| layout.heading(at).is_some());
    let mut complain = |column: Option<usize>, (code, problem, help): Wrong, count: &Count, posts: Decimal| {
        let is_one_more = complaints.len() >= MOST_PROBLEMS && !complaints.contains_key(&(column, problem.clone()));
        let (problem, help) = if is_one_more { ("one of many other such problems".to_owned(), None) } else { (problem, help) };
        let known = complaints.entry((column, problem)).or_insert_with_key(|(_, problem)| Complaint {
            code,
            line: count.line,
            rows: 0,
            staff: Decimal::ZERO,
            cell: None,
            column: column.and_then(|column| counts.heading(column, layout, wanted)),
            problem: problem.clone(),
            help,
        });
        known.rows += count.rows;
        known.staff += Decimal::from(count.staff) * posts;
    };
    // A subject that no file has is blank everywhere.
    let counted: Vec<Option<(usize, &Texts)>> = (0..columns.len()).map(|subject| counts.column(subject)).collect();
    let may_say = |subject: &usize| counted[*subject].is_some() || columns[*subject].default.is_some();
    let said: Vec<usize> = (0..columns.len()).filter(may_say).collect();
    // In the order of lines, so that values and cells are in the order in which they come up.
    let mut roster = Roster::new(said.iter().map(|index| Column::new(columns[*index].subject.clone(), Vec::new())).collect());
    roster.reserve(counts.cells.len());
    let mut of_row: Vec<u32> = Vec::with_capacity(said.len());
    let mut wrong: Vec<(Option<usize>, Wrong)> = Vec::new();
    counts.cells.for_each_by_line(|numbers, count| {
        of_row.clear();
        let mut row = RowFacts::default();
        for index in &said {
            let (number, text) =
                counted[*index].map_or((0, &b""[..]), |(at, texts)| (numbers[at], &*texts[numbers[at] as usize]));
            match columns[*index].place(number, text) {
                Ok((place, says)) => {
                    of_row.push(place);
                    row.add(says);
                }
                Err(problem) => wrong.push((Some(*index), problem)),
            }
        }
        if wrong.is_empty() {
            wrong.extend(row.contradiction(wanted.grade_needed, posts_needed).map(|problem| (None, problem)));
        }
        if wrong.is_empty() {
            roster.push(&of_row, count.staff, Origin { line: count.line, rows: count.rows });
            return;
        }
        rows_left_out += count.rows;
        let posts = posts_at.and_then(|at| columns[at].posts(counted[at].map_or(0, |(place, _)| numbers[place])));
        for (index, problem) in wrong.drain(..) {
            complain(index, problem, &count, posts.unwrap_or(Decimal::ONE));
        }
    });
    // Columns that no file has are none.
    let has = |index: usize| {
        let column = &columns[index];
        column.values.iter().any(|value| *value != Value::Blank)
            || (counted[index].is_some() && wanted.groups.contains(column.subject))
    };
    let kept: Vec<usize> = (0..said.len()).filter(|place| has(said[*place])).collect();
    let has_synonyms = columns.iter().any(|column| column.has_synonyms);
    for (place, index) in said.iter().enumerate() {
        roster.set_values(place, std::mem::take(&mut columns[*index].values));
    }
    if has_synonyms || kept.len() < said.len() {
        roster = with_columns(&roster, &kept);
    }
    let mut complaints: Vec<Complaint> = complaints.into_values().collect();
    complaints.sort_by(|one, two| (one.line, &one.problem).cmp(&(two.line, &two.problem)));
    Cells { roster, complaints, rows_left_out, remarks: remarks(counts, wanted, known) }
}

/// What is worth saying of values of fields that rules ask for.
fn remarks(counts: &RowCounts, wanted: &Wanted, known: &KnownNames<'_>) -> ValueRemarks {
    let mut remarks = ValueRemarks::default();
    for (index, subject) in wanted.subjects().iter().enumerate() {
        let Subject::Field(name) = subject else { continue };
        if known.fields.contains_key(name) {
            let texts = counts.all_texts(index).map(|text| said_or(&decoded(text), None).to_owned());
            let default = known.mapping.default_of(subject).map(str::to_owned);
            for text in texts.chain(default).filter(|text| !text.is_empty() && !text.starts_with('=')) {
                remarks.note(known.fields, name, &text);
            }
        }
    }
    remarks
}

/// A roster with these columns only; cells that are then the same are one.
fn with_columns(roster: &Roster, kept: &[usize]) -> Roster {
    let mut cells = Combinations::new(kept.len());
    for cell in roster.cells() {
        let places: Vec<u32> = kept.iter().map(|place| cell.places()[*place]).collect();
        let Origin { line, rows } = cell.origin();
        cells.add(&places, Count { staff: cell.headcount(), rows, line });
    }
    let mut fewer = Roster::new(kept.iter().map(|place| roster.columns()[*place].clone()).collect());
    fewer.reserve(cells.len());
    cells.for_each_by_line(|places, count| fewer.push(places, count.staff, Origin { line: count.line, rows: count.rows }));
    fewer
}

/// A column as its values are read.
struct Reading<'a> {
    subject: &'a Subject,
    known: &'a KnownNames<'a>,
    /// What holds where nothing is given.
    default: Option<&'a str>,
    /// The place of the value of each text by its number, and what it says, where that is known.
    places: Vec<Option<(u32, RowFacts)>>,
    /// What is wrong with others.
    wrong: HashMap<u32, Wrong>,
    values: Vec<Value>,
    numbers: HashMap<Value, u32>,
    /// Whether two texts have one value, as 1 and 1.0 have.
    has_synonyms: bool,
}

impl<'a> Reading<'a> {
    fn new(subject: &'a Subject, known: &'a KnownNames<'a>) -> Reading<'a> {
        let (places, wrong, values, numbers) = (Vec::new(), HashMap::new(), Vec::new(), HashMap::new());
        let default = known.mapping.default_of(subject);
        Reading { subject, known, default, places, wrong, values, numbers, has_synonyms: false }
    }

    /// The place of a text's value among the distinct ones, and what it says.
    fn place(&mut self, number: u32, text: &[u8]) -> Result<(u32, RowFacts), Wrong> {
        match self.places.get(number as usize) {
            Some(Some(known)) => Ok(*known),
            _ => self.new_place(number, text),
        }
    }

    #[cold]
    fn new_place(&mut self, number: u32, text: &[u8]) -> Result<(u32, RowFacts), Wrong> {
        if let Some(wrong) = self.wrong.get(&number) {
            return Err(wrong.clone());
        }
        let value = match self.read(&decoded(text)) {
            Ok(value) => value,
            Err(wrong) => {
                if self.wrong.len() < MOST_PROBLEMS {
                    self.wrong.insert(number, wrong.clone());
                }
                return Err(wrong);
            }
        };
        let (next, says) = (
            u32::try_from(self.values.len()).expect("a few million values are held at most"),
            RowFacts::by(self.subject, &value),
        );
        let place = *self.numbers.entry(value).or_insert_with_key(|value| {
            self.values.push(value.clone());
            next
        });
        self.has_synonyms |= place != next;
        self.places.resize(self.places.len().max(number as usize + 1), None);
        self.places[number as usize] = Some((place, says));
        Ok((place, says))
    }

    /// The full-time posts that a text says.
    fn posts(&self, number: u32) -> Option<Decimal> {
        let (place, _) = (*self.places.get(number as usize)?)?;
        match self.values.get(place as usize) {
            Some(Value::Posts(posts)) => Some(*posts),
            _ => None,
        }
    }

    fn read(&self, text: &str) -> Read {
        let text = said_or(text, self.default);
        if text.is_empty() {
            return Ok(Value::Blank);
        }
        // An id may begin with anything.
        if text.starts_with('=') && *self.subject != Subject::Field("id".to_owned()) {
            let help = "save the sheet's values, and not its formulas";
            return Err((Code::BadText, format!("`{text}` is a formula"), Some(help.into())));
        }
        let suggests = self.wrong.len() < MOST_PROBLEMS;
        match self.subject {
            Subject::Grade => {
                let ids = self.known.scale.grades.iter().map(|(id, grade)| (id.as_str(), grade.title.as_str()));
                named("grade", Code::UnknownGrade, text, &ids, &self.known.mapping.grades, suggests)
            }
            Subject::Area => {
                let ids = self.known.scale.areas.iter().map(|(id, title)| (id.as_str(), title.as_str()));
                named("area", Code::UnknownArea, text, &ids, &self.known.mapping.areas, suggests)
            }
            Subject::Point | Subject::Target => Ok(Value::Point(text.into())),
            Subject::Salary => {
                let currency = &self.known.scale.currency;
                amount_in(text, currency).map(Value::Salary).map_err(|fault| {
                    let problem = fault.says(text, "an annual salary", currency);
                    (Code::BadNumber, problem, Some("such as 23,450 or 23,450.00".into()))
                })
            }
            Subject::Fte => fte(text),
            Subject::Posts => posts(text),
            Subject::Since | Subject::PointSince => date(text),
            Subject::Protected => match text.to_lowercase().as_str() {
                "yes" | "y" | "true" | "1" => Ok(Value::Flag(true)),
                "no" | "n" | "false" | "0" => Ok(Value::Flag(false)),
                _ => Err((Code::BadText, format!("`{text}` is neither yes nor no"), None)),
            },
            Subject::Field(name) => match self.known.fields.get(name).map(|values| values.meaning(name, text)) {
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
        found = find_name(text, ids.clone().map(|(id, _)| (id, id)));
    }
    if found == Named::Nothing {
        found = find_name(text, ids.clone());
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
    let near = near.unwrap_or_else(known);
    let words = format!("{}; or say which {what} it is", near.trim_end_matches('?'));
    let help = Help::asking(name_of(what, text), words);
    Err((code, format!("the pay system has no {what} `{text}`"), Some(help)))
}

/// What says which grade or area a name means.
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

/// A share of full time: 0.6, or 60%.
fn fte(text: &str) -> Read {
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

/// A day: 2006-07-01, or as British spreadsheets write it 01/07/2006.
fn date(text: &str) -> Read {
    let british = || {
        let mut parts = text.split('/');
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        let fits = parts.next().is_none() && day.len() <= 2 && month.len() <= 2 && year.len() == 4;
        let number = |part: &str| part.parse::<i16>().ok();
        let small = |part: &str| number(part).and_then(|number| i8::try_from(number).ok());
        Date::new(number(year).filter(|_| fits)?, small(month)?, small(day)?).ok()
    };
    let iso = || text.parse::<Date>().ok().filter(|_| text.len() == 10);
    let serial = text.len() == 5 && text.bytes().all(|digit| digit.is_ascii_digit());
    let help = if serial {
        "this looks like a spreadsheet's serial number: format the column as dates"
    } else {
        "such as 2006-07-01 or 01/07/2006"
    };
    let wrong = || (Code::BadDate, format!("`{text}` is not a date"), Some(Help::from(help)));
    iso().or_else(british).map(Value::Date).ok_or_else(wrong)
}
