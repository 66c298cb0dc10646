//! The rate cards.

use serde::Serialize;

use super::Session;
use crate::cli::args::ModelsAction;
use crate::cli::error::{Failure, Kind, ToolName};
use crate::cli::exit::Exit;
use crate::cli::known;

#[derive(Serialize)]
struct Page {
    schema: &'static str,
    tool: ToolName<'static>,
    models: Vec<String>,
}

/// `credits models [list|show|diff|check]`
pub fn run(session: &mut Session<'_>, action: Option<&ModelsAction>) -> Result<Exit, Failure> {
    match action {
        None | Some(ModelsAction::List) => list(session),
        Some(_) => Err(Failure::new(Kind::Model, "prices cannot be shown in this build")),
    }
}

fn list(session: &mut Session<'_>) -> Result<Exit, Failure> {
    let models = known::models();
    if session.settings.json_on_stdout() {
        serde_json::to_writer_pretty(&mut *session.out, &Page { schema: "credits.models/1", tool: ToolName::THIS, models })?;
        writeln!(session.out)?;
    } else {
        writeln!(session.out, "{}", models.join("\n"))?;
    }
    Ok(Exit::Ok)
}
