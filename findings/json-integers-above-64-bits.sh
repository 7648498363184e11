#!/usr/bin/env bash
# Guess:   Python's integers have no limit, so its JSON readers keep every integer, or refuse one that they cannot hold.
# Instead: orjson returns 18446744073709551616 and anything above as a float: two identifiers of 23 digits become equal,
#          without an error. ijson keeps them, but with use_float=True, which speaks of fractions, refuses the integers
#          too. pysimdjson refuses them. json and msgspec keep them.
# Source:  orjson 3.13.0, msgspec 0.23.0, ijson 3.6.0, pysimdjson 7.0.2 (PyPI).
# Matters: a change of the reader for speed changes long identifiers, and only those above 20 digits. The type of a field
#          depends on the size of its value.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check ijson==3.6.0 msgspec==0.23.0 orjson==3.13.0 pysimdjson==7.0.2
timeout 60 "$dir/v/bin/python" -W ignore - <<'PY'
import io, json
from importlib.metadata import version
import ijson, msgspec, orjson, simdjson

def streamed(text, **options):
    return next(ijson.items(io.BytesIO(text.encode()), "", **options))

def outcome(read, text):
    try:
        return read(text)
    except (ValueError, RuntimeError, ijson.JSONError) as error:
        return "refused"

LARGEST = 2**64 - 1
texts = [str(LARGEST), str(LARGEST + 1), "12345678901234567890123", "12345678901234567890124"]
exact = [int(text) for text in texts]
refused = [LARGEST, "refused", "refused", "refused"]
for name, package, read, expected in (
        ("json", None, json.loads, exact), ("msgspec", "msgspec", msgspec.json.decode, exact),
        ("ijson", "ijson", streamed, exact),
        ("orjson", "orjson", orjson.loads, [LARGEST] + [float(number) for number in exact[1:]]),
        ("pysimdjson", "pysimdjson", simdjson.loads, refused)):
    seen = [outcome(read, text) for text in texts]
    print(f"{name} {version(package) if package else ''}: {seen}")
    assert [(type(value), value) for value in seen] == [(type(value), value) for value in expected], name
same = orjson.loads(texts[2]) == orjson.loads(texts[3])
print("orjson: the last two are equal:", same, "- written again:", orjson.dumps(orjson.loads(texts[2])).decode())
assert same
seen = [outcome(lambda text: streamed(text, use_float=True), text) for text in (texts[1], "[1.5, 2]")]
print("ijson with use_float:", seen)
assert seen == ["refused", [1.5, 2]]
PY
echo "confirmed: integers above 64 bits are floats, kept or refused"
