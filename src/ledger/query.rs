//! Questions to the ledger.

use std::collections::BTreeMap;
use std::hash::Hash;

use hashbrown::{DefaultHashBuilder, HashMap};

use super::group::{Group, GroupId, Key};
use super::selection::Kept;
use super::series::Series;
use super::store::Ledger;
use super::sums::Sum;
use super::tally::Tally;
use crate::base::{Credits, Day, Symbol};
use crate::event::Pool;

/// One pool between two days, both included.
pub(crate) struct Span<'a> {
    ledger: &'a Ledger,
    pool: Pool,
    first: Day,
    last: Day,
    /// The least that filters must say of its events.
    least: Kept,
    /// Over all days of the span. Most questions do not ask for the day.
    totals: Vec<Total>,
}

/// Events of a group, and the sum of their typical credits in units of 10⁻⁹.
struct Total {
    group: GroupId,
    events: u64,
    nanos: i128,
}

/// Groups that are one by some dimension: the values of the dimension, and for each group the position of its value.
/// `None` for a group of another pool, or one that a filter dropped.
type Classes<D> = (indexmap::IndexSet<D, DefaultHashBuilder>, Vec<Option<usize>>);

impl<'a> Span<'a> {
    fn new(ledger: &'a Ledger, pool: Pool, first: Day, last: Day, at_least: Kept) -> Self {
        let mut totals = vec![(0, 0); ledger.sums.groups().len()];
        for sum in ledger.sums.days(first, last).flat_map(|(_, sums)| sums) {
            let (events, nanos) = &mut totals[sum.group.index()];
            *events += sum.events;
            *nanos += i128::from(sum.nanos);
        }
        let mut span = Self { ledger, pool, first, last, least: at_least, totals: Vec::new() };
        for ((id, group), (events, nanos)) in (0..).zip(ledger.sums.groups()).zip(totals) {
            if events > 0 && span.has(group) {
                span.totals.push(Total { group: GroupId(id), events, nanos });
            }
        }
        span
    }

    fn has(&self, group: &Group) -> bool {
        group.kept >= self.least && group.key.pool == self.pool
    }

    /// The groups of the span, with their events and credits: typical, low, high. A group may come twice.
    fn totals(&self) -> impl Iterator<Item = (&'a Group, u64, [Credits; 3])> {
        let sums = &self.ledger.sums;
        let totals = self.totals.iter().map(|Total { group, events, nanos }| {
            let group = sums.group(*group);
            (group, *events, group.credits(*events, *nanos))
        });
        let exact = sums
            .exact(self.first, self.last)
            .map(|(_, id, amounts)| (sums.group(id), 0, amounts))
            .filter(|(group, ..)| self.has(group));
        totals.chain(exact)
    }

    /// The sum of everything.
    pub(crate) fn total(&self) -> Tally {
        let mut total = Tally::default();
        self.totals().for_each(|(group, events, credits)| total.add(group, events, credits));
        total
    }

    /// The sums by a dimension. They are ordered by it; that order means nothing if the dimension is a symbol.
    pub(crate) fn by<D: Ord + Hash>(&self, dimension: impl Fn(&Key) -> D) -> BTreeMap<D, Tally> {
        let mut sums: HashMap<D, Tally> = HashMap::new();
        for (group, events, credits) in self.totals() {
            sums.entry(dimension(&group.key)).or_default().add(group, events, credits);
        }
        sums.into_iter().collect()
    }

    /// Asks each group for its dimension once, so that summing its days needs numbers only.
    fn classes<D: Ord + Hash>(&self, dimension: impl Fn(&Key) -> D) -> Classes<D> {
        let mut values = indexmap::IndexSet::default();
        let class_of = self
            .ledger
            .sums
            .groups()
            .iter()
            .map(|group| self.has(group).then(|| values.insert_full(dimension(&group.key)).0))
            .collect();
        (values, class_of)
    }

