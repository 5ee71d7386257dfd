//! Exact amounts: [`Money`], [`Percent`], [`Fte`], and the fractions and named roundings behind them.
//!
//! Two ideas hold everything here together. An amount is a decimal, read from digits and written as digits; no binary
//! float exists in this module or above it. And division, powers and shares happen in [`Exact`], a fraction of whole
//! numbers of any size, which becomes money again only through a [`Rounding`] that somebody named.

mod exact;
mod fte;
mod rounding;

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};
use std::str::FromStr;

use rust_decimal::Decimal;

pub use self::exact::Exact;
pub use self::fte::{Fte, NotAnFte};
pub use self::rounding::{Mode, Rounding, TooLarge};

/// The largest amount the engine holds, in units of currency. Larger results are refused.
pub const LARGEST_AMOUNT: i64 = 1_000_000_000_000_000;
/// The most decimals an amount, a percentage or a ratio may be written with.
pub const MOST_DECIMALS: u32 = 10;

/// Reads a decimal as its digits: an optional sign, digits, and optionally a point with at least one digit on each side.
///
/// Underscores between digits are allowed, as TOML allows them; exponents, a bare point, infinities and anything with more than
/// [`MOST_DECIMALS`] decimals or 15 whole digits are not.
///
/// ```
/// use payspine::money::parse_decimal;
/// assert_eq!(parse_decimal("1.0102").unwrap().to_string(), "1.0102");
/// assert!(parse_decimal("1e5").is_none());
/// assert!(parse_decimal(".5").is_none());
/// ```
pub fn parse_decimal(text: &str) -> Option<Decimal> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, decimals) = match unsigned.split_once('.') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (unsigned, None),
    };
    let digits = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
            && !part.starts_with('_')
            && !part.ends_with('_')
            && !part.contains("__")
    };
    let count = |part: &str| part.bytes().filter(u8::is_ascii_digit).count();
    if !digits(whole) || decimals.is_some_and(|part| !digits(part)) {
        return None;
    }
    if count(whole) > 15 || decimals.map_or(0, count) > MOST_DECIMALS as usize {
        return None;
    }
    Decimal::from_str(text).ok()
}

/// Reads an amount as people write it in tables: 24413, £24,413 or 24 413.00; not below zero, and with at most two decimals. A comma
/// parts thousands, so `24413,50` is none.
///
/// ```
/// use payspine::money::written_amount;
/// assert_eq!(written_amount("£24,413").unwrap().to_string(), "24413.00");
/// assert!(written_amount("24413,50").is_none());
/// ```
pub fn written_amount(text: &str) -> Option<Money> {
    unsigned_amount(text.trim_start_matches(SIGNS).trim_start())
}

/// Signs of currencies that amounts are written with.
const SIGNS: [char; 3] = ['£', '$', '€'];

/// The amount of a text as people write it, in a currency: a sign of currency before it must be of that one.
///
/// ```
/// use payspine::money::{Currency, AmountFault, amount_in};
/// let pounds = Currency::pounds();
/// assert_eq!(amount_in("£24,413", &pounds).unwrap().to_string(), "24413.00");
/// assert_eq!(amount_in("24413.50", &pounds).unwrap().to_string(), "24413.50");
/// assert_eq!(amount_in("$24,413", &pounds), Err(AmountFault::OtherCurrency('$')));
/// ```
///
/// # Errors
///
/// Why it is none.
pub fn amount_in(text: &str, currency: &Currency) -> Result<Money, AmountFault> {
    let plain = match text.chars().next().filter(|first| SIGNS.contains(first)) {
        Some(sign) if currency.is_written_with(sign) => text.strip_prefix(sign).unwrap_or(text).trim_start(),
        Some(sign) => return Err(AmountFault::OtherCurrency(sign)),
        None => text,
    };
    unsigned_amount(plain).ok_or(AmountFault::Unreadable)
}

