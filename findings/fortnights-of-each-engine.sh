#!/usr/bin/env bash
# Guess: buckets of two weeks start on a Monday and are counted from one origin, so engines
#   that agree on one week agree on two.
# Instead: one week starts on Monday in all that have weeks. Two weeks start on 22 December
#   2025 and 5 January 2026 in polars and chDB, a week later in DuckDB and pyarrow, and on a
#   Thursday in DataFusion. chDB's "14 day" is not its "2 week": it starts on a Thursday.
#   pandas counts its "2W" from the first row of the frame.
# Source: PyPI polars 2.1.0, duckdb 2.0.1, pyarrow 26.0.1, datafusion 55.0.0, chdb 4.4.0,
#   pandas 3.1.1.
# Matters: totals of pay periods or sprints from two engines share no bucket. In pandas a
#   frame without its first week has all buckets a week off.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q polars==2.1.0 duckdb==2.0.1 pyarrow==26.0.1 datafusion==55.0.0 chdb==4.4.0 pandas==3.1.1
"$dir/v/bin/python" - <<'PY'
from datetime import date, timedelta
from importlib.metadata import version
import chdb, datafusion, duckdb, pandas as pd, polars as pl, pyarrow as pa, pyarrow.compute as pc
day = date(2026, 1, 14)

def click(interval):
    query = f"select toDate(toStartOfInterval(toDate('{day}'), interval {interval}))"
    return lambda: str(chdb.query(query, "TSV")).strip()

def duck(interval):
    return lambda: str(duckdb.sql(f"select time_bucket(interval '{interval}', date '{day}')").fetchall()[0][0])

def fusion(interval):
    return lambda: str(datafusion.SessionContext().sql(
        f"select cast(date_bin(interval '{interval}', timestamp '{day}') as date) d").to_pylist()[0]["d"])

def of_pandas(rule, first):
    days = pd.date_range(first, "2026-02-28")
    return lambda: str(pd.Series(days, days).resample(rule).min().loc[lambda s: s <= str(day)].iloc[-1].date())

one = {"polars": lambda: str(pl.Series([day]).dt.truncate("1w")[0]), "duckdb": duck("1 week"),
       "pyarrow": lambda: str(pc.floor_temporal(pa.array([day]), 1, "week")[0]), "chdb": click("1 week")}
two = {
    "polars": (lambda: str(pl.Series([day]).dt.truncate("2w")[0]), "2026-01-05"),
    "chdb": (click("2 week"), "2026-01-05"),
    "chdb, 14 day": (click("14 day"), "2026-01-01"),
    "duckdb": (duck("2 weeks"), "2026-01-12"), "duckdb, 14 days": (duck("14 days"), "2026-01-12"),
    "pyarrow": (lambda: str(pc.floor_temporal(pa.array([day]), 2, "week")[0]), "2026-01-12"),
    "datafusion": (fusion("2 weeks"), "2026-01-01"),
    "pandas, 2W from 1 January": (of_pandas("2W", "2026-01-01"), "2026-01-05"),
    "pandas, 2W from 8 January": (of_pandas("2W", "2026-01-08"), "2026-01-12"),
}
for name, start in one.items():
    found = start()
    print(f"one week of {day}, {name} {version(name)}: from {found}")
    assert found == "2026-01-12"
for name, (start, expected) in two.items():
    found = start()
    print(f"two weeks of {day}, {name} ({version(name.split(',')[0])}): from {date.fromisoformat(found):%a} {found}")
    assert found == expected, name
PY
echo "confirmed: buckets of two weeks start in different weeks by the engine"
