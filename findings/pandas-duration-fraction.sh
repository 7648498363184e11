#!/usr/bin/env bash
# Guess: pandas.Timedelta reads an ISO 8601 duration, so "PT0.5H" is thirty minutes.
#   A reader that cannot take a fraction of hours would raise.
# Instead: the fraction is misread without a word. "PT0.5H" is 5 hours, "P0.5D" is
#   5 days, "PT1.5M" is 5 minutes and 1 second, "P1.5W" is 35 days and 1 second.
#   Only fractions of seconds are right.
# Source: PyPI pandas 3.1.1; compared with isodate 0.7.2 and pydantic 2.14.4.
# Matters: ISO 8601 allows a fraction on the last unit, and services write it
#   (durations of jobs, retention, "PT0.5H"). The value is ten times off, not absent.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q pandas==3.1.1 isodate==0.7.2 pydantic==2.14.4
"$dir/v/bin/python" - <<'PY'
from datetime import timedelta
import isodate, pandas as pd, pydantic
print("pandas", pd.__version__, "isodate 0.7.2 pydantic", pydantic.VERSION)
model = pydantic.TypeAdapter(timedelta)
right = {"PT0.5H": timedelta(minutes=30), "P0.5D": timedelta(hours=12),
         "PT1.5M": timedelta(seconds=90), "P1.5W": timedelta(days=10, hours=12)}
seen = {"PT0.5H": timedelta(hours=5), "P0.5D": timedelta(days=5),
        "PT1.5M": timedelta(minutes=5, seconds=1), "P1.5W": timedelta(days=35, seconds=1)}
for text, want in right.items():
    got = pd.Timedelta(text)
    print(f"{text}: isodate {isodate.parse_duration(text)}, pydantic "
          f"{model.validate_python(text)}, pandas {got}")
    assert isodate.parse_duration(text) == want == model.validate_python(text)
    assert got == seen[text], "pandas reads it otherwise now"
assert pd.Timedelta("PT1.5S") == timedelta(seconds=1.5)
print("PT1.5S: pandas", pd.Timedelta("PT1.5S"))
PY
echo "confirmed: pandas 3.1.1 reads PT0.5H as five hours and P0.5D as five days"
