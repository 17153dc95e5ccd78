#!/usr/bin/env bash
# Holds a running intake to the OpenAPI document that it serves: schemathesis sends what the document allows and what it
# does not, and a client made from the document asks for a deletion. Needs a Python with schemathesis and
# openapi-python-client; schemathesis.toml says what is not asked.
#   deploy/test/openapi.sh http://INTAKE:PORT TOKEN_FILE [FOLDER FOR LOGS]
set -euo pipefail
url="$1" token="$2" out="${3:-$(mktemp -d)}"
here="$(cd "$(dirname "$0")" && pwd)"
bin="$(dirname "${LETHE_PYTHON:?names the Python}")"
mkdir -p "$out"

SCHEMATHESIS_HOOKS=openapi_hooks PYTHONPATH="$here" \
  "$bin/schemathesis" --config-file "$here/schemathesis.toml" run "$url/openapi.json" \
  -H "Authorization: Bearer $(cat "$token")" --phases coverage,fuzzing \
  --max-examples 25 --seed 1 --suppress-health-check all \
  >"$out/schemathesis.log" 2>&1 || { tail -n 120 "$out/schemathesis.log"; exit 1; }
grep 'Test cases' -A1 "$out/schemathesis.log"

rm -rf "$out/generated"
mkdir "$out/generated"
(cd "$out/generated" && PATH="$bin:$PATH" "$bin/openapi-python-client" generate --url "$url/openapi.json" --meta none \
  --output-path client) >"$out/generated.log" 2>&1 || { cat "$out/generated.log"; exit 1; }
PYTHONPATH="$out/generated" "$bin/python" "$here/generated_client.py" "$url" "$token"
