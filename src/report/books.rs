//! Sums of the events of large logs, taken as they are read: what [`Analysis`](super::Analysis) makes of events that are held, without holding them.
//!
//! Nearly all events of a log are of a few kinds, each with its class on each day; then an event is two additions. Whatever is not as
//! simple is classified and added like any event that is held.

use std::collections::BTreeMap;

use hashbrown::{HashMap, HashSet};

use super::Request;
use super::analysis::extend;
use crate::base::{Credits, Day, Instant, Stamp, Symbol, Symbols};
use crate::event::{Authority, Event, Outcome, Pool, Reported};
use crate::ingest::Sink;
use crate::ledger::{Cell, Cells, Detail, Key, Ledger, Selection, Sum};
use crate::model::{Basis, Classified, Classifier, Model, Price};

/// Microseconds in which no zone changes its offset: changes come at whole quarters of an hour.
const QUARTER: i64 = 900_000_000;

/// Quarters of an hour that are remembered at once.
const MOST_QUARTERS: usize = 1 << 16;

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

/// The sums of all large logs.
#[derive(Debug, Default)]
pub struct Sums {
    /// By everything that a report shows.
    pub ledger: Ledger,
    /// First and last usage of each input.
    pub extents: BTreeMap<u32, (Stamp, Stamp)>,
    /// The apps and users that occur, before filters.
    pub apps: HashSet<Symbol>,
    /// See `apps`.
    pub users: HashSet<Symbol>,
}

/// One thread's sums.
pub struct Books<'a> {
    question: Question<'a>,
    classifier: Classifier<'a>,
    /// For each [`Quarter::era`] and each kind of event, what is known of it.
    kinds: Vec<Vec<Option<Known>>>,
    sums: Cells,
    /// By hour, its UTC day and pool.
    hours: Vec<((Day, u32, Day), [Hour; 3])>,
    hour_places: HashMap<(Day, u32, Day), usize>,
    quarters: HashMap<i64, Quarter>,
    quarter: (i64, Quarter),
    /// Days on which the same prices and the same plan are in force.
    eras: Vec<(usize, Option<String>)>,
    /// The input that is read, and its first and last microsecond so far.
    span: (u32, i64, i64),
    total: Sums,
}

/// A quarter of an hour.
#[derive(Clone, Copy)]
struct Quarter {
    /// Number of the day among the sums.
    day: usize,
    era: usize,
    /// Place among the hours.
    hour: usize,
}

/// What is known of a kind of event.
#[derive(Clone, Debug)]
struct Known {
    count: Count,
    /// Whether the prompt matters where no amount is reported.
    reads_prompt: bool,
}

/// Of a kind that nothing is known of.
static EACH: Known = Known { count: Count::Each, reads_prompt: true };

/// How an event of a kind counts.
#[derive(Clone, Debug)]
enum Count {
    /// In that cell.
    In(Place),
    /// In the first cell whose amount is not below its own, or the last.
    Steps(Vec<(i64, Place)>, Place),
    /// Each by itself.
    Each,
}

/// A cell, with what is needed of it for each event.
#[derive(Clone, Copy, Debug)]
struct Place {
    cell: u32,
    kept: bool,
    pool: Pool,
    /// The card's price, where it is modeled.
    nanos: i64,
}

/// What happened in an hour.
#[derive(Clone, Copy, Default, Debug)]
struct Hour {
    events: u64,
    nanos: i128,
}

impl<'a> Books<'a> {
    /// Sums of nothing yet.
    pub fn new(question: Question<'a>) -> Self {
        let first = Quarter { day: 0, era: 0, hour: 0 };
        Self {
            question,
            classifier: question.model.classifier(),
            kinds: Vec::new(),
            sums: Cells::default(),
            hours: Vec::new(),
            hour_places: HashMap::new(),
            quarters: HashMap::new(),
            quarter: (i64::MIN, first),
            eras: Vec::new(),
            span: (0, i64::MAX, i64::MIN),
            total: Sums::default(),
        }
    }

    #[inline]
    fn quarter(&mut self, at: Instant) -> Quarter {
        let number = at.micros().div_euclid(QUARTER);
        if self.quarter.0 != number {
            self.quarter = (number, self.find_quarter(number));
        }
        self.quarter.1
    }

    fn find_quarter(&mut self, number: i64) -> Quarter {
        if let Some(found) = self.quarters.get(&number) {
            return *found;
        }
        if self.quarters.len() >= MOST_QUARTERS {
            self.quarters.clear();
        }
        let Question { model, request, .. } = self.question;
        let at = Instant::from_micros(number * QUARTER);
        let (day, utc, hour) = (request.zone.day_of(at), Stamp::At(at).utc_day(), request.zone.hour_of(at));
        let plan = request.plan_on(day).map(|plan| plan.id.clone());
        let era = (model.epoch_at(utc), plan);
        let era = self.eras.iter().position(|known| *known == era).unwrap_or_else(|| {
            self.eras.push(era);
            self.eras.len() - 1
        });
        let hour = *self.hour_places.entry((day, hour, utc)).or_insert_with(|| {
            self.hours.push(((day, hour, utc), [Hour::default(); 3]));
            self.hours.len() - 1
        });
        let quarter = Quarter { day: self.sums.day(day), era, hour };
        self.quarters.insert(number, quarter);
        quarter
    }

