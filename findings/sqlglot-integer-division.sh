#!/usr/bin/env bash
# Guess: sqlglot keeps the meaning of "/" between dialects, as it does for DuckDB to
#   SQLite, where it adds a cast. The way back gives integer division too.
# Instead: only one way is translated. From SQLite, PostgreSQL or T-SQL to DuckDB the
#   division stays "/", which is 3.5 there for 7 / 2 and not 3. That holds for plain
#   literals too. The meaning is kept only after a separate pass, annotate_types.
# Source: PyPI sqlglot 30.30.0, duckdb 2.0.1, SQLite (printed).
# Matters: buckets such as day / 7 become fractions, so GROUP BY makes a group per
#   row. The query runs and the text looks nearly the same, so nobody looks again.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q sqlglot==30.30.0 duckdb==2.0.1
"$dir/v/bin/python" - <<'PY'
import sqlite3
import duckdb, sqlglot
from sqlglot.optimizer.annotate_types import annotate_types
print("sqlglot", sqlglot.__version__, "duckdb", duckdb.__version__, "SQLite", sqlite3.sqlite_version)
there, here = duckdb.connect(), sqlite3.connect(":memory:")
for db in (there, here):
    db.execute("create table t (day integer)")
    db.execute("insert into t values (1), (2), (7), (8), (9), (14)")
query = "SELECT day / 7 AS week, COUNT(*) AS n FROM t GROUP BY day / 7 ORDER BY n"
moved = sqlglot.transpile(query, read="sqlite", write="duckdb")[0]
print("SQLite:", query, "\nDuckDB:", moved)
old, new = here.execute(query).fetchall(), there.execute(moved).fetchall()
print("SQLite answers", old, "\nDuckDB answers", len(new), "rows, such as", new[0])
assert sorted(old) == [(0, 2), (1, 3), (2, 1)] and len(new) == 6 and "//" not in moved
for dialect in ("postgres", "tsql", "sqlite"):
    text = sqlglot.transpile("SELECT 7 / 2", read=dialect, write="duckdb")[0]
    print(f"{dialect} to DuckDB: {text} = {there.execute(text).fetchall()[0][0]}")
    assert there.execute(text).fetchall() == [(3.5,)]
typed = annotate_types(sqlglot.parse_one("SELECT 7 / 2", read="sqlite")).sql("duckdb")
print("SQLite to DuckDB after annotate_types:", typed, "=", there.execute(typed).fetchall()[0][0])
assert there.execute(typed).fetchall() == [(3,)]
back = sqlglot.transpile("SELECT 7 / 2", read="duckdb", write="sqlite")[0]
print("DuckDB to SQLite:", back, "=", here.execute(back).fetchone()[0])
assert here.execute(back).fetchone() == (3.5,)
PY
echo "confirmed: sqlglot 30.30.0 leaves integer division as / on the way to DuckDB, which divides exactly"
