//! The pay systems that come with the program.

use serde_json::json;

use super::{Block, Grid, Report, Sort};
use crate::scale::Scale;

/// One pay system of the list.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'a> {
    /// The system.
    pub scale: &'a Scale,
}

/// How many figures a system publishes and how many it assumes.
///
/// A figure is a value of a table, a formula, an end of a range or an amount of a payment.
fn figures(scale: &Scale) -> (usize, usize) {
    let (mut published, mut assumed) = (0, 0);
    let mut count = |figures: usize, is_assumed: bool| if is_assumed { assumed += figures } else { published += figures };
    for settlement in &scale.settlements {
        let unsourced = settlement.source.is_none();
        for (_, fact) in &settlement.spines {
            // Values in the table are published; what a formula gives between them may be assumed.
            count(fact.points.len(), unsourced || (fact.assumed.is_some() && fact.formula.is_none()));
            count(usize::from(fact.formula.is_some()), unsourced || fact.assumed.is_some());
        }
        for fact in &settlement.ranges {
            // Its two ends.
            count(2, unsourced || fact.assumed.is_some());
        }
        for (_, fact) in &settlement.payments {
            count(fact.tiers.len(), unsourced || fact.assumed.is_some());
        }
    }
    (published, assumed)
}

/// The report.
pub fn scale_list(systems: &[Listed<'_>]) -> Report {
    let mut table = Grid::new(&[
        ("Pay system", Sort::Text),
        ("From", Sort::Name),
        ("To", Sort::Name),
        ("Figures published", Sort::Number),
        ("assumed", Sort::Number),
        ("Verified", Sort::Name),
    ]);
    let columns = ["id", "title", "from", "to", "published", "assumed", "verified"];
    let mut grid = Grid::new(&columns.map(|column| (column, Sort::Text)));
    let mut objects = Vec::new();
    for Listed { scale } in systems {
        let (published, assumed) = figures(scale);
        let first = scale.settlements.first().map(|settlement| settlement.from.to_string()).unwrap_or_default();
        let last = scale.settlements.last().map(|settlement| settlement.from.to_string()).unwrap_or_default();
        let verified = scale
            .settlements
            .iter()
            .filter_map(|settlement| settlement.verified)
            .min()
            .map(|day| day.to_string())
            .unwrap_or_default();
        let row =
            vec![scale.id.to_string(), scale.title.clone(), first, last, published.to_string(), assumed.to_string(), verified];
        let object: serde_json::Map<String, serde_json::Value> = columns
            .iter()
            .zip(&row)
            .map(|(column, value)| {
                let value = value.parse::<u64>().map_or_else(|_| json!(value), |number| json!(number));
                ((*column).to_owned(), value)
            })
            .collect();
        objects.push(object);
        let mut cells = row.clone();
        cells.splice(0..2, [format!("{}\n{}", scale.id, scale.title)]);
        table.rows.push(cells);
        grid.rows.push(row);
    }
    let blocks = vec![
        Block::Heading("Pay systems that come with payspine".into()),
        Block::Table(table),
        Block::Text(
            "From and to are the first and the last settlement. payspine scale show ID prints one; a path reads your own.".into(),
        ),
    ];
    Report { blocks, grid, json: json!({ "scales": objects }) }
}
