//! Ledger → verdicts: what the rules and the projection read, and what they say.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;

use super::build::Asked;
use super::{Advice, Need, PlanInfo, PoolReport, Report};
use crate::alerts::{
    self, Alert, Params, Part, Parts, Rule, RuleScope, RuleState, Severity, Subject,
};
use crate::base::{Credits, Cycle, Day, Quotient, Symbol, Untrusted};
use crate::event::Pool;
use crate::forecast::{self, PoolState};
use crate::ledger::Series;
use crate::model::Plan;

/// Days before as-of of which causes are kept: the widest window of any rule as it is built in.
const CAUSE_DAYS: i32 = 28;

/// Fills projections, alerts, alert days and advice.
pub(super) fn judge(asked: &Asked, rules: &Params, report: &mut Report) {
    let Some(first) = asked.timeline.log_first else {
        report.alerts = nothing_to_judge(asked.timeline.as_of);
        for pool in [&mut report.pools.message, &mut report.pools.integration] {
            pool.projection = Some(forecast::ProjectionOutcome::Unavailable {
                unavailable: "the log has no events up to this day".to_owned(),
            });
        }
        return;
    };
    let mut needs = BTreeMap::new();
    for pool in Pool::ALL {
        let section = match pool {
            Pool::Message => Some(&mut report.pools.message),
            Pool::Integration => Some(&mut report.pools.integration),
            Pool::Unassigned => report.pools.unassigned.as_mut(),
        };
        let events = asked.span(pool, first);
        if !asked.request.keeps(pool) || (pool == Pool::Unassigned && events.is_empty()) {
            continue;
        }
        let pool_of_log = PoolOfLog::of(asked, pool, first, rules.baseline_days);
        let state = pool_of_log.state(asked);
        let projection = forecast::project(&state);
        if asked.request.sees_whole(pool) && pool != Pool::Unassigned {
            let next = asked.request.cycle.next(asked.timeline.cycle);
            needs.insert(pool, forecast::needs(&state, next.days()));
        }
        let mut verdicts = pool_of_log.verdicts(asked, rules, &state, &projection);
        report.alerts.append(&mut verdicts.alerts);
        report.alert_days.append(&mut verdicts.days);
        if let Some(PoolReport { projection: slot, .. }) = section {
            *slot = Some(projection);
        }
    }
    report.alert_days.sort_by(|a, b| place(a).cmp(&place(b)));
    report.advice = advice(&needs, asked.facts.published);
}

/// What days on which rules fired are ordered by.
fn place(day: &alerts::AlertDay) -> (Day, &str, Pool, Option<&Option<Untrusted>>) {
    (day.day, &day.rule, day.pool, day.scope.as_ref().map(|scope| &scope.app))
}

/// How likely each of some allowances is used up in the next cycle.
pub(super) fn exhausted_next(
    asked: &Asked,
    pool: Pool,
    allowances: &[Credits],
) -> Vec<Option<Credits>> {
    let Some(first) = asked.timeline.log_first else { return Vec::new() };
    let pool_of_log = PoolOfLog::of(asked, pool, first, 0);
    let state = pool_of_log.state(asked);
    let days = asked.request.cycle.next(asked.timeline.cycle).days();
    allowances.iter().map(|allowance| forecast::exceeds_next(&state, days, *allowance)).collect()
}

