//! Whether each row is the sum of a day, and the columns that name it.

use hashbrown::HashSet;

use crate::base::Stamp;
use crate::ingest::ReadOptions;
use crate::ingest::cell::roles::Role;
use crate::ingest::columns::mapping::Mapping;
use crate::ingest::record::table::{Record, Table};

/// Roles that only single events have.
const OF_EVENTS: [Role; 7] = [
    Role::Id,
    Role::Operation,
    Role::Kind,
    Role::Model,
    Role::Feature,
    Role::Prompt,
    Role::Metadata,
];

/// Roles that may name the sum of a day.
const NAMES: [Role; 3] = [Role::App, Role::User, Role::Pool];

impl Mapping {
    /// Finds the columns that name a sum of a day: those of a known export, or dates with at most an app, a user and a pool beside them,
    /// each combination once.
    pub(super) fn find_daily(&mut self, table: &Table, options: &ReadOptions) {
        if let Some(totals) = &self.daily_totals {
            self.daily = std::iter::once(totals.day).chain(totals.pool).collect();
            return;
        }
        if let Some(export) = self.known_export {
            self.daily = export.day.iter().filter_map(|name| table.find(name)).collect();
            return;
        }
        let Some(time) = self.times.first() else { return };
        if OF_EVENTS.iter().any(|role| !self.of(*role).is_empty()) {
            return;
        }
        let is_date = |stamp: Stamp| matches!(stamp, Stamp::On(_));
        let has_dates = self.clock.is_none()
            && table.rows.iter().all(|row| {
                time.read(row, &options.naive_zone).is_ok_and(is_date)
                    || row.cell(time.column).is_empty()
            });
        if !has_dates {
            return;
        }
        let names = NAMES.iter().flat_map(|role| self.of(*role)).copied();
        let columns: Vec<usize> = std::iter::once(time.column).chain(names).collect();
        let mut seen = HashSet::new();
        let is_new = |row: &Record| {
            seen.insert(columns.iter().map(|c| row.cell(*c).to_owned()).collect::<Vec<_>>())
        };
        if table.rows.iter().all(is_new) {
            self.daily = columns;
        }
    }
}
