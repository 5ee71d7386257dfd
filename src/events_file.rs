//! What happened to members of a roster: changes on a day, and days away, in CSV or in the sheet of a workbook.
//!
//! `id,on,field,value` has a line for each change; the day is the first of the new state, and with the field `last-day` the last day of
//! service. `id,kind,from,to` has a line for each absence, first and last day included. `id,month,payment,hours` has a line for what was worked
//! in a month that is paid by the hour or session.

use std::collections::BTreeMap;

use csv::ByteRecord;

use crate::calendar::{Date, Month, NotADay, Period, day_after, read_day};
use crate::delimited::{Rows, is_blank};
use crate::diagnostic::{Code, Help, suggestion};
use crate::money::parse_decimal;
use crate::roster_file::{Complaint, KnownNames, Layout, Wrong, decoded};
use crate::scale::{MoveKind, PaymentId};
use crate::scale_file::ValueRemarks;
use crate::workforce::{
    Absence, AbsenceKind, Event, FieldChange, Hours, MOST_OF_ONE_MEMBER, Member, Position, Subject, Value, Weeks, Worked,
};

/// The columns of changes.
pub const EVENT_COLUMNS: [&str; 4] = ["id", "on", "field", "value"];
/// The columns of days away.
pub const ABSENCE_COLUMNS: [&str; 4] = ["id", "kind", "from", "to"];
/// The columns of hours and sessions worked.
pub const WORKED_COLUMNS: [&str; 4] = ["id", "month", "payment", "hours"];
/// The field of a change that says that a loss of its day is protected.
const PROTECT: &str = "protect";
/// The field of a change that says who leaves.
pub const LAST_DAY: &str = "last-day";

/// Months of one member in which something was worked, each payment counting.
const MOST_WORKED: usize = 5_000;

/// What happened to each member, by id.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Happenings {
    by_id: BTreeMap<String, Happened>,
    /// What is worth saying of values of fields.
    pub remarks: ValueRemarks,
}

/// What happened to one member.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Happened {
    /// Changes, by day.
    pub events: Vec<Event>,
    /// Days away, by first day.
    pub absences: Vec<Absence>,
    /// Hours and sessions worked.
    pub worked: Vec<Worked>,
    /// The last day of service.
    pub last_day: Option<Date>,
    /// The first line that says any of it.
    pub line: u64,
    /// The lines of the changes, with their days.
    lines: Vec<(Date, u64)>,
}

/// A row of either file: its line, and its cells in the order of the columns above.
pub type Row = (u64, Vec<String>);

/// The rows of a block with four such columns; `before` lines are before it. Blank ones are left out.
pub fn rows(layout: &Layout, block: &[u8], before: u64) -> Vec<Result<Row, Box<Complaint>>> {
    let (mut reader, mut row) = (Rows::new(block, layout.separator()), ByteRecord::new());
    let mut rows = Vec::new();
    loop {
        let line = match reader.read(&mut row) {
            Ok(Some(start)) => before + start.line,
            Ok(None) => return rows,
            Err(fault) => {
                rows.push(Err(Box::new(layout.broken(&fault, before))));
                return rows;
            }
        };
        if is_blank(&row) {
            continue;
        }
        let cell =
            |column: usize| layout.column(column).and_then(|place| row.get(place)).map(|cell| decoded(cell).trim().to_owned());
        rows.push(match layout.misfit(&row, line) {
            Some(complaint) => Err(Box::new(complaint)),
            // A file without one of the columns is refused as a whole.
            None => Ok((line, (0..4).map_while(cell).collect())),
        });
    }
}

impl Happenings {
    /// Whether anything changed for anybody.
    pub fn has_events(&self) -> bool {
        self.by_id.values().any(|happened| !happened.events.is_empty())
    }

