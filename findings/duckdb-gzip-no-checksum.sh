#!/usr/bin/env bash
# Guess: gzip ends with a checksum and a length of the text, so a reader notices when a byte of the file changed.
# Instead: DuckDB never looks at either. A file in which one digit was changed, or whose checksum and length are
#   zeros, is read as if nothing happened. Six other readers refuse both.
# Source: PyPI duckdb 2.0.1, chdb 4.4.0, pandas 3.1.1, polars 2.1.0, pyarrow 26.0.1, datafusion 55.0.0; zcat of gzip.
# Matters: a damaged download gives other amounts, not an error. Well-packed text mostly breaks when a bit flips, but
#   small or random parts are stored as they are. Run `gzip -t` before the load.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check duckdb==2.0.1 chdb==4.4.0 pandas==3.1.1 polars==2.1.0 \
    pyarrow==26.0.1 datafusion==55.0.0
cd "$dir"
timeout 120 "$dir/v/bin/python" -W ignore - <<'PY'
import gzip, subprocess
from importlib.metadata import version
import chdb, datafusion, duckdb, pandas as pd, polars as pl, pyarrow.csv

right = gzip.compress(b"id,amount\n1,1250\n2,300\n", compresslevel=0, mtime=0)
open("right.csv.gz", "wb").write(right)
open("digit.csv.gz", "wb").write(right.replace(b"1250", b"9250"))
open("zeros.csv.gz", "wb").write(right[:-8] + bytes(8))

def command_zcat(path):
    done = subprocess.run(["gzip", "-dc", path], capture_output=True, text=True)
    if done.returncode:
        raise OSError(done.stderr.strip())
    return sum(int(line.split(",")[1]) for line in done.stdout.splitlines()[1:])

readers = {
    "duckdb": lambda path: int(duckdb.sql(f"select sum(amount) from '{path}'").fetchall()[0][0]),
    "chdb": lambda path: int(str(chdb.query(f"select sum(amount) from file('{path}', 'CSVWithNames')"))),
    "pandas": lambda path: int(pd.read_csv(path)["amount"].sum()),
    "polars": lambda path: pl.read_csv(path)["amount"].sum(),
    "pyarrow": lambda path: sum(pyarrow.csv.read_csv(path)["amount"].to_pylist()),
    "datafusion": lambda path: sum(datafusion.SessionContext().read_csv(
        path, file_extension="csv.gz", file_compression_type="gzip").to_pydict()["amount"]),
    "gzip -dc": command_zcat,
}
for name, read in readers.items():
    seen = {}
    for path in ("right.csv.gz", "digit.csv.gz", "zeros.csv.gz"):
        try:
            seen[path] = read(path)
        except Exception as error:
            seen[path] = type(error).__name__
    print(name, "" if " " in name else version(name), *(f" {path}: {total}" for path, total in seen.items()))
    assert seen["right.csv.gz"] == 1550, name
    if name == "duckdb":
        assert (seen["digit.csv.gz"], seen["zeros.csv.gz"]) == (9550, 1550)
    else:
        assert isinstance(seen["digit.csv.gz"], str) and isinstance(seen["zeros.csv.gz"], str), name
PY
echo "confirmed: DuckDB reads a gzip file whose checksum is wrong"
