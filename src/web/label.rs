//! What the page calls the settings that problems ask for.

use crate::diagnostic::Setting;

/// The label of the field in which a setting is given.
pub(crate) fn label(setting: &Setting) -> String {
    let plain = match setting {
        Setting::Scale => "Pay system",
        Setting::Proposal => "A proposal or pay system in TOML",
        Setting::From => "From",
        Setting::To => "Last month",
        Setting::Until => "Up to",
        Setting::AsAt => "The roster is of",
        Setting::On => "On",
        Setting::RatesOf => "Hold the rates of",
        Setting::Grade => "Grade",
        Setting::Area => "Area",
        Setting::Protected => "Pay above the target is protected",
        Setting::Id => "Only the lines of",
        Setting::Roster => "The roster",
        Setting::Mapping => "All as in",
        Setting::SkipBadRows => "Leave out rows with something wrong, and list them",
        Setting::Sheet | Setting::PayslipSheet => "Sheet of a workbook",
        Setting::Payslips => "The payslips",
        Setting::Form => "To keep",
        Setting::Check => "Published values",
        Setting::Reconcile => "Check against every member's own timeline",
        Setting::OnCosts => "Employer's National Insurance and levy",
        Setting::Pension => "Employer's pension",
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
        Setting::Column(name) | Setting::PayslipColumn(name) => return format!("“{name}” among the columns"),
        Setting::GradeName(name) => return format!("“{name} = …” in “Names of grades”"),
        Setting::AreaName(name) => return format!("“{name} = …” in “Names of areas”"),
        Setting::ElementName(name) => return format!("“{name} = …” in “Names of elements”"),
    };
    format!("“{plain}”")
}
