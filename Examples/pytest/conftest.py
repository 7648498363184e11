"""Fixtures that start a simulator for the test run and make a tenant for each test."""

import json
import os
import pathlib
import shutil
import subprocess
import time
import urllib.request

import pytest

from reports import Insights

START = "2021-01-06T05:38:34Z"


def program():
    """Returns the path of insights-sim: $INSIGHTS_SIM, the one on the PATH, or the one built in this checkout."""
    root = pathlib.Path(__file__).resolve().parents[2]
    built = [root / ".build" / kind / "insights-sim" for kind in ("release", "debug")]
    candidates = [os.environ.get("INSIGHTS_SIM"), shutil.which("insights-sim"), *built]
    for path in candidates:
        if path and os.access(path, os.X_OK):
            return str(path)
    pytest.exit("insights-sim is missing: build it with 'swift build -c release', or set INSIGHTS_SIM", 2)


@pytest.fixture(scope="session")
def simulator(tmp_path_factory):
    """Serves a simulator on a free port; gives what its ready file says."""
    ready = tmp_path_factory.mktemp("simulator") / "ready.json"
    process = subprocess.Popen(
        [program(), "serve", "--port", "0", "--clock", START, "--ready-file", str(ready)], stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while not ready.exists():
            assert process.poll() is None, f"insights-sim ended with exit code {process.returncode}"
            assert time.monotonic() < deadline, "insights-sim was not ready within 60 seconds"
            time.sleep(0.02)
        yield json.loads(ready.read_text())
    finally:
        process.terminate()
        process.wait(timeout=30)


class Tenant:
    """A sandbox of the simulator: a client for it, and its clock."""

    def __init__(self, admin_url, information):
        self._admin, self.id = admin_url, information["tenantId"]
        self.insights = Insights(
            login_url=information["url"], api_url=information["url"], tenant_id=self.id,
            client_id=information["clientId"], client_secret=information["clientSecret"])

    def advance(self, duration):
        """Moves the tenant's clock forward, by an ISO 8601 duration."""
        post(f"{self._admin}/clock?tenant={self.id}", {"advance": duration})


@pytest.fixture
def tenant(simulator):
    """Makes a tenant for one test and deletes it afterwards."""
    admin = simulator["admin"]
    made = Tenant(admin, post(f"{admin}/sandboxes", {"clock": START}))
    yield made
    urllib.request.urlopen(urllib.request.Request(f"{admin}/sandboxes/{made.id}", method="DELETE")).close()


def post(url, body):
    """Posts JSON and returns the JSON of the response."""
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return json.load(response)