/// Why a text is no amount of a currency.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum AmountFault {
    /// It has no digits of one, or too many.
    Unreadable,
    /// It has the sign of another currency.
    OtherCurrency(char),
}

impl AmountFault {
    /// What is wrong with a text that should be `what`, such as `an amount`.
    pub fn says(self, text: &str, what: &str, currency: &Currency) -> String {
        match self {
            AmountFault::Unreadable => format!("`{text}` is not {what}"),
            AmountFault::OtherCurrency(sign) => {
                format!("`{text}` has the sign {sign}, and the pay system is in {}", currency.code())
            }
        }
    }
}

/// The amount of digits, thousands separated or not.
pub(crate) fn unsigned_amount(plain: &str) -> Option<Money> {
    let (whole, rest) = plain.split_once('.').map_or((plain, None), |(whole, rest)| (whole, Some(rest)));
    let groups: Vec<&str> = whole.split([',', ' ', '\u{a0}']).collect();
    let in_threes = groups.len() == 1 || (groups[0].len() <= 3 && groups.iter().skip(1).all(|group| group.len() == 3));
    if !in_threes || groups.iter().any(|group| group.is_empty()) {
        return None;
    }
    let digits = rest.map_or_else(|| groups.concat(), |rest| format!("{}.{rest}", groups.concat()));
    let whole_pence = |amount: &Decimal| amount.scale() <= 2 && !amount.is_sign_negative();
    parse_decimal(&digits).filter(whole_pence).and_then(Money::new)
}

/// An exact amount in units of the pay system's currency. What period it is for stands in the name of the field that
/// holds it (`annual`, `monthly`).
///
/// Money adds and subtracts; it multiplies only with a number, through [`Exact`], and never with money.
///
/// ```
/// use payspine::money::Money;
/// let basic: Money = "20239".parse().unwrap();
/// let allowance: Money = "3000.50".parse().unwrap();
/// assert_eq!((basic + allowance).to_string(), "23239.50");
/// assert!("£3,000".parse::<Money>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(Decimal);

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money(Decimal::ZERO);

    /// The amount with these digits. Fails beyond [`LARGEST_AMOUNT`].
    ///
    /// ```
    /// use payspine::money::Money;
    /// use rust_decimal::Decimal;
    /// assert_eq!(Money::new(Decimal::new(196_317_5, 1)).unwrap().to_string(), "196317.50");
    /// ```
    pub fn new(amount: Decimal) -> Option<Money> {
        (amount.abs() <= Decimal::from(LARGEST_AMOUNT)).then(|| Money(amount.normalize()))
    }

    /// The amount as a decimal.
    pub fn amount(self) -> Decimal {
        self.0
    }

    /// The amount as a fraction, to multiply or divide.
    pub fn exact(self) -> Exact {
        Exact::from(self.0)
    }

    /// Whether this is a whole number of units: £20,239 and not £20,239.50.
    pub fn is_whole(self) -> bool {
        self.0.is_integer()
    }

    /// Whether nothing is due.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// The digits with no more decimals than needed: `20239`, `3000.5`.
    pub fn digits(self) -> String {
        self.0.normalize().to_string()
    }
}

impl FromStr for Money {
    type Err = NotAnAmount;
    fn from_str(text: &str) -> Result<Money, NotAnAmount> {
        parse_decimal(text).and_then(Money::new).ok_or_else(|| NotAnAmount(text.to_owned()))
    }
}

/// The text is not an amount: digits with an optional decimal part, no sign for the currency, no thousands separators.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an amount: digits, with a decimal point if needed, such as 20239 or 3000.50")]
pub struct NotAnAmount(
    /// What was found.
    pub String,
);

impl From<i64> for Money {
    fn from(units: i64) -> Money {
        Money(Decimal::from(units))
    }
}

/// At least two decimals, all that are needed: `20239.00`, `0.125`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut amount = self.0.normalize();
        if amount.scale() < 2 {
            amount.rescale(2);
        }
        f.pad(&amount.to_string())
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Money({self})")
    }
}

