//! Sums of all who are on one track: each of its rates is multiplied by head counts once, and months are counted at the end.

use std::sync::Arc;

use super::classes::Parts;
use super::price::PerHead;
use super::tally::PayYear;
use super::work::{Priced, Work};

/// Those of a case who are on one track and in the same groups.
pub(super) struct Slots {
    /// Which partition of the cells they are.
    pub(super) partition: usize,
    /// A cell of each.
    firsts: Vec<usize>,
    /// Where the sums of each begin.
    begin: Vec<usize>,
    sums: usize,
    /// Whether the case is compared, and so months, years at once and groups of it are wanted, too.
    is_compared: bool,
}

/// Partitions of the cells, each once: many cases have the same.
#[derive(Default)]
pub(super) struct Partitions {
    list: Vec<Partition>,
}

struct Partition {
    /// The parts of a case, and whether groups are apart in it.
    made_from: (Arc<Parts>, bool),
    parts: Arc<Parts>,
}

impl Partitions {
    fn number(&mut self, of_case: &Arc<Parts>, group_parts: &[Parts]) -> usize {
        let has_groups = !group_parts.is_empty();
        let same = |known: &Partition| Arc::ptr_eq(&known.made_from.0, of_case) && known.made_from.1 == has_groups;
        if let Some(known) = self.list.iter().position(same) {
            return known;
        }
        let parts = if has_groups {
            let mut parts = Parts::clone(of_case);
            for groups in group_parts {
                parts.refine_by(groups);
            }
            Arc::new(parts)
        } else {
            Arc::clone(of_case)
        };
        self.list.push(Partition { made_from: (Arc::clone(of_case), has_groups), parts });
        self.list.len() - 1
    }

    /// The parts of each.
    pub(super) fn parts(&self) -> impl Iterator<Item = &Parts> {
        self.list.iter().map(|partition| partition.parts.as_ref())
    }
}

/// Head counts of one size in the parts of a partition.
pub(super) struct Crowds {
    heads: Vec<u64>,
    /// The parts with anybody in them.
    parts: Vec<usize>,
}

impl Crowds {
    pub(super) fn new(parts: &Parts) -> Crowds {
        Crowds { heads: vec![0; parts.count()], parts: Vec::new() }
    }

    pub(super) fn add(&mut self, part: usize, headcount: u64) {
        if self.heads[part] == 0 && headcount > 0 {
            self.parts.push(part);
        }
        self.heads[part] += headcount;
    }

    pub(super) fn clear(&mut self) {
        self.parts.drain(..).for_each(|part| self.heads[part] = 0);
    }
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
    pub(super) fn new(work: &Work<'_>, case: usize, group_parts: &[Parts], partitions: &mut Partitions) -> Slots {
        let partition = partitions.number(&work.walked[case].0, group_parts);
        let firsts = partitions.list[partition].parts.firsts();
        let mut sums = 0;
        let begin = firsts.iter().map(|cell| {
            let begin = sums;
            sums += work.one_track(case, *cell).map_or(0, |track| track.rates.len());
            begin
        });
        Slots { begin: begin.collect(), partition, firsts, sums, is_compared: case <= work.compared }
    }

    pub(super) fn nothing(&self) -> Weighed {
        Weighed { month: vec![0; self.sums], year: vec![Some(0); if self.is_compared { self.sums } else { 0 }] }
    }

    /// Adds everyone of a size who is on one track.
    pub(super) fn add(
        &self,
        (work, case): (&Work<'_>, usize),
        weighed: &mut Weighed,
        crowds: &Crowds,
        per_head: &mut PerHead<'_>,
    ) -> Option<()> {
        for part in &crowds.parts {
            let Some(track) = work.one_track(case, self.firsts[*part]) else { continue };
            let headcount = i128::from(i64::try_from(crowds.heads[*part]).ok()?);
            for (at, rate) in (self.begin[*part]..).zip(track.rates) {
                let rate = *rate as usize;
                let month = per_head.month(rate)?;
                weighed.month[at] += per_head.times_posts(month)?.checked_mul(headcount)?;
                if self.is_compared {
                    let year = per_head.year(rate).and_then(|year| per_head.times_posts(year)?.checked_mul(headcount));
                    weighed.year[at] = weighed.year[at].zip(year).map(|(sum, year)| sum + year);
                }
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
        for (begin, cell) in self.begin.iter().zip(&self.firsts) {
            let Some(track) = work.one_track(case, *cell) else { continue };
            let groups: Vec<usize> = group_parts.iter().map(|parts| parts.of(*cell)).collect();
            let mut month = 0;
            for (months, parts) in track.runs() {
                // A run lies within a pay year.
                let year = work.years.iter().position(|year: &PayYear| month < year.months.end)?;
                let count = i128::try_from(months).ok()?;
                let ends_a_year = self.is_compared && month + months == work.years[year].months.end;
                for part in parts {
                    let of_month = weighed.month[begin + part.rate()];
                    let of_run = of_month.checked_mul(count)?;
                    let annual = if ends_a_year { weighed.year[begin + part.rate()]? } else { 0 };
                    for variant in 0..work.variants.len() {
                        if self.is_compared {
                            priced.monthly.add(variant, case, (month, months), part.component(), of_month);
                        }
                        let of_groups = priced.groups.iter_mut().zip(&groups).map(|(sums, group)| &mut sums[*group]);
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
