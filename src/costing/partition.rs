//! First step: groups the cells of a roster that the pay system treats alike. One member of each part is worked out for all of it.

use std::collections::HashMap;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

use super::in_post;
use super::plan::Plan;
use crate::entitlement::PayScope;
use crate::scale::Condition;
use crate::settlement::History;
use crate::workforce::{Column, Roster, Subject, Value};

/// Cells in parts: for each cell, the number of its part.
#[derive(Clone, Debug)]
pub(super) struct Partition {
    of_cell: Vec<u32>,
    /// The first cell of each part.
    firsts: Vec<u32>,
}

/// Up to this many combinations of part and class are numbered by a table instead of a hash map.
const DENSE: usize = 1 << 20;

/// Columns are combined into one class up to this many combinations.
const AT_ONCE: usize = 1 << 14;

impl Partition {
    /// One part with all cells.
    pub(super) fn whole(cells: usize) -> Partition {
        Partition { of_cell: vec![0; cells], firsts: vec![0; cells.min(1)] }
    }

    /// Splits parts by a class of each cell. Parts are numbered in the order of their first cells.
    pub(super) fn refine(&mut self, classes: usize, class_of: impl Fn(usize) -> u32) {
        if classes <= 1 {
            return;
        }
        let mut firsts: Vec<u32> = Vec::with_capacity(self.firsts.len());
        let small = |number: usize| u32::try_from(number).expect("cells are numbered in 32 bits");
        let mut number = |known: &mut u32, cell: usize| {
            if *known == u32::MAX {
                *known = small(firsts.len());
                firsts.push(small(cell));
            }
            *known
        };
        if let Some(size) = self.count().checked_mul(classes).filter(|size| *size <= DENSE) {
            let mut table = vec![u32::MAX; size];
            for (cell, part) in self.of_cell.iter_mut().enumerate() {
                *part = number(&mut table[*part as usize * classes + class_of(cell) as usize], cell);
            }
        } else {
            let mut table: HashMap<u64, u32, FxBuildHasher> = HashMap::default();
            for (cell, part) in self.of_cell.iter_mut().enumerate() {
                let both = u64::from(*part) << u32::BITS | u64::from(class_of(cell));
                *part = number(table.entry(both).or_insert(u32::MAX), cell);
            }
        }
        self.firsts = firsts;
    }

    /// Splits parts by the values of a column.
    pub(super) fn refine_by_column(&mut self, roster: &Roster, column: usize) {
        self.refine(roster.columns()[column].values.len(), |cell| roster.cell(cell).indices()[column]);
    }

    /// Splits parts by columns, each with the class of each of its values and how many there are.
    fn refine_by_classes<'c>(&mut self, roster: &Roster, columns: impl Iterator<Item = (usize, &'c (Vec<u32>, usize))>) {
        let mut columns = columns.peekable();
        while columns.peek().is_some() {
            // As many at once as a small table has room for.
            let (mut at_once, mut count) = (Vec::new(), 1);
            let fits = |count: usize, more: usize| self.count().saturating_mul(count).saturating_mul(more) <= AT_ONCE;
            while let Some((column, (classes, more))) = columns.next_if(|(_, (_, more))| count == 1 || fits(count, *more)) {
                at_once.push((column, classes, u32::try_from(count).expect("a small table")));
                count *= more;
            }
            let class =
                |(column, classes, times): &(usize, &Vec<u32>, u32), indices: &[u32]| classes[indices[*column] as usize] * times;
            self.refine(count, |cell| {
                let indices = roster.cell(cell).indices();
                at_once.iter().map(|column| class(column, indices)).sum()
            });
        }
    }

    /// Splits parts by other parts.
    pub(super) fn refine_by(&mut self, other: &Partition) {
        if !self.is_within(other) {
            self.refine(other.count(), |cell| other.of_cell[cell]);
        }
    }

    /// Whether each of these parts is within one of the others.
    fn is_within(&self, others: &Partition) -> bool {
        let mut other_of = vec![u32::MAX; self.count()];
        self.of_cell.iter().zip(&others.of_cell).all(|(part, other)| {
            let known = std::mem::replace(&mut other_of[*part as usize], *other);
            known == u32::MAX || known == *other
        })
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.firsts.len()
    }

    /// The part of a cell.
    pub(super) fn of(&self, cell: usize) -> usize {
        self.of_cell[cell] as usize
    }

    /// For each of these parts, the index of its first finer part if those are sorted by these.
    pub(super) fn offsets_of(&self, finer: &Partition) -> Vec<u32> {
        let mut offsets = vec![0; self.count()];
        let mut next = 0;
        for (part, finer) in self.of_cell.iter().zip(&finer.of_cell) {
            // Numbers follow the order of the cells, so each new part is the next.
            if *finer == next {
                offsets[*part as usize] += 1;
                next += 1;
            }
        }
        let mut before = 0;
        for offset in &mut offsets {
            before += std::mem::replace(offset, before);
        }
        offsets
    }

    /// The first cell of each part.
    pub(super) fn firsts(&self) -> impl Iterator<Item = usize> {
        self.firsts.iter().map(|first| *first as usize)
    }
}

