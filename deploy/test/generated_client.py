# SPDX-License-Identifier: Apache-2.0
"""Asks the intake by a client that was made from the document which it serves: a request, where it stands, the same
again, and its withdrawal. Ends with 0 when every answer is one that the document names.

    PYTHONPATH=FOLDER_OF_THE_CLIENT python3 generated_client.py http://INTAKE:PORT TOKEN_FILE
"""
import pathlib
import sys
import time
import uuid

from client import AuthenticatedClient
from client.api.default import deletion_status, request_deletion, withdraw_deletion
from client.models import Accepted, Amendment, Problem, Request, Status

PATIENCE_SECONDS = 60


def main(url, token_file):
    token = pathlib.Path(token_file).read_text(encoding="ascii").strip()
    api = AuthenticatedClient(base_url=url, token=token)
    request = Request(subject_id=f"nobody-{uuid.uuid4()}", request_id=str(uuid.uuid4()), model="no-such-model")
    refused = request_deletion.sync_detailed(client=api, body=request)
    expect(refused.status_code == 422 and isinstance(refused.parsed, Problem), "a model that is not there", refused)

    request = Request(subject_id=request.subject_id, request_id=str(uuid.uuid4()))
    first = request_deletion.sync_detailed(client=api, body=request)
    expect(first.status_code == 202 and isinstance(first.parsed, Accepted), "a request", first)
    again = request_deletion.sync_detailed(client=api, body=request)
    expect(again.parsed == first.parsed, "the same again", again)

    accepted = first.parsed
    limit = time.monotonic() + PATIENCE_SECONDS
    status = deletion_status.sync_detailed(accepted.tenant, accepted.request_id, client=api)
    while status.status_code == 404 and time.monotonic() < limit:
        time.sleep(0.2)
        status = deletion_status.sync_detailed(accepted.tenant, accepted.request_id, client=api)
    expect(status.status_code == 200 and isinstance(status.parsed, Status), "where it stands", status)

    word = Amendment(reason="a test", decided_by="the test")
    ended = withdraw_deletion.sync_detailed(accepted.tenant, accepted.request_id, client=api, body=word)
    expect(ended.status_code in (202, 409), "its withdrawal", ended)
    print(f"a request was taken and stands at {status.parsed.state}, its withdrawal answered {ended.status_code}")


def expect(kept, what, answer):
    if not kept:
        sys.exit(f"{what}: {answer.status_code} {answer.content!r}")


if __name__ == "__main__":
    main(*sys.argv[1:])
