//! Sheets as the bytes of a workbook.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_xlsxwriter::{
    Chart as Drawn, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartSolidFill, ChartType, Color, DocProperties,
    ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Url, Workbook, Worksheet, XlsxError,
};

use super::NoWorkbook;
use super::sheet::{Area, CHART_ROWS, Cell, Chart, ChartKind, Look, Sheet, Value};
use crate::calendar::{Date, written};
use crate::money::with_separators;

/// What a sheet holds.
const MOST_ROWS: usize = 1_048_576;
const MOST_COLUMNS: usize = 16_384;
/// What a cell of text holds.
const MOST_LETTERS: usize = 32_767;
/// Words of a sheet run over at least so many letters.
const LINE: usize = 96;
/// Of series, told apart also without colour vision (Okabe and Ito).
const COLOURS: [u32; 8] =
    [0x0000_72B2, 0x00E6_9F00, 0x0000_9E73, 0x00CC_79A7, 0x0056_B4E9, 0x00D5_5E00, 0x0099_9999, 0x00F0_E442];

pub(super) fn bytes(sheets: &[Sheet]) -> Result<Vec<u8>, NoWorkbook> {
    let mut workbook = Workbook::new();
    // No clock: the same results are the same bytes.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let title = sheets.first().map_or("", |sheet| sheet.title.as_str());
    let about = DocProperties::new().set_title(cut(title, 255)).set_author("payspine").set_creation_datetime(&created);
    workbook.set_properties(&about);
    let mut looks = Looks::default();
    for sheet in sheets {
        let (rows, columns) = (sheet.rows.len(), sheet.columns());
        if rows > MOST_ROWS || columns > MOST_COLUMNS {
            return Err(NoWorkbook::TooLarge { name: sheet.name.clone(), rows, columns });
        }
        fill(workbook.add_worksheet(), sheet, &mut looks)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// A row as the file counts: sheets are held to what it counts.
fn row(place: usize) -> u32 {
    u32::try_from(place).expect("a sheet that is too long is refused")
}

fn column(place: usize) -> u16 {
    u16::try_from(place).expect("a sheet that is too wide is refused")
}

fn fill(into: &mut Worksheet, sheet: &Sheet, looks: &mut Looks) -> Result<(), XlsxError> {
    into.set_name(&sheet.name)?;
    let mut widths = widths(sheet);
    for (place, width) in widths.iter().enumerate() {
        into.set_column_width(column(place), u16::try_from(*width).unwrap_or(80))?;
    }
    // Words of a narrow table run on over columns beside it.
    while widths.iter().sum::<usize>() < LINE {
        widths.push(9);
    }
    for (at, cells) in sheet.rows.iter().enumerate() {
        if let Some(height) = height(cells, &widths) {
            into.set_row_height(row(at), height)?;
        }
        for (place, cell) in cells.iter().enumerate() {
            if cell.runs_over() {
                over_all(into, at, cell, &widths, looks)?;
            } else {
                put(into, (row(at), column(place)), cell, looks)?;
            }
        }
    }
    if let Some(header) = sheet.header {
        into.set_repeat_rows(row(header), row(header))?;
        into.set_freeze_panes(row(header + 1), column(sheet.keys))?;
    }
    into.set_landscape().set_paper_size(9).set_screen_gridlines(false);
    into.set_print_fit_to_pages(1, u16::from(!sheet.charts.is_empty()));
    let title = cut(&plain(&sheet.title), 100).replace('&', "&&").replace('\n', " ");
    into.set_header(format!("&L{title}&R&A"));
    into.set_footer(format!("&Lpayspine {}&RPage &P of &N", env!("CARGO_PKG_VERSION")));
    for (place, chart) in sheet.charts.iter().enumerate() {
        into.insert_chart(row(sheet.rows.len() + 1 + place * CHART_ROWS), 0, &drawn(chart, place, &widths))?;
    }
    Ok(())
}

/// How high a row is whose cells may take several lines, in points.
fn height(cells: &[Cell], widths: &[usize]) -> Option<u16> {
    let lines = |(place, cell): (usize, &Cell)| match (&cell.value, &cell.look) {
        (Value::Text(text), Look::Words | Look::Head { .. }) => {
            let width = widths.get(place).copied().unwrap_or(9).saturating_sub(3).max(5);
            Some(lines(text, width))
        }
        _ => None,
    };
    let most = cells.iter().enumerate().filter_map(lines).max()?;
    let head = cells.iter().any(|cell| matches!(cell.look, Look::Head { .. }));
    (most > 1 || head).then(|| u16::try_from(most * 15 + 3).unwrap_or(400).min(400))
}

/// The lines that words take, so many letters wide.
fn lines(text: &str, width: usize) -> usize {
    let of_line = |line: &str| {
        let (mut lines, mut used) = (1, 0);
        for word in line.split(' ') {
            let letters = word.chars().count();
            if used > 0 && used + 1 + letters > width {
                lines += 1;
                used = 0;
            }
            used += letters + usize::from(used > 0);
            // A word that is longer than the line is broken.
            lines += used.saturating_sub(1) / width;
            used -= used.saturating_sub(1) / width * width;
        }
        lines
    };
    plain(text).lines().map(of_line).sum::<usize>().max(1)
}

/// Words over all columns, with room for their lines.
fn over_all(into: &mut Worksheet, at: usize, cell: &Cell, widths: &[usize], looks: &mut Looks) -> Result<(), XlsxError> {
    let Value::Text(text) = &cell.value else { return Ok(()) };
    let text = plain(text);
    let (letters, height) = if cell.look == Look::Title { (7, 21) } else { (10, 15) };
    let lines = lines(&text, (widths.iter().sum::<usize>() * letters / 10).max(1)).min(26);
    let format = looks.of(cell);
    if widths.len() > 1 {
        into.merge_range(row(at), 0, row(at), column(widths.len() - 1), "", format)?;
    }
    into.write_string_with_format(row(at), 0, text, format)?;
    into.set_row_height(row(at), u16::try_from(height * lines).unwrap_or(400))?;
    Ok(())
}

fn put(into: &mut Worksheet, (row, column): (u32, u16), cell: &Cell, looks: &mut Looks) -> Result<(), XlsxError> {
    let format = looks.of(cell);
    match &cell.value {
        Value::Nothing if cell.strong => into.write_blank(row, column, format)?,
        Value::Nothing => return Ok(()),
        Value::Text(text) => into.write_string_with_format(row, column, plain(text), format)?,
        Value::Number(number) => into.write_with_format(row, column, *number, format)?,
        Value::Date(day) => match date(*day) {
            Some(date) => into.write_datetime_with_format(row, column, &date, format)?,
            None => into.write_string_with_format(row, column, written(*day), format)?,
        },
        Value::Formula(formula, comes_to) => {
            let formula = Formula::new(format!("={formula}")).set_result(comes_to.to_string());
            into.write_formula_with_format(row, column, formula, format)?
        }
        Value::Link(name) => {
            let place = Url::new(format!("internal:'{}'!A1", name.replace('\'', "''"))).set_text(name);
            into.write_url(row, column, place)?
        }
    };
    Ok(())
}

/// A day as a workbook counts it; none before 1900.
fn date(day: Date) -> Option<ExcelDateTime> {
    let (year, month, day) = (u16::try_from(day.year()), u8::try_from(day.month()), u8::try_from(day.day()));
    ExcelDateTime::from_ymd(year.ok().filter(|year| *year >= 1900)?, month.ok()?, day.ok()?).ok()
}

/// Text that XML can have and a cell can hold.
fn plain(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let text: String =
        text.chars().map(|letter| if letter.is_control() && letter != '\n' { '\u{fffd}' } else { letter }).collect();
    cut(&text, MOST_LETTERS)
}

/// The first letters of a text, as the file counts them.
fn cut(text: &str, most: usize) -> String {
    let mut used = 0;
    let fits = |letter: &char| {
        used += letter.len_utf16();
        used <= most
    };
    text.chars().take_while(fits).collect()
}

/// Formats, each made once.
#[derive(Default)]
struct Looks(BTreeMap<(Look, bool, bool), Format>);

impl Looks {
    fn of(&mut self, cell: &Cell) -> &Format {
        // A program that runs text as a formula when it is touched is told not to.
        let formula = |text: &String| text.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let quote = matches!(&cell.value, Value::Text(text) if formula(text));
        self.0.entry((cell.look.clone(), cell.strong, quote)).or_insert_with(|| format(&cell.look, cell.strong, quote))
    }
}

fn format(look: &Look, strong: bool, quote: bool) -> Format {
    let top = |format: Format| format.set_align(FormatAlign::Top);
    let mut format = match look {
        Look::Title => top(Format::new()).set_bold().set_font_size(14).set_text_wrap(),
        Look::Note => top(Format::new()).set_text_wrap(),
        Look::Head { right } => {
            let side = if *right { FormatAlign::Right } else { FormatAlign::Left };
            let format = Format::new().set_bold().set_text_wrap().set_align(side).set_align(FormatAlign::Bottom);
            let format = if *right { format } else { format.set_indent(1) };
            format.set_border_bottom(FormatBorder::Thin).set_background_color(Color::RGB(0x00E8_EDF3))
        }
        Look::Words => top(Format::new()).set_text_wrap().set_align(FormatAlign::Left).set_indent(1),
        Look::Name | Look::Over => top(Format::new()).set_align(FormatAlign::Left).set_indent(1),
        Look::Number(format) => top(Format::new()).set_num_format(format).set_align(FormatAlign::Right),
        Look::Date => top(Format::new()).set_num_format("d mmm yyyy").set_align(FormatAlign::Left).set_indent(1),
    };
    if strong {
        format = format.set_bold();
        if *look != Look::Note {
            format = format.set_border_top(FormatBorder::Thin);
        }
    }
    if quote { format.set_quote_prefix() } else { format }
}

/// How wide each column is, in letters.
fn widths(sheet: &Sheet) -> Vec<usize> {
    let mut widths = vec![9; sheet.columns()];
    for (place, cell) in sheet.rows.iter().flat_map(|row| row.iter().enumerate()) {
        widths[place] = widths[place].max(width(cell) + 3).min(80);
    }
    widths
}

fn width(cell: &Cell) -> usize {
    match (&cell.value, &cell.look) {
        (Value::Nothing, _) | (_, Look::Title | Look::Note | Look::Over) => 0,
        // Titles of columns and words may take several lines.
        (Value::Text(text), Look::Head { .. }) => {
            let longest = text.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0);
            longest.max(text.chars().count().div_ceil(2).min(16))
        }
        (Value::Text(text), Look::Words) => text.lines().map(|line| line.chars().count()).max().unwrap_or(0).min(58),
        (Value::Text(text) | Value::Link(text), _) => text.chars().count(),
        (Value::Number(number) | Value::Formula(_, number), Look::Number(format)) => shown(*number, format),
        (Value::Number(number) | Value::Formula(_, number), _) => number.to_string().len(),
        (Value::Date(_), _) => 11,
    }
}

/// The letters of a number by its format.
fn shown(number: Decimal, format: &str) -> usize {
    let decimals = format.split_once('.').map_or(0, |(_, rest)| rest.chars().take_while(|letter| *letter == '0').count());
    let whole = with_separators(&number.trunc().abs().to_string()).len();
    // A symbol, a sign and a point.
    whole + decimals + 3
}

fn drawn(chart: &Chart, place: usize, widths: &[usize]) -> Drawn {
    let kind = match chart.kind {
        ChartKind::Beside => ChartType::Column,
        ChartKind::Stacked => ChartType::ColumnStacked,
    };
    let mut drawn = Drawn::new(kind);
    let sheet = chart.sheet.as_str();
    let range = |area: &Area| (sheet, row(area.first.0), column(area.first.1), row(area.last.0), column(area.last.1));
    for (index, ((name_row, name_column), values)) in chart.series.iter().enumerate() {
        let colour = COLOURS[index % COLOURS.len()];
        let fill = ChartSolidFill::new().set_color(Color::RGB(colour)).clone();
        let series = drawn.add_series();
        series.set_name((sheet, row(*name_row), column(*name_column)));
        series.set_categories(range(&chart.categories)).set_values(range(values)).set_gap(80);
        series.set_format(ChartFormat::new().set_solid_fill(&fill));
    }
    drawn.title().set_name(chart.title.as_str()).set_font(ChartFont::new().set_size(12));
    let grey = ChartLine::new().set_color(Color::RGB(0x00D9_D9D9)).clone();
    drawn.y_axis().set_num_format(chart.format).set_major_gridlines_line(&grey);
    if !chart.below_nought {
        drawn.y_axis().set_min(0);
    }
    if chart.series.len() > 1 {
        drawn.legend().set_position(ChartLegendPosition::Bottom);
    } else {
        drawn.legend().set_hidden();
    }
    let across = u32::try_from(widths.iter().sum::<usize>() * 7).unwrap_or(900).clamp(480, 900);
    drawn.set_width(across).set_height(340).set_name(format!("Chart {}", place + 1)).set_alt_text(cut(&chart.title, 255));
    drawn
}
