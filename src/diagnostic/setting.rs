//! What a problem asks for.

/// Something that whoever asks can say. Each face has its own words for it: an option of the command line, a field of the page.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Setting {
    /// The pay system.
    Scale,
    /// A claim or an offer.
    Proposal,
    /// The first day.
    From,
    /// The last month.
    To,
    /// The day up to which is looked.
    Until,
    /// The day on which things were known.
    AsKnown,
    /// What would change.
    Change,
    /// The day on which it would.
    ChangeOn,
    /// The day on which staff stand where the roster has them.
    AsAt,
    /// The day that is asked about.
    On,
    /// The day whose rates are held.
    RatesOf,
    /// Only this grade.
    Grade,
    /// Only this area.
    Area,
    /// The point.
    Point,
    /// The salary, in a range by pay.
    Salary,
    /// The top point of the member's own grade.
    Target,
    /// The full-time hours a week.
    FullTimeHours,
    /// Whether pay above the target is protected.
    Protected,
    /// Whose.
    Id,
    /// The roster.
    Roster,
    /// How a roster is read, as a file.
    Mapping,
    /// Whether rows with something wrong are left out.
    SkipBadRows,
    /// The sheet of a workbook.
    Sheet,
    /// The sheet of a workbook with payslips.
    PayslipSheet,
    /// Which column holds a thing of this name.
    Column(String),
    /// Which column of the payslips holds a thing of this name.
    PayslipColumn(String),
    /// Which grade a name in the roster means.
    GradeName(String),
    /// Which area a name in the roster means.
    AreaName(String),
    /// Which element a name in the payslips means.
    ElementName(String),
    /// The payslips.
    Payslips,
    /// The format of the result.
    Format,
    /// Published values to hold a system against.
    Check,
    /// Whether sums are held against every member's own timeline.
    Reconcile,
    /// What comes on top for the employer.
    OnCosts,
    /// The pension scheme or its rate.
    Pension,
    /// The student loans that are repaid.
    StudentLoan,
    /// In which steps a number is tried.
    Step,
    /// What is to be recovered.
    Balance,
    /// Whether that is net.
    Net,
    /// The first month in which it arose.
    OverpaidFrom,
    /// The last month in which it arose.
    OverpaidUntil,
    /// The policy of recovery.
    Policy,
    /// The day on which the member was told.
    Told,
    /// Gross pay of a coming month.
    Pay,
    /// Net pay of a coming month.
    NetPay,
    /// The last day of service.
    Leaver,
    /// In the grade since when.
    Since,
    /// The day on which the member stands on the point.
    StandsFrom,
    /// The first month.
    FirstMonth,
    /// How many years.
    Years,
    /// How many leave.
    Leavers,
    /// How many posts are vacant.
    Vacancy,
    /// Below which size groups are left out.
    SuppressBelow,
    /// The pay remit that a cost is held against.
    Remit,
    /// Whether it is said where one arm of an award overtakes the other.
    BreakEven,
    /// What there is to spend.
    Budget,
    /// Over how many months something is recovered.
    Over,
    /// Which grades the names in the roster mean.
    GradeNames,
    /// Which areas the names in the roster mean.
    AreaNames,
    /// Which elements the names in the payslips mean.
    ElementNames,
    /// What holds where the roster says nothing.
    Defaults,
    /// What changed for somebody.
    Changes,
    /// When somebody was away.
    Absences,
    /// A field of this name, which rules ask for.
    Field(String),
}
