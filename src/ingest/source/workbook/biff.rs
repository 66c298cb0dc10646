//! Which cells of an old Excel workbook show money. The reader of the values gives no formats, so they are looked up in the records of the
//! file itself: a container of chained sectors (CFB) with a stream of records (BIFF8). Anything odd ends the search; nothing is trusted.

use hashbrown::HashMap;

use super::money;

/// The sign of the currency of each cell that shows money, by row and column.
pub(super) type Signs = HashMap<(u32, u32), String>;

const END_OF_SHEET: u16 = 0x000A;
const FORMULA: u16 = 0x0006;
const SHEET: u16 = 0x0085;
const CELLS: u16 = 0x00BD;
const STYLE: u16 = 0x00E0;
const NUMBER: u16 = 0x0203;
const SHORT_NUMBER: u16 = 0x027E;
const FORMAT: u16 = 0x041E;

/// The built-in formats that show a currency.
const BUILT_IN: [u16; 6] = [5, 6, 7, 8, 42, 44];

/// The signs of each sheet, in the order of the workbook's list of sheets.
pub(super) fn signs(file: &[u8]) -> Vec<Signs> {
    let Some(stream) = Container::open(file).and_then(|container| container.workbook()) else {
        return Vec::new();
    };
    let (mut formats, mut styles, mut sheets) = (HashMap::new(), Vec::new(), Vec::new());
    for (kind, data) in Records(&stream) {
        match kind {
            END_OF_SHEET => break,
            FORMAT => {
                formats.insert(u16_at(data, 0), text(data.get(2..).unwrap_or_default()));
            }
            STYLE => styles.push(u16_at(data, 2)),
            SHEET => sheets.push(u32_at(data, 0).unwrap_or(u32::MAX) as usize),
            _ => {}
        }
    }
    let sign = |format: &Option<u16>| match formats.get(format) {
        Some(text) => money::sign(text),
        None => format.filter(|format| BUILT_IN.contains(format)).map(|_| "$".to_owned()),
    };
    let of_style: Vec<Option<String>> = styles.iter().map(sign).collect();
    // Sheets do not share bytes, so that all of them are not longer than the stream; a crafted list may name one a million times.
    let mut left = stream.len();
    let of = |at: usize| of_sheet(stream.get(at..).unwrap_or_default(), &of_style, &mut left);
    sheets.into_iter().map(of).collect()
}

/// Reads at most `left` bytes of records.
fn of_sheet(stream: &[u8], of_style: &[Option<String>], left: &mut usize) -> Signs {
    let mut signs = Signs::new();
    let mut put = |row: Option<u16>, column: u16, style: Option<u16>| {
        let sign = style.and_then(|style| of_style.get(usize::from(style))?.clone());
        if let (Some(row), Some(sign)) = (row, sign) {
            signs.insert((row.into(), column.into()), sign);
        }
    };
    for (kind, data) in Records(stream) {
        let Some(rest) = left.checked_sub(4 + data.len()) else { break };
        *left = rest;
        let (row, first) = (u16_at(data, 0), u16_at(data, 2).unwrap_or_default());
        match kind {
            END_OF_SHEET => break,
            NUMBER | SHORT_NUMBER | FORMULA => put(row, first, u16_at(data, 4)),
            CELLS => {
                let cells = data.get(4..data.len().saturating_sub(2)).unwrap_or_default();
                for (cell, column) in cells.chunks_exact(6).zip(first..) {
                    put(row, column, u16_at(cell, 0));
                }
            }
            _ => {}
        }
    }
    signs
}

/// The records of a stream: kind and contents.
struct Records<'a>(&'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) = (u16_at(self.0, 0)?, usize::from(u16_at(self.0, 2)?));
        let (data, rest) = self.0.get(4..)?.split_at_checked(length)?;
        self.0 = rest;
        Some((kind, data))
    }
}

/// A text: its number of characters, whether they have two bytes, and they.
fn text(data: &[u8]) -> String {
    let length = usize::from(u16_at(data, 0).unwrap_or_default());
    let (is_wide, letters) = (data.get(2).is_some_and(|flags| flags & 1 == 1), data.get(3..));
    let letters = letters.unwrap_or_default();
    if is_wide {
        let units = letters.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        String::from_utf16_lossy(&units.take(length).collect::<Vec<u16>>())
    } else {
        letters.iter().take(length).map(|byte| char::from(*byte)).collect()
    }
}

