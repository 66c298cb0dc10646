//! The name of a part of a pool.

use serde::{Deserialize, Serialize};

use crate::base::Untrusted;

/// A part of a pool that was judged on its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// One app.
    App(Untrusted),
    /// One user.
    User(Untrusted),
    /// One class, by its id.
    Class(Untrusted),
}

impl Scope {
    /// `app`, `user`, `class`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::App(_) => "app",
            Self::User(_) => "user",
            Self::Class(_) => "class",
        }
    }

    /// Which one.
    pub const fn name(&self) -> &Untrusted {
        match self {
            Self::App(name) | Self::User(name) | Self::Class(name) => name,
        }
    }
}
