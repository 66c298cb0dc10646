//! A file's bytes → its text, from the start as often as it is needed: inflated where it was compressed, in UTF-8 whatever it was written in.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use encoding_rs::{Decoder, DecoderResult};
use sha2::{Digest as _, Sha256};

use crate::ingest::ReadOptions;
use crate::ingest::source::decode::{Coding, GZIP, INFLATED, Members, Utf8};
use crate::ingest::source::named::{Content, Source};

/// Bytes that say how a file is written, where not all of them have to.
const BEGINNING: u64 = 64 << 10;

/// Inflated pieces that may wait.
const WAITING: usize = 4;

/// Bytes that are decoded at once.
const DECODED: usize = 64 << 10;

/// A file that can be read as text from its start, again and again.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    /// The file.
    pub source: Source,
    /// How its bytes become text. Where it is assumed to be UTF-8, what is not is found by whoever reads it.
    pub coding: Coding,
    /// Its size in bytes.
    pub size: u64,
}

/// A text, opened at its start, without a byte order mark.
pub(crate) struct Open {
    /// The text in UTF-8.
    pub input: Box<dyn Read + Send>,
    /// What was found out on the way.
    pub found: Shared,
}

/// What is found out while a text is read.
#[derive(Default)]
pub(crate) struct Found {
    /// The digest of the file's bytes, where asked for.
    pub hash: Option<Sha256>,
    /// How many places were not valid in the encoding and read as U+FFFD.
    pub replaced: u64,
    /// Why a compressed file is not complete, where it is not. Known at the end of the text.
    pub cut: Option<String>,
}

/// See [`Found`].
#[derive(Clone, Default)]
pub(crate) struct Shared(Arc<Mutex<Found>>);

impl Shared {
    /// What was found out so far.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Found> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Text {
    /// `None` where it cannot be read twice, or is no text.
    pub(crate) fn new(source: &Source, options: &ReadOptions) -> Option<Self> {
        let size = match &source.content {
            Content::Bytes(bytes) => bytes.len() as u64,
            Content::Spool(spool) => spool.open().and_then(|file| file.metadata()).ok()?.len(),
            Content::File(path) => {
                std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?.len()
            }
        };
        let mut start = Vec::with_capacity(usize::try_from(size.min(BEGINNING)).unwrap_or(0));
        bytes(source, false).ok()?.input.take(BEGINNING).read_to_end(&mut start).ok()?;
        let coding = Coding::of(&start, options.encoding.as_deref()).ok()?;
        Some(Self { source: source.clone(), coding, size })
    }

    /// Finds out by all bytes what the text is, of which not all is UTF-8.
    pub(crate) fn settle(&mut self) -> io::Result<()> {
        let (mut input, mut seen, mut piece) =
            (bytes(&self.source, false)?.input, Utf8::default(), Vec::new());
        while !self.coding.is_given
            && (&mut input).take(INFLATED as u64).read_to_end(&mut piece)? > 0
        {
            seen.add(&piece);
            piece.clear();
        }
        seen.end();
        self.coding = self.coding.settled(&seen);
        Ok(())
    }

    /// The text from its start.
    pub(crate) fn open(&self, wants_hash: bool) -> io::Result<Open> {
        let Open { mut input, found } = bytes(&self.source, wants_hash)?;
        input.read_exact(&mut [0; 3][..self.coding.mark])?;
        if !self.coding.is_assumed {
            let decoder = self.coding.encoding.new_decoder_without_bom_handling();
            input = Box::new(Decoding::new(input, decoder, found.clone()));
        }
        Ok(Open { input, found })
    }
}

