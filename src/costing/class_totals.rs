//! Fourth step, the quick way: sums of a whole class. Each of its rates is worked out once for each size, for all cases and months.
//!
//! It takes members on one list of runs without on-costs; `months` takes all others.

use std::ops::Range;

use super::compare::{OfAShare, Overlap, align};
use super::month_runs::{MemberRuns, PricedPart};
use super::price::PerHead;
use super::tally::{InMonths, InYear, year_of};
use super::work::{Priced, Work};

/// Totals of one class, for each case in which its members have one list of runs.
pub(super) struct ClassTotals<'a> {
    work: &'a Work<'a>,
    cases: Vec<WeighedCase>,
    spans: Vec<Span>,
    parts: Vec<WeighedPart>,
    rates: Vec<RateTotal>,
    /// For each rate of the work, its index among these.
    index_of: Vec<Option<u32>>,
    /// For each case compared with the first, months in which neither changes. Only if all cases compared are in `cases`.
    overlaps: Vec<Vec<Overlap>>,
    /// For each span of the cases compared, a month's pay of one member of the current size.
    pay: Vec<i64>,
    /// The same without what only a share of staff get, where there is such a payment.
    for_sure: Vec<i64>,
    /// For each case compared, the largest share of staff who get such a payment.
    shares: Vec<Option<i128>>,
}

/// A case, and the indices of its spans.
struct WeighedCase {
    case: usize,
    spans: Range<usize>,
}

/// Months of one pay year that are due the same.
struct Span {
    month: usize,
    months: usize,
    year: usize,
    parts: Range<usize>,
    /// A whole month at the rates of the last day of a pay year, where they end one and it is compared.
    closing: Range<usize>,
}

struct WeighedPart {
    component: usize,
    /// The index of its rate.
    rate: usize,
}

/// A rate, and what the class is due of it.
struct RateTotal {
    rate: usize,
    /// A month of one member of the current size.
    month: i64,
    /// A month of the whole class.
    months: i128,
    /// The whole class's twelve months, each member's rounded once; `None` if too large. Only if `by_year`.
    years: Option<i128>,
    by_year: bool,
}

