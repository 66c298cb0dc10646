//! A JSON value whose numbers stay source text, so that no digit is lost.

use serde_json::value::RawValue;

use crate::ingest::record::json::value::{fields, is_number};

/// The deepest value that is parsed.
const DEEPEST: usize = 32;

/// A JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    Object(Vec<(String, Node)>),
    List(Vec<Node>),
    Number(String),
    Text(String),
    /// `true`, `false` or `null`.
    Other,
}

impl Node {
    /// Parses a text; `None` if it is not JSON.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::at(text.trim(), DEEPEST)
    }

    fn at(raw: &str, deepest: usize) -> Option<Self> {
        let deeper = deepest.checked_sub(1)?;
        Some(match raw.as_bytes().first()? {
            b'{' => {
                let fields = fields(raw).ok()?;
                let field =
                    |(key, raw): (String, &RawValue)| Some((key, Self::at(raw.get(), deeper)?));
                Self::Object(fields.into_iter().map(field).collect::<Option<_>>()?)
            }
            b'[' => {
                let items: Vec<&RawValue> = serde_json::from_str(raw).ok()?;
                let item = |raw: &RawValue| Self::at(raw.get(), deeper);
                Self::List(items.into_iter().map(item).collect::<Option<_>>()?)
            }
            b'"' => Self::Text(serde_json::from_str(raw).ok()?),
            _ if is_number(raw) => Self::Number(raw.to_owned()),
            _ => Self::Other,
        })
    }

    pub(super) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub(super) fn number(&self) -> Option<&str> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }

    pub(super) fn list(&self) -> Option<&[Self]> {
        if let Self::List(items) = self { Some(items) } else { None }
    }
}
