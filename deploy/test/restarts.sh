#!/usr/bin/env bash
# How long `lethe up` takes to start with the subjects of a large dataset: after an orderly stop and after a SIGKILL, with
# its local state and without. Prints seconds until "Lethe is up". Needs nothing but a built ./lethe and Python.
#   deploy/test/restarts.sh [SUBJECTS] [PAIRS]
set -euo pipefail
cd "$(dirname "$0")/../.."
subjects="${1:-200000}"
pairs="${2:-3}"
work="$(mktemp -d)"
up=
finish() {
  if [ -n "$up" ]; then kill "$up" 2>/dev/null || true; wait "$up" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap finish EXIT

python3 - "$work/bundle.zip" "$subjects" <<'PYTHON'
import random, struct, sys, zipfile, zlib

def png(seed):
    draw = random.Random(seed)
    rows = b"".join(b"\0" + bytes(draw.randrange(256) for _ in range(8)) for _ in range(8))
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    head = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")

pictures = [png(seed) for seed in range(64)]
subjects = int(sys.argv[2])
rows = ["sample_id,subject_id,split,label,class_name,path"]
with zipfile.ZipFile(sys.argv[1], "w") as bundle:
    for i in range(subjects + 40):
        train = i < subjects
        split, label = ("train" if train else "test"), i % 2
        path = f"{split}/{'ab'[label]}/{i}.png"
        rows.append(f"s{i},{f'user-{i}' if train else ''},{split},{label},{'ab'[label]},{path}")
        bundle.writestr(path, pictures[i % 64])
    bundle.writestr("samples.csv", "\n".join(rows) + "\n")
PYTHON

read -r registry intake worker verifier <<<"$(python3 -c '
import socket
held = [socket.create_server(("localhost", 0)) for _ in range(4)]
print(*(each.getsockname()[1] for each in held))')"
cat >"$work/up.yaml" <<YAML
lethe.up:
  kafka-port: 0
  registry-port: $registry
  intake-port: $intake
  worker-port: $worker
  verifier-port: $verifier
  schema-registry-port: 0
YAML

start() {
  local begun; begun="$(date +%s%N)"
  ./lethe up --data "$work/data" --config "$work/up.yaml" >"$work/up.log" 2>&1 &
  up=$!
  until grep -q 'Lethe is up' "$work/up.log"; do
    kill -0 "$up" 2>/dev/null || { cat "$work/up.log"; echo "restarts: FAILED: $1"; exit 1; }
    sleep 0.1
  done
  printf 'restarts: %-42s %6.1f s\n' "$1" "$(( ($(date +%s%N) - begun) / 100000000 ))e-1"
}
stop() { kill "-$1" "$up"; wait "$up" 2>/dev/null || true; up=; }
without_state() { rm -rf "$work/data/state"; }

./lethe --version >/dev/null # builds, where nothing is built yet
start "first"
./lethe dataset register --data "$work/data" "$work/bundle.zip" >/dev/null
for _ in $(seq "$pairs"); do
  stop TERM; start "after an orderly stop"
  stop KILL; start "after SIGKILL"
  stop TERM; without_state; start "after an orderly stop, state removed"
  stop KILL; without_state; start "after SIGKILL, state removed"
done
stop TERM