impl<'a> ClassTotals<'a> {
    pub(super) fn new(work: &'a Work<'a>) -> ClassTotals<'a> {
        ClassTotals {
            work,
            cases: Vec::new(),
            spans: Vec::new(),
            parts: Vec::new(),
            rates: Vec::new(),
            index_of: vec![None; work.rates.count()],
            overlaps: vec![Vec::new(); work.compared],
            pay: Vec::new(),
            for_sure: Vec::new(),
            shares: vec![None; work.compared + 1],
        }
    }

    /// Begins the class of a cell. Returns true if it holds all cases that are compared.
    pub(super) fn begin(&mut self, cell: usize) -> bool {
        self.clear();
        let work = self.work;
        let mut takes = |case: usize| work.only_runs(case, cell).map(|member_runs| self.add_case(case, member_runs)).is_some();
        // On-costs are each member's own.
        let compares = work.charges.is_none() && (0..=work.compared).all(&mut takes);
        if !compares {
            self.clear();
        }
        for case in work.compared + 1..work.cases() {
            if let Some(member_runs) = work.only_runs(case, cell) {
                self.add_case(case, member_runs);
            }
        }
        if compares {
            let months = |case: usize| self.cases[case].spans.clone().map(|span| (span, self.spans[span].months));
            for (case, overlaps) in (1..).zip(&mut self.overlaps) {
                align([months(0), months(case)], work.years, overlaps);
            }
            self.pay.resize(self.cases[work.compared].spans.end, 0);
            if !work.shares.is_empty() {
                self.for_sure.resize(self.pay.len(), 0);
                for (share, WeighedCase { spans, .. }) in self.shares.iter_mut().zip(&self.cases) {
                    let spans = &self.spans[spans.clone()];
                    let parts = spans.iter().flat_map(|span| &self.parts[span.parts.clone()]);
                    *share = work.share_of(parts.map(|part| part.component));
                }
            }
        }
        compares
    }

    fn clear(&mut self) {
        for weight in self.rates.drain(..) {
            self.index_of[weight.rate] = None;
        }
        self.cases.clear();
        self.spans.clear();
        self.parts.clear();
        self.pay.clear();
        self.for_sure.clear();
    }

    /// True if it holds a case.
    pub(super) fn has(&self, case: usize) -> bool {
        self.cases.iter().any(|known| known.case == case)
    }

    fn add_case(&mut self, case: usize, member_runs: MemberRuns<'_>) {
        let is_compared = case <= self.work.compared;
        let first = self.spans.len();
        let mut month = 0;
        for (months, run) in member_runs.runs() {
            // A run lies within a pay year.
            let year = year_of(self.work.years, month);
            let ends_the_year = self.work.years.get(year).is_some_and(|year| year.months.end == month + months);
            let parts = self.add_parts(run.iter().flat_map(|run| run.parts), false);
            let closing = if is_compared && ends_the_year {
                self.add_parts(run.iter().flat_map(|run| run.closing), true)
            } else {
                parts.end..parts.end
            };
            self.spans.push(Span { month, months, year, parts, closing });
            month += months;
        }
        self.cases.push(WeighedCase { case, spans: first..self.spans.len() });
    }

    fn add_parts<'p>(&mut self, parts: impl Iterator<Item = &'p PricedPart>, by_year: bool) -> Range<usize> {
        let first = self.parts.len();
        for part in parts {
            let index = *self.index_of[part.rate()].get_or_insert_with(|| {
                self.rates.push(RateTotal { rate: part.rate(), month: 0, months: 0, years: Some(0), by_year: false });
                u32::try_from(self.rates.len() - 1).expect("a class has few rates")
            });
            self.rates[index as usize].by_year |= by_year;
            self.parts.push(WeighedPart { component: part.component(), rate: index as usize });
        }
        first..self.parts.len()
    }

    /// Adds `headcount` members of a size.
    pub(super) fn add(&mut self, per_head: &PerHead<'_>, headcount: u64) -> Option<()> {
        let headcount = i64::try_from(headcount).ok()?;
        for weight in &mut self.rates {
            weight.month = per_head.month(weight.rate)?;
            weight.months += per_head.of_all(weight.month, headcount)?;
            if weight.by_year {
                let year = per_head.year(weight.rate).and_then(|year| per_head.of_all(year, headcount));
                weight.years = weight.years.zip(year).map(|(sum, year)| sum + year);
            }
        }
        for (pay, span) in self.pay.iter_mut().zip(&self.spans) {
            let mut months = self.parts[span.parts.clone()].iter().map(|part| self.rates[part.rate].month);
            *pay = months.try_fold(0, i64::checked_add)?;
        }
        for (pay, span) in self.for_sure.iter_mut().zip(&self.spans) {
            let parts = self.parts[span.parts.clone()].iter();
            let sure = parts.filter(|part| self.work.shares.get(part.component).is_none_or(Option::is_none));
            *pay = sure.map(|part| self.rates[part.rate].month).sum();
        }
        Some(())
    }

    /// The months of a case beside the first's, and a month's pay in each span of one member of the size added last.
    pub(super) fn compared(&self, case: usize) -> (&[Overlap], &[i64]) {
        (&self.overlaps[case - 1], &self.pay)
    }

    /// What of that is for sure in a case, where some of it is paid to a share of staff.
    pub(super) fn of_a_share(&self, case: usize) -> Option<OfAShare<'_>> {
        let share = self.shares[case].max(self.shares[0]).filter(|_| !self.for_sure.is_empty())?;
        Some(OfAShare { pay: [&self.for_sure, &self.for_sure], share })
    }

    /// Adds the class to the sums of everybody and of the groups that it is in.
    pub(super) fn end(&self, groups: &[usize], priced: &mut Priced) -> Option<()> {
        for WeighedCase { case, spans } in &self.cases {
            let (case, is_compared) = (*case, *case <= self.work.compared);
            let groups = if is_compared { groups } else { &[] };
            for Span { month, months, year, parts, closing } in &self.spans[spans.clone()] {
                let count = i128::try_from(*months).ok()?;
                for part in &self.parts[parts.clone()] {
                    let weight = &self.rates[part.rate];
                    let of_run = weight.months.checked_mul(count)?;
                    for variant in 0..self.work.variants.len() {
                        let at = InYear { variant, case, year: *year };
                        if is_compared {
                            let here = InMonths { variant, case, first: *month, count: *months };
                            priced.monthly.add(here, part.component, weight.months);
                        }
                        let of_groups = priced.groups.iter_mut().zip(groups).map(|(sums, group)| &mut sums[*group]);
                        for sums in std::iter::once(&mut priced.all).chain(of_groups) {
                            sums.add(at, part.component, of_run);
                        }
                    }
                }
                for part in &self.parts[closing.clone()] {
                    let annual = self.rates[part.rate].years?;
                    for variant in 0..self.work.variants.len() {
                        let at = InYear { variant, case, year: *year };
                        let of_groups = priced.groups.iter_mut().zip(groups).map(|(sums, group)| &mut sums[*group]);
                        for sums in std::iter::once(&mut priced.all).chain(of_groups) {
                            sums.add_annual(at, part.component, annual);
                        }
                    }
                }
            }
        }
        Some(())
    }
}
