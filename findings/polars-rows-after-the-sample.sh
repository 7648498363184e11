#!/usr/bin/env bash
# Guess:   a list of JSON objects, or the rows of a query, becomes a frame without loss. strict=True is the default of
#          pl.DataFrame, so a value that its column cannot hold is an error.
# Instead: the first 100 rows set the types, and later rows are converted without an error: 19.99 becomes 19, and 5 in a
#          column of booleans false. A key that first comes in row 101 is dropped. A text after numbers is an error, and
#          a number after a hundred nulls too. read_database() does the same.
# Source:  polars 2.1.0 (PyPI), SQLite of Python; compared with pandas 3.1.1.
# Matters: SQLite stores 20.00 of a DECIMAL column as 20, and JSON writers drop the ".0". A hundred round amounts first,
#          and the sum of a month is too small. Pass a schema, or infer_schema_length=None.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --no-compile --disable-pip-version-check polars==2.1.0 pandas==3.1.1
timeout 60 "$dir/v/bin/python" -W ignore - <<'PY'
import json, sqlite3
import pandas as pd, polars as pl

def page(usual, last, key="amount"):
    return json.loads(json.dumps([{"amount": usual}] * 100 + [{"amount": usual, key: last}]))

print("polars", pl.__version__)
for usual, last, expected in ((20, 19.99, 19), (True, 5, False)):
    cut = pl.DataFrame(page(usual, last), strict=True)["amount"]
    whole = pl.DataFrame(page(usual, last), infer_schema_length=None)["amount"]
    print(f"100 times {usual}, then {last}: {cut[-1]} in a column of {cut.dtype}; with all rows looked at: {whole[-1]}")
    assert cut[-1] is expected or cut[-1] == expected == 19
    assert whole[-1] == last
assert pl.DataFrame(page(20, 19.99)[1:])["amount"][-1] == 19.99

late = pl.DataFrame(page(20, "EUR", "currency"))
print("a key of row 101:", late.columns, "in pandas", list(pd.DataFrame(page(20, "EUR", "currency")).columns))
assert late.columns == ["amount"]
for usual, last in ((20, "x"), (None, 20)):
    try:
        pl.DataFrame(page(usual, last))
        raise SystemExit(f"{last!r} after {usual!r} was read")
    except (pl.exceptions.ComputeError, TypeError) as error:
        print(f"{last!r} after 100 times {usual!r}: {type(error).__name__}")

database = sqlite3.connect(":memory:")
database.execute("create table invoices (amount decimal(10, 2))")
database.executemany("insert into invoices values (?)", [("20.00",)] * 100 + [("19.99",)] * 10)
query = "select amount from invoices"
sums = (round(database.execute("select sum(amount) from invoices").fetchone()[0], 2),
        pl.read_database(query, database)["amount"].sum(),
        round(pd.read_sql(query, database)["amount"].sum().item(), 2))
print("sum in SQLite {}, in polars {}, in pandas {}".format(*sums))
assert sums == (2199.9, 2190, 2199.9)
PY
echo "confirmed: rows after the hundredth lose fractions and keys"
