//! Whole logs in, whole logs out.

mod canonical;
mod duplicates;
mod entities;
mod forms;
mod ledgers;
mod refusals;
mod unclaimed;

use crate::event::{Authority, Event, Outcome, Pool, Unit};
use crate::ingest::{Error, InputSpec, Log, ReadOptions};

/// Reads texts under the names a.csv, b.csv, …
fn read_all(texts: &[&str], options: &ReadOptions) -> Result<Log, Error> {
    let inputs: Vec<InputSpec> = texts
        .iter()
        .zip('a'..='z')
        .map(|(text, name)| InputSpec::Text {
            name: format!("{name}.csv"),
            text: (*text).to_owned(),
        })
        .collect();
    let log = super::read(&inputs, options, &mut |_| {})?;
    for input in &log.inputs {
        let ignored: u64 = input.ignored.values().sum();
        assert_eq!(
            input.rows,
            input.events + input.rejected + input.duplicates + ignored,
            "{input:?}"
        );
    }
    Ok(log)
}

fn read(text: &str) -> Log {
    read_all(&[text], &ReadOptions::default()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn refused(text: &str) -> Error {
    read_all(&[text], &ReadOptions::default()).unwrap_err()
}

fn mapped(pairs: &[(&str, &str)]) -> ReadOptions {
    let map =
        pairs.iter().map(|(role, column)| ((*role).to_owned(), (*column).to_owned())).collect();
    ReadOptions { map, ..ReadOptions::default() }
}

/// Time, operation and credits of every event, as text.
fn brief(log: &Log) -> Vec<(String, String, String)> {
    let row = |event: &Event| {
        let credits = event
            .reported
            .map_or_else(|| "none".to_owned(), |reported| reported.credits.to_string());
        (event.stamp.to_string(), name(log, event.operation), credits)
    };
    log.events.iter().map(row).collect()
}

fn name(log: &Log, symbol: Option<crate::base::Symbol>) -> String {
    symbol.map_or_else(|| "none".to_owned(), |symbol| log.symbols.name(symbol).to_owned())
}

fn credits(log: &Log) -> Vec<String> {
    brief(log).into_iter().map(|(.., credits)| credits).collect()
}

fn outcomes(log: &Log) -> Vec<Outcome> {
    log.events.iter().map(|event| event.outcome).collect()
}

fn authority(log: &Log) -> Authority {
    log.events[0].reported.unwrap().authority
}

fn quantity(event: &Event, unit: Unit) -> String {
    event.quantity(unit).map_or_else(|| "none".to_owned(), |number| number.to_string())
}

fn pools(log: &Log) -> Vec<Option<Pool>> {
    log.events.iter().map(|event| event.pool).collect()
}

fn reasons(log: &Log) -> Vec<(u64, &'static str)> {
    log.rejects.iter().map(|reject| (reject.line, reject.reason)).collect()
}
