//! Pictures that answer a question: pay by date, cost by year and measure, rise by grade, who gets which rise, low to high.
//!
//! Amounts are drawn from hundredths (pence, hundredths of a per cent or of a post) in whole numbers. Every picture stands beside a table
//! that has its figures; what it shows is said in words for whoever cannot see it.

#[cfg(feature = "pictures")]
mod draw;
/// No pictures without the feature `pictures`: the tables beside them have their figures.
#[cfg(not(feature = "pictures"))]
mod draw {
    pub(super) fn svg(_: &super::Picture) -> Option<String> {
        None
    }
}

use rust_decimal::Decimal;

use super::Series;
use crate::calendar::{day_before, written};
use crate::money::{Currency, Money, with_separators};

/// A picture.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The question that it answers.
    pub title: String,
    /// What its numbers are.
    pub unit: Unit,
    /// What is drawn.
    pub kind: Kind,
}

/// What numbers of a picture are, in hundredths of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Unit {
    /// Amounts.
    Money(Currency),
    /// Shares.
    PerCent,
    /// People or posts.
    Staff,
}

/// What is drawn.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Kind {
    /// Pay from each day on, a line for each case.
    Steps(Vec<Series>),
    /// Columns beside each other, each of parts on top of one another; parts have a number for each column.
    Columns {
        /// What each column is called.
        columns: Vec<String>,
        /// What each part is called, and its numbers.
        parts: Vec<(String, Vec<i64>)>,
    },
    /// Bars below each other.
    Bars(Vec<(String, i64)>),
    /// From the least to the most, with what lies between.
    Intervals(Vec<(String, [i64; 3])>),
}

impl Picture {
    /// Pay over time.
    pub(super) fn pay(lines: &[Series]) -> Picture {
        let currency = lines.first().map_or_else(Currency::pounds, |line| line.currency);
        Picture { title: "Pay a year, by date".to_owned(), unit: Unit::Money(currency), kind: Kind::Steps(lines.to_vec()) }
    }

    /// The picture as SVG with its title and what it shows in words; empty where there is nothing to draw.
    pub(super) fn svg(&self) -> String {
        let Some(drawn) = draw::svg(self).filter(|_| !self.is_empty()) else { return String::new() };
        let says = maud::html! { (self.says()) }.into_string();
        // In a page the name of the language is known.
        drawn.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{says}\" "), 1).replacen(
            " xmlns=\"http://www.w3.org/2000/svg\"",
            "",
            1,
        )
    }

    fn is_empty(&self) -> bool {
        match &self.kind {
            Kind::Steps(lines) => lines.iter().all(|line| line.steps.is_empty()),
            Kind::Columns { columns, parts } => {
                columns.is_empty() || parts.iter().all(|(_, values)| values.iter().all(|value| *value == 0))
            }
            Kind::Bars(rows) => rows.is_empty(),
            Kind::Intervals(rows) => rows.is_empty(),
        }
    }

    /// What the picture shows, in words.
    fn says(&self) -> String {
        let value = |value: i64| self.unit.written(value);
        let parts: Vec<String> = match &self.kind {
            Kind::Steps(lines) => lines.iter().map(said_steps).collect(),
            Kind::Columns { columns, parts } => columns
                .iter()
                .enumerate()
                .map(|(index, column)| {
                    let shown: Vec<String> = parts
                        .iter()
                        .filter_map(|(name, values)| Some((name, *values.get(index)?)))
                        .filter(|(_, number)| *number != 0)
                        .map(|(name, number)| if parts.len() > 1 { format!("{name} {}", value(number)) } else { value(number) })
                        .collect();
                    format!("{column}: {}", if shown.is_empty() { value(0) } else { shown.join(", ") })
                })
                .collect(),
            Kind::Bars(rows) => rows.iter().map(|(name, number)| format!("{name} {}", value(*number))).collect(),
            Kind::Intervals(rows) => rows
                .iter()
                .map(|(name, [low, even, high])| {
                    format!("{name} {} to {}, spread evenly {}", value(*low), value(*high), value(*even))
                })
                .collect(),
        };
        format!("{}: {}.", self.title, parts.join("; "))
    }
}

fn said_steps(line: &Series) -> String {
    let label = |amount: Money| line.labels.iter().find(|(known, _)| *known == amount).map(|(_, label)| label.clone());
    let steps = line.steps.iter().filter_map(|(day, amount)| Some(format!("{} from {}", label(*amount)?, written(*day))));
    let unknown =
        line.gaps.iter().map(|gap| format!("nothing known from {} to {}", written(gap.start), written(day_before(gap.end))));
    format!("{}: {}", line.title, steps.chain(unknown).collect::<Vec<_>>().join(", "))
}

impl Unit {
    /// A number of hundredths as it is written.
    pub(super) fn written(&self, hundredths: i64) -> String {
        let number = Decimal::new(hundredths, 2);
        match self {
            // The end of an axis may be beyond what an amount can be.
            Unit::Money(currency) => Money::new(number)
                .map_or_else(|| with_separators(&number.normalize().to_string()), |amount| currency.written(amount)),
            Unit::PerCent => format!("{}%", number.normalize()),
            Unit::Staff => with_separators(&number.normalize().to_string()),
        }
    }
}

/// An amount in hundredths.
pub(super) fn hundredths(amount: Money) -> i64 {
    let scaled = amount.amount().round_dp(2) * Decimal::ONE_HUNDRED;
    i64::try_from(scaled.trunc().mantissa() / 10_i128.pow(scaled.trunc().scale())).expect("an amount has hundredths in 63 bits")
}
