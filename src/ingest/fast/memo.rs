//! Remembers, for each distinct set of named cells, the fields that its events share and how its rows are counted.
//!
//! A log repeats few sets of names (app, operation, user, …) in many rows. The reference reader interprets the first row of each set; later
//! rows find the result with one hash and one look-up.

use std::hash::BuildHasher as _;

use hashbrown::{DefaultHashBuilder, HashTable};
use xxhash_rust::xxh3::xxh3_128_with_seed;

use crate::base::{Credits, Symbols, index_u32};
use crate::event::{Event, Outcome, Pool, Reported};
use crate::ingest::cell::words;
use crate::ingest::cell::words::Status;
use crate::ingest::columns::kinds;
use crate::ingest::columns::kinds::Kind;
use crate::ingest::columns::signs;
use crate::ingest::columns::signs::{RowMeaning, SignVote};
use crate::ingest::event::amounts::authority_of;
use crate::ingest::event::cells::has_content;
use crate::ingest::event::metadata::Metadata;
use crate::ingest::fast::plan::FastPlan;
use crate::ingest::fast::shared::SharedFields;
use crate::ingest::fast::sign_case::{PackedCase, SignCase};
use crate::ingest::record::row::Row;

/// A row's amount, if it has one: the position of its column among the amount columns, and the amount in 10⁻⁹ credits.
pub(crate) type AmountAt = Option<(usize, i64)>;

/// A 96-bit hash of a row's named cells. Its key is random in each run, so that nobody can craft two name sets with the same hash.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hash {
    place: u64,
    check: u32,
}

/// An entry of the hash table. Its 32 aligned bytes never cross a cache line, so that a look-up costs one cache miss.
#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
struct Slot {
    place: u64,
    check: u32,
    hit: MemoHit,
}

impl Slot {
    #[inline]
    const fn matches(&self, hash: Hash) -> bool {
        self.place == hash.place && self.check == hash.check
    }
}

const _: () = assert!(size_of::<Slot>() == 32);

/// The result of a look-up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MemoHit {
    /// The position of the name set in the memo.
    pub name_set: u32,
    /// How rows are counted that have no amount, and that have an amount below zero, zero or above in the first amount column.
    cases: [PackedCase; 4],
}

/// All rows with the same named cells.
#[derive(Debug)]
struct NameSet {
    /// The fields that its events share.
    fields: SharedFields,
    hash: Hash,
    /// The reason if its rows are ignored whatever their amounts.
    ignored: Option<&'static str>,
    /// The kind that the row names, such as spend or a refund.
    kind: Option<Kind>,
    status: Option<Status>,
    /// Whether the reference reader has to read each row, because other rows may decide how it counts.
    is_aside: bool,
    /// The vote of its rows on which sign means spend.
    vote: SignVote,
    /// How rows are counted by each further amount column: below zero, zero and above.
    cases: Vec<[PackedCase; 3]>,
}

/// Events of one name set that are counted in the same way; they differ only in time and amount.
#[derive(Debug)]
struct Group {
    name_set: u32,
    /// How a reported amount is counted; its `credits` are an example of the right sign. `None` if the events report no amount.
    counted: Option<(Outcome, Option<Pool>, Reported)>,
}

/// One thread's memo of the name sets of an input.
#[derive(Debug)]
pub(crate) struct Memo {
    seed: u64,
    slots: HashTable<Slot>,
    name_sets: Vec<NameSet>,
    groups: Vec<Group>,
    /// The reasons why rows are ignored.
    reasons: Vec<&'static str>,
    /// How often the memo was cleared. A hit of an earlier generation is invalid.
    pub generation: u32,
}

impl Default for Memo {
    fn default() -> Self {
        Self {
            seed: DefaultHashBuilder::default().hash_one(0_u8),
            slots: HashTable::new(),
            name_sets: Vec::new(),
            groups: Vec::new(),
            reasons: Vec::new(),
            generation: 0,
        }
    }
}

impl Memo {
    /// Hashes the row's named cells.
    #[inline]
    pub(crate) fn hash(&self, row: Row, spans: &[(usize, usize)]) -> Hash {
        // Each span has its own seed, so that the same text in another span gives another hash.
        let (mut hash, mut seed) = (0_u128, self.seed);
        for (first, last) in spans {
            seed = seed.wrapping_add(1);
            hash ^= xxh3_128_with_seed(row.span(*first, *last), seed);
        }
        #[expect(clippy::cast_possible_truncation, reason = "96 bits are kept")]
        Hash { place: (hash >> 64) as u64, check: hash as u32 }
    }

    /// Returns the name set with this hash if the memo has it.
    #[inline]
    pub(crate) fn find(&self, hash: Hash) -> Option<MemoHit> {
        self.slots.find(hash.place, |slot| slot.matches(hash)).map(|slot| slot.hit)
    }

    /// Returns how a row of the name set is counted; `New` if that is not decided yet.
    #[inline]
    pub(crate) fn case(&self, hit: &MemoHit, amount: AmountAt) -> SignCase {
        let packed = match amount {
            None => hit.cases[0],
            Some((0, nanos)) => hit.cases[1 + sign(nanos)],
            Some((nth, nanos)) => self.name_sets[hit.name_set as usize].cases[nth - 1][sign(nanos)],
        };
        packed.case()
    }

    /// The number of name sets.
    pub(crate) fn len(&self) -> usize {
        self.name_sets.len()
    }

    /// Removes every name set and group. Their numbers are given out again, so the sink must forget its groups too.
    pub(crate) fn clear(&mut self) {
        self.slots.clear();
        self.name_sets.clear();
        self.groups.clear();
        self.generation += 1;
    }

