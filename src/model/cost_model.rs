//! A cost model: its cards, its classes, and the price period of each day.

use std::sync::OnceLock;

use crate::base::Day;
use crate::model::card::{CardInfo, Chain};
use crate::model::class::{ClassId, ClassInfo};
use crate::model::compile;
use crate::model::error::{Error, Problem};
use crate::model::merge;
use crate::model::period::PricePeriod;

/// The classes and prices of every day, from rate cards.
#[derive(Clone, Debug)]
pub struct Model {
    name: String,
    cards: Vec<CardInfo>,
    classes: Vec<ClassInfo>,
    /// Oldest first. The first period also covers all days before it.
    periods: Vec<Slot>,
    classes_of_other_dates: Vec<String>,
}

/// A price period, compiled when a day of the log first falls into it. A log seldom has days of more than two periods.
#[derive(Clone, Debug)]
struct Slot {
    from: Option<Day>,
    chain: Chain,
    compiled: OnceLock<PricePeriod>,
}

/// The first day of a chain of cards, and the chain.
pub(super) type Dated = (Option<Day>, Chain);

impl Model {
    /// A model of chains that follow each other, oldest first. `classes_of_other_dates` are the classes that a card of the user's
    /// own may name even on days without them.
    pub(super) fn of(
        name: String,
        cards: Vec<CardInfo>,
        chains: Vec<Dated>,
        classes_of_other_dates: Vec<String>,
    ) -> Self {
        let untils: Vec<_> = chains.iter().skip(1).map(|(from, _)| *from).chain([None]).collect();
        let mut periods = Vec::new();
        for ((from, chain), until) in chains.into_iter().zip(untils) {
            let slot = |from| Slot { from, chain: chain.clone(), compiled: OnceLock::new() };
            periods.push(slot(from));
            periods.extend(boundaries(&chain, from, until).into_iter().map(|day| slot(Some(day))));
        }
        let classes = merge::number(
            periods
                .iter()
                .map(|slot| merge::merge(&slot.chain, slot.from, &classes_of_other_dates)),
        );
        Self { name, cards, classes, periods, classes_of_other_dates }
    }

    /// The model, if all its periods compile.
    pub(super) fn checked(self) -> Result<Self, Error> {
        for slot in &self.periods {
            let period = self.compile(slot).map_err(Error::Invalid)?;
            slot.compiled.get_or_init(|| period);
        }
        Ok(self)
    }

    fn compile(&self, slot: &Slot) -> Result<PricePeriod, Vec<Problem>> {
        compile::compile(&slot.chain, slot.from, &self.classes, &self.classes_of_other_dates)
    }

    /// `base44`, the name of a card, or that of a user's file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The cards that may price an event, oldest first; a user's own is last.
    pub fn cards(&self) -> &[CardInfo] {
        &self.cards
    }

    /// The classes of all days.
    pub fn classes(&self) -> &[ClassInfo] {
        &self.classes
    }

    /// A class of this model.
    pub fn class(&self, id: ClassId) -> &ClassInfo {
        &self.classes[id.0 as usize]
    }

    /// The class with an id, in any case.
    pub fn find_class(&self, id: &str) -> Option<ClassId> {
        let class = self.classes.iter().find(|class| class.id.eq_ignore_ascii_case(id))?;
        merge::class_id(&self.classes, &class.id)
    }

    /// A short paragraph on a class, from the newest period that has it; empty if there is none.
    pub fn class_doc(&self, id: ClassId) -> &str {
        (0..self.periods.len())
            .rev()
            .find_map(|at| self.period(at).entries.iter().find(|entry| entry.class == id))
            .map_or("", |entry| &entry.text.doc)
    }

    /// The latest day on which the source of one of its cards was read.
    pub fn newest_checked_on(&self) -> Option<Day> {
        self.cards.iter().filter_map(|card| card.checked_on).max()
    }

    /// The first days of all price periods but the first, oldest first.
    pub fn changes(&self) -> Vec<Day> {
        self.periods.iter().filter_map(|slot| slot.from).collect()
    }

    /// The number of the price period of a day (UTC).
    pub fn period_at(&self, day: Day) -> usize {
        self.periods.partition_point(|slot| slot.from <= Some(day)).saturating_sub(1)
    }

    /// The number of the newest price period.
    pub(super) fn newest_period(&self) -> usize {
        self.periods.len() - 1
    }

    /// A price period by its number.
    ///
    /// # Panics
    /// If a built-in card does not compile, which a test of all built-in cards rules out. A user's card is checked when it is read.
    pub(super) fn period(&self, at: usize) -> &PricePeriod {
        let slot = &self.periods[at];
        slot.compiled
            .get_or_init(|| self.compile(slot).unwrap_or_else(|problems| panic!("{problems:?}")))
    }
}

/// The days after `from` and before `until` on which a card or a price line of the chain begins.
fn boundaries(chain: &Chain, from: Option<Day>, until: Option<Day>) -> Vec<Day> {
    let cards = || chain.files.iter().map(|file| &file.card);
    let lines = cards()
        .flat_map(|card| &card.classes)
        .filter_map(|class| class.from.as_ref())
        .map(|day| *day.get_ref());
    let mut days: Vec<Day> = lines
        .chain(cards().filter_map(|card| card.effective_from))
        .filter(|day| Some(*day) > from && until.is_none_or(|until| *day < until))
        .collect();
    days.sort_unstable();
    days.dedup();
    days
}
