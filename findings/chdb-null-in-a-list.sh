#!/usr/bin/env bash
# Guess: a NULL in the list of NOT IN makes the answer unknown, so no row is found: the classic trap of SQL. A query
#   that was cured of it, or relies on it, means the same in each engine.
# Instead: chDB leaves the NULL out of the list, in IN and in NOT IN: `x NOT IN (1, NULL)` finds 2, and so does a
#   subquery with a NULL. DuckDB, SQLite, DataFusion and polars find nothing. A NULL on the left is in no list.
# Source: PyPI chdb 4.4.0, duckdb 2.0.1, datafusion 55.0.0, polars 2.1.0; sqlite3 of Python.
# Matters: "customers without an order" are some hundreds in one engine and none in the next, and a test on one engine
#   cannot show it. NOT EXISTS means the same in all.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check chdb==4.4.0 duckdb==2.0.1 datafusion==55.0.0 polars==2.1.0 \
    pyarrow==26.0.1
timeout 240 "$dir/v/bin/python" -W ignore - <<'PY'
import json, sqlite3
from importlib.metadata import version
import chdb, datafusion, duckdb, polars as pl, pyarrow as pa

customers = pa.table({"x": pa.array([1, 2, None], pa.int64())})
orders = pa.table({"y": pa.array([1, None], pa.int64())})
sqlite = sqlite3.connect(":memory:")
sqlite.executescript("create table customers(x); insert into customers values (1), (2), (null);"
                     "create table orders(y); insert into orders values (1), (null);")

def with_chdb(query):
    query = query.replace("from customers", "from Python(customers)").replace("from orders", "from Python(orders)")
    return [json.loads(line) for line in str(chdb.query(query, "JSONCompactEachRow")).split("\n") if line]

def with_datafusion(query):
    context = datafusion.SessionContext()
    for name, table in (("customers", customers), ("orders", orders)):
        context.register_record_batches(name, [table.to_batches()])
    return [tuple(row.values()) for row in context.sql(query).to_arrow_table().to_pylist()]

def with_polars(query):
    frames = {"customers": pl.from_arrow(customers), "orders": pl.from_arrow(orders)}
    return pl.SQLContext(frames).execute(query, eager=True).rows()

engines = {"duckdb": lambda query: duckdb.sql(query).fetchall(),
           "sqlite": lambda query: sqlite.execute(query).fetchall(), "datafusion": with_datafusion,
           "polars": with_polars, "chdb": with_chdb}
queries = ("select x from customers where x not in (select y from orders)",
           "select x from customers where x not in (1, null)")
for name, ask in engines.items():
    found = [[row[0] for row in ask(query)] for query in queries]
    print(name, sqlite3.sqlite_version if name == "sqlite" else version(name), *found)
    assert found == ([[2], [2]] if name == "chdb" else [[], []]), name
PY
echo "confirmed: chDB leaves NULL out of the list of NOT IN"
