"""Lets readers read a table of hostile values, as CSV and as TSV, and compares every field.

  hostile_table.py INSIGHTS-SIM FIXTURES

It copies the fixtures, replaces the texts of one dataset, and prints what each reader found. Readers that are not
installed are named. Exit code: 0 all fields were read, 1 otherwise.
"""

import csv
import importlib.util
import io
import os
import random
import shutil
import subprocess
import sys
import tempfile

ROWS = 400
COLUMNS = ("Sku", "CustomerCompanyName", "CustomerName", "OfferName", "BillingAccountId", "OfferType")
PARTS = (
    '"', '""', "'", ",", ";", "|", "\t", "\n", "\r\n", "\r", "\\", "\\n", " ", "  ", "#", "=1+1", "@A1", "-1", "+", "$",
    "00123", "0", "1e5", "1E400", "123456789012345678901234567890", "0.10", "2021-01-06", "01/02/03", "12:30",
    "2021-01-06T05:38:34Z", "true", "FALSE", "NaN", "NA", "null", "None", "inf", "é", "e\u0301", "ß", "漢字", "🙂",
    "\u00a0", "\u2028", "\ufeff", "a", "some words",
)


def values(chance):
    """Returns one row: texts of one to five parts. None of them is empty, as an empty field is null."""
    return ["".join(chance.choice(PARTS) for _ in range(chance.randint(1, 5))) for _ in COLUMNS]


def fixtures(source, target):
    """Copies the fixtures with hostile texts in one dataset; returns the texts."""
    shutil.copytree(source, target)
    path = os.path.join(target, "cmp", "ISVOrder.csv")
    with open(path, newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    chance = random.Random(1)
    places = [header.index(name) for name in COLUMNS]
    rows = rows[:ROWS]
    for row in rows:
        for place, value in zip(places, values(chance)):
            row[place] = value
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\r\n").writerows([header] + rows)
    return [[row[place] for place in places] for row in rows]


def python_csv(path, separator):
    with open(path, newline="", encoding="utf-8") as file:
        if separator == "\t":
            return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        return list(csv.reader(file, strict=True))


def pandas(path, separator, **options):
    import pandas

    options |= {"quoting": 3} if separator == "\t" else {}
    frame = pandas.read_csv(path, sep=separator, dtype=str, keep_default_na=False, na_filter=False, **options)
    return [list(frame.columns)] + frame.values.tolist()


def polars(path, separator):
    import polars

    quote = {"quote_char": None} if separator == "\t" else {}
    frame = polars.read_csv(path, separator=separator, infer_schema=False, **quote)
    return [frame.columns] + [list(row) for row in frame.iter_rows()]


def pyarrow(path, separator):
    from pyarrow import csv as arrow
    import pyarrow

    parsing = arrow.ParseOptions(
        delimiter=separator, newlines_in_values=True, quote_char=False if separator == "\t" else '"')
    conversion = arrow.ConvertOptions(
        column_types={name: pyarrow.string() for name in COLUMNS}, strings_can_be_null=False)
    table = arrow.read_csv(path, parse_options=parsing, convert_options=conversion)
    return [table.column_names] + [list(row.values()) for row in table.to_pylist()]


def duckdb(path, separator):
    import duckdb

    quote = "quote=''" if separator == "\t" else "quote='\"', escape='\"'"
    found = duckdb.sql(
        f"SELECT * FROM read_csv('{path}', delim='{separator}', {quote}, header=true, all_varchar=true, "
        "auto_detect=false, strict_mode=true, columns={" + ", ".join(f"'{name}': 'VARCHAR'" for name in COLUMNS) + "})")
    return [list(COLUMNS)] + [list(row) for row in found.fetchall()]


READERS = (
    ("csv", "csv", python_csv, {}),
    ("pandas, C", "pandas", pandas, {"engine": "c"}),
    ("pandas, Python", "pandas", pandas, {"engine": "python"}),
    ("polars", "polars", polars, {}),
    ("pyarrow", "pyarrow", pyarrow, {}),
    ("duckdb", "duckdb", duckdb, {}),
)


def main():
    program, source = sys.argv[1:]
    failures = 0
    with tempfile.TemporaryDirectory() as work:
        truth = fixtures(source, os.path.join(work, "fixtures"))
        for kind, separator in (("csv", ","), ("tsv", "\t")):
            path = os.path.join(work, "file." + kind)
            query = f"SELECT {', '.join(COLUMNS)} FROM ISVOrder TIMESPAN LIFETIME"
            with open(path, "wb") as file:
                subprocess.run(
                    [program, "query", query, "--fixtures", os.path.join(work, "fixtures"), "--format", kind,
                     "--clock", "2030-01-01T00:00:00Z"],
                    stdout=file, check=True)
            expected = [list(COLUMNS)] + (truth if kind == "csv" else [[one_line(value) for value in row] for row in truth])
            for name, module, reader, options in READERS:
                if importlib.util.find_spec(module) is None:
                    print(f"{kind}: {name}: NOT CHECKED, not installed")
                    continue
                try:
                    found = [[str(value) for value in row] for row in reader(path, separator, **options)]
                except Exception as error:
                    print(f"{kind}: {name}: {error!r}")
                    failures += 1
                    continue
                same = sorted(found) == sorted(expected)
                print(f"{kind}: {name}: {'ok' if same else 'DIFFERENT'}")
                if not same:
                    failures += 1
                    different = [pair for pair in zip(sorted(found), sorted(expected)) if pair[0] != pair[1]]
                    print(f"  {len(found)} rows of {len(expected)}; first: {different[:1]}")
    return 1 if failures else 0


def one_line(value):
    """Returns a value as TSV has it: tabs and line breaks are blanks (docs/how-to/read-a-download.md)."""
    return value.translate({ord(character): " " for character in "\t\r\n"})


if __name__ == "__main__":
    sys.exit(main())
