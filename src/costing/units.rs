//! Third step: cells in units, each of one class (treated alike in every case, and in the same groups) and one size (hours, posts per
//! row). A unit is priced once.

use std::sync::Arc;

use super::in_post;
use super::partition::Partition;
use super::plan::Plan;
use super::price::Size;
use crate::workforce::{Roster, Subject};

/// A roster's cells by class and size.
pub(super) struct Units {
    /// By class, then by cell.
    list: Vec<Unit>,
    sizes: Vec<Size>,
}

/// Cells of one class and size: priced once.
#[derive(Default)]
pub(super) struct Unit {
    cell: u32,
    /// Who is treated alike, whatever their hours.
    class: u32,
    size: u32,
    pub(super) headcount: u64,
}

impl Unit {
    /// The first of the cells.
    pub(super) fn cell(&self) -> usize {
        self.cell as usize
    }

    /// The index of its size.
    pub(super) fn size(&self) -> usize {
        self.size as usize
    }
}

impl Units {
    /// The units of a roster, for these cases and groups. Whoever is in post on none of the days counts as nobody.
    pub(super) fn of(roster: &Roster, plan: Plan, cases: &[Arc<Partition>], groups: &[Partition]) -> Units {
        let mut sizes = Partition::whole(roster.len());
        for subject in [Subject::Fte, Subject::Posts] {
            if let Some(column) = roster.column(&subject) {
                sizes.refine_by_column(roster, column);
            }
        }
        // Many cases share theirs, and the finest holds most of the others.
        let mut of_cases: Vec<&Arc<Partition>> = cases.iter().collect();
        of_cases.sort_by_key(|parts| std::cmp::Reverse(parts.count()));
        of_cases.dedup_by(|one, two| Arc::ptr_eq(one, two));
        let mut classes = Partition::whole(roster.len());
        of_cases.into_iter().map(Arc::as_ref).chain(groups).for_each(|parts| classes.refine_by(parts));
        let mut alike = classes.clone();
        alike.refine_by(&sizes);
        let (count, mut next) = (alike.count(), classes.offsets_of(&alike));
        let mut list: Vec<Unit> = Vec::with_capacity(count);
        list.resize_with(count, Unit::default);
        let mut index_of = Vec::with_capacity(count);
        let number = |index: usize| u32::try_from(index).expect("cells are numbered in 32 bits, as their parts are");
        let varies = in_post::varies(roster, plan.as_at);
        for cell in roster.cells() {
            let at = cell.index();
            // Numbers follow the order of the cells, so each new unit is the next.
            if alike.of(at) == index_of.len() {
                let index = &mut next[classes.of(at)];
                list[*index as usize] =
                    Unit { cell: number(at), class: number(classes.of(at)), size: number(sizes.of(at)), headcount: 0 };
                index_of.push(*index);
                *index += 1;
            }
            if !varies || !in_post::days(cell, plan).is_empty() {
                list[index_of[alike.of(at)] as usize].headcount += cell.headcount();
            }
        }
        let size = |cell: usize| Size::new(roster.cell(cell).fte(), roster.cell(cell).posts());
        Units { list, sizes: sizes.firsts().map(size).collect() }
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The units of each class.
    pub(super) fn classes(&self) -> Vec<&[Unit]> {
        self.list.chunk_by(|one, two| one.class == two.class).collect()
    }

    /// The distinct sizes.
    pub(super) fn sizes(&self) -> &[Size] {
        &self.sizes
    }

    /// The size of a unit.
    pub(super) fn size(&self, unit: &Unit) -> &Size {
        &self.sizes[unit.size()]
    }
}
