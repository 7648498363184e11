#!/usr/bin/env bash
# Guess: libraries split the time between two dates into whole months and a rest of days. They differ at the ends of
#   months perhaps, and the start plus the difference is the end in each.
# Instead: pendulum says that 2026-01-02 and 2026-04-01 are 3 months and 0 days apart. A term that begins on January 30
#   has no full month on February 28, and one that begins on the 31st has one. DuckDB's age() is one month and 30 days
#   for January 2 to March 1, but January 2 plus that is March 4: so for 8052 of 34,950 pairs. dateutil and whenever
#   are right in all.
# Source: PyPI pendulum 3.3.0, duckdb 2.0.1, python-dateutil 2.9.0.post0, whenever 0.11.0.
# Matters: months of a term are billed a day early, and the next run, from another start, takes it back.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check pendulum==3.3.0 duckdb==2.0.1 python-dateutil==2.9.0.post0 \
    whenever==0.11.0
timeout 240 "$dir/v/bin/python" -W ignore - <<'PY'
from datetime import date, timedelta
from importlib.metadata import version
import duckdb, pendulum, whenever
from dateutil.relativedelta import relativedelta

def with_pendulum(start, end):
    a, b = (pendulum.date(day.year, day.month, day.day) for day in (start, end))
    gap = b - a
    again = a.add(years=gap.years, months=gap.months, weeks=gap.weeks, days=gap.remaining_days)
    return gap.years * 12 + gap.months, gap.weeks * 7 + gap.remaining_days, again == b

def with_dateutil(start, end):
    gap = relativedelta(end, start)
    return gap.years * 12 + gap.months, gap.days, start + gap == end

def with_whenever(start, end):
    a, b = (whenever.Date(day.year, day.month, day.day) for day in (start, end))
    gap = b.since(a, in_units=["months", "days"])
    months, days = gap.get("months", 0), gap.get("days", 0)
    return months, days, a.add(months=months, days=days) == b

DUCKDB = """select datepart('year', gap) * 12 + datepart('month', gap), datepart('day', gap), (a + gap)::date = b
            from (select a::date as a, b::date as b, age(b::timestamp, a::timestamp) as gap from pairs)"""

def with_duckdb(start, end):
    return duckdb.sql(DUCKDB.replace("pairs", f"(select '{start}' as a, '{end}' as b)")).fetchall()[0]

expected = {"pendulum": ((3, 0, False), (1, 27, True), (0, 29, True), (1, 0, True), 410),
            "duckdb": ((2, 30, True), (1, 30, False), (0, 29, True), (0, 28, True), 8052),
            "python-dateutil": ((2, 30, True), (1, 27, True), (1, 0, True), (1, 0, True), 0),
            "whenever": ((2, 30, True), (1, 27, True), (1, 0, True), (1, 0, True), 0)}
shown = [(date(2026, *a), date(2026, *b)) for a, b in (((1, 2), (4, 1)), ((1, 2), (3, 1)), ((1, 30), (2, 28)),
                                                      ((1, 31), (2, 28)))]
first = date(2026, 1, 1)
pairs = [(first + timedelta(m), first + timedelta(n)) for m in range(100) for n in range(m + 1, 400)]
for name, find in zip(expected, (with_pendulum, with_duckdb, with_dateutil, with_whenever)):
    seen = [find(*pair) for pair in shown]
    if name == "duckdb":
        duckdb.sql("create table pairs as select '2026-01-01'::date + m::int as a, '2026-01-01'::date + n::int as b "
                   "from range(100) t(m), range(400) u(n) where n > m")
        missed = sum(not right for *_, right in duckdb.sql(DUCKDB).fetchall())
    else:
        missed = sum(not find(*pair)[2] for pair in pairs)
    print(f"{name} {version(name)}:", *(f"{a} to {b}: {months} months {days} days{'' if right else ' (not the end)'};"
                                        for (a, b), (months, days, right) in zip(shown, seen)),
          f"{missed} of {len(pairs)} ends missed")
    assert (*seen, missed) == expected[name], name
PY
echo "confirmed: start plus difference is another date than the end in pendulum and DuckDB"
