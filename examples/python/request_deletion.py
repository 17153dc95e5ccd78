# SPDX-License-Identifier: Apache-2.0
"""Asks a running Lethe to forget people, and follows each request until it ends.

    python3 request_deletion.py http://HOST:PORT SUBJECT...
"""
import json
import sys
import time
import uuid
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

PATIENCE_SECONDS = 600
GOOD_ENDS = ("PROMOTED", "COMPLETED", "NOTHING_TO_ERASE", "NO_TRAIN_SAMPLE")
BAD_ENDS = ("PARKED", "REFUSED", "REJECTED")


def send(deletions, subject):
    """Sends one request under an id of our own: what is sent again with it is the same request."""
    request_id = str(uuid.uuid4())
    body = json.dumps({"requestId": request_id, "subjectId": subject}).encode()
    with urlopen(Request(deletions, body, {"content-type": "application/json"}), timeout=10):
        return request_id


def status(url):
    """Where a request stands; None while it has not been read yet."""
    try:
        with urlopen(url, timeout=10) as answer:
            return json.load(answer)
    except HTTPError as error:
        if error.code == 404:
            return None
        raise


def end(url):
    """The state in which a request ends; prints the states on its way."""
    last = "not read yet"
    limit = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < limit:
        answer = status(url)
        if answer and answer["state"] != last:
            last = answer["state"]
            if last in GOOD_ENDS:
                return last
            if last in BAD_ENDS:
                sys.exit(f"{last}: {answer['reason']}")
            print("...", last)
        time.sleep(0.5)
    sys.exit(f"Still {last}; ask again later: {url}")


def main():
    if len(sys.argv) < 3:
        print(__doc__.strip().splitlines()[-1].strip(), file=sys.stderr)
        sys.exit(2)
    deletions = sys.argv[1] + "/v1/deletions"
    try:
        requests = [(subject, send(deletions, subject)) for subject in sys.argv[2:]]
        for subject, request_id in requests:
            print(f"{subject}: {end(f'{deletions}/default/{request_id}')}")
    except HTTPError as error:
        sys.exit(f"Not taken ({error.code}): {error.read().decode()}")
    except URLError as error:
        sys.exit(f"Nobody answers at {sys.argv[1]} ({error.reason}); start Lethe with: lethe up")


main()
