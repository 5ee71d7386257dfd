//! What forms offer of a pay system: its grades, areas, points, fields and proposals.

use std::sync::{Arc, LazyLock};

use maud::Markup;

use super::InMemory;
use super::form::{Field, Fields};
use crate::calendar::Date;
use crate::diagnostic::render_all;
use crate::scale::{AreaId, GradeId, Scale};
use crate::scale_file::{self, UsedFields};
use crate::settlement::{History, Range};

/// A pay system as forms need it.
pub(super) struct PaySystem {
    pub(super) scale: Arc<Scale>,
    pub(super) history: History,
    /// Fields that its rules ask for.
    pub(super) used: UsedFields,
}

/// Id and title of each shipped system.
static SHIPPED: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let titled = |id: &str| Some((id.to_owned(), PaySystem::read(id, None).ok()?.scale.title.clone()));
    scale_file::shipped_ids().filter_map(titled).collect()
});

/// Id and pay system of each shipped proposal, and its title.
static PROPOSALS: LazyLock<Vec<(String, String, String)>> = LazyLock::new(|| {
    let found = scale_file::shipped_proposal_ids().filter_map(|id| {
        let source = scale_file::source(&format!("{id}.toml"), scale_file::shipped_proposal_text(id)?.as_bytes()).ok()?;
        let (scale, _) = scale_file::scale_named_in(&source).ok()?;
        let base = scale_file::source(&format!("{scale}.toml"), scale_file::shipped_text(&scale)?.as_bytes()).ok()?;
        let (base, agreed) = scale_file::read_scale(&base).ok()?;
        let (proposal, _) = scale_file::read_proposal(&source, (&base, &agreed)).ok()?;
        Some((id.to_owned(), scale, proposal.value.title.clone()))
    });
    found.collect()
});

/// The field that asks which pay system.
pub(super) fn choice(fields: &Fields, files: &InMemory) -> Markup {
    let offered = systems(Some(files));
    let offered = offered.iter().map(|(id, title)| (id.as_str(), title.as_str()));
    Field { name: "scale", label: "Pay system", hint: "" }.choice(fields, true, std::iter::once(("", "Choose …")).chain(offered))
}

/// The systems to choose from: those that were dropped first.
pub(super) fn systems(files: Option<&InMemory>) -> Vec<(String, String)> {
    let own = files.into_iter().flat_map(InMemory::names).filter(|name| PaySystem::read(name, files).is_ok());
    let own = own.map(|name| (name.to_owned(), format!("{name} (your own)")));
    own.chain(SHIPPED.iter().cloned()).collect()
}

impl PaySystem {
    /// A shipped system by its id, or one that was dropped by its file's name.
    pub(super) fn read(reference: &str, files: Option<&InMemory>) -> Result<PaySystem, String> {
        let own = files.and_then(|files| files.get(reference));
        let source = match (scale_file::shipped_text(reference), &own) {
            (Some(text), _) => scale_file::source(&format!("{reference}.toml"), text.as_bytes()),
            (None, Some(bytes)) => scale_file::source(reference, bytes),
            (None, None) => return Err(format!("There is no pay system {reference}.")),
        };
        let read = source.map_err(|problem| vec![problem]).and_then(|source| scale_file::read_scale(&source));
        let (loaded, history) = read.map_err(|problems| render_all(&problems, false))?;
        let used = scale_file::used_fields(&loaded.value, std::iter::empty());
        Ok(PaySystem { scale: loaded.value, history, used })
    }

    /// Its grades: id and title.
    pub(super) fn grades(&self) -> Vec<(String, String)> {
        let titled = |(id, grade): &(GradeId, crate::scale::Grade)| (id.to_string(), format!("{id}: {}", grade.title));
        self.scale.grades.iter().map(titled).collect()
    }

    /// Its areas: id and title.
    pub(super) fn areas(&self) -> Vec<(String, String)> {
        self.scale.areas.iter().map(|(id, title)| (id.to_string(), title.clone())).collect()
    }

    /// The first and the last day on which a settlement of it begins.
    pub(super) fn days(&self) -> Option<(Date, Date)> {
        let first = self.history.steps().iter().map(|(day, _)| day).next()?;
        Some((first, self.history.steps().last()?))
    }

    /// The points of a grade's range on a day, each with its annual pay.
    pub(super) fn points(&self, grade: &str, area: &str, on: Option<Date>) -> Vec<(String, String)> {
        let (grade, area) = (GradeId::from(grade), (!area.is_empty()).then(|| AreaId::from(area)));
        let on = on.or_else(|| self.history.steps().last());
        let step = on.and_then(|day| self.history.step_at(day).ok());
        let spine = self.scale.grade(&grade).and_then(|grade| grade.spine.clone());
        let (Some(step), Some(id)) = (step, spine) else { return Vec::new() };
        let (Some((_, Range::Points { minimum, target, .. })), Some((_, spine))) =
            (step.tables.range(&grade, area.as_ref()), step.tables.spines.iter().find(|(known, _)| **known == id))
        else {
            return Vec::new();
        };
        let (Some(low), Some(high)) = (spine.rank(minimum), spine.rank(target)) else { return Vec::new() };
        let points = &spine.points[low..=high];
        let shown = points.iter().filter_map(|point| {
            let pay = step.tables.annual(&grade, area.as_ref(), &id, point)?;
            Some((point.to_string(), self.scale.currency.written(pay)))
        });
        shown.collect()
    }

    /// Shipped proposals for it: id and title.
    pub(super) fn proposals(&self) -> Vec<(String, String)> {
        let own = PROPOSALS.iter().filter(|(_, scale, _)| scale == self.scale.id.as_str());
        own.map(|(id, _, title)| (id.clone(), title.clone())).collect()
    }
}
