#!/usr/bin/env python3
"""Makes what is published from built programs. The same programs give the same bytes: times are those of the commit.

    pack.py archive TARGET PROGRAM OUT [--texts-from PROGRAM]   the archive of a platform, with completions, manual pages, licence and SBOM
    pack.py npm OUT TARGET=PROGRAM…                             the launcher and one package for each platform, as npm's tarballs
    pack.py manifests OUT                                       SHA256SUMS, the formula, the Scoop manifest, the installers, the component
    pack.py rootfs OUT TARGET=PROGRAM…                          the folder that `docker build` takes, one program for each platform
    pack.py check [--release]                                   whether names, versions and metadata agree (and are all set)

Programs of other processors cannot run here: --texts-from names one that can, which prints the same texts.
"""

import argparse
import datetime
import email.utils
import fnmatch
import gzip
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import time as clock
import tomllib
import zipfile
from pathlib import Path

from names import HERE, NAMES, NO_OWNER, PACKAGE, ROOT, TARGETS, VERSION, downloads, filled, repository, target

SHELLS = {"bash": "credits.bash", "zsh": "_credits", "fish": "credits.fish", "powershell": "_credits.ps1"}


def epoch():
    """The time that every file of a package has: that of the commit."""
    told = os.environ.get("SOURCE_DATE_EPOCH")
    if not told:
        asked = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False)
        told = asked.stdout.strip()
    # A zip file knows no time before 1980.
    return max(int(told or 0), 315_532_800)


def output(program, *words):
    return subprocess.run([str(program), *words], check=True, capture_output=True).stdout


def texts(program):
    """Completions and manual pages, which the program itself prints."""
    found = {f"completions/{name}": output(program, "completions", shell) for shell, name in SHELLS.items()}
    found["man/credits.1"] = output(program, "man")
    listed = output(program, "--help").decode().split("Commands:\n", 1)[1].split("\n\n", 1)[0]
    for command in re.findall(r"^  ([a-z]+)  ", listed, re.MULTILINE):
        if command != "help":
            found[f"man/credits-{command}.1"] = output(program, "man", command)
    return found


def sbom(program, triple, folder):
    path = Path(folder) / "credits.cdx.json"
    subprocess.run([sys.executable, str(ROOT / "tests/supply/sbom.py"), str(program), str(path), triple], check=True, capture_output=True)
    data = path.read_bytes()
    path.unlink()
    return data


