//! One question being answered: its files, the day, and what is said beside the result.

use std::any::Any;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::files::{Files, MakeScratch, in_memory};
use super::{Format, Question};
use crate::calendar::Date;
use crate::diagnostic::{Diagnostic, Source};
use crate::entitlement::{Assumption, SettlementAssumption};
use crate::report::{Input, words};
use crate::scale_file::{Description, Wording};

/// Something that is said beside a result.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Said {
    /// Warnings, shown together.
    Warnings(Vec<Diagnostic>),
    /// A line.
    Line(String),
}

/// A pay file's text, and what it hashes to.
#[derive(Clone)]
pub(crate) struct Text {
    pub(crate) source: Arc<Source>,
    pub(crate) input: Input,
}

/// A question being answered. Everything that an answer depends on is here or in the question: there is no clock, no disk and no
/// environment behind it.
pub struct Session<'a> {
    /// The files that the question names.
    pub files: &'a dyn Files,
    /// The day on which it is asked, by which the age of sources is judged.
    pub today: Date,
    /// The question as it was typed or is shown, word by word, without the program's name: what a report says that it was made by.
    pub words: &'a [String],
    /// Whether there is somebody who looks at pictures, whatever format was asked for.
    pub shows_pictures: bool,
    /// How what describes a member is written where messages point into it.
    pub wording: Wording,
    /// Makes room for what is too much for memory: in memory all the same, unless there is a disk.
    pub scratch: MakeScratch,
    /// Reads the command line that a report carries, word by word, if it asks a question.
    pub read_command: fn(&[String]) -> Option<Question>,
    /// What was worked out of these files for earlier questions, if anybody keeps that.
    pub memory: Option<(&'a str, &'a Memory)>,
    said: RefCell<Vec<Said>>,
    /// Files to be written once the question is answered: their paths and texts.
    saves: RefCell<Vec<(PathBuf, String)>>,
    /// The pay files that were read, by their real paths: each is read once, whoever asks for it.
    texts: RefCell<HashMap<PathBuf, Text>>,
}

impl<'a> Session<'a> {
    /// A question about some files on a day.
    pub fn new(files: &'a dyn Files, today: Date, words: &'a [String]) -> Session<'a> {
        Session {
            files,
            today,
            words,
            shows_pictures: false,
            wording: Wording { name: "what was asked", begin: "", key: |key| format!("{key}:") },
            scratch: in_memory,
            read_command: |_| None,
            memory: None,
            said: RefCell::default(),
            saves: RefCell::default(),
            texts: RefCell::default(),
        }
    }

    /// Says warnings beside the result.
    pub fn warn(&self, warnings: &[Diagnostic]) {
        if !warnings.is_empty() {
            self.said.borrow_mut().push(Said::Warnings(warnings.to_vec()));
        }
    }

    /// Says a line beside the result.
    pub fn say(&self, line: impl Into<String>) {
        self.said.borrow_mut().push(Said::Line(line.into()));
    }

    /// Says which order was taken where an agreement leaves it open, beside a format that has no room for what was assumed.
    pub(crate) fn say_order<'l>(&self, format: Format, assumptions: impl IntoIterator<Item = &'l Assumption>) {
        if format == Format::Csv {
            let of_order = |assumption: &&Assumption| {
                matches!(assumption, Assumption::Settlement { what: SettlementAssumption::NoOrder { .. }, .. })
            };
            let list = words::assumptions(assumptions.into_iter().filter(of_order));
            list.into_iter().collect::<BTreeSet<_>>().into_iter().for_each(|line| self.say(line));
        }
    }

    /// What was said so far, in order.
    pub fn said(&self) -> Vec<Said> {
        self.said.borrow().clone()
    }

    /// Leaves a text to be written to a file, once the question is answered.
    pub fn save(&self, path: &Path, text: String) {
        self.saves.borrow_mut().push((path.to_owned(), text));
    }

    /// What is to be written, in order.
    pub fn saves(&self) -> Vec<(PathBuf, String)> {
        self.saves.borrow().clone()
    }

    /// A description of a member that begins with the name of the question.
    pub(crate) fn description(&self, question: &str) -> Description {
        Description::new(question, self.wording)
    }

    /// A pay file that was read for this question.
    pub(crate) fn text(&self, path: &Path) -> Option<Text> {
        self.texts.borrow().get(&self.files.real(path)).cloned()
    }

    /// Keeps a pay file that was read.
    pub(crate) fn keep(&self, path: &Path, text: Text) {
        self.texts.borrow_mut().insert(self.files.real(path), text);
    }

    /// What `work` makes, or made before of the same files with the same `key`.
    pub(crate) fn remembered<T, E>(&self, key: impl FnOnce() -> String, work: impl FnOnce() -> Result<T, E>) -> Result<Arc<T>, E>
    where
        T: Send + Sync + 'static,
    {
        let Some((of, memory)) = self.memory else { return work().map(Arc::new) };
        let key = format!("{of} {}", key());
        if let Some(made) = memory.get(&key) {
            return Ok(made);
        }
        let made = Arc::new(work()?);
        memory.keep(key, Arc::clone(&made) as Arc<dyn Any + Send + Sync>);
        Ok(made)
    }
}

/// So much is kept.
const MOST_KEPT: usize = 4;

/// What was worked out of files, so that the next question about them need not read them again.
#[derive(Default)]
pub struct Memory(Mutex<Vec<(String, Arc<dyn Any + Send + Sync>)>>);

impl Memory {
    fn lock(&self) -> MutexGuard<'_, Vec<(String, Arc<dyn Any + Send + Sync>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get<T: Send + Sync + 'static>(&self, key: &str) -> Option<Arc<T>> {
        let known = self.lock().iter().find(|(known, _)| known == key).map(|(_, made)| Arc::clone(made))?;
        known.downcast().ok()
    }

    fn keep(&self, key: String, made: Arc<dyn Any + Send + Sync>) {
        let mut all = self.lock();
        all.retain(|(known, _)| *known != key);
        all.insert(0, (key, made));
        all.truncate(MOST_KEPT);
    }

    /// Forgets what was worked out of files of this id.
    pub fn forget(&self, id: &str) {
        self.lock().retain(|(key, _)| !key.starts_with(id));
    }
}
