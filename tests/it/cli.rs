//! What a person and a program read: each report as a table, Markdown, CSV and JSON, kept in tests/snapshots/.

use crate::{payspine, payspine_json, root, run_in, snapshot};

const MEMBER: &str = "progress tests/examples/member.toml";
const COST: &str = "cost tests/examples/staff.csv --column grade=\"Pay band\" --proposal tests/examples/claim-2012.toml --years 4 --group-by grade,area";
const CLAIM: &str = "progress --scale home-office-2006 --grade EO --area national --point 54 --since 2005-10-01 --from 2006-07-01 --until 2009-07-01 \
                     --field rating=B --field appraisal-bonus=yes --fte 0.5 --proposal tests/examples/claim.toml";

#[test]
fn progress_as_a_table() {
    snapshot("progress-table", MEMBER);
}

#[test]
fn progress_with_a_claim_explained_and_drawn() {
    snapshot("progress-claim-table", &format!("{CLAIM} --explain --chart always"));
}

#[test]
fn progress_with_a_claim_as_json_csv_and_markdown() {
    for format in ["json", "csv", "markdown"] {
        snapshot(&format!("progress-claim-{format}"), &format!("{CLAIM} --format {format}"));
    }
}

#[test]
fn cost_in_every_format() {
    for format in ["table", "json", "csv", "markdown"] {
        snapshot(&format!("cost-{format}"), &format!("{COST} --format {format}"));
    }
    snapshot("cost-explain", &format!("{COST} --explain"));
}

#[test]
fn audits_in_every_format() {
    let team = "audit tests/examples/team.csv --payslips tests/examples/team-payslips.csv --events tests/examples/team-events.csv \
                --absences tests/examples/team-absences.csv --scale home-office-2011 --from 2012-04 --to 2013-03";
    for format in ["json", "csv", "markdown"] {
        snapshot(&format!("audit-team-{format}"), &format!("{team} --format {format}"));
    }
    let member = "audit tests/examples/overpaid.toml --payslips tests/examples/payslips.csv --to 2006-08 --every-month";
    snapshot("audit-member-table", member);
}

#[test]
fn a_claim_and_an_offer_apart_in_money() {
    let command = "scale diff tests/examples/claim-2012.toml tests/examples/offer-2012.toml --roster tests/examples/staff.csv \
                   --column grade=\"Pay band\" --years 2";
    snapshot("diff-money-table", command);
    snapshot("diff-money-json", &format!("{command} --format json"));
}

#[test]
fn data_requests() {
    for format in ["table", "json", "csv", "markdown"] {
        snapshot(&format!("data-request-{format}"), &format!("data-request --proposal tests/w1/w1-claim.toml --format {format}"));
    }
    snapshot("data-request-nhs", "data-request --scale nhs-afc-england --group-by unit");
}

#[test]
fn scale_list_in_every_format() {
    for format in ["table", "json", "csv", "markdown"] {
        snapshot(&format!("list-{format}"), &format!("scale list --format {format}"));
    }
}

#[test]
fn scale_show_in_every_format() {
    for format in ["table", "json", "markdown"] {
        snapshot(
            &format!("show-{format}"),
            &format!("scale show home-office-2006 --grade EO --area national --explain --format {format}"),
        );
    }
    snapshot("show-2011", "scale show home-office-2011 --grade IO");
}

#[test]
fn scale_diff_in_every_format() {
    for format in ["table", "csv", "markdown"] {
        snapshot(&format!("diff-{format}"), &format!("scale diff home-office-2006 home-office-2011 --format {format}"));
    }
    snapshot("diff-w1", "scale diff tests/w1/w1.toml tests/w1/w1-claim.toml");
}

#[test]
fn scale_check_as_json_and_csv() {
    for format in ["json", "csv"] {
        snapshot(&format!("check-{format}"), &format!("scale check tests/examples/slips.toml --format {format}"));
    }
}

#[test]
fn help_of_every_command() {
    for (name, command) in [
        ("help", "--help"),
        ("help-progress", "progress --help"),
        ("help-cost", "cost --help"),
        ("help-condense", "condense --help"),
        ("help-solve", "solve --help"),
        ("help-data-request", "data-request --help"),
        ("help-due", "due --help"),
        ("help-what-if", "what-if --help"),
        ("help-scale", "scale --help"),
        ("help-scale-show", "scale show --help"),
        ("help-scale-check", "scale check --help"),
        ("help-scale-diff", "scale diff --help"),
        ("help-completions", "completions --help"),
    ] {
        snapshot(name, command);
    }
}

#[test]
fn completions_for_each_shell_name_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let (out, _, code) = payspine(&["completions", shell]);
        assert_eq!(code, 0);
        for word in ["progress", "completions", "schema", "rates-of"] {
            assert!(out.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn what_the_formats_show_agrees() {
    let command = [MEMBER.split(' ').collect::<Vec<_>>(), vec![]].concat();
    let json = payspine_json(&command);
    let (csv, _, _) = payspine(&[&command[..], &["--format", "csv"]].concat());
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let columns = reader.headers().expect("a header").clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let of_json = json["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), of_json.len());
    for (row, object) in rows.iter().zip(of_json) {
        for column in ["date", "grade", "area", "point", "fte", "basic", "total", "reason", "source"] {
            let index = columns.iter().position(|known| known == column).expect("the column");
            assert_eq!(row[index], *object[column].as_str().expect("text"), "{column}");
        }
        let london = columns.iter().position(|known| known == "london").expect("the payment");
        assert_eq!(row[london], *object["payments"]["london"].as_str().expect("money"));
    }
    // The years are the sums of the months, to the penny.
    let sum = |key: &str| {
        json[key]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["due"].as_str().unwrap().parse::<rust_decimal::Decimal>().unwrap())
            .sum::<rust_decimal::Decimal>()
    };
    assert_eq!(sum("years"), sum("months"));
}

#[test]
fn amounts_of_options_are_in_the_currency_of_the_pay_system() {
    let refused = |command: &str, says: &str| {
        let (out, err, code) = run_in(root(), command);
        assert!(code == 2 && out.is_empty() && err.contains(says), "{command}: {code}\n{out}{err}");
    };
    let recover = "recover --policy lincolnshire-county-council --overpaid-from 2025-01 --told 2025-06-20 --net-pay 1250";
    refused(&format!("{recover} --balance €300 --pay 1593"), "`€300` has the sign €, and the pay system is in GBP");
    refused(&format!("{recover} --balance 300 --pay $1593"), "`$1593` has the sign $");
    refused("locate --scale njc --amount €1757 --on 2025-04-01", "`€1757` has the sign €, and the pay system is in GBP");
    refused("locate --scale us-gs --amount £2000 --on 2024-01-01", "`£2000` has the sign £, and the pay system is in USD");
    let solve = "solve tests/examples/staff.csv --proposal tests/examples/claim-2012.toml --vary measure.1.uplift.percent";
    refused(&format!("{solve} --budget €20,000"), "`€20,000` has the sign €");
    let (_, err, code) = run_in(root(), "locate --scale us-gs --amount $2000 --on 2024-01-01");
    assert!(code != 2, "{err}");
}
