#!/usr/bin/env bash
# Guess: sqlparse.split cuts a script at its semicolons. BEGIN matters to it inside
#   triggers and functions only.
# Instead: a column called begin opens a block that never ends, in CREATE as well as in
#   SELECT, INSERT and UPDATE. The rest of the script is one statement, whatever
#   follows. A column called start, or a quoted "begin", is no trouble.
# Source: PyPI sqlparse 0.6.1; SQLite (printed) takes the script as it is.
# Matters: tables of periods and schedules have such columns. A tool that runs the
#   statements one by one then runs none after it, or fails on two at once.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q sqlparse==0.6.1
"$dir/v/bin/python" - <<'PY'
import sqlite3
import sqlparse
print("sqlparse", sqlparse.__version__, "SQLite", sqlite3.sqlite_version)
def script(name):
    return (f"CREATE TABLE periods ({name} date, until date);\n"
            "INSERT INTO periods VALUES ('2026-01-01', '2026-01-31');\nSELECT count(*) FROM periods;")
seen = {}
for name in ("begin", "start", '"begin"'):
    parts = sqlparse.split(script(name))
    db = sqlite3.connect(":memory:")
    db.executescript(script(name))
    whole = db.execute("SELECT count(*) FROM periods").fetchone()[0]
    print(f"column {name}: {len(parts)} statement(s) by sqlparse; SQLite runs the script, rows: {whole}")
    assert whole == 1
    seen[name] = len(parts)
assert seen == {"begin": 1, "start": 3, '"begin"': 3}, seen
try:
    sqlite3.connect(":memory:").execute(sqlparse.split(script("begin"))[0])
    raise SystemExit("SQLite takes it as one statement now")
except sqlite3.Error as error:
    print("SQLite on the first statement that sqlparse gives:", error)
for first in ("SELECT begin FROM periods;", "INSERT INTO periods (begin) VALUES (1);", "UPDATE periods SET begin = 1;"):
    count = len(sqlparse.split(first + " SELECT 1; SELECT 2;"))
    print(f"{first} and two more: {count} statement(s)")
    assert count == 1
PY
echo "confirmed: sqlparse 0.6.1 does not split a script after a column called begin"
