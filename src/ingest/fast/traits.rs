//! What the events of a shape have in common, without the room that an event has for what is a single row's own.

use crate::base::{Day, Stamp, Symbol};
use crate::event::{Event, Outcome, Pool, Provenance, Scope};

/// The named cells of a shape.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Traits {
    input: u32,
    /// How they ended, as far as a status says.
    pub outcome: Outcome,
    /// Their pool, where a cell says so.
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

impl Traits {
    /// Of an event of an input.
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

    /// An event that has these, and nothing else yet.
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
