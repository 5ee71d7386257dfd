//! The cost as tables.

use super::{Block, CostView, Grid, Sort};

pub(super) fn blocks(view: &CostView<'_>, assumptions: &[String]) -> Vec<Block> {
    let mut blocks = vec![Block::Heading(view.baseline.scale().title.clone())];
    blocks.push(Block::List { title: "Assumed".into(), items: assumptions.to_vec() });
    blocks
}

pub(super) fn grid(_view: &CostView<'_>) -> Grid {
    Grid::new(&[("year", Sort::Text)])
}
