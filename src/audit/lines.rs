//! Lines of payslips: what each pays, and the sums of those that are not compared.

use std::fmt;
use std::sync::Arc;

use crate::calendar::Month;
use crate::money::Money;
use crate::scale::{Component, Scale, StatutoryKind, is_gross_name, is_net_name};

/// What a line of a payslip pays.
///
/// What the pay system knows is told from what it does not where the line is read, by [`Element::named`] or by the names of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Element {
    /// A component that the pay system can pay.
    Known(Component),
    /// Anything else, as the payslips call it: overtime that no file states, or a total.
    Other(Arc<str>),
}

impl Element {
    /// The one of some known components that has this id; otherwise the name as it is.
    ///
    /// ```
    /// use payspine::audit::Element;
    /// use payspine::scale::Component;
    /// assert_eq!(Element::named("basic", &[Component::Basic]), Element::Known(Component::Basic));
    /// assert_eq!(Element::named("basic", &[]).to_string(), "basic");
    /// ```
    pub fn named(name: &str, known: &[Component]) -> Element {
        let component = known.iter().find(|component| component.id() == name);
        component.map_or_else(|| Element::Other(name.into()), |component| Element::Known(component.clone()))
    }

    /// The component, if it is known.
    pub fn component(&self) -> Option<&Component> {
        match self {
            Element::Known(component) => Some(component),
            Element::Other(_) => None,
        }
    }

    /// Whether it is the sum of other lines, before or after deductions.
    pub(super) fn is_total(&self) -> bool {
        matches!(self, Element::Other(name) if is_gross_name(name) || is_net_name(name))
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Element::Known(component) => component.fmt(f),
            Element::Other(name) => f.pad(name),
        }
    }
}

/// One line of a payslip.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaidLine {
    /// The month it is for.
    pub month: Month,
    /// What it pays.
    pub element: Element,
    /// How much; below zero where it was taken back.
    pub amount: Money,
}

impl PaidLine {
    /// As one that is not compared.
    pub fn uncounted(&self) -> Uncounted {
        Uncounted { element: self.element.clone(), lines: 1, amount: self.amount }
    }
}

/// Lines that are not in the ledger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Uncounted {
    /// The element.
    pub element: Element,
    /// How many lines.
    pub lines: u64,
    /// Their sum.
    pub amount: Money,
}

/// Lines of a payslip that sum up others.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TotalLines {
    /// The lines.
    pub lines: Uncounted,
    /// In how many of them it is not the sum of the month's other lines; of net pay that is not asked.
    pub off: u64,
}

/// The elements that a pay system knows: basic pay, every payment it ever states, lump sums, statutory pay.
pub fn known_elements(scale: &Scale) -> Vec<Component> {
    let mut known = vec![Component::Basic];
    for (id, _) in scale.settlements.iter().flat_map(|settlement| &settlement.payments) {
        let payment = Component::from(id);
        if !known.contains(&payment) {
            known.push(payment);
        }
    }
    known.push(Component::LumpSum);
    known.extend(scale.protection.as_ref().map(|_| Component::MarkTime));
    known.extend(StatutoryKind::ALL.map(Component::Statutory));
    known
}

/// Elements that are listed by name; the lines of further ones are listed together.
const MOST_ELEMENTS: usize = 1_000;
const OTHERS: &str = "other elements";

/// Adds lines to those of the same element.
pub(super) fn add(list: &mut Vec<Uncounted>, more: &Uncounted) {
    let at = list.iter().position(|known| known.element == more.element);
    // One after the last that is listed by name takes all others.
    match at.or((list.len() > MOST_ELEMENTS).then_some(MOST_ELEMENTS)) {
        Some(at) => {
            let known = &mut list[at];
            known.lines += more.lines;
            known.amount += more.amount;
        }
        None if list.len() == MOST_ELEMENTS => list.push(Uncounted { element: Element::Other(OTHERS.into()), ..more.clone() }),
        None => list.push(more.clone()),
    }
}

/// Adds sums to those of the same name.
pub(super) fn add_total(list: &mut Vec<TotalLines>, more: &TotalLines) {
    let at = list.iter().position(|known| known.lines.element == more.lines.element);
    // One after the last that is listed by name takes all others.
    match at.or((list.len() > MOST_ELEMENTS).then_some(MOST_ELEMENTS)) {
        Some(at) => {
            let known = &mut list[at];
            known.lines.lines += more.lines.lines;
            known.lines.amount += more.lines.amount;
            known.off += more.off;
        }
        None if list.len() == MOST_ELEMENTS => {
            let lines = Uncounted { element: Element::Other(OTHERS.into()), ..more.lines.clone() };
            list.push(TotalLines { lines, ..more.clone() });
        }
        None => list.push(more.clone()),
    }
}
