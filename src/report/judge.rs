//! Ledger → alerts, projections and advice: gathers what the rules and the projection read, and fills in their results.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;

use super::advice::{PoolOutlook, advise};
use super::facts::ReportContext;
use super::words::alert::{NO_DAYS, log_ends};
use super::{AlertRow, PoolReport, Report};
use crate::alerts::{
    self, Params, Part, Parts, RuleScope, RuleState, Severity, Subject, minor, without_days,
};
use crate::base::{Credits, Cycle, Day, Symbol, Untrusted};
use crate::event::Pool;
use crate::forecast::{self, PoolState, ProjectionOutcome};
use crate::ledger::Series;
use crate::model::{ClassId, Source};

/// Days before as-of from which causes are taken: the widest window of any built-in rule, that of `excess`.
const CAUSE_DAYS: i32 = 56;

/// Fills projections, alerts, alert days and advice.
pub(super) fn judge(context: &ReportContext, rules: &Params, report: &mut Report) {
    let Some(first) = context.timeline.log_first else { return };
    let mut outlooks = Vec::new();
    for pool in Pool::ALL {
        let section = match pool {
            Pool::Message => Some(&mut report.pools.message),
            Pool::Integration => Some(&mut report.pools.integration),
            Pool::Unassigned => report.pools.unassigned.as_mut(),
        };
        let events = context.span(pool, first);
        let is_judged = context.request.keeps(pool) && context.observes(pool);
        if !is_judged || (pool == Pool::Unassigned && events.is_empty()) {
            continue;
        }
        let pool_of_log = PoolOfLog::of(context, pool, first, rules.baseline_days);
        let state = pool_of_log.state(context);
        let projection = projection(context, &state);
        if context.request.sees_whole(pool) && pool != Pool::Unassigned {
            outlooks.push(PoolOutlook::of(context, pool, &state));
        }
        let mut verdicts = pool_of_log.verdicts(context, rules, &state, &projection);
        if let Some(last) = context.timeline.ended() {
            verdicts.alerts.iter_mut().for_each(|alert| leave_open(alert, last));
        }
        report.alerts.append(&mut verdicts.alerts);
        report.alert_days.append(&mut verdicts.days);
        if let Some(PoolReport { projection: slot, .. }) = section {
            *slot = Some(projection);
        }
    }
    report.alert_days.sort_by(|a, b| place(a).cmp(&place(b)));
    if context.timeline.ended().is_none() {
        let outlooks: Option<Vec<PoolOutlook>> = outlooks.into_iter().collect();
        let current = context.request.plan_on(context.timeline.as_of);
        report.advice = if context.request.snapshot.is_some() {
            super::snapshot::advice(context, current)
        } else {
            outlooks.and_then(|all| advise(&all, context.facts.published, current))
        };
    }
}

/// The projection, unless the log ended before as-of.
pub(super) fn projection(context: &ReportContext, state: &PoolState) -> ProjectionOutcome {
    match context.timeline.ended() {
        Some(last) => ProjectionOutcome::Unavailable { unavailable: log_ends(last) },
        None if context.request.snapshot.is_some() => {
            ProjectionOutcome::Unavailable { unavailable: NO_DAYS.to_owned() }
        }
        None => forecast::project(state),
    }
}

/// The probability that the capacity is used up before the reset. If the log ended before as-of, it is unknown, unless the capacity
/// was used up by then.
pub(super) fn p_exhausted(context: &ReportContext, state: &PoolState) -> Option<Credits> {
    let is_out = |capacity: Credits| state.used >= capacity;
    match context.timeline.ended() {
        None if context.request.snapshot.is_none() => forecast::p_exhausted(state),
        _ => state.capacity.filter(|c| is_out(*c)).map(|_| Credits::whole(1)),
    }
}

/// The judged day is not in the log, so no rule has been judged on it.
fn leave_open(alert: &mut AlertRow, last: Day) {
    *alert = AlertRow {
        state: RuleState::NotJudged,
        severity: Severity::Info,
        minor: false,
        value: None,
        baseline: None,
        ratio: None,
        window: None,
        causes: Vec::new(),
        groups: Vec::new(),
        message: log_ends(last),
        ..alert.clone()
    };
}

/// The order of the days on which rules fired.
fn place(day: &alerts::AlertDay) -> (Day, &str, Pool, Option<&Option<Untrusted>>) {
    (day.day, &day.rule, day.pool, day.scope.as_ref().map(|scope| &scope.app))
}

