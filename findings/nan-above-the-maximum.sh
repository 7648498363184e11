#!/usr/bin/env bash
# Guess: an engine has one place for NaN: above all numbers, as DuckDB says, or outside of each comparison. No row is
#   larger than the maximum of its column.
# Instead: in polars max() passes over NaN and every comparison puts it on top. Of 0.5, NaN and 0.25 the maximum is 0.5,
#   one row is larger than it, the first in descending order is NaN, and describe() has a NaN at 75 % below a maximum of
#   0.5. greatest(NaN, 0.3) is 0.3. chDB has the rules of IEEE 754 in filters, sorts NaN last both ways, and its
#   median is of the two numbers, while the average is NaN.
# Source: PyPI polars 2.1.0, duckdb 2.0.1, datafusion 55.0.0, chdb 4.4.0.
# Matters: a rate of 0 of 0 is NaN. "Largest first" and "the maximum" name different rows, and an alarm on > 1 rings in
#   three engines of four. Make a NULL of it by nullif before the division.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check polars==2.1.0 duckdb==2.0.1 datafusion==55.0.0 chdb==4.4.0 \
    pyarrow==26.0.1
timeout 240 "$dir/v/bin/python" -W ignore - <<'PY'
from importlib.metadata import version
import chdb, datafusion, duckdb, polars as pl, pyarrow as pa

rates = pa.table({"f": [0.5, float("nan"), 0.25]})
context = datafusion.SessionContext()
context.register_record_batches("rates", [rates.to_batches()])
engines = {
    "duckdb": lambda query: duckdb.sql(query).fetchall()[0][0],
    "datafusion": lambda query: list(context.sql(query).to_arrow_table().to_pylist()[0].values())[0],
    "polars": lambda query: pl.SQLContext(rates=pl.from_arrow(rates)).execute(query, eager=True).rows()[0][0],
    "chdb": lambda query: float(str(chdb.query(query.replace("from rates", "from Python(rates)"), "TSV"))),
}
queries = {"select max(f) as m from rates": ("nan", "nan", "0.5", "0.5"),
           "select count(*) as n from rates where f > 1": ("1", "1", "1", "0"),
           "select count(*) as n from rates where f > (select max(f) from rates)": ("0", "0", "1", "0"),
           "select f from rates order by f desc limit 1": ("nan", "nan", "nan", "0.5"),
           "select median(f) as m from rates": ("0.5", "0.5", "0.5", "0.375"),
           "select avg(f) as m from rates": ("nan",) * 4}
print("engines:", *(f"{name} {version(name)}" for name in engines))
for query, expected in queries.items():
    seen = tuple(f"{ask(query):g}" for ask in engines.values())
    print(f"{query}: ", *seen)
    assert seen == expected, query

column = pl.from_arrow(rates)["f"]
larger = pl.select(pl.max_horizontal(pl.lit(float("nan")), pl.lit(0.3))).item()
summary = dict(column.describe().iter_rows())
print("polars: max", column.max(), "quantile(1.0)", column.quantile(1.0), "larger of NaN and 0.3:", larger,
      "described: 75 %", summary["75%"], "max", summary["max"])
assert column.max() == 0.5 and str(column.quantile(1.0)) == "nan" and larger == 0.3
assert str(summary["75%"]) == "nan" and summary["max"] == 0.5
PY
echo "confirmed: in polars a row is larger than the maximum"
