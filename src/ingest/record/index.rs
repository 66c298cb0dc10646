//! The cell ends of a block, found in one pass that masks quotes, separators and newlines, 64 bytes at a time.
//!
//! A byte is inside quotes if the number of quotes before it is odd; a prefix-xor computes that for 64 bytes at once.
//! A single bare quote (`5" disk`) would break this, so the same masks check three rules: an opening quote must follow a
//! separator, the start of a record or a closing quote; a closing one must come before a separator, the end of a record or
//! another quote. A carriage return must come before a newline. Text that breaks a rule is [`Odd`]; the parser reads it.

use multiversion::multiversion;
use wide::u8x16;

use crate::base::index_u32;
use crate::ingest::limits::MOST_COLUMNS;

/// Text that breaks a rule of the index.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Odd;

/// The ends of a block's cells and records.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// A reusable buffer; elements past `cells` are stale.
    ends: Vec<u32>,
    cells: usize,
    rows: Vec<u32>,
    /// Newlines of the block, including those within quotes.
    pub lines: u32,
    /// Whether some bytes are not ASCII.
    pub beyond_ascii: bool,
    /// Whether there are more cells than [`MOST_CELLS`].
    is_full: bool,
}

/// The most cells of a block. Only a block with a very long record can have more; the parser reads it.
const MOST_CELLS: usize = 1 << 22;

/// State between one chunk of 64 bytes and the next.
struct Carry {
    /// All ones inside quotes, else 0.
    inside: u64,
    /// Bit 0: an opening quote may follow the byte before.
    before_open: u64,
    /// Bit 0: the byte before closed a quote.
    closed: u64,
    /// Bit 0: the byte before was a carriage return.
    returned: u64,
}

/// One bit for each of 64 bytes.
#[derive(Clone, Copy)]
struct Masks {
    quotes: u64,
    separators: u64,
    newlines: u64,
    returns: u64,
}

impl Masks {
    /// Also adds all bytes to `seen`.
    #[expect(
        clippy::inline_always,
        reason = "it must be compiled for the same processor as its caller"
    )]
    #[inline(always)]
    fn of(chunk: &[u8; 64], delimiter: u8, seen: &mut u8x16) -> Self {
        let mut masks = Self { quotes: 0, separators: 0, newlines: 0, returns: 0 };
        let (quote, separator, newline, ret) =
            (u8x16::splat(b'"'), u8x16::splat(delimiter), u8x16::splat(b'\n'), u8x16::splat(b'\r'));
        for (at, lane) in chunk.as_chunks::<16>().0.iter().enumerate() {
            let bytes = u8x16::new(*lane);
            *seen |= bytes;
            let mask = |wanted: u8x16| u64::from(bytes.simd_eq(wanted).to_bitmask()) << (at * 16);
            masks.quotes |= mask(quote);
            masks.separators |= mask(separator);
            masks.newlines |= mask(newline);
            masks.returns |= mask(ret);
        }
        masks
    }
}

/// Bit i: the parity of the bits up to i.
const fn prefix_xor(mut bits: u64) -> u64 {
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    bits ^= bits << 32;
    bits
}

impl Index {
    /// Positions of the separators and newlines outside quotes, in order.
    pub(crate) fn ends(&self) -> &[u32] {
        &self.ends[..self.cells]
    }

    /// For each record, the number of cells up to its end: `ends()[rows()[i] - 1]` is the newline of record i.
    pub(crate) fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// Indexes a block of whole records, which must end with a newline.
    pub(crate) fn mark(&mut self, block: &[u8], delimiter: u8) -> Result<(), Odd> {
        (self.cells, self.lines, self.is_full) = (0, 0, false);
        let records = mark(self, block, delimiter).ok_or(Odd)?;
        self.divide(block, records);
        if self.is_wide() { Err(Odd) } else { Ok(()) }
    }

    /// Whether a record has more cells than a table may have. The parser rejects such a record.
    fn is_wide(&self) -> bool {
        let mut before = 0;
        self.cells > MOST_COLUMNS
            && self.rows.iter().any(|cells| {
                let own = *cells - before;
                before = *cells;
                own as usize > MOST_COLUMNS
            })
    }

    /// Finds the last cell of each record.
    fn divide(&mut self, block: &[u8], records: usize) {
        let ends = &self.ends[..self.cells];
        let is_last = |end: &u32| block[*end as usize] == b'\n';
        let width = ends.iter().position(is_last).map_or(1, |at| at + 1);
        // Nearly always each record has as many cells as the first one; that is quick to check.
        let is_regular = ends.len() == records * width
            && ends.iter().skip(width - 1).step_by(width).all(is_last);
        self.rows.clear();
        if is_regular {
            self.rows.extend((1..=records).map(|record| index_u32(record * width)));
        } else {
            self.rows
                .extend((1..).zip(ends).filter(|(_, end)| is_last(end)).map(|(cells, _)| cells));
        }
    }

    #[cold]
    fn grow(&mut self) {
        if self.ends.len() >= MOST_CELLS {
            (self.is_full, self.cells) = (true, 0);
            return;
        }
        let length = (self.ends.len() * 2).max(1 << 12);
        self.ends.resize(length, 0);
    }

