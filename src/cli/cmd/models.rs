//! `credits models [list|show|diff|check]`: the rate cards.

use std::path::Path;

use serde::Serialize;

use crate::base::{Day, Zone};
use crate::cli::args::ModelsAction;
use crate::cli::error::{Failure, ToolName};
use crate::cli::exit::Exit;
use crate::cli::session::Session;
use crate::cli::settings::ModelChoice;
use crate::cli::version::in_words as newest_in_words;
use crate::model::{CardView, Change, LineView, Model, catalog, describe};
use crate::render::listing::columns;

pub(crate) fn run(
    session: &mut Session<'_>,
    action: Option<&ModelsAction>,
) -> Result<Exit, Failure> {
    match action {
        None | Some(ModelsAction::List) => list(session),
        Some(ModelsAction::Show { which, .. }) => show(session, which.as_deref()),
        Some(ModelsAction::Diff { before, after, .. }) => diff(session, before, after),
        Some(ModelsAction::Check { file }) => check(session, file),
    }
}

fn list(session: &mut Session<'_>) -> Result<Exit, Failure> {
    let cards = catalog::list();
    if session.settings.json_on_stdout() {
        let card = |c: &crate::model::CardInfo| Card {
            name: c.name.clone(),
            from: c.effective_from,
            extends: c.extends.clone(),
            checked_on: c.checked_on,
            source: c.source.clone(),
        };
        return json(session, "credits.models/1", &cards.iter().map(card).collect::<Vec<_>>());
    }
    let mut rows =
        vec![["name", "in force from", "checked on", "source"].map(str::to_owned).to_vec()];
    for card in &cards {
        let from = match (card.effective_from, card.provider.as_deref()) {
            _ if !card.name.starts_with(crate::model::SERIES) => "only by name".to_owned(),
            (Some(day), _) => day.to_string(),
            (None, _) => "the beginning".to_owned(),
        };
        let checked = card.checked_on.map(|day| day.to_string()).unwrap_or_default();
        rows.push(vec![card.name.clone(), from, checked, card.source.clone().unwrap_or_default()]);
    }
    let series = crate::model::SERIES;
    let table = columns(&rows, &[], session.list_width());
    write!(
        session.out,
        "{table}\n{series}, the default, prices each event by the card in force on its UTC day\n\n{}\n",
        how_to_renew()
    )?;
    Ok(Exit::Ok)
}

/// How old the newest prices are, and how to use newer ones without a newer program.
fn how_to_renew() -> String {
    let newest = catalog::newest();
    let age = newest_in_words(&newest);
    format!(
        "{age}.\n\
         If the platform changed a price since, put it into a card of your own, mine.toml:\n\n  \
           extends = \"{series}\"\n\n  \
           [[class]]\n  \
           id = \"discuss\"\n  \
           from = \"2026-12-01\"\n  \
           price = {{ flat = \"0.5\" }}\n\n\
         Check it with credits models check mine.toml; use it with --model mine.toml, or for good as\n\
         use = \"mine.toml\" below [model] in credits.toml. A newer release brings newer cards.",
        series = crate::model::SERIES
    )
}

fn show(session: &mut Session<'_>, which: Option<&str>) -> Result<Exit, Failure> {
    let card = view(session, which)?;
    if session.settings.json_on_stdout() {
        return json(
            session,
            "credits.model/1",
            &card.lines.iter().map(Line::of).collect::<Vec<_>>(),
        );
    }
    let mut rows =
        vec![["class", "credits", "firmness", "pool", "since", ""].map(str::to_owned).to_vec()];
    for line in &card.lines {
        let since = line.from.map(|day| day.to_string()).unwrap_or_default();
        rows.push(vec![
            line.class.clone(),
            line.price_in_words(),
            line.exactness.name().to_owned(),
            line.pool.to_string(),
            since,
            line.title.clone(),
        ]);
    }
    writeln!(session.out, "{}", heading(&card))?;
    write!(session.out, "\n{}", columns(&rows, &[], session.list_width()))?;
    for line in &card.lines {
        for (word, text) in [("note", &line.note), ("others say", &line.conflict)] {
            if let Some(text) = text {
                write!(session.out, "\n{} · {word}: {text}", line.class)?;
            }
        }
    }
    writeln!(session.out)?;
    Ok(Exit::Ok)
}

