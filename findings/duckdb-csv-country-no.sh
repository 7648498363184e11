#!/usr/bin/env bash
# Guess: DuckDB takes true and false for booleans in a CSV file. A column of
#   two-letter codes is text, whatever the codes are.
# Instead: a column whose values are all NO is BOOLEAN false. So are T, F, Yes and
#   No, while Y, N and on stay text. One other country in the sample makes it
#   text. Written back, the country is "false".
# Source: PyPI duckdb 2.0.1; compared with polars 2.1.0 and pyarrow 26.0.1.
# Matters: YAML's old trap in CSV, and it depends on the rows. A report of one
#   Norwegian customer loses the country; the report of all customers does not.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q duckdb==2.0.1 polars==2.1.0 pyarrow==26.0.1
cd "$dir"
"$dir/v/bin/python" - <<'PY'
import duckdb, polars as pl, pyarrow as pa, pyarrow.csv
print("duckdb", duckdb.__version__, "polars", pl.__version__, "pyarrow", pa.__version__)
def types(*values):
    with open("f.csv", "w") as f:
        f.write("Id,Country\n" + "".join(f"{i},{v}\n" for i, v in enumerate(values)))
    found = duckdb.sql("select typeof(Country), Country::varchar from 'f.csv' order by Id").fetchall()
    others = str(pl.read_csv("f.csv")["Country"].dtype), str(pyarrow.csv.read_csv("f.csv")["Country"].type)
    print(values, "duckdb", found, "polars", others[0], "pyarrow", others[1])
    assert others == ("String", "string")
    return found
assert types("NO", "NO") == [("BOOLEAN", "false")] * 2
duckdb.sql("copy (from 'f.csv') to 'back.csv'")
print("written back:", open("back.csv").read().split())
assert open("back.csv").read().split() == ["Id,Country", "0,false", "1,false"]
assert types("NO", "DE") == [("VARCHAR", "NO"), ("VARCHAR", "DE")]
assert types("T", "F") == [("BOOLEAN", "true"), ("BOOLEAN", "false")]
assert types("Y", "N") == [("VARCHAR", "Y"), ("VARCHAR", "N")]
PY
echo "confirmed: DuckDB 2.0.1 reads a CSV column of NO as the boolean false"
