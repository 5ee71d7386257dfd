//! What pay tables hold for a grade in an area: looked up once for all who are in it.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use rustc_hash::FxBuildHasher;

use super::{PayScope, Place};
use crate::calendar::Length;
use crate::money::Money;
use crate::scale::{AreaId, GradeId, PaymentId, PointId, Progression, SpineId};
use crate::settlement::{History, Payment, Range, RangeKey, Spine, Tables, Value};
use crate::workforce::Member;

/// What a post is known by.
#[derive(Clone, Copy)]
pub(super) struct PostKey<'k> {
    pub(super) grade: &'k GradeId,
    pub(super) area: Option<&'k AreaId>,
    /// The top of a member's own grade, where employers set grades within it.
    pub(super) target: Option<&'k PointId>,
}

impl<'k> PostKey<'k> {
    /// The post of a member on their first day.
    pub(super) fn of(member: &'k Member) -> PostKey<'k> {
        PostKey { grade: &member.grade, area: member.area.as_ref(), target: member.target.as_ref() }
    }
}

/// What tables hold for a grade in an area.
#[derive(Clone)]
pub(super) struct Post<'a> {
    pub(super) tables: &'a Tables,
    /// Its range's key, where it has a range.
    pub(super) key: Option<&'a RangeKey>,
    /// Its range, up to the top of the member's own.
    pub(super) range: Option<Cow<'a, Range>>,
    pub(super) spine_id: Option<&'a SpineId>,
    pub(super) spine: Option<&'a Spine>,
    /// What each point of the spine pays a year.
    pub(super) values: &'a [Value],
    /// The places on the spine of the ends of a range by points.
    pub(super) minimum: Option<usize>,
    pub(super) target: Option<usize>,
    /// How its members progress, if they do.
    pub(super) rule: Option<&'a Progression>,
    /// How long from each point of the range to the next, where progression goes by waits.
    pub(super) waits: Option<&'a BTreeMap<PointId, Length>>,
    /// The payments of the scope of pay that is looked at.
    pub(super) payments: Vec<&'a (PaymentId, Payment)>,
}

impl<'a> Post<'a> {
    pub(super) fn of(history: &'a History, tables: &'a Tables, key: PostKey<'_>) -> Post<'a> {
        let PostKey { grade, area, target: own } = key;
        let spine_id = history.scale().grade(grade).and_then(|grade| grade.spine.as_ref());
        let spine = spine_id.and_then(|id| tables.spines.get(id));
        let (key, range) = tables.range(grade, area).unzip();
        let own = range.zip(own.zip(spine)).map(|(range, (own, spine))| Cow::Owned(range.ending_at(spine, own)));
        let range = own.or(range.map(Cow::Borrowed));
        let (minimum, target) = match (range.as_deref(), spine) {
            (Some(Range::Points { minimum, target, .. }), Some(spine)) => (spine.rank(minimum), spine.rank(target)),
            _ => (None, None),
        };
        Post {
            tables,
            key,
            range,
            spine_id,
            spine,
            // A range by pay has no points.
            values: spine.map_or(&[], |spine| spine.column(grade, area)),
            minimum,
            target,
            rule: tables.progression_of(grade),
            waits: key.and_then(|key| tables.waits.get(key)),
            payments: tables.payments.iter().collect(),
        }
    }

    /// With only the payments of a scope.
    fn only(mut self, scope: &PayScope) -> Post<'a> {
        self.payments.retain(|(id, _)| scope.has(id));
        self
    }

    /// The value of a point.
    pub(super) fn value(&self, point: &PointId) -> Option<&'a Value> {
        self.values.get(self.spine?.rank(point)?)
    }

    /// What a place pays a year at full time.
    pub(super) fn annual(&self, place: &Place) -> Option<Money> {
        match place {
            Place::Salary(value) => Some(value.published),
            Place::Point(point) => self.value(point).map(|value| value.published),
        }
    }

    /// What the target pays a year at full time.
    pub(super) fn target_pay(&self) -> Option<Money> {
        match self.range.as_deref()? {
            Range::Pay { target, .. } => Some(target.published),
            Range::Points { target, .. } => self.value(target).map(|value| value.published),
        }
    }
}

/// A grade in an area under all tables of a history, as far as a scope of pay goes.
#[derive(Clone)]
pub(super) struct Posts<'a> {
    scope: &'a PayScope,
    under: Rc<[Post<'a>]>,
}

impl<'a> Posts<'a> {
    pub(super) fn of(history: &'a History, key: PostKey<'_>, scope: &'a PayScope) -> Posts<'a> {
        let of_step = history.steps().iter().flat_map(|(_, step)| {
            let before = step.moves.before.as_deref();
            [Some(step.tables.as_ref()), Some(step.agreed.as_ref()), before].into_iter().flatten()
        });
        let mut posts: Vec<Post<'a>> = Vec::new();
        for tables in of_step {
            if posts.iter().all(|post| !std::ptr::eq(post.tables, tables)) {
                posts.push(Post::of(history, tables, key).only(scope));
            }
        }
        Posts { scope, under: posts.into() }
    }

    /// The scope of pay that is looked at.
    pub(super) fn scope(&self) -> &'a PayScope {
        self.scope
    }

    /// Under some of these tables.
    pub(super) fn under(&self, tables: &Tables) -> Option<&Post<'a>> {
        self.under.iter().find(|post| std::ptr::eq(post.tables, tables))
    }
}

/// Those that were looked up so far.
pub(super) struct KnownPosts<'a> {
    history: &'a History,
    scope: &'a PayScope,
    known: HashMap<(GradeId, Option<AreaId>, Option<PointId>), Posts<'a>, FxBuildHasher>,
}

impl<'a> KnownPosts<'a> {
    pub(super) fn new(history: &'a History, scope: &'a PayScope) -> KnownPosts<'a> {
        KnownPosts { history, scope, known: HashMap::default() }
    }

    pub(super) fn of(&mut self, key: PostKey<'_>) -> Posts<'a> {
        let owned = (key.grade.clone(), key.area.cloned(), key.target.cloned());
        self.known.entry(owned).or_insert_with(|| Posts::of(self.history, key, self.scope)).clone()
    }
}
