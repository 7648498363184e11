#!/usr/bin/env bash
# Guess: in a CSV file with US dates (01/02/2026 is 2 January), a reader either
#   leaves the column as text or uses one documented order for all files.
# Instead: DuckDB picks the order by the days it sees. A file of 1 to 12 January
#   becomes the first of each month, day first; the whole month reads right.
#   polars is day first for both and reads the whole month as text. agate (csvkit)
#   is month first. All three make dates of versions like 10.11.12: the years are
#   2010 in DuckDB, 2012 in agate, and the year 12 in polars.
# Source: PyPI duckdb 2.0.1, polars 2.1.0 (try_parse_dates), agate 1.14.2.
# Matters: a daily import is right from the 13th to the month's end, and spreads
#   its rows over the year before that, with no error either way.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q duckdb==2.0.1 polars==2.1.0 agate==1.14.2
cd "$dir"
"$dir/v/bin/python" - <<'PY'
from importlib.metadata import version
import agate, duckdb, polars as pl
print("duckdb", duckdb.__version__, "polars", pl.__version__, "agate", version("agate"))
def read(values):
    with open("f.csv", "w") as f:
        f.write("Id,Day\n" + "".join(f"{i},{v}\n" for i, v in enumerate(values)))
    kind, low, high = duckdb.sql(
        "select any_value(typeof(Day)), min(Day)::varchar, max(Day)::varchar from 'f.csv'").fetchall()[0]
    p = pl.read_csv("f.csv", try_parse_dates=True)["Day"]
    a = agate.Table.from_csv("f.csv").columns["Day"].values()
    found = {"duckdb": (kind, low, high), "polars": (str(p.dtype), str(p.min()), str(p.max())),
             "agate": (type(a[0]).__name__, str(min(a)), str(max(a)))}
    for name, what in found.items():
        print(f"  {name}: {what}")
    return found
print("US dates, 1 to 12 January 2026")
first = read(f"01/{d:02}/2026" for d in range(1, 13))
assert first["duckdb"] == ("DATE", "2026-01-01", "2026-12-01")
assert first["polars"] == ("Date", "2026-01-01", "2026-12-01")
assert first["agate"] == ("date", "2026-01-01", "2026-01-12")
print("US dates, 1 to 31 January 2026")
whole = read(f"01/{d:02}/2026" for d in range(1, 32))
assert whole["duckdb"] == ("DATE", "2026-01-01", "2026-01-31")
assert whole["agate"] == ("date", "2026-01-01", "2026-01-31")
print("versions 10.11.12 and 10.2.13")
version_dates = read(["10.11.12", "10.2.13"])
assert version_dates["duckdb"] == ("DATE", "2010-02-13", "2010-11-12")
assert version_dates["polars"][1] == "0012-11-10" and version_dates["agate"][1] == "2012-10-11"
PY
echo "confirmed: DuckDB 2.0.1 swaps day and month of US dates until a day above 12 is in the sample"
