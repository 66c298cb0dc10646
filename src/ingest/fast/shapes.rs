//! What is remembered of rows whose named cells are the same: what their events have in common, and how they count.

use std::hash::BuildHasher as _;

use hashbrown::{DefaultHashBuilder, HashTable};
use xxhash_rust::xxh3::xxh3_128_with_seed;

use crate::base::{Credits, Symbols};
use crate::event::{Event, Outcome, Pool, Reported};
use crate::ingest::columns::signs;
use crate::ingest::columns::signs::{Kind, RowMeaning, SignVote};
use crate::ingest::event::metadata::Metadata;
use crate::ingest::event::reader::{authority, tells};
use crate::ingest::fast::frame::Frame;
use crate::ingest::fast::side::{Packed, Side};
use crate::ingest::fast::traits::Traits;
use crate::ingest::record::row::Row;

/// Distinct sets of named cells that are remembered at once.
const MOST: usize = 1 << 16;

/// A row's amount: the place of its column among the amounts, and 10⁻⁹ credits.
pub(crate) type Given = Option<(usize, i64)>;

/// 96 bits that stand for a row's named cells. They are keyed anew in each run, so that nobody can make two shapes one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hash {
    place: u64,
    check: u32,
}

/// Where a shape is found: 32 bytes that never cross a line of the processor's memory, as each look-up costs one.
#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
struct Slot {
    place: u64,
    check: u32,
    seen: Seen,
}

impl Slot {
    /// Whether it is that of a hash.
    #[inline]
    const fn is_of(&self, hash: Hash) -> bool {
        self.place == hash.place && self.check == hash.check
    }
}

const _: () = assert!(size_of::<Slot>() == 32);

/// A shape, when it was looked up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    /// The number of the shape.
    pub shape: u32,
    /// How rows without an amount count, and those with the first amount below zero, zero and above.
    sides: [Packed; 4],
}

/// What is remembered of a shape.
#[derive(Debug)]
struct Known {
    /// What its events have in common.
    traits: Traits,
    /// Where it is found.
    hash: Hash,
    ignored: Option<&'static str>,
    kind: Option<Kind>,
    status: Option<Outcome>,
    weight: SignVote,
    /// For each amount column after the first: below zero, zero, above.
    sides: Vec<[Packed; 3]>,
}

/// What events of a kind have in common, beside what those of its shape have.
#[derive(Debug)]
struct Common {
    shape: u32,
    /// Where they report an amount: how that is counted.
    counted: Option<(Outcome, Option<Pool>, Reported)>,
}

/// The shapes of an input's rows.
#[derive(Debug)]
pub(crate) struct Shapes {
    seed: u64,
    slots: HashTable<Slot>,
    known: Vec<Known>,
    kinds: Vec<Common>,
    /// Why rows are not usage.
    reasons: Vec<&'static str>,
    /// How often all of them were forgotten.
    pub cleared: u32,
}

impl Default for Shapes {
    fn default() -> Self {
        Self {
            seed: DefaultHashBuilder::default().hash_one(0_u8),
            slots: HashTable::new(),
            known: Vec::new(),
            kinds: Vec::new(),
            reasons: Vec::new(),
            cleared: 0,
        }
    }
}

impl Shapes {
    /// The hash of a row's named cells.
    #[inline]
    pub(crate) fn hash(&self, row: Row, spans: &[(usize, usize)]) -> Hash {
        // Each span has a key of its own, so that nothing can move from one to another.
        let (mut hash, mut seed) = (0_u128, self.seed);
        for (first, last) in spans {
            seed = seed.wrapping_add(1);
            hash ^= xxh3_128_with_seed(row.span(*first, *last), seed);
        }
        #[expect(clippy::cast_possible_truncation, reason = "96 bits are kept")]
        Hash { place: (hash >> 64) as u64, check: hash as u32 }
    }

    /// The shape of a row, where one like it was seen before.
    #[inline]
    pub(crate) fn look(&self, hash: Hash) -> Option<Seen> {
        self.slots.find(hash.place, |slot| slot.is_of(hash)).map(|slot| slot.seen)
    }

    /// How rows of a shape count.
    #[inline]
    pub(crate) fn side(&self, seen: &Seen, given: Given) -> Side {
        let packed = match given {
            None => seen.sides[0],
            Some((0, nanos)) => seen.sides[1 + sign(nanos)],
            Some((nth, nanos)) => self.known[seen.shape as usize].sides[nth - 1][sign(nanos)],
        };
        packed.side()
    }

    /// Whether there is no room for more.
    pub(crate) fn is_full(&self) -> bool {
        self.known.len() >= MOST
    }

    /// Forgets all of them.
    pub(crate) fn clear(&mut self) {
        self.slots.clear();
        self.known.clear();
        self.kinds.clear();
        self.cleared += 1;
    }

