//! The interface that every detector implements.

use super::draft::DraftFinding;
use super::params::Params;
use super::timeline::{Timeline, TimelineEvent};

/// Looks for one pattern of waste.
pub trait Detector: Sync {
    /// `repeated-calls`, as settings and output spell it.
    fn id(&self) -> &'static str;

    /// The first letter of its findings' ids.
    fn letter(&self) -> char;

    /// The pattern in one line.
    fn title(&self) -> &'static str;

    /// The name that applies its fix: `cache`. `None` if there is nothing to apply.
    fn fix(&self) -> Option<&'static str>;

    /// Definition and arithmetic: Markdown, its first line a heading.
    fn doc(&self) -> &'static str;

    /// What the detector cannot know, in one sentence.
    fn weakness(&self) -> &'static str;

    /// Returns true if the event is one of those that the detector examines. Their number is the volume by which a later log is
    /// compared. A detector that judges cycles examines no events.
    fn looks_at(&self, _event: &TimelineEvent) -> bool {
        false
    }

    /// Returns the findings of the period, in any order. The order of the log's rows must not change the result.
    fn detect(&self, timeline: &Timeline, params: &Params) -> Vec<DraftFinding>;
}
