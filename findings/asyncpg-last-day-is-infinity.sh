#!/usr/bin/env bash
# Guess:   a client of PostgreSQL writes the day 9999-12-31, much used for "valid until further notice", as that day.
# Instead: asyncpg writes it as infinity, 0001-01-01 as -infinity, and so the last and first microseconds of a timestamp.
#          It reads both values back as that day, so that its own programs see nothing. psycopg writes the day, and
#          refuses to read infinity.
# Source:  asyncpg 0.32.0 and psycopg 3.3.9 with psycopg-binary 3.3.9 (PyPI), PostgreSQL as installed (15).
# Matters: rows of one table, written by two programs, have two ends of time: they are not equal, a difference in days is
#          refused, and the second program cannot read the rows of the first.
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
"$dir/v/bin/pip" install -q --disable-pip-version-check asyncpg==0.32.0 psycopg==3.3.9 psycopg-binary==3.3.9
timeout 60 v/bin/python - <<'PY'
import asyncio, datetime
from importlib.metadata import version
import asyncpg, psycopg

first, last = datetime.date.min, datetime.date.max
ordinary, instant = datetime.date(9999, 12, 30), datetime.datetime.max

async def by_asyncpg():
    base = await asyncpg.connect()
    await base.execute("CREATE TABLE offers (writer text, until date)")
    await base.execute("INSERT INTO offers VALUES ('asyncpg', $1)", last)
    texts = [await base.fetchval("SELECT $1::date::text", day) for day in (first, last, ordinary)]
    texts.append(await base.fetchval("SELECT $1::timestamp::text", instant))
    return texts, await base.fetchval("SELECT until FROM offers")

texts, read = asyncio.run(by_asyncpg())
print(f"asyncpg {version('asyncpg')}: {first}, {last}, {ordinary}, {instant} are {texts}; read back as {read}")
assert texts == ["-infinity", "infinity", "9999-12-30", "infinity"] and read == last
with psycopg.connect(autocommit=True) as base:
    texts = [base.execute("SELECT %s::date::text", [day]).fetchone()[0] for day in (first, last)]
    base.execute("INSERT INTO offers VALUES ('psycopg', %s)", [last])
    equal = base.execute("SELECT writer FROM offers WHERE until = %s", [last]).fetchall()
    print(f"psycopg {version('psycopg')}: {texts}; rows that end on this day: {equal}")
    assert texts == ["0001-01-01", "9999-12-31"] and equal == [("psycopg",)]
    for query in "SELECT until FROM offers WHERE writer = 'asyncpg'", "SELECT until - current_date FROM offers":
        try:
            print(base.execute(query).fetchall())
        except psycopg.DataError as error:
            print(f"    {query}: {error}")
        else:
            raise SystemExit(1)
PY
echo "confirmed: the last day is infinity"
