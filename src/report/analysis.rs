//! Log → ledger → report: the whole way behind a report, in one place.

use super::check::{self, Gate, Judgement};
use super::event_row::EventRow;
use super::timeline::Timeline;
use super::{Facts, Names, PeriodKind, Redaction, Report, Request, build, what_if};
use crate::alerts::Params;
use crate::audit::Counterfactual;
use crate::base::{Day, Extent, Symbol, Untrusted, Zone};
use crate::event::Event;
use crate::ingest::Log;
use crate::ledger::{Ledger, Reaches, Selection, Summed, Summing, Terms};
use crate::model::{Classified, Model, plan};

/// A log, classified and summed.
pub struct Analysis<'a> {
    pub(crate) log: &'a Log,
    pub(crate) model: &'a Model,
    /// One for each of the log's events.
    pub(crate) classified: Vec<Classified>,
    /// The sums of the events that the filters keep.
    pub(crate) ledger: Ledger,
    terms: Terms<'a>,
    /// One for each of the log's events: true if the filters keep it.
    kept: Vec<bool>,
    /// First and last usage of each input.
    extents: Vec<Option<Extent>>,
    /// How far each input reaches, by app.
    reaches: Reaches,
    /// Names of the model's cards.
    cards: Vec<String>,
    /// The apps and users that occur, before filters.
    apps: Vec<Symbol>,
    users: Vec<Symbol>,
}

impl<'a> Analysis<'a> {
    /// Classifies the events that the log keeps, and adds them to the sums of those that it does not keep.
    pub fn new(log: &'a Log, terms: Terms<'a>, mut summed: Summed) -> Self {
        let mut summing = Summing::new(terms);
        let (mut classified, mut kept) =
            (Vec::with_capacity(log.events.len()), Vec::with_capacity(log.events.len()));
        for event in &log.events {
            let class = summing.classify(event, &log.symbols);
            let keep = summing.keeps(event, &class, &log.symbols);
            summing.add_classified(event, &class, keep, &log.symbols);
            if event.outcome.is_usage() {
                let (input, day) = (event.provenance.input, event.stamp.day(&terms.zone));
                summed.reaches.add((input, event.app), class.pool, day, keep);
            }
            classified.push(class);
            kept.push(keep.is_kept());
        }
        summed.add(summing, &log.symbols);
        let Summed { ledger, extents, reaches, apps, users } = summed;
        let inputs = (0..).zip(&log.inputs);
        Self {
            log,
            model: terms.model,
            classified,
            ledger,
            terms,
            kept,
            reaches,
            extents: inputs.map(|(input, _)| extents.get(&input).copied()).collect(),
            cards: terms.model.cards().iter().map(|card| card.name.clone()).collect(),
            apps: apps.into_iter().collect(),
            users: users.into_iter().collect(),
        }
    }

    /// The report.
    pub fn report(&self, request: &Request, rules: &Params, redaction: &Redaction) -> Report {
        build(&self.facts(redaction), request, rules)
    }

    /// The first listed day and the log's last one, if the listed days begin after the log ends.
    pub(crate) fn begins_after_end(&self, request: &Request) -> Option<(Day, Day)> {
        let timeline = Timeline::of(&self.ledger, request)?;
        let is_chosen = matches!(timeline.kind, PeriodKind::Since | PeriodKind::Last);
        let last =
            timeline.log_last.filter(|_| is_chosen && timeline.from > timeline.known_until)?;
        Some((timeline.from, last))
    }

    /// The changes of a changed world that apply to no event, as they were written.
    pub(crate) fn unmatched_changes(&self, request: &Request) -> Vec<Untrusted> {
        let redaction = Redaction::default();
        let changes = &request.what_if.changes;
        what_if::unmatched(&self.facts(&redaction), changes).into_iter().cloned().collect()
    }

    /// What a gate makes of the log.
    pub(crate) fn check(&self, request: &Request, gate: &Gate, redaction: &Redaction) -> Judgement {
        check::judge(&self.facts(redaction), request, gate)
    }

    /// The same events at other prices, as fixes leave them.
    pub(super) fn repriced(&self, fixes: &Counterfactual) -> Self {
        let classified = fixes.reprice(&self.classified);
        let mut summing = Summing::new(self.terms);
        for (event, class) in self.log.events.iter().zip(&classified) {
            let keep = summing.keeps(event, class, &self.log.symbols);
            summing.add_classified(event, class, keep, &self.log.symbols);
        }
        let mut summed = Summed::default();
        summed.add(summing, &self.log.symbols);
        Self {
            log: self.log,
            model: self.model,
            classified,
            ledger: summed.ledger,
            terms: self.terms,
            kept: self.kept.clone(),
            extents: self.extents.clone(),
            reaches: self.reaches.clone(),
            cards: self.cards.clone(),
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
            left_out: &self.log.left_out,
            extents: &self.extents,
            reaches: &self.reaches,
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
            &self.log.counting,
        )
    }

    /// Names of the filters that no event of the log has: probably typing errors. Each comes with its flag.
    pub fn unmatched(&self, selection: &Selection) -> Vec<(&'static str, String)> {
        let lowercase = |names: &[Symbol]| -> Vec<String> {
            names.iter().map(|name| self.log.symbols.name(*name).to_lowercase()).collect()
        };
        let missing = |wanted: &[String], known: &[String], flag: &'static str| {
            let absent = wanted.iter().filter(|name| !known.contains(&name.to_lowercase()));
            absent.map(|name| (flag, name.clone())).collect::<Vec<_>>()
        };
        let (apps, users) = (lowercase(&self.apps), lowercase(&self.users));
        [
            missing(&selection.apps, &apps, "app"),
            missing(&selection.exclude_apps, &apps, "exclude-app"),
            missing(&selection.users, &users, "user"),
        ]
        .concat()
    }
}
