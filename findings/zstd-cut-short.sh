#!/usr/bin/env bash
# Guess: a compressed file that was cut in half by a broken download is an error for whatever reads it, whether it
#   was packed by gzip or by zstd. Both formats mark their end.
# Instead: the cut gzip file is refused by all seven readers. The cut zstd file is read by DuckDB, chDB, pandas and
#   fsspec up to the cut, without an error or a warning: the last row is one with half of its text. Only polars,
#   pyarrow and DataFusion refuse it.
# Source: PyPI duckdb 2.0.1, chdb 4.4.0, pandas 3.1.1, fsspec 2026.9.0, zstandard 0.25.0, polars 2.1.0, pyarrow 26.0.1,
#   datafusion 55.0.0.
# Matters: whoever moves downloads from gzip to zstd loses the check that caught every short file, and a report is
#   loaded with half of its rows. Compare the length, or test with `zstd -t`.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check duckdb==2.0.1 chdb==4.4.0 pandas==3.1.1 fsspec==2026.9.0 \
    zstandard==0.25.0 polars==2.1.0 pyarrow==26.0.1 datafusion==55.0.0
cd "$dir"
timeout 120 "$dir/v/bin/python" -W ignore - <<'PY'
import gzip, hashlib
from importlib.metadata import version
import chdb, datafusion, duckdb, fsspec, pandas as pd, polars as pl, pyarrow.csv, zstandard

ROWS = 40000
text = "".join(["id,key\n"] + [f"{n},{hashlib.sha256(b'%d' % n).hexdigest()}\n" for n in range(ROWS)]).encode()
packed = {"gz": gzip.compress(text), "zst": zstandard.ZstdCompressor().compress(text)}
for ending, body in packed.items():
    open(f"whole.csv.{ending}", "wb").write(body)
    open(f"cut.csv.{ending}", "wb").write(body[:len(body) // 2])

def with_datafusion(path):
    kind = {"gz": "gzip", "zst": "zstd"}[path.rsplit(".", 1)[1]]
    return datafusion.SessionContext().read_csv(path, file_extension=path.split(".", 1)[1],
                                                file_compression_type=kind).count()

def with_fsspec(path):
    with fsspec.open(path, compression="infer") as file:
        return file.read().count(b"\n") - 1

readers = {
    "duckdb": lambda path: duckdb.sql(f"select count(*) from '{path}'").fetchall()[0][0],
    "chdb": lambda path: int(str(chdb.query(f"select count() from file('{path}', 'CSVWithNames')"))),
    "pandas": lambda path: len(pd.read_csv(path)),
    "fsspec": with_fsspec,
    "polars": lambda path: pl.read_csv(path).height,
    "pyarrow": lambda path: pyarrow.csv.read_csv(path).num_rows,
    "datafusion": with_datafusion,
}
for name, read in readers.items():
    seen = {}
    for path in ("whole.csv.gz", "whole.csv.zst", "cut.csv.gz", "cut.csv.zst"):
        try:
            seen[path] = read(path)
        except Exception as error:
            seen[path] = type(error).__name__
    print(f"{name} {version(name)}:", *(f"{path}: {rows}" for path, rows in seen.items()), sep="  ")
    assert seen["whole.csv.gz"] == seen["whole.csv.zst"] == ROWS, name
    assert isinstance(seen["cut.csv.gz"], str), name
    if name in ("polars", "pyarrow", "datafusion"):
        assert isinstance(seen["cut.csv.zst"], str), name
    else:
        assert 0 < seen["cut.csv.zst"] < ROWS, name
PY
echo "confirmed: a zstd file cut in half is read without an error by four of seven readers"
