"""Runs the peers on the same file, compares all results with ours, and prints the table. See scripts/bench."""
import csv, json, math, os, resource, statistics, subprocess, sys, time

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
SCENARIOS = ["load", *SQL, "reload"]


def measure(name, samples, body, file=None):
    """Runs a scenario, once to warm up and then as often as a line of input asks for it: the engines take turns. A file
    that it writes is removed before: to cut it would be to wait until the system has written it."""
    remove(file)
    if samples > 3: body()
    for _ in range(samples):
        print(json.dumps({"name": name, "ready": True}), flush=True)
        sys.stdin.readline()
        remove(file)
        begin, processor = time.perf_counter(), time.process_time()
        result = body()
        print(json.dumps({"milliseconds": (time.perf_counter() - begin) * 1000,
                          "processor": (time.process_time() - processor) * 1000}), flush=True)
    return result


def remove(file):
    if file and os.path.exists(file): os.remove(file)


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
            path = f"{folder}/duckdb-export.csv"
            measure(name, 7, lambda: connection.execute(f"COPY ({sql}) TO '{path}' (HEADER)"), path)
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
            path = f"{folder}/{kind}-export.csv"
            measure(name, 7, lambda: query.collect().write_csv(path), path)
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
            path = f"{folder}/sqlite-export.csv"
            measure(name, min(samples, 3), lambda: write_rows(path, connection.execute(sql)), path)
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


class Engine:
    """A process that measures when it is told to."""

    def __init__(self, command):
        self.command, self.times, self.processor, self.peak, self.next = command, {}, {}, 0, None
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, "POLARS_MAX_THREADS": "2"})
        self.prepare()

    def read(self):
        line = self.process.stdout.readline()
        return json.loads(line) if line else {}

    def prepare(self):
        """Waits until the engine is ready for its next scenario, if there is one."""
        record = self.read()
        self.next = record.get("name") if "ready" in record else None
        if self.next is None:
            self.peak = record.get("kilobytes", 0)
            if self.process.wait() != 0: sys.exit(f"{' '.join(self.command)} failed")

    def sample(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        record = self.read()
        self.times.setdefault(self.next, []).append(record["milliseconds"])
        self.processor.setdefault(self.next, []).append(record["processor"])
        self.prepare()


def collect(commands, together):
    """All engines take turns at a scenario, so that what else the machine does meets all alike; files that are too
    large to stand in memory once per engine are measured engine by engine."""
    if not together: return [engine for command in commands for engine in collect([command], True)]
    engines = [Engine(command) for command in commands]
    for name in SCENARIOS:
        while any(engine.next == name for engine in engines):
            for engine in engines:
                if engine.next == name: engine.sample()
    return engines


def table(title, names, times):
    print(f"| {title} | " + " | ".join(names) + " | ours / best peer |")
    print("|---|" + "---:|" * (len(names) + 1))
    for name in SCENARIOS:
        medians = [statistics.median(times[kind].get(name, [math.nan])) for kind in names]
        rivals = [median for median in medians[1:] if not math.isnan(median)]
        ratio = f"{medians[0] / min(rivals):.3f}" if rivals else "-"
        cells = " | ".join("-" if math.isnan(median) else f"{median:.2f}" for median in medians)
        print(f"| {name} | {cells} | {ratio} |")


def tables(engines, size):
    names = list(engines)
    table("time, ms", names, {name: engine.times for name, engine in engines.items()})
    peaks = [engines[kind].peak / size * 1024 for kind in names]
    cells = " | ".join(f"{peak:.2f}" for peak in peaks)
    print(f"| peak memory / CSV size | {cells} | {peaks[0] / min(peaks[1:]):.3f} |\n")
    table("processor time, ms", names, {name: engine.processor for name, engine in engines.items()})


def main():
    source, folder, program = sys.argv[1:4]
    names = ["ours", *sys.argv[4].split(",")]
    commands = [[program, "measure", source, folder] if name == "ours"
                else [sys.executable, __file__, "--peer", name, source, folder] for name in names]
    size = os.path.getsize(source)
    engines = dict(zip(names, collect(commands, together=size < 1 << 29)))
    failed = [(engine, name) for engine in names[1:] for name in SQL if not compare(folder, engine, name)]
    for engine, name in failed: print(f"RESULTS DIFFER: {name} of {engine}", file=sys.stderr)
    import duckdb, polars, sqlite3
    exported = os.path.getsize(f"{folder}/ours-export.csv")
    speed = exported / 1e3 / statistics.median(engines["ours"].times["export"])
    print(f"DuckDB {duckdb.__version__}, Polars {polars.__version__}, SQLite {sqlite3.sqlite_version}, "
          f"{os.cpu_count()} processors, {size / 1e6:.0f} MB of CSV, medians; "
          f"export of {exported / 1e6:.0f} MB at {speed:.0f} MB/s\n")
    tables(engines, size)
    sys.exit(1 if failed else 0)


if sys.argv[1] == "--peer":
    PEERS[sys.argv[2]](*sys.argv[3:5])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"name": "rss", "kilobytes": peak}))
else:
    main()
