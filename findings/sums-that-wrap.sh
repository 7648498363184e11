#!/usr/bin/env bash
# Guess: a sum that its type cannot hold is an error, or a wider type. Engines of SQL check each addition, as they do
#   for a cast.
# Instead: polars adds up Int32 in Int32: two times 2147483647 is -2, in SQL and in a group. (It widens Int16.) At 64
#   bits the sum is -2 in polars, DataFusion, chDB, pyarrow and pandas, and chDB's average of two equal
#   numbers is -1. DuckDB alone has the right ones.
# Source: PyPI polars 2.1.0, datafusion 55.0.0, chdb 4.4.0, pyarrow 26.0.1, pandas 3.1.1, duckdb 2.0.1.
# Matters: bytes, ticks and cents come as Int32 from Parquet or a database, and each value fits. The total of a month is
#   negative, or worse: plausible. Cast to Int64 or to a decimal before the sum.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check polars==2.1.0 datafusion==55.0.0 chdb==4.4.0 pyarrow==26.0.1 \
    pandas==3.1.1 duckdb==2.0.1
timeout 240 "$dir/v/bin/python" -W ignore - <<'PY'
import json
from importlib.metadata import version
import chdb, datafusion, duckdb, polars as pl, pyarrow as pa, pyarrow.compute as pc

def with_polars(function, table):
    return pl.SQLContext(t=pl.from_arrow(table)).execute(f"select {function}(n) from t", eager=True).item()

def with_datafusion(function, table):
    context = datafusion.SessionContext()
    context.register_record_batches("t", [table.to_batches()])
    return context.sql(f"select {function}(n) as n from t").to_pydict()["n"][0]

def with_chdb(function, table):
    return json.loads(str(chdb.query(f"select {function}(n) from Python(table)", "JSONCompactEachRow")))[0]

def with_duckdb(function, data):
    return duckdb.sql(f"select {function}(n) from data").fetchall()[0][0]

def with_pyarrow(function, table):
    return {"sum": pc.sum, "avg": pc.mean}[function](table["n"]).as_py()

def with_pandas(function, table):
    series = table.to_pandas()["n"]
    return {"sum": series.sum, "avg": series.mean}[function]().item()

wraps = {"polars": (with_polars, (16, 2**16 - 2), (32, -2), (64, -2)),
         "datafusion": (with_datafusion, (16, 2**16 - 2), (32, 2**32 - 2), (64, -2)),
         "chdb": (with_chdb, (16, 2**16 - 2), (32, 2**32 - 2), (64, -2)),
         "pyarrow": (with_pyarrow, (16, 2**16 - 2), (32, 2**32 - 2), (64, -2)),
         "pandas": (with_pandas, (16, 2**16 - 2), (32, 2**32 - 2), (64, -2)),
         "duckdb": (with_duckdb, (16, 2**16 - 2), (32, 2**32 - 2), (64, 2**64 - 2))}
for name, (ask, *expected) in wraps.items():
    sums = []
    for bits, _ in expected:
        largest = 2 ** (bits - 1) - 1
        table = pa.table({"n": pa.array([largest, largest], getattr(pa, f"int{bits}")())})
        sums.append((bits, int(ask("sum", table))))
    average = ask("avg", table)
    print(f"{name} {version(name)}:", *(f"int{bits} {total}," for bits, total in sums), f"average of int64 {average:g}")
    assert sums == expected, name
    assert average == (-1 if name == "chdb" else 2.0**63), name
groups = pl.DataFrame({"k": ["a", "a"], "n": [2**31 - 1] * 2}, schema_overrides={"n": pl.Int32}).group_by("k").sum()
print("polars group:", groups["n"].to_list(), groups["n"].dtype)
assert groups["n"].to_list() == [-2]
PY
echo "confirmed: sums wrap around silently in five of six engines"
