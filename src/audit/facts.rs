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
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BroadPromptFacts {
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RepeatKind {
    /// By the logged input of a call.
    Input,
    /// By the logged message to an agent, whose answer may also depend on earlier messages.
    AgentMessage,
    /// By feature, user and time: no input is logged.
    NoInput,
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
    pub(crate) simple: usize,
    pub(crate) prompts: usize,
    /// Simple prompts about one element's looks or text.
    pub(crate) looks: usize,
    /// Simple prompts without logged text.
    pub(crate) without_text: usize,
    pub(crate) cost: Estimate,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HeavyCallFacts {
    /// Title of the class.
    pub(crate) call: String,
    pub(crate) calls: usize,
    pub(crate) cost: Estimate,
    /// Credits of the whole period.
    pub(crate) all_credits: Credits,
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
    /// Hours with a burst.
    pub(crate) hours: usize,
    /// Calls in the worst hour.
    pub(crate) most: usize,
    /// Calls in a usual hour.
    pub(crate) usual: usize,
    /// Calls an hour that would have stopped the burst.
    pub(crate) limit: usize,
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
            Self::RepeatedCalls(f) => (u8::from(f.kind != RepeatKind::NoInput), &f.call),
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
