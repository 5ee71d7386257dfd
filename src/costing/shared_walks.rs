//! First step, over all cases: which scopes of pay two cases have in common, so that one walk serves both.

use std::sync::Arc;

use super::partition::{Partition, alike};
use super::plan::Plan;
use crate::entitlement::PayScope;
use crate::settlement::History;
use crate::workforce::Roster;

/// A scope of pay under a history: one walk for everybody who is alike in it.
pub(super) struct SharedWalk<'a> {
    pub(super) history: &'a History,
    pub(super) scope: PayScope,
    /// The cells that one member can stand for.
    pub(super) parts: Arc<Partition>,
}

/// Those of all cases.
pub(super) struct SharedWalks<'a> {
    pub(super) list: Vec<SharedWalk<'a>>,
    /// For each case the indices of its own in the list: first the one with basic pay, then what is the same on every place, if anything
    /// is.
    pub(super) of_case: Vec<(usize, Option<usize>)>,
}

impl<'a> SharedWalks<'a> {
    pub(super) fn of(roster: &Roster, plan: Plan, cases: &[&'a History]) -> SharedWalks<'a> {
        let mut list: Vec<(&'a History, PayScope)> = Vec::new();
        let of_case = cases.iter().map(|history| {
            let mut index_of = |scope: PayScope| {
                let known = list.iter().position(|(known, of_known)| scope == *of_known && scope.is_alike(known, history));
                known.unwrap_or_else(|| {
                    list.push((history, scope));
                    list.len() - 1
                })
            };
            let (of_place, of_post) = PayScope::of(history);
            (index_of(of_place), of_post.map(index_of))
        });
        let of_case = of_case.collect();
        let asking: Vec<(&History, &PayScope)> = list.iter().map(|(history, scope)| (*history, scope)).collect();
        let parts = alike(roster, plan, &asking);
        let shared_walks = list.into_iter().zip(parts).map(|((history, scope), parts)| SharedWalk { history, scope, parts });
        SharedWalks { list: shared_walks.collect(), of_case }
    }

    /// Who is alike, in each shared walk.
    pub(super) fn parts(&self) -> Vec<Arc<Partition>> {
        self.list.iter().map(|shared_walk| Arc::clone(&shared_walk.parts)).collect()
    }
}
