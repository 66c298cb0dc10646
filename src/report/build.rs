//! Ledger → report. Each section's figures come from one place below; here they are only put together.

use std::collections::BTreeMap;
use std::hash::Hash;

use super::names::Names;
use super::request::{Dimension, Request};
use super::timeline::Timeline;
use super::{
    Breakdown, CycleRow, DailyRow, ExtraBreakdown, ExtraRow, HourRow, InputRow, MixRow, PlanInfo,
    PoolReport, PoolReports, Quality, ReasonRow, Report, SCHEMA, Tool, UnpricedLabel, judge,
};
use crate::alerts::Params;
use crate::base::{Credits, Cycle, Day, Extent, Six, Untrusted};
use crate::event::Pool;
use crate::ingest::{Input, Reject};
use crate::ledger::{Key, Ledger, Span, Tally, rank};
use crate::model::{ClassInfo, Model, Plan, Source};

/// Days of an app's recent course: those of the trailing average.
const RECENT: i32 = 14;
/// Apps that have one: who looks at more reads numbers.
const MOST_RECENT: usize = 50;

/// Everything that a report is made from.
#[derive(Clone, Copy)]
pub(crate) struct Facts<'a> {
    /// The sums.
    pub ledger: &'a Ledger,
    /// The names.
    pub names: Names<'a>,
    /// The model's classes, by id.
    pub classes: &'a [ClassInfo],
    /// What priced the events.
    pub model: &'a Model,
    /// Names of the model's cards, by index.
    pub cards: &'a [String],
    /// Published plans, for advice.
    pub published: &'a [Plan],
    /// The files.
    pub inputs: &'a [Input],
    /// First and last event of each file.
    pub extents: &'a [Option<Extent>],
    /// Rows that could not be read.
    pub rejects: &'a [Reject],
    /// Row ids on rows of different content.
    pub conflicting_ids: u64,
}

/// Makes the report.
pub(crate) fn build(facts: &Facts, request: &Request, rules: &Params) -> Report {
    let timeline = Timeline::of(facts.ledger, request);
    let mut report = Report {
        schema: SCHEMA.to_owned(),
        tool: tool(facts, timeline),
        as_of: timeline.map(|t| t.as_of),
        partial_today: timeline.is_some_and(|t| t.partial),
        timezone: request.zone.to_string(),
        period: timeline.map(|t| t.period()),
        cycle: timeline.map(|t| t.cycle_info()),
        plan: None,
        unit: request.unit.clone(),
        filters: request.filters.clone(),
        inputs: inputs(facts),
        quality: quality(facts, timeline),
        mix: Vec::new(),
        pools: PoolReports {
            message: PoolReport::default(),
            integration: PoolReport::default(),
            unassigned: None,
        },
        cycles: Vec::new(),
        alerts: Vec::new(),
        alert_days: Vec::new(),
        advice: None,
        by: Vec::new(),
        findings: Vec::new(),
        audit: None,
    };
    let Some(timeline) = timeline else {
        let latest =
            request.plans.last().and_then(|period| period.from).unwrap_or(Day::from_number(0));
        report.pools.message.allowance = request.allowance_on(Pool::Message, latest);
        report.pools.integration.allowance = request.allowance_on(Pool::Integration, latest);
        return report;
    };
    let asked = Asked { facts, request, timeline };
    report.plan = request.plan_on(timeline.as_of).map(PlanInfo::of);
    report.pools.message = asked.pool(Pool::Message);
    report.pools.integration = asked.pool(Pool::Integration);
    report.pools.unassigned = Some(asked.pool(Pool::Unassigned))
        .filter(|pool| pool.events > 0 || pool.used.is_some_and(|u| !u.is_zero()));
    report.mix = asked.mix(&report.pools);
    report.cycles = asked.cycles();
    report.by = asked.extras();
    judge::judge(&asked, rules, &mut report);
    report
}

