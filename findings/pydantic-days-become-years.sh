#!/usr/bin/env bash
# Guess: a timedelta of 400 days leaves pydantic as "P400D", since a timedelta
#   knows neither years nor months. Another ISO 8601 reader gets 400 days back.
# Instead: pydantic writes "P1Y35D". A reader that keeps the calendar adds a year
#   and 35 days, so over a leap day the sum is 401 days.
# Source: PyPI pydantic 2.14.4 (writer), isodate 0.7.2 (reader), msgspec 0.23.0.
# Matters: a retention or a trial of more than 365 days shifts by a day when it
#   crosses a program border. msgspec refuses the text outright.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q pydantic==2.14.4 isodate==0.7.2 msgspec==0.23.0
"$dir/v/bin/python" - <<'PY'
from datetime import date, timedelta
import isodate, msgspec, pydantic
print("pydantic", pydantic.VERSION, "isodate 0.7.2 msgspec", msgspec.__version__)
span, start = timedelta(days=400), date(2027, 7, 1)
text = pydantic.TypeAdapter(timedelta).dump_python(span, mode="json")
print("400 days: pydantic writes", text, "| isodate writes", isodate.duration_isoformat(span),
      "| msgspec writes", msgspec.json.encode(span).decode())
assert text == "P1Y35D", text
assert isodate.duration_isoformat(span) == "P400D"
there = start + isodate.parse_duration(text)
print(f"{start} + 400 days = {start + span}; {start} + {text} read by isodate = {there}")
assert start + span == date(2028, 8, 4) and there == date(2028, 8, 5)
assert pydantic.TypeAdapter(timedelta).validate_python(text) == span
try:
    msgspec.convert(text, timedelta)
    raise SystemExit("msgspec takes it now")
except msgspec.ValidationError as error:
    print("msgspec on", text + ":", error)
PY
echo "confirmed: pydantic writes 400 days as P1Y35D, which isodate adds as 401 days"
