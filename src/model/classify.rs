//! What an event is, and what it costs. Names are matched once per distinct (operation, model, sender) and remembered.

use hashbrown::HashMap;

use crate::base::{Credits, Symbol, Symbols};
use crate::event::{Event, Outcome, Pool, Scope};

use super::names::{Spelling, sender_outside, without_prefix};
use super::price::Rate;
use super::resolve::{Entry, Epoch, Matcher};
use super::{Basis, Classified, Confidence, Model, Plan, Price};

/// Where the names of an event lead.
#[derive(Clone, Copy, Debug)]
enum Route {
    /// To a class.
    Entry {
        at: usize,
        pool: Option<Pool>,
        unpriced: bool,
        /// The row names no model, and the platform's default was taken.
        assumed: bool,
        /// What one unit may cost then: the dearest listed price.
        dearest: Option<Credits>,
        hand_picked: bool,
    },
    /// To a class by the scope of a build prompt.
    Prompt { hand_picked: bool },
}

/// The epoch, and the operation, model and sender that a row names.
type Names = (usize, Option<Symbol>, Option<Symbol>, Option<Symbol>);

/// Classifies the events of one symbol table, and remembers what names lead to.
#[derive(Debug)]
pub struct Classifier<'a> {
    model: &'a Model,
    routes: HashMap<Names, Route>,
}

impl Model {
    /// A classifier for events whose names are all in one table. One per thread.
    pub fn classifier(&self) -> Classifier<'_> {
        Classifier { model: self, routes: HashMap::new() }
    }

    /// The scope of a build prompt by all evidence but its credits: the scope that the log names, its files, its words.
    /// `None` where there is none, or where the card of the day knows no scopes.
    pub fn scope_evidence(&self, event: &Event) -> Option<(Scope, Confidence)> {
        let scopes = self.epoch(self.epoch_at(event.stamp.utc_day())).scopes.as_ref()?;
        scopes.by_evidence(event).map(|(band, confidence)| (band.scope, confidence))
    }
}

