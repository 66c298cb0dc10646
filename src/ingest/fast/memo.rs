//! What is remembered of rows whose named cells are the same: what their events have in common, and how they count.

use std::hash::BuildHasher as _;

use hashbrown::{DefaultHashBuilder, HashTable};
use xxhash_rust::xxh3::xxh3_128_with_seed;

use crate::base::{Credits, Symbols};
use crate::event::{Event, Outcome, Pool, Reported};
use crate::ingest::columns::signs;
use crate::ingest::columns::signs::{Kind, RowMeaning, SignVote};
use crate::ingest::event::amounts::authority;
use crate::ingest::event::cells::has_content;
use crate::ingest::event::metadata::Metadata;
use crate::ingest::fast::plan::FastPlan;
use crate::ingest::fast::shared::SharedFields;
use crate::ingest::fast::sign_case::{PackedCase, SignCase};
use crate::ingest::record::row::Row;

/// Distinct sets of named cells that are remembered at once.
const MOST: usize = 1 << 16;

/// A row's amount: the place of its column among the amounts, and 10⁻⁹ credits.
pub(crate) type AmountAt = Option<(usize, i64)>;

/// 96 bits that stand for a row's named cells. They are keyed anew in each run, so that nobody can make two shapes one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hash {
    place: u64,
    check: u32,
}

/// Where a name set is found: 32 bytes that never cross a line of the processor's memory, as each look-up costs one.
#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
struct Slot {
    place: u64,
    check: u32,
    hit: MemoHit,
}

impl Slot {
    /// Whether it is that of a hash.
    #[inline]
    const fn is_of(&self, hash: Hash) -> bool {
        self.place == hash.place && self.check == hash.check
    }
}

const _: () = assert!(size_of::<Slot>() == 32);

/// A name set, when it was looked up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MemoHit {
    /// The number of the name set.
    pub name_set: u32,
    /// How rows without an amount count, and those with the first amount below zero, zero and above.
    cases: [PackedCase; 4],
}

/// What is remembered of a name set.
#[derive(Debug)]
struct NameSet {
    /// What its events have in common.
    fields: SharedFields,
    /// Where it is found.
    hash: Hash,
    ignored: Option<&'static str>,
    kind: Option<Kind>,
    status: Option<Outcome>,
    weight: SignVote,
    /// For each amount column after the first: below zero, zero, above.
    cases: Vec<[PackedCase; 3]>,
}

/// What events of a kind have in common, beside what those of its name set have.
#[derive(Debug)]
struct EventKind {
    name_set: u32,
    /// Where they report an amount: how that is counted.
    counted: Option<(Outcome, Option<Pool>, Reported)>,
}

/// The shapes of an input's rows.
#[derive(Debug)]
pub(crate) struct Memo {
    seed: u64,
    slots: HashTable<Slot>,
    name_sets: Vec<NameSet>,
    kinds: Vec<EventKind>,
    /// Why rows are not usage.
    reasons: Vec<&'static str>,
    /// How often all of them were forgotten.
    pub generation: u32,
}

impl Default for Memo {
    fn default() -> Self {
        Self {
            seed: DefaultHashBuilder::default().hash_one(0_u8),
            slots: HashTable::new(),
            name_sets: Vec::new(),
            kinds: Vec::new(),
            reasons: Vec::new(),
            generation: 0,
        }
    }
}

impl Memo {
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

    /// The name set of a row, where one like it was hit before.
    #[inline]
    pub(crate) fn look(&self, hash: Hash) -> Option<MemoHit> {
        self.slots.find(hash.place, |slot| slot.is_of(hash)).map(|slot| slot.hit)
    }

    /// How rows of a name set count.
    #[inline]
    pub(crate) fn case(&self, hit: &MemoHit, amount: AmountAt) -> SignCase {
        let packed = match amount {
            None => hit.cases[0],
            Some((0, nanos)) => hit.cases[1 + sign(nanos)],
            Some((nth, nanos)) => self.name_sets[hit.name_set as usize].cases[nth - 1][sign(nanos)],
        };
        packed.case()
    }

    /// Whether there is no room for more.
    pub(crate) fn is_full(&self) -> bool {
        self.name_sets.len() >= MOST
    }

    /// Forgets all of them.
    pub(crate) fn clear(&mut self) {
        self.slots.clear();
        self.name_sets.clear();
        self.kinds.clear();
        self.generation += 1;
    }

