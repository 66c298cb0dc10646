//! `credits init [DIR]`: writes a commented configuration file, and a recorder for apps that keep no
//! log.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::cli::args::InitArgs;
use crate::cli::error::{Failure, Kind};
use crate::cli::exit::Exit;
use crate::cli::session::Session;

/// A file to write.
struct Part {
    /// The word for `--only`.
    name: &'static str,
    path: &'static str,
    text: &'static str,
}

/// A configuration file that explains every setting.
pub(crate) const CONFIG: &str = include_str!("../templates/credits.toml");

const PARTS: [Part; 3] = [
    Part { name: "config", path: "credits.toml", text: CONFIG },
    Part {
        name: "entity",
        path: "recorder/entities/CreditLog.json",
        text: include_str!("../templates/CreditLog.json"),
    },
    Part {
        name: "function",
        path: "recorder/functions/record-credits/entry.ts",
        text: include_str!("../templates/entry.ts"),
    },
];

pub(crate) fn run(session: &mut Session<'_>, args: &InitArgs) -> Result<Exit, Failure> {
    let print = args.stdout || args.dir == "-";
    // Printed, one part only: three files on one stream could not be told apart.
    let only = args.only.as_deref().or(print.then_some("config"));
    let parts: Vec<&Part> =
        PARTS.iter().filter(|part| only.is_none_or(|name| name == part.name)).collect();
    if print {
        for part in parts {
            session.out.write_all(part.text.as_bytes())?;
        }
        return Ok(Exit::Ok);
    }
    let dir = Path::new(&args.dir);
    let places: Vec<(PathBuf, &Part)> =
        parts.into_iter().map(|part| (dir.join(part.path), part)).collect();
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
        write(place, part.text, args.force)?;
        session.ui.note(&format!("wrote {}", place.display()));
    }
    if only.is_none() {
        session.ui.note(
            "next: set your plan in credits.toml; add the entity and the function to your app, and \
             call the function wherever the app uses credits",
        );
    }
    Ok(Exit::Ok)
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
    fn the_recorder_writes_fields_that_the_canonical_log_has() {
        let entity: serde_json::Value = serde_json::from_str(PARTS[1].text).unwrap();
        let header = "id,timestamp,app,user,pool,operation,model,quantity,scope,feature,files,credits,status,prompt,metadata";
        let fields: Vec<&str> = header.split(',').collect();
        for name in entity["properties"].as_object().unwrap().keys() {
            assert!(fields.contains(&name.as_str()), "{name}");
        }
        assert_eq!(entity["name"], "CreditLog");
    }

    #[test]
    fn nothing_is_written_over_unless_forced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("recorder/entities/CreditLog.json");
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, "mine").unwrap();
        let place = dir.path().display().to_string();
        let (exit, out, err) = testing::run(&testing::env(), &["init", &place]);
        assert_eq!((exit, out.as_str()), (Exit::Error, ""));
        assert!(err.contains("CreditLog.json: the file exists already"), "{err}");
        assert!(!dir.path().join("credits.toml").exists());
        let (exit, _, _) = testing::run(&testing::env(), &["init", &place, "--force"]);
        assert_eq!(exit, Exit::Ok);
        assert_eq!(std::fs::read_to_string(dir.path().join("credits.toml")).unwrap(), CONFIG);
        assert!(std::fs::read_to_string(&path).unwrap().contains("CreditLog"));
    }

    #[test]
    fn printed_it_is_one_file_and_no_note() {
        assert_eq!(
            testing::run(&testing::env(), &["init", "-"]),
            (Exit::Ok, CONFIG.to_owned(), String::new())
        );
        let (_, entity, _) =
            testing::run(&testing::env(), &["init", "--stdout", "--only", "entity"]);
        assert_eq!(entity, PARTS[1].text);
    }
}
