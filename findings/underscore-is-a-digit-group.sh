#!/usr/bin/env bash
# Guess:   a column of keys such as 2026_11 is text. An underscore belongs to numbers in programs, not in data.
# Instead: csvkit, agate, frictionless and petl read 202611. csvsort and csvjson write the keys back without the
#          underscore, and a schema that frictionless describes has type "integer". sqlite-utils declares the column
#          INTEGER and stores text in it. polars reads text.
# Source:  csvkit 2.2.0, agate 1.14.2, frictionless 5.21.0, petl 1.7.30, sqlite-utils 4.2.1, polars 2.1.0
#          (PyPI).
# Matters: months, SKUs and batches are named so. After one pass through csvkit the keys join with nothing, and 1_11
#          and 11_1 are one key. Pass --no-inference, or declare the column.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --no-compile --disable-pip-version-check csvkit==2.2.0 \
    agate==1.14.2 frictionless==5.21.0 petl==1.7.30 sqlite-utils==4.2.1 polars==2.1.0
cd "$dir"
printf 'key,amount\n1_11,1\n11_1,2\n2026_11,3\n' > keys.csv
v/bin/csvsort -c amount keys.csv | tee sorted.csv
diff <(printf 'key,amount\n111,1\n111,2\n202611,3\n') sorted.csv
v/bin/csvsort --no-inference -c amount keys.csv | diff keys.csv -
v/bin/csvjson keys.csv | tee keys.json
grep -q '"key": 202611.0' keys.json
v/bin/sqlite-utils insert keys.db t keys.csv --csv
v/bin/sqlite-utils schema keys.db | tee schema.txt
grep -q '"key" INTEGER' schema.txt
v/bin/sqlite-utils query keys.db 'select key, typeof(key) as type from t' | tee rows.json
test "$(grep -c '"type": "text"' rows.json)" = 3
timeout 60 v/bin/python -W ignore - <<'PY'
from importlib.metadata import version
import agate, frictionless, petl, polars

text, numbers = ["1_11", "11_1", "2026_11"], [111, 111, 202611]
def of_frictionless():
    with frictionless.Resource("keys.csv") as resource:
        return [row["key"] for row in resource.read_rows()]

for name, read, expected in (
        ("agate", lambda: agate.Table.from_csv("keys.csv").columns["key"].values(), numbers),
        ("frictionless", of_frictionless, numbers),
        ("petl", lambda: petl.values(petl.convertnumbers(petl.fromcsv("keys.csv")), "key"), numbers),
        ("polars", lambda: polars.read_csv("keys.csv")["key"], text)):
    keys = list(read())
    print(f"{name} {version(name)}: {keys}")
    assert keys == expected, name
described = frictionless.describe("keys.csv").schema.to_descriptor()["fields"][0]
print("frictionless describes:", described)
assert described == {"name": "key", "type": "integer"}
PY
echo "confirmed: keys with an underscore become whole numbers"
