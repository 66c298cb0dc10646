//! What is decided when all inputs were read: duplicates, and rows that count only as other rows say.

use crate::base::Untrusted;
use crate::ingest::cell::roles::Role;
use crate::ingest::event::asides::{Aside, MOST_ASIDES, Settlement, Wanted, What};
use crate::ingest::event::dedupe;
use crate::ingest::event::settle;
use crate::ingest::event::sink::Sink;
use crate::ingest::limits::TooMuch;
use crate::ingest::run::all::Reading;
use crate::ingest::run::threads::RunOptions;
use crate::ingest::run::told;
use crate::ingest::{Error, Note};

impl<S: Sink> Reading<S> {
    /// Drops duplicate events, decides how rows count that were set aside, and updates each input's counts. Reads the inputs again to
    /// compare the rows whose keys occur more than once, and inputs with duplicates or asides once more with the answers.
    pub(crate) fn settle(&mut self, run: &RunOptions<S>) -> Result<(), Error> {
        self.hold_together(run)?;
        let mut settlements: Vec<Settlement> = Vec::new();
        settlements.resize_with(self.read.len(), Settlement::default);
        self.find_duplicates(&mut settlements, run)?;
        self.settle_asides(&mut settlements, run)?;
        let inputs = self.read.iter_mut().zip(&mut self.log.inputs).zip(&settlements);
        for ((read, input), settlement) in inputs {
            if !settlement.duplicates.is_empty() || !read.asides.is_empty() {
                read.settle(settlement, run)?;
                read.fill(input);
                input.duplicates = settlement.duplicates.len() as u64;
            }
        }
        self.tell();
        Ok(())
    }

    /// If one input sets credits aside, another one may take them or give them back.
    fn hold_together(&mut self, run: &RunOptions<S>) -> Result<(), Error> {
        if self.read.iter().any(|input| input.mapping.signs.holds) {
            let others =
                self.read.iter_mut().zip(&mut self.log.inputs).filter(|(read, _)| {
                    !read.mapping.signs.holds && read.mapping.reference.is_some()
                });
            for (read, input) in others {
                read.with_holds(run)?;
                read.fill(input);
            }
        }
        Ok(())
    }

    /// Finds the rows that another row already counted.
    fn find_duplicates(
        &mut self,
        settlements: &mut [Settlement],
        run: &RunOptions<S>,
    ) -> Result<(), Error> {
        let dedupe = run.options.dedupe;
        let keys = self.read.iter_mut().map(|input| std::mem::take(&mut input.keys));
        let repeated = dedupe::repeated(keys);
        if repeated.is_empty() {
            return Ok(());
        }
        // Candidates are in the order of the inputs and of their rows.
        let (mut rows, mut places) = (Vec::new(), Vec::new());
        for (at, input) in self.read.iter().enumerate() {
            for candidate in input.candidates(&repeated, run)? {
                rows.push(candidate.row);
                places.push((at, candidate.place));
            }
        }
        let last_days: Vec<_> = self.read.iter().map(|input| input.last_day).collect();
        let decided = dedupe::decide(&rows, dedupe, &last_days);
        self.log.conflicting_ids = decided.conflicts;
        let notes = told::duplicates(&decided).into_iter();
        self.log.notes.extend(notes.map(|(uncertain, text)| Note { input: None, uncertain, text }));
        for ((at, place), _) in places.into_iter().zip(decided.kept).filter(|(_, keep)| !keep) {
            settlements[at].duplicates.insert(place);
        }
        Ok(())
    }

    /// Decides how the rows count that were set aside.
    fn settle_asides(
        &mut self,
        settlements: &mut [Settlement],
        run: &RunOptions<S>,
    ) -> Result<(), Error> {
        let (mut parts, mut totals) = (Vec::new(), vec![Vec::new(); self.read.len()]);
        for (at, input) in self.read.iter().enumerate() {
            for Aside { place, what } in &input.asides {
                match what {
                    _ if settlements[at].duplicates.contains(place) => {}
                    What::Part(part) => parts.push(((at, *place), *part)),
                    What::Total(total) => totals[at].push(((at, *place), total.clone())),
                }
            }
        }
        let most = |rows: usize| rows > MOST_ASIDES;
        if most(parts.len()) || most(totals.iter().map(Vec::len).sum()) {
            let path = self.log.inputs.first().map(|input| input.path.clone());
            return Err(Error::TooMuch {
                path: path.unwrap_or_else(|| Untrusted::from("")),
                much: TooMuch::Asides,
            });
        }
        let takes = self.read.iter().any(|input| input.takes);
        let mut settled = settle::parts(&parts, takes);
        for (at, rows) in totals.iter().enumerate().filter(|(_, rows)| !rows.is_empty()) {
            let mut wanted = Wanted::default();
            for (_, total) in rows {
                wanted.filled.insert(total.filled);
                wanted.sums.extend(total.sums);
            }
            let sums = self.read[at].sums(&wanted, run)?;
            let (sums_of_rows, names) = settle::totals(rows, &sums);
            settled.extend(sums_of_rows);
            for (word, rows) in names {
                let word = Untrusted::from(&*word).for_terminal_cut(40);
                let text = told::no_total(&word, rows);
                self.note(self.read[at].input, true, text);
            }
        }
        for ((at, place), answer) in settled {
            settlements[at].settled.insert(place, answer);
        }
        Ok(())
    }

    /// Says what the user should know about how rows were counted.
    fn tell(&mut self) {
        let notes = self.read.iter().flat_map(|read| {
            let headers =
                read.ignored.get("header").filter(|_| read.mapping.of(Role::Id).is_empty());
            let headers = headers.map(|rows| (true, told::headers(*rows)));
            told::notes(&read.told).into_iter().chain(headers).map(|(uncertain, text)| Note {
                input: Some(read.input),
                uncertain,
                text,
            })
        });
        self.log.notes.extend(notes);
        for (read, input) in self.read.iter().zip(&mut self.log.inputs) {
            input.risen = read.told.risen;
            let unknown = read.told.unknown.iter();
            input.unknown = unknown.map(|(reason, rows)| ((*reason).to_owned(), *rows)).collect();
        }
    }
}
