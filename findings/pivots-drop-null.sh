#!/usr/bin/env bash
# Guess: a pivot only moves values about. What was counted before is counted after, and rows without a status get a
#   column of their own, as GROUP BY has a group for NULL.
# Instead: DuckDB's PIVOT and pandas' pivot_table and crosstab leave rows out whose column key is NULL: 22 seats become
#   17, and the grand total that pandas adds on request ("All") is 17, too. polars has a column "null" for
#   them, and so have `DataFrame.pivot` and `unstack` of the same pandas. DuckDB keeps a NULL row key.
#   Back again, UNPIVOT leaves out NULL values, and a month without any is gone.
# Source: PyPI duckdb 2.0.1, pandas 3.1.1, polars 2.1.0.
# Matters: the total below a pivot is compared with itself. Give the NULL a name first: coalesce(status, 'none').
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check duckdb==2.0.1 pandas==3.1.1 polars==2.1.0 pyarrow==26.0.1
timeout 240 "$dir/v/bin/python" -W ignore - <<'PY'
from importlib.metadata import version
import duckdb, pandas as pd
print(*(f"{name} {version(name)}" for name in ("duckdb", "pandas", "polars")))
duckdb.sql("""create table seats as from (values ('2026-01', 'Active', 10), ('2026-01', null, 5),
              ('2026-02', 'Active', 7), (null, 'Active', 0)) t(month, status, n)""")
total = int(duckdb.sql("select sum(n) from seats").fetchall()[0][0])
frame, lazy = duckdb.sql("from seats where month is not null").df(), duckdb.sql("from seats").pl()

pivoted = duckdb.sql("pivot seats on status using sum(n) group by month order by month")
named = duckdb.sql("pivot seats on coalesce(status, 'none') using sum(n) group by month order by month")
table = frame.pivot_table(index="month", columns="status", values="n", aggfunc="sum", margins=True)
cross = pd.crosstab(frame["month"], frame["status"], values=frame["n"], aggfunc="sum")
pivot = frame.pivot(index="month", columns="status", values="n")
unstack = frame.set_index(["month", "status"])["n"].unstack()
polars = lazy.pivot("status", index="month", values="n", aggregate_function="sum").drop("month")

def added(rows):
    return int(sum(value or 0 for row in rows for value in row[1:]))

sums = {"seats": total, "DuckDB PIVOT": added(pivoted.fetchall()), "with a name": added(named.fetchall()),
        "pandas pivot_table, All": int(table.loc["All", "All"]), "pandas crosstab": int(cross.sum().sum()),
        "pandas pivot": int(pivot.sum().sum()), "pandas unstack": int(unstack.sum().sum()),
        "polars pivot": added([(None, *row) for row in polars.rows()])}
print(sums)
assert list(sums.values()) == [22, 17, 22, 17, 17, 22, 22, 22]
assert [row[0] for row in pivoted.fetchall()] == ["2026-01", "2026-02", None]
assert polars.columns == ["Active", "null"]

back = duckdb.sql("""unpivot (from (values ('2026-01', 10, 5), ('2026-02', 7, null), ('2026-03', null, null))
                     t(month, active, none)) on active, none into name status value n""").fetchall()
print("UNPIVOT:", back)
assert back == [("2026-01", "active", 10), ("2026-01", "none", 5), ("2026-02", "active", 7)]
PY
echo "confirmed: pivots of DuckDB and pandas leave out rows whose column key is NULL"
