//! A stream of bytes → blocks of whole records.

use std::io::{self, ErrorKind, Read};
use std::ops::Deref;

use memchr::{memchr_iter, memrchr};

use crate::ingest::limits::LONGEST_RECORD;

/// Cuts a stream into blocks that end where a record does, at a newline outside quotes.
#[derive(Debug)]
pub(crate) struct Blocks<R> {
    input: R,
    /// The length of a block. A long last record makes it longer.
    size: usize,
    /// Bytes that were read behind the last block.
    rest: Vec<u8>,
    number: u32,
    is_over: bool,
    /// Whether a newline ends a record even within quotes.
    lines: bool,
    /// Whether the last block had no final newline.
    pub is_open: bool,
    /// Bytes read from the input.
    pub read: u64,
    /// The start of the last block in the text.
    pub start: u64,
}

/// A reusable buffer of whole records.
#[derive(Debug, Default)]
pub(crate) struct Block {
    /// Bytes past `length` are stale.
    bytes: Vec<u8>,
    length: usize,
}

impl Deref for Block {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

impl Block {
    /// Makes room for `size` bytes.
    fn grow(&mut self, size: usize) {
        if self.bytes.is_empty() {
            // `vec!` gets zeroed pages from the system without writing them.
            self.bytes = vec![0; size];
        } else if self.bytes.len() < size {
            self.bytes.resize(size, 0);
        }
    }

    fn push(&mut self, bytes: &[u8]) {
        let length = self.length + bytes.len();
        self.grow(length);
        self.bytes[self.length..length].copy_from_slice(bytes);
        self.length = length;
    }
}

/// How a block ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum BlockEnd {
    /// With a line break.
    Whole,
    /// It is the last one, and no line break ends its last row.
    Open,
    /// It is the last one and ends within a row, because the compressed file is incomplete.
    Cut,
}

/// The reason why there is no next block.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The input cannot be read.
    Io(io::Error),
    /// A record is longer than [`LONGEST_RECORD`], or a quote is never closed.
    TooLong,
}

impl<R: Read> Blocks<R> {
    /// Blocks of about `size` bytes.
    pub(crate) fn new(input: R, size: usize) -> Self {
        Self {
            input,
            size: size.max(1),
            rest: Vec::new(),
            number: 0,
            is_over: false,
            lines: false,
            is_open: false,
            read: 0,
            start: 0,
        }
    }

    /// Blocks of whole lines.
    pub(crate) fn of_lines(input: R, size: usize) -> Self {
        Self { lines: true, ..Self::new(input, size) }
    }

    /// Fills `block` and returns its number; `None` at the end. A last block without a final newline gets one.
    pub(crate) fn next(&mut self, block: &mut Block) -> Result<Option<u32>, Stop> {
        self.start = self.read - self.rest.len() as u64;
        block.length = 0;
        block.grow(self.size);
        block.push(&self.rest);
        self.rest.clear();
        let mut size = self.size;
        loop {
            self.fill(block, size).map_err(Stop::Io)?;
            if self.is_over {
                if block.is_empty() {
                    return Ok(None);
                }
                if block.last() != Some(&b'\n') {
                    block.push(b"\n");
                    self.is_open = true;
                }
                break;
            }
            let end = if self.lines {
                memrchr(b'\n', block).map(|newline| newline + 1)
            } else {
                last_end(block)
            };
            if let Some(end) = end {
                self.rest.extend_from_slice(&block[end..]);
                block.length = end;
                break;
            }
            if block.len() > LONGEST_RECORD {
                return Err(Stop::TooLong);
            }
            size = block.len() * 2;
        }
        self.number += 1;
        Ok(Some(self.number - 1))
    }

    /// Reads until the block has `size` bytes, or the input is over.
    fn fill(&mut self, block: &mut Block, size: usize) -> io::Result<()> {
        block.grow(size);
        while block.length < size && !self.is_over {
            match self.input.read(&mut block.bytes[block.length..size]) {
                Ok(0) => self.is_over = true,
                Ok(got) => {
                    block.length += got;
                    self.read += got as u64;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// The position behind the last newline outside quotes, by the parity of the quotes since the block's start.
pub(crate) fn last_end(block: &[u8]) -> Option<usize> {
    let mut quotes = memchr_iter(b'"', block).count();
    let mut end = block.len();
    loop {
        let newline = memrchr(b'\n', &block[..end])?;
        quotes -= memchr_iter(b'"', &block[newline..end]).count();
        if quotes.is_multiple_of(2) {
            return Some(newline + 1);
        }
        end = newline;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str, size: usize) -> Vec<String> {
        let mut blocks = Blocks::new(text.as_bytes(), size);
        let (mut block, mut found) = (Block::default(), Vec::<String>::new());
        while let Some(number) = blocks.next(&mut block).unwrap() {
            assert_eq!(blocks.start, found.concat().len() as u64);
            assert_eq!(number as usize, found.len());
            found.push(String::from_utf8(block.to_vec()).unwrap());
        }
        found
    }

    #[test]
    fn blocks_end_where_records_do() {
        let text = "a,b\n\"x\ny\",2\nlong,long,long\nq";
        for size in 1..40 {
            let blocks = blocks(text, size);
            assert_eq!(blocks.concat(), format!("{text}\n"), "{size}");
            assert!(
                blocks
                    .iter()
                    .all(|block| block.ends_with('\n') && block.matches('"').count() % 2 == 0),
                "{size}"
            );
        }
        assert_eq!(blocks(text, 5), ["a,b\n", "\"x\ny\",2\n", "long,long,long\nq\n"]);
        assert!(blocks("", 5).is_empty());
    }

    #[test]
    fn a_quote_that_is_never_closed_takes_the_rest() {
        assert_eq!(blocks("a\n\"b\nc\n", 3), ["a\n", "\"b\nc\n"]);
    }
}
