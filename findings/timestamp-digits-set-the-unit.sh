#!/usr/bin/env bash
# Guess:   a column of ISO timestamps has one type in pandas 3 (microseconds), whatever digits its rows have.
# Instead: one row with a seventh digit makes the column nanoseconds. Its whole numbers are a thousand times larger, its
#          hash is another for the same instant, and Parquet files of two days are refused as one table by pandas,
#          pyarrow and polars. One row without a fraction leaves the column text.
# Source:  pandas 3.1.1, pyarrow 26.0.1, polars 2.1.0 (PyPI).
# Matters: the JSON writer of .NET drops zeros at the end of its seven digits, so the type depends on the hour at which
#          each row was made. Read with date_format="ISO8601", then .dt.as_unit("us").
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --no-compile --disable-pip-version-check pandas==3.1.1 pyarrow==26.0.1 polars==2.1.0
mkdir "$dir/days"
cd "$dir"
timeout 60 v/bin/python -W ignore - <<'PY'
import io
import pandas as pd, polars as pl, pyarrow as pa, pyarrow.parquet as pq

def read(*times, **options):
    return pd.read_csv(io.StringIO("\n".join(("at",) + times)), parse_dates=["at"], **options)

print("pandas", pd.__version__)
first = read("2026-11-30T10:00:00.5Z", "2026-11-30T10:00:00.123456Z")
second = read("2026-11-30T10:00:00.5Z", "2026-12-01T10:00:00.1234567Z")
third = read("2026-11-30T10:00:00.5Z", "2026-12-02T10:00:00Z")
print("six digits:", first["at"].dtype, "seven:", second["at"].dtype, "none in one row:", third["at"].dtype)
types = [str(frame["at"].dtype) for frame in (first, second, third)]
assert types == ["datetime64[us, UTC]", "datetime64[ns, UTC]", "str"]

numbers = first["at"].astype("int64")[0], second["at"].astype("int64")[0]
hashes = [pd.util.hash_pandas_object(frame["at"][:1], index=False)[0] for frame in (first, second)]
print("the same first instant as a whole number:", *numbers, "as a hash:", *hashes)
assert first["at"][0] == second["at"][0] and numbers[1] == 1000 * numbers[0] and hashes[0] != hashes[1]

first.to_parquet("days/1.parquet")
second.to_parquet("days/2.parquet")
for name, load, refused in (("pandas", lambda: pd.read_parquet("days"), pa.ArrowInvalid),
                            ("pyarrow", lambda: pq.read_table("days"), pa.ArrowInvalid),
                            ("polars", lambda: pl.read_parquet("days/*.parquet"), pl.exceptions.SchemaError)):
    try:
        load()
        raise SystemExit(f"{name} read both days")
    except refused as error:
        print(f"{name}: {str(error)[:100]}")

same = [read(*times, date_format="ISO8601")["at"].dt.as_unit("us").dtype for times in (
    ("2026-11-30T10:00:00Z", "2026-11-30T10:00:00.1234567Z"), ("2026-11-30T10:00:00.5Z",))]
assert same[0] == same[1] == "datetime64[us, UTC]"
PY
echo "confirmed: the digits of one row set the type of a column"
