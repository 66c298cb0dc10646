//! Decides once per input whether rows can take the fast path, and which columns the fast path reads.

use crate::base::Zone;
use crate::event::Unit;
use crate::ingest::cell::roles::Role;
use crate::ingest::cell::words;
use crate::ingest::event::dedupe;
use crate::ingest::event::reader::Rules;
use crate::ingest::record::row::Row;
use crate::ingest::{DecimalMark, Dedupe};

/// The roles whose cells are the names of a row: rows with the same names have events with the same shared fields.
const NAMES: [Role; 15] = [
    Role::Pool,
    Role::Operation,
    Role::Model,
    Role::App,
    Role::User,
    Role::Feature,
    Role::Files,
    Role::Scope,
    Role::Status,
    Role::Flag,
    Role::Error,
    Role::Kind,
    Role::From,
    Role::CustomDomain,
    Role::Vendor,
];

/// The columns that the fast path reads, and how.
pub(crate) struct FastPlan<'a> {
    /// The rules of the reference reader.
    pub rules: Rules<'a>,
    /// The time column.
    pub(crate) time: usize,
    /// Whether times without an offset are UTC.
    pub(crate) utc: bool,
    /// Runs of adjacent name columns: the first and the last column of each.
    pub(crate) spans: Vec<(usize, usize)>,
    /// Columns whose cells may be JSON objects. A row with such an object goes to the reference reader.
    pub(crate) objects: Vec<usize>,
    /// Prompt columns.
    pub(crate) prompts: Vec<usize>,
    /// Id columns.
    pub(crate) ids: Vec<usize>,
    /// Quantity columns with their decimal marks, by unit; the canonical quantity comes first.
    pub(crate) numbers: Vec<(Unit, Vec<(usize, DecimalMark)>)>,
    /// Whether a row without an amount may have the difference of two balances instead.
    pub(crate) balances: bool,
}

impl<'a> FastPlan<'a> {
    /// Returns `None` if every row of the input needs the reference reader.
    pub(crate) fn new(rules: Rules<'a>) -> Option<Self> {
        let Rules { mapping, options, .. } = rules;
        let first = mapping.times.first()?;
        let regular = mapping.clock.is_none()
            && mapping.known_export.is_none()
            && mapping.unit_column.is_none()
            && mapping.of(Role::Refunded).is_empty()
            && !first.format.serial;
        let mut columns: Vec<usize> =
            NAMES.iter().flat_map(|role| mapping.of(*role)).copied().collect();
        columns.extend(mapping.of(Role::Provider).iter().chain(&mapping.sample));
        columns.extend(mapping.maybe_kinds.iter().chain(&mapping.paid));
        columns.extend(mapping.outcome_words.iter().chain(&mapping.credits_only));
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
            balances: mapping.has_both_balances(),
        })
    }
}

/// The key by which a row's duplicates are found.
pub(crate) enum Key {
    /// The key of the row's id.
    Id(u64),
    /// Only the reference reader can compute the key.
    Unknown,
}

impl FastPlan<'_> {
    /// Returns the key of the row; `None` if the row cannot have duplicates.
    #[inline]
    pub(crate) fn key(&self, row: Row) -> Option<Key> {
        let Rules { options, is_one_of_many, mapping, .. } = self.rules;
        if mapping.rollup.is_some() {
            return None;
        }
        let without = (is_one_of_many && options.dedupe != Dedupe::Id).then_some(Key::Unknown);
        let (true, Some(column)) =
            (matches!(options.dedupe, Dedupe::Auto | Dedupe::Id), self.ids.first())
        else {
            return without;
        };
        match row.cell(*column) {
            [] if self.ids.len() == 1 => without,
            // The id has nothing to trim and no quotes to undo, so its bytes are the cell's text.
            id @ ([first, .., last] | [first @ last])
                if first.is_ascii_alphanumeric()
                    && last.is_ascii_alphanumeric()
                    && !id.contains(&b'"')
                    && !std::str::from_utf8(id).is_ok_and(words::is_absent) =>
            {
                Some(Key::Id(dedupe::id_key(id)))
            }
            _ => Some(Key::Unknown),
        }
    }
}
