"""Load by wrk, and what it costs the process that answers."""

import dataclasses
import os
import pathlib
import statistics
import subprocess

SCRIPT = pathlib.Path(__file__).with_name("calls.lua")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclasses.dataclass(frozen=True)
class Call:
    """A request; `body` is JSON text."""

    method: str
    path: str
    token: str = "-"
    body: str = "-"

    def line(self):
        """Returns the call as calls.lua reads it."""
        return "\t".join((self.method, self.path, self.token, self.body))


@dataclasses.dataclass(frozen=True)
class Load:
    """What one run of wrk measured; latencies in milliseconds, processor time of the server in microseconds."""

    requests: int
    seconds: float
    p50: float
    p99: float
    p999: float
    processor: float = 0

    @property
    def rate(self):
        """Requests per second."""
        return self.requests / self.seconds


class Refused(Exception):
    """A response that a measurement does not expect."""


def processor_seconds(processes):
    """Returns the processor time that processes have used."""
    ticks = 0
    for process in processes:
        fields = pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS


def resident_megabytes(process, key="VmRSS"):
    """Returns the resident memory of a process, or with `VmHWM` its peak."""
    for line in pathlib.Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith(key):
            return int(line.split()[1]) / 1024
    raise Refused(f"no {key} of process {process}")


def write_calls(folder, name, calls):
    """Writes calls for `calls.lua`; returns the file."""
    file = pathlib.Path(folder, f"{name}.calls")
    file.write_text("".join(call.line() + "\n" for call in calls))
    return file


def begin(url, file, seconds, connections=32, once=False):
    """Starts wrk; `finish` waits for it."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", SCRIPT, url, "--", file]
    return subprocess.Popen(
        command + (["once"] if once else []), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def finish(process):
    """Returns what a run of wrk measured; an error status or a broken connection ends the measurement."""
    text, _ = process.communicate()
    line = next((line for line in text.splitlines() if line.startswith("result ")), None)
    if process.returncode or line is None:
        raise Refused(f"wrk: {text.strip()}")
    numbers = [float(field) for field in line.split()[1:]]
    requests, duration, statuses, broken, p50, p99, p999 = numbers
    if statuses or broken or not requests:
        raise Refused(f"{process.args[-2:]}: {int(statuses)} error statuses, {int(broken)} broken of {int(requests)}")
    return Load(int(requests), duration / 1e6, p50 / 1e3, p99 / 1e3, p999 / 1e3)


def run(server, file, seconds, connections=32, once=False):
    """Runs wrk against a server, with the processor time that the server used for each request."""
    before = processor_seconds(server.processes)
    load = finish(begin(server.url, file, seconds, connections, once))
    used = processor_seconds(server.processes) - before
    return dataclasses.replace(load, processor=1e6 * used / load.requests)


def median(loads):
    """Returns the median of each figure of several runs."""
    return Load(**{
        field.name: statistics.median(getattr(load, field.name) for load in loads)
        for field in dataclasses.fields(Load)
    })
