#!/usr/bin/env python3
"""Writes the bill of materials of a built binary, for the release archive that the binary goes into.

    python3 tests/supply/sbom.py target/dist/credits credits.cdx.json [TARGET]

CycloneDX 1.6, as JSON. The same sources give the same bytes: it holds no time and no random serial number.
"""

import hashlib
import json
import re
import subprocess
import sys
import tomllib
import uuid
from pathlib import Path

from packages import ROOT, metadata, shipped


def host():
    told = subprocess.run(["rustc", "-vV"], check=True, capture_output=True, text=True).stdout
    return re.search(r"^host: (\S+)$", told, re.MULTILINE)[1]


def purl(package):
    return f"pkg:cargo/{package['name']}@{package['version']}"


def component(package, digests):
    of = {
        "type": "library",
        "bom-ref": purl(package),
        "name": package["name"],
        "version": package["version"],
        "purl": purl(package),
    }
    if package["description"]:
        of["description"] = " ".join(package["description"].split())
    digest = digests.get((package["name"], package["version"]))
    if digest:
        of["hashes"] = [{"alg": "SHA-256", "content": digest}]
    if package["license"]:
        # The older form of an expression has slashes.
        of["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
    if package["repository"]:
        of["externalReferences"] = [{"type": "vcs", "url": package["repository"]}]
    return of


def bill(binary, target):
    data = metadata()
    packages = {package["id"]: package for package in data["packages"]}
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text(encoding="utf-8"))
    digests = {(p["name"], p["version"]): p.get("checksum") for p in lock["package"]}
    needs, root = shipped(data, [target]), data["resolve"]["root"]
    program = component(packages[root], {}) | {"type": "application"}
    program["hashes"] = [{"alg": "SHA-256", "content": hashlib.sha256(Path(binary).read_bytes()).hexdigest()}]
    program["properties"] = [{"name": "cargo:target", "value": target}]
    parts = sorted((packages[id_] for id_ in needs if id_ != root), key=purl)
    ref = {id_: purl(packages[id_]) for id_ in needs}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, program['hashes'][0]['content'])}",
        "version": 1,
        "metadata": {"component": program},
        "components": [component(package, digests) for package in parts],
        "dependencies": sorted(({"ref": ref[id_], "dependsOn": sorted(map(ref.get, of))} for id_, of in needs.items()), key=lambda d: d["ref"]),
    }


def main():
    binary, out, target = sys.argv[1], sys.argv[2], (sys.argv[3:] or [host()])[0]
    found = bill(binary, target)
    unsigned = [part["name"] for part in found["components"] if "hashes" not in part or "licenses" not in part]
    if unsigned:
        sys.exit(f"no digest or licence is known of {', '.join(unsigned)}")
    Path(out).write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{out}: {len(found['components'])} packages")


if __name__ == "__main__":
    main()
