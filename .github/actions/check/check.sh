#!/usr/bin/env bash
# Runs the gate with the inputs of action.yml and hands its exit code on.
#
# The program is the given one, else a release (the given version, else that of the action's tag), else the one on the PATH, else it is
# built from this repository, which takes a Rust toolchain.
set -uo pipefail

root=$(cd "$GITHUB_ACTION_PATH/../../.." && pwd) || exit 2

# release VERSION: downloads a release into a folder of this job, and sets `binary`.
release() {
  local to="${RUNNER_TEMP:-/tmp}/credits-$1" install="$root/tests/packaging/install" sum=${INPUT_SHA256:-}
  local from="${INPUT_DOWNLOADS:-${GITHUB_SERVER_URL:-https://github.com}/${ACTION_REPOSITORY:-${GITHUB_REPOSITORY:-}}/releases/download}"
  if [ "${RUNNER_OS:-}" = Windows ]; then
    pwsh -NoProfile -File "$install/install.ps1" -Version "$1" -To "$to" -From "$from" ${sum:+-Sha256 "$sum"} >&2 || return 2
    binary=$to/credits.exe
  else
    sh "$install/install.sh" --version "$1" --to "$to" --from "$from" ${sum:+--sha256 "$sum"} >&2 || return 2
    binary=$to/credits
  fi
}

version=${INPUT_VERSION:-}
tag=${ACTION_REF:-}
if [ -z "$version" ] && [[ $tag =~ ^v[0-9]+\.[0-9]+\.[0-9] ]]; then
  version=${tag#v}
fi
binary=${INPUT_BINARY:-}
if [ -n "$binary" ]; then
  :
elif [ -n "$version" ]; then
  release "${version#v}" || exit 2
elif command -v credits >/dev/null 2>&1; then
  binary=credits
else
  cargo build --quiet --release --locked --manifest-path "$root/Cargo.toml" || exit 2
  binary="${CARGO_TARGET_DIR:-$root/target}/release/credits"
fi

args=(check --format github)
[ -n "${GITHUB_STEP_SUMMARY:-}" ] && args+=(--github-summary)
[ -n "${INPUT_CONFIG:-}" ] && args+=(--config "$INPUT_CONFIG")
[ -n "${INPUT_FAIL_ON:-}" ] && args+=("--fail-on=$INPUT_FAIL_ON")
[ -n "${INPUT_WARN_ON:-}" ] && args+=("--warn-on=$INPUT_WARN_ON")
[ -n "${INPUT_BASELINE:-}" ] && args+=("--baseline=$INPUT_BASELINE")
[ -n "${INPUT_INDETERMINATE:-}" ] && args+=("--indeterminate=$INPUT_INDETERMINATE")
[ -n "${INPUT_SARIF:-}" ] && args+=("--output=sarif=$INPUT_SARIF")
[ -n "${INPUT_JUNIT:-}" ] && args+=("--output=junit=$INPUT_JUNIT")
[ -n "${INPUT_JSON:-}" ] && args+=("--output=json=$INPUT_JSON")
while IFS= read -r line; do
  [ -n "$line" ] && args+=("$line")
done <<<"${INPUT_ARGS:-}"
args+=(--)
while IFS= read -r line; do
  [ -n "$line" ] && args+=("$line")
done <<<"${INPUT_FILES:-}"

"$binary" "${args[@]}"
code=$?

case $code in
  0) verdict=clear ;;
  1) verdict=fired ;;
  3) verdict=indeterminate ;;
  *) verdict=error ;;
esac
if [ -n "${GITHUB_OUTPUT:-}" ]; then
  printf 'exit-code=%s\nverdict=%s\n' "$code" "$verdict" >>"$GITHUB_OUTPUT"
fi
exit "$code"
