//! A fraction of two small whole numbers: the step of a spine, a part of pay.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use crate::money::Exact;

/// A share such as 1/30, exactly.
///
/// ```
/// use payspine::scale::Share;
/// let thirtieth: Share = "1/30".parse().unwrap();
/// assert_eq!((thirtieth.part, thirtieth.whole), (1, 30));
/// assert!("1/0".parse::<Share>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Share {
    /// The numerator.
    pub part: u16,
    /// The denominator.
    pub whole: u16,
}

impl Share {
    /// As a number.
    pub fn exact(self) -> Exact {
        Exact::from(Decimal::from(self.part)).over(u32::from(self.whole))
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.part, self.whole)
    }
}

impl FromStr for Share {
    type Err = NotAShare;

    fn from_str(text: &str) -> Result<Share, NotAShare> {
        let (part, whole) = text.split_once('/').ok_or(NotAShare)?;
        let number = |text: &str| text.parse::<u16>().ok().filter(|number| *number > 0 && *number <= 1000).ok_or(NotAShare);
        Ok(Share { part: number(part)?, whole: number(whole)? })
    }
}

/// A text that is not a share.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected a share such as 1/30")]
pub struct NotAShare;
