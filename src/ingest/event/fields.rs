//! Turns the mapped cells of a row into an event. No other code does.

use std::borrow::Cow;

use crate::base::{Credits, Day, Stamp, Symbol, Symbols};
use crate::event::{CUSTOM_DOMAIN, Event, Outcome, Pool, Provenance, Reported, Unit};
use crate::ingest::ReadOptions;
use crate::ingest::cell::amount::Amount;
use crate::ingest::cell::roles::Role;
use crate::ingest::cell::words;
use crate::ingest::columns::known_exports;
use crate::ingest::columns::mapping::{Mapping, read_number};
use crate::ingest::columns::not_a_log;
use crate::ingest::columns::signs;
use crate::ingest::columns::signs::RowMeaning;
use crate::ingest::event::amounts::{AmountCell, Amounts};
use crate::ingest::event::cells;
use crate::ingest::event::metadata::{AMOUNT_COLUMN, Field, Metadata};
use crate::ingest::record::table::{Record, Table};
use crate::ingest::reject::{Refusal, excerpt};

/// The name of all users that are not told apart.
const OTHER_USERS: &str = "others";

/// The result of reading a row.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// One event, or two if the row has an amount for each pool.
    Events(Vec<Event>),
    /// The row is ignored, for a reason of `reject::IGNORED`.
    Ignored(&'static str),
}

/// Reads the rows of one table.
pub(crate) struct Reader<'a> {
    pub table: &'a Table,
    pub mapping: &'a Mapping,
    pub options: &'a ReadOptions,
    /// The names seen so far.
    pub symbols: &'a mut Symbols,
}

/// The meaning of a row's named cells. Rows with the same named cells have the same meaning, so the fast path remembers it.
#[derive(Debug)]
pub(crate) struct Named {
    /// The event without its time, place, amount, quantities, id and prompt.
    pub event: Event,
    /// The kind that a row of a ledger names, such as spend or a refund.
    pub kind: Option<signs::Kind>,
    /// The outcome by the status columns.
    pub status: Option<Outcome>,
}

