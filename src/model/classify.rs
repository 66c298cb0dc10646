//! Classifies and prices events.
//!
//! Matching names against the patterns of a card is slow beside reading a row, and a log repeats the same few names. So names are
//! matched once per distinct (period, operation, AI model, sender), and the [`Route`] is remembered.

use hashbrown::HashMap;

use crate::base::{Credits, Symbol, Symbols};
use crate::event::{Event, Outcome, Pool, Scope};
use crate::model::classified::{Basis, Classified, Confidence};
use crate::model::cost_model::Model;
use crate::model::period::{Entry, Line, PricePeriod};
use crate::model::plan::Plan;
use crate::model::price::{Price, Rate};
use crate::model::route::Route;
use crate::model::scope::Scopes;

/// The price period, and the operation, AI model and sender of a row.
type Names = (usize, Option<Symbol>, Option<Symbol>, Option<Symbol>);

/// Classifies the events of one symbol table.
#[derive(Debug)]
pub struct Classifier<'a> {
    model: &'a Model,
    routes: HashMap<Names, Route>,
}

impl Model {
    /// A classifier for events that share one symbol table. Each thread needs its own.
    pub fn classifier(&self) -> Classifier<'_> {
        Classifier { model: self, routes: HashMap::new() }
    }

    /// The scope of a build prompt from all evidence except its credits: the scope column, the number of files, the words.
    /// `None` if there is none, or if the card of the day knows no scopes.
    pub fn scope_evidence(&self, event: &Event) -> Option<(Scope, Confidence)> {
        let period = self.period(self.period_at(event.stamp.utc_day()));
        let scopes = period.scopes.as_ref()?;
        scopes
            .by_evidence(event, period.scoped.as_ref())
            .map(|(band, confidence)| (band.scope, confidence))
    }
}

impl Classifier<'_> {
    fn route(&mut self, event: &Event, symbols: &Symbols) -> (&PricePeriod, Route) {
        let at = self.model.period_at(event.stamp.utc_day());
        let period = self.model.period(at);
        let key = (at, event.operation, event.model, event.from);
        let route = *self.routes.entry(key).or_insert_with(|| {
            let name = |symbol: Option<Symbol>| {
                symbol.map(|symbol| symbols.name(symbol)).filter(|name| !name.trim().is_empty())
            };
            period.route(name(event.operation), name(event.model), name(event.from))
        });
        (period, route)
    }

    /// The upper limits of the bands that the reported credits of such an event are compared with, ascending. An amount up to
    /// and including the first limit has one class, up to the second another, and above the last a third. Empty if the names
    /// alone decide the class.
    pub fn steps(&mut self, event: &Event, symbols: &Symbols) -> Vec<Credits> {
        match self.route(event, symbols) {
            (PricePeriod { scopes: Some(scopes), .. }, Route::Prompt { .. }) => {
                let mut steps: Vec<Credits> =
                    scopes.bands.iter().filter_map(|band| band.up_to).collect();
                steps.sort_unstable();
                steps
            }
            _ => Vec::new(),
        }
    }

    /// Returns whether the prompt of such an event, if it reports no credits, may decide its class or price.
    pub fn reads_prompt(&mut self, event: &Event, symbols: &Symbols) -> bool {
        match self.route(event, symbols) {
            (_, Route::Prompt { .. }) => true,
            (period, Route::Entry { at, unpriced, .. }) => {
                let line = &period.entries[at].line;
                !unpriced && (line.if_scoped.is_some() || matches!(line.rate, Rate::Times { .. }))
            }
        }
    }

    /// Classifies an event. `plan` is the plan on the event's day, if it is known. `symbols` must be the same table for every
    /// event.
    pub fn classify(
        &mut self,
        event: &Event,
        plan: Option<&Plan>,
        symbols: &Symbols,
    ) -> Classified {
        let (period, route) = self.route(event, symbols);
        let found = Pricing { period, event, plan }.by_route(route);
        let entry = &period.entries[found.at];
        let (basis, credits) = match (event.reported, &found.price, event.outcome) {
            (Some(reported), ..) => (Basis::Reported, Some(reported.credits)),
            (None, Some(price), Outcome::Ok) => (Basis::Modeled, Some(price.typical)),
            _ => (Basis::Unknown, None),
        };
        Classified {
            class: entry.class,
            pool: event.pool.or(found.pool).unwrap_or(entry.pool),
            basis,
            credits,
            price: found.price,
            quantity: found.price.and(found.quantity),
            assumed_model: found.assumed_model,
            confidence: found.confidence,
            card: entry.line.card,
            outcome: event.outcome,
        }
    }
}

/// A class, and the price of one event in it.
struct Found {
    at: usize,
    pool: Option<Pool>,
    price: Option<Price>,
    quantity: Option<Credits>,
    assumed_model: bool,
    confidence: Confidence,
}

impl Found {
    fn certain(at: usize, (price, quantity): (Option<Price>, Option<Credits>)) -> Self {
        let confidence = Confidence::Certain;
        Self { at, pool: None, price, quantity, assumed_model: false, confidence }
    }
}

