//! What the fast path knows of an input before its first row.

use crate::base::Zone;
use crate::event::Unit;
use crate::ingest::cell::roles::Role;
use crate::ingest::event::dedupe;
use crate::ingest::event::reader::Rules;
use crate::ingest::record::row::Row;
use crate::ingest::{DecimalMark, Dedupe};

/// The roles whose cells are the names of a row.
const NAMES: [Role; 13] = [
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

/// Per-input settings of the fast path: which columns hold time, amounts, ids and names.
pub(crate) struct FastPlan<'a> {
    /// The rules of the reference reader.
    pub rules: Rules<'a>,
    /// The column of times.
    pub(crate) time: usize,
    /// Whether a time without an offset is UTC.
    pub(crate) utc: bool,
    /// Runs of adjacent columns of names: first and last.
    pub(crate) spans: Vec<(usize, usize)>,
    /// Columns in which a cell may be a JSON object.
    pub(crate) objects: Vec<usize>,
    /// Columns of prompts.
    pub(crate) prompts: Vec<usize>,
    /// Columns of ids.
    pub(crate) ids: Vec<usize>,
    /// Columns of quantities with their decimal marks; the canonical one first.
    pub(crate) numbers: Vec<(Unit, Vec<(usize, DecimalMark)>)>,
    /// Whether an amount may be the difference of two balances.
    pub(crate) balances: bool,
}

impl<'a> FastPlan<'a> {
    /// `None` if every row of the input needs the reference reader.
    pub(crate) fn new(rules: Rules<'a>) -> Option<Self> {
        let Rules { mapping, options, .. } = rules;
        let first = mapping.times.first()?;
        let regular = mapping.clock.is_none()
            && mapping.known_export.is_none()
            && mapping.unit_column.is_none()
            && !mapping.signs.captures
            && !first.format.serial;
        let mut columns: Vec<usize> =
            NAMES.iter().flat_map(|role| mapping.of(*role)).copied().collect();
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

/// The key by which a row's duplicates are found.
pub(crate) enum Key {
    /// That of its id.
    Id(u64),
    /// One that needs the whole row.
    Unknown,
}

impl FastPlan<'_> {
    /// The key by which the row's duplicates are found; `None` if it cannot have any.
    #[inline]
    pub(crate) fn key(&self, row: Row) -> Option<Key> {
        let Rules { options, is_one_of_many, .. } = self.rules;
        let without = (is_one_of_many && options.dedupe != Dedupe::Id).then_some(Key::Unknown);
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
