#!/usr/bin/env bash
# Guess: readers of date-times cut a seventh digit of the second, as Python does.
#   So the last tick of a month stays in that month.
# Instead: arrow and msgspec round. 2026-01-31T23:59:59.9999999Z is 1 February for
#   them, and 31 January for Python, isodate, pendulum, ciso8601 and pydantic.
#   The two even round apart: a digit of 5 goes to even in arrow, up in msgspec.
# Source: PyPI arrow 1.4.0, msgspec 0.23.0, isodate 0.7.2, pendulum 3.3.0,
#   ciso8601 2.4.1, pydantic 2.14.4.
# Matters: .NET services print seven digits and end periods at .9999999. Grouping
#   by month puts such a row into another month, by the library used.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q arrow==1.4.0 msgspec==0.23.0 isodate==0.7.2 pendulum==3.3.0 \
  ciso8601==2.4.1 pydantic==2.14.4
"$dir/v/bin/python" - <<'PY'
from datetime import datetime
from importlib.metadata import version
import arrow, ciso8601, isodate, msgspec, pendulum, pydantic
readers = {
    "isodate": isodate.parse_datetime, "pendulum": pendulum.parse,
    "ciso8601": ciso8601.parse_datetime,
    "pydantic": pydantic.TypeAdapter(datetime).validate_python,
    "arrow": lambda s: arrow.get(s).datetime,
    "msgspec": lambda s: msgspec.convert(s, datetime),
}
month, ticks = {}, {}
for name, read in readers.items():
    end = read("2026-01-31T23:59:59.9999999Z")
    half = [read(f"2026-01-31T10:00:00.{n}5Z").microsecond for n in (123456, 123457)]
    print(f"{name} {version(name)}: {end.isoformat()} | .1234565 and .1234575 give {half}")
    month[name], ticks[name] = end.month, half
assert month == {"isodate": 1, "pendulum": 1, "ciso8601": 1, "pydantic": 1,
                 "arrow": 2, "msgspec": 2}, month
assert ticks["isodate"] == ticks["pydantic"] == [123456, 123457]
assert ticks["arrow"] == [123456, 123458] and ticks["msgspec"] == [123457, 123458]
PY
echo "confirmed: arrow and msgspec put 2026-01-31T23:59:59.9999999Z into February, four others do not"