    /// Takes in a change.
    ///
    /// # Errors
    ///
    /// What is wrong with the row.
    pub fn event(&mut self, (line, cells): &Row, known: &KnownNames<'_>) -> Result<(), Box<Complaint>> {
        let [id, on, field, value] = cells.as_slice() else { return Ok(()) };
        let wrong = |column: &str, code, problem: String, help: Option<String>| {
            complaint(*line, column, (code, problem, help.map(Help::from)))
        };
        let on = read_day(on).map_err(|why| wrong("on", Code::BadDate, format!("`{on}` is not a day"), Some(of_a_day(&why))))?;
        let happened = self.of(id, *line);
        if happened.lines.len() >= MOST_OF_ONE_MEMBER {
            return Err(too_many(*line, MOST_OF_ONE_MEMBER, "changes"));
        }
        let field = field.trim().to_lowercase().replace([' ', '_'], "-");
        if field == LAST_DAY {
            if !matches!(value.to_lowercase().as_str(), "" | "yes" | "true") && read_day(value) != Ok(on) {
                let help = "the day is that of the column `on`".to_owned();
                return Err(wrong("value", Code::BadText, format!("`{value}` says nothing of a last day"), Some(help)));
            }
            happened.last_day = Some(on);
            return Ok(());
        }
        let of_the_start = [Subject::Protected, Subject::Posts, Subject::FullTimeHours, Subject::ServiceSince];
        let subject = Subject::named(&field);
        if of_the_start.contains(&subject) {
            return Err(wrong("field", Code::UnknownField, format!("an event cannot change `{field}`"), None));
        }
        let change = if field == PROTECT {
            if !matches!(value.to_lowercase().as_str(), "" | "yes" | "true") {
                let help = "`yes`: what changes on the day is not of the member's choosing".to_owned();
                return Err(wrong("value", Code::BadText, format!("`{value}` says nothing of protection"), Some(help)));
            }
            FieldChange::Protect
        } else if let Some(of_a_move) = of_a_move(&field, value) {
            of_a_move.map_err(|(code, problem, help)| wrong("value", code, problem, Some(help)))?
        } else if subject == Subject::Weeks && Weeks::is_all_year(value) {
            FieldChange::Weeks(None)
        } else {
            let read = known.read(&subject, value).map_err(|why| complaint(*line, "value", why))?;
            change(&subject, read).ok_or_else(|| {
                wrong("value", Code::BadText, "nothing to change to is given".into(), Some(format!("the new {field}")))
            })?
        };
        if let (FieldChange::Field(name, _), true) = (&change, known.fields.get(&field).is_none()) {
            let names = Subject::WORDS.iter().map(|(word, _)| *word).chain(known.fields.keys().map(String::as_str));
            let help = suggestion(name, names.chain([PROTECT]).chain(OF_A_MOVE).collect::<Vec<_>>());
            return Err(wrong("field", Code::UnknownField, format!("no rule of this pay system asks for `{name}`"), help));
        }
        if let FieldChange::Field(name, _) = &change {
            self.remarks.note(known.fields, name, value);
        }
        let happened = self.of(id, *line);
        happened.lines.push((on, *line));
        match happened.events.iter_mut().find(|event| event.on == on) {
            Some(event) => event.changes.push(change),
            None => happened.events.push(Event { on, changes: vec![change] }),
        }
        happened.events.sort_by_key(|event| event.on);
        Ok(())
    }

    /// Takes in days away.
    ///
    /// # Errors
    ///
    /// What is wrong with the row.
    pub fn absence(&mut self, (line, cells): &Row) -> Result<(), Box<Complaint>> {
        let [id, kind, from, to] = cells.as_slice() else { return Ok(()) };
        let wrong = |column: &str, code, problem: String, help: Option<String>| {
            complaint(*line, column, (code, problem, help.map(Help::from)))
        };
        let known = AbsenceKind::WORDS.iter().find(|(word, _)| kind.to_lowercase() == *word);
        let Some((_, known)) = known else {
            let help = suggestion(kind, AbsenceKind::WORDS.iter().map(|(word, _)| *word).collect::<Vec<_>>());
            return Err(wrong("kind", Code::BadText, format!("`{kind}` is no kind of absence"), help));
        };
        let day = |column: &str, text: &str| {
            read_day(text).map_err(|why| wrong(column, Code::BadDate, format!("`{text}` is not a day"), Some(of_a_day(&why))))
        };
        let (from, to) = (day("from", from)?, day("to", to)?);
        if to < from {
            return Err(wrong("to", Code::DatesOutOfOrder, "the absence ends before it begins".into(), None));
        }
        let happened = self.of(id, *line);
        if happened.absences.len() >= MOST_OF_ONE_MEMBER {
            return Err(too_many(*line, MOST_OF_ONE_MEMBER, "absences"));
        }
        happened.absences.push(Absence::new(*known, Period::new(from, day_after(to))));
        happened.absences.sort_by_key(|absence| absence.period.start);
        Ok(())
    }

    /// Takes in hours or sessions worked.
    ///
    /// # Errors
    ///
    /// What is wrong with the row.
    pub fn worked(&mut self, (line, cells): &Row, known: &KnownNames<'_>) -> Result<(), Box<Complaint>> {
        let [id, month, payment, number] = cells.as_slice() else { return Ok(()) };
        let wrong = |column: &str, code, problem: String, help: Option<String>| {
            complaint(*line, column, (code, problem, help.map(Help::from)))
        };
        let month = month.parse::<Month>().map_err(|_| {
            let help = "a month is written as 2022-04".to_owned();
            wrong("month", Code::BadDate, format!("`{month}` is not a month"), Some(help))
        })?;
        if known.scale.worked_payments().all(|known| known.as_str() != payment) {
            let help = suggestion(payment, known.scale.worked_payments().map(PaymentId::as_str).collect::<Vec<_>>());
            let problem = format!("no payment `{payment}` goes by hours or sessions worked");
            return Err(wrong("payment", Code::UnknownPayment, problem, help));
        }
        let number = parse_decimal(number).filter(|number| !number.is_sign_negative()).ok_or_else(|| {
            wrong("hours", Code::BadNumber, format!("`{number}` is no number of hours"), Some("such as 12.5".to_owned()))
        })?;
        let happened = self.of(id, *line);
        if happened.worked.len() >= MOST_WORKED {
            return Err(too_many(*line, MOST_WORKED, "months with hours worked"));
        }
        happened.worked.push(Worked { month, payment: payment.as_str().into(), number });
        Ok(())
    }

