#!/usr/bin/env bash
# Guess: a CSV cell 0.125 in a column declared DECIMAL(10, 2) is rounded half up to 0.13,
#   or is an error. A reader and the CAST of one engine agree.
# Instead: five engines do four things. DuckDB rounds away from zero, polars rounds half
#   to even, chDB and DataFusion cut the digits off (1.999 is 1.99), pyarrow raises.
#   DataFusion's own CAST rounds, so the declared column and a CAST of the text differ.
# Source: PyPI duckdb 2.0.1, polars 2.1.0, pyarrow 26.0.1, datafusion 55.0.0, chdb 4.4.0.
# Matters: unit prices often have more digits than the table allows. A thousand cells of
#   0.125 sum up to 130.00 or 120.00, and no engine says that it dropped digits.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q duckdb==2.0.1 polars==2.1.0 pyarrow==26.0.1 datafusion==55.0.0 chdb==4.4.0
cd "$dir"
"$dir/v/bin/python" - <<'PY'
from importlib.metadata import version
import chdb, datafusion, duckdb, polars as pl, pyarrow as pa, pyarrow.csv

def duck(file):
    query = f"select v from read_csv('{file}', types = {{'v': 'DECIMAL(10, 2)'}}) order by id"
    return [str(row[0]) for row in duckdb.sql(query).fetchall()]

def fusion(file):
    context = datafusion.SessionContext()
    columns = pa.schema([("id", pa.int64()), ("v", pa.decimal128(10, 2))])
    context.register_csv("f", file, schema=columns)
    return [str(row["v"]) for row in context.sql("select v from f order by id").to_pylist()]

def fusion_cast(file):
    context = datafusion.SessionContext()
    context.register_csv("f", file, schema=pa.schema([("id", pa.int64()), ("v", pa.string())]))
    return [str(r["v"]) for r in context.sql("select cast(v as decimal(10, 2)) v from f order by id").to_pylist()]

def click(file):
    query = f"select toDecimalString(v, 2) from file('{file}', CSVWithNames, 'id Int64, v Decimal(10, 2)') order by id"
    return str(chdb.query(query, "TSV")).split()

readers = {
    "duckdb": duck, "datafusion": fusion, "datafusion, by CAST": fusion_cast, "chdb": click,
    "polars": lambda file: [str(v) for v in pl.read_csv(file, schema_overrides={"v": pl.Decimal(10, 2)})["v"]],
}
expected = {
    "duckdb": ["0.13", "0.14", "-0.13", "2.00"], "polars": ["0.12", "0.14", "-0.12", "2.00"],
    "chdb": ["0.12", "0.13", "-0.12", "1.99"], "datafusion": ["0.12", "0.13", "-0.12", "1.99"],
    "datafusion, by CAST": ["0.13", "0.14", "-0.13", "2.00"],
}
texts = ["0.125", "0.135", "-0.125", "1.999"]
with open("f.csv", "w") as f:
    f.write("id,v\n" + "".join(f"{i},{text}\n" for i, text in enumerate(texts)))
with open("many.csv", "w") as f:
    f.write("id,v\n" + "".join(f"{i},0.125\n" for i in range(1000)))
print("cells:", texts, "and the sum of 1,000 cells of 0.125 (true sum 125)")
for name, read in readers.items():
    found, cents = read("f.csv"), sum(round(float(v) * 100) for v in read("many.csv"))
    print(f"{name} {version(name.split(',')[0])}: {found}, sum {cents / 100:.2f}")
    assert found == expected[name], name
    assert cents == (13000 if found[0] == "0.13" else 12000)
try:
    pa.csv.read_csv("f.csv", convert_options=pa.csv.ConvertOptions(column_types={"v": pa.decimal128(10, 2)}))
    raise SystemExit("changed: pyarrow reads it now")
except pa.ArrowInvalid as error:
    print(f"pyarrow {version('pyarrow')}: {error}")
PY
echo "confirmed: five engines treat surplus digits of a declared decimal in four ways"
