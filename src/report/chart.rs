//! Pay over time, in a terminal.

use std::fmt::Write as _;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::calendar::{Date, Period};
use crate::money::{Currency, Money};

/// What one case pays a year from each day on, over a period.
#[derive(Clone, Debug)]
pub struct Series {
    /// What it is called.
    pub title: String,
    /// The time that the chart covers.
    pub period: Period,
    /// The annual amount from each day on.
    pub steps: Vec<(Date, Money)>,
    /// Days on which nothing is known, in order: nothing is drawn there.
    pub gaps: Vec<Period>,
    /// What each step is called: the point on which one stands.
    pub marks: Vec<String>,
    /// What the target rate pays in the end, where there is one.
    pub target: Option<Money>,
    /// What the amounts are in.
    pub currency: Currency,
    /// Amounts as labels.
    pub labels: Vec<(Money, String)>,
}

/// Rows of a chart.
const HEIGHT: u32 = 8;
const EIGHTHS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Each case as a small chart of steps, all on one scale that begins at nothing: a bar twice as high is twice the pay.
pub(super) fn draw(series: &[Series], width: u16) -> Vec<String> {
    let amounts = || series.iter().flat_map(|one| one.steps.iter().map(|(_, amount)| *amount));
    let (Some(low), Some(high)) = (amounts().min(), amounts().max()) else { return Vec::new() };
    if low == high {
        return Vec::new();
    }
    let bottom = Decimal::ZERO;
    let label = |amount: Money| {
        let labels = series.iter().flat_map(|one| one.labels.iter());
        let found = labels.clone().find(|(known, _)| *known == amount);
        found.map(|(_, label)| label.clone()).expect("every amount of a line has its label")
    };
    let (top_label, low_label) = (label(high), series[0].currency.written(Money::ZERO));
    let margin = top_label.chars().count().max(low_label.chars().count());
    let columns = usize::from(width).saturating_sub(margin + 3).clamp(10, 100);
    series.iter().map(|one| chart(one, columns, margin, (&top_label, &low_label), (bottom, high.amount()))).collect()
}

fn chart(one: &Series, columns: usize, margin: usize, (top, low): (&str, &str), (bottom, high): (Decimal, Decimal)) -> String {
    let days = one.period.days().max(1);
    // Height in eighths of a row at the middle of each column's time.
    let heights: Vec<u32> = (0..columns)
        .map(|column| {
            let middle = u64::from(days) * (2 * column as u64 + 1) / (2 * columns as u64);
            let days = i64::try_from(middle).expect("days of the calendar");
            let day = one.period.start.checked_add(jiff::Span::new().days(days)).expect("a day within the period");
            let is_known = !one.gaps.iter().any(|gap| gap.contains(day));
            let step = one.steps.iter().rev().find(|(from, _)| *from <= day).filter(|_| is_known);
            let amount = step.map_or(bottom, |(_, amount)| amount.amount());
            let eighths = (amount - bottom) * Decimal::from(HEIGHT * 8) / (high - bottom);
            eighths.round().to_u32().expect("a height within the chart")
        })
        .collect();
    let mut out = format!("{}\n", one.title);
    for row in (0..HEIGHT).rev() {
        let label = match row {
            row if row + 1 == HEIGHT => top,
            0 => low,
            _ => "",
        };
        let line: String = heights.iter().map(|height| EIGHTHS[height.saturating_sub(row * 8).min(8) as usize]).collect();
        writeln!(out, "{label:>margin$} │{}", line.trim_end()).expect("a string takes text");
    }
    writeln!(out, "{:>margin$} └{}", "", "─".repeat(columns)).expect("a string takes text");
    let (first, last) = (one.period.start.to_string(), one.period.end.to_string());
    let gap = columns.saturating_sub(first.len() + last.len());
    write!(out, "{:>margin$}  {first}{}{last}", "", " ".repeat(gap)).expect("a string takes text");
    out
}
