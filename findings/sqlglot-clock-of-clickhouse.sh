#!/usr/bin/env bash
# Guess: sqlglot knows both dialects, and a function that it renames means the same afterwards. What it cannot translate
#   it leaves alone or warns about.
# Instead: DuckDB's '%H:%M' becomes formatDateTime with the same text, where ClickHouse's %M is the name of the month:
#   10:05 is "10:January". epoch_ms() becomes a function that works the other way round, and gives 1970-01-21.
#   concat_ws() gains separators for NULLs, regexp_replace() replaces all in place of the first, week() is 1 for a day
#   of week 53, and weeks begin on Sunday. No warning is written.
# Source: PyPI sqlglot 30.30.0, duckdb 2.0.1, chdb 4.4.0 (both queries are run).
# Matters: a query is developed on DuckDB and moved to ClickHouse by a tool. It runs, and the hours in a report are
#   months. Compare results, not texts, after a move.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check sqlglot==30.30.0 duckdb==2.0.1 chdb==4.4.0
timeout 60 "$dir/v/bin/python" -W ignore - 2> "$dir/warnings" <<'PY'
from importlib.metadata import version
import chdb, duckdb, sqlglot
print(*(f"{name} {version(name)}" for name in ("sqlglot", "duckdb", "chdb")))
cases = (("strftime(timestamp '2026-01-04 10:05:00', '%H:%M')", "10:05", "10:January"),
         ("epoch_ms(timestamp '2026-01-01')", "1767225600000", "1970-01-21 10:53:45.600"),
         ("concat_ws('-', 'a', null, 'b')", "a-b", "a--b"),
         ("week(date '2027-01-03')", "53", "1"),
         ("date_diff('week', date '2026-01-03', date '2026-01-05')", "0", "1"),
         ("regexp_replace('2026-01-04', '-', '/')", "2026/01-04", "2026/01/04"))
for expression, before, after in cases:
    query = "select " + expression
    moved = sqlglot.transpile(query, read="duckdb", write="clickhouse")[0]
    seen = str(duckdb.sql(query).fetchall()[0][0]), str(chdb.query(moved, "TSV")).strip()
    print(f"{query}: {seen[0]}\n  {moved}: {seen[1]}")
    assert seen == (before, after), query
PY
test ! -s "$dir/warnings" || { cat "$dir/warnings"; exit 1; }
echo "confirmed: queries that sqlglot moves from DuckDB to ClickHouse give other hours, weeks and texts"
