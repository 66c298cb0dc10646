use super::display::Color;
use super::plan::{Granted, PlanChoice};
use super::*;
use crate::alerts::params::Steady;
use crate::base::{Credits, Cycle, CycleRule, Day, Zone};
use crate::cli::env::{Env, Terminal};
use crate::cli::error::Kind;
use crate::cli::testing::{env, settings, settings_in};
use crate::event::Pool;

mod errors;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn amount(text: &str) -> Credits {
    text.parse().unwrap()
}

/// Surroundings with variables, and with a `credits.toml` where `file` is not empty.
fn surroundings(dir: &tempfile::TempDir, vars: &[(&str, &str)], file: &str) -> Env {
    if !file.is_empty() {
        std::fs::write(dir.path().join("credits.toml"), file).unwrap();
    }
    let vars = vars.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    Env { vars, dir: dir.path().to_path_buf(), ..env() }
}

#[test]
fn what_nobody_says_is_the_default() {
    let s = settings(&[]).unwrap();
    assert_eq!((s.time.as_of, s.time.zone, s.time.all), (AsOf::LastEvent, Zone::Utc, false));
    assert_eq!(s.time.cycle, CycleRule::Monthly { day: 1, assumed: true });
    assert_eq!(s.plan, PlanSettings::default());
    assert_eq!((s.select.top, s.read.blocks.threads, s.read.not_after), (10, None, None));
    assert_eq!(s.model, ModelChoice::Name("base44".into()));
    assert_eq!(s.outputs, [Output { format: None, target: Target::Stdout }]);
    assert_eq!((s.display.width, s.display.color, s.display.quiet), (80, Color::Auto, false));
    assert_eq!(s.rules.budget, [50, 80, 90, 100].map(Credits::whole));
    assert_eq!(
        (s.rules.ratio, s.rules.forecast_warn, s.rules.min_history),
        (amount("2"), amount("0.7"), None)
    );
    assert!(s.config_file.is_none());
}

#[test]
fn values_in_their_accepted_forms() {
    let s = settings(&["-s", "20260501", "-u", "2026-05-31", "--as-of", "20260520"]).unwrap();
    assert_eq!((s.time.since, s.time.until), (Some(day("2026-05-01")), Some(day("2026-05-31"))));
    assert_eq!(s.time.as_of, AsOf::Day(day("2026-05-20")));
    for (given, days) in [("14d", 14), ("14", 14), ("2w", 14), ("1D", 1)] {
        assert_eq!(settings(&["--last", given]).unwrap().time.last, Some(days), "{given}");
    }
    let now = settings(&["--as-of", "NOW"]).unwrap();
    assert_eq!(
        (now.time.as_of, now.read.not_after),
        (AsOf::Now, Some(Instant::from_micros(env().now.micros() + 300_000_000)))
    );
    let cycle = Cycle { start: day("2026-05-05"), reset: day("2026-06-05") };
    assert_eq!(
        settings(&["--cycle", "2026-05-05..20260605"]).unwrap().time.cycle,
        CycleRule::Explicit(cycle)
    );
    assert_eq!(
        settings(&["--cycle-day", "31"]).unwrap().time.cycle,
        CycleRule::Monthly { day: 31, assumed: false }
    );
    let s = settings(&[
        "--plan",
        "Builder",
        "--allowance",
        "message=0.5,Integration Credits=20",
        "--used-before",
        "message=184",
    ])
    .unwrap();
    let choice = &s.plan.history[0];
    assert_eq!((choice.from, choice.plan.as_deref()), (None, Some("builder")));
    assert_eq!(choice.allowance[&Pool::Message], amount("0.5"));
    assert_eq!(choice.allowance[&Pool::Integration], amount("20"));
    assert_eq!(s.plan.used_before[&Pool::Message], amount("184"));
    let s = settings(&[
        "--by", "APP,day", "--by", "app", "--pool", "Message", "--app", "a,b", "--app", "c",
    ])
    .unwrap();
    assert_eq!(s.select.by, [By::App, By::Day]);
    assert_eq!(
        (s.select.pools, s.select.apps),
        (vec![Pool::Message], vec!["a,b".to_owned(), "c".to_owned()])
    );
    let s = settings(&["--map", "time=Datum,credits=Kosten, netto", "--map", "app=x=y"]).unwrap();
    let pairs = [("time", "Datum"), ("credits", "Kosten, netto"), ("app", "x=y")]
        .map(|(r, c)| (r.to_owned(), c.to_owned()));
    assert_eq!(s.read.map, pairs);
    assert_eq!(
        settings(&["--model", "mine.toml"]).unwrap().model,
        ModelChoice::File("mine.toml".into())
    );
    let s = settings(&["--redact", "users,text", "--redact-key", "k"]).unwrap();
    assert_eq!(s.redact, Redact { users: true, apps: false, text: true, key: Some("k".into()) });
}

