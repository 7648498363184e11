#!/usr/bin/env bash
# Guess: the current releases of four engines turn one instant into the same local time.
#   Whoever updates the tzdata package of the system or of PyPI has updated them all.
# Instead: each engine carries its own table of zones. tzdata 2026.6 has no winter time
#   from November 2026 on in Vancouver, Edmonton and Winnipeg. DuckDB knows all
#   three, chDB the first two, polars and DataFusion none, and no update reaches them.
#   Python and pandas prefer the system's table to a newer package tzdata.
# Source: PyPI tzdata 2026.6, duckdb 2.0.1, chdb 4.4.0, polars 2.1.0, datafusion 55.0.0,
#   pandas 3.1.1.
# Matters: the first hour of December is November for some. Rows move to another month
#   or invoice by the engine that read them, and joins on the local time find nothing.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q tzdata==2026.6 duckdb==2.0.1 chdb==4.4.0 polars==2.1.0 datafusion==55.0.0 pandas==3.1.1
echo "zoneinfo of Python, table of the system first: $("$dir/v/bin/python" -c '
import datetime, zoneinfo
at = datetime.datetime(2026, 12, 1, 7, 30, tzinfo=datetime.timezone.utc)
print(at.astimezone(zoneinfo.ZoneInfo("America/Vancouver")).isoformat())')"
PYTHONTZPATH="" "$dir/v/bin/python" - <<'PY'
from datetime import datetime, timezone
from importlib.metadata import version
from zoneinfo import ZoneInfo
import chdb, datafusion, duckdb, pandas as pd, polars as pl

def arrow(text):
    utc = f"arrow_cast('{text}Z', 'Timestamp(Second, Some(\"UTC\"))')"
    return lambda zone: datafusion.SessionContext().sql(
        f"select cast(arrow_cast({utc}, 'Timestamp(Second, Some(\"{zone}\"))') as varchar) t").to_pylist()[0]["t"]

def click(text):
    return lambda zone: str(chdb.query(
        f"select formatDateTime(toTimeZone(parseDateTimeBestEffort('{text}Z', 'UTC'), '{zone}'), '%Y-%m-%dT%H:%i:%s')",
        "TSV")).strip()

def local(text):
    at = datetime.fromisoformat(text).replace(tzinfo=timezone.utc)
    return {
        "tzdata": lambda zone: at.astimezone(ZoneInfo(zone)).isoformat(),
        "pandas": lambda zone: pd.Timestamp(at).tz_convert(zone).isoformat(),
        "duckdb": lambda zone: duckdb.execute("select timezone(?, ?)", [zone, at]).fetchall()[0][0].isoformat(),
        "chdb": click(text), "datafusion": arrow(text),
        "polars": lambda zone: pl.Series([at]).dt.convert_time_zone(zone)[0].isoformat(),
    }

knows = {"America/Vancouver": ("tzdata", "pandas", "duckdb", "chdb"),
         "America/Edmonton": ("tzdata", "pandas", "duckdb", "chdb"),
         "America/Winnipeg": ("tzdata", "pandas", "duckdb"),
         "America/Toronto": ("tzdata", "pandas", "duckdb", "chdb", "datafusion", "polars")}
texts = {"America/Vancouver": "2026-12-01T07:30:00", "America/Edmonton": "2026-12-01T06:30:00",
         "America/Winnipeg": "2026-12-01T05:30:00", "America/Toronto": "2026-12-01T05:30:00"}
for zone, names in knows.items():
    for name, convert in local(texts[zone]).items():
        found = convert(zone)[:16]
        print(f"{zone} {texts[zone]}Z by {name} {version(name)}: {found}")
        assert found == ("2026-12-01T00:30" if name in names else "2026-11-30T23:30"), (zone, name)
PY
echo "confirmed: the engines disagree on the local time of winter 2026 in western Canada"
