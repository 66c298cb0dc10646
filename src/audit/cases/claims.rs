//! What looks like waste and is not, or is only asked about.

use super::*;

#[test]
fn what_an_app_does_is_not_looks() {
    let prompts = |text: &'static str| {
        (0..12).map(|k| line(k * 200, "prompt", "0.5").about("desk").says(text)).collect::<Vec<_>>()
    };
    let class = |text| found(&prompts(text), "small-fixes").map(|f| f.class);
    assert_eq!(class("Change the colour of the save button"), Some(FindingClass::Habit));
    for text in [
        "Send a text to the guest on arrival",
        "Print it on the label printer",
        "Count them in a background job",
    ] {
        assert_eq!(class(text), Some(FindingClass::Question), "{text}");
    }
}

#[test]
fn a_positive_count_is_no_idle_run() {
    let runs = |text: &'static str| {
        (0..24)
            .map(|k| line(k * 60, "automation_run", "1").about("sync").says(text))
            .collect::<Vec<_>>()
    };
    let idle =
        |text| found(&runs(text), "scheduled-drain").is_some_and(|f| f.class == FindingClass::Fix);
    assert!(idle("nothing new, 240 rows checked") && idle("0 records, 12 skipped"));
    assert!(!idle("20 orders imported, 2 skipped"));
}

#[test]
fn names_of_pages_are_no_repairs() {
    let turns = |texts: [&'static str; 4]| {
        let turn =
            |(k, text): (i64, &'static str)| line(k * 10, "prompt", "1").about("desk").says(text);
        (0..).zip(texts).map(turn).collect::<Vec<_>>()
    };
    let names = turns([
        "Add a filter to the Failed payments page",
        "Add an export to the Failed payments page",
        "Show the error budget on the start page",
        "Add a note to the Fixtures page",
    ]);
    assert!(found(&names, "regression-loop").is_none());
    let repairs = turns([
        "Add a filter to the Failed payments page",
        "the filter is still empty",
        "now the page is broken",
        "fix the filter",
    ]);
    assert!(found(&repairs, "regression-loop").is_some());
}

#[test]
fn the_same_target_within_minutes_is_asked_about() {
    let turn =
        |k: i64| line(k * 5, "prompt", "2").says("Point the CTA link to /pricing").about("landing");
    let link: Vec<Line> = (0..6).map(turn).collect();
    let finding = found(&link, "regression-loop").unwrap();
    assert_eq!((finding.class, alone(&finding).low), (FindingClass::Question, Credits::ZERO));
    let slow: Vec<Line> = (0..6).map(|k| Line { minute: k * 50, ..turn(k) }).collect();
    assert!(found(&slow, "regression-loop").is_none());
}

#[test]
fn a_scoped_prompt_is_not_broad() {
    let prompts = |text: &'static str| {
        let broad = (0..6).map(move |k| line(k * 300, "prompt", "12").says(text));
        let usual = (0..9).map(|k| line(k * 300 + 90, "prompt", "1").says("Add a field"));
        broad.chain(usual).collect::<Vec<_>>()
    };
    let finding = found(&prompts("Add a logout button to the header"), "broad-prompts").unwrap();
    let saving = alone(&finding);
    assert!(saving.low < saving.typical && saving.typical < saving.high, "{saving:?}");
    let scoped =
        prompts("In Header.tsx, line 40, add a logout button. Do not modify any other file.");
    assert!(found(&scoped, "broad-prompts").is_none());
}
