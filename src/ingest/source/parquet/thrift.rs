//! The compact protocol of Thrift, as far as headers of pages need it, and the depth of a schema.
//!
//! Every read is checked against the bytes that there are, and nesting has a limit: a crafted header must not fill memory or the stack.

/// How deep structs may be nested.
const DEEPEST: usize = 32;

/// Types of fields and elements.
const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const I16: u8 = 4;
const I64: u8 = 6;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
const MAP: u8 = 11;
const STRUCT: u8 = 12;

/// The bytes end too early, or are none of the protocol.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Bad {
    Ended,
    Wrong,
}

/// Reads from the start of some bytes.
#[derive(Clone)]
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The number of bytes that were read.
    pub(super) const fn read(&self) -> usize {
        self.at
    }

    pub(super) fn byte(&mut self) -> Result<u8, Bad> {
        let byte = *self.bytes.get(self.at).ok_or(Bad::Ended)?;
        self.at += 1;
        Ok(byte)
    }

    /// Passes over bytes.
    pub(super) fn pass(&mut self, count: usize) -> Result<(), Bad> {
        let end = self.at.checked_add(count).filter(|end| *end <= self.bytes.len());
        self.at = end.ok_or(Bad::Ended)?;
        Ok(())
    }

    /// A number without a sign, seven bits in each byte.
    pub(super) fn varint(&mut self) -> Result<u64, Bad> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Bad::Wrong)
    }

    /// A number with a sign.
    #[allow(clippy::cast_possible_wrap, reason = "the encoding is defined by it")]
    pub(super) fn zigzag(&mut self) -> Result<i64, Bad> {
        let number = self.varint()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// The elements of a list: their type and number.
    fn list(&mut self) -> Result<(u8, u64), Bad> {
        let head = self.byte()?;
        let size = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
        // Each takes a byte at least.
        if size > (self.bytes.len() - self.at) as u64 {
            return Err(Bad::Ended);
        }
        Ok((head & 15, size))
    }

    /// Calls `field` with the number and type of each field of a struct. It must read or skip the value.
    pub(super) fn fields(
        &mut self,
        field: &mut dyn FnMut(&mut Self, i64, u8) -> Result<(), Bad>,
    ) -> Result<(), Bad> {
        let mut last = 0_i64;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Ok(());
            }
            last = match head >> 4 {
                0 => self.zigzag()?,
                step => last.checked_add(i64::from(step)).ok_or(Bad::Wrong)?,
            };
            field(self, last, head & 15)?;
        }
    }

    pub(super) fn skip(&mut self, kind: u8) -> Result<(), Bad> {
        self.skip_within(kind, DEEPEST, false)
    }

    fn skip_within(&mut self, kind: u8, deepest: usize, is_element: bool) -> Result<(), Bad> {
        let below = deepest.checked_sub(1).ok_or(Bad::Wrong)?;
        match kind {
            // The value of a field stands in its type; an element of a list has a byte.
            TRUE | FALSE if !is_element => Ok(()),
            TRUE | FALSE | BYTE => self.pass(1),
            I16..=I64 => self.varint().map(|_| ()),
            DOUBLE => self.pass(8),
            BINARY => {
                let size = self.varint()?;
                self.pass(usize::try_from(size).map_err(|_| Bad::Wrong)?)
            }
            LIST | SET => {
                let (kind, size) = self.list()?;
                (0..size).try_for_each(|_| self.skip_within(kind, below, true))
            }
            MAP => {
                let size = self.varint()?;
                if size == 0 {
                    return Ok(());
                }
                let kinds = self.byte()?;
                (0..size).try_for_each(|_| {
                    self.skip_within(kinds >> 4, below, true)?;
                    self.skip_within(kinds & 15, below, true)
                })
            }
            STRUCT => self.fields(&mut |reader, _, kind| reader.skip_within(kind, below, false)),
            _ => Err(Bad::Wrong),
        }
    }
}

/// What is asked of a footer before it is decoded.
#[derive(Debug, PartialEq, Eq, Default)]
pub(super) struct Outline {
    /// How deep its schema is nested: its decoder is a recursive one.
    pub depth: usize,
    /// The columns, and what they are nested in.
    pub nodes: usize,
    /// Whether some columns are encrypted.
    pub is_encrypted: bool,
}

/// Fields of a footer.
const SCHEMA: i64 = 2;
const ENCRYPTION: i64 = 8;
const CHILDREN: i64 = 5;

impl Outline {
    pub(super) fn of(footer: &[u8]) -> Result<Self, Bad> {
        let (mut children, mut is_encrypted) = (Vec::new(), false);
        Reader::new(footer).fields(&mut |reader, id, kind| {
            is_encrypted |= id == ENCRYPTION;
            if (id, kind) == (SCHEMA, LIST) {
                children = schema(reader)?;
                Ok(())
            } else {
                reader.skip(kind)
            }
        })?;
        Ok(Self { depth: depth(&children), nodes: children.len(), is_encrypted })
    }
}

/// The number of children of each node, from the root down.
fn schema(reader: &mut Reader<'_>) -> Result<Vec<i64>, Bad> {
    let (kind, size) = reader.list()?;
    if kind != STRUCT {
        return Err(Bad::Wrong);
    }
    let mut children = Vec::new();
    for _ in 0..size {
        let mut below = 0;
        reader.fields(&mut |reader, id, kind| {
            if id == CHILDREN && (I16..=I64).contains(&kind) {
                below = reader.zigzag()?;
                Ok(())
            } else {
                reader.skip(kind)
            }
        })?;
        children.push(below);
    }
    Ok(children)
}

fn depth(children: &[i64]) -> usize {
    // How many nodes are missing at each level.
    let (mut missing, mut deepest): (Vec<i64>, usize) = (Vec::new(), 0);
    for below in children {
        if let Some(last) = missing.last_mut() {
            *last -= 1;
        }
        if *below > 0 {
            missing.push(*below);
            deepest = deepest.max(missing.len());
        }
        while missing.last() == Some(&0) {
            missing.pop();
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(Reader::new(&[0xac, 0x02]).varint(), Ok(300));
        assert_eq!(Reader::new(&[1]).zigzag(), Ok(-1));
        assert_eq!(Reader::new(&[0x80]).varint(), Err(Bad::Ended));
        assert_eq!(Reader::new(&[0xff; 11]).varint(), Err(Bad::Wrong));
    }

    #[test]
    fn a_list_cannot_be_longer_than_the_bytes() {
        let long = [0xf8, 0xff, 0xff, 0xff, 0x7f];
        assert_eq!(Reader::new(&long).skip(LIST), Err(Bad::Ended));
        // Lists of lists.
        assert_eq!(Reader::new(&[0x19; 100]).skip(LIST), Err(Bad::Wrong));
    }

    #[test]
    fn a_deep_schema_is_found() {
        let node = [0x55, 2, 0];
        let footer = |nodes: u8| {
            let mut bytes = vec![0x29, nodes << 4 | STRUCT];
            (0..nodes).for_each(|_| bytes.extend(node));
            bytes.push(0);
            bytes
        };
        assert_eq!(
            Outline::of(&footer(9)),
            Ok(Outline { depth: 9, nodes: 9, is_encrypted: false })
        );
        assert_eq!(Outline::of(&footer(9)[..9]), Err(Bad::Ended));
    }
}
