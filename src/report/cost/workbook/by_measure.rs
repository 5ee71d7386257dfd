//! What each measure of a proposal costs; together they are the cost.

use super::{Area, ByYear, Cell, Chart, CostView, Line, Of, Sheet, in_what, reference, with_sum, year_columns, year_heads};
use crate::report::workbook::ChartKind;

pub(super) fn sheet(view: &CostView<'_>, name: String, by_year: &ByYear) -> Sheet {
    let mut sheet = Sheet::new(name, "The cost by measure");
    sheet.note(format!(
        "{} What each part makes on top of those before it, in the order written; facts that a settlement states count after its measures.",
        in_what(view)
    ));
    if view.paybills().variants.len() > 1 {
        sheet.note("Staff whose places are not known are spread evenly.");
    }
    sheet.blank();
    let mut heads = vec![Cell::head("Proposal"), Cell::head("Because of")];
    heads.extend(year_heads(view));
    let header = sheet.head(heads);
    let years = view.paybills().years.len();
    let first = 2;
    for (index, (proposal, _)) in view.proposals.iter().enumerate() {
        let titled = |what: &str| vec![Cell::text(proposal.title.as_str()), Cell::words(what)];
        let parts = view.parts(index);
        let start = sheet.rows.len();
        for (title, costs) in &parts {
            let mut cells = titled(title);
            cells.extend(with_sum(view, (sheet.rows.len(), first), costs, |_| None));
            sheet.push(cells);
        }
        let end = sheet.rows.len() - 1;
        let total = |year: usize| parts.iter().map(|(_, costs)| costs[year]).sum::<i128>();
        let totals: Vec<i128> = (0..years).map(total).collect();
        let sum = |year: usize| {
            let column = first + year;
            (!parts.is_empty()).then(|| format!("SUM({}:{})", reference(start, column), reference(end, column)))
        };
        let mut cells = titled("All parts");
        cells.extend(with_sum(view, (sheet.rows.len(), first), &totals, sum));
        let all = sheet.push(cells.into_iter().map(Cell::strong).collect());
        let mut cells = titled(&format!("Cost, on the sheet {}", by_year.sheet.name));
        cells.extend(by_year.linked((view.even(), Of::Cost(index + 1), Line::Total), year_columns(view)));
        let cost = sheet.push(cells);
        let mut cells = titled("Difference");
        let difference =
            |year: usize| total(year) - (view.year_total(view.even_in(index + 1, year)) - view.year_total(view.even_in(0, year)));
        let differences: Vec<i128> = (0..years).map(difference).collect();
        cells.extend(with_sum(view, (sheet.rows.len(), first), &differences, |year| {
            Some(format!("{}-{}", reference(all, first + year), reference(cost, first + year)))
        }));
        sheet.push(cells);
        sheet.blank();
        if !parts.is_empty() {
            sheet.draw(Chart {
                kind: ChartKind::Stacked,
                title: format!("Cost of {} by measure", proposal.title),
                format: "#,##0",
                sheet: sheet.name.clone(),
                categories: Area { first: (header, first), last: (header, first + years - 1) },
                series: (start..=end)
                    .map(|row| ((row, 1), Area { first: (row, first), last: (row, first + years - 1) }))
                    .collect(),
                below_nought: false,
            });
        }
    }
    sheet
}
