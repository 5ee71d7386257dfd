//! Numbers of staff, held in millionths: posts can be shared, so they need not be whole. Every step counts in these.

use std::ops::AddAssign;

use rust_decimal::Decimal;

/// A number of staff: people, or full-time posts where those are what is counted.
///
/// ```
/// use payspine::costing::Heads;
/// let posts = Heads::from(3).times("9.73".parse().unwrap());
/// assert_eq!(posts.number().to_string(), "29.19");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Heads {
    millionths: i128,
}

impl Heads {
    /// So many times as many; a factor has at most six decimals.
    #[must_use]
    pub fn times(self, factor: Decimal) -> Heads {
        let mut factor = factor;
        factor.rescale(6);
        Heads { millionths: self.millionths * factor.mantissa() / 1_000_000 }
    }

    /// Without some of them.
    #[must_use]
    pub fn less(self, others: Heads) -> Heads {
        Heads { millionths: self.millionths - others.millionths }
    }

    /// A share of them, which is given in millionths.
    pub(super) fn share(self, millionths: i128) -> Heads {
        Heads { millionths: self.millionths * millionths / 1_000_000 }
    }

    /// So many of what this is one of.
    pub(super) fn of_each(self, count: u64) -> Heads {
        Heads { millionths: self.millionths * i128::from(count) }
    }

    /// In so many parts, as even as millionths allow.
    pub(super) fn shared_by(self, parts: usize) -> impl Iterator<Item = Heads> {
        let count = i128::try_from(parts.max(1)).expect("a range has few places");
        let (each, rest) = (self.millionths / count, self.millionths % count);
        (0..count).map(move |part| Heads { millionths: each + i128::from(part < rest) })
    }

    /// As a number.
    pub fn number(self) -> Decimal {
        let number = Decimal::try_from_i128_with_scale(self.millionths, 6);
        number.expect("a row has at most a thousand million staff").normalize()
    }

    pub(super) fn of_millionths(millionths: i128) -> Heads {
        Heads { millionths }
    }

    /// In millionths, to weigh by.
    pub fn millionths(self) -> i128 {
        self.millionths
    }

    /// Whether there are none.
    pub fn is_none(self) -> bool {
        self.millionths == 0
    }
}

impl From<u64> for Heads {
    fn from(count: u64) -> Heads {
        Heads { millionths: i128::from(count) * 1_000_000 }
    }
}

impl AddAssign for Heads {
    fn add_assign(&mut self, other: Heads) {
        self.millionths += other.millionths;
    }
}
