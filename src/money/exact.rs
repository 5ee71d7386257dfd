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
pub struct Exact(Parts);

/// Numerator and denominator, the second above zero.
#[derive(Clone)]
enum Parts {
    /// As most are.
    Small(i128, i128),
    /// Where 127 bits are not enough.
    Large(Box<(BigInt, BigInt)>),
}

impl Exact {
    /// Zero.
    pub fn zero() -> Exact {
        Exact::from(0)
    }

    /// One whole number over another; `None` when the second is zero.
    pub fn ratio(numerator: i64, denominator: i64) -> Option<Exact> {
        let sign = i128::from(denominator.signum());
        (denominator != 0).then(|| Exact::small(i128::from(numerator) * sign, i128::from(denominator) * sign))
    }

    /// A whole number.
    pub fn whole(number: i128) -> Exact {
        Exact::small(number, 1)
    }

    fn small(numerator: i128, denominator: i128) -> Exact {
        Exact(Parts::Small(numerator, denominator))
    }

    pub(super) fn large(numerator: BigInt, denominator: BigInt) -> Exact {
        Exact(Parts::Large(Box::new((numerator, denominator))))
    }

    /// The product.
    #[must_use]
    pub fn times(&self, other: &Exact) -> Exact {
        if let (Parts::Small(top, bottom), Parts::Small(by_top, by_bottom)) = (&self.0, &other.0)
            && let (Some(top), Some(bottom)) = (top.checked_mul(*by_top), bottom.checked_mul(*by_bottom))
        {
            return Exact::small(top, bottom);
        }
        let ((top, bottom), (by_top, by_bottom)) = (self.parts(), other.parts());
        Exact::large(top * by_top, bottom * by_bottom)
    }

    /// The quotient; `None` when the divisor is zero.
    pub fn divided_by(&self, other: &Exact) -> Option<Exact> {
        let turned = match &other.0 {
            Parts::Small(0, _) => return None,
            Parts::Small(top, bottom) => match (bottom.checked_mul(top.signum()), top.checked_abs()) {
                (Some(bottom), Some(top)) => Exact::small(bottom, top),
                _ => Exact::large(BigInt::from(*bottom) * top.signum(), BigInt::from(*top).abs()),
            },
            Parts::Large(parts) if parts.0.is_zero() => return None,
            Parts::Large(parts) => Exact::large(&parts.1 * parts.0.signum(), parts.0.abs()),
        };
        Some(self.times(&turned))
    }

    /// The fraction over a whole number above zero, such as 12 months or 365 days.
    #[must_use]
    pub fn over(&self, parts: u32) -> Exact {
        debug_assert!(parts > 0);
        self.times(&Exact::small(1, i128::from(parts.max(1))))
    }

    /// The sum.
    #[must_use]
    pub fn plus(&self, other: &Exact) -> Exact {
        if let (Parts::Small(one, under_one), Parts::Small(two, under_two)) = (&self.0, &other.0)
            && let Some(sum) = small_sum((*one, *under_one), (*two, *under_two))
        {
            return sum;
        }
        let ((one, under_one), (two, under_two)) = (self.parts(), other.parts());
        // A value and its rise: one denominator is a multiple of the other, and the sum needs no larger one. Without this, awards
        // upon awards would square the denominator each time.
        let (factor, rest) = under_two.div_rem(&under_one);
        if rest.is_zero() {
            return Exact::large(one * factor + two, under_two);
        }
        let (factor, rest) = under_one.div_rem(&under_two);
        if rest.is_zero() {
            return Exact::large(two * factor + one, under_one);
        }
        Exact::large(one * &under_two + two * &under_one, under_one * under_two)
    }

    /// The difference.
    #[must_use]
    pub fn minus(&self, other: &Exact) -> Exact {
        self.plus(&other.times(&Exact::small(-1, 1)))
    }

    /// The power; a negative exponent divides. `None` for zero to a negative power.
    pub fn to_the_power(&self, exponent: i32) -> Option<Exact> {
        let size = exponent.unsigned_abs();
        let small = match &self.0 {
            Parts::Small(top, bottom) => top.checked_pow(size).zip(bottom.checked_pow(size)),
            Parts::Large(_) => None,
        };
        let power = small.map_or_else(
            || {
                let (numerator, denominator) = self.parts();
                Exact::large(numerator.pow(size), denominator.pow(size))
            },
            |(top, bottom)| Exact::small(top, bottom),
        );
        if exponent < 0 { Exact::from(1).divided_by(&power) } else { Some(power) }
    }

