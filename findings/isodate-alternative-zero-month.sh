#!/usr/bin/env bash
# Guess: isodate reads the alternative form of a duration (PYYYY-MM-DDThh:mm:ss)
#   as its fields stand: P0001-00-04T05:06:07 is 1 year, no month, 4 days.
# Instead: the text is read as a calendar date, where month 00 and day 00 do not
#   exist. A month of 00 comes back as 1 month, while a day of 00 is refused.
# Source: PyPI isodate 0.7.2.
# Matters: fields of zero are the normal case in this form. Every such duration
#   under a month is silently a month too long, and equals the one that says 01.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q isodate==0.7.2
"$dir/v/bin/python" - <<'PY'
from importlib.metadata import version
import isodate
print("isodate", version("isodate"))
zero = isodate.parse_duration("P0001-00-04T05:06:07")
one = isodate.parse_duration("P0001-01-04T05:06:07")
plain = isodate.parse_duration("P1Y4DT5H6M7S")
print("P0001-00-04T05:06:07:", zero, "| P0001-01-04T05:06:07:", one, "| P1Y4DT5H6M7S:", plain)
assert (zero.years, zero.months) == (1, 1) and zero == one and zero != plain
try:
    isodate.parse_duration("P0001-02-00T00:00:00")
    raise SystemExit("a day of 00 is taken now")
except ValueError as error:
    print("P0001-02-00T00:00:00:", error)
PY
echo "confirmed: isodate 0.7.2 makes one month of month 00 in P0001-00-04T05:06:07"
