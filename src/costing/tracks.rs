//! Members' months at full time, ready to be multiplied by hours: what the engine found, in little room.

use super::price::{Rates, component};
use crate::entitlement::{FullTime, Run};
use crate::money::Rounding;

/// Groups of members who are treated alike; of each one track, or one for each place in the range where theirs is not known.
///
/// Everything stands side by side, each thing with where what is in it ends; it begins where the one before it ends.
#[derive(Clone, Debug, Default)]
pub(super) struct Tracks {
    groups: Vec<u32>,
    ends: Vec<TrackEnds>,
    runs: Vec<RunEnds>,
    parts: Vec<PricedPart>,
    /// For each track the numbers of the rates in it, each once.
    rates: Vec<u32>,
}

#[derive(Clone, Copy, Debug, Default)]
struct TrackEnds {
    runs: u32,
    rates: u32,
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
    /// The place of its rate among the track's.
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

/// No workforce has so many of anything that it could not be counted so.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// What is between the end of the thing before one and its own.
fn between<T>(things: &[T], place: usize, end: impl Fn(&T) -> u32) -> std::ops::Range<usize> {
    let before = place.checked_sub(1).and_then(|before| things.get(before));
    before.map_or(0, &end) as usize..things.get(place).map_or(0, &end) as usize
}

impl Tracks {
    /// Adds the months of a member to the group that is not yet ended; `components` collects the names.
    pub(super) fn add(&mut self, months: &FullTime, rounding: Rounding, components: &mut Vec<String>, rates: &mut Rates) {
        let (first_rate, mut simple) = (self.rates.len(), true);
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
                let component = number(component(components, part.component.name()));
                let rate = number(rates.number_of(part, rounding));
                let own = &self.rates[first_rate..];
                let place = own.iter().position(|known| *known == rate).unwrap_or(own.len());
                if place == own.len() {
                    self.rates.push(rate);
                }
                simple &= self.parts[first_part..].iter().all(|other| other.component != component);
                self.parts.push(PricedPart { component, rate: number(place) });
            }
            self.runs.push(RunEnds { months: run.months, parts: number(self.parts.len()) });
            before = Some((run, first_part..self.parts.len()));
        }
        self.ends.push(TrackEnds { runs: number(self.runs.len()), rates: number(self.rates.len()), simple });
    }

    /// Ends a group.
    pub(super) fn end_group(&mut self) {
        self.groups.push(number(self.ends.len()));
    }

    /// Adds the groups of others, whose components and rates have these numbers here.
    pub(super) fn append(&mut self, others: Tracks, components: &[usize], rates: &[usize]) {
        let [tracks, runs, parts, own_rates] = [self.ends.len(), self.runs.len(), self.parts.len(), self.rates.len()].map(number);
        self.groups.extend(others.groups.into_iter().map(|end| end + tracks));
        self.ends.extend(others.ends.into_iter().map(|track| TrackEnds {
            runs: track.runs + runs,
            rates: track.rates + own_rates,
            ..track
        }));
        self.runs.extend(others.runs.into_iter().map(|run| RunEnds { parts: run.parts + parts, ..run }));
        let renamed = others.parts.into_iter().map(|part| PricedPart { component: number(components[part.component()]), ..part });
        self.parts.extend(renamed);
        self.rates.extend(others.rates.into_iter().map(|rate| number(rates[rate as usize])));
    }

    /// The tracks of a group.
    pub(super) fn group(&self, group: usize) -> impl ExactSizeIterator<Item = Track<'_>> + DoubleEndedIterator + Clone {
        between(&self.groups, group, |end| *end).map(|place| self.track(place))
    }

    #[inline]
    fn track(&self, place: usize) -> Track<'_> {
        let runs = between(&self.ends, place, |track| track.runs);
        let rates = &self.rates[between(&self.ends, place, |track| track.rates)];
        Track { all: self, runs, rates, simple: self.ends[place].simple }
    }
}

/// A member's months at full time.
pub(super) struct Track<'a> {
    all: &'a Tracks,
    runs: std::ops::Range<usize>,
    /// The numbers of the rates in it, each once.
    pub(super) rates: &'a [u32],
    /// Whether no month has a component twice.
    pub(super) simple: bool,
}

impl<'a> Track<'a> {
    /// Months of one pay year that are due the same: how many, and what.
    #[inline]
    pub(super) fn runs(&self) -> impl Iterator<Item = (usize, &'a [PricedPart])> + use<'a> {
        let all = self.all;
        let mut from = between(&all.runs, self.runs.start, |run| run.parts).start;
        all.runs[self.runs.clone()].iter().map(move |run| {
            let parts = &all.parts[from..run.parts as usize];
            from = run.parts as usize;
            (run.months as usize, parts)
        })
    }

    /// The number of the rate of one of its parts.
    #[inline]
    pub(super) fn rate(&self, part: PricedPart) -> usize {
        self.rates[part.rate()] as usize
    }
}
