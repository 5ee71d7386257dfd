//! What a result rests on: what was assumed, where its figures come from, and the files that were read.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::{Assumption, Block, Stated, Text, words};
use crate::calendar::{Date, written};
use crate::settlement::{Document, History};

/// What a result rests on. Every report has it in the same place, whatever its form.
#[derive(Clone, Debug, Default)]
pub struct RestsOn {
    /// What was assumed, in the order it came up.
    pub assumed: Vec<Assumed>,
    /// Where figures come from.
    pub sources: Vec<String>,
    /// The files that were read.
    pub inputs: Vec<Input>,
    /// Whether a person sees the files in every form: it is a page to hand over.
    pub shows_inputs: bool,
    /// How much of it a person sees.
    pub extent: Extent,
    /// Whether programs get the sources as a list.
    pub lists_sources: bool,
}

/// How much a person sees of what a result rests on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Extent {
    /// What touches the result; a terminal keeps sources and details back until everything is asked for.
    Short,
    /// What touches the result, and the sources.
    #[default]
    Touching,
    /// Everything.
    All,
}

impl Extent {
    /// Everything where it is asked for.
    pub(super) fn all_or(self, everything: bool) -> Extent {
        if everything { Extent::All } else { self }
    }
}

/// Something that was assumed, of a result.
#[derive(Clone, PartialEq, Debug)]
pub struct Assumed {
    /// What.
    pub assumption: Assumption,
    /// The proposal that alone assumes it; none where what is agreed does too.
    pub proposal: Option<String>,
    /// Whether a figure of the result would be another without it.
    pub touches: bool,
}

impl Assumed {
    /// What is assumed, each sentence once.
    pub fn all(assumptions: &[Assumption]) -> Vec<Assumed> {
        let mut all = Vec::new();
        Assumed::add(&mut all, None, assumptions);
        all
    }

    /// Adds what a proposal, or what is agreed, assumes beside what is known already.
    pub(super) fn add(all: &mut Vec<Assumed>, proposal: Option<&str>, assumptions: &[Assumption]) {
        let mut known: HashMap<String, usize> = all.iter().enumerate().map(|(index, one)| (one.sentence(), index)).collect();
        for assumption in assumptions {
            let one = Assumed {
                assumption: assumption.clone(),
                proposal: proposal.map(str::to_owned),
                touches: assumption.touches_answer(),
            };
            // What is agreed assumes it too, or the proposal said so already.
            let there = known.get(&words::assumption(assumption)).or_else(|| known.get(&one.sentence())).copied();
            if let Some(index) = there {
                all[index].touches |= one.touches;
            } else {
                known.insert(one.sentence(), all.len());
                all.push(one);
            }
        }
    }

    /// In words.
    pub fn sentence(&self) -> String {
        let said = words::assumption(&self.assumption);
        self.proposal.as_ref().map_or_else(|| said.clone(), |proposal| format!("{proposal}: {said}"))
    }
}

impl From<Stated> for Assumed {
    fn from(stated: Stated) -> Assumed {
        Assumed { assumption: stated.into(), proposal: None, touches: true }
    }
}

impl RestsOn {
    /// All assumptions in words: those that touch the result, shortest first, then the others.
    pub(super) fn in_order(&self) -> Vec<String> {
        let mut touching: Vec<String> = self.assumed.iter().filter(|one| one.touches).map(Assumed::sentence).collect();
        touching.sort_by_key(|sentence| sentence.chars().count());
        touching.into_iter().chain(self.assumed.iter().filter(|one| !one.touches).map(Assumed::sentence)).collect()
    }

    /// Those that are shown, and those that are folded away: what does not touch the result, unless everything is wanted.
    pub(super) fn shown_and_folded(&self) -> (Vec<String>, Vec<String>) {
        let mut shown = self.in_order();
        let touching = self.assumed.iter().filter(|one| one.touches).count();
        let folded = if self.extent == Extent::All { Vec::new() } else { shown.split_off(touching) };
        (shown, folded)
    }

    /// Whether a form that can be asked for more keeps sources and details back.
    pub(super) fn keeps_back(&self) -> bool {
        self.extent == Extent::Short
    }

    /// For a person, the lists at the end of a report; `opened_by` says how the rest of the assumptions is seen.
    pub(super) fn blocks(&self, opened_by: &str) -> Vec<Block> {
        let (shown, folded) = self.shown_and_folded();
        let mut assumed: Vec<Text> = shown.into_iter().map(Text::from).collect();
        if let Some(more) = more(folded.len(), opened_by) {
            assumed.push(more.into());
        }
        let mut blocks: Vec<Block> = Block::list("Assumed", assumed).into_iter().collect();
        if opened_by.is_empty() || !self.keeps_back() {
            blocks.extend(Block::list("Sources", &self.sources));
        }
        if self.shows_inputs {
            let files = self.inputs.iter().map(|input| format!("{}: {}", input.path, input.described()));
            blocks.extend(Block::list("Made from these files, with their SHA-256", files));
        }
        blocks
    }

    /// For programs. Keys are added, never renamed.
    pub(super) fn json(&self) -> Map<String, Value> {
        let mut all = Map::new();
        all.insert("assumptions".into(), self.assumed.iter().map(|one| json!(one.sentence())).collect());
        if self.lists_sources {
            all.insert("sources".into(), json!(self.sources));
        }
        all.insert("inputs".into(), json!(self.inputs));
        all
    }
}

/// How many assumptions are not shown, and how they are seen.
pub(super) fn more(folded: usize, opened_by: &str) -> Option<String> {
    let how = if opened_by.is_empty() { String::new() } else { format!(" ({opened_by})") };
    match folded {
        0 => None,
        1 => Some(format!("One more touches no figure here{how}.")),
        count => Some(format!("{count} more touch no figure here{how}.")),
    }
}

/// Where the figures of some pay systems come from, settlement by settlement up to a day.
pub fn sources<'a>(histories: impl Iterator<Item = &'a History>, until: Date) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in histories.flat_map(|history| source_lines(history, until)) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

/// The source of each settlement up to a day.
pub(super) fn source_lines(history: &History, until: Date) -> Vec<String> {
    let steps = history.steps().iter().filter(|(from, _)| *from <= until);
    steps
        .map(|(_, step)| {
            let settlement = history.settlement(step);
            let verified = settlement.verified.map_or_else(String::new, |day| format!(", checked on {}", written(day)));
            let none = if step.document == Document::Scale { "no source given" } else { "as proposed" };
            format!("{}: {}{verified}", settlement.title, settlement.source.as_deref().unwrap_or(none))
        })
        .collect()
}

/// A file that a result was computed from.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Input {
    /// Its path, or its name if it comes with the program.
    pub path: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// How many rows it has below its header, if it is a table. Blank ones are not counted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rows: Option<u64>,
}

impl Input {
    /// What is said of it beside its name: its hash, and how many rows it has.
    fn described(&self) -> String {
        let rows = self.rows.map_or_else(String::new, |rows| format!(", {}", words::counted(rows, "row")));
        format!("{}{rows}", self.sha256)
    }
}

/// Both lists, each entry once.
pub(super) fn merged<T: PartialEq>(first: Vec<T>, second: Vec<T>) -> Vec<T> {
    let mut all: Vec<T> = Vec::new();
    for one in first.into_iter().chain(second) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}
