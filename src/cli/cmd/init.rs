//! `credits init [DIR]`: writes a commented configuration file, and a way to get a log: a sheet to type the daily chart into, or a
//! recorder for the app.

mod ask;
mod parts;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::cli::args::InitArgs;
use crate::cli::error::{Failure, Kind};
use crate::cli::exit::Exit;
use crate::cli::session::Session;
use crate::model::plan;
use parts::{Answers, Part};

pub(crate) fn run(session: &mut Session<'_>, args: &InitArgs) -> Result<Exit, Failure> {
    let print = args.stdout || args.dir == "-";
    let only = args.only.as_deref().or(args.template.then_some("sheet"));
    // Printed, one part only: several files on one stream could not be told apart.
    let only = only.or(print.then_some("config"));
    let mut answers = checked(args)?;
    let terminal = session.env.terminal;
    if only.is_none() && terminal.keyboard && terminal.stderr {
        answers = ask::ask(session, answers);
    }
    let mut parts = parts::all(&answers, session.settings.now);
    match only {
        Some(name) => parts.retain(|part| part.name == name),
        None => parts.retain(|part| parts::needs(answers.feed.as_deref(), part)),
    }
    if print {
        for part in parts {
            session.out.write_all(part.text.as_bytes())?;
        }
        return Ok(Exit::Ok);
    }
    let dir = Path::new(&args.dir);
    let places: Vec<(PathBuf, &Part)> =
        parts.iter().map(|part| (dir.join(part.path), part)).collect();
    // All or none: write nothing if a file would be lost.
    if let Some((place, _)) = places.iter().find(|(place, _)| place.exists() && !args.force) {
        let failure = Failure::new(Kind::Output, "the file exists already").at(
            place.display().to_string(),
            None,
            None,
        );
        return Err(failure
            .hint("--force replaces it")
            .hint("credits init - prints the configuration instead"));
    }
    for (place, part) in &places {
        write(place, &part.text, args.force)?;
        session.ui.note(&format!("wrote {}", place.display()));
    }
    let way = answers.feed.as_deref().or(only).unwrap_or("recorder");
    for step in next(way) {
        session.ui.note(step);
    }
    Ok(Exit::Ok)
}

/// The flags, if each says something that exists.
fn checked(args: &InitArgs) -> Result<Answers, Failure> {
    let wrong = |message: String| Failure::new(Kind::Usage, message);
    if let Some(name) = &args.plan
        && let Err(error) = plan::find(name)
    {
        return Err(wrong(format!("--plan: {error}")).hint("credits plans lists them"));
    }
    if let Some(day) = &args.cycle_day
        && !day.parse().is_ok_and(|day| (1..=31).contains(&day))
    {
        return Err(wrong(format!("--cycle-day: {day:?} is not a day of a month, 1 to 31")));
    }
    Ok(Answers {
        plan: args.plan.clone(),
        cycle_day: args.cycle_day.clone(),
        feed: args.feed.clone(),
    })
}

/// What to do next.
fn next(way: &str) -> &'static [&'static str] {
    match way {
        "sheet" => &[
            "next: open Settings > Credit usage in the builder, type the bars of each day into daily-usage.csv (0 if nothing was used), then run credits report daily-usage.csv",
        ],
        "har" => &[
            "next: in the browser press F12, open the tab Network, reload Settings > Credit usage, and choose \"Save all as HAR\"; then run credits inspect page.har",
        ],
        "recorder" => &[
            "next: recorder/PROMPT.md sets up the recorder with one prompt to the builder, and says what that costs",
            "other ways to get a log: credits init --template writes a sheet for the daily chart; --feed har reads the page's traffic",
        ],
        _ => &[],
    }
}

