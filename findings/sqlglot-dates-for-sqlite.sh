#!/usr/bin/env bash
# Guess: SQLite has no type for dates, so a tool that translates for it writes date(x, '+1 day') and julianday(), or
#   says that it cannot.
# Instead: sqlglot leaves + and - as they are, and SQLite takes the number at the start of the text: the day after
#   2026-01-31 is 2027, and from 2026-01-01 to 2026-01-31 it is 0 days. A month is 30 days then: none has begun on
#   March 1 since February 1. No warning is written. (For weeks there is one, and the answer is in days.)
# Source: PyPI sqlglot 30.30.0, duckdb 2.0.1; sqlite3 of Python (both queries are run).
# Matters: SQLite is what tests run on in place of the large engine. `due < day + 7` is never true there, since a text
#   is larger than any number, and a test that expects no row is green.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check sqlglot==30.30.0 duckdb==2.0.1
timeout 60 "$dir/v/bin/python" -W ignore - 2> "$dir/warnings" <<'PY'
import sqlite3
from importlib.metadata import version
import duckdb, sqlglot
print("sqlglot", version("sqlglot"), "duckdb", version("duckdb"), "SQLite", sqlite3.sqlite_version)
sqlite = sqlite3.connect(":memory:")
cases = (("date '2026-01-31' + 1", "2026-02-01", "2027"),
         ("date '2026-01-31' - date '2026-01-01'", "30", "0"),
         ("date_diff('month', date '2026-02-01', date '2026-03-01')", "1", "0"),
         ("date '2026-02-01' < date '2026-01-31' + 7", "True", "0"),
         ("date_diff('year', date '2025-12-31', date '2026-01-01')", "1", "0"))
for expression, before, after in cases:
    query = "select " + expression
    moved = sqlglot.transpile(query, read="duckdb", write="sqlite")[0]
    seen = str(duckdb.sql(query).fetchall()[0][0]), str(sqlite.execute(moved).fetchall()[0][0])
    print(f"{query}: {seen[0]}\n  {moved}: {seen[1]}")
    assert seen == (before, after), query
PY
test ! -s "$dir/warnings" || { cat "$dir/warnings"; exit 1; }
echo "confirmed: dates that sqlglot moves to SQLite become numbers of years"
