//! The fields that all events with the same named cells share. They take less memory than an `Event`, because they leave out the fields
//! that differ from row to row.

use crate::base::{Day, Stamp, Symbol};
use crate::event::{Event, Outcome, Pool, Provenance, Scope};

#[derive(Clone, Copy, Debug)]
pub(crate) struct SharedFields {
    input: u32,
    /// The outcome by the status cell.
    pub outcome: Outcome,
    /// The pool, if a cell of the row names it.
    pub pool: Option<Pool>,
    app: Option<Symbol>,
    user: Option<Symbol>,
    operation: Option<Symbol>,
    model: Option<Symbol>,
    feature: Option<Symbol>,
    scope: Option<Scope>,
    files: Option<Symbol>,
    file_count: Option<u32>,
    from: Option<Symbol>,
}

impl SharedFields {
    /// Copies the shared fields of an event.
    pub(crate) fn of(event: &Event, input: u32) -> Self {
        let Event {
            outcome,
            pool,
            app,
            user,
            operation,
            model,
            feature,
            scope,
            files,
            file_count,
            from,
            ..
        } = *event;
        Self {
            input,
            outcome,
            pool,
            app,
            user,
            operation,
            model,
            feature,
            scope,
            files,
            file_count,
            from,
        }
    }

    /// Returns an event with these fields and no others.
    pub(crate) fn event(&self) -> Event {
        let Self {
            input,
            outcome,
            pool,
            app,
            user,
            operation,
            model,
            feature,
            scope,
            files,
            file_count,
            from,
        } = *self;
        let nowhere = Event::at(Stamp::On(Day::from_number(0)), Provenance { input, line: 0 });
        Event {
            outcome,
            pool,
            app,
            user,
            operation,
            model,
            feature,
            scope,
            files,
            file_count,
            from,
            ..nowhere
        }
    }
}
