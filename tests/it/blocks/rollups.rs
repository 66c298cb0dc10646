//! The rows of a rollup stand for several events each.

use super::{Blocks, InputSpec, Model, ReadOptions, Selection, reference, summed};

#[test]
fn a_rollup_is_read_alike_on_the_fast_path() {
    let dir = tempfile::tempdir().unwrap();
    let part = dir.path().join("part.csv");
    let demo = crate::program::root().join("fixtures/demo.csv");
    let args = ["sum", demo.to_str().unwrap(), "--slot", "1d", "-o", part.to_str().unwrap()];
    let ran = crate::program::run(&args);
    assert_eq!(ran.exit, credits::cli::Exit::Ok, "{}", ran.stderr);
    let model = Model::builtin("base44").unwrap();
    let inputs = [InputSpec::Path(part.to_str().unwrap().to_owned())];
    let options = ReadOptions {
        blocks: Blocks { head: 4 << 10, small: 0, size: 4 << 10, threads: Some(3), groups: 40 },
        ..ReadOptions::default()
    };
    let (fast, taken) = summed(&inputs, &options, &Selection::default(), &model);
    let (slow, _) = summed(&inputs, &reference(&options), &Selection::default(), &model);
    assert!(taken > 1);
    let fast = fast.unwrap();
    assert!(fast.rejects.is_empty());
    assert_eq!(Ok(fast), slow);
}
