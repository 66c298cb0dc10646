//! Sums of the events of large logs, taken as they are read: what [`Analysis`](super::Analysis) makes of events that are held, without holding them.
//!
//! Nearly all events of a log are of a few kinds, each with its class on each day; then an event is two additions. Whatever is not as
//! simple is classified and added like any event that is held.

mod clock;
mod step;
mod sums;

use hashbrown::HashMap;

use super::Request;
use crate::base::{Credits, Day, Instant, Stamp, Symbols};
use crate::event::{Authority, Event, Outcome, Reported, Unit};
use crate::ingest::Sink;
use crate::ledger::{Cell, Dated, Detail, Key, Selection, Sum};
use crate::model::{Basis, Classified, Classifier, Model, Price};
use clock::{Clock, Quarter};
use step::{Bounds, Place, Step};
use sums::{Share, Shared};

pub use sums::Sums;

/// Quantities that are remembered at once.
const MOST_QUANTITIES: usize = 1 << 16;

/// What the events are asked.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// What prices them.
    pub model: &'a Model,
    /// What the report is asked for.
    pub request: &'a Request,
    /// Which of them it is about.
    pub selection: &'a Selection,
    /// Which large dimensions are kept apart.
    pub detail: Detail,
}

/// One thread's sums.
pub struct Books<'a> {
    question: Question<'a>,
    classifier: Classifier<'a>,
    clock: Clock,
    /// For each era and each kind of event, how it counts.
    rules: Vec<Vec<Rule>>,
    steps: Vec<Step>,
    bounds: Bounds,
    /// The day that the steps hold sums of, and those that hold one.
    day: Day,
    open: Vec<u32>,
    /// The steps in the order of their cells, but for the newest.
    order: Vec<u32>,
    /// How a quantity of a kind counts in an era: its step, and what is added to it.
    quantities: HashMap<(usize, u32, Unit, i64), (u32, i64)>,
    /// The steps of single events.
    singles: HashMap<Cell, u32>,
    /// What each event of a cell counts beside its own amount, where the card says so, by the number of the cell.
    prices: Vec<i64>,
    share: Share,
    /// The input that is read, and its first and last microsecond so far.
    span: (u32, i64, i64),
    total: Sums,
}

/// How events of a kind count: the larger the amount, the later the step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Rule {
    /// The first step.
    first: u32,
    /// The number of the bounds between the steps; [`EACH`] where each event is classified by itself.
    bounds: u16,
    /// Whether the prompt matters where no amount is reported.
    reads_prompt: bool,
}

/// No bounds: each event is classified by itself.
const EACH: u16 = u16::MAX;

/// Nothing is known of a kind yet.
const UNKNOWN: Rule = Rule { first: u32::MAX, bounds: EACH, reads_prompt: true };

impl<'a> Books<'a> {
    /// Sums of nothing yet.
    pub fn new(question: Question<'a>) -> Self {
        Self::with(question, Share::default())
    }

    fn with(question: Question<'a>, share: Share) -> Self {
        Self {
            question,
            classifier: question.model.classifier(),
            clock: Clock::default(),
            rules: Vec::new(),
            steps: Vec::new(),
            bounds: Bounds::default(),
            day: Day::from_number(0),
            open: Vec::new(),
            order: Vec::new(),
            quantities: HashMap::new(),
            singles: HashMap::new(),
            prices: Vec::new(),
            share,
            span: (0, i64::MAX, i64::MIN),
            total: Sums::default(),
        }
    }

    #[inline]
    fn rule(
        &mut self,
        kind: u32,
        era: usize,
        at: Instant,
        symbols: &Symbols,
        event: impl FnOnce() -> Event,
    ) -> Rule {
        match self.rules.get(era).and_then(|rules| rules.get(kind as usize)) {
            Some(rule) if rule.first != UNKNOWN.first => *rule,
            _ => self.learn(kind as usize, era, Event { stamp: Stamp::At(at), ..event() }, symbols),
        }
    }

    /// Finds out how events of a kind count in an era.
    #[cold]
    fn learn(&mut self, kind: usize, era: usize, mut event: Event, symbols: &Symbols) -> Rule {
        self.total.apps.extend(event.app);
        self.total.users.extend(event.user);
        let reads_prompt = self.classifier.reads_prompt(&event, symbols);
        let first = small(self.steps.len());
        let bounds = match self.find_steps(&mut event, symbols) {
            Some((steps, bounds)) => {
                self.steps.extend(steps);
                self.bounds.number(&bounds).unwrap_or(EACH)
            }
            None => EACH,
        };
        let rule = Rule { first, bounds, reads_prompt };
        if self.rules.len() <= era {
            self.rules.resize(era + 1, Vec::new());
        }
        if self.rules[era].len() <= kind {
            self.rules[era].resize(kind + 1, UNKNOWN);
        }
        self.rules[era][kind] = rule;
        rule
    }

