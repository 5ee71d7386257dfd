//! A member's pay as a payroll might have had it: the facts, with mistakes made in them.

use std::sync::Arc;

use super::terms::{DueMonth, DuePart, Terms, due};
use crate::calendar::{Date, Month, Period};
use crate::entitlement::{MemberFault, Place, Record};
use crate::money::Money;
use crate::scale::{Component, PayShare};
use crate::settlement::{History, Range};
use crate::workforce::Member;

/// The facts that pay is worked out from. As they are, or with mistakes in them.
#[derive(Clone, Debug)]
pub struct Version {
    /// The pay system.
    pub terms: Arc<Terms>,
    /// The member.
    pub member: Member,
    /// What a payroll has got wrong.
    pub edits: Vec<Edit>,
    /// Elements that from a month on are paid as in another version.
    pub elements: Vec<(Month, Component, Arc<Version>)>,
    /// From a month on pay is as in another version.
    pub put_right: Option<PutRight>,
}

/// Pay that from a month on is as in another version: in the facts, where a mistake was put right; in the mistake, where it begins late.
#[derive(Clone, Debug)]
pub struct PutRight {
    /// The first month.
    pub from: Month,
    /// The other version.
    pub version: Arc<Version>,
    /// In which of these months the earlier ones are settled: the arrears paid, or the overpayment taken back.
    pub made_good: Option<Month>,
}

/// Something that a payroll has got wrong in a member's record or months.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Edit {
    /// From one day up to, and without, another they stand so many points higher or lower, within the range.
    Shift {
        /// The first day.
        from: Date,
        /// The first day on which they stand where they should.
        until: Date,
        /// So many points up; down below zero.
        by: i64,
    },
    /// From a day on a field has another value, or none.
    Field {
        /// The first day.
        from: Date,
        /// `area`, or a field that rules ask for.
        name: String,
        /// Its value.
        value: Option<String>,
        /// Whether only payments go by the wrong value, and basic pay by the right one.
        payments_only: bool,
    },
    /// The back pay that fell due in a month is paid so often.
    BackPay {
        /// The month.
        in_month: Month,
        /// How often.
        times: u8,
    },
    /// From a day on a component is not paid.
    Without {
        /// The first day.
        from: Date,
        /// The component.
        component: Component,
    },
    /// What is due for one month is paid twice, or with the next or the previous month instead.
    Month {
        /// The month that it is due of.
        of: Month,
        /// Only this element; everything where it is `None`.
        element: Option<Component>,
        /// How.
        paid: MonthPaid,
    },
    /// From a day on statutory pay comes on top of full pay.
    StatutoryOnTop {
        /// The first day.
        from: Date,
    },
}

/// How a payroll pays what is due of a month.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MonthPaid {
    /// Twice.
    Twice,
    /// A month late, with what is due of the next.
    Late,
    /// A month early, with what is due of the one before.
    Early,
}

impl Version {
    /// The facts as they are.
    pub fn new(terms: Arc<Terms>, member: Member) -> Version {
        Version { terms, member, edits: Vec::new(), elements: Vec::new(), put_right: None }
    }

    /// The member's record under each of [`Terms::known`].
    ///
    /// # Errors
    ///
    /// Everything about the member that does not fit the pay system as it is known now.
    pub fn records(&self, asked: Period) -> Result<Vec<Record>, Vec<MemberFault>> {
        let now = Record::of(self.terms.now(), &self.member, asked.end)?;
        let known = self.terms.known();
        let mut records = Vec::with_capacity(known.len());
        for (_, history) in &known[..known.len() - 1] {
            // If the pay system as it was known then does not have the member's point yet, the record of today's is taken.
            records.push(Record::of(history, &self.member, asked.end).unwrap_or_else(|_| now.clone()));
        }
        records.push(now);
        Ok(records)
    }

    /// What each month that is asked about is due.
    ///
    /// # Errors
    ///
    /// As [`Version::records`]; an empty list where what a payroll has got wrong cannot be of this member.
    pub fn due(&self, asked: Period) -> Result<Vec<DueMonth>, Vec<MemberFault>> {
        let records = self.records(asked)?;
        self.due_with(&records, asked).ok_or_else(Vec::new)
    }

    /// The member's records and what each month is due; `None` where the version is not possible.
    pub(super) fn worked_out(&self, asked: Period) -> Option<(Vec<Record>, Vec<DueMonth>)> {
        let records = self.records(asked).ok()?;
        let due = self.due_with(&records, asked)?;
        Some((records, due))
    }

