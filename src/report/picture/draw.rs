//! Figures drawn by plotters, as SVG in whole numbers.

use std::error::Error;

use plotters::coord::Shift;
use plotters::coord::types::{RangedCoordi32, RangedCoordi64};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::{Kind, Picture, Unit, hundredths};
use crate::calendar::{Date, Length, Period, month_name};
use crate::money::Money;
use crate::report::Series;

const WIDTH: u32 = 760;
const INK: RGBColor = RGBColor(0x1a, 0x1a, 0x1b);
const FAINT: RGBColor = RGBColor(0xc9, 0xc9, 0xc8);
/// Told apart by their lightness too, and in the order of the legend.
const COLOURS: [RGBColor; 7] = [
    RGBColor(0x0b, 0x53, 0x95),
    RGBColor(0xe0, 0x8a, 0x1e),
    RGBColor(0x2e, 0x7d, 0x33),
    RGBColor(0xb7, 0x8b, 0xd0),
    RGBColor(0x7a, 0x4a, 0x21),
    RGBColor(0x4f, 0xa9, 0xc9),
    RGBColor(0xa6, 0x1c, 0x3d),
];

/// So wide is the place of a column or bar, and so much of it stays empty at either edge.
const PLACE: i32 = 20;
const EDGE: i32 = 3;

type Canvas<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Done = Result<(), Box<dyn Error>>;

/// The picture, or nothing where it cannot be drawn.
pub(super) fn svg(picture: &Picture) -> Option<String> {
    let mut out = String::new();
    let height = match &picture.kind {
        Kind::Steps(_) | Kind::Columns { .. } => 340,
        Kind::Bars(rows) => 60 + 30 * u32::try_from(rows.len()).ok()?,
        Kind::Intervals(rows) => 70 + 40 * u32::try_from(rows.len()).ok()?,
    };
    {
        let canvas = SVGBackend::with_string(&mut out, (WIDTH, height)).into_drawing_area();
        let drawn = match &picture.kind {
            Kind::Steps(lines) => steps(&canvas, lines, &picture.unit),
            Kind::Columns { columns, parts } => stacked(&canvas, columns, parts, &picture.unit),
            Kind::Bars(rows) => bars(&canvas, rows, &picture.unit),
            Kind::Intervals(rows) => intervals(&canvas, rows, &picture.unit),
        };
        drawn.ok()?;
        canvas.present().ok()?;
    }
    Some(out)
}

fn colour(index: usize) -> RGBColor {
    COLOURS[index % COLOURS.len()]
}

fn font(size: i32) -> TextStyle<'static> {
    TextStyle::from(("sans-serif", size)).color(&INK)
}

/// Room above the most and below the least, so that nothing touches the frame.
fn span(values: impl Iterator<Item = i64> + Clone, with_zero: bool) -> (i64, i64) {
    let (Some(mut low), Some(mut high)) = (values.clone().min(), values.max()) else { return (0, 100) };
    if with_zero {
        (low, high) = (low.min(0), high.max(0));
    }
    let room = ((high - low) / 12).max(100);
    (if with_zero && low == 0 { 0 } else { low - room }, high + room)
}

/// Days of a period as whole numbers from its first.
fn day(period: Period, date: Date) -> i64 {
    let span = period.start.until(date).expect("two days of the calendar have days between them");
    i64::from(span.get_days())
}

/// The steps of each stretch of days without a gap.
fn stretches(line: &Series) -> impl Iterator<Item = (Period, &[(Date, Money)])> {
    let first_from = |day: Date| line.steps.partition_point(|(from, _)| *from < day);
    let known = line.period.without(line.gaps.iter().copied());
    known.into_iter().map(move |days| (days, &line.steps[first_from(days.start)..first_from(days.end)]))
}