impl Reader<'_> {
    /// Reads one row.
    pub(crate) fn read(
        &mut self,
        row: &Record,
        provenance: Provenance,
    ) -> Result<Verdict, Refusal> {
        if let Some(reason) = self.header(row).or_else(|| self.ignored(row)) {
            return Ok(Verdict::Ignored(reason));
        }
        let width = self.table.columns.len();
        if (width..row.len()).any(|column| !row.cell(column).is_empty()) {
            return Err(cells::whole(row, "ragged"));
        }
        let stamp = match cells::stamp(self.mapping, self.options, row) {
            Ok(stamp) => stamp,
            Err(_) if not_a_log::is_total(row) => return Ok(Verdict::Ignored("total")),
            Err(refusal) if refusal.reason == "no-time" && row.len() < width => {
                return Err(cells::whole(row, "ragged"));
            }
            Err(refusal) => return Err(refusal),
        };
        let metadata = self.metadata(row);
        let amounts = Amounts { table: self.table, mapping: self.mapping }.of(row, &metadata)?;
        let Named { mut event, kind, status } = self.named(row, &metadata);
        if let (Some(signs::Kind::Ignored(reason)), false) = (kind, amounts.is_empty()) {
            return Ok(Verdict::Ignored(reason));
        }
        (event.stamp, event.provenance) = (stamp, provenance);
        self.count(&mut event, row, &metadata)?;
        // A row with content and without an amount is an event of unknown cost.
        if amounts.is_empty() && !cells::has_content(&event) {
            return Err(cells::whole(
                row,
                if row.len() < width { "ragged" } else { "nothing-to-count" },
            ));
        }
        let mut events = Vec::new();
        for given in &amounts {
            let mut event = event.clone();
            match signs::row_meaning(
                &self.mapping.signs,
                kind,
                status,
                given.credits,
                given.from_balances,
            ) {
                RowMeaning::Ignored(reason) => return Ok(Verdict::Ignored(reason)),
                RowMeaning::Unknown => {
                    let column = self.mapping.of(Role::Kind).first().copied();
                    return Err(Refusal {
                        reason: "unknown-kind",
                        column,
                        excerpt: column.map_or_else(String::new, |c| excerpt(row.cell(c))),
                    });
                }
                RowMeaning::Counted(outcome, credits) => {
                    event.outcome = outcome;
                    let column = self.symbols.intern(&given.column);
                    // A blocked call costs nothing, so an amount beside it is only an estimate.
                    event.reported = (outcome != Outcome::Blocked).then_some(Reported {
                        credits,
                        column,
                        authority: given.authority,
                    });
                }
            }
            event.pool = given.pool.or(event.pool);
            event.metadata = self.metadata_json(&event, &metadata, Some(given));
            events.push(event);
        }
        if events.is_empty() {
            event.metadata = self.metadata_json(&event, &metadata, None);
            events.push(event);
        }
        Ok(Verdict::Events(events))
    }

    /// Reads the row's named cells.
    pub(crate) fn named(&mut self, row: &Record, metadata: &Metadata) -> Named {
        let mut event = Event::at(Stamp::On(Day::from_number(0)), Provenance { input: 0, line: 0 });
        let operation = self.operation(row, metadata);
        event.operation = self.symbol(operation);
        self.describe(&mut event, row, metadata);
        let status = cells::status(self.mapping, row)
            .or_else(|| metadata.role(Role::Status).and_then(|(_, word)| words::outcome(&word)));
        event.outcome = status.unwrap_or(Outcome::Ok);
        Named {
            event,
            kind: signs::kind(self.table, self.mapping, row, &self.options.spend_types),
            status,
        }
    }

    /// Returns a reason to ignore the row if it repeats the header.
    fn header(&self, row: &Record) -> Option<&'static str> {
        let columns = &self.table.columns;
        let is_header = row.len() == columns.len()
            && columns.iter().enumerate().all(|(i, column)| row.cell(i) == column.raw);
        (is_header && columns.len() > 1).then_some("header")
    }

    /// Returns a reason to ignore the row if its named cells give one.
    pub(crate) fn ignored(&self, row: &Record) -> Option<&'static str> {
        if self.mapping.sample.is_some_and(|column| row.cell(column).eq_ignore_ascii_case("true")) {
            return Some("sample");
        }
        if let (Some(column), Some(unit)) = (self.mapping.unit_column, &self.mapping.unit) {
            let cell = row.cell(column);
            if !cell.is_empty() && known_exports::unit(cell).unwrap_or(cell) != unit {
                return Some("other-unit");
            }
        }
        let vendor = self.cell(row, Role::Vendor)?;
        let is_counted = match self.mapping.known_export {
            Some(export) if export.map.contains_key("vendor") => vendor == export.name,
            _ => words::is_ours(vendor) == Some(true),
        };
        (!is_counted).then_some("other-vendor")
    }

    fn metadata(&self, row: &Record) -> Metadata {
        let named = self.mapping.of(Role::Metadata).iter().chain(self.mapping.of(Role::Prompt));
        let object = named.map(|column| row.cell(*column)).find(|cell| cell.starts_with('{'));
        let mut metadata = object.map(Metadata::read).unwrap_or_default();
        for role in Role::CARRIED {
            let filled =
                self.mapping.of(role).iter().copied().find(|column| !row.cell(*column).is_empty());
            if let Some(column) = filled {
                let plain = &self.table.columns[column].name.plain;
                let key =
                    if role.aliases().contains(&plain.as_str()) { plain } else { role.name() };
                metadata.carry(key, row.cell(column));
            }
        }
        metadata
    }

    /// Returns the role's first cell that is not empty.
    pub(super) fn cell<'r>(&self, row: &'r Record, role: Role) -> Option<&'r str> {
        self.mapping.of(role).iter().map(|column| row.cell(*column)).find(|cell| !cell.is_empty())
    }

    /// Returns the text that `--map ROLE==TEXT` gives to rows that name none.
    pub(super) fn constant(&self, role: Role) -> Option<Cow<'static, str>> {
        self.mapping.constant(role).map(|text| Cow::Owned(text.to_owned()))
    }

    /// Returns the role's cell, or else its value in the metadata.
    pub(super) fn text<'r>(
        &self,
        row: &'r Record,
        metadata: &Metadata,
        role: Role,
    ) -> Option<Cow<'r, str>> {
        self.cell(row, role)
            .map(Cow::Borrowed)
            .or_else(|| metadata.role(role).map(|(_, text)| Cow::Owned(text)))
            .or_else(|| self.constant(role))
    }

    fn describe(&mut self, event: &mut Event, row: &Record, metadata: &Metadata) {
        let pool = self.text(row, metadata, Role::Pool).and_then(|text| text.parse().ok());
        event.pool = pool.filter(|pool| *pool != Pool::Unassigned);
        event.app = self.symbol(self.text(row, metadata, Role::App));
        event.user = self.user(row, metadata);
        // Only a name of several words can hold a model or a scope.
        let operation = event
            .operation
            .map(|name| self.symbols.name(name))
            .filter(|name| name.contains([' ', '(', '[']))
            .map(str::to_owned);
        let operation = operation.as_deref().unwrap_or_default();
        let in_brackets = || words::model_in(operation).map(Cow::Borrowed);
        let model = self.text(row, metadata, Role::Model).or_else(in_brackets);
        event.model = self.symbol(model);
        // In a log of AI calls the operation column may at best name the feature that made the call.
        let feature_of_call = || {
            self.mapping
                .is_ai_log
                .then(|| self.cell(row, Role::Operation).map(Cow::Borrowed))
                .flatten()
        };
        let feature = self.text(row, metadata, Role::Feature).or_else(feature_of_call);
        event.feature = self.symbol(feature);
        event.from = self.symbol(self.sender(row, metadata));
        let scope = self.text(row, metadata, Role::Scope).and_then(|text| words::scope(&text));
        event.scope = scope.or_else(|| words::scope_in(operation));
        if let Some(text) = self.text(row, metadata, Role::Files) {
            let (list, count) = cells::files(&text);
            event.files = self.symbol(list.map(Cow::Owned));
            event.file_count = count;
        }
    }

    /// Reads the fields that differ from row to row: the id, the prompt and the quantities.
    fn count(&self, event: &mut Event, row: &Record, metadata: &Metadata) -> Result<(), Refusal> {
        event.id = self.cell(row, Role::Id).map(Into::into);
        event.prompt = self
            .prompt(row)
            .map(str::to_owned)
            .or_else(|| metadata.role(Role::Prompt).map(|(_, text)| text))
            .map(Into::into);
        event.duration_ms = self.number(row, metadata, Role::DurationMs).ok().flatten();
        event.quota = self.mapping.quota_column.and_then(|column| {
            row.cell(column)
                .parse()
                .ok()
                .filter(|quota: &Credits| quota.is_positive())
                .map(Box::new)
        });
        for role in Role::QUANTITIES {
            let Some(unit) = role.unit() else { continue };
            let number = match self.number(row, metadata, role) {
                // The canonical quantity must be a number; other columns are found by a unit's name and may contain anything.
                Err(refusal) if role == Role::Quantity => return Err(refusal),
                Err(_) => None,
                Ok(number) => number,
            };
            event.quantities.extend(number.map(|number| (unit, number)));
        }
        let speaks = event.operation.is_some_and(|name| words::is_speech(self.symbols.name(name)));
        if speaks
            && !event.quantities.iter().any(|(unit, _)| *unit == Unit::Characters)
            && let Some(text) = self.spoken(row, metadata)
        {
            let characters = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
            event.quantities.push((Unit::Characters, Credits::whole(characters)));
        }
        Ok(())
    }

    /// Returns the prompt's cell. A cell with a JSON object is metadata, not a prompt.
    fn prompt<'r>(&self, row: &'r Record) -> Option<&'r str> {
        let cells = self.mapping.of(Role::Prompt).iter().map(|column| row.cell(*column));
        cells.into_iter().find(|cell| !cell.is_empty() && !cell.starts_with('{'))
    }

    fn symbol(&mut self, text: Option<Cow<str>>) -> Option<Symbol> {
        text.map(|text| self.symbols.intern(&text))
    }

    /// Returns the user who caused the event. The platform's own services are not users.
    fn user(&mut self, row: &Record, metadata: &Metadata) -> Option<Symbol> {
        let is_user = |cell: &str| {
            let uuid = |text: &str| {
                text.len() == 36 && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
            };
            let service = cell.strip_prefix("service_").is_some_and(uuid)
                || (cell.starts_with("service+") && cell.ends_with("@no-reply.base44.com"));
            !cell.is_empty() && cell != "null" && !service
        };
        let own = self
            .mapping
            .of(Role::User)
            .iter()
            .map(|column| row.cell(*column))
            .find(|cell| is_user(cell))
            .map(Cow::Borrowed);
        let other = || metadata.role(Role::User).map(|(_, text)| text).filter(|text| is_user(text));
        let text = own.or_else(|| other().map(Cow::Owned)).or_else(|| self.constant(Role::User));
        let text = text.map(|name| match &self.options.only_users {
            Some(apart) if !apart.iter().any(|n| n.to_lowercase() == name.to_lowercase()) => {
                Cow::Borrowed(OTHER_USERS)
            }
            _ => name,
        });
        self.symbol(text)
    }

    fn number(
        &self,
        row: &Record,
        metadata: &Metadata,
        role: Role,
    ) -> Result<Option<Credits>, Refusal> {
        let filled =
            self.mapping.of(role).iter().copied().find(|column| !row.cell(*column).is_empty());
        let Some(column) = filled else {
            return Ok(metadata
                .number(role)
                .map(|(_, number)| number)
                .filter(|number| !number.is_negative()));
        };
        let Some(format) = self.mapping.numbers.get(&column) else { return Ok(None) };
        match read_number(row, column, format) {
            Ok(Amount::Value { credits, money: false }) if !credits.is_negative() => {
                Ok(Some(credits))
            }
            _ => Err(Refusal {
                reason: "bad-quantity",
                column: Some(column),
                excerpt: excerpt(row.cell(column)),
            }),
        }
    }

    /// Returns the metadata, with those fields added that have no column in the canonical log.
    fn metadata_json(
        &self,
        event: &Event,
        metadata: &Metadata,
        given: Option<&AmountCell>,
    ) -> Option<Box<str>> {
        let mut more = Vec::new();
        for (unit, number) in &event.quantities {
            let key = match unit {
                Unit::Own => continue,
                Unit::Seconds => "duration",
                Unit::Characters => "characters",
                Unit::Emails => "emails",
                Unit::Images => "images",
                Unit::Calls => "count",
            };
            more.push((key, Field::Number(*number)));
        }
        more.extend(event.from.map(|from| match self.symbols.name(from) {
            CUSTOM_DOMAIN => ("custom_domain", Field::Text("true".to_owned())),
            from => ("from", Field::Text(from.to_owned())),
        }));
        more.extend(event.duration_ms.map(|ms| ("duration_ms", Field::Number(ms))));
        let column = given.map(|given| given.column.as_str()).filter(|column| *column != "credits");
        more.extend(column.map(|column| (AMOUNT_COLUMN, Field::Text(column.to_owned()))));
        metadata.with(&more)
    }
}
