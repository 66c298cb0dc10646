//! The values behind the sentences of a finding, by detector.
//!
//! Facts are counts, amounts, days and names of the rate card. Names from the log (apps, users, features, files) are fields of the
//! finding and its parts, where a report can redact them.

use super::estimate::Estimate;
use super::timeline::CycleUse;
use crate::base::{Credits, Cycle, Day};
use crate::event::Pool;

/// What one detector found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Facts {
    Loops(LoopFacts),
    BroadPrompts(BroadPromptFacts),
    RepeatedCalls(RepeatedCallFacts),
    FixRuns(FixRunFacts),
    Discuss(DiscussFacts),
    SmallFixes(SmallFixFacts),
    HeavyCall(HeavyCallFacts),
    HotFiles(HotFileFacts),
    DearModel(DearModelFacts),
    Burst(BurstFacts),
    Automation(AutomationFacts),
    LongRuns(LongRunFacts),
    Batches(BatchFacts),
    Spikes(SpikeFacts),
    AbovePrice(AbovePriceFacts),
    PriceChange(PriceChangeFacts),
    Unused(UnusedFacts),
    PlanSize(PlanSizeFacts),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LoopFacts {
    /// No prompt of these loops is logged.
    pub(crate) silent: bool,
    pub(crate) loops: usize,
    pub(crate) turns: usize,
    pub(crate) repairs: usize,
    /// Turns of the longest loop.
    pub(crate) longest: usize,
    pub(crate) cost: Estimate,
    pub(crate) cost_without_repairs: Estimate,
    /// Credits of the pool in the whole period.
    pub(crate) pool_credits: Credits,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BroadPromptFacts {
    /// Most of the app's prompts cost that much.
    pub(crate) asked: bool,
    pub(crate) broad: usize,
    pub(crate) prompts: usize,
    /// Broad prompts that name no file and do not forbid other changes.
    pub(crate) unscoped: usize,
    pub(crate) cost: Estimate,
    /// The same prompts at the price of their scope.
    pub(crate) cost_in_scope: Estimate,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RepeatedCallFacts {
    /// `InvokeLLM`, or the title of a class.
    pub(crate) call: String,
    pub(crate) kind: RepeatKind,
    pub(crate) calls: usize,
    /// Calls that a cache would have answered, by the lifetime of an answer: an hour, a day, forever.
    pub(crate) hits: [Hits; 3],
    /// Calls within a minute of the start of a visit, of the calls whose visit is known.
    pub(crate) at_visit_start: Option<(usize, usize)>,
}

/// How repeats were recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RepeatKind {
    /// By the logged input of a call.
    Input,
    /// By recipient and subject: the same mail, seconds apart.
    Mail,
    /// By the logged message to an agent, whose answer may also depend on earlier messages.
    AgentMessage,
    /// By a handful of texts, which may be templates.
    FewTexts,
    /// By texts that leave out what they are about.
    Template,
    /// By the first characters of the prompt; the log cuts it.
    CutText,
    /// By the input of a job that asks the same at its own cadence.
    Scheduled,
    /// By the input without the times and ids in it.
    ButForStamp,
    /// By feature, user and time: no input is logged.
    NoInput,
}

impl RepeatKind {
    /// Seconds for which an answer is kept: in the cautious case, typically, at most. For a job, a day is 26 hours, so that a daily call that
    /// comes a little later each day is still a repeat.
    pub(crate) const fn seconds(self) -> [i64; 3] {
        const FOREVER: i64 = i64::MAX / 2_000_000;
        match self {
            Self::Mail => [10, 60, 86_400],
            Self::Scheduled => [3600, 26 * 3600, FOREVER],
            _ => [3600, 86_400, FOREVER],
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Hits {
    pub(crate) calls: usize,
    pub(crate) cost: Estimate,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FixRunFacts {
    pub(crate) runs: usize,
    /// Fixes that make a run.
    pub(crate) least_fixes: usize,
    pub(crate) fixes: usize,
    pub(crate) charged: usize,
    /// Fixes of the longest run.
    pub(crate) longest: usize,
    pub(crate) cost: Estimate,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DiscussFacts {
    pub(crate) routine: usize,
    pub(crate) turns: usize,
    /// Cost of the routine turns.
    pub(crate) cost: Estimate,
    /// Credits of all discuss turns.
    pub(crate) discuss_credits: Credits,
    /// Credits of the whole period.
    pub(crate) all_credits: Credits,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SmallFixFacts {
    /// Their texts are about one element's looks or text; if not, they are only simple.
    pub(crate) about_looks: bool,
    pub(crate) simple: usize,
    pub(crate) prompts: usize,
    /// Simple prompts without logged text.
    pub(crate) without_text: usize,
    pub(crate) cost: Estimate,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HeavyCallFacts {
    /// Title of the class.
    pub(crate) call: String,
    pub(crate) class_id: String,
    /// The calls run on page load or on every key.
    pub(crate) on_load: bool,
    pub(crate) calls: usize,
    pub(crate) cost: Estimate,
    /// Credits of the whole period; of the pool, if the calls run on page load.
    pub(crate) all_credits: Credits,
    /// The price of the same call on a cheaper model.
    pub(crate) cheapest: Option<Credits>,
    pub(crate) days: i32,
    /// A call is heavy above this percentage of all credits.
    pub(crate) above_percent: i64,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HotFileFacts {
    /// The log names files; if not, these are features.
    pub(crate) files: bool,
    /// How many of them are hot.
    pub(crate) hot: usize,
    /// How many files or features were edited.
    pub(crate) distinct: usize,
    /// Prompts that edited a hot one.
    pub(crate) touching: usize,
    pub(crate) prompts: usize,
    /// Cost of the prompts that edited a hot one.
    pub(crate) cost: Estimate,
    /// Credits of all build prompts of the app.
    pub(crate) build_credits: Credits,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DearModelFacts {
    pub(crate) call: String,
    /// Calls on a dearer model.
    pub(crate) dear: usize,
    pub(crate) calls: usize,
    /// Cost of the dear calls.
    pub(crate) cost: Estimate,
    /// What they cost more than on the cheaper model.
    pub(crate) difference: Estimate,
    /// Mean cost of a call on the cheaper model.
    pub(crate) cheap: Credits,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BurstFacts {
    /// An end user's page or script; if not, it may be work.
    pub(crate) runs_away: bool,
    pub(crate) bursts: usize,
    /// Of them, those that go over a day.
    pub(crate) whole_days: usize,
    /// Days with a burst.
    pub(crate) days: usize,
    /// Calls in the worst one.
    pub(crate) most: usize,
    /// Calls that are usual in its time.
    pub(crate) usual: usize,
    /// Calls that would have stopped it.
    pub(crate) limit: usize,
    /// The worst one goes over a day, not an hour.
    pub(crate) by_day: bool,
    /// Credits beyond the limit.
    pub(crate) beyond: Estimate,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AutomationFacts {
    /// Most runs are known to be idle; if not, no run says what it did.
    pub(crate) known_idle: bool,
    pub(crate) runs: usize,
    /// Runs that say what they did.
    pub(crate) informative: usize,
    pub(crate) idle: usize,
    pub(crate) cost: Estimate,
    pub(crate) idle_cost: Estimate,
    pub(crate) days: i32,
    /// Median number of minutes between runs.
    pub(crate) minutes_between: Option<i64>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LongRunFacts {
    /// No source prices them, or people start them.
    pub(crate) asked: bool,
    /// Records of the largest run.
    pub(crate) records: Option<u64>,
    pub(crate) long: usize,
    pub(crate) runs: usize,
    /// A run is long from this many seconds on.
    pub(crate) seconds: i64,
    pub(crate) cost: Estimate,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BatchFacts {
    pub(crate) call: String,
    pub(crate) runs: usize,
    pub(crate) days: usize,
    pub(crate) calls: usize,
    /// Calls of the longest batch.
    pub(crate) longest: usize,
    pub(crate) cost: Estimate,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SpikeFacts {
    /// Days with a spike.
    pub(crate) days: usize,
    pub(crate) worst: Day,
    /// Credits of the worst day.
    pub(crate) used: Credits,
    /// Average of the 14 days before it.
    pub(crate) average: Credits,
    /// Credits of all spikes above their averages.
    pub(crate) excess: Credits,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AbovePriceFacts {
    pub(crate) class_id: String,
    pub(crate) class_title: String,
    pub(crate) above: usize,
    pub(crate) events: usize,
    /// Credits above the highest price.
    pub(crate) excess: Credits,
    /// The price of one unit that is reported most often.
    pub(crate) usual: Credits,
    /// The card's highest price for the first event above it.
    pub(crate) listed: Credits,
    /// Day of the first event above the price.
    pub(crate) from: Day,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PriceChangeFacts {
    pub(crate) class_id: String,
    pub(crate) class_title: String,
    pub(crate) day: Day,
    pub(crate) old: Credits,
    pub(crate) new: Credits,
    /// Events since the change.
    pub(crate) events: usize,
    /// Credits of the events since the change.
    pub(crate) paid: Credits,
    /// What they cost more than at the old price.
    pub(crate) difference: Credits,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct UnusedFacts {
    pub(crate) pool: Pool,
    /// Finished cycles, with the credits that were left.
    pub(crate) cycles: Vec<(Cycle, Credits)>,
    pub(crate) unused: Credits,
    pub(crate) capacity: Credits,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlanSizeFacts {
    pub(crate) size: PlanSizing,
    /// By pool: the cycles that were judged, with their capacity.
    pub(crate) pools: Vec<(Pool, Vec<(CycleUse, Credits)>)>,
}

/// How a plan fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PlanSizing {
    Right,
    TooLarge,
    TooSmall,
}

impl Facts {
    /// Orders findings of one detector that agree in app, feature, user and pool.
    pub(super) fn order(&self) -> (u8, &str) {
        match self {
            Self::Loops(f) => (u8::from(!f.silent), ""),
            Self::RepeatedCalls(f) => (f.kind as u8, &f.call),
            Self::Burst(f) => (u8::from(!f.runs_away), ""),
            Self::HeavyCall(f) => (0, &f.call),
            Self::HotFiles(f) => (u8::from(f.files), ""),
            Self::DearModel(f) => (0, &f.call),
            Self::Automation(f) => (u8::from(!f.known_idle), ""),
            Self::Batches(f) => (0, &f.call),
            Self::LongRuns(_) => (1, ""),
            Self::AbovePrice(f) => (0, &f.class_title),
            Self::PriceChange(f) => (0, &f.class_title),
            Self::PlanSize(f) => (f.size as u8, ""),
            _ => (0, ""),
        }
    }
}
