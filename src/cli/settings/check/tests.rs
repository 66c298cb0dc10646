use super::*;
use crate::cli::env::Env;
use crate::cli::settings::Settings;
use crate::cli::testing::{env, settings_in};
use crate::cli::{args, config};

fn check(args: &[&str]) -> Result<CheckSettings, Failure> {
    let matches = args::command().try_get_matches_from(["credits", "check"].iter().chain(args))?;
    Settings::of(args::innermost(&matches), &env()).map(|s| s.check)
}

fn said(args: &[&str]) -> Vec<(String, Option<String>, bool)> {
    let rules = check(args).unwrap().gate.rules;
    rules
        .into_iter()
        .map(|r| (r.rule, r.number.map(|n| n.to_string()), r.action == Action::Fail))
        .collect()
}

fn rule(name: &str, number: Option<&str>, fails: bool) -> (String, Option<String>, bool) {
    (name.to_owned(), number.map(str::to_owned), fails)
}

#[test]
fn the_default_set_is_spike_and_what_an_allowance_makes_possible() {
    assert_eq!(
        said(&[]),
        [
            rule("spike", None, true),
            rule("forecast", None, true),
            rule("budget", Some("100"), true)
        ]
    );
    assert!(check(&[]).unwrap().gate.rules.iter().all(|r| !r.explicit));
    // A rule that only warns is not asked twice.
    let warned = said(&["--warn-on", "spike"]);
    assert_eq!(
        warned.iter().filter(|r| r.0 == "spike").collect::<Vec<_>>(),
        [&rule("spike", None, false)]
    );
}

#[test]
fn each_rule_takes_its_number() {
    let given = "spike,steady,leak,pace=1.5,budget=90,forecast,daily-cap,unclassified=5%";
    let expected = [
        rule("spike", None, true),
        rule("steady", None, true),
        rule("leak", None, true),
        rule("pace", Some("1.5"), true),
        rule("budget", Some("90"), true),
        rule("forecast", None, true),
        rule("daily-cap", None, true),
        rule("unclassified", Some("5"), true),
    ];
    assert_eq!(said(&["--fail-on", given]), expected);
    assert_eq!(said(&["--fail-on", "forecast=80%"]), [rule("forecast", Some("0.8"), true)]);
    assert_eq!(
        said(&["--fail-on", "budget", "--fail-on", "budget=100%"]),
        [rule("budget", Some("100"), true)]
    );
}

#[test]
fn what_makes_no_sense_is_an_error_that_says_what_does() {
    for (args, message) in [
        (&["--fail-on", "spik"][..], "--fail-on: \"spik\" is not a rule; the rules are spike, "),
        (&["--fail-on", "pace"], "--fail-on: pace needs a number"),
        (&["--fail-on", "unclassified"], "--fail-on: unclassified needs a number"),
        (&["--fail-on", "leak=3"], "--fail-on: leak takes no number"),
        (&["--fail-on", "forecast=2"], "--fail-on: 2 is not a probability"),
        (
            &["--fail-on", "spike", "--warn-on", "spike"],
            "--warn-on: spike is in both --fail-on and --warn-on",
        ),
        (&["--per", "budget=app"], "--per: budget judges whole pools only"),
        (&["--per", "pool"], "--per: \"pool\" is not one of app, user, class"),
        (&["--severity", "spike"], "--severity: \"spike\" is not RULE=LEVEL"),
        (&["--max-age", "0h"], "--max-age: \"0h\" is not an age"),
        (&["--max-rejected", "101%"], "--max-rejected: 101 is more than 100%"),
        (&["--update-baseline"], "--update-baseline: no file of known events is named"),
        (&["--expires", "soon"], "--expires: \"soon\" is not a date"),
    ] {
        let failure = check(args).unwrap_err();
        assert!(failure.message.starts_with(message), "{}", failure.message);
    }
}

#[test]
fn ages_and_shares_in_their_accepted_forms() {
    let limits = check(&["--max-age", "2d", "--max-rejected", "0", "--max-unpriced", "12.5%"])
        .unwrap()
        .gate
        .limits;
    assert_eq!(
        (limits.max_age_hours, limits.max_rejected, limits.max_unpriced.to_string()),
        (48, Credits::ZERO, "12.5".into())
    );
    assert_eq!(check(&[]).unwrap().gate.limits, Limits::default());
}

#[test]
fn a_file_gives_pools_and_apps_numbers_of_their_own() {
    let dir = tempfile::tempdir().unwrap();
    let file = "[check]\nfail-on = ['spike', 'budget=90']\nper = 'spike=app'\nbaseline = 'known.toml'\n[check.severity]\nspike = 'urgent'\n\
                [check.app.'Load Test']\nspike-ratio = 5\non = 'warn'\n[check.pool.integration]\nmin-credits = 20\nbudget = '95%'\n";
    std::fs::write(dir.path().join("credits.toml"), file).unwrap();
    let surroundings = Env { dir: dir.path().to_path_buf(), ..env() };
    let matches = args::command().try_get_matches_from(["credits", "check"]).unwrap();
    let settings = Settings::of(args::innermost(&matches), &surroundings).unwrap().check;
    assert_eq!(settings.baseline, Some(dir.path().join("known.toml")));
    let gate = settings.gate;
    assert_eq!(
        (gate.rules.len(), gate.rules[0].severity, &gate.rules[0].per),
        (2, Some(Severity::Urgent), &vec![Dimension::App])
    );
    assert_eq!(gate.overrides[0].target, Target::Pool(Pool::Integration));
    assert_eq!(
        (gate.overrides[0].min_credits, gate.overrides[0].budget),
        (Some(Credits::whole(20)), Some(Credits::whole(95)))
    );
    assert_eq!(gate.overrides[1].target, Target::App("Load Test".into()));
    assert_eq!(
        (gate.overrides[1].spike_ratio, gate.overrides[1].action),
        (Some(Credits::whole(5)), Some(Some(Action::Warn)))
    );
    // A report does not know the gate's settings and does not stumble over them.
    assert!(settings_in(&surroundings, &[]).unwrap().check.gate.overrides.is_empty());
}

#[test]
fn a_slip_in_the_file_is_placed() {
    let failure =
        config::parse("credits.toml", "[check.app.shop]\nspike-ration = 3\n").unwrap_err();
    assert_eq!(failure.headline(), "credits.toml:2:1: unknown setting check.app.shop.spike-ration");
    assert_eq!(failure.hints, ["did you mean spike-ratio?"]);
}
