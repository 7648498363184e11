#!/usr/bin/env bash
# Guess: a CAST changes the value of the column. What WHERE or another column of the
#   result say is no matter to it, and a view over a CSV file has one value per cell.
# Instead: DuckDB 2.0.1 may read the cell again from the file, as the type of the
#   cast. Of a cell 0.4 in a BIGINT column, v is 0 and v::double is 0.4. Both in one
#   query are 0. With WHERE id >= 0, true for all rows, v::double is 0 again.
#   So v::varchar is 007 or 7, and a declared DECIMAL(10, 2) has three digits. Of a text,
#   TRY_CAST raises alone, and gives NULL as it should beside such a filter.
# Source: PyPI duckdb 2.0.1 (1.4.4 has one answer).
# Matters: sums, joins and counts of distinct values change when a filter or a column is
#   added, though neither touches them. A test of the query without its filter proves nothing.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
for version in 1.4.4 2.0.1; do
  python3 -m venv "$dir/v$version"
  "$dir/v$version/bin/pip" install -q "duckdb==$version"
done
cd "$dir"
cat >look.py <<'PY'
import sys, duckdb
print("duckdb", duckdb.__version__)
with open("usage.csv", "w") as f:
    f.write("id,v\n" + "".join(f"{i},{i}\n" for i in range(30000)) + "30000,007\n30001,0.4\n")
with open("price.csv", "w") as f:
    f.write("id,v\n0,0.125\n1,1.999\n")
duckdb.execute("create view usage as from 'usage.csv'")
duckdb.execute("create view price as from read_csv('price.csv', types = {'v': 'DECIMAL(10, 2)'})")
newer = sys.argv[1] == "new"
for query, old, new in (
    ("select typeof(v), v from usage", ("BIGINT", 0), ("BIGINT", 0)),
    ("select v::double from usage", (0.0,), (0.4,)),
    ("select v::double from usage where id >= 0", (0.0,), (0.0,)),
    ("select v::double, v from usage", (0.0, 0), (0.0, 0)),
    ("select v::double + 0 from usage", (0.0,), (0.0,)),
    ("select try_cast(v as double) from usage", (0.0,), (0.4,)),
    ("select v::varchar from usage limit 30001", ("7",), ("007",)),
    ("select v::varchar from usage where id = 30000", ("7",), ("7",)),
    ("select v::double from price", (2.0,), (1.999,)),
    ("select v::double from price where id >= 0", (2.0,), (2.0,)),
):
    found = duckdb.sql(query).fetchall()[-1]
    print(f"  {query}: {found}")
    assert found == (new if newer else old), query
duckdb.execute("create table whole as select id, v::double as v from usage")
duckdb.execute("create table filtered as select id, v::double as v from usage where id >= 0")
sums = [duckdb.sql(f"select sum(v) from {table}").fetchall()[0][0] for table in ("whole", "filtered")]
print("  sums of two copies, the second with WHERE id >= 0:", *sums)
assert sums == ([449985007.4, 449985007.0] if newer else [449985007.0, 449985007.0])
with open("text.csv", "w") as f:
    f.write("id,v\n0,none\n1,7\n")
for query in ("select try_cast(v as integer) from 'text.csv'",
              "select try_cast(v as integer) from 'text.csv' where id >= 0"):
    try:
        found = duckdb.sql(query).fetchall()
    except duckdb.ConversionException as error:
        found = type(error).__name__
    print(f"  {query}: {found}")
    assert found == ("ConversionException" if newer and "where" not in query else [(None,), (7,)])
PY
"$dir/v1.4.4/bin/python" look.py old
"$dir/v2.0.1/bin/python" look.py new
echo "confirmed: a cast over a CSV file in DuckDB 2.0.1 gives another value without a filter than with one"