    /// Takes a look at the first row of a name set.
    #[cold]
    pub(crate) fn learn(
        &mut self,
        row: Row,
        hash: Hash,
        plan: &FastPlan,
        symbols: &mut Symbols,
    ) -> MemoHit {
        let record = row.record(0);
        let mut reader = plan.rules.reader(symbols);
        let ignored = reader.ignored(&record);
        let named = reader.named(&record, &Metadata::default());
        let at = u32::try_from(self.name_sets.len()).unwrap_or(u32::MAX);
        self.name_sets.push(NameSet {
            ignored,
            fields: SharedFields::of(&named.event, plan.rules.input),
            hash,
            kind: named.kind,
            status: named.status,
            weight: SignVote::of(signs::status_of(plan.rules.mapping, &record), named.kind),
            cases: vec![[PackedCase::NEW; 3]; plan.rules.mapping.amounts.len().saturating_sub(1)],
        });
        let hit = MemoHit { name_set: at, cases: [PackedCase::NEW; 4] };
        self.slots.insert_unique(
            hash.place,
            Slot { place: hash.place, check: hash.check, hit },
            |slot| slot.place,
        );
        hit
    }

    /// Returns how the rows of a name set count, and keeps the answer if the look-up did not have it.
    #[cold]
    pub(crate) fn settle(
        &mut self,
        name_set: u32,
        amount: AmountAt,
        plan: &FastPlan,
        symbols: &mut Symbols,
    ) -> SignCase {
        let hash = self.name_sets[name_set as usize].hash;
        if let Some(slot) = self.slots.find(hash.place, |slot| slot.is_of(hash)) {
            match self.case(&slot.hit, amount) {
                SignCase::New => {}
                case => return case,
            }
        }
        let packed = PackedCase::from(self.find_case(name_set, amount, plan, symbols));
        match amount {
            Some((nth @ 1.., nanos)) => {
                self.name_sets[name_set as usize].cases[nth - 1][sign(nanos)] = packed;
            }
            amount => {
                if let Some(slot) = self.slots.find_mut(hash.place, |slot| slot.is_of(hash)) {
                    slot.hit.cases[amount.map_or(0, |(_, nanos)| 1 + sign(nanos))] = packed;
                }
            }
        }
        packed.case()
    }

    fn find_case(
        &mut self,
        name_set: u32,
        amount: AmountAt,
        plan: &FastPlan,
        symbols: &mut Symbols,
    ) -> SignCase {
        let NameSet { fields, ignored, kind, status, weight, .. } =
            &self.name_sets[name_set as usize];
        if let Some(reason) = *ignored {
            return self.ignored(reason);
        }
        let Some((nth, nanos)) = amount else {
            if !has_content(&fields.event()) || !fields.outcome.is_usage() {
                return SignCase::Unusual;
            }
            let weight = *weight;
            return SignCase::Counted {
                kind: self.add_kind(EventKind { name_set, counted: None }),
                negated: false,
                weight,
            };
        };
        let amount = &plan.rules.mapping.amounts[nth];
        let column = &plan.rules.table.columns[amount.column];
        let one = Credits::whole(nanos.signum());
        match (*kind, signs::row_meaning(&plan.rules.mapping.signs, *kind, *status, one, false)) {
            (Some(Kind::Ignored(reason)), _) | (_, RowMeaning::Ignored(reason)) => {
                self.ignored(reason)
            }
            (_, RowMeaning::Counted(outcome, credits)) if outcome.is_usage() => {
                let pool = amount.pool.or(fields.pool);
                let name = symbols.intern(&column.raw);
                let reported =
                    Reported { credits, column: name, authority: authority(&column.name.plain) };
                let weight = *weight;
                let kind =
                    self.add_kind(EventKind { name_set, counted: Some((outcome, pool, reported)) });
                SignCase::Counted { kind, negated: credits != one, weight }
            }
            (_, RowMeaning::Unknown | RowMeaning::Counted(..)) => SignCase::Unusual,
        }
    }

    fn ignored(&mut self, reason: &'static str) -> SignCase {
        let name_sets = self.reasons.iter().position(|other| *other == reason);
        let number = name_sets.unwrap_or_else(|| {
            self.reasons.push(reason);
            self.reasons.len() - 1
        });
        u32::try_from(number).map_or(SignCase::Unusual, SignCase::Ignored)
    }

    fn add_kind(&mut self, kind: EventKind) -> u32 {
        self.kinds.push(kind);
        u32::try_from(self.kinds.len() - 1).unwrap_or(u32::MAX)
    }

    /// Why rows are not usage, by the number of the reason.
    pub(crate) fn reason(&self, number: u32) -> &'static str {
        self.reasons[number as usize]
    }

    /// What a name set says about the meaning of signs.
    pub(crate) fn weight(&self, name_set: u32) -> SignVote {
        self.name_sets[name_set as usize].weight
    }

    /// What events of a kind have in common.
    pub(crate) fn event(&self, kind: u32) -> Event {
        let EventKind { name_set, counted } = &self.kinds[kind as usize];
        let mut event = self.name_sets[*name_set as usize].fields.event();
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