    /// Finds out how an event of a kind counts in an era.
    #[cold]
    fn learn(&mut self, kind: usize, era: usize, event: &Event, at: Instant, symbols: &Symbols) {
        let mut event = event.clone();
        event.stamp = Stamp::At(at);
        self.total.apps.extend(event.app);
        self.total.users.extend(event.user);
        let count = match event.reported {
            None => self.cell(&event, symbols).map_or(Count::Each, Count::In),
            Some(reported) => self.reported(&mut event, reported, symbols),
        };
        if self.kinds.len() <= era {
            self.kinds.resize(era + 1, Vec::new());
        }
        if self.kinds[era].len() <= kind {
            self.kinds[era].resize(kind + 1, None);
        }
        let reads_prompt = self.classifier.reads_prompt(&event, symbols);
        self.kinds[era][kind] = Some(Known { count, reads_prompt });
    }

    #[inline]
    fn known(&mut self, kind: u32, era: usize, event: &Event, at: Instant, symbols: &Symbols) -> &Known {
        let kind = kind as usize;
        let is_known = self.kinds.get(era).and_then(|kinds| kinds.get(kind)).is_some_and(Option::is_some);
        if !is_known {
            self.learn(kind, era, event, at, symbols);
        }
        self.kinds[era][kind].as_ref().unwrap_or(&EACH)
    }

    fn reported(&mut self, event: &mut Event, reported: Reported, symbols: &Symbols) -> Count {
        let sign = if reported.credits.is_negative() { -1 } else { 1 };
        let steps = self.classifier.steps(event, symbols);
        let mut cells = Vec::new();
        for step in &steps {
            event.reported = Some(Reported { credits: step.times(sign), ..reported });
            let (Some(nanos), Some(cell)) = (step.to_nanos(), self.cell(event, symbols)) else { return Count::Each };
            cells.push((nanos, cell));
        }
        let beyond = steps.last().map_or(reported.credits, |last| (*last + Credits::whole(1)).times(sign));
        event.reported = Some(Reported { credits: beyond, ..reported });
        match self.cell(event, symbols) {
            Some(cell) if cells.is_empty() => Count::In(cell),
            Some(cell) => Count::Steps(cells, cell),
            None => Count::Each,
        }
    }

    /// The cell of an event of a kind; `None` where its price cannot be added up in billionths.
    fn cell(&mut self, event: &Event, symbols: &Symbols) -> Option<Place> {
        let classified = self.classify(event, symbols);
        let price = match classified.basis {
            Basis::Modeled => prices(&classified)?,
            Basis::Reported | Basis::Unknown => [0; 3],
        };
        Some(self.place(event, &classified, symbols, false, price))
    }

    /// The cell of a single event, and what is added to it; `None` where that has to be added up otherwise.
    fn single(&mut self, event: &Event, classified: &Classified, symbols: &Symbols) -> Option<(Place, i64)> {
        let one = Some(Credits::whole(1));
        let (summed, price, nanos) = match classified.basis {
            Basis::Unknown => (false, [0; 3], 0),
            Basis::Reported => (false, [0; 3], classified.credits?.to_nanos()?),
            Basis::Modeled => match prices(classified)? {
                [typical, low, high] if typical == low && typical == high => (true, [0; 3], typical),
                // Any quantity has a price of its own, and each price a cell.
                price if classified.quantity == one => (false, price, 0),
                _ => return None,
            },
        };
        Some((self.place(event, classified, symbols, summed, price), nanos))
    }

    fn classify(&mut self, event: &Event, symbols: &Symbols) -> Classified {
        let request = self.question.request;
        self.classifier.classify(event, request.plan_on(event.stamp.day(&request.zone)), symbols)
    }

    fn place(&mut self, event: &Event, classified: &Classified, symbols: &Symbols, summed: bool, price: [i64; 3]) -> Place {
        let Question { selection, detail, .. } = self.question;
        let kept = selection.on(symbols).keeps(event, classified.pool);
        let cell = self.sums.place(Cell {
            key: Key::of(event, classified, Day::from_number(0), detail),
            card: classified.card,
            basis: classified.basis,
            kept,
            negative: event.reported.is_some_and(|reported| reported.credits.is_negative()),
            estimate: event.reported.is_some_and(|reported| reported.authority == Authority::AppEstimate),
            failed: event.outcome == Outcome::Failed,
            assumed_model: classified.assumed_model && classified.basis == Basis::Modeled,
            summed,
            price,
        });
        Place { cell, kept, pool: classified.pool, nanos: price[0] }
    }

