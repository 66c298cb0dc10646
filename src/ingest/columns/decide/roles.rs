//! Which column has which role, by names and by the cells of the head; times and amounts come later.
//!
//! In this order: `--map`, a known export, columns whose names several roles share, then each role by its names.

use crate::base::Untrusted;
use crate::event::Pool;
use crate::ingest::cell::roles;
use crate::ingest::cell::roles::Role;
use crate::ingest::cell::words;
use crate::ingest::columns::balances;
use crate::ingest::columns::daily_totals;
use crate::ingest::columns::evidence::{Evidence, Units, count_unit};
use crate::ingest::columns::kinds;
use crate::ingest::columns::known_exports;
use crate::ingest::columns::known_exports::KnownExport;
use crate::ingest::columns::mapping::{LOOK, Mapping, NO_COLUMN, saw, shown};
use crate::ingest::columns::rollup::Rollup;
use crate::ingest::record::sniff::FORMATS;
use crate::ingest::record::table::Table;
use crate::ingest::{Error, ReadOptions};

impl Mapping {
    /// Assigns the roles other than times and amounts.
    pub(in crate::ingest::columns) fn with_roles(
        path: &Untrusted,
        table: &Table,
        evidence: Option<&Evidence>,
        options: &ReadOptions,
    ) -> Result<Self, Error> {
        let mut mapping = Self::default();
        mapping.force(path, table, options)?;
        let creator = table.has("created_by_id") || table.has("created_by");
        mapping.is_base44 =
            creator && ["id", "created_date", "updated_date"].iter().all(|name| table.has(name));
        mapping.rollup = Rollup::find(table);
        if mapping.rollup.is_none() {
            mapping.recognise(path, table, options)?;
        }
        if let Some(export) = mapping.known_export {
            mapping.apply_known_export(table, evidence, export);
        }
        if mapping.daily_totals.is_some() {
            mapping.apply_daily_totals(path, table, options)?;
        }
        mapping.assign_shared_names(table, options);
        for role in Role::ALL {
            mapping.assign_by_name(*role, table);
        }
        mapping.find_balances(table);
        // Our own writing: what a row is, is decided already.
        mapping.is_settled = mapping.rollup.as_ref().is_some_and(Rollup::is_settled)
            || ["class", "basis", "typical"].iter().all(|name| table.has(name));
        mapping.keep_flags(table, &options.words);
        mapping.keep_numbers_of_refunds(table);
        mapping.find_outcome_words(table);
        (mapping.maybe_kinds, mapping.texts) = kinds::maybe_kinds(table, &mapping);
        mapping.status_kinds = kinds::in_status(table, &mapping, &options.words);
        mapping.paid = kinds::paid(table, &mapping, &options.words);
        mapping.sample = table.find("is_sample");
        Ok(mapping)
    }

    /// Finds out whether the table is another tool's export, or daily totals. If `--from` names one of these, it has to be that.
    fn recognise(
        &mut self,
        path: &Untrusted,
        table: &Table,
        options: &ReadOptions,
    ) -> Result<(), Error> {
        let from = options.from.as_deref();
        let asked = from.filter(|from| known_exports::names().contains(from));
        let asks_for_totals = from == Some(daily_totals::NAME);
        let is_column = |(_, wanted): &(String, String)| !wanted.trim().starts_with('=');
        let may_be_known = !options.map.iter().any(is_column);
        if may_be_known || asked.is_some() {
            self.known_export = known_exports::find(table, asked);
        }
        if asks_for_totals
            || (may_be_known
                && from.is_none_or(|from| FORMATS.contains(&from))
                && self.known_export.is_none())
        {
            self.daily_totals = daily_totals::find(table, path);
        }
        let (name, layouts) = match (asked, self.known_export) {
            (Some(asked), None) => (asked, known_exports::layouts(asked)),
            _ if asks_for_totals && self.daily_totals.is_none() => {
                (daily_totals::NAME, daily_totals::LAYOUTS.map(str::to_owned).to_vec())
            }
            _ => return Ok(()),
        };
        Err(Error::NotThatExport {
            path: path.clone(),
            name: name.to_owned(),
            layouts,
            saw: saw(table),
        })
    }

