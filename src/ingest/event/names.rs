//! The named cells of a row: its operation, app, user, model and the like. Rows with the same named cells have the same names.

use std::borrow::Cow;

use crate::base::Symbol;
use crate::event::{Event, Pool};
use crate::ingest::cell::roles::Role;
use crate::ingest::cell::words;
use crate::ingest::event::cells;
use crate::ingest::event::fields::Reader;
use crate::ingest::event::metadata::Metadata;
use crate::ingest::record::table::Record;

/// The name of all users that are not told apart.
const OTHER_USERS: &str = "others";

impl Reader<'_> {
    /// Returns the role's first cell that is not empty, and does not stand for an empty one.
    pub(super) fn cell<'r>(&self, row: &'r Record, role: Role) -> Option<&'r str> {
        let cells = self.mapping.of(role).iter().map(|column| row.cell(*column));
        cells.into_iter().find(|cell| !words::is_absent(cell))
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
            .or_else(|| {
                let said = metadata.role(role).filter(|(_, text)| !words::is_absent(text));
                said.map(|(_, text)| Cow::Owned(text))
            })
            .or_else(|| self.constant(role))
    }

    pub(super) fn describe(&mut self, event: &mut Event, row: &Record, metadata: &Metadata) {
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

    pub(super) fn symbol(&mut self, text: Option<Cow<str>>) -> Option<Symbol> {
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
            !words::is_absent(cell) && !service
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
}
