//! A file → its text in UTF-8, decompressed and decoded, readable from its start as often as needed.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use encoding_rs::{Decoder, DecoderResult};
use sha2::{Digest as _, Sha256};

use crate::base::Untrusted;
use crate::ingest::source::encoding::{Coding, Utf8};
use crate::ingest::source::gzip::{GZIP, INFLATED, Members};
use crate::ingest::source::identity::FileState;
use crate::ingest::source::named::{Content, Source, spool, unreadable};
use crate::ingest::source::parquet::{self, Table};
use crate::ingest::{Error, ReadOptions};

/// The bytes from which the encoding is detected.
const BEGINNING: u64 = 64 << 10;

/// Decompressed pieces that may wait for the reader.
const WAITING: usize = 4;

/// The bytes that are decoded at a time.
const DECODED: usize = 64 << 10;

/// A file that can be read as text from its start, again and again.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    /// The file.
    pub source: Source,
    /// The encoding. If UTF-8 is assumed, the reader of the text must check it.
    pub coding: Coding,
    /// Its size in bytes.
    pub size: u64,
    /// Whether it is compressed.
    pub was_gzip: bool,
    /// Whether it ends within a letter.
    pub is_cut: bool,
    /// Its description, if it is a Parquet file.
    pub table: Option<Arc<Table>>,
    /// The file as it was when it was opened first; `None` for anything else.
    state: Option<FileState>,
}

/// A text, opened at its start, without a byte order mark.
pub(crate) struct Open {
    /// The text in UTF-8.
    pub input: Box<dyn Read + Send>,
    /// Facts that are found while reading.
    pub found: Shared,
}

/// Facts that are found while a text is read.
#[derive(Default)]
pub(crate) struct Found {
    /// The digest of the file's bytes, if it was requested.
    pub hash: Option<Sha256>,
    /// Invalid sequences, each read as U+FFFD.
    pub replaced: u64,
    /// Whether the file is compressed.
    pub was_gzip: bool,
    /// Why a compressed file is incomplete, if it is. Set at the end of the text.
    pub cut: Option<String>,
}

/// See [`Found`].
#[derive(Clone, Default)]
pub(crate) struct Shared(Arc<Mutex<Found>>);

impl Shared {
    /// The facts so far.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Found> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Text {
    /// Opens a source and detects its encoding. A pipe is copied to a file first.
    pub(crate) fn new(mut source: Source, options: &ReadOptions) -> Result<Self, Error> {
        let path = Untrusted::from(source.path.as_str());
        let failed = |problem: io::Error| unreadable(path.raw(), &problem);
        let size = size(&mut source).map_err(failed)?;
        let state = file_state(&source);
        let table = Table::of(&source)?;
        if table.is_some() {
            let (coding, was_gzip, is_cut) = (Coding::own(), false, false);
            return Ok(Self { source, coding, size, was_gzip, is_cut, table, state });
        }
        let mut start = Vec::with_capacity(usize::try_from(size.min(BEGINNING)).unwrap_or(0));
        let opened = bytes(&source, None, false).map_err(failed)?;
        opened.input.take(BEGINNING).read_to_end(&mut start).map_err(failed)?;
        let coding = Coding::of(&start, options.encoding.as_deref())
            .map_err(|problem| problem.of_file(&path))?;
        let was_gzip = opened.found.lock().was_gzip;
        Ok(Self { source, coding, size, was_gzip, is_cut: false, table, state })
    }

    /// Returns whether the file is still the one that was opened, as far as its inode, size and time of change tell.
    pub(crate) fn is_unchanged(&self) -> bool {
        file_state(&self.source) == self.state
    }

    /// Decides the encoding by all bytes, after some of them turned out not to be UTF-8.
    pub(crate) fn settle(&mut self) -> io::Result<()> {
        let (mut input, mut seen, mut piece) =
            (bytes(&self.source, self.table.as_ref(), false)?.input, Utf8::default(), Vec::new());
        while !self.coding.is_given
            && (&mut input).take(INFLATED as u64).read_to_end(&mut piece)? > 0
        {
            seen.add(&piece);
            piece.clear();
        }
        seen.end();
        self.coding = self.coding.settled(&seen);
        self.is_cut = seen.is_cut && self.coding.encoding == encoding_rs::UTF_8;
        Ok(())
    }

    /// Opens the text at its start.
    pub(crate) fn open(&self, wants_hash: bool) -> io::Result<Open> {
        let Open { mut input, found } = bytes(&self.source, self.table.as_ref(), wants_hash)?;
        input.read_exact(&mut [0; 3][..self.coding.mark])?;
        if !self.coding.is_assumed {
            let decoder = self.coding.encoding.new_decoder_without_bom_handling();
            input = Box::new(Decoding::new(input, decoder, found.clone()));
        }
        Ok(Open { input, found })
    }
}

