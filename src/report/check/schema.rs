//! Generates the published schema of the gate's JSON from its types.

use std::{fs, path::Path};

use super::data::Check;

#[test]
#[allow(clippy::disallowed_methods, reason = "UPDATE=1 rewrites the generated file")]
fn the_published_schema_is_current() {
    let schema = serde_json::to_string_pretty(&schemars::schema_for!(Check)).unwrap() + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema/check.json");
    if std::env::var("UPDATE").is_ok() {
        fs::write(&path, &schema).unwrap();
    }
    let published = fs::read_to_string(&path).unwrap_or_default();
    assert!(published == schema, "docs/schema/check.json is not current: UPDATE=1 cargo test");
}
