//! No figure is ever a default that nobody sees: where a value can be missing, the code says what that means.
//!
//! On a path that carries money, a date, a count or hours, what cannot happen is an `expect` that says why, and what can is an error. A
//! default that means something ("not paid then: nothing") is in the list below, with what it means. A text that is empty where there is
//! nothing to say is written as `String::new` or `""`, which is no figure.

use std::path::Path;

use crate::{architecture, root};

/// A default that is not to be taken in silence.
fn is_silent(line: &str) -> bool {
    let figures = ["0", "1", "i64::MAX", "u32::MAX", "u16::MAX", "usize::MAX"];
    let constants = ["ZERO", "MAX", "MIN", "FULL_TIME"];
    let is_figure = |argument: &str| {
        let end =
            argument.find(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '_' | ':')).unwrap_or(argument.len());
        let (word, rest) = argument.split_at(end);
        // A range of no text is no figure.
        let is_whole = !rest.starts_with('.');
        is_whole && (figures.contains(&word) || word.rsplit("::").next().is_some_and(|last| constants.contains(&last)))
    };
    let after = |call: &str| line.split(call).skip(1).any(is_figure);
    let lists = ["saturating_", "wrapping_"];
    // How much longer one list is than another, or what is left of a line of a table, is no figure of a result.
    let saturates = lists.iter().any(|word| line.contains(word)) && !line.contains(".len().saturating_sub(");
    line.contains("unwrap_or_default")
        || after("unwrap_or(")
        || after("map_or(")
        || line.contains("unwrap_or_else(Exact::zero)")
        || line.contains("map_or_else(Exact::zero")
        || line.contains("filter_map(Result::ok)")
        || line.contains("map_while(Result::ok)")
        // A string takes any text that is written into it.
        || (line.contains("let _ =") && !line.contains("let _ = write"))
        || saturates
}