fn file_state(source: &Source) -> Option<FileState> {
    match &source.content {
        Content::File(path) => FileState::of(path),
        Content::Bytes(_) | Content::Spool(_) => None,
    }
}

/// The size of a source in bytes. What can be read only once becomes a file first.
fn size(source: &mut Source) -> io::Result<u64> {
    if let Content::File(path) = &source.content
        && !std::fs::metadata(path)?.is_file()
    {
        source.content = Content::Spool(spool(path)?);
    }
    Ok(match &source.content {
        Content::Bytes(bytes) => bytes.len() as u64,
        Content::Spool(spool) => spool.open()?.metadata()?.len(),
        Content::File(path) => std::fs::metadata(path)?.len(),
    })
}

/// Opens the bytes of a source, and decompresses them if they are gzip.
fn bytes(source: &Source, table: Option<&Arc<Table>>, wants_hash: bool) -> io::Result<Open> {
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
    // The digest is that of the file.
    if wants_hash && (source.sheet.is_some() || table.is_some()) {
        io::copy(&mut hashed(open()?), &mut io::sink())?;
    }
    if let Some(table) = table {
        let input = Box::new(Ahead::rows(parquet::Rows::new(table), found.clone()));
        return Ok(Open { input, found });
    }
    if let Some(chosen) = &source.sheet {
        let text = Cursor::new(Arc::clone(&chosen.sheet.text));
        return Ok(Open { input: Box::new(text), found });
    }
    let (mut input, mut first) = (open()?, Vec::new());
    (&mut input).take(GZIP.len() as u64).read_to_end(&mut first)?;
    found.lock().was_gzip = first == GZIP;
    let input: Box<dyn Read + Send> = if first == GZIP {
        Box::new(Ahead::inflated(
            Box::new(BufReader::with_capacity(INFLATED, hashed(open()?))),
            found.clone(),
        ))
    } else {
        // No buffer: blocks are large, and a second copy takes time.
        hashed(Box::new(Cursor::new(first).chain(input)))
    };
    Ok(Open { input, found })
}

/// Computes the digest of the bytes that pass.
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

/// Makes pieces of a text in a thread of its own, ahead of the reader.
struct Ahead {
    pieces: Receiver<io::Result<Vec<u8>>>,
    piece: Cursor<Vec<u8>>,
}

impl Ahead {
    /// Decompresses.
    fn inflated(input: Box<dyn BufRead + Send>, found: Shared) -> Self {
        let mut members = Members::new(input);
        Self::new(move |piece| {
            let read = members.next(piece);
            if !matches!(read, Ok(true)) {
                found.lock().cut.clone_from(&members.cut);
            }
            read
        })
    }

    /// Writes the rows of a Parquet file as text.
    fn rows(mut rows: parquet::Rows, found: Shared) -> Self {
        Self::new(move |piece| {
            let more = rows.next(piece);
            found.lock().replaced = rows.replaced;
            more
        })
    }

    /// Calls `next` until it fails or returns false. It appends a piece.
    fn new(mut next: impl FnMut(&mut Vec<u8>) -> io::Result<bool> + Send + 'static) -> Self {
        let (send, pieces) = sync_channel(WAITING);
        std::thread::spawn(move || {
            loop {
                let mut piece = Vec::with_capacity(INFLATED);
                let read = next(&mut piece);
                let is_last = !matches!(read, Ok(true));
                // The receiver is gone if reading stopped early.
                if send.send(read.map(|_| piece)).is_err() || is_last {
                    break;
                }
            }
        });
        Self { pieces, piece: Cursor::default() }
    }
}

impl Read for Ahead {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.piece.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            // The sender is gone after the last piece.
            let Ok(piece) = self.pieces.recv() else { return Ok(0) };
            self.piece = Cursor::new(piece?);
        }
    }
}

/// Decodes the bytes that pass, with U+FFFD for invalid sequences, as [`to_text`](super::encoding::to_text) does.
struct Decoding {
    input: Box<dyn Read + Send>,
    decoder: Decoder,
    found: Shared,
    /// Bytes to decode, the position in them, and whether no more follow.
    bytes: Vec<u8>,
    at: usize,
    is_last: bool,
    is_over: bool,
    text: Vec<u8>,
    /// The position of the first byte of `text` that was not returned yet.
    given: usize,
}

impl Decoding {
    fn new(input: Box<dyn Read + Send>, decoder: Decoder, found: Shared) -> Self {
        let (bytes, text) = (Vec::new(), Vec::new());
        Self { input, decoder, found, bytes, at: 0, is_last: false, is_over: false, text, given: 0 }
    }

    /// Decodes the next bytes.
    fn decode_more(&mut self) -> io::Result<()> {
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
            self.decode_more()?;
        }
        let read = (&self.text[self.given..]).read(buffer)?;
        self.given += read;
        Ok(read)
    }
}
