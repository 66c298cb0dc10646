//! Billing cycles: whole days from one reset to the next.

use crate::base::calendar::day::Day;

/// How days are divided into billing cycles.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CycleRule {
    /// From a day of each month (1–31, at most the month's last day).
    Monthly {
        /// The reset day.
        day: u32,
        /// True if no reset day is set, so that the calendar month is assumed.
        assumed: bool,
    },
    /// This one cycle.
    Explicit(Cycle),
}

/// A billing cycle: from its first day to the day before the next one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Cycle {
    /// The first day.
    pub start: Day,
    /// The first day of the next cycle.
    pub reset: Day,
}

impl Cycle {
    /// The number of days.
    pub fn days(self) -> i32 {
        self.reset.since(self.start)
    }

    /// The last day.
    pub fn last(self) -> Day {
        self.reset.plus(-1)
    }

    /// True if the cycle contains a day.
    pub fn holds(self, day: Day) -> bool {
        self.start <= day && day < self.reset
    }
}

impl CycleRule {
    /// The cycle that contains a day. An explicit cycle is repeated before and after itself (see [`CycleRule::assumes`]).
    pub fn cycle_of(self, day: Day) -> Cycle {
        match self {
            Self::Explicit(cycle) => {
                let steps = day.since(cycle.start).div_euclid(cycle.days()) * cycle.days();
                Cycle { start: cycle.start.plus(steps), reset: cycle.reset.plus(steps) }
            }
            Self::Monthly { day: reset_day, .. } => {
                let month_start = day.month_start();
                let this = reset_in(month_start, reset_day);
                if this <= day {
                    Cycle { start: this, reset: reset_in(next_month(month_start), reset_day) }
                } else {
                    Cycle {
                        start: reset_in(month_start.plus(-1).month_start(), reset_day),
                        reset: this,
                    }
                }
            }
        }
    }

    /// True if a cycle is only assumed: a calendar month without a reset day, or a repetition of an explicit cycle.
    pub fn assumes(self, cycle: Cycle) -> bool {
        match self {
            Self::Monthly { assumed, .. } => assumed,
            Self::Explicit(given) => cycle != given,
        }
    }

    /// The cycle after `cycle`.
    pub fn next(self, cycle: Cycle) -> Cycle {
        self.cycle_of(cycle.reset)
    }

    /// The cycles with a day in `first..=last`, oldest first. For an explicit cycle only the one that contains `last`, because
    /// earlier cycles are unknown.
    pub fn cycles(self, first: Day, last: Day) -> Vec<Cycle> {
        if let Self::Explicit(_) = self {
            return if first <= last { vec![self.cycle_of(last)] } else { Vec::new() };
        }
        let mut cycles = Vec::new();
        let mut day = first;
        while day <= last {
            let cycle = self.cycle_of(day);
            cycles.push(cycle);
            day = cycle.reset;
        }
        cycles
    }
}

/// The reset day within the month that begins on `month_start`.
fn reset_in(month_start: Day, reset_day: u32) -> Day {
    let length = next_month(month_start).since(month_start);
    month_start.plus(i32::try_from(reset_day).unwrap_or(1).clamp(1, length) - 1)
}

fn next_month(month_start: Day) -> Day {
    month_start.plus(31).month_start()
}
