//! Generates `docs/schema/config.json`, the JSON schema of `credits.toml` by which an editor completes and checks it.
//!
//! The keys come from the list of settings, the texts from the help of their flags, and a closed list of words from the setting itself:
//! it is asked for its words with one that it must refuse.

use serde_json::{Map, Value, json};

use super::tables::{OVERRIDES, audit_keys};
use crate::audit::ALL;
use crate::cli::args;
use crate::cli::origin::Layer;
use crate::cli::setting_names::{KEYS, Key, Shape};
use crate::cli::settings::Settings;
use crate::cli::testing::env;
use crate::event::Pool;
use crate::ingest::cell::roles::Role;
use crate::ingest::options::OwnWords;

const TEMPLATE: &str = include_str!("../templates/credits.toml");

/// A message of a setting with a closed list of words goes on with the words.
const NOT_ONE_OF: &str = " is not one of ";

fn schema() -> Value {
    let mut root = table(Map::new());
    for key in KEYS {
        insert(&mut root, key.place, of_key(key));
    }
    let scalar = scalar();
    let plan = |more: &[&str]| {
        let mut keys = Map::new();
        keys.insert("name".into(), of_place("plan.name"));
        keys.insert("allowance".into(), of_place("plan.allowance"));
        for name in more {
            keys.insert((*name).into(), scalar.clone());
        }
        table(keys)
    };
    let history = json!({ "type": "array", "items": plan(&["from"]) });
    root["properties"]["plan"] = json!({
        "description": "Your plan, or a list of plans if it changed: the one without a date is the first.",
        "anyOf": [plan(&[]), history],
    });
    let grant = ["date", "pool", "credits"].map(|name| (name.to_owned(), scalar.clone()));
    let mut grant = table(grant);
    grant["required"] = json!(["date", "pool", "credits"]);
    insert(
        &mut root,
        "balance.granted",
        json!({ "description": "Credits earned or bought that are not in the log.", "type": "array", "items": grant }),
    );
    let words =
        OwnWords::LISTS.map(|list| (list.to_owned(), list_of(&json!({ "type": "string" }))));
    let mut words = table(words);
    words["description"] = json!("Words of your own in a log's cells.");
    insert(&mut root, "words", words);
    for kind in ["app", "pool"] {
        let own = OVERRIDES.iter().map(|name| ((*name).to_owned(), scalar.clone()));
        let text = format!("Numbers of the gate for one {kind}, by its name.");
        let of_kind =
            json!({ "description": text, "type": "object", "additionalProperties": table(own) });
        insert(&mut root, &format!("check.{kind}"), of_kind);
    }
    thresholds(&mut root, &scalar);
    root["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    root["title"] = json!("credits.toml");
    root["description"] = json!("Settings of credits for a folder. credits config lists them.");
    root
}

/// The thresholds of all detectors, and those of each.
fn thresholds(root: &mut Value, scalar: &Value) {
    let is_detector = |name: &str| ALL.iter().any(|detector| detector.id() == name);
    for name in audit_keys(None) {
        let place = format!("audit.{name}");
        if KEYS.iter().any(|key| key.place == place) {
            continue;
        }
        let value = if is_detector(&name) {
            let own = audit_keys(Some(&name)).into_iter().map(|key| (key, scalar.clone()));
            let mut own = table(own);
            own["description"] = json!(format!("credits explain {name} says what these mean."));
            own
        } else {
            scalar.clone()
        };
        insert(root, &place, value);
    }
}

/// A table with these keys and no others.
fn table(keys: impl IntoIterator<Item = (String, Value)>) -> Value {
    let keys: Map<String, Value> = keys.into_iter().collect();
    json!({ "type": "object", "additionalProperties": false, "properties": keys })
}

/// Puts a value at its place, with the tables on the way.
fn insert(root: &mut Value, place: &str, value: Value) {
    let mut at = root;
    let mut names: Vec<&str> = place.split('.').collect();
    let last = names.pop().unwrap_or_default();
    for name in names {
        at = at["properties"]
            .as_object_mut()
            .unwrap()
            .entry(name)
            .or_insert_with(|| table(Map::new()));
    }
    at["properties"][last] = value;
}

/// Dates are text in a schema.
fn scalar() -> Value {
    json!({ "type": ["string", "number"] })
}

/// One value, or a list of them.
fn list_of(item: &Value) -> Value {
    json!({ "anyOf": [item, { "type": "array", "items": item }] })
}

fn of_place(place: &str) -> Value {
    KEYS.iter().find(|key| key.place == place).map(of_key).unwrap()
}

fn of_key(key: &Key) -> Value {
    let item = words_of(key).map_or_else(scalar, |words| json!({ "enum": words }));
    let mut value = match key.shape {
        Shape::One => item,
        Shape::Path => json!({ "type": "string" }),
        Shape::Many => list_of(&item),
        Shape::Pairs => json!({
            "type": "object",
            "properties": names_of_pairs(key).into_iter().map(|name| (name, scalar())).collect::<Map<_, _>>(),
            "additionalProperties": scalar(),
        }),
        Shape::Switch => json!({ "type": "boolean" }),
    };
    let also = if key.is_flag() {
        format!(" Also --{} and {}.", key.name, key.variable())
    } else {
        String::new()
    };
    value["description"] = json!(format!("{} Without it: {}.{also}", help(key), key.unset));
    value
}

/// The names that an editor should offer.
fn names_of_pairs(key: &Key) -> Vec<String> {
    match key.name {
        "map" => Role::ALL.iter().map(|role| role.name().to_owned()).collect(),
        "severity" => crate::alerts::ALL.iter().map(|rule| rule.id().to_owned()).collect(),
        _ => [Pool::Message, Pool::Integration].map(|pool| pool.name().to_owned()).to_vec(),
    }
}

/// The help of the flag as one sentence; for a setting without a flag, its comment in the template.
fn help(key: &Key) -> String {
    let command = args::command();
    let config = command.find_subcommand("config").unwrap();
    let flag = config.get_arguments().find(|arg| arg.get_long() == Some(key.name));
    let text = flag.and_then(|arg| arg.get_help()).map(ToString::to_string);
    let text = text.unwrap_or_else(|| comment(key.place));
    format!("{}.", text.trim().trim_end_matches('.'))
}

/// The comment above a setting in the template.
fn comment(place: &str) -> String {
    let (table, name) = place.rsplit_once('.').unwrap();
    let (_, below) = TEMPLATE.split_once(&format!("[{table}]\n")).unwrap();
    let lines: Vec<&str> = below.lines().collect();
    let at = lines.iter().position(|line| line.starts_with(&format!("#{name} ="))).unwrap();
    lines[..at].iter().rev().find_map(|line| line.strip_prefix("# ")).unwrap_or_default().to_owned()
}

/// The words of a setting that takes no other.
fn words_of(key: &Key) -> Option<Vec<String>> {
    if matches!(key.shape, Shape::Pairs | Shape::Path | Shape::Switch) {
        return None;
    }
    let (table, name) = key.place.rsplit_once('.')?;
    let failure = settings(&format!("[{table}]\n{name} = \"?\"\n")).err()?;
    let (_, words) = failure.split_once(NOT_ONE_OF)?;
    Some(words.split(", ").map(str::to_owned).collect())
}

/// The settings of a file, or what is wrong with it.
fn settings(text: &str) -> Result<Settings, String> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("credits.toml");
    std::fs::write(&path, text).unwrap();
    let words = ["credits", "config", "--config", path.to_str().unwrap()];
    let matches = args::command().try_get_matches_from(words).unwrap();
    Settings::with(args::innermost(&matches), &env(), Layer::default()).map_err(|f| f.message)
}

