#!/usr/bin/env bash
# Guess:   of two members with one name SQLite's JSON functions, like most readers, take the last, or change both.
# Instead: json_extract reads the first, and json_set changes the first and keeps the second. json_remove takes away the
#          first, so that the second is read from then on. json and orjson read the last.
# Source:  SQLite 3.54.1 in apsw 3.54.1.0, orjson 3.13.0 (PyPI).
# Matters: a value that was set in the database reads as set there, and as the old one by every program that fetches the
#          text. json_valid says that the text is fine, and json() keeps both.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check apsw==3.54.1.0 orjson==3.13.0
timeout 60 "$dir/v/bin/python" - <<'PY'
import json
import apsw, orjson

base = apsw.Connection(":memory:")
doubled = '{"status":"Pending","id":1,"status":"Running"}'
print("SQLite", apsw.sqlitelibversion(), "of", doubled)
for change, database, programs in (
        ("?1", "Pending", "Running"),
        ("json_set(?1, '$.status', 'Done')", "Done", "Running"),
        ("json_patch(?1, '{\"status\":\"Done\"}')", "Done", "Running"),
        ("json_remove(?1, '$.status')", "Running", "Running"),
        ("json(jsonb_set(?1, '$.status', 'Done'))", "Done", "Running")):
    query = f"SELECT {change}, json_extract({change}, '$.status'), json_valid({change})"
    text, read, valid = base.execute(query, [doubled]).fetchone()
    outside = [json.loads(text)["status"], orjson.loads(text)["status"]]
    print(f"    {change}: {text}: {read} in the database, {outside} outside")
    assert (read, outside, valid) == (database, [programs] * 2, 1), change
PY
echo "confirmed: a value that was set is seen in the database only"