/// For a log without events: every rule, not judged, and why.
pub(super) fn nothing_to_judge(as_of: Day) -> Vec<Alert> {
    let alert = |rule: &dyn Rule, pool| Alert {
        rule: rule.id().to_owned(),
        state: RuleState::NotJudged,
        severity: Severity::Info,
        pool,
        scope: None,
        day: Some(as_of),
        value: None,
        baseline: None,
        ratio: None,
        threshold: None,
        window: None,
        causes: Vec::new(),
        message: "the log has no events up to this day".to_owned(),
    };
    let pools = [Pool::Message, Pool::Integration];
    pools
        .into_iter()
        .flat_map(|pool| alerts::ALL.iter().map(move |rule| alert(*rule, pool)))
        .collect()
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

/// What the rules said.
struct Verdicts {
    alerts: Vec<Alert>,
    days: Vec<alerts::AlertDay>,
}

impl<'a> PoolOfLog<'a> {
    /// Up to as-of. `baseline_days`: the widest window that causes are taken over, where it is wider than that of every built-in rule.
    pub(crate) fn of(asked: &Asked<'a>, pool: Pool, first: Day, baseline_days: i32) -> Self {
        let span = asked.span(pool, first);
        let net = span.series();
        let capacity = |cycle| asked.allowance(pool, cycle).map(|a| a + asked.granted(pool, cycle));
        let cycles = asked.request.cycle.cycles(first, asked.timeline.as_of);
        let others = cycles
            .into_iter()
            .filter(|cycle| *cycle != asked.timeline.cycle)
            .map(|cycle| (cycle, capacity(cycle)));
        let utc_days = || {
            asked
                .facts
                .ledger
                .utc_message(asked.timeline.as_of)
                .unwrap_or_else(|| Series::new(first, Vec::new()))
        };
        Self {
            pool,
            first,
            floored: net.floored(),
            net,
            events: span.total().events,
            capacity: capacity(asked.timeline.cycle).filter(|_| asked.request.sees_whole(pool)),
            other_capacities: others.collect(),
            parts: PartsOfPool {
                asked: *asked,
                pool,
                days: baseline_days.max(CAUSE_DAYS),
                found: OnceCell::new(),
            },
            utc_days: (pool == Pool::Message).then(utc_days),
        }
    }

    /// What the projection reads.
    pub(crate) fn state(&self, asked: &Asked) -> PoolState<'_> {
        let timeline = asked.timeline;
        PoolState {
            net: &self.net,
            log_first: self.first,
            as_of: timeline.as_of,
            partial: timeline.partial,
            cycle: timeline.cycle,
            used: asked.used(self.pool, timeline.cycle),
            used_before: asked.request.used_before.get(&self.pool).copied().unwrap_or_default(),
            capacity: self.capacity,
        }
    }

    /// What the rules read: the whole pool.
    pub(crate) fn subject<'s>(
        &'s self,
        asked: &Asked,
        state: &PoolState,
        projection: &'s forecast::ProjectionOutcome,
    ) -> Subject<'s> {
        let timeline = asked.timeline;
        let request = asked.request;
        let plan_cap = request.plan_on(timeline.as_of).and_then(|plan| plan.daily_message_cap);
        let unassigned =
            asked.facts.ledger.span(Pool::Unassigned, timeline.cycle.start, timeline.as_of);
        Subject {
            pool: self.pool,
            scope: None,
            floored: &self.floored,
            first: self.first,
            as_of: timeline.as_of,
            partial: timeline.partial,
            events_in_log: self.events,
            cycle: timeline.cycle,
            covered: timeline.covers(timeline.cycle)
                || request.used_before.contains_key(&self.pool),
            used: state.used,
            granted: asked.granted(self.pool, timeline.cycle),
            capacity: self.capacity,
            other_capacities: &self.other_capacities,
            unassigned_in_cycle: unassigned
                .by(|key| key.class)
                .values()
                .any(|tally| !tally.credits.is_zero()),
            daily_cap: plan_cap.filter(|_| self.pool == Pool::Message),
            utc_days: self.utc_days.as_ref(),
            projection: Some(projection),
            p_exhausted: forecast::p_exhausted(state),
            parts: &self.parts,
            filtered: request.part_of_pool,
        }
    }

    fn verdicts(
        &self,
        asked: &Asked,
        rules: &Params,
        state: &PoolState,
        projection: &forecast::ProjectionOutcome,
    ) -> Verdicts {
        let timeline = asked.timeline;
        let whole = self.subject(asked, state, projection);
        let mut said = Verdicts { alerts: Vec::new(), days: Vec::new() };
        let (from, to) = (timeline.listed_from(), timeline.as_of);
        for rule in alerts::ALL {
            said.alerts.extend(rule.judge(&whole, rules));
            said.days.extend(rule.days(&whole, rules, from, to));
        }
        self.judge_apps(asked, rules, &whole, &mut said);
        said
    }

    /// The burn-rate rule for each app on its own. Apps are ordered by name; events without one are judged with the pool only.
    fn judge_apps(&self, asked: &Asked, rules: &Params, whole: &Subject, said: &mut Verdicts) {
        let as_of = asked.timeline.as_of;
        let span = asked.span(self.pool, self.first);
        let tallies = span.by(|key| key.app);
        let series = span.series_by(|key| key.app);
        let apps = series
            .into_iter()
            .filter_map(|(app, net)| Some((asked.facts.names.app(app), app?, net)));
        let mut named: Vec<(_, Symbol, Series)> = apps.collect();
        named.sort_by(|a, b| a.0.cmp(&b.0));
        let Some(spike) = alerts::find("spike") else { return };
        for (name, app, net) in named {
            let Some(first) = asked.facts.ledger.first_day_of(app) else { continue };
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
            said.alerts.extend(spike.judge(&subject, rules));
            said.days.extend(spike.days(&subject, rules, asked.timeline.listed_from(), as_of));
        }
    }
}

/// App × class × user of the days that causes are made of, found out when they are asked for.
pub(super) struct PartsOfPool<'a> {
    asked: Asked<'a>,
    pool: Pool,
    days: i32,
    found: OnceCell<FoundParts>,
}

/// All parts of a pool, and where those of each app stand.
struct FoundParts {
    all: Vec<Part>,
    apps: BTreeMap<Option<Symbol>, Range<usize>>,
}

impl PartsOfPool<'_> {
    fn found(&self) -> &FoundParts {
        self.found.get_or_init(|| {
            let Asked { facts, timeline, .. } = self.asked;
            let span = self.asked.span(self.pool, timeline.as_of.plus(-self.days));
            let series = span.series_by(|key| (key.app, key.class, key.user));
            let mut found = FoundParts { all: Vec::new(), apps: BTreeMap::new() };
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

/// Those of one app.
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

/// The cheapest published plan that covers both pools' needs: of the median cycle, and of four cycles in five.
fn advice(needs: &BTreeMap<Pool, Option<(f64, f64)>>, published: &[Plan]) -> Option<Advice> {
    let need = |pool: Pool| needs.get(&pool).copied().flatten();
    let (message, integration) = (need(Pool::Message)?, need(Pool::Integration)?);
    let cheapest = |message: f64, integration: f64| {
        let covers = |plan: &&Plan| {
            let holds = |pool, need: f64| plan.allowance(pool).is_some_and(|a| a.to_f64() >= need);
            holds(Pool::Message, message) && holds(Pool::Integration, integration)
        };
        let priced = published.iter().filter(|plan| plan.usd_month.is_some()).filter(covers);
        priced.min_by_key(|plan| plan.usd_month).map(PlanInfo::of)
    };
    let row = |pool, (p50, p80)| {
        Some(Need { pool, p50: Quotient::from_f64(p50)?, p80: Quotient::from_f64(p80)? })
    };
    Some(Advice {
        plan: cheapest(message.0, integration.0),
        safe: cheapest(message.1, integration.1),
        needs: vec![row(Pool::Message, message)?, row(Pool::Integration, integration)?],
    })
}
