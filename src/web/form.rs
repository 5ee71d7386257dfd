//! Forms: what was filled in, and the fields that show it again.

use maud::{Markup, html};

use crate::answer::typed;
use crate::calendar::Month;

/// What a form sent, in order. A field that was left empty counts as not given.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The fields of a query.
    pub(super) fn of(query: Option<&str>) -> Fields {
        let pairs = form_urlencoded::parse(query.unwrap_or("").as_bytes());
        Fields(
            pairs
                .map(|(name, value)| (name.into_owned(), value.trim().to_owned()))
                .filter(|(_, value)| !value.is_empty())
                .collect(),
        )
    }

    pub(super) fn push(&mut self, name: String, value: &str) {
        if !value.trim().is_empty() {
            self.0.push((name, value.trim().to_owned()));
        }
    }

    /// What was given for a field, or nothing.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The same, if it was given.
    pub(super) fn given(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.is_empty())
    }

    /// Everything that was given for a field.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Fields whose names begin so, with the rest of the name.
    pub(super) fn of_kind<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.iter().filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value.as_str())))
    }

    /// The same without one field.
    pub(super) fn without(&self, name: &str) -> Fields {
        Fields(self.0.iter().filter(|(known, _)| known != name).cloned().collect())
    }

    /// Whether nothing was given.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As the query of a link.
    pub(super) fn query(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(self.0.iter()).finish()
    }
}

/// A field with its label, and a word on what belongs in it.
pub(super) struct Field<'a> {
    /// The name under which it is sent.
    pub(super) name: &'a str,
    /// What it asks.
    pub(super) label: &'a str,
    /// What belongs in it.
    pub(super) hint: &'a str,
}

impl Field<'_> {
    fn around(&self, control: &Markup) -> Markup {
        html! {
            div.field {
                label for=(self.name) { (self.label) }
                (control)
                @if !self.hint.is_empty() { p.hint id={ (self.name) "-hint" } { (self.hint) } }
            }
        }
    }

    fn hinted(&self) -> Option<String> {
        (!self.hint.is_empty()).then(|| format!("{}-hint", self.name))
    }

    /// A line of text; `list` names what may be chosen from.
    pub(super) fn text(&self, fields: &Fields, list: Option<&str>) -> Markup {
        self.around(&html! {
            input type="text" id=(self.name) name=(self.name) value=(fields.get(self.name)) list=[list]
                aria-describedby=[self.hinted()] autocomplete="off" spellcheck="false";
        })
    }

    /// A day. What is none stays as it was typed, which a browser shows only as text.
    pub(super) fn date(&self, fields: &Fields) -> Markup {
        let kind = fields.given(self.name).map_or("date", |given| typed::date(given).map_or("text", |_| "date"));
        self.around(&html! {
            input type=(kind) id=(self.name) name=(self.name) value=(fields.get(self.name)) aria-describedby=[self.hinted()];
        })
    }

    /// A month. Other ways to write one are shown as text.
    pub(super) fn month(&self, fields: &Fields) -> Markup {
        let kind = fields.given(self.name).map_or("month", |given| given.parse::<Month>().map_or("text", |_| "month"));
        self.around(&html! {
            input type=(kind) id=(self.name) name=(self.name) value=(fields.get(self.name)) placeholder="2025-04"
                aria-describedby=[self.hinted()];
        })
    }

    /// Several lines of text.
    pub(super) fn lines(&self, fields: &Fields) -> Markup {
        self.around(&html! {
            textarea id=(self.name) name=(self.name) rows="3" aria-describedby=[self.hinted()] spellcheck="false" {
                (fields.get(self.name))
            }
        })
    }

    /// A number with a slider beside it, which moves with it.
    pub(super) fn slider(&self, fields: &Fields, most: u32, step: &str) -> Markup {
        self.around(&html! {
            span.slider {
                input type="text" inputmode="decimal" id=(self.name) name=(self.name) value=(fields.get(self.name))
                    aria-describedby=[self.hinted()] autocomplete="off";
                input type="range" min="0" max=(most) step=(step) value=(fields.given(self.name).unwrap_or("0"))
                    data-for=(self.name) aria-label={ (self.label) ", slider" };
            }
        })
    }

    /// One of several; each with its value and what it is called.
    pub(super) fn choice<'v>(
        &self,
        fields: &Fields,
        reload: bool,
        options: impl IntoIterator<Item = (&'v str, &'v str)>,
    ) -> Markup {
        let chosen = fields.get(self.name);
        self.around(&html! {
            select id=(self.name) name=(self.name) data-reload[reload] aria-describedby=[self.hinted()] {
                @for (value, title) in options {
                    option value=(value) selected[value == chosen] { (title) }
                }
            }
        })
    }

    /// A file to drop.
    pub(super) fn file(&self, accept: &str, required: bool) -> Markup {
        self.around(&html! {
            input type="file" id=(self.name) name=(self.name) accept=(accept) required[required] aria-describedby=[self.hinted()];
        })
    }

    /// Yes or no.
    pub(super) fn tick(&self, fields: &Fields, value: &str) -> Markup {
        let plain = |letter: char| if letter.is_alphanumeric() { letter } else { '-' };
        let id = format!("{}-{}", self.name, value.chars().map(plain).collect::<String>());
        let ticked = fields.all(self.name).any(|given| given == value);
        html! {
            div.tick {
                input type="checkbox" id=(id) name=(self.name) value=(value) checked[ticked] aria-describedby=[self.hinted()];
                label for=(id) { (self.label) }
                @if !self.hint.is_empty() { p.hint id={ (self.name) "-hint" } { (self.hint) } }
            }
        }
    }
}

/// Fields under a title.
pub(super) fn group(title: &str, fields: &Markup) -> Markup {
    html! { fieldset { legend { (title) } div.fields { (fields) } } }
}

/// Fields that few need, folded away; open where one of them was given.
pub(super) fn more(title: &str, open: bool, fields: &Markup) -> Markup {
    html! { details.more open[open] { summary { (title) } div.fields { (fields) } } }
}
