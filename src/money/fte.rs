//! Shares of full time: what hours a week and weeks a year come to.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::{Exact, parse_decimal};

/// Decimals that a share, or either side of a fraction, may be written with.
const MOST_PLACES: u32 = 6;
/// The most that either side of a fraction may be: hours of a year are far below.
const LARGEST_SIDE: i64 = 1_000_000;
/// Digits and decimals of either side of a share that comes of several: a paybill multiplies it in 127 bits.
const MOST_DIGITS: i128 = 100_000_000_000_000;
const MOST_PLACES_OF_SEVERAL: u32 = 12;

/// Full-time equivalent: contracted hours over full-time hours, above 0 and not above 1. Given as a decimal of up to six places, or
/// as a fraction, which no decimal need express: 22.5 of 37 hours, 39 of 52.143 weeks.
///
/// ```
/// use payspine::money::{Fte, Money};
/// assert!(Fte::new("0.6".parse().unwrap()).is_ok());
/// for wrong in ["0", "1.5", "-1", "0.1234567"] {
///     assert!(Fte::new(wrong.parse().unwrap()).is_err(), "{wrong}");
/// }
/// let hours = Fte::of_hours("22.5".parse().unwrap(), "37".parse().unwrap()).unwrap();
/// assert_eq!(hours.to_string(), "22.5/37");
/// assert_eq!(Money::from(24_000).exact().times(&hours.share()), Money::from(540_000).exact().over(37));
/// assert_eq!("22.5/37".parse(), Ok(hours));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Fte {
    part: Decimal,
    whole: Decimal,
}

/// The text or number is not a full-time equivalent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an FTE is above 0 and not above 1, with at most six decimals, or a fraction such as 22.2/37; {0} is not")]
pub struct NotAnFte(
    /// What was found.
    pub String,
);

impl Fte {
    /// Full time.
    pub const FULL_TIME: Fte = Fte { part: Decimal::ONE, whole: Decimal::ONE };

    /// Checks the bounds.
    pub fn new(fte: Decimal) -> Result<Fte, NotAnFte> {
        let normal = fte.normalize();
        if normal > Decimal::ZERO && normal <= Decimal::ONE && normal.scale() <= MOST_PLACES {
            Ok(Fte { part: normal, whole: Decimal::ONE })
        } else {
            Err(NotAnFte(fte.to_string()))
        }
    }

    /// Hours a week of full-time hours a week; `None` when they are not above zero or more than full time.
    pub fn of_hours(hours: Decimal, full_time: Decimal) -> Option<Fte> {
        let fits = hours > Decimal::ZERO && hours <= full_time;
        fits.then(
            || if hours == full_time { Fte::FULL_TIME } else { Fte { part: hours.normalize(), whole: full_time.normalize() } },
        )
    }

    /// A part of a whole, each a product; `None` where the part is not above zero or more than the whole, or where either has more
    /// digits than are held.
    ///
    /// ```
    /// use payspine::money::Fte;
    /// let number = |text: &str| text.parse().unwrap();
    /// // 1,400 hours of 37 × 52.143.
    /// let hours = Fte::of_products(&[number("1400")], &[number("37"), number("52.143")]).unwrap();
    /// assert_eq!(hours.to_string(), "1400/1929.291");
    /// ```
    pub fn of_products(part: &[Decimal], whole: &[Decimal]) -> Option<Fte> {
        Fte::of_hours(product(part)?, product(whole)?)
    }

    /// The share of a share: 25 of 37 hours in 39 of 45.943 weeks. `None` where it has more digits than are held.
    ///
    /// ```
    /// use payspine::money::Fte;
    /// let share = |text: &str| text.parse::<Fte>().unwrap();
    /// assert_eq!(share("25/37").times(share("39/45.943")).unwrap().to_string(), "975/1699.891");
    /// assert_eq!(share("0.5").times(Fte::FULL_TIME), Some(share("0.5")));
    /// ```
    pub fn times(self, other: Fte) -> Option<Fte> {
        if other.is_full_time() {
            return Some(self);
        }
        Fte::of_products(&[self.part, other.part], &[self.whole, other.whole])
    }

    /// The share of this share: what hours come to that are applied twice. `None` where it has more digits than are held.
    ///
    /// ```
    /// use payspine::money::Fte;
    /// let fte = Fte::new("0.6".parse().unwrap()).unwrap();
    /// assert_eq!(fte.twice().unwrap().to_string(), "0.36");
    /// ```
    #[must_use]
    pub fn twice(self) -> Option<Fte> {
        self.times(self)
    }

    /// The share of full time.
    pub fn share(self) -> Exact {
        Exact::from(self.part).divided_by(&Exact::from(self.whole)).expect("full time is above zero")
    }

    /// The share as a number, where it is one: what was given in hours may go on for ever.
    pub fn number(self) -> Option<Decimal> {
        (self.whole == Decimal::ONE).then_some(self.part)
    }

    /// Whether this is full time.
    pub fn is_full_time(self) -> bool {
        self == Fte::FULL_TIME
    }
}

/// A product to the last digit; `None` where it has more than are held.
fn product(factors: &[Decimal]) -> Option<Decimal> {
    factors.iter().try_fold(Decimal::ONE, |product, factor| {
        let (one, other) = (product.normalize(), factor.normalize());
        let digits = one.mantissa().checked_mul(other.mantissa()).filter(|digits| digits.abs() < MOST_DIGITS)?;
        let places = one.scale() + other.scale();
        (places <= MOST_PLACES_OF_SEVERAL).then(|| Decimal::from_i128_with_scale(digits, places))
    })
}

/// A decimal, or a fraction of two: `0.6`, `22.2/37`, `39/52.143`.
impl FromStr for Fte {
    type Err = NotAnFte;

    fn from_str(text: &str) -> Result<Fte, NotAnFte> {
        let wrong = || NotAnFte(text.to_owned());
        let Some((part, whole)) = text.split_once('/') else {
            return Fte::new(parse_decimal(text.trim()).ok_or_else(wrong)?);
        };
        let fits = |side: &Decimal| side.scale() <= MOST_PLACES && *side <= Decimal::from(LARGEST_SIDE);
        let side = |text: &str| parse_decimal(text.trim()).map(|side| side.normalize()).filter(fits).ok_or_else(wrong);
        Fte::of_hours(side(part)?, side(whole)?).ok_or_else(wrong)
    }
}

/// `0.6`, or `22.5/37` where it was given in hours.
impl fmt::Display for Fte {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.whole == Decimal::ONE {
            return write!(f, "{}", self.part);
        }
        write!(f, "{}/{}", self.part, self.whole)
    }
}