impl PlanInfo {
    /// What a report says of a plan.
    pub fn of(plan: &Plan) -> Self {
        Self { name: plan.id.clone(), title: plan.title.clone(), usd_month: plan.usd_month }
    }
}

pub(super) fn tool(facts: &Facts, timeline: Option<Timeline>) -> Tool {
    let used =
        timeline.map(|t| facts.ledger.cards_until(t.as_of).collect::<Vec<_>>()).unwrap_or_default();
    let models =
        used.into_iter().filter_map(|card| facts.cards.get(usize::from(card)).cloned()).collect();
    Tool { name: "credits".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned(), models }
}

pub(super) fn inputs(facts: &Facts) -> Vec<InputRow> {
    let row = |(input, extent): (&Input, &Option<Extent>)| InputRow {
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
    };
    facts.inputs.iter().zip(facts.extents).map(row).collect()
}

/// An operation, a model, a class.
type Label = (Option<Untrusted>, Option<Untrusted>, String);

pub(super) fn quality(facts: &Facts, timeline: Option<Timeline>) -> Quality {
    let sum = |field: fn(&Input) -> u64| facts.inputs.iter().map(field).sum();
    let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
    for reject in facts.rejects {
        *reasons.entry(reject.reason.to_owned()).or_default() += 1;
    }
    for (reason, rows) in facts.inputs.iter().flat_map(|input| &input.ignored) {
        *reasons.entry(format!("ignored:{reason}")).or_default() += rows;
    }
    let mut reasons: Vec<ReasonRow> =
        reasons.into_iter().map(|(reason, rows)| ReasonRow { reason, rows }).collect();
    reasons.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.reason.cmp(&b.reason)));
    let mut quality = Quality {
        rows: sum(|i| i.rows),
        events: sum(|i| i.events),
        rejected: sum(|i| i.rejected),
        duplicates: sum(|i| i.duplicates),
        ignored: sum(|i| i.ignored.values().sum()),
        conflicting_ids: facts.conflicting_ids,
        reasons,
        ..Quality::default()
    };
    let Some(timeline) = timeline else { return quality };
    quality.after_as_of = facts.ledger.events_after(timeline.as_of);
    quality.filtered = facts.ledger.filtered_until(timeline.as_of);
    let mut labels: BTreeMap<_, (u64, u64)> = BTreeMap::new();
    for pool in Pool::ALL {
        let span = facts.ledger.span(pool, timeline.from, timeline.as_of);
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
    quality
}

/// A request against the facts, on known days.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub facts: &'a Facts<'a>,
    pub request: &'a Request,
    pub timeline: Timeline,
}

