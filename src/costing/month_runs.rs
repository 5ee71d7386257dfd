//! What the second step leaves: the months of each part at full time, as runs of months that are due the same. Flat lists, since a large
//! workforce has hundreds of thousands of runs.

use super::price::Rates;
use crate::entitlement::{FullTime, Run};
use crate::money::Rounding;
use crate::scale::Component;

/// For each group of members who are treated alike in a scope of pay, one list of runs, or one list per place in the range if theirs is
/// not known.
///
/// Groups, lists, runs and parts are four flat arrays: an entry holds the end of its slice of the next array, and begins at the end of
/// the entry before.
#[derive(Clone, Debug, Default)]
pub(super) struct MonthRuns {
    groups: Vec<u32>,
    lists: Vec<ListEnd>,
    runs: Vec<RunEnd>,
    parts: Vec<PricedPart>,
}

#[derive(Clone, Copy, Debug, Default)]
struct ListEnd {
    runs: u32,
    /// True if no month has a component twice.
    simple: bool,
}

/// Months of one pay year that are due the same.
#[derive(Clone, Copy, Debug, Default)]
struct RunEnd {
    months: u32,
    parts: u32,
    /// Where the parts of a whole month at its last day's rates end, which follow; there are none where they are the same.
    closing: u32,
}

/// A part of what is due.
#[derive(Clone, Copy, Debug)]
pub(super) struct PricedPart {
    component: u32,
    rate: u32,
}

impl PricedPart {
    pub(super) fn component(self) -> usize {
        self.component as usize
    }

    pub(super) fn rate(self) -> usize {
        self.rate as usize
    }
}

/// The index of a component, added if it is new.
pub(super) fn component(components: &mut Vec<Component>, wanted: &Component) -> usize {
    components.iter().position(|known| known == wanted).unwrap_or_else(|| {
        components.push(wanted.clone());
        components.len() - 1
    })
}

/// A count in 32 bits.
fn number(count: usize) -> u32 {
    u32::try_from(count).expect("groups, months and parts of pay are counted in 32 bits")
}

/// The slice of the next array that the thing at `index` has.
fn between<T>(things: &[T], index: usize, end: impl Fn(&T) -> u32) -> std::ops::Range<usize> {
    let before = index.checked_sub(1).and_then(|before| things.get(before));
    before.map_or(0, &end) as usize..things.get(index).map_or(0, &end) as usize
}

impl MonthRuns {
    /// Adds a list of runs to the open group. New components and rates are added to theirs.
    pub(super) fn add(&mut self, months: &FullTime, rounding: Rounding, components: &mut Vec<Component>, rates: &mut Rates) {
        let mut simple = true;
        let mut before: Option<(&Run, std::ops::Range<usize>)> = None;
        for run in &months.runs {
            let first_part = self.parts.len();
            // Often nothing changes but the pay year.
            if let Some((_, same)) = before.as_ref().filter(|(before, _)| before.parts == run.parts) {
                self.parts.extend_from_within(same.clone());
            } else {
                for part in &run.parts {
                    let component = number(component(components, &part.component));
                    simple &= self.parts[first_part..].iter().all(|other| other.component != component);
                    self.parts.push(PricedPart { component, rate: number(rates.number_of(part, rounding)) });
                }
                before = Some((run, first_part..self.parts.len()));
            }
            let parts = number(self.parts.len());
            for part in run.closing.iter().flatten() {
                let component = number(component(components, &part.component));
                self.parts.push(PricedPart { component, rate: number(rates.number_of(part, rounding)) });
            }
            self.runs.push(RunEnd { months: run.months, parts, closing: number(self.parts.len()) });
        }
        self.lists.push(ListEnd { runs: number(self.runs.len()), simple });
    }

    /// Closes the group.
    pub(super) fn end_group(&mut self) {
        self.groups.push(number(self.lists.len()));
    }

