#!/usr/bin/env bash
# Builds what is committed twice, as different people would, and compares all jars and the SBOM byte by byte.
#   build-tools/reproducible.sh [FOLDER]      keeps both builds there
set -euo pipefail
cd "$(dirname "$0")/.."
out="${1:-$(mktemp -d)}"
mkdir -p "$out"
out="$(cd "$out" && pwd)"

# build FOLDER: the committed state, built there
build() {
  mkdir "$out/$1"
  git archive HEAD | tar -x -C "$out/$1"
  (cd "$out/$1" && mvn -B -ntp -q -Prelease -Dquick package javadoc:aggregate cyclonedx:makeAggregateBom)
}
digests() {
  (cd "$out/$1" && find . -path '*/target/*.jar' ! -path '*/target/lib/*' ! -path '*/target/app/*' -print0 | sort -z \
    | xargs -0 sha256sum && sha256sum ./target/lethe-sbom.json)
}

TZ=UTC LC_ALL=C.UTF-8 build one
(umask 077 && TZ=Asia/Kolkata LC_ALL=C build another-folder)
digests one >"$out/one.sha256"
digests another-folder >"$out/another-folder.sha256"
if ! diff "$out/one.sha256" "$out/another-folder.sha256"; then
  echo "reproducible: the files above differ between $out/one and $out/another-folder" >&2
  exit 1
fi
echo "reproducible: $(wc -l <"$out/one.sha256") files are equal in two builds of $(git rev-parse --short HEAD); digests in $out/one.sha256"
