//! Times → the day, the prices in force and the hour, each looked up once per quarter of an hour.

use hashbrown::HashMap;

use crate::base::{Credits, Day, Instant, Stamp};
use crate::event::{Pool, Slot};
use crate::ledger::store::{Hour, Ledger};
use crate::ledger::terms::Terms;

/// Microseconds during which no zone changes its offset: changes come at whole quarters of an hour.
const QUARTER: i64 = 900_000_000;

/// Quarters of an hour that are cached at once.
const MOST_QUARTERS: usize = 1 << 16;

/// Everything that the time of an event decides.
#[derive(Clone, Copy, Debug)]
pub(super) struct QuarterHour {
    /// The day in the report's zone.
    pub day: Day,
    /// Number of the run of days with the same prices and the same plan.
    pub price_period: usize,
    /// Index of the hour.
    hour: usize,
}

#[derive(Clone, Copy, Default, Debug)]
struct HourSum {
    events: u64,
    nanos: i128,
}

/// The quarters of an hour seen so far, and the sums of each hour.
#[derive(Debug)]
pub(super) struct TimeCache {
    /// The last quarter that was asked for, with its number, and whether its hour is hidden.
    last: ((i64, bool), QuarterHour),
    quarters: HashMap<(i64, bool), QuarterHour>,
    /// The prices and the plan of each period.
    price_periods: Vec<(usize, Option<String>)>,
    /// Sums by pool.
    hours: Vec<(Hour, [HourSum; 3])>,
    index_of: HashMap<Hour, usize>,
}

impl Default for TimeCache {
    fn default() -> Self {
        let none = QuarterHour { day: Day::from_number(0), price_period: 0, hour: 0 };
        Self {
            last: ((i64::MIN, false), none),
            quarters: HashMap::new(),
            price_periods: Vec::new(),
            hours: Vec::new(),
            index_of: HashMap::new(),
        }
    }
}

impl TimeCache {
    /// The quarter of an hour in which a row's time lies. The events of a slot may lie anywhere in it, and no day of the report's zone
    /// begins within a slot.
    #[inline]
    pub(super) fn quarter(&mut self, (at, slot): (Instant, Slot), terms: &Terms) -> QuarterHour {
        let asked = (at.micros().div_euclid(QUARTER), slot.hides_hours());
        if self.last.0 != asked {
            self.last = (asked, self.find(asked, terms));
        }
        self.last.1
    }

    /// A date without a time of day.
    pub(super) fn date(&mut self, day: Day, terms: &Terms) -> QuarterHour {
        self.place(Hour { day, of_day: None, utc_day: day }, terms)
    }

    fn find(&mut self, asked: (i64, bool), terms: &Terms) -> QuarterHour {
        if let Some(found) = self.quarters.get(&asked) {
            return *found;
        }
        if self.quarters.len() >= MOST_QUARTERS {
            self.quarters.clear();
        }
        let (number, hides_hours) = asked;
        let at = Instant::from_micros(number * QUARTER);
        let hour = Hour {
            day: terms.zone.day_of(at),
            of_day: (!hides_hours).then(|| terms.zone.hour_of(at)),
            utc_day: Stamp::At(at).utc_day(),
        };
        let quarter = self.place(hour, terms);
        self.quarters.insert(asked, quarter);
        quarter
    }

    fn place(&mut self, hour: Hour, terms: &Terms) -> QuarterHour {
        let plan = terms.plans.plan_on(hour.day).map(|plan| plan.id.as_str());
        let prices = terms.model.period_at(hour.utc_day);
        let periods = &mut self.price_periods;
        let known =
            periods.iter().position(|(epoch, of)| (*epoch, of.as_deref()) == (prices, plan));
        let price_period = known.unwrap_or_else(|| {
            periods.push((prices, plan.map(str::to_owned)));
            periods.len() - 1
        });
        let index = *self.index_of.entry(hour).or_insert_with(|| {
            self.hours.push((hour, [HourSum::default(); 3]));
            self.hours.len() - 1
        });
        QuarterHour { day: hour.day, price_period, hour: index }
    }

    pub(super) fn hour(&self, at: QuarterHour) -> Hour {
        self.hours[at.hour].0
    }

    /// Adds events to their hour. `nanos` is the sum of their credits.
    #[inline]
    pub(super) fn add(&mut self, at: QuarterHour, pool: Pool, nanos: i128, events: u64) {
        let sum = &mut self.hours[at.hour].1[pool as usize];
        sum.events = sum.events.saturating_add(events);
        sum.nanos += nanos;
    }

    /// Moves the sums of all hours to a ledger.
    pub(super) fn finish(self, ledger: &mut Ledger) {
        for (hour, pools) in self.hours {
            for (pool, sum) in Pool::ALL.into_iter().zip(pools).filter(|(_, sum)| sum.events > 0) {
                ledger.add_hour(pool, hour, Credits::nanos(sum.nanos), sum.events);
            }
        }
    }
}
