#!/usr/bin/env bash
# Guess:   csv-diff compares two files of rows. A row that is gone is "removed", or a key that is there twice is an error.
# Instead: of rows with one key only the last of each file is compared. Without a key, equal rows count once. The values
#          of an added or removed column are not compared. Each time there is no difference, or one that is too small.
# Source:  csv-diff 1.2 (PyPI).
# Matters: a day's rows that share an order number can be lost, doubled or changed, and a check of two exports by
#          csv-diff passes.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check csv-diff==1.2
cd "$dir"
timeout 60 v/bin/python - <<'PY'
import io
from importlib.metadata import version
from csv_diff import compare, load_csv

print(f"csv-diff {version('csv-diff')}, rows before and after, and what is different:")
for name, before, after, key, expected in (
        ("a row of a key is gone", ["1,5", "1,6"], ["1,6"], "id", {}),
        ("a row of a key is added", ["1,6"], ["1,5", "1,6"], "id", {}),
        ("an earlier row of a key is changed", ["1,5", "1,6"], ["1,900", "1,6"], "id", {}),
        ("one of two equal rows is gone", ["1,5", "1,5"], ["1,5"], None, {}),
        ("the only row of a key is gone", ["1,5", "2,6"], ["2,6"], "id", {"removed": 1}),
        ("the last row of a key is changed", ["1,5", "1,6"], ["1,5", "1,7"], "id", {"changed": 1})):
    files = (load_csv(io.StringIO("\n".join(["id,price", *rows]) + "\n"), key=key) for rows in (before, after))
    seen = {kind: len(rows) for kind, rows in compare(*files).items() if rows}
    print(f"    {name}: {before} {after} {seen}")
    assert seen == expected, name
PY
printf 'id,price\n1,5\n1,6\n' > before.csv
printf 'id,price\n1,6\n' > after.csv
seen=$(v/bin/csv-diff before.csv after.csv --key id 2>&1 | tr -d '\n')
echo "the command: \"$seen\""
test -z "$seen"
printf 'id,price\n1,5\n' > before.csv
printf 'id,cost\n1,900\n' > after.csv
seen=$(v/bin/csv-diff before.csv after.csv --key id --json | tr -d ' \n')
echo "a column with another name and other values: $seen"
case "$seen" in *'"changed":[]'*'"columns_added":["cost"]'*) ;; *) exit 1 ;; esac
echo "confirmed: rows that share a key are lost without a difference"
