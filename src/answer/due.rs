//! What is due to one member or to everybody in a roster, month by month and element by element.
//!
//! ```
//! use payspine::answer::audit::Whose;
//! use payspine::answer::roster::RosterFiles;
//! use payspine::answer::{InMemory, Question, Session, answer, due};
//! use payspine::calendar::Date;
//!
//! let member = r#"
//! format = 1
//! scale  = "home-office-2006"
//! grade  = "EO"
//! area   = "london"
//! point  = 55
//! since  = 2006-07-01
//! rating = "B"
//! "#;
//! let files = InMemory::new("example").with("member.toml", member.as_bytes());
//! let session = Session::new(&files, Date::constant(2026, 1, 1), &[]);
//! let whose = Whose {
//!     roster: RosterFiles { roster: vec!["member.toml".into()], ..RosterFiles::default() },
//!     from: "2007-06".parse().ok(),
//!     to: "2007-07".parse().ok(),
//!     ..Whose::default()
//! };
//! let question = due::Question { whose, ..due::Question::default() };
//! let report = answer(&Question::Due(question.into()), &session).unwrap().into_report().unwrap();
//! let row: Vec<String> = report.table.rows[2].iter().map(payspine::report::Cell::plain).collect();
//! assert_eq!(row, ["member", "2007-07", "basic", "1686.58"]);
//! assert_eq!(report.json["total"], "3822.58");
//! ```

mod list;
mod one;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, BufWriter, Seek};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use rust_decimal::Decimal;

use self::list::{Doubled, Lines, MOST_WAITING, doubled, keep_id};
use self::one::{one, posts};
use super::audit::{self, Whose};
use super::described::Described;
use super::pay_files::{self, System};
use super::roster::{Block, Mapped, Reading, after_any_row, in_blocks, once};
use super::sorter::Sorter;
use super::{Answer, Body, Failure, Format, MakeScratch, Scratch, Session, items};
use crate::audit::{DueMonth, Terms, Version, due};
use crate::calendar::Period;
use crate::costing::Plan;
use crate::diagnostic::Setting;
use crate::entitlement::{self, Assumption, MemberFault};
use crate::events_file::Happenings;
use crate::money::{Money, with_separators};
use crate::report::{self, DueLine, DueParts, DueView, words};
use crate::roster_file::{Cells, Complaint, KnownNames, RowCounts, Wanted, read_cells};
use crate::scale::{AreaId, GradeId, Scale};
use crate::scale_file::{self, ValueRemarks};
use crate::workforce::{Cell, Subject, folded_id};

/// Whose pay is listed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Question {
    /// Whose pay, when, and what happened to them.
    pub whose: Whose,
    /// The one member, where no file says who it is.
    pub who: Option<Described>,
    /// In which format the result is wanted.
    pub format: Format,
    /// Whether it says why.
    pub explain: bool,
}

/// What the list is made by.
struct List<'a> {
    terms: Arc<Terms>,
    system: &'a System,
    wanted: &'a Wanted,
    known: KnownNames<'a>,
    happened: &'a Happenings,
    /// The ids of those to whom something happened, by what they are folded to.
    folded: HashMap<String, &'a str>,
    plan: Plan,
    full_time_hours: Option<Decimal>,
    explain: bool,
    /// The format in which lines are written as they come; none where people see them.
    parts: Option<DueParts>,
    /// The one person who is asked about, if it is about one.
    only: Option<&'a str>,
    make: MakeScratch,
    written: Mutex<Written>,
    /// Another block was written.
    turn: Condvar,
}

/// The list as far as it is written, on disk: nobody is told half of it.
struct Written {
    /// The number of the block that comes next.
    next: u64,
    lines: BufWriter<Box<dyn Scratch>>,
    /// For people, the first lines, and one more than they are shown.
    rows: Vec<DueLine>,
    /// The id and the line of every row.
    ids: Sorter,
    failed: Option<io::Error>,
}