/// An event, and all that decides its price.
#[derive(Clone, Copy)]
struct Pricing<'a> {
    period: &'a PricePeriod,
    event: &'a Event,
    plan: Option<&'a Plan>,
}

impl<'a> Pricing<'a> {
    fn by_route(self, route: Route) -> Found {
        match route {
            Route::Entry { at, pool, unpriced, assumed, dearest, hand_picked } => {
                let price = if unpriced {
                    (None, None)
                } else {
                    self.price(&self.period.entries[at], self.event.scope, hand_picked)
                };
                let mut found = Found { pool, assumed_model: assumed, ..Found::certain(at, price) };
                if let (true, Some(price), Some(quantity)) = (assumed, found.price, found.quantity)
                {
                    let high = dearest
                        .and_then(|dearest| dearest.checked_mul(quantity))
                        .unwrap_or(price.most());
                    found.price = Some(Price {
                        low: Some(price.least()),
                        typical: price.typical,
                        high: Some(high.max(price.most())),
                    });
                }
                found
            }
            Route::Prompt { hand_picked } => {
                self.prompt(self.event.reported.map(|reported| reported.credits), hand_picked)
            }
        }
    }

    /// A build prompt. Its reported credits decide the class, else the evidence of its scope.
    fn prompt(self, reported: Option<Credits>, hand_picked: bool) -> Found {
        let Some(scopes) = &self.period.scopes else {
            // A card without scopes has one class for all prompts.
            let at = self.period.prompt.unwrap_or(self.period.entries.len() - 1);
            let entry = &self.period.entries[at];
            return Found::certain(at, self.price(entry, self.event.scope, hand_picked));
        };
        let (at, scope, confidence) = if let Some(credits) = reported {
            let band = scopes.by_credits(credits);
            let (at, scope) =
                band.map_or((scopes.over_band, Scope::AppWide), |band| (band.entry, band.scope));
            (at, Some(scope), Confidence::Certain)
        } else if let Some((band, confidence)) =
            scopes.by_evidence(self.event, self.period.scoped.as_ref())
        {
            (band.entry, Some(band.scope), confidence)
        } else {
            (scopes.unscoped, None, Confidence::Certain)
        };
        let entry = &self.period.entries[at];
        let (price, quantity) =
            if hand_picked { (None, None) } else { self.price(entry, scope, hand_picked) };
        // Words choose only the typical price; the true one may be anywhere on the card. If the text itself decides the price
        // (`if_scoped`), the price stands.
        let price = match (price, quantity) {
            (Some(found), Some(quantity))
                if confidence == Confidence::Low && entry.line.if_scoped.is_none() =>
            {
                Some(self.span(scopes, found.typical, quantity))
            }
            _ => price,
        };
        Found { confidence, ..Found::certain(at, (price, quantity)) }
    }

    /// A price that may be anywhere on the card: from the lowest band to the highest.
    fn span(self, scopes: &Scopes, typical: Credits, quantity: Credits) -> Price {
        let ones =
            || scopes.bands.iter().filter_map(|band| self.period.entries[band.entry].line.one());
        let times = |bound: Option<Credits>| bound.and_then(|bound| bound.checked_mul(quantity));
        Price {
            low: times(ones().map(|price| price.least()).min()),
            typical,
            high: times(ones().map(|price| price.most()).max()),
        }
    }

    /// The price of the event in a class, and its quantity.
    fn price(
        self,
        entry: &'a Entry,
        scope: Option<Scope>,
        hand_picked: bool,
    ) -> (Option<Price>, Option<Credits>) {
        let line = &entry.line;
        if line.plan_waives {
            match self.plan {
                None => return (None, None),
                Some(plan) if plan.free_auto_fix => {
                    let zero = Credits::ZERO;
                    let free = Price { low: Some(zero), typical: zero, high: Some(zero) };
                    return (Some(free), Some(Credits::whole(1)));
                }
                Some(_) => {}
            }
        }
        let Some(rate) = self.rate(line, scope) else { return (None, None) };
        let Rate::Times { factor, of } = rate else {
            let quantity = rate.quantity(self.event);
            return (quantity.and_then(|quantity| rate.price(line.exactness, quantity)), quantity);
        };
        let (price, quantity) = if of == "prompt" {
            let prompt = self.prompt(None, hand_picked);
            (prompt.price, prompt.quantity)
        } else {
            let other = self.period.entries.iter().find(|entry| entry.id == *of);
            other.map_or((None, None), |other| self.price(other, scope, hand_picked))
        };
        (price.and_then(|price| price.checked_mul(*factor)), quantity)
    }

    /// The rate of a line: another one for a scoped prompt, if the line has it. `None` if that cannot be decided.
    fn rate(self, line: &'a Line, scope: Option<Scope>) -> Option<&'a Rate> {
        let (Some(if_scoped), Some(scoped)) = (&line.if_scoped, &self.period.scoped) else {
            return Some(&line.rate);
        };
        let applies = scoped.holds(self.event.prompt.as_deref(), scope)?;
        Some(if applies { if_scoped } else { &line.rate })
    }
}
