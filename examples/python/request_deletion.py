# SPDX-License-Identifier: Apache-2.0
"""Asks a running Lethe to forget people, and follows each request until it ends.

Where Lethe asks who comes, LETHE_TOKEN_FILE names a file with a requester's token.

    python3 request_deletion.py http://HOST:PORT SUBJECT...
"""
import json
import os
import sys
import time
import uuid
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

PATIENCE_SECONDS = 600
# The last of each is what a requester's token shows.
GOOD_ENDS = ("PROMOTED", "COMPLETED", "NOTHING_TO_ERASE", "NO_TRAIN_SAMPLE", "completed")
BAD_ENDS = ("PARKED", "REFUSED", "REJECTED", "WITHDRAWN", "cancelled")


def headers():
    """The token, if there is one."""
    file = os.environ.get("LETHE_TOKEN_FILE")
    if not file:
        return {}
    with open(file, encoding="ascii") as token:
        return {"authorization": "Bearer " + token.read().strip()}


def send(server, subject):
    """Sends one request under an id of our own, and tells where to ask where it stands.

    What is sent again under the same id is the same request.
    """
    request_id = str(uuid.uuid4())
    body = json.dumps({"requestId": request_id, "subjectId": subject}).encode()
    request = Request(
        server + "/v1/deletions", body, {"content-type": "application/json", **headers()}
    )
    with urlopen(request, timeout=10) as answer:
        return server + answer.headers["location"]


def status(url):
    """Where a request stands; None while it has not been read yet."""
    try:
        with urlopen(Request(url, headers=headers()), timeout=10) as answer:
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
                sys.exit(f"{last}: {answer.get('reason') or answer['rejections']}")
            print("...", last)
        time.sleep(0.5)
    sys.exit(f"Still {last}; ask again later: {url}")


def main():
    if len(sys.argv) < 3:
        print(__doc__.strip().splitlines()[-1].strip(), file=sys.stderr)
        sys.exit(2)
    try:
        requests = [(subject, send(sys.argv[1], subject)) for subject in sys.argv[2:]]
        for subject, url in requests:
            print(f"{subject}: {end(url)}")
    except HTTPError as error:
        sys.exit(f"Not taken ({error.code}): {error.read().decode()}")
    except URLError as error:
        sys.exit(f"Nobody answers at {sys.argv[1]} ({error.reason}); start Lethe with: lethe up")


main()
