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
    /// To the nearest; from the middle towards zero, as National Insurance contributions are rounded.
    HalfDown,
    /// To the nearest; from the middle to the even unit.
    HalfEven,
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
}

impl Mode {
    /// The modes by the words the files use.
    pub const WORDS: [(&'static str, Mode); 5] = [
        ("half-up", Mode::HalfUp),
        ("half-down", Mode::HalfDown),
        ("half-even", Mode::HalfEven),
        ("up", Mode::Up),
        ("down", Mode::Down),
    ];

    /// `top / bottom` as a whole number; `bottom` must be above zero.
    ///
    /// ```
    /// use payspine::money::Mode;
    /// assert_eq!((Mode::HalfUp.divide(5, 2), Mode::HalfEven.divide(5, 2), Mode::HalfUp.divide(-5, 2)), (3, 2, -3));
    /// ```
    pub fn divide(self, top: i128, bottom: i128) -> i128 {
        debug_assert!(bottom > 0);
        // Most amounts are small, and dividing small numbers is several times as fast.
        if let (Ok(top), Ok(bottom)) = (u64::try_from(top), u64::try_from(bottom)) {
            return self.divide_small(top, bottom).into();
        }
        let (quotient, rest) = (top.abs() / bottom, top.abs() % bottom);
        // The rest is less than the divisor, so this compares twice the rest with it and cannot overflow.
        let middle = rest.cmp(&(bottom - rest));
        let up = match self {
            Mode::Up => rest != 0,
            Mode::Down => false,
            Mode::HalfUp => middle.is_ge(),
            Mode::HalfDown => middle.is_gt(),
            Mode::HalfEven => middle.is_gt() || (middle.is_eq() && quotient % 2 == 1),
        };
        let size = if up { quotient + 1 } else { quotient };
        if top < 0 { -size } else { size }
    }

    /// As [`Mode::divide`], of small numbers that are not below zero.
    #[inline]
    pub(crate) fn divide_small(self, top: u64, bottom: u64) -> u64 {
        let (quotient, rest) = (top / bottom, top % bottom);
        let left = bottom - rest;
        let up = match self {
            Mode::Up => rest != 0,
            Mode::Down => false,
            Mode::HalfUp => rest >= left,
            Mode::HalfDown => rest > left,
            Mode::HalfEven => rest > left || (rest == left && quotient % 2 == 1),
        };
        quotient + u64::from(up)
    }
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

/// A result beyond [`super::LARGEST_AMOUNT`], and how much it is.
///
/// ```
/// use payspine::money::{Money, Rounding};
/// let nine_times = Money::from(800_000_000_000_000).exact().times(&9.into());
/// let too_large = Rounding::to_the_penny().round(&nine_times).unwrap_err();
/// assert_eq!(too_large.to_string(), "7,200,000,000,000,000 is too large to hold: 1,000,000,000,000,000 is the most");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{amount} is too large to hold: 1,000,000,000,000,000 is the most")]
pub struct TooLarge {
    amount: Box<str>,
}

impl TooLarge {
    /// This amount, which is cut at whole units of currency.
    pub fn of(amount: &Exact) -> TooLarge {
        let (top, bottom) = amount.parts();
        let whole = divide(&top, &bottom, Mode::Down).to_string();
        let (sign, digits) = whole.strip_prefix('-').map_or(("", whole.as_str()), |digits| ("-", digits));
        TooLarge { amount: format!("{sign}{}", super::with_separators(digits)).into() }
    }

    /// How much, in whole units of currency with their thousands apart.
    pub fn amount(&self) -> &str {
        &self.amount
    }
}

impl Rounding {
    /// To multiples of `to`, which must be above zero.
    pub fn new(to: Decimal, mode: Mode) -> Option<Rounding> {
        (to > Decimal::ZERO).then_some(Rounding { to: to.normalize(), mode })
    }

    /// To 0.01, halves up.
    pub fn to_the_penny() -> Rounding {
        Rounding::to_pence(Mode::HalfUp)
    }

    /// To 0.01.
    ///
    /// ```
    /// use payspine::money::{Mode, Money, Rounding};
    /// assert_eq!(Rounding::to_pence(Mode::Down).round(&Money::from(100).exact().over(3)).unwrap().to_string(), "33.33");
    /// ```
    pub fn to_pence(mode: Mode) -> Rounding {
        Rounding { to: Decimal::new(1, 2), mode }
    }

    /// To whole units of currency.
    pub fn to_units(mode: Mode) -> Rounding {
        Rounding { to: Decimal::ONE, mode }
    }

    /// The unit.
    pub fn to(self) -> Decimal {
        self.to
    }

    /// The mode.
    pub fn mode(self) -> Mode {
        self.mode
    }

    /// An amount in these units as a fraction, the denominator above zero; `None` when that needs more than 127 bits.
    pub fn in_units(self, amount: &Exact) -> Option<(i128, i128)> {
        amount.divided_by(&Exact::from(self.to))?.small_parts()
    }

    /// So many units.
    ///
    /// ```
    /// use payspine::money::{Mode, Rounding};
    /// let pence = Rounding::new("0.01".parse().unwrap(), Mode::HalfUp).unwrap();
    /// assert_eq!(pence.of_units(4_167).unwrap().to_string(), "41.67");
    /// ```
    pub fn of_units(self, units: i128) -> Result<Money, TooLarge> {
        let amount = units.checked_mul(self.to.mantissa());
        let amount = amount.and_then(|mantissa| Decimal::try_from_i128_with_scale(mantissa, self.to.scale()).ok());
        amount.and_then(Money::new).ok_or_else(|| TooLarge::of(&self.exactly(&units.into())))
    }

    /// Rounds once.
    pub fn round(self, amount: &Exact) -> Result<Money, TooLarge> {
        let units = amount.divided_by(&Exact::from(self.to)).expect("what is rounded to is above zero");
        if let Some((top, bottom)) = units.at_hand() {
            return self.of_units(self.mode.divide(top, bottom));
        }
        let (top, bottom) = units.parts();
        let units = divide(&top, &bottom, self.mode);
        units.to_i128().ok_or_else(|| TooLarge::of(&self.exactly(&units))).and_then(|units| self.of_units(units))
    }

    /// So many units, however many.
    fn exactly(self, units: &BigInt) -> Exact {
        Exact::large(units.clone(), BigInt::from(1)).times(&Exact::from(self.to))
    }
}

/// As [`Mode::divide`], for numbers of any size.
fn divide(top: &BigInt, bottom: &BigInt, mode: Mode) -> BigInt {
    let (quotient, rest) = top.abs().div_rem(bottom);
    let twice: BigInt = &rest * 2;
    let up = match mode {
        Mode::Up => !rest.is_zero(),
        Mode::Down => false,
        Mode::HalfUp => twice >= *bottom,
        Mode::HalfDown => twice > *bottom,
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
