#!/usr/bin/env bash
# Holds a running intake to the OpenAPI document that it serves, for an operator and for a requester of the tenant
# "default": schemathesis sends what the document allows and what it does not, and a client made from the document asks.
# Needs a Python with schemathesis and openapi-python-client; schemathesis.toml says what is not asked, and why.
#   deploy/test/openapi.sh http://INTAKE:PORT OPERATORS_TOKEN_FILE REQUESTERS_TOKEN_FILE [FOLDER FOR LOGS]
set -euo pipefail
url="$1" operator="$2" requester="$3" out="${4:-$(mktemp -d)}"
here="$(cd "$(dirname "$0")" && pwd)"
bin="$(cd "$(dirname "${LETHE_PYTHON:?names the Python}")" && pwd)"
mkdir -p "$out"
out="$(cd "$out" && pwd)"

# Not the phase "examples": the document has none. Not "stateful": it has no links, and what follows from one another is
# asked by the client below. Hypothesis' health checks are about how fast values that keep a schema are found, which
# depends on the machine and says nothing about the intake.
check() { # ROLE TOKEN_FILE EXAMPLES
  local log="$out/schemathesis-$1.log" token
  token="$(cat "$2")"
  # It keeps what it saw below the folder in which it runs.
  (cd "$out" && SCHEMATHESIS_HOOKS=openapi_hooks PYTHONPATH="$here" \
    "$bin/schemathesis" --config-file "$here/schemathesis.toml" run "$url/openapi.json" \
    -H "Authorization: Bearer $token" --phases coverage,fuzzing \
    --max-examples "$3" --seed 1 --suppress-health-check all) \
    >"$log" 2>&1 || { tail -n 120 "$log"; exit 1; }
  printf '%s:' "$1"
  grep 'Test cases' -A1 "$log" | tail -n 1
}
check operator "$operator" 25
check requester "$requester" 15 # most of what differs is which answers he gets, and not what he may send

# A schema of OpenAPI 3.1 cannot say that a body has one such value a line, so that no generator knows what to make of
# newline-delimited JSON: for this one it is bytes, of which generated_client.py makes lines of the generated models.
rm -rf "$out/generated"
mkdir "$out/generated"
"$bin/python" - "$url/openapi.json" >"$out/generated/openapi.json" <<'PYTHON'
import json, sys, urllib.request
document = json.load(urllib.request.urlopen(sys.argv[1]))
batch = document["paths"]["/v1/deletions:batch"]["post"]
for part in (batch["requestBody"], batch["responses"]["200"]):
    part["content"] = {"application/x-ndjson": {"schema": {"type": "string", "format": "binary"}}}
json.dump(document, sys.stdout)
PYTHON
echo 'content_type_overrides: {application/x-ndjson: application/octet-stream}' >"$out/generated/config.yaml"
(cd "$out/generated" && PATH="$bin:$PATH" "$bin/openapi-python-client" generate --path openapi.json --meta none \
  --config config.yaml --fail-on-warning --output-path client) >"$out/generated.log" 2>&1 \
  || { cat "$out/generated.log"; exit 1; }
for role in operator requester; do
  PYTHONPATH="$out/generated" "$bin/python" "$here/generated_client.py" "$url" "${!role}" "$role"
done
