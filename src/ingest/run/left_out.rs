//! Inputs that are no logs, and inputs of which not one row is use.

use std::collections::BTreeMap;

use crate::base::Untrusted;
use crate::ingest::columns::mapping::saw;
use crate::ingest::run::all::Reading;
use crate::ingest::source::log_name::is_log_name;
use crate::ingest::{Error, LeftOut, Note, ReadOptions};

/// The most left-out inputs that are named one by one.
const MOST_NOTES: usize = 10;

impl<S> Reading<S> {
    /// Returns the error if every row of every input was rejected.
    pub(crate) fn refusal(&mut self) -> Option<Error> {
        let is_unclear = self.log.left_out.iter().any(|input| input.may_be_log);
        if self.log.inputs.is_empty() && !is_unclear && self.no_log.is_some() {
            return self.no_log.take();
        }
        let all = self.log.inputs.iter().all(|input| input.rejected == input.rows);
        self.refused.take_if(|_| all).or_else(|| self.no_use())
    }

    /// Returns an error if there are rows, and not one of them is use: a report of nothing would say that nothing was used.
    fn no_use(&self) -> Option<Error> {
        let inputs = || self.log.inputs.iter().zip(&self.read);
        if inputs().any(|(input, read)| input.events > 0 || !read.asides.is_empty()) {
            return None;
        }
        let (first, read) = inputs().find(|(input, _)| input.rows > 0)?;
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for reject in &self.log.rejects {
            *counts.entry(reject.reason.to_owned()).or_default() += 1;
        }
        for (reason, rows) in inputs().flat_map(|(input, _)| &input.ignored) {
            *counts.entry(format!("ignored as {reason}")).or_default() += rows;
        }
        let mut reasons: Vec<_> = counts.into_iter().collect();
        reasons.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
        let rows = inputs().map(|(input, _)| input.rows).sum();
        Some(Error::NoUse { path: first.path.clone(), rows, reasons, saw: saw(&read.table) })
    }

    /// Says which inputs were left out.
    pub(super) fn note_left_out(&mut self) {
        let certain = self.log.left_out.iter().filter(|input| !input.may_be_log);
        let mut texts: Vec<String> = certain
            .map(|input| format!("{} is left out: {}", input.path.for_terminal(), input.reason))
            .collect();
        if texts.len() > MOST_NOTES {
            let more = texts.len() - MOST_NOTES;
            texts.truncate(MOST_NOTES);
            texts.push(format!("{more} more files are left out, because they are no logs"));
        }
        let note = |text| Note { input: None, uncertain: false, text };
        self.log.notes.extend(texts.into_iter().map(note));
    }

    /// Leaves out an input that is certainly no log. What may be one is an error; a gate notes it as a doubt instead, so that a rule
    /// that fires is told as well. A gate leaves out no file that was named by itself.
    pub(super) fn leave_out(
        &mut self,
        error: Error,
        path: Untrusted,
        bytes: u64,
        is_named: bool,
        options: &ReadOptions,
    ) -> Result<(), Error> {
        if options.is_gate && is_named {
            return Err(error);
        }
        // Under the name of a log, a page or an error may stand where a log did not arrive.
        let did_not_arrive = matches!(error, Error::NotALog { .. }) && is_log_name(path.raw());
        let (reason, may_be_log) = match (error.no_log(), error.perhaps_a_log()) {
            (Some(_), Some(reason)) if did_not_arrive && options.is_gate => (reason, true),
            _ if did_not_arrive && !options.is_gate => return Err(error),
            (Some(reason), _) => (reason, false),
            (None, Some(reason)) if options.is_gate => (reason, true),
            _ => return Err(error),
        };
        self.log.left_out.push(LeftOut { path, bytes, reason, may_be_log });
        self.no_log.get_or_insert(error);
        Ok(())
    }
}
