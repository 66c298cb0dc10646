//! The sources of credits, as charts stack and name them.

/// The sources in the order in which they are stacked. Each has its own colour in the style.
pub(super) const SOURCES: [&str; 8] = [
    "agent-prompts",
    "discuss",
    "integrations",
    "agents",
    "automations",
    "backend",
    "free",
    "unclassified",
];

/// Returns the title of a source.
pub(super) fn source_title(id: &str) -> &str {
    match id {
        "agent-prompts" => "prompts to the builder",
        "discuss" => "Discuss mode",
        "backend" => "backend functions",
        "free" => "free of charge",
        other => other,
    }
}
