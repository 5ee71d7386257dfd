//! Sums of all who are on one track: each of its rates is multiplied by head counts once, and months are counted at the end.

use super::classes::Parts;
use super::price::{PerHead, Track};
use super::tally::PayYear;
use super::work::{Priced, Work};

/// Those of a case who are on one track and in the same groups.
pub(super) struct Slots {
    parts: Parts,
    /// Where the sums of each begin.
    begin: Vec<usize>,
    sums: usize,
}

/// For each rate of each slot's track: what everyone in it is due.
pub(super) struct Weighed {
    month: Vec<i128>,
    /// Of twelve months at once; `None` is too large.
    year: Vec<Option<i128>>,
}

impl Weighed {
    pub(super) fn merge(&mut self, other: &Weighed) {
        self.month.iter_mut().zip(&other.month).for_each(|(sum, part)| *sum += part);
        self.year.iter_mut().zip(&other.year).for_each(|(sum, part)| *sum = sum.zip(*part).map(|(sum, part)| sum + part));
    }
}

impl Slots {
    pub(super) fn new(work: &Work<'_>, case: usize, group_parts: &[Parts]) -> Slots {
        let mut parts = Parts::clone(&work.walked[case].0);
        for groups in group_parts {
            parts.refine_by(groups);
        }
        let mut sums = 0;
        let begin = parts.firsts().into_iter().map(|cell| {
            let begin = sums;
            sums += work.one_track(case, cell).map_or(0, |track| track.rates.len());
            begin
        });
        let begin = begin.collect();
        Slots { parts, begin, sums }
    }

    pub(super) fn nothing(&self) -> Weighed {
        Weighed { month: vec![0; self.sums], year: vec![Some(0); self.sums] }
    }

    /// Adds so many who are like a cell.
    pub(super) fn add(
        &self,
        weighed: &mut Weighed,
        track: &Track,
        cell: usize,
        headcount: u64,
        annual: bool,
        per_head: &mut PerHead<'_>,
    ) -> Option<()> {
        let begin = self.begin[self.parts.of(cell)];
        let headcount = i128::from(headcount);
        for (at, rate) in (begin..).zip(&track.rates) {
            let month = per_head.month(*rate)?;
            weighed.month[at] += per_head.times_posts(month)?.checked_mul(headcount)?;
            if annual {
                let year = per_head.year(*rate).and_then(|year| per_head.times_posts(year)?.checked_mul(headcount));
                weighed.year[at] = weighed.year[at].zip(year).map(|(sum, year)| sum + year);
            }
        }
        Some(())
    }

    /// Puts sums where they belong.
    pub(super) fn unfold(
        &self,
        work: &Work<'_>,
        case: usize,
        group_parts: &[Parts],
        weighed: &Weighed,
        priced: &mut Priced,
    ) -> Option<()> {
        for (begin, cell) in self.begin.iter().zip(self.parts.firsts()) {
            let Some(track) = work.one_track(case, cell) else { continue };
            let groups: Vec<usize> = group_parts.iter().map(|parts| parts.of(cell)).collect();
            let mut month = 0;
            for run in &track.runs {
                // A run lies within a pay year.
                let year = work.years.iter().position(|year: &PayYear| month < year.months.end)?;
                let count = i128::try_from(run.months).ok()?;
                let ends_a_year = work.compared >= case && month + run.months == work.years[year].months.end;
                for part in &run.parts {
                    let of_month = weighed.month[begin + part.rate];
                    let of_run = of_month.checked_mul(count)?;
                    let annual = if ends_a_year { weighed.year[begin + part.rate]? } else { 0 };
                    for variant in 0..work.variants.len() {
                        priced.monthly.add(variant, case, (month, run.months), part.component, of_month);
                        let of_groups = priced.groups.iter_mut().zip(&groups).map(|(sums, group)| &mut sums[*group]);
                        for sums in std::iter::once(&mut priced.all).chain(of_groups) {
                            sums.add(variant, case, year, part.component, of_run);
                            if ends_a_year {
                                sums.add_annual(variant, case, year, part.component, annual);
                            }
                        }
                    }
                }
                month += run.months;
            }
        }
        Some(())
    }
}