fn diff(session: &mut Session<'_>, before: &str, after: &str) -> Result<Exit, Failure> {
    let (first, second) = (view(session, Some(before))?, view(session, Some(after))?);
    let changes = describe::diff(&first, &second);
    if session.settings.json_on_stdout() {
        return json(
            session,
            "credits.model-diff/1",
            &changes.iter().map(Difference::of).collect::<Vec<_>>(),
        );
    }
    let mut rows = Vec::new();
    for change in &changes {
        rows.push(match change {
            Change::Added(line) => {
                vec!["+".into(), line.class.clone(), in_words(line), line.title.clone()]
            }
            Change::Removed(line) => {
                vec!["-".into(), line.class.clone(), in_words(line), line.title.clone()]
            }
            Change::Changed { before, after } => {
                let (was, is) = (in_words(before), in_words(after));
                let what = if was == is {
                    format!("{is}, computed in another way")
                } else {
                    format!("{was} → {is}")
                };
                vec!["~".into(), after.class.clone(), what, after.title.clone()]
            }
        });
    }
    writeln!(session.out, "{}\n{}\n", heading(&first), heading(&second))?;
    if rows.is_empty() {
        writeln!(session.out, "nothing changed")?;
    } else {
        session.out.write_all(columns(&rows, &[], session.list_width()).as_bytes())?;
    }
    Ok(Exit::Ok)
}

fn check(session: &mut Session<'_>, file: &Path) -> Result<Exit, Failure> {
    let model = ModelChoice::File(file.to_path_buf()).load()?;
    let lines = model.view(None).lines.len();
    writeln!(
        session.out,
        "{}: no errors; {lines} classes, card name {}",
        file.display(),
        model.name()
    )?;
    Ok(Exit::Ok)
}

/// The prices of a day in the chosen series, or of a card by its name; today's if neither is named.
fn view(session: &Session<'_>, which: Option<&str>) -> Result<CardView, Failure> {
    let day = match which.map(|text| (text, text.parse::<Day>())) {
        None => Zone::Utc.day_of(session.env.now),
        Some((_, Ok(day))) => day,
        Some((name, Err(_))) => return Ok(Model::builtin(name)?.view(None)),
    };
    Ok(session.settings.model.load()?.view(Some(day)))
}

fn heading(card: &CardView) -> String {
    let from = card.info.effective_from.map_or_else(
        || "in force from the beginning".to_owned(),
        |day| format!("in force from {day}"),
    );
    let source = card.info.source.as_ref().map(|s| format!(" · {s}")).unwrap_or_default();
    let checked =
        card.info.checked_on.map(|day| format!(" · checked on {day}")).unwrap_or_default();
    format!("{}: {from}{checked}{source}", card.info.name)
}

fn in_words(line: &LineView) -> String {
    format!("{} ({})", line.price_in_words(), line.exactness.name())
}

fn json<T: Serialize>(
    session: &mut Session<'_>,
    schema: &'static str,
    rows: &[T],
) -> Result<Exit, Failure> {
    serde_json::to_writer_pretty(&mut *session.out, &Page { schema, tool: ToolName::THIS, rows })?;
    writeln!(session.out)?;
    Ok(Exit::Ok)
}

#[derive(Serialize)]
struct Page<'a, T> {
    schema: &'static str,
    tool: ToolName<'static>,
    rows: &'a [T],
}

#[derive(Serialize)]
struct Card {
    name: String,
    from: Option<Day>,
    extends: Option<String>,
    checked_on: Option<Day>,
    source: Option<String>,
}

#[derive(Serialize)]
struct Line {
    class: String,
    title: String,
    pool: String,
    source: String,
    price: String,
    /// The price of a scoped prompt, if it differs.
    price_if_scoped: Option<String>,
    exactness: &'static str,
    from: Option<Day>,
    card: String,
    cited: Option<String>,
    note: Option<String>,
    conflict: Option<String>,
}

impl Line {
    fn of(line: &LineView) -> Self {
        Self {
            class: line.class.clone(),
            title: line.title.clone(),
            pool: line.pool.to_string(),
            source: line.source.to_string(),
            price: line.rate.in_words(),
            price_if_scoped: line.scoped_price_in_words(),
            exactness: line.exactness.name(),
            from: line.from,
            card: line.card.clone(),
            cited: line.cited.clone(),
            note: line.note.clone(),
            conflict: line.conflict.clone(),
        }
    }
}

#[derive(Serialize)]
struct Difference {
    change: &'static str,
    before: Option<Line>,
    after: Option<Line>,
}

