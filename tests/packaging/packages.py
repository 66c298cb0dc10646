"""One trial for each kind of package: make it, install it into an empty folder, run it."""

import json
import os
import shutil
import stat
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pack
from names import HERE, NAMES, TARGETS, VERSION, image, target
from steps import WORK, Skip, line, megabytes, run, same, skipped, step, tool


def npm(program, triple, out):
    """Both packages, packed, installed from their tarballs without network, and run by `npx`."""
    if not shutil.which("npm"):
        raise Skip("no npm")
    began = time.monotonic()
    launcher, native = pack.npm(out, [(triple, program)])
    with tempfile.TemporaryDirectory() as folder:
        # A mirror of one's own would answer; without network npm has only the tarballs.
        (Path(folder) / "package.json").write_text('{"private": true}', encoding="utf-8")
        words = ["npm", "install", "--offline", "--omit=optional", "--no-audit", "--no-fund", "--silent", launcher, native]
        run(*words, cwd=folder)
        node = str(Path(shutil.which("node")).resolve().parent)
        path = os.pathsep.join([node, "/usr/bin", "/bin"])
        command = Path(folder) / "node_modules/.bin" / NAMES["npm"]
        ran = same(program, [command], path)
        with tempfile.TemporaryDirectory() as bare:
            environment = {"PATH": path, "HOME": bare}
            told = run("npx", "--offline", "--no", "--", NAMES["npm"], "-V", cwd=folder, env=environment).stdout
        assert told.decode().split() == ["credits", VERSION], told
        overhead = launcher_overhead(command, program, path)
    line("npm", "packed", "from tarballs", ran, megabytes(launcher, native), time.monotonic() - began)
    line("npm launcher", "", "", overhead)
    missing_platform(launcher)


def launcher_overhead(command, program, path):
    def median(words):
        times = []
        for _ in range(15):
            began = time.perf_counter()
            subprocess.run(words, env={"PATH": path}, check=True, stdout=subprocess.DEVNULL)
            times.append(time.perf_counter() - began)
        return statistics.median(times) * 1000

    with_node, alone, bare = median([command, "-V"]), median([program, "-V"]), median(["node", "-e", "0"])
    return f"{with_node:.0f} ms by npm, {alone:.1f} ms alone, {bare:.0f} ms an empty node"


