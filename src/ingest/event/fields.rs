//! Turns the mapped cells of a row into an event. No other code does.

use crate::base::{Credits, Day, Stamp, Symbols};
use crate::event::{Authority, Event, Outcome, Provenance, Reported, Slot};
use crate::ingest::ReadOptions;
use crate::ingest::cell::roles::Role;
use crate::ingest::cell::words;
use crate::ingest::cell::words::Status;
use crate::ingest::columns::kinds;
use crate::ingest::columns::kinds::Kind;
use crate::ingest::columns::known_exports;
use crate::ingest::columns::mapping::Mapping;
use crate::ingest::columns::not_a_log;
use crate::ingest::columns::signs;
use crate::ingest::columns::signs::RowMeaning;
use crate::ingest::columns::units;
use crate::ingest::event::amounts::{AmountCell, Amounts};
use crate::ingest::event::asides::What;
use crate::ingest::event::cells;
use crate::ingest::event::metadata::{Metadata, TEXT_COLUMN};
use crate::ingest::event::outcome::{CACHED, REFUNDED};
use crate::ingest::record::table::{Record, Table};
use crate::ingest::reject::{Refusal, excerpt};

/// The result of reading a row.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// One event, or two if the row has an amount for each pool.
    Events(Vec<Event>, Remarks),
    /// Events that count only as other rows say.
    Aside(Vec<Event>, What, Remarks),
    /// The row is ignored, for a reason of `reject::IGNORED`, and the credits that it reports all the same.
    Ignored(&'static str, Credits),
}

/// What the user should know about a row with events.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Remarks {
    /// Why the cost is unknown, if it is: a reason of `reject::UNPRICED`.
    pub unknown: Option<&'static str>,
    /// Credits that the row reports and its outcome says were not charged, with the reason of `outcome`.
    pub waived: Option<(&'static str, Credits)>,
}

impl Verdict {
    /// The row is ignored, whatever it reports.
    const fn ignored(reason: &'static str) -> Self {
        Self::Ignored(reason, Credits::ZERO)
    }
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
    pub kind: Option<Kind>,
    /// What the status columns and flags say.
    pub status: Option<Status>,
}

