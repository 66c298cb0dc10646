//! Built-in data in a form that is read at once.
//!
//! People write it as TOML, and to read that at each start took longer than to read a log of a thousand rows. So what is built in is
//! the same values in the format of `postcard`, in a file `x.packed` beside `x.toml`. For each of them a test holds the two equal, and
//! `UPDATE=1 cargo test --lib packed` writes them anew.

use serde::Deserialize;

/// A packed value.
///
/// # Panics
/// Where the bytes are of another type: each is read by the test that holds it.
pub fn read<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> T {
    postcard::from_bytes(bytes).expect("what is built in is packed as it is read")
}

/// A value, packed.
#[cfg(test)]
pub fn of(value: &impl serde::Serialize) -> Vec<u8> {
    postcard::to_allocvec(value).unwrap()
}

/// Holds the packed file of that name, below `src`, to a value, or writes it anew.
#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "a test asks whether it is to write")]
pub fn hold(name: &str, value: &impl serde::Serialize) {
    let path = format!("{}/src/{name}.packed", env!("CARGO_MANIFEST_DIR"));
    let packed = of(value);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &packed).unwrap();
    }
    let held = std::fs::read(&path).unwrap_or_default();
    assert!(held == packed, "{path} is not what its TOML says: UPDATE=1 cargo test --lib packed");
}