/// What stands all the same: the file or folder, what the line has in it, and what it means.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("calendar.rs", "unwrap_or(Date::M", "beyond the calendar is its first or last day, as each function says"),
    ("calendar.rs", "saturating_", "longer than the calendar is as long as it gets"),
    ("money.rs", "decimals.map_or(0, count)", "no decimals are none of them"),
    ("diagnostic.rs", "map_or(0,", "the first line and column of a text"),
    ("diagnostic/render.rs", "", "places in a line of text"),
    ("net_pay.rs", "pension.unwrap_or(Money::ZERO)", "who is in no scheme pays nothing into one"),
    ("locate.rs", "fte.unwrap_or(Fte::FULL_TIME)", "hours that are not given are full time first, then the usual shares"),
    ("locate.rs", "unwrap_or(Money::ZERO)", "unless a difference is allowed, an hour's or a week's pay is exact"),
    ("report/locate.rs", "fte.unwrap_or(Fte::FULL_TIME)", "as `locate` has it"),
    ("entitlement/sources.rs", "map_or(Date::MAX, |(next, _)| *next)", "the last settlement has no end"),
    ("entitlement/sources.rs", "points.unwrap_or_default()", "a range off its spine has no point that anybody stands on"),
    ("settlement/gap.rs", "self.next.unwrap_or(Date::MAX)", "where nothing is known any more, that has no end"),
    ("workforce/roster.rs", "column.map_or(0, |column| cell", "a roster without the column has one value of it for everybody"),
    (
        "workforce/roster.rs",
        "word(grade.get(index / areas)).unwrap_or_default()",
        "a system without ranges asks nobody for the grade",
    ),
    ("report/picture/draw.rs", "chars().count()).max().unwrap_or(0)", "a picture without names leaves no room for them"),
    ("report/progress/headline.rs", "view.cases.get(1..).unwrap_or_default()", "without proposals there are none of them"),
    ("entitlement/month.rs", "found.cloned().unwrap_or_else(Exact::zero)", "a stage without the component pays nothing of it"),
    ("entitlement/full_time.rs", "found.map_or_else(Exact::zero", "a stage without the payment pays nothing of it"),
    ("entitlement/mark_time.rs", "map_or_else(Exact::zero", "a payment that has ended is worth nothing"),
    ("entitlement/absence/resolve.rs", "or(row.until).unwrap_or(Date::MAX)", "the last row has no end"),
    ("entitlement/absence/sick.rs", "saturating_sub(us", "what is used up leaves nothing"),
    ("audit/ledger.rs", "map_or(Money::ZERO, |(_, amount)| *amount)", "without a line of it nothing was paid of an element"),
    ("audit/slips.rs", "map_or(Money::ZERO, |(_, amount)| *amount)", "without a line of it nothing was paid of an element"),
    (
        "audit/hypotheses.rs",
        "before.saturating_sub(most_of",
        "all changes before the first difference are looked at where they are few",
    ),
    ("audit/terms.rs", "unwrap_or(Date::MIN)", "where nothing was known earlier, all that is known now holds from the start"),
    ("costing/partition.rs", "saturating_mul", "as large as no table"),
    ("costing/price.rs", "saturating_mul", "as large as no table"),
    (
        "costing/reconcile.rs",
        "all.sums.remove(&key).unwrap_or_default()",
        "what is in nobody's timeline comes to nothing there, and is held against the paybill",
    ),
    ("costing/rises.rs", "saturating_", "a bucket's ends are within what is counted"),
    ("threads.rs", "map_or(1,", "one thread where the machine does not say how many it has"),
    ("threads.rs", "try_recv().unwrap_or_default()", "new room, where none was given back"),
    ("threads.rs", "let _ = give_back.try_send", "room that nobody wants back is dropped"),
    ("costing/month_runs.rs", "map_or(0, &end)", "the first begins where everything begins"),
    ("costing/work.rs", "map_or(0, |year| year.months.end)", "no years, no months"),
    ("statutory/pay.rs", "map_or(Date::MAX, |row| row.from)", "a table without rows has a rate on no day"),
    ("report/words/mistakes.rs", "saturating_sub", "a mistake that leaves as many months as there were explains none"),
    ("settlement/tables.rs", "saturating_sub", "a guess of the place, which is looked at"),
    ("settlement/apply/ranges.rs", "places.saturating_sub(1)", "the place before the first is the first"),
    ("settlement/apply/ranges.rs", "unwrap_or(usize::MAX)", "more steps than there are points"),
    ("settlement/apply/ranges.rs", "saturating_mul", "more steps than there are points"),
    ("recovery/schedule.rs", "map_or(1, |place| place + 1)", "one instalment is shown where nothing is taken"),
    ("report/proposal_gap.rs", "first.unwrap_or(0) - second.unwrap_or(0)", "who has no such measure spends nothing on it"),
    ("report/progress.rs", "unwrap_or(Money::ZERO)", "a payment that is not due on the day"),
    ("answer/due.rs", "(MOST_SHOWN + 1).saturating_sub", "lines beyond those that are shown, and one more, are not kept"),
    ("report/audit/not_counted.rs", "map_or(0, |(others, _)|", "everybody without a payslip is listed"),
    ("report/statement.rs", "unwrap_or(0)", "from their first day, if that is later than what is asked about"),
    ("report/cost/figures.rs", "unwrap_or_else(Exact::zero)", "where nobody is, nobody gains"),
    ("report/cost/suppress.rs", "map_or(0,", "no groups have no keys"),
    ("report/chart.rs", "", "widths and heights of a picture"),
    ("report/terminal.rs", "", "widths of a table"),
    ("report/workbook/", "", "widths of cells"),
    ("cli.rs", "let _ =", "nobody is left who could be told that standard error is gone"),
    ("cli/serve.rs", "let _ = opener::open", "the address is printed, too"),
    ("answer/cost.rs", "unwrap_or(Percent::ZERO)", "nobody leaves, and no post is vacant, unless the command line says so"),
    ("scale_file/lower/moves.rs", "Decimal::ZERO", "a promotion adds nothing, and has no least gain, unless the file says so"),
    ("report/what_if.rs", "unwrap_or(Money::ZERO)", "a payment that is not due pays nothing"),
    ("scale_file/lower/measures.rs", "Decimal::ZERO", "an uplift without a percentage or a sum has none"),
    ("scale_file/document/syntax.rs", "map_or(0,", "the beginning of a text"),
    ("web/claim.rs", "files.get(name).unwrap_or_default()", "a file that is not there is no proposal"),
    (
        "web/overpayment.rs",
        "unwrap_or_default()",
        "a part of the page that was not asked for; a file that is not there is of no kind",
    ),
    ("web/cost.rs", "unwrap_or(1)", "one year unless given, as the field says"),
    ("web/member.rs", "unwrap_or_default()", "no upload, no files"),
    ("web/systems.rs", "unwrap_or_default()", "a part of the page that was not asked for"),
    ("web/upload.rs", "saturating_add", "larger than is read"),
    (
        "roster_file/fast/groups.rs",
        ".get(index)).unwrap_or_default()",
        "a file without the column has nothing in it, which is no row of its own",
    ),
    (
        "roster_file/fast/groups.rs",
        "map_or(0, |(index, known)|",
        "the number of the empty text, which a file without the column has in every row",
    ),
    ("roster_file/cells.rs", "map_or(0, |(column, _)|", "the number of the empty text, where no file has the column"),
    ("roster_file/fast/counts.rs", ".copied().unwrap_or(0)", "a place that nothing is in yet; no more staff than rows"),
    ("roster_file/fast/counts.rs", "wrapping_", "a way of mixing bits, and the place before the first, which is none"),
    ("roster_file/fast/short_texts.rs", "wrapping_", "a way of mixing bits, and the length of an empty text"),
    ("roster_file/fast/split.rs", "wrapping_", "the lowest bit of a mask taken away"),
    ("roster_file/fast/split.rs", "unwrap_or(1)", "a block without a row begins and ends at once"),
    ("roster_file/fast/split.rs", "..).unwrap_or_default()", "a batch without rows has no bounds"),
    (
        "roster_file/fast/combinations.rs",
        "checked_shl(after).unwrap_or(0)",
        "a number that a key has no room for weighs nothing in it, and is never put there",
    ),
    ("roster_file/fast/lookups.rs", "saturating_mul", "more than are looked up together"),
    ("roster_file/cell_text.rs", "default.unwrap_or_default()", "a cell with nothing in it, where nothing else holds by default"),
    ("roster_file/workbook.rs", "name.unwrap_or_default()", "a sheet without a name has an empty one"),
    ("roster_file/workbook/archive.rs", "saturating_sub(usize", "the directory may begin with the file"),
    ("roster_file/workbook/archive.rs", "max().unwrap_or(0)", "no texts have no length"),
    ("roster_file/workbook/xml.rs", "depth.saturating_sub(1)", "a part that is read from its middle ends tags that began before"),
    ("roster_file/workbook/cells.rs", "saturating_add(1)", "beyond the last row and column there are as many, which is refused"),
    ("roster_file/workbook/strings.rs", "map_or(0, |before|", "the first text begins where all begin"),
    ("roster_file/sheet.rs", "saturating_add(1).to_string()", "the address of a cell, for messages"),
    ("roster_file/sheet.rs", "said.as_deref().ok()).unwrap_or_default()", "a row that begins with no text is no note"),
    ("roster_file/sheet.rs", "map_or(0, |(column, _)|", "a row without cells ends in its first column"),
    ("roster_file/sheet.rs", "row.number.saturating_sub(self.next)", "a row that follows at once skips none"),
    ("roster_file/sheet.rs", "map_or(0, Layout::width)", "without a header there are no columns"),
    ("roster_file/sheet.rs", "saturating_sub(self.left_out.max(from))", "rows that were left out before are counted once"),
    ("payslip_file.rs", "unwrap_or_default()", "a cell that a row does not have is empty, and what has to be in it is missed"),
    ("payslip_file.rs", "map_or(0, |at| at + 1)", "the first line begins where the block does"),
    ("delimited.rs", "unwrap_or_default()", "a text without a header, or without a line, has an empty one"),
    ("delimited.rs", "wrapping_add", "fewer than 256 lines are counted at a time"),
    ("published_file.rs", "map_or(0, |(index, _)|", "a row of empty cells has none"),
    ("answer/roster/read.rs", "input.rows.unwrap_or(0) +", "no rows of a file were counted before the first"),
    ("answer/roster/preview.rs", "unwrap_or_default()", "a file without rows shows none"),
    ("answer/roster.rs", "bad_rows.saturating_sub", "problems that are all kept leave none unsaid"),
    ("settlement/budget.rs", "saturating_", "more than a pay system may hold"),
    ("settlement/budget.rs", "map_or(0,", "what is not stated holds no values"),
    ("settlement/budget.rs", "max().unwrap_or(0)", "no areas, no points of areas"),
    ("diagnostic.rs", "saturating_mul", "more work than is done"),
    ("money/exact.rs", "unwrap_or(usize::MAX)", "more digits than are held"),
    ("settlement/apply.rs", "budget.spend", "more than a pay system may hold"),
    ("web/server.rs", "let _ =", "nobody is left to tell that a connection broke"),
];

