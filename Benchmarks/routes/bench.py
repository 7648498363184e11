"""Measures the routes of builds of the simulator beside nginx."""

import contextlib
import gzip
import json
import pathlib
import resource
import statistics
import subprocess
import sys
import time
import zlib

import servers
import traffic
from tenant import SERVICE, Tenant

ROOT = pathlib.Path(__file__).resolve().parents[2]
SETTINGS = (
    "--set", "quota-queries=off", "--set", "quota-active-reports=off", "--set", "sandbox-limit=100000",
)


def ratio(ours, its):
    """Returns a quotient as text."""
    return f"{ours / its:.2f}" if its else "-"


def table(head, rows):
    """Prints a table; the first column is text."""
    print("| " + " | ".join(head) + " |\n|---|" + "---:|" * (len(head) - 1))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    print(flush=True)


class Bench:
    """The servers of one run of the benchmark, and what was measured."""

    def __init__(self, folder, binary, baseline=None, runs=5, seconds=3):
        self.folder, self.runs, self.seconds = folder, runs, seconds
        self.builds = [servers.Simulator(binary, folder, "ours", SETTINGS)]
        self.binaries = [binary]
        if baseline:
            self.builds.append(servers.Simulator(baseline, folder, "baseline", SETTINGS))
            self.binaries.append(baseline)
        self.figures = {}
        self.files = 0

    def stop(self):
        """Ends the servers."""
        for build in self.builds:
            build.stop()

    def calls(self, calls):
        """Writes calls to a new file."""
        self.files += 1
        return traffic.write_calls(self.folder, f"calls{self.files}", calls)

    @contextlib.contextmanager
    def nginx(self, sizes):
        """Runs nginx with bodies of given sizes by name."""
        self.files += 1
        folder = pathlib.Path(self.folder, f"nginx{self.files}")
        folder.mkdir(mode=0o755)
        pathlib.Path(self.folder).chmod(0o711)
        server = servers.Nginx(folder, sizes)
        try:
            yield server
        finally:
            server.stop()

    # Sections
    def compare(self, section, names, sizes, prepare, nginx, once=False):
        """Measures builds and nginx in turns.

        `prepare(build, name)` returns the calls of a name. nginx answers them by the name's place, with the bytes of `sizes`.
        """
        rows, share = [], {}
        for name, place in names.items():
            loads = {server.name: [] for server in [*self.builds, nginx]}
            for _ in range(self.runs):
                for build in self.builds:
                    calls = prepare(build, name)
                    loads[build.name].append(traffic.run(build, self.calls(calls), self.seconds, once=once))
                fixed = self.calls([traffic.Call(calls[0].method, f"/{place}", calls[0].token, calls[0].body)])
                loads["nginx"].append(traffic.run(nginx, fixed, self.seconds))
            medians = {server: traffic.median(values) for server, values in loads.items()}
            ours, fixed = medians["ours"], medians["nginx"]
            share[name] = ours.rate / fixed.rate
            row = [
                name, sizes[place][1], f"{ours.rate:.0f}", f"{fixed.rate:.0f}", ratio(ours.rate, fixed.rate),
                f"{ours.p50:.2f} / {ours.p99:.2f} / {ours.p999:.2f}", ratio(ours.p99, fixed.p99),
                f"{ours.processor:.1f}",
            ]
            if "baseline" in medians:
                before = medians["baseline"]
                row += [ratio(ours.rate, before.rate), ratio(before.processor, ours.processor)]
            rows.append(row)
            self.figures[f"{section}: {name}"] = share[name]
            print(f"  {name}: {share[name]:.2f} of nginx", file=sys.stderr)
        head = [
            section, "bytes", "requests/s", "nginx", "ours / nginx", "p50 / p99 / p99.9, ms", "p99, ours / nginx",
            "processor, us",
        ]
        if len(self.builds) > 1:
            head += ["times baseline", "processor, times less"]
        table(head, rows)
        print(f"Least {min(share.values()):.2f}, median {statistics.median(share.values()):.2f} of nginx.\n")

    def reads(self):
        """Every GET, in a tenant with 60 queries and 20 reports with 46 executions; a list of 1,000 queries."""
        tenants = {build.name: Tenant(build, queries=60, reports=20, executions=46) for build in self.builds}
        long = {build.name: Tenant(build, queries=1000) for build in self.builds}
        calls = {}
        for name, used in tenants.items():
            calls[name] = used.reads() | {"1,000 queries": long[name].call("GET", "ScheduledQueries")}
        names = {name: f"read{number}" for number, name in enumerate(calls["ours"])}
        sizes = {place: ("GET", self.builds[0].size(calls["ours"][name])) for name, place in names.items()}
        with self.nginx(sizes) as nginx:
            self.compare("GET", names, sizes, lambda build, name: [calls[build.name][name]], nginx)
        for build in self.builds:
            process = build.process.pid
            print(
                f"Memory of {build.name}: {traffic.resident_megabytes(process):.0f} MB resident, "
                f"{traffic.resident_megabytes(process, 'VmHWM'):.0f} MB at most.\n")

    def writes(self):
        """Every write. Calls that cannot be repeated are sent once each, to a new tenant in every turn."""
        count = 2000

        def prepare(build, name):
            if name == "create query":
                return [Tenant(build).create_query()]
            if name == "update report":
                used = Tenant(build, queries=1, reports=20)
                body = used.report_body(used.query_ids()[0])
                return [used.call("PUT", f"ScheduledReport/{report}", body) for report in used.report_ids()]
            raise KeyError(name)

        def prepare_once(build, name):
            if name == "delete query":
                used = Tenant(build, queries=count)
                calls = [used.call("DELETE", f"ScheduledQueries/{query}") for query in used.query_ids()]
            elif name == "create report":
                used = Tenant(build, queries=1)
                calls = [used.call("POST", "ScheduledReport", used.report_body(used.query_ids()[0]))] * count
            else:
                used = Tenant(build, queries=1, reports=count // 2)
                reports = used.report_ids()
                if name == "delete report":
                    calls = [used.call("DELETE", f"ScheduledReport/{report}") for report in reports]
                else:
                    calls = [
                        used.call("PUT", f"ScheduledReport/{verb}/{report}")
                        for _ in range(5) for verb in ("pause", "resume") for report in reports
                    ]
            return calls + [used.probe()]

        repeated = ["create query", "update report"]
        names = {name: f"write{number}" for number, name in enumerate([
            *repeated, "delete query", "create report", "pause and resume report", "delete report",
        ])}
        ours, sizes = self.builds[0], {}
        for name, place in names.items():
            call = (prepare if name in repeated else prepare_once)(ours, name)[0]
            sizes[place] = (call.method, ours.size(call))
        sizes = {"probe": ("GET", 1)} | sizes
        with self.nginx(sizes) as nginx:
            self.compare("write", {name: names[name] for name in repeated}, sizes, prepare, nginx)
            self.compare("write, each once", {
                name: place for name, place in names.items() if name not in repeated
            }, sizes, prepare_once, nginx, once=True)

    def tenants(self):
        """50 tenants at once, reads and writes, by 50 load generators with 64 connections in all."""
        count = 50
        calls = {}
        for build in self.builds:
            calls[build.name] = []
            for _ in range(count):
                used = Tenant(build, queries=60, reports=20, executions=46)
                reads, reports = used.reads(), used.report_ids()
                body = used.report_body(used.query_ids()[0])
                calls[build.name].append([
                    reads["dataset by name"], reads["query by id"], reads["report by id"], reads["latest execution"],
                    used.create_query(), reads["dataset by name"], reads["query by id"], reads["report by id"],
                    used.call("PUT", f"ScheduledReport/{reports[0]}", body),
                ])
        sizes = {
            f"mixed{number}": (call.method, self.builds[0].size(call)) for number, call in enumerate(calls["ours"][0])
        }
        loads = {server: [] for server in [*calls, "nginx"]}
        spread = {server: [] for server in loads}
        with self.nginx(sizes) as nginx:
            fixed = [
                traffic.Call(call.method, f"/mixed{number}", call.token, call.body)
                for number, call in enumerate(calls["ours"][0])
            ]
            for _ in range(self.runs):
                for server in [*self.builds, nginx]:
                    files = [self.calls(mixed) for mixed in calls.get(server.name, [fixed] * count)]
                    before = traffic.processor_seconds(server.processes)
                    processes = [
                        traffic.begin(server.url, file, self.seconds, connections=2 if number < 14 else 1)
                        for number, file in enumerate(files)
                    ]
                    results = [traffic.finish(process) for process in processes]
                    used_time = traffic.processor_seconds(server.processes) - before
                    requests = sum(load.requests for load in results)
                    slowest = max(load.p99 for load in results)
                    loads[server.name].append(traffic.Load(
                        requests, statistics.median(load.seconds for load in results),
                        statistics.median(load.p50 for load in results), slowest, slowest, 1e6 * used_time / requests))
                    spread[server.name].append(slowest / min(load.p99 for load in results))
        rows = []
        for server, values in loads.items():
            load = traffic.median(values)
            rows.append([
                server, f"{load.rate:.0f}", f"{load.p50:.2f}", f"{load.p99:.2f}",
                f"{statistics.median(spread[server]):.1f}", f"{load.processor:.1f}",
            ])
        table([
            "50 tenants", "requests/s", "median p50, ms", "greatest p99, ms", "greatest p99 / least", "processor, us",
        ], rows)
        share = traffic.median(loads["ours"]).rate / traffic.median(loads["nginx"]).rate
        self.figures["50 tenants"] = share
        print(f"{share:.2f} of nginx.\n")

    def growth(self):
        """What a request costs as a tenant grows; each build by itself."""
        for build in self.builds:
            rows = []

            def row(name, calls, once=False):
                loads = [traffic.run(build, self.calls(calls()), 1, once=once) for _ in range(3)]
                load = traffic.median(loads)
                rows.append([name, f"{load.rate:.0f}", f"{load.p99:.2f}", f"{load.processor:.1f}"])
                self.figures[f"growth, {build.name}: {name}"] = load.rate

            for count in (1, 100, 10_000):
                used = Tenant(build, queries=count)
                query = used.query_ids()[-1]
                row(f"query by id, {count:,} queries", lambda: [
                    used.call("GET", f"ScheduledQueries?queryId={query}")])
                row(f"delete the newest query, {count:,} queries", lambda: [
                    used.call("DELETE", f"ScheduledQueries/{query}")
                    for query in [json.loads(build.send(
                        "POST", f"{SERVICE}/ScheduledQueries", used.create_query().body, used.token,
                        {"Content-Type": "application/json"}))["value"][0]["queryId"] for _ in range(200)]
                ] + [used.probe()], once=True)
                row(f"create query, from {count:,} queries", lambda: [used.create_query()])
            for count in (1, 100, 1000):
                used = Tenant(build, queries=1, reports=count, executions=10)
                report = used.report_ids()[-1]
                row(f"report by id, {count:,} reports", lambda: [
                    used.call("GET", f"ScheduledReport?reportId={report}")])
                row(f"update report, {count:,} reports", lambda: [used.call(
                    "PUT", f"ScheduledReport/{report}", used.report_body(used.query_ids()[0]))])
            for months in (1, 6, 24):
                used = Tenant(build, queries=1, reports=1)
                body = used.report_body(used.query_ids()[0]) | {"RecurrenceInterval": 4, "RecurrenceCount": 100_000}
                build.send("POST", f"{SERVICE}/ScheduledReport", body, used.token)
                report = used.report_ids()[-1]
                build.send("POST", f"/_sim/clock?tenant={used.id}", {"advance": f"P{months}M"})
                used.sign_in()
                row(f"latest execution, {months} months of runs every four hours", lambda: [
                    used.call("GET", f"ScheduledReport/execution/{report}?getLatestExecution=true")])
            tokens = []
            for count in (1, 100, 10_000):
                while len(tokens) < count:
                    tokens.append(Tenant(build).probe())
                row(f"dataset by name, {count:,} sandboxes in turn", lambda: tokens)
            table([f"growth of {build.name}", "requests/s", "p99, ms", "processor, us"], rows)

    def journal(self):
        """The journal on and off, in turns."""
        rows = []
        for build in self.builds:
            loads = {"on": [], "off": []}
            used = {
                "on": Tenant(build), "off": Tenant(build, settings={"journal-capacity": "0"}),
            }
            for _ in range(2 * self.runs):
                for name, tenant in used.items():
                    file = self.calls([tenant.probe()])
                    loads[name].append(traffic.run(build, file, self.seconds))
            on, off = traffic.median(loads["on"]), traffic.median(loads["off"])
            rows.append([
                build.name, f"{on.rate:.0f}", f"{off.rate:.0f}", ratio(off.rate, on.rate),
                ratio(on.processor, off.processor),
            ])
            self.figures[f"journal, {build.name}"] = on.rate / off.rate
        table(["journal", "on, requests/s", "off", "rate, off / on", "processor, on / off"], rows)

    def downloads(self):
        """A file of ten megabytes: the first fetch beside zlib, the second, a range at its end, 50 clients at once."""
        data = pathlib.Path(self.folder, "data")
        data.mkdir()
        subprocess.run(
            [self.binaries[0], "generate", "--scale", "160", "--out", data], check=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        columns = (data / "cmp" / "ISVUsage.csv").open().readline().strip().split(",")
        rows = []
        for binary, name in zip(self.binaries, ("ours", "baseline")):
            build = servers.Simulator(binary, self.folder, f"{name}-files", (*SETTINGS, "--fixtures", data))
            try:
                rows.append([name, *self.download(build, columns)])
            finally:
                build.stop()
        table([
            "downloads", "bytes", "plain", "first, s", "processor, s", "zlib, s", "processor / zlib", "second, ms",
            "first / second", "range at the end, ms", "50 at once, s", "processor, s",
        ], rows)

    def download(self, build, columns):
        """Returns the figures of a build."""
        first, again, ends, packing, unpacked = [], [], [], [], []
        for turn in range(3):
            specification = {
                "clock": "2021-02-20T05:00:00Z",
                "queries": [{"name": "All", "query": f"SELECT {', '.join(columns)} FROM ISVUsage TIMESPAN LIFETIME"}],
                "reports": [{
                    "queryName": "All", "reportName": f"All {turn}", "recurrenceInterval": 24, "finishedExecutions": 1,
                }],
            }
            used = Tenant(build, specification)
            path = used.download_path(used.report_ids()[0])
            before = traffic.processor_seconds(build.processes)
            begin = time.perf_counter()
            body = build.send("GET", path)
            first.append(time.perf_counter() - begin)
            packing.append(traffic.processor_seconds(build.processes) - before)
            for _ in range(5):
                begin = time.perf_counter()
                build.send("GET", path)
                again.append(time.perf_counter() - begin)
                begin = time.perf_counter()
                build.send("GET", path, fields={"Range": f"bytes={len(body) - 1000}-"}, expected=(206,))
                ends.append(time.perf_counter() - begin)
            plain = gzip.decompress(body)
            unpacked.append(pack_seconds(plain))
        before = traffic.processor_seconds(build.processes)
        begin = time.perf_counter()
        script = f"for i in $(seq 50); do curl -sS -o /dev/null '{build.url}{path}' & done; wait"
        subprocess.run(["sh", "-c", script], check=True)
        together = time.perf_counter() - begin
        used_together = traffic.processor_seconds(build.processes) - before
        median = statistics.median
        return [
            len(body), len(plain), f"{median(first):.2f}", f"{median(packing):.2f}", f"{median(unpacked):.2f}",
            ratio(median(packing), median(unpacked)), f"{1000 * median(again):.1f}", ratio(median(first), median(again)),
            f"{1000 * median(ends):.1f}", f"{together:.2f}", f"{used_together:.2f}",
        ]

    def contracts(self):
        """All contracts in process, each build in turns."""
        times = {binary: [] for binary in self.binaries}
        for _ in range(self.runs):
            for binary in self.binaries:
                before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
                subprocess.run([binary, "contracts", "run"], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
                elapsed, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
                times[binary].append((elapsed, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime))
        rows = []
        for binary, name in zip(self.binaries, ("ours", "baseline")):
            elapsed, used = zip(*times[binary])
            rows.append([name, f"{statistics.median(elapsed):.2f}", f"{statistics.median(used):.2f}"])
        table(["contracts run, in process", "s", "processor, s"], rows)


def build(product):
    """Builds a product of this checkout for release; returns its file."""
    command = ["swift", "build", "-c", "release"]
    subprocess.run([*command, "--product", product, "--quiet"], check=True, cwd=ROOT, stdout=sys.stderr)
    folder = subprocess.run(
        [*command, "--show-bin-path"], check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True).stdout.strip()
    return f"{folder}/{product}"


def pack_seconds(plain):
    """Returns the processor time in which zlib packs bytes at the level of downloads."""
    begin = time.process_time()
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    for place in range(0, len(plain), 65536):
        packer.compress(plain[place:place + 65536])
    packer.flush()
    return time.process_time() - begin
