"""Tests of a client of the insights API, each against a tenant of its own.

Install the wheel of insights-simulator beside pytest; then run `pytest`.
"""

import gzip
import json
import urllib.request

import pytest

# Every test starts at this instant; `insights_sandbox.clock` moves it.
pytestmark = pytest.mark.insights(clock="2021-01-06T05:38:34Z")


def call(sandbox, path, body=None):
    """Calls the service. Your client takes the place of this function."""
    request = urllib.request.Request(
        f"{sandbox.url}/insights/v1/cmp/{path}", None if body is None else json.dumps(body).encode(),
        {"Authorization": f"Bearer {sandbox.token()}", "Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return json.load(response)["value"]


def test_the_first_file_exists_after_its_slot(insights_sandbox):
    (query,) = call(insights_sandbox, "ScheduledQueries", {"Name": "Orders", "Query": "SELECT OrderId FROM ISVOrder"})
    (report,) = call(insights_sandbox, "ScheduledReport", {
        "ReportName": "Daily orders", "QueryId": query["queryId"], "StartTime": "2021-01-06T19:00:00Z",
        "RecurrenceInterval": 24})
    path = f"ScheduledReport/execution/{report['reportId']}"
    assert call(insights_sandbox, path)[0]["executionStatus"] == "Pending"

    insights_sandbox.clock.advance("PT14H")

    (execution,) = call(insights_sandbox, path)
    with urllib.request.urlopen(execution["reportAccessSecureLink"]) as response:
        content = response.read()
    lines = (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode().splitlines()
    assert lines[0] == "OrderId" and len(lines) > 1


@pytest.mark.insights(faults=[{"route": "datasets", "nth": 1, "fault": {"kind": "status", "status": 503}}])
def test_a_failure_is_met_once(insights_sandbox):
    with pytest.raises(OSError):
        call(insights_sandbox, "ScheduledDataset")
    assert len(call(insights_sandbox, "ScheduledDataset")) == 4