fn write(place: &Path, text: &str, force: bool) -> anyhow::Result<()> {
    if let Some(dir) = place.parent() {
        std::fs::create_dir_all(dir)
            .with_context(|| format!("cannot create the folder {}", dir.display()))?;
    }
    let mut options = std::fs::File::options();
    options.write(true);
    if force {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    let written = options.open(place).and_then(|mut file| file.write_all(text.as_bytes()));
    written.with_context(|| format!("cannot write {}", place.display()))
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::parts::CONFIG;
    use super::*;
    use crate::cli::testing;

    #[test]
    fn nothing_is_written_over_unless_forced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("recorder/base44/entities/credit-log.jsonc");
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, "mine").unwrap();
        let place = dir.path().display().to_string();
        let (exit, out, err) = testing::run(&testing::env(), &["init", &place]);
        assert_eq!((exit, out.as_str()), (Exit::Error, ""));
        assert!(err.contains("credit-log.jsonc: the file exists already"), "{err}");
        assert!(!dir.path().join("credits.toml").exists());
        let (exit, _, _) = testing::run(&testing::env(), &["init", &place, "--force"]);
        assert_eq!(exit, Exit::Ok);
        assert_eq!(std::fs::read_to_string(dir.path().join("credits.toml")).unwrap(), CONFIG);
        assert!(std::fs::read_to_string(&path).unwrap().contains("CreditLog"));
        assert!(!dir.path().join("daily-usage.csv").exists());
    }

    #[test]
    fn printed_it_is_one_file_and_no_note() {
        assert_eq!(
            testing::run(&testing::env(), &["init", "-"]),
            (Exit::Ok, CONFIG.to_owned(), String::new())
        );
        let (_, entity, _) =
            testing::run(&testing::env(), &["init", "--stdout", "--only", "entity"]);
        assert!(entity.contains("\"name\": \"CreditLog\""));
    }

    #[test]
    fn a_sheet_reads_as_far_as_it_is_filled_in() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().display().to_string();
        let (exit, _, err) = testing::run(&testing::env(), &["init", &place, "--template"]);
        assert_eq!(exit, Exit::Ok);
        assert!(err.contains("Settings > Credit usage"), "{err}");
        let path = dir.path().join("daily-usage.csv");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.lines().last().unwrap().starts_with("2026-05-20,,,"), "{text}");
        let filled = text
            .replace("2026-05-01,,", "2026-05-01,3,120")
            .replace("2026-05-02,,", "2026-05-02,0,7");
        std::fs::write(&path, filled).unwrap();
        let (exit, out, err) =
            testing::run(&testing::env(), &["report", &path.display().to_string(), "--all", "-j"]);
        assert_eq!(exit, Exit::Ok, "{err}");
        let report: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(report["pools"]["integration"]["credits"], "127");
        assert_eq!(
            (&report["as_of"], &report["quality"]["unpriced"]),
            (&"2026-05-02".into(), &0.into())
        );
    }

    #[test]
    fn on_a_terminal_it_asks() {
        let dir = tempfile::tempdir().unwrap();
        let mut env = testing::env();
        env.terminal.keyboard = true;
        env.terminal.stderr = true;
        let place = dir.path().display().to_string();
        let args = ["credits", "init", &place].map(OsString::from);
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut typed = "bilder\nbuilder\n17\n1\n".as_bytes();
        let exit = crate::cli::run(args, &env, &mut typed, &mut out, &mut err);
        assert_eq!(exit, Exit::Ok, "{}", String::from_utf8_lossy(&err));
        let config = std::fs::read_to_string(dir.path().join("credits.toml")).unwrap();
        assert!(config.contains("\nname = \"builder\"\n") && config.contains("\ncycle-day = 17\n"));
        assert!(dir.path().join("daily-usage.csv").exists());
        assert!(!dir.path().join("recorder").exists());
    }

    #[test]
    fn a_flag_that_says_nothing_is_an_error() {
        for args in [["init", "--plan", "bilder"], ["init", "--cycle-day", "32"]] {
            assert_eq!(testing::run(&testing::env(), &args).0, Exit::Error, "{args:?}");
        }
    }
}
