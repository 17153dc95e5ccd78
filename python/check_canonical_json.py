# SPDX-License-Identifier: Apache-2.0
"""Checks canonical JSON that the JVM wrote against another implementation of RFC 8785, the package rfc8785.

    python check_canonical_json.py CASES

CASES is a JSON array of {"text": JSON as somebody wrote it, "canonical": the JVM's spelling, "sha256": its digest}. Exits 0
only if every text has the same spelling and digest here.
"""
import hashlib
import json
import pathlib
import sys

import rfc8785


def difference(case):
    spelling = rfc8785.dumps(json.loads(case["text"]))
    digest = hashlib.sha256(spelling).hexdigest()
    if spelling != case["canonical"].encode() or digest != case["sha256"]:
        return f"{case['text']}: {spelling.decode()} here, {case['canonical']} in the JVM"
    return None


def main():
    cases = json.loads(pathlib.Path(sys.argv[1]).read_text())
    differences = list(filter(None, map(difference, cases)))
    print(f"{len(cases)} texts, {len(differences)} differ", *differences[:10], sep="\n")
    return 1 if differences or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
