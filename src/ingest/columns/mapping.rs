//! Columns → roles, for one table: who plays what, how its cells are written, and why.

use std::collections::BTreeMap;

use crate::base::{Stamp, Untrusted, Zone};
use crate::event::Pool;
use crate::ingest::cell::amount;
use crate::ingest::cell::amount::{Amount, AmountFormat, BadAmount};
use crate::ingest::cell::roles;
use crate::ingest::cell::roles::Role;
use crate::ingest::cell::time;
use crate::ingest::cell::time::{BadTime, TimeFormat};
use crate::ingest::cell::words;
use crate::ingest::columns::evidence::{Evidence, Units, count_unit};
use crate::ingest::columns::ledger_kind;
use crate::ingest::columns::ledger_kind::{Sense, Signs};
use crate::ingest::columns::neighbours;
use crate::ingest::columns::neighbours::Neighbour;
use crate::ingest::columns::refusal;
use crate::ingest::columns::unclaimed;
use crate::ingest::record::record::{Record, Table};
use crate::ingest::{Error, Mapped, ReadOptions};

/// How many distinct cells of a column are looked at to find out what it is.
pub(crate) const LOOK: usize = 200;

/// What `--map ROLE=` takes to say that no column plays a role; a column of that name goes first.
pub(crate) const NO_COLUMN: &str = "none";

/// Who plays what.
#[derive(Debug, Default)]
pub struct Mapping {
    /// The columns of each role, best first.
    pub columns: Columns,
    /// The columns of times, best first.
    pub times: Vec<TimeColumn>,
    /// A column with the time of day, where the date stands alone.
    pub clock: Option<usize>,
    /// The columns of amounts, best first.
    pub amounts: Vec<AmountColumn>,
    /// How the quantities are written.
    pub numbers: BTreeMap<usize, AmountFormat>,
    /// Columns that hold times under names that do not say so: offered, never taken.
    pub maybe_times: Vec<usize>,
    /// What signs and kinds mean.
    pub sense: Sense,
    /// Whether this is an entity export of Base44: naive times are UTC, and the latest edit of a row wins.
    pub is_base44: bool,
    /// Whether this is a log of AI calls without operations: each row is one, and who pays is unknown.
    pub is_ai_log: bool,
    /// Whether the amounts may be the app's own credits for its users.
    pub is_own_economy: bool,
    /// When a row was last edited.
    pub updated: Option<TimeColumn>,
    /// Which rows are samples.
    pub sample: Option<usize>,
    /// Roles → columns, to show.
    pub listed: Vec<Mapped>,
    /// See [`Self::notes`].
    pub(crate) notes: Vec<(bool, String)>,
    /// Columns that are money.
    pub money: Vec<usize>,
    /// The neighbouring tool whose export this is.
    pub neighbour: Option<&'static Neighbour>,
    /// Where a neighbour's rows name what they did.
    pub operation_column: Option<usize>,
    /// What the amounts are, where they are no credits of the platform.
    pub unit: Option<String>,
    /// Where the rows say so; rows of another unit are not counted.
    pub unit_column: Option<usize>,
    forced: Vec<Role>,
    /// Columns that were left out because the cells at hand do not say how they are written.
    undecided: Vec<usize>,
}

/// The columns of each role that was decided, best first.
#[derive(Debug, Default)]
pub struct Columns([Option<Vec<usize>>; Role::ALL.len()]);

impl Columns {
    /// Those of a role; none where it was not decided.
    pub fn of(&self, role: Role) -> &[usize] {
        self.0[role as usize].as_deref().unwrap_or_default()
    }

    /// Whether a role was decided, if only to have none.
    pub fn is_decided(&self, role: Role) -> bool {
        self.0[role as usize].is_some()
    }

    /// Decides a role.
    pub fn insert(&mut self, role: Role, columns: Vec<usize>) {
        self.0[role as usize] = Some(columns);
    }

    /// Those of a role, which is decided by it.
    pub fn entry(&mut self, role: Role) -> &mut Vec<usize> {
        self.0[role as usize].get_or_insert_default()
    }

