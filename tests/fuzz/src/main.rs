//! Feeds mutated bytes to the program, as one of the targets of [`targets::ALL`]. `FUZZ_TARGET` names it, and `./run` does the rest.
//!
//! A target panics if the program breaks its word: a panic, a control character or an escape in an output, two ways of reading that
//! differ, a gate that passes on what it could not judge.

#![no_main]

mod differential;
mod gate;
mod program;
mod targets;

use std::sync::OnceLock;

type Target = fn(&[u8]);

fn target() -> Target {
    static CHOSEN: OnceLock<Target> = OnceLock::new();
    *CHOSEN.get_or_init(|| {
        let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
        let found = targets::ALL.iter().find(|(known, _)| *known == name);
        found.unwrap_or_else(|| panic!("FUZZ_TARGET is {name:?}, which is no target")).1
    })
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| target()(data));
