//! What each range and point pays before and after, on the day on which a proposal begins.

use rust_decimal::Decimal;

use super::{Cell, CostView, Sheet, in_what, reference};
use crate::calendar::written;
use crate::money::Money;
use crate::report::cost::figures;
use crate::report::words;
use crate::scale::{PaymentFact, PointId, SpineId};
use crate::settlement::{History, Range, RangeKey, Tables};

/// The tables of pay and of payments, where there are any.
pub(super) fn sheets(view: &CostView<'_>, name: &mut impl FnMut(&str) -> String) -> Vec<Sheet> {
    let mut found = Vec::new();
    for (proposal, history) in &view.proposals {
        let Some(day) = proposal.settlements.first().map(|settlement| settlement.from) else { continue };
        let Ok(step) = history.step_at(day) else { continue };
        let (before, after) = (step.agreed.as_ref(), step.tables.as_ref());
        let about = format!("{} from {}, beside what is agreed for that day", proposal.title, written(day));
        let of = |what: &str| if view.proposals.len() > 1 { format!("{what}, {}", proposal.title) } else { what.to_owned() };
        let rows = rows(history, before, after);
        if !rows.is_empty() {
            found.push(pay(view, name(&of("Pay table")), &about, &rows));
        }
        if !before.payments.is_empty() || !after.payments.is_empty() {
            found.push(payments(view, name(&of("Payments")), &about, (before, after)));
        }
    }
    found
}

