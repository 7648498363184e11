"""Tests of the plugin, which run pytest on small test files as its users would."""

import json
import pathlib
import re
import subprocess
import sys

import pytest

SIX_LINES = """
def test_datasets(insights_sandbox):
    names = [record["datasetName"] for record in insights_sandbox.get("ScheduledDataset")["value"]]
    assert "ISVOrder" in names
"""


def run(folder: pathlib.Path, text: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    (folder / "test_example.py").write_text(text)
    command = [sys.executable, "-B", "-m", "pytest", "-p", "no:cacheprovider", *arguments, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)


def counts(done: "subprocess.CompletedProcess[str]") -> "dict[str, int]":
    """Returns the numbers of the last line, such as passed and failed."""
    found = re.findall(r"(\d+) (passed|failed|errors?)", done.stdout.splitlines()[-1])
    return {word: int(number) for number, word in found}


def test_six_lines_pass(tmp_path: pathlib.Path) -> None:
    done = run(tmp_path, SIX_LINES)
    assert counts(done) == {"passed": 1}, done.stdout + done.stderr


CLOCK = """
import datetime
import pytest

pytestmark = pytest.mark.insights(clock="2021-01-06T05:38:34Z", settings={"test-rows": 7})

def rows(sandbox):
    query = "SELECT%20OrderId%20from%20ISVOrder"
    return sandbox.get("ScheduledQueries/testQueryResult?exportQuery=" + query)["totalCount"]

def test_the_clock_is_the_tests_own(insights_sandbox):
    assert insights_sandbox.clock.now.isoformat() == "2021-01-06T05:38:34+00:00"
    insights_sandbox.clock.advance("P1D")
    insights_sandbox.clock.advance(datetime.timedelta(hours=2))
    assert insights_sandbox.clock.set("2021-01-08T00:00:00Z").day == 8

def test_settings_come_from_the_module(insights_sandbox):
    assert rows(insights_sandbox) == 7

@pytest.mark.insights(clock=datetime.datetime(2022, 5, 1), settings={"test-rows": 3})
def test_the_nearest_marker_wins(insights_sandbox):
    assert insights_sandbox.clock.now.year == 2022
    assert rows(insights_sandbox) == 3

@pytest.mark.insights(faults=[{"route": "token", "nth": 1, "fault": {"kind": "status", "status": 503}}])
def test_faults(insights_sandbox):
    with pytest.raises(OSError):
        insights_sandbox.token()
    assert insights_sandbox.faults.fired == [1]
    insights_sandbox.faults.clear()
    assert insights_sandbox.token()
    assert [entry["status"] for entry in insights_sandbox.journal(route="token")["entries"]] == [503, 200]
"""


def test_markers_decide_the_tenant(tmp_path: pathlib.Path) -> None:
    done = run(tmp_path, CLOCK)
    assert counts(done) == {"passed": 4}, done.stdout + done.stderr


ENVIRONMENT = """
import subprocess, sys

PROGRAM = '''
import json, os, urllib.parse, urllib.request
form = urllib.parse.urlencode({"grant_type": "client_credentials", "resource": "https://graph.windows.net",
    "client_id": os.environ["AZURE_CLIENT_ID"], "client_secret": os.environ["AZURE_CLIENT_SECRET"]}).encode()
login = "https://login.microsoftonline.com/" + os.environ["AZURE_TENANT_ID"] + "/oauth2/token"
token = json.load(urllib.request.urlopen(login, form))["access_token"]
service = "https://api.partnercenter.microsoft.com/insights/v1/cmp/ScheduledDataset"
request = urllib.request.Request(service, headers={"Authorization": "Bearer " + token})
print(len(json.load(urllib.request.urlopen(request))["value"]))
'''

def test_an_unmodified_program(insights_exec_env, insights_sandbox):
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=insights_exec_env, capture_output=True, text=True)
    assert done.stdout == "4\\n", done.stderr
    assert insights_sandbox.journal()["requests"] == 2
"""


def test_a_program_by_the_real_host_names(tmp_path: pathlib.Path) -> None:
    done = run(tmp_path, ENVIRONMENT)
    assert counts(done) == {"passed": 1}, done.stdout + done.stderr


FAILING = """
def test_that_fails(insights_sandbox):
    insights_sandbox.get("ScheduledDataset")
    assert 1 == 2
"""


def test_a_failure_has_journal_and_case(tmp_path: pathlib.Path) -> None:
    done = run(tmp_path, FAILING, f"--insights-cases={tmp_path}/cases")
    assert counts(done) == {"failed": 1}, done.stdout + done.stderr
    assert "insights journal" in done.stdout and "/ScheduledDataset 200" in done.stdout
    (case,) = (tmp_path / "cases").iterdir()
    assert f"insights-sim case replay {case}" in done.stdout
    from insights_simulator import program

    replay = subprocess.run([program(), "case", "replay", str(case)], capture_output=True, text=True, check=False)
    assert replay.returncode == 0, replay.stderr
    assert "practice-secret" not in done.stdout and "sandbox-secret" not in done.stdout


def test_workers_share_one_simulator(tmp_path: pathlib.Path) -> None:
    pytest.importorskip("xdist")
    text = SIX_LINES + """
import os, pytest

@pytest.mark.parametrize("number", range(12))
def test_many(insights_sandbox, insights_simulator, number):
    with open(os.path.join(os.path.dirname(__file__), "pids.txt"), "a") as output:
        output.write(f"{insights_simulator.pid} {os.getpid()}\\n")
    assert insights_sandbox.get("ScheduledDataset")
"""
    done = run(tmp_path, text, "-n", "3")
    assert counts(done) == {"passed": 13}, done.stdout + done.stderr
    pairs = [line.split() for line in (tmp_path / "pids.txt").read_text().splitlines()]
    assert len({simulator for simulator, _ in pairs}) == 1
    assert len({worker for _, worker in pairs}) > 1
    (simulator, *_) = {simulator for simulator, _ in pairs}
    assert not pathlib.Path(f"/proc/{simulator}").exists(), "the simulator ends with the run"


MISTAKES = [
    ("@pytest.mark.insights(clok='2021')", "marker insights: found clok; expected clock,"),
    ("@pytest.mark.insights(settings={'test-row': 3})", "unknown setting 'test-row'; did you mean 'test-rows'?"),
    ("@pytest.mark.insights(clock='yesterday')", "yesterday"),
]


@pytest.mark.parametrize(("marker", "message"), MISTAKES)
def test_a_mistake_is_one_line(tmp_path: pathlib.Path, marker: str, message: str) -> None:
    done = run(tmp_path, f"import pytest\n{marker}\ndef test_it(insights_sandbox): pass\n")
    assert counts(done) in ({"error": 1}, {"errors": 1}), done.stdout
    assert message in done.stdout and "Traceback" not in done.stdout


def test_a_program_that_cannot_start_is_one_line(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "broken"
    program.write_text("#!/bin/sh\necho \"x: /lib/libc.so.6: version \\`GLIBC_2.34' not found (required by x)\" >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("INSIGHTS_SIM", str(program))
    done = run(tmp_path, SIX_LINES)
    assert "insights-sim cannot start: x: /lib/libc.so.6: version `GLIBC_2.34' not found" in done.stdout
    assert "it needs the C library 2.34 or later" in done.stdout
    monkeypatch.setenv("INSIGHTS_SIM", str(tmp_path / "missing"))
    assert "expected the path of a program" in run(tmp_path, SIX_LINES).stdout


def test_the_version_is_that_of_the_distribution() -> None:
    import importlib.metadata

    from insights_simulator import version

    assert version() == importlib.metadata.version("insights-simulator")
