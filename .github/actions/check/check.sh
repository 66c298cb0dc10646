#!/usr/bin/env bash
# Runs the gate with the inputs of action.yml and hands its exit code on.
set -uo pipefail

binary=${INPUT_BINARY:-}
if [ -z "$binary" ]; then
  if command -v credits >/dev/null 2>&1; then
    binary=credits
  else
    root=$(cd "$GITHUB_ACTION_PATH/../../.." && pwd) || exit 2
    cargo build --quiet --release --locked --manifest-path "$root/Cargo.toml" || exit 2
    binary="${CARGO_TARGET_DIR:-$root/target}/release/credits"
  fi
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