/// What one thread has listed.
#[derive(Default)]
struct Share {
    members: u64,
    total: Money,
    complaints: Vec<Complaint>,
    /// Those to whom something happened.
    met: BTreeSet<String>,
    /// Ids in the files beside the roster, and those in the roster that are like them.
    alike: BTreeMap<String, String>,
    assumptions: BTreeSet<Assumption>,
    /// The grades that members were in, with their areas.
    stood: BTreeSet<(GradeId, Option<AreaId>)>,
    remarks: ValueRemarks,
}

pub(super) fn answer(question: &Question, session: &Session<'_>) -> Result<Answer, Failure> {
    let whose = &question.whose;
    let alone = match &question.who {
        Some(who) if whose.roster.roster.is_empty() => Some(audit::described(session, whose, who)?),
        Some(_) => {
            let why = "a file says whose pay it is, so that nobody is described beside it; with a roster a name and what it means is NAME=ID";
            return Err(Failure::asks([Setting::GradeNames, Setting::AreaNames], why));
        }
        None => whose.member(session).map(|path| audit::alone(session, whose, path)).transpose()?,
    };
    if let Some(alone) = alone {
        return one(session, question, &alone).map(Answer::from);
    }
    if let Some(paths) = whose.posts() {
        return posts(session, question, paths).map(Answer::from);
    }
    of_roster(question, session)
}

fn of_roster(question: &Question, session: &Session<'_>) -> Result<Answer, Failure> {
    let whose = &question.whose;
    let mapped = Mapped::read(session, &whose.roster.reading)?;
    let system = whose.system(session, &mapped)?;
    mapped.fits(session, &system)?;
    let scale = &system.loaded.value;
    let used = scale_file::used_fields(scale, std::iter::empty());
    let wanted = audit::columns_of_people(&system, &used);
    let known = KnownNames { scale, mapping: &mapped.mapping, fields: &used };
    known.check_defaults(&wanted)?;
    let plan = audit::plan(whose)?;
    pay_files::known_throughout(&system, &[], Period::new(plan.as_at, plan.period.end))?;
    let (happened, beside) = audit::happenings(session, whose, &known)?;
    let terms = terms(scale)?;
    let lines = (session.scratch)().map(BufWriter::new).map_err(|error| on_disk(&error))?;
    let list = List {
        terms: Arc::new(terms),
        system: &system,
        wanted: &wanted,
        known,
        happened: &happened,
        folded: happened.ids().map(|(id, _)| (folded_id(id), id)).collect(),
        plan,
        full_time_hours: whose.full_time_hours,
        explain: question.explain,
        parts: parts(question.format),
        only: whose.id.as_deref(),
        make: session.scratch,
        written: Mutex::new(Written { next: 0, lines, rows: Vec::new(), ids: Sorter::new(session.scratch), failed: None }),
        turn: Condvar::new(),
    };
    let sheet = whose.roster.reading.sheet.as_deref();
    let (columns, open) = (&mapped.mapping.columns, once(session));
    let reading =
        Reading { paths: &whose.roster.roster, sheet, wanted: &wanted, mapping: columns, cut: after_any_row, open: &open };
    let (shares, files) = in_blocks(session, &reading, Share::default, |share, block| list.block(share, block))?;
    let names: Vec<&str> = wanted.subjects().iter().map(Subject::name).collect();
    audit::has_columns(&files.layout, &[audit::ID], &names)?;
    let mut all = shares.into_iter().fold(Share::default(), Share::and);
    all.complaints.extend(files.complaints.iter().cloned());
    let List { terms, written, .. } = list;
    let mut written = written.into_inner().unwrap_or_else(PoisonError::into_inner);
    written.failed.take().map_or(Ok(()), |error| Err(on_disk(&error)))?;
    let Doubled { twice, alike } = doubled(written.ids).map_err(|error| on_disk(&error))?;
    if let Some((line, id)) = twice {
        // Whichever of the two were left out, the other would be a guess.
        return Err(audit::twice(line, &id).diagnostic(&files.lines).into());
    }
    audit::refuse(&all.complaints, &files, whose)?;
    let strangers = audit::strangers(&happened, |id| all.met.contains(id), |id| all.alike.get(id).cloned());
    if !strangers.is_empty() && all.complaints.is_empty() && whose.id.is_none() {
        return Err(strangers.into());
    }
    if all.members == 0 {
        let who = whose.id.as_ref().map_or("nobody".to_owned(), |id| format!("nobody of the id `{id}`"));
        return Err(Failure::Message(format!("the roster has {who}")));
    }
    all.remarks.extend(happened.remarks.clone());
    session.warn(&all.remarks.warnings(&used));
    if let (Some(path), Some(first)) = (&whose.roster.reading.save_mapping, whose.roster.roster.first()) {
        mapped.save(session, path, first, &system)?;
    }
    // What was left out of the files beside the roster is listed, too.
    all.complaints.extend(beside.complaints);
    session.warn(&files.warnings());
    session.warn(&beside.warnings);
    let (lines, rows) = (from_the_start(written.lines)?, written.rows);
    let alike = audit::alike_in_roster(&alike);
    session.warn(alike.as_slice());
    let notes = beside.warnings.iter().chain(&alike).map(report::Assumption::from);
    let of_sources =
        entitlement::assumed_of_staff(terms.now(), plan.period, || &all.stood).into_iter().map(report::Assumption::from);
    let of_pay = of_sources.chain(words::by_sentence(all.assumptions));
    let mut assumptions: Vec<_> = of_pay.chain(mapped.assumed()).chain(files.notes()).chain(notes).collect();
    assumptions.extend(words::by_sentence(all.remarks.understood()));
    assumptions.extend(whose.extract().assumptions());
    let view = DueView {
        scale,
        asked: plan.period,
        members: all.members,
        total: all.total,
        without_promises: None,
        explain: question.explain,
        left_out: audit::left_out(&all.complaints),
        assumptions,
        sources: report::sources(std::iter::once(terms.now()), plan.period.end),
        rows: Some(files.rows()),
        inputs: std::iter::once(&system.input).chain(&mapped.input).chain(&files.inputs).chain(&beside.inputs).cloned().collect(),
    };
    session.say_order(question.format, view.assumptions.iter().filter_map(report::Assumption::of_pay));
    Ok(Answer::of(body(question, &view, lines, &rows)?))
}

