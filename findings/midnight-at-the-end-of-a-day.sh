#!/usr/bin/env bash
# Guess:   2026-11-30T24:00:00Z, the end of the day in ISO 8601, is 2026-12-01T00:00:00Z, or it is refused.
# Instead: aniso8601 reads 2026-11-30T00:00:00Z, a day earlier, and the interval 00:00 to 24:00 of a day as empty.
#          SQLite keeps '2026-11-30 24:00:00', which is not equal to the next day's midnight but has its julianday.
#          DuckDB, arrow, ciso8601, dateutil.isoparse, Node and Ruby read the next day. Four more refuse it.
# Source:  aniso8601 10.0.1, duckdb 2.0.1, arrow 1.4.0, ciso8601 2.4.1, python-dateutil 4.0.0, pendulum 3.3.0, whenever
#          0.11.0, isodate 0.7.2, iso8601 2.1.0 (PyPI), SQLite of Python; Node and Ruby as installed.
# Matters: "until 24:00" is how the end of a day is written in schedules and windows. One reader moves the deadline a
#          day back without an error. Write the next day's 00:00.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --no-compile --disable-pip-version-check aniso8601==10.0.1 duckdb==2.0.1 arrow==1.4.0 \
    ciso8601==2.4.1 python-dateutil==4.0.0 pendulum==3.3.0 whenever==0.11.0 isodate==0.7.2 iso8601==2.1.0
timeout 60 "$dir/v/bin/python" -W ignore - <<'PY'
import shutil, sqlite3, subprocess
from datetime import datetime, timedelta, timezone
from importlib.metadata import version
import aniso8601, arrow, ciso8601, duckdb, iso8601, isodate, pendulum, whenever
from dateutil import parser as dateutil

END, START = "2026-11-30T24:00:00Z", "2026-11-30T00:00:00Z"
start = datetime(2026, 11, 30, tzinfo=timezone.utc)
following = start + timedelta(days=1)
for name, read, expected in (
        ("aniso8601", aniso8601.parse_datetime, start),
        ("duckdb", lambda text: duckdb.sql(f"select '{text}'::timestamp").fetchall()[0][0].replace(tzinfo=timezone.utc),
         following),
        ("arrow", lambda text: arrow.get(text).datetime, following),
        ("ciso8601", ciso8601.parse_datetime, following),
        ("python-dateutil", dateutil.isoparse, following),
        ("pendulum", pendulum.parse, None),
        ("whenever", whenever.Instant.parse_iso, None),
        ("isodate", isodate.parse_datetime, None),
        ("iso8601", iso8601.parse_date, None)):
    try:
        seen = read(END)
    except ValueError:
        seen = None
    print(f"{name} {version(name)}: {seen.isoformat() if seen else 'refused'}")
    assert seen == expected, name
day = aniso8601.parse_interval(f"{START}/{END}")
print("aniso8601, the interval of a day:", day[1] - day[0])
assert day[0] == day[1]
row = sqlite3.connect(":memory:").execute(
    f"select datetime('{END}'), datetime('{END}') = datetime('2026-12-01T00:00:00Z'),"
    f" julianday('{END}') = julianday('2026-12-01T00:00:00Z')").fetchone()
print(f"SQLite {sqlite3.sqlite_version}:", *row)
assert row == ("2026-11-30 24:00:00", 0, 1)
for tool, *command in (("node", "-p", f"new Date('{END}').toISOString()"),
                       ("ruby", "-rtime", "-e", f"puts Time.iso8601('{END}').iso8601")):
    if shutil.which(tool):
        seen = subprocess.run([tool, *command], capture_output=True, text=True, check=True).stdout.strip()
        print(f"{tool}: {seen}")
        assert seen.startswith("2026-12-01T00:00:00")
PY
echo "confirmed: the end of a day is its start, or a text, in two readers"
