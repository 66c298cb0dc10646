//! Files of `--reported-used`: totals and readings of the platform, with which the log is compared.

use std::collections::BTreeMap;

use crate::audit::reconcile::{Reading, ReportedTotal};
use crate::cli::error::Failure;
use crate::cli::session::Session;
use crate::cli::settings::audit::is_file;
use crate::event::Pool;
use crate::ingest::record::sniff::AS_A_SNAPSHOT;
use crate::ingest::{self, InputSpec, Log, ReadOptions, Snapshot};
use crate::report::{AuditRequest, Request};

/// Reads the files and adds what they say.
pub(super) fn add(
    session: &mut Session<'_>,
    request: &Request,
    wanted: &mut AuditRequest,
) -> Result<(), Failure> {
    let files = session.settings.written.all("reported-used").iter().filter(|text| is_file(text));
    for file in files.cloned().collect::<Vec<_>>() {
        let options = ReadOptions {
            from: Some(AS_A_SNAPSHOT.to_owned()),
            map: Vec::new(),
            ..session.settings.read.clone()
        };
        let log = ingest::read(&[InputSpec::path(file.text)?], &options, &mut |_| {})?;
        for note in &log.notes {
            session.ui.note(&note.text);
        }
        let Some(snapshot) = &log.snapshot else { continue };
        if snapshot.is_of_readings {
            wanted.readings.extend(readings(snapshot, request));
        } else {
            wanted.totals.extend(totals(&log, snapshot));
        }
    }
    Ok(())
}

/// The last reading of each pool. What is left says what was used if the allowance is known.
fn readings(snapshot: &Snapshot, request: &Request) -> Vec<Reading> {
    let used = |pool: Pool, reading: &ingest::Reading| {
        let allowance = request.allowance_on(pool, reading.day);
        let allowance = allowance.or_else(|| snapshot.limits.get(&pool).copied());
        reading.used.or_else(|| Some(allowance? - reading.left?))
    };
    let all = snapshot.readings.iter();
    all.filter_map(|(pool, reading)| {
        Some(Reading { pool: *pool, day: Some(reading.day), used: used(*pool, reading)? })
    })
    .collect()
}

/// The total of each pool, unless the file lists only parts of it, and the total of each app.
fn totals(log: &Log, snapshot: &Snapshot) -> Vec<ReportedTotal> {
    let mut sums = BTreeMap::new();
    for event in &log.events {
        let credits = event.reported.map_or_else(Default::default, |reported| reported.credits);
        let pool = event.pool.unwrap_or(Pool::Unassigned);
        let app = event.app.map(|app| log.symbols.name(app).to_owned());
        let whole = (!snapshot.is_part).then_some((pool, None));
        for key in whole.into_iter().chain(app.map(|app| (pool, Some(app)))) {
            let sum = sums.entry(key).or_insert(crate::base::Credits::ZERO);
            *sum += credits;
        }
    }
    let total = |((pool, app), used): ((Pool, Option<String>), crate::base::Credits)| {
        let id = app.as_ref().and_then(|app| snapshot.ids.get(app)).cloned();
        let app = app.into_iter().chain(id).collect();
        ReportedTotal { app, pool, from: snapshot.since, to: snapshot.day, used }
    };
    sums.into_iter().map(total).collect()
}
