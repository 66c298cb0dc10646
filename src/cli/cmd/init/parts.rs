//! The files that `credits init` writes.

use std::fmt::Write as _;

use crate::base::{Day, Instant, Zone};

/// A file to write.
pub(super) struct Part {
    /// The word for `--only`.
    pub name: &'static str,
    pub path: &'static str,
    pub text: String,
}

/// A configuration file that explains every setting.
pub(crate) const CONFIG: &str = include_str!("../../templates/credits.toml");

/// Parts of the recorder: entity, function, wrapper, and the prompt that sets them up.
const RECORDER: [(&str, &str, &str); 4] = [
    (
        "entity",
        "recorder/base44/entities/credit-log.jsonc",
        include_str!("../../templates/credit-log.jsonc"),
    ),
    (
        "function",
        "recorder/base44/functions/record-credits/entry.ts",
        include_str!("../../templates/entry.ts"),
    ),
    ("wrapper", "recorder/src/lib/recorder.js", include_str!("../../templates/recorder.js")),
    ("prompt", "recorder/PROMPT.md", include_str!("../../templates/PROMPT.md")),
];

/// Days of the sheet, today included.
const DAYS: i32 = 31;

/// What the configuration says from the start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Answers {
    pub plan: Option<String>,
    pub cycle_day: Option<String>,
    /// `sheet`, `har`, `recorder`; `None` is the configuration and the recorder.
    pub feed: Option<String>,
}

/// All parts.
pub(super) fn all(answers: &Answers, now: Instant) -> Vec<Part> {
    let recorder = RECORDER.map(|(name, path, text)| Part { name, path, text: text.to_owned() });
    let config = Part { name: "config", path: "credits.toml", text: config(answers) };
    let sheet = Part { name: "sheet", path: "daily-usage.csv", text: sheet(Zone::Utc.day_of(now)) };
    [config, sheet].into_iter().chain(recorder).collect()
}

/// Whether a way to get a log needs a part.
pub(super) fn needs(feed: Option<&str>, part: &Part) -> bool {
    match feed {
        Some("sheet") => matches!(part.name, "config" | "sheet"),
        Some("har") => part.name == "config",
        _ => part.name != "sheet",
    }
}

/// The configuration with the answers in it.
fn config(answers: &Answers) -> String {
    let mut text = CONFIG.to_owned();
    let quoted = answers.plan.as_ref().map(|plan| format!("name = \"{}\"", plan.to_lowercase()));
    let day = answers.cycle_day.as_ref().map(|day| format!("cycle-day = {day}"));
    for (line, value) in [("#name = \"builder\"", quoted), ("#cycle-day = 5", day)] {
        if let Some(value) = value {
            text = text.replacen(line, &value, 1);
        }
    }
    text
}

/// A sheet with a row for each of the last days.
fn sheet(today: Day) -> String {
    let mut text = "date,message credits,integration credits,note\n".to_owned();
    let mut note =
        "Copy the bars of Settings > Credit usage. Leave a day empty if you do not know it.";
    for day in today.plus(1 - DAYS).through(today) {
        let _ = writeln!(text, "{day},,,{note}");
        note = "";
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::setting_names::KEYS;
    use crate::cli::{config, testing};

    /// The template with its commented settings switched on. A comment in words has a space after
    /// `#`; a setting has none.
    fn switched_on() -> String {
        CONFIG
            .lines()
            .map(|line| {
                line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line)
            })
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn the_template_names_every_setting_and_parses_with_each_switched_on() {
        config::parse("credits.toml", CONFIG).unwrap();
        let layer = config::parse("credits.toml", &switched_on()).unwrap();
        for key in KEYS {
            assert!(layer.values.contains_key(key.name), "{} is not in the template", key.place);
        }
        assert!(!layer.granted.is_empty());
    }

    #[test]
    fn the_answers_are_in_the_configuration() {
        let answers = Answers {
            plan: Some("Builder".to_owned()),
            cycle_day: Some("17".to_owned()),
            feed: None,
        };
        let layer = config::parse("credits.toml", &super::config(&answers)).unwrap();
        assert!(layer.values.contains_key("plan") && layer.values.contains_key("cycle-day"));
        assert!(super::config(&answers).contains("\nname = \"builder\"\n"));
        assert_eq!(super::config(&Answers::default()), CONFIG);
    }

    #[test]
    fn the_recorder_writes_fields_that_the_canonical_log_has() {
        let parts = all(&Answers::default(), testing::env().now);
        let entity = &parts.iter().find(|part| part.name == "entity").unwrap().text;
        let plain: Vec<&str> =
            entity.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let entity: serde_json::Value = serde_json::from_str(&plain.join("\n")).unwrap();
        let header = "id,timestamp,app,user,pool,operation,model,quantity,scope,feature,files,credits,status,prompt,metadata";
        let fields: Vec<&str> = header.split(',').collect();
        for name in entity["properties"].as_object().unwrap().keys() {
            assert!(fields.contains(&name.as_str()), "{name}");
        }
        assert_eq!(entity["name"], "CreditLog");
        assert_eq!(entity["rls"]["create"], false);
    }
}
