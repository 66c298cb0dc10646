//! Reads one thread's rows on the fast path. A row that is not ordinary goes to the reference reader.

use crate::base::{Credits, Instant, Stamp};
use crate::event::{Event, Reported, Slot, Unit};
use crate::ingest::cell::time::TimeCache;
use crate::ingest::columns::signs::SignVote;
use crate::ingest::event::asides::Place;
use crate::ingest::event::outcome::{BLOCKED, Counts, Pass, SAMPLE};
use crate::ingest::event::reader::Target;
use crate::ingest::event::sink::Sink;
use crate::ingest::fast::handles::{Answer, Handles};
use crate::ingest::fast::memo::{AmountAt, Hash, Memo, MemoHit, sign};
use crate::ingest::fast::plan::{FastPlan, Key};
use crate::ingest::fast::sign_case::SignCase;
use crate::ingest::fast::slots::Slots;
use crate::ingest::record::row::{Number, Row, Rows};
use crate::ingest::{DecimalMark, Dedupe};

/// The number of rows that are looked up together.
pub(crate) const BATCH: usize = 64;

/// Reads ordinary rows for one thread.
pub(crate) struct Worker<'a, S: Sink> {
    plan: &'a FastPlan<'a>,
    pass: Pass<'a>,
    times: TimeCache,
    memo: Memo,
    handles: Handles<S::Group>,
    /// The number of rows by their vote on which sign means spend, and by the sign of their amount.
    signs: [[u64; 3]; SignVote::ALL.len()],
    /// The quantities of the current row.
    quantities: Vec<(Unit, i64)>,
    slots: Slots,
}

/// The look-ups of the next rows.
pub(crate) struct Ahead {
    /// One for each row, in order; `None` if the memo does not have the row's names.
    pub hits: [Option<MemoHit>; BATCH],
    generation: u32,
}

impl<'a, S: Sink> Worker<'a, S> {
    pub(crate) fn new(plan: &'a FastPlan<'a>, pass: Pass<'a>) -> Self {
        Self {
            plan,
            pass,
            times: TimeCache::default(),
            memo: Memo::default(),
            handles: Handles::default(),
            signs: Default::default(),
            quantities: Vec::new(),
            slots: Slots::default(),
        }
    }

    /// Looks up the next rows in one go, so that the processor waits for several cache misses at once, not for each row's in turn.
    #[inline]
    pub(crate) fn look_ahead(&self, rows: Rows) -> Ahead {
        let (mut hashes, mut hits) = ([None; BATCH], [None; BATCH]);
        for (row, hash) in rows.zip(&mut hashes) {
            *hash = self.hash(row);
        }
        for (hash, hit) in hashes.iter().zip(&mut hits) {
            *hit = hash.and_then(|hash| self.memo.find(hash));
        }
        Ahead { hits, generation: self.memo.generation }
    }

    /// Reads a row that was looked up ahead. Returns false if it needs the reference reader.
    #[inline]
    pub(crate) fn ahead(
        &mut self,
        row: Row,
        place: Place,
        (hit, generation): (Option<MemoHit>, u32),
        target: &mut Target<S>,
    ) -> bool {
        self.row(row, place, hit.filter(|_| generation == self.memo.generation), target)
    }

    /// Looks up and reads a row. Returns false if it needs the reference reader.
    pub(crate) fn take(&mut self, row: Row, place: Place, target: &mut Target<S>) -> bool {
        let hit = self.hash(row).and_then(|hash| self.memo.find(hash));
        self.row(row, place, hit, target)
    }

    /// Hashes the row's named cells, if the pass needs them and the row has as many cells as the header.
    #[inline]
    fn hash(&self, row: Row) -> Option<Hash> {
        let is_whole = row.ends.len() == self.plan.rules.table.columns.len();
        let is_needed = matches!(self.pass, Pass::All | Pass::Settled(_));
        (is_whole && is_needed).then(|| self.memo.hash(row, &self.plan.spans))
    }

    #[inline]
    fn row(
        &mut self,
        row: Row,
        place: Place,
        hit: Option<MemoHit>,
        target: &mut Target<S>,
    ) -> bool {
        let is_whole = row.ends.len() == self.plan.rules.table.columns.len();
        let is_done = match &self.pass {
            Pass::Settled(settlement) if settlement.duplicates.contains(&place) => true,
            Pass::Sums(_) => false,
            Pass::All | Pass::Settled(_) => is_whole && self.ordinary(row, hit, target),
            Pass::Candidates(keys) => {
                is_whole && matches!(self.plan.key(row), Some(Key::Id(key)) if !keys.contains(&key))
            }
        };
        target.counts.rows += u64::from(is_done);
        is_done
    }