/// A file as the plain data that a schema judges.
fn plain(value: toml::Value) -> Value {
    match value {
        toml::Value::Datetime(date) => json!(date.to_string()),
        toml::Value::Array(items) => items.into_iter().map(plain).collect(),
        toml::Value::Table(keys) => keys.into_iter().map(|(k, v)| (k, plain(v))).collect(),
        other => serde_json::to_value(other).unwrap(),
    }
}

fn faults(text: &str) -> Vec<String> {
    let file: toml::Table = toml::from_str(text).unwrap();
    let judge = jsonschema::validator_for(&schema()).unwrap();
    let file = plain(toml::Value::Table(file));
    judge.iter_errors(&file).map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
}

#[test]
#[allow(clippy::disallowed_methods, reason = "UPDATE=1 rewrites the generated file")]
fn the_published_schema_of_the_settings_is_current() {
    let text = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schema/config.json");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let same = std::fs::read_to_string(path).is_ok_and(|there| there == text);
    assert!(same, "docs/schema/config.json is not current: UPDATE=1 cargo test");
}

#[test]
fn every_example_of_the_template_and_all_defaults_fit() {
    let is_example = |line: &str| line.starts_with('#') && !line.starts_with("# ");
    // A comment of a sentence begins with a blank, an example does not.
    let lines = TEMPLATE.lines().map(|line| if is_example(line) { &line[1..] } else { line });
    let text = lines.collect::<Vec<_>>().join("\n");
    assert_eq!(faults(&text), [""; 0]);
    assert_eq!(faults(super::DEFAULTS), [""; 0]);
    for text in [
        "[[plan]]\nname = \"starter\"\n[[plan]]\nfrom = 2026-03-12\nallowance = { message = 300 }\n",
        "[check.app.load-test]\nspike-ratio = 5\non = \"warn\"\n",
        "[select]\nby = \"day\"\n[map]\ntime = \"Datum\"\n",
    ] {
        assert_eq!(faults(text), [""; 0], "{text}");
        assert!(settings(text).is_ok(), "{text}");
    }
}

#[test]
fn what_the_program_refuses_does_not_fit() {
    for text in [
        "[tiem]\nlast = \"14d\"\n",
        "[time]\nlats = \"14d\"\n",
        "[output]\ncolor = \"blue\"\n",
        "[select]\nby = [\"tag\"]\n",
        "[time]\nall = \"yes\"\n",
        "[rules.steady]\npreset = \"loud\"\n",
        "[[plan]]\nnmae = \"pro\"\n",
        "[[balance.granted]]\npool = \"message\"\n",
        "[words]\nspent = [\"x\"]\n",
        "[check.app.shop]\nratio = 5\n",
        "[audit.repeated-calls]\nmost-calls = 5\n",
    ] {
        assert!(!faults(text).is_empty(), "{text}");
        assert!(settings(text).is_err(), "{text}");
    }
}
