//! Joins what several threads and inputs have summed.

use super::summed::Summed;
use super::summing::Summing;
use crate::base::{Renaming, Symbols};

impl Summed {
    /// Joins what each thread has summed. Each comes with the table of the names it has met; `names` gets all of them.
    pub fn of(threads: Vec<(Summing, Symbols)>, names: &mut Symbols) -> Self {
        let mut all = Self::default();
        for (summing, own_names) in threads {
            let input = summing.input();
            let (own, shared) = summing.finish();
            let mut renaming = Renaming::default();
            all.add_own(own, |symbol| renaming.rename(symbol, &own_names, names));
            if let Some((mut sums, shared_names)) = shared {
                let mut renaming = Renaming::default();
                sums.rename(|symbol| renaming.rename(symbol, &shared_names, names));
                // A sink that reads has the events of one input.
                all.reaches.add_sums(input, &sums);
                all.ledger.add_sums(sums);
            }
        }
        all
    }

    /// Adds what was summed of events whose names are all in this log's table already.
    pub(crate) fn add(&mut self, summing: Summing, names: &Symbols) {
        let (own, shared) = summing.finish();
        self.add_own(own, |symbol| symbol);
        if let Some((mut sums, shared_names)) = shared {
            sums.rename(|symbol| {
                names.find(shared_names.name(symbol)).expect("a name of the log's own events")
            });
            self.ledger.add_sums(sums);
        }
    }
}
