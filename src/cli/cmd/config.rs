//! `credits config`: every setting in force, and where it comes from.

use serde::Serialize;

use crate::base::Untrusted;
use crate::cli::error::{Failure, ToolName};
use crate::cli::exit::Exit;
use crate::cli::origin::{Merged, WordText};
use crate::cli::session::Session;
use crate::cli::setting_names::{KEYS, Key};
use crate::render::listing::columns;

/// Writes JSON only if it is asked for on the command line: a format in the file or a variable is
/// for reports.
pub(crate) fn run(session: &mut Session<'_>) -> Result<Exit, Failure> {
    let settings = &session.settings;
    let mut rows: Vec<Row> = KEYS.iter().map(|key| row(key, &settings.written)).collect();
    rows.extend(lists(&settings.written));
    let file = settings.config_file.as_ref().map(|p| p.display().to_string());
    if settings.typed_json() {
        let page = Page {
            schema: "credits.config/1",
            tool: ToolName::THIS,
            config_file: file,
            settings: &rows,
        };
        serde_json::to_writer_pretty(&mut *session.out, &page)?;
        writeln!(session.out)?;
    } else {
        let width = session.list_width();
        session.out.write_all(text(&rows, file.as_deref(), width).as_bytes())?;
    }
    Ok(Exit::Ok)
}

#[derive(Serialize)]
struct Page<'a> {
    schema: &'a str,
    tool: ToolName<'static>,
    config_file: Option<String>,
    settings: &'a [Row],
}

#[derive(Serialize)]
struct Row {
    /// Table and key in the configuration file.
    setting: String,
    /// Null if it can only be set in the file.
    flag: Option<String>,
    variable: Option<String>,
    /// As written; null if nobody set it.
    value: Option<Vec<String>>,
    /// Where it was written; null if nobody set it.
    source: Option<String>,
    /// What happens if nobody sets it.
    otherwise: Option<String>,
}

fn row(key: &Key, written: &Merged) -> Row {
    let texts = written.all(key.name);
    let show = |text: &str| {
        if key.name == "redact-key" { "(set, not shown)".to_owned() } else { text.to_owned() }
    };
    Row {
        setting: key.place.to_owned(),
        flag: key.is_flag().then(|| format!("--{}", key.name)),
        variable: key.is_flag().then(|| key.variable()),
        value: (!texts.is_empty()).then(|| texts.iter().map(|t| show(&t.text)).collect()),
        source: texts.last().map(|t| t.origin.to_string()),
        otherwise: texts.is_empty().then(|| key.unset.to_owned()),
    }
}

/// The lists that can only be set in the configuration file.
fn lists(written: &Merged) -> Vec<Row> {
    let list = |setting: &str, value: Vec<String>, source: Option<String>| Row {
        setting: setting.to_owned(),
        flag: None,
        variable: None,
        value: Some(value),
        source,
        otherwise: None,
    };
    let mut rows = Vec::new();
    for plan in &written.history {
        let from = plan.from.as_ref().map(|t| format!("from {}", t.text));
        let parts = [from, plan.name.as_ref().map(|t| t.text.clone())].into_iter().flatten();
        let value = parts.chain(plan.allowance.iter().map(|t| t.text.clone())).collect();
        let origin = plan
            .from
            .as_ref()
            .or(plan.name.as_ref())
            .or(plan.allowance.first())
            .map(|t| t.origin.to_string());
        rows.push(list("[[plan]]", value, origin));
    }
    for threshold in &written.audit {
        let table = threshold
            .detector
            .as_ref()
            .map_or_else(|| "audit".to_owned(), |detector| format!("audit.{detector}"));
        let setting = format!("{table}.{}", threshold.name);
        rows.push(list(
            &setting,
            vec![threshold.value.text.clone()],
            Some(threshold.value.origin.to_string()),
        ));
    }
    for WordText { list: name, word } in &written.words {
        let setting = format!("words.{name}");
        rows.push(list(&setting, vec![word.text.clone()], Some(word.origin.to_string())));
    }
    for grant in &written.granted {
        let value = vec![format!("{} {}={}", grant.date.text, grant.pool.text, grant.credits.text)];
        rows.push(list("[[balance.granted]]", value, Some(grant.date.origin.to_string())));
    }
    rows
}

fn text(rows: &[Row], file: Option<&str>, width: Option<usize>) -> String {
    let safe = |text: &str| Untrusted::from(text).for_terminal();
    let cells = |row: &Row| {
        let value = row.value.as_ref().map(|v| safe(&v.join(", ")));
        let otherwise = row.otherwise.as_ref().map(|o| format!("({o})"));
        vec![
            row.setting.clone(),
            value.or(otherwise).unwrap_or_default(),
            row.source.as_deref().map(safe).unwrap_or_default(),
        ]
    };
    let table = columns(&rows.iter().map(cells).collect::<Vec<_>>(), &[], width);
    let file = file.map_or_else(
        || "no configuration file".to_owned(),
        |name| format!("configuration file: {}", safe(name)),
    );
    format!(
        "{table}\n{file}\nA flag wins over a variable, a variable over the file. In brackets: not set.\n"
    )
}
