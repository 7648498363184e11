"""A client that does everything wrong, and succeeds all the same as long as nothing goes wrong."""
import gzip, json, os, threading, time, urllib.error, urllib.parse, urllib.request

ENV = os.environ
LOGIN = f"{ENV['AZURE_AUTHORITY_HOST']}/{ENV['AZURE_TENANT_ID']}/oauth2/v2.0/token"
SERVICE = "https://api.partnercenter.microsoft.com/insights/v1/cmp/"


def clock(change):
    key = {"x-insights-simulator-key": ENV["INSIGHTS_SIM_ADMIN_KEY"]}
    data = json.dumps(change).encode()
    urllib.request.urlopen(urllib.request.Request(ENV["INSIGHTS_BASE_URL"] + "/_sim/clock", data, key)).read()


def token():
    form = {"grant_type": "client_credentials", "scope": "https://graph.windows.net/.default",
            "client_id": ENV["AZURE_CLIENT_ID"], "client_secret": ENV["AZURE_CLIENT_SECRET"]}
    # The secret in the address as well.
    address = LOGIN + "?" + urllib.parse.urlencode({"client_secret": ENV["AZURE_CLIENT_SECRET"]})
    with urllib.request.urlopen(address, urllib.parse.urlencode(form).encode()) as answer:
        return json.load(answer)["access_token"]


def tokens():
    """Asks twice at once and uses neither in between: within a second, however long that takes to come about."""
    while True:
        start = time.monotonic()
        both = token(), token()
        if time.monotonic() - start < 1:
            return both


def send(address, body=None, fields={}):
    """Tries whatever it is again, at once, whatever the answer was."""
    data = json.dumps(body).encode() if body else None
    for _ in range(3):
        try:
            with urllib.request.urlopen(urllib.request.Request(address, data, fields)) as answer:
                return answer.read()
        except (OSError, EOFError):
            pass
    return b"{}"


def call(route, body=None):
    # A token for each call.
    return json.loads(send(SERVICE + route, body, {"Authorization": "Bearer " + token()})).get("value")


send(SERVICE + "ScheduledDataset")                                      # before there is a token
old = tokens()[0]
call("ScheduledQueries", {"Query": "SELECT Nothing FROM ISVOrder", "Name": "bad"})     # three times, a 400
query = call("ScheduledQueries", {"Query": "SELECT OrderId FROM ISVOrder", "Name": "weekly"})[0]
report = call("ScheduledReport", {
    "ReportName": "weekly", "QueryId": query["queryId"], "StartTime": "2021-01-06T10:00:00Z",
    "RecurrenceInterval": 24, "RecurrenceCount": 2, "Format": "csv", "CallbackUrl": "http://127.0.0.1:9/nobody"})[0]
executions = f"ScheduledReport/execution/{report['reportId']}"
call(executions + "?executionStatus=Completed")                         # three times before the slot
call(executions), call(executions)                                      # a pending one, without a wait
clock({"set": "2021-01-06T10:00:00Z"})
send(SERVICE + "ScheduledDataset", None, {"Authorization": "Bearer " + old})           # over for an hour
link = call(executions)[0]["reportAccessSecureLink"]
for encoding in ["gzip", "identity"]:
    data = send(link, None, {"Authorization": "Bearer " + old, "Accept-Encoding": encoding})
send("http://telemetry.example/")
print(gzip.decompress(data).decode().splitlines()[0])
