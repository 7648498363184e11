#!/usr/bin/env bash
# Guess: median() is exact, as in other engines of SQL. What is approximate has "approx" in its name, and a median of
#   ten thousand numbers is no work.
# Instead: chDB's median() and quantile() look at a sample as soon as there are more than 8192 rows. The median of 1 to
#   20,001 is 10,054.5 instead of 10,001. The same numbers in another order have another median, the same each
#   time. quantileExact() and DuckDB, DataFusion and polars give 10,001.
# Source: PyPI chdb 4.4.0, duckdb 2.0.1, datafusion 55.0.0, polars 2.1.0.
# Matters: tests with a few hundred rows are exact, and production is not. Two reports of one table, sorted differently,
#   disagree about the middle and about percentiles of times.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check chdb==4.4.0 duckdb==2.0.1 datafusion==55.0.0 polars==2.1.0 \
    pyarrow==26.0.1
timeout 240 "$dir/v/bin/python" -W ignore - <<'PY'
from importlib.metadata import version
import chdb, datafusion, duckdb, polars as pl, pyarrow as pa

def with_chdb(table, function="median"):
    return float(str(chdb.query(f"select {function}(n) from Python(table)", "CSV")))

def with_duckdb(data):
    return duckdb.sql("select median(n) from data").fetchall()[0][0]

def with_datafusion(table):
    context = datafusion.SessionContext()
    context.register_record_batches("t", [table.to_batches()])
    return context.sql("select median(n) as m from t").to_pydict()["m"][0]

def with_polars(table):
    return pl.SQLContext(t=pl.from_arrow(table)).execute("select median(n) from t", eager=True).item()

for count, sampled in ((8191, False), (20001, True)):
    middle = (count + 1) / 2
    rising = pa.table({"n": pa.array(range(1, count + 1), pa.int64())})
    falling = pa.table({"n": pa.array(range(count, 0, -1), pa.int64())})
    seen = [[with_chdb(table) for _ in range(3)] for table in (rising, falling)]
    exact = with_chdb(rising, "quantileExact")
    others = [ask(rising) for ask in (with_duckdb, with_datafusion, with_polars)]
    print(f"median of 1 to {count}: chdb {version('chdb')} rising {seen[0]}, falling {seen[1]}, exact {exact};",
          *(f"{name} {version(name)} {value}" for name, value in zip(("duckdb", "datafusion", "polars"), others)))
    assert exact == middle and others == [middle] * 3
    assert all(len(set(three)) == 1 for three in seen)
    if sampled:
        assert seen[0][0] == 10054.5 and seen[1][0] != seen[0][0] and seen[1][0] != middle
    else:
        assert seen == [[middle] * 3] * 2
PY
echo "confirmed: chDB's median is the median of a sample above 8192 rows"
