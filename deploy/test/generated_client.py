# SPDX-License-Identifier: Apache-2.0
"""Asks the intake by a client that was made from the document which it serves: a request, where it stands, the same
again, and its withdrawal; many in a batch; and in OpenDSR's words. Ends with 0 when every answer is one that the
document names, and the one for the role of the token.

    PYTHONPATH=FOLDER_OF_THE_CLIENT python3 generated_client.py http://INTAKE:PORT TOKEN_FILE operator|requester
"""
import datetime
import io
import json
import pathlib
import sys
import time
import uuid

from client import AuthenticatedClient
from client.api.default import (
    deletion_status,
    open_dsr_cancel,
    open_dsr_discovery,
    open_dsr_status,
    open_dsr_submit,
    request_deletion,
    request_deletions,
    withdraw_deletion,
)
from client.models import (
    Accepted,
    Amendment,
    Line,
    OpenDsrCancellation,
    OpenDsrDiscovery,
    OpenDsrReceipt,
    OpenDsrRequest,
    OpenDsrStatus,
    Problem,
    Request,
    RequesterStatus,
    Status,
)
from client.types import File

PATIENCE_SECONDS = 60


def main(url, token_file, role):
    token = pathlib.Path(token_file).read_text(encoding="ascii").strip()
    api = AuthenticatedClient(base_url=url, token=token)
    print(f"{role}: {asked(api, role)}; {asked_in_a_batch(api)}; {asked_as_opendsr(api)}")


def asked(api, role):
    request = Request(subject_id=nobody(), request_id=str(uuid.uuid4()), model="no-such-model")
    refused = request_deletion.sync_detailed(client=api, body=request)
    expect(refused.status_code == 422 and isinstance(refused.parsed, Problem), "a model that is not there", refused)

    request = Request(subject_id=request.subject_id, request_id=str(uuid.uuid4()))
    first = request_deletion.sync_detailed(client=api, body=request)
    expect(first.status_code == 202 and isinstance(first.parsed, Accepted), "a request", first)
    again = request_deletion.sync_detailed(client=api, body=request)
    expect(again.parsed == first.parsed, "the same again", again)

    accepted = first.parsed
    status = once_known(lambda: deletion_status.sync_detailed(accepted.tenant, accepted.request_id, client=api))
    shown = RequesterStatus if role == "requester" else Status
    expect(status.status_code == 200 and isinstance(status.parsed, shown), "where it stands", status)

    word = Amendment(reason="a test", decided_by="the test")
    ended = withdraw_deletion.sync_detailed(accepted.tenant, accepted.request_id, client=api, body=word)
    expect(ended.status_code in (202, 409), "its withdrawal", ended)
    return f"a request was taken and stands at {status.parsed.state}, its withdrawal answered {ended.status_code}"


def asked_in_a_batch(api):
    good = [Request(subject_id=nobody(), request_id=str(uuid.uuid4())) for _ in range(2)]
    other = Request(subject_id=nobody(), request_id=str(uuid.uuid4()), tenant="nobodys-tenant")
    sent = [good[0], other, good[1]]
    body = "\n".join(json.dumps(each.to_dict()) for each in sent).encode()
    answer = request_deletions.sync_detailed(client=api, body=File(payload=io.BytesIO(body)))
    expect(answer.status_code == 200 and isinstance(answer.parsed, File), "a batch", answer)
    lines = [Line.from_dict(json.loads(each)) for each in answer.parsed.payload.read().splitlines()]
    expect([each.line for each in lines] == [1, 2, 3], "a line for each", answer)
    expect([lines[0].status, lines[2].status] == [202, 202], "the lines that are right", answer)
    expect([lines[0].request_id, lines[2].request_id] == [each.request_id for each in good], "their ids", answer)
    expect(lines[1].status in (403, 422) and lines[1].problems, "another tenant's line", answer)
    return f"of a batch {[each.status for each in lines]}"


def asked_as_opendsr(api):
    discovery = open_dsr_discovery.sync_detailed(client=api)
    expect(discovery.status_code == 200 and isinstance(discovery.parsed, OpenDsrDiscovery), "discovery", discovery)
    identity = discovery.parsed.supported_identities[0]
    request = OpenDsrRequest.from_dict(
        {
            "regulation": "gdpr",
            "subject_request_id": str(uuid.uuid4()),
            "subject_request_type": "erasure",
            "submitted_time": datetime.datetime.now(datetime.timezone.utc).isoformat(),
            "subject_identities": [{**identity.to_dict(), "identity_value": nobody()}],
        }
    )
    receipt = open_dsr_submit.sync_detailed(client=api, body=request)
    expect(receipt.status_code == 201 and isinstance(receipt.parsed, OpenDsrReceipt), "submit", receipt)
    number = request.subject_request_id
    expect(receipt.parsed.subject_request_id == number, "its id", receipt)
    status = once_known(lambda: open_dsr_status.sync_detailed(number, client=api))
    expect(status.status_code == 200 and isinstance(status.parsed, OpenDsrStatus), "its status", status)
    ended = open_dsr_cancel.sync_detailed(number, client=api)
    expect(ended.status_code == 202 and isinstance(ended.parsed, OpenDsrCancellation), "its cancellation", ended)
    absent = open_dsr_status.sync_detailed(str(uuid.uuid4()), client=api)
    expect(absent.status_code == 404, "one that nobody sent", absent)
    return f"OpenDSR's is {status.parsed.request_status} and was cancelled"


def nobody():
    return f"nobody-{uuid.uuid4()}"


def once_known(ask):
    """A request is read by the intake a moment after it was taken."""
    limit = time.monotonic() + PATIENCE_SECONDS
    answer = ask()
    while answer.status_code == 404 and time.monotonic() < limit:
        time.sleep(0.2)
        answer = ask()
    return answer


def expect(kept, what, answer):
    if not kept:
        sys.exit(f"{what}: {answer.status_code} {answer.content!r}")


if __name__ == "__main__":
    main(*sys.argv[1:])
