#!/usr/bin/env bash
# Breaks the intake in a known way, one patch of deletion-ingest/src/test/mutants at a time, and plays 200 histories of
# IntakeModelTest: each must turn it red, as it must be green before. Works on a copy of the tracked files as they are,
# with what Maven has fetched before (`mvn verify`). Prints a table; fails where one stays green or says nothing.
#   build-tools/mutants.sh [NAME...]      all, or these; a minute each
set -euo pipefail
cd "$(dirname "$0")/.."
patches=deletion-ingest/src/test/mutants
runs=200
work="$(mktemp -d)"
export GIT_CEILING_DIRECTORIES="$work" # patches are for the copy, wherever it lies
trap 'rm -rf "$work"' EXIT

names=("$@")
if [ ${#names[@]} -eq 0 ]; then
  for patch in "$patches"/*.patch; do names+=("$(basename "$patch" .patch)"); done
fi

tree="$(git stash create)" # of what is changed; empty where nothing is
mkdir "$work/tree"
git archive "${tree:-HEAD}" | tar -x -C "$work/tree"

# play LOG: green, red, or what else came of it. A mutant need not keep the rules of Error Prone, but must compile.
play() {
  if (cd "$work/tree" && mvn -o -B -ntp -pl deletion-ingest -am test -Dtest=IntakeModelTest \
    -Dsurefire.failIfNoSpecifiedTests=false -Dmodel.runs="$runs" -Dspotless.check.skip -Dmdep.analyze.skip \
    '-Derror-prone=-Xplugin:ErrorProne -XepDisableAllChecks') >"$1" 2>&1; then
    echo green
  elif grep -qE 'AssertionError: seed [0-9]+:' "$1"; then
    echo red
  else
    echo broken
  fi
}

row() { printf '| %-42s | %-6s | %-10s | %5s |\n' "$@"; }
row mutant result seed s
row "$(printf -- '-%.0s' {1..42})" ------ ---------- -----
failed=0
for name in unbroken "${names[@]}"; do
  log="$work/$name.log"
  begun=$SECONDS
  expected=red
  if [ "$name" = unbroken ]; then
    expected=green
  else
    patch="$PWD/$patches/$name.patch"
    (cd "$work/tree" && git apply "$patch") || { echo "$patch does not apply: make it anew" >&2; exit 1; }
  fi
  result="$(play "$log")"
  row "$name" "$result" "$(grep -oE 'AssertionError: seed [0-9]+' "$log" | grep -oE '[0-9]+$' | head -n 1 || true)" $((SECONDS - begun))
  if [ "$name" != unbroken ]; then (cd "$work/tree" && git apply -R "$patch"); fi
  if [ "$result" != "$expected" ]; then
    failed=1
    [ "$result" = green ] || tail -n 20 "$log"
    [ "$name" != unbroken ] || exit 1
  fi
done
if [ $failed -ne 0 ]; then
  echo "mutants: what is not red above is not noticed by IntakeModelTest" >&2
  exit 1
fi