    /// Calls `each` with the days in order, and on each day with the sum of every class that has events.
    fn each_day(
        &self,
        class_of: &[Option<usize>],
        classes: usize,
        mut each: impl FnMut(Day, usize, Credits, u64),
    ) {
        let sums = &self.ledger.sums;
        let (mut totals, mut touched) = (vec![(0_u64, 0_i128); classes], Vec::new());
        for (day, of_day) in sums.days(self.first, self.last) {
            for sum in of_day {
                let Some(class) = class_of[sum.group.index()] else { continue };
                let (events, nanos) = &mut totals[class];
                if *events == 0 {
                    touched.push(class);
                }
                *events += sum.events;
                *nanos += i128::from(sum.nanos);
            }
            for class in touched.drain(..) {
                let (events, nanos) = std::mem::take(&mut totals[class]);
                each(day, class, Credits::nanos(nanos), events);
            }
        }
        for (day, id, [credits, ..]) in sums.exact(self.first, self.last) {
            if let Some(class) = class_of[id.index()] {
                each(day, class, credits, 0);
            }
        }
    }

    /// Net credits and events by a dimension and by day.
    pub(crate) fn by_day<D: Ord + Hash + Clone>(
        &self,
        dimension: impl Fn(&Key) -> D,
    ) -> BTreeMap<(D, Day), (Credits, u64)> {
        let (values, class_of) = self.classes(&dimension);
        let mut sums: BTreeMap<(usize, Day), (Credits, u64)> = BTreeMap::new();
        self.each_day(&class_of, values.len(), |day, class, credits, events| {
            let sum = sums.entry((class, day)).or_default();
            *sum = (sum.0 + credits, sum.1 + events);
        });
        sums.into_iter().map(|((class, day), sum)| ((values[class].clone(), day), sum)).collect()
    }

    /// Net credits by day, by a dimension.
    pub(crate) fn series_by<D: Ord + Hash>(
        &self,
        dimension: impl Fn(&Key) -> D,
    ) -> BTreeMap<D, Series> {
        let (values, class_of) = self.classes(&dimension);
        // A value may occur on none of the days, or on few of them.
        let mut series: Vec<Option<Series>> = vec![None; values.len()];
        self.each_day(&class_of, values.len(), |day, class, credits, _| {
            series[class].get_or_insert_with(|| Series::new(day, Vec::new())).add(day, credits);
        });
        values.into_iter().zip(series).filter_map(|(value, own)| Some((value, own?))).collect()
    }

    /// Net credits by day: every day of the span.
    pub(crate) fn series(&self) -> Series {
        let mut series = Series::of_days(self.first, self.last);
        let (values, class_of) = self.classes(|_| ());
        self.each_day(&class_of, values.len(), |day, _, credits, _| series.add(day, credits));
        series
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.totals.is_empty()
    }
}

fn is_undecided(group: &Group) -> bool {
    group.kept == Kept::Undecided
}

