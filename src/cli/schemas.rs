//! The JSON schemas of what this program writes, generated from the types by the tests.

/// Each document that has a schema, by the name that `credits schema` takes.
pub(crate) const SCHEMAS: [(&str, &str); 3] = [
    ("report", include_str!("../../docs/schema/report.json")),
    ("check", include_str!("../../docs/schema/check.json")),
    ("compare", include_str!("../../docs/schema/compare.json")),
];
