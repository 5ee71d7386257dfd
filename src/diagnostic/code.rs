//! The codes of all problems. Each has an example and its text in tests/errors/.

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Severity {
    /// Nothing is computed.
    Error,
    /// Worth saying; the work goes on.
    Warning,
}

macro_rules! codes {
    ($($severity:ident $name:ident $word:literal $says:literal)*) => {
        /// Which sort of problem.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        #[non_exhaustive]
        pub enum Code {
            $( #[doc = $says] $name, )*
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Code] = &[$(Code::$name),*];

            /// The word that messages and scripts use.
            pub fn word(self) -> &'static str {
                match self { $(Code::$name => $word,)* }
            }

            /// What it says, in a line.
            pub fn says(self) -> &'static str {
                match self { $(Code::$name => $says,)* }
            }

            /// How bad it is.
            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    Error AmbiguousName "ambiguous-name" "A name that more than one grade, area or payment has."
    Error AreaNeeded "area-needed" "A grade with ranges by area needs the member's area."
    Error BadDate "bad-date" "Not a date, or a date with a time."
    Error BadNumber "bad-number" "A number that is out of bounds or has too many digits."
    Error BadText "bad-text" "A text that is not of the form its key needs."
    Warning AlikeIds "alike-ids" "Ids that differ only in leading zeros or in the case of letters."
    Warning BelowMinimumWage "below-minimum-wage" "Pay an hour below what the law allows."
    Error BeforeTheSystem "before-the-system" "A proposal that starts before the pay system does."
    Error CannotShift "cannot-shift" "A minimum or target that cannot move so far."
    Error ConflictingKeys "conflicting-keys" "Keys of which only one can stand, or none where one must."
    Warning CutOff "cut-off" "A last line without the line break that other lines have."
    Error DatesOutOfOrder "dates-out-of-order" "A date before the one it must follow."
    Error DuplicateId "duplicate-id" "Two things of one name."
    Error EmptySpine "empty-spine" "A spine without points."
    Error FallingTable "falling-table" "A higher point with a lower value."
    Warning GivenTwice "given-twice" "A file given twice, or two of the same content."
    Error GradeWithoutSpine "grade-without-spine" "A range by points for a grade that names no spine."
    Warning LongRange "long-range" "A range that takes longer than five years from minimum to target."
    Error MissingKey "missing-key" "A key that must be there and is not."
    Warning MissingSource "missing-source" "A settlement in force whose figures have no source."
    Error NearMiss "near-miss" "A value that no rule knows and that is almost one which a rule asks for."
    Error NewerFormat "newer-format" "A file of a later format."
    Error NoPace "no-pace" "How long a range takes cannot be said."
    Error NoMoveRule "no-move-rule" "A move to another grade for which the system has no rule and the event no point."
    Error NoPromotionRule "no-promotion-rule" "A promotion for which the system has no rule and the event no point."
    Error NoProtection "no-protection" "A loss to be protected for which the system has no rule."
    Error NoRange "no-range" "A grade without a range on the day."
    Error NoValues "no-values" "A range for which its spine has no values, or a table without any."
    Error NoSettlement "no-settlement" "A pay system or a proposal without a settlement."
    Error NotAgreed "not-agreed" "A claim or an offer among the settlements of a pay system."
    Error NotInForce "not-in-force" "A day on which nothing is in force."
    Error NotLocal "not-local" "A target of one's own in a grade that has one for all."
    Error NotNeighbours "not-neighbours" "A point to be put between two that are not next to each other."
    Error NotOnSpine "not-on-spine" "A point that the spine lacks on the day."
    Error NotCsv "not-csv" "A roster that is neither CSV nor a workbook, or an empty one."
    Error NotUtf8 "not-utf8" "A file that is not UTF-8."
    Error NothingAbove "nothing-above" "A last point that would be deleted under those who stand on it."
    Error NothingToRaise "nothing-to-raise" "A payment with no amount that could rise."
    Error OffRange "off-range" "A point or salary outside the range."
    Error OutOfBounds "out-of-bounds" "A result below zero or too large."
    Error OutOfOrder "out-of-order" "A settlement that does not come after the one before it."
    Error OverlappingAbsences "overlapping-absences" "Two absences that share a day."
    Error PointMissing "point-missing" "A whole table of values that leaves a point out."
    Error PointTaken "point-taken" "A point to be inserted that is there already."
    Error ReservedName "reserved-name" "A name that results use themselves."
    Error RaggedRow "ragged-row" "A row of a roster that is not like its header."
    Error SelectsNothing "selects-nothing" "A measure that is for nobody and nothing."
    Warning StaleSource "stale-source" "Figures that were last checked more than a year ago, or on a day to come."
    Error TargetBelowMinimum "target-below-minimum" "A range that ends below its start."
    Error TomlSyntax "toml-syntax" "Not TOML."
    Error TooLarge "too-large" "A file that is larger than is read."
    Error TwoReadings "two-readings" "A value that is stated, and changed by a measure of the same settlement."
    Error UnknownArea "unknown-area" "An area that the system lacks."
    Error UnknownColumn "unknown-column" "A column that is missing from a table, or a table without a value."
    Error UnknownField "unknown-field" "A field of a member that no rule asks for, and almost one that a rule does."
    Error UnknownGrade "unknown-grade" "A grade that the system lacks."
    Error UnknownKey "unknown-key" "A key that the format does not have."
    Error UnknownPayment "unknown-payment" "A payment that does not stand."
    Error UnknownPoint "unknown-point" "A point that the spine lacks."
    Error UnknownScale "unknown-scale" "A pay system that is neither shipped nor a file."
    Error UnknownSheet "unknown-sheet" "A sheet that is not there, or one of several that is not named."
    Error UnknownSpine "unknown-spine" "A spine that does not stand."
    Warning UnknownValue "unknown-value" "A value of a field that rules ask for, and that none of them names."
    Warning UnsupportedAbsence "unsupported-absence" "A kind of absence that the pay system has no rules for."
    Error UnroundedDiffers "unrounded-differs" "An unrounded value that does not round to its published one."
    Warning UnusedField "unused-field" "A field of a member that no rule asks for."
    Error UpAndBack "up-and-back" "Up to a grade and back again, which may have been a temporary promotion."
    Error WaitsDoNotFit "waits-do-not-fit" "More or fewer waits than steps in the range."
    Error WrongScale "wrong-scale" "A proposal for another pay system."
    Error WhichWay "which-way" "A move between two grades of which neither is the higher, or one that leads the other way than it says."
    Error WrongSort "wrong-sort" "A point where a salary is needed, or the other way round."
    Error WrongType "wrong-type" "A value of another type than its key needs."
}
