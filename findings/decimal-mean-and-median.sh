#!/usr/bin/env bash
# Guess: the mean or median of decimals has room for the half: of 0.01 and 0.02 it
#   is 0.015, as a double or as a decimal with more digits.
# Instead: pyarrow's mean keeps the scale of the column and says 0.02. The median of
#   DuckDB and of DataFusion keeps it too, and says 0.01. Their averages say 0.015,
#   so in one statement the median of two values differs from their average.
# Source: PyPI pyarrow 26.0.1, duckdb 2.0.1, datafusion 55.0.0, polars 2.1.0.
# Matters: decimals are chosen to be exact. With unit prices of two digits the error
#   is up to half a cent, and it goes up in one library, down in two others.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q pyarrow==26.0.1 duckdb==2.0.1 datafusion==55.0.0 polars==2.1.0
"$dir/v/bin/python" - <<'PY'
from decimal import Decimal as D
import datafusion, duckdb, polars as pl, pyarrow as pa, pyarrow.compute as pc
print("pyarrow", pa.__version__, "duckdb", duckdb.__version__, "datafusion", datafusion.__version__,
      "polars", pl.__version__)
price = pa.array([D("0.01"), D("0.02")], pa.decimal128(9, 2))
mean = pc.mean(price)
print("pyarrow mean:", mean.type, mean)
assert str(mean) == "0.02" and mean.type == pa.decimal128(9, 2)
rows = pa.table({"price": price})
duck = duckdb.sql("select avg(price), median(price), typeof(median(price)) from rows").fetchall()[0]
print("DuckDB avg, median:", duck)
assert duck == (0.015, D("0.01"), "DECIMAL(9,2)")
session = datafusion.SessionContext()
session.from_arrow(rows, name="t")
fusion = session.sql("select avg(price) a, median(price) m from t").to_pylist()[0]
print("DataFusion avg, median:", fusion)
assert fusion == {"a": D("0.015"), "m": D("0.01")}
frame = pl.from_arrow(rows)
print("polars mean, median:", frame["price"].mean(), frame["price"].median())
assert float(frame["price"].mean()) == 0.015
PY
echo "confirmed: of 0.01 and 0.02 pyarrow's mean is 0.02, DuckDB's and DataFusion's median 0.01"
