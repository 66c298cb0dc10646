//! `credits sum FILE… -o part.csv.gz`: a rollup, small and mergeable, which every command reads that sums.

use std::io::Write;

use crate::base::{Untrusted, Zone, figure};
use crate::cli::args::SumArgs;
use crate::cli::error::{Failure, Kind};
use crate::cli::exit::Exit;
use crate::cli::load;
use crate::cli::output;
use crate::cli::read_notes;
use crate::cli::session::Session;
use crate::cli::settings::Output;
use crate::ingest::{self, Log};
use crate::ledger::rollup::{Rolling, RollupTerms};
use crate::render::rollup;

/// The length of a slot, by its name.
const SLOTS: [(&str, u32); 3] = [("15m", 900), ("1h", 3_600), ("1d", 86_400)];

/// The most ways of reading that are printed.
const MOST_WAYS: usize = 3;

pub(crate) fn run(session: &mut Session<'_>, args: &SumArgs) -> Result<Exit, Failure> {
    output::supports(&session.settings.outputs, "sum", &["csv", "parquet"])?;
    let terms = RollupTerms {
        span: span(&args.slot),
        users: !has(&args.without_names, "user"),
        features: has(&args.with, "feature"),
        files: has(&args.with, "files"),
    };
    let inputs = load::specs(session, "sum", &args.files)?;
    let model = session.settings.model.load()?;
    // Which days the slots are of is decided when the rollup is read.
    session.settings.read.zone = Zone::Utc;
    if let Some(path) = &args.like {
        session.settings.read = ingest::like(path, &session.settings.read)?;
    }
    let progress = session.ui.progress();
    let new_sink = |_| Rolling::new(&model, terms);
    let mut advance = |bytes| progress.reached(bytes);
    let (log, parts) = ingest::read_into(&inputs, &session.settings.read, &new_sink, &mut advance)?;
    drop(progress);
    if let Some(tool) = &log.counting.known_export {
        let unit = &log.counting.unit;
        return Err(Failure::new(
            Kind::Input,
            format!(
                "a rollup counts credits of the platform, and this log counts {unit} of {tool}"
            ),
        )
        .hint("credits report reads such an export as it is"));
    }
    if log.snapshot.is_some() {
        return Err(Failure::new(
            Kind::Input,
            "a snapshot has no events, so that nothing can be summed",
        )
        .hint("credits report reads a snapshot as it is"));
    }
    read_notes::write_rejects(session, &log)?;
    read_notes::print_read_notes(session, &log);
    print_decisions(session, &log);
    require_whole(session, &log)?;
    let rules = model.prompt_rules().digest();
    load::check_rules(&log, &rules)?;
    let rows = Rolling::rows(parts);
    // A sum of parts without users has none either.
    let users =
        terms.users && (log.inputs.is_empty() || log.inputs.iter().any(|input| input.users));
    let outputs = session.settings.outputs.clone();
    output::write(&outputs, &mut *session.out, |output: &Output, out: &mut dyn Write| {
        let is_parquet = output.format.as_deref() == Some("parquet");
        let write = if is_parquet { rollup::parquet } else { rollup::csv };
        Ok(write(&rows, &rules, users, out)?)
    })?;
    Ok(Exit::Ok)
}

/// Prints how the logs were read, as flags that read other parts alike. Rollups leave nothing to decide.
fn print_decisions(session: &mut Session<'_>, log: &Log) {
    let mut seen: Vec<String> = Vec::new();
    for input in log.inputs.iter().filter(|input| input.rules.is_none() && input.rows > 0) {
        let flags = ingest::decided(input, &session.settings.read).given().join(" ");
        let is_safe = Untrusted::from(flags.as_str()).for_terminal() == flags;
        if flags.is_empty() || !is_safe || seen.contains(&flags) || seen.len() == MOST_WAYS {
            continue;
        }
        session.ui.note(&format!("{}: read with {flags}", input.path.for_terminal()));
        seen.push(flags);
    }
    if seen.len() > 1 {
        session.ui.warn(
            "the logs are not read alike; if they are parts of one log, --like FILE reads all as one of them is read",
        );
    }
}

/// The length of a slot of `SLOTS` in seconds.
pub(super) fn span(slot: &str) -> u32 {
    SLOTS.iter().find(|(name, _)| *name == slot).map_or(3_600, |(_, span)| *span)
}

pub(super) fn has(list: &[String], word: &str) -> bool {
    list.iter().any(|other| other == word)
}

/// Refuses a log of which something was not read, because a rollup cannot say so, and a gate on it would pass. `--rejects` says that the
/// user knows of rejected rows.
fn require_whole(session: &Session<'_>, log: &Log) -> Result<(), Failure> {
    if let Some(input) = log.inputs.iter().find(|input| input.cut.is_some()) {
        let path = input.path.for_terminal();
        let text = format!("{path} is probably not complete, and a rollup of it could not say so");
        return Err(Failure::new(Kind::Input, text).hint("fetch it again, or take it out"));
    }
    if log.rejects.is_empty() || session.settings.rejects.is_some() {
        return Ok(());
    }
    let rows = figure::counted(log.rejects.len() as u64, "row");
    let text = format!("{rows} could not be read, and a rollup could not say so");
    Err(Failure::new(Kind::Input, text)
        .hint("credits inspect FILE shows them and the flags that may help")
        .hint("--rejects rejects.csv writes them there, and sums the rest"))
}
