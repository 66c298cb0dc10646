//! The built-in model against the published facts, written out by hand: every price, every date, every band.

mod audit;
mod cards;
mod days;
mod evidence;
mod own_card;
mod rates;

use std::sync::LazyLock;

use crate::base::{Credits, Day, Stamp, Symbols};
use crate::event::{Authority, Event, Outcome, Pool, Provenance, Reported, Scope, Unit};

use super::class::Source;
use super::classified::{Basis, Classified, Confidence};
use super::cost_model::Model;
use super::error::Error;
use super::plan::Plan;
use super::{catalog, describe, plan};

/// An event of a test table.
struct Row {
    event: Event,
    symbols: Symbols,
}

fn on(day: &str, operation: &str) -> Row {
    let mut symbols = Symbols::default();
    let mut event = Event::at(Stamp::On(day.parse().unwrap()), Provenance { input: 0, line: 1 });
    event.operation = Some(symbols.intern(operation));
    Row { event, symbols }
}

/// In the middle of the price period of the list card.
fn op(operation: &str) -> Row {
    on("2026-05-20", operation)
}

fn c(text: &str) -> Credits {
    text.parse().unwrap()
}

impl Row {
    fn model(mut self, name: &str) -> Self {
        self.event.model = Some(self.symbols.intern(name));
        self
    }
    fn from(mut self, sender: &str) -> Self {
        self.event.from = Some(self.symbols.intern(sender));
        self
    }
    fn reported(mut self, credits: &str) -> Self {
        let column = self.symbols.intern("credits");
        self.event.reported =
            Some(Reported { credits: c(credits), column, authority: Authority::App });
        self
    }
    fn quantity(mut self, unit: Unit, n: &str) -> Self {
        self.event.quantities.push((unit, c(n)));
        self
    }
    fn scope(mut self, scope: Scope) -> Self {
        self.event.scope = Some(scope);
        self
    }
    fn files(mut self, n: u32) -> Self {
        self.event.file_count = Some(n);
        self
    }
    fn text(mut self, prompt: &str) -> Self {
        self.event.prompt = Some(prompt.into());
        self
    }
    fn outcome(mut self, outcome: Outcome) -> Self {
        self.event.outcome = outcome;
        self
    }
    fn classify(&self, model: &Model, plan: Option<&Plan>) -> Classified {
        model.classifier().classify(&self.event, plan, &self.symbols)
    }
    /// `class price` under a model: `-` is unpriced, `low<typical<high` a range.
    fn under(&self, model: &Model) -> String {
        let found = self.classify(model, None);
        format!("{} {}", model.class(found.class).id, shown(&found))
    }
    /// The same under the dated series, `base44`.
    fn priced(&self) -> String {
        self.under(series())
    }
}

fn shown(found: &Classified) -> String {
    match found.price {
        None => "-".to_owned(),
        Some(price) => match (price.low, price.high) {
            (Some(low), Some(high)) if low == high => price.typical.to_string(),
            (Some(low), Some(high)) => format!("{low}<{}<{high}", price.typical),
            _ => format!("~{}", price.typical),
        },
    }
}

fn series() -> &'static Model {
    static SERIES: LazyLock<Model> = LazyLock::new(|| Model::builtin("base44").unwrap());
    &SERIES
}
