use super::*;
use crate::cli::origin::{Origin, Text};

fn error(text: &str) -> (String, Vec<String>) {
    let failure = parse("credits.toml", text).unwrap_err();
    assert_eq!(failure.kind, Kind::Config);
    (failure.headline(), failure.hints)
}

#[test]
fn an_unknown_key_is_named_with_its_place_and_its_neighbour() {
    let (line, hints) = error("[time]\n  sinse = 2026-05-01\n");
    assert_eq!(line, "credits.toml:2:3: unknown setting time.sinse");
    assert_eq!(hints, ["did you mean since?"]);
    let (line, hints) = error("[tiem]\n");
    assert_eq!(
        (line.as_str(), hints[0].as_str()),
        ("credits.toml:1:2: unknown setting tiem", "did you mean time?")
    );
    let (line, hints) = error("timezone = 'UTC'\n");
    assert_eq!(line, "credits.toml:1:1: unknown setting timezone");
    assert_eq!(hints, ["its place is time.timezone"]);
    let (line, _) = error("[[plan]]\nform = 2026-01-01\nname = 'pro'\n");
    assert_eq!(line, "credits.toml:2:1: unknown setting plan.form");
}

#[test]
fn what_is_no_toml_is_placed_too() {
    let (line, _) = error("[time]\nsince = \n");
    assert!(line.starts_with("credits.toml:2:"), "{line}");
    let (line, _) = error("# é é\n[time]\nall = 'yes'\n");
    assert_eq!(line, "credits.toml:3:7: time.all is true or false");
    let (line, _) = error("[time]\nsince = [1]\n");
    assert_eq!(line, "credits.toml:2:9: time.since has one value, not a list");
    let (line, _) = error("[plan]\nallowance = 'message=3'\n");
    assert_eq!(line, "credits.toml:2:13: plan.allowance is a table: { name = value, … }");
    let (line, _) = error("time = 3\n");
    assert_eq!(line, "credits.toml:1:8: time is a table: write [time]");
}

#[test]
fn dates_numbers_lists_and_tables_come_as_they_were_written() {
    let layer = parse(
        "c",
        "[time]\nsince = 2026-05-01\n[plan]\nname = 'pro'\nallowance = { message = 0.30, integration = 10_000 }\n\
         [select]\napp = ['a', 'b,c']\n[map]\ntime = 'Datum, Zeit'\n[rules.budget]\nthresholds = [50, 99.5]\n",
    )
    .unwrap();
    let texts = |name: &str| layer.values[name].iter().map(|t| t.text.as_str()).collect::<Vec<_>>();
    assert_eq!(texts("since"), ["2026-05-01"]);
    assert_eq!(texts("allowance"), ["integration=10000", "message=0.30"]);
    assert_eq!(texts("app"), ["a", "b,c"]);
    assert_eq!(texts("map"), ["time=Datum, Zeit"]);
    assert_eq!(texts("rules.budget.thresholds"), ["50", "99.5"]);
    assert_eq!(layer.values["app"][1].origin.to_string(), "c:7:13");
}

#[test]
fn histories_and_grants_are_lists_of_tables() {
    let layer = parse(
        "c",
        "[[plan]]\nname = 'starter'\n[[plan]]\nfrom = 2026-03-01\nname = 'pro'\nallowance = { message = 600 }\n\
         [[balance.granted]]\ndate = 2026-05-02\npool = 'message'\ncredits = 20\n",
    )
    .unwrap();
    assert_eq!(layer.history.len(), 2);
    assert_eq!(layer.history[1].from.as_ref().unwrap().text, "2026-03-01");
    assert_eq!(layer.history[1].allowance[0].text, "message=600");
    assert_eq!(layer.granted[0].credits.text, "20");
    let (line, _) = error("[[balance.granted]]\npool = 'message'\ncredits = 20\n");
    assert_eq!(line, "credits.toml:1:1: a [[balance.granted]] needs a date");
}

#[test]
fn the_defaults_are_a_file_like_any_other() {
    let layer = defaults().unwrap();
    let values = layer.values.clone();
    assert_eq!(values["timezone"], [Text { text: "UTC".into(), origin: Origin::Default }]);
    assert_eq!(layer, Layer { values, ..Layer::default() }, "only settings have defaults");
}

#[test]
fn paths_are_relative_to_the_file_that_names_them() {
    let dir = Path::new("ci");
    assert_eq!(beside("rejects", "r.csv", dir), "ci/r.csv");
    assert_eq!(beside("output", "json=r.json", dir), "json=ci/r.json");
    assert_eq!(beside("logo", "logo.png", dir), "ci/logo.png");
    assert_eq!(beside("output", "-", dir), "-");
    assert_eq!(beside("model", "base44", dir), "base44");
    assert_eq!(beside("model", "mine.toml", dir), "ci/mine.toml");
}
