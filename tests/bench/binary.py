"""Where cargo puts the binary that is measured."""

import os

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


def built(profile="dist", package=ROOT, name="credits"):
    """The path of a built binary. Honours CARGO_TARGET_DIR."""
    target = os.environ.get("CARGO_TARGET_DIR") or os.path.join(package, "target")
    return os.path.join(target, profile, name)
