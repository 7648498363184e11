"""A small client of the insights API: the code under test. It knows nothing of the simulator."""

import gzip
import json
import urllib.parse
import urllib.request


class Insights:
    """Calls the service for one application. A program would give the real addresses."""

    def __init__(self, login_url, api_url, tenant_id, client_id, client_secret):
        self._token_url = f"{login_url}/{tenant_id}/oauth2/token"
        self._api = f"{api_url}/insights/v1/cmp"
        self._form = {
            "grant_type": "client_credentials", "resource": "https://graph.windows.net",
            "client_id": client_id, "client_secret": client_secret,
        }

    def create_query(self, name, text):
        """Stores a query and returns its identifier."""
        return self._call("ScheduledQueries", {"Name": name, "Query": text})["value"][0]["queryId"]

    def create_report(self, name, query_id, start, hours):
        """Schedules a report and returns its identifier."""
        body = {"ReportName": name, "QueryId": query_id, "StartTime": start, "RecurrenceInterval": hours}
        return self._call("ScheduledReport", body)["value"][0]["reportId"]

    def executions(self, report_id):
        """Returns all executions of a report; by default the service gives the latest only."""
        return self._call(f"ScheduledReport/execution/{report_id}?getLatestExecution=false")["value"]

    def download(self, link):
        """Returns the lines of a finished file."""
        with urllib.request.urlopen(link) as response:
            content = response.read()
        if content.startswith(b"\x1f\x8b"):
            content = gzip.decompress(content)
        return content.decode("utf-8").splitlines()

    def _call(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": "Bearer " + self._token(), "Content-Type": "application/json"}
        with urllib.request.urlopen(urllib.request.Request(f"{self._api}/{path}", data, headers)) as response:
            return json.load(response)

    def _token(self):
        form = urllib.parse.urlencode(self._form).encode()
        with urllib.request.urlopen(self._token_url, form) as response:
            return json.load(response)["access_token"]
