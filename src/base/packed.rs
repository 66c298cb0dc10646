//! Built-in data in a form that is read at once.
//!
//! People write it as TOML, and to read that at each start took longer than to read a log of a thousand rows. So what is built in is
//! the same values in the format of `postcard`, in a file `x.packed` beside `x.toml`. For each of them a test holds the two equal, and
//! `UPDATE=1 cargo test --lib packed` writes them anew.

use std::sync::OnceLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A packed value.
///
/// # Panics
/// Where the bytes are of another type: each is read by the test that holds it.
pub(crate) fn read<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> T {
    postcard::from_bytes(bytes).expect("what is built in is packed as it is read")
}

/// A part of what is built in that is unpacked when it is first asked for; or a value that is there already.
#[derive(Clone, Debug)]
pub(crate) struct Part<T> {
    value: OnceLock<T>,
    packed: &'static [u8],
}

impl<T> From<T> for Part<T> {
    fn from(value: T) -> Self {
        Self { value: value.into(), packed: &[] }
    }
}

impl<T: Deserialize<'static>> Part<T> {
    /// The value.
    pub(crate) fn get(&self) -> &T {
        self.value.get_or_init(|| read(self.packed))
    }
}

impl<T: Serialize + Deserialize<'static>> Serialize for Part<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer
            .serialize_bytes(&postcard::to_allocvec(self.get()).map_err(serde::ser::Error::custom)?)
    }
}

impl<'de: 'static, T> Deserialize<'de> for Part<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Deserialize::deserialize(deserializer).map(|packed| Self { value: OnceLock::new(), packed })
    }
}

/// Holds the packed file of that name, below `src`, to a value, or writes it anew.
#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "a test asks whether it is to write")]
pub(crate) fn hold(name: &str, value: &impl Serialize) {
    let path = format!("{}/src/{name}.packed", env!("CARGO_MANIFEST_DIR"));
    let packed = postcard::to_allocvec(value).unwrap();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &packed).unwrap();
    }
    let held = std::fs::read(&path).unwrap_or_default();
    assert!(held == packed, "{path} is not what its TOML says: UPDATE=1 cargo test --lib packed");
}
