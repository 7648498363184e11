"""A tenant in use: stored queries, reports with a history, and the calls of every route."""

import json
import urllib.parse

from traffic import Call

SERVICE = "/insights/v1/cmp"
QUERY = "SELECT OrderId, OrderQuantity, OrderStatus FROM ISVOrder WHERE OrderQuantity > 1 ORDER BY OrderId LIMIT 50"
ROWS = "SELECT OrderId, CustomerName, OfferName, OrderStatus, OrderPurchaseDate FROM ISVOrder TIMESPAN LAST_6_MONTHS"
GROUPS = "SELECT CustomerCountry, OfferName, NormalizedUsage FROM ISVUsage ORDER BY NormalizedUsage DESC TIMESPAN LIFETIME"
FREE = {"quota-queries": "off", "quota-active-reports": "off", "quota-execute-now": "off"}
CLOCK = "2021-02-20T05:00:00Z"


def in_use(queries=0, reports=0, executions=1, settings=None):
    """Returns the description of a sandbox with queries, and with reports that have a history."""
    queries = max(queries, 1)
    return {
        "clock": CLOCK,
        "settings": FREE | (settings or {}),
        "queries": [
            {"name": f"Orders {number}", "description": f"Orders of part {number}", "query": QUERY}
            for number in range(queries)
        ],
        "reports": [
            {
                "queryName": f"Orders {number % queries}", "reportName": f"Daily {number}",
                "description": "Orders of a day", "recurrenceInterval": 24, "finishedExecutions": executions,
            }
            for number in range(reports)
        ],
    }


class Tenant:
    """A sandbox of a server, with a token."""

    def __init__(self, server, specification=None, **history):
        self.server = server
        made = json.loads(server.send(
            "POST", "/_sim/sandboxes", specification or in_use(**history), expected=(200, 201)))
        self.id, self.client = made["tenantId"], (made["clientId"], made["clientSecret"])
        self.sign_in()

    def sign_in(self):
        """Gets a token; a clock that has moved makes an older one invalid."""
        client, secret = self.client
        form = urllib.parse.urlencode({
            "grant_type": "client_credentials", "resource": "https://graph.windows.net",
            "client_id": client, "client_secret": secret,
        })
        self.token = json.loads(self.server.send(
            "POST", f"/{self.id}/oauth2/token", form,
            fields={"Content-Type": "application/x-www-form-urlencoded"}))["access_token"]

    def call(self, method, path, body="-"):
        """Returns a call of the service with this tenant's token."""
        return Call(method, f"{SERVICE}/{path}", self.token, body if isinstance(body, str) else json.dumps(body))

    def fetch(self, path):
        """Returns the records of a list."""
        return json.loads(self.server.send("GET", f"{SERVICE}/{path}", token=self.token))["value"]

    def query_ids(self):
        """Returns the identifiers of the stored queries."""
        return [record["queryId"] for record in self.fetch("ScheduledQueries?includeSystemQueries=false")]

    def report_ids(self):
        """Returns the identifiers of the reports."""
        return [record["reportId"] for record in self.fetch("ScheduledReport")]

    # Calls
    def probe(self):
        """Returns a call that changes nothing."""
        return self.call("GET", "ScheduledDataset?datasetName=ISVOrder")

    def create_query(self):
        """Returns the call that stores a query."""
        return self.call("POST", "ScheduledQueries", {"Name": "Orders", "Description": "Orders", "Query": QUERY})

    def report_body(self, query):
        """Returns the body of a new report."""
        return {
            "ReportName": "Weekly", "Description": "Orders of a week", "QueryId": query,
            "StartTime": "2021-02-21T05:00:00Z", "RecurrenceInterval": 168, "RecurrenceCount": 8, "Format": "csv",
        }

    def reads(self):
        """Returns the GET calls of every route, by name."""
        query, report = self.query_ids()[-1], self.report_ids()[-1]
        get = lambda path: self.call("GET", path)
        return {
            "all datasets": get("ScheduledDataset"),
            "dataset by name": self.probe(),
            "all queries": get("ScheduledQueries"),
            "query by id": get(f"ScheduledQueries?queryId={query}"),
            "query by name": get("ScheduledQueries?queryName=Orders%207"),
            "reports": get("ScheduledReport"),
            "report by id": get(f"ScheduledReport?reportId={report}"),
            "executions": get(f"ScheduledReport/execution/{report}?executionStatus=Completed&getLatestExecution=false"),
            "latest execution": get(f"ScheduledReport/execution/{report}?getLatestExecution=true"),
            "test query, 100 rows": get("ScheduledQueries/testQueryResult?exportQuery=" + urllib.parse.quote(ROWS)),
            "test query, groups": get("ScheduledQueries/testQueryResult?exportQuery=" + urllib.parse.quote(GROUPS)),
            "test query by id": get(f"ScheduledQueries/testQueryResult?queryId={query}"),
            "discovery": Call("GET", f"/{self.id}/v2.0/.well-known/openid-configuration"),
            "download, packed": Call("GET", self.download_path(report)),
        }

    def download_path(self, report):
        """Returns path and query of the newest file of a report."""
        link = self.fetch(f"ScheduledReport/execution/{report}?getLatestExecution=true")[0]["reportAccessSecureLink"]
        parts = urllib.parse.urlsplit(link)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
