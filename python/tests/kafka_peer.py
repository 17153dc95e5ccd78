# SPDX-License-Identifier: Apache-2.0
"""Confluent's Kafka client with its own Avro serdes, to be compared with Lethe's.

produce: sends the records of a JSON lines file ({"key": text, "value": {...}}) with the writer's schema.
consume: writes the records that the topic holds now as JSON lines: texts, numbers, and times in milliseconds.
"""
import argparse
import datetime
import faulthandler
import json
import os
import sys
import uuid

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

PATIENCE_S = 60
WATCHDOG_S = 300


def client(options):
    return {"bootstrap.servers": options.bootstrap_servers, **dict(each.split("=", 1) for each in options.set)}


def produce(options, registry):
    with open(options.schema) as schema:
        serializer = AvroSerializer(registry, schema.read())
    context = SerializationContext(options.topic, MessageField.VALUE)
    producer = Producer({**client(options), "acks": "all"})
    failures = []
    with open(options.records) as records:
        for record in map(json.loads, records):
            producer.produce(
                options.topic,
                key=record["key"].encode(),
                value=serializer(record["value"], context),
                on_delivery=lambda error, _: error and failures.append(str(error)))
    left = producer.flush(PATIENCE_S)
    if left or failures:
        sys.exit(f"{left} records were not sent in {PATIENCE_S} s; failures: {failures}")


def consume(options, registry):
    deserializer = AvroDeserializer(registry)
    context = SerializationContext(options.topic, MessageField.VALUE)
    consumer = Consumer({
        **client(options),
        "group.id": str(uuid.uuid4()),
        "enable.auto.commit": False,
        "isolation.level": "read_committed",
        "enable.partition.eof": True,
    })
    partitions = consumer.list_topics(options.topic, PATIENCE_S).topics[options.topic].partitions
    consumer.assign([TopicPartition(options.topic, number, 0) for number in partitions])
    open_partitions = set(partitions)
    with open(options.records, "w") as records:
        while open_partitions:
            message = consumer.poll(PATIENCE_S)
            if message is None:
                sys.exit(f"{options.topic} gave nothing for {PATIENCE_S} s")
            if message.error() is not None:
                if message.error().name() != "_PARTITION_EOF":
                    sys.exit(str(message.error()))
                open_partitions.discard(message.partition())
            elif message.value() is not None:
                value = deserializer(message.value(), context)
                records.write(json.dumps(plain(value)) + "\n")
    # Nothing was committed for this group, and closing asks for its coordinator, by librdkafka's issue 3740 without end.
    os._exit(0)


def plain(record):
    kept = {}
    for name, value in record.items():
        if isinstance(value, datetime.datetime):
            epoch = datetime.datetime.fromtimestamp(0, datetime.timezone.utc)
            kept[name] = (value - epoch) // datetime.timedelta(milliseconds=1)
        elif isinstance(value, (str, int)) and not isinstance(value, bool):
            kept[name] = value
    return kept


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=["produce", "consume"])
    parser.add_argument("--bootstrap-servers", required=True)
    parser.add_argument("--registry", required=True, help="base URL")
    parser.add_argument("--set", action="append", default=[], help="further setting of the client: name=value")
    parser.add_argument("--topic", required=True)
    parser.add_argument("--schema", help="produce: file with the writer's schema")
    parser.add_argument("--records", required=True, help="JSON lines: produce reads them, consume writes them")
    options = parser.parse_args()
    # Whoever waits for this process reads where it stood, instead of nothing.
    faulthandler.dump_traceback_later(WATCHDOG_S, exit=True)
    registry = SchemaRegistryClient({"url": options.registry, "timeout": PATIENCE_S})
    {"produce": produce, "consume": consume}[options.verb](options, registry)


if __name__ == "__main__":
    main()
