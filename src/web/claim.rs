//! A claim or an offer that is filled in on the page, as the file that says it.

use std::fmt::Write as _;

use maud::{Markup, html};
use rust_decimal::Decimal;

use super::form::{Field, Fields, group, more};
use super::pay_system::PaySystem;
use super::{InMemory, is_toml};
use crate::calendar::{Date, Length};
use crate::money::{parse_decimal, written_amount};
use crate::scale_file;

/// Whose proposal it is.
#[derive(Clone, Copy)]
pub(super) struct Side {
    /// How its fields begin, and its id.
    pub(super) id: &'static str,
    /// What it is called.
    pub(super) title: &'static str,
}

/// What a union asks for.
pub(super) const CLAIM: Side = Side { id: "claim", title: "Claim" };
/// What an employer offers.
pub(super) const OFFER: Side = Side { id: "offer", title: "Offer" };

/// A proposal, where one was made.
pub(super) enum Proposed {
    /// None.
    Nothing,
    /// Shipped, or a file that was dropped: what the command line calls it.
    Named(String),
    /// Filled in here: the text of its file.
    Written(String),
    /// What is wrong with what was filled in.
    Wrong(Vec<String>),
}

impl Side {
    fn field(self, name: &str) -> String {
        format!("{}.{name}", self.id)
    }

    /// The name of the file that is written.
    pub(super) fn file(self) -> String {
        format!("{}.toml", self.id)
    }

    /// What was proposed.
    pub(super) fn proposed(self, fields: &Fields, system: &PaySystem, files: &InMemory) -> Proposed {
        match fields.get(self.id) {
            "" => self.written(fields, system, fields.get("scale")),
            unknown if files.get(unknown).is_none() && scale_file::shipped_proposal_text(unknown).is_none() => {
                Proposed::Wrong(vec![format!("{}: there is no proposal {unknown} here.", self.title)])
            }
            named => Proposed::Named(named.to_owned()),
        }
    }

    /// The day from which it is proposed, unless one is given: the first of the pay year after the last settlement.
    fn day(self, fields: &Fields, system: &PaySystem) -> Result<Date, String> {
        if let Some(given) = fields.given(&self.field("from")) {
            return given.parse().map_err(|_| format!("{}: “{given}” is not a day, such as 2026-04-01", self.title));
        }
        // An offer answers a claim.
        if let Some(claimed) = fields.given("claim.from").and_then(|day| day.parse().ok()) {
            return Ok(claimed);
        }
        let start = system.scale.conventions.year_start;
        let last = system.history.steps().last().ok_or("the pay system has no settlement")?;
        Ok(Length::months(12).after(start.last_by(last)))
    }

    fn written(self, fields: &Fields, system: &PaySystem, reference: &str) -> Proposed {
        let mut wrong = Vec::new();
        let mut number = |name: &str, label: &str, negative: bool| -> Option<Decimal> {
            let given = fields.given(&self.field(name))?;
            let plain = given.trim_end_matches('%').trim_end();
            let read = parse_decimal(plain).or_else(|| written_amount(plain).map(crate::money::Money::amount));
            let number = read.filter(|number| negative || *number >= Decimal::ZERO);
            if number.is_none() {
                wrong.push(format!("{}, {label}: “{given}” is not a number, such as 5 or 1,000.00", self.title));
            }
            number
        };
        let mut measures = Vec::new();
        let rise: Vec<String> = [("percent", "per cent"), ("flat", "flat sum"), ("at-least", "at least"), ("at-most", "at most")]
            .into_iter()
            .filter_map(|(name, label)| Some(format!("{name} = {}", number(name, label, true)?)))
            .collect();
        if !rise.is_empty() {
            measures.push(format!("uplift = {{ {} }}", rise.join(", ")));
        }
        let mut measure = |name: &str, label: &str, written: &dyn Fn(Decimal) -> String| {
            measures.extend(number(name, label, false).map(written));
        };
        let grades = list(fields.get(&self.field("grades"))).join(", ");
        let only = if grades.is_empty() { String::new() } else { format!("\ngrades = [{grades}]") };
        measure("raise-minimum", "raise minima", &|points| format!("raise-minimum = {{ by = {points} }}{only}"));
        measure("target-within", "years to the target", &|years| format!("target-within = \"{years} years\"{only}"));
        measure("payments-percent", "payments", &|percent| {
            let mut ids: Vec<String> = system
                .history
                .steps()
                .iter()
                .last()
                .map_or_else(Vec::new, |(_, step)| step.tables.payments.iter().map(|(id, _)| quoted(id.as_str())).collect());
            ids.dedup();
            format!("uplift = {{ percent = {percent} }}\npayments = [{}]", ids.join(", "))
        });
        measure("lump-sum", "lump sum", &|amount| format!("lump-sum = {{ amount = {amount}, pensionable = false }}"));
        measure("hours-per-week", "hours a week", &|hours| format!("hours-per-week = {hours}"));
        let supplement = number("supplement", "supplement", false);
        let counties = list(fields.get(&self.field("counties")));
        if supplement.is_some() && counties.is_empty() {
            wrong.push(format!("{}: which counties is the supplement for?", self.title));
        }
        if measures.is_empty() && supplement.is_none() && wrong.is_empty() {
            return Proposed::Nothing;
        }
        let day = self.day(fields, system).map_err(|why| wrong.push(why)).ok();
        let (Some(day), true) = (day, wrong.is_empty()) else { return Proposed::Wrong(wrong) };
        let mut text = format!(
            "format = 1\nid     = \"{}\"\ntitle  = \"{}\"\nscale  = {}\n\n[[settlement]]\nfrom   = {day}\ntitle  = \"{}\"\nstatus = \"{}\"\n",
            self.id,
            self.title,
            quoted(reference),
            self.title,
            self.id
        );
        if let Some(amount) = supplement {
            // Writing to a string cannot fail.
            let _ = write!(
                text,
                "\n[settlement.payment.county-supplement]\ntitle  = \"County supplement\"\nkind   = \"supplement\"\namount = {amount}\n\
                 where  = {{ county = [{}] }}\n",
                counties.join(", ")
            );
        }
        for measure in measures {
            let _ = write!(text, "\n[[settlement.measure]]\n{measure}\n");
        }
        Proposed::Written(text)
    }