    /// The steps of a kind and the bounds between them; `None` where a price cannot be added up in billionths.
    fn find_steps(
        &mut self,
        event: &mut Event,
        symbols: &Symbols,
    ) -> Option<(Vec<Step>, Vec<i64>)> {
        let Some(reported) = event.reported else {
            return Some((vec![Step::new(self.place_of(event, symbols)?)], Vec::new()));
        };
        let sign = if reported.credits.is_negative() { -1 } else { 1 };
        let most = self.classifier.steps(event, symbols);
        let beyond = most.last().map_or(reported.credits.abs(), |last| *last + Credits::whole(1));
        let mut steps = Vec::with_capacity(most.len() + 1);
        for credits in most.iter().chain([&beyond]) {
            event.reported = Some(Reported { credits: credits.times(sign), ..reported });
            steps.push(Step::new(self.place_of(event, symbols)?));
        }
        Some((steps, most.into_iter().map(Credits::to_nanos).collect::<Option<_>>()?))
    }

    /// The cell of an event of a kind; `None` where its price cannot be added up in billionths.
    fn place_of(&mut self, event: &Event, symbols: &Symbols) -> Option<Place> {
        let classified = self.classify(event, symbols);
        let price = match classified.basis {
            Basis::Modeled => prices(&classified)?,
            Basis::Reported | Basis::Unknown => [0; 3],
        };
        let cell = self.cell(event, &classified, symbols, false, price);
        self.place(&cell, symbols)
    }

    /// The step of a single event, and what is added to it; `None` where that has to be added up otherwise.
    fn single(
        &mut self,
        event: &Event,
        classified: &Classified,
        symbols: &Symbols,
    ) -> Option<(u32, i64)> {
        let one = Some(Credits::whole(1));
        let (summed, price, nanos) = match classified.basis {
            Basis::Unknown => (false, [0; 3], 0),
            Basis::Reported => (false, [0; 3], classified.credits?.to_nanos()?),
            Basis::Modeled => match prices(classified)? {
                [typical, low, high] if typical == low && typical == high => {
                    (true, [0; 3], typical)
                }
                // Any quantity has a price of its own, and each price a cell.
                price if classified.quantity == one => (false, price, 0),
                _ => return None,
            },
        };
        let cell = self.cell(event, classified, symbols, summed, price);
        if let Some(step) = self.singles.get(&cell) {
            return Some((*step, nanos));
        }
        let place = self.place(&cell, symbols)?;
        let step = small(self.steps.len());
        self.steps.push(Step::new(place));
        self.singles.insert(cell, step);
        Some((step, nanos))
    }

    fn classify(&mut self, event: &Event, symbols: &Symbols) -> Classified {
        let request = self.question.request;
        self.classifier.classify(event, request.plan_on(event.stamp.day(&request.zone)), symbols)
    }

    fn cell(
        &self,
        event: &Event,
        classified: &Classified,
        symbols: &Symbols,
        summed: bool,
        price: [i64; 3],
    ) -> Cell {
        let Question { selection, detail, .. } = self.question;
        let reported = event.reported.as_ref();
        Cell {
            key: Key::of(event, classified, Day::from_number(0), detail),
            card: classified.card,
            basis: classified.basis,
            kept: selection.on(symbols).keeps(event, classified.pool),
            negative: reported.is_some_and(|reported| reported.credits.is_negative()),
            estimate: reported.is_some_and(|reported| reported.authority == Authority::AppEstimate),
            failed: event.outcome == Outcome::Failed,
            assumed_model: classified.assumed_model && classified.basis == Basis::Modeled,
            summed,
            price,
        }
    }

    fn place(&mut self, cell: &Cell, symbols: &Symbols) -> Option<Place> {
        let (number, price) = (self.share.place(*cell, symbols), cell.price[0]);
        if price != 0 {
            self.prices.resize(self.prices.len().max(number as usize + 1), 0);
            self.prices[number as usize] = price;
        }
        Place::new(number, cell.key.pool, cell.kept, price != 0)
    }

    /// Adds an event to a step of its day, to its hour and to the times.
    #[inline]
    fn add(&mut self, at: Instant, quarter: Quarter, number: u32, nanos: i64) {
        let (_, first, last) = &mut self.span;
        (*first, *last) = ((*first).min(at.micros()), (*last).max(at.micros()));
        if quarter.day != self.day {
            self.close_day();
            self.day = quarter.day;
        }
        let step = &mut self.steps[number as usize];
        let place = step.place;
        if place.is_kept() {
            let price = if place.is_priced() { self.prices[place.number() as usize] } else { 0 };
            self.clock.add(quarter, place.pool(), i128::from(nanos) + i128::from(price));
        }
        match (step.events.checked_add(1), step.nanos.checked_add(nanos)) {
            (Some(events), Some(sum)) => {
                if step.events == 0 {
                    self.open.push(number);
                }
                (step.events, step.nanos) = (events, sum);
            }
            _ => self.share.add(Dated {
                day: self.day,
                place: place.number(),
                sum: Sum { events: 1, nanos },
            }),
        }
    }

