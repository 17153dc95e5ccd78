#!/usr/bin/env bash
# Holds a running registry to the OpenAPI document that it serves, as openapi.sh does with the intake: schemathesis sends
# what the document allows and what it does not, about a model that is registered, which it gives commands.
#   deploy/test/openapi_registry.sh http://REGISTRY:PORT TOKEN_FILE MODEL [FOLDER FOR LOGS]
set -euo pipefail
url="$1" token="$2" model="$3" out="${4:-$(mktemp -d)}"
here="$(cd "$(dirname "$0")" && pwd)"
bin="$(dirname "${LETHE_PYTHON:?names the Python}")"
mkdir -p "$out"
out="$(cd "$out" && pwd)"
cd "$out" # schemathesis leaves a cache where it runs

LETHE_MODEL="$model" SCHEMATHESIS_HOOKS=openapi_hooks PYTHONPATH="$here" \
  timeout 600 "$bin/schemathesis" --config-file "$here/schemathesis.toml" run "$url/openapi.json" \
  -H "Authorization: Bearer $(cat "$token")" --phases coverage,fuzzing \
  --max-examples 25 --seed 1 --suppress-health-check all \
  >"$out/schemathesis.log" 2>&1 || { tail -n 120 "$out/schemathesis.log"; exit 1; }
grep 'Test cases' -A1 "$out/schemathesis.log"