impl Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0 + other.0)
    }
}

impl Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0 - other.0)
    }
}

impl Neg for Money {
    type Output = Money;
    fn neg(self) -> Money {
        Money(-self.0)
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Money) {
        self.0 += other.0;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        amounts.fold(Money::ZERO, Add::add)
    }
}

/// A percentage as written: 3.88 means 3.88 %.
///
/// ```
/// use payspine::money::{Money, Percent};
/// let award = Percent::new("3.88".parse().unwrap());
/// let rise = Money::from(10_000).exact().times(&award.share());
/// assert_eq!(rise, Money::from(388).exact());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Percent(Decimal);

impl Percent {
    /// Nothing.
    pub const ZERO: Percent = Percent(Decimal::ZERO);

    /// This many per cent.
    pub fn new(percent: Decimal) -> Percent {
        Percent(percent.normalize())
    }

    /// The number before the per cent sign.
    pub fn number(self) -> Decimal {
        self.0
    }

    /// The percentage as a fraction of one.
    pub fn share(self) -> Exact {
        Exact::from(self.0).over(100)
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", self.0)
    }
}

/// The three-letter code of a currency and how its amounts are written for a person.
///
/// ```
/// use payspine::money::{Currency, Money};
/// let pounds = Currency::new("GBP").unwrap();
/// assert_eq!(pounds.written(Money::from(20_239)), "£20,239");
/// assert_eq!(pounds.written("-1234.5".parse().unwrap()), "-£1,234.50");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Currency([u8; 3]);

impl Currency {
    /// A code of three capital letters (ISO 4217).
    pub fn new(code: &str) -> Option<Currency> {
        let letters: [u8; 3] = code.as_bytes().try_into().ok()?;
        letters.iter().all(u8::is_ascii_uppercase).then_some(Currency(letters))
    }

    /// Pounds sterling, in which the law of the United Kingdom counts.
    pub fn pounds() -> Currency {
        Currency(*b"GBP")
    }

    /// The code, such as `GBP`.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a code is of capital letters")
    }

    /// Whether amounts of it are written with a sign: `$` is that of every dollar.
    fn is_written_with(self, sign: char) -> bool {
        match sign {
            '£' => ["GBP", "GIP", "FKP", "SHP", "GGP", "JEP", "IMP"].contains(&self.code()),
            '€' => self.code() == "EUR",
            '$' => ["USD", "AUD", "NZD", "CAD", "SGD", "HKD", "BMD", "KYD", "XCD", "BBD", "BSD", "JMD", "TTD", "FJD"]
                .contains(&self.code()),
            _ => false,
        }
    }

    /// What stands before an amount: a sign, or the code and a space.
    pub(crate) fn symbol(self) -> String {
        match self.code() {
            "GBP" => "£".to_owned(),
            "EUR" => "€".to_owned(),
            "USD" => "$".to_owned(),
            code => format!("{code} "),
        }
    }

    /// The amount with symbol and thousands separators; pence only where there are some.
    pub fn written(&self, amount: Money) -> String {
        let text = if amount.is_whole() { amount.digits() } else { amount.to_string() };
        self.with_symbol(&text)
    }

    /// The amount with symbol, thousands separators and always at least two decimals, for what is paid.
    pub fn written_to_the_penny(&self, amount: Money) -> String {
        self.with_symbol(&amount.to_string())
    }

    fn with_symbol(self, number: &str) -> String {
        let (sign, unsigned) = match number.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", number),
        };
        format!("{sign}{}{}", self.symbol(), with_separators(unsigned))
    }
}

/// Puts a comma after every third whole digit from the right.
pub(crate) fn with_separators(number: &str) -> String {
    let (whole, decimals) = number.split_once('.').map_or((number, None), |(w, d)| (w, Some(d)));
    let mut out = String::with_capacity(number.len() + 4);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(decimals) = decimals {
        out.push('.');
        out.push_str(decimals);
    }
    out
}
