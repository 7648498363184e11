"""What each client of the matrix does inside `insights-sim exec`; prints one JSON object: step -> "" or the reason.

  steps.py CLIENT [FOLDER]

CLIENT is a JSON object with commands as lists: `fetch` sends one request, `sign_in` prints a token, `tap` prints how many
datasets there are. `reads` says that `fetch` sends GET alone. FOLDER holds the files of another run: another authority,
which replaces the one of this run, so every request must fail.
"""

import glob
import gzip
import json
import os
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request

LOGIN = "https://login.microsoftonline.com/%s/oauth2/token" % os.environ["AZURE_TENANT_ID"]
API = "https://api.partnercenter.microsoft.com/insights/v1/cmp/"
SECONDS = 120
client = json.loads(sys.argv[1])


class Failed(Exception):
    pass


def run(command, secret=None):
    environment = dict(os.environ, AZURE_CLIENT_SECRET=secret or os.environ["AZURE_CLIENT_SECRET"])
    try:
        return subprocess.run(command, capture_output=True, timeout=SECONDS, env=environment)
    except subprocess.TimeoutExpired:
        raise Failed(f"no end after {SECONDS} s")


def last_line(result):
    lines = [line for line in (result.stderr or result.stdout).decode(errors="replace").splitlines() if line.strip()]
    return lines[-1].strip()[:200] if lines else f"exit code {result.returncode}"


def fetch(method, url, token="-", body="-", command=None):
    result = run((command or client["fetch"]) + [method, url, token, body])
    status, _, content = result.stdout.partition(b"\n")
    if not status.strip().isdigit():
        raise Failed(last_line(result))
    # The service packs files unasked, and not every client unpacks them.
    if content.startswith(b"\x1f\x8b"):
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError):
            pass
    return int(status), content.decode(errors="replace")


def form(secret):
    return urllib.parse.urlencode({
        "grant_type": "client_credentials", "resource": "https://graph.windows.net",
        "client_id": os.environ["AZURE_CLIENT_ID"], "client_secret": secret})


def expect(status, text, expected=200):
    if status != expected:
        raise Failed(f"status {status}: {text[:120]}")
    return text


def sign_in(secret):
    """Returns a token, by the client itself where it can send a form."""
    if "sign_in" in client:
        result = run(client["sign_in"], secret)
        if result.returncode != 0 or not result.stdout.strip():
            raise Failed(last_line(result))
        return result.stdout.decode().strip().splitlines()[-1]
    command = client["helper"] if client.get("reads") else None
    return json.loads(expect(*fetch("POST", LOGIN, body=form(secret), command=command)))["access_token"]


def step_token():
    client["token"] = sign_in(os.environ["AZURE_CLIENT_SECRET"])


def step_datasets():
    if "tap" in client:
        result = run(client["tap"])
        words = result.stdout.decode(errors="replace").split()
        if result.returncode != 0 or words[-2:] != ["datasets", "4"]:
            raise Failed(last_line(result))
        return
    assert len(json.loads(expect(*fetch("GET", API + "ScheduledDataset", client["token"])))["value"]) == 4


def record(*arguments):
    return json.loads(expect(*fetch(*arguments)))["value"][0]


def step_query():
    body = json.dumps({"Name": "Matrix", "Query": "SELECT OrderId FROM ISVOrder"})
    client["query"] = record("POST", API + "ScheduledQueries", client["token"], body)["queryId"]


def step_download():
    token = client["token"]
    arguments = {"command": client["helper"]} if client.get("reads") else {}

    def call(*values):
        return json.loads(expect(*fetch(*values, **arguments)))["value"][0]
    query = client.get("query") or call(
        "POST", API + "ScheduledQueries", token, json.dumps({"Name": "M", "Query": "SELECT OrderId FROM ISVOrder"}))["queryId"]
    report = call("POST", API + "ScheduledReport", token, json.dumps(
        {"ReportName": "Matrix", "QueryId": query, "ExecuteNow": True, "Format": "csv"}))
    move = urllib.request.Request(
        os.environ["INSIGHTS_BASE_URL"] + "/_sim/clock", json.dumps({"advance": "PT4H"}).encode(),
        {"Content-Type": "application/json", "x-insights-simulator-key": os.environ["INSIGHTS_SIM_ADMIN_KEY"]})
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(move).read()
    # The token is over by now.
    token = sign_in(os.environ["AZURE_CLIENT_SECRET"])
    execution = call("GET", f"{API}ScheduledReport/execution/{report['reportId']}?getLatestExecution=true", token)
    text = expect(*fetch("GET", execution["reportAccessSecureLink"]))
    # A client that prints packed bytes as text spoils them behind the first one.
    if not text.startswith("\x1f") and (text.split("\n")[0].strip('"\r') != "OrderId" or text.count("\n") < 100):
        raise Failed(f"the file begins with {text[:80]!r}")


def step_secret():
    wrong = "a-wrong-secret"
    if "tap" in client:
        if run(client["tap"], wrong).returncode == 0:
            raise Failed("the wrong secret was taken")
        return
    if "sign_in" in client:
        try:
            sign_in(wrong)
        except Failed:
            return
        raise Failed("the wrong secret was taken")
    if client.get("reads"):
        expect(*fetch("GET", API + "ScheduledDataset", "no-token"), 401)
        return
    expect(*fetch("POST", LOGIN, body=form(wrong)), 401)


def untrust(other):
    """Replaces the authority of this run by another's, wherever `exec` has put it."""
    own = os.path.dirname(os.environ["SSL_CERT_FILE"])
    for folder, _, names in os.walk(own):
        for name in names:
            target = os.path.join(folder, name)
            source = os.path.join(other, os.path.relpath(target, own))
            if name.endswith(".0"):
                source = glob.glob(os.path.join(os.path.dirname(source), "*.0"))[0]
            if name.endswith((".pem", ".jks", ".0")):
                # In place: a mount shows the file, not its name.
                with open(source, "rb") as new, open(target, "r+b") as old:
                    old.truncate()
                    shutil.copyfileobj(new, old)


def step_untrusted():
    # What a client fetches once more needs no proxy that is right, only trust.
    try:
        step_datasets() if "tap" in client else sign_in("x") if "sign_in" in client else fetch(
            "GET", API + "ScheduledDataset")
    except Failed as failure:
        if "AADSTS7000215" in str(failure):
            raise Failed("it trusts an authority that nothing names")
        return
    raise Failed("it trusts an authority that nothing names")


def steps():
    if len(sys.argv) > 2:
        untrust(sys.argv[2])
        yield "untrusted", step_untrusted
        return
    if "tap" not in client:
        yield "token", step_token
    yield "datasets", step_datasets
    if "tap" not in client:
        if not client.get("reads"):
            yield "query", step_query
        if client.get("downloads", True):
            yield "download", step_download
    yield "secret", step_secret


results = {}
for name, step in steps():
    try:
        step()
        results[name] = ""
    except Failed as failure:
        results[name] = str(failure)
        break
    except (AssertionError, KeyError, ValueError, IndexError) as error:
        results[name] = f"{type(error).__name__}: {error}"[:200]
        break
print("steps " + json.dumps(results))
