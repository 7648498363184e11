#!/usr/bin/env bash
# Guess:   sqlfluff fix, with its default rules, changes layout and case, and spells expressions in another way of the
#          same meaning. Where a query looks wrong it reports that.
# Instead: "price = NULL", which is never true, is rewritten to "price IS NULL", and "<> NULL" to "IS NOT NULL": the
#          query finds other rows than before. The rule is one of the fixable defaults.
# Source:  sqlfluff 4.5.0 (PyPI), run by Python's own SQLite.
# Matters: sqlfluff fix in a commit hook turns a report that had no rows into one that has some, and a DELETE that
#          did nothing into one that deletes. The change is one of hundreds of changed lines.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check sqlfluff==4.5.0
cd "$dir"
timeout 200 v/bin/python - <<'PY'
import pathlib, sqlite3, subprocess
from importlib.metadata import version

def fixed(query):
    file = pathlib.Path("query.sql")
    file.write_text(query)
    subprocess.run(["v/bin/sqlfluff", "fix", "--dialect", "sqlite", str(file)], capture_output=True)
    return file.read_text()

def rows(statement):
    """The rows of a query; for a statement that deletes, the ones that are left."""
    base = sqlite3.connect(":memory:")
    base.executescript("CREATE TABLE orders (id INT, price INT); INSERT INTO orders VALUES (1, 5), (2, NULL), (3, NULL);")
    found = base.execute(statement).fetchall()
    if statement.startswith("DELETE"):
        found = base.execute("SELECT id FROM orders").fetchall()
    return sorted(row[0] for row in found)

print(f"sqlfluff {version('sqlfluff')}:")
for query, before, after in (
        ("SELECT id FROM orders WHERE price = NULL\n", [], [2, 3]), ("SELECT id FROM orders WHERE price <> NULL\n", [], [1]),
        ("DELETE FROM orders WHERE price = NULL\n", [1, 2, 3], [1]),
        ("SELECT id FROM orders WHERE NOT price = 5\n", [], [])):
    result = fixed(query)
    print(f"    {query.strip()}: {rows(query)}; {' '.join(result.split())}: {rows(result)}")
    assert (rows(query), rows(result)) == (before, after), query
PY
echo "confirmed: a formatted query finds other rows"
