//! The embedded sample log.

use super::Session;
use crate::cli::error::{Failure, Kind};
use crate::cli::exit::Exit;
use crate::cli::layer::Origin;
use crate::cli::output;
use crate::cli::settings::{Output, Target};

/// A log in the canonical form, with something to see in it.
pub const SAMPLE: &str = include_str!("../../../fixtures/demo.csv");

/// `credits demo`
pub fn run(session: &mut Session<'_>, report: bool) -> Result<Exit, Failure> {
    if report {
        return Err(Failure::new(Kind::Input, "credits demo --report cannot read logs in this build"));
    }
    // The file's outputs are meant for reports; a sample goes where the command line says.
    let typed = session.settings.text("output").is_some_and(|t| matches!(t.origin, Origin::Flag(_)));
    let stdout = [Output { format: None, target: Target::Stdout }];
    let outputs = if typed { session.settings.outputs.as_slice() } else { &stdout };
    output::supports(outputs, "demo", &["csv"])?;
    output::write(outputs, session.out, |_, writer| Ok(writer.write_all(SAMPLE.as_bytes())?))?;
    Ok(Exit::Ok)
}
