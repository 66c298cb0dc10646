//! What was done: the operation of a row, and what only some operations have, such as a sender or a text that is read aloud.

use std::borrow::Cow;

use crate::event::{CUSTOM_DOMAIN, Pool};
use crate::ingest::cell::roles::Role;
use crate::ingest::cell::words;
use crate::ingest::cell::words::Status;
use crate::ingest::event::fields::Reader;
use crate::ingest::event::metadata::Metadata;
use crate::ingest::record::table::Record;

/// The operation of an event of `known_exports.toml` that calls an integration.
const INTEGRATION: &str = "{integration}";

/// The integration that an event of the platform's audit log called: the action of a built-in one, else the integration's name.
fn called_integration(metadata: &Metadata) -> String {
    let name = metadata.text("integration_name");
    let own = name.filter(|name| !name.eq_ignore_ascii_case("core"));
    own.or_else(|| metadata.text("action")).unwrap_or_else(|| "integration".to_owned())
}

impl Reader<'_> {
    /// Returns the operation. `Core` only names the platform's integrations in general, so any other cell goes before it. If no rate card knows the
    /// operation, a known integration in a further column goes before it.
    pub(super) fn operation<'r>(
        &self,
        row: &'r Record,
        metadata: &Metadata,
    ) -> Option<Cow<'r, str>> {
        if let Some(export) = self.mapping.known_export {
            let named = self
                .mapping
                .operation_column
                .map(|column| row.cell(column))
                .filter(|cell| !cell.is_empty());
            return Some(match named.and_then(|event| export.event(event)) {
                Some(INTEGRATION) => Cow::Owned(called_integration(metadata)),
                Some(operation) => Cow::Borrowed(operation),
                None => Cow::Borrowed(named.unwrap_or(export.operation)),
            });
        }
        if self.mapping.is_builder_prompts {
            return Some(Cow::Borrowed("prompt"));
        }
        if self.mapping.is_ai_log {
            let ours = self
                .cell(row, Role::Provider)
                .is_some_and(|provider| words::is_ours(provider) == Some(true));
            return Some(Cow::Borrowed(if ours { "InvokeLLM" } else { "ai_call" }));
        }
        // `None` is an integration with the app's own account.
        let is_named = |cell: &str| !words::is_absent(cell) || words::is_known_operation(cell);
        let is_informative = |cell: &str| is_named(cell) && !cell.eq_ignore_ascii_case("core");
        let columns = self.mapping.of(Role::Operation);
        let mut cells = columns
            .iter()
            .map(|column| (*column, row.cell(*column)))
            .filter(|(_, cell)| is_informative(cell));
        let first = cells.next();
        if let Some((column, cell)) = first {
            if columns.len() > 1 && !words::is_known_operation(cell) {
                let names_integration = |column: usize| {
                    let plain = &self.table.columns[column].name.plain;
                    plain.starts_with("integration") || plain.starts_with("service")
                };
                if let Some((_, known)) = cells.find(|(column, cell)| {
                    names_integration(*column) && words::is_known_operation(cell)
                }) {
                    return Some(Cow::Borrowed(known));
                }
            }
            let named = metadata.role(Role::Operation).map(|(_, text)| text);
            if !words::is_known_operation(cell)
                && let Some(known) = named.filter(|text| words::is_known_operation(text))
            {
                return Some(Cow::Owned(known));
            }
            return Some(self.by_column(row, column, cell));
        }
        if let Some((_, text)) =
            metadata.role(Role::Operation).filter(|(_, text)| is_informative(text))
        {
            return Some(Cow::Owned(text));
        }
        columns
            .iter()
            .map(|column| row.cell(*column))
            .find(|cell| is_named(cell))
            .map(Cow::Borrowed)
            .or_else(|| self.constant(Role::Operation))
    }

    /// Returns an operation by its cell. A word of the builder that other logs use too (`chat`) is the builder's only in a column called
    /// `operation` or in the builder's pool; elsewhere, such as in an app's own log, the name of the column goes before it.
    fn by_column<'r>(&self, row: &'r Record, column: usize, cell: &'r str) -> Cow<'r, str> {
        if words::is_common(cell) != Some(true) || self.mapping.is_forced(Role::Operation) {
            return Cow::Borrowed(cell);
        }
        let plain = &self.table.columns[column].name.plain;
        let is_builders = plain.starts_with("operation")
            || self.cell(row, Role::Pool).is_some_and(|pool| pool.parse() == Ok(Pool::Message));
        if is_builders { Cow::Borrowed(cell) } else { Cow::Owned(format!("{plain}: {cell}")) }
    }

    /// Returns the sender of an e-mail: its domain, or the mark that it was a domain of the app's own.
    pub(super) fn sender<'r>(&self, row: &'r Record, metadata: &Metadata) -> Option<Cow<'r, str>> {
        let custom = self.text(row, metadata, Role::CustomDomain).and_then(|text| {
            let is_domain = text.contains('.') && !text.contains(' ');
            match words::status(&text, &self.options.words) {
                Some(Status::Ok) => Some(Cow::Borrowed(CUSTOM_DOMAIN)),
                _ => is_domain.then_some(text),
            }
        });
        custom.or_else(|| self.text(row, metadata, Role::From))
    }

    /// Returns the text that was read aloud: the cell of a column `text` or `prompt`, or that key of the metadata.
    pub(super) fn spoken<'r>(&self, row: &'r Record, metadata: &Metadata) -> Option<Cow<'r, str>> {
        let holds_text = |column: &&usize| {
            let plain = self.table.columns[**column].name.plain.as_str();
            matches!(plain, "text" | "prompt") || !Role::Prompt.aliases().contains(&plain)
        };
        let columns = self.mapping.of(Role::Prompt).iter().filter(holds_text);
        let mut cells = columns.map(|column| row.cell(*column));
        let cell = cells.find(|cell| !words::is_absent(cell) && !cell.starts_with('{'));
        let key = || ["text", "prompt"].iter().find_map(|key| metadata.text(key));
        cell.map(Cow::Borrowed).or_else(|| key().map(Cow::Owned))
    }
}
