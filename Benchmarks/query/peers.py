"""Runs the peers on the same file, compares all results with ours, and prints the table. See scripts/bench."""
import csv, json, math, os, pathlib, resource, statistics, subprocess, sys, time

COLUMNS = ["UsageDate", "MonthStartDate", "MarketplaceSubscriptionId", "CustomerId", "CustomerName", "CustomerCountry",
           "OfferName", "SKU", "SKUBillingType", "IsNewCustomer", "NormalizedUsage", "EstimatedExtendedChargeCC",
           "EstimatedExtendedChargePC"]
DATES, AMOUNTS = COLUMNS[:2], COLUMNS[10:]
SIX = "CustomerName, CustomerCountry, OfferName, SKU, SKUBillingType, MonthStartDate"
EXPORTED = "UsageDate, MarketplaceSubscriptionId, CustomerName, CustomerCountry, OfferName, SKU"
SQL = {
    "distinct": "SELECT DISTINCT CustomerName FROM usage",
    "days": """SELECT UsageDate, sum(NormalizedUsage), sum(EstimatedExtendedChargePC) FROM usage
        WHERE SKUBillingType = 'Paid' AND UsageDate >= '2020-04-01' AND UsageDate <= '2021-03-31'
        GROUP BY UsageDate ORDER BY UsageDate""",
    "top": """SELECT MarketplaceSubscriptionId, sum(NormalizedUsage) AS total FROM usage
        GROUP BY MarketplaceSubscriptionId ORDER BY total DESC LIMIT 10""",
    "like": "SELECT sum(NormalizedUsage) FROM usage WHERE CustomerName ILIKE '%contoso%'",
    "six": f"SELECT {SIX}, sum(NormalizedUsage), sum(EstimatedExtendedChargeCC), sum(EstimatedExtendedChargePC) "
           f"FROM usage GROUP BY {SIX}",
    "export": f"SELECT {EXPORTED} FROM usage WHERE SKUBillingType = 'Paid' AND UsageDate >= '2020-07-01'",
}
SCENARIOS = ["load", *SQL]


def measure(name, samples, body):
    if samples > 3: body()
    times = []
    for _ in range(samples):
        begin = time.perf_counter()
        result = body()
        times.append((time.perf_counter() - begin) * 1000)
    print(json.dumps({"name": name, "milliseconds": times}), flush=True)
    return result


def write_rows(path, rows):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["-"])
        writer.writerows(rows)


def duckdb_peer(source, folder):
    import duckdb
    connection = duckdb.connect(config={"threads": 2})
    types = {name: "DATE" if name in DATES else "DOUBLE" if name in AMOUNTS else "VARCHAR" for name in COLUMNS}
    measure("load", 3, lambda: connection.execute(
        f"CREATE OR REPLACE TABLE usage AS SELECT * FROM read_csv('{source}', header=true, columns={types})"))
    for name, sql in SQL.items():
        if name == "export":
            measure(name, 7, lambda: connection.execute(f"COPY ({sql}) TO '{folder}/duckdb-export.csv' (HEADER)"))
        elif name == "six":  # kept inside the engine: fetching 200,000 rows would cost more than making them
            measure(name, 7, lambda: connection.execute(f"CREATE OR REPLACE TEMP TABLE six AS {sql}"))
            write_rows(f"{folder}/duckdb-six.csv", connection.execute("SELECT * FROM six").fetchall())
        else:
            rows = measure(name, 7, lambda: connection.execute(sql).fetchall())
            write_rows(f"{folder}/duckdb-{name}.csv", rows)


def polars_peer(source, folder, categorical=False):
    import datetime
    import polars as pl
    text = pl.Categorical if categorical else pl.String
    schema = {name: pl.Date if name in DATES else pl.Float64 if name in AMOUNTS else text for name in COLUMNS}
    kind = "categorical" if categorical else "polars"
    frame = measure("load", 3, lambda: pl.read_csv(source, schema=schema, try_parse_dates=True))
    amount = [pl.sum(name) for name in AMOUNTS]
    day = lambda *parts: pl.lit(datetime.date(*parts))
    paid = pl.col("SKUBillingType") == "Paid"
    date = pl.col("UsageDate")
    name = pl.col("CustomerName")
    like = (name.cast(pl.String) if categorical else name).str.contains("(?i)contoso")
    lazy = frame.lazy()
    queries = {
        "distinct": lazy.select("CustomerName").unique(),
        "days": lazy.filter(paid & (date >= day(2020, 4, 1)) & (date <= day(2021, 3, 31)))
                    .group_by("UsageDate").agg(amount[0], amount[2]).sort("UsageDate"),
        "top": lazy.group_by("MarketplaceSubscriptionId").agg(amount[0]).top_k(10, by="NormalizedUsage"),
        "like": lazy.filter(like).select(amount[0]),
        "six": lazy.group_by(SIX.split(", ")).agg(amount),
        "export": lazy.filter(paid & (date >= day(2020, 7, 1))).select(EXPORTED.split(", ")),
    }
    for name, query in queries.items():
        if name == "export":
            measure(name, 7, lambda: query.collect().write_csv(f"{folder}/{kind}-export.csv"))
        else:
            write_rows(f"{folder}/{kind}-{name}.csv", measure(name, 7, query.collect).rows())