def tar_gz(files, path, time):
    """files: name → (bytes, mode)."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, (data, mode) in sorted(files.items()):
            info = tarfile.TarInfo(name)
            info.size, info.mode, info.mtime = len(data), mode, time
            tar.addfile(info, io.BytesIO(data))
    with open(path, "wb") as out, gzip.GzipFile(filename="", fileobj=out, mode="wb", compresslevel=9, mtime=0) as packed:
        packed.write(raw.getvalue())


def zipped(files, path, time):
    when = clock.gmtime(time)[:6]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for name, (data, mode) in sorted(files.items()):
            info = zipfile.ZipInfo(name, when)
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, mode << 16, 3
            out.writestr(info, data)


def archive(triple, program, out, texts_from=None):
    """The archive of a platform. Its one folder holds the program and everything that goes with it."""
    of = target(triple)
    files = {of.program: (Path(program).read_bytes(), 0o755)}
    for name in ("LICENSE", "README.md", "docs/changelog.md"):
        files[Path(name).name] = ((ROOT / name).read_bytes(), 0o644)
    for name, data in texts(texts_from or program).items():
        files[name] = (data, 0o644)
    Path(out).mkdir(parents=True, exist_ok=True)
    bill = sbom(program, triple, out)
    files["credits.cdx.json"] = (bill, 0o644)
    files = {f"{of.folder}/{name}": file for name, file in files.items()}
    path = Path(out) / of.archive
    (zipped if of.windows else tar_gz)(files, path, epoch())
    (Path(out) / f"{of.folder}.cdx.json").write_bytes(bill)
    return path


def common(name):
    """What every package.json says."""
    fields = {"name": name, "version": VERSION, "description": PACKAGE["description"], "license": PACKAGE["license"]}
    if repository() != NO_OWNER:
        fields["repository"] = {"type": "git", "url": f"git+{repository()}.git"}
        fields["homepage"] = repository()
    return fields


def npm_tarball(files, name, out):
    """What `npm pack` makes: all files below `package/`."""
    stem = name.lstrip("@").replace("/", "-")
    path = Path(out) / f"{stem}-{VERSION}.tgz"
    tar_gz({f"package/{inner}": file for inner, file in files.items()}, path, epoch())
    return path


def npm(out, programs):
    """One package for each platform, which npm installs only there, and the launcher, which has them all as optional dependencies."""
    Path(out).mkdir(parents=True, exist_ok=True)
    licence = ((ROOT / "LICENSE").read_bytes(), 0o644)
    made = []
    for triple, program in programs:
        of = target(triple)
        manifest = common(of.npm) | {
            "description": f"{PACKAGE['description']} (the program for {of.os} {of.cpu})",
            "os": [of.os],
            "cpu": [of.cpu],
            # The program lies in the package's folder as it is.
            "preferUnplugged": True,
        }
        text = f"The program of `{NAMES['npm']}` for {of.os} {of.cpu}. Install `{NAMES['npm']}` instead.\n"
        files = {
            "package.json": (json_bytes(manifest), 0o644),
            f"bin/{of.program}": (Path(program).read_bytes(), 0o755),
            "LICENSE": licence,
            "README.md": (text.encode(), 0o644),
        }
        made.append(npm_tarball(files, of.npm, out))
    manifest = common(NAMES["npm"]) | {
        "keywords": PACKAGE["keywords"],
        "bin": {"credits": "bin/credits.cjs", NAMES["npm"]: "bin/credits.cjs"},
        "engines": {"node": ">=18"},
        "optionalDependencies": {of.npm: VERSION for of in TARGETS},
    }
    launcher = filled((HERE / "npm/credits.cjs").read_text(encoding="utf-8"), NPM=NAMES["npm"], SCOPE=NAMES["npm-scope"])
    readme = filled((HERE / "npm/README.md").read_text(encoding="utf-8"), NPM=NAMES["npm"])
    files = {
        "package.json": (json_bytes(manifest), 0o644),
        "bin/credits.cjs": (launcher.encode(), 0o755),
        "LICENSE": licence,
        "README.md": (readme.encode(), 0o644),
    }
    return [npm_tarball(files, NAMES["npm"], out), *made]


def json_bytes(value):
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def digest(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def manifests(out):
    """What names the archives by their checksums. A platform whose archive is not there is left out of a trial, and an error in a release."""
    out = Path(out)
    files = sorted(path for path in out.iterdir() if path.suffix in (".gz", ".zip", ".deb", ".json") and path.name.startswith("credits"))
    sums = {path.name: digest(path) for path in files if path.name != "credits.json"}
    (out / "SHA256SUMS").write_text("".join(f"{sum_}  {name}\n" for name, sum_ in sorted(sums.items())), encoding="utf-8")
    of = {t.triple: sums.get(t.archive) for t in TARGETS}
    unknown = "0" * 64
    hashes = {t.triple.replace("-", "_").upper(): of[t.triple] or unknown for t in TARGETS}
    for source, name in (
        ("homebrew/credits.rb", "credits.rb"),
        ("scoop/credits.json", "credits.json"),
        ("install/install.sh", "install.sh"),
        ("install/install.ps1", "install.ps1"),
        ("gitlab/check.yml", "gitlab-check.yml"),
    ):
        text = (HERE / source).read_text(encoding="utf-8")
        for triple, value in hashes.items():
            text = text.replace(f"@SHA256_{triple}@", value)
        (out / name).write_text(filled(text), encoding="utf-8")
    return sorted(triple for triple, value in of.items() if not value)


# Where the parts of the package go; a name that ends in / is a folder. Other shells are not Debian's.
DEB_PLACES = {
    "credits": "usr/bin/credits",
    "completions/credits.bash": "usr/share/bash-completion/completions/credits",
    "completions/_credits": "usr/share/zsh/vendor-completions/_credits",
    "completions/credits.fish": "usr/share/fish/vendor_completions.d/credits.fish",
    "man/*": "usr/share/man/man1/",
    "*.gz": "usr/share/doc/credits/",
    "overrides": "usr/share/lintian/overrides/credits",
    "completions/*": "nowhere",
}
DEB_OVERRIDES = ["statically-linked-binary", "shared-library-lacks-prerequisites"]


def debian(program, out, architecture="amd64", texts_from=None):
    """The package of Debian, for which only dpkg-deb is needed."""
    of = NAMES["deb"]
    made = {"credits": Path(program).read_bytes(), "NEWS.md.gz": (ROOT / "docs/changelog.md").read_bytes()}
    day = email.utils.format_datetime(datetime.datetime.fromtimestamp(epoch(), datetime.UTC))
    news = f"credits ({VERSION}) unstable; urgency=medium\n\n  * Version {VERSION}: see NEWS.md.gz.\n\n -- {of['maintainer']}  {day}\n"
    made["changelog.gz"] = news.encode()
    for name, data in texts(texts_from or program).items():
        made[f"{name}.gz" if name.startswith("man/") else name] = data
    made = {name: gzip.compress(data, 9, mtime=0) if name.endswith(".gz") else data for name, data in made.items()}
    # A static program that can be loaded anywhere looks like a library to lintian.
    made["overrides"] = b"".join(f"credits: {tag} [usr/bin/credits]\n".encode() for tag in DEB_OVERRIDES)
    files = {"usr/share/doc/credits/copyright": (copyright_of(of), 0o644)}
    for name, data in made.items():
        folder = next(to for pattern, to in DEB_PLACES.items() if fnmatch.fnmatch(name, pattern))
        path = folder + Path(name).name if folder.endswith("/") else folder
        files[path] = (data, 0o755 if name == "credits" else 0o644)
    del files["nowhere"]
    size = sum(len(data) for data, _ in files.values()) // 1024
    long = "\n".join(f" {text}" for text in of["description"].strip().splitlines())
    control = {
        "Package": "credits",
        "Version": VERSION,
        "Architecture": architecture,
        "Maintainer": of["maintainer"],
        "Installed-Size": size,
        "Section": of["section"],
        "Priority": "optional",
        "Description": f"{of['summary']}\n{long}",
    }
    if repository() != NO_OWNER:
        control["Homepage"] = repository()
    fields = "".join(f"{name}: {value}\n" for name, value in control.items())
    path = Path(out) / f"credits_{VERSION}_{architecture}.deb"
    with tempfile.TemporaryDirectory() as folder:
        files["DEBIAN/control"] = (fields.encode(), 0o644)
        sums = {name: hashlib.md5(data).hexdigest() for name, (data, _) in files.items() if not name.startswith("DEBIAN/")}
        files["DEBIAN/md5sums"] = ("".join(f"{sum_}  {name}\n" for name, sum_ in sorted(sums.items())).encode(), 0o644)
        os.chmod(folder, 0o755)
        for name, (data, mode) in files.items():
            file = Path(folder) / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
            file.chmod(mode)
        for inner, _, _ in os.walk(folder):
            os.chmod(inner, 0o755)
        words = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", folder, str(path)]
        subprocess.run(words, check=True, capture_output=True, env=os.environ | {"SOURCE_DATE_EPOCH": str(epoch())})
    return path


def copyright_of(metadata):
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8").strip().split("\n\n", 2)[2]
    text = "\n".join(f" {text}" if text else " ." for text in licence.splitlines())
    head = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: credits\n\n"
    return f"{head}Files: *\nCopyright: {metadata['copyright']}\nLicense: MIT\n\nLicense: MIT\n{text}\n".encode()


def rootfs(out, programs):
    """The folder that `docker build` takes: a Dockerfile and one program for each processor."""
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / "Dockerfile").write_bytes((HERE / "docker/Dockerfile").read_bytes())
    (out / "LICENSE").write_bytes((ROOT / "LICENSE").read_bytes())
    for triple, program in programs:
        folder = out / "linux" / target(triple).docker
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "credits").write_bytes(Path(program).read_bytes())
        (folder / "credits").chmod(0o755)


def check(release):
    """Faults of the metadata, in words."""
    faults = []
    pyproject = tomllib.loads((HERE / "pypi/pyproject.toml").read_text(encoding="utf-8"))
    if pyproject["project"]["name"] != NAMES["pypi"]:
        faults.append(f"pypi/pyproject.toml names {pyproject['project']['name']}, Cargo.toml {NAMES['pypi']}")
    changelog = (ROOT / "docs/changelog.md").read_text(encoding="utf-8")
    if f"## {VERSION}" not in changelog:
        faults.append(f"docs/changelog.md has no section {VERSION}")
    install = PACKAGE["metadata"]["binstall"]
    for of in TARGETS:
        values = {"repo": repository(), "version": VERSION, "target": of.triple, "archive-suffix": ".zip" if of.windows else ".tar.gz"}
        url = re.sub(r"\{ ([a-z-]+) \}", lambda m: values[m[1]], install["pkg-url"])
        if url != f"{downloads()}/v{VERSION}/{of.archive}":
            faults.append(f"cargo-binstall looks for {url}, which the release does not have")
        values = {"name": "credits", "bin": "credits", "version": VERSION, "target": of.triple, "binary-ext": ".exe" if of.windows else ""}
        inside = re.sub(r"\{ ([a-z-]+) \}", lambda m: values[m[1]], install["bin-dir"])
        if inside != f"{of.folder}/{of.program}":
            faults.append(f"cargo-binstall looks for {inside} in {of.archive}")
    for name in ("homebrew/credits.rb", "scoop/credits.json", "install/install.sh", "install/install.ps1", "gitlab/check.yml"):
        text = (HERE / name).read_text(encoding="utf-8")
        for triple in re.findall(r"@SHA256_([A-Z0-9_]+)@", text):
            if triple not in {t.triple.replace("-", "_").upper() for t in TARGETS}:
                faults.append(f"{name} names a platform that is not released: {triple}")
    built = set(re.findall(r"target: ([a-z0-9_-]+),", (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")))
    if built != {of.triple for of in TARGETS}:
        faults.append(f"the release workflow builds {', '.join(sorted(built))}")
    if release:
        if repository() == NO_OWNER:
            faults.append("no repository: set `repository` in Cargo.toml")
        if "OWNER" in (ROOT / "README.md").read_text(encoding="utf-8") + NAMES["deb"]["maintainer"]:
            faults.append("README.md or the maintainer of the Debian package in Cargo.toml still says OWNER")
        if "(unreleased)" in changelog.split(f"## {VERSION}", 1)[-1].split("\n", 1)[0]:
            faults.append(f"docs/changelog.md calls {VERSION} unreleased")
        tag = os.environ.get("GITHUB_REF_NAME", f"v{VERSION}")
        if tag != f"v{VERSION}":
            faults.append(f"the tag is {tag}, the version in Cargo.toml is {VERSION}")
    return faults


def pairs(words):
    return [tuple(word.split("=", 1)) for word in words]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    of = commands.add_parser("archive")
    of.add_argument("target")
    of.add_argument("program")
    of.add_argument("out")
    of.add_argument("--texts-from")
    for name in ("npm", "rootfs"):
        of = commands.add_parser(name)
        of.add_argument("out")
        of.add_argument("programs", nargs="+", metavar="TARGET=PROGRAM")
    of = commands.add_parser("manifests")
    of.add_argument("out")
    of.add_argument("--release", action="store_true")
    of = commands.add_parser("check")
    of.add_argument("--release", action="store_true")
    given = parser.parse_args()
    if given.command == "archive":
        print(archive(given.target, given.program, given.out, given.texts_from))
    elif given.command == "npm":
        print(*npm(given.out, pairs(given.programs)), sep="\n")
    elif given.command == "rootfs":
        rootfs(given.out, pairs(given.programs))
    elif given.command == "manifests":
        missing = manifests(given.out)
        if missing:
            print(f"no archive for {', '.join(missing)}: their checksums are zeros", file=sys.stderr)
            sys.exit(1 if given.release else 0)
    else:
        faults = check(given.release)
        for fault in faults:
            print(f"error: {fault}", file=sys.stderr)
        sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
