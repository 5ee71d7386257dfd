//! An amount that is too large to hold is an error that names it, wherever it comes up, and never shown as nothing.

use std::path::Path;

use crate::run_in;

/// Two points near the most that an amount can be, and a bonus that is so much of them.
fn folder(bonus: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let system = format!(
        "format = 1\nid = \"huge\"\ntitle = \"Huge\"\ncurrency = \"GBP\"\n[conventions]\n\
         annual-rounding = {{ to = 1, mode = \"half-up\", carry = \"published\" }}\nmonthly-rounding = {{ to = 0.01, mode = \"half-up\" }}\n\
         part-month = \"calendar-days\"\nyear-start = \"04-01\"\n[grade.P]\ntitle = \"Porter\"\nspine = \"main\"\n\
         [[settlement]]\nfrom = 2024-04-01\nstatus = \"agreed\"\nsource = \"Agreement\"\n\
         spine.main.points = {{ 1 = 800000000000000, 2 = 900000000000000 }}\nrange.P = {{ minimum = 1, target = 2 }}\n\
         payment.bonus = {{ title = \"Bonus\", kind = \"bonus\", {bonus} }}\n"
    );
    let member = "format = 1\nscale = \"huge.toml\"\ngrade = \"P\"\npoint = 1\nsince = 2024-04-01\nuntil = 2025-04-01\n";
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write("huge.toml", &system);
    write("member.toml", member);
    write("staff.csv", "id,grade,point\n1,P,1\n2,P,2\n");
    write("slips.csv", "id,month,element,amount\n1,2024-12,basic,1\n");
    folder
}

/// What a command that fails says.
fn refused(folder: &Path, command: &str) -> String {
    let (out, err, code) = run_in(folder, command);
    assert_ne!(code, 0, "{command}:\n{out}");
    assert!(!err.contains("panicked"), "{command}:\n{err}");
    err
}

#[test]
fn a_bonus_of_nine_times_the_pay_is_not_shown_as_nothing() {
    for bonus in ["percent-of-basic = 900", "percent-of-basic = 900, paid = \"12\"", "percent-of-basic = 900, pro-rata = false"] {
        let folder = folder(bonus);
        for command in
            ["progress member.toml", "progress member.toml --format json", "due member.toml --from 2024-04 --to 2025-03"]
        {
            let said = refused(folder.path(), command);
            assert!(said.contains("7,200,000,000,000,000 is too large to hold"), "{bonus}: {command}:\n{said}");
        }
        let roster = "--scale huge.toml --from 2024-04 --to 2025-03";
        for command in [format!("due staff.csv {roster}"), format!("audit staff.csv --payslips slips.csv {roster}")] {
            let said = refused(folder.path(), &command);
            assert!(said.contains("7,200,000,000,000,000 is too large to hold"), "{bonus}: {command}:\n{said}");
        }
    }
}

#[test]
fn pay_that_is_too_large_only_with_its_payments_is_named() {
    let folder = folder("amount = 900000000000000");
    let said = refused(folder.path(), "progress member.toml");
    assert!(said.contains("1,700,000,000,000,000 is too large to hold"), "{said}");
}

#[test]
fn a_paybill_that_is_too_large_is_named() {
    let folder = folder("percent-of-basic = 900");
    let said = refused(folder.path(), "cost staff.csv --scale huge.toml --from 2024-04-01");
    assert!(said.contains("a sum of the paybill: 17,000,000,000,000,000 is too large to hold"), "{said}");
}

#[test]
fn a_paybill_of_more_staff_than_there_are_people_is_named() {
    let folder = folder("amount = 1");
    std::fs::write(folder.path().join("staff.csv"), "grade,point,headcount\nP,1,1000000000\n").expect("written");
    let said = refused(folder.path(), "cost staff.csv --scale huge.toml --from 2024-04-01");
    assert!(said.contains("800,000,000,000,001,000,000,000 is too large to hold"), "{said}");
}
