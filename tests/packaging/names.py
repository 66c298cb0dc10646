"""What is published, under which names: read from Cargo.toml, which is the one place for them."""

import os
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
PACKAGE = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))["package"]
NAMES = PACKAGE["metadata"]["packaging"]
VERSION = PACKAGE["version"]

# Until somebody owns a repository, its owner is called so, and nothing is published.
NO_OWNER = "https://github.com/OWNER/credits"


def repository():
    """The repository whose releases the packages download: that of the workflow, else of Cargo.toml."""
    if os.environ.get("GITHUB_REPOSITORY"):
        server = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
        return f"{server}/{os.environ['GITHUB_REPOSITORY']}"
    return PACKAGE.get("repository", NO_OWNER)


def downloads():
    """Below this address each release has a folder."""
    return f"{repository()}/releases/download"


def image():
    return NAMES["image"].replace("OWNER", repository().split("/")[-2].lower())


class Target:
    """A platform, under the names that each registry has for it."""

    def __init__(self, triple, npm, deb=None, docker=None):
        self.triple, self.deb, self.docker = triple, deb, docker
        self.os, self.cpu = npm
        self.windows = self.os == "win32"
        self.program = "credits.exe" if self.windows else "credits"
        self.folder = f"credits-{VERSION}-{triple}"
        self.archive = self.folder + (".zip" if self.windows else ".tar.gz")
        self.npm = f"{NAMES['npm-scope']}/{self.os}-{self.cpu}"


TARGETS = [
    Target("x86_64-unknown-linux-musl", ("linux", "x64"), deb="amd64", docker="amd64"),
    Target("aarch64-unknown-linux-musl", ("linux", "arm64"), deb="arm64", docker="arm64"),
    Target("x86_64-apple-darwin", ("darwin", "x64")),
    Target("aarch64-apple-darwin", ("darwin", "arm64")),
    Target("x86_64-pc-windows-msvc", ("win32", "x64")),
    Target("aarch64-pc-windows-msvc", ("win32", "arm64")),
]


def target(triple):
    """The platform of a triple; builds that only tests make (gnu in place of musl and msvc) stand in for the released ones."""
    released = triple.replace("-linux-gnu", "-linux-musl").replace("-windows-gnu", "-windows-msvc")
    return next(t for t in TARGETS if t.triple == released)


def filled(text, **more):
    """A template with its @NAMES@ replaced; one that is not known is an error."""
    values = {"VERSION": VERSION, "REPOSITORY": repository(), "DOWNLOADS": downloads(), "DESCRIPTION": PACKAGE["description"], **more}
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text
