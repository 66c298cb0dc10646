//! The cells that differ from row to row: the id, the prompt, the quantities, and the JSON object that keeps the rest.

use crate::base::Credits;
use crate::event::{CUSTOM_DOMAIN, Event, Unit};
use crate::ingest::cell::amount::Amount;
use crate::ingest::cell::roles::Role;
use crate::ingest::cell::words;
use crate::ingest::columns::mapping::read_number;
use crate::ingest::event::amounts::AmountCell;
use crate::ingest::event::fields::Reader;
use crate::ingest::event::metadata::{AMOUNT_COLUMN, Field, Metadata};
use crate::ingest::record::table::Record;
use crate::ingest::reject::{Refusal, excerpt};

impl Reader<'_> {
    /// Reads the fields that differ from row to row: the id, the prompt and the quantities.
    pub(super) fn count(
        &self,
        event: &mut Event,
        row: &Record,
        metadata: &Metadata,
    ) -> Result<(), Refusal> {
        event.id = self.cell(row, Role::Id).map(Into::into);
        event.prompt = self
            .prompt(row)
            .map(str::to_owned)
            .or_else(|| metadata.role(Role::Prompt).map(|(_, text)| text))
            .filter(|text| !words::is_absent(text))
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
        self.prompt_column(row).map(|column| row.cell(column))
    }

    /// Returns the column of the row's prompt.
    pub(super) fn prompt_column(&self, row: &Record) -> Option<usize> {
        let holds_text = |column: &usize| {
            let cell = row.cell(*column);
            !words::is_absent(cell) && !cell.starts_with('{')
        };
        self.mapping.of(Role::Prompt).iter().copied().find(holds_text)
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
    pub(super) fn metadata_json(
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