    /// The roles that were decided.
    pub fn iter(&self) -> impl Iterator<Item = (Role, &[usize])> {
        Role::ALL
            .iter()
            .zip(&self.0)
            .filter_map(|(role, columns)| Some((*role, columns.as_deref()?)))
    }
}

/// A column of times.
#[derive(Debug, Clone)]
pub struct TimeColumn {
    /// Where.
    pub column: usize,
    /// How they are written.
    pub format: TimeFormat,
    /// Whether a time without a zone is UTC whatever the settings say.
    pub utc: bool,
}

impl TimeColumn {
    /// The time of a row; `Empty` where the cell says nothing.
    pub fn read(&self, row: &Record, zone: &Zone) -> Result<Stamp, BadTime> {
        let cell = row.cell(self.column);
        if cell.is_empty() { Err(BadTime::Empty) } else { self.format.read(cell, zone) }
    }
}

/// A column of amounts.
#[derive(Debug, Clone)]
pub struct AmountColumn {
    /// Where.
    pub column: usize,
    /// How they are written.
    pub format: AmountFormat,
    /// The pool that its name says.
    pub pool: Option<Pool>,
}

impl AmountColumn {
    /// The amount of a row.
    pub fn read(&self, row: &Record) -> Result<Amount, BadAmount> {
        read_number(row, self.column, &self.format)
    }
}

/// A cell as a number: a JSON number from its source text, anything else in the column's format.
pub(crate) fn read_number(
    row: &Record,
    column: usize,
    format: &AmountFormat,
) -> Result<Amount, BadAmount> {
    let cell = row.cell(column);
    if row.is_number(column) {
        return amount::read_json_number(cell)
            .map(|credits| Amount::Value { credits, money: false });
    }
    if cell.is_empty() { Ok(Amount::Empty) } else { format.read(cell) }
}

impl Mapping {
    /// The columns of a role, best first.
    pub fn of(&self, role: Role) -> &[usize] {
        self.columns.of(role)
    }

    /// Finds out who plays what, or says why nobody can.
    pub fn of_table(path: &Untrusted, table: &Table, options: &ReadOptions) -> Result<Self, Error> {
        let mut mapping = Self::roles(path, table, options)?;
        if mapping.is_base44 {
            let updated = table.find("updated_date");
            mapping.updated =
                updated.and_then(|column| time_column(table, column, true, options).ok());
            mapping.undecided.extend(updated.filter(|_| mapping.updated.is_none()));
        }
        mapping.find_times(path, table, options)?;
        mapping.find_amounts(path, table, options)?;
        mapping.find_numbers(path, table, options)?;
        mapping.is_ai_log = mapping.looks_like_ai_log(table);
        refusal::check(path, table, &mapping)?;
        unclaimed::check(path, table, &mut mapping, options)?;
        let signs = Signs::of(table, &mapping, &options.spend_types);
        mapping.sense = ledger_kind::sense(table, &mapping, options, &signs);
        mapping.is_own_economy = ledger_kind::is_own_economy(table, &mapping);
        mapping.list(table);
        Ok(mapping)
    }

    /// The columns whose cells say how they are written, before any row has said it.
    pub fn asked(
        path: &Untrusted,
        table: &Table,
        options: &ReadOptions,
    ) -> Result<Evidence, Error> {
        let mapping = Self::roles(path, table, options)?;
        let mut times = mapping.candidates(Role::Time, table);
        times.extend(table.find("updated_date"));
        let mut numbers = mapping.candidates(Role::Credits, table);
        numbers.extend(mapping.number_columns());
        Ok(Evidence::new(times, numbers, mapping.unit_column))
    }

    /// Whether how the columns are written beyond the head can be seen row by row to be as the head says. Where it cannot, the
    /// whole column has to be known first.
    pub fn can_be_trusted(&self, table: &Table) -> bool {
        self.times.first().is_some_and(|time| table.filled(time.column).next().is_some())
            && self.times.iter().all(|time| !time.format.serial)
            && self.amounts.iter().all(|amount| amount.format.stray.is_none())
            && self.numbers.values().all(|format| format.stray.is_none())
            && self.unit_column.is_none()
            && self.undecided.is_empty()
    }

