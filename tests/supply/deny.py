#!/usr/bin/env python3
"""Checks by .ci/deny.toml what the program is built from: licences, duplicate versions, sources.

    python3 tests/supply/deny.py

`cargo deny` reads the same file and knows more (advisories). This takes a second, and needs nothing but cargo. Exit 1 if a package is refused.
"""

import re
import sys
import tomllib
from collections import defaultdict

from packages import ROOT, metadata, shipped

TOKEN = re.compile(r"\(|\)|[^\s()]+")


def allows(expression, allowed):
    """Whether a licence expression (SPDX, or the older `MIT/Apache-2.0`) can be met with the allowed licences."""
    tokens = TOKEN.findall(expression.replace("/", " OR "))

    def any_of():
        good = all_of()
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            good = all_of() | good
        return good

    def all_of():
        good = one()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            good = one() & good
        return good

    def one():
        token = tokens.pop(0)
        if token == "(":
            good = any_of()
            tokens.pop(0)
            return good
        if tokens and tokens[0] == "WITH":
            token = " ".join([token, tokens.pop(0), tokens.pop(0)])
        return token in allowed

    good = any_of()
    return good and not tokens


def problems(data, ids, rules):
    packages = {package["id"]: package for package in data["packages"]}
    allowed = set(rules["licenses"]["allow"])
    sources = {f"registry+{url}" for url in rules["sources"]["allow-registry"]}
    versions = defaultdict(list)
    for package in map(packages.get, ids):
        name = f"{package['name']} {package['version']}"
        versions[package["name"]].append(package["version"])
        if not package["license"] or not allows(package["license"], allowed):
            yield f"{name}: the licence {package['license'] or '(none)'} is not in [licenses] allow"
        if package["source"] and package["source"] not in sources:
            yield f"{name}: {package['source']} is not an allowed source"
        for need in package["dependencies"]:
            if need["req"] == "*" and need["kind"] is None and package["id"] == data["resolve"]["root"]:
                yield f"{name}: any version of {need['name']} would do"
    skipped = {entry["crate"].split("@")[0] for entry in rules["bans"].get("skip", [])}
    for name, found in sorted(versions.items()):
        if len(found) > 1 and name not in skipped:
            yield f"{name} is built in {len(found)} versions: {', '.join(sorted(found))}"


def main():
    assert allows("MIT OR Apache-2.0", {"MIT"}) and allows("(MIT OR X) AND Y", {"MIT", "Y"}) and allows("X/MIT", {"MIT"})
    assert not allows("(MIT OR X) AND Y", {"MIT", "X"}) and not allows("X WITH Y", {"X"}) and not allows("X", {"MIT"})
    rules = tomllib.loads((ROOT / ".ci" / "deny.toml").read_text(encoding="utf-8"))
    data = metadata()
    ids = shipped(data, rules["graph"]["targets"])
    found = list(problems(data, ids, rules))
    for problem in found:
        print(problem, file=sys.stderr)
    print(f"{len(ids)} packages, {len(found)} refused")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
