"""Tests of the client, each against a tenant of the simulator."""

import urllib.error

import pytest

from reports import Insights


def schedule(insights):
    query = insights.create_query("Orders", "SELECT OrderId, OrderPurchaseDate FROM ISVOrder")
    return insights.create_report("Daily orders", query, start="2021-01-06T19:00:00Z", hours=24)


def completed(insights, report):
    return [run for run in insights.executions(report) if run["executionStatus"] == "Completed"]


def test_a_file_appears_at_the_first_slot(tenant):
    report = schedule(tenant.insights)
    assert completed(tenant.insights, report) == []

    tenant.advance("PT14H")
    (run,) = completed(tenant.insights, report)
    lines = tenant.insights.download(run["reportAccessSecureLink"])
    assert lines[0] == "OrderId,OrderPurchaseDate"
    assert len(lines) > 1


@pytest.mark.parametrize("days", [1, 30])
def test_each_day_has_one_execution(tenant, days):
    report = schedule(tenant.insights)
    tenant.advance(f"P{days}D")
    assert len(completed(tenant.insights, report)) == days


def test_a_wrong_secret_is_refused(simulator):
    insights = Insights(
        simulator["url"], simulator["url"], simulator["tenantId"], simulator["clientId"], client_secret="wrong")
    with pytest.raises(urllib.error.HTTPError) as refused:
        insights.create_query("Orders", "SELECT OrderId FROM ISVOrder")
    assert refused.value.code == 401
