//! Classified events → sums that can be asked for. Nothing here depends on the order of rows or files.

pub(crate) mod cell;
mod packed;
pub(crate) mod query;
pub(crate) mod selection;
pub(crate) mod series;
pub(crate) mod tally;

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use hashbrown::HashMap;

use crate::base::{Credits, Day, Stamp, Symbol, Zone};
use crate::event::{Event, Outcome, Pool};
use crate::model::{ClassId, Classified};
pub(crate) use cell::{Cell, Cells, Dated, Sum};
pub(crate) use query::{Span, rank};
pub use selection::Selection;
pub(crate) use series::Series;
pub(crate) use tally::Tally;

/// What a sum is kept by. A dimension that nobody asked for stays `None`, so that memory is bounded by what is shown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Key {
    /// Calendar day in the report's zone.
    pub day: Day,
    /// The pool.
    pub pool: Pool,
    /// The card's line.
    pub class: ClassId,
    /// The app.
    pub app: Option<Symbol>,
    /// The user.
    pub user: Option<Symbol>,
    /// The AI model as logged.
    pub model: Option<Symbol>,
    /// The operation as logged.
    pub operation: Option<Symbol>,
    /// Feature or function, only with [`Detail::features`].
    pub feature: Option<Symbol>,
    /// Files touched, only with [`Detail::files`].
    pub files: Option<Symbol>,
}

impl Hash for Key {
    /// Two fields at a time: keys are hashed more often than anything else of a report.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { day, pool, class, app, user, model, operation, feature, files } = self;
        state.write_u64(
            u64::from(day.number().cast_unsigned()) << 32 | u64::from(class.0) << 8 | *pool as u64,
        );
        for (one, other) in [(app, user), (model, operation), (feature, files)] {
            state.write_u64(
                u64::from(Symbol::number(*one)) << 32 | u64::from(Symbol::number(*other)),
            );
        }
    }
}

impl Key {
    /// What an event on a day is summed up by.
    pub fn of(event: &Event, classified: &Classified, day: Day, detail: Detail) -> Self {
        Self {
            day,
            pool: classified.pool,
            class: classified.class,
            app: event.app,
            user: event.user,
            model: event.model,
            operation: event.operation,
            feature: event.feature.filter(|_| detail.features),
            files: event.files.filter(|_| detail.files),
        }
    }

    fn renamed(&self, mut rename: impl FnMut(Symbol) -> Symbol) -> Self {
        Self {
            app: self.app.map(&mut rename),
            user: self.user.map(&mut rename),
            model: self.model.map(&mut rename),
            operation: self.operation.map(&mut rename),
            feature: self.feature.map(&mut rename),
            files: self.files.map(&mut rename),
            ..*self
        }
    }
}

/// Dimensions that are kept only when asked for: they can be as many as there are rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Detail {
    /// Keep features apart.
    pub features: bool,
    /// Keep touched files apart.
    pub files: bool,
}

/// The sums of a log.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Of events that were added one by one.
    cells: HashMap<Key, Tally>,
    /// Of events that were summed up before.
    sums: Cells,
    /// Events by day before any filter: tells the log's first and last day.
    all_days: BTreeMap<Day, u64>,
    /// The day of each app's first event in any pool, before any filter.
    app_first: HashMap<Symbol, Day>,
    /// Events that a filter dropped, by day.
    filtered_days: BTreeMap<Day, u64>,
    /// Message credits by day and UTC day: the platform's daily cap follows UTC.
    utc_message: BTreeMap<(Day, Day), Credits>,
    /// Granted credits by pool and day.
    grants: BTreeMap<(Pool, Day), Credits>,
    /// Credits and events by pool, day and hour of the day, of events whose time of day is known.
    hours: HashMap<(Pool, Day, u32), (Credits, u64)>,
    /// Which cards priced an event, by day of use: an index into the model's cards.
    cards: BTreeMap<u16, Day>,
}

