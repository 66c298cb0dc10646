//! The rows of a rollup, made of events while they are read: events of a slot of time that differ in nothing that a report asks for
//! are one row. Classes and prices are not decided here: a rollup can be read with other rate cards, plans and zones.

use std::collections::BTreeMap;
use std::convert::Infallible;

use hashbrown::HashMap;

use crate::base::{Credits, Instant, Stamp, Symbol, Symbols};
use crate::event::{Authority, Event, Outcome, Pool, Scope, Slot};
use crate::ingest::Sink;
use crate::model::{Classifier, Model};

/// The length of a slot of events without a time of day, in seconds.
const DAY: u32 = 86_400;

/// What rows are told apart by, beside the names and amounts that always count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct RollupTerms {
    /// The length of slots in seconds.
    pub span: u32,
    /// Whether users are told apart.
    pub users: bool,
    pub features: bool,
    /// Whether the files of events that report credits are kept, too.
    pub files: bool,
}

/// What the events of a row have in common. Names are texts, or symbols of one thread's table.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct RollupRow<N> {
    /// The start of the slot; a day if the log gives only dates.
    pub start: Stamp,
    /// In seconds.
    pub span: u32,
    pub app: Option<N>,
    pub user: Option<N>,
    /// The pool that the log names.
    pub pool: Option<Pool>,
    pub operation: Option<N>,
    pub model: Option<N>,
    pub scope: Option<Scope>,
    pub feature: Option<N>,
    pub files: Option<N>,
    /// The sender of an email.
    pub from: Option<N>,
    /// What the price of each event is multiplied by.
    pub quantity: Option<Credits>,
    /// What the log reports of each event.
    pub credits: Option<Credits>,
    /// Whether the app calls its figure an estimate.
    pub is_estimate: bool,
    pub outcome: Outcome,
    /// The prompt, if it may decide the price.
    pub prompt: Option<Box<str>>,
}

/// The rows of a rollup, in the order in which they are written, and how many events each stands for.
pub(crate) type RollupRows = BTreeMap<RollupRow<String>, u64>;

/// One thread's rows.
pub(crate) struct Rolling<'a> {
    model: &'a Model,
    classifier: Classifier<'a>,
    terms: RollupTerms,
    rows: HashMap<RollupRow<Symbol>, u64>,
}

impl<'a> Rolling<'a> {
    pub(crate) fn new(model: &'a Model, terms: RollupTerms) -> Self {
        Self { model, classifier: model.classifier(), terms, rows: HashMap::new() }
    }

    /// The rows of all threads. Each comes with the table of its names.
    pub(crate) fn rows(threads: Vec<(Self, Symbols)>) -> RollupRows {
        let mut all = RollupRows::new();
        for (thread, names) in threads {
            for (row, events) in thread.rows {
                let sum = all.entry(row.named(&names)).or_default();
                // Reading refuses a log of more than 2⁶³ events.
                *sum = sum.saturating_add(events);
            }
        }
        all
    }

    fn row(&mut self, event: &Event, names: &Symbols) -> RollupRow<Symbol> {
        let (start, span) = self.slot(event);
        let needs_price = event.reported.is_none();
        let reads_prompt = needs_price && self.classifier.reads_prompt(event, names);
        let quantity = if needs_price && !event.quantities.is_empty() {
            self.classifier.classify(event, None, names).quantity
        } else {
            None
        };
        let RollupTerms { users, features, files, .. } = self.terms;
        RollupRow {
            start,
            span,
            app: event.app,
            user: event.user.filter(|_| users),
            pool: event.pool,
            operation: event.operation,
            model: event.model,
            scope: event.scope,
            feature: event.feature.filter(|_| features),
            files: event.files.filter(|_| files || reads_prompt),
            from: event.from,
            quantity,
            credits: event.reported.map(|reported| reported.credits),
            is_estimate: event.reported.is_some_and(|r| r.authority == Authority::AppEstimate),
            outcome: event.outcome,
            prompt: event.prompt.as_ref().filter(|_| reads_prompt).cloned(),
        }
    }

    /// The slot of an event. A row of a rollup keeps a longer slot of its own.
    fn slot(&self, event: &Event) -> (Stamp, u32) {
        match event.stamp {
            Stamp::On(_) => (event.stamp, DAY),
            Stamp::At(at) => {
                let span = self.terms.span.max(event.slot.span);
                let start = at.micros() - at.micros().rem_euclid(i64::from(span) * 1_000_000);
                (Stamp::At(Instant::from_micros(start)), span)
            }
        }
    }
}

impl RollupRow<Symbol> {
    fn named(self, names: &Symbols) -> RollupRow<String> {
        let name = |symbol: Option<Symbol>| symbol.map(|symbol| names.name(symbol).to_owned());
        RollupRow {
            start: self.start,
            span: self.span,
            app: name(self.app),
            user: name(self.user),
            pool: self.pool,
            operation: name(self.operation),
            model: name(self.model),
            scope: self.scope,
            feature: name(self.feature),
            files: name(self.files),
            from: name(self.from),
            quantity: self.quantity,
            credits: self.credits,
            is_estimate: self.is_estimate,
            outcome: self.outcome,
            prompt: self.prompt,
        }
    }
}

impl Sink for Rolling<'_> {
    /// None: a row keeps the amount of each event.
    type Group = Infallible;

    fn fork(&self) -> Self {
        Self::new(self.model, self.terms)
    }

    fn event(&mut self, event: &Event, names: &Symbols) {
        let row = self.row(event, names);
        let sum = self.rows.entry(row).or_default();
        *sum = sum.saturating_add(event.slot.events);
    }

    fn group(&mut self, _: &Event, _: &Symbols) -> Option<Infallible> {
        None
    }

    fn add(&mut self, group: Infallible, _: (Instant, Slot), _: i64, _: &Symbols) -> bool {
        match group {}
    }
}
