//! Billing cycles: whole days from one reset to the next.

use super::Day;

/// How the days are cut into billing cycles.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CycleRule {
    /// From the given day of each month (1–31; clamped to the month's last day). `assumed`: nobody said so.
    Monthly {
        /// The reset day.
        day: u32,
        /// Whether the calendar month was only assumed.
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
    /// How many days it has.
    pub fn days(self) -> i32 {
        self.reset.since(self.start)
    }

    /// Its last day.
    pub fn last(self) -> Day {
        self.reset.plus(-1)
    }

    /// Whether a day is in it.
    pub fn holds(self, day: Day) -> bool {
        self.start <= day && day < self.reset
    }
}

impl CycleRule {
    /// The cycle that a day is in. Days outside an explicit cycle are in one of the same length before or after it
    /// (see [`CycleRule::assumes`]).
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

    /// Whether nobody said that this is a cycle: the calendar month without a reset day, or a repetition of an explicit one.
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

    /// The cycles that have a day in `first..=last`, oldest first. Of an explicit cycle only the one that holds `last`: what came before is unknown.
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