impl Ledger {
    /// Counts an event that passed the filters, or only its day where `selected` is false. Blocked rows are nothing; grants are kept apart.
    pub fn add(
        &mut self,
        event: &Event,
        classified: &Classified,
        selected: bool,
        zone: &Zone,
        detail: Detail,
    ) {
        let day = event.stamp.day(zone);
        match event.outcome {
            Outcome::Blocked => return,
            Outcome::Grant => {
                let granted = event.reported.map_or(Credits::ZERO, |r| r.credits.abs());
                *self.grants.entry((classified.pool, day)).or_default() += granted;
                return;
            }
            Outcome::Ok | Outcome::Failed | Outcome::Refund => {}
        }
        *self.all_days.entry(day).or_default() += 1;
        if let Some(app) = event.app {
            self.see_app(app, day);
        }
        if !selected {
            *self.filtered_days.entry(day).or_default() += 1;
            return;
        }
        let first_use = self.cards.entry(classified.card).or_insert(day);
        *first_use = day.min(*first_use);
        if classified.pool == Pool::Message {
            *self.utc_message.entry((day, event.stamp.utc_day())).or_default() +=
                classified.credits.unwrap_or_default();
        }
        if let Stamp::At(instant) = event.stamp {
            self.see_hour(
                (classified.pool, day, zone.hour_of(instant)),
                classified.credits.unwrap_or_default(),
                1,
            );
        }
        let key = Key::of(event, classified, day, detail);
        self.cells.entry(key).or_default().add(event, classified);
    }

    /// Adds sums of events, of those too that a filter dropped. `rename` gives this ledger's symbol for each of the other's.
    pub fn add_sums(&mut self, mut sums: Cells, rename: impl FnMut(Symbol) -> Symbol) {
        sums.rename(rename);
        // There are many sums of few days and cells, and they come by day.
        let mut first: Vec<Option<Day>> = vec![None; sums.all().len()];
        let mut days: Vec<(Day, u64, u64)> = Vec::new();
        for Dated { day, place, sum } in sums.all_sums() {
            if days.last().is_none_or(|(last, ..)| *last != day) {
                days.push((day, 0, 0));
            }
            first[place as usize].get_or_insert(day);
            if let Some((_, events, filtered)) = days.last_mut() {
                *events += u64::from(sum.events);
                *filtered += if sums.at(place).kept { 0 } else { u64::from(sum.events) };
            }
        }
        for (day, events, filtered) in days {
            *self.all_days.entry(day).or_default() += events;
            if filtered > 0 {
                *self.filtered_days.entry(day).or_default() += filtered;
            }
        }
        for (cell, day) in sums.all().iter().zip(first).filter_map(|(cell, day)| Some((cell, day?)))
        {
            if let Some(app) = cell.key.app {
                self.see_app(app, day);
            }
            if cell.kept {
                let first_use = self.cards.entry(cell.card).or_insert(day);
                *first_use = day.min(*first_use);
            }
        }
        if self.sums.is_empty() {
            self.sums = sums;
        } else {
            self.sums.merge(sums);
        }
    }

    /// Adds to an hour of a day what was summed up with [`Self::add_sums`]; `utc` is the day in UTC.
    pub fn add_hour(
        &mut self,
        pool: Pool,
        (day, hour, utc): (Day, u32, Day),
        credits: Credits,
        events: u64,
    ) {
        self.see_hour((pool, day, hour), credits, events);
        if pool == Pool::Message {
            *self.utc_message.entry((day, utc)).or_default() += credits;
        }
    }

    fn see_app(&mut self, app: Symbol, day: Day) {
        let first = self.app_first.entry(app).or_insert(day);
        *first = day.min(*first);
    }

    fn see_hour(&mut self, hour: (Pool, Day, u32), credits: Credits, events: u64) {
        let sums = self.hours.entry(hour).or_default();
        sums.0 += credits;
        sums.1 += events;
    }