    #[inline]
    fn add(&mut self, quarter: Quarter, place: Place, nanos: i64) {
        if place.kept {
            let (pool, nanos) = (place.pool as usize, nanos + place.nanos);
            let hour = &mut self.hours[quarter.hour].1[pool];
            hour.events += 1;
            hour.nanos += i128::from(nanos);
        }
        if let Some(full) = self.sums.add(quarter.day, place.cell, Sum { events: 1, nanos }) {
            let mut alone = Cells::default();
            let (cell, day) = (alone.place(*self.sums.at(place.cell)), alone.day(self.sums.day_at(quarter.day)));
            alone.add(day, cell, full);
            self.total.ledger.add_sums(alone);
        }
    }

    #[inline]
    fn see(&mut self, at: Instant) {
        let (_, first, last) = &mut self.span;
        (*first, *last) = ((*first).min(at.micros()), (*last).max(at.micros()));
    }

    fn close_span(&mut self) {
        let (input, first, last) = self.span;
        // Nothing was seen where the first is after the last.
        for micros in [first, last].into_iter().filter(|_| first <= last) {
            extend_at(&mut self.total.extents, input, Stamp::At(Instant::from_micros(micros)));
        }
    }

    fn finish(mut self) -> Sums {
        for (place, pools) in std::mem::take(&mut self.hours) {
            for (pool, sum) in Pool::ALL.into_iter().zip(pools).filter(|(_, sum)| sum.events > 0) {
                self.total.ledger.add_hour(pool, place, Credits::nanos(sum.nanos), sum.events);
            }
        }
        self.total.ledger.add_sums(std::mem::take(&mut self.sums));
        self.close_span();
        self.total
    }
}

impl Sums {
    /// The sums of all threads, with names of one table.
    pub fn of(parts: Vec<(Books, Symbols)>, symbols: &mut Symbols) -> Self {
        let mut all = Self::default();
        for (books, names) in parts {
            let sums = books.finish();
            all.ledger.merge(sums.ledger, |symbol| symbols.intern(names.name(symbol)));
            for (input, (first, last)) in sums.extents {
                extend_at(&mut all.extents, input, first);
                extend_at(&mut all.extents, input, last);
            }
            let mut rename = |all: &mut HashSet<Symbol>, some: HashSet<Symbol>| {
                let mut some: Vec<_> = some.into_iter().collect();
                some.sort_unstable();
                all.extend(some.into_iter().map(|symbol| symbols.intern(names.name(symbol))));
            };
            rename(&mut all.apps, sums.apps);
            rename(&mut all.users, sums.users);
        }
        all
    }
}

/// The typical price, the low one and the high one, in 10⁻⁹ credits.
fn prices(classified: &Classified) -> Option<[i64; 3]> {
    let typical = classified.credits.unwrap_or_default();
    let bound = |of: fn(&Price) -> Option<Credits>| classified.price.as_ref().and_then(of).unwrap_or(typical);
    let [typical, low, high] = [typical, bound(|price| price.low), bound(|price| price.high)].map(Credits::to_nanos);
    Some([typical?, low?, high?])
}

fn extend_at(extents: &mut BTreeMap<u32, (Stamp, Stamp)>, input: u32, stamp: Stamp) {
    let mut extent = extents.get(&input).copied();
    extend(&mut extent, stamp);
    extents.extend(extent.map(|extent| (input, extent)));
}

impl Sink for Books<'_> {
    fn begin(&mut self, input: u32) {
        self.close_span();
        self.span = (input, i64::MAX, i64::MIN);
    }

    fn event(&mut self, event: &Event, symbols: &Symbols) {
        let classified = self.classify(event, symbols);
        self.total.apps.extend(event.app);
        self.total.users.extend(event.user);
        if let (Stamp::At(at), true) = (event.stamp, event.outcome.is_usage())
            && let Some((place, nanos)) = self.single(event, &classified, symbols)
        {
            let quarter = self.quarter(at);
            self.see(at);
            self.add(quarter, place, nanos);
            return;
        }
        let Question { request, selection, detail, .. } = self.question;
        let keep = selection.on(symbols).keeps(event, classified.pool);
        self.total.ledger.add(event, &classified, keep, &request.zone, detail);
        if event.outcome.is_usage() {
            extend_at(&mut self.total.extents, event.provenance.input, event.stamp);
        }
    }

    #[inline]
    fn common(&mut self, kind: u32, event: &Event, at: Instant, nanos: i64, symbols: &Symbols) {
        let quarter = self.quarter(at);
        self.see(at);
        let cell = match &self.known(kind, quarter.era, event, at, symbols).count {
            Count::In(cell) => *cell,
            Count::Steps(steps, beyond) => {
                let size = nanos.abs();
                steps.iter().find(|(most, _)| size <= *most).map_or(*beyond, |(_, cell)| *cell)
            }
            Count::Each => {
                let reported = event.reported.map(|reported| Reported { credits: Credits::nanos(nanos), ..reported });
                let event = Event { stamp: Stamp::At(at), reported, ..event.clone() };
                return self.event(&event, symbols);
            }
        };
        self.add(quarter, cell, nanos);
    }

    fn reads_prompt(&mut self, kind: u32, event: &Event, at: Instant, symbols: &Symbols) -> bool {
        let quarter = self.quarter(at);
        self.known(kind, quarter.era, event, at, symbols).reads_prompt
    }

    fn forget(&mut self) {
        self.kinds.clear();
    }
}
