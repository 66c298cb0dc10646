//! The embedded sample log.

use super::{Session, report};
use crate::base::CycleRule;
use crate::cli::error::Failure;
use crate::cli::exit::Exit;
use crate::cli::layer::Origin;
use crate::cli::load::Loaded;
use crate::cli::output;
use crate::cli::settings::{Output, Target};
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
        return sample(session);
    }
    output::supports(&session.settings.outputs, "demo --report", &report::formats())?;
    let sample = InputSpec::Text { name: "demo.csv".to_owned(), text: SAMPLE.to_owned() };
    let mut loaded = Loaded::sums(session, &[sample])?;
    // The story's workspace, unless the reader tries another.
    if loaded.request.plans.is_empty() {
        loaded.request.plans =
            vec![PlanPeriod { plan: Some(plan::find(PLAN)?.clone()), ..PlanPeriod::default() }];
    }
    if let CycleRule::Monthly { assumed: true, .. } = loaded.request.cycle {
        loaded.request.cycle = CycleRule::Monthly { day: RESET_DAY, assumed: false };
    }
    report::show(session, &loaded, false)
}

/// The sample itself. The outputs that a file or a variable names are meant for reports; a sample goes where the command line says.
fn sample(session: &mut Session<'_>) -> Result<Exit, Failure> {
    let typed =
        session.settings.text("output").is_some_and(|t| matches!(t.origin, Origin::Flag(_)));
    let stdout = [Output { format: None, target: Target::Stdout }];
    let outputs = if typed { session.settings.outputs.as_slice() } else { &stdout };
    output::supports(outputs, "demo", &["csv"])?;
    output::write(
        outputs,
        &mut *session.out,
        |_, writer| Ok(writer.write_all(SAMPLE.as_bytes())?),
    )?;
    Ok(Exit::Ok)
}
