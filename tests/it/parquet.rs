//! Parquet files: damaged ones are refused or read, and nothing else; and what a table says does not depend on how it is packed.

use std::fs;

use credits::cli::Exit;

use crate::program::{Ran, root, run};

fn fixture(name: &str) -> Vec<u8> {
    fs::read(root().join("fixtures/situations/parquet-tables").join(name)).unwrap()
}

/// Where a crafted file is written.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Reads some bytes, which must give a report or an error in words.
    fn read(&self, bytes: &[u8]) -> Ran {
        let path = self.0.path().join("log.parquet");
        fs::write(&path, bytes).unwrap();
        let ran = run(&["report", path.to_str().unwrap(), "--all", "--json", "-q"]);
        let is_said = ran.exit == Exit::Error && ran.stderr.contains("log.parquet");
        assert!(ran.exit == Exit::Ok || is_said, "{:?} {}", ran.exit, ran.stderr);
        assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
        ran
    }
}

#[test]
fn a_file_that_breaks_off_is_refused_wherever_it_does() {
    let place = Place::new();
    for name in ["nested.parquet", "deltas.parquet"] {
        let whole = fixture(name);
        for end in (8..whole.len()).step_by(whole.len() / 40) {
            let ran = place.read(&whole[..end]);
            assert_eq!(ran.exit, Exit::Error, "{name} {end}");
        }
    }
}

#[test]
fn damage_gives_a_report_or_an_error() {
    let (place, mut state) = (Place::new(), 7_usize);
    let mut below = |most: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % most
    };
    for name in ["nested.parquet", "deltas.parquet", "doubles.parquet", "no-ending"] {
        let whole = fixture(name);
        let footer = u32::from_le_bytes(whole[whole.len() - 8..][..4].try_into().unwrap());
        let described = whole.len() - 8 - footer as usize;
        for nth in 0..80 {
            let mut bytes = whole.clone();
            let start = if nth % 2 == 0 { 4 } else { described };
            let at = start + below(bytes.len() - 12 - start);
            match nth % 4 {
                0 | 1 => bytes[at] ^= 1 << below(8),
                2 => bytes[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes()),
                _ => bytes[at..at + 4].copy_from_slice(&[0x7f; 4]),
            }
            place.read(&bytes);
        }
    }
}

#[test]
fn a_text_may_begin_like_a_parquet_file() {
    let place = Place::new();
    let ran = place.read(b"PAR1,date,credits\nx,2026-05-01,3\nx,2026-05-02,4\n");
    assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
    // A description that claims to be as long as all memory.
    let ran = place.read(b"PAR1\x15\0\0\0\xff\xff\xff\x7fPAR1");
    assert!(ran.stderr.contains("more than 16 MiB"), "{}", ran.stderr);
}
