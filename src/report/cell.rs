//! A figure, a date or words, as they stand in a table or a sentence. Every form writes the same value in its own way.

use std::fmt;

use rust_decimal::Decimal;

use crate::calendar::{Date, Month, written, written_short};
use crate::money::{Currency, Fte, Money, with_separators};
use crate::scale::PointId;

/// A value with what stands beside it and how it came about.
#[derive(Clone, PartialEq, Debug)]
pub struct Cell {
    /// What it is.
    pub value: Value,
    /// Whether it stands in brackets: an amount that is not counted keeps its minus in them, and of a number they are the minus.
    pub bracketed: bool,
    /// Other values that are shown with it: the point of an amount, the difference from another amount.
    pub beside: Vec<Beside>,
    /// How it was worked out, where that is known.
    pub derivation: Option<Box<Derivation>>,
}

/// What a cell holds.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// Nothing: the cell stays empty.
    Nothing,
    /// A figure that is not given, not known or not shown.
    NotGiven,
    /// Words, a name, an id.
    Text(String),
    /// An amount.
    Money {
        /// How much.
        amount: Money,
        /// In what.
        currency: Currency,
        /// Whether pence are written where there are none.
        pence: bool,
    },
    /// How much more or less an amount is than another: written with its sign.
    Difference {
        /// How much more.
        amount: Money,
        /// In what.
        currency: Currency,
        /// Whether pence are written where there are none.
        pence: bool,
    },
    /// A number of people, posts, hours or months, with the decimals that it has.
    Number(Decimal),
    /// A number that is typed into a file: without separators.
    Plain(Decimal),
    /// A share in per cent.
    Percent {
        /// How many per cent, with the decimals that it is written with.
        number: Decimal,
        /// Whether a sign follows; in a line that says per cent none does.
        sign: bool,
    },
    /// A day: `1 Jul 2012` in a column, `1 July 2012` in a sentence.
    Date {
        /// Which.
        day: Date,
        /// Whether the month is written out.
        long: bool,
    },
    /// A month: `2012-07` in a column of months, `July 2012` elsewhere.
    Month {
        /// Which.
        month: Month,
        /// Whether it is written by its name.
        named: bool,
    },
    /// A point of a spine.
    Point(PointId),
}

/// Another value of a cell, and where it is written: before it, behind it, in brackets.
#[derive(Clone, PartialEq, Debug)]
pub enum Beside {
    /// In brackets behind it: `£20,441 (54)`.
    InBrackets(Value),
    /// Before it: `54: £20,441`.
    Before(Value),
    /// Behind it: `£1,500.00 est.`
    Behind(Value),
    /// Up to this: `£10.00 to £20.00`.
    To(Value),
    /// On the line below.
    Below(Value),
}

/// How a figure was worked out.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Derivation {
    /// The rule, in words.
    pub rule: String,
    /// How it is rounded, in words; none where nothing is.
    pub rounding: Option<String>,
    /// Where the rule or its figures come from.
    pub source: Option<String>,
    /// What it was worked out from: what each is called, and its value.
    pub from: Vec<(String, Cell)>,
}

impl Beside {
    /// The value.
    pub fn value(&self) -> &Value {
        match self {
            Beside::InBrackets(value)
            | Beside::Before(value)
            | Beside::Behind(value)
            | Beside::To(value)
            | Beside::Below(value) => value,
        }
    }
}

impl Cell {
    /// A value with nothing beside it.
    pub fn new(value: Value) -> Cell {
        Cell { value, bracketed: false, beside: Vec::new(), derivation: None }
    }

    /// An empty cell.
    pub fn nothing() -> Cell {
        Cell::new(Value::Nothing)
    }

    /// In place of a figure that is not given.
    pub fn not_given() -> Cell {
        Cell::new(Value::NotGiven)
    }

