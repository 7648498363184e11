#!/usr/bin/env bash
# Guess: 7.50 % 2 is 1.50 for a decimal, and x % 1 is the part behind the point.
# Instead: with a whole number on one side chDB (ClickHouse) takes the decimal's digits
#   without its point: 750 % 2 is 0, shown as 0.00. 7.5 % 2 is 0.1, 12.34 % 5 is 0.04,
#   12 % 5.00 is 0.12. x % 1 is always 0. Two decimals of one scale, or a double, are right.
# Source: PyPI chdb 4.4.0; compared with duckdb 2.0.1, datafusion 55.0.0, polars 2.1.0.
# Matters: "quantity % 1 = 0" and "amount % 5" are usual checks for whole units and steps.
#   The first passes for every row. Nothing shows it: the result has the right type.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q chdb==4.4.0 duckdb==2.0.1 datafusion==55.0.0 polars==2.1.0
"$dir/v/bin/python" - <<'PY'
from importlib.metadata import version
import chdb, datafusion, duckdb, polars as pl
def dec(text, scale):
    return f"cast('{text}' as decimal(10, {scale}))"
def click(query):
    return [float(x) for x in str(chdb.query(query, "TSV")).split()]
cases = {  # the operands, chDB's answer, the true one
    f"{dec('7.50', 2)} % 2": (0.0, 1.5), f"{dec('7.5', 1)} % 2": (0.1, 1.5), f"{dec('12.34', 2)} % 5": (0.04, 2.34),
    f"12 % {dec('5.00', 2)}": (0.12, 2.0), f"{dec('7.25', 2)} % 1": (0.0, 0.25),
    f"{dec('7.50', 2)} % {dec('2', 2)}": (1.5, 1.5),
}
others = {
    "duckdb": lambda e: duckdb.sql(f"select {e}").fetchall()[0][0],
    "datafusion": lambda e: datafusion.SessionContext().sql(f"select {e} as x").to_pylist()[0]["x"],
    "polars": lambda e: pl.sql(f"select {e} as x", eager=True).item(),
}
for expression, (seen, true) in cases.items():
    found = click(f"select {expression}")[0]
    rest = {name: float(run(expression)) for name, run in others.items()}
    print(f"{expression}: chdb {version('chdb')} {found}, others {rest}")
    assert found == seen and set(rest.values()) == {true}, expression
rows = "(select cast(number / 4 as decimal(10, 2)) as quantity from numbers(1000))"
whole = click(f"select countIf(quantity % 1 = 0), countIf(toFloat64(quantity) % 1 = 0) from {rows}")
print("rows of 1,000 quarters that are whole by chDB: %d, as doubles: %d" % tuple(whole))
assert whole == [1000, 250]
PY
echo "confirmed: chDB drops the point of a decimal for the rest of a division by a whole number"