impl Difference {
    fn of(change: &Change) -> Self {
        match change {
            Change::Added(line) => {
                Self { change: "added", before: None, after: Some(Line::of(line)) }
            }
            Change::Removed(line) => {
                Self { change: "removed", before: Some(Line::of(line)), after: None }
            }
            Change::Changed { before, after } => Self {
                change: "changed",
                before: Some(Line::of(before)),
                after: Some(Line::of(after)),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::cli::exit::Exit;
    use crate::cli::testing::{env, run};

    fn rows(args: &[&str]) -> Vec<serde_json::Value> {
        let (exit, out, err) = run(&env(), args);
        assert_eq!((exit, err.as_str()), (Exit::Ok, ""));
        let page: serde_json::Value = serde_json::from_str(&out).unwrap();
        page["rows"].as_array().unwrap().clone()
    }

    #[test]
    fn the_price_of_a_day_is_that_of_the_card_in_force() {
        let discuss = |day: &str| {
            rows(&["models", "show", day, "-j"])
                .into_iter()
                .find(|r| r["class"] == "discuss")
                .unwrap()
        };
        assert_eq!(
            (&discuss("2026-05-20")["price"], &discuss("2026-05-20")["exactness"]),
            (&"0.3".into(), &"exact".into())
        );
        // No scale of prompts before December 2025: every one cost 1.
        let classes = |day: &str| {
            rows(&["models", "show", day, "-j"])
                .into_iter()
                .map(|r| r["class"].clone())
                .collect::<Vec<_>>()
        };
        assert!(classes("2025-06-01").contains(&"build.flat".into()));
        assert!(!classes("2026-05-20").contains(&"build.flat".into()));
    }

    #[test]
    fn a_scoped_price_is_printed_as_it_is_charged() {
        let rows = rows(&["models", "show", "audit-2026-05", "-j"]);
        let simple = rows.iter().find(|row| row["class"] == "build.simple").unwrap();
        assert_eq!(
            (&simple["price"], &simple["price_if_scoped"]),
            (&"5–15, typically 10".into(), &"1–3, typically 2".into())
        );
        for args in [
            &["models", "show", "audit-2026-05"][..],
            &["models", "diff", "base44-2026-03", "audit-2026-05"],
        ] {
            let (_, out, _) = run(&env(), args);
            assert!(out.contains("5–15, typically 10; scoped: 1–3, typically 2"), "{out}");
        }
    }

    #[test]
    fn a_diff_says_what_came_what_went_and_what_changed() {
        let changes = rows(&["models", "diff", "2025-06-01", "2026-05-20", "-j"]);
        let change = |class: &str, side: &str| {
            changes.iter().find(|c| c[side]["class"] == class).map(|c| c["change"].clone())
        };
        assert_eq!(change("build.flat", "before"), Some("removed".into()));
        assert_eq!(change("build.app-wide", "after"), Some("added".into()));
        let (_, same, _) = run(&env(), &["models", "diff", "2026-05-20", "2026-05-21"]);
        assert!(same.ends_with("\nnothing changed\n"), "{same}");
    }

    #[test]
    fn a_card_that_is_not_sound_is_an_error_with_its_place() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("my.toml");
        std::fs::write(&path, "nonsense = 1\n").unwrap();
        let (exit, out, err) = run(&env(), &["models", "check", &path.display().to_string()]);
        assert_eq!((exit, out.as_str()), (Exit::Error, ""));
        assert!(err.starts_with(&format!("error: {}:1:1: ", path.display())), "{err}");
        let (exit, _, err) = run(&env(), &["models", "show", "base45"]);
        assert_eq!(exit, Exit::Error);
        assert!(err.contains("base44-2026-03"), "{err}");
    }

    #[test]
    fn the_card_that_the_list_shows_is_a_sound_one() {
        let (_, out, _) = run(&env(), &["models"]);
        let card: Vec<&str> = out.lines().filter_map(|line| line.strip_prefix("  ")).collect();
        assert!(card.len() >= 5, "{out}");
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mine.toml");
        std::fs::write(&path, card.join("\n")).unwrap();
        let (exit, _, err) = run(&env(), &["models", "check", &path.display().to_string()]);
        assert_eq!((exit, err.as_str()), (Exit::Ok, ""));
    }

    #[test]
    fn all_cards_are_listed() {
        let (_, out, _) = run(&env(), &["models"]);
        for name in crate::model::catalog::names().iter().skip(1) {
            assert!(out.lines().any(|l| l.starts_with(name.as_str())), "{name}");
        }
        assert_eq!(rows(&["models", "list", "-j"]).len(), crate::model::catalog::list().len());
    }
}
