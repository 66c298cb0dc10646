//! What is the same for all rows of an input.

use crate::base::Zone;
use crate::event::Unit;
use crate::ingest::cell::roles::Role;
use crate::ingest::event::dedupe;
use crate::ingest::event::reference::Rules;
use crate::ingest::record::row::Row;
use crate::ingest::{DecimalMark, Dedupe};

/// The roles whose cells make a row's shape.
const SHAPE: [Role; 13] = [
    Role::Pool,
    Role::Operation,
    Role::Model,
    Role::App,
    Role::User,
    Role::Feature,
    Role::Files,
    Role::Scope,
    Role::Status,
    Role::Error,
    Role::Kind,
    Role::From,
    Role::Vendor,
];

/// What is the same for all rows of an input.
pub(crate) struct Frame<'a> {
    /// What every row is read by, and all of one that is not ordinary.
    pub rules: Rules<'a>,
    /// What stands between cells; anything where the format has no such thing.
    pub delimiter: u8,
    /// Where the times are.
    pub(crate) time: usize,
    /// Whether a time without an offset is UTC.
    pub(crate) utc: bool,
    /// Runs of columns next to each other whose cells make the shape: first and last.
    pub(crate) spans: Vec<(usize, usize)>,
    /// Where an object may stand.
    pub(crate) objects: Vec<usize>,
    pub(crate) prompts: Vec<usize>,
    pub(crate) ids: Vec<usize>,
    /// Where the quantities are, and how they are written; the canonical one first.
    pub(crate) numbers: Vec<(Unit, Vec<(usize, DecimalMark)>)>,
    pub(crate) balances: bool,
}

impl<'a> Frame<'a> {
    /// `None` where no row of such an input is ordinary.
    pub(crate) fn new(rules: Rules<'a>) -> Option<Self> {
        let Rules { table, mapping, options, .. } = rules;
        let first = mapping.times.first()?;
        let regular = mapping.clock.is_none()
            && mapping.known_export.is_none()
            && mapping.unit_column.is_none()
            && !mapping.signs.captures
            && !first.format.serial;
        let delimiter = u8::try_from(table.delimiter.unwrap_or(',')).ok()?;
        let mut columns: Vec<usize> =
            SHAPE.iter().flat_map(|role| mapping.of(*role)).copied().collect();
        columns.extend(mapping.of(Role::Provider).iter().chain(&mapping.sample));
        columns.sort_unstable();
        columns.dedup();
        let mut spans: Vec<(usize, usize)> = Vec::new();
        for column in columns {
            match spans.last_mut() {
                Some((_, last)) if *last + 1 == column => *last = column,
                _ => spans.push((column, column)),
            }
        }
        let mark = |column: &usize| {
            mapping.numbers.get(column).map_or(DecimalMark::Point, |format| format.mark)
        };
        let columns_of =
            |role: Role| mapping.of(role).iter().map(|column| (*column, mark(column))).collect();
        let of = |roles: &[Role]| {
            roles.iter().flat_map(|role| mapping.of(*role)).copied().collect::<Vec<_>>()
        };
        regular.then(|| Self {
            rules,
            delimiter,
            time: first.column,
            utc: first.utc || options.naive_zone == Zone::Utc,
            spans,
            objects: of(&[Role::Metadata, Role::Prompt]),
            prompts: of(&[Role::Prompt]),
            ids: of(&[Role::Id]),
            numbers: Role::QUANTITIES
                .iter()
                .filter_map(|role| Some((role.unit()?, columns_of(*role))))
                .collect(),
            balances: !mapping.of(Role::BalanceBefore).is_empty()
                && !mapping.of(Role::BalanceAfter).is_empty(),
        })
    }
}

/// What a row's duplicates are found by.
pub(crate) enum Key {
    /// By its id.
    Id(u64),
    /// By what has to be found out from the whole row.
    Unknown,
}

impl Frame<'_> {
    /// What the row's duplicates are found by; `None` where it cannot have any.
    #[inline]
    pub(crate) fn key(&self, row: Row) -> Option<Key> {
        let Rules { options, whole, .. } = self.rules;
        let without = (whole && options.dedupe != Dedupe::Id).then_some(Key::Unknown);
        let (true, Some(column)) =
            (matches!(options.dedupe, Dedupe::Auto | Dedupe::Id), self.ids.first())
        else {
            return without;
        };
        match row.cell(*column) {
            [] if self.ids.len() == 1 => without,
            // Nothing to trim, and no quotes within.
            id @ ([first, .., last] | [first @ last])
                if first.is_ascii_alphanumeric()
                    && last.is_ascii_alphanumeric()
                    && !id.contains(&b'"') =>
            {
                Some(Key::Id(dedupe::id_key(id)))
            }
            _ => Some(Key::Unknown),
        }
    }
}
