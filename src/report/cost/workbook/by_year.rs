//! The paybill by year and component: as agreed, with each proposal, and the difference.

use std::collections::BTreeMap;

use super::{
    ByYear, Cell, CostView, Line, Of, Sheet, about_places, case_title, in_what, places, reference, with_sum, year_heads,
};
use crate::costing::InYear;
use crate::report::cost::{employer, figures};

pub(super) fn sheet(view: &CostView<'_>, name: String) -> ByYear {
    let mut sheet = Sheet::new(name, "The paybill by year");
    sheet.note(format!(
        "{} A cost is the paybill with a proposal less that as agreed, for the same staff and months.",
        in_what(view)
    ));
    if let Some(about) = about_places(view) {
        sheet.note(about);
    }
    sheet.blank();
    let several = view.paybills().variants.len() > 1;
    let mut heads = vec![Cell::head("Paybill")];
    heads.extend(several.then(|| Cell::head("Places")));
    heads.push(Cell::head("Of it"));
    let first = heads.len();
    heads.extend(year_heads(view));
    sheet.head(heads);
    sheet.keys = if view.paybills().years.len() > 5 { first } else { 0 };
    let mut by_year = ByYear { sheet, rows: BTreeMap::new(), first };
    for variant in 0..view.paybills().variants.len() {
        for case in 0..=view.proposals.len() {
            by_year.case(view, variant, case);
            if case > 0 {
                by_year.cost(view, variant, case);
            }
        }
    }
    by_year
}

/// The lines that a case has, with what they are called.
fn lines(view: &CostView<'_>) -> Vec<(Line, String)> {
    let paybills = view.paybills();
    let components = paybills.components.iter().enumerate();
    let mut lines: Vec<(Line, String)> =
        components.map(|(place, one)| (Line::Component(place), figures::component(view, one).to_owned())).collect();
    lines.push((Line::Total, "Total".to_owned()));
    let once =
        |case: usize| (0..paybills.years.len()).any(|year| units(view, view.even_in(case, year), Line::NotConsolidated) != 0);
    if (0..=view.proposals.len()).any(once) {
        lines.push((Line::NotConsolidated, "Of the total not consolidated".to_owned()));
    }
    if let Some(employer) = &view.employer {
        for (kind, (name, _)) in employer::KINDS.iter().enumerate() {
            if kind != 1 || employer.on_costs.pension.is_some() {
                lines.push((Line::OnCosts(kind), (*name).to_owned()));
            }
        }
        lines.push((Line::WithOnCosts, "Total with on-costs".to_owned()));
    }
    lines.push((Line::FullYear, "A full year at the last month's rates".to_owned()));
    lines
}

/// The engine's figure, in units.
fn units(view: &CostView<'_>, at: InYear, line: Line) -> i128 {
    let all = &view.paybills().all;
    let on_costs = || view.employer.as_ref().map_or([0; 3], |employer| employer.year(view, at));
    match line {
        Line::Component(place) => all.year(at)[place],
        Line::NotConsolidated => figures::not_consolidated(view, at),
        Line::OnCosts(kind) => on_costs()[kind],
        Line::WithOnCosts => view.year_total(at) + on_costs().iter().sum::<i128>(),
        Line::FullYear => figures::exit_rate(view, all, at),
        Line::Total | Line::Percent | Line::Gain | Line::Lose => view.year_total(at),
    }
}

impl ByYear {
    /// The first cells of a line.
    fn titled(view: &CostView<'_>, variant: usize, title: &str, line: &str) -> Vec<Cell> {
        let mut cells = vec![Cell::text(title)];
        cells.extend(places(view, variant).map(Cell::text));
        cells.push(Cell::text(line));
        cells
    }

    fn add(&mut self, key: (usize, Of, Line), cells: Vec<Cell>) {
        let strong = matches!(key.2, Line::Total | Line::WithOnCosts);
        let cells = cells.into_iter().map(|cell| if strong { cell.strong() } else { cell }).collect();
        let row = self.sheet.push(cells);
        self.rows.insert(key, row);
    }

    /// The cell of a line in a year.
    fn cell(&self, key: (usize, Of, Line), year: usize) -> String {
        reference(self.rows[&key], self.first + year)
    }

    /// A sum of lines above it, where it is one.
    fn sum(&self, view: &CostView<'_>, variant: usize, of: Of, line: Line, year: usize) -> Option<String> {
        let last = view.paybills().components.len() - 1;
        let between = |first: Line, last: Line| {
            format!("SUM({}:{})", self.cell((variant, of, first), year), self.cell((variant, of, last), year))
        };
        match line {
            Line::Total => Some(between(Line::Component(0), Line::Component(last))),
            Line::WithOnCosts => {
                let total = self.cell((variant, of, Line::Total), year);
                // National Insurance comes first and the levy last.
                Some(format!("{total}+{}", between(Line::OnCosts(0), Line::OnCosts(2))))
            }
            _ => None,
        }
    }

    fn case(&mut self, view: &CostView<'_>, variant: usize, case: usize) {
        let (title, of) = (case_title(view, case), Of::Case(case));
        for (line, name) in lines(view) {
            let years = 0..view.paybills().years.len();
            let amounts: Vec<i128> = years.map(|year| units(view, InYear { variant, case, year }, line)).collect();
            self.line(view, (variant, of, line), (&title, &name), &amounts, |by, year| by.sum(view, variant, of, line, year));
        }
        self.sheet.blank();
    }

    fn cost(&mut self, view: &CostView<'_>, variant: usize, case: usize) {
        let (title, of) = (format!("Cost of {}", case_title(view, case)), Of::Cost(case));
        for (line, name) in lines(view) {
            let years = 0..view.paybills().years.len();
            let amount = |year: usize| {
                units(view, InYear { variant, case, year }, line) - units(view, InYear { variant, case: 0, year }, line)
            };
            let amounts: Vec<i128> = years.clone().map(amount).collect();
            self.line(view, (variant, of, line), (&title, &name), &amounts, |by, year| {
                by.sum(view, variant, of, line, year).or_else(|| {
                    let cell = |case: usize| by.cell((variant, Of::Case(case), line), year);
                    Some(format!("{}-{}", cell(case), cell(0)))
                })
            });
            if line == Line::Total {
                let shares = years.map(|year| {
                    let agreed = self.cell((variant, Of::Case(0), Line::Total), year);
                    let hundredths = figures::hundredths(amount(year), view.year_total(InYear { variant, case: 0, year }));
                    super::percent(&self.cell((variant, of, Line::Total), year), &agreed, hundredths)
                });
                let mut cells = ByYear::titled(view, variant, &title, "Total in % of the paybill as agreed");
                cells.extend(shares);
                self.add((variant, of, Line::Percent), cells);
            }
        }
        self.sheet.blank();
    }

    fn line(
        &mut self,
        view: &CostView<'_>,
        key: (usize, Of, Line),
        (title, name): (&str, &str),
        amounts: &[i128],
        formula: impl Fn(&ByYear, usize) -> Option<String>,
    ) {
        let mut cells = ByYear::titled(view, key.0, title, name);
        let mut figures = with_sum(view, (self.sheet.rows.len(), self.first), amounts, |year| formula(self, year));
        if key.2 == Line::FullYear {
            // Rates of several years are no sum.
            figures.truncate(amounts.len());
        }
        cells.extend(figures);
        self.add(key, cells);
    }
}
