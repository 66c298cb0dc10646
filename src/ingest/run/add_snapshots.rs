//! Adds the snapshots to what was read, once it is known whether the other inputs are logs.

use crate::ingest::Error;
use crate::ingest::event::sink::Sink;
use crate::ingest::record::sniff::AS_A_SNAPSHOT;
use crate::ingest::run::all::Reading;
use crate::ingest::run::snapshots::settle;
use crate::ingest::run::threads::RunOptions;

impl<S: Sink> Reading<S> {
    /// Adds the snapshots, if no other input is a log.
    pub(crate) fn add_snapshots(&mut self, run: &RunOptions<S>) -> Result<(), Error> {
        let mut pending = std::mem::take(&mut self.snapshots);
        let has_log = self.log.inputs.iter().any(|input| input.rows > 0);
        if has_log {
            for snapshot in pending {
                let error = snapshot.beside_a_log();
                if snapshot.is_named {
                    return Err(error);
                }
                self.leave_out(error, snapshot.path(), snapshot.bytes, false, run.options)?;
            }
            return Ok(());
        }
        settle(&mut pending)?;
        for snapshot in pending {
            let read = snapshot.read(self.next_index(), run)?;
            self.add(read);
            if let Some(input) = self.log.inputs.last_mut() {
                AS_A_SNAPSHOT.clone_into(&mut input.format);
                input.mapping = snapshot.derived.mapping;
            }
            match &mut self.log.snapshot {
                Some(all) => all.add(snapshot.derived.snapshot),
                none => *none = Some(snapshot.derived.snapshot),
            }
        }
        Ok(())
    }
}
