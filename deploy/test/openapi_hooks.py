# SPDX-License-Identifier: Apache-2.0
"""What schemathesis does not know by itself: a batch is one JSON value a line."""
import json

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def to_lines(ctx, value):
    if isinstance(value, (bytes, str)):
        return value.encode() if isinstance(value, str) else value
    values = value if isinstance(value, list) else [value]
    return "\n".join(json.dumps(each) for each in values).encode()


@schemathesis.deserializer("application/x-ndjson")
def of_lines(ctx, response):
    lines = response.content.decode("utf-8").splitlines()
    return json.loads(lines[0]) if lines else None
