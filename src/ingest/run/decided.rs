//! What was decided about how an input is read, as options: with them, another part of the same log is read alike.

use crate::ingest::options::Formats;
use crate::ingest::run::inspect::{as_read, inspect};
use crate::ingest::{Error, Input, InputSpec, ReadOptions};

/// The options with which an input is read as it was, whatever its own rows show. What the user gave stays.
pub(crate) fn decided(input: &Input, options: &ReadOptions) -> ReadOptions {
    let mut decided = options.clone();
    let Formats { order, decimal, sign } = input.formats;
    decided.date_order = decided.date_order.or(order);
    decided.decimal = decided.decimal.or(decimal);
    decided.sign = decided.sign.or(sign);
    for (role, column) in as_read(&input.mapping, options) {
        if decided.map.iter().all(|(given, _)| given != role) {
            decided.map.push((role.to_owned(), column.raw().to_owned()));
        }
    }
    decided
}

/// The options with which a log is read, for others that are to be read alike.
pub(crate) fn like(path: &str, options: &ReadOptions) -> Result<ReadOptions, Error> {
    let seen = inspect(&[InputSpec::path(path.to_owned())?], options)?;
    let first = seen.into_iter().next().ok_or_else(|| Error::NoFile { path: path.into() })?;
    first.problem.map_or_else(|| Ok(decided(&first.input, options)), Err)
}
