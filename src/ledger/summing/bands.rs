//! The sums of the day that is being read: one for each group and thread.

use super::threads::ThreadSums;
use crate::base::{Credits, Day, Symbols, index_u32};
use crate::event::Pool;
use crate::ledger::group::{Group, GroupId};
use crate::ledger::sums::{DaySum, GroupSums, Sum};

/// A group, its sum of the day, and what each event needs to know of it. One cache line holds two.
///
/// Build prompts that differ only in their amounts are of several groups, one for each band of amounts that the rate
/// card has a class for.
#[derive(Clone, Copy, Debug)]
pub(super) struct PriceBand {
    nanos: i64,
    /// Typical price of each event, if the events of the band report no amount; else 0.
    each: i64,
    events: u64,
    group: GroupId,
    pool: Pool,
    /// True if the filters keep the group.
    kept: bool,
}

/// The bands of a thread, with their sums of one day.
#[derive(Debug)]
pub(super) struct DayBands {
    bands: Vec<PriceBand>,
    day: Day,
    /// Bands that have events on that day.
    used: Vec<u32>,
    sums: ThreadSums,
}

impl Default for DayBands {
    fn default() -> Self {
        Self::with(ThreadSums::default())
    }
}

impl DayBands {
    fn with(sums: ThreadSums) -> Self {
        Self { bands: Vec::new(), day: Day::from_number(0), used: Vec::new(), sums }
    }

    /// No bands yet, for another thread that adds to the same sums.
    pub(super) fn fork(&self) -> Self {
        Self::with(self.sums.fork())
    }

    /// Makes a band for a group whose events cost `each` beside their own amounts. Bands are numbered in this order.
    pub(super) fn open(&mut self, group: Group, each: i64, names: &Symbols) -> u32 {
        self.bands.push(PriceBand {
            nanos: 0,
            each,
            events: 0,
            group: self.sums.id(group, names),
            pool: group.key.pool,
            kept: group.kept.is_kept(),
        });
        index_u32(self.bands.len() - 1)
    }

    /// Adds equal events to a band. Returns the sum of their typical credits in units of 10⁻⁹, and their pool if the filters keep it.
    #[inline]
    pub(super) fn add(
        &mut self,
        number: u32,
        day: Day,
        nanos: i64,
        events: u64,
    ) -> (i128, Option<Pool>) {
        if day != self.day {
            self.close_day();
            self.day = day;
        }
        let band = &mut self.bands[number as usize];
        let pool = Some(band.pool).filter(|_| band.kept);
        // One of the two is 0, and 2⁶³ times 2⁶³ fits.
        let total = i128::from(nanos + band.each) * i128::from(events);
        let added = i64::try_from(total).ok().and_then(|more| band.nanos.checked_add(more));
        if let (Some(count), Some(sum)) = (band.events.checked_add(events), added) {
            if band.events == 0 {
                self.used.push(number);
            }
            (band.events, band.nanos) = (count, sum);
        } else {
            let group = band.group;
            let nanos = i64::try_from(total);
            if nanos.is_err() {
                self.sums.add_exact(day, group, [Credits::nanos(total); 3]);
            }
            let sum = Sum { group, events, nanos: nanos.unwrap_or(0) };
            self.sums.add(DaySum { day, sum });
        }
        (total, pool)
    }

    /// Adds amounts of events that were added to a band without their amounts.
    pub(super) fn add_exact(&mut self, day: Day, band: u32, amounts: [Credits; 3]) {
        self.sums.add_exact(day, self.bands[band as usize].group, amounts);
    }

    fn close_day(&mut self) {
        for number in self.used.drain(..) {
            let PriceBand { group, events, nanos, .. } = &mut self.bands[number as usize];
            let (events, nanos) = (std::mem::take(events), std::mem::take(nanos));
            self.sums.add(DaySum { day: self.day, sum: Sum { group: *group, events, nanos } });
        }
    }

    /// Drops all bands, but keeps their sums.
    pub(super) fn clear(&mut self) {
        self.close_day();
        self.bands.clear();
    }

    pub(super) fn finish(mut self) -> Option<(GroupSums, Symbols)> {
        self.close_day();
        self.sums.finish()
    }
}
