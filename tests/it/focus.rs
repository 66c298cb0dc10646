//! `credits report -o focus.csv`: cost data by FOCUS 1.2, whose sums are those of the report. `tests/engines/focus.py` asks its validator.

use std::fs;

use credits::cli::Exit;
use serde_json::Value;

use crate::program::{json, root, run_in};

/// The rows of a report of the demo as FOCUS, by the names of the columns.
fn rows(flags: &str) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let demo = root().join("fixtures/demo.csv");
    let file = folder.path().join("may.focus.csv");
    let line = format!("report {} -q --all -o {} {flags}", demo.display(), file.display());
    let args: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    let ran = run_in(folder.path(), &args);
    assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
    let text = fs::read_to_string(file).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| {
        let cells = header.iter().zip(record.iter());
        cells.map(|(name, cell)| (name.to_owned(), Value::from(cell))).collect()
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn demo(flags: &str) -> Value {
    let demo = root().join("fixtures/demo.csv");
    let line = format!("report {} -q --all --json {flags}", demo.display());
    let args: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    json(&run_in(&root(), &args))
}

fn sum(rows: &[Value], column: &str, is: impl Fn(&Value) -> bool) -> rust_decimal::Decimal {
    let cells = rows.iter().filter(|row| is(row)).filter_map(|row| row[column].as_str());
    cells
        .filter(|cell| !cell.is_empty())
        .map(|cell| cell.parse::<rust_decimal::Decimal>().unwrap())
        .sum()
}

const PLAN: &str = "--plan builder --cycle-day 5";

#[test]
fn rows_add_up_to_the_report() {
    let (rows, report) = (rows(PLAN), demo(PLAN));
    for pool in ["message", "integration"] {
        let is_own = |row: &Value| row["x_Pool"] == pool;
        let figures = &report["pools"][pool];
        let wanted: rust_decimal::Decimal = figures["credits"].as_str().unwrap().parse().unwrap();
        assert_eq!(sum(&rows, "PricingCurrencyEffectiveCost", is_own), wanted);
        assert_eq!(sum(&rows, "PricingQuantity", is_own), wanted);
        let count = |column, key: &str| {
            assert_eq!(sum(&rows, column, is_own), figures[key].as_u64().unwrap().into(), "{key}");
        };
        count("x_Events", "events");
        count("x_UnpricedEvents", "unpriced_events");
    }
    // Two cycles begin in the log.
    for column in ["BilledCost", "EffectiveCost", "ListCost", "ContractedCost"] {
        assert_eq!(sum(&rows, column, |_| true), 100.into(), "{column}");
    }
    let purchases: Vec<&Value> =
        rows.iter().filter(|r| r["ChargeCategory"] == "Purchase").collect();
    assert_eq!(purchases.len(), 2);
    assert_eq!(purchases[0]["BilledCost"], "50.0");
    assert_eq!(purchases[0]["ChargePeriodEnd"], "2026-05-05T00:00:00Z");
    let apps = rows.iter().filter(|row| row["ResourceId"] == "shop").count();
    assert!(apps > 10 && rows.iter().all(|row| row["PricingCurrency"] != ""));
}

#[test]
fn money_is_empty_without_a_price_and_days_are_those_of_the_zone() {
    for flags in ["", "--allowance message=100"] {
        let rows = rows(flags);
        assert!(rows.iter().all(|row| row["BilledCost"] == "" && row["EffectiveCost"] == ""));
        assert!(rows.iter().all(|row| row["ChargeCategory"] == "Usage"));
    }
    let berlin = rows(&format!("{PLAN} -z Europe/Berlin"));
    assert!(
        berlin.iter().all(|row| row["ChargePeriodStart"].as_str().unwrap().ends_with("T22:00:00Z"))
    );
    // The plan's price says nothing of one app.
    let shop = rows(&format!("{PLAN} --app shop"));
    assert!(shop.iter().all(|row| row["ChargeCategory"] == "Usage" && row["ResourceId"] == "shop"));
}

#[test]
fn what_has_no_days_apps_and_classes_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("saved.json");
    fs::write(&saved, demo("").to_string()).unwrap();
    let export = root().join("fixtures/exports/cursor-1");
    let [export] = &fs::read_dir(export)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "csv"))
        .collect::<Vec<_>>()[..]
    else {
        panic!("one log")
    };
    for file in [saved.to_str().unwrap(), export.to_str().unwrap()] {
        let ran = run_in(folder.path(), &["report", file, "-f", "focus", "-q"].map(str::to_owned));
        assert_eq!(ran.exit, Exit::Error, "{file}");
        assert!(ran.stderr.contains("FOCUS is written from a log"), "{}", ran.stderr);
        assert_eq!(ran.stdout, "");
    }
}
