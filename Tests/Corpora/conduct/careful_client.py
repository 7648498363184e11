"""A client that does everything right: one token, waits, retries what may be retried, never writes twice.

Its clock is the simulator's: where it has to wait, it moves that (INSIGHTS_BASE_URL/_sim/clock).
"""
import gzip, http.client, json, os, socket, threading, urllib.error, urllib.parse, urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

ENV = os.environ
LOGIN = f"{ENV['AZURE_AUTHORITY_HOST']}/{ENV['AZURE_TENANT_ID']}/oauth2/token"
SERVICE = "https://api.partnercenter.microsoft.com/insights/v1/cmp/"
NAME = "weekly"


def clock(change=None):
    data = json.dumps(change).encode() if change else None
    key = {"x-insights-simulator-key": ENV["INSIGHTS_SIM_ADMIN_KEY"]}
    request = urllib.request.Request(ENV["INSIGHTS_BASE_URL"] + "/_sim/clock", data, key)
    with urllib.request.urlopen(request, timeout=300) as answer:
        return json.load(answer)["now"]


def seconds(text):
    import calendar, time
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def iso(number):
    import time
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(number))


def wait(number):
    clock({"advance": f"PT{number}S"})


def send(request):
    """The status, the fields and the body; status 0 where no whole answer came."""
    try:
        with urllib.request.urlopen(request, timeout=300) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        try:
            return error.code, error.headers, error.read()
        except (OSError, http.client.HTTPException):
            return 0, {}, b""
    except (OSError, http.client.HTTPException):
        return 0, {}, b""


def patiently(make, repeats=lambda: True):
    """Sends until an answer comes that another try would not change."""
    for attempt in range(5):
        status, fields, body = send(make())
        if status == 429:
            wait(int(fields["Retry-After"] or 1))
        elif status == 401 and attempt == 0:
            Token.drop()
        elif status == 0 or status >= 500:
            wait(1)
            if not repeats():
                return 0, {}, b""
        else:
            return status, fields, body
    raise SystemExit(f"gave up: {status}")


class Token:
    value, ends = None, 0

    @classmethod
    def get(cls):
        if cls.value is None or seconds(clock()) > cls.ends - 300:
            form = urllib.parse.urlencode({
                "grant_type": "client_credentials", "resource": "https://graph.windows.net",
                "client_id": ENV["AZURE_CLIENT_ID"], "client_secret": ENV["AZURE_CLIENT_SECRET"]}).encode()
            status, _, body = patiently(lambda: urllib.request.Request(LOGIN, form))
            if status != 200:
                raise SystemExit(f"no token: {status}")
            answer = json.loads(body)
            cls.value, cls.ends = answer["access_token"], int(answer["expires_on"])
        return cls.value

    @classmethod
    def drop(cls):
        cls.value = None


def call(route, body=None, repeats=lambda: True):
    data = json.dumps(body).encode() if body else None
    status, _, text = patiently(
        lambda: urllib.request.Request(
            SERVICE + route, data, {"Authorization": "Bearer " + Token.get(), "Content-Type": "application/json"}),
        repeats)
    return status, json.loads(text)["value"] if text else []


def create(route, body, key, name):
    """Creates once: whether a lost answer was a success is looked up before anything is sent again."""
    def found():
        return [record for record in call(route)[1] if record[key] == name]
    for _ in range(3):
        known = []
        def repeats():
            known.extend(found())
            return not known
        status, records = call(route, body, repeats)
        if known or status == 200:
            return (known or records)[0]
    raise SystemExit("not created")


class Ready(BaseHTTPRequestHandler):
    def do_POST(self):
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


receiver = HTTPServer(("127.0.0.1", 0), Ready)
threading.Thread(target=receiver.serve_forever, daemon=True).start()

query = create("ScheduledQueries", {"Query": "SELECT OrderId FROM ISVOrder", "Name": NAME}, "name", NAME)
slot = seconds(clock()) + 5 * 3600
report = create("ScheduledReport", {
    "ReportName": NAME, "QueryId": query["queryId"], "StartTime": iso(slot), "RecurrenceInterval": 24,
    "RecurrenceCount": 2, "Format": "csv",
    "CallbackUrl": f"http://127.0.0.1:{receiver.server_port}/ready"}, "reportName", NAME)
executions = f"ScheduledReport/execution/{report['reportId']}?executionStatus=Completed"
status, runs = call(executions)
while status == 404:
    clock({"set": iso(max(slot, seconds(clock())))})
    status, runs = call(executions)
for attempt in range(5):
    status, fields, body = send(urllib.request.Request(runs[0]["reportAccessSecureLink"]))
    try:
        rows = gzip.decompress(body).decode().splitlines() if status == 200 else []
    except (EOFError, OSError):
        rows = []
    if rows:
        break
    wait(int(fields.get("Retry-After") or 60))
    if status == 403:
        runs = call(executions)[1]
else:
    raise SystemExit("no file")
print(rows[0])