    /// The same from the member's records, which are worked out already; `None` where the version is not possible.
    pub(super) fn due_with(&self, records: &[Record], asked: Period) -> Option<Vec<DueMonth>> {
        let with = |edits: &dyn Fn(&Edit) -> bool| {
            let mut records = records.to_vec();
            for ((_, history), record) in self.terms.known().iter().zip(&mut records) {
                for edit in self.edits.iter().filter(|edit| edits(edit)) {
                    edit.apply(history, record)?;
                }
            }
            due(&self.terms, &records, asked).ok()
        };
        let of_payments = |edit: &Edit| matches!(edit, Edit::Field { payments_only: true, .. });
        let mut months = with(&|edit| !of_payments(edit))?;
        if self.edits.iter().any(of_payments) {
            let others = with(&|_| true)?;
            for (month, other) in months.iter_mut().zip(others) {
                month.parts.retain(|part| part.element == Component::Basic);
                month.parts.extend(other.parts.into_iter().filter(|part| part.element != Component::Basic));
            }
        }
        for edit in &self.edits {
            if let Edit::BackPay { in_month, times } = edit {
                let parts = months.iter_mut().filter(|month| month.month == *in_month).flat_map(|month| &mut month.parts);
                parts.for_each(|part| part.agreed = (0..*times).map(|_| part.agreed).sum());
            }
            if let Edit::Without { from, component } = edit {
                let after = months.iter_mut().filter(|month| month.month >= Month::of(*from));
                after.for_each(|month| month.parts.retain(|part| part.element != *component));
            }
        }
        for (from, element, other) in &self.elements {
            let others = other.due(asked).ok()?;
            for (month, other) in months.iter_mut().zip(others).filter(|(month, _)| month.month >= *from) {
                month.parts.retain(|part| part.element != *element);
                month.parts.extend(other.parts.into_iter().filter(|part| part.element == *element));
            }
        }
        for edit in &self.edits {
            match edit {
                Edit::Month { of, element, paid } => paid.apply(&mut months, *of, element.as_ref()),
                Edit::StatutoryOnTop { from } => on_top(&self.terms, records, *from, &mut months)?,
                _ => {}
            }
        }
        if let Some(right) = &self.put_right {
            let rest = right.version.due(asked).ok()?;
            months.retain(|due| due.month < right.from);
            let (before, after): (Vec<DueMonth>, Vec<DueMonth>) = rest.into_iter().partition(|due| due.month < right.from);
            let wrong = months.len();
            months.extend(after);
            let (paid, put_right) = months.split_at_mut(wrong);
            if let Some(made_good) = put_right.iter_mut().find(|month| right.made_good == Some(month.month)) {
                for part in before.iter().flat_map(|month| &month.parts) {
                    made_good.add(&part.element, part.total(), Money::ZERO);
                }
                for part in paid.iter().flat_map(|month| &month.parts) {
                    made_good.add(&part.element, -part.total(), Money::ZERO);
                }
            }
        }
        Some(months)
    }
}

impl Edit {
    /// Changes a record, as shifts and fields do; all others change the months. `None` where that cannot be.
    pub(super) fn apply(&self, history: &History, record: &mut Record) -> Option<()> {
        match self {
            Edit::Shift { from, until, by } => {
                record.split(*from);
                record.split(*until);
                let here = record.places.iter_mut().filter(|placed| placed.from >= *from && placed.from < *until);
                for placed in here {
                    let point = shifted(history, placed.from, &placed.standing, *by)?;
                    placed.standing.place = Place::Point(point);
                }
            }
            Edit::Field { from, name, value, .. } => {
                record.split(*from);
                for placed in record.places.iter_mut().filter(|placed| placed.from >= *from) {
                    match (name.as_str(), value) {
                        ("area", value) => placed.standing.area = value.as_deref().map(Into::into),
                        (name, Some(value)) => drop(placed.standing.fields.insert(name.to_owned(), value.clone())),
                        (name, None) => drop(placed.standing.fields.remove(name)),
                    }
                }
            }
            Edit::Without { .. } | Edit::BackPay { .. } | Edit::Month { .. } | Edit::StatutoryOnTop { .. } => {}
        }
        Some(())
    }
}

impl MonthPaid {
    /// Pays what is due of a month otherwise.
    fn apply(self, months: &mut [DueMonth], of: Month, element: Option<&Component>) {
        let Some(place) = months.iter().position(|month| month.month == of) else { return };
        let moved: Vec<DuePart> =
            months[place].parts.iter().filter(|part| element.is_none_or(|element| part.element == *element)).cloned().collect();
        let to = match self {
            MonthPaid::Twice => Some(place),
            MonthPaid::Late => Some(place + 1),
            MonthPaid::Early => place.checked_sub(1),
        };
        let Some(to) = to.filter(|to| *to < months.len()) else { return };
        if self != MonthPaid::Twice {
            months[place].parts.retain(|part| element.is_some_and(|element| part.element != *element));
        }
        for part in moved {
            months[to].add(&part.element, part.due, part.agreed);
        }
    }
}

/// Adds statutory pay for days on full pay, which takes it in.
fn on_top(terms: &Terms, records: &[Record], from: Date, months: &mut [DueMonth]) -> Option<()> {
    for absence in records.last()?.absences(terms.now()).ok()? {
        let Some(component) = absence.component() else { continue };
        let full = absence.stages.iter().filter(|stage| stage.pay.share == PayShare::Full);
        for stage in full {
            for month in months.iter_mut() {
                let days = stage.period.intersection(month.month.period());
                let days = Period::new(days.start.max(from), days.end.max(from));
                if !days.is_empty() {
                    month.add(&component, absence.statutory_pay(days).ok()?, Money::ZERO);
                }
            }
        }
    }
    Some(())
}

/// The point so many above or below a place, within the range; above the target only where the place is above it already.
fn shifted(history: &History, day: Date, standing: &crate::entitlement::Standing, by: i64) -> Option<crate::scale::PointId> {
    let tables = history.tables_at(day).ok()?;
    let spine = tables.spines.get(history.scale().grade(&standing.grade)?.spine.as_ref()?)?;
    let (_, Range::Points { minimum, target, .. }) = tables.range(&standing.grade, standing.area.as_ref())? else { return None };
    let here = spine.rank(standing.place.point()?)?;
    let own = standing.target.as_ref().and_then(|own| spine.rank(own));
    let top = own.or_else(|| spine.rank(target))?.max(here);
    let low = spine.rank(minimum)?.min(here);
    let rank = (i64::try_from(here).ok()? + by).clamp(i64::try_from(low).ok()?, i64::try_from(top).ok()?);
    spine.points.get(usize::try_from(rank).ok()?).cloned()
}