/// The format in which a list is written line by line.
fn parts(format: Format) -> Option<DueParts> {
    match format {
        Format::Csv => Some(DueParts::Csv),
        Format::Json => Some(DueParts::Json),
        Format::Table | Format::Markdown | Format::Html | Format::Xlsx => None,
    }
}

/// The list in the format that is wanted.
fn body(question: &Question, view: &DueView<'_>, lines: Box<dyn Scratch>, rows: &[DueLine]) -> Result<Body, Failure> {
    if let Some(parts) = parts(question.format) {
        let frame = parts.frame(view);
        return Ok(Body::Items(Box::new(move |out| items::write_text(&frame, lines, out))));
    }
    if rows.len() > MOST_SHOWN {
        let why = format!(
            "the list has more than {} lines, the most that is shown for people: ask for CSV or JSON, which have any number, for one person \
             or for fewer months",
            with_separators(&MOST_SHOWN.to_string())
        );
        return Err(Failure::asks([Setting::Format, Setting::Id], why));
    }
    Ok(Body::Report(Box::new(report::due(view, rows))))
}

/// So many lines are shown in a format for people, which is in memory whole.
const MOST_SHOWN: usize = 100_000;

/// The pay system as it is known now and was known before.
fn terms(scale: &Arc<Scale>) -> Result<Terms, Failure> {
    Terms::new(Arc::clone(scale))
        .map_err(|_| Failure::Message("the pay system as it was known earlier contradicts itself".into()))
}

fn on_disk(error: &io::Error) -> Failure {
    Failure::Message(format!("cannot keep the list on disk: {error}"))
}

/// What was written, to be read.
fn from_the_start(written: BufWriter<Box<dyn Scratch>>) -> Result<Box<dyn Scratch>, Failure> {
    let mut file = written.into_inner().map_err(|error| on_disk(error.error()))?;
    file.rewind().map_err(|error| on_disk(&error))?;
    Ok(file)
}

