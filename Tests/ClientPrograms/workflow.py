"""What every client of the matrix does, whatever it gets its tokens with.

A client is an object with these members; `None` in place of a method says that the library has no such thing:

  program        cmp or mpn
  version        the version of the service; v1 if it has no such member
  token()        a bearer token, from the library's memory if it keeps one
  renew()        a new token, as the library gets one once its token is refused
  refresh()      a new token by the refresh token
  wrong_secret() signs in with a wrong secret or password; returns the name of the error and its text

`requests` makes the API calls, unless the client has a method `call` of its own.
"""

import gzip
import json
import os
import urllib.request

import requests

API = "https://api.partnercenter.microsoft.com/insights/"
QUERIES = {
    "cmp": ("ISVOrder", "SELECT OrderId FROM ISVOrder", "OrderId"),
    "mpn": ("DynamicsUsage", "SELECT SubscriptionId FROM DynamicsUsage", "SubscriptionId"),
}


class Call:
    """The API, called with a token."""

    def __init__(self, client, token):
        self.program, self.token = client.program, token
        self.version = getattr(client, "version", "v1")
        self.send = getattr(client, "call", self.send_with_requests)

    def send_with_requests(self, method, url, token, body=None):
        return requests.request(method, url, json=body, headers={"Authorization": "Bearer " + token}, timeout=300)

    def answer(self, method, path, body=None):
        return self.send(method, f"{API}{self.version}/{self.program}/{path}", self.token, body)

    def value(self, method, path, body=None):
        answer = self.answer(method, path, body)
        assert answer.status_code == 200, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()["value"]


def workflow(call):
    """The documents' five steps and the download."""
    dataset, text, column = QUERIES[call.program]
    assert dataset in [each["datasetName"] for each in call.value("GET", "ScheduledDataset")]
    query = call.value("POST", "ScheduledQueries", {"Name": "Matrix", "Query": text})[0]
    rows = call.value("GET", "ScheduledQueries/testQueryResult?exportQuery=" + text.replace(" ", "%20"))
    assert len(rows) == 100 and list(rows[0]) == [column], rows[:1]
    report = call.value(
        "POST", "ScheduledReport",
        {"ReportName": "Matrix", "QueryId": query["queryId"], "ExecuteNow": True, "Format": "csv"})[0]
    # Only a record of v1 has the time of a change (the page of 2024).
    assert ("modifiedTime" in query) == (call.program == "cmp" and call.version == "v1"), query
    execution = completed(call, report["reportId"])
    # The link is the credential. Once unpacked by the library, once by hand.
    link = execution["reportAccessSecureLink"]
    file = requests.get(link, timeout=300)
    assert file.status_code == 200, f"download: {file.status_code} {file.text}"
    packed = requests.get(link, stream=True, timeout=300).raw.read(decode_content=False)
    assert gzip.decompress(packed) == file.content
    lines = file.text.splitlines()
    assert lines[0] == column and len(lines) > 100, lines[:2]


def completed(call, report):
    """Asks for the execution until it is completed; the clock moves on in between."""
    for _ in range(10):
        execution = call.value("GET", f"ScheduledReport/execution/{report}?getLatestExecution=true")[0]
        if execution["executionStatus"] == "Completed":
            return execution
        pass_time("PT1M")
    raise AssertionError(f"the execution stays {execution['executionStatus']}")


def administration_key():
    """The key that exec makes for its simulator; serve has none."""
    key = os.environ.get("INSIGHTS_SIM_ADMIN_KEY")
    return {"x-insights-simulator-key": key} if key else {}


def administration(path, body=None):
    """Calls the simulator itself, past the proxy: the one thing a client of the real service could not do."""
    request = urllib.request.Request(
        f"{os.environ['INSIGHTS_BASE_URL']}/_sim/{path}?tenant={os.environ['AZURE_TENANT_ID']}",
        data=json.dumps(body).encode() if body else None,
        headers={"Content-Type": "application/json", **administration_key()})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
        return json.load(answer)


def pass_time(duration):
    administration("clock", {"advance": duration})


def last_grant():
    """The form of the last token request, as the simulator saw it."""
    entries = administration("journal")["entries"]
    return [entry["request"]["body"] for entry in entries if entry["route"] == "token"][-1]


def works(client, token):
    return Call(client, token).answer("GET", "ScheduledDataset").status_code


def run(client):
    """Runs every step and prints one line for each: its name, a tab, and the matrix's cell."""
    token = client.token()
    assert token.count(".") == 2, "no token"
    print("token\tyes")
    workflow(Call(client, token))
    print("workflow\tyes")
    pass_time("PT61M")
    assert works(client, token) == 401, "an expired token is taken"
    token = client.renew()
    assert works(client, token) == 200, "the renewed token is refused"
    print("expired\tyes")
    if client.refresh:
        pass_time("PT61M")
        assert works(client, token) == 401
        assert works(client, client.refresh()) == 200, "the refreshed token is refused"
        assert "grant_type=refresh_token" in last_grant(), last_grant()
    print("refresh\t" + ("yes" if client.refresh else "-"))
    name, text = client.wrong_secret()
    assert client.refusal in text, text
    print(f"secret\t`{name}`")
