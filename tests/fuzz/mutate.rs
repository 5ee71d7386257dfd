//! Changes inputs as people and bad luck do: lines, cells, values, numbers, dates, quotes and bytes. The same seed gives the same changes.

/// Pseudo-random numbers (`SplitMix64`).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Less than `bound`; 0 if that is 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % (bound.max(1) as u64)).expect("less than a usize")
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.below(list.len()))
    }
}

/// Only an input that has grown is longer.
pub(crate) const LONGEST: usize = 64 * 1024;
/// No input is longer.
const LARGEST: usize = 512 * 1024;

const NUMBERS: [&str; 26] = [
    "0",
    "-1",
    "1",
    "2",
    "00",
    "0.0",
    "-0",
    "0.005",
    "0.5",
    "1.5",
    "99",
    "100",
    "255",
    "256",
    "1000",
    "65535",
    "65536",
    "999999999",
    "4294967296",
    "9223372036854775807",
    "18446744073709551616",
    "79228162514264337593543950335",
    "79228162514264337593543950336",
    "0.0000000000000000000000000001",
    "1e9",
    "1234567.891",
];

const DATES: [&str; 14] = [
    "0001-01-01",
    "-0001-01-01",
    "9999-12-31",
    "9999-12-01",
    "2020-02-29",
    "2021-02-29",
    "2020-04-01",
    "2021-03-31",
    "2021-04-02",
    "1582-10-10",
    "1970-01-01",
    "2020-13-01",
    "2019-04-01",
    "2022-10-15",
];

/// Changes one of these inputs, or puts two of them together.
pub(crate) fn changed(random: &mut Random, inputs: &[Vec<u8>], words: &[Vec<u8>]) -> Vec<u8> {
    let mut input = random.pick(inputs).cloned().unwrap_or_default();
    let mut times = 1;
    while times < 12 && random.below(3) > 0 {
        times += 1;
    }
    for _ in 0..times {
        change(random, &mut input, inputs, words);
    }
    input.truncate(LONGEST);
    if random.below(300) == 0 {
        grown(random, &mut input);
    }
    input
}

/// Many more of some lines, their numbers going on from one to the next: staff, points, settlements, months.
fn grown(random: &mut Random, input: &mut Vec<u8>) {
    let all = all_lines(input);
    let Some(first) = random.pick(&all).copied() else { return };
    let last = all.iter().filter(|line| line.0 >= first.0).take(1 + random.below(8)).last().copied().unwrap_or(first);
    let lines = input[first.0..last.1].to_vec();
    let numbers = runs(&lines, |byte| byte.is_ascii_digit());
    let copies = 1_u64 << random.below(14);
    let mut more = Vec::new();
    for copy in 1..=copies {
        let mut at = 0;
        for (start, end) in &numbers {
            more.extend_from_slice(&lines[at..*start]);
            let there = std::str::from_utf8(&lines[*start..*end]).expect("digits");
            match there.parse::<u64>() {
                Ok(number) => {
                    let next = format!("{:0width$}", number.wrapping_add(copy), width = end - start);
                    more.extend_from_slice(next.as_bytes());
                }
                Err(_) => more.extend_from_slice(there.as_bytes()),
            }
            at = *end;
        }
        more.extend_from_slice(&lines[at..]);
        if input.len() + more.len() + lines.len() > LARGEST {
            break;
        }
    }
    replace(input, (last.1, last.1), &more);
}

fn change(random: &mut Random, input: &mut Vec<u8>, inputs: &[Vec<u8>], words: &[Vec<u8>]) {
    match random.below(20) {
        0 => bytes(random, input),
        1 | 2 => number(random, input),
        3 => date(random, input),
        4 | 5 => lines(random, input),
        6 => values(random, input),
        7 | 8 => other_value(random, input, inputs),
        9 | 10 => cells(random, input),
        11 => spliced(random, input, inputs),
        12 | 13 => parts(random, input, inputs),
        14 | 15 => dictionary(random, input, words),
        16 => punctuation(random, input),
        17 => words_around(random, input),
        18 => repeated(random, input),
        _ => span_removed(random, input),
    }
}

/// A random span, most often short.
fn span(random: &mut Random, length: usize) -> (usize, usize) {
    let start = random.below(length + 1);
    let most = if random.below(4) == 0 { 400 } else { 12 };
    (start, (start + random.below(most)).min(length))
}

fn bytes(random: &mut Random, input: &mut Vec<u8>) {
    let at = random.below(input.len() + 1);
    let byte = u8::try_from(random.below(256)).expect("a byte");
    match (random.below(4), input.get_mut(at)) {
        (0, Some(there)) => *there ^= 1 << (byte % 8),
        (1, Some(there)) => *there = byte,
        (2, Some(_)) => drop(input.remove(at)),
        _ => input.insert(at, byte),
    }
}