    /// Reads an ordinary row. Returns false, and counts nothing, if the row is not ordinary.
    #[inline]
    fn ordinary(&mut self, row: Row, hit: Option<MemoHit>, target: &mut Target<S>) -> bool {
        let plan = self.plan;
        let Some(micros) = self.times.read(row.cell(plan.time), plan.utc) else { return false };
        let at = Instant::from_micros(micros);
        if plan.rules.options.not_after.is_some_and(|limit| at > limit)
            || plan.objects.iter().any(|column| row.begins_with(*column, b'{'))
        {
            return false;
        }
        let Some(slot) = self.slots.read(row, at, plan) else { return false };
        let Some(amount) = self.amount(row) else { return false };
        // A reported amount makes quantities irrelevant, except that a canonical quantity must be a number.
        let wanted = if amount.is_some() { &plan.numbers[..1] } else { &plan.numbers };
        if !self.quantities(row, wanted) || (amount.is_none() && plan.balances) {
            return false;
        }
        let hit = hit.unwrap_or_else(|| self.learn(row, target));
        let case = match self.memo.case(&hit, amount) {
            SignCase::New => {
                self.memo.resolve_case(hit.name_set, amount, plan, &mut target.symbols)
            }
            case => case,
        };
        let (group, negated, vote) = match case {
            SignCase::Counted { group, negated, vote } => (group, negated, vote),
            SignCase::Ignored(reason) => {
                // Its day may have to be noted.
                if self.memo.reason(reason) == SAMPLE
                    || self.memo.reason(reason) == BLOCKED && amount.is_some()
                {
                    return false;
                }
                self.ignore(hit.name_set, amount, reason, &mut target.counts);
                return true;
            }
            SignCase::Unusual | SignCase::New => return false,
        };
        if !self.remember(row, &mut target.counts) {
            return false;
        }
        target.note_time(Stamp::At(at));
        target.counts.add_events(slot);
        if let Some((_, nanos)) = amount {
            self.signs[vote as usize][sign(nanos)] += 1;
            self.with_amount(group, (at, slot), if negated { -nanos } else { nanos }, target);
        } else {
            self.without_amount(row, group, (at, slot), target);
        }
        true
    }

    /// Finds the row's amount. Returns `None` if the row needs the reference reader.
    #[inline]
    fn amount(&self, row: Row) -> Option<AmountAt> {
        let amounts = &self.plan.rules.mapping.amounts;
        let mut found: AmountAt = None;
        for (nth, amount) in amounts.iter().enumerate() {
            match (row.number(amount.column, amount.format.mark), found) {
                (Number::None, _) => {}
                (Number::Nanos(nanos), None) => found = Some((nth, nanos)),
                // A second amount counts only if the first one names its pool.
                (Number::Nanos(_), Some((first, _))) if amounts[first].pool.is_none() => {}
                (Number::Nanos(_) | Number::Odd, _) => return None,
            }
        }
        Some(found)
    }

    /// Passes on an event that reports an amount.
    #[inline]
    fn with_amount(
        &mut self,
        group: u32,
        (at, slot): (Instant, Slot),
        nanos: i64,
        target: &mut Target<S>,
    ) {
        let answer = self.answer(group, at, target);
        let Target { sink, symbols, .. } = target;
        let is_added = matches!(answer, Answer::Handle(handle)
            if sink.add(handle, (at, slot), nanos, symbols));
        if !is_added {
            let event = self.memo.event(group);
            let reported = event.reported.map(|r| Reported { credits: Credits::nanos(nanos), ..r });
            sink.event(&Event { stamp: Stamp::At(at), slot, reported, ..event }, symbols);
        }
    }

    /// Passes on the event of a row without an amount. Its prompt or its quantity may decide the price.
    fn without_amount(
        &mut self,
        row: Row,
        group: u32,
        (at, slot): (Instant, Slot),
        target: &mut Target<S>,
    ) {
        let answer = match self.quantities.as_slice() {
            [] => self.answer(group, at, target),
            [quantity] => self.answer_of_quantity(group, *quantity, at, target),
            _ => Answer::Whole,
        };
        let Target { sink, symbols, .. } = target;
        let is_added = matches!(answer, Answer::Handle(handle)
            if sink.add(handle, (at, slot), 0, symbols));
        if !is_added {
            let prompt = row.prompt(&self.plan.prompts);
            let event = Event { stamp: Stamp::At(at), slot, prompt, ..self.memo.event(group) };
            sink.event(&Event { quantities: exact(&self.quantities), ..event }, symbols);
        }
    }

