# SPDX-License-Identifier: Apache-2.0
"""Asks over Kafka to forget people, and asks the intake over HTTP where each request stands until it ends. Needs
Confluent's client: pip install 'confluent-kafka[avro,schemaregistry]'
LETHE_TENANT is whose requests these are, by default "default".
Where Lethe asks who comes, LETHE_TOKEN_FILE names a file with a requester's token.

    python3 send_deletion.py HOST:PORT http://SCHEMAS:PORT http://INTAKE:PORT SUBJECT...
"""
import datetime
import json
import os
import pathlib
import sys
import time
import uuid
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from confluent_kafka import Producer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext, StringSerializer

# The schema that Lethe's own programs write; an app has a copy of it.
SCHEMA = pathlib.Path(__file__).parents[2] / "schemas/src/main/avro/DeletionRequest.avsc"
TENANT = os.environ.get("LETHE_TENANT", "default")
# The tenant is that of the topic: a record that names another is refused.
REQUESTS = "deletion.requests" + ("" if TENANT == "default" else f".{TENANT}")
PATIENCE_SECONDS = 600
# The last of each is what a requester's token shows.
GOOD_ENDS = ("PROMOTED", "COMPLETED", "NOTHING_TO_ERASE", "NO_TRAIN_SAMPLE", "completed")
BAD_ENDS = ("PARKED", "REFUSED", "REJECTED", "WITHDRAWN", "cancelled")


def send(servers, registry, subjects):
    """Sends a request for each subject; the subjects by the requests' ids."""
    key = StringSerializer("utf_8")
    value = AvroSerializer(registry, SCHEMA.read_text())
    context = SerializationContext(REQUESTS, MessageField.VALUE)
    # Java's way to choose a partition, so that requests of a person keep their order whoever sends them.
    producer = Producer({"bootstrap.servers": servers, "acks": "all", "partitioner": "murmur2_random"})
    subject_by_request, failures = {}, []
    for subject in subjects:
        # An id of our own: what is sent again with it is the same request.
        request_id = str(uuid.uuid4())
        request = {
            "requestId": request_id,
            "tenant": TENANT,
            "subjectId": subject,
            "requestedAt": datetime.datetime.now(datetime.timezone.utc),
        }
        producer.produce(
            REQUESTS,
            key=key(subject),
            value=value(request, context),
            on_delivery=lambda error, _: error and failures.append(error.str()))
        subject_by_request[request_id] = subject
    if producer.flush(30) or failures:
        sys.exit(f"Not sent: {failures or 'the broker does not answer'}")
    return subject_by_request


def headers():
    """The token, if there is one."""
    file = os.environ.get("LETHE_TOKEN_FILE")
    if not file:
        return {}
    with open(file, encoding="ascii") as token:
        return {"authorization": "Bearer " + token.read().strip()}


def status(url):
    """Where a request stands; None while it has not been read yet."""
    try:
        with urlopen(Request(url, headers=headers()), timeout=10) as answer:
            return json.load(answer)
    except HTTPError as error:
        if error.code == 404:
            return None
        raise


def follow(intake, subject_by_request):
    """Prints the states of the requests until each has ended."""
    seen = {}
    limit = time.monotonic() + PATIENCE_SECONDS
    while subject_by_request:
        if time.monotonic() > limit:
            sys.exit(f"Still under way: {list(subject_by_request)}")
        for request_id, subject in list(subject_by_request.items()):
            answer = status(f"{intake}/v1/deletions/{TENANT}/{request_id}")
            if not answer or answer["state"] == seen.get(request_id):
                continue
            state = seen[request_id] = answer["state"]
            if state in BAD_ENDS:
                sys.exit(f"{state}: {answer.get('reason') or answer['rejections']}")
            if state in GOOD_ENDS:
                del subject_by_request[request_id]
            print(f"{'' if state in GOOD_ENDS else '... '}{subject}: {state}", flush=True)
        time.sleep(0.5)


def main():
    if len(sys.argv) < 5:
        print(__doc__.strip().splitlines()[-1].strip(), file=sys.stderr)
        sys.exit(2)
    servers, registry_url, intake, *subjects = sys.argv[1:]
    try:
        follow(intake, send(servers, SchemaRegistryClient({"url": registry_url}), subjects))
    except Exception as error:  # of Kafka's client, of the registry's, or of an HTTP client
        sys.exit(
            f"{type(error).__name__}: {error}; is Lethe up at {servers}, its schemas at {registry_url}, its intake at {intake}?")


main()