/// A place that pays an amount a year.
struct Row {
    grade: String,
    area: String,
    /// None where the range is by pay.
    point: Option<PointId>,
    /// The amount, and what the place is of the range.
    before: (Option<Money>, &'static str),
    after: (Option<Money>, &'static str),
}

fn rows(history: &History, before: &Tables, after: &Tables) -> Vec<Row> {
    let scale = history.scale();
    let mut rows = Vec::new();
    // In the order of the file: by grade, then by area.
    for (grade, facts) in &scale.grades {
        for area in std::iter::once(None).chain(scale.areas.iter().map(|(id, _)| Some(id.clone()))) {
            let key: RangeKey = (grade.clone(), area);
            let row = |point: Option<PointId>, before, after| Row {
                grade: facts.title.clone(),
                area: key.1.as_ref().map_or_else(String::new, |id| scale.area_title(id).to_owned()),
                point,
                before,
                after,
            };
            if let Some(spine) = &facts.spine {
                let mut found: Vec<Row> = Vec::new();
                for point in points(&key, spine, before, after) {
                    let of = |tables: &Tables| {
                        (tables.annual(&key.0, key.1.as_ref(), spine, &point), mark(tables, &key, spine, &point))
                    };
                    let (before, after) = (of(before), of(after));
                    found.push(row(Some(point), before, after));
                }
                found.sort_by_key(|row| row.after.0.or(row.before.0));
                rows.extend(found);
            }
            let by_pay = |tables: &Tables| match tables.ranges.get(&key) {
                Some(Range::Pay { minimum, target, .. }) => Some([minimum.published, target.published]),
                _ => None,
            };
            let (old, new) = (by_pay(before), by_pay(after));
            if old.is_some() || new.is_some() {
                for (end, mark) in ["minimum", "target"].into_iter().enumerate() {
                    rows.push(row(None, (old.map(|pay| pay[end]), mark), (new.map(|pay| pay[end]), mark)));
                }
            }
        }
    }
    rows
}

/// The points that are in a range before or after.
fn points(key: &RangeKey, spine: &SpineId, before: &Tables, after: &Tables) -> Vec<PointId> {
    let mut found: Vec<PointId> = Vec::new();
    for tables in [before, after] {
        let all = tables.spines.get(spine).map_or(&[][..], |spine| spine.points.as_slice());
        for point in all.iter().filter(|point| !mark(tables, key, spine, point).is_empty()) {
            if !found.contains(point) {
                found.push(point.clone());
            }
        }
    }
    found
}

/// What a point is of a range; nothing where it is outside.
fn mark(tables: &Tables, key: &RangeKey, spine: &SpineId, point: &PointId) -> &'static str {
    let (Some(Range::Points { minimum, target, .. }), Some(spine)) = (tables.ranges.get(key), tables.spines.get(spine)) else {
        return "";
    };
    let (Some(low), Some(high), Some(rank)) = (spine.rank(minimum), spine.rank(target), spine.rank(point)) else { return "" };
    match rank {
        _ if rank < low || rank > high => "",
        _ if low == high => "minimum and target",
        _ if rank == low => "minimum",
        _ if rank == high => "target",
        _ => "in the range",
    }
}

fn pay(view: &CostView<'_>, name: String, about: &str, rows: &[Row]) -> Sheet {
    let mut sheet = Sheet::new(name, format!("Pay a year at full time: {about}"));
    sheet.note(format!("{} Points outside the range are those that its ends have left or have yet to reach.", in_what(view)));
    sheet.blank();
    let areas = rows.iter().any(|row| !row.area.is_empty());
    let points = rows.iter().any(|row| row.point.is_some());
    let mut titles = vec![Cell::head("Grade")];
    titles.extend(areas.then(|| Cell::head("Area")));
    titles.extend(points.then(|| Cell::head(words::capitalised(&view.baseline.scale().point_word))));
    titles.extend([Cell::head("In the range before"), Cell::head("In the range after")]);
    let first = titles.len();
    titles.extend(["Before", "After", "Rise", "Rise in %"].map(Cell::head_of_numbers));
    sheet.head(titles);
    for row in rows {
        let at = sheet.rows.len();
        let mut cells = vec![Cell::text(row.grade.as_str())];
        cells.extend(areas.then(|| Cell::text(row.area.as_str())));
        cells.extend(points.then(|| match &row.point {
            Some(PointId::Number(number)) => Cell::number(Decimal::from(*number), "0"),
            Some(PointId::Name(name)) => Cell::text(name.as_ref()),
            None => Cell::nothing(),
        }));
        cells.extend([row.before.1, row.after.1].map(|mark| Cell::text(if mark.is_empty() { "–" } else { mark })));
        cells.extend([row.before.0, row.after.0].map(|pay| pay.map_or_else(Cell::dash, Cell::money)));
        if let (Some(before), Some(after)) = (row.before.0, row.after.0) {
            let [old, new, rise] = [0, 1, 2].map(|column| reference(at, first + column));
            cells.push(Cell::sum(format!("{new}-{old}"), after - before));
            cells.push(super::percent(&rise, &old, hundredths(after - before, before)));
        }
        sheet.push(cells);
    }
    sheet
}

/// An amount as a share of another, in hundredths of a per cent.
fn hundredths(part: Money, whole: Money) -> Option<i128> {
    let scale = part.amount().scale().max(whole.amount().scale());
    let units = |money: Money| {
        let mut amount: Decimal = money.amount();
        amount.rescale(scale);
        amount.mantissa()
    };
    figures::hundredths(units(part), units(whole))
}

fn payments(view: &CostView<'_>, name: String, about: &str, (before, after): (&Tables, &Tables)) -> Sheet {
    let scale = view.baseline.scale();
    let mut sheet = Sheet::new(name, format!("Payments: {about}"));
    sheet.blank();
    sheet.head(["Payment", "Before", "After", "Changed"].map(Cell::head).into());
    let mut ids: Vec<_> = before.payments.iter().map(|(id, _)| id).collect();
    for (id, _) in &after.payments {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    for id in ids {
        let fact = |tables: &Tables| -> Option<PaymentFact> {
            tables.payments.iter().find(|(known, _)| known == id).map(|(_, payment)| payment.stated())
        };
        let (old, new) = (fact(before), fact(after));
        let title = new.as_ref().or(old.as_ref()).map_or_else(|| id.to_string(), |fact| fact.title.clone());
        let said = |fact: &Option<PaymentFact>| fact.as_ref().map_or_else(|| "–".to_owned(), |fact| words::payment(scale, fact));
        let (old, new) = (said(&old), said(&new));
        let changed = if old == new { "no" } else { "yes" };
        sheet.push(vec![Cell::words(title), Cell::words(old), Cell::words(new), Cell::text(changed)]);
    }
    sheet
}
