//! The JSON schemas of the types in this folder, for the tests that generate the published schema.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::base::calendar::{Day, Stamp};
use crate::base::credits::Credits;
use crate::base::quotient::Quotient;
use crate::base::untrusted::Untrusted;

macro_rules! string_schema {
    ($type:ty, $name:literal, $body:tt) => {
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($body)
            }
        }
    };
}

string_schema!(Credits, "Credits", {"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$", "description": "An exact decimal."});
string_schema!(Day, "Day", {"type": "string", "format": "date"});
string_schema!(Stamp, "Stamp", {"type": "string", "description": "An RFC 3339 instant in UTC, or a date."});
string_schema!(Untrusted, "Untrusted", {"type": "string", "description": "Text from the log, as it came."});

impl<const PLACES: u32> JsonSchema for Quotient<PLACES> {
    fn schema_name() -> Cow<'static, str> {
        format!("Quotient{PLACES}").into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": format!("^-?[0-9]+\\.[0-9]{{{PLACES}}}$"), "description": format!("A quotient, rounded half to even to {PLACES} places.")})
    }
}
