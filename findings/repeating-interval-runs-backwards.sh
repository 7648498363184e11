#!/usr/bin/env bash
# Guess: `R3/P1W/2026-01-01T00:00:00Z` is three instants a week apart that end with the
#   new year, in the order of time; and `R0/...` still is the one at its start.
# Instead: aniso8601 begins with the new year and goes back in time. `R0` is empty.
#   isodatetime gives the same three instants in the order of time.
# Source: PyPI aniso8601 10.0.1, metomi-isodatetime 1!3.2.0.
# Matters: a reader that stops at the first instant after "now", or takes the first
#   one as the start, finds other runs; the form with a start shows no difference.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q aniso8601==10.0.1 'metomi-isodatetime==1!3.2.0'
"$dir/v/bin/pip" list 2>/dev/null | grep -E '^(aniso8601|metomi-isodatetime) '
"$dir/v/bin/python" - <<'PY'
import aniso8601
from metomi.isodatetime.parsers import TimeRecurrenceParser


def days(series):
    return [str(instant)[:10] for instant in series]


def both(text):
    found = days(aniso8601.parse_repeating_interval(text)), days(TimeRecurrenceParser().parse(text))
    print(f"{text}: aniso8601 {', '.join(found[0])}; isodatetime {', '.join(found[1])}")
    return found


january = ["2026-01-01", "2026-01-08", "2026-01-15"]
assert both("R3/2026-01-01T00:00:00Z/P1W") == (january, january)
december = ["2025-12-18", "2025-12-25", "2026-01-01"]
assert both("R3/P1W/2026-01-01T00:00:00Z") == (december[::-1], december)
none = days(aniso8601.parse_repeating_interval("R0/2026-01-01T00:00:00Z/P1W"))
print("R0/2026-01-01T00:00:00Z/P1W: aniso8601", none)
assert none == []
PY
echo "confirmed: aniso8601 10.0.1 gives a series with an end from its end"
