//! Writes the TOML of a card of the user's own, for operations that no built-in card prices.

use std::fmt::Write as _;

use crate::base::{Credits, Day, Stamp, Symbols};
use crate::event::{Event, Pool, Provenance, Unit};
use crate::model::class::Source;
use crate::model::classified::Classified;
use crate::model::cost_model::Model;
use crate::model::names::toml_string;

/// The first lines of a card of the user's own.
pub(crate) const OWN_CARD_HEAD: &str = "extends = \"base44\"\n";

impl Model {
    /// The TOML of a class that would price an operation, with `PRICE` in place of the number. After [`OWN_CARD_HEAD`], it is a
    /// whole card.
    pub fn lines_that_would_price(&self, operation: &str, model: Option<&str>) -> String {
        let found = self.newest(operation, model);
        let (pool, source) = match self.class(found.class).source {
            Source::Unclassified => (Pool::Integration, Source::Integrations),
            source => (found.pool, source),
        };
        let title =
            model.map_or_else(|| operation.to_owned(), |model| format!("{operation} ({model})"));
        let models =
            model.map(|model| format!(", models = [{}]", toml_string(model))).unwrap_or_default();
        let mut out = String::from("[[class]]\n");
        let _ = writeln!(out, "id = {}", toml_string(&new_id(operation, model)));
        let _ = writeln!(out, "title = {}", toml_string(&title));
        let _ = writeln!(out, "pool = {}", toml_string(pool.name()));
        let _ = writeln!(out, "source = {}", toml_string(source.name()));
        let _ = writeln!(out, "match = [{{ operations = [{}]{models} }}]", toml_string(operation));
        out.push_str("price = { flat = \"PRICE\" }\nexactness = \"estimate\"\n");
        out
    }

    /// True if the newest card has a price for this operation. An event of it without a price then lacks something else, such
    /// as the length of a video or the workspace's plan.
    pub fn prices(&self, operation: &str, model: Option<&str>) -> bool {
        let found = self.newest(operation, model);
        found.price.is_some() || self.class(found.class).id == "fix.auto"
    }

    /// Classifies an event with these names and nothing else by the newest card.
    fn newest(&self, operation: &str, model: Option<&str>) -> Classified {
        let mut symbols = Symbols::default();
        let newest = self.changes().last().copied().unwrap_or(Day::from_number(0));
        let mut event = Event::at(Stamp::On(newest), Provenance { input: 0, line: 0 });
        event.operation = Some(symbols.intern(operation));
        event.model = model.map(|model| symbols.intern(model));
        // One of its own unit, so that a price per second is a price.
        event.quantities = vec![(Unit::Own, Credits::whole(1))];
        self.classifier().classify(&event, None, &symbols)
    }
}

/// `my.summarise.claude-sonnet-5`.
fn new_id(operation: &str, model: Option<&str>) -> String {
    let name = |text: &str| {
        let dashed = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        let id: String = text.to_lowercase().chars().map(dashed).collect();
        id.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
    };
    let id = ["my", &name(operation), &model.map(name).unwrap_or_default()];
    id.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(".")
}
