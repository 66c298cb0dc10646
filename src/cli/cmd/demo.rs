//! The embedded sample log.

use super::{Session, report};
use crate::base::CycleRule;
use crate::cli::error::Failure;
use crate::cli::exit::Exit;
use crate::cli::load::Loaded;
use crate::cli::output;
use crate::ingest::InputSpec;
use crate::model::plan;
use crate::report::PlanPeriod;

/// A log in the canonical form, with something to see in it.
pub const SAMPLE: &str = include_str!("../../../fixtures/demo.csv");

/// The plan of the sample's workspace.
const PLAN: &str = "builder";

/// The day of the month on which its credits are reset.
const RESET_DAY: u32 = 5;

/// `credits demo`
pub fn run(session: &mut Session<'_>, report: bool) -> Result<Exit, Failure> {
    if !report {
        session.out.write_all(SAMPLE.as_bytes())?;
        return Ok(Exit::Ok);
    }
    output::supports(&session.settings.outputs, "demo --report", &report::formats())?;
    let sample = InputSpec::Text { name: "demo.csv".to_owned(), text: SAMPLE.to_owned() };
    let mut loaded = Loaded::from(session, &[sample])?;
    // The story's workspace, unless the reader tries another.
    if loaded.request.plans.is_empty() {
        loaded.request.plans = vec![PlanPeriod { plan: Some(plan::find(PLAN)?.clone()), ..PlanPeriod::default() }];
    }
    if let CycleRule::Monthly { assumed: true, .. } = loaded.request.cycle {
        loaded.request.cycle = CycleRule::Monthly { day: RESET_DAY, assumed: false };
    }
    report::show(session, &loaded, false)
}