/// The bytes of a source, inflated where they were compressed.
fn bytes(source: &Source, wants_hash: bool) -> io::Result<Open> {
    let open = || -> io::Result<Box<dyn Read + Send>> {
        Ok(match &source.content {
            Content::Bytes(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
            Content::File(path) => Box::new(File::open(path)?),
            Content::Spool(spool) => Box::new(spool.open()?),
        })
    };
    let found = Shared::default();
    let hashed = |input: Box<dyn Read + Send>| -> Box<dyn Read + Send> {
        if wants_hash { Box::new(Hashing { input, found: found.clone() }) } else { input }
    };
    found.lock().hash = wants_hash.then(Sha256::new);
    let (mut input, mut first) = (open()?, Vec::new());
    (&mut input).take(GZIP.len() as u64).read_to_end(&mut first)?;
    let input: Box<dyn Read + Send> = if first == GZIP {
        Box::new(Inflating::new(
            Box::new(BufReader::with_capacity(INFLATED, hashed(open()?))),
            found.clone(),
        ))
    } else {
        // Without a buffer: a block is one, and what is copied twice takes time.
        hashed(Box::new(Cursor::new(first).chain(input)))
    };
    Ok(Open { input, found })
}

/// Computes the digest of what is read.
struct Hashing {
    input: Box<dyn Read + Send>,
    found: Shared,
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        if let Some(hash) = &mut self.found.lock().hash {
            hash.update(&buffer[..read]);
        }
        Ok(read)
    }
}

/// Inflates in a thread of its own.
struct Inflating {
    pieces: Receiver<io::Result<Vec<u8>>>,
    piece: Cursor<Vec<u8>>,
}

impl Inflating {
    fn new(input: Box<dyn BufRead + Send>, found: Shared) -> Self {
        let (send, pieces) = sync_channel(WAITING);
        std::thread::spawn(move || {
            let mut members = Members::new(input);
            loop {
                let mut piece = Vec::with_capacity(INFLATED);
                let read = members.next(&mut piece);
                let is_last = !matches!(read, Ok(true));
                if is_last {
                    found.lock().cut.clone_from(&members.cut);
                }
                // Nobody listens once the reading was given up.
                if send.send(read.map(|_| piece)).is_err() || is_last {
                    break;
                }
            }
        });
        Self { pieces, piece: Cursor::default() }
    }
}

impl Read for Inflating {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.piece.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            // After the last piece there is no sender.
            let Ok(piece) = self.pieces.recv() else { return Ok(0) };
            self.piece = Cursor::new(piece?);
        }
    }
}

/// Decodes what is read, with U+FFFD for what is not valid, as [`decode`](super::decode) does.
struct Decoding {
    input: Box<dyn Read + Send>,
    decoder: Decoder,
    found: Shared,
    /// Bytes that are not decoded yet, and whether no more follow.
    bytes: Vec<u8>,
    at: usize,
    is_last: bool,
    is_over: bool,
    text: Vec<u8>,
    /// Where the text begins that was not given yet.
    given: usize,
}

impl Decoding {
    fn new(input: Box<dyn Read + Send>, decoder: Decoder, found: Shared) -> Self {
        let (bytes, text) = (Vec::new(), Vec::new());
        Self { input, decoder, found, bytes, at: 0, is_last: false, is_over: false, text, given: 0 }
    }

    /// Decodes the next bytes.
    fn go_on(&mut self) -> io::Result<()> {
        if self.at == self.bytes.len() && !self.is_last {
            self.bytes.clear();
            self.at = 0;
            self.is_last =
                (&mut self.input).take(DECODED as u64).read_to_end(&mut self.bytes)? < DECODED;
        }
        self.text.resize(DECODED, 0);
        let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(
            &self.bytes[self.at..],
            &mut self.text,
            self.is_last,
        );
        self.text.truncate(written);
        (self.at, self.given) = (self.at + read, 0);
        match result {
            DecoderResult::InputEmpty => self.is_over = self.is_last,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => {
                self.text.extend_from_slice("\u{fffd}".as_bytes());
                self.found.lock().replaced += 1;
            }
        }
        Ok(())
    }
}

impl Read for Decoding {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.is_over {
            self.go_on()?;
        }
        let read = (&self.text[self.given..]).read(buffer)?;
        self.given += read;
        Ok(read)
    }
}