impl Ledger {
    /// A pool from `first` to `last`.
    pub(crate) fn span(&self, pool: Pool, first: Day, last: Day) -> Span<'_> {
        Span::new(self, pool, first, last, Kept::Yes)
    }

    /// The same with the events of which the log does not say what the filters ask. They may belong to what was asked about.
    pub(crate) fn span_with_undecided(&self, pool: Pool, first: Day, last: Day) -> Span<'_> {
        Span::new(self, pool, first, last, Kept::Undecided)
    }

    /// Whether the log does not say of some event what the filters ask.
    pub(crate) fn has_undecided(&self) -> bool {
        self.sums.groups().iter().any(is_undecided)
    }

    /// The same sums as if the filters kept every event of which the log does not say what they ask, in the pool that was asked about if
    /// its own is unknown. `None` if there is no such event.
    pub(crate) fn with_undecided(&self, asked: Option<Pool>) -> Option<Self> {
        if !self.has_undecided() {
            return None;
        }
        let mut all = self.clone();
        let pool_of = |group: &Group| match (group.key.pool, asked) {
            (Pool::Unassigned, Some(asked)) => asked,
            (pool, _) => pool,
        };
        let message: Vec<bool> = (self.sums.groups().iter())
            .map(|group| is_undecided(group) && pool_of(group) == Pool::Message)
            .collect();
        for (day, sums) in self.sums.all_days() {
            for sum in sums.iter().filter(|sum| message[sum.group.index()]) {
                *all.utc_message.entry((day, day)).or_default() +=
                    Credits::nanos(i128::from(sum.nanos));
            }
        }
        all.sums.change_groups(|group| {
            if is_undecided(group) {
                group.key.pool = pool_of(group);
                group.kept = Kept::Yes;
            }
        });
        Some(all)
    }

    /// Events between two days, both included, that the filters keep or may keep.
    pub(crate) fn events_that_may_count(&self, first: Day, last: Day) -> u64 {
        let may_count = |sum: &&Sum| self.sums.group(sum.group).kept != Kept::No;
        let sums = self.sums.days(first, last).flat_map(|(_, sums)| sums).filter(may_count);
        sums.map(|sum| sum.events).sum()
    }

    /// The groups that are summed, before filters.
    pub(super) fn groups(&self) -> &[Group] {
        self.sums.groups()
    }

    /// Day of the log's first event, before filters.
    pub(crate) fn first_day(&self) -> Option<Day> {
        self.all_days.keys().next().copied()
    }

    /// Day of an app's first event in any pool, before filters.
    pub(crate) fn first_day_of(&self, app: Symbol) -> Option<Day> {
        self.app_first.get(&app).copied()
    }

    /// Day of the log's last event, before filters.
    pub(crate) fn last_day(&self) -> Option<Day> {
        self.all_days.keys().next_back().copied()
    }

    /// Day of the log's last event up to a day, before filters.
    pub(crate) fn last_day_until(&self, day: Day) -> Option<Day> {
        self.all_days.range(..=day).next_back().map(|(last, _)| *last)
    }

    /// Returns true if the log up to a day has an event or a grant of a pool, before filters. Of any other pool the log says
    /// nothing, which is not the same as no use.
    pub(crate) fn observes(&self, pool: Pool, until: Day) -> bool {
        let Some(first) = self.first_day().filter(|first| *first <= until) else {
            return self.has_grant(pool, until);
        };
        let is_of_pool = |sum: &Sum| self.sums.group(sum.group).key.pool == pool;
        self.sums.days(first, until).any(|(_, sums)| sums.iter().any(is_of_pool))
            || self.has_grant(pool, until)
    }

    fn has_grant(&self, pool: Pool, until: Day) -> bool {
        self.grants.keys().any(|(of, day)| *of == pool && *day <= until)
    }

    /// The days with events up to a day, and the events of each, before filters.
    pub(crate) fn days_until(&self, day: Day) -> impl Iterator<Item = (Day, u64)> {
        self.all_days.range(..=day).map(|(day, events)| (*day, *events))
    }

    /// The last hour with events of each day between two, both included; without the events whose time of day is unknown.
    pub(crate) fn last_hours(&self, first: Day, last: Day) -> BTreeMap<Day, u32> {
        let mut hours: BTreeMap<Day, u32> = BTreeMap::new();
        for (_, day, hour) in self.hours.keys().filter(|(_, day, _)| first <= *day && *day <= last)
        {
            let latest = hours.entry(*day).or_default();
            *latest = (*latest).max(*hour);
        }
        hours
    }

    /// Days from the last day with events but one to the last one, before filters; 0 if there is only one.
    pub(crate) fn last_gap(&self) -> i32 {
        let mut days = self.all_days.keys().rev();
        match (days.next(), days.next()) {
            (Some(last), Some(before)) => last.since(*before),
            _ => 0,
        }
    }

    /// Events after a day, before filters.
    pub(crate) fn events_after(&self, day: Day) -> u64 {
        self.all_days.range(day.plus(1)..).map(|(_, n)| n).sum()
    }

    /// Events up to a day that filters dropped.
    pub(crate) fn filtered_until(&self, day: Day) -> u64 {
        self.filtered_days.range(..=day).map(|(_, n)| n).sum()
    }

    /// The quota that the log's rows give, as of a day. `None` if they give none or contradict each other, or if several users have
    /// one: those do not add up, because what one user leaves is not another's.
    pub(crate) fn quota(&self, until: Day) -> Option<Credits> {
        let mut quotas = self.quotas_until(until);
        let only = quotas.next()?;
        if quotas.next().is_some() { None } else { only }
    }

    /// The number of users whose quota the log gives, as of a day.
    pub(crate) fn users_with_quota(&self, until: Day) -> usize {
        self.quotas_until(until).count()
    }

    fn quotas_until(&self, until: Day) -> impl Iterator<Item = Option<Credits>> {
        let latest = move |days: &BTreeMap<Day, Option<Credits>>| {
            days.range(..=until).next_back().map(|(_, quota)| *quota)
        };
        self.quotas.values().filter_map(latest)
    }

    /// Credits granted to a pool after a day, and the last day of these grants.
    pub(crate) fn granted_after(&self, pool: Pool, day: Day) -> Option<(Day, Credits)> {
        let after =
            || self.grants.range((pool, day.plus(1))..).take_while(|((p, _), _)| *p == pool);
        let ((_, last), _) = after().last()?;
        Some((*last, after().map(|(_, credits)| *credits).sum()))
    }

    /// Credits granted to a pool between two days, both included.
    pub(crate) fn granted(&self, pool: Pool, first: Day, last: Day) -> Credits {
        let grants = (first <= last).then(|| self.grants.range((pool, first)..=(pool, last)));
        grants.into_iter().flatten().map(|(_, credits)| credits).sum()
    }

    /// Net message credits by UTC day, of events up to `last` in the report's zone.
    pub(crate) fn utc_message(&self, last: Day) -> Option<Series> {
        let mut days: BTreeMap<Day, Credits> = BTreeMap::new();
        for ((_, utc), credits) in self.utc_message.iter().filter(|((day, _), _)| *day <= last) {
            *days.entry(*utc).or_default() += *credits;
        }
        let (first, last) = (*days.keys().next()?, *days.keys().next_back()?);
        let mut series = Series::of_days(first, last);
        for (day, credits) in days {
            series.add(day, credits);
        }
        Some(series)
    }

    /// Credits and events by weekday (0 = Monday) and hour of the day, between two days, both included. Leaves out events without a
    /// time of day.
    pub(crate) fn hours(
        &self,
        pool: Pool,
        first: Day,
        last: Day,
    ) -> BTreeMap<(u32, u32), (Credits, u64)> {
        let mut sums: BTreeMap<(u32, u32), (Credits, u64)> = BTreeMap::new();
        let is_asked = |of: Pool, day: Day| of == pool && first <= day && day <= last;
        for ((_, day, hour), (credits, events)) in
            self.hours.iter().filter(|((of, day, _), _)| is_asked(*of, *day))
        {
            let sum = sums.entry((day.weekday(), *hour)).or_default();
            sum.0 += *credits;
            sum.1 += events;
        }
        sums
    }

    /// The cards that priced events up to a day, as indices into the model's cards.
    pub(crate) fn cards_until(&self, last: Day) -> impl Iterator<Item = u16> + '_ {
        self.cards.iter().filter(move |(_, first_use)| **first_use <= last).map(|(card, _)| *card)
    }
}

/// Ranks by credits, descending. Ties go by name in byte order, the unnamed last.
pub(crate) fn rank<N: Ord>(rows: &mut [(Option<N>, Tally)]) {
    rows.sort_by(|(a_name, a), (b_name, b)| {
        b.credits
            .cmp(&a.credits)
            .then_with(|| a_name.is_none().cmp(&b_name.is_none()))
            .then_with(|| a_name.cmp(b_name))
    });
}