def sqlite_peer(source, folder):
    import sqlite3
    connection = sqlite3.connect(":memory:")
    marks = ",".join("?" * len(COLUMNS))

    def load():
        connection.execute("DROP TABLE IF EXISTS usage")
        types = [f"{name} {'REAL' if name in AMOUNTS else 'TEXT'}" for name in COLUMNS]
        connection.execute(f"CREATE TABLE usage ({', '.join(types)})")
        with open(source, newline="", encoding="utf-8") as file:
            rows = csv.reader(file)
            next(rows)
            connection.executemany(f"INSERT INTO usage VALUES ({marks})", ([c or None for c in row] for row in rows))
        connection.commit()
    samples = 1 if os.path.getsize(source) > 1 << 29 else 3
    measure("load", samples, load)
    for name, sql in SQL.items():
        sql = sql.replace("ILIKE", "LIKE")  # SQLite's LIKE has no regard to letter case
        if name == "export":
            measure(name, min(samples, 3),
                    lambda: write_rows(f"{folder}/sqlite-export.csv", connection.execute(sql)))
        else:
            rows = measure(name, samples, lambda: connection.execute(sql).fetchall())
            write_rows(f"{folder}/sqlite-{name}.csv", rows)


PEERS = {"duckdb": duckdb_peer, "polars": polars_peer, "sqlite": sqlite_peer,
         "categorical": lambda source, folder: polars_peer(source, folder, categorical=True)}


def rows_of(path, is_ordered):
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        rows = list(rows)
    return rows if is_ordered else sorted(rows)


def is_same(mine, theirs):
    if mine == theirs: return True
    try: return math.isclose(float(mine or 0), float(theirs or 0), rel_tol=1e-9)
    except ValueError: return False


def compare(folder, engine, name):
    """Row counts and every cell; sums of doubles may differ in the last digits, exports are compared as sorted lines."""
    if name == "export":
        digests = []
        for kind in ["ours", engine]:
            command = f"tail -n +2 '{folder}/{kind}-export.csv' | tr -d '\\r' | LC_ALL=C sort -S 1G | sha256sum"
            digests.append(subprocess.run(command, shell=True, check=True, capture_output=True).stdout)
        return digests[0] == digests[1]
    mine, theirs = (rows_of(f"{folder}/{kind}-{name}.csv", name in ["days", "top"]) for kind in ["ours", engine])
    return len(mine) == len(theirs) and all(
        len(a) == len(b) and all(map(is_same, a, b)) for a, b in zip(mine, theirs))


def collect(command, environment=None):
    """The medians a process prints, and its own peak of resident memory."""
    medians, peak = {}, 0
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})})
    for line in process.stdout:
        record = json.loads(line)
        if "milliseconds" in record: medians[record["name"]] = statistics.median(record["milliseconds"])
        else: peak = record["kilobytes"]
    if process.wait() != 0: sys.exit(f"{command[0]} failed")
    return medians, peak


def table(engines, medians, peaks, size):
    print("| scenario | " + " | ".join(engines) + " | ours / fastest peer |")
    print("|---|" + "---:|" * (len(engines) + 1))
    for name in SCENARIOS:
        best = min(medians[engine][name] for engine in engines[1:])
        cells = " | ".join(f"{medians[engine][name]:.2f}" for engine in engines)
        print(f"| {name}, ms | {cells} | {medians['ours'][name] / best:.3f} |")
    cells = " | ".join(f"{peaks[engine] / size * 1024:.2f}" for engine in engines)
    best = min(peaks[engine] for engine in engines[1:])
    print(f"| peak memory / CSV size | {cells} | {peaks['ours'] / best:.3f} |")


def main():
    source, folder, program = sys.argv[1:4]
    engines = ["ours", *(sys.argv[4].split(",") if len(sys.argv) > 4 else PEERS)]
    medians, peaks = {}, {}
    for engine in engines:
        command = [program, "measure", source, folder]
        if engine != "ours": command = [sys.executable, __file__, "--peer", engine, source, folder]
        medians[engine], peaks[engine] = collect(command, {"POLARS_MAX_THREADS": "2"})
    failed = [(engine, name) for engine in engines[1:] for name in SQL if not compare(folder, engine, name)]
    for engine, name in failed: print(f"RESULTS DIFFER: {name} of {engine}", file=sys.stderr)
    import duckdb, polars, sqlite3
    size = os.path.getsize(source)
    exported = os.path.getsize(f"{folder}/ours-export.csv")
    print(f"DuckDB {duckdb.__version__}, Polars {polars.__version__}, SQLite {sqlite3.sqlite_version}, "
          f"{os.cpu_count()} processors, {size / 1e6:.0f} MB of CSV, medians; "
          f"export of {exported / 1e6:.0f} MB at {exported / 1e3 / medians['ours']['export']:.0f} MB/s\n")
    table(engines, medians, peaks, size)
    sys.exit(1 if failed else 0)


if sys.argv[1] == "--peer":
    PEERS[sys.argv[2]](*sys.argv[3:5])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"name": "rss", "kilobytes": peak}))
else:
    main()
