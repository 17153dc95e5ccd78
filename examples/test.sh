#!/usr/bin/env bash
# Runs the examples as a user would: trains a model, lets the library's program forget with it, starts lethe up on free
# ports, registers, and lets the Java and the Python app ask for deletions that must end PROMOTED. The library example
# must be built. Leaves nothing behind.
#   examples/test.sh [FOLDER FOR LOGS]
set -euo pipefail
cd "$(dirname "$0")/.."
out="${1:-$(mktemp -d)}"
mkdir -p "$out"
dataset=data/fashion-mini.zip

say() { printf 'examples: %s\n' "$*"; }
fail() {
  tail -n 30 "$out"/*.log || true
  say "FAILED: $*" # last, where a reader of a log's end finds it
  exit 1
}

up=
finish() {
  if [ -n "$up" ]; then kill "$up" 2>/dev/null && wait "$up" || true; fi
  rm -rf "$out/data"
}
trap finish EXIT

free_ports() {
  python3 -c '
import socket
held = [socket.create_server(("localhost", 0)) for _ in range(4)]
print(*(each.getsockname()[1] for each in held))'
}
read -r registry intake worker verifier <<<"$(free_ports)"
cat >"$out/up.yaml" <<YAML
lethe.up:
  kafka-port: 0
  registry-port: $registry
  intake-port: $intake
  worker-port: $worker
  verifier-port: $verifier
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

./lethe up --data "$out/data" --config "$out/up.yaml" >"$out/up.log" 2>&1 &
up=$!
for _ in $(seq 300); do
  grep -q 'Lethe is up' "$out/up.log" && break
  kill -0 "$up" 2>/dev/null || fail "lethe up ended"
  sleep 0.2
done
grep -q 'Lethe is up' "$out/up.log" || fail "lethe up does not get up"
./lethe dataset register "$dataset" --data "$out/data" >"$out/dataset.log" 2>&1 || fail "dataset register"
digest="$(grep -oE '[0-9a-f]{64}' "$out/dataset.log" | head -n 1)"
./lethe model register --data "$out/data" --name clothes --model "$out/original" --dataset "$digest" \
  --policy examples/policy.json >"$out/model.log" 2>&1 || fail "model register"
say "lethe up, with a dataset and a model"

# shellcheck disable=SC2046 # a list of words
java examples/java/RequestDeletion.java "http://localhost:$intake" $(seq -f 'user-%05g' 100 119) >"$out/java.log" 2>&1 &
java=$!
# shellcheck disable=SC2046
python3 examples/python/request_deletion.py "http://localhost:$intake" $(seq -f 'user-%05g' 120 139) >"$out/python.log" 2>&1 \
  || fail "the Python app"
wait "$java" || fail "the Java app"
for app in java python; do
  [ "$(grep -c ': PROMOTED$' "$out/$app.log")" = 20 ] || fail "the $app app did not see 20 requests PROMOTED"
done
say "40 people forgotten, asked for by a Java and a Python app"

java examples/java/RequestDeletion.java "http://localhost:$intake" nobody | grep -qx 'nobody: NOTHING_TO_ERASE' \
  || fail "the Java app and somebody who is not in the data"
for app in "java examples/java/RequestDeletion.java" "python3 examples/python/request_deletion.py"; do
  ! $app "http://localhost:$intake" "" >"$out/refused.log" 2>&1 || fail "$app took an empty subject for one"
  grep -q 'Not taken (400): .*subjectId' "$out/refused.log" || fail "$app does not say what is wrong"
  ! $app http://localhost:1 nobody >"$out/nobody.log" 2>&1 || fail "$app reached nobody"
  grep -q 'Nobody answers at http://localhost:1' "$out/nobody.log" || fail "$app does not say that nobody answers"
done
say "done; logs are in $out"