/// Pay by date: a line of steps for each case, with what each step is called, and the target rate as a line across.
fn steps(canvas: &Canvas<'_>, lines: &[Series], unit: &Unit) -> Done {
    let Some(period) = lines.first().map(|line| line.period) else { return Ok(()) };
    let amounts = lines.iter().flat_map(|line| line.steps.iter().map(|(_, amount)| *amount).chain(line.target));
    let (low, high) = span(amounts.map(hundredths).collect::<Vec<_>>().into_iter(), false);
    let days = i64::from(period.days()).max(1);
    let mut chart = ChartBuilder::on(canvas)
        .margin(12)
        // Half of the last day's name.
        .margin_right(36)
        .x_label_area_size(34)
        .y_label_area_size(86)
        .build_cartesian_2d(0..days, low..high)?;
    let label = |value: &i64| unit.written(*value / 100 * 100);
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(FAINT)
        .axis_style(INK)
        .label_style(font(13))
        .y_label_formatter(&label)
        // One, and without a name: of none at all plotters makes a scale that overflows.
        .x_labels(1)
        .x_label_formatter(&|_| String::new())
        .draw()?;
    for (at, name) in anniversaries(period) {
        let text = Text::new(name, (0, 8), font(13).pos(Pos::new(HPos::Center, VPos::Top)));
        chart.draw_series([EmptyElement::at((at, low)) + text])?;
    }
    for (index, line) in lines.iter().enumerate() {
        let colour = colour(index);
        for (stretch, (known, steps)) in stretches(line).enumerate() {
            let mut points = Vec::new();
            let mut height = None;
            for (from, amount) in steps {
                let (at, value) = (day(period, *from).clamp(0, days), hundredths(*amount));
                points.extend(height.map(|height| (at, height)));
                points.push((at, value));
                height = Some(value);
            }
            let end = day(period, known.end).clamp(0, days);
            points.extend(height.map(|height| (end, height)));
            let drawn = chart.draw_series(LineSeries::new(points, colour.stroke_width(3)))?;
            if stretch == 0 {
                drawn
                    .label(line.title.clone())
                    .legend(move |(x, y)| Rectangle::new([(x, y - 5), (x + 14, y + 5)], colour.filled()));
            }
        }
        if index == 0 {
            let marks = line.steps.iter().zip(&line.marks).map(|((from, amount), mark)| {
                Text::new(
                    mark.clone(),
                    (day(period, *from).clamp(0, days) + days / 160, hundredths(*amount) + (high - low) / 22),
                    font(12),
                )
            });
            chart.draw_series(marks)?;
        }
        if let Some(target) = line.target.map(hundredths).filter(|_| index == 0) {
            chart.draw_series(DashedLineSeries::new([(0, target), (days, target)], 6, 5, INK.stroke_width(1)))?;
        }
    }
    if lines.len() > 1 {
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::LowerRight)
            .border_style(FAINT)
            .background_style(TRANSPARENT)
            .label_font(font(13))
            .draw()?;
    }
    Ok(())
}

/// The first day of a period and its anniversaries, eight or fewer of them, each with its month and year.
fn anniversaries(period: Period) -> Vec<(i64, String)> {
    let years = period.days() / 365;
    let every = years / 8 + 1;
    let days = (0..=years / every).map(|count| Length::months(12).times(count * every).after(period.start));
    let named = |date: Date| format!("{} {}", &month_name(date.month())[..3], date.year());
    days.filter(|date| *date <= period.end).map(|date| (day(period, date), named(date))).collect()
}

/// Columns of parts on top of one another; what is below zero hangs from it.
fn stacked(canvas: &Canvas<'_>, columns: &[String], parts: &[(String, Vec<i64>)], unit: &Unit) -> Done {
    let sums = |sign: i64| {
        (0..columns.len()).map(move |index| {
            let values = parts.iter().filter_map(|(_, values)| values.get(index).copied());
            values.filter(|value| value.signum() == sign).sum::<i64>()
        })
    };
    let (low, high) = span(sums(1).chain(sums(-1)).collect::<Vec<_>>().into_iter(), true);
    let several = parts.len() > 1;
    let legend = if several { 10 + 20 * i32::try_from(parts.len())? } else { 0 };
    let (upper, lower) = canvas.split_vertically(i32::try_from(canvas.dim_in_pixel().1)? - legend.min(150));
    let last = i32::try_from(columns.len())?;
    let mut chart = ChartBuilder::on(&upper)
        .margin(12)
        .x_label_area_size(30)
        .y_label_area_size(96)
        .build_cartesian_2d(0..last * PLACE, low..high)?;
    let label = |value: &i64| unit.written(*value);
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(FAINT)
        .axis_style(INK)
        .label_style(font(13))
        // One, and without a name: of none at all plotters makes a scale that overflows.
        .x_labels(1)
        .x_label_formatter(&|_| String::new())
        .y_labels(6)
        .y_label_formatter(&label)
        .draw()?;
    let mut tops = vec![(0_i64, 0_i64); columns.len()];
    for (part, (_, values)) in parts.iter().enumerate() {
        let fill = colour(part).filled();
        let mut boxes = Vec::new();
        for ((index, value), (up, down)) in values.iter().enumerate().zip(&mut tops) {
            let edge = if *value >= 0 { up } else { down };
            let (from, to) = (*edge, *edge + value);
            *edge = to;
            let at = i32::try_from(index)?;
            boxes.push(Rectangle::new([(at * PLACE + EDGE, from), ((at + 1) * PLACE - EDGE, to)], fill));
        }
        chart.draw_series(boxes)?;
    }
    for (index, name) in columns.iter().enumerate() {
        let at = i32::try_from(index)? * PLACE + PLACE / 2;
        chart.draw_series([
            EmptyElement::at((at, low)) + Text::new(name.clone(), (0, 8), font(13).pos(Pos::new(HPos::Center, VPos::Top)))
        ])?;
    }
    if several {
        for (index, (title, _)) in parts.iter().enumerate() {
            let at = 14 + 20 * i32::try_from(index)?;
            lower.draw(&Rectangle::new([(100, at - 6), (114, at + 6)], colour(index).filled()))?;
            lower.draw(&Text::new(short(title, 80), (122, at - 7), font(14)))?;
        }
    }
    Ok(())
}

