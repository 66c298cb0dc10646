//! The amounts of a row: the cells of the mapped columns, the difference of two balances, or a number in the metadata.

use crate::base::Credits;
use crate::event::{Authority, Pool};
use crate::ingest::DecimalMark;
use crate::ingest::cell::amount::{Amount, AmountFormat, AmountWord};
use crate::ingest::cell::names;
use crate::ingest::cell::roles;
use crate::ingest::cell::roles::Role;
use crate::ingest::columns::mapping::{Mapping, read_number};
use crate::ingest::event::metadata::{AMOUNT_COLUMN, Metadata};
use crate::ingest::record::table::{Column, Record, Table};
use crate::ingest::reject::{Refusal, excerpt};

/// One amount of a row.
pub(super) struct AmountCell {
    pub credits: Credits,
    pub column: String,
    pub authority: Authority,
    pub pool: Option<Pool>,
    pub from_balances: bool,
    /// What was given back of it, in a column of the same row.
    pub refunded: Credits,
}

/// Reads the amounts of a table's rows.
pub(super) struct Amounts<'a> {
    pub table: &'a Table,
    pub mapping: &'a Mapping,
}

impl Amounts<'_> {
    /// Returns the amounts of a row: none, one, or one for each pool.
    pub(super) fn of(&self, row: &Record, metadata: &Metadata) -> Result<Vec<AmountCell>, Refusal> {
        let mut found: Vec<AmountCell> = Vec::new();
        for amount in &self.mapping.amounts {
            let refuse = |reason| Refusal {
                reason,
                column: Some(amount.column),
                excerpt: excerpt(row.cell(amount.column)),
            };
            let credits = match amount.read(row).map_err(|problem| refuse(problem.reason()))? {
                // A user who maps a column of money with --map wants it counted.
                Amount::Value { money: true, .. } if !self.mapping.is_forced(Role::Credits) => {
                    return Err(refuse("amount-is-money"));
                }
                Amount::Value { credits, .. } => credits,
                Amount::Word(AmountWord::Free | AmountWord::NotCharged) => Credits::ZERO,
                Amount::Word(AmountWord::Included) | Amount::Empty => continue,
            };
            // A second amount counts only if each of the two columns belongs to a pool of its own.
            let is_other_pool = found.iter().all(|given| {
                given.pool.is_some() && amount.pool.is_some() && given.pool != amount.pool
            });
            if !is_other_pool {
                continue;
            }
            let column = &self.table.columns[amount.column];
            let mut given = AmountCell {
                credits,
                column: column.raw.clone(),
                authority: authority_of(self.mapping, column),
                pool: amount.pool,
                from_balances: false,
                refunded: Credits::ZERO,
            };
            // The metadata of a canonical row keeps the name of the column that originally contained the amount.
            if let (Some(name), "credits") =
                (metadata.text(AMOUNT_COLUMN), column.name.plain.as_str())
            {
                let operation = self.mapping.of(Role::Operation).first();
                let is_prompt = operation.is_some_and(|column| row.cell(*column) == "prompt");
                given.authority = if is_prompt && is_builders_label(&name) {
                    Authority::Platform
                } else {
                    authority(&names::word(&name))
                };
                given.column = name;
            }
            found.push(given);
        }
        // If one pool has credits and the other has 0, the row uses only the first pool. (A daily total of 0 is a 0.)
        if found.len() > 1 && self.mapping.daily_totals.is_none() {
            if found.iter().any(|given| !given.credits.is_zero()) {
                found.retain(|given| !given.credits.is_zero());
            } else {
                found.truncate(1);
                found[0].pool = None;
            }
        }
        if found.is_empty() {
            found.extend(self.balances(row)?);
        }
        self.give_back(row, &mut found)?;
        // Known exports write "not charged" into the operation column. Such a row costs nothing.
        if let (true, Some(column)) = (found.is_empty(), self.mapping.operation_column) {
            let free = AmountFormat::with(DecimalMark::Point).read(row.cell(column));
            if matches!(free, Ok(Amount::Word(AmountWord::Free | AmountWord::NotCharged))) {
                let (credits, column) = (Credits::ZERO, self.table.columns[column].raw.clone());
                found.push(AmountCell {
                    credits,
                    column,
                    authority: Authority::App,
                    pool: None,
                    from_balances: false,
                    refunded: Credits::ZERO,
                });
            }
        }
        if found.is_empty()
            && let Some((key, credits)) = metadata.number(Role::Credits)
        {
            found.push(AmountCell {
                credits,
                column: key.to_owned(),
                authority: authority(key),
                pool: None,
                from_balances: false,
                refunded: Credits::ZERO,
            });
        }
        Ok(found)
    }

    /// Reads what was given back of the row's amount. Without an amount, the row gives back what another row took.
    fn give_back(&self, row: &Record, found: &mut Vec<AmountCell>) -> Result<(), Refusal> {
        let Some(column) = self.mapping.of(Role::Refunded).first().copied() else { return Ok(()) };
        let Some(format) = self.mapping.numbers.get(&column) else { return Ok(()) };
        let refunded = match read_number(row, column, format) {
            Ok(Amount::Value { credits, .. }) => credits.abs(),
            Ok(_) => return Ok(()),
            Err(problem) => {
                return Err(Refusal {
                    reason: problem.reason(),
                    column: Some(column),
                    excerpt: excerpt(row.cell(column)),
                });
            }
        };
        if let Some(given) = found.first_mut() {
            given.refunded = refunded;
        } else if !refunded.is_zero() {
            let is_negative = self.mapping.signs.spend_is_negative;
            found.push(AmountCell {
                credits: if is_negative { refunded } else { -refunded },
                column: self.table.columns[column].raw.clone(),
                authority: Authority::App,
                pool: None,
                from_balances: false,
                refunded: Credits::ZERO,
            });
        }
        Ok(())
    }

    fn balances(&self, row: &Record) -> Result<Option<AmountCell>, Refusal> {
        let read = |role: Role| -> Result<Option<Credits>, Refusal> {
            let Some(column) = self.mapping.of(role).first().copied() else { return Ok(None) };
            let Some(format) = self.mapping.numbers.get(&column) else { return Ok(None) };
            match read_number(row, column, format) {
                Ok(Amount::Value { credits, .. }) => Ok(Some(credits)),
                Ok(_) => Ok(None),
                Err(problem) => Err(Refusal {
                    reason: problem.reason(),
                    column: Some(column),
                    excerpt: excerpt(row.cell(column)),
                }),
            }
        };
        if !self.mapping.has_both_balances() {
            return Ok(None);
        }
        let (Some(before), Some(after)) = (read(Role::BalanceBefore)?, read(Role::BalanceAfter)?)
        else {
            return Ok(None);
        };
        let column = self
            .mapping
            .of(Role::BalanceBefore)
            .first()
            .map_or("", |c| self.table.columns[*c].raw.as_str())
            .to_owned();
        Ok(Some(AmountCell {
            credits: before - after,
            column,
            authority: Authority::App,
            pool: None,
            from_balances: true,
            refunded: Credits::ZERO,
        }))
    }
}

/// Returns who computed the amounts of a column.
pub(crate) fn authority_of(mapping: &Mapping, column: &Column) -> Authority {
    if mapping.is_builder_prompts && is_builders_label(&column.raw) {
        Authority::Platform
    } else {
        authority(&column.name.plain)
    }
}

/// Whether the builder itself calls its figure so, in the menu of a prompt.
fn is_builders_label(raw: &str) -> bool {
    raw.trim().eq_ignore_ascii_case("credits used")
}

/// Returns who computed the amounts of a column, by its name.
pub(crate) fn authority(plain: &str) -> Authority {
    if roles::amounts::is_platform(plain) {
        Authority::Platform
    } else if plain.contains("estimate") {
        Authority::AppEstimate
    } else {
        Authority::App
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn column_names_say_who_computed_the_amount() {
        assert_eq!(authority("credits_charged"), Authority::Platform);
        assert_eq!(authority("credits_estimated"), Authority::AppEstimate);
        assert_eq!(authority("estimated_credits_used"), Authority::AppEstimate);
        assert_eq!(authority("credits_used"), Authority::App);
    }
}
