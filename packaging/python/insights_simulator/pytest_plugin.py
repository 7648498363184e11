"""Fixtures for pytest: one simulator for the run, and a tenant for each test.

With xdist all workers share the simulator. The process that distributes the tests starts it when the first worker asks,
and ends it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any, cast

import pytest

from ._program import SimulatorError
from ._sandbox import Sandbox, instant_text
from ._server import Simulator

if TYPE_CHECKING:
    from _pytest.nodes import Item
    from _pytest.reports import TestReport
    from _pytest.runner import CallInfo

MARKER = "insights"
# What a description of a sandbox takes, and the fault plan.
MARKER_KEYS = frozenset(
    {"name", "seed", "clock", "model", "edition", "settings", "queries", "reports", "faults", "template"})
_SANDBOX = "_insights_sandbox"
_OFFICE = "insights_simulator_folder"
# The folder of the case files of a run that names none.
_CASES = pytest.StashKey[str]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the option and the lines of the configuration file."""
    group = parser.getgroup("insights-simulator")
    group.addoption(
        "--insights-cases", metavar="DIR", default=None,
        help="folder for the case files of failing tests (default: a temporary folder)")
    parser.addini("insights_serve", "further arguments of 'insights-sim serve'", type="args", default=[])


def pytest_configure(config: pytest.Config) -> None:
    """Describes the marker."""
    config.addinivalue_line(
        "markers", f"{MARKER}(clock, edition, settings, faults, seed, model, queries, reports): the tenant of the test")
    if config.pluginmanager.hasplugin("dsession") or config.pluginmanager.hasplugin("xdist"):
        config.pluginmanager.register(_Distribution(config), "insights-simulator-distribution")


