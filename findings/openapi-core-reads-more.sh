#!/usr/bin/env bash
# Guess:   openapi-core, which validates requests by an OpenAPI document, takes values that the schema of a parameter
#          allows as text: true or false, digits for an integer, each item of a list.
# Instead: it reads "yes", "True" and "1" as true, "1_0" as 10, "+5" and " 5 " as 5, and "nan" as a number, without an
#          error. Of ?x=1&x=2 with explode: false, and of a repeated single value, the second is dropped. A list of style
#          spaceDelimited is one item.
# Source:  openapi-core 0.23.1 (PyPI).
# Matters: a contract test with it passes requests that the real service refuses with 400, or reads in another way. Give
#          texts a pattern in the document, and test the query string itself.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --no-compile --disable-pip-version-check openapi-core==0.23.1
timeout 60 "$dir/v/bin/python" -W ignore - <<'PY'
from importlib.metadata import version
from math import isnan
from urllib.parse import parse_qsl
from openapi_core import OpenAPI
from openapi_core.testing import MockRequest
from werkzeug.datastructures import ImmutableMultiDict

def read(schema, query, **options):
    """The value of the parameter `x`, or "refused"."""
    parameter = {"name": "x", "in": "query", "schema": schema} | options
    api = OpenAPI.from_dict({
        "openapi": "3.1.0", "info": {"title": "reports", "version": "1"}, "servers": [{"url": "http://api.example"}],
        "paths": {"/rows": {"get": {"parameters": [parameter], "responses": {"200": {"description": "rows"}}}}}})
    request = MockRequest("http://api.example", "get", "/rows", args=ImmutableMultiDict(parse_qsl(query)))
    result = api.unmarshal_request(request)
    return "refused" if result.errors else result.parameters.query["x"]

integer, boolean, number = ({"type": kind} for kind in ("integer", "boolean", "number"))
integers, texts = ({"type": "array", "items": {"type": kind}} for kind in ("integer", "string"))
print("openapi-core", version("openapi-core"))
for schema, query, options, expected in (
        (integer, "x=10", {}, 10), (integer, "x=ten", {}, "refused"), (integer, "x=5.0", {}, "refused"),
        (integer, "x=1_0", {}, 10), (integer, "x=%2B5", {}, 5), (integer, "x=%205%20", {}, 5),
        (integer, "x=1&x=2", {}, 1),
        (boolean, "x=true", {}, True), (boolean, "x=maybe", {}, "refused"),
        (boolean, "x=True", {}, True), (boolean, "x=yes", {}, True), (boolean, "x=1", {}, True),
        (integers, "x=1&x=2", {}, [1, 2]), (integers, "x=1,2", {"explode": False}, [1, 2]),
        (integers, "x=1&x=2", {"explode": False}, [1]),
        (texts, "x=a%7Cb", {"style": "pipeDelimited", "explode": False}, ["a", "b"]),
        (texts, "x=a%20b", {"style": "spaceDelimited", "explode": False}, ["a b"])):
    seen = read(schema, query, **options)
    print(f"{schema} {options or ''} ?{query}: {seen!r}")
    assert seen == expected and type(seen) is type(expected), query
seen = read(number, "x=nan")
print(f"{number} ?x=nan: {seen!r}")
assert isnan(seen)
PY
echo "confirmed: openapi-core passes values that the document does not allow"
