"""What can be judged without a program: metadata, and every script and manifest by a linter of its kind."""

import shutil
import time

import pack
from names import HERE, ROOT, TARGETS, VERSION
from steps import Skip, line, run, step, tool


def metadata():
    faults = pack.check(release=False)
    assert not faults, "; ".join(faults)
    line("metadata", "", "", f"agrees: {len(TARGETS)} platforms, {VERSION}")


def linted(name, *words, cwd=ROOT):
    began = time.monotonic()
    run(tool(words[0]), *words[1:], cwd=cwd)
    line(name, "", "", f"{words[0]}: no finding", "", time.monotonic() - began)


def linters(out):
    action = ".github/actions/check"
    with step("shell scripts"):
        scripts = ["tests/packaging/build", "tests/packaging/install/install.sh", f"{action}/check.sh", ".ci/run", "docs/guide/export-credit-log.sh"]
        linted("shell scripts", "shellcheck", "--severity=warning", *scripts)
    with step("Dockerfile"):
        linted("Dockerfile", "hadolint", "tests/packaging/docker/Dockerfile")
    with step("workflows"):
        linted("workflows", "actionlint", *sorted((ROOT / ".github/workflows").glob("*.yml")))
    for name, schema, file in (
        ("action", "vendor.github-actions", f"{action}/action.yml"),
        ("workflow by its schema", "vendor.github-workflows", ".github/workflows/release.yml"),
    ):
        with step(name):
            linted(name, "check-jsonschema", "--builtin-schema", schema, file)
    with step("GitLab component"):
        # The schema judges the second document of the file, with the inputs filled in.
        text = (HERE / "gitlab/check.yml").read_text(encoding="utf-8").split("\n---\n", 1)[1]
        text = text.replace("$[[ inputs.stage ]]", "test").replace("$[[ inputs.image ]]", "alpine:3")
        path = out / "gitlab-ci.yml"
        path.write_text(text, encoding="utf-8")
        linted("GitLab component", "check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", path)
    with step("Homebrew formula"):
        ruby = shutil.which("ruby")
        if not ruby:
            raise Skip("no ruby here to parse it; brew itself runs nowhere here")
        run(ruby, "-c", HERE / "homebrew/credits.rb")
        line("Homebrew formula", "", "", "ruby: it parses; brew is not here")
