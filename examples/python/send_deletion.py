# SPDX-License-Identifier: Apache-2.0
"""Asks over Kafka to forget people, and follows each request until it ends. Needs Confluent's client:
pip install 'confluent-kafka[avro,schemaregistry]'

    python3 send_deletion.py HOST:PORT http://HOST:PORT SUBJECT...
"""
import datetime
import pathlib
import sys
import time
import uuid

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext, StringSerializer

# The schema that Lethe's own programs write; an app has a copy of it.
SCHEMA = pathlib.Path(__file__).parents[2] / "schemas/src/main/avro/DeletionRequest.avsc"
REQUESTS, STATUS, REJECTED = "deletion.requests", "deletion.status", "deletion.rejected"
TENANT = "default"
PATIENCE_SECONDS = 600
GOOD_ENDS = ("PROMOTED", "COMPLETED", "NOTHING_TO_ERASE", "NO_TRAIN_SAMPLE")
BAD_ENDS = ("PARKED", "REFUSED")


def answers_from_now_on(servers):
    """Statuses and refusals that are written after this. Only what is committed is true."""
    consumer = Consumer({
        "bootstrap.servers": servers,
        "group.id": f"send-deletion-{uuid.uuid4()}",
        "enable.auto.commit": False,
        "isolation.level": "read_committed",
        # Should the client lose its place in a topic that was empty, it reads what came meanwhile, too.
        "auto.offset.reset": "earliest",
    })
    partitions = []
    for topic in (STATUS, REJECTED):
        for number in consumer.list_topics(topic, timeout=10).topics[topic].partitions:
            _, end = consumer.get_watermark_offsets(TopicPartition(topic, number), timeout=10)
            partitions.append(TopicPartition(topic, number, end))
    consumer.assign(partitions)
    return consumer


def send(servers, registry, subjects):
    """Sends a request for each subject; the subjects by request, and the requests by record."""
    key = StringSerializer("utf_8")
    value = AvroSerializer(registry, SCHEMA.read_text())
    context = SerializationContext(REQUESTS, MessageField.VALUE)
    # Java's way to choose a partition, so that requests of a person keep their order whoever sends them.
    producer = Producer({"bootstrap.servers": servers, "acks": "all", "partitioner": "murmur2_random"})
    subject_by_request, request_by_record, failures = {}, {}, []
    for subject in subjects:
        # An id of our own: what is sent again with it is the same request.
        request_id = str(uuid.uuid4())
        request = {
            "requestId": request_id,
            "tenant": TENANT,
            "subjectId": subject,
            "requestedAt": datetime.datetime.now(datetime.timezone.utc),
        }

        def delivered(error, record, request=f"{TENANT}/{request_id}"):
            if error:
                failures.append(error.str())
            else:
                request_by_record[f"{record.topic()}/{record.partition()}/{record.offset()}"] = request

        producer.produce(REQUESTS, key=key(subject), value=value(request, context), on_delivery=delivered)
        subject_by_request[f"{TENANT}/{request_id}"] = subject
    if producer.flush(30) or failures:
        sys.exit(f"Not sent: {failures or 'the broker does not answer'}")
    return subject_by_request, request_by_record


def follow(consumer, registry, subject_by_request, request_by_record):
    """Prints the states of the requests until each has ended."""
    read = AvroDeserializer(registry)
    limit = time.monotonic() + PATIENCE_SECONDS
    while subject_by_request:
        if time.monotonic() > limit:
            sys.exit(f"Still under way: {list(subject_by_request)}")
        answer = consumer.poll(1)
        if answer is None:
            continue
        if answer.error():
            print(answer.error().str(), file=sys.stderr)
            continue
        if answer.value() is None:
            continue
        key = answer.key().decode()
        if key not in subject_by_request and key not in request_by_record:
            continue
        value = read(answer.value(), SerializationContext(answer.topic(), MessageField.VALUE))
        if key in request_by_record:
            sys.exit(f"Not taken: {value['message']}")
        if value["state"] in BAD_ENDS:
            sys.exit(f"{value['state']}: {value['reason']}")
        if value["state"] in GOOD_ENDS:
            print(f"{subject_by_request.pop(key)}: {value['state']}", flush=True)
        else:
            print(f"... {subject_by_request[key]}: {value['state']}", flush=True)


def main():
    if len(sys.argv) < 4:
        print(__doc__.strip().splitlines()[-1].strip(), file=sys.stderr)
        sys.exit(2)
    servers, registry_url, *subjects = sys.argv[1:]
    registry = SchemaRegistryClient({"url": registry_url})
    try:
        consumer = answers_from_now_on(servers)
        follow(consumer, registry, *send(servers, registry, subjects))
        consumer.close()
    except Exception as error:  # of Kafka's client, of the registry's, or of the HTTP client below that
        sys.exit(f"{type(error).__name__}: {error}; is Lethe up at {servers}, with its schemas at {registry_url}?")


main()