/// The lines of code of a file, with their numbers.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line)).filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Every source, by its path within `src`.
fn sources() -> Vec<(String, String)> {
    let src = root().join("src");
    let name = |path: &Path| path.strip_prefix(&src).expect("in src").to_str().expect("UTF-8").replace('\\', "/");
    architecture::sources().into_iter().map(|(_, path, text)| (name(&path), text)).collect()
}

#[test]
fn no_figure_is_a_default_that_the_list_does_not_explain() {
    let mut used = vec![false; EXCEPTIONS.len()];
    let mut silent = Vec::new();
    for (path, text) in sources() {
        for (number, line) in code(&text).filter(|(_, line)| is_silent(line)) {
            let is_known = |(file, part, _): &&(&str, &str, &str)| path.starts_with(file) && line.contains(part);
            match EXCEPTIONS.iter().position(|exception| is_known(&exception)) {
                Some(place) => used[place] = true,
                None => silent.push(format!("src/{path}:{number}: {}", line.trim())),
            }
        }
    }
    let why = "an `expect` that says why it cannot be missing, an error, or a line in EXCEPTIONS that says what it means";
    assert!(silent.is_empty(), "{why}:\n{}", silent.join("\n"));
    let stale: Vec<_> = EXCEPTIONS.iter().zip(used).filter(|(_, used)| !used).map(|(exception, _)| exception).collect();
    assert!(stale.is_empty(), "no longer there: {stale:?}");
}

#[test]
fn few_defaults_are_left() {
    let count = |(_, text): &(String, String)| -> usize {
        code(text).map(|(_, line)| line.matches("unwrap_or_default()").count() + line.matches("unwrap_or(0)").count()).sum()
    };
    let count: usize = sources().iter().map(count).sum();
    assert!(count < 50, "{count} fallbacks to a default");
}

#[test]
fn what_is_silent_is_told_from_what_is_said() {
    let silent =
        ["amount.unwrap_or_default();", "x.unwrap_or(Money::ZERO)", "x.map_or(0, f)", "let _ = send(x);", "a.saturating_sub(b)"];
    for line in silent {
        assert!(is_silent(line), "{line}");
    }
    for line in ["name.map_or_else(String::new, f)", "x.unwrap_or(\"\")", "span.map_or(0..0, f)", "x.expect(\"why\")"] {
        assert!(!is_silent(line), "{line}");
    }
}