impl List<'_> {
    /// Lists what everybody in a block is due.
    /// Returns how many rows it has.
    fn block(&self, share: &mut Share, block: &Block) -> u64 {
        let mut counts = RowCounts::default();
        counts.count(&block.layout, &block.bytes, block.lines);
        let Cells { roster, complaints, remarks, .. } = read_cells(&counts, &block.layout, self.wanted, &self.known);
        share.remarks.extend(remarks);
        let mut wrong: Vec<Complaint> = counts.complaints.iter().cloned().chain(complaints).collect();
        let (mut lines, mut ids) = (Lines::new(block.number, self.make), Vec::new());
        for cell in roster.cells() {
            match audit::id_of(cell, self.system.loaded.value.has_ranges()) {
                Err(more) => wrong.extend(more),
                Ok(id) => {
                    ids.push((cell.origin().line, id.clone()));
                    if self.happened.to(&id).is_some() {
                        share.met.insert(id.clone());
                    } else if !self.folded.is_empty()
                        && let Some(other) = self.folded.get(&folded_id(&id))
                    {
                        share.alike.insert((*other).to_owned(), id.clone());
                    }
                    if self.only.is_none_or(|only| only == id) {
                        match self.lines(share, cell, &id) {
                            Ok(more) => self.add(&mut lines, more),
                            Err(faults) => wrong.extend(audit::misfits(cell, &faults)),
                        }
                    }
                }
            }
        }
        for complaint in wrong {
            audit::keep(&mut share.complaints, complaint);
        }
        self.end(lines, &ids);
        counts.rows
    }

    /// What a member is due, line by line.
    fn lines(&self, share: &mut Share, cell: Cell<'_>, id: &str) -> Result<Vec<DueLine>, Vec<MemberFault>> {
        let member = audit::member_of(cell, id, (self.plan, self.full_time_hours), self.happened);
        let records = Version::new(Arc::clone(&self.terms), member).records(self.plan.period)?;
        let due = due(&self.terms, &records, self.plan.period).map_err(|problem| vec![problem.into()])?;
        let Some(record) = records.last() else { return Ok(Vec::new()) };
        share.members += 1;
        share.total += due.iter().map(DueMonth::total).sum();
        audit::keep_new(&mut share.assumptions, &record.assumptions);
        share.stood.extend(record.places.iter().map(|placed| (placed.standing.grade.clone(), placed.standing.area.clone())));
        Ok(report::due_lines(&self.system.loaded.value, id, record, &due, self.explain))
    }

    /// Adds lines to those of a block. Once they are many they go to the list if it is the block's turn, and else to room of their own.
    fn add(&self, lines: &mut Lines, more: Vec<DueLine>) {
        let Some(parts) = self.parts else {
            let room = (MOST_SHOWN + 1).saturating_sub(lines.rows.len());
            lines.rows.extend(more.into_iter().take(room));
            return;
        };
        lines.text.push_str(&parts.lines(&self.system.loaded.value, &more));
        if lines.text.len() < MOST_WAITING {
            return;
        }
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let done = if written.next == lines.block {
            lines.move_to(&mut written.lines)
        } else {
            drop(written);
            lines.put_aside()
        };
        lines.failed = lines.failed.take().or(done.err());
    }

    /// Writes the rest of a block's lines when its turn has come. Blocks are taken up in order, so the one before is always on its way.
    fn end(&self, mut lines: Lines, ids: &[(u64, String)]) {
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let block = lines.block;
        let mut written = self.turn.wait_while(written, |written| written.next < block).unwrap_or_else(PoisonError::into_inner);
        let done = lines.move_to(&mut written.lines);
        written.failed = written.failed.take().or(lines.failed.take()).or(done.err());
        let room = (MOST_SHOWN + 1).saturating_sub(written.rows.len());
        written.rows.extend(lines.rows.into_iter().take(room));
        for (line, id) in ids {
            keep_id(&mut written.ids, id, *line);
        }
        written.next = block + 1;
        self.turn.notify_all();
    }
}

impl Share {
    fn and(mut self, other: Share) -> Share {
        self.members += other.members;
        self.total += other.total;
        audit::keep_first(&mut self.complaints, other.complaints);
        self.met.extend(other.met);
        self.alike.extend(other.alike);
        self.assumptions.extend(other.assumptions);
        self.stood.extend(other.stood);
        self.remarks.extend(other.remarks);
        self
    }
}
