#!/usr/bin/env bash
# Runs docker-compose.yml as a user would: build, up, demo against it, a restart of the schema registry, down.
# Says how long things took and how much memory they hold; leaves nothing behind.
#   deploy/test/compose.sh [FOLDER FOR LOGS AND MEASUREMENTS]
set -euo pipefail
cd "$(dirname "$0")/../.."
out="${1:-$(mktemp -d)}"
mkdir -p "$out"

say() { printf 'compose: %s\n' "$*"; }
fail() {
  say "FAILED: $*"
  docker compose ps --all || true
  docker compose logs --no-color --tail 50 || true
  exit 1
}

finish() {
  docker compose logs --no-color >"$out/services.log" 2>&1 || true
  docker compose down --volumes --timeout 20 >/dev/null 2>&1 || true
  rm -rf .lethe-remote
}
trap finish EXIT

seconds() { date +%s; }
services=(deletion-ingest unlearn-worker verifier model-registry)

began=$(seconds)
docker compose build >"$out/build.log" 2>&1 || { tail -n 40 "$out/build.log"; fail "build"; }
say "images built in $(($(seconds) - began)) s"
docker image ls --format '{{.Repository}}:{{.Tag}} {{.Size}}' | grep '^lethe/'

began=$(seconds)
docker compose up -d --wait --quiet-pull >"$out/up.log" 2>&1 || { tail -n 40 "$out/up.log"; fail "up"; }
say "all healthy in $(($(seconds) - began)) s"
docker stats --no-stream --format '  {{.Name}} {{.MemUsage}}'

for service in "${services[@]}"; do
  [ "$(docker compose exec -T "$service" id -u)" != 0 ] || fail "$service runs as root"
  ! docker compose exec -T "$service" touch /opt/lethe/run 2>/dev/null || fail "$service can write to its own program"
done
say "no service runs as root or can write to its root file system"

mkdir -p .lethe-remote
docker compose cp keys:/keys .lethe-remote/keys >/dev/null 2>&1 || fail "the keys cannot be copied"
export AWS_ACCESS_KEY_ID=lethe AWS_SECRET_ACCESS_KEY=lethe
./lethe demo --remote --page "$out/index.html" --json "$out/demo.json" || fail "the demo"

say "schema registry restarts; services that start after it read old records by their schema ids"
docker compose restart schema-registry >/dev/null 2>&1
docker compose restart deletion-ingest model-registry >/dev/null 2>&1
docker compose up -d --wait >/dev/null 2>&1 || fail "not healthy again"
curl -fsS "http://localhost:8080/v1/models" >"$out/models.json" || fail "the registry does not answer"
grep -q '"demo-' "$out/models.json" || fail "the registry has forgotten its model"

for query in 'sum(up{job="lethe"}) == 4' 'lethe_registry_champion_version > 1'; do
  curl -fsS -G "http://localhost:9091/api/v1/query" --data-urlencode "query=$query" | tee -a "$out/prometheus.json" | grep -q '"result":\[{' \
    || fail "Prometheus has no answer to: $query"
done
say "done; logs are in $out"
