//! The slots of a rollup's rows.

use crate::base::{Instant, Stamp};
use crate::event::Slot;
use crate::ingest::columns::rollup::fault;
use crate::ingest::fast::plan::FastPlan;
use crate::ingest::record::row::Row;

/// Remembers the last slot that was checked: the rows of a rollup are in the order of time.
#[derive(Debug, Default)]
pub(crate) struct Slots {
    /// Its start and its span; 0 before the first one.
    last: (i64, u32),
}

impl Slots {
    /// How many events a row stands for. `None` if the row needs the reference reader.
    #[inline]
    pub(crate) fn read(&mut self, row: Row, at: Instant, plan: &FastPlan) -> Option<Slot> {
        let Some(rollup) = &plan.rules.mapping.rollup else { return Some(Slot::ONE) };
        if row.cell(rollup.rules) != rollup.digest.as_bytes() {
            return None;
        }
        let events = u64::try_from(whole(row, rollup.events)?).ok().filter(|events| *events > 0)?;
        let span = u32::try_from(whole(row, rollup.span)?).ok()?;
        let slot = (at.micros(), span);
        if slot != self.last {
            if fault(Stamp::At(at), span, &plan.rules.options.zone).is_some() {
                return None;
            }
            self.last = slot;
        }
        Some(Slot { events, span })
    }
}

/// A cell of digits alone that fits.
fn whole(row: Row, column: usize) -> Option<i64> {
    let cell = row.cell(column);
    let is_plain = !cell.is_empty() && cell.iter().all(u8::is_ascii_digit);
    is_plain.then(|| std::str::from_utf8(cell).ok()?.parse().ok()).flatten()
}