    /// Assigns the roles that `--map` names.
    fn force(
        &mut self,
        path: &Untrusted,
        table: &Table,
        options: &ReadOptions,
    ) -> Result<(), Error> {
        for (given, wanted) in &options.map {
            let role = Role::find(given)
                .ok_or_else(|| Error::UnknownRole { role: given.into(), known: Role::names() })?;
            let columns = self.columns.entry(role);
            if !self.forced.contains(&role) {
                self.forced.push(role);
            }
            let exact = table.columns.iter().position(|c| c.raw == wanted.trim());
            if let Some(text) = wanted.trim().strip_prefix('=') {
                self.constants.push((role, constant(role, text.trim())?));
                self.forced.retain(|forced| *forced != role);
                self.columns.forget(role);
                continue;
            }
            // `role=` and `role=none` say that no column has the role.
            if wanted.trim().is_empty() || (exact.is_none() && wanted.trim() == NO_COLUMN) {
                continue;
            }
            let column = exact
                .or_else(|| table.find(&roles::column_name(wanted).plain))
                .ok_or_else(|| Error::UnknownColumn {
                    path: path.clone(),
                    role: role.name(),
                    column: wanted.into(),
                    saw: saw(table),
                })?;
            columns.push(column);
        }
        Ok(())
    }

    /// Assigns the roles of another tool's export. No other column gets one.
    fn apply_known_export(
        &mut self,
        table: &Table,
        evidence: Option<&Evidence>,
        export: &KnownExport,
    ) {
        self.notes.push((false, export.note.to_owned()));
        for (name, column) in &export.map {
            let Some(role) = Role::find(name) else { continue };
            self.columns.insert(role, table.find(column).into_iter().collect());
            self.forced.push(role);
        }
        self.operation_column = export.operation_column.as_ref().and_then(|name| table.find(name));
        self.quota_column = export.quota_column.as_ref().and_then(|name| table.find(name));
        self.unit = export.unit.map(str::to_owned);
        if let Some(column) = export.unit_column.as_ref().and_then(|name| table.find(name)) {
            self.unit_column = Some(column);
            // Of several units the most frequent one counts; between equals, the first.
            let known = evidence.and_then(|evidence| evidence.units(column));
            let counts = known.cloned().unwrap_or_else(|| {
                let mut counts = Units::new();
                table.filled(column).for_each(|cell| count_unit(&mut counts, cell));
                counts
            });
            let most =
                counts.iter().rev().max_by_key(|(_, rows)| **rows).map(|(unit, _)| unit.as_str());
            if let Some(most) = most {
                self.unit = Some(Untrusted::from(most).for_terminal_cut(30));
            }
            for (unit, rows) in counts.iter().filter(|(unit, _)| Some(unit.as_str()) != most) {
                let (unit, most) = (
                    Untrusted::from(unit.as_str()).for_terminal_cut(30),
                    self.unit.clone().unwrap_or_default(),
                );
                let rows = if *rows == 1 {
                    "1 row is".to_owned()
                } else {
                    format!("{} rows are", crate::base::grouped(&rows.to_string()))
                };
                self.notes.push((true, format!("{rows} in {unit}, not {most}; they are left out")));
            }
        }
        let is_named = |role: &Role| export.map.contains_key(role.name());
        for role in [Role::Operation, Role::Pool, Role::Kind].into_iter().filter(|r| !is_named(r)) {
            self.columns.insert(role, Vec::new());
            self.forced.push(role);
        }
    }

    /// Assigns the roles of daily totals. No other column gets one.
    fn apply_daily_totals(
        &mut self,
        path: &Untrusted,
        table: &Table,
        options: &ReadOptions,
    ) -> Result<(), Error> {
        let Some(totals) = &self.daily_totals else { return Ok(()) };
        if let (None, Some(question)) = (&options.from, totals.is_it_running(path, table)) {
            return Err(question);
        }
        if let (Some(question), None) = (totals.question(path, table), self.constant(Role::Pool)) {
            return Err(question);
        }
        let export = known_exports::daily_totals();
        self.known_export = Some(export);
        self.notes.push((false, export.note.to_owned()));
        for role in Role::ALL {
            let columns = match role {
                Role::Time => vec![totals.day],
                Role::Credits => totals.amounts.iter().map(|(column, _)| *column).collect(),
                Role::Pool => totals.pool.into_iter().collect(),
                _ => Vec::new(),
            };
            self.columns.insert(*role, columns);
            self.forced.push(*role);
        }
        Ok(())
    }

