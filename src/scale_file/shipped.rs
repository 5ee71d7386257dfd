//! The texts of the files that are compiled in: pay systems, proposals, statutory tables, recovery policies and roster mappings.

/// Id and text of each, in the order in which lists show them.
const SHIPPED: [(&str, &str); 9] = [
    ("home-office", include_str!("../../scales/home-office.toml")),
    ("home-office-2006", include_str!("../../scales/home-office-2006.toml")),
    ("home-office-2011", include_str!("../../scales/home-office-2011.toml")),
    ("home-office-2013", include_str!("../../scales/home-office-2013.toml")),
    ("nhs-afc-england", include_str!("../../scales/nhs-afc-england.toml")),
    ("njc", include_str!("../../scales/njc.toml")),
    ("probation", include_str!("../../scales/probation.toml")),
    ("teachers-england", include_str!("../../scales/teachers-england.toml")),
    ("us-gs", include_str!("../../scales/us-gs.toml")),
];

/// Id and text of each proposal.
const PROPOSALS: [(&str, &str); 1] = [(
    "probation-geographical-supplements-2023",
    include_str!("../../scales/proposals/probation-geographical-supplements-2023.toml"),
)];

/// Id and text of each statutory table.
const STATUTORY: [(&str, &str); 12] = [
    ("minimum-wage", include_str!("../../scales/statutory/minimum-wage.toml")),
    ("national-insurance", include_str!("../../scales/statutory/national-insurance.toml")),
    ("income-tax", include_str!("../../scales/statutory/income-tax.toml")),
    ("income-tax-scotland", include_str!("../../scales/statutory/income-tax-scotland.toml")),
    ("sick-pay", include_str!("../../scales/statutory/sick-pay.toml")),
    ("parental-pay", include_str!("../../scales/statutory/parental-pay.toml")),
    ("pension-employer", include_str!("../../scales/statutory/pension-employer.toml")),
    ("pension-member", include_str!("../../scales/statutory/pension-member.toml")),
    ("pension-accrual", include_str!("../../scales/statutory/pension-accrual.toml")),
    ("student-loan", include_str!("../../scales/statutory/student-loan.toml")),
    ("apprenticeship-levy", include_str!("../../scales/statutory/apprenticeship-levy.toml")),
    ("inflation", include_str!("../../scales/statutory/inflation.toml")),
];

/// Id and text of each recovery policy.
const POLICIES: [(&str, &str); 2] = [
    ("armed-forces-jsp-754", include_str!("../../scales/policies/armed-forces-jsp-754.toml")),
    ("lincolnshire-county-council", include_str!("../../scales/policies/lincolnshire-county-council.toml")),
];

/// Id and text of each roster mapping.
const MAPPINGS: [(&str, &str); 2] = [
    ("uk-border-agency-2011-09-30", include_str!("../../scales/mappings/uk-border-agency-2011-09-30.toml")),
    ("home-office-2013-09-30", include_str!("../../scales/mappings/home-office-2013-09-30.toml")),
];

/// The ids of the shipped pay systems.
pub fn shipped_ids() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|(id, _)| *id)
}

/// The file of a shipped pay system.
pub fn shipped_text(id: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|(known, _)| *known == id).map(|(_, text)| *text)
}

/// The ids of the shipped proposals.
pub fn shipped_proposal_ids() -> impl Iterator<Item = &'static str> {
    PROPOSALS.iter().map(|(id, _)| *id)
}

/// The file of a shipped proposal.
pub fn shipped_proposal_text(id: &str) -> Option<&'static str> {
    PROPOSALS.iter().find(|(known, _)| *known == id).map(|(_, text)| *text)
}

/// The ids of the shipped statutory tables.
pub fn statutory_ids() -> impl Iterator<Item = &'static str> {
    STATUTORY.iter().map(|(id, _)| *id)
}

/// The file of a shipped statutory table.
pub fn statutory_text(id: &str) -> Option<&'static str> {
    STATUTORY.iter().find(|(known, _)| *known == id).map(|(_, text)| *text)
}

/// The ids of the shipped recovery policies.
pub fn policy_ids() -> impl Iterator<Item = &'static str> {
    POLICIES.iter().map(|(id, _)| *id)
}

/// The file of a shipped recovery policy.
pub fn policy_text(id: &str) -> Option<&'static str> {
    POLICIES.iter().find(|(known, _)| *known == id).map(|(_, text)| *text)
}

/// The ids of the shipped roster mappings.
pub fn mapping_ids() -> impl Iterator<Item = &'static str> {
    MAPPINGS.iter().map(|(id, _)| *id)
}

/// The file of a shipped roster mapping.
pub fn mapping_text(id: &str) -> Option<&'static str> {
    MAPPINGS.iter().find(|(known, _)| *known == id).map(|(_, text)| *text)
}
