//! The mapping as it is shown to the user: each role, its column, why, and how certain that is.

use crate::ingest::Mapped;
use crate::ingest::cell::roles;
use crate::ingest::cell::roles::Role;
use crate::ingest::columns::mapping::Mapping;
use crate::ingest::record::table::Table;
use crate::ingest::reject::excerpt;

impl Mapping {
    /// Lists each role with its columns, the reason and the confidence.
    pub(in crate::ingest::columns) fn list(&mut self, table: &Table) {
        for (role, columns) in self.columns.iter() {
            for (rank, column) in columns.iter().enumerate() {
                let plain = &table.columns[*column].name.plain;
                let by_name = role.aliases().iter().position(|alias| alias == plain);
                let (why, confidence) = match by_name {
                    _ if self.known_export.is_some() && self.is_forced(role) => {
                        ("a known export", 100)
                    }
                    _ if self.is_forced(role) => ("--map", 100),
                    _ if matches!(role, Role::Kind | Role::Vendor) => ("name and values", 80),
                    Some(_) if role == Role::Credits && roles::amounts::is_generic(plain) => {
                        ("name, beside known operations", 75)
                    }
                    Some(place) => (
                        "name",
                        u8::try_from(98_usize.saturating_sub(place * 2).max(70)).unwrap_or(70),
                    ),
                    None if role == Role::Pool => ("values", 85),
                    None => ("values", 60),
                };
                let why = if rank == 0 {
                    why.to_owned()
                } else {
                    format!("{why}, if the above is empty")
                };
                self.listed.push(listed(table, *column, role.name(), why, confidence));
            }
        }
        let more = [
            (self.clock, "time", "a time of day beside a date"),
            (self.operation_column, "operation", "a known export"),
            (self.unit_column, "unit", "a known export"),
            (self.quota_column, "quota", "a known export"),
            (self.sample, "sample", "name"),
            (self.updated.as_ref().map(|time| time.column), "edited", "name"),
        ];
        for (column, role, why) in more {
            self.listed
                .extend(column.map(|column| listed(table, column, role, why.to_owned(), 100)));
        }
    }
}

fn listed(table: &Table, column: usize, role: &str, why: String, confidence: u8) -> Mapped {
    let samples = table.distinct(column, 3).into_iter().map(|cell| excerpt(cell).into()).collect();
    Mapped {
        role: role.to_owned(),
        column: table.columns[column].raw.as_str().into(),
        why,
        confidence,
        samples,
    }
}
