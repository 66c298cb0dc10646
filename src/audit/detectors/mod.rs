//! One file per detector, and the list of them.

mod above_list_price;
mod broad_prompts;
mod bursts;
mod discuss_routine;
mod expensive_model;
mod heavy_integration;
mod hot_files;
mod long_functions;
mod plan_size;
mod price_drift;
mod regression_loop;
mod repeated_calls;
mod repeated_fixes;
mod scheduled_drain;
mod small_fixes;
mod spikes;
mod unused_credits;

use super::detector::Detector;

/// Every detector, in the order of the docs.
pub static ALL: &[&dyn Detector] = &[
    &regression_loop::RegressionLoop,
    &broad_prompts::BroadPrompts,
    &repeated_calls::RepeatedCalls,
    &repeated_fixes::RepeatedFixes,
    &discuss_routine::DiscussRoutine,
    &small_fixes::SmallFixes,
    &heavy_integration::HeavyIntegration,
    &hot_files::HotFiles,
    &expensive_model::ExpensiveModel,
    &bursts::Bursts,
    &scheduled_drain::ScheduledDrain,
    &long_functions::LongFunctions,
    &spikes::Spikes,
    &above_list_price::AboveListPrice,
    &price_drift::PriceDrift,
    &unused_credits::UnusedCredits,
    &plan_size::PlanSize,
];

/// Finds a detector by its id, by the name of its fix, or by the id of a finding: `repeated-calls`, `cache`, `R1`.
pub(crate) fn find(name: &str) -> Option<&'static dyn Detector> {
    let is_finding_of = |letter: char| {
        let (first, rest) = (name.chars().next(), name.get(1..).unwrap_or(""));
        first.is_some_and(|c| c.eq_ignore_ascii_case(&letter))
            && !rest.is_empty()
            && rest.bytes().all(|b| b.is_ascii_digit())
    };
    ALL.iter().copied().find(|d| {
        d.id().eq_ignore_ascii_case(name)
            || d.fix().is_some_and(|f| f.eq_ignore_ascii_case(name))
            || is_finding_of(d.letter())
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::params::Params;
    use super::*;

    #[test]
    fn every_detector_has_names_of_its_own_and_explains_itself() {
        let ids: BTreeSet<_> = ALL.iter().map(|d| d.id()).collect();
        let letters: BTreeSet<_> = ALL.iter().map(|d| d.letter()).collect();
        let fixes: Vec<_> = ALL.iter().filter_map(|d| d.fix()).collect();
        assert_eq!((ids.len(), letters.len()), (ALL.len(), ALL.len()));
        assert_eq!(fixes.iter().collect::<BTreeSet<_>>().len(), fixes.len());
        assert!(fixes.iter().all(|fix| !ids.contains(fix)), "{fixes:?}");
        for detector in ALL {
            let heading = detector.doc().lines().next().unwrap();
            assert_eq!(heading, format!("# {}", detector.id()));
            for (name, _) in Params::default().of(detector.id()) {
                assert!(
                    detector.doc().contains(&format!("`{name}`")),
                    "the docs page of {} does not explain {name}",
                    detector.id()
                );
            }
            assert!(detector.weakness().ends_with('.'));
        }
    }

    #[test]
    fn a_detector_is_found_by_any_of_its_names() {
        for name in ["repeated-calls", "cache", "R1", "r12"] {
            assert_eq!(find(name).unwrap().id(), "repeated-calls", "{name}");
        }
        for name in ["", "R", "Rx", "nothing", "é1"] {
            assert!(find(name).is_none(), "{name}");
        }
    }
}
