"""The packages that the program is built from, as cargo resolves them."""

import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def cargo(*words):
    done = subprocess.run(["cargo", *words, "--manifest-path", str(ROOT / "Cargo.toml")], check=True, capture_output=True, text=True)
    return done.stdout


def metadata():
    """`cargo metadata` of the locked packages."""
    return json.loads(cargo("metadata", "--locked", "--format-version", "1"))


def shipped(data, targets):
    """Package id → ids of what it needs, for everything that the program is built from on these platforms. `cargo tree` says which
    packages these are: the graph of `cargo metadata` has also the optional ones that only tests switch on."""
    built = set()
    for target in targets:
        lines = cargo("tree", "--locked", "--edges", "normal", "--target", target, "--prefix", "none", "--format", "{p}").splitlines()
        built |= {tuple(line.split()[:2]) for line in lines if line.strip()}
    of = {p["id"]: p for p in data["packages"]}
    nodes = {n["id"]: n for n in data["resolve"]["nodes"] if (of[n["id"]]["name"], "v" + of[n["id"]]["version"]) in built}
    return {id_: sorted({d["pkg"] for d in node["deps"] if d["pkg"] in nodes and d["pkg"] != id_}) for id_, node in nodes.items()}
