//! Logs that are known by something other than their operations: by counts of tokens, by the builder's figure, by their metadata.

use crate::ingest::cell::amount::AmountFormat;
use crate::ingest::cell::roles;
use crate::ingest::cell::roles::Role;
use crate::ingest::cell::words;
use crate::ingest::columns::mapping::{LOOK, Mapping, MetadataRoles, shown};
use crate::ingest::options::DecimalMark;
use crate::ingest::record::json::value as json;
use crate::ingest::record::table::Table;

/// Parts of the name of a count of tokens that only an AI call has.
const SIDES: [&str; 8] =
    ["input", "output", "prompt", "completion", "cached", "reasoning", "in", "out"];

/// Whether the table is a log of AI calls that names neither amounts nor operations.
pub(super) fn is_ai_log(table: &Table, mapping: &Mapping) -> bool {
    let names_ai = !mapping.of(Role::Model).is_empty() || !mapping.of(Role::Provider).is_empty();
    let counts_tokens = table.columns.iter().any(|column| {
        let plain = column.name.plain.as_str();
        let has = |wanted: &str| plain.split('_').any(|part| part == wanted);
        let is_side = SIDES.iter().any(|side| has(side));
        // `Tokens` alone stands in other tools' exports, beside amounts of their own.
        let is_named = plain != "tokens" || !mapping.of(Role::Provider).is_empty();
        (has("tokens") && (is_side || (names_ai && is_named)))
            || (plain == "prompt_chars" && names_ai)
    });
    counts_tokens && !mapping.has_amounts(table) && !mapping.has_certain_operation(table)
}

/// Finds a sheet of prompts to the builder with its "Credits Used": a time, a prompt, an amount, and nothing that an app would log.
pub(super) fn find_builder_prompts(table: &Table, mapping: &mut Mapping) {
    let has_prompt = table.find("prompt").is_some_and(|c| mapping.of(Role::Prompt).contains(&c));
    let amount = mapping.amounts.first().map(|amount| amount.column);
    let Some(amount) = amount.filter(|_| has_prompt && mapping.amounts.len() == 1) else { return };
    let others = [Role::Operation, Role::Pool, Role::Kind, Role::Vendor];
    if table.columns[amount].name.plain != "credits_used"
        || mapping.known_export.is_some()
        || mapping.metadata.operation
        || others.iter().any(|role| mapping.is_forced(*role) || !mapping.of(*role).is_empty())
    {
        return;
    }
    let of_apps =
        [Role::Model, Role::Provider, Role::User, Role::Feature, Role::Status, Role::Metadata];
    let of_app = of_apps.iter().flat_map(|role| mapping.of(*role)).next().copied();
    let of_agents = ["agent", "conversation", "response", "reply", "answer", "session", "tokens"];
    let named = table
        .columns
        .iter()
        .position(|column| column.name.plain.split('_').any(|part| of_agents.contains(&part)));
    match of_app.or(named) {
        None if !mapping.is_base44 => mapping.is_builder_prompts = true,
        sign => {
            let beside = sign
                .map(|column| format!(" beside \"{}\"", shown(table, column)))
                .unwrap_or_default();
            mapping.notes.push((
                false,
                format!(
                    "the prompts{beside} may be the builder's or those of an agent in the app, so their pool is unknown; a column \"pool\" with message or integration names it"
                ),
            ));
        }
    }
}

/// The roles that keys of the metadata play in the head.
pub(super) fn metadata_roles(table: &Table, mapping: &Mapping) -> MetadataRoles {
    let mut found = MetadataRoles::default();
    let columns = mapping.of(Role::Metadata);
    let cells = table.rows.iter().flat_map(|row| columns.iter().map(|column| row.cell(*column)));
    for cell in cells.filter(|cell| cell.starts_with('{')).take(LOOK) {
        // Older exports double the quotes once more.
        let undoubled = cell.replace("\"\"", "\"");
        let object = json::object(cell).or_else(|_| json::object(&undoubled));
        let Ok((fields, _)) = object else { continue };
        for (key, value) in fields {
            let plain = roles::column_name(&key).plain;
            let text = json::plain(value.get());
            if Role::Credits.keys().contains(&plain.as_str()) {
                let number = AmountFormat::with(DecimalMark::Point).read(text.trim());
                found.credits |= !text.trim().is_empty() && number.is_ok();
            }
            if Role::Operation.keys().contains(&plain.as_str()) {
                found.operation |= words::is_common(&text) == Some(false);
            }
        }
    }
    found
}