    /// Who plays what by names and by what the head holds, but for times and amounts.
    fn roles(path: &Untrusted, table: &Table, options: &ReadOptions) -> Result<Self, Error> {
        let mut mapping = Self::default();
        mapping.force(path, table, options)?;
        let creator = table.has("created_by_id") || table.has("created_by");
        mapping.is_base44 =
            creator && ["id", "created_date", "updated_date"].iter().all(|name| table.has(name));
        let asked = options.from.as_deref().filter(|from| neighbours::names().contains(from));
        mapping.neighbour = if options.map.is_empty() || asked.is_some() {
            neighbours::find(table, asked)
        } else {
            None
        };
        if let (Some(asked), None) = (asked, mapping.neighbour) {
            return Err(Error::NotThatExport {
                path: path.clone(),
                name: asked.to_owned(),
                saw: saw(table),
            });
        }
        if let Some(neighbour) = mapping.neighbour {
            mapping.as_neighbour(table, neighbour);
        }
        mapping.exclusive(table, options);
        for role in Role::ALL {
            mapping.by_names(*role, table);
        }
        mapping.sample = table.find("is_sample");
        Ok(mapping)
    }

    /// The columns that may be times, or amounts: those that `--map` names, else by their names, best first.
    fn candidates(&self, role: Role, table: &Table) -> Vec<usize> {
        if self.is_forced(role) {
            return self.of(role).to_vec();
        }
        role.aliases().iter().filter_map(|name| table.find(name)).collect()
    }

    /// Whether `--map` gave the role a column.
    pub fn is_forced(&self, role: Role) -> bool {
        self.forced.contains(&role)
    }

    /// What to say about it, and whether it is less than certain.
    pub fn notes(&self) -> impl Iterator<Item = &(bool, String)> {
        self.notes.iter().chain(&self.sense.note)
    }

    /// When a row was last edited, where that is known.
    pub fn updated_at(&self, row: &Record, options: &ReadOptions) -> Option<Stamp> {
        self.updated
            .as_ref()
            .and_then(|time| time.format.read(row.cell(time.column), &options.naive_zone).ok())
    }

