//! Ids that two programs may write differently: `007` and `7`, `A1` and `a1`.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

/// An id in lower case and without leading zeros. Ids that come to the same may well be one person's.
///
/// ```
/// use payspine::workforce::folded_id;
/// assert_eq!(folded_id("007"), folded_id("7"));
/// assert_eq!(folded_id("A1"), folded_id("a1"));
/// assert_ne!(folded_id("70"), folded_id("7"));
/// ```
pub fn folded_id(id: &str) -> String {
    let plain = id.trim_start_matches('0');
    if plain.is_empty() && !id.is_empty() { "0".to_owned() } else { plain.to_lowercase() }
}

/// Ids of one file that differ only in leading zeros or in the case of letters, two by two, in order.
///
/// ```
/// use payspine::workforce::alike_ids;
/// let ids = ["A1", "007", "8", "a1", "7", "08"];
/// let pairs = alike_ids(ids.iter().copied());
/// assert_eq!(pairs, [("007".to_owned(), "7".to_owned()), ("08".to_owned(), "8".to_owned()), ("A1".to_owned(), "a1".to_owned())]);
/// ```
pub fn alike_ids<'a>(ids: impl Iterator<Item = &'a str> + Clone) -> Vec<(String, String)> {
    if ids.clone().all(is_plain_number) {
        return Vec::new();
    }
    // By their hashes first: a million ids need little memory for that.
    let hash = |id: &str| {
        if is_plain_number(id) { FxBuildHasher.hash_one(id) } else { FxBuildHasher.hash_one(folded_id(id).as_str()) }
    };
    let mut hashes: Vec<u64> = ids.clone().map(hash).collect();
    hashes.sort_unstable();
    let twice: HashSet<u64> = hashes.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    if twice.is_empty() {
        return Vec::new();
    }
    let mut by_folded: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for id in ids.filter(|id| twice.contains(&hash(id))) {
        by_folded.entry(folded_id(id)).or_default().push(id);
    }
    let pairs = by_folded.into_values().flat_map(|mut alike| {
        alike.sort_unstable();
        alike.windows(2).map(|pair| (pair[0].to_owned(), pair[1].to_owned())).collect::<Vec<_>>()
    });
    pairs.collect()
}

/// Whether an id is folded already, as most are.
fn is_plain_number(id: &str) -> bool {
    !id.starts_with('0') && id.bytes().all(|byte| byte.is_ascii_digit())
}

/// For each of some ids that are not among the known ones, one of those that differs only in leading zeros or in the case of letters.
///
/// ```
/// use payspine::workforce::counterparts;
/// assert_eq!(counterparts(["123", "9"], ["00123", "8"].into_iter()), [("123".to_owned(), "00123".to_owned())]);
/// ```
pub fn counterparts<'a, 'b>(
    strangers: impl IntoIterator<Item = &'a str>,
    known: impl Iterator<Item = &'b str>,
) -> Vec<(String, String)> {
    let mut by_folded: HashMap<String, Vec<&str>> = HashMap::new();
    for id in strangers {
        by_folded.entry(folded_id(id)).or_default().push(id);
    }
    if by_folded.is_empty() {
        return Vec::new();
    }
    let mut found: BTreeMap<&str, &str> = BTreeMap::new();
    for id in known {
        for stranger in by_folded.get(&folded_id(id)).into_iter().flatten() {
            let counterpart = found.entry(stranger).or_insert(id);
            *counterpart = (*counterpart).min(id);
        }
    }
    found.into_iter().map(|(stranger, known)| (stranger.to_owned(), known.to_owned())).collect()
}
