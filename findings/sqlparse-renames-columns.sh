#!/usr/bin/env bash
# Guess: keyword_case of sqlparse changes the case of keywords (SELECT, WHERE). A column
#   in the select list is an identifier, and is left as written.
# Instead: the list of keywords holds hundreds of usual names. Of the columns Region,
#   Month, Type, Status, Level, Name, Source, Owner and Usage it respells
#   MONTH, TYPE, LEVEL, SOURCE, OWNER and USAGE. The others stay.
# Source: PyPI sqlparse 0.6.1; engines polars 2.1.0 and chdb 4.4.0.
# Matters: where names of columns have a case (polars, ClickHouse, many services) the
#   formatted query fails; where a header comes from the query, it is renamed.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q sqlparse==0.6.1 polars==2.1.0 chdb==4.4.0
cd "$dir"
printf 'Region,Month,Usage\nEU,2026-01,5\n' > in.csv
"$dir/v/bin/python" - <<'PY'
import chdb, polars as pl, sqlparse
from importlib.metadata import version
print("sqlparse", sqlparse.__version__, "polars", pl.__version__, "chdb", version("chdb"))
query = "select Region, Month, Type, Status, Level, Name, Source, Owner, Usage from t"
text = sqlparse.format(query, keyword_case="upper")
print("in: ", query, "\nout:", text)
assert text == "SELECT Region, MONTH, TYPE, Status, LEVEL, Name, SOURCE, OWNER, USAGE FROM t"
assert sqlparse.format('select "Month" from t', keyword_case="upper") == 'SELECT "Month" FROM t'
short = "select Region, Month, Usage from t"
formatted = sqlparse.format(short, keyword_case="upper")
polars = pl.SQLContext(t=pl.read_csv("in.csv"), eager=True)
file = "file('in.csv', 'CSVWithNames')"
print("before: polars", polars.execute(short).row(0), "| chdb", chdb.query(short.replace("from t", f"from {file}")).data().strip())
for name, run in (("polars", lambda: polars.execute(formatted)),
                  ("chdb", lambda: chdb.query(formatted.replace("FROM t", f"FROM {file}")))):
    try:
        run()
    except Exception as error:
        print(f"after:  {name}:", str(error).split("\n")[0][:110])
    else:
        raise SystemExit(name + " takes the formatted query")
PY
echo "confirmed: sqlparse 0.6.1 respells the columns Month, Type, Level, Source, Owner and Usage as keywords"
