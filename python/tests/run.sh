#!/usr/bin/env bash
# Tests the exporter with the Python that LETHE_PYTHON names, or else python3; it must have tensorflow-cpu 2.16.1.
# Tests the installed package where there is one, else the sources beside this script.
set -euo pipefail
cd "$(dirname "$0")"
python=${LETHE_PYTHON:-python3}
(cd / && "$python" -c 'import lethe_keras' 2>/dev/null) || export PYTHONPATH="$PWD/../src${PYTHONPATH:+:$PYTHONPATH}"
"$python" -c 'import lethe_keras; print("testing", lethe_keras.__file__)'
exec "$python" -m unittest discover --start-directory . --pattern 'test_*.py' "$@"
