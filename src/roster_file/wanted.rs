//! What is asked of a roster: which columns are read, and which of their values make a difference.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::fast::AlikeValues;
use crate::diagnostic::{Code, Diagnostic, Setting};
use crate::scale_file::UsedFields;
use crate::workforce::{RosterMapping, Subject};

/// The name of the column of head counts.
pub const HEADCOUNT: &str = "headcount";

/// The columns that are read: all that the engine knows, then fields that rules ask for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    subjects: Vec<Subject>,
    /// True if a row without a grade cannot be priced.
    pub(super) grade_needed: bool,
    /// For each subject, which of its values are counted as one, if any are.
    pub(super) alike: Vec<Option<Arc<AlikeValues>>>,
    /// The columns that results are grouped by: kept even if every cell of them is blank.
    pub(super) groups: BTreeSet<Subject>,
    /// True for a roster, false for files of other lines, such as payslips.
    roster: bool,
    /// The setting that maps columns, if there is one.
    pub(super) named_by: Option<NamedBy>,
}

/// Which file's columns a setting maps.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NamedBy {
    /// The roster's.
    Columns,
    /// The payslips'.
    PayslipColumns,
}

impl NamedBy {
    /// The setting that chooses a sheet of the workbook.
    pub(crate) fn sheet(self) -> Setting {
        match self {
            NamedBy::Columns => Setting::Sheet,
            NamedBy::PayslipColumns => Setting::PayslipSheet,
        }
    }

    /// The setting that maps the column of this name.
    pub(crate) fn setting(self, name: &str) -> Setting {
        match self {
            NamedBy::Columns => Setting::Column(name.to_owned()),
            NamedBy::PayslipColumns => Setting::PayslipColumn(name.to_owned()),
        }
    }
}

impl Wanted {
    /// The columns of a roster: what the engine knows, and these fields. Every row needs a grade if the pay system has ranges.
    pub fn new<'a>(grade_needed: bool, fields: impl IntoIterator<Item = &'a str>) -> Wanted {
        let known = Subject::WORDS.into_iter().map(|(_, subject)| subject);
        let fields: BTreeSet<Subject> = fields.into_iter().map(Subject::named).collect();
        let more = fields.into_iter().filter(|subject| matches!(subject, Subject::Field(_)));
        let subjects: Vec<Subject> = known.chain(more).collect();
        let (groups, named_by) = (BTreeSet::new(), Some(NamedBy::Columns));
        Wanted { alike: vec![None; subjects.len()], subjects, grade_needed, groups, roster: true, named_by }
    }

    /// Only these columns, for a file that is no roster.
    pub fn only(columns: &[&str]) -> Wanted {
        let subjects: Vec<Subject> = columns.iter().map(|column| Subject::Field((*column).to_owned())).collect();
        let groups = BTreeSet::new();
        Wanted { alike: vec![None; subjects.len()], subjects, grade_needed: false, groups, roster: false, named_by: None }
    }

    /// The setting that chooses a sheet of the workbook, if there is one.
    pub(crate) fn sheet(&self) -> Option<Setting> {
        self.named_by.map(NamedBy::sheet)
    }

    /// The same with the setting that maps columns.
    #[must_use]
    pub fn named_by(mut self, named_by: NamedBy) -> Wanted {
        self.named_by = Some(named_by);
        self
    }

    /// The problem of a file without a header, with an example of one.
    pub(super) fn without_header(&self, name: &str, roster: &str) -> Diagnostic {
        let header: Vec<&str> = self.subjects.iter().map(Subject::name).filter(|name| !name.starts_with("payspine-")).collect();
        let of_others = || ("it", format!("such as {}", header.join(",")));
        let (what, help) = if self.roster { ("a roster", roster.to_owned()) } else { of_others() };
        Diagnostic::new(Code::NotCsv, format!("{name} is empty: {what} begins with a header")).help(help)
    }

    /// The same for a costing. Columns to group by are kept even if they are blank. In other fields, values that no rule tells apart are
    /// counted as one, and the roster has the first of them for all.
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

    /// Whether results are grouped by a column.
    pub fn groups_by(&self, subject: &Subject) -> bool {
        self.groups.contains(subject)
    }

    /// The columns, in the order in which a roster keeps them.
    pub fn subjects(&self) -> &[Subject] {
        &self.subjects
    }
}
