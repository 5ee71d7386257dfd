//! What the page calls the settings that problems ask for.

use crate::diagnostic::Setting;
use crate::report::words::capitalised;

/// The field in which a setting is given, within a sentence.
pub(crate) fn label(setting: &Setting) -> String {
    match setting {
        Setting::Column(name) | Setting::PayslipColumn(name) => format!("“{name}” among the columns"),
        Setting::GradeName(name) => format!("“{name} = …” in “Names of grades”"),
        Setting::AreaName(name) => format!("“{name} = …” in “Names of areas”"),
        Setting::ElementName(name) => format!("“{name} = …” in “Names of elements”"),
        plain => format!("“{}”", name(plain)),
    }
}

/// The label of the field in which a setting is given.
pub(super) fn name(setting: &Setting) -> String {
    let label = match setting {
        Setting::Scale => "Pay system",
        Setting::Proposal => "A proposal or pay system in TOML",
        Setting::From => "From",
        Setting::To => "Last month",
        Setting::Until => "Up to",
        Setting::AsAt => "The roster is of",
        Setting::On => "On",
        Setting::RatesOf => "Hold the rates of",
        Setting::AsKnown => "As known on",
        Setting::Change => "What changes",
        Setting::ChangeOn => "From when",
        Setting::Grade => "Grade",
        Setting::Area => "Area",
        Setting::Point => "Point",
        Setting::Salary => "Salary",
        Setting::Target => "Top of the member's own grade",
        Setting::FullTimeHours => "Full-time hours",
        Setting::Protected => "Pay above the target is protected",
        Setting::Id => "Only the lines of",
        Setting::Roster => "The roster",
        Setting::Mapping => "All as in",
        Setting::SkipBadRows => "Leave out rows with something wrong, and list them",
        Setting::Sheet | Setting::PayslipSheet => "Sheet of a workbook",
        Setting::Payslips => "The payslips",
        Setting::Format => "To keep",
        Setting::Check => "Published values",
        Setting::Reconcile => "Check against every member's own timeline",
        Setting::OnCosts => "Employer's National Insurance and levy",
        Setting::Pension => "Employer's pension",
        Setting::StudentLoan => "Student loan",
        Setting::Step => "In steps of",
        Setting::Balance => "Balance",
        Setting::Net => "Net",
        Setting::OverpaidFrom => "Overpaid from",
        Setting::OverpaidUntil => "Overpaid until",
        Setting::Policy => "By the policy",
        Setting::Told => "Told on",
        Setting::Pay => "Gross pay a month, £",
        Setting::NetPay => "Net pay a month, £",
        Setting::Leaver => "Last day of service",
        Setting::Since => "In the grade since",
        Setting::StandsFrom => "On this point from",
        Setting::FirstMonth => "First month",
        Setting::Years => "Years",
        Setting::Leavers => "Leavers a year, %",
        Setting::Vacancy => "Vacant posts, %",
        Setting::SuppressBelow => "Leave out groups smaller than",
        Setting::Remit => "Pay remit, %",
        Setting::BreakEven => "Where one arm of an award overtakes the other",
        Setting::Budget => "What there is to spend",
        Setting::Over => "Over so many months",
        Setting::GradeNames | Setting::GradeName(_) => "Names of grades",
        Setting::AreaNames | Setting::AreaName(_) => "Names of areas",
        Setting::ElementNames | Setting::ElementName(_) => "Names of elements",
        Setting::Changes => "Changes",
        Setting::Absences => "Absences",
        Setting::Defaults => "Where the file says nothing",
        Setting::Column(name) | Setting::PayslipColumn(name) | Setting::Field(name) => return capitalised(name),
    };
    label.to_owned()
}