impl Classifier<'_> {
    fn route(&mut self, event: &Event, symbols: &Symbols) -> (&Epoch, Route) {
        let at = self.model.epoch_at(event.stamp.utc_day());
        let epoch = self.model.epoch(at);
        let key = (at, event.operation, event.model, event.from);
        let route = *self.routes.entry(key).or_insert_with(|| {
            let name = |symbol: Option<Symbol>| {
                symbol.map(|symbol| symbols.name(symbol)).filter(|name| !name.trim().is_empty())
            };
            epoch.route(name(event.operation), name(event.model), name(event.from))
        });
        (epoch, route)
    }

    /// The amounts at which the class of an event changes where it reports its credits, ascending: up to and including the first it
    /// is of one class, up to the second of the next, and above the last of another. Empty where the names alone decide.
    pub fn steps(&mut self, event: &Event, symbols: &Symbols) -> Vec<Credits> {
        match self.route(event, symbols) {
            (Epoch { scopes: Some(scopes), .. }, Route::Prompt { .. }) => {
                let mut steps: Vec<Credits> =
                    scopes.bands.iter().filter_map(|band| band.up_to).collect();
                steps.sort_unstable();
                steps
            }
            _ => Vec::new(),
        }
    }

    /// Whether the prompt of an event that reports no credits may decide its class or its price.
    pub fn reads_prompt(&mut self, event: &Event, symbols: &Symbols) -> bool {
        match self.route(event, symbols) {
            (_, Route::Prompt { .. }) => true,
            (epoch, Route::Entry { at, unpriced, .. }) => {
                let line = &epoch.entries[at].line;
                !unpriced && (line.if_scoped.is_some() || matches!(line.rate, Rate::Times { .. }))
            }
        }
    }

    /// An event's class, pool, price and what is counted for it. `plan` is the plan on the event's day, where it is known. `symbols`
    /// is the same table for every event.
    pub fn classify(
        &mut self,
        event: &Event,
        plan: Option<&Plan>,
        symbols: &Symbols,
    ) -> Classified {
        let (epoch, route) = self.route(event, symbols);
        let found = epoch.find(route, event, plan);
        let entry = &epoch.entries[found.at];
        let (basis, credits) = match (event.reported, &found.price, event.outcome) {
            (Some(reported), ..) => (Basis::Reported, Some(reported.credits)),
            (None, Some(price), Outcome::Ok) => (Basis::Modeled, Some(price.typical)),
            _ => (Basis::Unknown, None),
        };
        Classified {
            class: epoch.classes[found.at],
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

/// A class and what it costs.
struct Found {
    at: usize,
    pool: Option<Pool>,
    price: Option<Price>,
    quantity: Option<Credits>,
    assumed_model: bool,
    confidence: Confidence,
}

impl Epoch {
    fn route(&self, operation: Option<&str>, model: Option<&str>, sender: Option<&str>) -> Route {
        let full = operation.map(Spelling::new);
        let bare =
            operation.and_then(|name| without_prefix(&self.prefixes, name)).map(Spelling::new);
        let model = model.map(Spelling::new);
        let hand_picked = model
            .as_ref()
            .is_some_and(|model| !self.automatic.iter().any(|name| name.matches(model)));
        let called = |names: &[super::names::Pattern]| {
            [&full, &bare]
                .into_iter()
                .flatten()
                .any(|name| names.iter().any(|pattern| pattern.matches(name)))
        };
        let by_operation = |m: &Matcher| m.operations.as_deref().is_none_or(called);
        let by_model = |m: &Matcher| match (&m.models, &model) {
            (None, _) => true,
            (Some(names), Some(model)) => names.iter().any(|pattern| pattern.matches(model)),
            (Some(_), None) => m.or_no_model,
        };
        let by_sender = |m: &Matcher| {
            m.sender_outside
                .as_ref()
                .is_none_or(|inside| sender.is_some_and(|sender| sender_outside(inside, sender)))
        };
        let catches_all = |m: &Matcher| {
            m.operations.is_none() && m.models.is_none() && m.sender_outside.is_none()
        };
        let matched = self.entries.iter().enumerate().find_map(|(at, entry)| {
            let m =
                entry.matchers.iter().find(|m| by_operation(m) && by_model(m) && by_sender(m))?;
            Some((at, m))
        });
        if matched.is_none_or(|(_, m)| catches_all(m))
            && self.scopes.as_ref().is_some_and(|scopes| called(&scopes.operations))
        {
            return Route::Prompt { hand_picked };
        }
        // A resolved model ends with a class that takes everything.
        let Some((at, m)) = matched else { return Route::Prompt { hand_picked } };
        let assumed = model.is_none() && m.models.is_some() && m.or_no_model;
        let of_a_model = |entry: &&Entry| {
            entry.matchers.iter().any(|m| m.models.is_some() && by_operation(m) && !m.unpriced)
        };
        let ones = self
            .entries
            .iter()
            .filter(of_a_model)
            .filter_map(|entry| entry.line.rate.price(entry.line.exactness, Credits::whole(1)));
        let dearest = ones.map(|price| price.most()).max().filter(|_| assumed);
        Route::Entry { at, pool: m.pool, unpriced: m.unpriced, assumed, dearest, hand_picked }
    }

    fn find(&self, route: Route, event: &Event, plan: Option<&Plan>) -> Found {
        match route {
            Route::Entry { at, pool, unpriced, assumed, dearest, hand_picked } => {
                let entry = &self.entries[at];
                let (mut price, quantity) = if unpriced {
                    (None, None)
                } else {
                    self.price(entry, event, plan, event.scope, hand_picked)
                };
                if let (true, Some(found), Some(quantity)) = (assumed, price, quantity) {
                    let high = dearest
                        .and_then(|dearest| dearest.checked_mul(quantity))
                        .unwrap_or(found.most());
                    price = Some(Price {
                        low: Some(found.least()),
                        typical: found.typical,
                        high: Some(high.max(found.most())),
                    });
                }
                Found {
                    at,
                    pool,
                    price,
                    quantity,
                    assumed_model: assumed,
                    confidence: Confidence::Certain,
                }
            }
            Route::Prompt { hand_picked } => self.prompt(
                event,
                plan,
                event.reported.map(|reported| reported.credits),
                hand_picked,
            ),
        }
    }

    /// A build prompt: its class by the reported credits where given, else by the evidence of its scope.
    fn prompt(
        &self,
        event: &Event,
        plan: Option<&Plan>,
        reported: Option<Credits>,
        hand_picked: bool,
    ) -> Found {
        let Some(scopes) = &self.scopes else {
            // A card without scopes has one class for all prompts.
            let at = self.prompt.unwrap_or(self.entries.len() - 1);
            let (price, quantity) =
                self.price(&self.entries[at], event, plan, event.scope, hand_picked);
            return Found {
                at,
                pool: None,
                price,
                quantity,
                assumed_model: false,
                confidence: Confidence::Certain,
            };
        };
        let (at, scope, confidence) = if let Some(credits) = reported {
            let band = scopes.by_credits(credits);
            let (at, scope) =
                band.map_or((scopes.over_band, Scope::AppWide), |band| (band.entry, band.scope));
            (at, Some(scope), Confidence::Certain)
        } else if let Some((band, confidence)) = scopes.by_evidence(event) {
            (band.entry, Some(band.scope), confidence)
        } else {
            (scopes.unscoped, None, Confidence::Certain)
        };
        let entry = &self.entries[at];
        let (mut price, quantity) = if hand_picked {
            (None, None)
        } else {
            self.price(entry, event, plan, scope, hand_picked)
        };
        // Words choose only the typical price; the truth may be anywhere on the card. Where the text itself decides, it stands.
        if let (Some(found), Some(quantity), Confidence::Low, None) =
            (price, quantity, confidence, &entry.line.if_scoped)
        {
            let bands = scopes.bands.iter().map(|band| &self.entries[band.entry].line);
            let ones = bands.filter_map(|line| line.rate.price(line.exactness, Credits::whole(1)));
            let (low, high) = ones.fold(
                (None, None),
                |(low, high): (Option<Credits>, Option<Credits>), price| {
                    (
                        Some(low.map_or(price.least(), |l| l.min(price.least()))),
                        Some(high.map_or(price.most(), |h| h.max(price.most()))),
                    )
                },
            );
            let times =
                |bound: Option<Credits>| bound.and_then(|bound| bound.checked_mul(quantity));
            price = Some(Price { low: times(low), typical: found.typical, high: times(high) });
        }
        Found { at, pool: None, price, quantity, assumed_model: false, confidence }
    }

    /// What an event of a class costs, and for which quantity.
    fn price(
        &self,
        entry: &Entry,
        event: &Event,
        plan: Option<&Plan>,
        scope: Option<Scope>,
        hand_picked: bool,
    ) -> (Option<Price>, Option<Credits>) {
        let line = &entry.line;
        if line.plan_waives {
            match plan {
                None => return (None, None),
                Some(plan) if plan.free_auto_fix => {
                    let free = Price {
                        low: Some(Credits::ZERO),
                        typical: Credits::ZERO,
                        high: Some(Credits::ZERO),
                    };
                    return (Some(free), Some(Credits::whole(1)));
                }
                Some(_) => {}
            }
        }
        let rate = match (&line.if_scoped, &self.scoped) {
            (Some(if_scoped), Some(scoped)) => match scoped.holds(event.prompt.as_deref(), scope) {
                Some(true) => if_scoped,
                Some(false) => &line.rate,
                None => return (None, None),
            },
            _ => &line.rate,
        };
        if let Rate::Times { factor, of } = rate {
            let one = if of == "prompt" {
                self.prompt(event, plan, None, hand_picked)
            } else {
                let Some(at) = self.entries.iter().position(|entry| entry.id == *of) else {
                    return (None, None);
                };
                let (price, quantity) =
                    self.price(&self.entries[at], event, plan, scope, hand_picked);
                Found {
                    at,
                    pool: None,
                    price,
                    quantity,
                    assumed_model: false,
                    confidence: Confidence::Certain,
                }
            };
            return (one.price.and_then(|price| price.checked_mul(*factor)), one.quantity);
        }
        let quantity = rate.quantity(event);
        (quantity.and_then(|quantity| rate.price(line.exactness, quantity)), quantity)
    }
}
