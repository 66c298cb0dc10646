//! Counts the rows that were read, and those that could not be counted.

use std::collections::BTreeMap;

use super::Tool;
use super::facts::Facts;
use super::freshness::stale;
use super::quality::{InputRow, Quality, ReasonRow, UnpricedLabel};
use super::timeline::Timeline;
use crate::base::{Extent, Instant, Untrusted, Zone};
use crate::event::Pool;
use crate::ingest::{Input, LeftOut};
use crate::model::Source;

/// The program, and the rate cards that it used.
pub(super) fn tool(facts: &Facts, timeline: Option<Timeline>) -> Tool {
    let used =
        timeline.map(|t| facts.ledger.cards_until(t.as_of).collect::<Vec<_>>()).unwrap_or_default();
    let models =
        used.into_iter().filter_map(|card| facts.cards.get(usize::from(card)).cloned()).collect();
    Tool { name: "credits".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned(), models }
}

/// The inputs. Whether one is stale is judged at a moment, and false without one.
pub(super) fn inputs(
    facts: &Facts,
    zone: Zone,
    judged_at: Option<Instant>,
    max_age: i64,
) -> Vec<InputRow> {
    let stale = judged_at.map(|at| stale(facts, zone, at, max_age)).unwrap_or_default();
    let stale = stale.into_iter().chain(std::iter::repeat(false));
    let row = |((input, extent), stale): ((&Input, &Option<Extent>), bool)| InputRow {
        path: input.path.clone(),
        format: input.format.clone(),
        sha256: input.sha256.clone(),
        bytes: input.bytes,
        rows: input.rows,
        events: input.events,
        rejected: input.rejected,
        duplicates: input.duplicates,
        ignored: input.ignored.values().sum(),
        first: extent.map(|extent| extent.first),
        last: extent.map(|extent| extent.last),
        complete: input.cut.is_none(),
        incomplete: input.cut.clone(),
        users: input.users,
        stale,
        left_out: None,
    };
    let mut rows: Vec<InputRow> =
        facts.inputs.iter().zip(facts.extents).zip(stale).map(row).collect();
    rows.extend(facts.left_out.iter().map(left_out));
    rows.sort_by(|a, b| a.path.raw().as_bytes().cmp(b.path.raw().as_bytes()));
    rows
}

/// The row of an input that was not read.
fn left_out(input: &LeftOut) -> InputRow {
    InputRow {
        path: input.path.clone(),
        format: "left-out".to_owned(),
        sha256: None,
        bytes: input.bytes,
        rows: 0,
        events: 0,
        rejected: 0,
        duplicates: 0,
        ignored: 0,
        first: None,
        last: None,
        complete: true,
        incomplete: None,
        users: true,
        stale: false,
        left_out: Some(input.reason.as_str().into()),
    }
}

/// Counts the rows, and those that could not be counted, over all inputs.
pub(super) fn quality(facts: &Facts, timeline: Option<Timeline>) -> Quality {
    let sum = |field: fn(&Input) -> u64| facts.inputs.iter().map(field).sum();
    let mut quality = Quality {
        rows: sum(|i| i.rows),
        events: sum(|i| i.slots),
        rejected: sum(|i| i.rejected),
        duplicates: sum(|i| i.duplicates),
        ignored: sum(|i| i.ignored.values().sum()),
        incomplete: facts.inputs.iter().filter(|input| input.cut.is_some()).count() as u64,
        left_out: facts.left_out.len() as u64,
        conflicting_ids: facts.conflicting_ids,
        reasons: reasons(facts),
        ..Quality::default()
    };
    if let Some(timeline) = timeline {
        quality.after_as_of = facts.ledger.events_after(timeline.as_of);
        quality.filtered = facts.ledger.filtered_until(timeline.as_of);
        add_unpriced(&mut quality, facts, timeline);
    }
    quality
}

/// Why rows were rejected, ignored or have no price, the most frequent reason first.
fn reasons(facts: &Facts) -> Vec<ReasonRow> {
    let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
    for reject in facts.rejects {
        *reasons.entry(reject.reason.to_owned()).or_default() += 1;
    }
    for (reason, rows) in facts.inputs.iter().flat_map(|input| &input.ignored) {
        *reasons.entry(format!("ignored:{reason}")).or_default() += rows;
    }
    for (reason, rows) in facts.inputs.iter().flat_map(|input| &input.unknown) {
        *reasons.entry(format!("unpriced:{reason}")).or_default() += rows;
    }
    let mut reasons: Vec<ReasonRow> =
        reasons.into_iter().map(|(reason, rows)| ReasonRow { reason, rows }).collect();
    reasons.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.reason.cmp(&b.reason)));
    reasons
}

/// An operation, a model and a class.
type Label = (Option<Untrusted>, Option<Untrusted>, String);

/// Counts the period's events without a price or a class.
fn add_unpriced(quality: &mut Quality, facts: &Facts, timeline: Timeline) {
    let mut labels: BTreeMap<Label, (u64, u64)> = BTreeMap::new();
    for pool in Pool::ALL {
        let span = facts.ledger.span(pool, timeline.from, timeline.as_of);
        if facts.ledger.has_undecided() {
            let all = facts.ledger.span_with_undecided(pool, timeline.from, timeline.as_of).total();
            let kept = span.total();
            quality.undecided += all.events - kept.events;
            quality.undecided_unpriced += all.unpriced - kept.unpriced;
        }
        for ((class, operation, model), tally) in
            span.by(|key| (key.class, key.operation, key.model))
        {
            let class = &facts.classes[usize::from(class.0)];
            quality.unpriced += tally.unpriced;
            quality.assumed_model += tally.assumed_model;
            if class.source == Source::Unclassified {
                quality.unclassified += tally.events;
            }
            if tally.unpriced > 0 {
                let label =
                    (facts.names.plain(operation), facts.names.plain(model), class.id.clone());
                let (events, failed) = labels.entry(label).or_default();
                *events += tally.unpriced;
                *failed += tally.unpriced_failed;
            }
        }
    }
    let label = |((operation, model, class), (events, failed)): (Label, (u64, u64))| {
        let ai = model.as_ref().map(Untrusted::raw);
        let lacks_price =
            |name: &&Untrusted| events > failed && !facts.model.prices(name.raw(), ai);
        let price_lines = operation
            .as_ref()
            .filter(lacks_price)
            .map(|name| facts.model.lines_that_would_price(name.raw(), ai));
        UnpricedLabel { operation, model, class, events, failed, price_lines }
    };
    quality.unpriced_labels = labels.into_iter().map(label).collect();
    quality.unpriced_labels.sort_by_key(|label| std::cmp::Reverse(label.events));
    quality.unpriced_labels.truncate(5);
}
