//! The first sheet: what was asked, the main figures, and where to look.

use super::{
    Area, ByYear, Cell, Chart, CostView, Line, Of, Sheet, about_places, case_title, in_what, places, tables, year_columns,
    year_heads,
};
use crate::calendar::{day_before, written};
use crate::report::cost::{headline, lines};
use crate::report::words;
use crate::report::workbook::ChartKind;

pub(super) fn sheet(view: &CostView<'_>, by_year: &ByYear, gainers: Option<&ByYear>, others: &[&Sheet]) -> Sheet {
    let mut sheet = Sheet::new("Summary", headline::heading(view));
    sheet.note(question(view));
    sheet.note(format!("{} Figures here show those of the other sheets.", in_what(view)));
    if let Some(about) = about_places(view) {
        sheet.note(about);
    }
    sheet.blank();
    let several = view.paybills().variants.len() > 1;
    let mut titles = vec![Cell::head("Paybill")];
    titles.extend(several.then(|| Cell::head("Places")));
    let first = titles.len();
    titles.extend(year_heads(view));
    let header = sheet.head(titles);
    let years = view.paybills().years.len();
    let mut costs = Vec::new();
    for variant in 0..view.paybills().variants.len() {
        let begun = |title: &str| {
            let mut cells = vec![Cell::text(title)];
            cells.extend(places(view, variant).map(Cell::text));
            cells
        };
        let mut add = |title: &str, figures: Vec<Cell>, strong: bool| {
            let cells = begun(title).into_iter().chain(figures).map(|cell| if strong { cell.strong() } else { cell });
            sheet.push(cells.collect())
        };
        let columns = year_columns(view);
        add("As agreed", by_year.linked((variant, Of::Case(0), Line::Total), columns), false);
        for case in 1..=view.proposals.len() {
            let title = case_title(view, case);
            add(&title, by_year.linked((variant, Of::Case(case), Line::Total), columns), false);
            costs.push((
                variant,
                add(&format!("Cost of {title}"), by_year.linked((variant, Of::Cost(case), Line::Total), columns), true),
            ));
            if variant != view.even() {
                continue;
            }
            add("  in % of the paybill as agreed", by_year.linked((variant, Of::Cost(case), Line::Percent), years), false);
            add(
                "  at the last month's rates for a full year",
                by_year.linked((variant, Of::Cost(case), Line::FullYear), years),
                false,
            );
            if view.employer.is_some() {
                add("  with on-costs", by_year.linked((variant, Of::Cost(case), Line::WithOnCosts), columns), false);
            }
            if let Some(gainers) = gainers {
                add("  staff who gain", gainers.linked((variant, Of::Cost(case), Line::Gain), years), false);
                add("  staff who lose", gainers.linked((variant, Of::Cost(case), Line::Lose), years), false);
            }
        }
        if view.proposals.is_empty() {
            add(
                "  at the last month's rates for a full year",
                by_year.linked((variant, Of::Case(0), Line::FullYear), years),
                false,
            );
            if view.employer.is_some() {
                add("  with on-costs", by_year.linked((variant, Of::Case(0), Line::WithOnCosts), columns), false);
            }
        }
        sheet.blank();
    }
    for case in 1..=view.proposals.len() {
        let named = if view.proposals.len() > 1 { format!("{}: ", case_title(view, case)) } else { String::new() };
        sheet.note(format!("{named}{}", tables::effect(view, case)));
    }
    if let Some(text) = tables::progression(view) {
        sheet.note(text.to_string());
    }
    sheet.blank();
    sheet.heading("On the other sheets");
    for (name, title) in std::iter::once(&by_year.sheet).chain(others.iter().copied()).map(|other| (&other.name, &other.title)) {
        let short = title.split(':').next().expect("a text has a first part");
        sheet.push(vec![Cell::link(name), Cell::over(short)]);
    }
    sheet.push(vec![Cell::link("Inputs"), Cell::over("What this was made with and from")]);
    match (costs.as_slice(), others.first().and_then(|by_measure| by_measure.charts.first())) {
        ([_], Some(by_measure)) => sheet.charts.push(by_measure.clone()),
        _ => {
            if let Some(chart) = chart(view, &sheet.name, (header, first), &costs) {
                sheet.draw(chart);
            }
        }
    }
    sheet
}

/// What was asked, in words.
fn question(view: &CostView<'_>) -> String {
    let titles: Vec<&str> = view.proposals.iter().map(|(proposal, _)| proposal.title.as_str()).collect();
    let scale = &view.baseline.scale().title;
    let years = &view.paybills().years;
    let (from, to) = (years.first().map(|year| year.period.start), years.last().map(|year| day_before(year.period.end)));
    let asked = match titles.split_last() {
        None => format!("What does pay come to under {scale} as agreed?"),
        Some((one, [])) => format!("What does {one} cost beside {scale} as agreed?"),
        Some((last, rest)) => format!("What do {} and {last} each cost beside {scale} as agreed?", rest.join(", ")),
    };
    let staff = lines::number(view.paybills().all.staff);
    let (from, to) = (from.map_or_else(String::new, written), to.map_or_else(String::new, written));
    let rows = words::counted(view.rows, "row");
    format!("{asked} For {rows}, {staff} staff, as at {}, from {from} to {to}.", written(view.as_at))
}

/// Several proposals beside each other; of one the ends, where places are not known.
fn chart(view: &CostView<'_>, sheet: &str, (header, first): (usize, usize), costs: &[(usize, usize)]) -> Option<Chart> {
    let last = first + view.paybills().years.len() - 1;
    let several = view.paybills().variants.len() > 1;
    let title = match view.proposals.as_slice() {
        [] => return None,
        [(proposal, _)] => format!("Cost of {}", proposal.title),
        _ => "Cost of each proposal".to_owned(),
    };
    // Of one proposal the places tell the lines apart, of several their names.
    let (shown, name): (Vec<&(usize, usize)>, usize) = if view.proposals.len() == 1 {
        (costs.iter().collect(), usize::from(several))
    } else {
        (costs.iter().filter(|(variant, _)| *variant == view.even()).collect(), 0)
    };
    let about = if view.proposals.len() == 1 && several { ", low, even and high" } else { "" };
    Some(Chart {
        kind: ChartKind::Beside,
        title: format!("{title}{about}"),
        format: "#,##0",
        sheet: sheet.to_owned(),
        categories: Area { first: (header, first), last: (header, last) },
        series: shown.iter().map(|(_, row)| ((*row, name), Area { first: (*row, first), last: (*row, last) })).collect(),
        below_nought: false,
    })
}
