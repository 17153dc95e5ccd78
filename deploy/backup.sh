#!/usr/bin/env bash
# Backs up and restores what docker-compose.yml keeps: topics and schemas, artifacts, keys.
#   deploy/backup.sh save FOLDER      stops what runs, writes data.tar.gz and keys.tar.gz, starts it again
#   deploy/backup.sh restore FOLDER   where these volumes do not exist yet; afterwards: docker compose up -d --wait
# keys.tar.gz is all it takes to recognise subjects and to sign reports: keep it apart from the data.
# Everything else (certificates, tokens, state stores, caches, the serving folder, Prometheus' history) is made again.
set -euo pipefail
umask 077 # subject ids in clear, pictures of people, keys

fail() {
  echo "backup: $*" >&2
  exit 1
}

usage() {
  sed -n '2,4s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
  exit 2
}

[ $# = 2 ] || usage
what="$1"
# A path of the caller's; everything after it happens in the project's folder.
case "$2" in /*) folder="$2" ;; *) folder="$PWD/$2" ;; esac
cd "$(dirname "${BASH_SOURCE[0]}")/.."

data=(kafka artifacts)
keys=(subject-key verifier-keys trusted-keys)
project="${COMPOSE_PROJECT_NAME:-lethe}"
image=lethe/lethe:0.1.0
running="" # not local: the trap outlives the function

# tar as root, in a container that sees these volumes and nothing else: their files belong to several users.
in_volumes() {
  local mounts=() volume
  for volume in "${volumes[@]}"; do mounts+=(-v "${project}_$volume:/volumes/$volume"); done
  docker run --rm -i --network none --user 0 --workdir /volumes --entrypoint tar "${mounts[@]}" "$image" "$@"
}

save() {
  [ ! -e "$folder/data.tar.gz" ] || fail "$folder holds a backup already; name another folder"
  local volume
  for volume in "${data[@]}" "${keys[@]}"; do
    docker volume inspect "${project}_$volume" >/dev/null 2>&1 || fail "there is no volume ${project}_$volume: nothing to back up"
  done
  mkdir -p "$folder"
  running="$(docker compose ps --services --status running)"
  # shellcheck disable=SC2086 # a list of names
  trap '[ -z "$running" ] || docker compose start $running' EXIT
  # Topics and artifacts of one moment: a running broker writes on while it is copied.
  docker compose stop
  volumes=("${data[@]}")
  in_volumes --numeric-owner -cz "${volumes[@]}" >"$folder/data.part"
  volumes=("${keys[@]}")
  in_volumes --numeric-owner -cz "${volumes[@]}" >"$folder/keys.part"
  mv "$folder/keys.part" "$folder/keys.tar.gz"
  mv "$folder/data.part" "$folder/data.tar.gz" # last: a backup that was cut off has none
  echo "backup: $folder/data.tar.gz and $folder/keys.tar.gz are written"
}

restore() {
  local volume file
  for file in data.tar.gz keys.tar.gz; do
    [ -f "$folder/$file" ] || fail "$folder/$file is missing; name the folder of a backup"
    gzip -t "$folder/$file" || fail "$folder/$file is damaged; use another backup"
  done
  for volume in "${data[@]}" "${keys[@]}"; do
    ! docker volume inspect "${project}_$volume" >/dev/null 2>&1 \
      || fail "the volume ${project}_$volume exists; a backup is restored beside nothing: docker compose down --volumes removes what is there"
  done
  trap 'echo "backup: NOT restored, do not start it: docker compose down --volumes, then restore again" >&2' EXIT
  docker compose create
  # Keys first: a start without them would make new ones.
  volumes=("${keys[@]}")
  in_volumes --numeric-owner -xzp <"$folder/keys.tar.gz"
  volumes=("${data[@]}")
  in_volumes --numeric-owner -xzp <"$folder/data.tar.gz"
  trap - EXIT
  echo "backup: restored; start it with docker compose up -d --wait"
}

case "$what" in
  save) save ;;
  restore) restore ;;
  *) usage ;;
esac
