//! What is asked of a roster: which columns are read, and which of their values make a difference.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::fast::AlikeValues;
use crate::diagnostic::{Code, Diagnostic, Setting};
use crate::scale_file::UsedFields;
use crate::workforce::{RosterMapping, Subject};

/// The column of head counts.
pub const HEADCOUNT: &str = "headcount";

/// Which columns matter: all that the engine knows, then fields.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    subjects: Vec<Subject>,
    /// Whether there is no pay without a grade.
    pub(super) grade_needed: bool,
    /// For each subject, how its values are told apart where some are counted as one.
    pub(super) alike: Vec<Option<Arc<AlikeValues>>>,
    /// What groups are made by: kept even where a file has nothing in it.
    pub(super) groups: BTreeSet<Subject>,
    /// Whether the file is a roster, and not one of other lines.
    roster: bool,
    /// What says which column holds what, where that can be said.
    pub(super) named_by: Option<NamedBy>,
}

/// Where it is said which column of a table holds what.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NamedBy {
    /// Among the columns of the roster.
    Columns,
    /// Among those of the payslips.
    PayslipColumns,
}

impl NamedBy {
    /// What says which sheet of a workbook is meant.
    pub(crate) fn sheet(self) -> Setting {
        match self {
            NamedBy::Columns => Setting::Sheet,
            NamedBy::PayslipColumns => Setting::PayslipSheet,
        }
    }

    /// What says which column holds a thing of this name.
    pub(crate) fn setting(self, name: &str) -> Setting {
        match self {
            NamedBy::Columns => Setting::Column(name.to_owned()),
            NamedBy::PayslipColumns => Setting::PayslipColumn(name.to_owned()),
        }
    }
}

impl Wanted {
    /// Whether everyone needs a grade, as they do where the pay system has ranges; what the engine knows, the fields that rules ask for, and those that groups are made by.
    pub fn new<'a>(grade_needed: bool, fields: impl IntoIterator<Item = &'a str>) -> Wanted {
        let known = Subject::WORDS.into_iter().map(|(_, subject)| subject);
        let fields: BTreeSet<Subject> = fields.into_iter().map(Subject::named).collect();
        let more = fields.into_iter().filter(|subject| matches!(subject, Subject::Field(_)));
        let subjects: Vec<Subject> = known.chain(more).collect();
        let (groups, named_by) = (BTreeSet::new(), Some(NamedBy::Columns));
        Wanted { alike: vec![None; subjects.len()], subjects, grade_needed, groups, roster: true, named_by }
    }

    /// Only these columns, whatever they are called.
    pub fn only(columns: &[&str]) -> Wanted {
        let subjects: Vec<Subject> = columns.iter().map(|column| Subject::Field((*column).to_owned())).collect();
        let groups = BTreeSet::new();
        Wanted { alike: vec![None; subjects.len()], subjects, grade_needed: false, groups, roster: false, named_by: None }
    }

    /// What says which sheet of a workbook is meant, where that can be said.
    pub(crate) fn sheet(&self) -> Option<Setting> {
        self.named_by.map(NamedBy::sheet)
    }

    /// The same where this says which column holds what.
    #[must_use]
    pub fn named_by(mut self, named_by: NamedBy) -> Wanted {
        self.named_by = Some(named_by);
        self
    }

    /// That a file has no header, and what one is like.
    pub(super) fn without_header(&self, name: &str, roster: &str) -> Diagnostic {
        let header: Vec<&str> = self.subjects.iter().map(Subject::name).filter(|name| !name.starts_with("payspine-")).collect();
        let of_others = || ("it", format!("such as {}", header.join(",")));
        let (what, help) = if self.roster { ("a roster", roster.to_owned()) } else { of_others() };
        Diagnostic::new(Code::NotCsv, format!("{name} is empty: {what} begins with a header")).help(help)
    }

    /// The same where only costs are wanted: what groups are made by is kept even where it is blank, and of other fields values that no
    /// rule tells apart are counted as one. What is then read has one of them in place of all.
    #[must_use]
    pub fn for_costing(mut self, used: &UsedFields, mapping: &RosterMapping, group_by: &[Vec<String>]) -> Wanted {
        self.groups = group_by.iter().flatten().map(|column| Subject::named(column)).collect();
        for (subject, alike) in self.subjects.iter().zip(&mut self.alike).filter(|(subject, _)| !self.groups.contains(subject)) {
            let Subject::Field(name) = subject else { continue };
            let default = mapping.default_of(subject).map(str::to_owned);
            *alike = used.get(name).map(|values| Arc::new(AlikeValues::new(name, values.clone(), default)));
        }
        self
    }

    /// In the order in which cells are kept.
    pub fn subjects(&self) -> &[Subject] {
        &self.subjects
    }
}