    /// Assigns columns whose names several roles share: pool before kind before operation, each by its cells.
    fn assign_shared_names(&mut self, table: &Table, options: &ReadOptions) {
        let taken: Vec<usize> =
            self.columns.iter().flat_map(|(_, columns)| columns).copied().collect();
        let free = |name: &&str| table.find(name).filter(|column| !taken.contains(column));
        let is_pool = |cell: &&str| cell.parse::<Pool>().is_ok();
        if !self.is_forced(Role::Pool) {
            let named = Role::Pool.aliases().iter().filter_map(free);
            let mut pools: Vec<usize> =
                named.filter(|c| table.distinct(*c, LOOK).iter().any(is_pool)).collect();
            for column in &pools {
                if let Some(cell) = table.distinct(*column, LOOK).iter().find(|cell| !is_pool(cell))
                {
                    let (name, cell) =
                        (shown(table, *column), Untrusted::from(*cell).for_terminal_cut(30));
                    self.notes.push((
                        true,
                        format!(
                            "\"{name}\" contains \"{cell}\", which is not a pool; such rows have no pool"
                        ),
                    ));
                }
            }
            let maybe = roles::maybe_pools().iter().filter_map(free);
            pools.extend(maybe.filter(|c| {
                let cells = table.distinct(*c, LOOK);
                !cells.is_empty() && cells.iter().all(is_pool)
            }));
            self.columns.insert(Role::Pool, pools);
        }
        let pools = self.of(Role::Pool).to_vec();
        if !self.is_forced(Role::Kind) {
            let free = Role::Kind.aliases().iter().filter_map(free).filter(|c| !pools.contains(c));
            let kinds = free.filter(|c| kinds::is_kind(table, *c, &options.words)).collect();
            self.columns.insert(Role::Kind, kinds);
        }
        if !self.is_forced(Role::Operation) {
            let kinds = self.of(Role::Kind).to_vec();
            let free = Role::Operation
                .aliases()
                .iter()
                .filter_map(free)
                .filter(|c| !pools.contains(c) && !kinds.contains(c));
            let operations = free.collect();
            self.columns.insert(Role::Operation, operations);
        }
        if !self.is_forced(Role::Vendor) {
            let names_vendors = |c: &usize| {
                table.distinct(*c, LOOK).iter().any(|cell| words::is_ours(cell).is_some())
            };
            let vendors: Vec<usize> =
                Role::Vendor.aliases().iter().filter_map(free).filter(names_vendors).collect();
            self.columns.insert(Role::Vendor, vendors);
        }
    }

    /// Finds a pair of balances under other names, if the usual ones give none.
    fn find_balances(&mut self, table: &Table) {
        let roles = [Role::BalanceBefore, Role::BalanceAfter];
        let is_decided = roles.iter().any(|role| self.is_forced(*role))
            || roles.iter().all(|role| !self.of(*role).is_empty())
            || self.known_export.is_some();
        if let Some((before, after)) = balances::pair(table).filter(|_| !is_decided) {
            self.columns.insert(Role::BalanceBefore, vec![before]);
            self.columns.insert(Role::BalanceAfter, vec![after]);
        }
    }

    /// Assigns a role to the columns with its names.
    fn assign_by_name(&mut self, role: Role, table: &Table) {
        // A reference matters only to a ledger with holds, which finds its own.
        let found_later = matches!(role, Role::Time | Role::Credits | Role::Reference);
        if self.columns.is_decided(role) || found_later {
            return;
        }
        let vendors = self.of(Role::Vendor).to_vec();
        let free = |column: &usize| role != Role::App || !vendors.contains(column);
        let found =
            role.aliases().iter().filter_map(|name| table.find(name)).filter(free).collect();
        self.columns.insert(role, found);
    }
}

/// The text that `--map ROLE==TEXT` gives to every row, if the role takes one.
fn constant(role: Role, text: &str) -> Result<String, Error> {
    let taken = [
        Role::Pool,
        Role::App,
        Role::User,
        Role::Operation,
        Role::Model,
        Role::Feature,
        Role::From,
    ];
    let problem = if !taken.contains(&role) {
        let names: Vec<&str> = taken.iter().map(|role| role.name()).collect();
        format!("takes a column; a text after == is for {}", names.join(", "))
    } else if role == Role::Pool && text.parse::<Pool>().is_err() {
        "is message or integration".to_owned()
    } else {
        return Ok(text.to_owned());
    };
    Err(Error::BadConstant { role: role.name(), text: text.into(), problem })
}
