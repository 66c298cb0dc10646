//! Tells how a log was read: notes and warnings on stderr, and the file of rejected rows.

use std::collections::BTreeMap;
use std::io::Write;

use super::error::Failure;
use super::output;
use super::session::Session;
use super::settings::{Output, Target};
use crate::base::figure;
use crate::ingest::Log;
use crate::render;

/// Writes the rejected rows to the file of `--rejects`.
pub(crate) fn write_rejects(session: &mut Session<'_>, log: &Log) -> Result<(), Failure> {
    let Some(path) = session.settings.rejects.clone() else { return Ok(()) };
    let hidden = session.settings.redact.text;
    let target = if path.as_os_str() == "-" { Target::Stdout } else { Target::File(path) };
    let target = Output { format: Some("csv".to_owned()), target };
    output::write(&[target], &mut *session.out, |_, out: &mut dyn Write| {
        Ok(render::rejects::csv(
            log.inputs.iter().map(|i| &i.path).collect::<Vec<_>>().as_slice(),
            &log.rejects,
            hidden,
            out,
        )?)
    })
}

/// Prints how the log was read: notes, the mapping (with `-v`), rejects and conflicting ids.
pub(crate) fn print_read_notes(session: &mut Session<'_>, log: &Log) {
    let path = |input: Option<u32>| {
        input
            .and_then(|i| log.inputs.get(i as usize))
            .map(|i| format!("{}: ", i.path.for_terminal()))
    };
    for note in &log.notes {
        let text = format!("{}{}", path(note.input).unwrap_or_default(), note.text);
        if note.uncertain {
            session.ui.warn(&text);
        } else {
            session.ui.note(&text);
        }
    }
    for input in &log.inputs {
        for mapped in &input.mapping {
            session.ui.detail(&format!(
                "{}: {} = {} ({})",
                input.path.for_terminal(),
                mapped.role,
                mapped.column.for_terminal(),
                mapped.why
            ));
        }
    }
    if let Some(first) = log.rejects.first() {
        let place = path(Some(first.input)).unwrap_or_default();
        let place = format!("{}:{}", place.trim_end_matches(": "), first.line);
        session.ui.warn(&rejected(log, &place));
    }
    if log.conflicting_ids > 0 {
        session.ui.warn(&format!(
            "found {} on rows with different contents; all of these rows were counted \
             (credits explain conflicting-ids)",
            figure::counted(log.conflicting_ids, "id")
        ));
    }
}

/// `rejected 3 rows (bad-amount 2, no-time 1), …`
fn rejected(log: &Log, first: &str) -> String {
    let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
    for reject in &log.rejects {
        *reasons.entry(reject.reason).or_default() += 1;
    }
    let list: Vec<String> =
        reasons.iter().map(|(reason, rows)| format!("{reason} {}", figure::count(*rows))).collect();
    let rows = figure::counted(log.rejects.len() as u64, "row");
    format!(
        "rejected {rows} ({}), the first at {first}; --rejects FILE lists them, credits explain \
         REASON says why",
        list.join(", ")
    )
}
