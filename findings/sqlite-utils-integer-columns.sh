#!/usr/bin/env bash
# Guess: sqlite-utils makes an INTEGER column of a CSV column only where SQLite will
#   store integers. Ids of 20 digits stay text, so they come back as they were.
# Instead: Python's int() decides the type and SQLite's affinity does the storing.
#   Ids of 20 digits become REAL (the last digits are gone) in an INTEGER column.
#   1_000 is an int to Python, so the column is INTEGER, but SQLite keeps the text
#   "1_000" and counts it as 1 in a sum.
# Source: PyPI sqlite-utils 4.2.1 (types are detected by default), SQLite (printed).
# Matters: the schema says INTEGER, the rows say otherwise. Two different ids can
#   become equal, and SUM is wrong by a factor of a thousand.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q sqlite-utils==4.2.1
cd "$dir"
"$dir/v/bin/sqlite-utils" --version
printf 'id,units\n12345678901234567890,1_000\n12345678901234567891,2_500\n' > in.csv
cat in.csv
"$dir/v/bin/sqlite-utils" insert x.db t in.csv --csv > "$dir/progress" 2>&1
"$dir/v/bin/sqlite-utils" schema x.db
"$dir/v/bin/python" - <<'PY'
import sqlite3
print("SQLite", sqlite3.sqlite_version)
db = sqlite3.connect("x.db")
types = db.execute("select name, type from pragma_table_info('t')").fetchall()
stored = db.execute("select id, typeof(id), units, typeof(units) from t").fetchall()
ids, total = db.execute("select count(distinct id), sum(units) from t").fetchone()
print("declared", types)
print("stored  ", stored)
print("distinct ids:", ids, "of 2; sum of units:", total, "(true sum 3500)")
assert types == [("id", "INTEGER"), ("units", "INTEGER")]
assert [row[1::2] for row in stored] == [("real", "text")] * 2
assert ids == 1 and total == 3
PY
echo "confirmed: sqlite-utils 4.2.1 merges ids of 20 digits and sums 1_000 + 2_500 to 3"
