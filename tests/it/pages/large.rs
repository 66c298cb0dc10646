//! The page of a large log.

use std::fmt::Write as _;
use std::fs;

use credits::cli::Exit;

use super::embedded;
use crate::program::run;

/// The page of two years, 500 apps and 60 users stays below a megabyte.
#[test]
fn two_years_and_500_apps_are_below_a_megabyte() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("large.csv");
    let mut text = String::from("timestamp,app,user,operation,model,credits\n");
    let first: credits::inside::base::Day = "2024-06-01".parse().unwrap();
    let mut seed: u64 = 7;
    let mut next = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    for day in 0..730_i32 {
        // Every app occurs, and bursts let rules fire for single apps thousands of times.
        for i in 0..40 {
            let app = if i == 0 {
                u64::from(day.unsigned_abs()) % 500
            } else {
                next(500) * next(500) / 500
            };
            let (hour, minute, user) = (next(24), next(60), next(60));
            let (operation, model, credits) = match next(6) {
                0 => ("prompt", "", next(4) + 1),
                1 => ("InvokeLLM", "gpt_5", 15),
                2 => ("InvokeLLM", "automatic", 3),
                3 => ("agent_message", "", 3),
                4 => ("SendEmail", "", next(9)),
                _ => ("GenerateImage", "", next(90)),
            };
            writeln!(
                text,
                "{}T{hour:02}:{minute:02}:00Z,customer app {app:03},person{user}@example.com,{operation},{model},{credits}.25",
                first.plus(day)
            )
            .unwrap();
        }
    }
    fs::write(&path, text).unwrap();
    let ran =
        run(&["report", path.to_str().unwrap(), "--all", "--plan", "elite", "-q", "-f", "html"]);
    assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
    let apps = embedded(&ran.stdout)["pools"]["integration"]["by_app"].as_array().unwrap().len();
    assert!(apps > 450, "{apps} apps");
    assert!(
        ran.stdout.contains("a rule fired for a single app are left out"),
        "the page does not say that data is left out"
    );
    assert!(ran.stdout.len() < 1_000_000, "{} bytes", ran.stdout.len());
}
