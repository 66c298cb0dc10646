//! The sums of events by day and group.
//!
//! A sum is 24 bytes: nearly every log writes its amounts with at most nine decimal places, so that a count and a
//! number of 10⁻⁹ credits add up exactly. The few amounts that do not fit are kept beside the sums, in full.
//!
//! A day's sums are a sorted list. A log of ten million rows of 90 days has about 450,000 sums (10 MiB); a tree or a
//! hash table of them would take twice as much.

use std::collections::BTreeMap;
use std::hash::BuildHasher as _;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::group::{Group, GroupId};
use crate::base::{Credits, Day, Symbol, index_u32};

/// Events of a group, and the sum of their typical credits in units of 10⁻⁹.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Sum {
    pub group: GroupId,
    pub events: u64,
    pub nanos: i64,
}

impl Sum {
    /// Adds another sum of the same group. Returns false, and adds nothing, if it does not fit.
    fn absorb(&mut self, other: Self) -> bool {
        let added = (self.events.checked_add(other.events), self.nanos.checked_add(other.nanos));
        let (true, (Some(events), Some(nanos))) = (self.group == other.group, added) else {
            return false;
        };
        (self.events, self.nanos) = (events, nanos);
        true
    }
}

/// A sum of one day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct DaySum {
    /// The day in the report's zone.
    pub day: Day,
    pub sum: Sum,
}

impl DaySum {
    pub(crate) const fn place(&self) -> (Day, GroupId) {
        (self.day, self.sum.group)
    }
}

/// Amounts that do not fit into [`Sum::nanos`]: typical, low, high.
pub(crate) type ExactSums = BTreeMap<(Day, GroupId), [Credits; 3]>;

/// Adds to an exact sum.
pub(crate) fn add_exact(sums: &mut ExactSums, place: (Day, GroupId), amounts: [Credits; 3]) {
    let sum = sums.entry(place).or_default();
    sum.iter_mut().zip(amounts).for_each(|(sum, amount)| *sum += amount);
}

/// Groups, and the sum of each on each day.
#[derive(Clone, Debug, Default)]
pub(crate) struct GroupSums {
    groups: Vec<Group>,
    /// Finds the id of a group. Emptied by [`Self::rename`] and filled again by the next [`Self::id`].
    ids: HashTable<GroupId>,
    hasher: DefaultHashBuilder,
    /// Sorted by group. A group has a second sum on a day if the first has no room for more.
    days: BTreeMap<Day, Vec<Sum>>,
    /// Amounts of events that the sums count, but without their amounts.
    exact: ExactSums,
}

impl GroupSums {
    /// The id of a group, new or known.
    pub(crate) fn id(&mut self, group: Group) -> GroupId {
        let Self { groups, ids, hasher, .. } = self;
        let hash = |group: &Group| hasher.hash_one(group);
        for at in ids.len()..groups.len() {
            ids.insert_unique(hash(&groups[at]), GroupId(index_u32(at)), |id| {
                hash(&groups[id.index()])
            });
        }
        let known = ids.entry(
            hash(&group),
            |id| groups[id.index()] == group,
            |id| hash(&groups[id.index()]),
        );
        *known
            .or_insert_with(|| {
                groups.push(group);
                GroupId(index_u32(groups.len() - 1))
            })
            .get()
    }

    #[inline]
    pub(crate) fn group(&self, id: GroupId) -> &Group {
        &self.groups[id.index()]
    }

    /// Every group, in the order of their ids.
    pub(crate) fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// How many sums there are.
    pub(crate) fn len(&self) -> usize {
        self.days.values().map(Vec::len).sum()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// Adds sums, and empties the list.
    pub(crate) fn add(&mut self, more: &mut Vec<DaySum>) {
        more.sort_unstable_by_key(DaySum::place);
        for of_day in more.chunk_by(|a, b| a.day == b.day) {
            let sums = self.days.entry(of_day[0].day).or_default();
            sums.extend(of_day.iter().map(|one| one.sum));
            // Both runs are sorted, and a stable sort merges such runs.
            sums.sort_by_key(|sum| sum.group);
            sums.dedup_by(|next, sum| sum.absorb(*next));
            sums.shrink_to_fit();
        }
        more.clear();
    }

    /// Adds amounts of events that [`Self::add`] counts.
    pub(crate) fn add_exact(&mut self, more: ExactSums) {
        for (place, amounts) in more {
            add_exact(&mut self.exact, place, amounts);
        }
    }

    /// Adds all sums of another table with the same names.
    pub(crate) fn merge(&mut self, other: Self) {
        let ids: Vec<GroupId> = other.groups.iter().map(|group| self.id(*group)).collect();
        for (day, sums) in other.days {
            let renumbered =
                |sum: Sum| DaySum { day, sum: Sum { group: ids[sum.group.index()], ..sum } };
            self.add(&mut sums.into_iter().map(renumbered).collect());
        }
        let exact = other.exact.into_iter();
        self.add_exact(exact.map(|((day, id), sum)| ((day, ids[id.index()]), sum)).collect());
    }

    /// Takes the names of another table.
    pub(crate) fn rename(&mut self, mut rename: impl FnMut(Symbol) -> Symbol) {
        for group in &mut self.groups {
            *group = group.renamed(&mut rename);
        }
        self.ids.clear();
    }

    /// Changes groups in place. Two of them may then be alike: nothing may be added afterwards.
    pub(crate) fn change_groups(&mut self, change: impl FnMut(&mut Group)) {
        self.groups.iter_mut().for_each(change);
        self.ids.clear();
    }

    /// The sums of each day between two, both included.
    pub(crate) fn days(&self, first: Day, last: Day) -> impl Iterator<Item = (Day, &[Sum])> {
        // A range whose end comes before its start is a panic.
        let days = (first <= last).then(|| self.days.range(first..=last)).into_iter().flatten();
        days.map(|(day, sums)| (*day, sums.as_slice()))
    }

    /// The sums of every day.
    pub(crate) fn all_days(&self) -> impl Iterator<Item = (Day, &[Sum])> {
        self.days.iter().map(|(day, sums)| (*day, sums.as_slice()))
    }

    /// Amounts between two days, both included, of events that the sums only count.
    pub(crate) fn exact(
        &self,
        first: Day,
        last: Day,
    ) -> impl Iterator<Item = (Day, GroupId, [Credits; 3])> {
        let (from, to) = ((first, GroupId(0)), (last, GroupId(u32::MAX)));
        let sums = (first <= last).then(|| self.exact.range(from..=to)).into_iter().flatten();
        sums.map(|((day, id), amounts)| (*day, *id, *amounts))
    }
}

#[cfg(test)]
mod tests;