#[test]
fn a_closed_list_of_words_is_checked_wherever_the_word_comes_from() {
    let dir = tempfile::tempdir().unwrap();
    for (variable, value) in [
        ("CREDITS_BY", "tag"),
        ("CREDITS_COLOR", "blue"),
        ("CREDITS_DEDUPE", "maybe"),
        ("CREDITS_POOL", "video"),
        ("CREDITS_REDACT", "all"),
        ("CREDITS_FORMAT", "pdf"),
    ] {
        let failure = settings_in(&surroundings(&dir, &[(variable, value)], ""), &[]).unwrap_err();
        assert!(
            failure.message.starts_with(&format!("{variable}: {value:?} is not one of ")),
            "{}",
            failure.message
        );
        assert_eq!(failure.kind, Kind::Config);
    }
    let file = "[select]\nby = ['day', 'apps']\n";
    let failure = settings_in(&surroundings(&dir, &[], file), &[]).unwrap_err();
    assert!(failure.headline().ends_with("credits.toml:2:14: \"apps\" is not one of day, week, month, cycle, app, source, class, model, user, operation, feature, file"), "{}", failure.headline());
    assert_eq!(failure.hints, ["did you mean app?"]);
}

#[test]
fn every_word_that_the_parser_offers_is_one_that_the_settings_know() {
    let mut command = crate::cli::args::with_help();
    command.build();
    let report = command.find_subcommand("report").unwrap();
    let mut tried = 0;
    for arg in report.get_arguments().chain(command.get_arguments()) {
        let Some(long) =
            arg.get_long().filter(|long| crate::cli::setting_names::find(long).is_some())
        else {
            continue;
        };
        if !arg.get_action().takes_values() {
            continue;
        }
        for word in arg.get_possible_values() {
            settings(&[&format!("--{long}"), word.get_name()])
                .unwrap_or_else(|f| panic!("--{long} {}: {}", word.get_name(), f.message));
            tried += 1;
        }
    }
    assert!(tried > 30, "{tried}");
}

#[test]
fn flag_wins_over_variable_over_file_over_default() {
    let dir = tempfile::tempdir().unwrap();
    let file = "[time]\ntimezone = 'Asia/Tokyo'\ncycle-day = 3\n[select]\ntop = 3\n";
    let env = surroundings(&dir, &[("CREDITS_TOP", "4"), ("CREDITS_TIMEZONE", "")], file);
    let s = settings_in(&env, &[]).unwrap();
    assert_eq!((s.select.top, s.time.zone.to_string()), (4, "Asia/Tokyo".to_owned()));
    let s = settings_in(&env, &["--top", "5"]).unwrap();
    assert_eq!(s.select.top, 5);
    let origin = |name: &str| s.text(name).unwrap().origin.to_string();
    assert_eq!(
        (origin("top"), origin("naive-timezone")),
        ("--top".to_owned(), "default".to_owned())
    );
    assert!(origin("timezone").ends_with("credits.toml:2:12"));
}

#[test]
fn a_choice_on_a_higher_level_replaces_the_other_one_below() {
    let dir = tempfile::tempdir().unwrap();
    let file = "[time]\nall = true\ncycle-day = 5\n[output]\noutput = 'r.html'\n[plan]\nname = 'pro'\nallowance = { message = 7 }\n";
    let env = surroundings(&dir, &[], file);
    let s = settings_in(
        &env,
        &["--last", "3d", "--cycle", "2026-05-01..2026-05-11", "-j", "--plan", "free"],
    )
    .unwrap();
    assert_eq!((s.time.all, s.time.last), (false, Some(3)));
    assert!(matches!(s.time.cycle, CycleRule::Explicit(_)));
    assert_eq!(s.outputs, [Output { format: Some("json".into()), target: Target::Stdout }]);
    assert_eq!(
        s.plan.history,
        [PlanChoice {
            from: None,
            plan: Some("free".into()),
            allowance: std::collections::BTreeMap::new()
        }]
    );
    // Off is no choice.
    let off = surroundings(&dir, &[("CREDITS_ALL", "no")], file);
    assert!(!settings_in(&off, &[]).unwrap().time.all);
    let s = settings_in(
        &surroundings(&dir, &[("CREDITS_JSON", "0")], "[output]\nformat = 'csv'\n"),
        &[],
    )
    .unwrap();
    assert_eq!(s.outputs[0].format.as_deref(), Some("csv"));
}