/// The class of each value of a column, and the number of classes; `None` if the column makes no difference.
type Classes = Option<(Vec<u32>, usize)>;

/// For each scope of pay under a history, cells in parts that are alike in all that it asks for, whatever their hours. Scopes that ask
/// for the same share one partition.
pub(super) fn alike(roster: &Roster, plan: Plan, asking: &[(&History, &PayScope)]) -> Vec<Arc<Partition>> {
    let asked = |(history, scope): (&History, &PayScope)| -> Vec<Classes> {
        let columns = roster.columns().iter();
        let classes = columns.map(|column| match &column.subject {
            Subject::Fte | Subject::Posts => None,
            Subject::Field(name) => Some(classes_of_field((history, scope), name, column)),
            Subject::From | Subject::LastDay => in_post::classes(column, plan),
            // Of what is the same on every place only who is in post when.
            Subject::Since if !scope.has_basic() => in_post::classes(column, plan),
            Subject::Point | Subject::Salary | Subject::PointSince | Subject::Protected if !scope.has_basic() => None,
            _ => Some(((0..).take(column.values.len()).collect(), column.values.len())),
        });
        classes.collect()
    };
    let mut known: Vec<(Vec<Classes>, Arc<Partition>)> = Vec::new();
    let parts = asking.iter().map(|asking| {
        let asked = asked(*asking);
        if let Some((_, parts)) = known.iter().find(|(known, _)| *known == asked) {
            return Arc::clone(parts);
        }
        // What another asks for, too, is known.
        let asks = |classes: &Classes| classes.as_ref().is_some_and(|(_, count)| *count > 1);
        let all_asked = |other: &[Classes]| other.iter().zip(&asked).all(|(other, own)| !asks(other) || other == own);
        let coarser = known.iter().filter(|(other, _)| all_asked(other)).max_by_key(|(_, parts)| parts.count());
        let mut parts = coarser.map_or_else(|| Partition::whole(roster.len()), |(_, parts)| Partition::clone(parts));
        let is_known = |column: usize| coarser.is_some_and(|(other, _)| asks(&other[column]));
        let columns = asked.iter().enumerate().filter_map(|(column, classes)| Some((column, classes.as_ref()?)));
        parts.refine_by_classes(roster, columns.filter(|(column, (_, count))| *count > 1 && !is_known(*column)));
        let parts = Arc::new(parts);
        known.push((asked, Arc::clone(&parts)));
        parts
    });
    parts.collect()
}

/// Values of a field are alike when every condition that names it lets both in or neither.
fn classes_of_field(asking: (&History, &PayScope), name: &str, column: &Column) -> (Vec<u32>, usize) {
    let lists = lists_of(asking, name);
    let mut known: HashMap<Option<Vec<bool>>, u32> = HashMap::new();
    let classes = column.values.iter().map(|value| {
        let signature = match value {
            Value::Text(text) => Some(lists.iter().map(|list| list.iter().any(|wanted| wanted == text)).collect()),
            _ => None,
        };
        let next = u32::try_from(known.len()).expect("values are numbered in 32 bits");
        *known.entry(signature).or_insert(next)
    });
    let classes: Vec<u32> = classes.collect();
    let count = if lists.is_empty() { 1 } else { known.len() };
    (if lists.is_empty() { vec![0; column.values.len()] } else { classes }, count)
}

/// The lists of values that some rule of a scope wants of a field.
fn lists_of((history, scope): (&History, &PayScope), name: &str) -> Vec<Vec<String>> {
    let mut lists: Vec<Vec<String>> = Vec::new();
    let mut add = |list: &[String]| {
        if !lists.iter().any(|known| known == list) {
            lists.push(list.to_vec());
        }
    };
    let mut conditions: Vec<&Condition> = Vec::new();
    for (_, step) in history.steps().iter() {
        let progression = step.tables.progression.values().filter(|_| scope.has_basic());
        conditions.extend(progression.map(|rule| &rule.requires));
        for (id, payment) in step.tables.payments.iter().filter(|(id, _)| scope.has(id)) {
            conditions.push(&payment.fact.condition);
            conditions.extend(payment.tiers.iter().map(|tier| &tier.condition));
            // Whether a member is among the share of staff who get it is a field of its name.
            if payment.fact.share.is_some() && id.as_str() == name {
                add(&["yes".to_owned()]);
            }
        }
    }
    for (_, values) in conditions.iter().flat_map(|condition| condition.iter()).filter(|(field, _)| *field == name) {
        add(values);
    }
    lists
}
