//! Compares readings of the dashboard with the log.

use serde::{Deserialize, Serialize};

use crate::base::{Credits, Day, Untrusted};
use crate::event::Pool;
use crate::ledger::Ledger;

/// A reading of the dashboard.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reading {
    /// The pool.
    pub pool: Pool,
    /// The day at whose end it was read; `None` for the end of the period.
    pub day: Option<Day>,
    /// Credits used in the cycle until then.
    pub used: Credits,
}

/// A total of the dashboard or of the Monitoring API: of the workspace or of an app, for some days.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReportedTotal {
    /// The names of the app: its name and its id. Empty for the whole workspace.
    pub app: Vec<String>,
    /// The pool.
    pub pool: Pool,
    /// The first day; `None` for the first of the period.
    pub from: Option<Day>,
    /// The last day.
    pub to: Day,
    /// Credits used in these days.
    pub used: Credits,
}

/// A reading, or the step from one reading to the next, compared with the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Reconciled {
    /// The app; null for the whole pool.
    #[serde(default)]
    pub app: Option<Untrusted>,
    /// The pool.
    pub pool: Pool,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Credits used in these days, according to the dashboard.
    pub reported: Credits,
    /// Credits of these days in the log.
    pub explained: Credits,
    /// The difference: positive if the log misses credits, negative if it has more than the dashboard.
    pub unexplained: Credits,
    /// Events of these days with unknown credits: they may explain the difference.
    pub unpriced_events: u64,
}

/// Compares readings with the log, from the first day of the cycle on. Several readings of a pool split the cycle at their days, which
/// narrows down when credits went missing. Of several readings of one day the last counts.
pub(crate) fn reconcile(
    ledger: &Ledger,
    readings: &[Reading],
    from: Day,
    to: Day,
) -> Vec<Reconciled> {
    let mut rows = Vec::new();
    for pool in Pool::ALL {
        let mut own: Vec<(Day, Credits)> = Vec::new();
        for reading in readings.iter().filter(|r| r.pool == pool) {
            let day = reading.day.unwrap_or(to);
            own.retain(|(other, _)| *other != day);
            own.push((day, reading.used));
        }
        own.sort_unstable();
        let (mut first, mut before) = (from, Credits::ZERO);
        for (day, used) in own {
            if day < first {
                continue;
            }
            let tally = ledger.span(pool, first, day).total();
            let reported = used - before;
            rows.push(Reconciled {
                app: None,
                pool,
                from: first,
                to: day,
                reported,
                explained: tally.credits,
                unexplained: reported - tally.credits,
                unpriced_events: tally.unpriced,
            });
            (first, before) = (day.plus(1), used);
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Log, c, first_day, line};
    use super::*;

    /// 10 integration credits on each of five days, and a call of unknown price on the third.
    fn ledger() -> Ledger {
        let mut lines: Vec<_> = (0..5).map(|day| line(day * 1440, "SendEmail", "10")).collect();
        lines.push(line(2 * 1440 + 5, "InvokeLLM", "").on("a-new-model"));
        Log::of(&lines).ledger()
    }

    fn reading(day: Option<i32>, used: &str) -> Reading {
        Reading { pool: Pool::Integration, day: day.map(|n| first_day().plus(n)), used: c(used) }
    }

    #[test]
    fn one_reading_is_compared_with_the_whole_period() {
        let rows = reconcile(&ledger(), &[reading(None, "57")], first_day(), first_day().plus(4));
        let [row] = &rows[..] else { panic!("{rows:?}") };
        assert_eq!(
            (row.reported, row.explained, row.unexplained, row.unpriced_events),
            (c("57"), c("50"), c("7"), 1)
        );
    }

    #[test]
    fn several_readings_show_on_which_days_something_is_missing() {
        let readings = [
            reading(Some(4), "57"),
            reading(Some(1), "20"),
            reading(Some(3), "47"),
            reading(Some(3), "48"),
        ];
        let rows = reconcile(&ledger(), &readings, first_day(), first_day().plus(4));
        let steps: Vec<_> = rows
            .iter()
            .map(|r| {
                (
                    r.from.since(first_day()),
                    r.to.since(first_day()),
                    r.unexplained,
                    r.unpriced_events,
                )
            })
            .collect();
        assert_eq!(steps, [(0, 1, c("0"), 0), (2, 3, c("8"), 1), (4, 4, c("-1"), 0)]);
    }
}
