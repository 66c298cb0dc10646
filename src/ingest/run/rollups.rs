//! Rollups among the inputs: what they cannot serve is refused, and a copy of one is counted once.

use std::io::{self, Read as _};

use sha2::{Digest as _, Sha256};

use crate::base::{Stamp, Untrusted};
use crate::ingest::cell::roles::Role;
use crate::ingest::event::outcome::ReadError;
use crate::ingest::event::sink::Sink;
use crate::ingest::run::all::Reading;
use crate::ingest::run::input::ReadInput;
use crate::ingest::source::text::Text;
use crate::ingest::{Error, Note};

/// Bytes that are hashed at a time.
const PIECE: usize = 64 << 10;

impl<S: Sink> Reading<S> {
    /// Refuses a rollup with a row that cannot be read: it was written by a program, so that the file is damaged or of other rules.
    /// Returns true if the input is a copy of one that was read already.
    pub(super) fn is_copy_of_rollup(&mut self, input: &ReadInput<S>) -> Result<bool, Error> {
        if input.mapping.rollup.is_none() {
            return Ok(false);
        }
        if let Some((line, reject)) = input.rejects.first() {
            return Err(Error::BadRollup {
                path: input.path().into(),
                line: *line,
                reason: reject.reason,
                excerpt: reject.excerpt.as_str().into(),
            });
        }
        let is_like = |other: &&ReadInput<S>| {
            other.mapping.rollup.is_some()
                && (other.rows, other.events, other.slots)
                    == (input.rows, input.events, input.slots)
        };
        let mut own = None;
        for other in self.read.iter().filter(is_like) {
            let own = match own {
                Some(own) => own,
                None => *own.insert(digest(&input.text)?),
            };
            if digest(&other.text)? == own {
                let text = format!(
                    "{} is a copy of {} and counts once",
                    Untrusted::from(input.path()).for_terminal(),
                    Untrusted::from(other.path()).for_terminal()
                );
                self.log.notes.push(Note { input: None, uncertain: false, text });
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Says which rollups lie in the same time, because an event that is in the logs of both counts twice; and which have no users.
    pub(super) fn note_rollups(&mut self) {
        let mut parts: Vec<&ReadInput<S>> =
            self.read.iter().filter(|read| read.mapping.rollup.is_some()).collect();
        let moment = |stamp: Stamp| match stamp {
            Stamp::At(at) => at.micros(),
            Stamp::On(day) => i64::from(day.number()) * 86_400_000_000,
        };
        let name = |part: &ReadInput<S>| Untrusted::from(part.path()).for_terminal();
        let is_nameless = |part: &&&ReadInput<S>| part.mapping.of(Role::User).is_empty();
        let mut notes = Vec::new();
        let nameless: Vec<&&ReadInput<S>> = parts.iter().filter(is_nameless).collect();
        if let Some(first) = nameless.first() {
            let which = match nameless.len() {
                1 => format!("{} was", name(first)),
                n => format!("{} and {} more rollups were", name(first), n - 1),
            };
            let text = format!(
                "{which} made without users, so users are not told apart, and causes name apps and kinds of call alone"
            );
            notes.push((false, text));
        }
        parts.sort_by_key(|part| part.extent.map(|extent| moment(extent.first)));
        let mut latest: Option<&ReadInput<S>> = None;
        let (mut pairs, mut example) = (0_u64, None);
        for part in parts {
            let Some(own) = part.extent else { continue };
            let last = latest.and_then(|part| part.extent).map(|extent| moment(extent.last));
            if last.is_some_and(|last| moment(own.first) < last) {
                pairs += 1;
                example = example.or(latest.map(|latest| (latest, part)));
            }
            if last.is_none_or(|last| moment(own.last) > last) {
                latest = Some(part);
            }
        }
        if let Some((one, other)) = example {
            let more = match pairs {
                1 => String::new(),
                n => format!(", and {} more rollups", n - 1),
            };
            let text = format!(
                "{} and {}{more} overlap in time: an event that is in the logs of both counts twice",
                name(one),
                name(other)
            );
            notes.push((true, text));
        }
        let notes =
            notes.into_iter().map(|(uncertain, text)| Note { input: None, uncertain, text });
        self.log.notes.extend(notes);
    }

    /// Refuses more events than can be counted.
    pub(super) fn require_countable(&self) -> Result<(), Error> {
        let events = self.read.iter().fold(0_u64, |sum, input| sum.saturating_add(input.slots));
        let Some(last) = self.read.last().filter(|_| events > i64::MAX as u64) else {
            return Ok(());
        };
        Err(Error::BadRollup {
            path: last.path().into(),
            line: 1,
            reason: "bad-events",
            excerpt: events.to_string().into(),
        })
    }
}

/// The digest of a text, whether it is compressed or not.
fn digest(text: &Text) -> Result<[u8; 32], Error> {
    let hash = || -> io::Result<[u8; 32]> {
        let (mut input, mut hash) = (text.open(false)?.input, Sha256::new());
        let mut piece = Vec::with_capacity(PIECE);
        while (&mut input).take(PIECE as u64).read_to_end(&mut piece)? > 0 {
            hash.update(&piece);
            piece.clear();
        }
        Ok(hash.finalize().into())
    };
    hash().map_err(|problem| ReadError::Io(problem).into_error(&text.source.path))
}
