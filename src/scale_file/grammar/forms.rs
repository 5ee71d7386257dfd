//! Texts that are read further.

use super::Syntax;
use crate::calendar::{Length, Month, MonthDay};
use crate::money::Fte;
use crate::scale::{PayShare, Share, WeeksPerYear};

pub(super) static LENGTH: Syntax = Syntax {
    name: "a length of time",
    example: "18 months",
    pattern: "^[0-9]{1,4} (year|month|week|day)s?$",
    mark: None,
    fits: |text| text.parse::<Length>().is_ok(),
};
pub(super) static MONTH_DAY: Syntax = Syntax {
    name: "a day of the year, month first",
    example: "04-01",
    pattern: "^[0-1][0-9]-[0-3][0-9]$",
    mark: None,
    fits: |text| text.parse::<MonthDay>().is_ok(),
};
pub(super) static MONTH_DAY_OR_ANNIVERSARY: Syntax = Syntax {
    name: "a day of the year, month first, or \"anniversary\"",
    example: "07-01",
    pattern: "^([0-1][0-9]-[0-3][0-9]|anniversary)$",
    mark: None,
    fits: |text| text == "anniversary" || text.parse::<MonthDay>().is_ok(),
};
pub(super) static MONTH: Syntax = Syntax {
    name: "a month",
    example: "07",
    pattern: "^(0[1-9]|1[0-2])$",
    mark: None,
    fits: |text| {
        text.len() == 2
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && text.parse::<u8>().is_ok_and(|month| (1..=12).contains(&month))
    },
};
pub(super) static YEAR_MONTH: Syntax = Syntax {
    name: "a month of a year",
    example: "2022-04",
    pattern: "^[0-9]{4}-(0[1-9]|1[0-2])$",
    mark: None,
    fits: |text| text.len() == 7 && text.parse::<Month>().is_ok(),
};
pub(super) static CURRENCY: Syntax = Syntax {
    name: "a currency of three capital letters",
    example: "GBP",
    pattern: "^[A-Z]{3}$",
    mark: None,
    fits: |text| crate::money::Currency::new(text).is_some(),
};
pub(super) static ID: Syntax = Syntax {
    name: "an id of small letters, digits and hyphens",
    example: "home-office-2006",
    pattern: "^[a-z0-9][a-z0-9-]*$",
    mark: None,
    fits: |text| {
        let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        text.bytes().all(letters) && !text.starts_with('-') && !text.is_empty()
    },
};
pub(super) static WEEKS: Syntax = Syntax {
    name: "weeks in a year, a decimal or a fraction from 1 to 54",
    example: "365/7",
    pattern: "^[0-9]+([.][0-9]+)?( ?/ ?[0-9]+([.][0-9]+)?)?$",
    mark: None,
    fits: |text| text.parse::<WeeksPerYear>().is_ok(),
};
pub(super) static FRACTION: Syntax = Syntax {
    name: "a share of full time, above 0 and up to 1",
    example: "22.2/37",
    pattern: "^[0-9]+([.][0-9]+)?( ?/ ?[0-9]+([.][0-9]+)?)?$",
    mark: Some('/'),
    fits: |text| text.parse::<Fte>().is_ok(),
};
pub(super) static SHARE: Syntax = Syntax {
    name: "a share",
    example: "1/30",
    pattern: "^[1-9][0-9]*/[1-9][0-9]*$",
    mark: None,
    fits: |text| text.parse::<Share>().is_ok(),
};
pub(super) static SHARE_OF_PAY: Syntax = Syntax {
    name: "a share of pay",
    example: "half",
    pattern: "^(full|half|nil|[1-9][0-9]*/[1-9][0-9]*)$",
    mark: None,
    fits: |text| text.parse::<PayShare>().is_ok(),
};
pub(super) static POINT_RANGE: Syntax = Syntax {
    name: "a range of points, both ends included",
    example: "1..43",
    pattern: "^.+[.][.].+$",
    mark: None,
    fits: |text| text.split_once("..").is_some_and(|(first, last)| !first.is_empty() && !last.is_empty() && !last.contains("..")),
};
