//! What a log does not contain, and so what an audit cannot find in it.

use super::timeline::{Timeline, TimelineEvent};
use crate::event::Pool;
use crate::model::Source;

/// Something that the log does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Some (`missing`) of the events (`of`) that could have this information do not.
    Missing {
        what: Lack,
        missing: usize,
        of: usize,
    },
    /// The log has no event of the pool.
    NoPool(Pool),
    NoAllowance,
    NoFinishedCycle,
}

/// The information that events lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lack {
    Credits,
    TimeOfDay,
    App,
    BuildPrompt,
    BuildTarget,
    BuildCredits,
    CallInput,
    CallModel,
    CallUser,
    RunDuration,
}

impl Lack {
    const ALL: [Self; 10] = [
        Self::Credits,
        Self::TimeOfDay,
        Self::App,
        Self::BuildPrompt,
        Self::BuildTarget,
        Self::BuildCredits,
        Self::CallInput,
        Self::CallModel,
        Self::CallUser,
        Self::RunDuration,
    ];

    /// Returns true if the event could have the information.
    fn concerns(self, event: &TimelineEvent) -> bool {
        match self {
            Self::Credits | Self::TimeOfDay | Self::App => true,
            Self::BuildPrompt | Self::BuildTarget | Self::BuildCredits => event.is_build(),
            Self::CallInput | Self::CallModel => event.is_llm() || event.is_agent(),
            Self::CallUser => {
                matches!(event.class.source, Source::Integrations | Source::Agents)
            }
            Self::RunDuration => event.class.source == Source::Backend,
        }
    }

    fn is_missing(self, event: &TimelineEvent) -> bool {
        match self {
            Self::Credits => event.cost.is_none(),
            Self::TimeOfDay => event.at.is_none(),
            Self::App => event.app.is_none(),
            Self::BuildPrompt => event.prompt().is_none(),
            Self::BuildTarget => event.files().next().is_none() && event.feature.is_none(),
            Self::BuildCredits => !event.is_reported(),
            Self::CallInput => {
                event.prompt().is_none()
                    && event.metadata(&["prompthash", "inputhash", "requesthash"]).is_none()
            }
            Self::CallModel => event.classified.assumed_model,
            Self::CallUser => event.user.is_none(),
            Self::RunDuration => event.logged.duration_ms.is_none(),
        }
    }
}

/// Lists the gaps of a log.
pub(crate) fn gaps(timeline: &Timeline) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for what in Lack::ALL {
        let concerned = timeline.events.iter().filter(|event| what.concerns(event));
        let of = concerned.clone().count();
        let missing = concerned.filter(|event| what.is_missing(event)).count();
        if missing > 0 {
            gaps.push(Gap::Missing { what, missing, of });
        }
    }
    for pool in [Pool::Message, Pool::Integration] {
        if !timeline.events.iter().any(|event| event.classified.pool == pool) {
            gaps.push(Gap::NoPool(pool));
        }
    }
    if timeline.cycles.iter().all(|c| c.capacity.is_none()) {
        gaps.push(Gap::NoAllowance);
    } else if !timeline.cycles.iter().any(|c| c.over && c.covered) {
        gaps.push(Gap::NoFinishedCycle);
    }
    gaps
}
