//! Reads an input again, with what is known after all inputs were read.

use hashbrown::{HashMap, HashSet};

use crate::base::Credits;
use crate::ingest::Error;
use crate::ingest::event::asides::{Settlement, Wanted};
use crate::ingest::event::outcome::{Candidate, Pass, changed};
use crate::ingest::event::reader::Rules;
use crate::ingest::event::sink::Sink;
use crate::ingest::run::input::ReadInput;
use crate::ingest::run::threads::{self, Done, RunOptions};

impl<S: Sink> ReadInput<S> {
    /// What is compared of the rows with one of these keys, in the order of the file.
    pub(crate) fn candidates(
        &self,
        keys: &HashSet<u64>,
        run: &RunOptions<S>,
    ) -> Result<Vec<Candidate>, Error> {
        let done = self.again(run, || Pass::Candidates(keys))?;
        let mut candidates = done.counts.candidates;
        candidates.sort_by_key(|candidate| candidate.place);
        Ok(candidates)
    }

    /// The sums that some total may be.
    pub(crate) fn sums(
        &self,
        wanted: &Wanted,
        run: &RunOptions<S>,
    ) -> Result<HashMap<u64, Credits>, Error> {
        Ok(self.again(run, || Pass::Sums(wanted))?.counts.sums)
    }

    /// Reads all rows anew with the answers about duplicates and rows that were set aside.
    pub(crate) fn settle(
        &mut self,
        settlement: &Settlement,
        run: &RunOptions<S>,
    ) -> Result<(), Error> {
        let done = self.again(run, || Pass::Settled(settlement))?;
        self.parts = done.parts;
        self.count(done.counts);
        Ok(())
    }

    /// Reads all rows anew, because another input sets credits aside that rows of this one may take or give back.
    pub(crate) fn with_holds(&mut self, run: &RunOptions<S>) -> Result<(), Error> {
        self.mapping.signs.holds = true;
        let done = self.again(run, || Pass::All)?;
        self.parts = done.parts;
        self.count(done.counts);
        Ok(())
    }

    fn again<'t>(
        &self,
        run: &RunOptions<S>,
        pass: impl Fn() -> Pass<'t> + Sync,
    ) -> Result<Done<S>, Error> {
        let rules = Rules {
            table: &self.table,
            mapping: &self.mapping,
            options: run.options,
            input: self.input,
            is_one_of_many: run.has_many,
            on_trust: false,
        };
        let done = threads::read(&self.text, &self.strategy, rules, run, pass, &mut |_| {});
        // The first pass has read the same rows.
        done.ok().filter(|done| done.counts.rows == self.rows).ok_or_else(|| changed(self.path()))
    }
}
