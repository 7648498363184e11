#!/usr/bin/env bash
# Guess:   dayfirst=True decides what 03/02/2026 means. A date in the form of ISO 8601 has only one reading.
# Instead: python-dateutil reads 2026-02-03 as March 2 with dayfirst=True, and pandas too, even an instant such as
#          2026-02-03T10:00:00Z. From the 13th on the same column is read right, without an error. pandas warns only in
#          some of these calls. dateparser with DATE_ORDER=DMY or a language such as German reads ISO dates as they are.
# Source:  python-dateutil 4.0.0, pandas 3.1.1, dateparser 1.5.0 (PyPI).
# Matters: a loader that was set up for a European file moves the first twelve days of each month of an ISO column to
#          other months, and leaves the rest.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check python-dateutil==4.0.0 pandas==3.1.1 dateparser==1.5.0
timeout 100 "$dir/v/bin/python" - <<'PY'
import io, warnings
from importlib.metadata import version
import dateparser, pandas
from dateutil import parser

texts = ["2026-02-03", "2026-02-13", "2026-02-03T10:00:00Z"]
right, swapped = ["02-03", "02-13", "02-03"], ["03-02", "02-13", "03-02"]

def column(text):
    rows = io.StringIO(f"day\n{text}\n")
    return pandas.read_csv(rows, parse_dates=["day"], dayfirst=True)["day"][0]

readers = {
    "python-dateutil": (lambda text: parser.parse(text, dayfirst=True), swapped),
    "pandas": (lambda text: pandas.to_datetime([text], dayfirst=True)[0], swapped),
    "pandas, read_csv": (column, swapped),
    "dateparser": (lambda text: dateparser.parse(text, settings={"DATE_ORDER": "DMY"}), right),
    "dateparser, German": (lambda text: dateparser.parse(text, languages=["de"]), right),
}
for name, (read, expected) in readers.items():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        seen = [f"{read(text):%m-%d}" for text in texts]
    print(f"{name} {version(name.split(',')[0])}: {', '.join(texts)} are {', '.join(seen)}; {len(caught)} warnings")
    assert seen == expected, name
PY
echo "confirmed: dayfirst swaps day and month of ISO dates"
