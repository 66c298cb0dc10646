//! Readings of balances: the differences between them are the use, and the last one is what is left.

use std::collections::BTreeMap;

use super::{Line, Rows};
use crate::base::{Credits, Day, Stamp};
use crate::event::Pool;
use crate::ingest::columns::snapshot::Quantity;
use crate::ingest::record::table::Record;
use crate::ingest::{Error, Reading, Rise, Snapshot};

impl Rows<'_> {
    /// Readings of what is used or left: the differences are the use between them.
    pub(super) fn readings(&mut self) -> Result<(Vec<Line>, Snapshot), Error> {
        let (last, is_dated) = self.day()?;
        let mut pools: BTreeMap<Pool, Vec<Noted>> = BTreeMap::new();
        let mut limits = BTreeMap::new();
        let mut rows: Vec<(Stamp, &Record)> = Vec::new();
        for row in self.table.rows.iter().filter(|row| !self.is_total(row)) {
            rows.push((self.stamp(row, self.columns.day.as_ref())?.unwrap_or(last), row));
        }
        rows.sort_by_key(|(stamp, _)| *stamp);
        for (stamp, row) in rows {
            for measure in &self.columns.measures {
                let Some(credits) = self.amount(row, measure)? else { continue };
                let pool = self.pool(row, measure);
                if measure.quantity == Quantity::Limit {
                    limits.insert(pool, credits);
                    continue;
                }
                let noted = pools.entry(pool).or_default();
                if noted.last().is_none_or(|noted| noted.stamp != stamp) {
                    noted.push(Noted { stamp, used: None, left: None });
                }
                if let Some(noted) = noted.last_mut() {
                    let place = if measure.quantity == Quantity::Used {
                        &mut noted.used
                    } else {
                        &mut noted.left
                    };
                    *place = Some(credits);
                }
            }
        }
        let (mut lines, mut readings) = (Vec::new(), BTreeMap::new());
        let mut rises = BTreeMap::new();
        for (pool, noted) in pools {
            rises.insert(pool, self.differences(pool, &noted, &mut lines));
            if let Some(Noted { stamp, used, left }) = noted.last() {
                readings.insert(pool, Reading { day: stamp.utc_day(), used: *used, left: *left });
            }
        }
        let day = readings.values().map(|reading| reading.day).max();
        let snapshot = Snapshot {
            day: day.unwrap_or_else(|| last.utc_day()),
            is_dated,
            since: None,
            is_part: false,
            ids: BTreeMap::new(),
            is_of_readings: true,
            readings,
            rises,
            limits,
        };
        let text = "a snapshot: balances noted now and then; the use between two of them is their difference";
        self.notes.insert(0, (false, text.to_owned()));
        Ok((lines, snapshot))
    }

    /// The use between two readings each, and up to the first one where the reading is of use. Returns the rises of what is left.
    fn differences(&mut self, pool: Pool, noted: &[Noted], lines: &mut Vec<Line>) -> Vec<Rise> {
        let mut line = |stamp, credits| {
            lines.push(Line { stamp, app: None, user: None, pool, credits });
        };
        let Some(first) = noted.first() else { return Vec::new() };
        let mut of_left: Vec<Rise> = Vec::new();
        line(first.stamp, first.used.unwrap_or_default());
        let mut rises: Vec<(Day, Day)> = Vec::new();
        for pair in noted.windows(2) {
            let (before, after) = (&pair[0], &pair[1]);
            let by_use = before.used.zip(after.used).map(|(before, after)| after - before);
            let by_left = before.left.zip(after.left).map(|(before, after)| before - after);
            match by_use.or(by_left) {
                Some(credits) if !credits.is_negative() => line(after.stamp, credits),
                Some(_) => {
                    let (from, to) = (before.stamp.utc_day(), after.stamp.utc_day());
                    rises.push((from, to));
                    let rise = by_left.filter(|_| by_use.is_none());
                    of_left.extend(rise.map(|rise| Rise { from, to, credits: -rise }));
                    line(after.stamp, after.used.unwrap_or_default());
                }
                None => line(after.stamp, Credits::ZERO),
            }
        }
        let shown = rises.iter().take(3).map(|(from, to)| format!("between {from} and {to}"));
        if let Some(last) = rises.last() {
            let shown: Vec<String> = shown.collect();
            let more = if rises.len() > 3 {
                format!(" (the last up to {})", last.1)
            } else {
                String::new()
            };
            let text = format!(
                "{pool} credits were reset or given {}{more}: what was used before that, in between, is not known",
                shown.join(", ")
            );
            self.notes.push((true, text));
        }
        of_left
    }
}

/// What was noted of a pool at one time.
struct Noted {
    stamp: Stamp,
    used: Option<Credits>,
    left: Option<Credits>,
}