/// The spans of bytes of one kind.
fn runs(input: &[u8], of: impl Fn(u8) -> bool) -> Vec<(usize, usize)> {
    let (mut found, mut start) = (Vec::new(), None);
    for (at, byte) in input.iter().enumerate() {
        match (of(*byte), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    found.extend(start.map(|from| (from, input.len())));
    found
}

fn replace(input: &mut Vec<u8>, (start, end): (usize, usize), by: &[u8]) {
    input.splice(start..end, by.iter().copied());
}

fn number(random: &mut Random, input: &mut Vec<u8>) {
    let all = runs(input, |byte| byte.is_ascii_digit() || byte == b'.');
    let Some(place) = random.pick(&all).copied() else { return };
    let there = String::from_utf8_lossy(&input[place.0..place.1]).into_owned();
    let by = match (random.below(5), there.parse::<i64>()) {
        (0, Ok(number)) => number.wrapping_add(1).to_string(),
        (1, Ok(number)) => number.wrapping_sub(1).to_string(),
        (2, Ok(number)) => number.wrapping_mul(i64::try_from(random.below(2000)).expect("small")).to_string(),
        (3, _) => format!("{there}{}", random.below(10)),
        _ => (*random.pick(&NUMBERS).expect("some")).to_owned(),
    };
    replace(input, place, by.as_bytes());
}

fn date(random: &mut Random, input: &mut Vec<u8>) {
    let all: Vec<_> =
        runs(input, |byte| byte.is_ascii_digit() || byte == b'-').into_iter().filter(|(start, end)| end - start >= 7).collect();
    let Some(place) = random.pick(&all).copied() else { return };
    let by = if random.below(3) == 0 {
        let other = random.pick(&all).copied().expect("there is one");
        input[other.0..other.1].to_vec()
    } else {
        let length = if place.1 - place.0 == 7 { 7 } else { 10 };
        let by = random.pick(&DATES).expect("some").as_bytes();
        by[..length.min(by.len())].to_vec()
    };
    replace(input, place, &by);
}

/// The spans of lines with their ends.
fn all_lines(input: &[u8]) -> Vec<(usize, usize)> {
    let mut at = 0;
    let spans = input.split_inclusive(|byte| *byte == b'\n').map(|line| {
        at += line.len();
        (at - line.len(), at)
    });
    spans.collect()
}

fn lines(random: &mut Random, input: &mut Vec<u8>) {
    let all = all_lines(input);
    let (Some(one), Some(other)) = (random.pick(&all).copied(), random.pick(&all).copied()) else { return };
    let line = input[one.0..one.1].to_vec();
    match random.below(4) {
        0 => replace(input, one, b""),
        1 => replace(input, (other.0, other.0), &line),
        2 => replace(input, other, &line),
        _ => {
            let theirs = input[other.0..other.1].to_vec();
            let ((first, second), (front, back)) =
                if one.0 < other.0 { ((one, other), (theirs, line)) } else { ((other, one), (line, theirs)) };
            if first.1 <= second.0 {
                replace(input, second, &back);
                replace(input, first, &front);
            }
        }
    }
}

/// The spans of what stands after `=` in each line, and before it.
fn assignments(input: &[u8]) -> Vec<((usize, usize), (usize, usize))> {
    let lines = all_lines(input).into_iter();
    let found = lines.filter_map(|(start, end)| {
        let line = &input[start..end];
        let at = line.iter().position(|byte| *byte == b'=')?;
        let end = end - usize::from(line.ends_with(b"\n"));
        (at > 0 && line[0] != b'=').then_some(((start, start + at), (start + at + 1, end)))
    });
    found.collect()
}

/// One key's value for another's, or one key for another.
fn values(random: &mut Random, input: &mut Vec<u8>) {
    let all = assignments(input);
    let (Some(one), Some(other)) = (random.pick(&all).copied(), random.pick(&all).copied()) else { return };
    let (from, to) = if random.below(3) == 0 { (one.0, other.0) } else { (one.1, other.1) };
    let value = input[from.0..from.1].to_vec();
    replace(input, to, &value);
}

/// A line of another input.
fn other_value(random: &mut Random, input: &mut Vec<u8>, inputs: &[Vec<u8>]) {
    let Some(other) = random.pick(inputs) else { return };
    let (theirs, ours) = (all_lines(other), all_lines(input));
    let Some(first) = random.pick(&theirs).copied() else { return };
    // A line, or a table with what is under it.
    let mut end = first.1;
    if random.below(3) == 0 {
        let rest = theirs.iter().skip_while(|line| line.0 < first.1).take(1 + random.below(12));
        end = rest.take_while(|line| !other[line.0..].starts_with(b"[")).last().map_or(end, |line| line.1);
    }
    let at = random.pick(&ours).map_or(0, |line| line.0);
    replace(input, (at, at), &other[first.0..end]);
}

fn cells(random: &mut Random, input: &mut Vec<u8>) {
    let all = runs(input, |byte| !matches!(byte, b',' | b';' | b'\t' | b'\n' | b'&' | b'<' | b'>'));
    let (Some(one), Some(other)) = (random.pick(&all).copied(), random.pick(&all).copied()) else { return };
    match random.below(4) {
        0 => replace(input, one, b""),
        1 => {
            let cell = input[one.0..one.1].to_vec();
            replace(input, other, &cell);
        }
        2 => replace(input, (one.1, one.1), b"\""),
        _ => {
            let cell = [b"\"", &input[one.0..one.1], b"\""].concat();
            replace(input, one, &cell);
        }
    }
}

fn spliced(random: &mut Random, input: &mut Vec<u8>, inputs: &[Vec<u8>]) {
    let Some(other) = random.pick(inputs) else { return };
    let (ours, theirs) = (all_lines(input), all_lines(other));
    let at = random.pick(&ours).map_or(0, |line| line.0);
    let from = random.pick(&theirs).map_or(0, |line| line.0);
    input.truncate(at);
    input.extend_from_slice(&other[from..]);
}

/// In a bundle, a part of another bundle.
fn parts(random: &mut Random, input: &mut Vec<u8>, inputs: &[Vec<u8>]) {
    let Some(other) = random.pick(inputs) else { return };
    let all = |bytes: &[u8]| {
        let mut starts: Vec<usize> =
            all_lines(bytes).into_iter().map(|line| line.0).filter(|at| bytes[*at..].starts_with(b"=== ")).collect();
        starts.push(bytes.len());
        starts.windows(2).map(|two| (two[0], two[1])).collect::<Vec<_>>()
    };
    let (ours, theirs) = (all(input), all(other));
    let (Some(to), Some(from)) = (random.pick(&ours).copied(), random.pick(&theirs).copied()) else { return };
    let part = &other[from.0..from.1];
    match random.below(3) {
        0 => input.extend_from_slice(part),
        1 => replace(input, (to.0, to.0), part),
        // The other's contents under the name that stands here.
        _ => {
            let end_of_name = |bytes: &[u8]| bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| at + 1);
            let start = to.0 + end_of_name(&input[to.0..to.1]);
            replace(input, (start, to.1), &part[end_of_name(part)..]);
        }
    }
}

fn dictionary(random: &mut Random, input: &mut Vec<u8>, words: &[Vec<u8>]) {
    let Some(word) = random.pick(words) else { return };
    let all = runs(input, |byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    match random.pick(&all).copied() {
        Some(place) if random.below(3) > 0 => replace(input, place, word),
        _ => {
            let at = random.below(input.len() + 1);
            replace(input, (at, at), word);
        }
    }
}

const PUNCTUATION: [&str; 32] = [
    "\"", "'", "\"\"", "\"\"\"", ",", ";", "\t", "\n", "\r\n", "\r", "#", "[", "]", "[[", "]]", "{", "}", "=", ".", "..", "-",
    "+", "%", "£", "€", "\u{a0}", "\u{feff}", "\0", "é", "@", "\\", "<",
];

fn punctuation(random: &mut Random, input: &mut Vec<u8>) {
    let by = random.pick(&PUNCTUATION).expect("some").as_bytes();
    let at = random.below(input.len() + 1);
    let end = (at + random.below(2)).min(input.len());
    replace(input, (at, end), by);
}

/// A word of the input in the place of another.
fn words_around(random: &mut Random, input: &mut Vec<u8>) {
    let all = runs(input, |byte| byte.is_ascii_alphanumeric() || byte >= 0x80 || b"-_. ".contains(&byte));
    let (Some(one), Some(other)) = (random.pick(&all).copied(), random.pick(&all).copied()) else { return };
    let word = input[one.0..one.1].to_vec();
    replace(input, other, &word);
}

fn repeated(random: &mut Random, input: &mut Vec<u8>) {
    let (start, end) = span(random, input.len());
    let times = if random.below(20) == 0 { 400 } else { 1 + random.below(5) };
    let piece = input[start..end].repeat(times);
    if input.len() + piece.len() <= LONGEST {
        replace(input, (end, end), &piece);
    }
}

fn span_removed(random: &mut Random, input: &mut Vec<u8>) {
    let place = span(random, input.len());
    if random.below(10) == 0 { input.truncate(place.0) } else { replace(input, place, b"") }
}

/// A shorter input that still does `what`, found by leaving out lines and then bytes, within so many tries.
pub(crate) fn shorter(mut input: Vec<u8>, mut tries: usize, what: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let mut step = input.len().div_ceil(2);
    while step > 0 && tries > 0 {
        let (mut at, before) = (0, input.len());
        while at < input.len() && tries > 0 {
            tries -= 1;
            let mut less = input.clone();
            less.drain(at..(at + step).min(input.len()));
            if what(&less) {
                input = less;
            } else {
                at += step;
            }
        }
        if step > 1 || input.len() == before {
            step /= 2;
        }
    }
    input
}
