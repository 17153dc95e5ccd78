#!/usr/bin/env bash
# Runs docker-compose.yml as README.md says it, by the lines that are printed there: build, up, demo against it; then a restart of the schema registry, backup, loss of
# every volume, restore, down.
# Says how long things took and how much memory they hold; leaves nothing behind.
#   deploy/test/compose.sh [FOLDER FOR LOGS AND MEASUREMENTS]
set -euo pipefail
cd "$(dirname "$0")/../.."
out="${1:-$(mktemp -d)}"
mkdir -p "$out"

say() { printf 'compose: %s\n' "$*"; }
fail() {
  docker compose logs --no-color --tail 50 || true
  docker compose ps --all || true
  say "FAILED: $*" # last, where a reader of a log's end finds it
  exit 1
}

finish() {
  docker compose logs --no-color >"$out/services.log" 2>&1 || true
  docker compose down --volumes --timeout 20 >/dev/null 2>&1 || true
  rm -rf .lethe-remote lethe-demo
}
trap finish EXIT

seconds() { date +%s; }
# By standard input: a command line is seen by everybody on the machine.
as_operator() { (printf 'Authorization: Bearer ' && cat .lethe-remote/token) | curl -fsS -H @- "$@"; }
services=(deletion-ingest unlearn-worker verifier model-registry)

# The lines below README's heading, as they are printed there; a fresh clone has nothing of an earlier run.
mapfile -t lines < <(awk '/^## /{here = /^## As containers$/} here && /^```/{code = !code; next} here && code' README.md)
[ "${#lines[@]}" = 3 ] || fail "README.md has ${#lines[@]} lines below 'As containers', not: build and up, keys, demo"
rm -rf .lethe-remote
readme_line() { # NUMBER LOG
  bash -euo pipefail -c "${lines[$1]}" >"$out/$2.log" 2>&1 || { tail -n 40 "$out/$2.log"; fail "README's line: ${lines[$1]}"; }
}

began=$(seconds)
readme_line 0 up
say "built, and all healthy, in $(($(seconds) - began)) s"
docker image ls --format '{{.Repository}}:{{.Tag}} {{.Size}}' | grep '^lethe/'
docker stats --no-stream --format '  {{.Name}} {{.MemUsage}}'

for service in "${services[@]}"; do
  [ "$(docker compose exec -T "$service" id -u)" != 0 ] || fail "$service runs as root"
  ! docker compose exec -T "$service" touch /opt/lethe/run 2>/dev/null || fail "$service can write to its own program"
done
say "no service runs as root or can write to its root file system"

# Milliseconds from the start of a stopped container, whose data is there, to the first good answer of /health/ready.
start_of() {
  local container began until
  container="$(docker compose ps -q "$1")"
  docker compose stop "$1" >/dev/null 2>&1
  docker compose start "$1" >/dev/null 2>&1
  until="$(($(seconds) + 120))"
  until curl -fs -o /dev/null "http://localhost:$2/health/ready"; do
    [ "$(seconds)" -lt "$until" ] || return 1
    sleep 0.05
  done
  began="$(date -d "$(docker inspect -f '{{.State.StartedAt}}' "$container")" +%s%N)"
  echo "$((($(date +%s%N) - began) / 1000000))"
}
for round in 1 2 3; do
  ingest="$(start_of deletion-ingest 8081)" || fail "deletion-ingest is not ready again"
  registry="$(start_of model-registry 8080)" || fail "model-registry is not ready again"
  say "start to ready, round $round: deletion-ingest $ingest ms, model-registry $registry ms"
done

readme_line 1 keys
readme_line 1 keys # and again: what is there is written over, not nested
readme_line 2 demo
tail -n 40 "$out/demo.log"

say "schema registry restarts; services that start after it read old records by their schema ids"
docker compose restart schema-registry >/dev/null 2>&1
docker compose restart deletion-ingest model-registry >/dev/null 2>&1
docker compose up -d --wait >"$out/up-again.log" 2>&1 || { tail -n 20 "$out/up-again.log"; fail "not healthy again"; }
as_operator "http://localhost:8080/v1/models" >"$out/models.json" || fail "the registry does not answer"
grep -q '"demo-' "$out/models.json" || fail "the registry has forgotten its model"

# Prometheus knows of a restart only after its next scrape.
refused() { [ "$(curl -s -o /dev/null -w '%{http_code}' "$@")" = 401 ]; }
refused http://localhost:8080/v1/models && refused http://localhost:8081/metrics \
  && refused -H 'Authorization: Bearer lethe_forged' http://localhost:8080/v1/models || fail "somebody without a token was answered"
say "who brings no token is refused"

answers() {
  curl -fsS -G http://localhost:9091/api/v1/query --data-urlencode "query=$1" >"$out/prometheus.json" \
    && grep -q '"result":\[{' "$out/prometheus.json"
}
for query in 'sum(up{job="lethe"}) == 4' 'lethe_registry_champion_version > 1'; do
  until="$(($(seconds) + 60))"
  until answers "$query"; do
    [ "$(seconds)" -lt "$until" ] || fail "Prometheus has no answer to $query but: $(cat "$out/prometheus.json")"
    sleep 1
  done
done
say "Prometheus sees the four services and the champion"

# Neither asks who comes, so whoever is no service must not reach them.
reaches() { docker compose exec -T prometheus wget -q -T 5 -O /dev/null "$1"; }
reaches http://deletion-ingest:8081/health/live || fail "Prometheus does not reach a service"
for inner in schema-registry:8080/apis/ccompat/v7/subjects artifacts:9090/favicon.ico kafka:9092; do
  ! reaches "http://$inner" 2>/dev/null || fail "Prometheus reaches $inner"
done
say "schema registry, artifacts and broker are not reached by whoever is no service"

serving() { docker compose exec -T model-registry sh -c 'cd /serving && find . -type f -exec sha256sum {} + | sort'; }
serving >"$out/serving.txt"
deploy/backup.sh save "$out/backup" >"$out/backup.log" 2>&1 || { tail -n 20 "$out/backup.log"; fail "the backup"; }
docker compose down --volumes --timeout 20 >/dev/null 2>&1
deploy/backup.sh restore "$out/backup" >"$out/restore.log" 2>&1 || { tail -n 20 "$out/restore.log"; fail "the restore"; }
docker compose up -d --wait >"$out/up-restored.log" 2>&1 || { tail -n 20 "$out/up-restored.log"; fail "not healthy after the restore"; }
readme_line 1 keys # certificates and tokens were made anew
as_operator "http://localhost:8080/v1/models" | cmp - "$out/models.json" || fail "the registry knows other models than before"
serving | cmp - "$out/serving.txt" || fail "another version is served than before"
du -sh "$out/backup" | sed 's/^/compose: backed up and restored: same models, same bytes served; /'
say "done; logs are in $out"
