#!/usr/bin/env bash
# Runs the examples as a user would: trains a model, lets the library's program forget with it, starts lethe up on free
# ports and with tokens, registers, and lets the Java and Python apps ask for deletions, over HTTP and over Kafka, that
# must end PROMOTED; the Python app over Kafka for a tenant of its own.
# The library example must be built. Python is $LETHE_PYTHON, with Confluent's client. Where $LETHE_OPENAPI_PYTHON is
# set, deploy/test/openapi.sh and openapi_registry.sh run against it too. Leaves nothing behind.
#   examples/test.sh [FOLDER FOR LOGS]
set -euo pipefail
cd "$(dirname "$0")/.."
out="${1:-$(mktemp -d)}"
mkdir -p "$out"
dataset=data/fashion-mini.zip
python="${LETHE_PYTHON:-python3}"

say() { printf 'examples: %s\n' "$*"; }
fail() {
  tail -n 30 "$out"/*.log || true
  say "FAILED: $*" # last, where a reader of a log's end finds it
  exit 1
}

up=
finish() {
  if [ -n "$up" ]; then kill "$up" 2>/dev/null && wait "$up" || true; fi
  rm -rf "$out/data" "$out/token" "$out/requester-token" "$out/tokens"
}
trap finish EXIT

free_ports() {
  python3 -c '
import socket
held = [socket.create_server(("localhost", 0)) for _ in range(6)]
print(*(each.getsockname()[1] for each in held))'
}
read -r kafka registry intake worker verifier schemas <<<"$(free_ports)"
cat >"$out/up.yaml" <<YAML
lethe.up:
  kafka-port: $kafka
  registry-port: $registry
  intake-port: $intake
  worker-port: $worker
  verifier-port: $verifier
  schema-registry-port: $schemas
  tenants: [shop]
YAML

./lethe train --dataset "$dataset" --architecture small-cnn --epochs 8 --out "$out/original" >"$out/train.log" 2>&1 \
  || fail "train"
seq -f 'user-%05g' 0 119 >"$out/forget.txt"
java -cp 'examples/library/target/*:examples/library/target/app/*:examples/library/target/lib/*' \
  io.lethe.examples.ForgetAndMeasure "$dataset" "$out/original" "$out/forget.txt" "$out/forgot" >"$out/library.log" 2>&1 \
  || fail "the library's program"
for model in original forgot; do
  grep -qE "^$model: test 0\.[0-9]{3}, forgotten 0\.[0-9]{3}, retained 0\.[0-9]{3}, margin -?[0-9]\.[0-9]{3}$" "$out/library.log" \
    || fail "the library's program says nothing of $model"
done
say "unlearned and measured by a program without Kafka"

./lethe keys token --file "$out/tokens" --name test --role operator >"$out/token" || fail "keys token"
./lethe keys token --file "$out/tokens" --name app --role requester --tenant default >"$out/requester-token" \
  || fail "keys token of a requester"
export LETHE_TOKEN_FILE="$out/token"
./lethe up --data "$out/data" --tokens "$out/tokens" --config "$out/up.yaml" >"$out/up.log" 2>&1 &
up=$!
for _ in $(seq 300); do
  grep -q 'Lethe is up' "$out/up.log" && break
  kill -0 "$up" 2>/dev/null || fail "lethe up ended"
  sleep 0.2
done
grep -q 'Lethe is up' "$out/up.log" || fail "lethe up does not get up"
./lethe dataset register "$dataset" --tenant default --tenant shop --data "$out/data" >"$out/dataset.log" 2>&1 || fail "dataset register"
digest="$(grep -oE '[0-9a-f]{64}' "$out/dataset.log" | head -n 1)"
./lethe model register --data "$out/data" --name clothes --model "$out/original" --dataset "$digest" \
  --policy examples/policy.json >"$out/model.log" 2>&1 || fail "model register"
say "lethe up, with a dataset and a model"

people() { seq -f 'user-%05g' "$1" "$2"; }
jars=$(printf '%s:' lethe-cli/target/app/{domain,schemas}-*.jar \
  lethe-cli/target/lib/{avro,kafka-clients,jackson-{annotations,core,databind},slf4j-api}-*.jar)
over_http="http://localhost:$intake"
over_kafka="localhost:$kafka http://localhost:$schemas $over_http"
declare -A command=(
  [java-http]="java examples/java/RequestDeletion.java $over_http $(people 100 119)"
  [python-http]="python3 examples/python/request_deletion.py $over_http $(people 120 139)"
  [java-kafka]="java -cp $jars examples/java/SendDeletion.java $over_kafka $(people 140 149)"
  [python-kafka]="env LETHE_TENANT=shop $python examples/python/send_deletion.py $over_kafka $(people 150 159)"
)
declare -A asked=([java-http]=20 [python-http]=20 [java-kafka]=10 [python-kafka]=10) running=()
for app in "${!command[@]}"; do
  # shellcheck disable=SC2086 # a list of words
  ${command[$app]} >"$out/$app.log" 2>&1 &
  running[$app]=$!
done
for app in "${!command[@]}"; do
  wait "${running[$app]}" || fail "the app $app"
  [ "$(grep -c ': PROMOTED$' "$out/$app.log")" = "${asked[$app]}" ] \
    || fail "the app $app did not see ${asked[$app]} requests PROMOTED"
done
say "60 people forgotten, asked for over HTTP and Kafka by Java and Python"

java examples/java/RequestDeletion.java "http://localhost:$intake" nobody | grep -qx 'nobody: NOTHING_TO_ERASE' \
  || fail "the Java app and somebody who is not in the data"
for app in "java examples/java/RequestDeletion.java" "python3 examples/python/request_deletion.py"; do
  ! $app "http://localhost:$intake" "" >"$out/refused.log" 2>&1 || fail "$app took an empty subject for one"
  grep -q 'Not taken (400): .*subjectId' "$out/refused.log" || fail "$app does not say what is wrong"
  ! $app http://localhost:1 nobody >"$out/nobody.log" 2>&1 || fail "$app reached nobody"
  grep -q 'Nobody answers at http://localhost:1' "$out/nobody.log" || fail "$app does not say that nobody answers"
done
for app in "java examples/java/RequestDeletion.java" "python3 examples/python/request_deletion.py"; do
  ! env -u LETHE_TOKEN_FILE $app "http://localhost:$intake" nobody >"$out/unknown.log" 2>&1 || fail "$app was let in without a token"
  grep -q 'Not taken (401): .*a token is needed' "$out/unknown.log" || fail "$app does not say that it needs a token"
done
if [ -n "${LETHE_OPENAPI_PYTHON:-}" ]; then
  LETHE_PYTHON="$LETHE_OPENAPI_PYTHON" deploy/test/openapi.sh "http://localhost:$intake" \
    "$out/token" "$out/requester-token" "$out/openapi" \
    || fail "the intake does not keep to its OpenAPI document"
  say "the intake keeps to its OpenAPI document, for operators and requesters"
fi
if [ -n "${LETHE_OPENAPI_PYTHON:-}" ]; then
  LETHE_PYTHON="$LETHE_OPENAPI_PYTHON" deploy/test/openapi_registry.sh "http://localhost:$registry" "$out/token" clothes "$out/openapi-registry" \
    || fail "the registry does not keep to its OpenAPI document"
  say "the registry keeps to its OpenAPI document"
fi
say "done; logs are in $out"
