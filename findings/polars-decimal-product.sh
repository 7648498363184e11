#!/usr/bin/env bash
# Guess: a product of decimals has the digits of both factors: 0.05 * 0.05 is 0.0025, as
#   in SQL. An expression and the SQL of one library give the same.
# Instead: an expression of polars keeps the larger scale of the two and rounds: 0.00.
#   The same product in polars' SQL has four digits: 0.0025. A price of 0.0123 times
#   0.50 is 0.0062 and 0.006150. DuckDB, DataFusion, chDB and pyarrow agree with the SQL.
# Source: PyPI polars 2.1.0, duckdb 2.0.1, datafusion 55.0.0, chdb 4.4.0, pyarrow 26.0.1.
# Matters: price times quantity is rounded row by row before it is summed, though decimals
#   were chosen to be exact. Moving a query from SQL to expressions changes the total.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q polars==2.1.0 duckdb==2.0.1 datafusion==55.0.0 chdb==4.4.0 pyarrow==26.0.1
cd "$dir"
"$dir/v/bin/python" - <<'PY'
from decimal import Decimal as D
from importlib.metadata import version
import chdb, datafusion, duckdb, polars as pl, pyarrow.compute as pc
usage = pl.DataFrame({"price": ["0.0123"] * 1000, "quantity": ["0.50"] * 1000}).with_columns(
    pl.col("price").cast(pl.Decimal(10, 4)), pl.col("quantity").cast(pl.Decimal(10, 2)))
usage.write_parquet("usage.parquet")
table = usage.to_arrow()
context = datafusion.SessionContext()
context.from_arrow(table, "usage")
total = "select sum(price * quantity) as total from "
found = {
    "polars": usage.select(pl.col("price") * pl.col("quantity")).sum().item(),
    "polars, streaming": usage.lazy().select((pl.col("price") * pl.col("quantity")).sum())
                              .collect(engine="streaming").item(),
    "polars, SQL": usage.sql(total + "self").item(),
    "duckdb": duckdb.sql(total + "usage").fetchall()[0][0],
    "datafusion": context.sql(total + "usage").to_pylist()[0]["total"],
    "chdb": D(str(chdb.query(total + "file('usage.parquet')", "TSV")).strip()),
    "pyarrow": pc.sum(pc.multiply(table["price"], table["quantity"])).as_py(),
}
for name, value in found.items():
    print(f"1,000 rows of 0.0123 * 0.50 by {name} {version(name.split(',')[0])}: {value}")
    assert value == (D("6.2") if name in ("polars", "polars, streaming") else D("6.15")), name
small = pl.DataFrame({"rate": [D("0.05")]}, schema={"rate": pl.Decimal(10, 2)})
by_expression = small.select(pl.col("rate") * pl.col("rate"))
by_sql = small.sql("select rate * rate as rate from self")
print("0.05 * 0.05 in polars:", by_expression.item(), by_expression.schema["rate"], "by expression,",
      by_sql.item(), by_sql.schema["rate"], "by SQL")
assert str(by_expression.item()) == "0.00" and str(by_sql.item()) == "0.0025"
PY
echo "confirmed: polars multiplies decimals with other digits in expressions than in SQL"
