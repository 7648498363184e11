#!/usr/bin/env bash
# Guess: a JSON string has a type of its own, so DuckDB's read_json keeps it as
#   text. What goes in as "3F25..." comes out as "3F25...".
# Instead: strings that look like a GUID become UUID, and are printed in lower
#   case. Strings that look like a time become timestamps: the seventh digit and
#   the spelling with T and Z are gone. One other value keeps the column text.
#   The same values in a CSV file: the GUID stays text.
# Source: PyPI duckdb 2.0.1.
# Matters: ids are compared as text by most programs. A join with the CSV of the
#   same service finds nothing, and a copy of the JSON is not the same JSON.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q duckdb==2.0.1
cd "$dir"
"$dir/v/bin/python" - <<'PY'
import json
import duckdb
print("duckdb", duckdb.__version__)
duckdb.sql("set timezone = 'UTC'")
guid, time = "3F2504E0-4F89-11D3-9A0C-0305E82C3301", "2026-01-31T10:00:00.1234567Z"
json.dump([{"id": guid, "at": time}], open("in.json", "w"))
open("in.csv", "w").write(f"id,n\n{guid},1\n")
duckdb.sql("copy (from 'in.json') to 'out.json' (array true)")
back = json.load(open("out.json"))[0]
print("in: ", {"id": guid, "at": time})
print("out:", back)
assert back["id"] == guid.lower() and back["at"].startswith("2026-01-31 10:00:00.123456")
assert not back["at"].startswith("2026-01-31 10:00:00.1234567")
kinds = duckdb.sql("select typeof(id) from 'in.json' union all select typeof(id) from 'in.csv'").fetchall()
print("type in JSON, in CSV:", kinds)
assert kinds == [("UUID",), ("VARCHAR",)]
texts = duckdb.sql("select count(*) from 'in.json' j join 'in.csv' c on j.id::varchar = c.id").fetchall()
print("rows joined as text:", texts[0][0])
assert texts == [(0,)]
json.dump([{"id": guid}, {"id": "none"}], open("mixed.json", "w"))
assert duckdb.sql("select id from 'mixed.json'").fetchall() == [(guid,), ("none",)]
PY
echo "confirmed: DuckDB 2.0.1 lowers the case of GUIDs and respells times in JSON strings"