    /// How the sink takes events of this group.
    #[inline]
    fn answer(&mut self, group: u32, at: Instant, target: &mut Target<S>) -> Answer<S::Group> {
        match self.handles.of(group) {
            Answer::NotAsked => self.ask(group, at, target),
            answer => answer,
        }
    }

    #[cold]
    fn ask(&mut self, group: u32, at: Instant, target: &mut Target<S>) -> Answer<S::Group> {
        let example = Event { stamp: Stamp::At(at), ..self.memo.event(group) };
        let answer = target.sink.group(&example, &target.symbols).into();
        self.handles.answered(group, answer);
        answer
    }

    /// How the sink takes events of this group that have this quantity.
    fn answer_of_quantity(
        &mut self,
        group: u32,
        quantity: (Unit, i64),
        at: Instant,
        target: &mut Target<S>,
    ) -> Answer<S::Group> {
        let key = (group, quantity.0, quantity.1);
        match self.handles.of_quantity(key) {
            Answer::NotAsked => {}
            answer => return answer,
        }
        if self.handles.quantities() >= self.plan.rules.options.blocks.groups {
            self.forget_groups(target);
        }
        let quantities = exact(&[quantity]);
        let example = Event { stamp: Stamp::At(at), quantities, ..self.memo.event(group) };
        let answer = target.sink.group(&example, &target.symbols).into();
        self.handles.answered_quantity(key, answer);
        answer
    }

    #[cold]
    fn forget_groups(&mut self, target: &mut Target<S>) {
        target.sink.forget_groups();
        self.handles.clear();
    }

    #[cold]
    fn ignore(&mut self, name_set: u32, amount: AmountAt, reason: u32, counts: &mut Counts) {
        *counts.ignored.entry(self.memo.reason(reason)).or_default() += 1;
        if let Some((_, nanos)) = amount {
            self.signs[self.memo.vote(name_set) as usize][sign(nanos)] += 1;
        }
    }

    #[cold]
    fn learn(&mut self, row: Row, target: &mut Target<S>) -> MemoHit {
        // A row of the same batch may have been the first with these names.
        let hash = self.memo.hash(row, &self.plan.spans);
        if let Some(hit) = self.memo.find(hash) {
            return hit;
        }
        if self.memo.len() >= self.plan.rules.options.blocks.groups {
            self.forget_groups(target);
            self.memo.clear();
        }
        self.memo.learn(row, hash, self.plan, &mut target.symbols)
    }

    /// Keeps the row's key for finding duplicates. Returns false if only the reference reader can compute the key.
    #[inline]
    fn remember(&self, row: Row, counts: &mut Counts) -> bool {
        let plan = self.plan;
        if !matches!(self.pass, Pass::All) || plan.rules.options.dedupe == Dedupe::None {
            return true;
        }
        match plan.key(row) {
            Some(Key::Id(key)) => counts.keys.add(key, true),
            Some(Key::Unknown) => return false,
            None => {}
        }
        true
    }

    /// Reads the row's quantities. Returns false if one of them needs the reference reader.
    #[inline]
    fn quantities(&mut self, row: Row, wanted: &[(Unit, Vec<(usize, DecimalMark)>)]) -> bool {
        self.quantities.clear();
        for (unit, columns) in wanted {
            for (column, mark) in columns {
                match row.number(*column, *mark) {
                    Number::None => continue,
                    Number::Nanos(nanos) if nanos >= 0 => self.quantities.push((*unit, nanos)),
                    Number::Nanos(_) | Number::Odd => return false,
                }
                break;
            }
        }
        true
    }

    /// Adds the signs of all amounts to the counts, after the last row.
    pub(crate) fn end(&mut self, counts: &mut Counts) {
        for (vote, rows) in SignVote::ALL.into_iter().zip(std::mem::take(&mut self.signs)) {
            for (sign, rows) in (-1..).zip(rows) {
                counts.signs.add(sign, rows, vote);
            }
        }
    }
}

fn exact(quantities: &[(Unit, i64)]) -> Vec<(Unit, Credits)> {
    quantities.iter().map(|(unit, n)| (*unit, Credits::nanos(i128::from(*n)))).collect()
}

impl Ahead {
    /// Returns the look-up of each row, with the memo's generation at that time.
    pub(crate) fn hits(self) -> impl Iterator<Item = (Option<MemoHit>, u32)> {
        self.hits.into_iter().map(move |hit| (hit, self.generation))
    }
}
