#!/usr/bin/env bash
# Guess: DuckDB finds column types from a sample of a CSV file. A later value that
#   does not fit the type is an error, as with text in a column of numbers.
# Instead: a later value that can be cast is cast, with loss and no error. In
#   a column of integers 0.4 becomes 0 and 1.5 becomes 2, so sums are wrong.
#   In a column of dates a time of day is dropped; in timestamps without a zone
#   an offset of +05:00 is dropped. The id 007 is text early on, and 7 late.
# Source: PyPI duckdb 2.0.1; compared with polars 2.1.0, which raises.
# Matters: metered usage is whole numbers for tens of thousands of rows, then a
#   fraction. Small test files are right, since they fit the sample.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q duckdb==2.0.1 polars==2.1.0
cd "$dir"
"$dir/v/bin/python" - <<'PY'
import duckdb, polars as pl
print("duckdb", duckdb.__version__, "polars", pl.__version__)
def read(usual, late, rows=30000):
    with open("f.csv", "w") as f:
        f.write("id,v\n" + "".join(f"{i},{usual}\n" for i in range(rows)))
        f.write("".join(f"{rows + i},{text}\n" for i, text in enumerate(late)))
    found = duckdb.sql(f"select typeof(v), v::varchar from 'f.csv' where id >= {rows} order by id").fetchall()
    print(f"{rows} rows of {usual}, then {late}: {found}")
    return found
assert read("3", ["0.4", "1.5", "0.4"]) == [("BIGINT", "0"), ("BIGINT", "2"), ("BIGINT", "0")]
total = duckdb.sql("select sum(v) from 'f.csv'").fetchall()[0][0]
print("sum", total, "(true sum 90002.3)")
assert total == 90002
try:
    pl.read_csv("f.csv")
    raise SystemExit("polars reads it now")
except pl.exceptions.ComputeError as error:
    print("polars:", str(error).split("\n")[0])
assert read("3", ["0.4"], rows=1000) == [("DOUBLE", "0.4")]
assert read("2026-01-31", ["2026-01-31 23:59:00"]) == [("DATE", "2026-01-31")]
assert read("2026-01-31 10:00:00", ["2026-01-31T10:00:00+05:00"]) == [("TIMESTAMP", "2026-01-31 10:00:00")]
assert read("123", ["007"]) == [("BIGINT", "7")]
assert read("123", ["007"], rows=1000) == [("VARCHAR", "007")]
PY
echo "confirmed: DuckDB 2.0.1 rounds fractions after the sampled rows of a CSV file, without an error"
