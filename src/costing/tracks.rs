//! Members' months at full time, ready to be multiplied by hours: what the engine found, in little room.

use super::price::Rates;
use crate::entitlement::{FullTime, Run};
use crate::money::Rounding;
use crate::scale::Component;

/// Groups of members who are treated alike in a portion of pay; of each one strip of months, or one for each place in the range where
/// theirs is not known.
///
/// Everything stands side by side, each thing with where what is in it ends; it begins where the one before it ends.
#[derive(Clone, Debug, Default)]
pub(super) struct Tracks {
    groups: Vec<u32>,
    strips: Vec<StripEnds>,
    runs: Vec<RunEnds>,
    parts: Vec<PricedPart>,
}

#[derive(Clone, Copy, Debug, Default)]
struct StripEnds {
    runs: u32,
    /// Whether no month has a component twice.
    simple: bool,
}

/// Months of one pay year that are due the same.
#[derive(Clone, Copy, Debug, Default)]
struct RunEnds {
    months: u32,
    parts: u32,
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

/// The number of a component, new or known.
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

/// What is between the end of the thing before one and its own.
fn between<T>(things: &[T], place: usize, end: impl Fn(&T) -> u32) -> std::ops::Range<usize> {
    let before = place.checked_sub(1).and_then(|before| things.get(before));
    before.map_or(0, &end) as usize..things.get(place).map_or(0, &end) as usize
}

impl Tracks {
    /// Adds the months of a member to the group that is not yet ended; `components` collects what they are due.
    pub(super) fn add(&mut self, months: &FullTime, rounding: Rounding, components: &mut Vec<Component>, rates: &mut Rates) {
        let mut simple = true;
        let mut before: Option<(&Run, std::ops::Range<usize>)> = None;
        for run in &months.runs {
            let first_part = self.parts.len();
            // Often nothing changes but the pay year.
            if let Some((_, same)) = before.as_ref().filter(|(before, _)| before.parts == run.parts) {
                self.parts.extend_from_within(same.clone());
                self.runs.push(RunEnds { months: run.months, parts: number(self.parts.len()) });
                continue;
            }
            for part in &run.parts {
                let component = number(component(components, &part.component));
                simple &= self.parts[first_part..].iter().all(|other| other.component != component);
                self.parts.push(PricedPart { component, rate: number(rates.number_of(part, rounding)) });
            }
            self.runs.push(RunEnds { months: run.months, parts: number(self.parts.len()) });
            before = Some((run, first_part..self.parts.len()));
        }
        self.strips.push(StripEnds { runs: number(self.runs.len()), simple });
    }

    /// Ends a group.
    pub(super) fn end_group(&mut self) {
        self.groups.push(number(self.strips.len()));
    }

    /// Adds the groups of others, whose components and rates have these numbers here.
    pub(super) fn append(&mut self, others: Tracks, components: &[usize], rates: &[usize]) {
        let [strips, runs, parts] = [self.strips.len(), self.runs.len(), self.parts.len()].map(number);
        self.groups.extend(others.groups.into_iter().map(|end| end + strips));
        self.strips.extend(others.strips.into_iter().map(|strip| StripEnds { runs: strip.runs + runs, ..strip }));
        self.runs.extend(others.runs.into_iter().map(|run| RunEnds { parts: run.parts + parts, ..run }));
        self.parts.extend(
            others
                .parts
                .into_iter()
                .map(|part| PricedPart { component: number(components[part.component()]), rate: number(rates[part.rate()]) }),
        );
    }

    /// The strips of a group.
    pub(super) fn group(&self, group: usize) -> impl ExactSizeIterator<Item = Strip<'_>> + DoubleEndedIterator + Clone {
        between(&self.groups, group, |end| *end).map(|place| self.strip(place))
    }

    #[inline]
    fn strip(&self, place: usize) -> Strip<'_> {
        let runs = between(&self.strips, place, |strip| strip.runs);
        let first_part = between(&self.runs, runs.start, |run| run.parts).start;
        Strip { runs: &self.runs[runs], first_part, parts: &self.parts, simple: self.strips[place].simple }
    }
}

/// A portion of a member's months at full time.
#[derive(Clone, Copy)]
pub(super) struct Strip<'a> {
    runs: &'a [RunEnds],
    /// Where the parts of the first run begin.
    first_part: usize,
    parts: &'a [PricedPart],
    simple: bool,
}

/// A member's months at full time: portions side by side.
#[derive(Clone, Copy)]
pub(super) struct Track<'a> {
    pub(super) of_place: Strip<'a>,
    pub(super) of_post: Option<Strip<'a>>,
}

impl<'a> Track<'a> {
    /// Whether no month has a component twice.
    pub(super) fn is_simple(&self) -> bool {
        // No component is in two portions.
        self.of_place.simple && self.of_post.is_none_or(|strip| strip.simple)
    }

    /// Months of one pay year that are due the same: how many, and what.
    #[inline]
    pub(super) fn runs(&self) -> Runs<'a> {
        Runs { of_place: Ahead::of(self.of_place), of_post: self.of_post.map(Ahead::of) }
    }
}

/// Through the runs of a track.
pub(super) struct Runs<'a> {
    of_place: Ahead<'a>,
    of_post: Option<Ahead<'a>>,
}

/// What is left of a strip.
struct Ahead<'a> {
    strip: Strip<'a>,
    /// How many months of its first run are done.
    done: u32,
}

impl<'a> Ahead<'a> {
    fn of(strip: Strip<'a>) -> Ahead<'a> {
        Ahead { strip, done: 0 }
    }

    /// The months up to the next run.
    fn months(&self) -> Option<u32> {
        self.strip.runs.first().map(|run| run.months - self.done)
    }

    /// Goes on by so many months of a run, whose parts it gives.
    fn go_on(&mut self, months: u32) -> &'a [PricedPart] {
        let Some((run, rest)) = self.strip.runs.split_first() else { return &[] };
        let end = run.parts as usize;
        let parts = &self.strip.parts[self.strip.first_part..end];
        self.done += months;
        if self.done == run.months {
            self.strip = Strip { runs: rest, first_part: end, ..self.strip };
            self.done = 0;
        }
        parts
    }
}

impl<'a> Iterator for Runs<'a> {
    type Item = (usize, [&'a [PricedPart]; 2]);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let months = self.of_place.months()?;
        let Some(of_post) = &mut self.of_post else { return Some((months as usize, [self.of_place.go_on(months), &[]])) };
        let months = of_post.months().map_or(months, |of_post| of_post.min(months));
        Some((months as usize, [self.of_place.go_on(months), of_post.go_on(months)]))
    }
}