    /// Hands in what the steps hold, in the order in which all threads' sums are kept.
    fn close_day(&mut self) {
        let place = |step: &u32| self.steps[*step as usize].place.number();
        if self.open.len() < self.steps.len() / 8 {
            self.open.sort_unstable_by_key(place);
        } else {
            // Walking all steps costs less than sorting most of them.
            let known = small(self.order.len());
            self.order.extend(known..small(self.steps.len()));
            if known < small(self.order.len()) {
                self.order.sort_by_key(place);
            }
            self.open.clone_from(&self.order);
        }
        for step in self.open.drain(..) {
            let Step { nanos, events, place } = &mut self.steps[step as usize];
            if *events > 0 {
                let sum = Sum { events: std::mem::take(events), nanos: std::mem::take(nanos) };
                self.share.add(Dated { day: self.day, place: place.number(), sum });
            }
        }
    }

    fn close_span(&mut self) {
        let (input, first, last) = self.span;
        // Nothing was seen where the first is after the last.
        for micros in [first, last].into_iter().filter(|_| first <= last) {
            self.total.extend(input, Stamp::At(Instant::from_micros(micros)));
        }
    }

    /// What this thread has seen by itself, and what all have, if it is the last one.
    fn finish(mut self) -> (Sums, Option<Shared>) {
        self.close_day();
        self.close_span();
        self.clock.finish(&mut self.total.ledger);
        (self.total, self.share.finish())
    }
}

impl Sink for Books<'_> {
    fn fork(&self) -> Self {
        Self::with(self.question, self.share.fork())
    }

    fn begin(&mut self, input: u32) {
        self.close_span();
        self.span = (input, i64::MAX, i64::MIN);
    }

    fn event(&mut self, event: &Event, symbols: &Symbols) {
        let classified = self.classify(event, symbols);
        self.total.apps.extend(event.app);
        self.total.users.extend(event.user);
        if let (Stamp::At(at), true) = (event.stamp, event.outcome.is_usage())
            && let Some((step, nanos)) = self.single(event, &classified, symbols)
        {
            let quarter = self.clock.quarter(at, &self.question);
            self.add(at, quarter, step, nanos);
            return;
        }
        let Question { request, selection, detail, .. } = self.question;
        let keep = selection.on(symbols).keeps(event, classified.pool);
        self.total.ledger.add(event, &classified, keep, &request.zone, detail);
        if event.outcome.is_usage() {
            self.total.extend(event.provenance.input, event.stamp);
        }
    }

    #[inline]
    fn common(
        &mut self,
        kind: u32,
        at: Instant,
        nanos: i64,
        symbols: &Symbols,
        event: impl Fn() -> Event,
    ) {
        let quarter = self.clock.quarter(at, &self.question);
        let rule = self.rule(kind, quarter.era, at, symbols, &event);
        if let Some(below) = self.bounds.below(rule.bounds, nanos) {
            self.add(at, quarter, rule.first + below, nanos);
        } else {
            let event = event();
            let reported = event
                .reported
                .map(|reported| Reported { credits: Credits::nanos(nanos), ..reported });
            self.event(&Event { stamp: Stamp::At(at), reported, ..event }, symbols);
        }
    }

    fn counted(
        &mut self,
        kind: u32,
        at: Instant,
        quantity: (Unit, i64),
        symbols: &Symbols,
        event: impl FnOnce() -> Event,
    ) {
        let quarter = self.clock.quarter(at, &self.question);
        let key = (quarter.era, kind, quantity.0, quantity.1);
        if let Some((step, nanos)) = self.quantities.get(&key).copied() {
            self.add(at, quarter, step, nanos);
            return;
        }
        let quantities = vec![(quantity.0, Credits::nanos(i128::from(quantity.1)))];
        let event = Event { stamp: Stamp::At(at), quantities, ..event() };
        let classified = self.classify(&event, symbols);
        if let Some(counted) = self.single(&event, &classified, symbols) {
            if self.quantities.len() >= MOST_QUANTITIES {
                self.quantities.clear();
            }
            self.quantities.insert(key, counted);
        }
        self.event(&event, symbols);
    }

    fn reads_prompt(
        &mut self,
        kind: u32,
        at: Instant,
        symbols: &Symbols,
        event: impl FnOnce() -> Event,
    ) -> bool {
        let quarter = self.clock.quarter(at, &self.question);
        self.rule(kind, quarter.era, at, symbols, event).reads_prompt
    }

    fn forget(&mut self) {
        self.close_day();
        self.rules.clear();
        self.steps.clear();
        self.order.clear();
        self.quantities.clear();
        self.singles.clear();
    }
}

/// There are no more steps than what memory holds.
fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The typical price, the low one and the high one, in 10⁻⁹ credits.
fn prices(classified: &Classified) -> Option<[i64; 3]> {
    let typical = classified.credits.unwrap_or_default();
    let bound = |of: fn(&Price) -> Option<Credits>| {
        classified.price.as_ref().and_then(of).unwrap_or(typical)
    };
    let [typical, low, high] =
        [typical, bound(|price| price.low), bound(|price| price.high)].map(Credits::to_nanos);
    Some([typical?, low?, high?])
}
