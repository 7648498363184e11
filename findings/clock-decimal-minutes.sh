#!/usr/bin/env bash
# Guess: ISO 8601 lets the last unit of a time carry the fraction, so 10:20.5 is
#   half past the minute: 10:20:30. A reader that lacks this raises.
# Instead: three readers give three times. isodate, dateutil and pandas say
#   10:20:30. Python's own fromisoformat says 10:20:00.5. The package iso8601 takes
#   the minutes for seconds: 10:00:20.5. For 10.5 hours Python says 10:00:00.5.
# Source: Python 3.11 or newer (printed), PyPI iso8601 2.1.0, isodate 0.7.2,
#   python-dateutil 4.0.0, pandas 3.1.1.
# Matters: no error warns; the result is off by up to an hour. A validator that
#   leans on fromisoformat passes the text with another meaning.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q iso8601==2.1.0 isodate==0.7.2 python-dateutil==4.0.0 pandas==3.1.1
"$dir/v/bin/python" - <<'PY'
from datetime import datetime
import platform
import dateutil.parser, iso8601, isodate, pandas as pd
print("Python", platform.python_version(), "iso8601 2.1.0 isodate 0.7.2 python-dateutil 4.0.0 pandas",
      pd.__version__)
minute = "2026-01-31T10:20.5+00:00"
got = {"isodate": isodate.parse_datetime, "python-dateutil": dateutil.parser.parse,
       "pandas": pd.Timestamp, "fromisoformat": datetime.fromisoformat,
       "iso8601": iso8601.parse_date}
got = {name: str(read(minute))[11:21] for name, read in got.items()}
for name, time in got.items():
    print(f"10:20.5 read by {name}: {time}")
assert got["isodate"] == got["python-dateutil"] == got["pandas"] == "10:20:30+0"
assert got["fromisoformat"] == "10:20:00.5" and got["iso8601"] == "10:00:20.5"
hour = "2026-01-31T10.5+00:00"
print("10.5 hours: isodate", isodate.parse_datetime(hour).time(),
      "| fromisoformat", datetime.fromisoformat(hour).time())
assert isodate.parse_datetime(hour).minute == 30
assert datetime.fromisoformat(hour).minute == 0
PY
echo "confirmed: 10:20.5 is 10:20:30, 10:20:00.5 or 10:00:20.5, by the reader"
