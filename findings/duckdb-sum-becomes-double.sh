#!/usr/bin/env bash
# Guess: the sum of a BIGINT column is a whole number wherever it goes. Written to Parquet or handed to pandas it keeps
#   its digits.
# Instead: DuckDB's sum of a BIGINT is a HUGEINT, and the Parquet writer and `df()` have no such type: they make a
#   double of it, also of a sum as small as 3. Above 2^53 digits are lost. CSV, JSON and Arrow keep them.
#   A schema test sees "double", and `count(*)` beside it stays a BIGINT.
# Source: PyPI duckdb 2.0.1, pandas 3.1.1, pyarrow 26.0.1.
# Matters: totals of bytes, of ticks or of a money's smallest unit end in another digit in the file than on the screen,
#   and one run's file has other types than the table it came from. Cast: sum(x)::BIGINT, or ::DECIMAL(38, 0).
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check duckdb==2.0.1 pandas==3.1.1 pyarrow==26.0.1
cd "$dir"
timeout 60 "$dir/v/bin/python" -W ignore - <<'PY'
from importlib.metadata import version
import duckdb, pyarrow.parquet as pq
print(*(f"{name} {version(name)}" for name in ("duckdb", "pandas", "pyarrow")))
for values, total in (((9007199254740993, 2), 9007199254740995), ((1, 2), 3)):
    duckdb.sql("create or replace table bytes as select unnest(?)::bigint as n", params=[list(values)])
    query = "select sum(n) as total, count(*) as rows from bytes"
    result = duckdb.sql(query)
    print(f"sum of {values}: DuckDB {result.fetchall()[0][0]} {result.types[0]}")
    assert result.fetchall()[0][0] == total and str(result.types[0]) == "HUGEINT"
    for kind in ("parquet", "csv", "json"):
        duckdb.sql(f"copy ({query}) to 'total.{kind}'")
    table = pq.read_table("total.parquet")
    frame = result.df()
    print("  Parquet", table["total"][0], table.schema.field("total").type, "| pandas", frame["total"][0],
          frame["total"].dtype, "| CSV", open("total.csv").read().split()[1], "| JSON",
          open("total.json").read().strip(), "| Arrow", result.to_arrow_table()["total"][0])
    assert [str(field.type) for field in table.schema] == ["double", "int64"]
    assert str(frame["total"].dtype) == "float64"
    wrong = int(table["total"][0].as_py()), int(frame["total"][0])
    assert wrong == ((9007199254740996,) * 2 if total > 2**53 else (3, 3))
    assert open("total.csv").read().split()[1] == f"{total},2"
    assert f'"total":{total}' in open("total.json").read()
    assert result.to_arrow_table()["total"][0].as_py() == total
    duckdb.sql("copy (select sum(n)::bigint as total from bytes) to 'cast.parquet'")
    assert pq.read_table("cast.parquet")["total"].to_pylist() == [total]
PY
echo "confirmed: a sum of whole numbers is a double in Parquet and in pandas"
