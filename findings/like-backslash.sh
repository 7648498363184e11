#!/usr/bin/env bash
# Guess: without an ESCAPE clause LIKE has no escape character, as in standard SQL. An
#   engine that differs would be handled by a translator of dialects.
# Instead: DuckDB, SQLite and polars take a backslash as itself; DataFusion and
#   ClickHouse (chDB) take it as the escape. So LIKE 'a\_b' finds disjoint rows.
#   sqlglot doubles it for ClickHouse as a string, and the pattern still escapes.
#   DataFusion refuses ESCAPE '!', polars refuses ESCAPE, so no spelling fits all.
# Source: PyPI duckdb 2.0.1, polars 2.1.0, datafusion 55.0.0, chdb 4.4.0,
#   sqlglot 30.30.0, SQLite (printed).
# Matters: names with an underscore or a percent sign, and paths with backslashes.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q duckdb==2.0.1 polars==2.1.0 datafusion==55.0.0 chdb==4.4.0 \
  sqlglot==30.30.0 pyarrow==26.0.1
cd "$dir"
printf 'x\na_b\na\\_b\na\\Xb\n' > in.csv
"$dir/v/bin/python" - <<'PY'
import sqlite3
from importlib.metadata import version
import chdb, datafusion, duckdb, polars as pl, sqlglot
rows = open("in.csv").read().split()[1:]
print("rows:", *rows, "| SQLite", sqlite3.sqlite_version, "sqlglot", sqlglot.__version__)
lite = sqlite3.connect(":memory:")
lite.execute("create table t (x text)")
lite.executemany("insert into t values (?)", [(r,) for r in rows])
fusion = datafusion.SessionContext()
fusion.register_csv("t", "in.csv")
polars = pl.SQLContext(t=pl.DataFrame({"x": rows}), eager=True)
duckdb.sql("create table t (x varchar)")
duckdb.execute("insert into t select unnest(?)", [rows])
house = "SELECT x FROM file('in.csv', 'CSVWithNames', 'x String') AS t"
query = r"SELECT x FROM t WHERE x LIKE 'a\_b'"
moved = sqlglot.transpile(query, read="duckdb", write="clickhouse")[0]
where = moved[moved.index(" WHERE"):]
seen = {
    "duckdb": [r[0] for r in duckdb.sql(query).fetchall()],
    "sqlite": [r[0] for r in lite.execute(query)],
    "polars": polars.execute(query)["x"].to_list(),
    "datafusion": fusion.sql(query).to_pydict()["x"],
    "chdb": chdb.query(house + where, "TSVRaw").data().split(),
}
print("asked:", query, "\nfor ClickHouse, by sqlglot:", moved)
for name, found in seen.items():
    print(f"  {name} {'' if name == 'sqlite' else version(name)}: {found}")
assert seen["duckdb"] == seen["sqlite"] == seen["polars"] == [r"a\_b", r"a\Xb"]
assert seen["datafusion"] == seen["chdb"] == ["a_b"]
escape = r"SELECT x FROM t WHERE x LIKE 'a!_b' ESCAPE '!'"
assert [r[0] for r in duckdb.sql(escape).fetchall()] == ["a_b"]
for name, run in (("datafusion", lambda: fusion.sql(escape).to_pydict()), ("polars", lambda: polars.execute(escape))):
    try:
        run()
    except Exception as error:
        print(f"ESCAPE '!' in {name}:", str(error).split("\n")[0])
    else:
        raise SystemExit(name + " takes ESCAPE now")
PY
echo "confirmed: LIKE 'a\\_b' finds a_b in two engines, and everything but a_b in three others"