    fn force(
        &mut self,
        path: &Untrusted,
        table: &Table,
        options: &ReadOptions,
    ) -> Result<(), Error> {
        for (given, wanted) in &options.map {
            let role =
                Role::find(given).ok_or_else(|| Error::UnknownRole { role: given.into() })?;
            let columns = self.columns.entry(role);
            if !self.forced.contains(&role) {
                self.forced.push(role);
            }
            let exact = table.columns.iter().position(|c| c.raw == wanted.trim());
            // `role=` and `role=none` say that no column plays it.
            if wanted.trim().is_empty() || (exact.is_none() && wanted.trim() == NO_COLUMN) {
                continue;
            }
            let column = exact
                .or_else(|| table.find(&crate::ingest::cell::names::word(wanted)))
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

    /// Another tool's export: its columns, and no others, play the roles.
    fn as_neighbour(&mut self, table: &Table, neighbour: &Neighbour) {
        self.notes.push((false, neighbour.note.to_owned()));
        for (name, column) in &neighbour.map {
            let Some(role) = Role::find(name) else { continue };
            self.columns.insert(role, table.find(column).into_iter().collect());
            self.forced.push(role);
        }
        self.operation_column =
            neighbour.operation_column.as_ref().and_then(|name| table.find(name));
        self.unit = neighbour.unit.map(str::to_owned);
        if let Some(column) = neighbour.unit_column.as_ref().and_then(|name| table.find(name)) {
            self.unit_column = Some(column);
            // Of several units the most frequent one counts, the first of equally frequent ones.
            let known = table.evidence.as_ref().and_then(|evidence| evidence.units(column));
            let counts = known.cloned().unwrap_or_else(|| {
                let mut counts = Units::new();
                table.all_filled(column).for_each(|cell| count_unit(&mut counts, cell));
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
                    "1 row counts".to_owned()
                } else {
                    format!("{rows} rows count")
                };
                self.notes.push((
                    true,
                    format!("{rows} {unit}, not {most}, which are not added to the others"),
                ));
            }
        }
        for role in [Role::Operation, Role::Pool, Role::Kind] {
            self.columns.insert(role, Vec::new());
            self.forced.push(role);
        }
    }

    /// Columns whose names several roles share: pool before a ledger's kind before the operation, each by its values.
    fn exclusive(&mut self, table: &Table, options: &ReadOptions) {
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
                            "\"{name}\" holds \"{cell}\", which is no pool: those rows have none"
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
            let kinds =
                free.filter(|c| ledger_kind::is_kind(table, *c, &options.spend_types)).collect();
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

    fn by_names(&mut self, role: Role, table: &Table) {
        if self.columns.is_decided(role) || matches!(role, Role::Time | Role::Credits) {
            return;
        }
        let vendors = self.of(Role::Vendor).to_vec();
        let free = |column: &usize| role != Role::App || !vendors.contains(column);
        let found =
            role.aliases().iter().filter_map(|name| table.find(name)).filter(free).collect();
        self.columns.insert(role, found);
    }

    fn find_times(
        &mut self,
        path: &Untrusted,
        table: &Table,
        options: &ReadOptions,
    ) -> Result<(), Error> {
        let forced = self.is_forced(Role::Time);
        let mut found = self.candidates(Role::Time, table);
        // A date in one column and the time of day in another.
        let clock = table.find("time").filter(|c| {
            !forced && found.len() > 1 && table.distinct(*c, LOOK).iter().all(|cell| is_clock(cell))
        });
        if let Some(clock) = clock.filter(|c| table.filled(*c).next().is_some()) {
            found.retain(|column| *column != clock);
            self.clock = Some(clock);
        }
        for (rank, column) in found.iter().copied().enumerate() {
            let plain = table.columns[column].name.plain.as_str();
            let utc = (self.is_base44 && plain == "created_date") || plain.ends_with("_utc");
            match time_column(table, column, utc, options) {
                Ok(time) => self.times.push(time),
                // The best column must be clear; a lesser one may be left out.
                Err(problem) if rank == 0 || forced => {
                    return Err(Error::Ambiguous {
                        path: path.clone(),
                        column: table.columns[column].raw.as_str().into(),
                        problem: problem.to_string(),
                        hint: time::Ambiguous::hint().to_owned(),
                    });
                }
                Err(_) => self.undecided.push(column),
            }
        }
        let reads = |time: &TimeColumn| {
            table
                .filled(time.column)
                .take(LOOK)
                .any(|cell| time.format.read(cell, &options.naive_zone).is_ok())
        };
        // A column with a time's name but no times in it gives way to one that has some.
        if !forced && self.times.iter().any(reads) {
            self.times.retain(|time| table.filled(time.column).next().is_none() || reads(time));
        }
        if self.times.is_empty() && !forced {
            self.maybe_times =
                times_by_values(table, options).iter().map(|time| time.column).collect();
        }
        for time in &self.times {
            if time.format.serial {
                let name = shown(table, time.column);
                self.notes.push((
                    true,
                    format!("\"{name}\" holds a spreadsheet's day numbers, read as dates"),
                ));
            }
        }
        self.columns.insert(Role::Time, self.times.iter().map(|time| time.column).collect());
        Ok(())
    }

    fn find_amounts(
        &mut self,
        path: &Untrusted,
        table: &Table,
        options: &ReadOptions,
    ) -> Result<(), Error> {
        let forced = self.is_forced(Role::Credits);
        for column in self.candidates(Role::Credits, table) {
            let label = shown(table, column);
            let name = &table.columns[column].name;
            let plain = table.columns[column]
                .leaf
                .as_deref()
                .filter(|leaf| roles::amounts::is_generic(leaf))
                .unwrap_or(&name.plain);
            if !forced && roles::amounts::is_generic(plain) {
                if let Some(why) = Self::is_money(table, column) {
                    self.notes.push((
                        false,
                        format!("\"{label}\" is money, not credits ({why}): not counted"),
                    ));
                    self.money.push(column);
                    continue;
                }
                if !self.has_evidence(table) {
                    continue;
                }
            }
            let format = amount_format(path, table, column, options)?;
            if let Some(stray) = &format.stray {
                let text = format!(
                    "\"{label}\": {} uses the other decimal mark and is rejected",
                    stray.for_terminal_cut(40)
                );
                self.notes.push((true, text));
            }
            let amount = AmountColumn { column, format, pool: roles::amounts::pool(&name.plain) };
            let (mut numbers, mut money, mut json, mut bad) = (0_usize, 0_usize, 0_usize, 0_usize);
            for row in table.head() {
                match amount.read(row) {
                    Ok(Amount::Value { money: true, .. }) => money += 1,
                    Ok(Amount::Value { .. } | Amount::Word(_)) => numbers += 1,
                    Ok(Amount::Empty) => {}
                    Err(BadAmount::Json) => json += 1,
                    Err(_) => bad += 1,
                }
            }
            if !forced && (money > numbers || name.is_money()) {
                self.notes.push((false, format!("\"{label}\" is money, not credits: not counted")));
                self.money.push(column);
            } else if !forced && numbers == 0 && json > 0 {
                self.notes.push((
                    true,
                    format!("\"{label}\" holds JSON, not numbers: not counted as credits"),
                ));
            } else if !forced && numbers == 0 && bad > 0 && !name.plain.contains("credit") {
                // A column that says it holds credits stays one: its cells are rejected, not passed over.
                self.notes
                    .push((true, format!("\"{label}\" holds no numbers: not counted as credits")));
            } else {
                self.amounts.push(amount);
            }
        }
        self.columns
            .insert(Role::Credits, self.amounts.iter().map(|amount| amount.column).collect());
        Ok(())
    }

    /// Why a column with a generic name holds money.
    fn is_money(table: &Table, column: usize) -> Option<String> {
        if table.columns[column].name.is_money() {
            return Some("its header names a currency".to_owned());
        }
        let money = |plain: &str| {
            plain == "currency" || ["_usd", "_eur", "_gbp"].iter().any(|end| plain.ends_with(end))
        };
        let sibling = table.columns.iter().find(|c| money(&c.name.plain))?;
        Some(format!("beside \"{}\"", Untrusted::from(sibling.raw.as_str()).for_terminal_cut(60)))
    }

    /// Whether something beside a generic amount says that this is a log of credits.
    fn has_evidence(&self, table: &Table) -> bool {
        let ours = |column: &usize| {
            table.distinct(*column, LOOK).iter().any(|cell| words::is_ours(cell) == Some(true))
        };
        self.has_known_operation(table)
            || !self.of(Role::Pool).is_empty()
            || !self.of(Role::Kind).is_empty()
            || self.of(Role::Vendor).iter().any(ours)
            || !self.of(Role::BalanceAfter).is_empty()
    }

    /// Whether some cell of the operation's columns is known to a rate card.
    pub fn has_known_operation(&self, table: &Table) -> bool {
        // Nearly always the first cell is, and the others need not be told apart.
        let first =
            |column: &usize| table.filled(*column).next().is_some_and(words::is_known_operation);
        let other = |column: &usize| {
            table.distinct(*column, usize::MAX).into_iter().any(words::is_known_operation)
        };
        let known = |column: &usize| first(column) || other(column);
        self.neighbour.is_some() || self.of(Role::Operation).iter().any(known)
    }

    /// Whether some row has an amount, or a column says that it is there for credits: then rows without are of unknown cost.
    pub fn has_amounts(&self, table: &Table) -> bool {
        let balances =
            !self.of(Role::BalanceBefore).is_empty() && !self.of(Role::BalanceAfter).is_empty();
        let is_there = |column: usize| {
            table.columns[column].name.plain.contains("credit")
                || table.filled(column).next().is_some()
        };
        balances || self.amounts.iter().any(|amount| is_there(amount.column))
    }

    fn find_numbers(
        &mut self,
        path: &Untrusted,
        table: &Table,
        options: &ReadOptions,
    ) -> Result<(), Error> {
        for column in self.number_columns() {
            let format = amount_format(path, table, column, options)?;
            self.numbers.insert(column, format);
        }
        Ok(())
    }

    /// The columns of numbers that are no amounts.
    fn number_columns(&self) -> Vec<usize> {
        let roles = Role::QUANTITIES.into_iter().chain([
            Role::DurationMs,
            Role::BalanceBefore,
            Role::BalanceAfter,
        ]);
        roles.flat_map(|role| self.of(role).to_vec()).collect()
    }

    fn looks_like_ai_log(&self, table: &Table) -> bool {
        const TOKENS: [&str; 7] = [
            "input_tokens",
            "output_tokens",
            "prompt_tokens",
            "completion_tokens",
            "total_tokens",
            "tokens_used",
            "prompt_chars",
        ];
        let is_ai = !self.of(Role::Model).is_empty() && TOKENS.iter().any(|name| table.has(name));
        is_ai && !self.has_amounts(table) && !self.has_known_operation(table)
    }

    fn list(&mut self, table: &Table) {
        for (role, columns) in self.columns.iter() {
            for (rank, column) in columns.iter().enumerate() {
                let plain = &table.columns[*column].name.plain;
                let by_name = role.aliases().iter().position(|alias| alias == plain);
                let (why, confidence) = match by_name {
                    _ if self.neighbour.is_some() && self.is_forced(role) => {
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
    let samples = table
        .distinct(column, 3)
        .into_iter()
        .map(|cell| crate::ingest::reject::excerpt(cell).into())
        .collect();
    Mapped {
        role: role.to_owned(),
        column: table.columns[column].raw.as_str().into(),
        why,
        confidence,
        samples,
    }
}

/// How the amounts of a column are written, by all of its cells.
fn amount_format(
    path: &Untrusted,
    table: &Table,
    column: usize,
    options: &ReadOptions,
) -> Result<AmountFormat, Error> {
    let format =
        if let Some(seen) = table.evidence.as_ref().and_then(|evidence| evidence.numbers(column)) {
            seen.format(options.decimal)
        } else {
            let rows = table.rows.iter().filter(|row| !row.is_number(column));
            amount::detect(
                rows.map(|row| row.cell(column)).filter(|cell| !cell.is_empty()),
                options.decimal,
            )
        };
    format.map_err(|problem| Error::Ambiguous {
        path: path.clone(),
        column: table.columns[column].raw.as_str().into(),
        problem: problem.to_string(),
        hint: amount::Ambiguous::hint().to_owned(),
    })
}

/// A column's name, safe to print.
pub(crate) fn shown(table: &Table, column: usize) -> String {
    Untrusted::from(table.columns[column].raw.as_str()).for_terminal_cut(60)
}

/// The columns of a table, as the file spells them.
pub(crate) fn saw(table: &Table) -> Vec<Untrusted> {
    table.columns.iter().map(|column| column.raw.as_str().into()).collect()
}

fn time_column(
    table: &Table,
    column: usize,
    utc: bool,
    options: &ReadOptions,
) -> Result<TimeColumn, time::Ambiguous> {
    let format = match table.evidence.as_ref().and_then(|evidence| evidence.times(column)) {
        Some(seen) => seen.format(options.date_order),
        None => time::detect(table.all_filled(column), options.date_order),
    };
    format.map(|format| TimeColumn { column, format, utc })
}

/// Columns in which every filled cell is a time, and not just a number.
pub(crate) fn times_by_values(table: &Table, options: &ReadOptions) -> Vec<TimeColumn> {
    let candidates = (0..table.columns.len())
        .filter(|column| !roles::is_never_time(&table.columns[*column].name.plain));
    let times = candidates.filter_map(|column| {
        let format = time::detect(table.filled(column), options.date_order).ok()?;
        let time = TimeColumn { column, format, utc: false };
        let mut filled = table.filled(column).peekable();
        filled.peek()?;
        let reads = |cell: &str| {
            cell.parse::<f64>().is_err() && time.format.read(cell, &options.naive_zone).is_ok()
        };
        filled.all(reads).then_some(time)
    });
    times.collect()
}

/// Whether a cell is a time of day alone: `9:30`, `09:30:15 PM`.
fn is_clock(cell: &str) -> bool {
    let digits = cell.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ' || c == '.');
    let mut parts = digits.split(':');
    let number = |part: &str| {
        !part.is_empty() && part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit())
    };
    parts.next().is_some_and(number) && parts.next().is_some_and(number) && digits.len() <= 15
}
