//! The JSON schemas of what this program writes, generated from the types by the tests, and that of its configuration file.

/// Each document that has a schema, by the name that `credits schema` takes.
pub(crate) const SCHEMAS: [(&str, &str); 4] = [
    ("report", include_str!("../../docs/schema/report.json")),
    ("check", include_str!("../../docs/schema/check.json")),
    ("compare", include_str!("../../docs/schema/compare.json")),
    ("config", include_str!("../../docs/schema/config.json")),
];
