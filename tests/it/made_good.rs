//! Mistakes that a payroll put right and made good: the increment paid late with back pay, the change of hours that was missed and then
//! taken back. What was paid is moved about by hand in the list of what is due.

use std::fmt::Write as _;

use payspine::money::Money;

use crate::payspine;

const MEMBER: &str = "format = 1\nscale = \"home-office-2006\"\ngrade = \"EO\"\narea = \"london\"\npoint = \"55\"\n\
                      since = 2006-07-01\nto = 2009-06-30\nrating = \"B\"\n";

struct Case {
    folder: tempfile::TempDir,
    rows: Vec<(String, String, Money)>,
}

impl Case {
    fn new(events: &str) -> Case {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("member.toml"), format!("{MEMBER}{events}")).expect("written");
        let mut case = Case { folder, rows: Vec::new() };
        let (list, err, code) = payspine(&["due", &case.path("member.toml"), "--format", "csv"]);
        assert_eq!(code, 0, "{err}");
        for line in list.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            case.rows.push((cells[1].to_owned(), cells[2].to_owned(), cells[3].parse().expect("money")));
        }
        case
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().expect("UTF-8").to_owned()
    }

    fn due(&self, month: &str, element: &str) -> Money {
        self.rows.iter().filter(|(at, of, _)| at == month && of == element).map(|(_, _, amount)| *amount).sum()
    }

    /// Pays some months as another was paid, and what that is too much or too little in the month after them: of basic pay by this name.
    fn made_good(&self, months: &[&str], as_in: &str, then: &str, name: &str) -> String {
        let mut text = "id,month,element,amount\n".to_owned();
        let mut rests: Vec<(&str, Money)> = Vec::new();
        for (month, of, amount) in &self.rows {
            let paid = if months.contains(&month.as_str()) { self.due(as_in, of) } else { *amount };
            let _ = writeln!(text, "1,{month},{of},{paid}");
            match rests.iter_mut().find(|(known, _)| known == of) {
                Some((_, rest)) => *rest += *amount - paid,
                None => rests.push((of, *amount - paid)),
            }
        }
        for (of, rest) in rests.iter().filter(|(_, rest)| !rest.is_zero()) {
            let _ = writeln!(text, "1,{then},{},{rest}", if *of == "basic" { name } else { of });
        }
        std::fs::write(self.folder.path().join("payslips.csv"), text).expect("written");
        let audit = ["audit", &self.path("member.toml"), "--payslips", &self.path("payslips.csv")];
        let (out, err, code) = payspine(&audit);
        assert_eq!(code, 0, "{err}");
        let said = out.split("\n\n").nth(1).expect("a headline").replace('\n', " ");
        assert!(said.contains("On balance nothing is owed."), "{said}");
        assert!(!said.contains("The same would have been paid"), "{said}");
        said
    }
}

const MONTHS: [&str; 4] = ["2007-07", "2007-08", "2007-09", "2007-10"];

#[test]
fn an_increment_paid_late_with_back_pay_is_said_to_be_that() {
    let case = Case::new("");
    for name in ["Arrears of increment", "Basic pay arrears", "basic"] {
        let said = case.made_good(&MONTHS, "2007-06", "2007-11", name);
        let wanted = "Payroll gave the step up to milestone 58 of 1 July 2007 late, from 1 November 2007, with back pay in November \
                      2007: this explains all 5 months that differ, to the penny.";
        assert!(said.contains(wanted), "{said}");
    }
}

#[test]
fn an_increment_paid_early_and_taken_back_is_said_to_be_that() {
    let case = Case::new("");
    let said = case.made_good(&["2007-03", "2007-04", "2007-05", "2007-06"], "2007-08", "2007-07", "basic");
    assert!(said.contains("4 months early, from 1 March 2007"), "{said}");
    assert!(said.contains("and took back in July 2007 what it had paid too much"), "{said}");
}

#[test]
fn a_change_of_hours_that_was_missed_and_made_good_is_said_to_be_that() {
    for (fte, made_good) in
        [("0.6", "and took back in November 2007 what it had paid too much"), ("1.0", "with back pay in November 2007")]
    {
        let other = if fte == "0.6" { "1.0" } else { "0.6" };
        let first = format!("fte = {other}\n");
        let change = format!("[[event]]\non = 2007-09-01\nfte = {fte}\n");
        let case = Case::new(&format!("{first}{change}"));
        let said = case.made_good(&["2007-09", "2007-10"], "2007-08", "2007-11", "basic");
        assert!(said.contains("made the change of FTE of 1 September 2007 late") && said.contains(made_good), "{said}");
    }
}

#[test]
fn back_pay_of_another_amount_is_no_such_mistake() {
    let case = Case::new("");
    let old = case.due("2007-06", "basic");
    let mut text = "id,month,element,amount\n".to_owned();
    for (month, of, amount) in &case.rows {
        let late = MONTHS.contains(&month.as_str()) && of == "basic";
        let _ = writeln!(text, "1,{month},{of},{}", if late { old } else { *amount });
    }
    text += "1,2007-11,basic,202.31\n";
    std::fs::write(case.folder.path().join("payslips.csv"), text).expect("written");
    let (out, ..) = payspine(&["audit", &case.path("member.toml"), "--payslips", &case.path("payslips.csv")]);
    assert!(!out.contains("with back pay in"), "{out}");
}

/// The new rate comes one month, the arrears another.
#[test]
fn back_pay_may_come_after_the_new_rate() {
    let case = Case::new("");
    let mut text = "id,month,element,amount\n".to_owned();
    let old = case.due("2007-06", "basic");
    for (month, of, amount) in &case.rows {
        let late = MONTHS.contains(&month.as_str()) && of == "basic";
        let _ = writeln!(text, "1,{month},{of},{}", if late { old } else { *amount });
    }
    text += "1,2008-01,Back pay,202.32\n";
    std::fs::write(case.folder.path().join("payslips.csv"), text).expect("written");
    let (out, ..) = payspine(&["audit", &case.path("member.toml"), "--payslips", &case.path("payslips.csv")]);
    let said = out.split("\n\n").nth(1).expect("a headline").replace('\n', " ");
    let wanted = "of 1 July 2007 late, from 1 November 2007, with back pay in January 2008: this explains all 5 months that differ, to the penny.";
    assert!(said.contains(wanted) && !said.contains("early"), "{said}");
}