/// The container of an old Office file.
struct Container<'a> {
    file: &'a [u8],
    /// Bytes of a sector.
    sector: usize,
    /// The sector after each sector.
    next: Vec<u32>,
}

impl<'a> Container<'a> {
    fn open(file: &'a [u8]) -> Option<Self> {
        let shift = u16_at(file, 30).filter(|shift| (7..=16).contains(shift))?;
        let mut container = Self { file, sector: 1 << shift, next: Vec::new() };
        let mut tables: Vec<u32> = (0..109).filter_map(|at| u32_at(file, 76 + 4 * at)).collect();
        // A chain is never longer than the file, or it runs in a circle.
        let sectors = container.sectors();
        let (mut more, mut left) = (u32_at(file, 68)?, sectors.min(u32_at(file, 72)? as usize));
        while let Some(list) = container.bytes(more).filter(|_| left > 0) {
            let numbers: Vec<u32> = numbers(list).collect();
            let (last, others) = numbers.split_last()?;
            tables.extend(others);
            (more, left) = (*last, left - 1);
        }
        for table in tables {
            let Some(table) = container.bytes(table).filter(|_| container.next.len() < sectors)
            else {
                break;
            };
            container.next.extend(numbers(table));
        }
        Some(container)
    }

    /// The most sectors that the file can have.
    const fn sectors(&self) -> usize {
        self.file.len() / self.sector + 1
    }

    /// A sector; `None` past the end, or for the marks that are no sectors.
    fn bytes(&self, number: u32) -> Option<&'a [u8]> {
        let start = (number as usize).checked_add(1)?.checked_mul(self.sector)?;
        self.file
            .get(start..(start.checked_add(self.sector)?).min(self.file.len()))
            .filter(|bytes| !bytes.is_empty())
    }

    /// The sectors from this one on, joined.
    fn chain(&self, mut number: u32) -> Vec<u8> {
        let mut joined = Vec::new();
        for _ in 0..self.sectors() {
            let Some(bytes) = self.bytes(number) else { break };
            joined.extend_from_slice(bytes);
            number = self.next.get(number as usize).copied().unwrap_or(u32::MAX);
        }
        joined
    }

    /// The stream of the workbook's records.
    fn workbook(&self) -> Option<Vec<u8>> {
        let folder = self.chain(u32_at(self.file, 48)?);
        let entry = |wanted: &str| {
            folder.chunks_exact(128).find(|entry| {
                let name: Vec<u8> = wanted.bytes().flat_map(|byte| [byte, 0]).collect();
                entry.starts_with(&name)
                    && usize::from(u16_at(entry, 64).unwrap_or(0)) == name.len() + 2
            })
        };
        let found = entry("Workbook")?;
        let (start, length) = (u32_at(found, 116)?, u32_at(found, 120)? as usize);
        let is_small = length < u32_at(self.file, 56)? as usize;
        let mut stream = if is_small {
            self.small(u32_at(entry("Root Entry")?, 116)?, start)?
        } else {
            self.chain(start)
        };
        stream.truncate(length);
        Some(stream)
    }

    /// A short stream: its sectors are pieces of one of the root's.
    fn small(&self, root: u32, mut number: u32) -> Option<Vec<u8>> {
        let size = 1_usize << u16_at(self.file, 32).filter(|shift| (3..=12).contains(shift))?;
        let (all, table) = (self.chain(root), self.chain(u32_at(self.file, 60)?));
        let next: Vec<u32> = numbers(&table).collect();
        let mut joined = Vec::new();
        // Pieces are of the root's stream, which has each once.
        for _ in 0..=all.len() / size {
            let start = (number as usize).checked_mul(size)?;
            let Some(bytes) = all.get(start..(start + size).min(all.len())) else { break };
            joined.extend_from_slice(bytes);
            number = next.get(number as usize).copied().unwrap_or(u32::MAX);
        }
        Some(joined)
    }
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes([two[0], two[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    numbers(bytes.get(at..at.checked_add(4)?)?).next()
}
