#!/usr/bin/env bash
# Guess: a reader of ISO 8601 durations either keeps "P1M" as a calendar month or
#   refuses it, since a month has no fixed length.
# Instead: three readers give three lengths. pandas takes the M before the T for
#   minutes (P1M is 60 s), yet refuses P1Y. pydantic says 30 days and 365 days.
#   isodate keeps the calendar. msgspec alone refuses, and P1W with it.
# Source: PyPI pandas 3.1.1, pydantic 2.14.4, isodate 0.7.2, msgspec 0.23.0.
# Matters: "P1M" is the usual spelling of a billing term. A subscription's end
#   is then a minute, 30 days or a month away, by the reader.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q pandas==3.1.1 isodate==0.7.2 pydantic==2.14.4 msgspec==0.23.0
"$dir/v/bin/python" - <<'PY'
from datetime import date, timedelta
import isodate, msgspec, pandas as pd, pydantic
print("pandas", pd.__version__, "pydantic", pydantic.VERSION, "msgspec", msgspec.__version__,
      "isodate 0.7.2")
model = pydantic.TypeAdapter(timedelta)
print("P1M: pandas", pd.Timedelta("P1M"), "| pydantic", model.validate_python("P1M"))
assert pd.Timedelta("P1M") == timedelta(minutes=1)
assert pd.Timedelta("P1M2D") == timedelta(days=2, minutes=1)
assert model.validate_python("P1M") == timedelta(days=30)
assert model.validate_python("P1Y") == timedelta(days=365)
try:
    pd.Timedelta("P1Y")
    raise SystemExit("pandas takes P1Y now")
except ValueError as error:
    print("P1Y: pandas refuses,", error)
start = date(2026, 1, 31)
print("31 January + P1M: isodate", start + isodate.parse_duration("P1M"))
assert start + isodate.parse_duration("P1M") == date(2026, 2, 28)
for text in ("P1M", "P1W"):
    try:
        msgspec.convert(text, timedelta)
        raise SystemExit("msgspec takes it now")
    except msgspec.ValidationError as error:
        print(f"{text}: msgspec refuses,", error)
PY
echo "confirmed: P1M is 1 minute (pandas), 30 days (pydantic) or a calendar month (isodate)"
