//! The snapshots among the inputs: when they may be added, and to what.
//!
//! A snapshot beside a log would count the same credits twice, and so would two snapshots of the same app. Neither is added up.

use std::collections::BTreeMap;
use std::io;

use crate::base::{Credits, Untrusted};
use crate::event::Pool;
use crate::ingest::event::sink::Sink;
use crate::ingest::record::sniff::AS_A_LOG;
use crate::ingest::run::input::{Opened, ReadInput};
use crate::ingest::run::snapshot::{self, Derived, Line};
use crate::ingest::run::threads::{FileFacts, RunOptions};
use crate::ingest::source::named::unreadable;
use crate::ingest::{Dedupe, Error, ReadOptions};

/// A snapshot that waits for the other inputs.
pub(crate) struct Pending {
    pub(super) derived: Derived,
    pub(super) bytes: u64,
    sha256: Option<String>,
    pub(super) is_named: bool,
}

impl Pending {
    /// An input as a snapshot, if it is one.
    pub(crate) fn of(opened: &Opened, options: &ReadOptions) -> Result<Option<Self>, Error> {
        let Some(derived) = snapshot::derive(&opened.text, &opened.head, options)? else {
            return Ok(None);
        };
        let text = &opened.text;
        let failed = |problem: io::Error| unreadable(text.source.path.as_str(), &problem);
        let mut sha256 = None;
        if options.hash {
            let mut read = text.open(true).map_err(failed)?;
            io::copy(&mut read.input, &mut io::sink()).map_err(failed)?;
            sha256 = FileFacts::new(&read.found.lock()).sha256;
        }
        let (bytes, is_named) = (text.size, text.source.is_named);
        Ok(Some(Self { derived, bytes, sha256, is_named }))
    }

    pub(super) fn path(&self) -> Untrusted {
        self.derived.path()
    }

    /// Reads the rows that the snapshot became.
    pub(crate) fn read<S: Sink>(
        &self,
        input: u32,
        run: &RunOptions<S>,
    ) -> Result<ReadInput<S>, Error> {
        let options = ReadOptions {
            from: Some(AS_A_LOG.to_owned()),
            map: Vec::new(),
            encoding: None,
            dedupe: Dedupe::None,
            hash: false,
            strict: false,
            ..run.options.clone()
        };
        let run = RunOptions { options: &options, has_many: false, new: run.new };
        let mut opened = Opened::new(self.derived.as_log(), &options)?;
        let mut read = opened.read(input, &run, &mut |_| {})?;
        read.bytes = self.bytes;
        read.sha256.clone_from(&self.sha256);
        read.cut.clone_from(&self.derived.cut);
        read.notes.clone_from(&self.derived.notes);
        Ok(read)
    }

    /// The error of a snapshot beside a log.
    pub(super) fn beside_a_log(&self) -> Error {
        Error::NotEvents {
            path: self.path(),
            what: "a snapshot".to_owned(),
            why: "not a log: its totals hold what the rows of the other files hold already"
                .to_owned(),
            hints: vec!["make one report of the log and one of the snapshot".to_owned()],
            is_certain: true,
        }
    }
}

/// Fails if the totals of two snapshots have credits in common. Totals of the workspace lose what the totals of its apps list.
pub(super) fn settle(pending: &mut [Pending]) -> Result<(), Error> {
    let kind = |snapshot: &Pending| {
        let said = &snapshot.derived.snapshot;
        (said.is_of_readings, said.is_part.then_some(said.since).flatten())
    };
    let is_whole = |snapshot: &Pending| snapshot.derived.lines.iter().any(Line::is_of_pool);
    let wholes: Vec<usize> = (0..pending.len()).filter(|at| is_whole(&pending[*at])).collect();
    let mut seen: BTreeMap<(Option<&str>, Option<&str>, Pool), usize> = BTreeMap::new();
    for (at, snapshot) in pending.iter().enumerate() {
        for line in &snapshot.derived.lines {
            let name = (line.app.as_deref(), line.user.as_deref(), line.pool);
            let other = *seen.entry(name).or_insert(at);
            if other != at {
                return Err(twice(&pending[other], snapshot));
            }
        }
        if at > 0 && kind(&pending[0]).0 != kind(snapshot).0 {
            return Err(twice(&pending[0], snapshot));
        }
    }
    // What a user used is a part of what the apps did.
    let has = |of: fn(&Line) -> bool| pending.iter().position(|s| s.derived.lines.iter().any(of));
    if let (Some(app), Some(user)) =
        (has(|line| line.app.is_some()), has(|line| line.user.is_some()))
        && app != user
    {
        return Err(twice(&pending[app], &pending[user]));
    }
    // One pool each is fine: message.csv and integration.csv.
    let has_parts = wholes.len() < pending.len();
    let Some(first) = wholes.first().copied().filter(|_| has_parts) else { return Ok(()) };
    let is_single = wholes.len() == 1 && pending[first].derived.lines.iter().all(Line::is_of_pool);
    let parts: Vec<&Pending> = pending.iter().filter(|snapshot| !is_whole(snapshot)).collect();
    let are_apps =
        parts.iter().all(|part| part.derived.lines.iter().all(|line| line.user.is_none()));
    if !is_single || !are_apps || kind(&pending[first]).0 {
        return Err(twice(&pending[first], parts[0]));
    }
    let mut named: BTreeMap<Pool, Credits> = BTreeMap::new();
    for line in parts.iter().flat_map(|part| &part.derived.lines) {
        *named.entry(line.pool).or_default() += line.credits;
    }
    let rest = |line: &Line| line.credits - named.get(&line.pool).copied().unwrap_or_default();
    if pending[first].derived.lines.iter().any(|line| rest(line).is_negative()) {
        return Err(twice(&pending[first], parts[0]));
    }
    let rests: Vec<Credits> = pending[first].derived.lines.iter().map(rest).collect();
    for (line, rest) in pending[first].derived.lines.iter_mut().zip(rests) {
        line.credits = rest;
    }
    Ok(())
}

fn twice(first: &Pending, second: &Pending) -> Error {
    Error::NotEvents {
        path: second.path(),
        what: "a snapshot".to_owned(),
        why: format!(
            "and so is {}: their totals have credits in common, or do not fit together, so they cannot be added",
            first.path().for_terminal()
        ),
        hints: vec!["make one report of each".to_owned()],
        is_certain: false,
    }
}
