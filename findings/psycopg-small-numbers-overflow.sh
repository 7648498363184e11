#!/usr/bin/env bash
# Guess:   SELECT %s * %s with 300 and 300 is 90000: Python's integers reach PostgreSQL as integer or larger.
# Instead: psycopg gives each number the smallest type that holds it. 300 * 300 is "smallint out of range", 200 * 100 is
#          right, and 300 * 40000 too, since 40000 is an integer. With psycopg's client-side cursor all are right.
# Source:  psycopg 3.3.9 with psycopg-binary 3.3.9, psycopg2-binary 2.9.13 (PyPI), PostgreSQL as installed (15).
# Matters: "page * size" as an OFFSET works up to page 327 of 100 rows, and fails from page 328 on. The same query works
#          with psycopg2. A test with small numbers passes, and so does one with large ones.
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || { echo "PostgreSQL is not installed"; exit 1; }
dir=$(mktemp -d)
user=$(id -un)
as=()
if [ "$user" = root ]; then # the server does not run as root
    user=postgres
    as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
    chown postgres "$dir"
fi
trap '"${as[@]}" "$bin/pg_ctl" -s -m immediate -D "$dir/data" stop || true; rm -rf "$dir"' EXIT
cd "$dir"
"${as[@]}" "$bin/initdb" -A trust -U "$user" -E UTF8 --no-sync -D "$dir/data" > log
"${as[@]}" "$bin/pg_ctl" -s -w -D "$dir/data" -l "$dir/data/log" -o "-k $dir -c listen_addresses= -c fsync=off" start
export PGHOST=$dir PGUSER=$user PGDATABASE=postgres
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check psycopg==3.3.9 psycopg-binary==3.3.9 psycopg2-binary==2.9.13
timeout 60 v/bin/python - <<'PY'
from importlib.metadata import version
import psycopg, psycopg2

def outcome(base, query, numbers):
    cursor = base.cursor()
    try:
        cursor.execute(query, numbers)
        return cursor.fetchone()[0]
    except (psycopg.Error, psycopg2.Error) as error:
        return str(error).splitlines()[0]

server = psycopg.connect(autocommit=True)
client = psycopg.connect(autocommit=True, cursor_factory=psycopg.ClientCursor)
older = psycopg2.connect("")
older.autocommit = True
print("psycopg", version("psycopg"), "- its ClientCursor - psycopg2", version("psycopg2-binary"))
OVERFLOW, PAGE = "smallint out of range", "SELECT n FROM generate_series(0, 40000) n OFFSET %s * %s"
for query, numbers, expected in (
        ("SELECT %s * %s", [200, 100], 20000), ("SELECT %s * %s", [300, 300], OVERFLOW),
        ("SELECT %s * %s", [300, 40000], 12000000), ("SELECT %s + %s", [30000, 30000], OVERFLOW),
        (PAGE, [327, 100], 32700), (PAGE, [328, 100], OVERFLOW)):
    exact = numbers[0] + numbers[1] if "+" in query else numbers[0] * numbers[1]
    seen = [outcome(base, query, numbers) for base in (server, client, older)]
    print(f"    {query} {numbers}: {seen}")
    assert seen == [expected, exact, exact], query
PY
echo "confirmed: products of two small numbers overflow"