    /// Adds 64 bytes. Returns the bits that break a rule, and the ends of records.
    #[expect(clippy::inline_always, reason = "as above")]
    #[inline(always)]
    fn add(&mut self, base: usize, masks: Masks, carry: &mut Carry) -> (u64, u64) {
        let Masks { quotes, separators, newlines, returns } = masks;
        let inside = prefix_xor(quotes) ^ carry.inside;
        let (open, close) = (quotes & inside, quotes & !inside);
        let before_open = separators | newlines | close;
        let after_close = separators | newlines | returns | quotes;
        let odd = (open & !(before_open << 1 | carry.before_open))
            | (((close << 1) | carry.closed) & !after_close)
            | (((returns << 1) | carry.returned) & !newlines);
        carry.inside = 0_u64.wrapping_sub(inside >> 63);
        carry.before_open = before_open >> 63;
        carry.closed = close >> 63;
        carry.returned = returns >> 63;
        self.lines += newlines.count_ones();
        let newlines = newlines & !inside;
        let found = (separators & !inside) | newlines;
        if self.cells + 64 > self.ends.len() {
            self.grow();
        }
        if let Some(ends) = self.ends[self.cells..].first_chunk_mut() {
            write(found, index_u32(base), ends);
        }
        self.cells += found.count_ones() as usize;
        (odd, newlines)
    }
}

/// Indexes a block, and returns its number of records if it keeps the rules. Counting and finding bits takes most of the time;
/// newer processors have instructions for both.
#[multiversion(targets("x86_64+avx2+bmi1+bmi2+lzcnt+popcnt"))]
fn mark(index: &mut Index, block: &[u8], delimiter: u8) -> Option<usize> {
    let mut carry = Carry { inside: 0, before_open: 1, closed: 0, returned: 0 };
    let (chunks, rest) = block.as_chunks::<64>();
    let (mut odd, mut records, mut seen) = (0, 0, u8x16::default());
    for (at, chunk) in chunks.iter().enumerate() {
        let (breaks, newlines) =
            index.add(at * 64, Masks::of(chunk, delimiter, &mut seen), &mut carry);
        odd |= breaks;
        records += newlines.count_ones();
    }
    if !rest.is_empty() {
        // Padding with newlines closes open cells; the mask below removes the padding again.
        let mut last = [b'\n'; 64];
        last[..rest.len()].copy_from_slice(rest);
        let mut masks = Masks::of(&last, delimiter, &mut seen);
        let within = (1 << rest.len()) - 1;
        masks.newlines &= within;
        let (breaks, newlines) = index.add(chunks.len() * 64, masks, &mut carry);
        odd |= breaks & within;
        records += newlines.count_ones();
    }
    // The highest bit of each byte.
    index.beyond_ascii = seen.to_bitmask() != 0;
    (odd == 0 && carry.inside == 0 && !index.is_full).then_some(records as usize)
}

/// Writes the positions of a mask's bits. The first eight are always written, even if there are fewer bits; the next call overwrites
/// the excess. A branch on each bit would often be mispredicted.
#[inline(always)]
fn write(mut mask: u64, base: u32, ends: &mut [u32; 64]) {
    const ALWAYS: usize = 8;
    let (some, more) = ends.split_at_mut(ALWAYS);
    for end in some {
        *end = base + mask.trailing_zeros();
        mask &= mask.wrapping_sub(1);
    }
    for end in more {
        if mask == 0 {
            return;
        }
        *end = base + mask.trailing_zeros();
        mask &= mask - 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(block: &str) -> Result<(Vec<u32>, Vec<u32>), Odd> {
        let mut index = Index::default();
        index.mark(block.as_bytes(), b',').map(|()| (index.ends().to_vec(), index.rows().to_vec()))
    }

    #[test]
    fn cells_and_records() {
        assert_eq!(marked("a,b\nc,\"d,\n\"\"\"\n"), Ok((vec![1, 3, 5, 13], vec![2, 4])));
        assert_eq!(marked("\n"), Ok((vec![0], vec![1])));
        assert_eq!(marked(""), Ok((vec![], vec![])));
    }

    #[test]
    fn what_breaks_a_rule_is_odd() {
        for text in [
            "5\" disk,x\n",
            "a,\"b\"c\n",
            "a,\"open\n",
            "a\rb\n",
            "\"a\" ,b\n",
            "a,b\"\"c\n",
            "a,\"\"b\"\"\n",
        ] {
            assert_eq!(marked(text), Err(Odd), "{text:?}");
            // Wherever in the 64 bytes it stands.
            for pad in 40..80 {
                assert_eq!(
                    marked(&format!("{},{text}", "x".repeat(pad))),
                    Err(Odd),
                    "{pad} {text:?}"
                );
            }
        }
        for text in ["\"\"\n", "a,\"\"\"\"\r\n", "\"a\"\r\n", "\"x\ny\",\"\"\n"] {
            for pad in 0..70 {
                assert!(marked(&format!("{},{text}", "x".repeat(pad))).is_ok(), "{pad} {text:?}");
            }
        }
    }

    proptest! {
        /// Compares with reading byte by byte.
        #[test]
        fn as_a_byte_by_byte_reader(text in "[a,\"\n]{0,200}") {
            let text = format!("{text}\n");
            let (mut inside, mut ends, mut rows) = (false, Vec::new(), Vec::new());
            for (at, byte) in text.bytes().enumerate() {
                match byte {
                    b'"' => inside = !inside,
                    b',' | b'\n' if !inside => {
                        ends.push(u32::try_from(at).unwrap());
                        if byte == b'\n' {
                            rows.push(u32::try_from(ends.len()).unwrap());
                        }
                    }
                    _ => {}
                }
            }
            if let Ok(found) = marked(&text) {
                prop_assert!(!inside);
                prop_assert_eq!(found, (ends, rows));
            }
        }
    }
}