    /// Words; an empty cell where there are none.
    pub fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        Cell::new(if text.is_empty() { Value::Nothing } else { Value::Text(text) })
    }

    /// An amount, with pence where there are some.
    pub fn money(currency: &Currency, amount: Money) -> Cell {
        Cell::new(Value::Money { amount, currency: *currency, pence: false })
    }

    /// An amount to the penny.
    pub fn pence(currency: &Currency, amount: Money) -> Cell {
        Cell::new(Value::Money { amount, currency: *currency, pence: true })
    }

    /// A number.
    pub fn number(number: impl Into<Decimal>) -> Cell {
        Cell::new(Value::Number(number.into()))
    }

    /// Hours as a share of full time: `0.6`, or `22.5/37` where they were given in hours.
    pub fn fte(fte: Fte) -> Cell {
        fte.number().map_or_else(|| Cell::text(fte.to_string()), Cell::number)
    }

    /// A share in per cent, without a sign.
    pub fn percent(number: Decimal) -> Cell {
        Cell::new(Value::Percent { number, sign: false })
    }

    /// A day in a column.
    pub fn date(day: Date) -> Cell {
        Cell::new(Value::Date { day, long: false })
    }

    /// A day in a sentence.
    pub fn long_date(day: Date) -> Cell {
        Cell::new(Value::Date { day, long: true })
    }

    /// A month by its digits.
    pub fn month(month: Month) -> Cell {
        Cell::new(Value::Month { month, named: false })
    }

    /// A month by its name.
    pub fn named_month(month: Month) -> Cell {
        Cell::new(Value::Month { month, named: true })
    }

    /// A point.
    pub fn point(point: &PointId) -> Cell {
        Cell::new(Value::Point(point.clone()))
    }

    /// A value where there is one, else nothing.
    pub fn or_empty<T>(value: Option<T>, cell: impl FnOnce(T) -> Cell) -> Cell {
        value.map_or_else(Cell::nothing, cell)
    }

    /// A value where there is one, else a dash.
    pub fn or_dash<T>(value: Option<T>, cell: impl FnOnce(T) -> Cell) -> Cell {
        value.map_or_else(Cell::not_given, cell)
    }

    /// In brackets.
    #[must_use]
    pub fn in_brackets(mut self) -> Cell {
        self.bracketed = true;
        self
    }

    /// With a further value.
    #[must_use]
    pub fn with(mut self, beside: Beside) -> Cell {
        self.beside.push(beside);
        self
    }

    /// With how it came about.
    #[must_use]
    pub fn because(mut self, derivation: Derivation) -> Cell {
        self.derivation = Some(Box::new(derivation));
        self
    }

    /// Whether nothing is written.
    pub fn is_empty(&self) -> bool {
        self.value == Value::Nothing && self.beside.is_empty()
    }

    /// As a program reads it: plain digits; days and months as the standard has them (ISO 8601).
    pub fn plain(&self) -> String {
        self.value.plain()
    }
}

impl Value {
    /// As a program reads it.
    pub fn plain(&self) -> String {
        match self {
            Value::Nothing | Value::NotGiven => String::new(),
            Value::Text(text) => text.clone(),
            Value::Money { amount, .. } | Value::Difference { amount, .. } => amount.to_string(),
            Value::Number(number) | Value::Plain(number) | Value::Percent { number, .. } => number.to_string(),
            Value::Date { day, .. } => day.to_string(),
            Value::Month { month, .. } => month.to_string(),
            Value::Point(point) => point.to_string(),
        }
    }

    /// In brackets, which of a number stand for the minus.
    fn bracketed(&self) -> String {
        let text = match self {
            Value::Number(number) => with_separators(&number.abs().to_string()),
            other => other.to_string(),
        };
        format!("({text})")
    }
}

impl fmt::Display for Value {
    /// As a person reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Nothing => Ok(()),
            Value::NotGiven => f.write_str("–"),
            Value::Text(text) => f.write_str(text),
            Value::Money { amount, currency, pence: true } => f.write_str(&currency.written_to_the_penny(*amount)),
            Value::Money { amount, currency, pence: false } => f.write_str(&currency.written(*amount)),
            Value::Difference { amount, currency, pence } => {
                let sign = if *amount > Money::ZERO { "+" } else { "" };
                let text = if *pence { currency.written_to_the_penny(*amount) } else { currency.written(*amount) };
                write!(f, "{sign}{text}")
            }
            Value::Number(number) => f.write_str(&with_separators(&number.to_string())),
            Value::Plain(number) => number.fmt(f),
            Value::Percent { number, sign } => write!(f, "{number}{}", if *sign { "%" } else { "" }),
            Value::Date { day, long: true } => f.write_str(&written(*day)),
            Value::Date { day, long: false } => f.write_str(&written_short(*day)),
            Value::Month { month, named: true } => f.write_str(&month.written()),
            Value::Month { month, named: false } => month.fmt(f),
            Value::Point(point) => point.fmt(f),
        }
    }
}

impl fmt::Display for Cell {
    /// As a person reads it, with what stands beside it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for beside in &self.beside {
            if let Beside::Before(value) = beside {
                write!(f, "{value}: ")?;
            }
        }
        if self.bracketed {
            f.write_str(&self.value.bracketed())?;
        } else {
            self.value.fmt(f)?;
        }
        for beside in &self.beside {
            match beside {
                Beside::Before(_) => {}
                Beside::InBrackets(value) => write!(f, " ({value})")?,
                Beside::Behind(value) => write!(f, " {value}")?,
                Beside::To(value) => write!(f, " to {value}")?,
                Beside::Below(value) => write!(f, "\n{value}")?,
            }
        }
        Ok(())
    }
}
