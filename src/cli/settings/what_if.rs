//! The changed worlds of a report: `--without app=shop`, `--scale InvokeLLM=0.5`.

use super::values;
use crate::base::Credits;
use crate::cli::error::Failure;
use crate::cli::origin::{Merged, Text};
use crate::report::request::ChangeOf;

/// The largest factor: more would be a typing error.
const MOST: i64 = 1000;

/// The words for what a change applies to.
const OF: [(&str, ChangeOf); 5] = [
    ("app", ChangeOf::App),
    ("user", ChangeOf::User),
    ("class", ChangeOf::Class),
    ("model", ChangeOf::Model),
    ("operation", ChangeOf::Operation),
];

/// A change as it was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Written {
    pub(crate) of: ChangeOf,
    pub(crate) name: String,
    /// 0 leaves it out.
    pub(crate) factor: Credits,
}

/// The changes, those that leave something out first.
pub(crate) fn changes(written: &Merged) -> Result<Vec<Written>, Failure> {
    let mut changes = Vec::new();
    for text in written.all("without") {
        changes.push(change(text, &text.text, Credits::ZERO)?);
    }
    for text in written.all("scale") {
        let Some((what, number)) = text.text.rsplit_once('=') else {
            let failure = text.wrong(format!("{:?} is not NAME=NUMBER", text.text.trim()));
            return Err(failure.hint("write a call and its factor: InvokeLLM=0.5"));
        };
        let factor = values::amount(text, number.trim())?;
        if factor > Credits::whole(MOST) {
            return Err(text.wrong(format!("{factor} is more than {MOST}")));
        }
        changes.push(change(text, what, factor)?);
    }
    Ok(changes)
}

fn change(text: &Text, what: &str, factor: Credits) -> Result<Written, Failure> {
    let (of, name) = match what.split_once('=') {
        Some((of, name)) => (values::one_of(&text.part(of), &OF)?, name),
        None => (ChangeOf::Call, what),
    };
    let name = name.trim().to_owned();
    if !name.contains(char::is_alphanumeric) {
        return Err(text.wrong(format!("{:?} names nothing", text.text.trim())));
    }
    Ok(Written { of, name, factor })
}
