//! The recorder that `credits init` writes, and the snippets of the audit, run by Node against a stand-in for the platform: with the
//! platform's own client if it is installed, else with a stand-in of that too.

use std::process::Command;

use crate::program::root;

#[test]
fn the_recorder_and_the_snippets_do_what_they_say() {
    let ran = Command::new("node").arg("tests/recorder/run.mjs").current_dir(root()).output();
    // Without Node there is nothing to run.
    let Ok(ran) = ran else { return };
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(ran.status.success(), "{said}{}", String::from_utf8_lossy(&ran.stderr));
    assert!(said.starts_with("ok: "), "{said}");
}
