#!/usr/bin/env bash
# Guess: 0.00 and -0.00 in a CSV file are one value: they compare equal, so they
#   fall in one group, count once and join with each other.
# Instead: pyarrow and chDB (ClickHouse) group, count and join by the bits: two
#   groups, and no match. DuckDB, polars and DataFusion make one group. pandas makes
#   one with its own floats and two with Arrow's types.
# Source: PyPI pyarrow 26.0.1, chdb 4.4.0, duckdb 2.0.1, polars 2.1.0,
#   datafusion 55.0.0, pandas 3.1.1.
# Matters: programs print small negative amounts as -0.00. A total by amount or
#   a join on it differs between engines over the same file.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q pyarrow==26.0.1 chdb==4.4.0 duckdb==2.0.1 polars==2.1.0 \
  datafusion==55.0.0 pandas==3.1.1
cd "$dir"
printf 'amount,n\n0.00,1\n-0.00,2\n5.00,4\n' > in.csv
"$dir/v/bin/python" - <<'PY'
import chdb, datafusion, duckdb, pandas as pd, polars as pl, pyarrow as pa, pyarrow.csv
from importlib.metadata import version
t = pyarrow.csv.read_csv("in.csv")
p = pl.read_csv("in.csv")
session = datafusion.SessionContext()
session.register_csv("t", "in.csv")
def fusion(sql):
    return session.sql(sql).to_pylist()[0]["c"]
own, arrow = t.to_pandas(), t.to_pandas(types_mapper=pd.ArrowDtype)
groups, joined = "select count(*) c from (select amount from {0} group by amount)", \
    "select count(*) c from {0} a join {0} b on a.amount = b.amount"
file = "file('in.csv', 'CSVWithNames')"
seen = {
    "pyarrow": (t.group_by("amount").aggregate([("n", "sum")]).num_rows,
                t.join(t, "amount", join_type="inner", right_suffix="_r").num_rows),
    "chdb": (int(chdb.query(groups.format(file)).data()), int(chdb.query(joined.format(file)).data())),
    "duckdb": tuple(duckdb.sql(q.format("'in.csv'")).fetchall()[0][0] for q in (groups, joined)),
    "polars": (p.group_by("amount").len().height, p.join(p, on="amount").height),
    "datafusion": (fusion(groups.format("t")), fusion(joined.format("t"))),
    "pandas": (len(own.groupby("amount").sum()), len(own.merge(own, on="amount"))),
}
for name, (count, rows) in seen.items():
    print(f"{name} {version(name)}: {count} groups, {rows} joined rows")
print("pandas with Arrow types:", len(arrow.groupby("amount").sum()), "groups")
apart = {name for name, found in seen.items() if found == (3, 3)}
assert apart == {"pyarrow", "chdb"}, seen
assert all(found == (2, 5) for name, found in seen.items() if name not in apart), seen
assert len(arrow.groupby("amount").sum()) == 3
PY
echo "confirmed: 0.00 and -0.00 are two groups in pyarrow and chDB, one in four other engines"
