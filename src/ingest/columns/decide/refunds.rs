//! Columns with the credits of the same row that were given back: `credits_refunded` beside `credits_charged`.

use crate::base::Credits;
use crate::ingest::DecimalMark;
use crate::ingest::cell::amount::{Amount, AmountFormat};
use crate::ingest::cell::roles::Role;
use crate::ingest::columns::mapping::{LOOK, Mapping, read_number, shown};
use crate::ingest::record::table::{Record, Table};

/// Words in the name of an amount from which what was given back is taken off already.
const NET: [&str; 2] = ["net", "final"];

impl Mapping {
    /// Keeps the columns of numbers; a column of truth values is a flag.
    pub(super) fn keep_numbers_of_refunds(&mut self, table: &Table) {
        let (flags, is_forced) = (self.of(Role::Flag).to_vec(), self.is_forced(Role::Refunded));
        let is_other = self.known_export.is_some() || self.rollup.is_some();
        let point = AmountFormat::with(DecimalMark::Point);
        let is_number =
            |cell: &&str| cell.replace(',', ".").parse::<f64>().is_ok() || point.read(cell).is_ok();
        let keeps = |column: &usize| {
            let cells = table.distinct(*column, LOOK);
            let name = &table.columns[*column].name;
            is_forced
                || (!is_other
                    && !flags.contains(column)
                    && !name.is_money()
                    && !cells.is_empty()
                    && cells.iter().all(is_number))
        };
        let columns: Vec<usize> = self.of(Role::Refunded).iter().copied().filter(keeps).collect();
        self.columns.insert(Role::Refunded, columns);
    }

    /// Keeps the column that is about the amounts of the same rows.
    pub(super) fn keep_refunds(&mut self, table: &Table) {
        if self.of(Role::Refunded).is_empty() {
            return;
        }
        let kept = self.of(Role::Refunded).iter().copied().find(|c| self.is_of_amount(table, *c));
        if let Some(column) = kept {
            let text = format!("\"{}\" is taken off the credits of its row", shown(table, column));
            self.notes.push((false, text));
        }
        self.columns.insert(Role::Refunded, kept.into_iter().collect());
    }

    fn is_of_amount(&self, table: &Table, refunded: usize) -> bool {
        let Some(amount) = self.amounts.first() else { return false };
        let plain = |column: usize| table.columns[column].name.plain.as_str();
        let is_net = plain(amount.column).split('_').any(|part| NET.contains(&part));
        if self.is_forced(Role::Refunded) {
            return true;
        }
        let value = |row: &Record, column, format| match read_number(row, column, format) {
            Ok(Amount::Value { credits, money: false }) => Some(credits.abs()),
            _ => None,
        };
        // Money that was given back is hardly ever as much as the credits of its row, or less.
        let fits = |row: &Record| {
            let format = self.numbers.get(&refunded);
            let back = format.and_then(|format| value(row, refunded, format));
            let taken = value(row, amount.column, &amount.format);
            back.is_none_or(|back| back == Credits::ZERO || taken.is_none_or(|taken| back <= taken))
        };
        !is_net && (plain(refunded).contains("credit") || table.rows.iter().all(fits))
    }
}
