#!/usr/bin/env bash
# Guess:   one query in JMESPath, [?at > '2026-02-01'], finds the same rows in the language's own Python library and in
#          its own command, jp. A row whose field has another type than the number compared with is left out.
# Instead: the Python library compares texts and finds the row, jp finds none, without an error. max() and sort_by() take
#          texts in both. A number compared with a text raises a plain TypeError in Python, for the whole list; in jp only
#          that row is left out.
# Source:  jmespath 1.1.0 (PyPI); Debian package jp 0.2.1+ds1-1+b5, unpacked.
# Matters: a filter by date that works in a Python program is silently empty in a shell script. By the language only
#          numbers have an order, so both read the same text by the rules or beyond them. One null does no harm, one
#          amount sent as a text ends the query.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
chmod 755 "$dir"
"$dir/v/bin/pip" install -q --disable-pip-version-check jmespath==1.1.0
cd "$dir"
apt-get download -qq jp=0.2.1+ds1-1+b5 2> log || { cat log; exit 1; }
dpkg -x jp_*.deb .
timeout 60 v/bin/python - <<'PY'
import json, subprocess
from importlib.metadata import version
import jmespath

rows = [{"id": 1, "at": "2026-01-02", "price": 5}, {"id": 2, "at": "2026-03-01", "price": 7},
        {"id": 3, "at": None, "price": None}]
with_text = [*rows, {"id": 4, "at": "2026-03-02", "price": "9"}]

def in_python(query, data):
    try:
        return jmespath.search(query, data)
    except TypeError as error:
        return type(error).__name__

def in_shell(query, data):
    done = subprocess.run(["usr/bin/jp", query], input=json.dumps(data), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)

print(f"jmespath {version('jmespath')} and jp 0.2.1:")
for query, data, python, shell in (
        ("[?at > '2026-02-01'].id", rows, [2], []), ("[?at < '2026-02-01'].id", rows, [1], []),
        ("[?at == '2026-03-01'].id", rows, [2], [2]), ("max([*].at)", rows, "2026-03-01", "2026-03-01"),
        ("[?price > `6`].id", rows, [2], [2]), ("[?price > `6`].id", with_text, "TypeError", [2])):
    seen = in_python(query, data), in_shell(query, data)
    print(f"    {query} of {len(data)} rows: {seen[0]} and {seen[1]}")
    assert seen == (python, shell), query
PY
echo "confirmed: a filter by date finds rows in Python and none in jp"
