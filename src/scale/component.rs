//! What pay is made of, and which names of it a payment cannot have.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use super::absence::AbsenceKind;
use super::ids::PaymentId;
use super::names::folded_name;

/// One thing that a month's pay is made of.
///
/// Two components are the same only if they are the same variant: a payment of the file is never statutory pay, whatever its id. Cloning
/// one allocates nothing.
///
/// ```
/// use payspine::scale::{AbsenceKind, Component};
/// let payment = Component::Payment("first-aid".into());
/// assert_eq!((payment.id(), payment.title()), ("first-aid", None));
/// let by_law = Component::statutory(AbsenceKind::Sick).unwrap();
/// assert_eq!((by_law.id(), by_law.title()), ("statutory-sick-pay", Some("Statutory sick pay")));
/// assert_eq!(Component::from("statutory-sick-pay"), by_law);
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum Component {
    /// Pay for the point or the salary.
    Basic,
    /// A payment that the pay system states: by the year, once a year, or for each hour or session worked.
    Payment(PaymentId),
    /// Protected pay that later rises have not made good yet.
    MarkTime,
    /// What the law sets for an absence.
    Statutory(StatutoryKind),
    /// Sums paid once, on a settlement's date.
    LumpSum,
}

/// The kinds of statutory pay.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum StatutoryKind {
    /// Sick pay.
    Sick,
    /// Maternity pay.
    Maternity,
    /// Adoption pay.
    Adoption,
    /// Shared parental pay.
    SharedParental,
}

impl StatutoryKind {
    /// All of them.
    pub const ALL: [StatutoryKind; 4] =
        [StatutoryKind::Sick, StatutoryKind::Maternity, StatutoryKind::Adoption, StatutoryKind::SharedParental];
}

impl Component {
    /// Every component that no payment is.
    pub const OWN: [Component; 7] = [
        Component::Basic,
        Component::LumpSum,
        Component::MarkTime,
        Component::Statutory(StatutoryKind::Sick),
        Component::Statutory(StatutoryKind::Maternity),
        Component::Statutory(StatutoryKind::Adoption),
        Component::Statutory(StatutoryKind::SharedParental),
    ];

    /// Statutory pay for absences of a kind; `None` if the law sets none.
    pub fn statutory(kind: AbsenceKind) -> Option<Component> {
        let kind = match kind {
            AbsenceKind::Sick => StatutoryKind::Sick,
            AbsenceKind::Maternity => StatutoryKind::Maternity,
            AbsenceKind::Adoption => StatutoryKind::Adoption,
            AbsenceKind::SharedParental => StatutoryKind::SharedParental,
            AbsenceKind::Leave | AbsenceKind::Unpaid | AbsenceKind::CareerBreak | AbsenceKind::Strike => return None,
        };
        Some(Component::Statutory(kind))
    }

    /// What results, payslips and commands call it.
    pub fn id(&self) -> &str {
        match self {
            Component::Basic => "basic",
            Component::Payment(id) => id.as_str(),
            Component::MarkTime => "mark-time",
            Component::Statutory(StatutoryKind::Sick) => "statutory-sick-pay",
            Component::Statutory(StatutoryKind::Maternity) => "statutory-maternity-pay",
            Component::Statutory(StatutoryKind::Adoption) => "statutory-adoption-pay",
            Component::Statutory(StatutoryKind::SharedParental) => "statutory-shared-parental-pay",
            Component::LumpSum => "lump-sum",
        }
    }

    /// What people call it; `None` for a payment, whose title is in the pay system's file.
    pub fn title(&self) -> Option<&'static str> {
        Some(match self {
            Component::Basic => "Basic pay",
            Component::Payment(_) => return None,
            Component::MarkTime => "Mark time",
            Component::Statutory(StatutoryKind::Sick) => "Statutory sick pay",
            Component::Statutory(StatutoryKind::Maternity) => "Statutory maternity pay",
            Component::Statutory(StatutoryKind::Adoption) => "Statutory adoption pay",
            Component::Statutory(StatutoryKind::SharedParental) => "Statutory shared parental pay",
            Component::LumpSum => "Lump sum",
        })
    }

    /// The payment, if it is one.
    pub fn payment(&self) -> Option<&PaymentId> {
        match self {
            Component::Payment(id) => Some(id),
            _ => None,
        }
    }

    /// Other names that payslips have for components that no payment is.
    pub fn other_names() -> impl Iterator<Item = (&'static str, Component)> {
        let of_basic = BASIC_NAMES.iter().map(|name| (*name, Component::Basic));
        Component::OWN.into_iter().filter_map(|own| Some((own.title()?, own))).chain(of_basic)
    }
}

