//! Fractions of whole numbers of any size: what an amount is between two roundings.

use std::cmp::Ordering;
use std::fmt;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};
use rust_decimal::Decimal;

/// An exact fraction. 19,631.75 × 1.0102³ needs 14 decimals and 9.00 × 365/7 × 37 has no end; both are exact here.
///
/// The fraction is not reduced: pay needs few operations between roundings, and reducing costs more than it saves.
///
/// ```
/// use payspine::money::{Exact, Mode, Money, Rounding};
/// let weeks = Exact::ratio(365, 7).unwrap();
/// let annual = "9.00".parse::<Money>().unwrap().exact().times(&weeks).times(&Exact::from(37));
/// let to_the_pound = Rounding::new("1".parse().unwrap(), Mode::HalfUp).unwrap();
/// assert_eq!(to_the_pound.round(&annual).unwrap(), Money::from(17_364));
/// ```
#[derive(Clone)]
pub struct Exact {
    numerator: BigInt,
    /// Above zero.
    denominator: BigInt,
}

impl Exact {
    /// Zero.
    pub fn zero() -> Exact {
        Exact::from(0)
    }

    /// One whole number over another; `None` when the second is zero.
    pub fn ratio(numerator: i64, denominator: i64) -> Option<Exact> {
        (denominator != 0).then(|| {
            let sign = denominator.signum();
            Exact { numerator: BigInt::from(numerator) * sign, denominator: BigInt::from(denominator).abs() }
        })
    }

    /// The product.
    #[must_use]
    pub fn times(&self, other: &Exact) -> Exact {
        Exact { numerator: &self.numerator * &other.numerator, denominator: &self.denominator * &other.denominator }
    }

    /// The quotient; `None` when the divisor is zero.
    pub fn divided_by(&self, other: &Exact) -> Option<Exact> {
        let sign = other.numerator.signum();
        (!sign.is_zero()).then(|| Exact {
            numerator: &self.numerator * &other.denominator * sign,
            denominator: &self.denominator * other.numerator.abs(),
        })
    }

    /// The fraction over a whole number above zero, such as 12 months or 365 days.
    #[must_use]
    pub fn over(&self, parts: u32) -> Exact {
        debug_assert!(parts > 0);
        Exact { numerator: self.numerator.clone(), denominator: &self.denominator * parts.max(1) }
    }

    /// The sum.
    #[must_use]
    pub fn plus(&self, other: &Exact) -> Exact {
        // A value and its rise: one denominator is a multiple of the other, and the sum needs no larger one. Without this, awards
        // upon awards would square the denominator each time.
        for (one, two) in [(self, other), (other, self)] {
            let (factor, rest) = two.denominator.div_rem(&one.denominator);
            if rest.is_zero() {
                return Exact { numerator: &one.numerator * factor + &two.numerator, denominator: two.denominator.clone() };
            }
        }
        Exact {
            numerator: &self.numerator * &other.denominator + &other.numerator * &self.denominator,
            denominator: &self.denominator * &other.denominator,
        }
    }

    /// The difference.
    #[must_use]
    pub fn minus(&self, other: &Exact) -> Exact {
        self.plus(&Exact { numerator: -&other.numerator, denominator: other.denominator.clone() })
    }

    /// The power; a negative exponent divides. `None` for zero to a negative power.
    pub fn to_the_power(&self, exponent: i32) -> Option<Exact> {
        let size = exponent.unsigned_abs();
        let power = Exact { numerator: self.numerator.pow(size), denominator: self.denominator.pow(size) };
        if exponent < 0 { Exact::from(1).divided_by(&power) } else { Some(power) }
    }

    /// Numerator and denominator, the second above zero.
    pub(super) fn parts(&self) -> (&BigInt, &BigInt) {
        (&self.numerator, &self.denominator)
    }

    /// Numerator and denominator in lowest terms, the second above zero; `None` when either is beyond 127 bits.
    ///
    /// ```
    /// use payspine::money::Exact;
    /// assert_eq!(Exact::ratio(30, 36).unwrap().lowest_terms(), Some((5, 6)));
    /// ```
    pub fn lowest_terms(&self) -> Option<(i128, i128)> {
        let common = self.numerator.gcd(&self.denominator);
        if common.is_zero() {
            return None;
        }
        Some(((&self.numerator / &common).to_i128()?, (&self.denominator / &common).to_i128()?))
    }

    /// Whether this is zero.
    pub fn is_zero(&self) -> bool {
        self.numerator.is_zero()
    }

    /// Whether this is below zero.
    pub fn is_negative(&self) -> bool {
        self.numerator.is_negative()
    }
}

impl From<i64> for Exact {
    fn from(whole: i64) -> Exact {
        Exact { numerator: BigInt::from(whole), denominator: BigInt::from(1) }
    }
}

impl From<Decimal> for Exact {
    fn from(decimal: Decimal) -> Exact {
        Exact { numerator: BigInt::from(decimal.mantissa()), denominator: BigInt::from(10).pow(decimal.scale()) }
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Exact) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Exact {}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Exact) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Exact) -> Ordering {
        (&self.numerator * &other.denominator).cmp(&(&other.numerator * &self.denominator))
    }
}

impl fmt::Debug for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}
