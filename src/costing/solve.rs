//! A question on top of the pipeline: the largest value of a number whose cost stays within a budget.

/// What a trial of a value gave.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trial {
    /// A cost, in units.
    Costs(i128),
    /// The value cannot be used, and why.
    Refused(String),
}

/// A value, in steps, and what it gave.
pub type Tried = (i64, Trial);

/// The answer, with its proof.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Solved {
    /// The largest value within the budget; `None` when even the smallest costs more. Where all are within it, the smallest of those that
    /// cost the most.
    pub best: Option<(i64, i128)>,
    /// The next value, which is too much or cannot be used; `None` when all values up to the most that is tried are within the budget.
    pub next: Option<Tried>,
    /// How many values were tried.
    pub trials: usize,
}

/// No larger value is tried, in steps.
const MOST: i64 = 10_000_000_000;

/// The largest whole number of steps, from a least one up, whose cost is within a budget, where the cost does not fall as steps are
/// added. The first guess is where the search begins. Where the least cannot be used, the smallest that can be is looked for between the
/// two: an amount above nothing, a bound that is not below another.
///
/// Both the value and the next are priced, so whatever the cost does elsewhere, the answer says of itself that it is within the budget
/// and that one step more is not.
///
/// ```
/// use payspine::costing::{Trial, largest};
/// // £3.10 each step.
/// let solved = largest(10_000, 0, 5, |steps| Ok::<_, ()>(Trial::Costs(i128::from(steps) * 310))).unwrap();
/// assert_eq!(solved.best, Some((32, 9_920)));
/// assert_eq!(solved.next, Some((33, Trial::Costs(10_230))));
/// ```
///
/// # Errors
///
/// What a trial fails with.
pub fn largest<E>(
    budget: i128,
    least: i64,
    first_guess: i64,
    mut trial: impl FnMut(i64) -> Result<Trial, E>,
) -> Result<Solved, E> {
    let mut trials = 0;
    let mut at = |steps: i64| {
        trials += 1;
        trial(steps)
    };
    let mut smallest = (least, at(least)?);
    if let (_, Trial::Refused(_)) = smallest {
        let mut used = (first_guess, at(first_guess)?);
        while used.0 - smallest.0 > 1 && !matches!(used.1, Trial::Refused(_)) {
            let middle = smallest.0 + (used.0 - smallest.0) / 2;
            match at(middle)? {
                Trial::Refused(why) => smallest = (middle, Trial::Refused(why)),
                costs @ Trial::Costs(_) => used = (middle, costs),
            }
        }
        smallest = used;
    }
    let mut low = match smallest {
        (steps, Trial::Costs(cost)) if cost <= budget => (steps, cost),
        beyond => return Ok(Solved { best: None, next: Some(beyond), trials }),
    };
    let smallest = low;
    // Up until the budget is spent.
    let mut reach = first_guess.max(low.0 + 1);
    let mut high = loop {
        match at(reach)? {
            Trial::Costs(cost) if cost <= budget => {
                low = (reach, cost);
                if reach >= MOST {
                    break (reach, Trial::Costs(cost));
                }
                reach = (reach * 4).min(MOST);
            }
            beyond => break (reach, beyond),
        }
    };
    if high.0 == low.0 {
        // All are within the budget: from which on do they cost the same?
        let (mut less, mut as_much) = (smallest.0, if smallest.1 == low.1 { smallest.0 } else { low.0 });
        while as_much - less > 1 {
            let middle = less + (as_much - less) / 2;
            if at(middle)? == Trial::Costs(low.1) { as_much = middle } else { less = middle }
        }
        return Ok(Solved { best: Some((as_much, low.1)), next: None, trials });
    }
    // Between the two: along the line through them, and in the middle when that does not halve what is left.
    let mut halve = false;
    while high.0 - low.0 > 1 {
        let left = high.0 - low.0;
        let steps = match &high.1 {
            Trial::Costs(cost) if !halve => {
                let share = i128::from(left) * (budget - low.1) / (cost - low.1).max(1);
                low.0 + i64::try_from(share).unwrap_or(left / 2).clamp(1, left - 1)
            }
            _ => low.0 + left / 2,
        };
        match at(steps)? {
            Trial::Costs(cost) if cost <= budget => low = (steps, cost),
            beyond => high = (steps, beyond),
        }
        halve = high.0 - low.0 > left / 2;
    }
    Ok(Solved { best: Some(low), next: Some(high), trials })
}