/// A title that fits, with a sign where it is cut.
fn short(title: &str, most: usize) -> String {
    if title.chars().count() <= most {
        title.to_owned()
    } else {
        format!("{}…", title.chars().take(most - 1).collect::<String>())
    }
}

/// Bars below each other, each with its number.
fn bars(canvas: &Canvas<'_>, rows: &[(String, i64)], unit: &Unit) -> Done {
    let (low, high) = span(rows.iter().map(|(_, value)| *value).collect::<Vec<_>>().into_iter(), true);
    let mut chart = frame(canvas, rows.iter().map(|(name, _)| name.as_str()), (low, high + (high - low) / 6), unit)?;
    for (index, (_, value)) in rows.iter().enumerate() {
        let at = i32::try_from(rows.len() - 1 - index)? * PLACE;
        chart.draw_series([Rectangle::new([(0, at + EDGE), (*value, at + PLACE - EDGE)], colour(0).filled())])?;
        let text = Text::new(unit.written(*value), (6, 0), font(13).pos(Pos::new(HPos::Left, VPos::Center)));
        chart.draw_series([EmptyElement::at(((*value).max(0), at + PLACE / 2)) + text])?;
    }
    Ok(())
}

/// A line from the least to the most, with a mark where everyone is spread evenly.
fn intervals(canvas: &Canvas<'_>, rows: &[(String, [i64; 3])], unit: &Unit) -> Done {
    let (low, high) = span(rows.iter().flat_map(|(_, ends)| *ends).collect::<Vec<_>>().into_iter(), false);
    let mut chart = frame(canvas, rows.iter().map(|(name, _)| name.as_str()), (low, high), unit)?;
    for (index, (_, [least, even, most])) in rows.iter().enumerate() {
        let at = i32::try_from(rows.len() - 1 - index)? * PLACE + PLACE / 2;
        chart.draw_series([PathElement::new(vec![(*least, at), (*most, at)], colour(0).stroke_width(6))])?;
        chart.draw_series([Circle::new((*even, at), 7, colour(1).filled())])?;
    }
    Ok(())
}

/// The axes of what lies below each other.
type Rows<'a> = ChartContext<'a, SVGBackend<'a>, Cartesian2d<RangedCoordi64, RangedCoordi32>>;

fn frame<'a, 'n>(
    canvas: &Canvas<'a>,
    names: impl Iterator<Item = &'n str>,
    (low, high): (i64, i64),
    unit: &Unit,
) -> Result<Rows<'a>, Box<dyn Error>> {
    let names: Vec<String> = names.map(|name| short(name, 24)).collect();
    let last = i32::try_from(names.len())?;
    let widest = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let mut chart = ChartBuilder::on(canvas)
        .margin(12)
        .margin_right(40)
        .x_label_area_size(30)
        .y_label_area_size(24 + 8 * u32::try_from(widest)?)
        .build_cartesian_2d(low..high, 0..last * PLACE)?;
    let label = |value: &i64| unit.written(*value);
    chart
        .configure_mesh()
        .disable_y_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(FAINT)
        .axis_style(INK)
        .label_style(font(13))
        .x_labels(6)
        .x_label_formatter(&label)
        // One, and without a name: of none at all plotters makes a scale that overflows.
        .y_labels(1)
        .y_label_formatter(&|_| String::new())
        .draw()?;
    for (index, name) in names.into_iter().rev().enumerate() {
        let at = i32::try_from(index)? * PLACE + PLACE / 2;
        chart.draw_series([
            EmptyElement::at((low, at)) + Text::new(name, (-8, 0), font(13).pos(Pos::new(HPos::Right, VPos::Center)))
        ])?;
    }
    Ok(chart)
}
