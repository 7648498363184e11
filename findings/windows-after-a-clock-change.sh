#!/usr/bin/env bash
# Guess: windows of a day or of six hours in a local zone start at the hours of the local
#   clock. Grouping by windows is the same as rounding each time down.
# Instead: a clock change moves all windows after it, to the end of the data. polars
#   and pandas then have 01:00, 07:00, 13:00 for "6h". Where midnight is skipped
#   (Chile, Egypt, Lebanon), polars has days from 01:00 to 01:00 if the file starts
#   on that day, and pandas raises. Rounding down (truncate, date_trunc) is right.
# Source: PyPI polars 2.1.0, pandas 3.1.1, pyarrow 26.0.1, duckdb 2.0.1.
# Matters: each day gives its first hour to the day before. The same hours in a file
#   that starts a day later have other sums, so monthly files do not add up.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q polars==2.1.0 pandas==3.1.1 pyarrow==26.0.1 duckdb==2.0.1 tzdata==2026.6
"$dir/v/bin/python" - <<'PY'
from datetime import datetime, timedelta, timezone
from importlib.metadata import version
import duckdb, pandas as pd, polars as pl
for name in ("polars", "pandas", "duckdb"):
    print(name, version(name))

def hours(zone, first, count):
    instants = [first.replace(tzinfo=timezone.utc) + timedelta(hours=i) for i in range(count)]
    return pl.DataFrame({"at": instants}).select(pl.col("at").dt.convert_time_zone(zone))

def show(name, rows):
    found = [(f"{at:%m-%d %H:%M}", int(n)) for at, n in rows]
    print(f"  {name}:", *(f"{at}={n}" for at, n in found))
    return found

def windows(name, frame, every):
    return show(name, frame.group_by_dynamic("at", every=every).agg(pl.len()).rows())

print("Berlin, 28 to 30 March 2026, six hours each")
berlin = hours("Europe/Berlin", datetime(2026, 3, 27, 23), 71)
by_window = windows("polars, windows", berlin, "6h")
rounded = berlin.group_by(pl.col("at").dt.truncate("6h")).agg(pl.len()).sort("at")
by_clock = show("polars, truncate", rounded.rows())
series = berlin.to_pandas().set_index("at").assign(n=1)["n"]
resampled = show("pandas, resample", series.resample("6h").sum().items())
floored = show("pandas, floor", series.groupby(series.index.floor("6h")).sum().items())
assert by_window == resampled and by_clock == floored
assert [at[6:] for at, _ in by_window[5:]] == ["07:00", "13:00", "19:00", "01:00", "07:00", "13:00", "19:00"]
assert [at[6:] for at, _ in by_clock[5:]] == ["06:00", "12:00", "18:00", "00:00", "06:00", "12:00", "18:00"]

print("Santiago, four local days from the one without midnight (6 September 2026)")
four = hours("America/Santiago", datetime(2026, 9, 6, 4), 95)
assert windows("polars, windows", four, "1d") == [
    ("09-06 01:00", 24), ("09-07 01:00", 24), ("09-08 01:00", 24), ("09-09 01:00", 23)]
true_days = [("09-06 01:00", 23), ("09-07 00:00", 24), ("09-08 00:00", 24), ("09-09 00:00", 24)]
rounded = four.group_by(pl.col("at").dt.truncate("1d")).agg(pl.len()).sort("at")
assert show("polars, truncate", rounded.rows()) == true_days
duckdb.execute("set timezone = 'America/Santiago'")
days = duckdb.sql("select date_trunc('day', four.at), count(*) from four group by 1 order by 1").fetchall()
assert show("DuckDB, date_trunc", days) == true_days
assert windows("polars, windows, from the 7th on", four[23:], "1d") == true_days[1:]
try:
    four.to_pandas().set_index("at").assign(n=1).resample("D").sum()
    raise SystemExit("changed: pandas resamples it now")
except ValueError as error:
    print("  pandas, resample:", error)
PY
echo "confirmed: windows of polars and pandas leave the local clock after a change"