    /// Adds another log's sums. `rename` gives this ledger's symbol for each of the other's. Associative and commutative.
    pub fn merge(&mut self, other: Self, mut rename: impl FnMut(Symbol) -> Symbol) {
        for (key, tally) in &other.cells {
            let key = key.renamed(&mut rename);
            self.cells.entry(key).or_default().merge(tally);
        }
        self.add_sums(other.sums, &mut rename);
        for (day, n) in &other.all_days {
            *self.all_days.entry(*day).or_default() += n;
        }
        for (app, day) in &other.app_first {
            self.see_app(rename(*app), *day);
        }
        for (day, n) in &other.filtered_days {
            *self.filtered_days.entry(*day).or_default() += n;
        }
        for (days, credits) in &other.utc_message {
            *self.utc_message.entry(*days).or_default() += *credits;
        }
        for (grant, credits) in &other.grants {
            *self.grants.entry(*grant).or_default() += *credits;
        }
        for (hour, (credits, events)) in &other.hours {
            self.see_hour(*hour, *credits, *events);
        }
        for (card, day) in &other.cards {
            let first_use = self.cards.entry(*card).or_insert(*day);
            *first_use = (*day).min(*first_use);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Instant, Stamp, Symbols};
    use crate::event::{Authority, Provenance, Reported};
    use crate::model::{Basis, Confidence};

    fn event(symbols: &mut Symbols, day: i32, app: &str, credits: i64) -> (Event, Classified) {
        let stamp = Stamp::At(Instant::from_micros(i64::from(day) * 86_400_000_000));
        let mut event = Event::at(stamp, Provenance { input: 0, line: 1 });
        event.app = Some(symbols.intern(app));
        let column = symbols.intern("credits");
        let credits = Credits::whole(credits);
        event.reported = Some(Reported { credits, column, authority: Authority::App });
        let classified = Classified {
            class: ClassId(0),
            pool: Pool::Message,
            basis: Basis::Reported,
            credits: Some(credits),
            price: None,
            quantity: None,
            assumed_model: false,
            confidence: Confidence::Certain,
            card: 0,
            outcome: event.outcome,
        };
        (event, classified)
    }

    /// The sums by name, which do not depend on the symbol table.
    fn by_app(ledger: &Ledger, symbols: &Symbols) -> BTreeMap<String, Credits> {
        let all = ledger.span(Pool::Message, Day::from_number(0), Day::from_number(9));
        all.by(|key| key.app)
            .into_iter()
            .map(|(app, t)| (symbols.name(app.unwrap()).to_owned(), t.credits))
            .collect()
    }

    #[test]
    fn merging_is_the_same_as_adding() {
        let rows = [(1, "shop", 3), (2, "blog", 5), (1, "shop", 4), (3, "shop", -1)];
        let mut all = (Ledger::default(), Symbols::default());
        let mut parts =
            [(Ledger::default(), Symbols::default()), (Ledger::default(), Symbols::default())];
        for (i, (day, app, credits)) in rows.into_iter().enumerate() {
            let (event_all, classified) = event(&mut all.1, day, app, credits);
            all.0.add(&event_all, &classified, true, &Zone::Utc, Detail::default());
            let part = &mut parts[i % 2];
            let (event, classified) = event(&mut part.1, day, app, credits);
            part.0.add(&event, &classified, true, &Zone::Utc, Detail::default());
        }
        let [(mut left, mut names), (right, right_names)] = parts;
        left.merge(right, |symbol| names.intern(right_names.name(symbol)));
        assert_eq!(by_app(&left, &names), by_app(&all.0, &all.1));
        assert_eq!(by_app(&left, &names)["shop"], Credits::whole(6));
        assert_eq!(left.hours, all.0.hours);
    }

    #[test]
    fn grants_are_capacity_and_blocked_rows_are_nothing() {
        let mut symbols = Symbols::default();
        let mut ledger = Ledger::default();
        for outcome in [Outcome::Grant, Outcome::Blocked, Outcome::Ok] {
            let (mut event, classified) = event(&mut symbols, 4, "shop", 20);
            event.outcome = outcome;
            ledger.add(&event, &classified, true, &Zone::Utc, Detail::default());
        }
        let day = Day::from_number(4);
        assert_eq!(ledger.granted(Pool::Message, day, day), Credits::whole(20));
        assert_eq!(ledger.span(Pool::Message, day, day).total().credits, Credits::whole(20));
        assert_eq!(ledger.first_day(), Some(day));
    }
}
