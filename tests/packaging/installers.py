"""The installers and the GitHub action, against a server of a release on this machine."""

import contextlib
import functools
import http.server
import platform
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from names import ROOT, VERSION
from steps import line, megabytes, run, same


@contextlib.contextmanager
def served(folder):
    """A server of releases on this machine: ADDRESS/vX.Y.Z/FILE."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()


def released(dist, folder):
    """A copy of a release as it is downloaded."""
    to = Path(folder) / f"v{VERSION}"
    to.mkdir()
    for path in Path(dist).iterdir():
        if path.is_file():
            shutil.copy(path, to)
    return to


def installer(dist, program):
    if platform.system() == "Windows":
        return windows_installer(dist)
    began = time.monotonic()
    script = Path(dist) / "install.sh"
    with tempfile.TemporaryDirectory() as folder, served(folder) as address:
        to = released(dist, folder)
        # Like on a machine of its own: a home, and the system's tools.
        home = Path(folder) / "home"
        home.mkdir()
        call = functools.partial(
            subprocess.run, cwd=home, env={"HOME": str(home), "PATH": "/usr/bin:/bin:/usr/sbin:/sbin"}, capture_output=True, check=False, text=True
        )
        made = call(["sh", str(script), "--from", address])
        assert made.returncode == 0, made.stderr
        assert "not on your PATH" in made.stdout, made.stdout
        ran = same(program, [home / ".local/bin/credits"])
        assert sorted(p.name for p in (home / ".local/bin").iterdir()) == ["credits"]
        # Again, elsewhere, over what is there.
        call(["sh", str(script), "--from", address, "--to", str(home / "else where")], check=True)
        call(["sh", str(script), "--from", address, "--to", str(home / "else where")], check=True)
        gate(address, home, Path(dist))
        # One byte differs: nothing is installed, and nothing of the old is lost.
        (archive,) = to.glob(f"credits-*-{platform.machine().replace('arm64', 'aarch64')}-*.tar.gz")
        archive.write_bytes(archive.read_bytes()[:-1] + b"x")
        wrong = call(["sh", str(script), "--from", address, "--to", str(home / "new")])
        assert wrong.returncode == 1 and "checksum" in wrong.stderr and not (home / "new").exists(), wrong.stderr
        for words, said in (
            (["--version", "9.9.9"], "cannot download"),
            (["--version", "1;2"], "is not a version"),
            (["--elsewhere"], "is not known"),
            (["--to"], "needs a value"),
        ):
            wrong = call(["sh", str(script), "--from", address, *words])
            assert wrong.returncode == 1 and said in wrong.stderr, (words, wrong.stderr)
        assert same(program, [home / ".local/bin/credits"])
    line("install.sh", "", "local server", ran, megabytes(script), time.monotonic() - began)


def gate(address, home, dist):
    """The GitHub action with a version: it downloads the release, compares the checksum, and gives the gate's exit code."""
    log = run(home / ".local/bin/credits", "demo").stdout
    (home / "usage.csv").write_bytes(log)
    action = ROOT / ".github/actions/check"
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        "RUNNER_TEMP": str(home),
        "GITHUB_ACTION_PATH": str(action),
        "INPUT_FILES": "usage.csv",
        "INPUT_ARGS": "--as-of=2026-05-24",
        "INPUT_DOWNLOADS": address,
        "ACTION_REF": f"v{VERSION}",
    }
    call = functools.partial(subprocess.run, ["bash", str(action / "check.sh")], cwd=home, capture_output=True, check=False, text=True)
    ran = call(env=environment)
    assert ran.returncode == 1 and "::" in ran.stdout, ran.stderr
    assert (home / f"credits-{VERSION}/credits").exists()
    wrong = call(env=environment | {"INPUT_SHA256": "0" * 64, "RUNNER_TEMP": str(home / "other")})
    assert wrong.returncode == 2 and "checksum" in wrong.stderr, wrong.stderr
    line("GitHub action", "", "by its tag", "gate exits 1; a wrong sum exits 2")


def windows_installer(dist):
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, served(folder) as address:
        to = released(dist, folder)
        home = Path(folder) / "home"
        call = functools.partial(subprocess.run, capture_output=True, check=False, text=True)
        words = ["pwsh", "-NoProfile", "-File", str(Path(dist) / "install.ps1"), "-From", address, "-To"]
        made = call([*words, str(home)])
        assert made.returncode == 0, made.stderr
        assert run(home / "credits.exe", "-V").stdout.decode().split() == ["credits", VERSION]
        for path in to.glob("*.zip"):
            path.write_bytes(path.read_bytes() + b"x")
        wrong = call([*words, str(home / "new")])
        assert wrong.returncode != 0 and "checksum" in wrong.stderr and not (home / "new").exists(), wrong.stderr
    line("install.ps1", "", "local server", "-V", "", time.monotonic() - began)
