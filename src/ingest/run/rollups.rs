//! Rollups among the inputs: what they cannot serve is refused, and a copy of one is counted once.

use std::io::{self, Read as _};

use sha2::{Digest as _, Sha256};

use crate::base::Untrusted;
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