impl Reader<'_> {
    /// Reads one row.
    pub(crate) fn read(
        &mut self,
        row: &Record,
        provenance: Provenance,
    ) -> Result<Verdict, Refusal> {
        if let Some(reason) = self.header(row).or_else(|| self.ignored(row)) {
            return Ok(Verdict::ignored(reason));
        }
        let width = self.table.columns.len();
        if (width..row.len()).any(|column| !row.cell(column).is_empty()) {
            return Err(cells::whole(row, "ragged"));
        }
        let stamp = match cells::stamp(self.mapping, self.options, row) {
            Ok(stamp) => stamp,
            Err(_) if not_a_log::is_total(row, &self.options.words) => {
                return Ok(Verdict::ignored("total"));
            }
            Err(refusal) if refusal.reason == "no-time" && row.len() < width => {
                return Err(cells::whole(row, "ragged"));
            }
            Err(refusal) => return Err(refusal),
        };
        let slot = match &self.mapping.rollup {
            Some(rollup) => rollup.slot(row, stamp, &self.options.zone)?,
            None => Slot::ONE,
        };
        let metadata = self.metadata(row);
        let amounts = Amounts { table: self.table, mapping: self.mapping }.of(row, &metadata)?;
        let mut named = self.named(row, &metadata);
        (named.event.stamp, named.event.provenance) = (stamp, provenance);
        named.event.slot = slot;
        self.count(&mut named.event, row, &metadata)?;
        let verdict = if amounts.is_empty() {
            self.without_amount(row, &metadata, named)?
        } else {
            self.with_amounts(row, &metadata, &named, &amounts)?
        };
        Ok(verdict)
    }

    /// Reads a row without an amount: an event whose cost the rate card or nobody knows.
    fn without_amount(
        &mut self,
        row: &Record,
        metadata: &Metadata,
        named: Named,
    ) -> Result<Verdict, Refusal> {
        if self.mapping.daily_totals.as_ref().is_some_and(|days| days.is_not_filled_in(row.line)) {
            return Ok(Verdict::ignored("not-filled-in"));
        }
        let Named { mut event, kind, status } = named;
        let is_free = match signs::without_amount(kind, status) {
            (RowMeaning::Ignored(reason), _) => return Ok(Verdict::ignored(reason)),
            (_, is_free) => is_free,
        };
        if !cells::has_content(&event) {
            let is_short = row.len() < self.table.columns.len();
            return Err(cells::whole(row, if is_short { "ragged" } else { "nothing-to-count" }));
        }
        let mut unknown = None;
        if is_free {
            event.reported = self.free(row);
        } else if event.outcome == Outcome::Unknown {
            unknown = Some("unknown-outcome");
        } else if event.outcome == Outcome::Ok && self.lacks_amount(row) {
            (event.outcome, unknown) = (Outcome::Unknown, Some("no-amount-cell"));
        }
        event.metadata = self.metadata_json(&event, metadata, None);
        Ok(Verdict::Events(vec![event], Remarks { unknown, waived: None }))
    }

    /// The 0 credits of a row whose outcome says that it cost nothing.
    fn free(&mut self, row: &Record) -> Option<Reported> {
        let flags = self.mapping.flags.iter().map(|(column, _)| *column);
        let said = self.mapping.outcome_words.iter().copied();
        let columns = self.mapping.of(Role::Status).iter().copied().chain(flags).chain(said);
        let column = columns.into_iter().find(|column| !row.cell(*column).is_empty())?;
        let column = self.symbols.intern(&self.table.columns[column].raw);
        Some(Reported { credits: Credits::ZERO, column, authority: Authority::App })
    }

    /// Whether the row has no cell where others have their amounts. An empty cell says that nothing is reported; a missing one says nothing.
    fn lacks_amount(&self, row: &Record) -> bool {
        let lacks = self.mapping.amounts.iter().any(|amount| !row.has(amount.column));
        lacks && self.mapping.has_amount_cells
    }

    fn with_amounts(
        &mut self,
        row: &Record,
        metadata: &Metadata,
        named: &Named,
        amounts: &[AmountCell],
    ) -> Result<Verdict, Refusal> {
        let (signs, mut remarks) = (&self.mapping.signs, Remarks::default());
        let mut events = Vec::new();
        for given in amounts {
            let mut event = named.event.clone();
            let Named { status, .. } = *named;
            let kind = self.kind_of_correction(row, named.kind);
            match signs::row_meaning(signs, kind, status, given.credits, given.from_balances) {
                RowMeaning::Ignored(reason) => {
                    return Ok(Verdict::Ignored(reason, given.credits.abs()));
                }
                RowMeaning::Risen if event.operation.is_none() => {
                    return Ok(Verdict::Ignored("risen-balance", given.credits.abs()));
                }
                RowMeaning::Risen => {
                    (event.outcome, remarks.unknown) =
                        (Outcome::Unknown, Some("risen-balance-cost"));
                }
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
                    if outcome == Outcome::Ok && credits.is_zero() && !given.credits.is_zero() {
                        let reason = if status == Some(Status::Cached) { CACHED } else { REFUNDED };
                        let before = remarks.waived.map_or(Credits::ZERO, |(_, credits)| credits);
                        remarks.waived = Some((reason, before + given.credits.abs()));
                    }
                    let is_use = outcome.is_usage() && credits.is_positive();
                    let credits = if is_use && given.refunded.is_positive() {
                        let before = remarks.waived.map_or(Credits::ZERO, |(_, credits)| credits);
                        remarks.waived = Some((REFUNDED, before + given.refunded));
                        credits - given.refunded
                    } else {
                        credits
                    };
                    if is_use && credits.is_negative() {
                        event.outcome = Outcome::Refund;
                    }
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
            event.metadata = self.metadata_json(&event, metadata, Some(given));
            events.push(event);
        }
        let is_told = matches!(named.status, Some(Status::Refund | Status::Grant));
        let kind = named.kind.filter(|_| !is_told);
        Ok(match self.aside(row, kind, &events) {
            Some(what) => Verdict::Aside(events, what, remarks),
            None => Verdict::Events(events, remarks),
        })
    }

    /// A correction with the reference of a job corrects what the job used.
    fn kind_of_correction(&self, row: &Record, kind: Option<Kind>) -> Option<Kind> {
        let is_of_job = || {
            let reference = self.mapping.reference.map(|column| row.cell(column));
            reference.is_some_and(|cell| !words::is_absent(cell))
        };
        let is_use = kind == Some(Kind::Adjusted) && self.mapping.signs.spend_is_negative;
        if is_use && is_of_job() { Some(Kind::Spend) } else { kind }
    }

    /// Reads the row's named cells.
    pub(crate) fn named(&mut self, row: &Record, metadata: &Metadata) -> Named {
        let own = &self.options.words;
        let mut event = Event::at(Stamp::On(Day::from_number(0)), Provenance { input: 0, line: 0 });
        let operation = self.operation(row, metadata);
        event.operation = self.symbol(operation);
        self.describe(&mut event, row, metadata);
        let said = || metadata.role(Role::Status).and_then(|(_, word)| words::status(&word, own));
        let status = cells::status(self.mapping, row, own).or_else(said);
        let kind = kinds::kind(self.table, self.mapping, row, own);
        if let (RowMeaning::Counted(outcome, _), _) = signs::without_amount(kind, status) {
            event.outcome = outcome;
        }
        Named { event, kind, status }
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
        if let Some(column) = self.mapping.credits_only {
            let cell = row.cell(column);
            if !words::is_absent(cell) && !units::is_credits(cell) {
                return Some("other-unit");
            }
        }
        if let (Some(export), Some(column)) =
            (self.mapping.known_export, self.mapping.operation_column)
            && export.is_free(row.cell(column))
        {
            return Some("free-event");
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
        for column in &self.mapping.beside {
            let cell = row.cell(*column);
            if !words::is_absent(cell) {
                metadata.carry(&self.table.columns[*column].name.plain, cell);
            }
        }
        if let Some(column) = self.prompt_column(row).filter(|c| self.mapping.prose.contains(c)) {
            metadata.carry(TEXT_COLUMN, &self.table.columns[column].name.plain);
        }
        metadata
    }
}
