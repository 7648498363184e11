#!/usr/bin/env bash
# Guess:   SQLite, known for stable results, rounds a price and writes a double the same way in each version 3, and a
#          calendar date that does not exist is the same everywhere.
# Instead: round(2.675, 2) is 2.68 in 3.40 and 2.67 in 3.54, and so for 0.285 and 1.005. JSON functions write 0.1+0.2 as
#          0.3 in 3.40 and with 17 digits in 3.54. date('2026-02-30') is itself in 3.40, and March 2 in 3.54.
# Source:  SQLite 3.40.0 and 3.54.1, in apsw 3.40.0.0 and 3.54.1.0 (PyPI).
# Matters: one file read by a system's library and by a newer one in a package gives two totals of rounded prices, and
#          two digests of the same JSON. 3.40 is what a stable distribution may still have.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
for version in 3.40.0.0 3.54.1.0; do
    python3 -m venv "$dir/$version"
    "$dir/$version/bin/pip" install -q --disable-pip-version-check "apsw==$version"
done
cat > "$dir/ask.py" <<'PY'
import apsw, sys
base = apsw.Connection(":memory:")
ask = lambda sql: next(iter(base.cursor().execute("SELECT " + sql)))
seen = [ask(sql) for sql in ("round(2.675, 2), round(0.285, 2), round(1.005, 2)", "json_array(0.1 + 0.2), 0.1 + 0.2 = 0.3",
                             "date('2026-02-30'), date('2026-02-30', '+0 days')")]
print(f"SQLite {apsw.sqlitelibversion()}:", *seen)
old = [(2.68, 0.29, 1.01), ("[0.3]", 0), ("2026-02-30", "2026-03-02")]
new = [(2.67, 0.28, 1.0), ("[0.30000000000000004]", 0), ("2026-03-02", "2026-03-02")]
assert seen == {"old": old, "new": new}[sys.argv[1]], seen
PY
"$dir/3.40.0.0/bin/python" "$dir/ask.py" old
"$dir/3.54.1.0/bin/python" "$dir/ask.py" new
echo "confirmed: SQLite rounds, writes and reads values by its version"
