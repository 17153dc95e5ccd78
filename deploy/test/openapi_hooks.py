# SPDX-License-Identifier: Apache-2.0
"""What schemathesis does not know by itself: a batch is one JSON value a line, a trace that is too long is passed over
and not refused, and of all names that a model may have there is one, in LETHE_MODEL."""
import json
import os
import re

import schemathesis

TRACE_CHARACTERS = 512
MODEL_NAME = re.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


@schemathesis.hook
def filter_case(ctx, case):
    headers = case.headers or {}
    return all(len(headers.get(name, "")) <= TRACE_CHARACTERS for name in ("traceparent", "tracestate"))


@schemathesis.hook
def map_case(ctx, case):
    places = case.path_parameters or {}
    if "LETHE_MODEL" in os.environ and MODEL_NAME.fullmatch(str(places.get("model", ""))):
        places["model"] = os.environ["LETHE_MODEL"]
    return case


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