    /// Appends the groups of another thread. `components` and `rates` are the indices here of its own.
    pub(super) fn append(&mut self, others: MonthRuns, components: &[usize], rates: &[usize]) {
        let [lists, runs, parts] = [self.lists.len(), self.runs.len(), self.parts.len()].map(number);
        self.groups.extend(others.groups.into_iter().map(|end| end + lists));
        self.lists.extend(others.lists.into_iter().map(|list| ListEnd { runs: list.runs + runs, ..list }));
        self.runs.extend(others.runs.into_iter().map(|run| RunEnd {
            parts: run.parts + parts,
            closing: run.closing + parts,
            ..run
        }));
        self.parts.extend(
            others
                .parts
                .into_iter()
                .map(|part| PricedPart { component: number(components[part.component()]), rate: number(rates[part.rate()]) }),
        );
    }

    /// The lists of a group.
    pub(super) fn group(&self, group: usize) -> impl ExactSizeIterator<Item = SharedRuns<'_>> + DoubleEndedIterator + Clone {
        between(&self.groups, group, |end| *end).map(|index| self.list(index))
    }

    #[inline]
    fn list(&self, index: usize) -> SharedRuns<'_> {
        let runs = between(&self.lists, index, |list| list.runs);
        let first_part = between(&self.runs, runs.start, |run| run.closing).start;
        SharedRuns { runs: &self.runs[runs], first_part, parts: &self.parts, simple: self.lists[index].simple }
    }
}

/// A member's months at full time in one scope of pay.
#[derive(Clone, Copy)]
pub(super) struct SharedRuns<'a> {
    runs: &'a [RunEnd],
    /// Where the parts of the first run begin.
    first_part: usize,
    parts: &'a [PricedPart],
    simple: bool,
}

/// A member's months at full time in both scopes of pay.
#[derive(Clone, Copy)]
pub(super) struct MemberRuns<'a> {
    pub(super) of_place: SharedRuns<'a>,
    pub(super) of_post: Option<SharedRuns<'a>>,
}

impl<'a> MemberRuns<'a> {
    /// True if no month has a component twice.
    pub(super) fn is_simple(&self) -> bool {
        // No component is in two scopes.
        self.of_place.simple && self.of_post.is_none_or(|shared| shared.simple)
    }

    /// Runs in which neither scope changes: the number of months, and the parts of each scope.
    #[inline]
    pub(super) fn runs(&self) -> Runs<'a> {
        Runs { of_place: Ahead::of(self.of_place), of_post: self.of_post.map(Ahead::of) }
    }
}

/// What some months are due in one scope of pay.
#[derive(Clone, Copy, Default)]
pub(super) struct RunParts<'a> {
    /// Each of the months.
    pub(super) parts: &'a [PricedPart],
    /// A whole month at the rates of the last day.
    pub(super) closing: &'a [PricedPart],
}

/// Goes through a member's runs.
pub(super) struct Runs<'a> {
    of_place: Ahead<'a>,
    of_post: Option<Ahead<'a>>,
}

/// What is left of a list.
struct Ahead<'a> {
    shared: SharedRuns<'a>,
    /// How many months of its first run are done.
    done: u32,
}

impl<'a> Ahead<'a> {
    fn of(shared: SharedRuns<'a>) -> Ahead<'a> {
        Ahead { shared, done: 0 }
    }

    /// The months up to the next run.
    fn months(&self) -> Option<u32> {
        self.shared.runs.first().map(|run| run.months - self.done)
    }

    /// Moves on by some months of the current run. Returns its parts, and those of a whole month at the rates of its last day.
    fn go_on(&mut self, months: u32) -> RunParts<'a> {
        let Some((run, rest)) = self.shared.runs.split_first() else { return RunParts::default() };
        let (end, last) = (run.parts as usize, run.closing as usize);
        let parts = &self.shared.parts[self.shared.first_part..end];
        let closing = if last > end { &self.shared.parts[end..last] } else { parts };
        self.done += months;
        if self.done == run.months {
            self.shared = SharedRuns { runs: rest, first_part: last, ..self.shared };
            self.done = 0;
        }
        RunParts { parts, closing }
    }
}

impl<'a> Iterator for Runs<'a> {
    type Item = (usize, [RunParts<'a>; 2]);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let months = self.of_place.months()?;
        let Some(of_post) = &mut self.of_post else {
            return Some((months as usize, [self.of_place.go_on(months), RunParts::default()]));
        };
        let months = of_post.months().map_or(months, |of_post| of_post.min(months));
        Some((months as usize, [self.of_place.go_on(months), of_post.go_on(months)]))
    }
}
