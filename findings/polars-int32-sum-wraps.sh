#!/usr/bin/env bash
# Guess: a sum in polars is widened as in SQL, since sums of 8 and 16 bit integers
#   come back as 64 bit. At worst an overflow raises.
# Instead: 32 bit columns are the gap. Their sum stays 32 bit and wraps, also in
#   group_by, cum_sum and polars' own SQL. An INTEGER column that DuckDB sums to 4
#   billion is -294967296 once it is handed to polars. The mean is right.
# Source: PyPI polars 2.1.0, duckdb 2.0.1, pyarrow 26.0.1.
# Matters: INTEGER is the usual type for quantities in a database. Small months are
#   right; the first large one turns negative, and nothing is said.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q polars==2.1.0 duckdb==2.0.1 pyarrow==26.0.1
"$dir/v/bin/python" - <<'PY'
import duckdb, polars as pl
print("polars", pl.__version__, "duckdb", duckdb.__version__)
query = """select 'a' k, 2000000000::integer units, 30000::smallint small
           from range(2)"""
duck = duckdb.sql(f"select sum(units), sum(small) from ({query})").fetchall()[0]
frame = duckdb.sql(query).pl()
whole = frame.select(pl.sum("units"), pl.sum("small"))
group = frame.group_by("k").agg(pl.sum("units"))["units"].item()
sql = pl.SQLContext(t=frame, eager=True).execute("SELECT SUM(units) s FROM t").item()
print("types:", frame.schema["units"], frame.schema["small"])
print("DuckDB sums:", duck, "| polars sums:", whole.row(0), "of types", whole.dtypes)
print("polars group_by:", group, "| polars SQL:", sql, "| cum_sum:", frame["units"].cum_sum().to_list(),
      "| mean:", frame["units"].mean())
assert duck == (4000000000, 60000)
assert whole.row(0) == (-294967296, 60000) and whole.dtypes == [pl.Int32, pl.Int64]
assert group == sql == frame["units"].cum_sum()[-1] == -294967296
assert frame["units"].mean() == 2000000000.0
PY
echo "confirmed: polars 2.1.0 wraps the sum of 32 bit integers, and widens that of 16 bit ones"