def missing_platform(launcher):
    """Where the program was left out, the launcher says what to do, and a gate does not pass."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "package.json").write_text('{"private": true}', encoding="utf-8")
        run("npm", "install", "--offline", "--omit=optional", "--no-audit", "--no-fund", "--silent", launcher, cwd=folder)
        told = run(Path(folder) / "node_modules/.bin/credits", "check", check=False)
        assert told.returncode == 2 and b"--omit=optional" in told.stderr, told.stderr
    line("npm without its platform", "", "", "exits 2 and says why")


def wheel(program, out, triple=None):
    """triple: with the flags of a release; else around the build that is there."""
    maturin = tool("maturin")
    began = time.monotonic()
    shutil.rmtree(out, ignore_errors=True)
    if triple:
        run(HERE / "build", triple, "--wheel", out, env=os.environ | {"MATURIN": maturin})
    else:
        run(maturin, "build", "--quiet", "--locked", "--profile", "dist", "--out", out, cwd=HERE / "pypi")
    (made,) = Path(out).glob("*.whl")
    installed_wheel(made, program, began)


def installed_wheel(made, program, began):
    with tempfile.TemporaryDirectory() as folder:
        clean = Path(folder) / "venv"
        run(sys.executable, "-m", "venv", clean)
        run(clean / "bin/python", "-m", "pip", "install", "--quiet", "--no-index", made)
        ran = same(program, [clean / "bin/credits"])
    line("wheel", "by maturin", "pip, new venv", ran, megabytes(made), time.monotonic() - began)
    print(f"    {made.name}")


def deb(program, out, architecture="amd64"):
    if not shutil.which("dpkg-deb"):
        raise Skip("no dpkg-deb here")
    began = time.monotonic()
    path = pack.debian(program, out, architecture)
    first = path.read_bytes()
    assert pack.debian(program, out, architecture).read_bytes() == first, "packed twice, other bytes"
    with tempfile.TemporaryDirectory() as folder:
        run("dpkg-deb", "--extract", path, folder)
        ran = same(program, [Path(folder) / "usr/bin/credits"])
        installed = "extracted"
    if shutil.which("dpkg") and os.geteuid() == 0 and not shutil.which("credits"):
        run("dpkg", "--install", path)
        ran, installed = same(program, ["/usr/bin/credits"]), "dpkg, removed"
        run("dpkg", "--remove", "credits")
        assert not Path("/usr/bin/credits").exists()
    line("Debian package", "dpkg-deb", installed, ran, megabytes(path), time.monotonic() - began)
    with step("lintian"):
        if not shutil.which("lintian"):
            raise Skip("no lintian here (apt-get install lintian)")
        found = run("lintian", "--fail-on", "error,warning", "--tag-display-limit", "0", path, check=False)
        assert found.returncode == 0, found.stdout.decode()
        line("Debian package", "", "", "lintian: no error, no warning")


def container(program, out, triple="x86_64-unknown-linux-musl"):
    """The root of the image, entered as nobody. (A daemon that builds images runs in the release workflow.)"""
    began = time.monotonic()
    shutil.rmtree(out, ignore_errors=True)
    pack.rootfs(out, [(triple, program)])
    inside = out / "linux" / target(triple).docker / "credits"
    packed = subprocess.run(["gzip", "-9", "-c", str(inside)], check=True, capture_output=True).stdout
    size = f"{inside.stat().st_size / 1e6:.2f}/{len(packed) / 1e6:.2f} MB gz"
    assert len(packed) < 12_000_000, "the image is larger than 12 MB to download"
    if os.geteuid() != 0 or not shutil.which("chroot"):
        raise Skip("entering the image's root takes root")
    with tempfile.TemporaryDirectory() as root:
        os.chmod(root, 0o755)
        shutil.copy2(inside, Path(root) / "credits")
        os.mkdir(Path(root) / "work")
        os.chmod(Path(root) / "work", 0o777)
        command = ["chroot", "--userspec=65534:65534", root, "/credits"]
        log = run(*command, "demo").stdout
        (Path(root) / "work/usage.csv").write_bytes(log)
        report = run(*command, "report", "work/usage.csv", "--json", "-q").stdout
        assert json.loads(report)["schema"] == "credits.report/1"
        run(*command, "report", "work/usage.csv", "-q", "-o", "work/report.html")
        assert stat.S_IMODE((Path(root) / "work/report.html").stat().st_mode) & 0o400
    line("image", "root tree", "chroot, nobody", "report and page", size, time.monotonic() - began)
    if shutil.which("docker") and run("docker", "info", check=False).returncode == 0:
        run("docker", "build", "--quiet", "--tag", image(), out)
        told = run("docker", "run", "--rm", image(), "-V").stdout.decode()
        assert told.split() == ["credits", VERSION]
        line("image", "docker", "", told.strip())
    else:
        skipped("docker build", "no daemon runs here; the workflow builds and pushes it")


def addresses(dist):
    """Every file that the formula and the Scoop manifest name lies in the release under that checksum."""
    sums = dict(reversed(text.split("  ")) for text in (dist / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    scoop = json.loads((dist / "credits.json").read_text(encoding="utf-8"))
    named = {of["url"].rsplit("/", 1)[1]: of["hash"] for of in scoop["architecture"].values()}
    lines = [text.strip() for text in (dist / "credits.rb").read_text(encoding="utf-8").splitlines()]
    urls = [text.split('"')[1].rsplit("/", 1)[1] for text in lines if text.startswith("url ")]
    named |= dict(zip(urls, [text.split('"')[1] for text in lines if text.startswith("sha256 ")], strict=True))
    assert set(named) == {of.archive for of in TARGETS}, sorted(named)
    there = {name for name in named if name in sums}
    assert all(named[name] == sums[name] for name in there)
    assert all(named[name] == "0" * 64 for name in set(named) - there)
    line("formula, Scoop manifest", "filled in", "", f"{len(there)} of {len(TARGETS)} archives are here, by sum")


def archived(program, triple, dist, texts_from, emulator=()):
    began = time.monotonic()
    path = pack.archive(triple, program, dist, texts_from)
    again = pack.archive(triple, program, WORK / "again", texts_from)
    assert path.read_bytes() == again.read_bytes(), "packed twice, other bytes"
    with tempfile.TemporaryDirectory() as folder:
        if path.suffix == ".zip":
            run(sys.executable, "-m", "zipfile", "-e", path, folder)
        else:
            run("tar", "-xzf", path, "-C", folder)
        inside = Path(folder) / target(triple).folder
        files = sum(1 for file in inside.rglob("*") if file.is_file())
        assert (inside / "man/credits-report.1").exists() and (inside / "completions/credits.bash").exists()
        ran = same(texts_from, [*emulator, inside / target(triple).program]) if emulator != () or program == texts_from else "not run here"
    line(f"{triple}", "archive", f"{files} files", ran, megabytes(path), time.monotonic() - began)


def start_up(program):
    """`credits --version` beside the least that a static program costs."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "bare.rs"
        source.write_text('fn main() { println!("credits 0.0.0"); }\n', encoding="utf-8")
        bare = Path(folder) / "bare"
        run("rustc", "-O", "--target", "x86_64-unknown-linux-musl", "-C", "linker=rust-lld", "-C", "strip=symbols", "-o", bare, source)
        times = {bare: [], program: []}
        for _ in range(300):
            for command, found in times.items():
                began = time.perf_counter()
                subprocess.run([command, "--version"], env={}, check=True, stdout=subprocess.DEVNULL)
                found.append(time.perf_counter() - began)
    least, ours = (statistics.median(found) * 1000 for found in times.values())
    line("start", "", "", f"--version {ours:.2f} ms, bare {least:.2f} ms: {ours / least:.2f} ×")
