#!/usr/bin/env bash
# Guess: all libraries go on with the last rule of a zone, which the file of the zone holds
#   as a text. A time in July 2045 in New York is summer time, as in July 2026.
# Instead: pyarrow knows the listed changes only, which end with 2037. After that New York
#   and Berlin have winter time, and Sydney summer time, for ever. polars and
#   DataFusion do the same from 2100 on. pandas, DuckDB and chDB go on.
#   pandas loses an hour, too, if its column has Arrow's type.
# Source: PyPI pyarrow 26.0.1, polars 2.1.0, datafusion 55.0.0, pandas 3.1.1,
#   duckdb 2.0.1, chdb 4.4.0; table of zones of Debian (pyarrow reads it).
# Matters: ends of long contracts, leases and keys lie past 2037. The hour is often the
#   one before midnight, so the day and the month change.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q pyarrow==26.0.1 polars==2.1.0 datafusion==55.0.0 pandas==3.1.1 duckdb==2.0.1 \
  chdb==4.4.0 tzdata==2026.6
"$dir/v/bin/python" - <<'PY'
from datetime import datetime, timezone
from importlib.metadata import version
from zoneinfo import ZoneInfo
import chdb, datafusion, duckdb, pandas as pd, polars as pl, pyarrow as pa, pyarrow.compute as pc

def arrow(at, zone):
    utc = f"arrow_cast('{at:%Y-%m-%dT%H:%M:%S}Z', 'Timestamp(Second, Some(\"UTC\"))')"
    return int(datafusion.SessionContext().sql(
        f"select date_part('hour', arrow_cast({utc}, 'Timestamp(Second, Some(\"{zone}\"))')) h").to_pylist()[0]["h"])

def click(at, zone):
    return int(str(chdb.query(f"select toHour(toDateTime64('{at:%Y-%m-%d %H:%M:%S}', 0, 'UTC'), '{zone}')")))

hour = {
    "pyarrow": lambda at, zone: pc.hour(pa.array([at], pa.timestamp("s", zone)))[0].as_py(),
    "pandas with Arrow's type": lambda at, zone: int(
        pd.Series(pd.array([at], dtype=pd.ArrowDtype(pa.timestamp("s", "UTC")))).dt.tz_convert(zone).dt.hour[0]),
    "polars": lambda at, zone: pl.Series([at]).dt.convert_time_zone(zone).dt.hour()[0],
    "datafusion": arrow,
    "pandas": lambda at, zone: pd.Series([at]).dt.tz_convert(zone).dt.hour[0],
    "duckdb": lambda at, zone: duckdb.execute("select hour(timezone(?, ?))", [zone, at]).fetchall()[0][0],
    "chdb": click,
}
last = {"pyarrow": 2037, "pandas with Arrow's type": 2037, "polars": 2099, "datafusion": 2099}
for zone in ("America/New_York", "Europe/Berlin", "Australia/Sydney"):
    for name, read in hour.items():
        wrong = []
        for year in (2026, 2037, 2038, 2045, 2099, 2100, 2110):
            at = datetime(year, 7, 15, 12, tzinfo=timezone.utc)
            found, true = read(at, zone), at.astimezone(ZoneInfo(zone)).hour
            assert found in (true, (true + 1) % 24 if zone == "Australia/Sydney" else true - 1)
            if found != true:
                wrong.append(year)
        print(f"{zone}, 15 July, noon UTC, {name} {version(name.split()[0])}: an hour off in", wrong or "no year")
        assert wrong == [y for y in (2026, 2037, 2038, 2045, 2099, 2100, 2110) if y > last.get(name, 9999)], name
PY
echo "confirmed: summer time ends with 2037 in pyarrow, and with 2099 in polars and DataFusion"