/// For each allowance, the probability that the next cycle uses it up.
pub(super) fn exhausted_next(
    context: &ReportContext,
    pool: Pool,
    allowances: &[Credits],
) -> Vec<Option<Credits>> {
    let has_ended = context.timeline.ended().is_some();
    let first = context.timeline.log_first.filter(|_| !has_ended);
    let Some(first) = first else { return Vec::new() };
    let pool_of_log = PoolOfLog::of(context, pool, first, 0);
    let state = pool_of_log.state(context);
    let days = context.request.cycle.next(context.timeline.cycle).days();
    let need = forecast::Need::of(&state, days);
    allowances.iter().map(|allowance| need.as_ref()?.exceeds(*allowance)).collect()
}

/// A pool in this cycle and the next, if fixes had saved some credits of its days. What is used of this cycle stays used.
pub(super) fn outlook_without(
    context: &ReportContext,
    pool: Pool,
    saved: impl Fn(Day) -> Credits,
) -> Option<PoolOutlook> {
    let has_ended = context.timeline.ended().is_some();
    let first = context.timeline.log_first.filter(|_| !has_ended)?;
    let pool_of_log = PoolOfLog::of(context, pool, first, 0);
    let state = pool_of_log.state(context);
    let left = |day: Day| state.net.at(day) - saved(day);
    let net = Series::new(first, first.through(state.as_of).map(left).collect());
    PoolOutlook::of(context, pool, &PoolState { net: &net, ..state })
}

/// A pool's series and balance, from the log's first day to as-of.
pub(super) struct PoolOfLog<'a> {
    pub pool: Pool,
    pub first: Day,
    net: Series,
    floored: Series,
    pub events: u64,
    pub capacity: Option<Credits>,
    other_capacities: Vec<(Cycle, Option<Credits>)>,
    pub parts: PartsOfPool<'a>,
    utc_days: Option<Series>,
}

/// The results of the rules.
struct Verdicts {
    alerts: Vec<AlertRow>,
    days: Vec<alerts::AlertDay>,
}

impl<'a> PoolOfLog<'a> {
    /// `baseline_days` is the widest window of the user's rules: causes are taken from as many days.
    pub(crate) fn of(
        context: &ReportContext<'a>,
        pool: Pool,
        first: Day,
        baseline_days: i32,
    ) -> Self {
        let span = context.span(pool, first);
        let net = span.series();
        let capacity =
            |cycle| context.allowance(pool, cycle).map(|a| a + context.granted(pool, cycle));
        let cycles = context.request.cycle.cycles(first, context.timeline.as_of);
        let others = cycles
            .into_iter()
            .filter(|cycle| *cycle != context.timeline.cycle)
            .map(|cycle| (cycle, capacity(cycle)));
        let utc_days = || {
            context
                .facts
                .ledger
                .utc_message(context.timeline.as_of)
                .unwrap_or_else(|| Series::new(first, Vec::new()))
        };
        Self {
            pool,
            first,
            floored: net.floored(),
            net,
            events: span.total().events,
            capacity: capacity(context.timeline.cycle).filter(|_| context.request.sees_whole(pool)),
            other_capacities: others.collect(),
            parts: PartsOfPool {
                context: *context,
                pool,
                days: baseline_days.max(CAUSE_DAYS),
                found: OnceCell::new(),
            },
            utc_days: (pool == Pool::Message).then(utc_days),
        }
    }

