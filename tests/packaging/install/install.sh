#!/bin/sh
# Installs `credits` on Linux and macOS: downloads the archive of a release, compares its checksum, and puts the program into a folder of
# yours. It needs no root, changes no profile, and leaves everything as it was if anything is wrong.
#
#   install.sh [--version X.Y.Z] [--to FOLDER] [--from ADDRESS] [--sha256 SUM]
#
# SUM is the checksum that the archive must have, in place of the one that the release lists.
# ADDRESS is another place to download from: below it lies v0.1.0/credits-0.1.0-x86_64-unknown-linux-musl.tar.gz beside SHA256SUMS.
set -eu

version='@VERSION@'
downloads='@DOWNLOADS@'
usage='usage: install.sh [--version X.Y.Z] [--to FOLDER] [--from ADDRESS] [--sha256 SUM]'
folder=${HOME:-}/.local/bin
wanted=

fail() {
  printf 'install: %s\n' "$*" >&2
  exit 1
}

while [ $# -gt 0 ]; do
  case $1 in
    --version | --to | --from | --sha256) [ $# -ge 2 ] || fail "$1 needs a value" ;;
  esac
  case $1 in
    --version) version=${2#v}; shift 2 ;;
    --to) folder=$2; shift 2 ;;
    --from) downloads=${2%/}; shift 2 ;;
    --sha256) wanted=$2; shift 2 ;;
    -h | --help) printf '%s\n' "$usage"; exit 0 ;;
    *) fail "$1 is not known; $usage" ;;
  esac
done
case $version in '' | *[!0-9A-Za-z.+-]*) fail "$version is not a version like 0.1.0" ;; esac
[ "$folder" != /.local/bin ] || fail 'HOME is not set: name a folder with --to'

case $(uname -s) in
  Linux) system=unknown-linux-musl ;;
  Darwin) system=apple-darwin ;;
  *) fail "there is no program for $(uname -s); on Windows use install.ps1" ;;
esac
case $(uname -m) in
  x86_64 | amd64) processor=x86_64 ;;
  aarch64 | arm64) processor=aarch64 ;;
  *) fail "there is no program for the processor $(uname -m)" ;;
esac
# A shell that runs under Rosetta says x86_64 on an Apple processor.
if [ "$system$processor" = apple-darwinx86_64 ] && [ "$(sysctl -n hw.optional.arm64 2>/dev/null || echo 0)" = 1 ]; then
  processor=aarch64
fi
name=credits-$version-$processor-$system

temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
trap 'exit 1' HUP INT TERM

# get FILE: into the temporary folder.
get() {
  if command -v curl >/dev/null 2>&1; then
    curl -fsSL --retry 2 -o "$temporary/$1" "$downloads/v$version/$1"
  elif command -v wget >/dev/null 2>&1; then
    wget -q -O "$temporary/$1" "$downloads/v$version/$1"
  else
    fail 'neither curl nor wget is here'
  fi || fail "cannot download $downloads/v$version/$1"
}

digest() {
  if command -v sha256sum >/dev/null 2>&1; then
    sha256sum "$1"
  elif command -v shasum >/dev/null 2>&1; then
    shasum -a 256 "$1"
  elif command -v openssl >/dev/null 2>&1; then
    openssl dgst -sha256 -r "$1"
  else
    fail 'nothing here can compute a SHA-256: sha256sum, shasum or openssl'
  fi | cut -d ' ' -f 1
}

if [ -z "$wanted" ]; then
  get SHA256SUMS
  wanted=$(sed -n "s/^\([0-9a-f]\{64\}\)  $name\.tar\.gz\$/\1/p" "$temporary/SHA256SUMS")
  [ -n "$wanted" ] || fail "SHA256SUMS of version $version does not list $name.tar.gz"
fi
get "$name.tar.gz"
found=$(digest "$temporary/$name.tar.gz")
[ "$found" = "$wanted" ] || fail "the checksum of $name.tar.gz is $found, not $wanted: nothing was installed"

tar -xzf "$temporary/$name.tar.gz" -C "$temporary"
"$temporary/$name/credits" -V >/dev/null || fail 'the program does not run on this machine: nothing was installed'
mkdir -p "$folder"
# Under a name of its own first, so that a running program is not written over.
cp "$temporary/$name/credits" "$folder/.credits.$$"
chmod 755 "$folder/.credits.$$"
mv -f "$folder/.credits.$$" "$folder/credits"
printf 'credits %s is installed: %s/credits\n' "$version" "$folder"
case :$PATH: in
  *":$folder:"*) ;;
  *) printf 'That folder is not on your PATH. Add it, or call the program by its path.\n' ;;
esac