    /// The fields in which it is filled in or chosen.
    pub(super) fn form(self, fields: &Fields, system: &PaySystem, files: &InMemory) -> Markup {
        let shipped = system.proposals();
        let own: Vec<&str> = files.names().filter(|name| is_proposal(name, files)).collect();
        let day = self
            .day(&fields.without(&self.field("from")), system)
            .map_or_else(|_| String::new(), |day| format!("{day} unless given"));
        let name = |name: &str| self.field(name);
        let more_given =
            ["flat", "at-most", "raise-minimum", "target-within", "grades", "payments-percent", "lump-sum", "hours-per-week"]
                .iter()
                .chain(&["supplement", "counties"])
                .any(|known| fields.given(&name(known)).is_some());
        let any_of_file = !shipped.is_empty() || !own.is_empty();
        let text = |key: &str, label: &str, hint: &str| {
            let id = name(key);
            Field { name: &id, label, hint }.text(fields, None)
        };
        let slider = |key: &str, label: &str, hint: &str, most: u32, step: &str| {
            let id = name(key);
            Field { name: &id, label, hint }.slider(fields, most, step)
        };
        let (from, counties) = (name("from"), name("counties"));
        html! {
            (group(self.title, &html! {
                @if any_of_file {
                    (Field { name: self.id, label: "Which", hint: "" }.choice(fields, false, std::iter::once(("", "As filled in here"))
                        .chain(shipped.iter().map(|(id, title)| (id.as_str(), title.as_str())))
                        .chain(own.iter().map(|name| (*name, *name)))))
                }
                (Field { name: &from, label: "From", hint: &day }.date(fields))
                (slider("percent", "Per cent", "Of basic pay", 20, "0.1"))
                (slider("at-least", "At least, a year", "Whichever is higher", 5000, "50"))
            }))
            (more(&format!("More in the {}", self.id), more_given, &html! {
                (text("flat", "Flat sum, a year", "On top of the percentage"))
                (text("at-most", "At most, a year", ""))
                (text("raise-minimum", "Raise minima by points", "Staff below the new minimum move to it"))
                (text("target-within", "Minimum to target in years", "Minima rise until it takes no longer"))
                (text("grades", "Of these grades", "Which minima and how long: all unless named, as EO, HEO"))
                (text("payments-percent", "Allowances and supplements, %", "All payments of the system"))
                (text("lump-sum", "Lump sum", "Paid once, not consolidated"))
                (text("hours-per-week", "Hours in a full week", "Same pay for a shorter week; part-timers keep their share of it"))
                (text("supplement", "Supplement by county, a year", "Needs a column county"))
                (Field { name: &counties, label: "Counties", hint: "With commas, or one on a line" }.lines(fields))
            }))
        }
    }
}

/// Whether a file of an upload looks like a proposal.
fn is_proposal(name: &str, files: &InMemory) -> bool {
    let bytes = files.get(name).unwrap_or_default();
    let source = scale_file::source(name, &bytes).ok();
    let kind = source.map(|source| scale_file::kind_of(&source));
    is_toml(name) && kind == Some(scale_file::FileKind::Proposal)
}

/// Names with commas between them or one on a line, as TOML has them.
fn list(given: &str) -> Vec<String> {
    given.split([',', '\n', '\r']).map(str::trim).filter(|name| !name.is_empty()).map(quoted).collect()
}

/// Text as TOML has it.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out + "\""
}
