#!/usr/bin/env bash
# Guess: narwhals is there to run one code on many frames, so round(), cast() and a filter
#   give the same rows for all, whatever the frames do on their own.
# Instead: round() takes halves to even for pandas and polars, and away from zero for pyarrow
#   and DuckDB, though pyarrow's own round is to even. cast() to an integer cuts 3.5 down
#   to 3, makes 4 of it in DuckDB, and raises for pyarrow. "Not in the list" keeps
#   a missing key in pandas and drops it elsewhere.
# Source: PyPI narwhals 2.29.0, pandas 3.1.1, polars 2.1.0, pyarrow 26.0.1, duckdb 2.0.1.
# Matters: libraries built on it take any frame. The total and the number of rows of a
#   report depend on which one the caller has.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q narwhals==2.29.0 pandas==3.1.1 polars==2.1.0 pyarrow==26.0.1 duckdb==2.0.1
"$dir/v/bin/python" - <<'PY'
from importlib.metadata import version
import duckdb, narwhals as nw, pandas as pd, polars as pl, pyarrow as pa, pyarrow.compute as pc
print("narwhals", version("narwhals"))
data = {"key": ["a", "b", None, "b"], "hours": [0.5, 1.5, 2.5, 3.5]}
table = hours_of = pa.table(data)
frames = {"pandas": pd.DataFrame(data), "polars": pl.DataFrame(data), "pyarrow": table,
          "duckdb": duckdb.sql("from hours_of")}

def hours(native, *, select=None, keep=None):
    frame = nw.from_native(native)
    if keep is not None:
        frame = frame.filter(keep)
    frame = frame.select(select if select is not None else nw.col("hours"))
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect()
    return frame["hours"].to_list()

even, away = [0, 2, 2, 4], [1, 2, 3, 4]
for name, native in frames.items():
    rounded = hours(native, select=nw.col("hours").round(0))
    others = hours(native, keep=~nw.col("key").is_in(["a"]))
    try:
        whole = hours(native, select=nw.col("hours").cast(nw.Int64))
    except pa.ArrowInvalid as error:
        whole = "raises " + type(error).__name__
    print(f"{name} {version(name)}: round {rounded}, sum {sum(rounded):g}; cast {whole}; "
          f"{len(others)} rows not in ['a']")
    assert rounded == (even if name in ("pandas", "polars") else away), name
    assert whole == {"duckdb": [0, 2, 2, 4], "pyarrow": "raises ArrowInvalid"}.get(name, [0, 1, 2, 3]), name
    assert len(others) == (3 if name == "pandas" else 2), name
own = pc.round(table["hours"]).to_pylist()
print("round of pyarrow itself:", own)
assert own == even
PY
echo "confirmed: one narwhals expression rounds, casts and filters by the frame behind it"
