#!/usr/bin/env bash
# Guess: a series of months that starts on 31 January shows each month's last
#   day: 31 January, 28 February, 31 March, 30 April. So all libraries agree.
# Instead: pandas, DuckDB and DataFusion add the month to the value before, so
#   all days after February are the 28th. polars, arrow and pendulum count
#   from the start and keep the month's end. dateutil's rrule leaves out
#   every month without a 31st.
# Source: PyPI pandas 3.1.1, duckdb 2.0.1, datafusion 55.0.0, polars 2.1.0,
#   arrow 1.4.0, pendulum 3.3.0, python-dateutil 4.0.0.
# Matters: a schedule, or a calendar to join monthly reports with, differs from
#   the third row on. A join on the date then loses rows and says nothing.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q pandas==3.1.1 duckdb==2.0.1 datafusion==55.0.0 polars==2.1.0 \
  arrow==1.4.0 pendulum==3.3.0 python-dateutil==4.0.0
"$dir/v/bin/python" - <<'PY'
from datetime import date, datetime
from importlib.metadata import version
import arrow, datafusion, duckdb, pandas as pd, pendulum, polars as pl
from dateutil.rrule import MONTHLY, rrule
sql = "generate_series(date '2026-01-31', date '2026-05-31', interval '1 month')"
series = {
    "pandas": pd.date_range("2026-01-31", periods=4, freq=pd.DateOffset(months=1)),
    "duckdb": [r[0] for r in duckdb.sql(f"select unnest({sql})").fetchall()],
    "datafusion": datafusion.SessionContext().sql(f"select {sql} g").to_pylist()[0]["g"],
    "polars": pl.date_range(date(2026, 1, 31), date(2026, 5, 31), "1mo", eager=True),
    "arrow": [a.date() for a in arrow.Arrow.range("month", datetime(2026, 1, 31), limit=4)],
    "pendulum": pendulum.interval(pendulum.date(2026, 1, 31), pendulum.date(2026, 5, 31)).range("months"),
    "python-dateutil": rrule(MONTHLY, dtstart=datetime(2026, 1, 31), count=4),
}
drift, end = ["01-31", "02-28", "03-28", "04-28"], ["01-31", "02-28", "03-31", "04-30"]
for name, days in series.items():
    got = [str(d)[5:10] for d in days][:4]
    print(f"{name} {version(name)}: {got}")
    if name == "python-dateutil":
        assert got == ["01-31", "03-31", "05-31", "07-31"]
    else:
        assert got == (drift if name in ("pandas", "duckdb", "datafusion") else end), name
PY
echo "confirmed: monthly series from 31 January drift to the 28th in pandas, DuckDB and DataFusion"
