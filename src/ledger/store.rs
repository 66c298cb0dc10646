//! The sums of a log.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::sums::GroupSums;
use crate::base::{Credits, Day, Symbol};
use crate::event::Pool;

/// The sums of a log, and what the filters leave out of them.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// By day and group; groups that a filter dropped included.
    pub(super) sums: GroupSums,
    /// Events by day, before any filter.
    pub(super) all_days: BTreeMap<Day, u64>,
    /// The day of each app's first event in any pool, before any filter.
    pub(super) app_first: HashMap<Symbol, Day>,
    /// Events that a filter dropped, by day.
    pub(super) filtered_days: BTreeMap<Day, u64>,
    /// Message credits by day and UTC day: the platform's daily cap follows UTC.
    pub(super) utc_message: BTreeMap<(Day, Day), Credits>,
    /// Granted credits by pool and day.
    pub(super) grants: BTreeMap<(Pool, Day), Credits>,
    /// What a user may use in a month, by user and day; `None` if rows of a day contradict each other.
    pub(super) quotas: BTreeMap<Option<Symbol>, BTreeMap<Day, Option<Credits>>>,
    /// Credits and events by pool, day and hour of the day, of events whose time of day is known.
    pub(super) hours: HashMap<(Pool, Day, u32), (Credits, u64)>,
    /// The day on which each card first priced an event, by its index in the model's cards.
    pub(super) cards: BTreeMap<u16, Day>,
}

/// An hour of a log.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Hour {
    /// The day in the report's zone.
    pub day: Day,
    /// The hour of that day; `None` if only the date is known.
    pub of_day: Option<u32>,
    pub utc_day: Day,
}

impl Ledger {
    /// Adds sums, those of groups too that a filter dropped. Their names are of this ledger's table.
    pub(super) fn add_sums(&mut self, sums: GroupSums) {
        let mut first_days: Vec<Option<Day>> = vec![None; sums.groups().len()];
        for (day, of_day) in sums.all_days() {
            let (mut events, mut filtered) = (0, 0);
            for sum in of_day {
                first_days[sum.group.index()].get_or_insert(day);
                let kept = sums.group(sum.group).kept.is_kept();
                events += sum.events;
                filtered += if kept { 0 } else { sum.events };
            }
            *self.all_days.entry(day).or_default() += events;
            if filtered > 0 {
                *self.filtered_days.entry(day).or_default() += filtered;
            }
        }
        for (group, day) in sums.groups().iter().zip(first_days) {
            let Some(day) = day else { continue };
            if let Some(app) = group.key.app {
                let first = self.app_first.entry(app).or_insert(day);
                *first = day.min(*first);
            }
            if group.kept.is_kept() {
                let first_use = self.cards.entry(group.card).or_insert(day);
                *first_use = day.min(*first_use);
            }
        }
        if self.sums.is_empty() {
            self.sums = sums;
        } else {
            self.sums.merge(sums);
        }
    }

    /// Adds to an hour what [`Self::add_sums`] adds to its day.
    pub(super) fn add_hour(&mut self, pool: Pool, at: Hour, credits: Credits, events: u64) {
        if pool == Pool::Message {
            *self.utc_message.entry((at.day, at.utc_day)).or_default() += credits;
        }
        if let Some(hour) = at.of_day {
            let sums = self.hours.entry((pool, at.day, hour)).or_default();
            sums.0 += credits;
            sums.1 += events;
        }
    }

    /// Adds granted credits: they are capacity, not usage.
    pub(super) fn add_grant(&mut self, pool: Pool, day: Day, credits: Credits) {
        *self.grants.entry((pool, day)).or_default() += credits;
    }

    /// Adds what a user may use in a month.
    pub(super) fn add_quota(&mut self, user: Option<Symbol>, day: Day, quota: Credits) {
        let of_day = self.quotas.entry(user).or_default().entry(day).or_insert(Some(quota));
        *of_day = of_day.filter(|known| *known == quota);
    }

    /// Adds the quotas of another ledger.
    pub(super) fn merge_quotas(&mut self, other: &Self, mut rename: impl FnMut(Symbol) -> Symbol) {
        for (user, days) in &other.quotas {
            let own = self.quotas.entry(user.map(&mut rename)).or_default();
            for (day, quota) in days {
                let of_day = own.entry(*day).or_insert(*quota);
                *of_day = of_day.filter(|known| Some(*known) == *quota);
            }
        }
    }

    /// Adds the hours and grants of another ledger.
    pub(super) fn merge_hours(&mut self, other: Self) {
        for (days, credits) in other.utc_message {
            *self.utc_message.entry(days).or_default() += credits;
        }
        for (grant, credits) in other.grants {
            *self.grants.entry(grant).or_default() += credits;
        }
        for (hour, (credits, events)) in other.hours {
            let sums = self.hours.entry(hour).or_default();
            sums.0 += credits;
            sums.1 += events;
        }
    }
}