impl Asked<'_> {
    /// A pool's cells from a day to as-of.
    pub(crate) fn span(&self, pool: Pool, from: Day) -> Span<'_> {
        self.facts.ledger.span(pool, from, self.timeline.as_of)
    }

    /// A pool's allowance in a cycle: of the plan in force at its end, or now. An upgrade counts at once.
    pub(crate) fn allowance(&self, pool: Pool, cycle: Cycle) -> Option<Credits> {
        self.request.allowance_on(pool, cycle.last().min(self.timeline.as_of))
    }

    /// Credits granted in a cycle up to as-of.
    pub(crate) fn granted(&self, pool: Pool, cycle: Cycle) -> Credits {
        let last = cycle.last().min(self.timeline.as_of);
        let holds = |day: Day| cycle.start <= day && day <= last;
        let configured =
            self.request.granted.iter().filter(|(day, of, _)| *of == pool && holds(*day));
        self.facts.ledger.granted(pool, cycle.start, last)
            + configured.map(|(_, _, credits)| credits).sum::<Credits>()
    }

    /// Used in a cycle up to as-of, net; with what `--used-before` adds to the current one.
    pub(crate) fn used(&self, pool: Pool, cycle: Cycle) -> Credits {
        let before = if cycle == self.timeline.cycle {
            self.request.used_before.get(&pool).copied()
        } else {
            None
        };
        let logged = self
            .facts
            .ledger
            .span(pool, cycle.start, cycle.last().min(self.timeline.as_of))
            .total()
            .credits;
        logged + before.unwrap_or_default()
    }

    fn pool(&self, pool: Pool) -> PoolReport {
        let names = self.facts.names;
        let span = self.span(pool, self.timeline.from);
        let total = span.total();
        let cycle = self.timeline.cycle;
        let allowance = self.allowance(pool, cycle);
        let granted = self.granted(pool, cycle);
        let used = self.request.sees_whole(pool).then(|| self.used(pool, cycle));
        let whole = self.request.sees_whole(pool);
        let capacity = allowance.map(|a| a + granted).filter(|_| whole);
        let classes = self.facts.classes;
        let mut by_class = ranked(
            &span,
            |key| key.class,
            |class| Some(Untrusted::from(classes[usize::from(class.0)].id.clone())),
        );
        for row in &mut by_class {
            row.title = classes
                .iter()
                .find(|c| row.name.as_ref().is_some_and(|n| n.raw() == c.id))
                .map(|c| c.title.clone());
        }
        PoolReport {
            credits: total.credits,
            events: total.events,
            refunded: total.refunded,
            reported: total.reported,
            modeled: total.modeled,
            modeled_low: total.low,
            modeled_high: total.high,
            reported_estimates: total.estimates,
            unpriced_events: total.unpriced,
            allowance,
            granted: Some(granted).filter(|_| !self.request.part_of_pool),
            used,
            remaining: capacity.zip(used).map(|(c, u)| c - u),
            used_share: capacity.zip(used).and_then(|(c, u)| Six::of(u, c)),
            by_app: self.apps(pool, &span),
            by_source: ranked(
                &span,
                |key| classes[usize::from(key.class.0)].source,
                |source| Some(Untrusted::from(source.name())),
            ),
            by_class,
            by_model: ranked(&span, |key| key.model, |own| names.plain(own)),
            by_user: ranked(&span, |key| key.user, |own| names.user(own)),
            by_operation: ranked(&span, |key| key.operation, |own| names.plain(own)),
            daily: self.daily(pool, &span),
            hours: self.hours(pool),
            projection: None,
        }
    }

    fn apps(&self, pool: Pool, span: &Span) -> Vec<Breakdown> {
        let names = self.facts.names;
        let mut rows = ranked(span, |key| key.app, |own| names.app(own));
        let last = self.timeline.as_of;
        let first = self.timeline.log_first.unwrap_or(last).max(last.plus(1 - RECENT));
        let mut days: BTreeMap<Option<Untrusted>, Vec<Credits>> = BTreeMap::new();
        for (app, series) in self.span(pool, first).series_by(|key| key.app) {
            let days = days
                .entry(names.app(app))
                .or_insert_with(|| first.through(last).map(|_| Credits::ZERO).collect());
            days.iter_mut()
                .zip(series.window(first, last))
                .for_each(|(sum, credits)| *sum += credits);
        }
        for row in rows.iter_mut().take(MOST_RECENT) {
            row.recent = days
                .remove(&row.name)
                .filter(|d| d.iter().any(|c| !c.is_zero()))
                .unwrap_or_default();
        }
        rows
    }

    fn hours(&self, pool: Pool) -> Vec<HourRow> {
        let hours = self.facts.ledger.hours(pool, self.timeline.from, self.timeline.as_of);
        let row = |((weekday, hour), (credits, events))| HourRow { weekday, hour, credits, events };
        hours.into_iter().map(row).collect()
    }

    fn daily(&self, pool: Pool, span: &Span) -> Vec<DailyRow> {
        let mut days: BTreeMap<Day, (Credits, u64)> = BTreeMap::new();
        let mut sources: BTreeMap<Day, BTreeMap<String, Credits>> = BTreeMap::new();
        for ((source, day), (credits, events)) in
            span.by_day(|key| self.facts.classes[usize::from(key.class.0)].source)
        {
            let sum = days.entry(day).or_default();
            *sum = (sum.0 + credits, sum.1 + events);
            if !credits.is_zero() {
                sources.entry(day).or_default().insert(source.name().to_owned(), credits);
            }
        }
        let first = self.timeline.log_first.unwrap_or(self.timeline.as_of);
        let series = self.span(pool, first).series().floored();
        let average = |date: Day| {
            let from = date.plus(-14);
            (from >= first)
                .then(|| Six::of(series.sum(from, date.plus(-1)), Credits::whole(14)))
                .flatten()
        };
        let row = |date| {
            let (credits, events) = days.get(&date).copied().unwrap_or_default();
            let by_source = sources.remove(&date).unwrap_or_default();
            DailyRow { date, credits, events, average: average(date), by_source }
        };
        self.timeline.listed_from().through(self.timeline.as_of).map(row).collect()
    }

    fn cycles(&self) -> Vec<CycleRow> {
        let Some(first) = self.timeline.log_first else { return Vec::new() };
        let cycles = self.request.cycle.cycles(first, self.timeline.as_of);
        let mut rows = Vec::new();
        for cycle in cycles {
            for pool in Pool::ALL {
                let used = self.used(pool, cycle);
                if !self.request.keeps(pool) || (pool == Pool::Unassigned && used.is_zero()) {
                    continue;
                }
                let allowance = self.allowance(pool, cycle);
                let covered = self.timeline.covers(cycle);
                let over = cycle.reset <= self.timeline.as_of;
                let capacity = allowance.map(|a| a + self.granted(pool, cycle));
                let known = over && covered && self.request.sees_whole(pool);
                let unused = capacity.filter(|_| known).map(|c| (c - used).floor_zero());
                rows.push(CycleRow {
                    start: cycle.start,
                    end: cycle.reset,
                    pool,
                    used,
                    allowance,
                    unused,
                    covered,
                });
            }
        }
        rows
    }

    /// Sources of both pools together, grouped as the published shares are.
    fn mix(&self, pools: &PoolReports) -> Vec<MixRow> {
        let mut groups: BTreeMap<Group, Credits> =
            Group::ALL.iter().map(|g| (*g, Credits::ZERO)).collect();
        for row in pools.each().flat_map(|(_, pool)| &pool.by_source) {
            let source = Source::ALL
                .into_iter()
                .find(|source| row.name.as_ref().is_some_and(|name| name.raw() == source.name()));
            *groups.entry(source.map_or(Group::Unclassified, Group::of)).or_default() +=
                row.credits;
        }
        let total: Credits = groups.values().sum();
        // What is typical was published for the platform's credits, not for another tool's requests.
        let ours = self.request.unit == "credits";
        let row = |(group, credits): (Group, Credits)| {
            let percent = |n: i64| Six::of(Credits::whole(n), Credits::whole(100));
            let typical = group.typical().filter(|_| ours);
            MixRow {
                source: group.name().to_owned(),
                credits,
                share: Six::of(credits, total),
                typical_low: typical.and_then(|(low, _)| percent(low)),
                typical_high: typical.and_then(|(_, high)| percent(high)),
            }
        };
        let shown = groups
            .into_iter()
            .filter(|(group, credits)| (ours && group.typical().is_some()) || !credits.is_zero());
        let mut rows: Vec<MixRow> = shown.map(row).collect();
        rows.sort_by(|a, b| b.credits.cmp(&a.credits).then_with(|| a.source.cmp(&b.source)));
        rows
    }

    fn extras(&self) -> Vec<ExtraBreakdown> {
        let mut extras = Vec::new();
        for dimension in &self.request.by {
            for pool in Pool::ALL {
                let span = self.span(pool, self.timeline.from);
                if span.is_empty() {
                    continue;
                }
                extras.push(ExtraBreakdown {
                    dimension: dimension.name().to_owned(),
                    pool,
                    rows: self.extra(*dimension, &span),
                });
            }
        }
        extras
    }

    fn extra(&self, dimension: Dimension, span: &Span) -> Vec<ExtraRow> {
        let names = self.facts.names;
        let by_day = |start: fn(Day, &Request) -> Day| {
            let mut sums: BTreeMap<Day, (Credits, u64)> = BTreeMap::new();
            for (((), day), (credits, events)) in span.by_day(|_| ()) {
                let sum = sums.entry(start(day, self.request)).or_default();
                *sum = (sum.0 + credits, sum.1 + events);
            }
            let total: Credits = sums.values().map(|(credits, _)| *credits).sum();
            let row = |(day, (credits, events)): (Day, (Credits, u64))| ExtraRow {
                name: Some(Untrusted::from(day.to_string())),
                credits,
                events,
                share: Six::of(credits, total),
            };
            sums.into_iter().map(row).collect()
        };
        match dimension {
            Dimension::Week => by_day(|day, _| day.week_start()),
            Dimension::Month => by_day(|day, _| day.month_start()),
            Dimension::Cycle => by_day(|day, request| request.cycle.cycle_of(day).start),
            Dimension::Feature => ranked(span, |key| key.feature, |own| names.feature(own))
                .into_iter()
                .map(ExtraRow::from)
                .collect(),
            Dimension::File => ranked(span, |key| key.files, |own| names.files(own))
                .into_iter()
                .map(ExtraRow::from)
                .collect(),
        }
    }
}

