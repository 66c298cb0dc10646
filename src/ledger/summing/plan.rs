//! How the events of a reader's group count, found out once for each period of prices.
//!
//! A reader's group is wider than a [`Group`] of the ledger: its events differ in their amounts too, and a rate card
//! may have a class for each band of amounts. A plan is a run of bands and the limits between them.

use super::bands::DayBands;
use super::limits::BandLimits;
use crate::base::{Credits, Instant, Stamp, Symbol, Symbols, index_u32};
use crate::event::{Authority, Event, Outcome, Pool, Provenance, Reported, Scope, Unit};
use crate::ledger::group::{Amount, Group};
use crate::ledger::terms::Terms;
use crate::model::Classifier;

/// How events of a group count at the prices of some days: the larger the amount, the later the band.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct GroupPlan {
    /// The first band.
    first: u32,
    /// The number of the limits between the bands.
    limits: u16,
}

/// The number of limits that no list has: each event must be classified by itself.
const CLASSIFY_EACH: u16 = u16::MAX;

/// No plan was made yet.
const UNPLANNED: GroupPlan = GroupPlan { first: u32::MAX, limits: CLASSIFY_EACH };

/// The first event of a group, without its time and what is a single row's own: an eighth of an [`Event`], since a
/// log can have 65,536 groups.
#[derive(Clone, Copy, Debug)]
struct Example {
    outcome: Outcome,
    pool: Option<Pool>,
    app: Option<Symbol>,
    user: Option<Symbol>,
    operation: Option<Symbol>,
    model: Option<Symbol>,
    feature: Option<Symbol>,
    scope: Option<Scope>,
    files: Option<Symbol>,
    file_count: Option<u32>,
    from: Option<Symbol>,
    /// The column and authority of a reported amount, and true if it is negative.
    reported: Option<(Symbol, Authority, bool)>,
    /// In units of 10⁻⁹.
    quantity: Option<(Unit, i64)>,
}

impl Example {
    /// `None` if the event's quantities do not fit.
    fn of(event: &Event) -> Option<Self> {
        // Quantities price only events without an amount of their own.
        let quantity = match (&event.reported, event.quantities.as_slice()) {
            (Some(_), _) | (None, []) => None,
            (None, [(unit, quantity)]) => Some((*unit, quantity.to_nanos()?)),
            (None, _) => return None,
        };
        Some(Self {
            outcome: event.outcome,
            pool: event.pool,
            app: event.app,
            user: event.user,
            operation: event.operation,
            model: event.model,
            feature: event.feature,
            scope: event.scope,
            files: event.files,
            file_count: event.file_count,
            from: event.from,
            reported: event.reported.map(|Reported { credits, column, authority }| {
                (column, authority, credits.is_negative())
            }),
            quantity,
        })
    }

    /// An event of the group, with an amount of -1 or 1 if they report amounts.
    fn event(&self, at: Instant) -> Event {
        let nowhere = Provenance { input: 0, line: 0 };
        let reported = self.reported.map(|(column, authority, is_negative)| Reported {
            credits: Credits::whole(if is_negative { -1 } else { 1 }),
            column,
            authority,
        });
        let quantity = self.quantity.map(|(unit, nanos)| (unit, Credits::nanos(nanos)));
        Event {
            outcome: self.outcome,
            pool: self.pool,
            app: self.app,
            user: self.user,
            operation: self.operation,
            model: self.model,
            feature: self.feature,
            reported,
            quantities: quantity.into_iter().collect(),
            scope: self.scope,
            files: self.files,
            file_count: self.file_count,
            from: self.from,
            ..Event::at(Stamp::At(at), nowhere)
        }
    }
}

/// What a plan is made with.
pub(super) struct Prices<'s, 'a> {
    pub terms: &'s Terms<'a>,
    pub classifier: &'s mut Classifier<'a>,
    pub bands: &'s mut DayBands,
    pub names: &'s Symbols,
}

impl Prices<'_, '_> {
    fn group(&mut self, event: &Event) -> (Group, Amount) {
        let Self { terms, classifier, names, .. } = self;
        let plan = terms.plans.plan_on(event.stamp.day(&terms.zone));
        let classified = classifier.classify(event, plan, names);
        let kept = terms.selection.on(names).keeps(event, classified.pool);
        Group::of(event, &classified, kept, terms.detail)
    }
}

/// The groups of a reader, and the plan of each in each period of prices.
#[derive(Debug, Default)]
pub(super) struct Planner {
    examples: Vec<Example>,
    /// By period and group.
    plans: Vec<Vec<GroupPlan>>,
    limits: BandLimits,
}

impl Planner {
    /// Makes a group of the events that are like this one. `None` if they cannot be one.
    pub(super) fn add(&mut self, example: &Event) -> Option<u32> {
        self.examples.push(Example::of(example)?);
        Some(index_u32(self.examples.len() - 1))
    }

    /// The plan of a group, if it was made already.
    #[inline]
    pub(super) fn known(&self, group: u32, period: usize) -> Option<GroupPlan> {
        let plan = *self.plans.get(period)?.get(group as usize)?;
        (plan.first != UNPLANNED.first).then_some(plan)
    }

    /// The band of an amount; `None` if the event must be classified by itself.
    #[inline]
    pub(super) fn band_of(&self, plan: GroupPlan, nanos: i64) -> Option<u32> {
        Some(plan.first + self.limits.band_of(plan.limits, nanos)?)
    }

    /// Makes the plan of a group for a period that includes the time `at`.
    pub(super) fn plan(
        &mut self,
        group: u32,
        period: usize,
        at: Instant,
        prices: &mut Prices,
    ) -> GroupPlan {
        let event = self.examples[group as usize].event(at);
        let plan = if event.reported.is_some() {
            self.by_amount(event, prices)
        } else {
            self.without_amount(&event, prices)
        };
        let plan = plan.unwrap_or(GroupPlan { first: 0, limits: CLASSIFY_EACH });
        if self.plans.len() <= period {
            self.plans.resize(period + 1, Vec::new());
        }
        let plans = &mut self.plans[period];
        if plans.len() <= group as usize {
            plans.resize(group as usize + 1, UNPLANNED);
        }
        plans[group as usize] = plan;
        plan
    }

    fn by_amount(&mut self, mut event: Event, prices: &mut Prices) -> Option<GroupPlan> {
        let reported = event.reported?;
        let sign = if reported.credits.is_negative() { -1 } else { 1 };
        let limits = prices.classifier.steps(&event, prices.names);
        let above = limits.last().map_or(Credits::ZERO, |last| *last) + Credits::whole(1);
        let in_nanos: Option<Vec<i64>> = limits.iter().map(|limit| limit.to_nanos()).collect();
        let number = self.limits.number(&in_nanos?)?;
        let mut first = None;
        for credits in limits.into_iter().chain([above]) {
            event.reported = Some(Reported { credits: credits.times(sign), ..reported });
            let (group, _) = prices.group(&event);
            let band = prices.bands.open(group, 0, prices.names);
            first.get_or_insert(band);
        }
        Some(GroupPlan { first: first?, limits: number })
    }

    fn without_amount(&mut self, event: &Event, prices: &mut Prices) -> Option<GroupPlan> {
        if prices.classifier.reads_prompt(event, prices.names) {
            return None;
        }
        let (group, Amount::Nanos(each)) = prices.group(event) else { return None };
        let limits = self.limits.number(&[])?;
        Some(GroupPlan { first: prices.bands.open(group, each, prices.names), limits })
    }

    /// Forgets all groups.
    pub(super) fn clear(&mut self) {
        self.examples.clear();
        self.plans.clear();
    }
}
