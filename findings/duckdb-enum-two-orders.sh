#!/usr/bin/env bash
# Guess: an ENUM has one order, the listed one. It holds for ORDER BY, max and > alike, and
#   a text beside it is read as one of its values.
# Instead: DuckDB sorts and takes max by the list, and compares with a text by the alphabet.
#   Of Medium, Low, High the largest is High, yet s > 'Low' finds Medium only, and
#   BETWEEN 'Low' AND 'High' finds nothing. 'Low'::level, or a parameter of that type, is right.
#   A pandas categorical becomes an ENUM, a polars Enum becomes text with no such order.
# Source: PyPI duckdb 2.0.1, pandas 3.1.1, polars 2.1.0, pyarrow 26.0.1.
# Matters: severities, sizes and months are ordered lists. A filter and a sort of the same
#   query contradict each other, and the frame from pandas answers in another way there.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q duckdb==2.0.1 pandas==3.1.1 polars==2.1.0 pyarrow==26.0.1
"$dir/v/bin/python" - <<'PY'
from importlib.metadata import version
import duckdb, pandas as pd, polars as pl
print(*(f"{name} {version(name)}" for name in ("duckdb", "pandas", "polars")))
order = ["Medium", "Low", "High"]
duckdb.execute("create type level as enum ('Medium', 'Low', 'High')")
duckdb.execute("create table own as select unnest(['High', 'Low', 'Medium'])::level as s")
from_pandas = pd.DataFrame({"s": pd.Categorical(["High", "Low", "Medium"], order, ordered=True)})
from_polars = pl.DataFrame({"s": ["High", "Low", "Medium"]}, schema={"s": pl.Enum(order)})
def ask(rest, table):
    return [row[0] for row in duckdb.sql(rest.replace("T", table)).fetchall()]
for table in ("own", "from_pandas"):
    seen = {rest: ask(rest, table) for rest in (
        "select s from T order by s", "select max(s) from T", "select s from T where s > 'Low'",
        "select s from T where s between 'Low' and 'High'", "select s from T where s > 'Low'::level")}
    print(table, ask("select distinct typeof(s) from T", table), *(f"\n  {q}: {a}" for q, a in seen.items()))
    assert list(seen.values())[:4] == [order, ["High"], ["Medium"], []]
assert ask("select s from own where s > 'Low'::level", "own") == ["High"]
own = from_pandas[from_pandas["s"] > "Low"]["s"].tolist(), from_polars.filter(pl.col("s") > "Low")["s"].to_list()
print("s > 'Low' in pandas and polars themselves:", *own)
assert own == (["High"], ["High"])
text = ask("select s from T order by s", "from_polars"), ask("select distinct typeof(s) from T", "from_polars")
print("from_polars in DuckDB:", *text)
assert text == (["High", "Low", "Medium"], ["VARCHAR"])
PY
echo "confirmed: DuckDB compares an ENUM with a text by the alphabet, and sorts it by its list"
