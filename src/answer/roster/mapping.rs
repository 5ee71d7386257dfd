//! What a roster's headings and names mean: from the command line and from a mapping's file, together.

use std::path::{Path, PathBuf};

use super::RosterReading;
use crate::answer::pay_files::{self, System};
use crate::answer::{Failure, Session};
use crate::diagnostic::{Code, Diagnostic, suggestion};
use crate::report::{Assumption, Input, ReadAssumption};
use crate::scale::Scale;
use crate::scale_file::{self, Document, FileKind, Loaded};
use crate::workforce::{Pairs, RosterMapping};

/// How a roster is to be read.
#[derive(Default)]
pub(in crate::answer) struct Mapped {
    /// What the command line says, then what the file says.
    pub(in crate::answer) mapping: RosterMapping,
    given: RosterMapping,
    file: Option<Loaded<RosterMapping>>,
    /// The mapping's file, if there is one.
    pub(in crate::answer) input: Option<Input>,
    path: PathBuf,
}

impl Mapped {
    /// Reads the mapping that is named, and puts what the command line says before it.
    pub(in crate::answer) fn read(session: &Session<'_>, question: &RosterReading) -> Result<Mapped, Failure> {
        let given = RosterMapping {
            columns: question.column.clone(),
            grades: question.grade.clone(),
            areas: question.area.clone(),
            defaults: question.default.clone(),
            ..RosterMapping::default()
        };
        let Some(path) = &question.mapping else {
            return Ok(Mapped { mapping: given.clone(), given, ..Mapped::default() });
        };
        let id = path.to_str().unwrap_or("");
        let text = match scale_file::mapping_text(id) {
            Some(text) => pay_files::shipped_text(id, Some(text))?,
            None if !session.files.is_there(path) => return Err(unknown(id)),
            None => pay_files::read_as(session, path, FileKind::Mapping)?,
        };
        let loaded = scale_file::read_mapping(&text.source)?;
        session.warn(&loaded.warnings);
        let (file, ours) = (loaded.value.as_ref().clone(), given.clone());
        let mapping = RosterMapping {
            columns: first_of(ours.columns, file.columns),
            grades: first_of(ours.grades, file.grades),
            areas: first_of(ours.areas, file.areas),
            defaults: first_of(ours.defaults, file.defaults),
            // Elements and columns of payslips are given beside these.
            ..file
        };
        Ok(Mapped { mapping, given, file: Some(loaded), input: Some(text.input), path: path.clone() })
    }

    /// The pay system that the mapping's file names, unless there is none.
    pub(in crate::answer) fn system(&self, session: &Session<'_>) -> Option<Result<System, Failure>> {
        (!self.mapping.scale.is_empty())
            .then(|| pay_files::system(session, &self.mapping.scale, session.files.folder_of(&self.path)))
    }

    /// Refuses a mapping that leads to another pay system, or to grades, areas and columns that there are not.
    pub(in crate::answer) fn fits(&self, session: &Session<'_>, system: &System) -> Result<(), Failure> {
        let id = system.loaded.value.id.as_str();
        if !self.mapping.scale.is_empty() && self.mapping.scale != id {
            let other = self.system(session).and_then(Result::ok);
            if other.is_none_or(|other| other.loaded.value.id.as_str() != id) {
                let title =
                    format!("the mapping `{}` is for the pay system `{}`, not for `{id}`", self.mapping.id, self.mapping.scale);
                return Err(Diagnostic::new(Code::WrongScale, title).into());
            }
        }
        let scale = &system.loaded.value;
        let mut problems = unknown_ids(&self.given, scale, None);
        problems.extend(self.file.iter().flat_map(|file| unknown_ids(&file.value, scale, Some(&file.document))));
        if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
    }

    /// Writes what was said of a roster as a mapping to use again.
    pub(in crate::answer) fn save(
        &self,
        session: &Session<'_>,
        path: &Path,
        roster: &Path,
        system: &System,
    ) -> Result<(), Failure> {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("mapping");
        let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' };
        let name = roster.file_name().map_or_else(String::new, |name| name.display().to_string());
        let is_shipped = scale_file::shipped_text(&system.input.path).is_some();
        if !is_shipped && !session.files.lasts(Path::new(&system.input.path)) {
            return Err(pay_files::not_to_be_named("mapping", Path::new(&system.input.path)));
        }
        // A path counts from the folder of the file that names it.
        let own = || session.files.real(Path::new(&system.input.path)).display().to_string();
        let mapping = RosterMapping {
            id: stem.chars().map(plain).collect(),
            title: format!("As {name} is read"),
            scale: if is_shipped { system.input.path.clone() } else { own() },
            ..self.mapping.clone()
        };
        session.save(path, scale_file::write_mapping(&mapping));
        Ok(())
    }

    /// What the reading assumes.
    pub(in crate::answer) fn assumed(&self) -> Vec<Assumption> {
        let RosterMapping { title, assumed, defaults, .. } = &self.mapping;
        let why = assumed.iter().map(|why| ReadAssumption::Mapping { title: title.clone(), why: why.clone() });
        let default =
            |(column, value): &(String, String)| ReadAssumption::Default { column: column.clone(), value: value.clone() };
        why.chain(defaults.iter().map(default)).map(Assumption::from).collect()
    }
}

/// The first pairs, and those of the others that they leave open.
fn first_of(first: Pairs, others: Pairs) -> Pairs {
    let open = |(name, _): &(String, String)| !first.iter().any(|(known, _)| known == name);
    let others: Pairs = others.into_iter().filter(open).collect();
    first.into_iter().chain(others).collect()
}

fn unknown(id: &str) -> Failure {
    let shipped: Vec<&str> = scale_file::mapping_ids().collect();
    let help = suggestion(id, shipped);
    Diagnostic::new(Code::UnknownScale, format!("no roster mapping `{id}`, and there is no such file")).maybe_help(help).into()
}

/// Ids of grades and areas that a mapping leads to and the pay system lacks.
pub(in crate::answer) fn unknown_ids(mapping: &RosterMapping, scale: &Scale, document: Option<&Document>) -> Vec<Diagnostic> {
    let grades: Vec<&str> = scale.grades.iter().map(|(id, _)| id.as_str()).collect();
    let areas: Vec<&str> = scale.areas.iter().map(|(id, _)| id.as_str()).collect();
    let mut problems = Vec::new();
    for (what, code, pairs, ids) in
        [("grade", Code::UnknownGrade, &mapping.grades, grades), ("area", Code::UnknownArea, &mapping.areas, areas)]
    {
        for (name, id) in pairs.iter().filter(|(_, id)| !ids.contains(&id.as_str())) {
            let title = format!("{what} \"{name}\" = {id}: the pay system has no {what} `{id}`");
            let problem = match document {
                Some(document) => document.labelled(code, title, &["mapping", what, name], "leads nowhere"),
                None => Diagnostic::new(code, title),
            };
            problems.push(problem.maybe_help(suggestion(id, ids.clone())));
        }
    }
    problems
}