    /// Numerator and denominator, the second above zero.
    pub(super) fn parts(&self) -> (BigInt, BigInt) {
        match &self.0 {
            Parts::Small(numerator, denominator) => (BigInt::from(*numerator), BigInt::from(*denominator)),
            Parts::Large(parts) => (parts.0.clone(), parts.1.clone()),
        }
    }

    /// Numerator and denominator, the second above zero, where both have at most 127 bits.
    ///
    /// ```
    /// use payspine::money::Exact;
    /// assert_eq!(Exact::ratio(5, 6).unwrap().small_parts(), Some((5, 6)));
    /// ```
    pub fn small_parts(&self) -> Option<(i128, i128)> {
        match &self.0 {
            Parts::Small(numerator, denominator) => Some((*numerator, *denominator)),
            Parts::Large(parts) => {
                let common = parts.0.gcd(&parts.1);
                Some(((&parts.0 / &common).to_i128()?, (&parts.1 / &common).to_i128()?))
            }
        }
    }

    /// Numerator and denominator, where they are held in 127 bits as they are.
    pub(crate) fn at_hand(&self) -> Option<(i128, i128)> {
        match &self.0 {
            Parts::Small(numerator, denominator) => Some((*numerator, *denominator)),
            Parts::Large(_) => None,
        }
    }

    /// Bits of numerator and denominator where they are too long for 127 each, and else 0.
    pub(crate) fn bits(&self) -> usize {
        match &self.0 {
            Parts::Small(..) => 0,
            Parts::Large(parts) => usize::try_from(parts.0.bits() + parts.1.bits()).unwrap_or(usize::MAX),
        }
    }

    /// Whether this is zero.
    pub fn is_zero(&self) -> bool {
        match &self.0 {
            Parts::Small(numerator, _) => *numerator == 0,
            Parts::Large(parts) => parts.0.is_zero(),
        }
    }

    /// Whether this is below zero.
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Parts::Small(numerator, _) => *numerator < 0,
            Parts::Large(parts) => parts.0.is_negative(),
        }
    }
}

/// The sum of two fractions, where it needs no more than 127 bits; on the larger denominator where that is a multiple of the other.
fn small_sum((one, under_one): (i128, i128), (two, under_two): (i128, i128)) -> Option<Exact> {
    if under_one == under_two {
        return Some(Exact::small(one.checked_add(two)?, under_one));
    }
    if under_two % under_one == 0 {
        return Some(Exact::small(one.checked_mul(under_two / under_one)?.checked_add(two)?, under_two));
    }
    if under_one % under_two == 0 {
        return Some(Exact::small(two.checked_mul(under_one / under_two)?.checked_add(one)?, under_one));
    }
    let sum = one.checked_mul(under_two)?.checked_add(two.checked_mul(under_one)?)?;
    Some(Exact::small(sum, under_one.checked_mul(under_two)?))
}

impl From<i64> for Exact {
    fn from(whole: i64) -> Exact {
        Exact::small(i128::from(whole), 1)
    }
}

impl From<Decimal> for Exact {
    fn from(decimal: Decimal) -> Exact {
        // A decimal has at most 28 places.
        Exact::small(decimal.mantissa(), 10_i128.pow(decimal.scale()))
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
        if let (Parts::Small(one, under_one), Parts::Small(two, under_two)) = (&self.0, &other.0) {
            if under_one == under_two {
                return one.cmp(two);
            }
            if let (Some(one), Some(two)) = (one.checked_mul(*under_two), two.checked_mul(*under_one)) {
                return one.cmp(&two);
            }
        }
        let ((one, under_one), (two, under_two)) = (self.parts(), other.parts());
        (one * under_two).cmp(&(two * under_one))
    }
}

impl fmt::Debug for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (numerator, denominator) = self.parts();
        write!(f, "{numerator}/{denominator}")
    }
}