impl From<Breakdown> for ExtraRow {
    fn from(row: Breakdown) -> Self {
        Self { name: row.name, credits: row.credits, events: row.events, share: row.share }
    }
}

/// The sums of a dimension, under their names: what has the same name is one.
fn ranked<D: Ord + Hash>(
    span: &Span,
    dimension: impl Fn(&Key) -> D,
    name: impl Fn(D) -> Option<Untrusted>,
) -> Vec<Breakdown> {
    let total = span.total().credits;
    let mut sums: BTreeMap<Option<Untrusted>, Tally> = BTreeMap::new();
    for (own, tally) in span.by(dimension) {
        sums.entry(name(own)).or_default().merge(&tally);
    }
    let mut rows: Vec<(Option<Untrusted>, Tally)> = sums.into_iter().collect();
    rank(&mut rows);
    let row = |(name, tally): (Option<Untrusted>, Tally)| Breakdown {
        name,
        title: None,
        credits: tally.credits,
        events: tally.events,
        unpriced_events: tally.unpriced,
        share: Six::of(tally.credits, total),
        recent: Vec::new(),
    };
    rows.into_iter().map(row).collect()
}

/// Sources as the published shares group them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    AgentPrompts,
    Integrations,
    Discuss,
    Backend,
    Free,
    Unclassified,
}

impl Group {
    const ALL: [Self; 6] = [
        Self::AgentPrompts,
        Self::Integrations,
        Self::Discuss,
        Self::Backend,
        Self::Free,
        Self::Unclassified,
    ];

    const fn of(source: Source) -> Self {
        match source {
            Source::AgentPrompts => Self::AgentPrompts,
            Source::Integrations | Source::Agents | Source::Automations => Self::Integrations,
            Source::Discuss => Self::Discuss,
            Source::Backend => Self::Backend,
            Source::Free => Self::Free,
            Source::Unclassified => Self::Unclassified,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::AgentPrompts => "agent-prompts",
            Self::Integrations => "integrations",
            Self::Discuss => "discuss",
            Self::Backend => "backend",
            Self::Free => "free",
            Self::Unclassified => "unclassified",
        }
    }

    /// Typical shares in percent, as an audit practice published them on 2026-05-01: for comparison, never for classification.
    const fn typical(self) -> Option<(i64, i64)> {
        match self {
            Self::AgentPrompts => Some((60, 80)),
            Self::Integrations => Some((15, 30)),
            Self::Discuss => Some((5, 15)),
            Self::Backend => Some((0, 10)),
            Self::Free | Self::Unclassified => None,
        }
    }
}
