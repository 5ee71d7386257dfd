//! Cases in strands: of each case its portions of pay, and who is alike in them. Cases that are alike in a portion share its strand.

use std::sync::Arc;

use super::classes::{Parts, alike};
use crate::entitlement::Portion;
use crate::settlement::History;
use crate::workforce::Roster;

/// A portion of pay under a history.
pub(super) struct Strand<'a> {
    pub(super) history: &'a History,
    pub(super) portion: Portion,
    /// The cells that one member can stand for.
    pub(super) parts: Arc<Parts>,
}

/// Those of all cases.
pub(super) struct Strands<'a> {
    pub(super) list: Vec<Strand<'a>>,
    /// For each case the places of its own in the list: first the one with basic pay, then what is the same on every place, if anything
    /// is.
    pub(super) of_case: Vec<(usize, Option<usize>)>,
}

impl<'a> Strands<'a> {
    pub(super) fn of(roster: &Roster, cases: &[&'a History]) -> Strands<'a> {
        let mut list: Vec<(&'a History, Portion)> = Vec::new();
        let of_case = cases.iter().map(|history| {
            let mut place_of = |portion: Portion| {
                let known = list.iter().position(|(known, of_known)| portion == *of_known && portion.is_alike(known, history));
                known.unwrap_or_else(|| {
                    list.push((history, portion));
                    list.len() - 1
                })
            };
            let (of_place, of_post) = Portion::of(history);
            (place_of(of_place), of_post.map(place_of))
        });
        let of_case = of_case.collect();
        let asking: Vec<(&History, &Portion)> = list.iter().map(|(history, portion)| (*history, portion)).collect();
        let parts = alike(roster, &asking);
        let strands = list.into_iter().zip(parts).map(|((history, portion), parts)| Strand { history, portion, parts });
        Strands { list: strands.collect(), of_case }
    }

    /// Who is alike, in each strand.
    pub(super) fn parts(&self) -> Vec<Arc<Parts>> {
        self.list.iter().map(|strand| Arc::clone(&strand.parts)).collect()
    }
}
