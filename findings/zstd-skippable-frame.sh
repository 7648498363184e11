#!/usr/bin/env bash
# Guess: pzstd, the parallel packer that comes with zstd, writes files that every reader of zstd reads. The frames
#   that it adds for its own use are marked "skippable" by the format, so decoders pass over them.
# Instead: polars refuses to read such a CSV file, and yet counts it: a lazy count(*) is 16,379 for 200,000 rows,
#   without an error. DataFusion finds no columns, and `zstandard.decompress` expects the text of the mark. DuckDB,
#   chDB, pandas and pyarrow read all rows.
# Source: pzstd of Debian's zstd; PyPI polars 2.1.0, datafusion 55.0.0, zstandard 0.25.0, duckdb 2.0.1, chdb 4.4.0,
#   pandas 3.1.1, pyarrow 26.0.1.
# Matters: the count of a report is checked before it is loaded, and a wrong number passes as one. Files in the seekable
#   format of zstd have such frames, too. `zstd -dc | zstd` makes a file without them.
set -euo pipefail
command -v pzstd >/dev/null || { echo "pzstd is missing (Debian package zstd)"; exit 1; }
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check polars==2.1.0 datafusion==55.0.0 zstandard==0.25.0 \
    duckdb==2.0.1 chdb==4.4.0 pandas==3.1.1 pyarrow==26.0.1
cd "$dir"
"$dir/v/bin/python" - <<'PY'
import hashlib
with open("rows.csv", "w") as file:
    file.write("id,key\n")
    file.writelines(f"{n},{hashlib.sha256(b'%d' % n).hexdigest()}\n" for n in range(200_000))
PY
pzstd --version 2>&1 | head -1
pzstd -q -p 2 rows.csv -o skips.csv.zst
zstd -q rows.csv -o plain.csv.zst
zstd -q -t skips.csv.zst
timeout 120 "$dir/v/bin/python" -W ignore - <<'PY'
from importlib.metadata import version
import chdb, datafusion, duckdb, pandas as pd, polars as pl, pyarrow.csv, zstandard

ROWS = 200_000
readers = {
    "polars read": lambda path: pl.read_csv(path).height,
    "polars scan, collect": lambda path: pl.scan_csv(path).collect().height,
    "polars scan, count": lambda path: pl.scan_csv(path).select(pl.len()).collect().item(),
    "datafusion": lambda path: datafusion.SessionContext().read_csv(
        path, file_extension="csv.zst", file_compression_type="zstd").count(),
    "zstandard decompress": lambda path: zstandard.decompress(open(path, "rb").read()).count(b"\n") - 1,
    "duckdb": lambda path: duckdb.sql(f"select count(*) from '{path}'").fetchall()[0][0],
    "chdb": lambda path: int(str(chdb.query(f"select count() from file('{path}', 'CSVWithNames')"))),
    "pandas": lambda path: len(pd.read_csv(path)),
    "pyarrow": lambda path: pyarrow.csv.read_csv(path).num_rows,
}
expected = {"polars read": "ComputeError", "polars scan, collect": "ComputeError", "polars scan, count": 16_379,
            "datafusion": "Exception", "zstandard decompress": "ZstdError"}
for name, read in readers.items():
    seen = {}
    for path in ("plain.csv.zst", "skips.csv.zst"):
        try:
            seen[path] = read(path)
        except Exception as error:
            seen[path] = type(error).__name__
    print(name, version(name.split()[0]), *(f" {path}: {rows}" for path, rows in seen.items()))
    assert seen["plain.csv.zst"] == ROWS, name
    assert seen["skips.csv.zst"] == expected.get(name, ROWS), name
PY
echo "confirmed: polars counts 16,379 of 200,000 rows packed by pzstd"