    fn of(&mut self, id: &str, line: u64) -> &mut Happened {
        self.by_id.entry(id.to_owned()).or_insert_with(|| Happened { line, ..Happened::default() })
    }

    /// What happened to a member.
    pub fn to(&self, id: &str) -> Option<&Happened> {
        self.by_id.get(id)
    }

    /// Everyone to whom something happened.
    pub fn ids(&self) -> impl Iterator<Item = (&str, &Happened)> {
        self.by_id.iter().map(|(id, happened)| (id.as_str(), happened))
    }
}

impl Happened {
    /// The line of the events that says what happens on a day.
    pub fn line_of(&self, on: Date) -> Option<u64> {
        self.lines.iter().find(|(day, _)| *day == on).map(|(_, line)| *line)
    }

    /// The member with what happened to them.
    #[must_use]
    pub fn on(&self, mut member: Member) -> Member {
        member.events.extend(self.events.iter().cloned());
        member.absences.extend(self.absences.iter().cloned());
        member.worked.extend(self.worked.iter().cloned());
        member.last_day = self.last_day.or(member.last_day);
        member
    }
}

/// What to do about a day that cannot be read.
fn of_a_day(why: &NotADay) -> String {
    match why {
        NotADay::NoDay => "a day is written as 2007-07-01 or 1/7/2007".to_owned(),
        why => why.to_string(),
    }
}

/// The fields of a change that say what sort of move to another grade it is, its last day where it is for a time, and from when waits
/// count after it.
const OF_A_MOVE: [&str; 4] = ["kind", "temporary-to", "since", "point-since"];

/// A change that says more of a move; `None` where the field says something else.
fn of_a_move(field: &str, value: &str) -> Option<Result<FieldChange, (Code, String, String)>> {
    let day = || read_day(value).map_err(|why| (Code::BadDate, format!("`{value}` is not a day"), of_a_day(&why)));
    Some(match field {
        "kind" => {
            let known = MoveKind::WORDS.iter().find(|(word, _)| value.to_lowercase() == *word);
            let words = || MoveKind::WORDS.map(|(word, _)| word).join(", ");
            let wrong = || (Code::BadText, format!("`{value}` is no kind of move to another grade"), words());
            known.map(|(_, kind)| FieldChange::Kind(*kind)).ok_or_else(wrong)
        }
        "temporary-to" => day().map(|last| FieldChange::Temporary(day_after(last))),
        "since" => day().map(FieldChange::Since),
        "point-since" => day().map(FieldChange::PointSince),
        _ => return None,
    })
}

fn too_many(line: u64, most: usize, what: &str) -> Box<Complaint> {
    complaint(line, "id", (Code::TooLarge, format!("more than {most} {what} of one person, the most that are read"), None))
}

/// What is wrong with a cell of a row.
fn complaint(line: u64, column: &str, (code, problem, help): Wrong) -> Box<Complaint> {
    Box::new(Complaint { column: Some(column.to_owned()), help, ..Complaint::of_row(code, line, problem, "") })
}

/// The change to a value; `None` to nothing.
fn change(subject: &Subject, value: Value) -> Option<FieldChange> {
    Some(match (subject, value) {
        (_, Value::Blank) => return None,
        (Subject::Grade, Value::Text(grade)) => FieldChange::Grade(grade.as_str().into()),
        (Subject::Area, Value::Text(area)) => FieldChange::Area(area.as_str().into()),
        (Subject::Target, Value::Point(point)) => FieldChange::Target(point),
        (_, Value::Point(point)) => FieldChange::Position(Position::Point(point)),
        (_, Value::Salary(salary)) => FieldChange::Position(Position::Salary(salary)),
        (_, Value::Fte(fte)) => FieldChange::Hours(Hours::Fte(fte)),
        (Subject::Hours, Value::Number(hours)) => FieldChange::Hours(Hours::Weekly(hours)),
        (Subject::AnnualHours, Value::Number(hours)) => FieldChange::Hours(Hours::Annual(hours)),
        (Subject::Weeks, Value::Number(weeks)) => FieldChange::Weeks(Some(Weeks::AtWork(weeks))),
        (_, Value::Number(weeks)) => FieldChange::Weeks(Some(Weeks::Paid(weeks))),
        (subject, value) => FieldChange::Field(subject.name().to_owned(), value.to_string()),
    })
}