    /// The input of the projection.
    pub(crate) fn state(&self, context: &ReportContext) -> PoolState<'_> {
        let timeline = context.timeline;
        PoolState {
            net: &self.net,
            log_first: self.first,
            as_of: timeline.as_of,
            partial: timeline.partial,
            cycle: timeline.cycle,
            used: context.used(self.pool, timeline.cycle),
            used_before: context.request.used_before.get(&self.pool).copied().unwrap_or_default(),
            capacity: self.capacity,
        }
    }

    /// The whole pool, as the rules read it.
    pub(crate) fn subject<'s>(
        &'s self,
        context: &ReportContext,
        state: &PoolState,
        projection: &'s ProjectionOutcome,
    ) -> Subject<'s> {
        let timeline = context.timeline;
        let request = context.request;
        let plan_cap = request.plan_on(timeline.as_of).and_then(|plan| plan.daily_message_cap);
        // A filter by pool drops them, and they may be of this pool all the same.
        let (from, to) = (timeline.cycle.start, timeline.as_of);
        let unassigned = context.facts.ledger.span_with_undecided(Pool::Unassigned, from, to);
        Subject {
            pool: self.pool,
            scope: None,
            floored: &self.floored,
            first: self.first,
            as_of: timeline.as_of,
            partial: timeline.partial,
            events_in_log: self.events,
            cycle: timeline.cycle,
            covered: context.covers(self.pool, timeline.cycle),
            log_ends: timeline.ended(),
            used: state.used,
            granted: context.granted(self.pool, timeline.cycle),
            capacity: self.capacity,
            other_capacities: &self.other_capacities,
            unassigned_in_cycle: unassigned
                .by(|key| key.class)
                .values()
                .any(|tally| !tally.credits.is_zero()),
            daily_cap: plan_cap.filter(|_| self.pool == Pool::Message),
            utc_days: self.utc_days.as_ref(),
            projection: Some(projection),
            p_exhausted: p_exhausted(context, state),
            parts: &self.parts,
            is_snapshot: request.snapshot.is_some(),
            filtered: request.part_of_pool,
        }
    }

    fn verdicts(
        &self,
        context: &ReportContext,
        rules: &Params,
        state: &PoolState,
        projection: &ProjectionOutcome,
    ) -> Verdicts {
        let timeline = context.timeline;
        let whole = self.subject(context, state, projection);
        let mut said = Verdicts { alerts: Vec::new(), days: Vec::new() };
        let (from, to) = (timeline.listed_from(), timeline.known_until);
        for rule in alerts::ALL {
            let judged = minor::judge(*rule, &whole, rules);
            said.alerts.extend(judged.into_iter().map(AlertRow::from));
            said.days.extend(without_days::days(*rule, &whole, rules, (from, to)));
        }
        // An app has no allowance of its own, and a snapshot no days.
        if !whole.is_snapshot {
            self.judge_apps(context, rules, &whole, &mut said);
        }
        said
    }

    /// Asks the burn-rate rule about each app, in the order of their names. Events without an app are judged with the pool only.
    fn judge_apps(
        &self,
        context: &ReportContext,
        rules: &Params,
        whole: &Subject,
        said: &mut Verdicts,
    ) {
        let last = context.timeline.known_until;
        let span = context.span(self.pool, self.first);
        let tallies = span.by(|key| key.app);
        let series = span.series_by(|key| key.app);
        let apps = series
            .into_iter()
            .filter_map(|(app, net)| Some((context.facts.names.app(app), app?, net)));
        let mut named: Vec<(_, Symbol, Series)> = apps.collect();
        named.sort_by(|a, b| a.0.cmp(&b.0));
        let Some(spike) = alerts::find("spike") else { return };
        for (name, app, net) in named {
            let Some(first) = context.facts.ledger.first_day_of(app) else { continue };
            let floored = net.floored();
            let parts = PartsOfApp { of: &self.parts, app };
            let subject = Subject {
                scope: Some(RuleScope { app: name }),
                floored: &floored,
                first,
                events_in_log: tallies.get(&Some(app)).map_or(0, |tally| tally.events),
                parts: &parts,
                ..whole.clone()
            };
            let judged = minor::judge(spike, &subject, rules);
            said.alerts.extend(judged.into_iter().map(AlertRow::from));
            said.days.extend(spike.days(&subject, rules, context.timeline.listed_from(), last));
        }
    }
}

/// App × class × user of the days that causes are made of, found out when they are context for.
pub(super) struct PartsOfPool<'a> {
    context: ReportContext<'a>,
    pool: Pool,
    days: i32,
    found: OnceCell<FoundParts>,
}

/// All parts of a pool, and the range of each app's parts.
struct FoundParts {
    all: Vec<Part>,
    apps: BTreeMap<Option<Symbol>, Range<usize>>,
}

impl PartsOfPool<'_> {
    fn found(&self) -> &FoundParts {
        self.found.get_or_init(|| {
            let ReportContext { facts, timeline, .. } = self.context;
            let span = self.context.span(self.pool, timeline.as_of.plus(-self.days));
            let series = span.series_by(|key| (key.app, key.class, key.user));
            let mut found = FoundParts { all: Vec::new(), apps: BTreeMap::new() };
            // Daily totals name no causes.
            let source = |class: ClassId| facts.classes[usize::from(class.0)].source;
            let is_total = |class| matches!(source(class), Source::DailyTotals | Source::Snapshot);
            if series.iter().all(|((_, class, _), _)| is_total(*class)) {
                return found;
            }
            for ((app, class, user), net) in series {
                let place = found.all.len();
                found.apps.entry(app).or_insert(place..place).end = place + 1;
                let class = facts.classes[usize::from(class.0)].id.clone();
                let names = facts.names;
                found.all.push(Part { app: names.app(app), class, user: names.user(user), net });
            }
            found
        })
    }
}

impl Parts for PartsOfPool<'_> {
    fn list(&self) -> &[Part] {
        &self.found().all
    }
}

/// The parts of one app.
struct PartsOfApp<'a> {
    of: &'a PartsOfPool<'a>,
    app: Symbol,
}

impl Parts for PartsOfApp<'_> {
    fn list(&self) -> &[Part] {
        let FoundParts { all, apps } = self.of.found();
        apps.get(&Some(self.app)).map(|range| &all[range.clone()]).unwrap_or_default()
    }
}
