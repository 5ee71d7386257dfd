//! Pages for the terminal.

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::read;
use crate::report::{Cell, Column, ColumnKind, Table, table_alone, wrapped};

/// A first column up to this width is kept whole.
const NAME: usize = 30;

/// A page as text, broken at spaces to this many columns. Blocks of commands and files stand as they are.
///
/// ```
/// let page = payspine::guide::terminal("# Title\n\nSome words that do not fit.\n\n- one\n", 20);
/// assert_eq!(page, "Title\n═════\n\nSome words that do\nnot fit.\n\n• one\n");
/// ```
pub fn terminal(markdown: &str, width: u16) -> String {
    let mut page = Page { width, ..Page::default() };
    for event in read(markdown) {
        page.take(event);
    }
    page.blocks.join("\n\n") + "\n"
}

#[derive(Default)]
struct Page {
    width: u16,
    /// What is done, to be set apart by blank lines.
    blocks: Vec<String>,
    /// The words of the block that is read.
    text: String,
    /// The next number of each list that is open, outermost first; `None` for bullets.
    lists: Vec<Option<u64>>,
    /// The items of the list that is read.
    items: Vec<String>,
    cells: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Page {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text.push_str(&text),
            Event::Code(code) => {
                self.text.push('`');
                self.text.push_str(&code);
                self.text.push('`');
            }
            Event::SoftBreak | Event::HardBreak => self.text.push(' '),
            Event::Start(Tag::List(first)) => {
                self.item();
                self.lists.push(first);
            }
            Event::End(TagEnd::List(_)) => {
                self.lists.pop();
                if self.lists.is_empty() {
                    self.blocks.push(std::mem::take(&mut self.items).join("\n"));
                }
            }
            Event::End(TagEnd::Item) => self.item(),
            Event::End(TagEnd::Paragraph) if self.lists.is_empty() => {
                let text = self.words();
                self.blocks.push(wrapped(&text, self.width, 0));
            }
            Event::End(TagEnd::Heading(level)) => {
                let text = self.words();
                let rule = if level == HeadingLevel::H1 { "═" } else { "─" };
                let wide = text.chars().count().min(usize::from(self.width));
                let text = wrapped(&text, self.width, 0);
                let rule = if level > HeadingLevel::H2 { String::new() } else { format!("\n{}", rule.repeat(wide)) };
                self.blocks.push(format!("{text}{rule}"));
            }
            Event::End(TagEnd::CodeBlock) => {
                let text = self.words();
                self.blocks.push(text.trim_end().to_owned());
            }
            Event::End(TagEnd::TableCell) => {
                let text = self.words();
                self.cells.push(text);
            }
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => self.rows.push(std::mem::take(&mut self.cells)),
            Event::End(TagEnd::Table) => self.table(),
            _ => {}
        }
    }

    fn words(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    /// Ends the item that is read, if there is one with words.
    fn item(&mut self) {
        let text = self.words();
        let depth = self.lists.len().saturating_sub(1) * 2;
        let Some(list) = self.lists.last_mut().filter(|_| !text.is_empty()) else { return };
        let mark = match list {
            Some(number) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            None => "• ".to_owned(),
        };
        let indent = depth + mark.chars().count();
        self.items.push(format!("{}{mark}{}", " ".repeat(depth), wrapped(&text, self.width, indent)));
    }

    fn table(&mut self) {
        let mut rows = std::mem::take(&mut self.rows).into_iter();
        let heads = rows.next().unwrap_or_else(Vec::new);
        let rows: Vec<Vec<String>> = rows.collect();
        let is_name = rows.iter().filter_map(|row| row.first()).all(|cell| cell.chars().count() <= NAME);
        let kind = |index: usize| if index == 0 && is_name { ColumnKind::Name } else { ColumnKind::Text };
        let columns = heads.into_iter().enumerate().map(|(index, head)| Column::new(head, kind(index))).collect();
        let rows = rows.into_iter().map(|row| row.into_iter().map(Cell::text).collect()).collect();
        self.blocks.push(table_alone(&Table { columns, rows, ..Table::default() }, self.width));
    }
}
