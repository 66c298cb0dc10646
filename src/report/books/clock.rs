//! Times → the day, the prices in force and the hour, each found once in a quarter of an hour.

use hashbrown::HashMap;

use super::Question;
use crate::base::{Credits, Day, Instant, Stamp};
use crate::event::Pool;
use crate::ledger::Ledger;

/// Microseconds in which no zone changes its offset: changes come at whole quarters of an hour.
const QUARTER: i64 = 900_000_000;

/// Quarters of an hour that are remembered at once.
const MOST_QUARTERS: usize = 1 << 16;

/// A quarter of an hour.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quarter {
    /// The day in the report's zone.
    pub day: Day,
    /// Number of the days on which the same prices and the same plan are in force.
    pub era: usize,
    /// Place among the hours.
    hour: usize,
}

/// What happened in an hour.
#[derive(Clone, Copy, Default, Debug)]
struct Hour {
    events: u64,
    nanos: i128,
}

/// What was asked of times so far.
#[derive(Debug)]
pub(super) struct Clock {
    /// The number of the last quarter that was asked for.
    last: (i64, Quarter),
    quarters: HashMap<i64, Quarter>,
    eras: Vec<(usize, Option<String>)>,
    /// By hour, its UTC day and pool.
    hours: Vec<((Day, u32, Day), [Hour; 3])>,
    hour_places: HashMap<(Day, u32, Day), usize>,
}

impl Default for Clock {
    fn default() -> Self {
        let none = Quarter { day: Day::from_number(0), era: 0, hour: 0 };
        Self {
            last: (i64::MIN, none),
            quarters: HashMap::new(),
            eras: Vec::new(),
            hours: Vec::new(),
            hour_places: HashMap::new(),
        }
    }
}

impl Clock {
    #[inline]
    pub(crate) fn quarter(&mut self, at: Instant, question: &Question) -> Quarter {
        let number = at.micros().div_euclid(QUARTER);
        if self.last.0 != number {
            self.last = (number, self.find(number, question));
        }
        self.last.1
    }

    fn find(&mut self, number: i64, Question { model, request, .. }: &Question) -> Quarter {
        if let Some(found) = self.quarters.get(&number) {
            return *found;
        }
        if self.quarters.len() >= MOST_QUARTERS {
            self.quarters.clear();
        }
        let at = Instant::from_micros(number * QUARTER);
        let (day, utc, hour) =
            (request.zone.day_of(at), Stamp::At(at).utc_day(), request.zone.hour_of(at));
        let plan = request.plan_on(day).map(|plan| plan.id.clone());
        let era = (model.period_at(utc), plan);
        let era = self.eras.iter().position(|known| *known == era).unwrap_or_else(|| {
            self.eras.push(era);
            self.eras.len() - 1
        });
        let hour = *self.hour_places.entry((day, hour, utc)).or_insert_with(|| {
            self.hours.push(((day, hour, utc), [Hour::default(); 3]));
            self.hours.len() - 1
        });
        let quarter = Quarter { day, era, hour };
        self.quarters.insert(number, quarter);
        quarter
    }

    /// Adds an event to its hour.
    #[inline]
    pub(crate) fn add(&mut self, quarter: Quarter, pool: Pool, nanos: i128) {
        let hour = &mut self.hours[quarter.hour].1[pool as usize];
        hour.events += 1;
        hour.nanos += nanos;
    }

    /// Gives all hours to a ledger.
    pub(crate) fn finish(self, ledger: &mut Ledger) {
        for (place, pools) in self.hours {
            for (pool, sum) in Pool::ALL.into_iter().zip(pools).filter(|(_, sum)| sum.events > 0) {
                ledger.add_hour(pool, place, Credits::nanos(sum.nanos), sum.events);
            }
        }
    }
}
