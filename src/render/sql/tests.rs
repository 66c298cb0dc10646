use super::*;
use crate::base::{Instant, Stamp, Symbols};
use crate::event::{Event, Provenance};
use crate::model::catalog;
use proptest::prelude::*;

fn query<'a>(engine: &'a str, table: &'a str) -> RollupQuery<'a> {
    RollupQuery {
        engine,
        table,
        span: 3600,
        taken: COLUMNS.map(|name| Taken::Column(name.to_owned())),
        by_id: false,
        users: true,
        features: false,
        files: false,
        partition: None,
        since: None,
        until: None,
    }
}

fn model() -> Model {
    Model::builtin("base44").unwrap()
}

#[test]
fn every_place_of_the_template_is_filled() {
    for (engine, _) in engines() {
        let sql = rollup(&query(engine, "lake.events"), &model()).unwrap();
        assert!(!sql.contains("{{") && !sql.contains("{x}") && !sql.contains("{p}"), "{sql}");
        assert!(sql.contains(&format!("'{} as-logged'", model().prompt_rules().digest())));
        let [open, close] = &DIALECTS[engine].quote;
        assert!(sql.contains(&format!("{open}lake{close}.{open}events{close}")), "{sql}");
    }
}

#[test]
fn hostile_names_are_errors() {
    let model = model();
    for name in [
        "",
        " ",
        "a\"b",
        "a`b",
        "a;b",
        "a'b",
        "a\\b",
        "a\nb",
        "a\u{0}b",
        "events; DROP TABLE x",
        "a..b",
        ".a",
        "events--",
        "x\u{202e}y",
        "a]b",
        "/etc/passwd",
        "s3://x/y.json",
        &"x".repeat(200),
    ] {
        for (engine, _) in engines() {
            if name == "events--" {
                // Within quotes it is a name.
                assert!(rollup(&query(engine, name), &model).is_ok());
                continue;
            }
            assert!(rollup(&query(engine, name), &model).is_err(), "{engine} {name:?}");
            let mut of_column = query(engine, "events");
            of_column.taken[1] = Taken::Column(name.to_owned());
            let is_path = name.contains('/') && !name.contains(':') || name.contains('.');
            assert!(is_path || rollup(&of_column, &model).is_err(), "{engine} {name:?}");
        }
    }
}

#[test]
fn texts_are_escaped_and_never_filled_again() {
    for (text, duckdb, spark) in
        [("it's", "'it''s'", "'it\\'s'"), ("{{before}}{x}", "'{{before}}{x}'", "'{{before}}{x}'")]
    {
        for (engine, wanted) in [("duckdb", duckdb), ("spark", spark)] {
            let mut query = query(engine, "events");
            query.taken[1] = Taken::Text(text.to_owned());
            let sql = rollup(&query, &model()).unwrap();
            assert!(sql.contains(wanted), "{sql}");
        }
    }
    for text in ["a\\", "a\nb", "\u{1b}[2J"] {
        let mut query = query("duckdb", "events");
        query.taken[1] = Taken::Text(text.to_owned());
        assert!(rollup(&query, &model()).is_err());
    }
    let files = rollup(&query("duckdb", "s3://lake/o'neil/*.parquet"), &model()).unwrap();
    assert!(files.contains("FROM read_parquet('s3://lake/o''neil/*.parquet')"), "{files}");
}

static CARDS: LazyLock<Vec<Model>> =
    LazyLock::new(|| catalog::names().iter().map(|name| Model::builtin(name).unwrap()).collect());

/// Every name that some card knows, in the ways in which logs spell it.
fn operations() -> Vec<String> {
    let mut names = Vec::new();
    for model in CARDS.iter() {
        for class in model.classes() {
            names.extend([class.title.clone(), class.id.clone()]);
        }
        names.extend(model.prompt_rules().operations);
    }
    names.extend(
        [
            "prompt",
            "ai_edit",
            "discuss",
            "InvokeLLM",
            "GenerateSpeech",
            "visual_edit",
            "auto_fix",
            "ai_controls",
        ]
        .map(str::to_owned),
    );
    names.sort();
    names.dedup();
    names
}

fn spelled(name: &str, how: u8, more: &str) -> String {
    match how {
        0 => name.to_owned(),
        1 => name.to_uppercase(),
        2 => name.replace(['_', '-'], " "),
        3 => format!("base44.integrations.Core.{name}"),
        4 => format!("{name} (GPT-5)"),
        5 => format!("  {name}\t"),
        6 => name.replace('_', "-") + more,
        7 => format!("{more}{name}"),
        8 => format!("{name}\u{a0}"),
        _ => name.chars().flat_map(|c| [c, '_']).collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// A query keeps every prompt that the classifier would read, for every built-in card and day.
    #[test]
    fn a_query_keeps_a_superset_of_the_prompts(
        seed in any::<prop::sample::Index>(), how in 0..10_u8, more in ".{0,4}", day in 20_000..20_900_i32,
    ) {
        let all = operations();
        let operation = spelled(&all[seed.index(all.len())], how, &more);
        for model in CARDS.iter() {
            let (prompts, mut names) = (Prompts::new(model), Symbols::default());
            for text in [Some(operation.as_str()), None] {
                let at = Instant::from_micros(i64::from(day) * 86_400_000_000);
                let mut event = Event::at(Stamp::At(at), Provenance { input: 0, line: 1 });
                event.operation = text.map(|text| names.intern(text));
                if model.classifier().reads_prompt(&event, &names) {
                    prop_assert!(prompts.keeps(text), "{} {:?}", model.name(), text);
                }
            }
        }
    }
}

/// The patterns say what the functions beside them say.
#[test]
fn keys_and_operations_are_patterns_without_quotes_and_backslashes() {
    let prompts = Prompts::new(&model()).pattern().unwrap();
    for pattern in
        [prompts.as_str(), keeps::ODD, keeps::INSTANT, keeps::OBJECT, &keeps::keys(true, true)]
    {
        assert!(!pattern.contains(['\'', '\\']), "{pattern}");
    }
    assert!(
        keeps::keys(false, false).contains("appname")
            && !keeps::keys(false, true).contains("useremail")
    );
}