#[test]
fn a_plan_history_is_sorted_and_one_plan_replaces_it() {
    let dir = tempfile::tempdir().unwrap();
    let file = "[[plan]]\nfrom = 2026-03-01\nname = 'pro'\n[[plan]]\nname = 'starter'\n\
                [[balance.granted]]\ndate = 2026-05-02\npool = 'message'\ncredits = 20\n";
    let env = surroundings(&dir, &[], file);
    let plan = settings_in(&env, &[]).unwrap().plan;
    let name = |on: &str| {
        let mut plans = plan.history.iter().rev();
        plans.find(|p| p.from.is_none_or(|from| from <= day(on))).and_then(|p| p.plan.clone())
    };
    assert_eq!(
        (name("2026-02-28").as_deref(), name("2026-03-01").as_deref()),
        (Some("starter"), Some("pro"))
    );
    assert_eq!(
        plan.granted,
        [Granted { date: day("2026-05-02"), pool: Pool::Message, credits: amount("20") }]
    );
    let plan = settings_in(&env, &["--plan", "elite"]).unwrap().plan;
    assert_eq!(plan.history.len(), 1);
    let twice = "[[plan]]\nname = 'pro'\n[[plan]]\nname = 'free'\n";
    let failure = settings_in(&surroundings(&dir, &[], twice), &[]).unwrap_err();
    assert!(
        failure.headline().ends_with(":4:8: two [[plan]] entries begin on the same day"),
        "{}",
        failure.headline()
    );
}

#[test]
fn a_file_that_is_named_must_be_there_and_one_that_is_not_may_be_missing() {
    assert!(settings(&[]).is_ok());
    let failure = settings(&["--config", "/nonexistent/c.toml"]).unwrap_err();
    assert_eq!(
        (failure.kind, failure.file.as_deref()),
        (Kind::Config, Some("/nonexistent/c.toml"))
    );
    let dir = tempfile::tempdir().unwrap();
    let failure =
        settings_in(&surroundings(&dir, &[("CREDITS_CONFIG", "/nonexistent/d.toml")], ""), &[])
            .unwrap_err();
    assert_eq!(failure.file.as_deref(), Some("/nonexistent/d.toml"));
}

#[test]
fn outputs_by_name_by_prefix_and_to_devices() {
    let formats = |args: &[&str]| {
        let outputs = settings(args).unwrap().outputs;
        outputs.into_iter().map(|o| o.format.unwrap_or_default()).collect::<Vec<_>>()
    };
    assert_eq!(
        formats(&["-o", "r.html", "-o", "R.MD", "-o", "r.json", "-o", "-"]),
        ["html", "markdown", "json", ""]
    );
    assert_eq!(formats(&["-o", "json=r.dat", "-o", "md=x"]), ["json", "markdown"]);
    assert_eq!(formats(&["-f", "csv", "-o", "out", "-o", "-"]), ["csv", "csv"]);
    assert_eq!(formats(&["-j", "-o", "r.json"]), ["json"]);
    assert_eq!(formats(&["-o", "/dev/null"]), [""]);
}

#[test]
fn color_and_width_come_from_the_terminal_unless_someone_says_otherwise() {
    let mut wide = env();
    wide.terminal = Terminal { stdout: true, width: Some(132), ..Terminal::default() };
    let display = |env: &Env, args: &[&str]| settings_in(env, args).unwrap().display;
    assert_eq!((display(&wide, &[]).width, display(&wide, &[]).file_width), (132, 80));
    assert_eq!(display(&wide, &["--width", "100"]).file_width, 100);
    assert!(display(&wide, &[]).colors(true) && !display(&wide, &[]).colors(false));
    wide.vars.insert("TERM".into(), "dumb".into());
    assert_eq!(display(&wide, &[]).color, Color::Never);
    wide.vars.insert("NO_COLOR".into(), "1".into());
    assert_eq!(display(&wide, &[]).color, Color::Never);
    assert_eq!(display(&wide, &["--color", "always"]).color, Color::Always);
    wide.vars.insert("CREDITS_COLOR".into(), "always".into());
    assert_eq!(display(&wide, &[]).color, Color::Always);
}

#[test]
fn the_numbers_of_the_rules_are_checked() {
    let dir = tempfile::tempdir().unwrap();
    let rules = |file: &str| {
        settings_in(&surroundings(&dir, &[], file), &[]).map(|s| s.rules).map_err(|f| f.message)
    };
    let given = rules("[rules]\nmin-history = 7\n[rules.spike]\nratio = 2.5\n[rules.steady]\npreset = 'quiet'\n[rules.pace]\nlimit = 1.5\n[rules.budget]\nthresholds = [90, 75, 90]\n").unwrap();
    assert_eq!(
        (given.min_history, given.steady, given.ratio),
        (Some(7), Steady::quiet(), amount("2.5"))
    );
    assert_eq!((given.pace, given.budget), (Some(amount("1.5")), vec![amount("75"), amount("90")]));
    for (file, message) in [
        ("[rules.forecast]\nwarn = 1.2\n", "1.2 is not a probability (0 to 1)"),
        ("[rules.forecast]\nurgent = 0.5\n", "urgent (0.5) is below warn (0.7)"),
        ("[rules.spike]\nratio = 0\n", "must be more than 0"),
        ("[rules]\nmin-history = 15\n", "\"15\" is not a whole number from 1 to 14"),
    ] {
        assert_eq!(rules(file), Err(message.to_owned()));
    }
}
