#!/usr/bin/env bash
# Checks Prometheus' configuration and rules, and runs the rules' unit tests. Needs promtool (Debian: prometheus).
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v promtool >/dev/null; then
  echo "promtool is missing: apt-get install --no-install-recommends prometheus" >&2
  exit 1
fi
promtool check config --syntax-only prometheus.yml # the token's file is where Prometheus runs
promtool check rules alerts.yml
promtool test rules alerts_test.yml
