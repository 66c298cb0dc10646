//! A table → its [`Mapping`], or the question to the user that has to be answered first.

mod amounts;
mod daily;
mod kinds_of_log;
mod listing;
mod outcomes;
mod refunds;
mod roles;
mod times;

use crate::base::Untrusted;
use crate::ingest::cell::roles::Role;
use crate::ingest::columns::balances;
use crate::ingest::columns::evidence::Evidence;
use crate::ingest::columns::mapping::Mapping;
use crate::ingest::columns::not_a_log;
use crate::ingest::columns::references;
use crate::ingest::columns::signs;
use crate::ingest::columns::signs::SignCounts;
use crate::ingest::columns::unused_columns;
use crate::ingest::record::table::Table;
use crate::ingest::{Error, ReadOptions};

/// Decides which column has which role. `evidence` of all rows, if there is any, decides the formats; else the rows of the table
/// do.
pub(crate) fn decide(
    path: &Untrusted,
    table: &Table,
    evidence: Option<&Evidence>,
    options: &ReadOptions,
) -> Result<Mapping, Error> {
    let mut mapping = Mapping::with_roles(path, table, evidence, options)?;
    if mapping.is_base44 {
        let updated = table.find("updated_date");
        mapping.updated = updated
            .and_then(|column| times::time_column(table, evidence, column, true, options).ok());
        mapping.undecided.extend(updated.filter(|_| mapping.updated.is_none()));
    }
    mapping.metadata = kinds_of_log::metadata_roles(table, &mapping);
    if let Err(unclear) = mapping.find_formats(path, table, evidence, options) {
        // How the dates of a table of orders are written does not matter.
        return match not_a_log::check_kind(path, table, &mapping, options, false) {
            Err(error) if error.no_log().is_some() => Err(error),
            _ => Err(unclear),
        };
    }
    mapping.keep_refunds(table);
    mapping.find_units(table);
    mapping.is_ai_log = kinds_of_log::is_ai_log(table, &mapping);
    kinds_of_log::find_builder_prompts(table, &mut mapping);
    if mapping.rollup.is_none() {
        not_a_log::check(path, table, &mapping, options)?;
    }
    unused_columns::check(path, table, &mut mapping, options)?;
    mapping.reference = references::find(table, &mapping, &options.words);
    mapping.balance_rises = match balances::rises(path, table, &mapping, options) {
        Err(_) if mapping.has_both_balances() => {
            mapping.read_balances(table);
            None
        }
        rises => rises?,
    };
    mapping.note_unknown_statuses(table, options);
    mapping.find_daily(table, options);
    let counts = SignCounts::of(table, &mapping, &options.words);
    mapping.signs = signs::meaning(table, &mapping, options, &counts);
    mapping.is_own_economy = signs::is_own_economy(table, &mapping);
    mapping.list(table);
    Ok(mapping)
}

impl Mapping {
    fn find_formats(
        &mut self,
        path: &Untrusted,
        table: &Table,
        evidence: Option<&Evidence>,
        options: &ReadOptions,
    ) -> Result<(), Error> {
        self.find_times(path, table, evidence, options)?;
        self.find_amounts(path, table, evidence, options)?;
        self.find_numbers(path, table, evidence, options)
    }
}

/// The columns whose formats have to be found, as evidence without any rows yet.
pub(crate) fn evidence_columns(
    path: &Untrusted,
    table: &Table,
    options: &ReadOptions,
) -> Result<Evidence, Error> {
    let mapping = Mapping::with_roles(path, table, None, options)?;
    let mut times = mapping.candidates(Role::Time, table);
    times.extend(table.find("updated_date"));
    let mut numbers = mapping.candidates(Role::Credits, table);
    numbers.extend(mapping.number_columns());
    Ok(Evidence::new(times, numbers, mapping.unit_column))
}
