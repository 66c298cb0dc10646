//! Hand-made logs for tests, priced by the built-in cards.

use super::params::Params;
use super::rank::{Audit, audit};
use super::timeline::{Timeline, TimelineInput};
use crate::base::{Credits, Day, Instant, Stamp, Symbols, Zone};
use crate::event::{Authority, Event, Outcome, Provenance, Reported, Scope};
use crate::ledger::{Detail, Kept, Ledger, Selection, Summed, Summing, Terms};
use crate::model::{Classified, Confidence, Model, plan};

/// A row of a log. Minutes count from the first of May.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) minute: i64,
    pub(crate) app: &'static str,
    pub(crate) user: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) model: &'static str,
    pub(crate) feature: &'static str,
    pub(crate) credits: Option<&'static str>,
    pub(crate) prompt: &'static str,
    pub(crate) metadata: &'static str,
    pub(crate) outcome: Outcome,
}

/// Builds a row of `shop` by `ana` with empty names.
pub(crate) fn line(minute: i64, operation: &'static str, credits: &'static str) -> Line {
    let credits = Some(credits).filter(|c| !c.is_empty());
    let outcome =
        if credits.is_some_and(|c| c.starts_with('-')) { Outcome::Refund } else { Outcome::Ok };
    Line {
        minute,
        app: "shop",
        user: "ana",
        operation,
        model: "",
        feature: "",
        credits,
        prompt: "",
        metadata: "",
        outcome,
    }
}

impl Line {
    pub(crate) fn says(self, prompt: &'static str) -> Self {
        Self { prompt, ..self }
    }

    pub(crate) fn about(self, feature: &'static str) -> Self {
        Self { feature, ..self }
    }

    pub(crate) fn by(self, user: &'static str) -> Self {
        Self { user, ..self }
    }

    pub(crate) fn on(self, model: &'static str) -> Self {
        Self { model, ..self }
    }

    pub(crate) fn with(self, metadata: &'static str) -> Self {
        Self { metadata, ..self }
    }

    pub(crate) fn ending(self, outcome: Outcome) -> Self {
        Self { outcome, ..self }
    }
}

/// A log, and everything else that an audit reads.
pub(crate) struct Log {
    pub(crate) events: Vec<Event>,
    pub(crate) classified: Vec<Classified>,
    scopes: Vec<Option<(Scope, Confidence)>>,
    model: Model,
    symbols: Symbols,
    to: Day,
}

pub(crate) fn first_day() -> Day {
    "2026-05-01".parse().unwrap()
}

impl Log {
    /// Builds a log of these rows, in this order.
    pub(crate) fn of(lines: &[Line]) -> Self {
        let model = Model::builtin("base44").unwrap();
        let mut symbols = Symbols::default();
        let start = Zone::Utc.start_of(first_day()).micros();
        let mut events = Vec::new();
        for (n, line) in lines.iter().enumerate() {
            let at = Instant::from_micros(start + line.minute * 60_000_000);
            let mut event = Event::at(Stamp::At(at), Provenance { input: 0, line: n as u64 + 2 });
            let mut name =
                |text: &str| Some(text).filter(|t| !t.is_empty()).map(|t| symbols.intern(t));
            event.app = name(line.app);
            event.user = name(line.user);
            event.operation = name(line.operation);
            event.model = name(line.model);
            event.feature = name(line.feature);
            let column = name("credits").unwrap();
            event.reported = line.credits.map(|c| Reported {
                credits: c.parse().unwrap(),
                column,
                authority: Authority::App,
            });
            let text = |text: &str| Some(text).filter(|t| !t.is_empty()).map(Into::into);
            (event.prompt, event.metadata) = (text(line.prompt), text(line.metadata));
            event.outcome = line.outcome;
            events.push(event);
        }
        let builder = plan::find("builder").unwrap();
        let mut cards = model.classifier();
        let classified =
            events.iter().map(|event| cards.classify(event, Some(builder), &symbols)).collect();
        let scopes = events.iter().map(|event| model.scope_evidence(event)).collect();
        let to = events.iter().map(|event| event.stamp.utc_day()).max().unwrap_or_else(first_day);
        Self { events, classified, scopes, model, symbols, to }
    }

    pub(crate) fn timeline(&self) -> Timeline<'_> {
        Timeline::new(&TimelineInput {
            events: &self.events,
            classified: &self.classified,
            kept: &[],
            scopes: &self.scopes,
            classes: self.model.classes(),
            symbols: &self.symbols,
            zone: Zone::Utc,
            from: first_day(),
            to: self.to,
            cycle_days: 30,
            cycles: &[],
        })
    }

    pub(crate) fn ledger(&self) -> Ledger {
        let terms = Terms {
            model: &self.model,
            zone: Zone::Utc,
            plans: &(),
            selection: &Selection::default(),
            detail: Detail::default(),
        };
        let mut summing = Summing::new(terms);
        for (event, classified) in self.events.iter().zip(&self.classified) {
            summing.add_classified(event, classified, Kept::Yes, &self.symbols);
        }
        let mut summed = Summed::default();
        summed.add(summing, &self.symbols);
        summed.ledger
    }

    pub(crate) fn audit(&self) -> Audit {
        audit(&self.timeline(), &Params::default())
    }
}

pub(crate) fn c(text: &str) -> Credits {
    text.parse().unwrap()
}
