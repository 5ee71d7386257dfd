//! Sums of all who are treated alike, whatever their hours: each of their rates is worked out once for each size, for all cases.

use super::price::{Months, PerHead};
use super::tally::PayYear;
use super::tracks::Track;
use super::work::{Priced, Work};

/// What those in one class are due in the cases in which each is on one track.
pub(super) struct Weights<'a> {
    work: &'a Work<'a>,
    cases: Vec<OfCase<'a>>,
    /// For each case in turn, the place of each of its track's rates among all.
    places: Vec<u32>,
    rates: Vec<Weight>,
}

struct OfCase<'a> {
    case: usize,
    track: Track<'a>,
    /// Where its places begin.
    begin: usize,
}

/// A rate, and what everybody in the class is due of it.
struct Weight {
    rate: usize,
    /// What one of the size looked at is due for a month.
    month: i128,
    /// What all are.
    months: i128,
    /// The same of twelve months at once, where that is wanted; `None` is too large.
    years: Option<i128>,
    by_year: bool,
}

impl<'a> Weights<'a> {
    pub(super) fn new(work: &'a Work<'a>) -> Weights<'a> {
        Weights { work, cases: Vec::new(), places: Vec::new(), rates: Vec::new() }
    }

    /// Goes on to the class of a cell.
    pub(super) fn begin(&mut self, cell: usize) {
        self.cases.clear();
        self.places.clear();
        self.rates.clear();
        for case in 0..self.work.walked.len() {
            let is_compared = case <= self.work.compared;
            // On-costs are each member's own.
            let one_track = || self.work.one_track(case, cell).filter(|_| !is_compared || self.work.charges.is_none());
            let Some(track) = one_track() else { continue };
            let begin = self.places.len();
            for rate in track.rates.iter().map(|rate| *rate as usize) {
                let place = self.rates.iter().position(|known| known.rate == rate).unwrap_or(self.rates.len());
                if place == self.rates.len() {
                    self.rates.push(Weight { rate, month: 0, months: 0, years: Some(0), by_year: false });
                }
                self.rates[place].by_year |= is_compared;
                // A class has a few rates in a case.
                self.places.push(u32::try_from(place).unwrap_or(u32::MAX));
            }
            self.cases.push(OfCase { case, track, begin });
        }
    }

    /// Adds so many of a size.
    pub(super) fn add(&mut self, per_head: &PerHead<'_>, headcount: u64) -> Option<()> {
        let headcount = i128::from(i64::try_from(headcount).ok()?);
        let of_all = |units: i128| per_head.times_posts(units)?.checked_mul(headcount);
        for weight in &mut self.rates {
            weight.month = per_head.month(weight.rate)?;
            weight.months += of_all(weight.month)?;
            if weight.by_year {
                let year = per_head.year(weight.rate).and_then(of_all);
                weight.years = weight.years.zip(year).map(|(sum, year)| sum + year);
            }
        }
        Some(())
    }

    /// What one of the size that was added last is paid in a case; says whether it is one of those here.
    pub(super) fn fill_pay(&self, case: usize, months: &mut Months<'_>) -> bool {
        let Some(of_case) = self.cases.iter().find(|of_case| of_case.case == case) else { return false };
        let places = &self.places[of_case.begin..];
        let month = |place: usize| self.rates[places[place] as usize].month;
        let runs = of_case.track.runs().map(|(count, parts)| (count, parts.iter().map(|part| month(part.rate())).sum()));
        months.set_pay(runs);
        true
    }

    /// Puts the sums of the class where they belong: everybody's, and those of the groups that it is in.
    pub(super) fn end(&self, groups: &[usize], priced: &mut Priced) -> Option<()> {
        for OfCase { case, track, begin } in &self.cases {
            let (case, is_compared) = (*case, *case <= self.work.compared);
            let groups = if is_compared { groups } else { &[] };
            let mut month = 0;
            for (months, parts) in track.runs() {
                // A run lies within a pay year.
                let year = self.work.years.iter().position(|year: &PayYear| month < year.months.end)?;
                let count = i128::try_from(months).ok()?;
                let ends_a_year = is_compared && month + months == self.work.years[year].months.end;
                for part in parts {
                    let weight = &self.rates[self.places[begin + part.rate()] as usize];
                    let of_run = weight.months.checked_mul(count)?;
                    let annual = if ends_a_year { weight.years? } else { 0 };
                    for variant in 0..self.work.variants.len() {
                        if is_compared {
                            priced.monthly.add(variant, case, (month, months), part.component(), weight.months);
                        }
                        let of_groups = priced.groups.iter_mut().zip(groups).map(|(sums, group)| &mut sums[*group]);
                        for sums in std::iter::once(&mut priced.all).chain(of_groups) {
                            sums.add(variant, case, year, part.component(), of_run);
                            if ends_a_year {
                                sums.add_annual(variant, case, year, part.component(), annual);
                            }
                        }
                    }
                }
                month += months;
            }
        }
        Some(())
    }
}