    /// Takes a look at the first row of a shape.
    #[cold]
    pub(crate) fn learn(
        &mut self,
        row: Row,
        hash: Hash,
        frame: &Frame,
        symbols: &mut Symbols,
    ) -> Seen {
        let record = row.record(0);
        let mut reader = frame.rules.reader(symbols);
        let ignored = reader.ignored(&record);
        let shape = reader.shape(&record, &Metadata::default());
        let at = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        self.known.push(Known {
            ignored,
            traits: Traits::of(&shape.event, frame.rules.input),
            hash,
            kind: shape.kind,
            status: shape.status,
            weight: SignVote::of(signs::status_of(frame.rules.mapping, &record), shape.kind),
            sides: vec![[Packed::NEW; 3]; frame.rules.mapping.amounts.len().saturating_sub(1)],
        });
        let seen = Seen { shape: at, sides: [Packed::NEW; 4] };
        self.slots.insert_unique(
            hash.place,
            Slot { place: hash.place, check: hash.check, seen },
            |slot| slot.place,
        );
        seen
    }

    /// How rows of a shape count, found out and kept where it was not known when they were looked up.
    #[cold]
    pub(crate) fn settle(
        &mut self,
        shape: u32,
        given: Given,
        frame: &Frame,
        symbols: &mut Symbols,
    ) -> Side {
        let hash = self.known[shape as usize].hash;
        if let Some(slot) = self.slots.find(hash.place, |slot| slot.is_of(hash)) {
            match self.side(&slot.seen, given) {
                Side::New => {}
                side => return side,
            }
        }
        let packed = Packed::from(self.find_side(shape, given, frame, symbols));
        match given {
            Some((nth @ 1.., nanos)) => {
                self.known[shape as usize].sides[nth - 1][sign(nanos)] = packed;
            }
            given => {
                if let Some(slot) = self.slots.find_mut(hash.place, |slot| slot.is_of(hash)) {
                    slot.seen.sides[given.map_or(0, |(_, nanos)| 1 + sign(nanos))] = packed;
                }
            }
        }
        packed.side()
    }

    fn find_side(
        &mut self,
        shape: u32,
        given: Given,
        frame: &Frame,
        symbols: &mut Symbols,
    ) -> Side {
        let Known { traits, ignored, kind, status, weight, .. } = &self.known[shape as usize];
        if let Some(reason) = *ignored {
            return self.ignored(reason);
        }
        let Some((nth, nanos)) = given else {
            if !tells(&traits.event()) || !traits.outcome.is_usage() {
                return Side::Odd;
            }
            let weight = *weight;
            return Side::Counted {
                kind: self.add_kind(Common { shape, counted: None }),
                negated: false,
                weight,
            };
        };
        let amount = &frame.rules.mapping.amounts[nth];
        let column = &frame.rules.table.columns[amount.column];
        let one = Credits::whole(nanos.signum());
        match (*kind, signs::row_meaning(&frame.rules.mapping.signs, *kind, *status, one, false)) {
            (Some(Kind::Ignored(reason)), _) | (_, RowMeaning::Ignored(reason)) => {
                self.ignored(reason)
            }
            (_, RowMeaning::Counted(outcome, credits)) if outcome.is_usage() => {
                let pool = amount.pool.or(traits.pool);
                let name = symbols.intern(&column.raw);
                let reported =
                    Reported { credits, column: name, authority: authority(&column.name.plain) };
                let weight = *weight;
                let kind =
                    self.add_kind(Common { shape, counted: Some((outcome, pool, reported)) });
                Side::Counted { kind, negated: credits != one, weight }
            }
            (_, RowMeaning::Unknown | RowMeaning::Counted(..)) => Side::Odd,
        }
    }

    fn ignored(&mut self, reason: &'static str) -> Side {
        let known = self.reasons.iter().position(|other| *other == reason);
        let number = known.unwrap_or_else(|| {
            self.reasons.push(reason);
            self.reasons.len() - 1
        });
        u32::try_from(number).map_or(Side::Odd, Side::Ignored)
    }

    fn add_kind(&mut self, common: Common) -> u32 {
        self.kinds.push(common);
        u32::try_from(self.kinds.len() - 1).unwrap_or(u32::MAX)
    }

    /// Why rows are not usage, by the number of the reason.
    pub(crate) fn reason(&self, number: u32) -> &'static str {
        self.reasons[number as usize]
    }

    /// What a shape says about the meaning of signs.
    pub(crate) fn weight(&self, shape: u32) -> SignVote {
        self.known[shape as usize].weight
    }

    /// What events of a kind have in common.
    pub(crate) fn event(&self, kind: u32) -> Event {
        let Common { shape, counted } = &self.kinds[kind as usize];
        let mut event = self.known[*shape as usize].traits.event();
        if let Some((outcome, pool, reported)) = counted {
            (event.outcome, event.pool, event.reported) = (*outcome, *pool, Some(*reported));
        }
        event
    }
}

/// 0 below zero, 1 for zero, 2 above.
#[inline]
pub(crate) fn sign(nanos: i64) -> usize {
    match nanos.signum() {
        -1 => 0,
        0 => 1,
        _ => 2,
    }
}
