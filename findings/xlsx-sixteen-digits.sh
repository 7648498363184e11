#!/usr/bin/env bash
# Guess: a double that Python writes to a workbook is the same double when it is read
#   again, as with CSV and JSON. Writers print 17 digits or the shortest exact text.
# Instead: openpyxl, XlsxWriter and polars print 16 digits. 0.1 + 0.2 comes back as 0.3. Of
#   2,000 products of 19.99 and eighths of a unit, 776 come back as another number.
#   The readers are right; the file itself holds the shorter text.
# Source: PyPI openpyxl 3.1.5, xlsxwriter 3.3.1, python-calamine 0.9.1, pandas 3.1.1,
#   polars 2.1.0, fastexcel 0.21.0.
# Matters: a report stored as a workbook is not equal to its source. A comparison, a join
#   or a checksum on amounts fails for a third of the rows, and CSV of the same is fine.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q openpyxl==3.1.5 xlsxwriter==3.3.1 python-calamine==0.9.1 pandas==3.1.1 polars==2.1.0 \
  fastexcel==0.21.0 pyarrow==26.0.1
cd "$dir"
"$dir/v/bin/python" - <<'PY'
import io, re, zipfile
from importlib.metadata import version
import pandas as pd, polars as pl
for name in ("openpyxl", "xlsxwriter", "python-calamine", "pandas", "polars", "fastexcel"):
    print(name, version(name))
amounts = [19.99 * eighths / 8 for eighths in range(2000)] + [0.1 + 0.2]
frame = pd.DataFrame({"amount": amounts})
frame.to_excel("openpyxl.xlsx", index=False, engine="openpyxl")
frame.to_excel("xlsxwriter.xlsx", index=False, engine="xlsxwriter")
pl.DataFrame({"amount": amounts}).write_excel("polars.xlsx")
for file in ("openpyxl.xlsx", "xlsxwriter.xlsx", "polars.xlsx"):
    cells = re.findall(r"<v>([^<]*)</v>", zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml").decode())
    back = {
        "openpyxl": pd.read_excel(file, engine="openpyxl")["amount"].tolist(),
        "calamine": pd.read_excel(file, engine="calamine")["amount"].tolist(),
        "polars": pl.read_excel(file)["amount"].to_list(),
    }
    changed = {name: sum(a != b for a, b in zip(values, amounts)) for name, values in back.items()}
    print(f"{file}: changed of {len(amounts)} amounts, by reader: {changed}; the last cell holds {cells[-1]}")
    assert all(len(values) == len(amounts) for values in back.values())
    assert set(changed.values()) == {777} and cells[-1] in ("0.3", "0.3000000000000000")
    joined = frame.merge(pd.DataFrame({"amount": back["calamine"]}).drop_duplicates(), on="amount")
    print(f"  rows that find themselves in a join: {len(joined)}")
    assert len(joined) == len(amounts) - 777
csv = pd.read_csv(io.StringIO(frame.to_csv(index=False)))["amount"].tolist()
print("changed by way of CSV:", sum(a != b for a, b in zip(csv, amounts)))
assert csv == amounts
PY
echo "confirmed: workbooks hold 16 digits of a double, which is too few for a third of them"
