//! How far each input reaches, by app: whether an export ended earlier than the others is asked app by app.

use std::collections::BTreeMap;

use super::selection::Kept;
use super::sums::GroupSums;
use crate::base::{Day, Symbol};
use crate::event::Pool;

/// What an input has of one app.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct AppReach {
    /// The day of its last usage, in the report's zone.
    pub last: Day,
    /// The pools that it used, in the order of [`Pool::ALL`].
    pub pools: [bool; Pool::ALL.len()],
    /// True if the filters keep some of it, or may.
    pub kept: bool,
}

/// The reach of each input and app, before filters; no app if the log names none.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Reaches(BTreeMap<(u32, Option<Symbol>), AppReach>);

impl Reaches {
    /// Notes usage of an app.
    pub(crate) fn add(
        &mut self,
        (input, app): (u32, Option<Symbol>),
        pool: Pool,
        day: Day,
        kept: Kept,
    ) {
        let kept = kept != Kept::No;
        let none = AppReach { last: day, pools: [false; Pool::ALL.len()], kept };
        let reach = self.0.entry((input, app)).or_insert(none);
        reach.last = reach.last.max(day);
        reach.pools[pool as usize] = true;
        reach.kept |= kept;
    }

    /// Notes all usage of one input.
    pub(super) fn add_sums(&mut self, input: u32, sums: &GroupSums) {
        let mut last: Vec<Option<Day>> = vec![None; sums.groups().len()];
        for (day, of_day) in sums.all_days() {
            for sum in of_day {
                last[sum.group.index()] = Some(day);
            }
        }
        for (group, day) in sums.groups().iter().zip(last) {
            if let Some(day) = day {
                self.add((input, group.key.app), group.key.pool, day, group.kept);
            }
        }
    }

    /// The apps of an input.
    pub(crate) fn of(&self, input: u32) -> impl Iterator<Item = (Option<Symbol>, AppReach)> {
        let of_input = self.0.range((input, None)..).take_while(move |((of, _), _)| *of == input);
        of_input.map(|((_, app), reach)| (*app, *reach))
    }

    /// What an input has of an app.
    pub(crate) fn get(&self, input: u32, app: Option<Symbol>) -> Option<AppReach> {
        self.0.get(&(input, app)).copied()
    }
}