    /// Adds the name set of a row, interpreted by the reference reader.
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
        let is_aside = reader.has_total(&record)
            || reader.is_part(named.kind)
            || kinds::asks_texts(plan.rules.mapping, &record);
        let at = index_u32(self.name_sets.len());
        self.name_sets.push(NameSet {
            ignored,
            fields: SharedFields::of(&named.event, plan.rules.input),
            hash,
            kind: named.kind,
            status: named.status,
            is_aside,
            vote: SignVote::of(
                signs::status_of(plan.rules.mapping, &record, &plan.rules.options.words),
                named.kind,
                kinds::is_paid(plan.rules.mapping, &record),
            ),
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

    /// Decides how a row of the name set is counted, and remembers the decision.
    #[cold]
    pub(crate) fn resolve_case(
        &mut self,
        name_set: u32,
        amount: AmountAt,
        plan: &FastPlan,
        symbols: &mut Symbols,
    ) -> SignCase {
        let hash = self.name_sets[name_set as usize].hash;
        // The hit may be older than the decision: rows are looked up in batches.
        if let Some(slot) = self.slots.find(hash.place, |slot| slot.matches(hash)) {
            match self.case(&slot.hit, amount) {
                SignCase::New => {}
                case => return case,
            }
        }
        let packed = PackedCase::from(self.decide_case(name_set, amount, plan, symbols));
        match amount {
            Some((nth @ 1.., nanos)) => {
                self.name_sets[name_set as usize].cases[nth - 1][sign(nanos)] = packed;
            }
            amount => {
                if let Some(slot) = self.slots.find_mut(hash.place, |slot| slot.matches(hash)) {
                    slot.hit.cases[amount.map_or(0, |(_, nanos)| 1 + sign(nanos))] = packed;
                }
            }
        }
        packed.case()
    }

    fn decide_case(
        &mut self,
        name_set: u32,
        amount: AmountAt,
        plan: &FastPlan,
        symbols: &mut Symbols,
    ) -> SignCase {
        let NameSet { fields, ignored, kind, status, vote, is_aside, .. } =
            &self.name_sets[name_set as usize];
        if let Some(reason) = *ignored {
            return self.ignored(reason);
        }
        if *is_aside {
            return SignCase::Unusual;
        }
        let Some((nth, nanos)) = amount else {
            let (meaning, is_free) = signs::without_amount(*kind, *status);
            let is_plain = matches!(meaning, RowMeaning::Counted(outcome, _)
                if outcome.is_usage() && outcome != Outcome::Unknown);
            let event = fields.event();
            // The length of the prompt may be the quantity of speech.
            let speaks = event.operation.is_some_and(|name| words::is_speech(symbols.name(name)));
            if !is_plain || is_free || !has_content(&event) || speaks {
                return SignCase::Unusual;
            }
            let vote = *vote;
            let group = self.add_group(Group { name_set, counted: None });
            return SignCase::Counted { group, negated: false, vote };
        };
        let amount = &plan.rules.mapping.amounts[nth];
        let column = &plan.rules.table.columns[amount.column];
        // Only the sign of an amount decides, so one credit with that sign stands for all of them.
        let one = Credits::whole(nanos.signum());
        let meaning = signs::row_meaning(&plan.rules.mapping.signs, *kind, *status, one, false);
        match meaning {
            // The credits of a call that did not run are told to the user.
            RowMeaning::Ignored(reason) if one.is_zero() => self.ignored(reason),
            // What is charged and given back is 0 whatever the amount.
            RowMeaning::Counted(outcome, credits)
                if outcome.is_usage() && credits.is_zero() == one.is_zero() =>
            {
                let pool = amount.pool.or(fields.pool);
                let name = symbols.intern(&column.raw);
                let reported = Reported {
                    credits,
                    column: name,
                    authority: authority_of(plan.rules.mapping, column),
                };
                let vote = *vote;
                let counted = Some((outcome, pool, reported));
                let group = self.add_group(Group { name_set, counted });
                SignCase::Counted { group, negated: credits != one, vote }
            }
            RowMeaning::Ignored(_)
            | RowMeaning::Risen
            | RowMeaning::Unknown
            | RowMeaning::Counted(..) => SignCase::Unusual,
        }
    }

    fn ignored(&mut self, reason: &'static str) -> SignCase {
        let known = self.reasons.iter().position(|other| *other == reason);
        let number = known.unwrap_or_else(|| {
            self.reasons.push(reason);
            self.reasons.len() - 1
        });
        u32::try_from(number).map_or(SignCase::Unusual, SignCase::Ignored)
    }

    fn add_group(&mut self, group: Group) -> u32 {
        self.groups.push(group);
        index_u32(self.groups.len() - 1)
    }

    /// Returns the reason that an ignored case names by number.
    pub(crate) fn reason(&self, number: u32) -> &'static str {
        self.reasons[number as usize]
    }

    /// Returns the vote of the name set's rows on which sign means spend.
    pub(crate) fn vote(&self, name_set: u32) -> SignVote {
        self.name_sets[name_set as usize].vote
    }

    /// Returns an event with the fields that the events of a group share.
    pub(crate) fn event(&self, group: u32) -> Event {
        let Group { name_set, counted } = &self.groups[group as usize];
        let mut event = self.name_sets[*name_set as usize].fields.event();
        if let Some((outcome, pool, reported)) = counted {
            (event.outcome, event.pool, event.reported) = (*outcome, *pool, Some(*reported));
        }
        event
    }
}

/// Returns 0 below zero, 1 for zero, 2 above.
#[inline]
pub(crate) fn sign(nanos: i64) -> usize {
    match nanos.signum() {
        -1 => 0,
        0 => 1,
        _ => 2,
    }
}
