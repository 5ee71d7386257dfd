//! The pay systems that come with the program, compiled in.

use super::{read_scale, source};
use crate::scale::Scale;

/// Id and text of each, in the order in which lists show them.
const SHIPPED: [(&str, &str); 2] = [
    ("home-office-2006", include_str!("../../scales/home-office-2006.toml")),
    ("home-office-2011", include_str!("../../scales/home-office-2011.toml")),
];

/// The ids of the shipped pay systems.
pub fn shipped_ids() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|(id, _)| *id)
}

/// The file of a shipped pay system.
pub fn shipped_text(id: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|(known, _)| *known == id).map(|(_, text)| *text)
}

/// A shipped pay system.
///
/// ```
/// let scale = payspine::scale_file::shipped("home-office-2011").unwrap();
/// assert_eq!(scale.currency.code(), "GBP");
/// assert!(payspine::scale_file::shipped("nowhere").is_none());
/// ```
pub fn shipped(id: &str) -> Option<Scale> {
    let source = source(&format!("{id}.toml"), shipped_text(id)?.as_bytes()).ok()?;
    let (loaded, _) = read_scale(&source).ok()?;
    Some(loaded.value.as_ref().clone())
}
