#!/usr/bin/env bash
# Guess: NaN in a column of doubles survives a CSV file between columnar libraries.
#   At worst it comes back as null.
# Instead: pyarrow and DuckDB write "nan". polars reads only "NaN" as a number, so
#   one such cell makes the whole column text. pyarrow writes "nan" for NaN and
#   nothing for null, and reads both back as null, though "inf" stays a number.
# Source: PyPI pyarrow 26.0.1, polars 2.1.0, duckdb 2.0.1.
# Matters: ratios (0/0) are NaN in real reports. The type of the column then
#   depends on one row, and means change, as null is left out and NaN is not.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q pyarrow==26.0.1 polars==2.1.0 duckdb==2.0.1
cd "$dir"
"$dir/v/bin/python" - <<'PY'
import math
import duckdb, polars as pl, pyarrow as pa, pyarrow.csv as csv
print("pyarrow", pa.__version__, "polars", pl.__version__, "duckdb", duckdb.__version__)
data = pa.table({"k": [1, 2, 3, 4], "v": [1.5, math.nan, None, math.inf]})
csv.write_csv(data, "pyarrow.csv")
pl.from_arrow(data).write_csv("polars.csv")
duckdb.sql("copy (from data) to 'duckdb.csv'")
seen = {}
for writer in ("pyarrow", "polars", "duckdb"):
    name = writer + ".csv"
    cells = [line.split(",")[1] for line in open(name).read().split("\n")[1:5]]
    p = pl.read_csv(name)["v"]
    a = csv.read_csv(name)["v"]
    d = duckdb.sql(f"select typeof(v), v from '{name}' order by k").fetchall()
    print(f"{writer} writes {cells}\n  polars reads {p.dtype} {p.to_list()}"
          f"\n  pyarrow reads {a.type} {a.to_pylist()}\n  duckdb reads {d}")
    seen[writer] = cells[1], str(p.dtype), a.null_count
    assert d[1][0] == "DOUBLE" and math.isnan(d[1][1]) and d[2][1] is None
assert seen == {"pyarrow": ("nan", "String", 2), "polars": ("NaN", "Float64", 2),
                "duckdb": ("nan", "String", 2)}, seen
PY
echo "confirmed: polars reads a column with pyarrow's or DuckDB's nan as text, pyarrow as null"