class _Office:
    """Starts a simulator when a worker first asks by writing into a pipe, and ends it with the run."""

    def __init__(self, arguments: list[str]) -> None:
        self.folder = tempfile.mkdtemp(prefix="insights-simulator-")
        self._requests = os.path.join(self.folder, "requests")
        os.mkfifo(self._requests, 0o600)
        self._arguments = arguments
        self._simulator: Simulator | None = None
        self._closing = False
        self._thread = threading.Thread(target=self._serve, name="insights-simulator", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        # Opening a pipe for reading waits for the first writer.
        with open(self._requests, "rb") as requests:
            requests.read(1)
        if self._closing:
            return
        try:
            self._simulator = Simulator.start(self._arguments, self.folder)
        except SimulatorError as error:
            _write_whole(os.path.join(self.folder, "failure.txt"), str(error))

    def close(self) -> None:
        """Ends the simulator and removes the folder."""
        self._closing = True
        if self._thread.is_alive():
            try:
                os.close(os.open(self._requests, os.O_WRONLY | os.O_NONBLOCK))
            except OSError:
                pass
            self._thread.join(timeout=30)
        if self._simulator is not None:
            self._simulator.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def _write_whole(path: str, text: str) -> None:
    with open(path + ".part", "w", encoding="utf-8") as output:
        output.write(text)
    os.replace(path + ".part", path)


class _Distribution:
    """The hooks of xdist, in the process that distributes the tests."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._office: _Office | None = None

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tells a worker where to ask for the simulator."""
        if self._office is None:
            self._office = _Office(self._config.getini("insights_serve"))
        node.workerinput[_OFFICE] = self._office.folder

    def pytest_unconfigure(self) -> None:
        """Ends the simulator."""
        if self._office is not None:
            self._office.close()
            self._office = None


def _ask(folder: str) -> Simulator:
    """Returns the simulator of the whole run, from within a worker."""
    import time

    ready, failure = os.path.join(folder, "ready.json"), os.path.join(folder, "failure.txt")
    if not os.path.exists(ready):
        try:
            with open(os.open(os.path.join(folder, "requests"), os.O_WRONLY | os.O_NONBLOCK), "wb") as requests:
                requests.write(b".")
        except OSError:
            # Another worker asked first.
            pass
    deadline = time.monotonic() + 90
    while not os.path.exists(ready):
        if os.path.exists(failure):
            with open(failure, encoding="utf-8") as text:
                raise SimulatorError(text.read())
        if time.monotonic() > deadline:
            raise SimulatorError("found no simulator within 90 seconds; expected that of the run")
        time.sleep(0.01)
    with open(ready, encoding="utf-8") as text:
        return Simulator(json.load(text))


@pytest.fixture(scope="session")
def insights_simulator(request: pytest.FixtureRequest) -> Iterator[Simulator]:
    """The simulator of the run."""
    config = request.config
    folder = cast("dict[str, Any]", getattr(config, "workerinput", {})).get(_OFFICE)
    try:
        if folder is not None and os.path.isdir(folder):
            yield _ask(folder)
            return
        own = tempfile.mkdtemp(prefix="insights-simulator-")
        try:
            simulator = Simulator.start(config.getini("insights_serve"), own)
            try:
                yield simulator
            finally:
                simulator.stop()
        finally:
            shutil.rmtree(own, ignore_errors=True)
    except SimulatorError as error:
        pytest.fail(str(error), pytrace=False)


def _description(item: pytest.Item) -> dict[str, Any]:
    """Returns what the markers of a test say, the nearest first."""
    description: dict[str, Any] = {}
    settings: dict[str, Any] = {}
    # From the module to the function, so that the nearest wins.
    for mark in reversed(list(item.iter_markers(MARKER))):
        unknown = set(mark.kwargs) - MARKER_KEYS
        if mark.args or unknown:
            found = ", ".join([repr(value) for value in mark.args] + sorted(unknown))
            raise SimulatorError(f"marker {MARKER}: found {found}; expected {', '.join(sorted(MARKER_KEYS))}")
        description.update(mark.kwargs)
        settings.update(mark.kwargs.get("settings") or {})
    if settings:
        description["settings"] = settings
    if "clock" in description:
        description["clock"] = instant_text(description["clock"])
    return description


@pytest.fixture
def insights_sandbox(request: pytest.FixtureRequest, insights_simulator: Simulator) -> Iterator[Sandbox]:
    """A tenant for one test; the marker `insights` decides clock, edition, settings, faults and initial state."""
    try:
        description = _description(request.node)
        faults = description.pop("faults", None)
        sandbox = insights_simulator.sandbox(**description)
        if faults:
            sandbox.faults.set(*faults)
    except SimulatorError as error:
        pytest.fail(str(error), pytrace=False)
    setattr(request.node, _SANDBOX, sandbox)
    yield sandbox
    delattr(request.node, _SANDBOX)
    sandbox.delete()


@pytest.fixture
def insights_exec_env(insights_sandbox: Sandbox) -> dict[str, str]:
    """The environment in which an unmodified program calls the tenant of the test by the real host names."""
    return insights_sandbox.environment()


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: Item, call: CallInfo[None]) -> Generator[None, Any, None]:
    """Attaches the journal and a case file to the report of a test that failed."""
    outcome = yield
    report: TestReport = outcome.get_result()
    sandbox: Sandbox | None = getattr(item, _SANDBOX, None)
    if sandbox is None or not report.failed or report.when == "teardown":
        return
    try:
        report.sections.append(("insights journal", _journal_text(sandbox)))
        report.sections.append(("insights case", _save_case(item, sandbox)))
    except (SimulatorError, OSError) as error:
        report.sections.append(("insights journal", f"not available: {error}"))


def _journal_text(sandbox: Sandbox) -> str:
    journal = sandbox.journal()
    lines = []
    for entry in journal["entries"]:
        notes = [entry[name] for name in ("fault", "explanation") if entry[name]]
        note = f"  <- {'; '.join(notes)}" if notes else ""
        lines.append(f"{entry['time']} {entry['method']} {entry['target']} {entry['status']}{note}")
    dropped = f" ({journal['dropped']} earlier ones are not kept)" if journal["dropped"] else ""
    return "\n".join([*lines, f"{journal['requests']} requests{dropped}"])


def _save_case(item: Item, sandbox: Sandbox) -> str:
    folder = item.config.getoption("insights_cases") or item.config.stash.get(_CASES, None)
    if folder is None:
        folder = item.config.stash[_CASES] = tempfile.mkdtemp(prefix="insights-cases-")
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, re.sub(r"[^A-Za-z0-9.-]+", "_", item.nodeid).strip("_")[-200:] + ".json")
    with open(path, "w", encoding="utf-8") as output:
        json.dump(sandbox.case(), output, indent=2)
        output.write("\n")
    return f"repeat the requests: insights-sim case replay {path}"