/// By its id: one of [`Component::OWN`], or else a payment.
impl From<&str> for Component {
    fn from(id: &str) -> Component {
        Component::OWN.into_iter().find(|own| own.id() == id).unwrap_or_else(|| Component::Payment(id.into()))
    }
}

impl From<&PaymentId> for Component {
    fn from(id: &PaymentId) -> Component {
        Component::Payment(id.clone())
    }
}

impl From<&Component> for Component {
    fn from(component: &Component) -> Component {
        component.clone()
    }
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

/// What payslips call basic pay, beside its title.
const BASIC_NAMES: [&str; 4] = ["basic salary", "salary", "basic wage", "basic rate"];

/// What payslips call the sum of their lines.
const GROSS_NAMES: [&str; 9] =
    ["gross", "gross pay", "total gross", "total gross pay", "gross total", "total", "total pay", "total payments", "sum"];
/// What they call it after deductions.
const NET_NAMES: [&str; 5] = ["net", "net pay", "total net", "total net pay", "take home pay"];

/// Keys and columns of results that stand beside the payments'.
const KEYS: [&str; 27] = [
    "amount",
    "apprenticeship levy",
    "area",
    "balance",
    "case",
    "components",
    "cost",
    "date",
    "difference",
    "due",
    "element",
    "from",
    "fte",
    "grade",
    "id",
    "month",
    "national insurance",
    "paid",
    "paybill",
    "payments",
    "pension",
    "point",
    "reason",
    "source",
    "total with on costs",
    "why",
    "year",
];

/// A name as payslips are searched for it: letters in any case, and hyphens, underscores and blanks alike.
///
/// ```
/// use payspine::scale::payslip_name;
/// assert_eq!(payslip_name(" Statutory_Sick\u{a0} Pay"), payslip_name("statutory-sick-pay"));
/// ```
pub fn payslip_name(name: &str) -> String {
    folded_name(&name.replace(['_', '-'], " "))
}

/// Whether payslips mean the sum of their lines by a name.
pub fn is_gross_name(name: &str) -> bool {
    GROSS_NAMES.contains(&payslip_name(name).as_str())
}

/// Whether payslips mean what is left after deductions by a name.
pub fn is_net_name(name: &str) -> bool {
    NET_NAMES.contains(&payslip_name(name).as_str())
}

/// What a name means already on payslips or in results, so that no payment can have it as its id or title.
///
/// ```
/// use payspine::scale::meaning_of_name;
/// assert_eq!(meaning_of_name("Basic_Salary"), Some("basic pay"));
/// assert_eq!(meaning_of_name("Net"), Some("pay after deductions"));
/// assert_eq!(meaning_of_name("first-aid"), None);
/// ```
pub fn meaning_of_name(name: &str) -> Option<&'static str> {
    MEANINGS.get(&payslip_name(name)).map(String::as_str)
}

/// Every name that no payment can have, folded, with what it means.
static MEANINGS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let lists = [
        (&KEYS[..], "something else in results"),
        (&GROSS_NAMES, "the sum of a month's pay"),
        (&NET_NAMES, "pay after deductions"),
    ];
    let fixed =
        lists.into_iter().flat_map(|(names, meaning)| names.iter().map(move |name| (payslip_name(name), meaning.to_owned())));
    let ids = Component::OWN.into_iter().map(|own| (payslip_name(own.id()), own));
    let other = Component::other_names().map(|(name, own)| (payslip_name(name), own));
    let own = ids.chain(other).filter_map(|(name, own)| Some((name, own.title()?.to_lowercase())));
    fixed.chain(own).collect()
});
