//! Log → ledger → report: the whole way behind a report, in one place.

use hashbrown::HashSet;

use super::books::{Question, Sums};
use super::check::{self, Gate, Judgement};
use super::event_row::EventRow;
use super::{Facts, Names, Redaction, Report, Request, build};
use crate::alerts::Params;
use crate::audit::Counterfactual;
use crate::base::{Day, Stamp, Symbol, Zone};
use crate::event::Event;
use crate::ingest::Log;
use crate::ledger::{Detail, Ledger, Selection};
use crate::model::{Classified, Model, plan};

/// A log, classified and summed.
pub struct Analysis<'a> {
    /// What was read.
    pub log: &'a Log,
    /// What priced it.
    pub model: &'a Model,
    /// One for each of the log's events.
    pub classified: Vec<Classified>,
    /// The sums of the selected events.
    pub ledger: Ledger,
    /// Which events the filters keep.
    kept: Vec<bool>,
    extents: Vec<Option<(Stamp, Stamp)>>,
    cards: Vec<String>,
    detail: Detail,
    /// Apps and users of events that the log does not hold.
    apps: HashSet<Symbol>,
    users: HashSet<Symbol>,
}

impl<'a> Analysis<'a> {
    /// Classifies every event of the log and adds it to the sums of those that the log does not hold.
    pub fn new(log: &'a Log, question: Question<'a>, sums: Sums) -> Self {
        let Question { model, request, selection, detail } = question;
        let selector = selection.on(&log.symbols);
        let mut pricer = model.classifier();
        let Sums { mut ledger, extents: spans, apps, users } = sums;
        let mut extents = vec![None; log.inputs.len()];
        for (input, span) in spans {
            extents[input as usize] = Some(span);
        }
        let (mut classified, mut kept) =
            (Vec::with_capacity(log.events.len()), Vec::with_capacity(log.events.len()));
        for event in &log.events {
            let class = pricer.classify(
                event,
                request.plan_on(event.stamp.day(&request.zone)),
                &log.symbols,
            );
            let keep = selector.keeps(event, class.pool);
            ledger.add(event, &class, keep, &request.zone, detail);
            if event.outcome.is_usage() {
                extend(&mut extents[event.provenance.input as usize], event.stamp);
            }
            classified.push(class);
            kept.push(keep);
        }
        let cards = model.cards().iter().map(|card| card.name.clone()).collect();
        Self { log, model, classified, ledger, kept, extents, cards, detail, apps, users }
    }

    /// The report.
    pub fn report(&self, request: &Request, rules: &Params, redaction: &Redaction) -> Report {
        build(&self.facts(redaction), request, rules)
    }

    /// What a gate makes of the log.
    pub fn check(&self, request: &Request, gate: &Gate, redaction: &Redaction) -> Judgement {
        check::judge(&self.facts(redaction), request, gate)
    }

    /// The same events at other prices, as fixes leave them.
    pub(super) fn repriced(&self, fixes: &Counterfactual, zone: Zone) -> Self {
        let classified = fixes.reprice(&self.classified);
        let mut ledger = Ledger::default();
        for ((event, class), keep) in self.log.events.iter().zip(&classified).zip(&self.kept) {
            ledger.add(event, class, *keep, &zone, self.detail);
        }
        Self {
            log: self.log,
            model: self.model,
            classified,
            ledger,
            kept: self.kept.clone(),
            extents: self.extents.clone(),
            cards: self.cards.clone(),
            detail: self.detail,
            apps: self.apps.clone(),
            users: self.users.clone(),
        }
    }

    /// Which events the filters keep.
    pub(super) fn kept(&self) -> &[bool] {
        &self.kept
    }

    /// What a report is made from.
    pub(super) fn facts<'f>(&'f self, redaction: &'f Redaction) -> Facts<'f> {
        Facts {
            ledger: &self.ledger,
            names: Names { symbols: &self.log.symbols, redaction },
            classes: self.model.classes(),
            model: self.model,
            cards: &self.cards,
            published: plan::builtin(),
            inputs: &self.log.inputs,
            extents: &self.extents,
            rejects: &self.log.rejects,
            conflicting_ids: self.log.conflicting_ids,
        }
    }

    /// Every event that the filters keep, between two days (both included), in the order of the log.
    pub fn events(
        &self,
        zone: &Zone,
        from: Option<Day>,
        to: Option<Day>,
    ) -> impl Iterator<Item = (&Event, &Classified)> {
        let zone = *zone;
        let rows = self
            .log
            .events
            .iter()
            .zip(&self.classified)
            .zip(&self.kept)
            .filter(|(_, keep)| **keep)
            .map(|(row, _)| row);
        rows.filter(move |(event, _)| {
            let day = event.stamp.day(&zone);
            from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
        })
    }

    /// An event as `credits events` writes it.
    pub fn row(&self, event: &Event, classified: &Classified, redaction: &Redaction) -> EventRow {
        EventRow::of(
            event,
            classified,
            self.model.class(classified.class),
            Names { symbols: &self.log.symbols, redaction },
        )
    }

    /// Names of a filter that no event of the log has, with what it has instead: a likely slip of the pen.
    pub fn unmatched(&self, selection: &Selection) -> Vec<(&'static str, String)> {
        let names = |symbol_of: fn(&Event) -> Option<Symbol>, more: &HashSet<Symbol>| {
            let mut symbols: Vec<_> =
                self.log.events.iter().filter_map(symbol_of).chain(more.iter().copied()).collect();
            symbols.sort_unstable();
            symbols.dedup();
            symbols.into_iter().map(|s| self.log.symbols.name(s).to_lowercase()).collect::<Vec<_>>()
        };
        let missing = |wanted: &[String], known: &[String], flag: &'static str| {
            let absent = wanted.iter().filter(|name| !known.contains(&name.to_lowercase()));
            absent.map(|name| (flag, name.clone())).collect::<Vec<_>>()
        };
        let apps = names(|event| event.app, &self.apps);
        let users = names(|event| event.user, &self.users);
        [
            missing(&selection.apps, &apps, "app"),
            missing(&selection.exclude_apps, &apps, "exclude-app"),
            missing(&selection.users, &users, "user"),
        ]
        .concat()
    }
}

/// Makes room for a stamp between first and last. A date alone counts from its midnight, UTC.
pub(super) fn extend(extent: &mut Option<(Stamp, Stamp)>, stamp: Stamp) {
    let instant = |stamp: Stamp| match stamp {
        Stamp::At(instant) => (instant.micros(), 1),
        Stamp::On(day) => (i64::from(day.number()) * 86_400_000_000, 0),
    };
    *extent = Some(match *extent {
        None => (stamp, stamp),
        Some((first, last)) => (
            if instant(stamp) < instant(first) { stamp } else { first },
            if instant(stamp) > instant(last) { stamp } else { last },
        ),
    });
}
