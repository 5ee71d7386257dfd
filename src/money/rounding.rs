//! Roundings with a name: the one place where a fraction becomes money.

use std::fmt;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};
use rust_decimal::Decimal;

use super::{Exact, Money};

/// Which way an amount between two units goes.
///
/// Published tables use four of them: National Joint Council points go half up, teachers' points go up
/// (School Teachers' Pay and Conditions Document 2022 to 2024).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// To the nearest; from the middle away from zero.
    HalfUp,
    /// To the nearest; from the middle to the even unit.
    HalfEven,
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
}

impl Mode {
    /// The modes by the words the files use.
    pub const WORDS: [(&'static str, Mode); 4] =
        [("half-up", Mode::HalfUp), ("half-even", Mode::HalfEven), ("up", Mode::Up), ("down", Mode::Down)];
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = Mode::WORDS.iter().find(|(_, mode)| mode == self).map_or("", |(word, _)| word);
        f.write_str(word)
    }
}

/// A rounding to multiples of a unit: 1 for whole pounds, 0.01 for pence, 3 for a table in steps of £3.
///
/// ```
/// use payspine::money::{Mode, Money, Rounding};
/// let by_threes = Rounding::new("3".parse().unwrap(), Mode::HalfUp).unwrap();
/// assert_eq!(by_threes.round(&Money::from(20_240).exact()).unwrap(), Money::from(20_241));
/// let pence = Rounding::new("0.01".parse().unwrap(), Mode::HalfUp).unwrap();
/// assert_eq!(pence.round(&Money::from(500).exact().over(12)).unwrap().to_string(), "41.67");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rounding {
    to: Decimal,
    mode: Mode,
}

/// A result beyond [`super::LARGEST_AMOUNT`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the amount is beyond 1,000,000,000,000,000")]
pub struct TooLarge;

impl Rounding {
    /// To multiples of `to`, which must be above zero.
    pub fn new(to: Decimal, mode: Mode) -> Option<Rounding> {
        (to > Decimal::ZERO).then_some(Rounding { to: to.normalize(), mode })
    }

    /// The unit.
    pub fn to(self) -> Decimal {
        self.to
    }

    /// The mode.
    pub fn mode(self) -> Mode {
        self.mode
    }

    /// Rounds once.
    pub fn round(self, amount: &Exact) -> Result<Money, TooLarge> {
        let unit = Exact::from(self.to);
        let (amount_top, amount_bottom) = amount.parts();
        let (unit_top, unit_bottom) = unit.parts();
        let units = divide(&(amount_top * unit_bottom), &(amount_bottom * unit_top), self.mode);
        let mantissa = (units * BigInt::from(self.to.mantissa())).to_i128().ok_or(TooLarge)?;
        Decimal::try_from_i128_with_scale(mantissa, self.to.scale()).ok().and_then(Money::new).ok_or(TooLarge)
    }
}

/// `top / bottom` as a whole number; `bottom` is above zero.
fn divide(top: &BigInt, bottom: &BigInt, mode: Mode) -> BigInt {
    let (quotient, rest) = top.abs().div_rem(bottom);
    let twice: BigInt = &rest * 2;
    let up = match mode {
        Mode::Up => !rest.is_zero(),
        Mode::Down => false,
        Mode::HalfUp => twice >= *bottom,
        Mode::HalfEven => twice > *bottom || (twice == *bottom && quotient.is_odd()),
    };
    let size = if up { quotient + 1 } else { quotient };
    if top.is_negative() { -size } else { size }
}

/// `to the pound, half up` and the like.
impl fmt::Display for Rounding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mode = self.mode.to_string().replace('-', " ");
        write!(f, "{mode} to {}", self.to)
    }
}
