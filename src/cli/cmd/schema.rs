//! The JSON schema of the report.

use super::Session;
use crate::cli::error::Failure;
use crate::cli::exit::Exit;

/// Generated from the report's types.
const SCHEMA: &str = include_str!("../../../docs/schema/report.json");

/// `credits schema`
pub fn run(session: &mut Session<'_>) -> Result<Exit, Failure> {
    session.out.write_all(SCHEMA.as_bytes())?;
    Ok(Exit::Ok)
}

#[cfg(test)]
mod tests {
    /// Writes the schema anew where `CREDITS_BLESS` is set; a schema that no longer fits the types fails.
    #[test]
    #[allow(clippy::disallowed_methods, reason = "how the file is made anew")]
    fn the_published_schema_is_that_of_the_types() {
        let schema = serde_json::to_string_pretty(&schemars::schema_for!(crate::report::Report)).unwrap() + "\n";
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schema/report.json");
        if std::env::var_os("CREDITS_BLESS").is_some() {
            std::fs::write(path, &schema).unwrap();
        }
        let same = std::fs::read_to_string(path).unwrap() == schema;
        assert!(same, "CREDITS_BLESS=1 cargo test --lib published_schema writes it anew");
    }
}
